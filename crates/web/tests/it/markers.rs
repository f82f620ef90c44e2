//! Warnings by page, and the page of registers; what other systems ask of them by the API.

use serde_json::json;

use crate::casework_pages::post;
use crate::staff::get;
use crate::{Answer, Office, officers};

fn signed_in(office: &Office, name: &str, role: &str, team: &str) -> String {
    officers::signed_in(office, name, role, team).as_str().to_owned()
}

/// The form that proposes a warning about violence, with some of its fields.
fn proposed(office: &Office, who: &str, id: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("what", "propose"),
        ("purpose", "staff-safety"),
        ("kind", "violence"),
        ("reason", "Threw a chair at an operative on Monday."),
        ("evidence", "report 411"),
        ("decided_by", "the head of safety"),
        ("told", "2026-11-01"),
        ("how_told", "letter"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    post(office, who, &format!("/staff/people/{id}/markers"), &fields)
}

/// The number of what waits, as the page has it.
fn number(body: &str, before: &str) -> String {
    let at = body.find(before).unwrap_or_else(|| panic!("{before}: {body}")) + before.len();
    body[at..].chars().take_while(char::is_ascii_digit).collect()
}

#[test]
fn a_warning_is_proposed_said_yes_to_told_of_and_ended_by_its_page() {
    let office = Office::new();
    let id = office.tenant("Rosa Ash", "07700 900123");
    let ann = signed_in(&office, "ann", "safety-officer", "repairs");
    let sal = signed_in(&office, "sal", "safety-officer", "repairs");
    office.puts("head-of-safety", "sal", false);
    let path = format!("/staff/people/{id}/markers?purpose=staff-safety");
    let form = format!("/staff/people/{id}/markers");
    let page = get(&office, &ann, &path);
    assert_eq!(page.status, 200, "{}", page.body);
    let short = proposed(&office, &ann, &id, &[("reason", "rude")]);
    assert_eq!(short.status, 400);
    assert!(short.body.contains("Say why"), "{}", short.body);
    assert_eq!(proposed(&office, &ann, &id, &[]).status, 303);
    let page = get(&office, &ann, &path);
    assert!(!page.body.contains("Yes to this"), "it is not hers to say");
    let proposal = number(&page.body, "name=\"no\" value=\"");
    let what = |who: &str, what: &str, no: &str, words: &str| {
        let fields = [("what", what), ("purpose", "staff-safety"), ("no", no), ("words", words)];
        post(&office, who, &form, &fields)
    };
    let alone = what(&ann, "set", &proposal, "");
    assert!(alone.body.contains("Nobody has approved it"), "{}", alone.body);
    let page = get(&office, &sal, &path);
    assert!(page.body.contains("Yes to this"), "{}", page.body);
    let approval = number(&page.body, "name=\"no\" value=\"");
    assert_eq!(what(&ann, "approve", &approval, "").status, 400, "she holds no such post");
    assert_eq!(what(&sal, "approve", &approval, "").status, 303);
    assert_eq!(what(&ann, "set", &proposal, "").status, 303);
    let page = get(&office, &ann, &path);
    assert!(page.body.contains("report 411") && page.body.contains("told on"), "{}", page.body);
    let marker = number(&page.body, "name=\"no\" value=\"");
    assert_eq!(what(&ann, "appeal", &marker, "It was my brother.").status, 303);
    let page = get(&office, &ann, &path);
    assert!(page.body.contains("It was my brother."), "{}", page.body);
    assert_eq!(what(&ann, "end", &marker, "He has left the home.").status, 303);
    let page = get(&office, &ann, &path);
    assert!(page.body.contains("None that you may see"), "{}", page.body);
}

#[test]
fn whoever_must_not_be_learnt_of_has_no_such_page() {
    let office = Office::new();
    let id = office.tenant("Rosa Ash", "07700 900123");
    let ann = signed_in(&office, "ann", "safety-officer", "repairs");
    let why = json!({"purpose": "tenancy-management", "officer": "bo"});
    let wall = json!({"why": why, "actor": "ann", "reason": "a relative"});
    assert_eq!(office.post("housing", &format!("/v1/people/{id}/walls"), &wall).status, 204);
    let nobody = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    let page = |id: &str| get(&office, &ann, &format!("/staff/people/{id}/markers"));
    let (there, none) = (page(&id), page(nobody));
    assert_eq!((there.status, none.status), (404, 404));
    assert_eq!(there.body.replace(&id, "p-"), none.body.replace(nobody, "p-"));
    let (there, none) = (proposed(&office, &ann, &id, &[]), proposed(&office, &ann, nobody, &[]));
    assert_eq!((there.status, none.status), (404, 404));
}

#[test]
fn the_page_of_registers_says_what_waits_and_takes_what_was_done() {
    let office = Office::new();
    office.appoint();
    let dot = signed_in(&office, "dot", "data-protection-officer", "data-protection");
    let taken = json!({
        "reference": "call-1", "told": true, "transcript": "It is 4111 1111 1111 1111.",
    });
    let came = office.post("housing", "/v1/recordings", &taken);
    assert_eq!(came.status, 201, "{}", came.body);
    assert_eq!(came.json()["state"], "locked");
    assert!(!came.body.contains("4111"), "{}", came.body);
    let page = get(&office, &dot, "/staff/registers");
    assert_eq!(page.status, 200, "{}", page.body);
    for words in ["call-1", "payment card", "car park", "nobody has written down that it is on"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let done = |words: &str| {
        let fields = [("what", "destroyed"), ("of", "call-1"), ("words", words)];
        post(&office, &dot, "/staff/registers", &fields)
    };
    assert_eq!(done("").status, 409);
    assert_eq!(done("wiped from the telephone system and its backup").status, 303);
    assert!(!get(&office, &dot, "/staff/registers").body.contains("call-1"));
    // Whoever has no such post sees none of it.
    let olu = signed_in(&office, "olu", "housing-officer", "housing");
    assert_eq!(get(&office, &olu, "/staff/registers").status, 404);
}

#[test]
fn systems_ask_before_they_refuse_a_service_or_show_a_picture() {
    let office = Office::new();
    let id = office.tenant("Rosa Ash", "07700 900123");
    let refuse = |missing: &str| {
        let why = json!({"purpose": "tenancy-management", "officer": "ann"});
        let body = json!({"why": why, "missing": [missing]});
        office.post("housing", &format!("/v1/people/{id}/service-refusals"), &body)
    };
    let over = refuse("name");
    assert_eq!(over.status, 201, "{}", over.body);
    assert!(over.json()["consequence"].as_str().is_some_and(|words| !words.is_empty()));
    let optional = refuse("email");
    assert_eq!(optional.status, 400);
    assert!(optional.body.contains("optional"), "{}", optional.body);
    let ask = json!({
        "why": {"purpose": "tenancy-management", "officer": "ann"}, "reference": "fair-1",
        "channel": "website",
    });
    let unknown = office.post("housing", "/v1/pictures/may-appear", &ask);
    assert_eq!(unknown.status, 400, "one nobody wrote down is not shown: {}", unknown.body);
}

//! The registers of the data protection office: our systems and their drift, assessments, reviews, the sheet for the
//! board; each for the data protection officer and the owner of decisions alone.

use casework::{Desk, DriftSeen, Posts};
use jiff::{SignedDuration, Timestamp};
use people::Now;
use serde_json::json;
use sources::{Drift, Map};

use crate::casework_pages::{hidden, post};
use crate::staff::{get, signed_in};
use crate::{Answer, Office, clock};

const MAP: &str = r#"
[source]
id = "housing"
name = "Housing management system"
kind = "sqlite"
entity = "heart-of-medway"
purpose = "tenancy-management"

[[table]]
name = "person"
key = ["person_id"]
owner = ["person_id"]

[table.fields]
person_id = { category = "not-personal" }
surname = { category = "name", identity = "name" }
mobile = { category = "telephone", identity = "phone" }
"#;

const SHELF: &str = r#"
[source]
id = "shelf"
name = "The shelf in the post room"
kind = "manual"
purpose = "tenancy-management"
post = "data-protection"
ask = "Look through the shelf."
"#;

pub(crate) fn map() -> Map {
    let file = |name: &str, text: &str| charter::File::new(name.to_owned(), text.to_owned());
    Map::parse(vec![file("housing.toml", MAP), file("shelf.toml", SHELF)]).unwrap()
}

/// An office with a map, a data protection officer and an owner of decisions.
fn office() -> Office {
    let office = Office::with(clock, |server, _, _| server.with_map(map()));
    office.appoint();
    office.puts("decision-owner", "olga", false);
    office
}

fn desk(office: &Office) -> Desk {
    Desk::new(office.record.clone(), Posts::default())
}

fn in_days(days: i64) -> Now {
    let at: Timestamp = clock() + SignedDuration::from_hours(24 * days);
    Now::new(at)
}

fn sends(office: &Office, session: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let once = data_encoding::HEXLOWER.encode(&vault::random::<16>());
    let mut all = vec![("once", once.as_str())];
    all.extend(fields);
    post(office, session, path, &all)
}

fn location(answer: &Answer) -> String {
    let line = answer.head.lines().find(|line| line.starts_with("location: "));
    line.unwrap_or_else(|| panic!("{} {}", answer.status, answer.body))["location: ".len()..]
        .to_owned()
}

fn has(answer: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(answer.body.contains(part), "there is no `{part}` in {}", answer.body);
    }
}

fn column(table: &str, column: &str) -> (Drift, String) {
    let drift = Drift::Column { table: table.to_owned(), column: column.to_owned() };
    (drift, format!("{column} = {{ category = \"unclassified\" }}\n"))
}

fn copy(table: &str) -> (Drift, String) {
    let drift = Drift::Table { table: table.to_owned(), copy_of: Some("person".to_owned()) };
    (drift, format!("[[table]]\nname = \"{table}\"\n"))
}

/// The address of the finding a page lists with these words.
fn found(office: &Office, session: &str, words: &str) -> String {
    let page = get(office, session, "/staff/sources/housing").body;
    let line = page.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{page}"));
    line.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn every_system_says_what_it_holds_and_whether_anybody_looked() {
    let office = office();
    let dot = signed_in(&office, "dot");
    let dot = dot.as_str();
    let list = || get(&office, dot, "/staff/sources");
    has(
        &list(),
        &[
            "Housing management system",
            "a SQLite file",
            "Heart of Medway",
            "name, phone",
            "1 table, 3 fields",
            "about nobody (1)",
            "a person is given a work order",
            "Never looked over.",
            "Not known",
            "The shelf in the post room",
            "somebody looks there by hand",
        ],
    );
    has(
        &get(&office, dot, "/staff/sources/shelf"),
        &["Look through the shelf.", "There is nothing to compare"],
    );
    let one = get(&office, dot, "/staff/sources/housing");
    has(
        &one,
        &[
            "It was never looked over, so this is not known.",
            "surname",
            "people are found by it, as name",
        ],
    );
    assert_eq!(get(&office, dot, "/staff/sources/nowhere").status, 404);
    // Why it could not be looked over is said, and what was known before stays.
    let desk = desk(&office);
    let away = Err("the source cannot be reached (gone)".to_owned());
    desk.looked_for_drift("housing", &away, in_days(0)).unwrap();
    has(
        &list(),
        &["It could not be looked over on 24 November 2026", "(gone).", "Never looked over."],
    );
    let seen =
        Ok(DriftSeen { tables: 7, found: vec![column("person", "new_phone"), copy("person_old")] });
    desk.looked_for_drift("housing", &seen, in_days(0)).unwrap();
    has(&list(), &["Looked over on 24 November 2026", "7 tables", "2 not classified"]);
    desk.looked_for_drift("housing", &away, in_days(1)).unwrap();
    let both = list();
    has(
        &both,
        &[
            "It could not be looked over on 25 November 2026",
            "Last looked over on 24 November 2026",
        ],
    );
    has(&both, &["2 not dealt with"]);
    // The office's first page has it in one line, for those who see to it.
    has(&get(&office, dot, "/staff"), &["2 not as in the map", "1 could not be looked over"]);
    let ada = signed_in(&office, "ada");
    let other = get(&office, ada.as_str(), "/staff");
    assert!(!other.body.contains("not as in the map"), "{}", other.body);
    // Somebody asks for a look, once.
    for _ in 0..2 {
        assert_eq!(sends(&office, dot, "/staff/sources", &[]).status, 303);
    }
    assert!(desk.drift_is_under_way().unwrap());
    has(&list(), &["are being looked over"]);
    let jobs = "SELECT COUNT(*) FROM job WHERE kind = ?1";
    let count = office
        .record
        .data()
        .read("jobs", |tx| tx.one(jobs, db::params![casework::DRIFT], |row| row.int(0)));
    assert_eq!(count.unwrap(), Some(1));
    // A system that left the map leaves the list of looks.
    desk.drift_of_these(&["shelf"], in_days(2)).unwrap();
    has(&list(), &["Never looked over."]);
}

#[test]
fn what_nobody_has_classified_is_taken_noted_and_settled() {
    let office = office();
    let (dot, olga) = (signed_in(&office, "dot"), signed_in(&office, "olga"));
    let (dot, olga) = (dot.as_str(), olga.as_str());
    let desk = desk(&office);
    let both = || vec![column("person", "new_phone"), copy("person_old")];
    let look = |found: Vec<(Drift, String)>, day| {
        desk.looked_for_drift("housing", &Ok(DriftSeen { tables: 2, found }), in_days(day))
            .unwrap();
    };
    look(both(), 0);
    let phone = found(&office, dot, "person.new_phone");
    has(
        &get(&office, dot, &phone),
        &[
            "person.new_phone",
            "category = &#34;unclassified&#34;",
            "First seen on 24 November 2026",
        ],
    );
    for (fields, field, says) in [
        (&[("what", "take"), ("by", "soon")][..], "by", "Write the day as 2026-11-24."),
        (&[("what", "take"), ("by", "2026-11-23")], "by", "from today to"),
        (&[("what", "take"), ("by", "2028-01-01")], "by", "from today to"),
        (&[("what", "note"), ("why", "  ")], "why", "Say why it stays"),
        (&[("what", "note"), ("why", &"x".repeat(2_001))], "why", "letters at most"),
    ] {
        let refused = sends(&office, dot, &phone, fields);
        assert_eq!(refused.status, 409, "{fields:?}");
        has(&refused, &[says, "There is a problem", &format!("href=\"#{field}\"")]);
        has(&refused, &[&format!("id=\"{field}-error\"")]);
    }
    let take = [("what", "take"), ("by", "2026-12-01")];
    assert_eq!(location(&sends(&office, dot, &phone, &take)), phone);
    has(&get(&office, dot, &phone), &["dot, until Tuesday 1 December 2026"]);
    has(
        &get(&office, dot, "/staff/tasks"),
        &["housing: person.new_phone", "data-protection-officer"],
    );
    let slower = sends(&office, olga, &phone, &take);
    assert_eq!(slower.status, 409);
    has(&slower, &["`dot` has it in hand already"]);
    has(&get(&office, dot, "/staff/sources/housing"), &["Taken by dot", "Nobody has it in hand"]);
    // The other stays, with a reason, and who says so.
    let old = found(&office, olga, "person_old");
    let note = [("what", "note"), ("why", "It goes on Friday, with the old server.")];
    assert_eq!(sends(&office, olga, &old, &note).status, 303);
    has(
        &get(&office, dot, &old),
        &["It goes on Friday, with the old server.", "Noted by olga on Tuesday 24 November 2026"],
    );
    has(&get(&office, dot, "/staff"), &["0 not as in the map"]);
    // A look that finds it again changes nothing of that; one that does not, settles it.
    look(both(), 1);
    has(
        &get(&office, dot, &phone),
        &["dot, until Tuesday 1 December 2026", "First seen on 24 November 2026"],
    );
    look(vec![copy("person_old")], 2);
    assert_eq!(get(&office, dot, &phone).status, 404);
    assert_eq!(sends(&office, dot, &phone, &take).status, 404);
    assert!(!get(&office, dot, "/staff/tasks").body.contains("new_phone"));
    // What comes back is looked at anew.
    look(Vec::new(), 3);
    look(both(), 4);
    assert_eq!(get(&office, dot, &old).status, 200);
    let page = get(&office, dot, &old);
    assert!(!page.body.contains("It goes on Friday"), "{}", page.body);
    has(&page, &["First seen on 28 November 2026"]);
    // A task that was ended by hand, where it is still there: nobody has it in hand.
    assert_eq!(sends(&office, dot, &phone, &take).status, 303);
    let tasks = get(&office, dot, "/staff/tasks").body;
    let no = tasks.split("action=\"/staff/tasks/").nth(1).unwrap().split('"').next().unwrap();
    let ended = sends(&office, dot, &format!("/staff/tasks/{no}"), &[("outcome", "will do later")]);
    assert_eq!(ended.status, 303);
    has(&get(&office, dot, &phone), &["You take it: by when?"]);
}

/// More than a page, and more than is kept.
#[test]
fn many_findings_are_looked_through_by_pages() {
    let office = office();
    let dot = signed_in(&office, "dot");
    let all = casework::FINDINGS_MAX + 3;
    let found = (0..all).map(|n| column("person", &format!("c{n:05}"))).collect();
    let seen = Ok(DriftSeen { tables: 1, found });
    desk(&office).looked_for_drift("housing", &seen, in_days(0)).unwrap();
    let first = get(&office, dot.as_str(), "/staff/sources/housing");
    has(&first, &["c00000", "c00049", "?from=50", "3 more than are listed"]);
    assert!(!first.body.contains("c00050"));
    let last = get(&office, dot.as_str(), "/staff/sources/housing?from=1950");
    has(&last, &["c01950", "c01999"]);
    assert!(!last.body.contains("More of them"));
}

const ANSWERS: &[(&str, &str)] = &[
    ("q-interest", "To know whom to call when a tenant cannot be reached."),
    ("q-whose", "Next of kin."),
    ("q-helps", "Yes: twelve times last year."),
    ("q-less", "Only a name and a number are kept."),
    ("q-expect", "They are told when they are named."),
    ("q-harm", "A call they did not want."),
    ("q-children", "No."),
    ("q-no", "By one call."),
];

fn began(office: &Office, session: &str, kind: &str) -> String {
    let new = [("title", "Next of kin"), ("kind", kind), ("about", "purpose:tenancy-management")];
    location(&sends(office, session, "/staff/assessments", &new))
}

/// Does something with an assessment as a person does: opens it, and sends what it carries.
fn does(office: &Office, session: &str, path: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    let seen = hidden(&get(office, session, path).body, "seen");
    let mut all = vec![("seen", seen.as_str()), ("what", what)];
    all.extend(fields);
    sends(office, session, path, &all)
}

#[test]
fn an_assessment_is_written_advised_and_signed_by_somebody_else() {
    let office = office();
    let (dot, olga) = (signed_in(&office, "dot"), signed_in(&office, "olga"));
    let (dot, olga) = (dot.as_str(), olga.as_str());
    has(
        &get(&office, dot, "/staff/assessments"),
        &[
            "household and emergency contacts",
            "Legitimate interests",
            "Signed",
            "System: Housing management system",
            "The owner of decisions decides",
        ],
    );
    for (fields, field, says) in [
        (&[("title", ""), ("kind", "impact")][..], "title", "Give it a title"),
        (&[("title", "A"), ("kind", "none")], "about", "Choose what kind it is"),
        (
            &[("title", "A"), ("kind", "impact"), ("about", "purpose:none")],
            "about",
            "from the list",
        ),
        (
            &[("title", "A"), ("kind", "impact"), ("about", "system:none")],
            "about",
            "Choose what kind",
        ),
    ] {
        let refused = sends(&office, dot, "/staff/assessments", fields);
        assert_eq!(refused.status, 409, "{fields:?}");
        has(&refused, &[says, &format!("href=\"#{field}\"")]);
    }
    let path = began(&office, dot, "legitimate-interests");
    has(&get(&office, dot, &path), &["Next of kin", "Draft", "Open: 8", "Begun, by dot"]);
    // What is missing is said, and what was typed is kept.
    let early = does(&office, dot, &path, "send", &ANSWERS[..7]);
    assert_eq!(early.status, 409);
    has(&early, &["1 of its questions have no answer yet", "Only a name and a number are kept."]);
    let long = does(&office, dot, &path, "keep", &[("q-less", &"x".repeat(2_001))]);
    assert_eq!(long.status, 409);
    has(&long, &["keep it short"]);
    // A colleague is asked: how they end their task is the answer.
    let ada = signed_in(&office, "ada");
    let ask = |post: &str, by: &str, question: &str| {
        let fields = [("question", question), ("post", post), ("by", by)];
        does(&office, dot, &path, "ask", &fields)
    };
    for (post, by, question, says) in [
        ("data-protection", "2026-11-23", "no", "from today to"),
        ("nobody-s-post", "2026-11-30", "no", "nobody holds that post"),
        ("data-protection", "2026-11-30", "none", "Choose a question"),
        ("data-protection", "soon", "no", "Write the day"),
    ] {
        let refused = ask(post, by, question);
        assert_eq!(refused.status, 409, "{says}");
        let body = refused.body.to_lowercase();
        assert!(body.contains(&says.to_lowercase()), "{says}: {}", refused.body);
    }
    assert_eq!(ask("data-protection", "2026-11-30", "no").status, 303);
    has(&get(&office, dot, &path), &["data-protection was asked, and has not answered yet"]);
    let tasks = get(&office, ada.as_str(), "/staff/tasks").body;
    assert!(tasks.contains("Next of kin: How can somebody say no?"), "{tasks}");
    let no = tasks.split("action=\"/staff/tasks/").nth(1).unwrap().split('"').next().unwrap();
    let said = [("outcome", "By one call to the contact centre.")];
    assert_eq!(sends(&office, ada.as_str(), &format!("/staff/tasks/{no}"), &said).status, 303);
    has(&get(&office, dot, &path), &["and says: By one call to the contact centre."]);
    // Of two who write at once the second is told.
    let seen = hidden(&get(&office, olga, &path).body, "seen");
    assert_eq!(does(&office, dot, &path, "keep", ANSWERS).status, 303);
    let mut late: Vec<(&str, &str)> = vec![("seen", &seen), ("what", "keep")];
    late.extend(ANSWERS);
    let late = sends(&office, olga, &path, &late);
    assert_eq!(late.status, 409);
    has(&late, &["Somebody was faster"]);
    assert_eq!(does(&office, dot, &path, "send", ANSWERS).status, 303);
    has(&get(&office, dot, "/staff"), &["1 wait for advice or a decision"]);
    // The officer advises, and does not decide; who does not advise does not advise.
    let go = |says| [("goes", "yes"), ("says", says), ("review", "2027-11-24")];
    for (session, what, fields, says) in [
        (olga, "advise", &go("Fine.")[..], "The data protection officer advises"),
        (dot, "decide", &go(""), "The data protection officer advises first"),
        (dot, "advise", &[("goes", "yes")], "href=\"#says\">Say why in a few words."),
        (dot, "advise", &[("says", "Fine.")], "href=\"#goes-yes\">Choose whether it goes ahead."),
    ] {
        let refused = does(&office, session, &path, what, fields);
        assert_eq!(refused.status, 409, "{what} {fields:?}");
        has(&refused, &[says]);
    }
    let against = [("goes", "no"), ("says", "Ask them first.")];
    assert_eq!(does(&office, dot, &path, "advise", &against).status, 303);
    for (session, fields, says) in [
        (dot, &go("I know better.")[..], "Who advised does not decide"),
        (olga, &go(""), "This is not what was advised: say why"),
        (olga, &[("goes", "yes"), ("says", "x"), ("review", "")], "href=\"#review\">Write the day"),
        (olga, &[("goes", "yes"), ("says", "x"), ("review", "2026-11-24")], "after today"),
        (olga, &[("goes", "yes"), ("says", "x"), ("review", "2031-01-01")], "within 3 years"),
    ] {
        let refused = does(&office, session, &path, "decide", fields);
        assert_eq!(refused.status, 409, "{fields:?}");
        has(&refused, &[says]);
    }
    let signs = does(&office, olga, &path, "decide", &go("They are told, and can say no."));
    assert_eq!(signs.status, 303, "{}", signs.body);
    let shown = get(&office, dot, &path);
    has(
        &shown,
        &[
            "Signed",
            "Wednesday 24 November 2027",
            "Advised: do not go ahead, by dot",
            "Signed: it goes ahead, by olga",
        ],
    );
    assert!(!shown.body.contains("Keep the answers"), "{}", shown.body);
    assert_eq!(sends(&office, dot, &path, &[("what", "keep"), ("seen", "9")]).status, 409);
    // It stands in the list of reviews, and is due again a month before its day; the task comes once.
    has(
        &get(&office, dot, "/staff/reviews"),
        &["Next of kin", "Wednesday 24 November 2027", "None is late."],
    );
    let desk = desk(&office);
    assert_eq!(desk.remind_of_assessments(in_days(300)).unwrap(), 0);
    for _ in 0..2 {
        assert_eq!(desk.remind_of_assessments(in_days(340)).unwrap(), 1);
    }
    let tasks = get(&office, dot, "/staff/tasks").body;
    assert_eq!(tasks.matches("Next of kin, by 2027-11-24").count(), 1, "{tasks}");
    // Taken up again it is a draft, the task is done, and what was decided stays with its steps.
    let again = does(&office, dot, &path, "reopen", &[("says", "The year is over.")]);
    assert_eq!(again.status, 303, "{}", again.body);
    let shown = get(&office, dot, &path);
    has(&shown, &["Draft", "Signed: it goes ahead, by olga", "Taken up again, by dot"]);
    has(&shown, &["twelve times last year"]);
    assert!(!get(&office, dot, "/staff/tasks").body.contains("Next of kin, by"));
    assert_eq!(does(&office, dot, &path, "send", ANSWERS).status, 303);
    // The advice of last year is not the advice of this one.
    let early = does(&office, olga, &path, "decide", &go("As before."));
    assert_eq!(early.status, 409);
    has(&early, &["advises first"]);
}

/// Keyholder's own assessment is begun from its template; what stands in brackets has to be filled in.
#[test]
fn keyholder_s_own_assessment_can_be_begun_from() {
    let office = office();
    let dot = signed_in(&office, "dot");
    let path = began(&office, dot.as_str(), "own");
    let shown = get(&office, dot.as_str(), &path);
    has(&shown, &["Impact assessment", "Walls that always enforce", "[list your categories]"]);
    let kept = [("q-what", "All of it."), ("q-measures", "Many. [Yours?]")];
    let early = does(&office, dot.as_str(), &path, "send", &kept);
    assert_eq!(early.status, 409);
    has(&early, &["9 of its questions have no answer yet, or one with something in brackets"]);
}

/// Where nobody holds the owner's post, somebody else than who advised signs, and never who did.
#[test]
fn without_an_owner_another_officer_signs() {
    let office = Office::new();
    office.appoint();
    office.puts("data-protection-officer", "cara", true);
    let (dot, cara) = (signed_in(&office, "dot"), signed_in(&office, "cara"));
    let path = began(&office, dot.as_str(), "legitimate-interests");
    assert_eq!(does(&office, dot.as_str(), &path, "send", ANSWERS).status, 303);
    let advice = [("goes", "yes"), ("says", "Fine.")];
    assert_eq!(does(&office, dot.as_str(), &path, "advise", &advice).status, 303);
    let signs = [("goes", "yes"), ("says", ""), ("review", "2027-05-24")];
    assert_eq!(does(&office, dot.as_str(), &path, "decide", &signs).status, 409);
    assert_eq!(does(&office, cara.as_str(), &path, "decide", &signs).status, 303);
}

#[test]
fn everything_with_a_day_of_review_is_in_one_list() {
    let office = office();
    let dot = signed_in(&office, "dot");
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let hold = |review: &str| {
        json!({"why": {"purpose": "tenancy-management", "officer": "ann"}, "kind": "claim",
               "post": "data-protection", "review": review, "detail": "a claim"})
    };
    for review in ["2026-11-20", "2026-11-20", "2026-12-01"] {
        let held = office.post("housing", &format!("/v1/people/{tenant}/holds"), &hold(review));
        assert!(held.status < 300, "{}", held.body);
    }
    let page = get(&office, dot.as_str(), "/staff/reviews");
    has(
        &page,
        &[
            "Late: 1.",
            "Friday 20 November 2026<br><strong class=\"govuk-tag govuk-tag--red\">Late</strong>",
            "Holds, whether they are still needed: 2",
            "Tuesday 1 December 2026<br><strong class=\"govuk-tag govuk-tag--yellow\">Soon</strong>",
            "The terms of an agreement: data sharing between the companies of the group",
            "An assessment: household and emergency contacts",
            "accounts are to be looked through now",
        ],
    );
    assert!(!page.body.contains("Rosa") && !page.body.contains("a claim"), "{}", page.body);
    let late = page.body.find("20 November 2026").unwrap();
    assert!(late < page.body.find("1 December 2026").unwrap(), "the earliest first");
}

#[test]
fn the_board_reads_a_quarter_and_nobody_is_in_it() {
    let office = office();
    let dot = signed_in(&office, "dot");
    let sheet = |day: &str| get(&office, dot.as_str(), &format!("/staff/board?day={day}"));
    let empty = sheet("2026-11-24");
    has(&empty, &["From Thursday 1 October 2026 to Thursday 31 December 2026", "0 requests came"]);
    has(&empty, &["Complaints about data: none", "the quarter goes on"]);
    has(&empty, &["Systems never looked over: 1"]);
    let open = |kind: &str, count: usize| {
        for _ in 0..count {
            let body = json!({"officer": "cara", "kinds": [kind], "words": "Please."});
            assert_eq!(office.post("housing", "/v1/cases", &body).status, 201);
        }
    };
    open("access", 7);
    open("rectification", 6);
    open("erasure", 2);
    open("complaint", 3);
    open("breach", 1);
    let page = sheet("2026-11-24");
    has(
        &page,
        &[
            "Leaving those aside that fewer than 5 asked for, 13 requests came; 0 in the quarter before",
            "Complaints about data: fewer than 5",
            "Too few to say how they ended",
            "Breaches reported: 1 (0 before)",
            "<td class=\"govuk-table__cell\">7</td>",
            "0 of 1 who may sign in",
            "Nothing of the record is past its time. Letting go is switched off.",
        ],
    );
    // The two that asked for erasure are in no sum.
    assert_eq!(page.body.matches("Fewer than 5</td>").count(), 1, "{}", page.body);
    has(&page, &["<td class=\"govuk-table__cell\">6</td>", "Objections to what we do: none"]);
    assert!(!page.body.contains("Rosa"));
    // The quarter before has nothing; one that has not begun is this one.
    has(
        &sheet("2026-07-01"),
        &["From Wednesday 1 July 2026", "0 requests came", "The quarter after"],
    );
    has(&sheet("2031-01-01"), &["From Thursday 1 October 2026"]);
    has(&sheet("nonsense"), &["From Thursday 1 October 2026"]);
}

/// Who the entities are, what duties bind each, and what each recipient has agreed to.
#[test]
fn entities_have_their_duties_and_recipients_their_agreements() {
    let office = office();
    let (record, now, day) = (&office.record, in_days(0), |text: &str| text.parse().unwrap());
    sharing::end_agreement(record, "safety-contractors", day("2026-11-02"), now, "dot").unwrap();
    let (read, again) = (day("2026-11-01"), day("2026-12-05"));
    sharing::renew_agreement(record, "repairs-contractors", read, again, now, "dot").unwrap();
    let dot = signed_in(&office, "dot");
    has(
        &get(&office, dot.as_str(), "/staff/reviews"),
        &["Saturday 5 December 2026", "What a recipient has agreed to: our repairs contractors"],
    );
    let ada = signed_in(&office, "ada");
    has(
        &get(&office, ada.as_str(), "/staff/rules"),
        &[
            "Registered as Z629086",
            "It is: a charity",
            "Its duties: ",
            "repairs framework, with its data clauses and list of sub-contractors. Signed and understood by Tuesday 1 April 2025",
            "A power of its own: ",
            "Its agreement ended on Monday 2 November 2026: nothing goes to it",
        ],
    );
}

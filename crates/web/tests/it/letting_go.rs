//! Letting go by page: planned, switched on by two, made into a run, approved, carried out, certified; and
//! what is kept of somebody who left.

use jiff::civil::{Date, date};
use ledger::Signer;
use people::{NewItem, NewRelationship, Now, PersonId, Question};
use serde_json::{Value, json};

use crate::casework_pages::post;
use crate::staff::{get, signed_in};
use crate::{Answer, Office, clock};

const LONG_AGO: Date = date(2018, 4, 1);
const PAGE: &str = "/staff/disposal";

fn now() -> Now {
    Now::new(clock())
}

fn office() -> Office {
    let office = Office::new();
    office.appoint();
    office.puts("decision-owner", "olga", false);
    office
}

fn sends(office: &Office, session: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let once = data_encoding::HEXLOWER.encode(&vault::random::<16>());
    let mut all = vec![("once", once.as_str())];
    all.extend(fields);
    post(office, session, path, &all)
}

fn has(answer: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(answer.body.contains(part), "there is no `{part}` in {}", answer.body);
    }
}

fn question(office: &Office, action: &str) -> Question {
    let ask = serde_json::from_value(json!({
        "actor": "ann", "strength": "second-factor", "role": "housing-officer", "team": "housing",
        "entity": "heart-of-medway", "relationship": "", "purpose": "tenancy-management",
        "action": action, "data": [],
    }));
    office.record.question(&ask.unwrap(), now().today()).unwrap()
}

fn letter(office: &Office, of: &str, event: Option<Date>) {
    let mut item = NewItem::new("correspondence", "Dear landlord", "the-person", LONG_AGO);
    item.event = event;
    let of: PersonId = of.parse().unwrap();
    office.record.hold(&question(office, "collect"), of, &item, now()).unwrap();
}

/// Whoever is nothing yet is entered under what they are to be.
fn relate(office: &Office, of: PersonId, new: &NewRelationship) {
    let ask = question(office, "collect");
    let _ = office.record.relate(&ask, of, new, now()).unwrap();
}

fn newest_approval(office: &Office) -> i64 {
    let read = office.record.data().read("newest", |tx| {
        tx.one("SELECT MAX(no) FROM approval", db::params![], |row| row.int(0))
    });
    read.unwrap().unwrap()
}

#[test]
fn what_is_past_its_time_goes_by_two_people_and_leaves_a_certificate() {
    let office = office();
    let (dot, olga) = (signed_in(&office, "dot"), signed_in(&office, "olga"));
    let (dot, olga) = (dot.as_str(), olga.as_str());
    let tenant = office.tenant("Ada Zanzibar", "07700 900123");
    letter(&office, &tenant, Some(LONG_AGO));
    let plan = get(&office, olga, PAGE);
    has(&plan, &["ready to go: 1 rows", "Limitation Act 1980", "switched off", "1 April 2024"]);
    assert!(!plan.body.contains("Zanzibar"));
    let yes = |no: i64| sends(&office, dot, &format!("/staff/approvals/{no}"), &[("yes", "yes")]);

    // Nothing goes before two people switched it on.
    assert_eq!(sends(&office, olga, PAGE, &[("what", "make")]).status, 303);
    let run = newest_approval(&office);
    assert!(!get(&office, olga, PAGE).body.contains("Carry it out"));
    assert_eq!(sends(&office, olga, PAGE, &[("what", "ask-on")]).status, 303);
    let switch = newest_approval(&office);
    let early = sends(&office, olga, PAGE, &[("what", "on"), ("approval", &switch.to_string())]);
    assert_eq!(early.status, 409);
    has(&early, &["Nobody has approved it yet"]);
    assert_eq!(yes(switch).status, 303);
    let on = sends(&office, olga, PAGE, &[("what", "on"), ("approval", &switch.to_string())]);
    assert_eq!(on.status, 303);

    let number = disposal::list(&office.record).unwrap()[0].no.to_string();
    let carry = [("what", "carry-out"), ("run", number.as_str())];
    let refused = sends(&office, olga, PAGE, &carry);
    assert_eq!(refused.status, 409, "nobody approved the list");
    has(&get(&office, dot, "/staff/tasks"), &["Read first by which rules"]);
    assert_eq!(yes(run).status, 303);
    assert_eq!(sends(&office, olga, PAGE, &carry).status, 303);
    has(&get(&office, olga, PAGE), &["Done", "Gone: 1", "The certificate", "Approved by dot"]);

    let signer = Signer::new("example.org/log", &[7; 32].into()).unwrap();
    office.record.data().sequence(&signer, "test", now().micros()).unwrap();
    let file = get(&office, olga, &format!("{PAGE}/{number}/certificate"));
    assert_eq!(file.status, 200, "{}", file.body);
    assert!(file.head.contains("attachment"), "{}", file.head);
    let whole: Value = serde_json::from_str(&file.body).unwrap();
    let said: Value = serde_json::from_str(whole["certificate"].as_str().unwrap()).unwrap();
    assert_eq!((said["rows_gone"].clone(), said["approved_by"].clone()), (json!(1), json!("dot")));
    assert_eq!(get(&office, olga, &format!("{PAGE}/1/certificate")).status, 409);
    assert_eq!(sends(&office, dot, PAGE, &[("what", "off")]).status, 303);
    has(&get(&office, olga, PAGE), &["switched off, by dot"]);
}

#[test]
fn whoever_leaves_is_looked_through_with_reasons() {
    let office = office();
    let olga = signed_in(&office, "olga");
    let olga = olga.as_str();
    let tenant = office.tenant("Ada Example", "07700 900123");
    letter(&office, &tenant, None);
    let id: PersonId = tenant.parse().unwrap();
    let left = date(2026, 11, 20);
    let use_it = question(&office, "use");
    // From then on they are a former tenant: of somebody who is nothing to the landlord nobody sees anything.
    relate(&office, id, &NewRelationship::new("former-tenant", "heart-of-medway", left));
    let _ = office.record.unrelate(&use_it, id, "tenant", left, now()).unwrap();
    let page = format!("/staff/people/{tenant}/leaving");
    has(&get(&office, olga, "/staff/tasks"), &["review on leaving", page.as_str()]);
    has(
        &get(&office, olga, &page),
        &["tenancy agreement and core tenancy file", "from tenancy end", "20 November 2032"],
    );
    let silent = sends(&office, olga, &page, &[("keep-tenancy-file", "no")]);
    assert_eq!(silent.status, 409);
    has(&silent, &["Say why"]);
    let none = sends(&office, olga, &page, &[("reason-tenancy-file", "because")]);
    assert_eq!(none.status, 409, "nothing was decided");
    let decided = [("keep-tenancy-file", "no"), ("reason-tenancy-file", "Nothing is open.")];
    assert_eq!(sends(&office, olga, &page, &decided).status, 303);
    has(&get(&office, olga, &page), &["is not kept", "Nothing is open."]);
    assert!(!get(&office, olga, "/staff/tasks").body.contains("review on leaving"));
    has(&get(&office, olga, PAGE), &["ready to go: 1 rows"]);
    let nobody = format!("/staff/people/{}/leaving", PersonId::from_bytes([9; 16]));
    assert_eq!(get(&office, olga, &nobody).status, 404);
}

#[test]
fn by_the_api_an_event_is_put_right_and_what_is_kept_has_a_reason() {
    let office = office();
    let tenant = office.tenant("Ada Example", "07700 900123");
    let write = |path: &str, body: Value, status: u16| {
        let mut whole = json!({"why": {"purpose": "tenancy-management", "officer": "ann"}});
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let answer = office.post("housing", &format!("/v1/people/{tenant}/{path}"), &whole);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    };
    let event = "tenancy-end";
    write("events", json!({"name": event, "on": "2026-03-31"}), 204);
    write("events/instead", json!({"name": event, "was": "2026-03-30", "on": "2026-04-01"}), 400);
    write("events/instead", json!({"name": event, "was": "2026-03-31", "on": "2026-04-01"}), 204);
    write("events/instead", json!({"name": event, "was": "2026-04-01"}), 204);
    let class = json!([{"class": "tenancy-file", "keep": true, "reason": "rent is owed"}]);
    write("leaving", json!({"classes": class}), 403);
}

//! Letting go by page: planned, switched on by two, made into a run, approved, carried out, certified; and
//! what is kept of somebody who left.

use db::jobs::{self, Leased};
use disposal::{Begun, CameOf, IN_SYSTEMS, NewPlan, Orders};
use jiff::civil::{Date, date};
use ledger::Signer;
use people::{NewItem, NewRelationship, Now, PersonId, Question};
use serde_json::{Value, json};

use crate::casework_pages::post;
use crate::registers::map;
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

/// Takes the next turn, as a server does that reaches the systems.
fn takes(office: &Office) -> (Leased, Begun) {
    let at = now().micros();
    let data = office.record.data();
    let job =
        data.write("lease", move |tx| jobs::lease(tx, IN_SYSTEMS, "test", at, at + 60_000_000));
    let job = job.unwrap().into_inner().unwrap();
    let begun = disposal::begin_turn(&office.record, &job).unwrap().unwrap();
    (job, begun)
}

/// Ends a turn that was taken.
fn ends(office: &Office, (job, begun): (Leased, Begun), came: CameOf) {
    disposal::end_turn(&office.record, &begun, &job, came, now()).unwrap();
    office.record.data().write("done", move |tx| jobs::done(tx, &job)).unwrap();
}

#[test]
fn rows_of_a_system_are_asked_for_by_page_and_a_server_does_it() {
    let office = Office::with(clock, |server, _, _| server.with_map(map()));
    office.appoint();
    office.puts("decision-owner", "olga", false);
    let (dot, olga) = (signed_in(&office, "dot"), signed_in(&office, "olga"));
    let (dot, olga) = (dot.as_str(), olga.as_str());
    let list = get(&office, olga, PAGE);
    has(&list, &["Housing management system", "Plan what goes from it"]);
    assert!(!list.body.contains("The shelf"), "nobody plans what a person looks for by hand");
    let plan = |system: &str, nobodys: &str| {
        let fields = [("what", "plan-system"), ("system", system), ("nobodys", nobodys)];
        sends(&office, olga, PAGE, &fields)
    };
    assert_eq!(plan("ghosts", "").status, 409);
    let short = plan("housing", "old");
    assert_eq!(short.status, 409);
    has(&short, &["Say why in 10 to 300 letters"]);
    assert_eq!(plan("housing", "They left long ago.").status, 303);
    let list = get(&office, olga, PAGE);
    has(&list, &["The plan waits for its turn", "/staff/disposal/systems/"]);
    let no = list.body.split("/staff/disposal/systems/").nth(1).unwrap();
    let one = format!("{PAGE}/systems/{}", no.split('"').next().unwrap());
    has(&get(&office, olga, &one), &["See how far it is", "They left long ago."]);
    assert_eq!(get(&office, olga, &format!("{PAGE}/systems/4711")).status, 404);

    // A server plans it; before anybody said yes nothing is done.
    let turn = takes(&office);
    assert_eq!((turn.1.system.as_str(), turn.1.planned.is_none()), ("housing", true));
    let made = NewPlan {
        plan: "{}".to_owned(),
        digest: [7; 32],
        rows: 2,
        looked: Some(9),
        text: "  person person_id=4: goes\n2 rows would go and 1 stay.".to_owned(),
    };
    ends(&office, turn, CameOf::Planned(made));
    let planned = get(&office, dot, &one);
    has(&planned, &["person_id=4: goes", "2 in the plan", "switched off", "Plan the next"]);
    assert!(!planned.body.contains("Carry it out"));
    let act = |what: &str| sends(&office, olga, &one, &[("what", what)]);
    has(&act("carry-out"), &["only plans here"]);
    assert_eq!(act("dance").status, 409);
    assert_eq!(get(&office, olga, &format!("{one}/order")).status, 404, "there is none yet");
    let yes = |no: i64| sends(&office, dot, &format!("/staff/approvals/{no}"), &[("yes", "yes")]);
    let approval = newest_approval(&office);
    has(&get(&office, dot, "/staff/tasks"), &["let 2 rows of `housing` go"]);
    assert_eq!(yes(approval).status, 303);
    assert_eq!(sends(&office, olga, PAGE, &[("what", "ask-on")]).status, 303);
    let switch = newest_approval(&office);
    assert_eq!(yes(switch).status, 303);
    let on = [("what", "on"), ("approval", &switch.to_string())];
    assert_eq!(sends(&office, olga, PAGE, &on).status, 303);

    // It is carried out once, by a work order, and what must stay by then is called off.
    assert_eq!(act("carry-out").status, 303);
    assert_eq!(act("carry-out").status, 409, "it is under way");
    let turn = takes(&office);
    assert_eq!(turn.1.planned.as_ref().unwrap().1, "{}");
    let digest = ([7; 32], turn.1.planned.as_ref().unwrap().0);
    let _ = disposal::begin_in_system(&office.record, "olga", (digest.1, digest.0), now()).unwrap();
    let orders = Orders {
        text: Some("keyholder work order".to_owned()),
        ordered: [0, 1].into(),
        ..Orders::default()
    };
    ends(&office, turn, CameOf::Carried { over: false, orders: orders.clone() });
    has(&get(&office, olga, &one), &["It is not complete", "The work order", "Look at it again"]);
    let file = get(&office, olga, &format!("{one}/order"));
    assert!(file.head.contains("attachment") && file.body.contains("keyholder work order"));
    assert_eq!(act("told").status, 409, "nothing is called off");
    assert_eq!(disposal::look_again(&office.record, "night", now()).unwrap(), 1);
    let turn = takes(&office);
    assert_eq!(turn.1.orders(), &orders);
    let called_off = Some("Leave these rows".to_owned());
    let orders = Orders { called_off, stay: [1].into(), ..orders };
    let list = orders.list().unwrap();
    ends(&office, turn, CameOf::Carried { over: true, orders });
    let over = get(&office, olga, &one);
    has(&over, &["It is over", "Not to be done any more"]);
    assert!(!over.body.contains("person_id=4"), "what is over is not kept");
    has(&get(&office, olga, &format!("{one}/called-off")), &["Leave these rows"]);
    has(&over, &[&list]);
    let told = |list: &str| sends(&office, olga, &one, &[("what", "told"), ("list", list)]);
    let other = told("another");
    assert_eq!(other.status, 409, "what was read is what was told");
    has(&other, &["has changed meanwhile"]);
    assert_eq!(told(&list).status, 303);
    assert_eq!(get(&office, olga, &format!("{one}/called-off")).status, 404);
    assert_eq!(disposal::look_again(&office.record, "night", now()).unwrap(), 0);

    // What could not be planned says why, and what was planned is put away.
    let next = [("what", "plan-system"), ("system", "housing"), ("after", "9")];
    assert_eq!(sends(&office, olga, PAGE, &next).status, 303);
    let turn = takes(&office);
    assert_eq!((turn.1.after, turn.1.nobodys.as_deref()), (9, None));
    ends(&office, turn, CameOf::Failed("it does not answer".to_owned()));
    has(&get(&office, olga, PAGE), &["No plan came of it"]);
    assert_eq!(plan("housing", "").status, 303);
    let turn = takes(&office);
    let last = format!("{PAGE}/systems/{}", turn.1.no);
    let made = NewPlan {
        plan: "{}".to_owned(),
        digest: [8; 32],
        rows: 1,
        looked: None,
        text: "1 rows would go and 0 stay.".to_owned(),
    };
    ends(&office, turn, CameOf::Planned(made));
    assert_eq!(sends(&office, olga, &last, &[("what", "put-away")]).status, 303);
    has(&get(&office, olga, &last), &["It was put away"]);
    assert_eq!(sends(&office, olga, &last, &[("what", "carry-out")]).status, 409);
}

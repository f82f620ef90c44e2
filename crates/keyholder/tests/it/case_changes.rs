//! The landlord's systems are changed for a case by a running server: planned, approved by somebody else,
//! carried out, looked at again, and those who were given the data are told.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::case::Desk;
use crate::change::House;
use crate::server::{Server, token};

/// How long a small change may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(120);

struct Office<'a> {
    server: &'a Server,
    token: &'a str,
    reference: String,
}

impl Office<'_> {
    fn by(&self, officer: &str, what: &str, mut body: Value) -> (u16, Value) {
        body["why"] = json!({"purpose": "rights-requests", "officer": officer});
        self.server.post(self.token, &format!("/v1/cases/{}/{what}", self.reference), &body)
    }

    fn begin(&self) {
        for body in [
            json!({"step": "begin"}),
            json!({"step": "proof", "proof": "identity", "said": "three questions"}),
        ] {
            let (status, taken) = self.by("ada", "steps", body);
            assert_eq!(status, 200, "{taken}");
        }
    }

    /// Asks for a plan; the number of the change.
    fn planned(&self, wish: Value) -> i64 {
        let (status, asked) = self.by("ada", "changes", wish);
        assert_eq!(status, 202, "{asked}");
        asked["no"].as_i64().unwrap()
    }

    fn act(&self, officer: &str, no: i64, body: Value) -> (u16, Value) {
        self.by(officer, &format!("changes/{no}"), body)
    }

    /// The newest change, once no server works at it.
    fn stands(&self) -> Value {
        self.stands_for("ada")
    }

    fn stands_for(&self, officer: &str) -> Value {
        let begun = Instant::now();
        loop {
            let (status, all) = self.by(officer, "changes/show", json!({}));
            assert_eq!(status, 200, "{all}");
            let state = all[0]["state"].as_str().unwrap();
            if !["planning", "carrying-out", "looking-again"].contains(&state) {
                return all[0].clone();
            }
            assert!(begun.elapsed() < WITHIN, "{all}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Has the newest plan put to somebody, who says yes.
    fn approved(&self, no: i64, by: &str) {
        let plan = self.stands()["plan"].clone();
        let ask = json!({"act": "put-forward", "plan": plan, "reason": "they asked for it"});
        assert_eq!(self.act("ada", no, ask).0, 202);
        let yes = self.act(by, no, json!({"act": "approve", "plan": plan}));
        assert_eq!(yes.0, 202, "{}", yes.1);
    }

    /// Has the systems searched for the case.
    fn searched(&self) {
        assert_eq!(self.by("ada", "collections", json!({})).0, 202);
        let begun = Instant::now();
        while !self.by("ada", "collections/show", json!({})).1[0]["state"]
            .as_str()
            .unwrap()
            .contains("done")
        {
            assert!(begun.elapsed() < WITHIN);
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn carried_out(&self, no: i64) -> Value {
        let (status, said) = self.act("ada", no, json!({"act": "carry-out"}));
        assert_eq!(status, 202, "{said}");
        self.stands()
    }
}

fn case(server: &Server, token: &str, person: &str, kind: &str) -> String {
    let new = json!({"officer": "cara", "kinds": [kind], "subject": person, "words": "Please."});
    let (status, opened) = server.post(token, "/v1/cases", &new);
    assert_eq!(status, 201, "{opened}");
    opened[0]["reference"].as_str().unwrap().to_owned()
}

/// A house whose housing system may be written, and whose letting system may not.
fn house() -> (House, String) {
    let house = House::new();
    let data = house.path("data");
    Desk { data: &data }.appoint();
    let dpo = token(&data, "office", "data-protection-officer", "data-protection", "write,office");
    (house, dpo)
}

fn serve(house: &House) -> Server {
    let to = |name: &str| format!("{name}=sqlite:{}", house.path(&format!("{name}.db")).display());
    let maps = house.path("maps").display().to_string();
    let (housing, letting) = (to("housing"), to("letting"));
    let words = ["--map", &maps, "--connect", &housing, "--connect", &letting, "--write", &housing];
    Server::try_start(&house.path("data"), &words).unwrap()
}

/// Somebody outside was given their name.
fn name_was_given(server: &Server, housing: &str, person: &str) {
    let why = json!({"purpose": "tenancy-management", "officer": "olu"});
    let name =
        json!({"why": why, "category": "name", "value": "Ada Adams", "source": "the-person"});
    assert_eq!(server.post(housing, &format!("/v1/people/{person}/items"), &name).0, 201);
    let gives = json!({
        "why": {"purpose": "tenancy-management", "officer": "olu", "recipient": "managing-agents", "data": ["name"]},
        "how": "by phone",
    });
    let given = format!("/v1/people/{person}/disclosures");
    let (status, gave) = server.post(housing, &given, &gives);
    assert_eq!(status, 201, "{gave}");
}

fn ends(change: &Value, source: &str) -> Vec<String> {
    let all = change["ends"].as_array().unwrap().iter();
    let of = all.filter(|end| end["source"] == source);
    of.map(|end| end["ended"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_wrong_is_put_right_by_two_people_and_a_server() {
    let (house, dpo) = house();
    let housing = token(&house.path("data"), "housing", "housing-officer", "housing", "read,write");
    let server = serve(&house);
    // Who was given nothing of it need not be told.
    name_was_given(&server, &housing, &house.person);
    let reference = case(&server, &dpo, &house.person, "rectification");
    let office = Office { server: &server, token: &dpo, reference };
    let wish = || json!({"correct": {"category": "name", "from": "Adams", "to": "Adamson"}});
    // Before work has begun, by somebody who has no part in it, or for another kind of change.
    assert_eq!(office.by("cara", "changes", wish()).0, 404, "it is not theirs");
    assert_eq!(office.by("cara", "changes/show", json!({})).0, 404);
    office.begin();
    let other = office.by("ada", "changes", json!({"erase": {}}));
    assert_eq!(other.0, 400, "{}", other.1);
    assert!(other.1["detail"].as_str().unwrap().contains("this case is"), "{}", other.1);

    let no = office.planned(wish());
    let plan = office.stands();
    assert_eq!(plan["state"], "planned", "{plan}");
    let shown = plan["shown"].as_str().unwrap();
    assert!(shown.contains("surname: `Adams` -> `Adamson`"), "{shown}");
    assert!(shown.contains("Letting system (letting): changed by a work order"), "{shown}");
    assert!(!shown.contains("Bell"), "{shown}");
    assert_eq!(house.people("housing", "person")[0].0, "Adams", "a plan changes nothing");

    // Not before somebody else has said yes, to exactly this plan.
    let early = office.act("ada", no, json!({"act": "carry-out"}));
    assert_eq!(early.0, 400, "{}", early.1);
    let hash = plan["plan"].clone();
    let ask = |plan: &Value| json!({"act": "put-forward", "plan": plan, "reason": "as they asked"});
    let another = json!("00".repeat(32));
    assert_eq!(office.act("ada", no, ask(&another)).0, 400);
    assert_eq!(office.act("ada", no, ask(&hash)).0, 202);
    let yes = |plan: &Value| json!({"act": "approve", "plan": plan});
    let same = office.act("ada", no, yes(&hash));
    assert!(same.1["detail"].as_str().unwrap().contains("a second person must"), "{}", same.1);
    assert_eq!(office.act("ben", no, yes(&another)).0, 400);
    assert_eq!(office.act("cara", no, yes(&hash)).0, 404);
    let waits = office.act("ada", no, json!({"act": "carry-out"}));
    assert!(waits.1["detail"].as_str().unwrap().contains("nobody has approved"), "{}", waits.1);
    assert_eq!(office.act("ben", no, yes(&hash)).0, 202);

    // What may be written is; what may not be gets an order, and it is not complete.
    let left = office.carried_out(no);
    assert_eq!((&left["state"], &left["complete"]), (&json!("left"), &json!(false)), "{left}");
    assert_eq!(ends(&left, "housing"), ["corrected"], "{left}");
    assert_eq!(ends(&left, "letting"), ["waits for a work order"], "{left}");
    assert_eq!(house.people("housing", "person")[0].0, "Adamson");
    assert_eq!(house.people("letting", "applicant")[0].0, "Adams");
    let order = left["orders"][0]["text"].as_str().unwrap();
    assert!(order.contains("keyholder work order") && order.contains("Adamson"), "{order}");
    let desk = Desk { data: &house.path("data") };
    let propose = || {
        let answer = json!({"step": "propose", "outcome": "given", "said": "It is right now."});
        office.by("ada", "steps", answer)
    };
    office.searched();
    assert_eq!(office.by("ada", "steps", json!({"step": "weigh"})).0, 200);
    let not_yet = propose();
    assert_ne!(not_yet.0, 200, "{}", not_yet.1);
    let tasks = json!({"officer": "dot"});
    let tasks = |server: &Server| server.post(&dpo, "/v1/office/tasks", &tasks).1.to_string();
    assert!(tasks(&server).contains("letting: "), "{}", tasks(&server));

    // Done by hand, and looked at again: only then is it complete, and only then may anybody say so.
    house.sql("letting", "UPDATE applicant SET surname = 'Adamson' WHERE id = 1");
    assert_eq!(office.act("ada", no, json!({"act": "look-again"})).0, 202);
    let done = office.stands();
    assert_eq!((&done["state"], &done["complete"]), (&json!("complete"), &json!(true)), "{done}");
    assert!(!tasks(&server).contains("letting: "), "{}", tasks(&server));
    let proposed = propose();
    assert_eq!(proposed.0, 200, "{}", proposed.1);
    let again = office.act("ada", no, json!({"act": "carry-out"}));
    assert_eq!(again.0, 400, "{}", again.1);

    // Who was given the name is told; the case says so, and who was given nothing of it is not in it.
    let tell = |who: &str| json!({"recipient": who, "told": true, "said": "by telephone"});
    let other = office.by("ada", "recipients", tell("media"));
    assert!(other.1["detail"].as_str().unwrap().contains("need not be told"), "{}", other.1);
    let told = office.by("ada", "recipients", tell("managing-agents"));
    assert_eq!(told.0, 200, "{}", told.1);
    server.stop();
    // The log says each of it.
    let said = desk.ok(&["change", "list"]);
    assert_eq!(said, "0 are not settled.\n");
}

/// What is held is another thing than when it was planned: nothing is changed, and the page says why.
#[test]
fn a_plan_that_has_gone_stale_changes_nothing() {
    let (house, dpo) = house();
    let server = serve(&house);
    let reference = case(&server, &dpo, &house.person, "rectification");
    let office = Office { server: &server, token: &dpo, reference };
    office.begin();
    let no =
        office.planned(json!({"correct": {"category": "name", "from": "Adams", "to": "Adamson"}}));
    assert_eq!(office.stands()["state"], "planned");
    office.approved(no, "ben");
    house.sql("housing", "UPDATE person SET surname = 'Atkins' WHERE id = 1");
    let stale = office.carried_out(no);
    assert_eq!(stale["state"], "put-forward", "{stale}");
    let why = stale["why"].as_str().unwrap();
    assert!(why.contains("plan again, and have that approved"), "{why}");
    assert_eq!(house.people("housing", "person")[0].0, "Atkins");
    assert_eq!(house.people("letting", "applicant")[0].0, "Adams");
    // Anew, it is another plan, which nobody has approved.
    let again =
        office.planned(json!({"correct": {"category": "name", "from": "Atkins", "to": "Adamson"}}));
    assert_ne!(again, no);
    assert_eq!(office.stands()["state"], "planned");
    let early = office.act("ada", again, json!({"act": "carry-out"}));
    assert_eq!(early.0, 400, "{}", early.1);
    server.stop();
}

/// Whoever asked loses their post while it is carried out: it is done, and says so, and it is a task of the
/// post until somebody has written it into the case; who was given the data is told.
#[test]
fn what_is_done_and_not_in_its_case_is_a_task_until_it_is() {
    let (house, dpo) = house();
    house.sql("letting", "DELETE FROM applicant WHERE id = 1");
    let housing = token(&house.path("data"), "housing", "housing-officer", "housing", "read,write");
    let server = serve(&house);
    name_was_given(&server, &housing, &house.person);
    let reference = case(&server, &dpo, &house.person, "rectification");
    let office = Office { server: &server, token: &dpo, reference };
    office.begin();
    let no =
        office.planned(json!({"correct": {"category": "name", "from": "Adams", "to": "Adamson"}}));
    assert_eq!(office.stands()["state"], "planned");
    office.approved(no, "ben");

    // The housing system may be read and not written, until the change has begun and ada is no more.
    let busy = rusqlite::Connection::open(house.path("housing.db")).unwrap();
    busy.execute_batch("BEGIN IMMEDIATE").unwrap();
    let store = rusqlite::Connection::open(house.path("data").join("data.db")).unwrap();
    assert_eq!(office.act("ada", no, json!({"act": "carry-out"})).0, 202);
    let waited = Instant::now();
    let begun =
        || store.query_row("SELECT COUNT(*) FROM source_change", [], |row| row.get::<_, i64>(0));
    while begun().unwrap() == 0 {
        assert!(waited.elapsed() < WITHIN);
        std::thread::sleep(Duration::from_millis(20));
    }
    // A post of the office is given by two people, by pages: here it is gone at once.
    store.busy_timeout(WITHIN).unwrap();
    let sql = "UPDATE post_holder SET actor = 'zed' WHERE actor = 'ada'";
    assert!(store.execute(sql, []).unwrap() > 0);
    busy.execute_batch("ROLLBACK").unwrap();

    let left = office.stands_for("ben");
    assert_eq!((&left["state"], &left["complete"]), (&json!("left"), &json!(false)), "{left}");
    assert_eq!(ends(&left, "housing"), ["corrected"], "{left}");
    assert_eq!(house.people("housing", "person")[0].0, "Adamson");
    let why = left["why"].as_str().unwrap();
    assert!(why.contains("it was carried out") && why.contains("looks at it again"), "{why}");
    let tasks = || server.post(&dpo, "/v1/office/tasks", &json!({"officer": "ben"})).1.to_string();
    assert!(tasks().contains("write-up-change"), "{}", tasks());
    let tell = json!({"recipient": "managing-agents", "told": true, "said": "by telephone"});
    assert_ne!(office.by("ben", "recipients", tell.clone()).0, 200);

    assert_eq!(office.act("ben", no, json!({"act": "look-again"})).0, 202);
    let done = office.stands_for("ben");
    assert_eq!((&done["state"], &done["complete"]), (&json!("complete"), &json!(true)), "{done}");
    assert!(!tasks().contains("write-up-change"), "{}", tasks());
    let told = office.by("ben", "recipients", tell);
    assert_eq!(told.0, 200, "{}", told.1);
    server.stop();
}

/// An erasure takes the owner of the decision; what is left is closed with a reason, and is never complete. A
/// server that is stopped in between goes on later.
#[test]
fn what_is_erased_takes_the_owner_and_is_closed_as_not_complete() {
    let (house, dpo) = house();
    // A server that reaches no system: the plan waits for one that does.
    let plain = Server::start(&house.path("data"));
    let reference = case(&plain, &dpo, &house.person, "erasure");
    let office = Office { server: &plain, token: &dpo, reference: reference.clone() };
    office.begin();
    let no = office.planned(json!({"erase": {"categories": ["email"]}}));
    assert_eq!(office.by("ada", "changes/show", json!({})).1[0]["state"], "planning");
    let twice = office.by("ada", "changes", json!({"erase": {"categories": ["email"]}}));
    assert!(twice.1["detail"].as_str().unwrap().contains("wait until that is done"), "{}", twice.1);
    plain.stop();
    let server = serve(&house);
    let office = Office { server: &server, token: &dpo, reference };
    let plan = office.stands();
    assert_eq!(plan["state"], "planned", "{plan}");
    let ask = json!({"act": "put-forward", "plan": plan["plan"], "reason": "as they asked"});
    assert_eq!(office.act("ada", no, ask).0, 202);
    let yes = json!({"act": "approve", "plan": plan["plan"]});
    // The officer advises, and does not decide.
    for other in ["ben", "dot"] {
        let not = office.act(other, no, yes.clone());
        assert!(not.1["detail"].as_str().unwrap().contains("decision-owner"), "{}", not.1);
    }
    assert_eq!(office.act("olu", no, yes).0, 202);
    let left = office.carried_out(no);
    assert_eq!(left["state"], "left", "{left}");
    assert_eq!(house.people("housing", "person")[0].1, None);
    assert_eq!(office.act("ada", no, json!({"act": "close"})).0, 400, "it needs a reason");
    let close = json!({"act": "close", "reason": "the supplier has gone out of business"});
    assert_eq!(office.act("ada", no, close).0, 202);
    let closed = office.stands();
    assert_eq!((&closed["state"], &closed["complete"]), (&json!("closed"), &json!(false)));
    server.stop();
    // What the record has open is closed with it.
    let desk = Desk { data: &house.path("data") };
    assert_eq!(desk.ok(&["change", "list"]), "0 are not settled.\n");
}

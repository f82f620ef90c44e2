//! What an engineer at a landlord builds on it: homes, joint items, documents, care, the office, and
//! requests that are sent twice.

use db::approvals::{self, Asked, Risk};
use serde_json::{Value, json};

use crate::{Answer, Office};

const WHY: &str = "tenancy-management";

fn why() -> Value {
    json!({"purpose": WHY, "officer": "ann"})
}

fn made(answer: &Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.body);
    answer.json()
}

fn look(office: &Office, id: &str) -> Vec<Value> {
    let seen = office.post("reader", &format!("/v1/people/{id}/look"), &json!({"purpose": WHY}));
    made(&seen)["items"].as_array().unwrap().clone()
}

#[test]
fn a_request_sent_twice_is_done_once() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let path = format!("/v1/people/{id}/items");
    let letter = |text: &str| {
        json!({"why": why(), "category": "correspondence", "value": text, "source": "the-person"})
            .to_string()
    };
    let send = |token: &str, key: &str, body: &str| {
        office.ask("POST", &path, token, &format!("idempotency-key: {key}\r\n"), body)
    };
    let first = send("housing", "k-1", &letter("one"));
    let again = send("housing", "k-1", &letter("one"));
    assert_eq!((first.status, first.body.as_str()), (201, again.body.as_str()));
    assert!(
        again.head.contains("idempotent-replayed: true") && again.head.contains("application/json")
    );
    assert_eq!(look(&office, &id).len(), 3, "the letter stands there once");
    assert_eq!(send("housing", "k-1", &letter("two")).status, 422);
    assert_eq!(send("housing", "k-2", &letter("two")).status, 201);
    // A refusal is an answer like any other; a token that does not stand keeps nothing.
    let refused =
        json!({"why": why(), "category": "genetic-data", "value": "x", "source": "the-person"});
    let before = send("housing", "k-3", &refused.to_string());
    let after = send("housing", "k-3", &refused.to_string());
    assert_eq!((before.status, after.status, before.body), (403, 403, after.body));
    assert_eq!(send("guess", "k-4", &letter("x")).status, 401);
    let look = format!("/v1/people/{id}/look");
    let keyed = "idempotency-key: k-5\r\n";
    let body = json!({"purpose": WHY}).to_string();
    assert_eq!(office.ask("POST", &look, "housing", keyed, &body).status, 400, "decided anew");
    assert_eq!(send("housing", &"k".repeat(101), &letter("x")).status, 400);
    let kept = office.record.data().read("kept", |tx| {
        tx.all("SELECT answer FROM idempotency", db::params![], |row| {
            Ok::<_, db::Error>(row.blob(0)?.to_vec())
        })
    });
    let kept = kept.unwrap();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|answer| !answer.windows(4).any(|w| w == b"\"no\"")), "sealed");
}

#[test]
fn a_home_its_household_and_an_item_about_two() {
    let office = Office::new();
    let home =
        || office.post("housing", "/v1/homes", &json!({"reference": "P-1", "officer": "ann"}));
    let id = made(&home())["id"].as_str().unwrap().to_owned();
    assert_eq!(made(&home())["id"], id.as_str());
    let (ada, bo) =
        (office.tenant("Ada Example", "07700 900123"), office.tenant("Bo Example", "07700 900124"));
    let household =
        office.post("reader", &format!("/v1/homes/{id}/household"), &json!({"purpose": WHY}));
    assert_eq!(made(&household), json!([]), "nobody was said to live there");
    let item = json!({"why": why(), "category": "correspondence", "value": "They wrote.",
                      "source": "the-person"});
    let joint =
        office.post("housing", "/v1/items/joint", &json!({"people": [ada, bo], "item": item}));
    let no = made(&joint)["no"].clone();
    for person in [&ada, &bo] {
        assert!(look(&office, person).iter().any(|item| item["no"] == no), "{person}");
    }
    let speaks = office.post(
        "reader",
        &format!("/v1/people/{ada}/authority"),
        &json!({"why": {"purpose": WHY}, "person": bo}),
    );
    assert_eq!(made(&speaks)["by"], Value::Null);
}

#[test]
fn a_document_goes_in_and_comes_out_whole_as_an_attachment() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let path = format!(
        "/v1/people/{id}/documents?purpose={WHY}&category=correspondence&source=the-person\
         &name=letter.html&media_type=text%2Fhtml"
    );
    let text = "<script>alert(1)</script>";
    let no = made(&office.ask("POST", &path, "housing", "", text))["no"].clone();
    let read = |token: &str, no: &Value| {
        office.post(token, &format!("/v1/people/{id}/documents/{no}"), &json!({"purpose": WHY}))
    };
    let answer = read("reader", &no);
    assert_eq!((answer.status, answer.body.as_str()), (200, text));
    assert!(answer.head.contains("content-type: application/octet-stream"));
    assert!(answer.head.contains("content-disposition: attachment"));
    assert_eq!(read("reader", &json!(1)).status, 400, "a name is no document");
    assert_eq!(read("reader", &json!(77)).status, 400);
    assert_eq!(office.ask("POST", &path, "reader", "", text).status, 403);
}

#[test]
fn holds_walls_events_death_and_merges_are_written_down() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let twin = office.tenant("A Example", "07700 900125");
    let write = |path: &str, mut body: Value| {
        body["why"] = why();
        let answer = office.post("housing", &format!("/v1/people/{id}/{path}"), &body);
        assert_eq!(answer.status, 204, "{path}: {}", answer.body);
    };
    write("holds", json!({"kind": "claim", "post": "legal", "detail": "a claim"}));
    write("holds/release", json!({"name": "claim"}));
    write("walls", json!({"actor": "kin", "reason": "kin"}));
    write("events", json!({"name": "tenancy-end", "on": "2026-10-01"}));
    write("merge", json!({"gone": twin}));
    let by_ann = json!({"purpose": WHY, "officer": "ann"});
    let look = |by: &Value| office.post("reader", &format!("/v1/people/{twin}/look"), by);
    assert_eq!(look(&json!({"purpose": WHY, "officer": "Kin"})).status, 403);
    assert_eq!(look(&json!({"purpose": WHY})).status, 403, "nobody says who looks");
    let of_twin = look(&by_ann);
    assert_eq!(made(&of_twin)["person"], id.as_str());
    write("split", json!({"gone": twin}));
    write("death", json!({"on": "2026-11-20"}));
    let nobody = office.post(
        "housing",
        &format!("/v1/people/{id}/walls"),
        &json!({"why": why(), "reason": "x"}),
    );
    assert_eq!(nobody.status, 400);
}

#[test]
fn an_erasure_waits_for_the_post_and_says_what_is_left() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let ask = json!({"officer": "ann", "reason": "They asked, and nothing stands against it."});
    let path = |more: &str| format!("/v1/people/{id}/erasure{more}");
    assert_eq!(office.post("housing", &path("/ask"), &ask).status, 403, "no such scope");
    let no = made(&office.post("dpo", &path("/ask"), &ask))["no"].clone();
    let erase = || {
        let why = json!({"purpose": "rights-requests", "officer": "ann"});
        office.post("dpo", &path(""), &json!({"why": why, "approval": no}))
    };
    assert_eq!(erase().status, 403);
    let waiting = made(&office.ask("GET", "/v1/office/approvals", "dpo", "", ""));
    assert_eq!((&waiting[0]["no"], &waiting[0]["risk"]), (&no, &json!(2)));
    let decide = |officer: &str| {
        let yes = json!({"officer": officer, "yes": true});
        office.post("dpo", &format!("/v1/office/approvals/{no}"), &yes).status
    };
    assert_eq!(decide("dee"), 403, "holds no post");
    // A service gives no post that needs a second person: two names of one service are not two people.
    for post in
        ["data-protection-officer", "data-protection", "decision-owner", "administrator", "auditor"]
    {
        let body = json!({"officer": "ann", "post": post, "holder": "dee"});
        let refused = office.post("dpo", "/v1/office/posts", &body);
        assert_eq!(refused.status, 400, "{post}: {}", refused.body);
        assert!(refused.body.contains("on the page of posts"), "{}", refused.body);
    }
    assert_eq!(decide("dee"), 403, "still");
    office.puts("data-protection-officer", "dee", false);
    office.puts("data-protection", "ann", true);
    assert_eq!((decide("ann"), decide("bob"), decide("dee")), (403, 403, 204));
    let gone = made(&erase());
    assert!(gone["keys"].as_u64().unwrap() >= 2);
    assert!(gone["survives"][0]["why"].as_str().unwrap().contains("evidence"), "{gone}");
    let tasks = office.post("dpo", "/v1/office/tasks", &json!({"officer": "dee"}));
    assert_eq!(made(&tasks), json!([]));
    let end = json!({"officer": "dee", "outcome": "done"});
    assert_eq!(office.post("dpo", "/v1/office/tasks/7/end", &end).status, 400);
}

/// What belongs to a case, a draft, a post or a token is decided there, and by those who work on cases alone.
#[test]
fn a_service_decides_nothing_that_is_decided_elsewhere() {
    let office = Office::new();
    office.puts("data-protection-officer", "dee", false);
    let at = crate::clock().as_microsecond();
    for (what, risk, why) in [
        ("answer access: AAAA-BBBB-CCCC", Risk::Medium, "at its case"),
        ("publish the notice, draft 3", Risk::High, "at its draft"),
        ("appoint bob to administrator", Risk::High, "on the page of posts"),
        ("token app: a of b for c, read for 3 days", Risk::High, "on the page of posts"),
        ("destroy 3 cases whose time has come", Risk::Medium, ""),
    ] {
        let (by, reason) = ("ann".to_owned(), "why".to_owned());
        let asked = Asked { what: what.to_owned(), digest: [1; 32], risk, by, reason };
        let ask = office.record.data().write("ask", move |tx| approvals::ask(tx, &asked, at));
        let no = ask.unwrap().into_inner();
        let decide = |officer: &str| {
            let yes = json!({"officer": officer, "yes": true});
            office.post("dpo", &format!("/v1/office/approvals/{no}"), &yes)
        };
        assert_eq!(decide("cara").status, 403, "{what}: she works on no case");
        let decided = decide("dee");
        let wanted = if why.is_empty() { 204 } else { 400 };
        assert!(decided.body.contains(why), "{what}: {}", decided.body);
        assert_eq!(decided.status, wanted, "{what}: {}", decided.body);
    }
}

#[test]
fn marketing_is_asked_about_by_channel_and_topic() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let may = |channel: &str, topic: &str| {
        let body = json!({"why": {"purpose": WHY}, "channel": channel, "topic": topic});
        made(&office.post("reader", &format!("/v1/people/{id}/marketing"), &body))
    };
    assert_eq!(may("post", "")["may"], true);
    let email = may("email", "events");
    assert!(email["may"] == false && !email["message"].as_str().unwrap().is_empty(), "{email}");
    let yes =
        json!({"why": why(), "kind": "marketing-channel", "about": "email", "topic": "events"});
    assert_eq!(office.post("housing", &format!("/v1/people/{id}/choices"), &yes).status, 201);
    assert_eq!(
        (may("email", "events")["may"].clone(), may("email", "offers")["may"].clone()),
        (json!(true), json!(false))
    );
    let body = json!({"why": {"purpose": WHY}, "channel": "in-person"});
    assert_eq!(office.post("reader", &format!("/v1/people/{id}/marketing"), &body).status, 400);
}

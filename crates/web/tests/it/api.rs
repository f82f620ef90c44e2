//! What an engineer at a landlord does with it.

use serde_json::{Value, json};

use crate::Office;

const WHY: &str = "tenancy-management";

#[test]
fn without_a_token_that_stands_nothing_is_said() {
    let office = Office::new();
    for (method, path) in
        [("POST", "/v1/people"), ("POST", "/v1/decide"), ("GET", "/v1/card/x?purpose=repairs")]
    {
        let answer = office.ask(method, path, "guess", "", "{}");
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.head.contains("application/problem+json"));
    }
    assert_eq!(office.get("/health").status, 200);
    assert_eq!(office.get("/ready").body, "ready\n");
    assert_eq!(office.get("/v1/nothing").status, 404);
    let read_only = office.post(
        "reader",
        "/v1/people",
        &json!({"why": {"purpose": WHY},
        "relationship": {"relationship": "tenant"}, "source": "the-person", "identifiers": []}),
    );
    assert_eq!(read_only.status, 403);
}

#[test]
fn a_person_is_entered_found_looked_at_and_the_look_can_be_seen_and_proved() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let found = office.post(
        "reader",
        "/v1/people/find",
        &json!({
            "why": {"purpose": WHY}, "identifiers": [{"kind": "phone", "value": "+44 7700 900123"}],
        }),
    );
    assert_eq!(found.json()["people"][0]["id"], id.as_str());
    let nobody = office.post(
        "reader",
        "/v1/people/find",
        &json!({
            "why": {"purpose": WHY}, "identifiers": [{"kind": "phone", "value": "01632 960999"}],
        }),
    );
    assert_eq!(nobody.json()["outcome"], "nobody");
    let seen = office.post("reader", &format!("/v1/people/{id}/look"), &json!({"purpose": WHY}));
    let items = seen.json()["items"].as_array().unwrap().len();
    assert_eq!((seen.status, items), (200, 2));

    let history = office.post(
        "dpo",
        &format!("/v1/people/{id}/history"),
        &json!({
            "why": {"purpose": "rights-requests"}, "limit": 2,
        }),
    );
    let page = history.json();
    assert_eq!(page["events"][0]["act"], "look", "{page}");
    assert_eq!(page["events"][0]["actor"], "reader");
    assert!(page["next"].is_i64());
    let denied = office.post(
        "reader",
        &format!("/v1/people/{id}/history"),
        &json!({"why": {"purpose": WHY}}),
    );
    assert_eq!(denied.status, 403);

    let data = office.record.data();
    data.sequence(&office.signer, "test", 1).unwrap();
    let checkpoint = office.get("/log/checkpoint");
    ledger::Checkpoint::open(&checkpoint.body, &office.signer.verifier()).unwrap();
    let proof = office.get("/log/proof/0");
    let leaf = proof.head.lines().find_map(|l| l.strip_prefix("keyholder-commitment: ")).unwrap();
    let leaf = data_encoding::HEXLOWER.decode(leaf.as_bytes()).unwrap();
    let proof = ledger::Proof::parse(&proof.body).unwrap();
    proof.verify(&leaf, &office.signer.verifier()).unwrap();
    assert_eq!(office.get("/log/proof/999").status, 404);
}

#[test]
fn a_refusal_names_the_paragraph() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let held = office.post(
        "housing",
        &format!("/v1/people/{id}/items"),
        &json!({
            "why": {"purpose": WHY, "data": ["trade-union-membership"]},
            "category": "trade-union-membership", "value": "x", "source": "the-person",
        }),
    );
    assert_eq!(held.status, 403);
    let problem = held.json();
    let paragraphs: Vec<&Value> = problem["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|reason| reason["paragraphs"].as_array().unwrap())
        .collect();
    assert!(paragraphs.contains(&&json!("4.1f")), "{problem}");
}

#[test]
fn nobody_and_a_person_behind_a_wall_get_the_same_answer_to_the_byte() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let now = people::Now::new(crate::clock());
    let named = serde_json::from_value(json!({
        "actor": "housing", "strength": "second-factor", "role": "housing-officer",
        "team": "housing", "entity": "heart-of-medway", "relationship": "", "purpose": WHY,
        "action": "collect", "data": [],
    }))
    .unwrap();
    let question = office.record.question(&named, now.today()).unwrap();
    let against = people::Against::Actor("reader".to_owned());
    let _ = office
        .record
        .wall(&question, id.parse().unwrap(), &against, now.today(), "kin", now)
        .unwrap();
    let nobody = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    for path in ["look", "choices/list"] {
        let answers: Vec<_> = [id.as_str(), nobody]
            .iter()
            .map(|who| {
                office.post("reader", &format!("/v1/people/{who}/{path}"), &json!({"purpose": WHY}))
            })
            .map(|answer| (answer.status, answer.body))
            .collect();
        assert_eq!(answers[0], answers[1], "{path}");
        assert_eq!(answers[0].0, 403);
    }
    let found = office.post(
        "reader",
        "/v1/people/find",
        &json!({
            "why": {"purpose": WHY}, "identifiers": [{"kind": "phone", "value": "07700 900123"}],
        }),
    );
    let stranger = office.post(
        "reader",
        "/v1/people/find",
        &json!({
            "why": {"purpose": WHY}, "identifiers": [{"kind": "phone", "value": "07700 900555"}],
        }),
    );
    assert_eq!(found.body, stranger.body);
}

#[test]
fn choices_are_made_listed_and_taken_back() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let choose = |body: Value| office.post("housing", &format!("/v1/people/{id}/choices"), &body);
    let bare =
        choose(json!({"why": {"purpose": WHY}, "kind": "consent", "about": "marketing-email"}));
    assert_eq!(bare.status, 400);
    assert!(bare.body.contains("10.1"));
    let made = choose(
        json!({"why": {"purpose": WHY}, "kind": "objection", "about": "research-and-surveys"}),
    );
    assert_eq!(made.status, 201, "{}", made.body);
    assert!(made.json()["checkpoint"].is_null(), "nothing is signed yet");
    office.record.data().sequence(&office.signer, "test", 1).unwrap();
    let another = choose(json!({"why": {"purpose": WHY}, "kind": "no-images"})).json();
    let signed = another["checkpoint"].as_str().unwrap();
    ledger::Checkpoint::open(signed, &office.signer.verifier()).unwrap();
    let receipt = made.json()["receipt"].as_str().unwrap().to_owned();
    let take_back = || {
        office.post(
            "housing",
            &format!("/v1/people/{id}/choices/withdraw"),
            &json!({"why": {"purpose": WHY}, "receipt": receipt}),
        )
    };
    assert_eq!(take_back().status, 204);
    assert_eq!(take_back().status, 400);
    let list =
        office.post("reader", &format!("/v1/people/{id}/choices/list"), &json!({"purpose": WHY}));
    let list = list.json();
    let kinds: Vec<&Value> = list.as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert!(kinds.len() == 2 && kinds.contains(&&json!("objection")), "{list}");
}

#[test]
fn what_is_sent_is_never_said_again_in_an_error() {
    let office = Office::new();
    let secret = "Zanzibar Street 12";
    for body in [
        json!({"why": {"purpose": WHY}, "identifiers": [{"kind": "phone", "value": secret}]}),
        json!({"why": {"purpose": WHY}, "identifiers": secret}),
        json!({"why": {"purpose": WHY}, "identifiers": [], "note": secret}),
    ] {
        let answer = office.post("reader", "/v1/people/find", &body);
        assert!(
            answer.status >= 400 || answer.json()["outcome"] == "cannot-search",
            "{}",
            answer.body
        );
        assert!(!answer.body.contains("Zanzibar"), "{}", answer.body);
    }
}

#[test]
fn what_stands_in_a_path_is_not_said_again_either() {
    let office = Office::new();
    for path in [
        "/v1/people/Zanzibar/look",
        "/v1/people/p-aaaaaaaaaaaaaaaaaaaaaaaaaa/items/Zanzibar/remove",
        "/v1/people/p-aaaaaaaaaaaaaaaaaaaaaaaaaa/items/-1/remove",
        "/v1/people/%ff/look",
    ] {
        let answer = office.post("housing", path, &json!({"purpose": WHY}));
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.head.contains("application/problem+json"), "{}", answer.head);
        assert!(!answer.body.contains("Zanzibar"), "{}", answer.body);
    }
    for path in ["/v1/card/x?Zanzibar=1", "/v1/card/x", "/log/proof/Zanzibar"] {
        let answer = office.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.head.contains("application/problem+json"), "{}", answer.head);
        assert!(!answer.body.contains("Zanzibar"), "{}", answer.body);
    }
}

#[test]
fn asks_by_the_hundred_are_decided_in_one_request() {
    let office = Office::new();
    let ask = json!({
        "strength": "second-factor", "role": "housing-officer", "team": "housing",
        "entity": "heart-of-medway", "relationship": "tenant", "purpose": WHY, "action": "look",
        "data": ["name"], "facts": {},
    });
    let many = office.post("reader", "/v1/decide/batch", &Value::from(vec![ask; 100]));
    let answers = many.json();
    assert_eq!(answers.as_array().unwrap().len(), 100);
    assert!(answers.as_array().unwrap().iter().all(|answer| answer["outcome"] == "allowed"));
}

use crate::Office;
use serde_json::{Value, json};
const WHY: &str = "tenancy-management";

#[test]
fn walled_off_and_nobody_get_one_answer() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let wall = office.post("housing", &format!("/v1/people/{id}/walls"), &json!({"why": {"purpose": WHY, "officer": "zed"}, "actor": "housing/bob", "reason": "kin"}));
    assert_eq!(wall.status, 204);
    let why = json!({"purpose": WHY, "officer": "bob"});
    let nobody = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    let mine = office.tenant("Mine Example", "07700 900124");
    let mut differ = Vec::new();
    for (path, body) in [
        ("look", why.clone()),
        ("choices", json!({"why": why, "kind": "no-images"})),
        ("holds", json!({"why": why, "kind": "x", "post": "p", "detail": "d"})),
        (
            "markers",
            json!({
                "why": {"purpose": "staff-safety", "officer": "bob"}, "kind": "violence",
                "reason": "Threw a chair at an operative.", "evidence": "report 4",
                "decided_by": "the head of safety", "told": "2026-11-01", "how_told": "letter",
            }),
        ),
        ("markers/7/set", json!({"purpose": "staff-safety", "officer": "bob"})),
        ("service-refusals", json!({"why": why, "missing": ["name"]})),
        ("events", json!({"why": why, "name": "tenancy-end"})),
        ("relationships", json!({"why": why, "relationship": {"relationship": "tenant"}})),
        ("documents/7", why.clone()),
        ("marketing", json!({"why": why, "channel": "email"})),
        ("items/7/remove", why.clone()),
        ("walls", json!({"why": why, "actor": "x", "reason": "d"})),
    ] {
        let a = office.post("housing", &format!("/v1/people/{id}/{path}"), &body);
        let b = office.post("housing", &format!("/v1/people/{nobody}/{path}"), &body);
        if (a.status, &a.body) != (b.status, &b.body) {
            differ.push((path, a.status, b.status));
        }
    }
    for (path, field) in [
        ("merge", "gone"),
        ("walls", "person"),
        ("relationships", "other"),
        ("authority", "person"),
    ] {
        let mk = |other: &str| -> Value {
            match path {
                "walls" => json!({"why": why, "person": other, "reason": "d"}),
                "relationships" => {
                    json!({"why": why, "relationship": {"relationship": "tenant", field: other}})
                }
                "authority" => json!({"why": why, "person": other}),
                _ => json!({"why": why, field: other}),
            }
        };
        let b = office.post("housing", &format!("/v1/people/{mine}/{path}"), &mk(nobody));
        if path == "merge" {
            continue;
        }
        let a = office.post("housing", &format!("/v1/people/{mine}/{path}"), &mk(&id));
        if (a.status, &a.body) != (b.status, &b.body) {
            differ.push((path, a.status, b.status));
        }
    }
    let b = office.post(
        "housing",
        &format!("/v1/people/{mine}/merge"),
        &json!({"why": why, "gone": nobody}),
    );
    let a = office.post(
        "housing",
        &format!("/v1/people/{mine}/merge"),
        &json!({"why": why, "gone": id}),
    );
    if a.status != b.status {
        differ.push(("merge", a.status, b.status));
    }
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn a_wall_against_an_officer_stands_whatever_the_service() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let wall = office.post(
        "housing",
        &format!("/v1/people/{id}/walls"),
        &json!({"why": {"purpose": WHY, "officer": "zed"}, "actor": "bob", "reason": "kin"}),
    );
    assert_eq!(wall.status, 204);
    let seen = office.post(
        "housing",
        &format!("/v1/people/{id}/look"),
        &json!({"purpose": WHY, "officer": "bob"}),
    );
    assert_eq!(seen.status, 403, "the wall was accepted and does not stand");
}

#[test]
fn what_was_sent_is_not_said_again() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let a = office.post("housing", &format!("/v1/people/{id}/items"), &json!({"why": {"purpose": WHY}, "category": "Zoe Secret 07700", "value": "x", "source": "the-person"}));
    assert!(!a.body.contains("Zoe Secret"), "{}", a.body);
}

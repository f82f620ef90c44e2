//! The document that describes the API is the API.

use crate::Office;

#[test]
fn the_document_has_not_changed_unnoticed() {
    insta::assert_snapshot!(web::openapi());
}

#[test]
fn two_things_of_one_name_do_not_hide_each_other_in_the_document() {
    let document: serde_json::Value = serde_json::from_str(&web::openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    for (name, field) in
        [("Why", "purpose"), ("Reason", "rule"), ("Given", "kind"), ("Gone", "value")]
    {
        assert!(schemas[name]["properties"][field].is_object(), "`{name}` has no `{field}`");
    }
}

#[test]
fn the_document_says_which_requests_may_be_sent_twice() {
    let document: serde_json::Value = serde_json::from_str(&web::openapi()).unwrap();
    let may = |method: &str, path: &str| {
        let parameters = document["paths"][path][method]["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"))
    };
    let count = web::openapi().matches("\"name\": \"Idempotency-Key\"").count();
    assert_eq!(count, 41, "each that may is in the document");
    assert!(may("post", "/v1/people") && may("put", "/v1/people/{id}/items/{no}"));
    assert!(!may("post", "/v1/people/{id}/look") && !may("post", "/v1/people/{id}/break-glass"));
}

#[test]
fn a_method_that_is_not_there_is_told_so_under_a_key_too() {
    let office = Office::new();
    for (method, path) in [("TRACE", "/v1/people/0/walls"), ("POST", "/v1/people/0/items/1")] {
        let answer = office.ask(method, path, "", "idempotency-key: k-1\r\n", "{}");
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.body);
    }
}

#[test]
fn the_document_is_served_and_not_sent_twice() {
    let office = Office::new();
    let first = office.get("/openapi.json");
    assert_eq!((first.status, first.body.as_str()), (200, web::openapi().as_str()));
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let again = office.ask("GET", "/openapi.json", "", &format!("if-none-match: {tag}\r\n"), "");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}

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
fn the_document_is_served_and_not_sent_twice() {
    let office = Office::new();
    let first = office.get("/openapi.json");
    assert_eq!((first.status, first.body.as_str()), (200, web::openapi().as_str()));
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let again = office.ask("GET", "/openapi.json", "", &format!("if-none-match: {tag}\r\n"), "");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}

//! The document that describes the API is the API.

use crate::Office;

#[test]
fn the_document_has_not_changed_unnoticed() {
    insta::assert_snapshot!(web::openapi());
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

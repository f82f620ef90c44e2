//! What is known of a table before anybody looks: mailboxes and folders of documents have always the
//! same fields.

use charter::Charter;

use super::propose::Field;
use crate::connect::{documents, mail};
use crate::{ANY, DataCategory, LiveTable};

const NOT: &str = DataCategory::NOT_PERSONAL;

/// A field, the category of the charter, and what it tells people apart by.
type Known = (&'static str, &'static str, Option<&'static str>);

const MESSAGE: [Known; 11] = [
    ("message_id", NOT, None),
    ("thread", NOT, None),
    ("date", NOT, None),
    ("from", "email", Some("email")),
    ("to", "email", Some("email")),
    ("cc", "email", Some("email")),
    ("subject", "correspondence", Some(ANY)),
    ("body", "correspondence", Some(ANY)),
    ("attachments", "correspondence", Some(ANY)),
    ("attachment_text", "correspondence", Some(ANY)),
    ("path", NOT, None),
];

const DOCUMENT: [Known; 6] = [
    ("path", "correspondence", Some(ANY)),
    ("name", "correspondence", None),
    ("kind", NOT, None),
    ("modified", NOT, None),
    ("text", "correspondence", Some(ANY)),
    ("pages", NOT, None),
];

/// The fields of a table that is always the same, and those that lead to the people whose row it is.
pub(super) fn proposal(
    table: &LiveTable,
    charter: &Charter,
) -> Option<(Vec<Field>, &'static [&'static str])> {
    let is = |name: &str, fields: &[&str]| {
        table.schema.is_none()
            && table.name == name
            && table.columns.iter().map(|column| column.name.as_str()).eq(fields.iter().copied())
    };
    let (known, owner, because): (&[Known], &[&str], _) = if is(mail::TABLE, &mail::FIELDS) {
        (&MESSAGE, &["from", "to", "cc"], "every message has it")
    } else if is(documents::TABLE, &documents::FIELDS) {
        (&DOCUMENT, &[], "every document has it")
    } else {
        return None;
    };
    let field = |(name, category, identity): &Known| {
        let there = *category == NOT || charter.categories().find(category).is_some();
        Field {
            name: (*name).to_owned(),
            category: there.then(|| DataCategory::new(category)),
            identity: *identity,
            sure: if there { 97 } else { 0 },
            because: if there { because } else { "the charter has no such category" }.to_owned(),
            of_another: false,
            free_text: *identity == Some(ANY),
            codes: Vec::new(),
            refers: None,
        }
    };
    Some((known.iter().map(field).collect(), owner))
}

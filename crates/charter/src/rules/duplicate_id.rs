use std::collections::HashMap;

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::Span;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-id",
    severity: Severity::Error,
    keeps: &["P.2"],
    about: r#"Two items of one kind with the same id, or two paragraphs with the same number, cannot both be meant."#,
    broken: Change::Add(
        r#"[[source]]
id = "you"
name = "you, again""#,
    ),
    mended: Change::Add(
        r#"[[source]]
id = "police"
name = "the police""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let mut seen: HashMap<(&str, String), Span> = HashMap::new();
    let charter = look.charter;
    let items = charter.every_item();
    let items = items.iter().map(|item| (item.kind, item.id.to_owned(), item.span.clone()));
    let paragraphs = charter.paragraphs().iter();
    let paragraphs =
        paragraphs.map(|p| ("paragraph", p.id.get_ref().to_string(), p.span_of(&p.id)));
    let rows = charter.rows().iter();
    let rows = rows.map(|row| ("row", row.id.get_ref().to_string(), row.span_of(&row.id)));
    let sections = charter.sections().iter();
    let sections = sections.map(|s| ("section", s.id.get_ref().clone(), s.span_of(&s.id)));
    for (kind, id, span) in items.chain(paragraphs).chain(rows).chain(sections) {
        if let Some(first) = seen.insert((kind, id.clone()), span.clone()) {
            let file = &charter.files()[first.file];
            look.report(
                span,
                Message::new("charter-duplicate-id").with("kind", kind).with("id", id),
                Message::new("charter-duplicate-id-help")
                    .with("file", file.name())
                    .with("line", file.position(first.bytes.start).0),
            );
        }
    }
}

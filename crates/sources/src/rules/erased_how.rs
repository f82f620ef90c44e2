use charter::Severity;
use words::Message;

use super::{Look, Rule, tables};
use crate::Erase;

pub(super) const RULE: Rule = Rule {
    code: "erased-how",
    severity: Severity::Error,
    keeps: &["17.1", "17.3"],
    about: "A field that is replaced says by what, and a field that is kept when the person is erased says why: whoever asked is told.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found = Vec::new();
    for (source, table) in tables(look.map) {
        for (name, field) in &table.fields {
            let missing = match field.erase {
                Erase::Replace if field.with.is_none() => "with",
                Erase::Keep if field.because.is_none() => "because",
                _ => continue,
            };
            let place = format!("{}.{name}", table.name.get_ref());
            found.push((source.span_of(&field.category), place, missing));
        }
    }
    for (span, field, missing) in found {
        look.report(
            span,
            Message::new("sources-erased-how").with("field", field).with("missing", missing),
            Message::new("sources-erased-how-help").with("missing", missing),
        );
    }
}

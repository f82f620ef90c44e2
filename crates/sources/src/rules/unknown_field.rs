use charter::{Severity, Span, nearest};
use toml::Spanned;
use words::Message;

use super::{Look, Rule, tables};
use crate::About;

pub(super) const RULE: Rule = Rule {
    code: "unknown-field",
    severity: Severity::Error,
    keeps: &["14.1"],
    about: "The key, the owner, the trigger and the mark of restriction of a table, and whom a field is about, are fields of the same table.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found: Vec<(Span, String, String, Option<String>)> = Vec::new();
    for (source, table) in tables(look.map) {
        let restrict = table.restrict.iter().map(|restrict| &restrict.field);
        let named = table.key.iter().chain(&table.owner).chain(&table.trigger).chain(restrict);
        let about = table.fields.values().filter_map(|field| match &field.about {
            About::Field(name) => Some(Spanned::new(field.category.span(), name.clone())),
            About::Owner | About::Other => None,
        });
        for name in named.cloned().chain(about) {
            if !table.fields.contains_key(name.get_ref()) {
                let known = nearest(name.get_ref(), table.fields.keys().map(String::as_str));
                let table = table.name.get_ref().clone();
                found.push((source.span_of(&name), table, name.get_ref().clone(), known));
            }
        }
    }
    for (span, table, field, known) in found {
        let help = match known {
            Some(known) => Message::new("sources-did-you-mean").with("name", known),
            None => Message::new("sources-unknown-field-help"),
        };
        let message = Message::new("sources-unknown-field").with("table", table);
        look.report(span, message.with("field", field), help);
    }
}

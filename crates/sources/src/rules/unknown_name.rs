use charter::{Severity, Span, nearest};
use toml::Spanned;
use words::Message;

use super::{Look, Rule, tables};

pub(super) const RULE: Rule = Rule {
    code: "unknown-name",
    severity: Severity::Error,
    keeps: &["4.3", "14.1"],
    about: "Categories, purposes, retention classes and entities are those of the charter: by them it is decided what may be shown, told and kept. A category no charter has is unknown, and unknown means no.",
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let mut found: Vec<(Span, &'static str, String, Option<String>)> = Vec::new();
    let mut one = |span: Span, kind, name: &str, known: &mut dyn Iterator<Item = &str>| {
        let known: Vec<&str> = known.collect();
        if !known.contains(&name) {
            found.push((span, kind, name.to_owned(), nearest(name, known)));
        }
    };
    macro_rules! ids {
        ($items:ident) => {
            &mut charter.$items().iter().map(|item| item.id.get_ref().as_str())
        };
    }
    for source in look.map.sources() {
        if let Some(entity) = &source.entity {
            one(source.span_of(entity), "entity", entity.get_ref(), ids!(entities));
        }
        if let Some(purpose) = &source.purpose {
            one(source.span_of(purpose), "purpose", purpose.get_ref(), ids!(purposes));
        }
    }
    for (source, table) in tables(look.map) {
        let span = |name: &Spanned<String>| source.span_of(name);
        if let Some(purpose) = &table.purpose {
            one(span(purpose), "purpose", purpose.get_ref(), ids!(purposes));
        }
        if let Some(retention) = &table.retention {
            one(span(retention), "retention", retention.get_ref(), ids!(retentions));
        }
        for field in table.fields.values() {
            let place = source.span_of(&field.category);
            let held = std::iter::once(field.category.get_ref()).chain(field.codes.values());
            for category in held.filter(|category| category.is_personal()) {
                one(place.clone(), "category", category.in_charter(), ids!(categories));
            }
        }
    }
    for (span, kind, name, known) in found {
        let help = match known {
            Some(known) => Message::new("sources-did-you-mean").with("name", known),
            None => Message::new("sources-unknown-name-help").with("kind", kind),
        };
        let message = Message::new("sources-unknown-name").with("kind", kind);
        look.report(span, message.with("name", name), help);
    }
}

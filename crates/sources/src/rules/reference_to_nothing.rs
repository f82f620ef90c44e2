use charter::{Severity, nearest};
use words::Message;

use super::{Look, Rule, tables};

pub(super) const RULE: Rule = Rule {
    code: "reference-to-nothing",
    severity: Severity::Error,
    keeps: &["14.1"],
    about: "Every reference leads to a field that is in the map. One that leads nowhere is a slip of the pen, and what lies behind it is never found.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found = Vec::new();
    for (source, table) in tables(look.map) {
        for field in table.fields.values() {
            for reference in &field.refers {
                let to = reference.to.get_ref();
                let of = to.source.as_deref().unwrap_or(source.id.get_ref().as_str());
                let target = look.map.source(of).and_then(|source| source.table(&to.table));
                if target.is_some_and(|target| target.fields.contains_key(&to.field)) {
                    continue;
                }
                let known = match target {
                    Some(target) => {
                        let known = target.fields.keys().map(String::as_str);
                        nearest(&to.field, known).map(|field| format!("{}.{field}", to.table))
                    }
                    None => {
                        let there = look.map.source(of).map(|source| source.tables.as_slice());
                        let names = there.unwrap_or_default().iter();
                        nearest(&to.table, names.map(|table| table.name.get_ref().as_str()))
                            .map(|table| format!("{table}.{}", to.field))
                    }
                };
                found.push((source.span_of(&reference.to), to.to_string(), known));
            }
        }
    }
    for (span, to, known) in found {
        let help = match known {
            Some(known) => Message::new("sources-did-you-mean").with("name", known),
            None => Message::new("sources-reference-to-nothing-help"),
        };
        look.report(span, Message::new("sources-reference-to-nothing").with("to", to), help);
    }
}

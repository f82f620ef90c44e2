use std::collections::BTreeSet;

use charter::Severity;
use words::Message;

use super::{Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "ambiguous-owner",
    severity: Severity::Error,
    keeps: &["14.1", "17.1", "UK GDPR Art 15(4)"],
    about: "A row that can be come to by several of its fields may be about several people: who complained and who is complained about, who asked and who helped. The map says by `owner` which of them lead to the people whose row it is; the others only mention somebody.",
    check,
};

fn check(look: &mut Look<'_>) {
    let (ways, _) = look.graph.ways(|_| true);
    let mut found = Vec::new();
    for (no, source, table) in look.graph.tables() {
        if !table.owner.is_empty() || !table.is_personal() {
            continue;
        }
        let mut by: BTreeSet<&str> =
            ways.iter().filter(|edge| edge.to == no).map(|edge| edge.to_field).collect();
        // What only mentions people leads to nobody.
        let identities = (table.fields.iter())
            .filter(|(name, field)| field.identity.is_some() && !table.mentions(name));
        by.extend(identities.map(|(name, _)| name.as_str()));
        if by.len() > 1 {
            let fields: Vec<&str> = by.into_iter().collect();
            found.push((source.span_of(&table.name), table.name.get_ref().clone(), fields));
        }
    }
    for (span, table, fields) in found {
        look.report(
            span,
            Message::new("sources-ambiguous-owner")
                .with("table", table)
                .with("fields", fields.join("`, `")),
            Message::new("sources-ambiguous-owner-help").with("field", fields[0]),
        );
    }
}

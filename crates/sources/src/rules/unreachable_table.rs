use charter::Severity;
use words::Message;

use super::{Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "unreachable-table",
    severity: Severity::Error,
    keeps: &["14.1", "17.1"],
    about: "Whoever asks for their data gets what every table holds on them. A table that nothing leads to, from anything that identifies a person, would be left out and nobody would know.",
    check,
};

fn check(look: &mut Look<'_>) {
    let (_, reached) = look.graph.ways(|_| true);
    let missed: Vec<_> = (look.graph.tables())
        .filter(|(no, _, table)| !reached.contains(no) && table.is_personal())
        .collect();
    for (_, source, table) in missed {
        look.report(
            source.span_of(&table.name),
            Message::new("sources-unreachable").with("table", table.name.get_ref().as_str()),
            Message::new("sources-unreachable-help"),
        );
    }
}

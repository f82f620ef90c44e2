use charter::Severity;
use words::Message;

use super::{Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "circle",
    severity: Severity::Warning,
    keeps: &["14.1"],
    about: "References that lead back to where they began can lead from one person to everybody they share something with. It is allowed where it is meant, as for a chain of moves.",
    check,
};

fn check(look: &mut Look<'_>) {
    let (mut ways, _) = look.graph.ways(|_| true);
    // There and back by one reference one only comes to rows with the value one came from.
    ways.retain(|edge| !look.graph.goes_both_ways(edge));
    let Some(circle) = look.graph.circle(&ways) else { return };
    let tables: Vec<_> = circle.iter().map(|no| look.graph.table(*no)).collect();
    let mut names: Vec<&str> = tables.iter().map(|(_, t)| t.name.get_ref().as_str()).collect();
    names.extend(names.first().copied());
    let (source, table) = tables[0];
    look.report(
        source.span_of(&table.name),
        Message::new("sources-circle").with("tables", names.join(" → ")),
        Message::new("sources-circle-help"),
    );
}

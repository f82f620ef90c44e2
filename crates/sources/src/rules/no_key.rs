use charter::Severity;
use words::Message;

use super::{Look, Rule, tables};

pub(super) const RULE: Rule = Rule {
    code: "no-key",
    severity: Severity::Warning,
    keeps: &["14.1", "17.1"],
    about: "A table with data about people says by which fields one row is told from another. Without them a row is known only by all that stands in it: rows that are alike are changed together, and one that changed otherwise is not found again.",
    check,
};

fn check(look: &mut Look<'_>) {
    for (source, table) in tables(look.map) {
        if table.key.is_empty() && table.is_personal() {
            look.report(
                source.span_of(&table.name),
                Message::new("sources-no-key").with("table", table.name.get_ref().as_str()),
                Message::new("sources-no-key-help"),
            );
        }
    }
}

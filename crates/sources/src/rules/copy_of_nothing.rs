use charter::{Severity, nearest};
use words::Message;

use super::{Look, Rule, tables};

pub(super) const RULE: Rule = Rule {
    code: "copy-of-nothing",
    severity: Severity::Error,
    keeps: &["17.1"],
    about: "A copy says of which table it is one, so that what is corrected or erased there is corrected and erased here.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found = Vec::new();
    for (source, table) in tables(look.map) {
        let Some(of) = &table.copy_of else { continue };
        let itself = of.get_ref() == table.name.get_ref();
        if itself || source.table(of.get_ref()).is_none() {
            let others = source.tables.iter().map(|table| table.name.get_ref().as_str());
            let known = nearest(of.get_ref(), others.filter(|name| name != table.name.get_ref()));
            found.push((source.span_of(of), of.get_ref().clone(), known));
        }
    }
    for (span, of, known) in found {
        let help = match known {
            Some(known) => Message::new("sources-did-you-mean").with("name", known),
            None => Message::new("sources-copy-of-nothing-help"),
        };
        look.report(span, Message::new("sources-copy-of-nothing").with("table", of), help);
    }
}

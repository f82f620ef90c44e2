use charter::{DataKind, Severity};
use words::Message;

use super::{Look, Rule, tables};

pub(super) const RULE: Rule = Rule {
    code: "never-collected",
    severity: Severity::Error,
    keeps: &["4.1b", "4.1f"],
    about: "What the notice says is never collected is in no field of any system, and in no code of one: the promise is broken where the data is, not where it is read.",
    check,
};

fn check(look: &mut Look<'_>) {
    let never = |name: &str| {
        let at = look.charter.categories().find(name)?;
        let category = &look.charter.categories()[at];
        (category.kind == DataKind::Never).then(|| category.name.clone())
    };
    let mut found = Vec::new();
    for (source, table) in tables(look.map) {
        for (name, field) in &table.fields {
            let held = field.category.get_ref();
            let coded = field.codes.iter().map(|(code, category)| (Some(code), category));
            for (code, category) in std::iter::once((None, held)).chain(coded) {
                if let Some(what) = never(category.in_charter()) {
                    let place = format!("{}.{name}", table.name.get_ref());
                    found.push((source.span_of(&field.category), place, code.cloned(), what));
                }
            }
        }
    }
    for (span, place, code, what) in found {
        let message = match code {
            Some(code) => Message::new("sources-never-collected-code").with("code", code),
            None => Message::new("sources-never-collected"),
        };
        look.report(
            span,
            message.with("field", place).with("what", what),
            Message::new("sources-never-collected-help"),
        );
    }
}

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::Keeping;

pub(super) const RULE: Rule = Rule {
    code: "row-unkept",
    severity: Severity::Error,
    keeps: &["P.1"],
    about: r#"Every promise of the notice is kept by something: enforced (where, and by which test), detected (how), manual (who, how often, what is kept to show it), or planned (what is missing)."#,
    broken: Change::Add(
        r#"[[row]]
id = "1.1"
kept = "enforced"
where = "gate""#,
    ),
    mended: Change::Add(
        r#"[[row]]
id = "1.1"
kept = "enforced"
where = "gate"
test = "gate::rules::rule_minimise""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    for row in charter.rows().iter() {
        let wanted: &[(&str, bool)] = match row.kept {
            Keeping::Enforced => &[("where", row.r#where.is_some()), ("test", row.test.is_some())],
            Keeping::Detected => &[("how", row.how.is_some())],
            Keeping::Manual => &[
                ("post", row.post.is_some()),
                ("every", row.every.is_some()),
                ("evidence", row.evidence.is_some()),
            ],
            Keeping::Planned => &[("missing", row.missing.is_some())],
        };
        for (field, _) in wanted.iter().filter(|(_, there)| !there) {
            look.report(
                row.span_of(&row.id),
                Message::new("charter-row-incomplete")
                    .with("row", row.id.get_ref().to_string())
                    .with("field", *field),
                Message::new("charter-row-incomplete-help"),
            );
        }
    }
    for promise in &charter.head().promises {
        if !charter.rows().iter().any(|row| row.id.get_ref() == promise.get_ref()) {
            look.report(
                charter.head().span_of(promise),
                Message::new("charter-row-unkept").with("row", promise.get_ref().to_string()),
                Message::new("charter-row-unkept-help"),
            );
        }
    }
}

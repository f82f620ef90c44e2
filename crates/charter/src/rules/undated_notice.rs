use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "undated-notice",
    severity: Severity::Error,
    keeps: &["1.5a"],
    about: r#"The notice always carries the day it was published."#,
    broken: Change::Swap(
        r#"published = 2026-11-01
"#,
        r#""#,
    ),
    mended: Change::Swap(
        r#"published = 2026-11-01
"#,
        r#"published = 2026-11-02
"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let head = look.charter.head();
    if head.published.is_none() {
        look.report(
            head.span_of(&head.id),
            Message::new("charter-undated-notice"),
            Message::new("charter-undated-notice-help"),
        );
    }
}

use words::{Message, reading};

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "hard-to-read",
    severity: Severity::Error,
    keeps: &["P.2", "UK GDPR Art 12(1)"],
    about: r#"The plain words beside each paragraph are for everyone: Flesch-Kincaid grade 6 at most, paragraph by paragraph."#,
    broken: Change::Swap(
        r#"plain = "We use this to fix your home.""#,
        r#"plain = "Proportionality considerations necessitate determination of organisational requirements.""#,
    ),
    mended: Change::Swap(
        r#"plain = "We use this to fix your home.""#,
        r#"plain = "We use this to mend your home.""#,
    ),
    check,
};

/// The highest Flesch-Kincaid grade plain words may have: a reader of about eleven.
const GRADE_MAX: f64 = 6.0;

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let paragraphs = charter.paragraphs().iter().map(|p| (p.span_of(&p.plain), p.plain.get_ref()));
    let purposes = charter.purposes().iter().map(|p| (p.span_of(&p.plain), p.plain.get_ref()));
    for (span, text) in paragraphs.chain(purposes) {
        let grade = reading::grade(text);
        if grade > GRADE_MAX {
            look.report(
                span,
                Message::new("charter-hard-to-read").with("grade", format!("{grade:.1}")),
                Message::new("charter-hard-to-read-help"),
            );
        }
    }
}

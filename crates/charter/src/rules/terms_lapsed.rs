use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "terms-lapsed",
    severity: Severity::Error,
    keeps: &["11.3", "11.4b"],
    about: r#"An agreement that has ended binds nobody, and one past its review has not been looked at. The gate refuses a recipient whose agreement has ended."#,
    broken: Change::Swap(r#"until = 2029-01-04"#, r#"until = 2026-01-31"#),
    mended: Change::Swap(r#"until = 2029-01-04"#, r#"until = 2030-01-04"#),
    check,
};

fn check(look: &mut Look<'_>) {
    for agreement in look.charter.agreements().iter() {
        for (day, message) in [
            (&agreement.until, Message::new("charter-terms-lapsed")),
            (&agreement.review, Message::new("charter-terms-unreviewed")),
        ] {
            if let Some(day) = day.as_ref().filter(|day| day.get_ref().0 < look.on) {
                look.report(
                    agreement.span_of(day),
                    message.with("agreement", agreement.name.as_str()).with("day", day.get_ref().0),
                    Message::new("charter-terms-lapsed-help"),
                );
            }
        }
    }
    for assessment in look.charter.assessments().iter() {
        if let Some(day) = assessment.review.as_ref().filter(|day| day.get_ref().0 < look.on) {
            look.report(
                assessment.span_of(day),
                Message::new("charter-assessment-unreviewed")
                    .with("assessment", assessment.name.as_str())
                    .with("day", day.get_ref().0),
                Message::new("charter-terms-lapsed-help"),
            );
        }
    }
}

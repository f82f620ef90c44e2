use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "terms-lapsed",
    severity: Severity::Error,
    keeps: &["11.3"],
    about: r#"An agreement that has ended binds nobody, and the gate refuses a recipient bound by it. An agreement or an assessment past the day it was to be looked at again still stands; that is a warning."#,
    broken: Change::Swap(r#"until = 2029-01-04"#, r#"until = 2026-01-31"#),
    mended: Change::Swap(r#"until = 2029-01-04"#, r#"until = 2030-01-04"#),
    check,
};

fn check(look: &mut Look<'_>) {
    for agreement in look.charter.agreements().iter() {
        for (day, severity, message) in [
            (&agreement.until, Severity::Error, Message::new("charter-terms-lapsed")),
            (&agreement.review, Severity::Warning, Message::new("charter-terms-unreviewed")),
        ] {
            if let Some(day) = day.as_ref().filter(|day| day.get_ref().0 < look.on) {
                look.report_as(
                    severity,
                    &["11.3"],
                    agreement.span_of(day),
                    message.with("agreement", agreement.name.as_str()).with("day", day.get_ref().0),
                    Message::new("charter-terms-lapsed-help"),
                );
            }
        }
    }
    for assessment in look.charter.assessments().iter() {
        if let Some(day) = assessment.review.as_ref().filter(|day| day.get_ref().0 < look.on) {
            let keeps: &[&str] = match assessment.kind {
                AssessmentKind::Impact => &["UK GDPR Art 35(11)"],
                AssessmentKind::LegitimateInterests => &["10.1.3"],
                AssessmentKind::PolicyDocument => &["10.2", "DPA 2018 Sch 1 para 40"],
                AssessmentKind::TransferTest => &["21.1"],
            };
            look.report_as(
                Severity::Warning,
                keeps,
                assessment.span_of(day),
                Message::new("charter-assessment-unreviewed")
                    .with("assessment", assessment.name.as_str())
                    .with("day", day.get_ref().0),
                Message::new("charter-terms-lapsed-help"),
            );
        }
    }
}

use law::Need;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "legitimate-interests-unassessed",
    severity: Severity::Error,
    keeps: &["10.1.3", "UK GDPR Art 6(1)(f)"],
    about: r#"Legitimate interests need a written assessment: what the interest is, why the use is needed, and why it does not outweigh the person."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "legitimate-interests"
required = []
optional = ["name"]"#,
    ),
    mended: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "legitimate-interests"
required = []
optional = ["name"]
assessments = ["lia"]

[[assessment]]
id = "lia"
name = "why we may"
kind = "legitimate-interests"
approved = 2026-05-01
approved_by = "director""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        let Some(written) = &purpose.basis else { continue };
        let wanted = purpose.basis_needs(Need::Assessment);
        if wanted && !look.assessed(purpose, AssessmentKind::LegitimateInterests) {
            look.report(
                purpose.span_of(written),
                Message::new("charter-legitimate-interests-unassessed")
                    .with("purpose", purpose.name.as_str()),
                Message::new("charter-legitimate-interests-unassessed-help"),
            );
        }
    }
}

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "purpose-without-controller",
    severity: Severity::Error,
    keeps: &["2.3", "2.4", "UK GDPR Art 26"],
    about: r#"Every use of data has a controller: a legal entity that answers for it. “We” is not one."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
relationships = ["tenant"]
basis = "contract"
required = ["name"]
consequence = "We cannot do it without.""#,
    ),
    mended: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
required = ["name"]
consequence = "We cannot do it without.""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter().filter(|purpose| purpose.entities.is_empty()) {
        look.report(
            purpose.span(),
            Message::new("charter-purpose-without-controller")
                .with("purpose", purpose.name.as_str()),
            Message::new("charter-purpose-without-controller-help"),
        );
    }
}

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "purpose-without-basis",
    severity: Severity::Error,
    keeps: &["8.1", "8.2", "UK GDPR Art 6"],
    about: r#"Every use of data has a lawful basis. Keeping records, answering questions and improving a service are purposes, not bases."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
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
    for purpose in look.charter.purposes().iter().filter(|purpose| purpose.basis.is_none()) {
        look.report(
            purpose.span(),
            Message::new("charter-purpose-without-basis").with("purpose", purpose.name.as_str()),
            Message::new("charter-purpose-without-basis-help").with(
                "known",
                law::basis::all()
                    .iter()
                    .map(|row| format!("`{}`", row.provision().id()))
                    .collect::<Vec<_>>(),
            ),
        );
    }
}

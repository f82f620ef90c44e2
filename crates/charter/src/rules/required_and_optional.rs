use law::Need;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "required-and-optional",
    severity: Severity::Error,
    keeps: &["4.2a", "4.2b", "UK GDPR Art 13(2)(e)"],
    about: r#"Data is required or optional for a purpose, never both; nobody is refused a service over data that is optional. What rests on consent, and what is gathered only to watch over equality, is never required."#,
    broken: Change::Swap(r#"optional = ["phone"]"#, r#"optional = ["phone", "name"]"#),
    mended: Change::Swap(r#"optional = ["phone"]"#, r#"optional = []"#),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        let by_consent = purpose.basis_needs(Need::Consent);
        for id in &purpose.required {
            let category = look.charter.categories().get(id.get_ref());
            for (wrong, what) in [
                (
                    purpose.optional.iter().any(|other| other.get_ref() == id.get_ref()),
                    Message::new("charter-required-is-optional"),
                ),
                (by_consent, Message::new("charter-required-by-consent")),
                (
                    category.is_some_and(|category| category.aggregate_only),
                    Message::new("charter-required-for-equality"),
                ),
            ] {
                if wrong {
                    look.report(
                        purpose.span_of(id),
                        Message::new("charter-required-and-optional")
                            .with("category", id.get_ref().as_str())
                            .with("what", what),
                        Message::new("charter-required-and-optional-help"),
                    );
                }
            }
        }
        if let Some(consequence) =
            purpose.consequence.as_ref().filter(|_| purpose.required.is_empty())
        {
            look.report(
                purpose.span_of(consequence),
                Message::new("charter-consequence-of-nothing"),
                Message::new("charter-consequence-of-nothing-help"),
            );
        }
    }
}

use law::Need;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "consent-without-withdrawal",
    severity: Severity::Error,
    keeps: &["5.4", "10.1-withdraw", "UK GDPR Art 7(3)"],
    about: r#"Whoever asks for consent says at that moment how to take it back, and taking it back is as easy as giving it. That goes for a purpose that rests on consent, for special data used by explicit consent, and for a disclosure that wants explicit consent."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "consent"
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
basis = "consent"
required = []
optional = ["name"]
withdraw = "Tell any of us, in any way.""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        let by_consent = purpose.basis_needs(Need::Consent);
        let by_explicit_consent = purpose.conditions.iter().any(|listed| {
            law::condition::find(listed.condition.get_ref())
                .is_some_and(|condition| condition.needs().contains(&Need::ExplicitConsent))
        });
        let shared_by_consent = look.charter.disclosures().iter().any(|disclosure| {
            disclosure.explicit_consent && disclosure.purpose.get_ref() == purpose.id.get_ref()
        });
        if (by_consent || by_explicit_consent || shared_by_consent) && purpose.withdraw.is_none() {
            look.report(
                purpose.span(),
                Message::new("charter-consent-without-withdrawal")
                    .with("purpose", purpose.name.as_str()),
                Message::new("charter-consent-without-withdrawal-help"),
            );
        }
    }
}

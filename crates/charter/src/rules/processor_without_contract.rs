use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::{AgreementKind, RecipientKind};

pub(super) const RULE: Rule = Rule {
    code: "processor-without-contract",
    severity: Severity::Error,
    keeps: &["11.2.4a", "11.4b", "UK GDPR Art 28"],
    about: r#"Whoever handles data for the landlord does so under a processor's contract that says how it is kept safe."#,
    broken: Change::Swap(r#"security = true"#, r#"security = false"#),
    mended: Change::Swap(
        r#"security = true"#,
        r#"security = true
review = 2028-01-05"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for recipient in look.charter.recipients().iter() {
        if recipient.kind != RecipientKind::Processor {
            continue;
        }
        let Some(id) = &recipient.agreement else { continue };
        let Some(agreement) = look.charter.agreements().get(id.get_ref()) else { continue };
        for (missing, what) in [
            (
                agreement.kind != AgreementKind::Processor,
                Message::new("charter-processor-other-contract"),
            ),
            (!agreement.security, Message::new("charter-processor-without-security")),
        ] {
            if missing {
                look.report(
                    recipient.span_of(id),
                    Message::new("charter-processor-without-contract")
                        .with("recipient", recipient.name.as_str())
                        .with("what", what),
                    Message::new("charter-processor-without-contract-help"),
                );
            }
        }
    }
}

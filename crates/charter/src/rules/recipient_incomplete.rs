use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::{Country, RecipientKind};

pub(super) const RULE: Rule = Rule {
    code: "recipient-incomplete",
    severity: Severity::Error,
    keeps: &["11.2.4c", "11.3", "13.1"],
    about: r#"Whoever receives data is bound by an agreement signed by the day, or has a power of its own, handles the data in a country that is named, and abroad by a mechanism."#,
    broken: Change::Swap(
        r#"agreement = "builders-contract"
country = "GB""#,
        r#"agreement = "builders-contract""#,
    ),
    mended: Change::Swap(
        r#"agreement = "builders-contract"
country = "GB""#,
        r#"agreement = "builders-contract"
country = "FR"
mechanism = "approved-country""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for recipient in look.charter.recipients().iter() {
        let agreement = recipient
            .agreement
            .as_ref()
            .and_then(|id| look.charter.agreements().get(id.get_ref()))
            .filter(|agreement| {
                agreement.signed.as_ref().is_some_and(|day| day.get_ref().0 <= look.on)
            });
        let bound = match recipient.kind {
            RecipientKind::Representative => true,
            RecipientKind::Statutory => recipient.power.is_some(),
            _ => agreement.is_some(),
        };
        let country = recipient.country.as_ref().map(|country| *country.get_ref());
        for (missing, what) in [
            (
                !bound && recipient.kind == RecipientKind::Statutory,
                Message::new("charter-recipient-without-power"),
            ),
            (
                !bound && recipient.kind != RecipientKind::Statutory,
                Message::new("charter-recipient-without-agreement"),
            ),
            (country.is_none(), Message::new("charter-recipient-without-country")),
            (
                country.is_some_and(|country| country != Country::GB)
                    && recipient.mechanism.is_none(),
                Message::new("charter-recipient-without-mechanism"),
            ),
        ] {
            if missing {
                look.report(
                    recipient.span(),
                    Message::new("charter-recipient-incomplete")
                        .with("recipient", recipient.name.as_str())
                        .with("what", what),
                    Message::new("charter-recipient-incomplete-help"),
                );
            }
        }
    }
}

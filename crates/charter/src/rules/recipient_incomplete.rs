use toml::Spanned;
use words::Message;

use super::{Change, Look, Rule};
use crate::items::{Country, RecipientKind};
use crate::{Day, Severity};

pub(super) const RULE: Rule = Rule {
    code: "recipient-incomplete",
    severity: Severity::Error,
    keeps: &["11.2.4c", "11.3", "13.1"],
    about: r#"Whoever receives data is bound by an agreement that is signed and whose terms it has said it understands by the day, or has a power of its own, handles the data in a country that is named, and abroad by a mechanism."#,
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
        let agreement =
            recipient.agreement.as_ref().and_then(|id| look.charter.agreements().get(id.get_ref()));
        let by_day = |day: Option<&Spanned<Day>>| day.is_some_and(|day| day.get_ref().0 <= look.on);
        let signed = agreement.filter(|agreement| by_day(agreement.signed.as_ref()));
        let bound = match recipient.kind {
            RecipientKind::Representative => true,
            RecipientKind::Statutory => recipient.power.is_some(),
            _ => signed.is_some(),
        };
        let unacknowledged = match recipient.kind {
            RecipientKind::Representative | RecipientKind::Statutory => false,
            _ => signed.is_some_and(|it| !by_day(it.acknowledged.as_ref())),
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
            (unacknowledged, Message::new("charter-recipient-unacknowledged")),
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

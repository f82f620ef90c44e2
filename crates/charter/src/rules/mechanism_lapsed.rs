use law::transfer::{Requirement, Verdict};
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "mechanism-lapsed",
    severity: Severity::Error,
    keeps: &["13.1", "21.1", "21.2", "UK GDPR Arts 44A-49A"],
    about: r#"Data leaves the country only by a mechanism that is in force, for that country, on that day. Privacy Shield has not been one since July 2020."#,
    broken: Change::Add(
        r#"[[recipient]]
id = "cloud"
name = "our mail service"
kind = "processor"
agreement = "builders-contract"
country = "US"
mechanism = "uk-us-data-bridge"
mechanism_until = 2026-06-30"#,
    ),
    mended: Change::Add(
        r#"[[recipient]]
id = "cloud"
name = "our mail service"
kind = "processor"
agreement = "builders-contract"
country = "US"
mechanism = "uk-us-data-bridge"
mechanism_until = 2027-06-30"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for recipient in look.charter.recipients().iter() {
        let (Some(country), Some(mechanism)) = (&recipient.country, &recipient.mechanism) else {
            continue;
        };
        let until = recipient.mechanism_until.as_ref();
        if let Some(until) = until.filter(|until| until.get_ref().0 < look.on) {
            look.report(
                recipient.span_of(until),
                Message::new("charter-mechanism-lapsed")
                    .with("recipient", recipient.name.as_str())
                    .with("day", until.get_ref().0),
                Message::new("charter-mechanism-lapsed-help"),
            );
        }
        let tested = recipient
            .transfer_test
            .as_ref()
            .and_then(|id| look.charter.assessments().get(id.get_ref()))
            .is_some_and(|test| test.kind == AssessmentKind::TransferTest && look.approved(test));
        let missing =
            match law::transfer::check(country.get_ref().as_str(), mechanism.get_ref(), look.on) {
                Verdict::Domestic => None,
                Verdict::Refused(refusal) => Some(refusal.message()),
                Verdict::Allowed(needs) => needs.into_iter().find_map(|need| match need {
                    Requirement::Test if !tested => Some(need.message()),
                    Requirement::ActiveListing if until.is_none() => Some(need.message()),
                    _ => None,
                }),
            };
        let known = law::transfer::mechanism::find(mechanism.get_ref()).is_some();
        if let Some(why) = missing.filter(|_| known) {
            look.report(
                recipient.span_of(mechanism),
                Message::new("charter-mechanism-missing")
                    .with("recipient", recipient.name.as_str())
                    .with("why", why),
                Message::new("charter-mechanism-missing-help"),
            );
        }
    }
}

use std::collections::BTreeSet;

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::Reading;

pub(super) const RULE: Rule = Rule {
    code: "departure-without-permission",
    severity: Severity::Warning,
    keeps: &["18.1"],
    about: r#"A departure that lets more happen than the notice says decides something only where a purpose, a condition, a disclosure or a marker names it. One that nothing names either does nothing, or what rests on it is allowed before its day."#,
    broken: Change::Add(
        r#"[[departure]]
id = "mp"
name = "helping your member of parliament"
reading = "laxer"
reason = "The law lets a member of parliament act for you without a form."
owner = "director"
drafted = 2026-09-01"#,
    ),
    mended: Change::Add(
        r#"[[departure]]
id = "mp"
name = "helping your member of parliament"
reading = "laxer"
reason = "The law lets a member of parliament act for you without a form."
owner = "director"
drafted = 2026-09-01

[[disclosure]]
id = "mp-answers"
name = "answers for your member of parliament"
purpose = "repairs"
recipient = "builders"
data = ["name"]
tell = "first"
departure = "mp""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let purposes = charter.purposes().iter();
    let named: BTreeSet<_> = purposes
        .flat_map(|purpose| {
            let of_conditions = purpose.conditions.iter().filter_map(|c| c.departure.as_ref());
            of_conditions.chain(&purpose.departure)
        })
        .chain(charter.disclosures().iter().filter_map(|d| d.departure.as_ref()))
        .chain(charter.markers().iter().filter_map(|marker| marker.departure.as_ref()))
        .map(|id| id.get_ref())
        .collect();
    for departure in charter.departures().iter() {
        if departure.reading == Reading::Laxer && !named.contains(departure.id.get_ref()) {
            look.report(
                departure.span(),
                Message::new("charter-departure-without-permission")
                    .with("departure", departure.name.as_str()),
                Message::new("charter-departure-without-permission-help"),
            );
        }
    }
}

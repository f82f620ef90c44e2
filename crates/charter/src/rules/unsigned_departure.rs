use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "unsigned-departure",
    severity: Severity::Error,
    keeps: &["18.1", "16.1"],
    about: r#"A departure from the notice is drafted, signed by the role that owns it, published, told, and only then in force. The data protection officer advises and may record dissent; they do not own or sign it."#,
    broken: Change::Add(
        r#"[[departure]]
id = "mp"
name = "helping your member of parliament"
reading = "laxer"
reason = "The law lets a member of parliament act for you without a form."
owner = "director"
drafted = 2026-09-01
signed = { by = "adviser", on = 2026-09-10 }
published = 2026-09-20
told = 2026-10-01
in_force = 2026-11-01

[[disclosure]]
id = "mp-answers"
name = "answers for your member of parliament"
purpose = "repairs"
recipient = "builders"
data = ["name"]
tell = "first"
departure = "mp""#,
    ),
    mended: Change::Add(
        r#"[[departure]]
id = "mp"
name = "helping your member of parliament"
reading = "laxer"
reason = "The law lets a member of parliament act for you without a form."
owner = "director"
drafted = 2026-09-01
signed = { by = "director", on = 2026-09-10 }
published = 2026-09-20
told = 2026-10-01
in_force = 2026-11-01

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
    for departure in look.charter.departures().iter() {
        let owner = look.charter.posts().get(departure.owner.get_ref());
        if owner.is_some_and(|post| post.advises) {
            look.report(
                departure.span_of(&departure.owner),
                Message::new("charter-departure-owned-by-adviser"),
                Message::new("charter-departure-owned-by-adviser-help"),
            );
        }
        let signed_by_other = departure
            .signed
            .as_ref()
            .filter(|signed| signed.by.get_ref() != departure.owner.get_ref());
        if let Some(signed) = signed_by_other {
            look.report(
                departure.span_of(&signed.by),
                Message::new("charter-departure-signed-by-other")
                    .with("owner", departure.owner.get_ref().as_str()),
                Message::new("charter-departure-signed-by-other-help"),
            );
        } else if let Some(day) = &departure.in_force
            && departure.in_force_from().is_none()
        {
            look.report(
                departure.span_of(day),
                Message::new("charter-unsigned-departure")
                    .with("departure", departure.name.as_str()),
                Message::new("charter-unsigned-departure-help"),
            );
        }
    }
}

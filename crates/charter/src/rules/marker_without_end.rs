use words::Message;

use super::{Change, Look, Rule};
use crate::{Period, Severity};

pub(super) const RULE: Rule = Rule {
    code: "marker-without-end",
    severity: Severity::Error,
    keeps: &["8.7.10"],
    about: r#"A warning marker has a start, a review and an end, and the person is told when it is set. Where telling would put someone at risk, putting it off is reasoned and dated."#,
    broken: Change::Add(
        r#"[[marker]]
id = "dog"
name = "a dog that bites"
category = "name"
review = "P6M"
told = true
decided_by = "director""#,
    ),
    mended: Change::Add(
        r#"[[marker]]
id = "dog"
name = "a dog that bites"
category = "name"
review = "P6M"
told = true
decided_by = "director"
period = "P12M""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for marker in look.charter.markers().iter() {
        for (missing, what) in [
            (lasts_no_time(&marker.period), Message::new("charter-marker-without-period")),
            (lasts_no_time(&marker.review), Message::new("charter-marker-without-review")),
            (
                !marker.told && marker.deferral.is_none(),
                Message::new("charter-marker-without-telling"),
            ),
        ] {
            if missing {
                look.report(
                    marker.span(),
                    Message::new("charter-marker-without-end")
                        .with("marker", marker.name.as_str())
                        .with("what", what),
                    Message::new("charter-marker-without-end-help"),
                );
            }
        }
    }
}

/// Whether a period is missing, or is none: a marker of no days never stands.
fn lasts_no_time(period: &Option<toml::Spanned<Period>>) -> bool {
    period.as_ref().is_none_or(|period| {
        let start = jiff::civil::date(2026, 1, 1);
        period.get_ref().after(start) <= start
    })
}

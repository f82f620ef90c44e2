use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

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
            (marker.period.is_none(), Message::new("charter-marker-without-period")),
            (marker.review.is_none(), Message::new("charter-marker-without-review")),
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

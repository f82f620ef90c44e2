use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::SMALLEST;

pub(super) const RULE: Rule = Rule {
    code: "statistics-too-small",
    severity: Severity::Error,
    keeps: &["5.5"],
    about: r#"A number of few tells of somebody: where two are counted, either of them knows the other. So the least number that may be said is 3 or more; a charter that says nothing has 5."#,
    broken: Change::Add("[charter.statistics]\nleast = 2"),
    mended: Change::Add("[charter.statistics]\nleast = 5\nround_to = 5"),
    check,
};

fn check(look: &mut Look<'_>) {
    let head = look.charter.head();
    let Some(statistics) = &head.statistics else { return };
    let least = &statistics.least;
    if *least.get_ref() < SMALLEST {
        look.report(
            head.span_of(least),
            Message::new("charter-statistics-too-small"),
            Message::new("charter-statistics-too-small-help"),
        );
    }
}

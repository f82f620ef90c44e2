use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "lead-in-empty",
    severity: Severity::Warning,
    about: "A paragraph announces a list or an explanation with a colon, and the next thing is \
            another numbered paragraph or heading. The list was lost, or has slipped under a number \
            that does not cover it.",
    fires: "4. Sharing\n\n4.1 We share your information with:\n\n4.2 Our subsidiaries\n\n- Harbour \
            Care",
    silent: "4. Sharing\n\n4.1 We share your information with:\n\n- our contractors\n- the council",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for (i, block) in notice.body() {
        let low = block.low();
        if block.is_heading() || !low.ends_with(':') || block.words() < 3 {
            continue;
        }
        let own = block.number.as_deref();
        let empty = match notice.blocks.get(i + 1) {
            Some(next) if !next.is_body() => false,
            // 4.1 is followed by 4.2; what is numbered deeper is its list.
            Some(next) => match (own, next.number.as_deref()) {
                (Some(own), Some(next)) => own.contains('.') && is_sibling(own, next),
                _ => next.is_heading() && is_section(notice, i + 1),
            },
            None => true,
        };
        if empty {
            report.add(Draft::new(
                notice.spot(i),
                72,
                Message::new("notice-lead-in-empty"),
                Message::new("notice-lead-in-empty-help"),
            ));
        }
    }
}

/// `4.2` after `4.1`.
fn is_sibling(own: &str, next: &str) -> bool {
    match (own.rsplit_once('.'), next.rsplit_once('.')) {
        (Some((a, _)), Some((b, _))) => a == b,
        _ => false,
    }
}

/// A heading that surely begins something else: a numbered one. One without a number may be the
/// first of the parts announced.
fn is_section(notice: &Notice<'_>, block: usize) -> bool {
    notice.blocks[block].number.as_deref().is_some_and(|n| !n.contains('.'))
}

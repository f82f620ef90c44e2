use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    code: "section-number-duplicate",
    severity: Severity::Error,
    about: "Two headings, or two paragraphs, have the same number. Whoever is sent to it does not \
            know which one is meant.",
    fires: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n2. Your \
            rights\n\n3.1 You may ask.",
    silent: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n3. Your \
             rights\n\n3.1 You may ask.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let top = notice.outline.headings.iter().filter(|i| is_top(notice, **i)).count();
    for (i, block) in notice.body() {
        let Some(number) = block.number.as_deref() else { continue };
        // The items of lists start anew; headings and paragraphs with a point do not.
        if !(block.is_heading() && top >= 3 || number.contains('.')) {
            continue;
        }
        if block.is_heading() && !number.contains('.') && restarts(notice, i, number) {
            seen.clear();
        }
        let Some(first) = seen.insert(number, i) else { continue };
        let listed = notice.outline.contents.iter().find(|k| {
            let entry = &notice.blocks[**k];
            crate::outline::title(entry) == crate::outline::title(block)
        });
        let listed = listed.and_then(|k| notice.blocks[*k].number.as_deref());
        let below = notice.blocks[i + 1..]
            .iter()
            .find(|b| b.is_body())
            .and_then(|b| b.number.as_deref()?.split_once('.').map(|(section, _)| section));
        let ought = listed.or(below).filter(|ought| *ought != number && block.is_heading());
        let help = match ought {
            Some(ought) => {
                Message::new("notice-section-number-duplicate-ought").with("ought", ought)
            }
            None => Message::new("notice-section-number-duplicate-help"),
        };
        let draft = Draft::new(
            Spot { block: i, range: 0..block.low().len().min(80) },
            92,
            Message::new("notice-section-number-duplicate")
                .with("number", number)
                .with("other", notice.quote(&notice.spot(first))),
            help,
        );
        report.add(draft.about(notice.spot(first)));
    }
}

fn is_top(notice: &Notice<'_>, heading: usize) -> bool {
    notice.blocks[heading].number.as_deref().is_some_and(|n| !n.contains('.'))
}

/// A second part of a page (an appendix, another notice) may start at 1 again: its 1 is followed by
/// a 2.
fn restarts(notice: &Notice<'_>, block: usize, number: &str) -> bool {
    let next = notice
        .outline
        .headings
        .iter()
        .filter(|i| **i > block && is_top(notice, **i))
        .find_map(|i| notice.blocks[*i].number.as_deref());
    number == "1" && next == Some("2")
}

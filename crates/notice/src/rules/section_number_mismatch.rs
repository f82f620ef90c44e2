use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "section-number-mismatch",
    severity: Severity::Warning,
    about: "The paragraphs under a heading carry another section's number: heading 3, paragraphs \
            4.1 and 4.2.",
    fires: "1. Who we are\n\n1.1 A landlord.\n\n2. Your rights\n\n3.1 You may ask.\n\n3.2 You may \
            object.",
    silent: "1. Who we are\n\n1.1 A landlord.\n\n2. Your rights\n\n2.1 You may ask.\n\n2.2 You may \
             object.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let numbers: Vec<&str> = notice
        .outline
        .headings
        .iter()
        .filter_map(|i| notice.blocks[*i].number.as_deref())
        .collect();
    let mut earlier = std::collections::HashSet::new();
    for i in &notice.outline.headings {
        let block = &notice.blocks[*i];
        let Some(own) = block.number.as_deref().filter(|n| !n.contains('.')) else { continue };
        // A number used twice is already another rule's finding.
        let twice = !earlier.insert(own);
        let under = notice.blocks[i + 1..]
            .iter()
            .take(40)
            .take_while(|b| !b.is_heading() || b.number.is_none())
            .filter(|b| b.is_body())
            .find_map(|b| b.number.as_deref()?.split_once('.').map(|(section, _)| section));
        let Some(section) = under.filter(|section| *section != own && !twice) else { continue };
        // 3 with 4.1 below and no 3.1: the heading is wrong; with 3 empty and a 4 lost, see
        // `heading-missing`.
        let direct = notice.blocks.get(i + 1).and_then(|b| b.number.as_deref());
        let at_once = direct.is_some_and(|n| n.split_once('.').is_some_and(|(s, _)| s == section));
        if at_once && !numbers.contains(&section) {
            report.add(Draft::new(
                Spot { block: *i, range: 0..block.low().len().min(80) },
                85,
                Message::new("notice-section-number-mismatch")
                    .with("number", own)
                    .with("section", section),
                Message::new("notice-section-number-mismatch-help"),
            ));
        }
    }
}

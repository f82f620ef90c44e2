use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::HashSet;

use crate::outline::{title, words_of};

pub(super) const RULE: Rule = Rule {
    code: "contents-mismatch",
    severity: Severity::Warning,
    about: "The list of contents names a section that the notice does not have, or the same number \
            has one title in the list and another in the text. A section that has lost only its \
            heading is another rule's business.",
    fires: "# Privacy notice\n\n- Who we are\n- What we collect\n- Your rights\n- How long we keep \
            it\n\n## Who we are\n\nA landlord.\n\n## What we collect\n\nYour name.\n\n## Your \
            rights\n\nYou may ask.",
    silent: "# Privacy notice\n\n- Who we are\n- What we collect\n- Your rights\n\n## Who we \
             are\n\nA landlord.\n\n## What we collect\n\nYour name.\n\n## Your rights\n\nYou may \
             ask.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let titles: Vec<(Option<&str>, String)> = notice
        .outline
        .headings
        .iter()
        .map(|i| (notice.blocks[*i].number.as_deref(), title(&notice.blocks[*i])))
        .collect();
    let known: HashSet<&str> = titles.iter().map(|(_, title)| title.as_str()).collect();
    for entry in &notice.outline.contents {
        let block = &notice.blocks[*entry];
        let name = words_of(block.low());
        if known.contains(name.as_str()) || titles.iter().any(|(_, title)| alike(title, &name)) {
            continue;
        }
        let same = block.number.as_deref().and_then(|n| {
            notice.outline.headings.iter().find(|i| notice.blocks[**i].number.as_deref() == Some(n))
        });
        let spot = Spot { block: *entry, range: 0..block.low().len() };
        if let Some(same) = same {
            let draft = Draft::new(
                spot,
                70,
                Message::new("notice-contents-mismatch-title")
                    .with("entry", block.text.as_str())
                    .with("heading", notice.blocks[*same].text.as_str()),
                Message::new("notice-contents-mismatch-help"),
            );
            report.add(draft.about(notice.spot(*same)));
        } else if block.number.as_deref().is_none_or(|n| !notice.outline.numbers.contains(n)) {
            report.add(Draft::new(
                spot,
                80,
                Message::new("notice-contents-mismatch").with("entry", block.text.as_str()),
                Message::new("notice-contents-mismatch-help"),
            ));
        }
    }
}

/// Whether two titles are the same to a reader: one holds the other, or most words are shared.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let of = |text: &str| -> HashSet<String> {
        text.split(' ').map(|w| w.trim_end_matches('s').to_owned()).collect()
    };
    let (x, y) = (of(a), of(b));
    let shared = x.intersection(&y).count();
    a.contains(b) || b.contains(a) || shared * 10 >= x.len().max(y.len()) * 7
}

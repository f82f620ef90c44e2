use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::HashSet;

pub(super) const RULE: Rule = Rule {
    code: "heading-missing",
    severity: Severity::Warning,
    about: "Paragraphs are numbered as a section (10.1, 10.2) that has no heading, while the others \
            have one. The reader slides from one subject into the next.",
    fires: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n3.1 You may \
            ask for it.",
    silent: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n3. Your \
             rights\n\n3.1 You may ask for it.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let sections: HashSet<&str> = notice
        .outline
        .headings
        .iter()
        .filter_map(|i| notice.blocks[*i].number.as_deref())
        .filter(|number| !number.contains('.'))
        .collect();
    if sections.len() < 2 {
        return;
    }
    // Paragraphs under a heading with a wrong number of its own are counted there.
    let mut last_heading: Option<&str> = None;
    let mut under = 0;
    let mut seen = HashSet::new();
    for (i, block) in notice.body() {
        if block.is_heading() {
            last_heading = block.number.as_deref();
            under = 0;
            continue;
        }
        let Some(number) = block.number.as_deref() else { continue };
        let Some((section, _)) = number.split_once('.') else { continue };
        under += 1;
        let misnumbered = under == 1 && last_heading.is_some_and(|h| h != section);
        if misnumbered || sections.contains(section) || !seen.insert(section) {
            seen.insert(section);
            continue;
        }
        let entry = notice
            .outline
            .contents
            .iter()
            .find(|k| notice.blocks[**k].number.as_deref() == Some(section));
        let spot = notice.spot(i);
        let help = match entry {
            Some(entry) => Message::new("notice-heading-missing-listed")
                .with("title", notice.blocks[*entry].text.as_str()),
            None => Message::new("notice-heading-missing-help"),
        };
        let percent = if entry.is_some() { 95 } else { 85 };
        let message = Message::new("notice-heading-missing").with("section", section);
        let mut draft = Draft::new(spot, percent, message, help);
        if let Some(entry) = entry {
            draft = draft.about(notice.spot(*entry));
        }
        report.add(draft);
    }
}

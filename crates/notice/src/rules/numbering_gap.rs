use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::HashSet;

pub(super) const RULE: Rule = Rule {
    code: "numbering-gap",
    severity: Severity::Warning,
    about: "The numbers skip: 4.1, 4.2, 4.4, or a section 6 after a section 4. Something was taken \
            out, or lost, and references may now point to the wrong place.",
    fires: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n4. Your \
            rights\n\n4.1 You may ask.",
    silent: "1. Who we are\n\n1.1 A landlord.\n\n2. What we hold\n\n2.1 Your name.\n\n3. Your \
             rights\n\n3.1 You may ask.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let all: HashSet<&str> = notice.outline.numbers.iter().map(String::as_str).collect();
    let mut last: Vec<u32> = Vec::new();
    for (i, block) in notice.body() {
        let Some(number) = block.number.as_deref() else { continue };
        if !number.contains('.') && !block.is_heading() {
            continue;
        }
        let Some(parts) = parse(number) else { continue };
        if let Some(missing) = gap(&last, &parts)
            && !all.contains(missing.as_str())
        {
            report.add(Draft::new(
                Spot { block: i, range: 0..block.low().len().min(60) },
                80,
                Message::new("notice-numbering-gap")
                    .with("number", number)
                    .with("missing", missing),
                Message::new("notice-numbering-gap-help"),
            ));
        }
        last = parts;
    }
}

fn parse(number: &str) -> Option<Vec<u32>> {
    number.split('.').map(|part| part.parse().ok()).collect()
}

/// The number that ought to stand before `next`, where `last` is not it: a skip of one or two at
/// the same depth. A longer jump is another way of numbering.
fn gap(last: &[u32], next: &[u32]) -> Option<String> {
    let (before, own) = (next.get(..next.len() - 1)?, *next.last()?);
    let same = last.get(..before.len()).filter(|l| *l == before)?;
    let previous = *last.get(same.len())?;
    (own > previous + 1 && own <= previous + 3).then(|| {
        let mut parts: Vec<String> = before.iter().map(u32::to_string).collect();
        parts.push((previous + 1).to_string());
        parts.join(".")
    })
}

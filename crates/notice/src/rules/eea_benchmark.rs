use jiff::civil::{Date, date};
use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "eea-benchmark",
    severity: Severity::Warning,
    about: "Since the end of 2020 the border that matters is that of the United Kingdom, not that of \
            the European Economic Area: transfers are judged by Articles 44A to 49A of the UK GDPR \
            and, since 5 February 2026, by the data protection test. A promise about the EEA alone \
            says nothing about information sent from the UK to the EEA, or held to the UK's own \
            standard.",
    fires: "Your information will not be sent outside the European Economic Area.",
    silent: "Your information may be held in the European Economic Area, which UK adequacy \
             regulations approve. It will not be sent outside the UK and the EEA.",
    extent: Extent::Part,
    run,
};

/// The first day after the transition period.
const SINCE: Date = date(2021, 1, 1);

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if notice.on < SINCE {
        return;
    }
    let outside = pattern!(
        r"\b(?:outside|beyond|out) (?:of )?(?:the )?(?:boundaries of the |borders of the )?(?:european economic area|eea|european union|eu|europe)\b"
    );
    let level = pattern!(
        r"\b(?:same|equivalent|similar|adequate|comparable) (?:\w+ ){0,3}(?:level|standard|protection|degree)s?\b.{0,60}\b(?:european economic area|eea|european union|eu)\b"
    );
    let uk = pattern!(r"\buk\b|\bunited kingdom\b|\bbritain\b");
    let modern = pattern!(
        r"\badequacy\b|\bidta\b|\binternational data transfer|\bdata bridge\b|\bprotection test\b"
    );
    let mut last = None;
    for sentence in notice.sentences() {
        let text = sentence.text;
        let low = notice.blocks[sentence.block].low();
        let found = match (outside.find(text), level.find(text)) {
            (Some(found), _) if !uk.is_match(text) && !modern.is_match(low) => Some((found, 78)),
            (_, Some(found)) if !modern.is_match(low) && !uk.is_match(&text[found.start()..]) => {
                Some((found, 72))
            }
            _ => None,
        };
        let past = pattern!(r"\b(?:before|until|previously|formerly|used to|at that time)\b");
        // Once a paragraph is enough.
        if let Some((found, percent)) = found.filter(|_| !past.is_match(text))
            && last != Some(sentence.block)
        {
            last = Some(sentence.block);
            report.add(Draft::new(
                Spot::within(&sentence, found.range()),
                percent,
                Message::new("notice-eea-benchmark"),
                Message::new("notice-eea-benchmark-help"),
            ));
        }
    }
}

use jiff::civil::{Date, date};
use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "principles-of-1998",
    severity: Severity::Warning,
    about: "The notice lists the eight principles of the Data Protection Act 1998. Article 5 of the \
            UK GDPR has seven: lawfulness, fairness and transparency; purpose limitation; data \
            minimisation; accuracy; storage limitation; integrity and confidentiality; and \
            accountability. Rights and transfers are no longer principles.",
    fires: "We make sure that your data is:\n\n- fairly and lawfully processed\n- processed for \
            limited purposes\n- adequate, relevant and not excessive\n- accurate\n- not kept longer \
            than necessary\n- processed in line with your rights\n- secure\n- not transferred to \
            countries without adequate protection",
    silent: "We make sure that your data is:\n\n- used lawfully, fairly and openly\n- adequate, \
             relevant and limited to what we need\n- accurate\n- not kept longer than we need it\n- \
             kept secure",
    extent: Extent::Part,
    run,
};

/// The list is looked for in a stretch of so many blocks.
const STRETCH: usize = 12;

/// The day from which the GDPR has applied.
const SINCE: Date = date(2018, 5, 25);

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if notice.on < SINCE {
        return;
    }
    let said = pattern!(r"\beight (?:\w+ ){0,4}principles\b|\b8 (?:\w+ ){0,4}principles\b");
    let rights = pattern!(
        r"\b(?:in (?:line|accordance) with|according to) (?:your|the|their|individuals?'?|data subjects?'?) (?:\w+ )?(?:rights|data subject)"
    );
    let abroad = pattern!(
        r"\bnot (?:be )?(?:transferred|sent)\b.{0,60}\b(?:countr\w+|european|eea|outside)\b"
    );
    let excessive = pattern!(r"\bnot (?:be )?excessive\b");
    for sentence in notice.sentences() {
        if let Some(found) = said.find(sentence.text) {
            add(report, Spot::within(&sentence, found.range()), 85);
            return;
        }
    }
    for (i, block) in notice.body() {
        if !excessive.is_match(block.low()) {
            continue;
        }
        let end = notice.blocks.len().min(i + STRETCH);
        let near = &notice.blocks[i.saturating_sub(3)..end];
        let has =
            |pattern: &crate::pattern::Pattern| near.iter().any(|b| pattern.is_match(b.low()));
        if has(rights) && has(abroad) {
            // The first of the list is where it begins.
            let first = (i.saturating_sub(3)..=i)
                .find(|k| {
                    pattern!(r"\b(?:fair(?:ly)?|lawful(?:ly)?)\b").is_match(notice.blocks[*k].low())
                })
                .unwrap_or(i);
            add(report, notice.spot(first), 88);
            return;
        }
    }
}

fn add(report: &mut Report<'_, '_>, spot: Spot, percent: u8) {
    report.add(Draft::new(
        spot,
        percent,
        Message::new("notice-principles-of-1998"),
        Message::new("notice-principles-of-1998-help"),
    ));
}

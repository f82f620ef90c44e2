use std::ops::Range;

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Sentence;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;
use crate::terms::{Weight, terms};

pub(super) const RULE: Rule = Rule {
    code: "term-out-of-date",
    severity: Severity::Warning,
    about: "A law, a body, a benefit or a term that has been replaced is spoken of as if it still \
            stood. The list, with dates, replacements and sources, is `crates/notice/data/terms.toml`. \
            A sentence that itself says that the thing is over (\"replaced\", \"no longer\", \
            \"until\") is left alone.",
    fires: "We only send data to American firms that are part of Privacy Shield.",
    silent: "Privacy Shield is no longer valid; we rely on the UK Extension to the EU-US Data \
             Privacy Framework.",
    extent: Extent::Part,
    run,
};

/// How often one term is pointed out.
const MAX_PER_TERM: usize = 4;

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for term in terms() {
        if notice.on < term.since {
            continue;
        }
        let hits = notice
            .sentences()
            .filter_map(|s| term.pattern.find(s.text).map(|m| (m.range(), s)))
            .filter(|(range, s)| !is_excused(s, range, term.excuse.as_ref()));
        let mut last = None;
        for (range, sentence) in hits.take(MAX_PER_TERM) {
            // Once a paragraph is enough.
            if last == Some(sentence.block) {
                continue;
            }
            last = Some(sentence.block);
            let spot = Spot::within(&sentence, range);
            let words = notice.quote(&spot);
            let message = Message::new("notice-term-out-of-date")
                .with("term", words)
                .with("since", term.since.year().to_string())
                .with("why", term.why.as_str());
            let help =
                Message::new("notice-term-out-of-date-help").with("instead", term.instead.as_str());
            let severity = match term.weight {
                Weight::Note => Severity::Note,
                Weight::Warning => Severity::Warning,
                Weight::Error => Severity::Error,
            };
            report.add(Draft::new(spot, term.percent, message, help).severity(severity));
        }
    }
}

/// Whether a sentence speaks of the thing as over, near where it names it.
fn is_excused(
    sentence: &Sentence<'_>,
    at: &Range<usize>,
    own: Option<&crate::pattern::Pattern>,
) -> bool {
    let over = pattern!(
        r"\b(?:replac\w+|no longer|formerly|previous(?:ly)?|used to (?:be|call)|supersed\w+|repeal\w+|until|invalid\w*|struck down|ceased|abolish\w+|historic\w*|former|before (?:then|that|20)|ended|predecessor|originally|took over|succeeded|renamed|was (?:closed|wound|set aside|called|known|found)|now (?:an?|called|known|the|part|replaced)|transitional|saved by|applied|was in force)\b"
    );
    let near =
        &sentence.text[at.start.saturating_sub(NEAR)..sentence.text.len().min(at.end + NEAR)];
    over.is_match(near) || own.is_some_and(|own| own.is_match(sentence.text))
}

/// So many characters before and after a term say what is said of it.
const NEAR: usize = 90;

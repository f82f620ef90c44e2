use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "retention-without-period",
    severity: Severity::Warning,
    about: "\"As long as necessary\" tells nobody anything. A notice gives the period, or the \
            criteria that decide it (Articles 13(2)(a) and 14(2)(a)): six years after the tenancy \
            ends, say, or a table, or a retention schedule that the reader can open.",
    fires: "We keep your information for no longer than is necessary.",
    silent: "We keep your information for no longer than is necessary. Tenancy files are destroyed \
             six years after the tenancy ends.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let vague = pattern!(
        r"\b(?:(?:as|so) long as (?:\w+ ){0,4}(?:necessary|needed|required|reasonable|need|require|needs)|(?:no|any|not) (?:be )?(?:kept |held |retained )?(?:for )?longer than (?:is |it is |we |are |reasonably )*(?:necessary|needed|required|need|reasonable)|(?:longer|only) than (?:is )?necessary|only (?:for )?as long as|(?:appropriate|reasonable|necessary) (?:period|length|amount) of time|\bindefinitely\b|\bfor ?ever\b|until (?:it is )?no longer (?:needed|required|necessary))"
    );
    let period = pattern!(
        r"\b(?:\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|ninety|hundred) ?(?:\([^)]{1,12}\) )?(?:calendar |full |complete |tax |financial |further )?(?:day|week|month|year)s?\b"
    );
    let keeping = pattern!(
        r"\b(?:keep|keeps|kept|keeping|retain\w*|retention|store[sd]?|hold|holds|held|delet\w+|destroy\w*|destruction|erase[sd]?|dispos\w+|overwritten|archiv\w+|remove[sd]?|anonymi[sz]e[sd]?|after (?:the |your )?(?:tenancy|contract|end|last|leaving)|tenancy end|plus)\b"
    );
    let schedule = pattern!(
        r"\b(?:retention|disposal) (?:and disposal |and destruction |and deletion )?(?:schedules?|policy|policies|periods?|tables?|guidelines?|timetable|timescales)|\bdocument retention|\bsector guid|\brecords? (?:management|retention)"
    );
    // A table under a heading about retention may hold the period alone in its cell.
    let heading = notice.heading(pattern!(r"\bretention\b|\bhow long\b|\bkeep\b")).is_some();
    let told = notice.blocks.iter().any(|block| {
        let low = block.low();
        let cell = block.kind == crate::document::Kind::Cell && heading;
        period.is_match(low)
            && (cell || keeping.is_match(low) && in_one_sentence(block, period, keeping))
            || schedule.is_match(low)
    });
    if told || notice.layer {
        return;
    }
    let found = notice.sentences().find_map(|s| {
        let found = vague.find(s.text)?;
        let kept =
            pattern!(r"\b(?:keep|kept|keeping|retain\w*|store[sd]?|hold|held|period|delete\w*)\b");
        kept.is_match(s.text).then(|| (found.range(), s.clone()))
    });
    if let Some((range, sentence)) = found {
        // Without the rest of the notice, the period may stand elsewhere.
        let percent = if notice.whole { 78 } else { 62 };
        report.add(Draft::new(
            Spot::within(&sentence, range),
            percent,
            Message::new("notice-retention-without-period"),
            Message::new("notice-retention-without-period-help"),
        ));
    }
}

fn in_one_sentence(
    block: &crate::document::Block,
    period: &crate::pattern::Pattern,
    keeping: &crate::pattern::Pattern,
) -> bool {
    // "Under 18 years" and "within one month of your request" are no periods of keeping.
    let other = pattern!(
        r"\b(?:aged?|under|over)\b.{0,12}\b1[0-9]\b|\b1[0-9] years? (?:of age|old)|\brespond\b|\breply\b|\bwithin (?:one|a|1) (?:calendar )?month\b|\brequest\b"
    );
    let low = block.low();
    block.sentences.iter().any(|range| {
        let text = &low[range.clone()];
        period.is_match(text) && keeping.is_match(text) && !other.is_match(text)
    })
}

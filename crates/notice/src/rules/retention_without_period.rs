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
    // A schedule that the reader cannot open tells no period.
    let open = pattern!(
        r"\b(?:available|ask|asking|copy|copies|request|website|see|read|view|download|find|published|online|below|table|appendix|annex|contact|link|sets out|shows|lists|gives)\b|@|www\."
    );
    unlimited(notice, report);
    // A table under a heading about retention may hold the period alone in its cell.
    let heading = notice.heading(pattern!(r"\bretention\b|\bhow long\b|\bkeep\b")).is_some();
    let told = notice.blocks.iter().any(|block| {
        let low = block.low();
        let cell = block.kind == crate::document::Kind::Cell && heading;
        period.is_match(low)
            && (cell || keeping.is_match(low) && in_one_sentence(block, period, keeping))
            || schedule.is_match(low) && (block.link || open.is_match(low))
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
        let named = notice.says(schedule);
        let percent = match (notice.whole, named) {
            (true, false) => 78,
            (true, true) => 65,
            (false, false) => 62,
            (false, true) => 50,
        };
        report.add(Draft::new(
            Spot::within(&sentence, range),
            percent,
            Message::new("notice-retention-without-period"),
            Message::new("notice-retention-without-period-help"),
        ));
    }
}

/// Cells of a retention table that say "for ever", or nothing.
fn unlimited(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let never = pattern!(
        r"^(?:indefinitely|indefinite|permanent(?:ly)?|for ?ever|as (?:required|needed|necessary|appropriate|long as (?:necessary|needed|required))|no (?:limit|set period)|unlimited|n/a|-|not (?:set|known|decided))\.?$"
    );
    // These may rightly be kept for ever.
    let lasting = pattern!(
        r"\b(?:deeds?|leases?|minutes|asbestos|registers?|title|archives?|share(?:holder|holding)?s?|membership|governance|history|historical|annual)\b"
    );
    let about = pattern!(r"\bretention\b|\bhow long\b|\bkeep\b|\bkept\b|\bretain\b");
    for (i, block) in notice.body() {
        if block.kind == crate::document::Kind::Cell && is_row_without_period(notice, block) {
            let heading =
                notice.heading_of(i).is_some_and(|h| about.is_match(notice.blocks[h].low()));
            if heading && !lasting.is_match(block.low()) {
                report.add(Draft::new(
                    notice.spot(i),
                    70,
                    Message::new("notice-retention-without-period"),
                    Message::new("notice-retention-without-period-help"),
                ));
            }
        }
        let is_period = block.kind == crate::document::Kind::Cell && never.is_match(block.low());
        let Some(record) = i.checked_sub(1).filter(|_| is_period) else { continue };
        let heading = notice.heading_of(i).is_some_and(|h| about.is_match(notice.blocks[h].low()));
        if heading && !lasting.is_match(notice.blocks[record].low()) {
            report.add(Draft::new(
                notice.spot(i),
                70,
                Message::new("notice-retention-without-period"),
                Message::new("notice-retention-without-period-help"),
            ));
        }
    }
}

/// A row of a table in text or Markdown whose only filled cell is the first.
fn is_row_without_period(notice: &Notice<'_>, block: &crate::document::Block) -> bool {
    /// Longer lines are no rows of two cells.
    const ROW: usize = 200;
    let span = block.low.source(0..block.low().len());
    let (Some(before), Some(after)) = (notice.text.get(..span.start), notice.text.get(span.end..))
    else {
        return false;
    };
    let from = before.floor_char_boundary(before.len().saturating_sub(ROW));
    let to = after.floor_char_boundary(ROW.min(after.len()));
    let first = before[from..].lines().last().is_none_or(|line| line.trim() == "|");
    let rest = after[..to].lines().next().unwrap_or_default().trim();
    first
        && rest.starts_with('|')
        && rest.len() > 1
        && rest.bytes().all(|b| matches!(b, b'|' | b' '))
}

fn in_one_sentence(
    block: &crate::document::Block,
    period: &crate::pattern::Pattern,
    keeping: &crate::pattern::Pattern,
) -> bool {
    // "Under 18 years" and "within one month of your request" are no periods of keeping.
    let other = pattern!(
        r"\b(?:aged?|under|over)\b.{0,12}\b1[0-9]\b|\b1[0-9] years? (?:of age|old)|\b(?:hold|hosts?) (?:a|an|our|regular|general|\w+ meetings?)\b|\b(?:times|meetings?|once|twice) (?:a|per|each|every) (?:year|month|week|day)\b|\brespond\b|\breply\b|\bwithin (?:one|a|1) (?:calendar )?month\b|\brequest\b"
    );
    let low = block.low();
    block.sentences.iter().any(|range| {
        let text = &low[range.clone()];
        period.is_match(text) && keeping.is_match(text) && !other.is_match(text)
    })
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "consent-withdrawal-missing",
    severity: Severity::Warning,
    about: "Where something rests on consent, the notice says that the consent can be taken back at \
            any time (Articles 13(2)(c) and 14(2)(d)).",
    fires: "We rely on your consent to send you our newsletter.",
    silent: "We rely on your consent to send you our newsletter. You can withdraw it at any time.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let back = pattern!(
        r"\bwithdr[ae]w|\bchange your mind|\bopt[- ]?(?:ing )?out\b|\bunsubscribe|\btake back\b|\brevok|\b(?:stop|cancel)\b.{0,40}\bat any time\b|\bat any time\b.{0,60}\b(?:stop|cancel|no longer)"
    );
    // "You cannot withdraw it" is the opposite.
    let not_back =
        pattern!(r"\b(?:cannot|can not|may not|not)\b.{0,12}\b(?:withdr[ae]w|revok|take back)");
    let told = || notice.said().lines().any(|low| back.is_match(low) && !not_back.is_match(low));
    if !notice.whole || notice.layer || told() {
        return;
    }
    let used = pattern!(
        r"\b(?:with|on|upon|through|obtain|seek|ask for|asked for|given|gave|provided|rely on|relying on|based on|need|get|have) (?:us )?(?:your |their )?(?:explicit |express |written |prior )?consent\b|\byou (?:have )?(?:consented|given (?:us )?(?:your )?consent)"
    );
    let not = pattern!(r"\b(?:without|not|never|no)\b");
    let found = notice
        .sentences()
        .filter(|s| !not.is_match(s.text))
        .find_map(|s| used.find(s.text).map(|m| (m.range(), s.clone())));
    if let Some((range, sentence)) = found {
        report.add(Draft::new(
            Spot::within(&sentence, range),
            75,
            Message::new("notice-consent-withdrawal-missing"),
            Message::new("notice-consent-withdrawal-missing-help"),
        ));
    }
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "consent-deemed",
    severity: Severity::Error,
    about: "Consent is something a person gives, freely and by a clear act (Articles 4(11) and 7). \
            Coming to an event, using a website, staying silent or signing a tenancy is none. Where \
            people cannot be asked, another basis (often legitimate interests, with a way to say no) \
            is the honest one.",
    fires: "By attending our events you consent to being photographed.",
    silent: "We photograph our events in our legitimate interests. Tell us if you do not want to be \
             in the pictures; we never take your presence as consent.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for sentence in notice.sentences() {
        let text = sentence.text;
        let Some((range, percent)) = deemed(text) else { continue };
        let denied = pattern!(
            r"\b(?:never|not|cannot|will not) (?:be )?(?:deem|assume|take|treat|regard|consider|imply|infer|rely|mean|constitute|count|amount)|\bis not (?:consent|agreement)|\bno longer\b|\bdoes not mean\b"
        );
        if !denied.is_match(text) {
            report.add(Draft::new(
                Spot::within(&sentence, range),
                percent,
                Message::new("notice-consent-deemed"),
                Message::new("notice-consent-deemed-help"),
            ));
        }
    }
}

fn deemed(text: &str) -> Option<(std::ops::Range<usize>, u8)> {
    let deemed = pattern!(
        r"\b(?:deemed|taken|assumed|considered|treated|regarded|presumed)\b (?:to (?:have|be)|as (?:having|giving)|that).{0,40}\b(?:consent|agree|accept)\w*|\b(?:deemed|taken|treated|regarded|considered|construed) as (?:your |an? )?(?:\w+ )?(?:consent|agreement)|\bdeemed consent\b|\b(?:assume|presume)s?\b.{0,30}\b(?:you|they|that you)\b.{0,30}\b(?:consent|agree|are happy)\w*|\b(?:attendance|presence|participation|use of)\b.{0,60}\b(?:means|implies)\b.{0,30}\b(?:agree|consent|accept)\w*|\b(?:constitutes|implies|signifies|indicates) (?:your |their )?(?:consent|agreement|acceptance)"
    );
    let to_data = pattern!(
        r"\b(?:privacy|personal|information|data|cookies|photograph|filmed|recorded|image|contact|shar(?:e|ing))"
    );
    if let Some(found) = deemed.find(text)
        && (found.as_str().contains("consent") || to_data.is_match(text))
    {
        return Some((found.range(), 90));
    }
    let by = pattern!(
        r"\bby (?:attending|remaining|staying|using|continuing|browsing|entering|visiting|accessing|providing|submitting|completing|signing|applying|contacting|calling|registering|joining|giving|supplying|sending|becoming|accepting|living)\b[^.;]{0,90}?,? (?:you|they|individuals|tenants|residents|attendees|visitors) (?:are |will be |also |hereby |thereby |automatically )*(?:consent|agree|giving (?:us )?(?:your |their )?(?:consent|permission)|give (?:us )?(?:your |their )?(?:consent|permission)|agreeing|consenting|accept|accepting)\b"
    );
    let silence = pattern!(
        r"\b(?:if you do not|unless you|if we do not hear|failure to|if you continue|if you carry on|your continued use)\b.{0,80}\b(?:we (?:will|shall) (?:assume|take|treat)\b.{0,60}\b(?:consent|agree|happy|permission)\w*|you (?:consent|are consenting|agree|are agreeing)|means (?:that )?you (?:agree|consent|accept))\b"
    );
    if let Some(found) = silence.find(text) {
        return Some((found.range(), 85));
    }
    let found = by.find(text)?;
    // Ticking a box is a clear act, and so is a form that asks for consent and nothing else.
    let act = pattern!(r"\b(?:tick|box|opt(?:ing)?[- ]in|consent form|'i agree'|accept cookies)");
    if act.is_match(text) {
        return None;
    }
    let consents = pattern!(r"consent|permission").is_match(found.as_str());
    let to_data = to_data.is_match(&text[found.start()..]);
    match (consents, to_data) {
        (true, _) => Some((found.range(), 85)),
        (false, true) => Some((found.range(), 70)),
        (false, false) => None,
    }
}

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
            r"\b(?:never|not|cannot|will not) (?:be )?(?:deem|assume|take|treat|regard|consider|imply|infer|rely|mean|constitute|count|amount)|\b(?:do|will|shall) not (?:pre-?tick|use pre|ask you to consent)|\bnever\b.{0,20}\btick|\bnot (?:be )?(?:pre-?|already )ticked|\bno (?:pre-?|already )ticked|\bis not a condition|\byou (?:do not|need not|never) (?:have to|need to)|\bis not (?:consent|agreement)|\bno longer\b|\bdoes not mean\b"
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
    let lives = pattern!(
        r"\b(?:in|on|when|through) (?:submitting|completing|signing|applying|providing|giving|registering|using)\b[^.;]{0,60}?,? you (?:are |also |thereby )*(?:give|giving|consent|consenting|agree|agreeing)\b|\byou (?:consent|agree) to\b[^.;]{0,90}\bby (?:living|staying|remaining|continuing|signing|applying|using|moving|accepting)\b"
    );
    let silence = pattern!(
        r"\b(?:if you do not|unless you|if we do not hear|failure to|if you continue|if you carry on|your continued use)\b.{0,80}\b(?:we (?:will|shall) (?:assume|take|treat)\b.{0,60}\b(?:consent|agree|happy|permission)\w*|you (?:consent|are consenting|agree|are agreeing)|means (?:that )?you (?:agree|consent|accept))\b"
    );
    if let Some(found) = silence.find(text) {
        return Some((found.range(), 85));
    }
    if let Some(found) = bundled(text) {
        return Some((found, 80));
    }
    let by =
        by.find(text).or_else(|| lives.find(text).filter(|m| to_data.is_match(&text[m.start()..])));
    let found = by?;
    // Ticking a box is a clear act, and so is a form that asks for consent and nothing else.
    let act = pattern!(
        r"\b(?:share ?holding|become a member of|tick|box|opt(?:ing)?[- ]in|consent form|'i agree'|accept cookies)"
    );
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

/// Consent that is part of the bargain, made by somebody else, ticked in advance, or for good.
fn bundled(text: &str) -> Option<std::ops::Range<usize>> {
    let ticked = pattern!(
        r"\b(?:already|pre-?|automatically) ?-?ticked\b|\bticked (?:the|this|a|that) box for you\b|\b(?:untick|un-tick)\b.{0,30}\b(?:box|if)\b|\bopted in (?:by default|automatically)\b"
    );
    let signed = pattern!(
        r"\b(?:signature|signing|acceptance)\b.{0,60}\b(?:is|counts as|amounts to|gives|confirms|serves as|acts as)\b.{0,12}\b(?:consent|permission|agreement to (?:us|our|the (?:use|sharing)))\b|\bconsent\b.{0,12}\b(?:which|that) you (?:give|gave|have given) (?:us )?(?:by|when|through)\b|\bas (?:a|our) (?:tenant|resident|member|customer|leaseholder),? you (?:have )?(?:already )?(?:give[ns]?|gave|consent)\b.{0,30}\b(?:consent|to (?:us|our|the))\b"
    );
    let demanded = pattern!(
        r"\bcondition of (?:your|the|any|a) (?:tenancy|membership|application|lease|letting|service)\b.{0,40}\bconsent\b|\b(?:must|have to|required to) (?:all )?(?:give (?:us )?(?:your )?|provide |confirm )?(?:(?:your )?consent\b|that (?:you|they) (?:consent|agree|are (?:happy|content))\b)|\b(?:refuse|decline|fail|do not|withhold|withdraw|without)\b.{0,25}\bconsent\b.{0,60}\b(?:will not be (?:offered|housed|considered|given|able)|(?:cannot|will not|unable to) (?:offer|house|let|consider|accept|provide you with a (?:home|tenancy)))"
    );
    let others = pattern!(
        r"\b(?:consents?|agrees?) on behalf of (?:the other|each other|another|all|everyone|other|their|your)|\byou (?:confirm|warrant|declare) that (?:they|he or she|everyone|all)\b.{0,30}\b(?:consent|agree|have agreed)\w*|\bassume that you (?:do so|have|did so)\b.{0,50}\b(?:consent|permission|agreement)\b"
    );
    let lasting = pattern!(
        r"\bconsent\b.{0,60}\b(?:cannot|may not|can not|not) be (?:withdrawn|revoked|taken back)\b|\b(?:cannot|may not|are not able to|not) (?:later )?(?:withdraw|revoke|take back) (?:it|this|your|that)\b|\bconsent\b.{0,30}\blasts (?:for the whole|for the length|throughout|as long)"
    );
    let found =
        [ticked, signed, demanded, others, lasting].into_iter().find_map(|p| p.find(text))?;
    let about =
        pattern!(r"\b(?:consent|permission|box|information|data|details|agree|withdraw)\b|\btick");
    // A medical form, a repair or a sale may need agreement of another kind.
    let other = pattern!(
        r"\b(?:alterations?|pets?|sublet\w*|doctors?|gp|medical report|before we|lodgers?|improvements?|assign\w*|notice to quit|your right to|your notice|your offer|your application)\b"
    );
    (about.is_match(text) && !other.is_match(text)).then(|| found.range())
}

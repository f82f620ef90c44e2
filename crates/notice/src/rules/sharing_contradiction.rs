use words::Message;

use crate::Extent;
use crate::claims::{Verb, claims};
use crate::document::Kind;
use crate::finding::Severity;
use crate::notice::{Notice, Sentence};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "sharing-contradiction",
    severity: Severity::Error,
    about: "A flat promise (\"we never share your information with anyone\") stands beside a list \
            of those it is shared with.",
    fires: "We will never share your information with third parties.\n\nWe share your information \
            with our contractors.",
    silent: "We will never share your information with third parties for marketing.\n\nWe share \
             your information with our contractors.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let claims = claims(notice, Verb::Share);
    // The promise has to end where it names those others, or nearly: what follows narrows it.
    let flat = pattern!(
        r"^,? ?(?:or \w+ |and \w+ )*(?:on )?(?:(?:any |all |your |of |the |this |that |it |personal |(?:tele)?phone |email |contact |bank )*(?:information|data|details|numbers?|address|it))? ?(?:on )?(?:with|to) (?:any ?(?:one|body)(?: else)?|any (?:other )?(?:third part(?:y|ies)|organi[sz]ations?|compan(?:y|ies)|person|people)|(?:any |other )?third part(?:y|ies)|others?|other (?:organi[sz]ations|companies|people))(?: at all| whatsoever| ever)?[.!]?$"
    );
    let subject =
        pattern!(r"\b(?:we|us|our|data|information|details|(?:phone|telephone) numbers?)\b");
    let promise = claims.iter().find(|c| {
        let only_sold = pattern!(r"\b(?:sell|sold|rent)$");
        let text = c.sentence.text;
        let alone = only_sold.is_match(&text[..text.len() - c.object.len()])
            && !pattern!(r"^,? ?(?:or|and|,)").is_match(c.object);
        c.denied
            && !alone
            && !c.hedged
            && !c.conditional
            && flat.is_match(c.object)
            && subject.is_match(c.sentence.text)
    });
    let Some(promise) = promise else { return };
    // "Nobody else", after a list of some, is broken only by others.
    let others = pattern!(r"\bother\b").is_match(promise.object);
    let third = pattern!(r"\b(?:third part|other (?:organi|compan|people)|anyone|others)");
    // A promise about the telephone number alone is broken only by the telephone number.
    let thing = pattern!(r"(?:phone number|email address|contact details|bank details)")
        .find(promise.sentence.text)
        .map(|m| m.as_str());
    let other = notice.sentences().find(|s| {
        *s != promise.sentence
            && shares(notice, s)
            && (!others || third.is_match(s.text))
            && thing.is_none_or(|thing| s.text.contains(thing))
    });
    let Some(other) = other else { return };
    report.add(
        Draft::new(
            &promise.sentence,
            80,
            Message::new("notice-sharing-contradiction").with("other", notice.name(other.block)),
            Message::new("notice-sharing-contradiction-help"),
        )
        .about(&other),
    );
}

/// Whether a sentence says that information goes to somebody else, whether people agree or not.
fn shares(notice: &Notice<'_>, sentence: &Sentence<'_>) -> bool {
    let text = sentence.text;
    let agreed = pattern!(
        r"\bconsent|\bpermission|\bagree|\bnot\b|\bnever\b|\banonym|^if\b|\bbefore we\b|\bask (?:you|us)\b"
    );
    let thing = pattern!(
        r"\b(?:data|information|details|records?|it|this|following|(?:phone|telephone) numbers?|address)\b"
    );
    if agreed.is_match(text) || !thing.is_match(text) {
        return false;
    }
    let active = pattern!(
        r"\bwe (?:may |will |also |might |sometimes |can |do |only |need to |have to |must |regularly |routinely |often |usually |then |therefore |are required to )*(?:share|disclose|pass|release|(?:provide|give|send|supply)(?: on)? (?:your|this|the|personal|some|these|it|any)\b)\b.{0,80}?\b(?:with|to)\b(.*)"
    );
    let passive = pattern!(
        r"\b(?:information|data|details|records?|it|this) (?:about you )?(?:(?:may|will|can|might|could) (?:also |sometimes |then )?be|is|are) (?:also |sometimes |routinely |regularly )?(?:shared|disclosed|passed|released|given|provided|supplied)(?: on)? (?:with|to)\b(.*)"
    );
    let given = pattern!(
        r"\b(?:will|may|can|are|is) (?:be )?(?:given|sent|provided with|supplied with) (?:your|this) (.*)"
    );
    let found = active.captures(text).or_else(|| passive.captures(text));
    let Some(found) = found.or_else(|| given.captures(text).filter(|_| !text.contains("you will")))
    else {
        return false;
    };
    let recipient = found.get(1).map_or("", |m| m.as_str());
    if recipient == ":" {
        let next = notice.next(sentence.block);
        return next.is_some_and(|b| matches!(b.kind, Kind::Item | Kind::Cell));
    }
    let within = pattern!(
        r"^ (?:you\b|us\b|(?:our |your )?(?:own )?(?:staff|colleagues|employees|account|home|address)|(?:all |our |new )*(?:tenants|residents|customers|members|applicants|leaseholders))\b"
    );
    recipient.len() > 2 && !within.is_match(recipient)
}

use words::Message;

use crate::Extent;
use crate::claims::{Verb, claims};
use crate::finding::Severity;
use crate::notice::Notice;
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
        r"^,? ?(?:or \w+ |and \w+ )*(?:(?:any |all |your |of |the |this |that |it |personal )*(?:information|data|details|it))? ?(?:on )?(?:with|to) (?:any ?(?:one|body)(?: else)?|any (?:other )?(?:third part(?:y|ies)|organi[sz]ations?|compan(?:y|ies)|person|people)|(?:any )?third part(?:y|ies)|others?|other (?:organi[sz]ations|companies|people))(?: at all| whatsoever| ever)?[.!]?$"
    );
    let subject = pattern!(r"\b(?:we|us|our|data|information|details)\b");
    let promise = claims.iter().find(|c| {
        c.denied
            && !c.hedged
            && !c.conditional
            && flat.is_match(c.object)
            && subject.is_match(c.sentence.text)
    });
    let Some(promise) = promise else { return };
    let does = pattern!(
        r"\bwe (?:may |will |also |might |sometimes |can |do |only |need to |have to )*(?:share|disclose|pass|provide|give|release|send)\b.{0,60}\b(?:with|to)\b.{3,}"
    );
    let to_you = pattern!(r"\b(?:with|to) (?:you|your|us|our (?:staff|colleagues|employees))\b");
    let agreed = pattern!(r"\bconsent|\bpermission|\bagree|\bnot\b|\bnever\b|\banonym|^if\b");
    let other = claims.iter().find(|c| {
        let text = c.sentence.text;
        !c.denied
            && c.sentence != promise.sentence
            && does
                .find(text)
                .is_some_and(|m| !to_you.is_match(m.as_str()) && !agreed.is_match(text))
            && pattern!(r"\b(?:data|information|details|it|this|following)\b").is_match(text)
    });
    let Some(other) = other else { return };
    report.add(
        Draft::new(
            &promise.sentence,
            80,
            Message::new("notice-sharing-contradiction")
                .with("other", notice.name(other.sentence.block)),
            Message::new("notice-sharing-contradiction-help"),
        )
        .about(&other.sentence),
    );
}

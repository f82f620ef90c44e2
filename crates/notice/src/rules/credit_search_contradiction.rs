use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "credit-search-contradiction",
    severity: Severity::Error,
    about: "A credit check is said to leave no trace, and elsewhere the agency is said to record \
            the search. Only one can be so, and people decide by it whether to apply.",
    fires: "The check leaves no footprint on your credit file.\n\nThe agency may record our search.",
    silent: "The check leaves no footprint that lenders can see.\n\nThe agency may share what it \
             knows with us.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let none = pattern!(
        r"\b(?:no|not|never|without)\b.{0,40}\b(?:footprint|imprint|trace|mark)\b|\b(?:not|never)\b.{0,20}\b(?:affect|leave|show|appear)\b.{0,40}\bcredit (?:file|record|rating|score|history|report)"
    );
    let recorded = pattern!(
        r"\b(?:add|adds|record|records|keep|keeps|log|logs|hold|holds|retain|store)\b.{0,30}\b(?:details of |record of |a note of )?(?:our|this|the|your|that|any) (?:credit )?(?:search|enquiry|check|application)|\b(?:search|enquiry|credit check|credit search|application)\b.{0,25}\b(?:will|may|might|can|is|are|be)\b.{0,15}\b(?:recorded|added|visible|seen|logged|registered|noted|appear|show)|\bleaves? (?:a|an) (?:\w+ )?(?:footprint|mark|record|trace|imprint)|\b(?:other )?lenders (?:will|may|can|might) see\b"
    );
    let agency = pattern!(
        r"\b(?:credit|agency|agencies|fraud prevention|experian|equifax|transunion|lenders?|footprint|search)\b"
    );
    let recorder = pattern!(
        r"\b(?:credit|agency|agencies|fraud prevention|experian|equifax|transunion|lenders?)\b"
    );
    let denied = pattern!(r"\b(?:not|never|no)\b");
    let promise = notice.sentences().find(|s| none.is_match(s.text) && agency.is_match(s.text));
    let Some(promise) = promise else { return };
    let soft = pattern!(r"\bonly (?:you|visible)|\bnot (?:be )?visible\b|\bnobody else\b");
    let other = notice.sentences().find_map(|s| {
        let found = recorded.find(s.text)?;
        let fits = recorder.is_match(s.text)
            && !denied.is_match(&s.text[..found.end()])
            && !soft.is_match(s.text)
            && s != promise;
        fits.then(|| Spot::within(&s, found.range()))
    });
    let Some(other) = other else { return };
    let range = none.find(promise.text).map_or(0..promise.text.len(), |m| m.range());
    report.add(
        Draft::new(
            Spot::within(&promise, range),
            85,
            Message::new("notice-credit-search-contradiction")
                .with("other", notice.name(other.block)),
            Message::new("notice-credit-search-contradiction-help"),
        )
        .about(other),
    );
}

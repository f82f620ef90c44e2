use words::Message;

use crate::Extent;
use crate::claims::{Verb, claims};
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "transfer-contradiction",
    severity: Severity::Error,
    about: "One place promises that information never leaves the country (or leaves it only with \
            safeguards); another sends it abroad (or to places whose law protects it less).",
    fires: "We do not transfer your information outside the UK.\n\nOur newsletter provider stores \
            your data in the United States.",
    silent: "We do not transfer your information outside the UK. If that ever changes, we will \
             transfer it only under an adequacy decision and tell you first.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let abroad = pattern!(
        r"\b(?:outside|beyond|out of|leaves?)\b.{0,25}\b(?:the )?(?:uk|united kingdom|eea|european economic area|eu|european union|country)\b|\b(?:overseas|abroad|internationally|third countr\w+|another country|other countries)\b"
    );
    let claims = claims(notice, Verb::Transfer);
    let scoped = pattern!(
        r"\b(?:cctv|recordings?|health|bank|card|payment|this (?:website|form|survey)|job|application|special|for this purpose)\b"
    );
    let safeguards = pattern!(r"\b(?:safeguards?|protections?|adequate|adequacy|contract\w*)\b");
    let stays = pattern!(
        r"\b(?:stays?|remains?|kept|held|stored|processed)\b.{0,25}\b(?:in|within|inside) the (?:uk|united kingdom)\b"
    );
    let always =
        pattern!(r"\b(?:always|only|at all times|solely|exclusively|all (?:of )?(?:your|our))\b");
    let promise = claims.iter().find(|c| {
        let kept = stays.is_match(c.sentence.text) && always.is_match(c.sentence.text);
        if kept && !abroad.is_match(c.sentence.text) && !c.denied && !c.conditional {
            return true;
        }
        let text = c.sentence.text;
        let unless_safe = text.contains("unless") && safeguards.is_match(text);
        c.denied
            && abroad.is_match(text)
            && !scoped.is_match(text)
            && (!c.hedged || unless_safe)
            && !c.conditional
    });
    let Some(promise) = promise else { return };
    let foreign = pattern!(
        r"\b(?:stor(?:e|es|ed)|hold|holds|held|hosts?|hosted|process(?:es|ed)?|located|based|sent|sends?|transfer\w*|kept|keeps?|servers?|share[sd]?|data cent\w+)\b.{0,50}\b(?:in|to|into) (?:the )?(?:usa|us|united states|america|india|canada|china|philippines|australia|south africa|countries outside)\b"
    );
    let weaker = pattern!(
        r"\b(?:may|might|do|does) not (?:\w+ )?(?:provide|have|offer|give|ensure)\b.{0,30}\b(?:same|adequate|equivalent|similar|as (?:high|strong))\b|\bless (?:strict|protect)"
    );
    let if_ever = pattern!(
        r"^(?:if|where|should|whenever|in the event)\b|\bif (?:we|this|that|it) (?:ever|need|has|have|do|does|should)\b|\bcertain circumstances if\b"
    );
    let past = pattern!(r"\b(?:no longer|until|previously|used to)\b");
    let limited = promise.denied && promise.hedged;
    let other = claims.iter().find(|c| {
        let text = c.sentence.text;
        let goes = abroad.is_match(text) || foreign.is_match(text);
        let safe = pattern!(r"\b(?:safeguards?|adequate protection|adequacy|contract\w*)\b")
            .is_match(text);
        c.sentence != promise.sentence
            && !c.denied
            && goes
            && !if_ever.is_match(text)
            && !past.is_match(text)
            && !(limited && (safe || !weaker.is_match(text)))
            && pattern!(r"\b(?:may|will|can|could|might|we|our|is|are|it|stores?|holds?|some)\b")
                .is_match(text)
            && (foreign.is_match(text)
                || !pattern!(r"\b(?:you have|right|regulations|approved|decided|countries that)\b")
                    .is_match(text))
    });
    let Some(other) = other else { return };
    report.add(
        Draft::new(
            &promise.sentence,
            if limited { 74 } else { 84 },
            Message::new("notice-transfer-contradiction")
                .with("other", notice.name(other.sentence.block)),
            Message::new("notice-transfer-contradiction-help"),
        )
        .about(&other.sentence),
    );
}

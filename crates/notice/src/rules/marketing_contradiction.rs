use words::Message;

use crate::Extent;
use crate::claims::{Verb, claims};
use crate::document::Kind;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "marketing-contradiction",
    severity: Severity::Error,
    about: "The notice promises not to give information to others for their marketing, and \
            elsewhere sends it to partners for marketing or offers. That promise is one people \
            remember.",
    fires: "We never share your information with third parties for marketing.\n\nWe may send your \
            details to our partners so that you receive their best offers.",
    silent: "We never share your information with third parties for marketing.\n\nWe may send you \
             our own offers if you have agreed.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let selling =
        pattern!(r"\b(?:marketing|advertis\w+|promotion\w*|offers|commercial purposes)\b");
    let others = pattern!(
        r"\b(?:third part\w+|other (?:compan\w+|organi[sz]ations?|businesses)|anyone|any one|outside|external|else|advertisers|marketing compan\w+|partners)\b"
    );
    let claims = claims(notice, Verb::Share);
    let promise = claims.iter().find(|c| {
        let text = c.sentence.text;
        let agreed = pattern!(r"\b(?:unless|without|except|only|if)\b").is_match(text);
        c.denied && selling.is_match(text) && others.is_match(text) && !agreed
    });
    // "We never use your information for marketing" is broken by the offers of others too.
    let flat = pattern!(
        r"\b(?:never|do not|will not) (?:ever )?use (?:your|any|this|personal|the)\b.{0,40}\bfor (?:any |direct )?(?:marketing|advertising)(?: purposes)?[.;]?$"
    );
    let promise = promise
        .map(|c| c.sentence.clone())
        .or_else(|| notice.sentences().find(|s| flat.is_match(s.text)));
    let Some(promise) = promise else { return };
    let agency = pattern!(
        r"^(?:our )?(?:\w+ )?(?:marketing|advertising) (?:agenc\w+|compan\w+|partners?)\b"
    );
    let agreed = pattern!(
        r"\b(?:consent\w*|agree\w*|opt(?:ed)?[- ]in|permission|ask(?:ed)? us to|unless|never|not|if you)\b"
    );
    let offers = pattern!(
        r"\b(?:our|selected|trusted|carefully chosen|third[- ]party) (?:\w+ )?partners?\b.{0,60}\b(?:offers?|marketing|products|promotion\w*|contact you)|\boffers from (?:us and )?(?:our |selected |other )*(?:\w+ ){0,2}(?:partners?|compan\w+|organi[sz]ations?)"
    );
    let ours = pattern!(r"\b(?:on our behalf|our own|mailing house|our agents|for us)\b");
    let other = notice.sentences().find(|s| {
        let text = s.text;
        if *s == promise || agreed.is_match(text) || ours.is_match(text) {
            return false;
        }
        let shares = claims.iter().any(|c| c.sentence == *s && !c.denied);
        let towards = pattern!(r"\b(?:share|send|pass|disclose|provide|give|sell|supply)\b.{0,80}\b(?:to|with)\b.{0,40}\b(?:third part\w+|partners|other (?:compan\w+|organi[sz]ations|businesses)|advertisers)\b.{0,140}\b(?:marketing|advertising|promotion\w*|offers)\b");
        let listed = notice.blocks[s.block].kind != Kind::Paragraph && agency.is_match(text);
        listed || shares && (towards.is_match(text) || offers.is_match(text)) || offers.is_match(text)
    });
    let Some(other) = other else { return };
    report.add(
        Draft::new(
            &promise,
            82,
            Message::new("notice-marketing-contradiction").with("other", notice.name(other.block)),
            Message::new("notice-marketing-contradiction-help"),
        )
        .about(&other),
    );
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "special-category-consent-contradiction",
    severity: Severity::Error,
    about: "One place says that special category information is only held with consent; another \
            names conditions that need none. A person who says no, and finds it held all the same, \
            was misled.",
    fires: "We only ask for special category information where needed and we will ask for your \
            consent.\n\nWe use special category information to protect your vital interests.",
    silent: "Where no other condition applies, we ask for your consent to hold special category \
             information.\n\nWe use special category information to protect your vital interests.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let special = pattern!(
        r"\b(?:special|sensitive) (?:\w+ ){0,2}(?:categor\w+|data|information)\b|\bsensitive personal\b"
    );
    let promise = pattern!(
        r"\bwe (?:will |shall )?(?:always )?(?:ask for|seek|obtain|get|need|require) your (?:explicit |express )?consent\b|\b(?:only|never)\b.{0,80}\b(?:with|without) (?:your |the |their )?(?:explicit |express )?consent\b|\b(?:always|only) (?:be )?(?:collected|held|used|processed|shared) with your\b.{0,12}\bconsent\b"
    );
    let open = pattern!(
        r"\b(?:unless|except|or (?:where|if|when)|in some cases|normally|usually|sometimes|may|might|if we (?:need|rely)|where (?:we rely|required|appropriate|no other|this is|possible|we need your)|if no other|one of|other than|marketing)\b"
    );
    let found = notice.sentences().find_map(|s| {
        let range = promise.find(s.text)?.range();
        (special.is_match(s.text) && !open.is_match(s.text)).then(|| (range, s.clone()))
    });
    let Some((range, sentence)) = found else { return };
    let condition = pattern!(
        r"\b(?:vital interests?|substantial public interest|legal claims|employment law|social (?:security|protection) law|legal obligation|health or social care)\b"
    );
    let this_kind = pattern!(
        r"\b(?:this|these) (?:kinds?|types?|sorts?) of\b|\bspecial\b|\bsensitive\b|\barticle 9\b"
    );
    // The condition stands in the same sentence, or in a list that such a sentence announces.
    let other = notice.body().find_map(|(i, block)| {
        if block.is_heading() || !this_kind.is_match(block.low()) {
            return None;
        }
        let here = notice
            .sentences_of(i)
            .find(|s| *s != sentence && this_kind.is_match(s.text) && condition.is_match(s.text));
        if let Some(here) = here {
            return Some(Spot::from(&here));
        }
        let announces = block.low().ends_with(':');
        let mut items = notice.list_after(i).filter(|_| announces);
        items.find(|k| condition.is_match(notice.blocks[*k].low())).map(|k| notice.spot(k))
    });
    let Some(other) = other else { return };
    report.add(
        Draft::new(
            Spot::within(&sentence, range),
            75,
            Message::new("notice-special-category-consent-contradiction")
                .with("other", notice.name(other.block)),
            Message::new("notice-special-category-consent-contradiction-help"),
        )
        .about(other),
    );
}

use words::Message;

use crate::Extent;
use crate::document::Kind;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "special-category-unconditioned",
    severity: Severity::Warning,
    about: "Information about health, ethnicity, religion or sexual orientation needs a condition \
            of Article 9 besides its lawful basis, and the notice names none, in no words: neither \
            explicit consent nor vital interests, legal claims, substantial public interest or the \
            law of equality and social protection. A notice that sends the reader to a main notice \
            is left alone.",
    fires: "We collect your name, your ethnic origin and details of your health.",
    silent: "We collect your name and details of your health. We use those with your explicit \
             consent.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let condition = pattern!(
        r"\barticles? 9\b|\bart\.? 9\b|\b9\(2\)|\bschedule 1\b|\bsubstantial public interest\b|\bexplicit(?:ly)? (?:\w+ )?consent|\bvital interests?\b|\b(?:save|protect) (?:\w+ )?(?:life|lives)\b|\blegal claims?\b|\bsocial (?:protection|security|care)\b.{0,30}\blaw\b|\breasonable adjustments?\b|\bequality act\b|\bequality (?:law|duty|duties|legislation)\b|\bsafeguarding (?:law|condition|of children)\b|\bspecial categor\w+\b.{0,160}\b(?:condition|consent|because|allows?|permits?|public interest|lawful|legal)\b"
    );
    if !notice.whole || notice.layer || notice.says(condition) {
        return;
    }
    let kinds = pattern!(
        r"\b(?:your|their|the) (?:physical |mental )?health\b|\bhealth (?:information|data|conditions?|needs|problems|details)\b|\bmedical (?:information|conditions?|needs|history|details)\b|\b(?:illness|disabilit)\w*|\bethnic(?:ity| origin| background| group)?\b|\bracial\b|\breligio(?:n|us)\b|\bsexual(?:ity| orientation| life)\b"
    );
    let collects = pattern!(
        r"\bwe (?:\w+ )?(?:collect|hold|process|record|use|store|keep|gather|ask|have)\b|\b(?:it|this|information|data|which|that) (?:may |can |also )*(?:includes?|contains?|covers?)\b"
    );
    // What people choose to tell is near enough to consent to be left alone.
    let denied = pattern!(
        r"\b(?:not|never|no)\b|\b(?:if|where|when|what|anything) you (?:\w+ )?(?:to )?(?:tell|told|give|share|agree|choose|wish|want)|\bwith your (?:consent|agreement|permission)\b|\bvoluntar"
    );
    let heading = pattern!(r"\b(?:collect|hold|gather|information|data|categor)");
    let found = notice.sentences().find_map(|s| {
        let found = kinds.find(s.text)?;
        if denied.is_match(s.text) {
            return None;
        }
        let block = &notice.blocks[s.block];
        let item = matches!(block.kind, Kind::Item | Kind::Cell);
        let listed = item
            && notice.heading_of(s.block).is_some_and(|h| heading.is_match(notice.blocks[h].low()));
        (listed || !item && collects.is_match(s.text)).then(|| Spot::within(&s, found.range()))
    });
    if let Some(spot) = found {
        report.add(Draft::new(
            spot,
            70,
            Message::new("notice-special-category-unconditioned"),
            Message::new("notice-special-category-unconditioned-help"),
        ));
    }
}

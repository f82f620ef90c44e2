use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "lawful-basis-not-a-basis",
    severity: Severity::Error,
    about: "A list of lawful bases holds things that are none: record keeping, surveys, better \
            service. Those are purposes. The bases are the ones of Article 6: consent, contract, \
            legal obligation, vital interests, public task, legitimate interests, and since 5 \
            February 2026 the recognised legitimate interests of Annex 1.",
    fires: "Our lawful bases are:\n\n- your consent\n- our contract with you\n- internal record \
            keeping",
    silent: "Our lawful bases are:\n\n- your consent\n- our contract with you\n- our legitimate \
             interests, such as internal record keeping",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for list in lists(notice) {
        let bases = list.items.iter().filter(|(_, basis)| basis.is_some()).count();
        let others: Vec<usize> = list
            .items
            .iter()
            .filter(|(i, basis)| basis.is_none() && notice.blocks[*i].words() <= 9)
            .map(|(i, _)| *i)
            .collect();
        let Some(first) = others.first().filter(|_| bases >= 2 && list.named) else { continue };
        let wrong = others.iter().map(|i| notice.quote(&notice.spot(*i))).collect::<Vec<_>>();
        let mut draft = Draft::new(
            notice.spot(*first),
            82,
            Message::new("notice-lawful-basis-not-a-basis")
                .with("count", wrong.len())
                .with("items", wrong),
            Message::new("notice-lawful-basis-not-a-basis-help"),
        );
        draft = draft.about(notice.spot(list.lead));
        report.add(draft);
    }
}

/// A lawful basis of Article 6, or a condition of Article 9 or 10, by family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    Consent,
    Contract,
    LegalObligation,
    LegitimateInterests,
    PublicTask,
    SpecialCondition,
    VitalInterests,
}

impl Basis {
    pub(super) fn name(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::Contract => "contract",
            Basis::LegalObligation => "legal obligation",
            Basis::LegitimateInterests => "legitimate interests",
            Basis::PublicTask => "public task",
            Basis::SpecialCondition => "a special category condition",
            Basis::VitalInterests => "vital interests",
        }
    }

    /// The basis a list item names, in the many words notices have for it.
    fn of(item: &str) -> Option<Basis> {
        let families = [
            (
                Basis::SpecialCondition,
                pattern!(
                    r"\barticle (?:9|10)\b|\b(?:9|10)\(2\)|\bsubstantial public interest|\bmanifestly|\blegal claims|\bestablishment, exercise|\bpreventive|\bemployment|\bsocial (?:security|protection|care)|\barchiving|\bresearch purposes|\bpublic health|\bequality|\bsafeguarding|\binsurance\b|\b(?:prevent|detect)\w* (?:of |or |and )?(?:detect\w* of )?(?:crime|unlawful|fraud)"
                ),
            ),
            (Basis::Consent, pattern!(r"\bconsent|\bpermission|\bagreed\b|\bagree to\b")),
            (
                Basis::VitalInterests,
                pattern!(r"\bvital|\blife\b|\bemergenc|\blives\b|\bprotect (?:you|some)"),
            ),
            (
                Basis::LegitimateInterests,
                pattern!(
                    r"\blegitimate\b|\b(?:our|someone else's|your) interests?\b|\bfair to use\b|\bbalanc"
                ),
            ),
            (
                Basis::Contract,
                pattern!(r"\bcontract|\btenancy\b|\blease\b|\blicen[cs]e\b|\bagreement\b"),
            ),
            (
                Basis::PublicTask,
                pattern!(
                    r"\bpublic (?:task|interest|function|duty|authority)|\bofficial authority|\bstatutory function"
                ),
            ),
            (
                Basis::LegalObligation,
                pattern!(
                    r"\blegal\b|\blaw\b|\blaws\b|\bstatut|\bregulat|\bobligation|\bgoverning bod|\bduty\b|\bduties\b|\brequired\b|\bcourt\b"
                ),
            ),
        ];
        let coded = pattern!(r"\barticle 6|\b6\(1\)|\bnecessary\b");
        families
            .into_iter()
            .find(|(_, pattern)| pattern.is_match(item))
            .map(|(basis, _)| basis)
            .or_else(|| coded.is_match(item).then_some(Basis::LegalObligation))
    }
}

/// A list that claims to be of lawful bases.
pub(super) struct Bases {
    pub(super) lead: usize,
    /// Whether it says in as many words that they are lawful bases.
    pub(super) named: bool,
    /// Whether it speaks of all use, not of one purpose.
    pub(super) general: bool,
    pub(super) items: Vec<(usize, Option<Basis>)>,
}

pub(super) fn lists(notice: &Notice<'_>) -> Vec<Bases> {
    let named = pattern!(
        r"\b(?:lawful|legal) (?:bas[ei]s|grounds?|reasons?)\b'?.{0,80}\b(?:are|is|includes?|following|on|under|for|we use|rely)\b|\b(?:following|one or more of these|these) (?:lawful|legal) (?:bas[ei]s|grounds?|reasons?)"
    );
    let plain = pattern!(
        r"\bwe (?:will )?only (?:use|process|collect|hold)\b.{0,80}\b(?:where|when|if)\b|\bthis will be where|\bpermitted by (?:the )?law"
    );
    let special = pattern!(r"\b(?:special|sensitive|criminal|this (?:kind|type))\b");
    let purpose = pattern!(
        r"^(?:for|to|when|where|if)\b|\bfor (?:this|these|repairs|marketing|cctv|your application|the purpose)\b|\bto (?:manage|process|deal|provide|send|do this|collect (?:rent|your rent))\b|\bshar(?:e|ing)\b"
    );
    let mut lists = Vec::new();
    for (i, block) in notice.body() {
        if !block.low().ends_with(':') || block.is_heading() {
            continue;
        }
        let low = block.low();
        let is_named = named.is_match(low);
        if !is_named && !plain.is_match(low) || special.is_match(low) {
            continue;
        }
        let items: Vec<_> =
            notice.list_after(i).map(|k| (k, Basis::of(notice.blocks[k].low()))).collect();
        if items.len() >= 2 {
            lists.push(Bases { lead: i, named: is_named, general: !purpose.is_match(low), items });
        }
    }
    lists
}

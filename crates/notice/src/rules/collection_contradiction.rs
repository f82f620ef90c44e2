use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

use crate::claims::is_hedged;
use crate::document::Kind;

pub(super) const RULE: Rule = Rule {
    code: "collection-contradiction",
    severity: Severity::Error,
    about: "One place says that a kind of information is never collected; another says that it is \
            collected or used.",
    fires: "We do not collect information about trade union membership.\n\nWe collect your name, \
            your health needs and your trade union membership.",
    silent: "We do not collect information about trade union membership.\n\nWe collect your name \
             and your health needs. The law also protects trade union membership.",
    extent: Extent::Part,
    run,
};

/// What is said: the place, how sure it is, the words.
type What<'n> = (Spot, u8, &'n str);

/// Kinds of information that notices name, and the words they do it by.
fn kinds() -> [(&'static str, &'static Pattern); 14] {
    [
        ("trade union membership", pattern!(r"\btrade union")),
        ("genetic data", pattern!(r"\bgenetics?\b")),
        ("biometric data", pattern!(r"\bbiometrics?\b|\bfingerprints?\b")),
        ("political opinions", pattern!(r"\bpolitical (?:opinions?|views?|beliefs?)")),
        ("religious beliefs", pattern!(r"\breligio(?:n|us)\b")),
        ("health information", pattern!(r"\b(?:health|medical)\b")),
        ("ethnic origin", pattern!(r"\b(?:ethnic|racial|race)\b")),
        ("sexual orientation", pattern!(r"\bsexual (?:orientation|life)|\bsex life\b")),
        (
            "criminal convictions",
            pattern!(r"\bcriminal (?:convictions?|offences?|records?)|\bconvictions\b"),
        ),
        ("bank details", pattern!(r"\bbank (?:account |card )?details\b")),
        ("card details", pattern!(r"\b(?:credit|debit|payment) card")),
        ("National Insurance numbers", pattern!(r"\bnational insurance\b")),
        ("location data", pattern!(r"\blocation data\b|\bgps\b|\bgeolocation\b")),
        ("photographs", pattern!(r"\bphotographs?\b|\bphotos\b")),
    ]
}

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let denied = said(notice, true);
    if denied.is_empty() {
        return;
    }
    let used = said(notice, false);
    whole_class(notice, report, &denied, &used);
    for (name, kind) in kinds() {
        let never = denied.iter().find(|(_, _, text)| is_flat(kind, text));
        let does = used.iter().find(|(_, _, text)| kind.is_match(text));
        if let (Some((never, _, _)), Some((does, percent, _))) = (never, does) {
            report.add(
                Draft::new(
                    never.clone(),
                    *percent,
                    Message::new("notice-collection-contradiction")
                        .with("kind", name)
                        .with("other", notice.name(does.block)),
                    Message::new("notice-collection-contradiction-help").with("kind", name),
                )
                .about(does.clone()),
            );
        }
    }
}

/// "We do not collect any special category data", and health a few lines further up.
fn whole_class(
    notice: &Notice<'_>,
    report: &mut Report<'_, '_>,
    denied: &[What<'_>],
    used: &[What<'_>],
) {
    let class = pattern!(
        r"^ (?:any |your )*(?:special categor(?:y|ies)(?: of)?(?: personal)?|sensitive(?: personal)?)(?: data| information)?(?: about you)?(?: at all)?[.!]?$"
    );
    let never = denied.iter().find(|(_, _, text)| class.is_match(text));
    let Some((never, percent, _)) = never else { return };
    let special = kinds().into_iter().take(SPECIAL);
    let mut does = special.filter_map(|(name, kind)| {
        let (spot, _, _) = used.iter().find(|(_, _, text)| kind.is_match(text))?;
        Some((name, spot))
    });
    // Health and safety is no health information.
    let safety = pattern!(r"\bhealth and safety\b|\bmental health team\b");
    let does = does.find(|(_, spot)| !safety.is_match(notice.blocks[spot.block].low()));
    if let Some((name, does)) = does {
        report.add(
            Draft::new(
                never.clone(),
                *percent,
                Message::new("notice-collection-contradiction")
                    .with("kind", name)
                    .with("other", notice.name(does.block)),
                Message::new("notice-collection-contradiction-help").with("kind", name),
            )
            .about(does.clone()),
        );
    }
}

/// So many of the kinds, from the first, are special categories.
const SPECIAL: usize = 8;

/// Whether a denial ends with the kinds it names: "to refuse you a home", "when you pay online"
/// and "more than we need" leave room for other uses.
fn is_flat(kind: &Pattern, denied: &str) -> bool {
    let narrowed = pattern!(
        r"\b(?:to|when|while|if|where|wherever|on|in|inside|for|than|that|which|beyond|during|as part of|from)\b"
    );
    kind.find(denied).is_some_and(|m| !narrowed.is_match(&denied[m.end()..]))
        && !pattern!(r"^ (?:more|excessive|unnecessary|detailed)\b").is_match(denied)
}

/// What is said never, or said indeed, to be collected: the place, how sure, the words.
fn said<'n>(notice: &'n Notice<'_>, never: bool) -> Vec<What<'n>> {
    let denial = pattern!(
        r"\b(?:do not|never|will not|does not) (?:ever )?(?:collect|hold|process|ask (?:you )?for|record|use|store|keep|request|need)\b|\b(?:collect|hold|process|record|keep|store) no (?:information|data|details|records?)\b"
    );
    let claim = pattern!(
        r"\bwe (?:may |will |also |might |sometimes |need to |can |do |only |then )*(?:collect|hold|process|record|use|store|keep|ask (?:you )?for|gather)\b"
    );
    let this_kind = pattern!(
        r"\bwe (?:may |will |also |only |can )*(?:collect|use|process|hold) (?:this|these) (?:kinds?|types?|sorts?|categories)?"
    );
    let wide =
        pattern!(r"\b(?:we|for) (?:only )?(?:occupants?|visitors|this purpose|under|website)\b");
    let mut out = Vec::new();
    for sentence in notice.sentences() {
        let text = sentence.text;
        let denies = denial.is_match(text);
        if never {
            if !denies || is_hedged(text) || about_others(text) || wide.is_match(text) {
                continue;
            }
            if text.ends_with(':') {
                for i in list(notice, sentence.block) {
                    out.push((notice.spot(i), 80, notice.blocks[i].low()));
                }
            } else if let Some(found) = denial.find(text) {
                let clause = &text[found.end()..];
                let end = clause
                    .find([';', ':'])
                    .or_else(|| clause.find(", but"))
                    .unwrap_or(clause.len());
                out.push((Spot::from(&sentence), 80, &clause[..end]));
            }
            continue;
        }
        if denies {
            continue;
        }
        if text.ends_with(':') && claim.is_match(text) {
            for i in list(notice, sentence.block) {
                out.push((notice.spot(i), 80, notice.blocks[i].low()));
            }
        } else if let Some(found) = claim.find(text) {
            out.push((Spot::from(&sentence), 80, &text[found.end()..]));
        } else if text.starts_with("this includes")
            && notice.sentences_of(sentence.block).any(|s| this_kind.is_match(s.text))
        {
            out.push((Spot::from(&sentence), 65, text));
        }
    }
    out
}

fn list(notice: &Notice<'_>, block: usize) -> std::ops::Range<usize> {
    let items = notice.list_after(block);
    // The two lists of a sentence that ends in a colon and is an item itself are told apart.
    if notice.blocks[block].kind == Kind::Item && notice.blocks[block].number.is_none() {
        return block + 1..block + 1;
    }
    items
}

/// A denial about somebody or something else: children, visitors, card details on the phone.
fn about_others(text: &str) -> bool {
    pattern!(
        r"\b(?:children|under (?:the age of )?1[0-9]|visitors?|occupants?|supporters|for (?:this|that|these|any other) purposes?|through (?:this|the|our) (?:website|site|form)|on (?:this|the|our) (?:website|site|form)|to (?:make|decide|discriminate)|anonymous|in order to|any other|by (?:e-?mail|(?:tele)?phone|text)|over the (?:tele)?phone)\b"
    )
    .is_match(text)
}

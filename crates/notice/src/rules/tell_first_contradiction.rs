use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "tell-first-contradiction",
    severity: Severity::Error,
    about: "The notice promises to tell people before their information is shared, and elsewhere \
            says that it may be shared without telling them. The police, the benefit office and \
            safeguarding teams are often told in silence, and lawfully; the promise has to leave \
            room for that.",
    fires: "We will tell you before your information is shared.\n\nWe may share your information \
            with the police without telling you.",
    silent: "We will tell you before your information is shared, unless that would harm an \
             investigation.\n\nWe may share your information with the police without telling you.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let promise = pattern!(
        r"\b(?:tell|inform|notify|contact|ask|let)\b (?:you|people|tenants|residents|customers|for your (?:consent|permission|agreement))\b.{0,40}\b(?:before (?:we |the |your |any |it |this )*(?:share|shar|pass|disclos|giv|information|data|details|is shared)|(?:if|when|whenever) we (?:are going|intend|plan|want|need|propose|have) to (?:share|pass|disclose|give))"
    );
    let open = pattern!(
        r"\b(?:unless|except|where possible|where we can|normally|usually|may|might|wherever|if we can|where (?:the law|we are able|appropriate|practical)|try|aim)\b"
    );
    let silent = pattern!(
        r"\b(?:share|shared|sharing|disclose|disclosed|pass|passed|release|provide)\b.{0,120}\bwithout (?:first |ever |either )?(?:telling|informing|notifying|letting you|contacting|asking or telling|your knowledge|you knowing|your (?:knowledge or )?(?:consent|permission)|asking)"
    );
    let never = pattern!(r"\b(?:never|not)\b");
    let promises: Vec<_> = notice
        .sentences()
        .filter(|s| !open.is_match(s.text))
        .filter_map(|s| promise.find(s.text).map(|m| (m.range(), s)))
        .take(MAX_PROMISES)
        .collect();
    if promises.is_empty() {
        return;
    }
    let broken: Vec<_> = notice
        .sentences()
        .filter_map(|s| silent.find(s.text).map(|m| (m.range(), s)))
        .filter(|(range, s)| !never.is_match(&s.text[..range.start]))
        .take(MAX_PROMISES + 1)
        .collect();
    for (range, sentence) in promises {
        let Some((at, other)) = broken.iter().find(|(_, s)| *s != sentence) else { continue };
        let lacking = &other.text[at.start..];
        let consent = pattern!(
            r"\bwithout (?:your )?(?:consent|permission|asking|agreement)\b|\bor (?:consent|permission)\b"
        );
        let telling = pattern!(
            r"\bwithout (?:\w+ )?(?:telling|informing|notifying|letting|contacting|your knowledge|you knowing)"
        );
        let asks = pattern!(r"^ask\b").is_match(&sentence.text[range.clone()]);
        // Sharing without consent may still be told, and the other way round.
        let meets = if asks { consent.is_match(lacking) } else { telling.is_match(lacking) };
        // A promise about one recipient says nothing of the police.
        let narrow = pattern!(
            r"\b(?:debt|press|media|newspapers?|journalists?|credit|support (?:agency|agencies|provider|worker)s?|landlords?|utility|energy|employers?|survey|research\w*|charit\w+)\b"
        );
        let percent = match (meets, narrow.is_match(&sentence.text[range.start..])) {
            (_, true) => 50,
            (false, false) => 60,
            (true, false) => 80,
        };
        let spot = Spot::within(other, at.clone());
        report.add(
            Draft::new(
                Spot::within(&sentence, range),
                percent,
                Message::new("notice-tell-first-contradiction")
                    .with("other", notice.name(spot.block)),
                Message::new("notice-tell-first-contradiction-help"),
            )
            .about(spot),
        );
    }
}

/// So many promises of the kind are compared with what breaks them.
const MAX_PROMISES: usize = 6;

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

use crate::claims::is_hedged;

pub(super) const RULE: Rule = Rule {
    code: "practice-contradiction",
    severity: Severity::Error,
    about: "The notice says in one place that something is never done (calls recorded, cookies set, \
            information sold, automated decisions made, cameras used) and in another that it is.",
    fires: "We do not record telephone calls.\n\nWe record calls for training and quality.",
    silent: "We do not record telephone calls.\n\nWe record repairs that you report.",
    extent: Extent::Part,
    run,
};

/// A practice: its name, how it is denied, how it is claimed.
struct Practice {
    name: &'static str,
    never: &'static Pattern,
    does: &'static Pattern,
}

fn practices() -> [Practice; 7] {
    [
        Practice {
            name: "automated decisions",
            never: pattern!(
                r"\bwe (?:do not|never|will not) (?:currently )?(?:use|make|take|carry out|undertake)\b.{0,30}\bautomated\b.{0,30}\bdecision|\bno (?:automated|decisions?\b.{0,30}\bautomated)|\b(?:do not|never) use\b.{0,40}\bto make automated decisions|\bmakes? no\b.{0,20}\bautomat\w+\b.{0,15}\bdecision"
            ),
            does: pattern!(
                r"\bwe (?:may |will |also |sometimes |might |can )*(?:use|make|take|carry out|rely on)\b.{0,60}\bautomat\w+\b.{0,40}\bdecisions?\b|\bdecisions?\b.{0,40}\b(?:made|taken|reached) (?:automatically|by (?:a |our )?(?:computer|system|algorithm)|without (?:any )?human)|\b(?:computer|system|software|algorithm)s? (?:automatically )?(?:decides?|determines?)\b.{0,30}\b(?:you|your|whether|who|applications?|eligib\w+)\b|\b(?:applications?|applicants?|requests?|bids?|cases)\b.{0,60}\b(?:are|is|will be|may be) (?:then )?(?:(?:declined|refused|rejected|accepted|approved|scored|ranked|banded) (?:automatically|by (?:a |an |our )?(?:automated|computer|system|software|algorithm))|automatically (?:declined|refused|rejected|accepted|approved|scored|ranked|banded))"
            ),
        },
        Practice {
            name: "call recording",
            never: pattern!(
                r"\b(?:do not|never|will not) (?:record|monitor|tape)\b.{0,30}\b(?:calls?|conversations?)\b|\bcalls?\b.{0,30}\b(?:not|never) (?:be )?(?:recorded|monitored)"
            ),
            does: pattern!(
                r"\bwe (?:may |will |also |sometimes |do )*(?:record|monitor)\b.{0,30}\bcalls?\b|\b(?:calls?|conversations?)\b.{0,30}\b(?:are|may be|is|will be|might be) (?:\w+ )?recorded|\brecordings? of (?:your |our |telephone )?calls?\b"
            ),
        },
        Practice {
            name: "CCTV",
            never: pattern!(
                r"\b(?:do not|never) (?:use|operate|have|install)\b.{0,20}\bcctv\b|\bno cctv\b"
            ),
            does: pattern!(
                r"\bwe (?:may |also |do )*(?:use|operate|have)\b.{0,20}\bcctv\b|\bour cctv\b|\bcctv (?:is|cameras are) (?:used|in operation|operated)"
            ),
        },
        Practice {
            name: "cookies",
            never: pattern!(
                r"\b(?:do not|does not|never|will not) (?:use|set|place)\b.{0,15}\bcookies\b|\bno cookies\b"
            ),
            does: pattern!(
                r"\b(?:we|website|site) (?:may |will |also |do |does )*(?:use|uses|set|sets|place|places)\b.{0,15}\bcookies\b"
            ),
        },
        Practice {
            name: "credit checks",
            never: pattern!(
                r"\b(?:do not|never|will not) (?:carry out|run|do|make|undertake|perform)\b.{0,12}\bcredit (?:checks?|search(?:es)?)\b"
            ),
            does: pattern!(
                r"\bwe (?:may |will |also |sometimes |always )*(?:carry out|run|do|make|undertake|perform)\b.{0,12}\bcredit (?:checks?|search(?:es)?)\b"
            ),
        },
        Practice {
            name: "profiling",
            never: pattern!(
                r"\b(?:do not|never|will not) (?:use|carry out|undertake|do|create)\b.{0,15}\bprofil(?:ing|es?)\b|\bno profiling\b"
            ),
            does: pattern!(
                r"\bwe (?:may |might |will |also |sometimes )*(?:use|carry out|undertake|create|build)\b.{0,40}\bprofil(?:ing|es?)\b"
            ),
        },
        Practice {
            name: "selling information",
            never: pattern!(r"\b(?:do not|never|will not|not)\b.{0,25}\b(?:sell|sold|rent)\b"),
            does: pattern!(
                r"\bwe (?:may |will |also |sometimes )+(?:share(?:,| or) )?(?:sell|rent)\b.{0,40}\b(?:information|data|details|lists?)\b|\b(?:information|data|details|lists?) (?:may|will|can) be sold\b"
            ),
        },
    ]
}

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let denial = pattern!(r"\b(?:not|never|no)\b");
    let solely =
        pattern!(r"\bsolely|\bonly\b|\bfully\b|\bpurely\b|\bwithout (?:any )?human|\bsignificant");
    for practice in practices() {
        let never = notice
            .sentences()
            .find_map(|s| practice.never.find(s.text).map(|m| (m.range(), s.clone())));
        let Some((range, never)) = never else { continue };
        let narrow = practice.name == "automated decisions" && solely.is_match(never.text);
        if narrow || is_hedged(never.text) || is_scoped(never.text, range.end) {
            continue;
        }
        let does = notice.sentences().find_map(|s| {
            let found = practice.does.find(s.text)?;
            let near = &s.text[found.start().saturating_sub(40)..found.end()];
            let if_ever = pattern!(r"^(?:if|where|should|when)\b").is_match(s.text);
            (s != never && !denial.is_match(near) && !if_ever)
                .then(|| Spot::within(&s, found.range()))
        });
        let Some(does) = does else { continue };
        report.add(
            Draft::new(
                Spot::within(&never, range),
                80,
                Message::new("notice-practice-contradiction")
                    .with("practice", practice.name)
                    .with("other", notice.name(does.block)),
                Message::new("notice-practice-contradiction-help"),
            )
            .about(does),
        );
    }
}

/// Said of a part: one line, one site, one group of people, one kind of the thing.
fn is_scoped(text: &str, end: usize) -> bool {
    let narrowed = pattern!(
        r"^,? ?(?:(?:inside|within|in|at|near|outside|during) |(?:that|which|who|when|where|while|if|from|to|for|with|between) )"
    );
    if narrowed.is_match(&text[end..]) {
        return true;
    }
    pattern!(
        r"\b(?:advertising|tracking|third[- ]party|non-essential|card details|payment|inside your|in your home|communal|on this (?:site|website|page|form)|out of hours|children|for marketing|for this|for these|about you based)\b"
    )
    .is_match(text)
}

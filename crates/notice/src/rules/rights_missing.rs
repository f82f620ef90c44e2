use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "rights-missing",
    severity: Severity::Warning,
    about: "A notice names the rights that people have: to see their information, to have it \
            corrected, erased or restricted, to object and, where consent or a contract is the \
            basis, to take it elsewhere (Articles 13(2)(b) and 14(2)(c)).",
    fires: "You have the right to see your information and to have it corrected.",
    silent: "You have the right to see your information, to have it corrected or erased, to \
             restrict or object to its use, and to take it elsewhere (portability).",
    extent: Extent::Whole,
    run,
};

fn rights() -> [(&'static str, &'static Pattern); 6] {
    [
        (
            "to see the information",
            pattern!(
                r"\bsubject access|\baccess request|\b(?:right|rights) (?:of|to) (?:\w+ )?access|\b(?:access|see|view|copy of|copies of|find out|ask (?:us )?for|request|request access to|obtain)\b[^.\n]{0,60}\b(?:information|data|records?|details|held|hold)\b"
            ),
        ),
        (
            "to have it corrected",
            pattern!(
                r"\brectif|\b(?:correct|corrected|correction|corrections|amend|amended|put right|put (?:\w+ ){1,3}right|mistakes|updated?|inaccura\w+)\b"
            ),
        ),
        (
            "to have it erased",
            pattern!(
                r"\beras(?:e|ed|ure|ing)\b|\bforgotten\b|\b(?:delete|deleted|deletion|removed?|destroy)\b"
            ),
        ),
        (
            "to restrict its use",
            pattern!(
                r"\brestrict(?:ion|ions|ing|ed|s)?\b|\b(?:limit|limited|limiting|limits|pause|suspend|block)\b[^.\n]{0,50}\b(?:use|using|process|processing|what we|how we|it)\b|\bstop (?:us )?(?:using|processing)|\bright to stop"
            ),
        ),
        (
            "to object",
            pattern!(
                r"\bobject(?:ion|ions|ing)?\b|\bstop (?:us )?(?:using|processing)|\bask (?:us )?to stop|\bsay no\b"
            ),
        ),
        (
            "to take it elsewhere (portability)",
            pattern!(
                r"\bportab|\bmachine[- ]readable|\b(?:move|port|transfer) (?:your (?:data|information|details)|it)\b|\b(?:transfer|transferred|move|moved|transmit|take|pass|passed|provided?|given|send|sent)\b[^.\n]{0,70}\b(?:another|someone else|elsewhere|other organi[sz]ation|third party|new (?:provider|landlord))|\bcommonly used\b|\breuse\b"
            ),
        ),
    ]
}

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if !notice.whole || notice.layer {
        return;
    }
    let missing: Vec<String> = rights()
        .into_iter()
        .filter(|(_, told)| !notice.says(told))
        .map(|(name, _)| name.to_owned())
        .collect();
    let needs_portability =
        notice.says(pattern!(r"\b(?:your consent|contract|tenancy agreement)\b"));
    let only_portability = missing.len() == 1 && missing[0].contains("portability");
    if missing.is_empty() || only_portability && !needs_portability {
        return;
    }
    // A link to a page about the rights does for many what the list would.
    let elsewhere = pattern!(r"\b(?:your|these|individual|data protection) (?:\w+ ){0,2}rights\b");
    let linked = notice.blocks.iter().any(|b| b.link && b.is_body() && elsewhere.is_match(b.low()));
    let percent = match (only_portability, linked) {
        (_, true) if missing.len() >= 3 => 55,
        (true, _) => 66,
        _ => 82,
    };
    let (_, access) = rights()[0];
    let heading = notice.heading(pattern!(r"\byour (?:\w+ )?rights?\b|\brights\b"));
    let told = || {
        let you = pattern!(r"\byou (?:can|may|have|are)\b");
        notice.sentences().find(|s| you.is_match(s.text) && access.is_match(s.text))
    };
    let place = heading
        .map(|i| notice.spot(i))
        .or_else(|| told().map(|s| Spot::from(&s)))
        .or_else(|| notice.top().map(|i| notice.spot(i)));
    let Some(place) = place else { return };
    report.add(Draft::new(
        place,
        percent,
        Message::new("notice-rights-missing").with("missing", missing),
        Message::new("notice-rights-missing-help"),
    ));
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "complaint-to-regulator-missing",
    severity: Severity::Warning,
    about: "A notice tells the reader that they may complain to the data protection regulator, the \
            Information Commissioner (Articles 13(2)(d) and 14(2)(e)).",
    fires: "If you are unhappy with us, tell our data protection officer.",
    silent: "If you are unhappy with us, tell our data protection officer. You can also complain to \
             the Information Commissioner's Office.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let named =
        pattern!(r"\binformation commission|\bico\b|\bico\.org\.uk|\bsupervisory authority");
    if !notice.whole || notice.layer {
        return;
    }
    // To be registered with the regulator is something else.
    let registered = pattern!(r"\bregist(?:ered|ration|er)\b|\bfee\b|\bz[a-z]?\d{6}");
    let complain = pattern!(r"\bcomplain|\bconcern");
    let told = notice.blocks.iter().any(|block| {
        block.sentences.iter().any(|range| {
            let text = &block.low()[range.clone()];
            named.is_match(text) && (complain.is_match(text) || !registered.is_match(text))
        })
    });
    if told {
        return;
    }
    let place = notice
        .heading(pattern!(r"\bcomplain|\bconcerns?\b"))
        .or_else(|| notice.heading(pattern!(r"\byour (?:\w+ )?rights?\b|\brights\b")))
        .or_else(|| notice.top());
    let Some(place) = place else { return };
    report.add(Draft::new(
        notice.spot(place),
        90,
        Message::new("notice-complaint-to-regulator-missing"),
        Message::new("notice-complaint-to-regulator-missing-help"),
    ));
}

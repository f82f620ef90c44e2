use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "dpo-contact-missing",
    severity: Severity::Warning,
    about: "A notice that has a data protection officer says how to reach them (Articles 13(1)(b) \
            and 14(1)(b)).",
    fires: "Our Data Protection Officer makes sure that we keep to the law.",
    silent: "Our Data Protection Officer makes sure that we keep to the law. Email \
             dpo@harbour.example.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if !notice.whole || notice.layer {
        return;
    }
    let officer = pattern!(r"\bdata protection officer\b|\bdpo\b");
    let Some(named) = notice
        .sentences()
        .find(|s| officer.is_match(s.text) && !pattern!(r"\b(?:not|no)\b").is_match(s.text))
    else {
        return;
    };
    // The regulator's own number and postcode are not the officer's.
    let said = notice.said().replace("0303 123 1113", "").replace("sk9 5af", "");
    let reach = pattern!(
        r"@|\[email|\b0\d{2,4}[ -]?\d{3}|\b[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}\b|\bcontact (?:us|form)\b|\bcontact details\b"
    );
    let linked = notice.blocks.iter().any(|b| b.link && officer.is_match(b.low()));
    if !linked && !reach.is_match(&said) {
        report.add(Draft::new(
            &named,
            75,
            Message::new("notice-dpo-contact-missing"),
            Message::new("notice-dpo-contact-missing-help"),
        ));
    }
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "transfer-safeguards-missing",
    severity: Severity::Warning,
    about: "Where information goes abroad, the notice says what protects it there: adequacy \
            regulations (the UK Extension to the EU-US Data Privacy Framework among them), the \
            International Data Transfer Agreement or Addendum, binding corporate rules (Articles \
            13(1)(f) and 14(1)(f)).",
    fires: "We may transfer your information outside the UK to our suppliers.",
    silent: "We may transfer your information outside the UK to our suppliers, under the \
             International Data Transfer Agreement.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let named = pattern!(
        r"\badequa\w+|\bsafeguards?\b|\bidta\b|\binternational data transfer|\bstandard (?:contractual|data protection)|\bcontractual clauses|\bscc|\bbinding corporate|\bdata bridge|\bprivacy framework|\bprivacy shield|\buk extension|\bappropriate (?:measures|protection|steps|contract)|\bequivalent\b|\bsame (?:level|standard|protection)|\bsimilar (?:level|standard)|\bmodel clauses|\bprotection test\b|\bcontract\w*\b.{0,60}\b(?:outside|abroad|overseas)"
    );
    if !notice.whole || notice.layer || notice.says(named) {
        return;
    }
    let goes = pattern!(
        r"\bwe (?:may |will |also |sometimes |might |can |do |need to )*(?:transfer|send|share|store|process|hold)\b.{0,80}\b(?:outside (?:of )?(?:the )?(?:uk|united kingdom|eea|european)|overseas|abroad|to the (?:usa|us|united states))\b|\b(?:stor(?:e|es|ed)|holds?|held|hosts?|hosted|process(?:es|ed))\b.{0,30}\bin the (?:usa|us|united states)\b"
    );
    let not = pattern!(r"\b(?:not|never|no|if)\b");
    let found = notice
        .sentences()
        .filter(|s| !not.is_match(s.text))
        .find_map(|s| goes.find(s.text).map(|m| (m.range(), s.clone())));
    if let Some((range, sentence)) = found {
        report.add(Draft::new(
            Spot::within(&sentence, range),
            75,
            Message::new("notice-transfer-safeguards-missing"),
            Message::new("notice-transfer-safeguards-missing-help"),
        ));
    }
}

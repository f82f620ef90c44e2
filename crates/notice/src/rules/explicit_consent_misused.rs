use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "explicit-consent-misused",
    severity: Severity::Warning,
    about: "Explicit consent is a term of the law: it is one of the conditions for special category \
            information (Article 9), for some transfers (Article 49) and for some automated \
            decisions (Article 22B). For an ordinary disclosure, such as an answer to the person's \
            own MP or solicitor, it is the wrong tool: their authority, or another basis, is what \
            counts.",
    fires: "We will only reply to your MP if you give us your explicit consent.",
    silent: "We will only discuss your health with your MP if you give us your explicit consent. \
             With your agreement we reply to your MP about your repairs.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let special = pattern!(
        r"\b(?:health|medical|special|sensitive|ethnic|race|racial|religio\w+|sexual|biometric|genetic|criminal|convictions?|automated|profiling|transfer\w*|outside the uk|disabilit\w+|fire (?:and rescue )?service|universal credit|dwp|department for work|claimant\w*|cookies?|marketing|political|trade union|safeguarding|occupational)\b"
    );
    let representative = pattern!(
        r"\b(?:mps?|member of parliament|councillors?|elected (?:member|representative)s?|solicitors?|relatives?|friends?|family|advocates?|representatives?|next of kin|landlords?|references?)\b"
    );
    for sentence in notice.sentences() {
        let text = sentence.text;
        let Some(found) = pattern!(r"\bexplicit consent\b").find(text) else { continue };
        let heading = notice.heading_of(sentence.block).map_or("", |h| notice.blocks[h].low());
        let shares = pattern!(
            r"\b(?:share|shared|disclos\w+|pass|passed|third part\w+|provided? to|discuss\w*|speak\w*|talk\w*|reply\w*|respond|release\w*)\b"
        );
        if !shares.is_match(text) || special.is_match(text) || special.is_match(heading) {
            continue;
        }
        let percent = if representative.is_match(text) { 66 } else { 45 };
        report.add(Draft::new(
            Spot::within(&sentence, found.range()),
            percent,
            Message::new("notice-explicit-consent-misused"),
            Message::new("notice-explicit-consent-misused-help"),
        ));
    }
}

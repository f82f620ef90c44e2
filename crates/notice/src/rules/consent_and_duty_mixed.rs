use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "consent-and-duty-mixed",
    severity: Severity::Warning,
    about: "Consent is asked for what happens in any case: what the law demands, or running the \
            tenancy. A person who then says no, or takes consent back, finds that it was never \
            theirs to give.",
    fires: "We use your information with your consent, because we have a legal obligation to do so.",
    silent: "We use your information because we have a legal obligation to do so. For our newsletter \
             we rely on your consent.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let duty = pattern!(
        r"\b(?:with|on the basis of) (?:your |their )?consent,? (?:because|as|since) (?:we (?:are|have)|it is|the law)\b.{0,40}\b(?:legal|law|required|obliged|obligation|dut(?:y|ies)|contract)"
    );
    let tenancy = pattern!(
        r"\b(?:rely|relies|relying) on (?:your |their )?consent (?:to|for|in order to) (?:manag\w+|run\w*|administer\w*|collect\w*|carry\w* out|provid\w+) (?:your |the |our )?(?:tenanc(?:y|ies)|rents?|homes?|lease|repairs?|rent account|housing)\b"
    );
    let denied = pattern!(r"\b(?:not|never|without|no)\b");
    for sentence in notice.sentences().filter(|s| !denied.is_match(s.text)) {
        let found = duty.find(sentence.text).or_else(|| tenancy.find(sentence.text));
        if let Some(found) = found {
            report.add(Draft::new(
                Spot::within(&sentence, found.range()),
                75,
                Message::new("notice-consent-and-duty-mixed"),
                Message::new("notice-consent-and-duty-mixed-help"),
            ));
        }
    }
}

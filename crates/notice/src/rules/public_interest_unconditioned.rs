use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "public-interest-unconditioned",
    severity: Severity::Warning,
    about: "\"Substantial public interest\" is no condition by itself. Article 9(2)(g) needs one of \
            the conditions of Schedule 1 Part 2 to the Data Protection Act 2018 (safeguarding, \
            equality of opportunity, preventing unlawful acts and so on), mostly with an appropriate \
            policy document.",
    fires: "We use health information where it is in the substantial public interest.",
    silent: "We use health information where it is in the substantial public interest: safeguarding \
             people at risk (Schedule 1, paragraph 18).",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let term = pattern!(r"\bsubstantial public interest\b");
    let named = pattern!(
        r"\b(?:schedule 1|sch\.? ?1|appropriate policy document|policy document|safeguarding of|safeguarding children|statutory (?:and|or|etc)\b)"
    );
    if notice.says(named) {
        return;
    }
    let which = pattern!(
        r"\b(?:safeguard\w*|equality|opportunit\w+|unlawful|fraud|statutory|government purposes|insurance|at risk|protecting the public|public interest conditions?|crime|support for)\b"
    );
    for sentence in notice.sentences() {
        let Some(found) = term.find(sentence.text) else { continue };
        if which.is_match(sentence.text) {
            continue;
        }
        report.add(Draft::new(
            Spot::within(&sentence, found.range()),
            72,
            Message::new("notice-public-interest-unconditioned"),
            Message::new("notice-public-interest-unconditioned-help"),
        ));
        return;
    }
}

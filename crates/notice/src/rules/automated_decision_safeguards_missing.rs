use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "automated-decision-safeguards-missing",
    severity: Severity::Warning,
    about: "Where decisions that matter are made without a person, the person concerned may be told \
            about the decision, put their side, have a person look at it and contest it (Articles \
            22A to 22D, in force since 5 February 2026). A notice that speaks of such decisions says \
            so.",
    fires: "We use automated processes to make decisions about you, such as credit scoring.",
    silent: "We use automated processes to make decisions about you, such as credit scoring. You \
             can ask for a person to review the decision.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let remedy = pattern!(
        r"\b(?:human (?:intervention|review|involvement|being)|reviewed? by a (?:real )?(?:person|human|member of staff)|(?:person|someone|staff|human|officer)s? (?:to |will |can |may )?(?:then )?(?:review|check|look|reconsider|intervene|make the)|(?:contest|challenge|appeal|question|review|reconsider)\w* (?:of )?(?:the|a|an|any|this|that|such|our|automated|it|these)\b|ask (?:us )?(?:for|to) (?:a )?(?:review|reconsider|person|human)|not to be subject to|right not to|object to (?:automated|decisions|profiling)|real person|a person (?:looks|checks|decides|reviews))"
    );
    if notice.says(remedy) || !notice.whole || notice.layer {
        return;
    }
    let made = pattern!(
        r"\bwe (?:may |will |also |sometimes |might |can )*(?:use|make|carry out|rely on)\b.{0,60}\bautomat\w+\b.{0,40}\bdecisions?\b|\bwe (?:may |will |also |sometimes )*(?:make|take)\b.{0,30}\bautomated decision"
    );
    let denied = pattern!(r"\b(?:not|never|no)\b");
    let found = notice
        .sentences()
        .filter(|s| !denied.is_match(s.text))
        .find_map(|s| made.find(s.text).map(|m| (m.range(), s.clone())));
    if let Some((range, sentence)) = found {
        report.add(Draft::new(
            Spot::within(&sentence, range),
            75,
            Message::new("notice-automated-decision-safeguards-missing"),
            Message::new("notice-automated-decision-safeguards-missing-help"),
        ));
    }
}

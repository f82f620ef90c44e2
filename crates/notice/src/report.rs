//! Where rules put what they find.

use words::Message;

use crate::finding::{Confidence, Finding, Lines, Related, Severity};
use crate::notice::{Notice, Spot};
use crate::rules::Rule;

/// The most that one rule says of one notice; past it a reader has the point.
const MAX_PER_RULE: usize = 25;

/// The findings so far.
pub(crate) struct Report<'n, 't> {
    notice: &'n Notice<'t>,
    lines: Lines<'t>,
    findings: Vec<Finding>,
    /// How many of them the rule at work has made.
    count: usize,
    rule: &'static Rule,
}

/// A finding of a rule, in the making.
pub(crate) struct Draft {
    spot: Spot,
    percent: u8,
    severity: Option<Severity>,
    message: Message,
    help: Message,
    related: Vec<Spot>,
}

impl Draft {
    /// A finding at a spot, sure to so many percent.
    pub(crate) fn new(
        spot: impl Into<Spot>,
        percent: u8,
        message: Message,
        help: Message,
    ) -> Draft {
        Draft { spot: spot.into(), percent, severity: None, message, help, related: Vec::new() }
    }

    /// The same with another severity than the rule's.
    pub(crate) fn severity(mut self, severity: Severity) -> Draft {
        self.severity = Some(severity);
        self
    }

    /// The same with another place that it is about.
    pub(crate) fn about(mut self, spot: impl Into<Spot>) -> Draft {
        self.related.push(spot.into());
        self
    }
}

impl<'n, 't> Report<'n, 't> {
    /// Runs rules over a notice and answers what they found, in the order of the file.
    pub(crate) fn run(notice: &'n Notice<'t>, rules: &[&'static Rule]) -> Vec<Finding> {
        let Some(first) = rules.first() else { return Vec::new() };
        let lines = Lines::of(notice.text);
        let mut report = Report { notice, lines, findings: Vec::new(), count: 0, rule: first };
        for rule in rules {
            report.rule = rule;
            report.count = 0;
            (rule.run)(notice, &mut report);
        }
        report.findings.sort_by(Finding::order);
        report.findings
    }

    pub(crate) fn add(&mut self, draft: Draft) {
        if self.count == MAX_PER_RULE {
            return;
        }
        self.count += 1;
        let block = &self.notice.blocks[draft.spot.block];
        let span = block.low.source(draft.spot.range);
        let related = draft.related.into_iter().map(|spot| {
            let block = &self.notice.blocks[spot.block];
            let span = block.low.source(spot.range);
            Related {
                start: self.lines.place(span.start),
                span,
                paragraph: block.paragraph.clone(),
            }
        });
        let finding = Finding {
            code: self.rule.code,
            severity: draft.severity.unwrap_or(self.rule.severity),
            confidence: Confidence::percent(draft.percent),
            start: self.lines.place(span.start),
            end: self.lines.place(span.end),
            span,
            paragraph: block.paragraph.clone(),
            message: draft.message,
            help: draft.help,
            related: related.collect(),
        };
        self.findings.push(finding);
    }
}

use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "date-missing",
    severity: Severity::Warning,
    about: "A notice without a date or version leaves the reader unable to tell which promises hold \
            today, and the organisation unable to show what it promised when. Worse where the notice \
            itself promises a date.",
    fires: "Privacy notice\n\nThis notice will always carry the date of its last change.",
    silent: "Privacy notice\n\nLast updated: 3 March 2026\n\nThis notice will always carry the date \
             of its last change.",
    extent: Extent::Whole,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if is_dated(notice) {
        return;
    }
    let promise = pattern!(
        r"\balways (?:have|carry|show|bear|display|include|contain)\b.{0,40}\bdate|\bdate (?:published|of publication|of (?:the |its )?last|at the (?:top|bottom|end|foot)|shown)|\b(?:the|a|version) date\b.{0,40}\b(?:top|bottom|end|foot|start) of (?:this|the) (?:page|notice|policy|document|statement)"
    );
    let promised =
        notice.sentences().find_map(|s| promise.find(s.text).map(|m| Spot::within(&s, m.range())));
    if let Some(spot) = promised {
        report.add(Draft::new(
            spot,
            92,
            Message::new("notice-date-missing-promised"),
            Message::new("notice-date-missing-help"),
        ));
    } else if let Some(top) = notice.top().filter(|_| notice.whole) {
        report.add(Draft::new(
            notice.spot(top),
            75,
            Message::new("notice-date-missing"),
            Message::new("notice-date-missing-help"),
        ));
    }
}

/// A date or version of the notice itself; a date beside a law is the law's.
fn is_dated(notice: &Notice<'_>) -> bool {
    let own = pattern!(
        r"\b(?:updated?|reviewed|revised|revision|amended|effective|version|dated|date|published|issued?|approved|agreed|adopted|modified|written|valid from|in force|applies from|as (?:of|at)|review|created|current|changed|came into effect|last)\b[^\n]{0,60}?(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|\b20\d\d-\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? ?(?:\d{1,2}(?:st|nd|rd|th)?,? )?(?:of )?(?:20\d\d|'?\d\d\b)|\b20[12]\d\b)|\b(?:version|v|issue|revision|rev|edition)(?: ?(?:no|number)\.?)?:? ?\d+(?:\.\d+)*\b|\bv\d+(?:\.\d+)*\b"
    );
    let law = pattern!(
        r"\b(?:act|regulations?|gdpr|order|directive|into force|ico|registration|reviewed by)\b"
    );
    let bare = pattern!(
        r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:\d{1,2},? )?20\d\d\b"
    );
    let lines: Vec<&str> = notice.said().lines().collect();
    let promised = |line: &str| line.contains("always");
    lines.iter().enumerate().any(|(k, line)| {
        // A label and its date may stand in two cells of a table.
        let next = lines.get(k + 1).copied().unwrap_or_default();
        let pair = line.split(' ').count() <= 6 && next.split(' ').count() <= 6;
        let near = pair && own.is_match(&format!("{line} {next}"));
        let edge = k < 8 || k + 8 >= lines.len();
        let said = line
            .split_inclusive(". ")
            .any(|s| own.find(s).is_some_and(|m| !law.is_match(m.as_str())) && !promised(s));
        let alone =
            edge && line.split(' ').count() <= 12 && bare.is_match(line) && !law.is_match(line);
        near && !law.is_match(line) || said || alone
    })
}

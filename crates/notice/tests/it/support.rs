//! What the tests share.

use jiff::civil::{Date, date};
use notice::{Confidence, Extent, Finding, Format, Options};
use words::Catalogue;

/// The day of the tests, unless they say another.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// The findings that a person would be shown.
pub(crate) fn shown(text: &str, format: Format, extent: Extent) -> Vec<Finding> {
    let options = Options { on: TODAY, extent };
    let mut findings = notice::check(text, format, &options).expect("the text is short enough");
    findings.retain(|f| f.confidence >= Confidence::DEFAULT);
    findings
}

/// A finding as a line: code, line, paragraph, confidence, message.
pub(crate) fn line(finding: &Finding) -> String {
    let paragraph = finding.paragraph.as_deref().unwrap_or("-");
    format!(
        "{} {} {} {:.2} {}",
        finding.code,
        finding.start.line,
        paragraph,
        finding.confidence.as_f64(),
        Catalogue::english().render(&finding.message)
    )
}

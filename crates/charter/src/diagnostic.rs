use words::Message;

use crate::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; stops nothing.
    Note,
    /// Should be put right; a build may go on.
    Warning,
    /// The charter cannot stand like this.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something wrong in a charter: what, where, and a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code of the rule that found it, such as `purpose-without-basis`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where; none only when there is no text to point at, as in an empty folder.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Message,
    /// The paragraphs of the notice, or the law, that ask for it.
    pub keeps: Vec<String>,
}

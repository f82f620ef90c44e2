use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use words::Message;

/// How much a finding matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// A reader is misled or left without something they need.
    Warning,
    /// The notice says something that is not so, or contradicts itself.
    Error,
}

impl Severity {
    /// The word for it, as `--deny` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a finding is, from 0 (a guess) to 1 (certain), in hundredths.
///
/// 0.9 and above: the text says so in as many words. 0.75 and above: a person would agree without
/// looking twice. 0.6 and above: more likely right than not, worth a look. Below 0.6: a hint, not
/// shown unless asked for.
///
/// ```
/// assert_eq!(notice::Confidence::new(0.75).unwrap().as_f64(), 0.75);
/// assert!(notice::Confidence::new(1.5).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u8);

impl Confidence {
    /// What a finding needs to be shown when nobody says otherwise: 0.6.
    pub const DEFAULT: Confidence = Confidence(60);

    pub(crate) const fn percent(percent: u8) -> Confidence {
        Confidence(percent)
    }

    /// A confidence from a number between 0 and 1, rounded to hundredths; none outside it.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is between 0 and 100 once it has passed the range check"
    )]
    pub fn new(number: f64) -> Option<Confidence> {
        (0.0..=1.0).contains(&number).then(|| Confidence((number * 100.0).round() as u8))
    }

    /// The number between 0 and 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl serde::Serialize for Confidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

/// A place in the file: line and column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Another place that a finding is about: the other half of a contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Where it begins.
    pub start: Place,
    /// The notice's own number for it, such as `8.7.18`.
    pub paragraph: Option<String>,
}

/// One thing that is wrong with a notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Bytes of the text it points at.
    pub span: Range<usize>,
    /// Where it begins.
    pub start: Place,
    /// Where it ends: the place after its last character.
    pub end: Place,
    /// The notice's own number for the paragraph, such as `8.7.15`.
    pub paragraph: Option<String>,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Message,
    /// Other places it is about, in the order of the file.
    pub related: Vec<Related>,
}

impl Finding {
    /// The order of a report: by place, then by code.
    pub(crate) fn order(&self, other: &Finding) -> Ordering {
        (self.start, self.code).cmp(&(other.start, other.code))
    }
}

/// Where the lines of a text begin, to turn bytes into lines and columns.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Lines<'t> {
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Lines { text, starts }
    }

    pub(crate) fn place(&self, byte: usize) -> Place {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        Place { line, column: self.text[start..byte].chars().count() + 1 }
    }
}

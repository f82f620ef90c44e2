//! What is wrong with a file, where, and what to do.

use words::Message;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; it stops nothing.
    Soft,
    /// The row is not taken.
    Row,
    /// Nothing of the file is taken.
    File,
}

impl Severity {
    /// The word for it in receipts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Soft => "soft",
            Severity::Row => "row",
            Severity::File => "file",
        }
    }
}

/// Where: never what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The row of the spreadsheet, from 1; none for the file as a whole.
    pub row: Option<usize>,
    /// The field, by the layout's key: a number, or the name of a column.
    pub field: Option<String>,
    /// What the field is called.
    pub name: Option<&'static str>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its code, which stays the same.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub says: Message,
    /// What to do.
    pub help: Message,
}

/// The codes of what is wrong with a file as a whole, in alphabetical order.
pub const CODES_OF_FILES: &[&str] = &[
    "file-cell-too-long",
    "file-column-unknown",
    "file-empty",
    "file-field-missing",
    "file-field-twice",
    "file-header-missing",
    "file-quotes",
    "file-row-too-long",
    "file-too-long",
    "file-too-many-columns",
    "file-too-many-rows",
];

use std::fmt;
use std::str::FromStr;

use words::Message;

/// What is counted in days and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A request to see what is held (Art 15).
    Access,
    /// A request not to be judged by a machine alone (Art 22C).
    AutomatedDecision,
    /// The acknowledgement of a complaint (s.164A).
    Complaint,
    /// A request to erase (Art 17).
    Erasure,
    /// Telling a person about data obtained from somebody else (Art 14).
    Informed,
    /// An objection (Art 21).
    Objection,
    /// A request to take the data elsewhere (Art 20).
    Portability,
    /// A request to put right (Art 16).
    Rectification,
    /// A request to limit the use (Art 18).
    Restriction,
}

/// A word that names nothing a clock can count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no clock for `{0}`; there is one for access, rectification, erasure, restriction, \
     portability, objection, automated-decision, informed, complaint, breach and core"
)]
pub struct UnknownKind(pub(super) String);

impl Kind {
    /// Every kind, in alphabetical order.
    pub const ALL: [Kind; 9] = [
        Kind::Access,
        Kind::AutomatedDecision,
        Kind::Complaint,
        Kind::Erasure,
        Kind::Informed,
        Kind::Objection,
        Kind::Portability,
        Kind::Rectification,
        Kind::Restriction,
    ];

    /// The id, in kebab-case; for a right it is the id of [`crate::right`].
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::AutomatedDecision => "automated-decision",
            Kind::Complaint => "complaint",
            Kind::Erasure => "erasure",
            Kind::Informed => "informed",
            Kind::Objection => "objection",
            Kind::Portability => "portability",
            Kind::Rectification => "rectification",
            Kind::Restriction => "restriction",
        }
    }

    /// Whether it is a request by a person, which can wait for proof of identity and be extended
    /// (Art 12A).
    #[must_use]
    pub fn is_request(self) -> bool {
        !matches!(self, Kind::Complaint | Kind::Informed)
    }

    /// Whether a question about what is wanted stops its clock (Art 12A(5): access only).
    #[must_use]
    pub fn can_pause(self) -> bool {
        self == Kind::Access
    }

    /// What it is called in a sentence, with its article: `an access request`.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Kind::Access => Message::new("law-clock-kind-access"),
            Kind::AutomatedDecision => Message::new("law-clock-kind-automated-decision"),
            Kind::Complaint => Message::new("law-clock-kind-complaint"),
            Kind::Erasure => Message::new("law-clock-kind-erasure"),
            Kind::Informed => Message::new("law-clock-kind-informed"),
            Kind::Objection => Message::new("law-clock-kind-objection"),
            Kind::Portability => Message::new("law-clock-kind-portability"),
            Kind::Rectification => Message::new("law-clock-kind-rectification"),
            Kind::Restriction => Message::new("law-clock-kind-restriction"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads an id, or a word people use for it: `sar`, `dsar`, `adm`, `correction`, `deletion`.
    fn from_str(word: &str) -> Result<Kind, UnknownKind> {
        let lower = word.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        Ok(match lower.as_str() {
            "access" | "sar" | "dsar" | "subject-access" => Kind::Access,
            "automated-decision" | "automated-decisions" | "automated" | "adm" => {
                Kind::AutomatedDecision
            }
            "complaint" | "complaints" => Kind::Complaint,
            "erasure" | "erase" | "deletion" | "delete" => Kind::Erasure,
            "informed" | "inform" | "notice" => Kind::Informed,
            "objection" | "object" => Kind::Objection,
            "portability" | "port" => Kind::Portability,
            "rectification" | "rectify" | "correction" | "correct" => Kind::Rectification,
            "restriction" | "restrict" | "limit" => Kind::Restriction,
            _ => return Err(UnknownKind(word.chars().take(40).collect())),
        })
    }
}

//! The kinds of case: everything at a landlord's office that has a clock and is about data.

use std::fmt;
use std::str::FromStr;

use words::Message;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// To see what is held (row 3.1.2; Art 15).
    Access,
    /// An assessment of what is planned: a DPIA, or of legitimate interests.
    Assessment,
    /// To have a person look at what a machine decided (rows 9.3, 20.1.8; Art 22C).
    AutomatedDecision,
    /// A breach of security (Arts 33 and 34).
    Breach,
    /// A complaint about how data was handled (row 15; s.164A).
    Complaint,
    /// Consent is taken back (row 5.4; Art 7(3)).
    ConsentWithdrawal,
    /// The police, an MP, a council or a solicitor asks for somebody's data (rows 7.2c, 11).
    Disclosure,
    /// A question to the data protection officer (row DP.1).
    Enquiry,
    /// To have it erased (row 20.1.4; Art 17).
    Erasure,
    /// What somebody thinks of the notice (row F.1).
    Feedback,
    /// Access to information about how homes are run (STAIRs), for the entities it binds.
    Information,
    /// Telling people about their data (rows 1.3, 3.1.1; Arts 13 and 14).
    Informed,
    /// Somebody wants our answer looked at again.
    InternalReview,
    /// An objection (rows 20.1.7, 24; Art 21).
    Objection,
    /// A message that pretends to come from us (row 28).
    Phishing,
    /// Somebody wants to read one of our policies (row E.1).
    Policy,
    /// To take the data elsewhere (row 20.1.6; Art 20).
    Portability,
    /// To have it put right (rows 16, 20.1.3; Art 16).
    Rectification,
    /// The regulator asks us something.
    Regulator,
    /// To limit what is done with it (row 20.1.5; Art 18).
    Restriction,
}

/// What sets the time of a kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// A law, in days and months.
    Law(law::clock::Kind),
    /// A law, in hours from becoming aware.
    Hours,
    /// No law: so many days of the office's own, and never a word that a law says so.
    Office(u16),
    /// Whoever asks says by when; until they have, so many days of the office's own.
    Named(u16),
}

/// How a kind of case is worked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Its id, in kebab-case.
    pub(crate) id: &'static str,
    /// The number it is stored under. Never given to another.
    pub(crate) number: i64,
    pub(crate) timed: Timed,
    /// It is about one person, and nothing is sent before it is known whom.
    pub(crate) about_a_person: bool,
    /// Whoever asks must be who they say, or have authority.
    pub(crate) needs_proof: bool,
    /// Sources are searched.
    pub(crate) searches: bool,
    /// A second person approves what goes out.
    pub(crate) second: Option<db::approvals::Risk>,
}

use db::approvals::Risk::{High, Medium};
use law::clock::Kind as Clock;

macro_rules! kinds {
    ($($kind:ident: $id:literal, $number:literal, $timed:expr, $person:literal, $proof:literal,
       $searches:literal, $second:expr;)*) => {
        impl Kind {
            /// Every kind, in alphabetical order.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            pub(crate) fn traits(self) -> &'static Traits {
                match self {
                    $(Kind::$kind => &Traits {
                        id: $id,
                        number: $number,
                        timed: $timed,
                        about_a_person: $person,
                        needs_proof: $proof,
                        searches: $searches,
                        second: $second,
                    },)*
                }
            }
        }
    };
}

// Kind: id, number, time, about a person, proof, searches, second person.
kinds! {
    Access: "access", 1, Timed::Law(Clock::Access), true, true, true, Some(Medium);
    Assessment: "assessment", 2, Timed::Office(30), false, false, false, Some(High);
    AutomatedDecision: "automated-decision", 3, Timed::Law(Clock::AutomatedDecision), true, true, false, Some(Medium);
    Breach: "breach", 4, Timed::Hours, false, false, false, Some(High);
    Complaint: "complaint", 5, Timed::Law(Clock::Complaint), false, false, false, Some(Medium);
    ConsentWithdrawal: "consent-withdrawal", 6, Timed::Office(1), true, false, false, None;
    Disclosure: "disclosure", 7, Timed::Named(5), true, true, false, Some(Medium);
    Enquiry: "enquiry", 8, Timed::Office(10), false, false, false, None;
    Erasure: "erasure", 9, Timed::Law(Clock::Erasure), true, true, true, Some(High);
    Feedback: "feedback", 10, Timed::Office(20), false, false, false, None;
    Information: "information", 11, Timed::Office(28), false, false, false, Some(Medium);
    Informed: "informed", 12, Timed::Law(Clock::Informed), false, false, false, None;
    InternalReview: "internal-review", 13, Timed::Office(28), false, true, false, Some(High);
    Objection: "objection", 14, Timed::Law(Clock::Objection), true, true, false, Some(Medium);
    Phishing: "phishing", 15, Timed::Office(1), false, false, false, None;
    Policy: "policy", 16, Timed::Office(5), false, false, false, None;
    Portability: "portability", 17, Timed::Law(Clock::Portability), true, true, true, Some(Medium);
    Rectification: "rectification", 18, Timed::Law(Clock::Rectification), true, true, true, Some(Medium);
    Regulator: "regulator", 19, Timed::Named(14), false, false, false, Some(High);
    Restriction: "restriction", 20, Timed::Law(Clock::Restriction), true, true, true, Some(Medium);
}

/// A word that names no kind of case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind of case `{0}`; `keyholder case kinds` lists them")]
pub struct UnknownKind(String);

impl Kind {
    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.traits().id
    }

    /// What sets its time.
    #[must_use]
    pub fn timed(self) -> Timed {
        self.traits().timed
    }

    /// Whether it is about one person, who must be known before anything is sent.
    #[must_use]
    pub fn is_about_a_person(self) -> bool {
        self.traits().about_a_person
    }

    /// Whether whoever asks must be who they say, or have authority.
    #[must_use]
    pub fn needs_proof(self) -> bool {
        self.traits().needs_proof
    }

    /// Whether the landlord's systems are searched for it.
    #[must_use]
    pub fn searches(self) -> bool {
        self.traits().searches
    }

    /// How much harm a mistake would do, where a second person approves what goes out.
    #[must_use]
    pub fn second_person(self) -> Option<db::approvals::Risk> {
        self.traits().second
    }

    /// Whether it is one of the rights, with a time that can be extended.
    #[must_use]
    pub fn can_be_extended(self) -> bool {
        matches!(self.timed(), Timed::Law(kind) if kind.is_request())
    }

    /// Whether somebody asked for it, and can want it no more: a breach, a regulator's enquiry and what
    /// the office has to do by itself stay.
    #[must_use]
    pub fn can_be_withdrawn(self) -> bool {
        !matches!(self, Kind::Assessment | Kind::Breach | Kind::Informed | Kind::Regulator)
    }

    /// Whether a question about what is wanted stops its clock.
    #[must_use]
    pub fn can_pause(self) -> bool {
        matches!(self.timed(), Timed::Law(kind) if kind.can_pause())
    }

    pub(crate) fn number(self) -> i64 {
        self.traits().number
    }

    pub(crate) fn of_number(number: i64) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// What it is called: `a request to see what we hold`.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Kind::Access => Message::new("casework-kind-access"),
            Kind::Assessment => Message::new("casework-kind-assessment"),
            Kind::AutomatedDecision => Message::new("casework-kind-automated-decision"),
            Kind::Breach => Message::new("casework-kind-breach"),
            Kind::Complaint => Message::new("casework-kind-complaint"),
            Kind::ConsentWithdrawal => Message::new("casework-kind-consent-withdrawal"),
            Kind::Disclosure => Message::new("casework-kind-disclosure"),
            Kind::Enquiry => Message::new("casework-kind-enquiry"),
            Kind::Erasure => Message::new("casework-kind-erasure"),
            Kind::Feedback => Message::new("casework-kind-feedback"),
            Kind::Information => Message::new("casework-kind-information"),
            Kind::Informed => Message::new("casework-kind-informed"),
            Kind::InternalReview => Message::new("casework-kind-internal-review"),
            Kind::Objection => Message::new("casework-kind-objection"),
            Kind::Phishing => Message::new("casework-kind-phishing"),
            Kind::Policy => Message::new("casework-kind-policy"),
            Kind::Portability => Message::new("casework-kind-portability"),
            Kind::Rectification => Message::new("casework-kind-rectification"),
            Kind::Regulator => Message::new("casework-kind-regulator"),
            Kind::Restriction => Message::new("casework-kind-restriction"),
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

    /// Reads an id, or a word offices use for it: `sar`, `dsar`, `deletion`, `dpia`.
    fn from_str(word: &str) -> Result<Kind, UnknownKind> {
        let lower = word.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        if let Some(kind) = Kind::ALL.iter().copied().find(|kind| kind.id() == lower) {
            return Ok(kind);
        }
        Ok(match lower.as_str() {
            "dpia" | "lia" => Kind::Assessment,
            "stairs" => Kind::Information,
            "withdrawal" => Kind::ConsentWithdrawal,
            "police" | "third-party" => Kind::Disclosure,
            _ => match lower.parse::<law::clock::Kind>() {
                Ok(kind) => Kind::ALL
                    .iter()
                    .copied()
                    .find(|one| one.timed() == Timed::Law(kind))
                    .ok_or_else(|| UnknownKind(word.chars().take(40).collect()))?,
                Err(_) => return Err(UnknownKind(word.chars().take(40).collect())),
            },
        })
    }
}

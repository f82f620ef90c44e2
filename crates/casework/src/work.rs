//! The real work of a case, beside writing: what has to be done before an answer may say that it is.

use words::Message;

use crate::{Kind, Outcome};

/// Something that is really done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// The landlord's systems were changed: put right, erased, limited.
    Changed,
    /// Data was given to whoever asked for it, through the gate.
    Disclosed,
    /// People were given the notice.
    Informed,
    /// An objection stands on record, or marketing has ended.
    Objected,
    /// An objection was weighed, and our grounds are stronger.
    Overruled,
    /// A consent was taken back.
    Withdrawn,
}

impl Work {
    pub(crate) const ALL: &[Work] = &[
        Work::Changed,
        Work::Disclosed,
        Work::Informed,
        Work::Objected,
        Work::Overruled,
        Work::Withdrawn,
    ];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Work::Changed => "changed",
            Work::Disclosed => "disclosed",
            Work::Informed => "informed",
            Work::Objected => "objected",
            Work::Overruled => "overruled",
            Work::Withdrawn => "withdrawn",
        }
    }

    /// The number it is stored under. Never given to another.
    pub(crate) fn number(self) -> i64 {
        match self {
            Work::Changed => 1,
            Work::Disclosed => 2,
            Work::Objected => 3,
            Work::Overruled => 4,
            Work::Withdrawn => 5,
            Work::Informed => 6,
        }
    }

    pub(crate) fn of_number(number: i64) -> Option<Work> {
        Work::ALL.iter().copied().find(|work| work.number() == number)
    }

    /// What it is, in a sentence about the past.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Work::Changed => Message::new("casework-work-changed"),
            Work::Disclosed => Message::new("casework-work-disclosed"),
            Work::Informed => Message::new("casework-work-informed"),
            Work::Objected => Message::new("casework-work-objected"),
            Work::Overruled => Message::new("casework-work-overruled"),
            Work::Withdrawn => Message::new("casework-work-withdrawn"),
        }
    }
}

/// When something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Before an answer says so.
    Propose,
    /// After somebody approved it, before the answer goes.
    Send,
}

/// What a kind of case has to do before its answer says that it is done.
pub(crate) fn wanted(kind: Kind, outcome: Outcome) -> Option<(Work, By)> {
    if !matches!(outcome, Outcome::Given | Outcome::Partly | Outcome::Upheld) {
        return None;
    }
    Some(match kind {
        Kind::ConsentWithdrawal => (Work::Withdrawn, By::Propose),
        // What is given to others is given after a second person has looked.
        Kind::Disclosure => (Work::Disclosed, By::Send),
        Kind::Erasure | Kind::Rectification | Kind::Restriction => (Work::Changed, By::Propose),
        Kind::Informed => (Work::Informed, By::Propose),
        Kind::Objection => (Work::Objected, By::Propose),
        _ => return None,
    })
}

/// What has to be done before a kind of case is answered with yes; none for most.
#[must_use]
pub fn needed(kind: Kind) -> Option<Work> {
    [Outcome::Given, Outcome::Upheld]
        .iter()
        .find_map(|&end| wanted(kind, end))
        .map(|(work, _)| work)
}

/// Whether the questions of the kind have to be answered before a case ends so. Where our systems were
/// searched and hold nothing there is nothing to ask about.
pub(crate) fn asks_first(kind: Kind, outcome: Outcome) -> bool {
    outcome != Outcome::Withdrawn && !(outcome == Outcome::NothingHeld && kind.searches())
}

/// Whether an answer gives what was found: then its pack was made, and is the newest.
pub(crate) fn gives_a_pack(kind: Kind, outcome: Outcome) -> bool {
    matches!(kind, Kind::Access | Kind::Portability)
        && matches!(outcome, Outcome::Given | Outcome::Partly)
}

use jiff::civil::Date;
use words::Message;

use super::Status;
use super::rule::Rule;

/// What a clock says on a day.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(super) due: Option<Date>,
    pub(super) status: Status,
    pub(super) target: Option<Date>,
    pub(super) provisional: bool,
    pub(super) trace: Vec<Message>,
    pub(super) warnings: Vec<Message>,
    pub(super) rule: &'static Rule,
    pub(super) readings: Vec<(Method, Date)>,
}

/// One of two ways to count the days of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// The regulator's: from the day after the complaint came. It decides what is late.
    Regulator,
    /// The strict words of the Act: the day it came is the first. It is the internal target.
    Strict,
}

impl Method {
    /// The id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Method::Regulator => "regulator",
            Method::Strict => "strict",
        }
    }

    /// What it is in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Method::Regulator => Message::new("law-clock-method-regulator"),
            Method::Strict => Message::new("law-clock-method-strict"),
        }
    }
}

impl Reading {
    /// The last day to do it; none while the clock stands still, or where there is no duty.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        self.due
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// The day to aim for inside the organisation, never after the due date.
    #[must_use]
    pub fn target(&self) -> Option<Date> {
        self.target
    }

    /// Whether the due date lies beyond the days for which special bank holidays are known.
    #[must_use]
    pub fn provisional(&self) -> bool {
        self.provisional
    }

    /// The working, sentence by sentence.
    #[must_use]
    pub fn trace(&self) -> &[Message] {
        &self.trace
    }

    /// What looks like a misuse of the law, sentence by sentence; each is in the working too.
    #[must_use]
    pub fn warnings(&self) -> &[Message] {
        &self.warnings
    }

    /// The rule it was counted by.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// Both ways to count a complaint; empty for everything else.
    #[must_use]
    pub fn readings(&self) -> &[(Method, Date)] {
        &self.readings
    }
}

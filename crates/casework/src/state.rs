//! Where a case stands.

use std::fmt;

use words::Message;

/// Where a case stands. A pause is no state: it stops the clock and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It came, and nobody has begun.
    Received,
    /// We wait for proof of who asks, or of their authority, or for a fee.
    Waiting,
    /// It is worked on: sources are searched, what happened is looked into.
    Working,
    /// What was found is weighed: what goes, what is held back, what the answer is.
    Weighing,
    /// The answer waits for a second person.
    Approving,
    /// It may be sent.
    Ready,
    /// It went.
    Sent,
    /// Nothing is left to do.
    Closed,
    /// It is not valid yet: it keeps its first day and can go on at any time.
    NotValid,
}

impl State {
    /// Every state, in the order of the work.
    pub const ALL: &[State] = &[
        State::Received,
        State::Waiting,
        State::Working,
        State::Weighing,
        State::Approving,
        State::Ready,
        State::Sent,
        State::Closed,
        State::NotValid,
    ];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            State::Received => "received",
            State::Waiting => "waiting",
            State::Working => "working",
            State::Weighing => "weighing",
            State::Approving => "approving",
            State::Ready => "ready",
            State::Sent => "sent",
            State::Closed => "closed",
            State::NotValid => "not-valid",
        }
    }

    /// Whether an answer is still owed.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, State::Sent | State::Closed)
    }

    /// The number it is stored under.
    pub(crate) fn number(self) -> i64 {
        match self {
            State::Received => 1,
            State::Waiting => 2,
            State::Working => 3,
            State::Weighing => 4,
            State::Approving => 5,
            State::Ready => 6,
            State::Sent => 7,
            State::Closed => 8,
            State::NotValid => 9,
        }
    }

    pub(crate) fn of_number(number: i64) -> Option<State> {
        State::ALL.iter().copied().find(|state| state.number() == number)
    }

    /// What it is called.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            State::Received => Message::new("casework-state-received"),
            State::Waiting => Message::new("casework-state-waiting"),
            State::Working => Message::new("casework-state-working"),
            State::Weighing => Message::new("casework-state-weighing"),
            State::Approving => Message::new("casework-state-approving"),
            State::Ready => Message::new("casework-state-ready"),
            State::Sent => Message::new("casework-state-sent"),
            State::Closed => Message::new("casework-state-closed"),
            State::NotValid => Message::new("casework-state-not-valid"),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

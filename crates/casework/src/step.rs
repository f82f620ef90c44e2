//! What is done with a case, and as what somebody does it.

use std::fmt;

use words::Message;

/// As what somebody acts on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Anybody of the office: whoever picks up the phone.
    Taker,
    /// The holder of the post the case belongs to, or their deputy.
    Handler,
    /// A second person, who did not propose the answer.
    Second,
    /// The data protection officer, who advises.
    Adviser,
    /// Whoever owns the decision, and decides.
    Owner,
    /// The clock: what happens by itself.
    Clock,
}

impl Role {
    /// Every role.
    pub const ALL: &[Role] =
        &[Role::Taker, Role::Handler, Role::Second, Role::Adviser, Role::Owner, Role::Clock];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Taker => "taker",
            Role::Handler => "handler",
            Role::Second => "second",
            Role::Adviser => "adviser",
            Role::Owner => "owner",
            Role::Clock => "clock",
        }
    }

    /// Who that is, in a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Role::Taker => Message::new("casework-role-taker"),
            Role::Handler => Message::new("casework-role-handler"),
            Role::Second => Message::new("casework-role-second"),
            Role::Adviser => Message::new("casework-role-adviser"),
            Role::Owner => Message::new("casework-role-owner"),
            Role::Clock => Message::new("casework-role-clock"),
        }
    }
}

macro_rules! steps {
    ($($(#[doc = $doc:literal])* $step:ident: $id:literal, $number:literal;)*) => {
        /// Something that is done with a case, or happens to it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Step {
            $($(#[doc = $doc])* $step,)*
        }

        impl Step {
            /// Every step, in alphabetical order.
            pub const ALL: &[Step] = &[$(Step::$step),*];

            /// Its id, in kebab-case.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Step::$step => $id,)* }
            }

            /// The number it is stored under. Never given to another.
            pub(crate) fn number(self) -> i64 {
                match self { $(Step::$step => $number,)* }
            }
        }
    };
}

steps! {
    /// Somebody accepts that a source was not searched to its end, and says why.
    Accept: "accept", 28;
    /// We told them that it came.
    Acknowledge: "acknowledge", 1;
    /// The data protection officer advises.
    Advise: "advise", 2;
    /// We asked what they want.
    Ask: "ask", 3;
    /// They said what they want.
    Answered: "answered", 4;
    /// The second person says yes.
    Approve: "approve", 5;
    /// We asked for proof of who they are, of authority, or for a fee.
    AskProof: "ask-proof", 6;
    /// One step back, with a reason.
    Back: "back", 7;
    /// Work begins.
    Begin: "begin", 8;
    /// What was sent came back.
    Bounce: "bounce", 9;
    /// Nothing is left to do.
    Close: "close", 10;
    /// We told them that two more months are needed.
    Extend: "extend", 11;
    /// Somebody else of the office has it from now on.
    HandOver: "hand-over", 12;
    /// Whom it is about is known now.
    Identify: "identify", 13;
    /// Items that were found are decided about, one by one.
    Items: "items", 30;
    /// Why it is late.
    Lateness: "lateness", 14;
    /// It belongs to another case.
    Link: "link", 15;
    /// It is not valid yet.
    NotValid: "not-valid", 16;
    /// Something worth writing down.
    Note: "note", 17;
    /// The owner decides against the advice, and says why.
    Overrule: "overrule", 18;
    /// Proof came, or what was shown is good enough.
    Proof: "proof", 19;
    /// An answer is put forward.
    Propose: "propose", 20;
    /// It came: the first step of every case.
    Receive: "receive", 21;
    /// It is taken up again.
    Reopen: "reopen", 22;
    /// What was missing came: it goes on, from its first day.
    Revive: "revive", 23;
    /// Sources were searched, and each answered.
    Search: "search", 29;
    /// It goes out.
    Send: "send", 24;
    /// The second person says no, and why.
    SendBack: "send-back", 25;
    /// A recipient was told, or cannot be.
    Tell: "tell", 33;
    /// What was found is weighed.
    Weigh: "weigh", 26;
    /// They do not want it any more.
    Withdraw: "withdraw", 27;
    /// Some of the real work was done, or questions about it answered.
    Work: "work", 32;
    /// A letter went out that is not the answer.
    Write: "write", 31;
}

/// A word that names no step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no step `{0}`; `keyholder case states --steps` lists them")]
pub struct UnknownStep(String);

impl std::str::FromStr for Step {
    type Err = UnknownStep;

    fn from_str(word: &str) -> Result<Step, UnknownStep> {
        let lower = word.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        (Step::ALL.iter().copied().find(|step| step.id() == lower))
            .ok_or_else(|| UnknownStep(word.chars().take(40).collect()))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Step {
    pub(crate) fn of_number(number: i64) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| step.number() == number)
    }

    /// What it is, in a sentence about the past: `We asked for proof.`
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Step::Accept => Message::new("casework-step-accept"),
            Step::Acknowledge => Message::new("casework-step-acknowledge"),
            Step::Advise => Message::new("casework-step-advise"),
            Step::Ask => Message::new("casework-step-ask"),
            Step::Answered => Message::new("casework-step-answered"),
            Step::Approve => Message::new("casework-step-approve"),
            Step::AskProof => Message::new("casework-step-ask-proof"),
            Step::Back => Message::new("casework-step-back"),
            Step::Begin => Message::new("casework-step-begin"),
            Step::Bounce => Message::new("casework-step-bounce"),
            Step::Close => Message::new("casework-step-close"),
            Step::Extend => Message::new("casework-step-extend"),
            Step::HandOver => Message::new("casework-step-hand-over"),
            Step::Identify => Message::new("casework-step-identify"),
            Step::Items => Message::new("casework-step-items"),
            Step::Lateness => Message::new("casework-step-lateness"),
            Step::Link => Message::new("casework-step-link"),
            Step::NotValid => Message::new("casework-step-not-valid"),
            Step::Note => Message::new("casework-step-note"),
            Step::Overrule => Message::new("casework-step-overrule"),
            Step::Proof => Message::new("casework-step-proof"),
            Step::Propose => Message::new("casework-step-propose"),
            Step::Receive => Message::new("casework-step-receive"),
            Step::Reopen => Message::new("casework-step-reopen"),
            Step::Revive => Message::new("casework-step-revive"),
            Step::Search => Message::new("casework-step-search"),
            Step::Send => Message::new("casework-step-send"),
            Step::SendBack => Message::new("casework-step-send-back"),
            Step::Tell => Message::new("casework-step-tell"),
            Step::Weigh => Message::new("casework-step-weigh"),
            Step::Withdraw => Message::new("casework-step-withdraw"),
            Step::Work => Message::new("casework-step-work"),
            Step::Write => Message::new("casework-step-write"),
        }
    }

    /// Whether anybody of the office can take it: it shows nothing of a person, and is written down as
    /// what came in.
    #[must_use]
    pub fn is_anybodys(self) -> bool {
        matches!(self, Step::Acknowledge | Step::Answered | Step::Link | Step::Note | Step::Revive)
    }

    /// Whether it can be written down after the day it happened. What is decided or sent cannot: it
    /// would be made to look in time.
    #[must_use]
    pub fn may_be_earlier(self) -> bool {
        matches!(
            self,
            Step::Acknowledge
                | Step::Answered
                | Step::Ask
                | Step::AskProof
                | Step::Bounce
                | Step::Extend
                | Step::Note
                | Step::Proof
                | Step::Revive
                | Step::Withdraw
        )
    }

    /// Whether it is taken only with a reason.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(
            self,
            Step::Accept
                | Step::Advise
                | Step::Ask
                | Step::AskProof
                | Step::Back
                | Step::Bounce
                | Step::Lateness
                | Step::NotValid
                | Step::Note
                | Step::Overrule
                | Step::Proof
                | Step::Reopen
                | Step::SendBack
                | Step::Withdraw
        )
    }
}

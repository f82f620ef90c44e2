//! What must not stand in the way of a step, and who can take it away.

use words::Message;

use crate::Role;
use crate::{Kind, State};

/// How a case stands, as far as steps turn on it. Pure: who asks and what day it is are in it.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// What it is about.
    pub kind: Kind,
    /// Where it is.
    pub state: State,
    /// Whether it is known whom it is about.
    pub subject_known: bool,
    /// Whether whoever asks was shown to be who they say, or to have authority.
    pub proven: bool,
    /// Whether a question of ours about what they want is open.
    pub asked: bool,
    /// Whether the person was told that two more months are needed.
    pub extended: bool,
    /// Whether they were told that it came.
    pub acknowledged: bool,
    /// Sources and colleagues that have not answered.
    pub unanswered: u32,
    /// Items that nobody has weighed, or that are held back without a ground that stands.
    pub unweighed: u32,
    /// Whether an answer was written.
    pub answered: bool,
    /// Whether it is past its day.
    pub late: bool,
    /// Whether it was said why.
    pub lateness_said: bool,
    /// What the data protection officer advised last.
    pub advice: Advice,
    /// Whether whoever asks proposed the answer.
    pub same_person: bool,
    /// Whether whoever asks has an interest in it: a resident of theirs, a relative.
    pub interest: bool,
    /// Whether there is a way to reach them that is safe, or a post that does it by hand.
    pub safe_way: bool,
    /// Whether an adjustment of theirs, large print or an interpreter, is met, or none stands.
    pub adjustment_met: bool,
    /// Whether something is left to do after sending: telling recipients, looking again.
    pub left: u32,
    /// How much of the real work is to be done before it ends so, and how many questions are open.
    pub work_left: usize,
    /// Whether somebody who is alone in the office has waited long enough to go on by themselves.
    pub alone: bool,
}

/// What the data protection officer said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Nothing.
    None,
    /// That it is right.
    For,
    /// That it is wrong.
    Against,
    /// That it is wrong; and the owner of the decision decided otherwise and said why.
    Overruled,
}

/// Something that must be so for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// They were not told yet that it came.
    AcknowledgedOnce,
    /// An adjustment of theirs is met, or none stands.
    AdjustmentMet,
    /// The advice is against.
    AdviceAgainst,
    /// The advice is not against, or was overruled by the owner.
    AdviceHeard,
    /// Whoever is alone in the office has waited long enough, and the auditor was told.
    AloneLongEnough,
    /// Somebody else proposed it.
    AnotherPerson,
    /// An answer was written.
    AnswerGiven,
    /// It is of a kind that can be extended.
    CanBeExtended,
    /// Somebody asked for it, and can want it no more.
    CanBeWithdrawn,
    /// Everything found was weighed, and what is held back has a ground that stands.
    EverythingWeighed,
    /// It was not extended before.
    ExtendedOnce,
    /// It is late.
    Late,
    /// It is not late, or it was said why.
    LatenessExplained,
    /// No interest was declared by whoever asks.
    NoInterest,
    /// The time has not run out.
    NotLate,
    /// No question of ours is open.
    NothingAsked,
    /// Nothing is left to do.
    NothingLeft,
    /// Who asks matters for this kind.
    ProofMatters,
    /// Who asks was shown to be who they say, or to have authority.
    Proven,
    /// There is a safe way to reach them.
    SafeWay,
    /// A question of ours is open.
    SomethingAsked,
    /// Every source and colleague answered.
    SourcesAnswered,
    /// It is known whom it is about.
    SubjectKnown,
    /// What the answer says is done, and the questions of its kind are answered.
    WorkDone,
}

impl Guard {
    /// Whether it lets a step be taken.
    #[must_use]
    pub fn lets(self, case: &Standing) -> bool {
        match self {
            Guard::AcknowledgedOnce => !case.acknowledged,
            Guard::AdjustmentMet => case.adjustment_met,
            Guard::AdviceAgainst => case.advice == Advice::Against,
            Guard::AdviceHeard => case.advice != Advice::Against,
            Guard::AloneLongEnough => case.alone,
            Guard::AnotherPerson => !case.same_person,
            Guard::AnswerGiven => case.answered,
            Guard::CanBeExtended => case.kind.can_be_extended(),
            Guard::CanBeWithdrawn => case.kind.can_be_withdrawn(),
            Guard::EverythingWeighed => case.unweighed == 0,
            Guard::ExtendedOnce => !case.extended,
            Guard::Late => case.late,
            Guard::LatenessExplained => !case.late || case.lateness_said,
            Guard::NoInterest => !case.interest,
            Guard::NotLate => !case.late,
            Guard::NothingAsked => !case.asked,
            Guard::NothingLeft => case.left == 0,
            Guard::ProofMatters => case.kind.needs_proof(),
            Guard::Proven => case.proven || !case.kind.needs_proof(),
            Guard::SafeWay => case.safe_way,
            Guard::SomethingAsked => case.asked,
            Guard::SourcesAnswered => case.unanswered == 0,
            Guard::SubjectKnown => case.subject_known || !case.kind.is_about_a_person(),
            Guard::WorkDone => case.work_left == 0,
        }
    }

    /// Who can unblock it.
    #[must_use]
    pub fn unblocked_by(self) -> Role {
        match self {
            Guard::AdviceHeard => Role::Owner,
            Guard::AdviceAgainst => Role::Adviser,
            Guard::AloneLongEnough | Guard::AnotherPerson => Role::Second,
            // Whoever has an interest hands it over; the owner can, where they are not there.
            Guard::NoInterest => Role::Owner,
            _ => Role::Handler,
        }
    }

    /// What stands in the way, as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Guard::AcknowledgedOnce => Message::new("casework-guard-acknowledged-once"),
            Guard::AdjustmentMet => Message::new("casework-guard-adjustment-met"),
            Guard::AdviceAgainst => Message::new("casework-guard-advice-against"),
            Guard::AdviceHeard => Message::new("casework-guard-advice-heard"),
            Guard::AloneLongEnough => Message::new("casework-guard-alone-long-enough"),
            Guard::AnotherPerson => Message::new("casework-guard-another-person"),
            Guard::AnswerGiven => Message::new("casework-guard-answer-given"),
            Guard::CanBeWithdrawn => Message::new("casework-guard-can-be-withdrawn"),
            Guard::CanBeExtended => Message::new("casework-guard-can-be-extended"),
            Guard::EverythingWeighed => Message::new("casework-guard-everything-weighed"),
            Guard::ExtendedOnce => Message::new("casework-guard-extended-once"),
            Guard::Late => Message::new("casework-guard-late"),
            Guard::LatenessExplained => Message::new("casework-guard-lateness-explained"),
            Guard::NoInterest => Message::new("casework-guard-no-interest"),
            Guard::NotLate => Message::new("casework-guard-not-late"),
            Guard::NothingAsked => Message::new("casework-guard-nothing-asked"),
            Guard::NothingLeft => Message::new("casework-guard-nothing-left"),
            Guard::ProofMatters => Message::new("casework-guard-proof-matters"),
            Guard::Proven => Message::new("casework-guard-proven"),
            Guard::SafeWay => Message::new("casework-guard-safe-way"),
            Guard::SomethingAsked => Message::new("casework-guard-something-asked"),
            Guard::SourcesAnswered => Message::new("casework-guard-sources-answered"),
            Guard::SubjectKnown => Message::new("casework-guard-subject-known"),
            Guard::WorkDone => Message::new("casework-guard-work-done"),
        }
    }
}

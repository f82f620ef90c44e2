//! What may be done with a case, from where, by whom, and what stands in the way.
//!
//! One table for all kinds. The diagram in the documentation is made from it, and the tests walk it
//! whole: every step, from every state, by every role.

use words::Message;

use crate::guard::Guard;
use crate::{Kind, Role, Standing, State, Step};

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// To one state.
    State(State),
    /// Nowhere: the case stays where it is.
    Stay,
    /// To the second person where the kind needs one, and to `ready` where it does not.
    Onwards,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// What is done.
    pub step: Step,
    /// From where.
    pub from: &'static [State],
    /// To where.
    pub to: To,
    /// By whom: any of these.
    pub by: &'static [Role],
    /// What must not stand in the way.
    pub guards: &'static [Guard],
}

use Role::{Adviser, Clock, Handler, Owner, Second, Taker};
use State::{Approving, Closed, NotValid, Ready, Received, Sent, Waiting, Weighing, Working};

const OPEN: &[State] = &[Received, Waiting, Working, Weighing, Approving, Ready, NotValid];
const ANY: &[State] = State::ALL;

/// The whole machine. A step that leads to different states from different states has a row for each.
pub const TABLE: &[Transition] = &[
    row(Step::Accept, &[Working, Weighing], To::Stay, &[Handler], &[Guard::NoInterest]),
    row(
        Step::Acknowledge,
        OPEN,
        To::Stay,
        &[Taker, Handler, Clock],
        &[Guard::AcknowledgedOnce, Guard::SafeWay, Guard::AdjustmentMet],
    ),
    row(Step::Advise, OPEN, To::Stay, &[Adviser], &[]),
    row(Step::Ask, OPEN, To::Stay, &[Handler], &[Guard::NothingAsked, Guard::NoInterest]),
    row(Step::Answered, OPEN, To::Stay, &[Taker, Handler], &[Guard::SomethingAsked]),
    row(
        Step::Approve,
        &[Approving],
        To::State(Ready),
        &[Second],
        &[Guard::NoInterest, Guard::AnotherPerson],
    ),
    row(Step::Approve, &[Approving], To::State(Ready), &[Handler], &[Guard::AloneLongEnough]),
    row(
        Step::AskProof,
        &[Received, Working, Weighing],
        To::State(Waiting),
        &[Handler],
        &[Guard::ProofMatters, Guard::NoInterest],
    ),
    row(Step::Back, &[Working], To::State(Received), &[Handler], &[]),
    row(Step::Back, &[Waiting, Weighing], To::State(Working), &[Handler], &[]),
    row(Step::Back, &[Approving, Ready], To::State(Weighing), &[Handler], &[]),
    row(Step::Begin, &[Received], To::State(Working), &[Handler], &[Guard::NoInterest]),
    row(Step::Bounce, &[Sent, Closed], To::State(Ready), &[Handler, Clock], &[]),
    row(
        Step::Close,
        &[Sent],
        To::State(Closed),
        &[Handler, Clock],
        &[Guard::NothingLeft, Guard::NoInterest],
    ),
    row(
        Step::Extend,
        OPEN,
        To::Stay,
        &[Handler],
        &[Guard::CanBeExtended, Guard::ExtendedOnce, Guard::NotLate, Guard::NoInterest],
    ),
    row(Step::HandOver, OPEN, To::Stay, &[Handler, Owner], &[]),
    row(Step::Identify, OPEN, To::Stay, &[Handler], &[Guard::NoInterest]),
    row(Step::Items, &[Working, Weighing], To::Stay, &[Handler], &[Guard::NoInterest]),
    row(Step::Lateness, OPEN, To::Stay, &[Handler], &[Guard::Late, Guard::NoInterest]),
    row(Step::Link, ANY, To::Stay, &[Taker, Handler], &[]),
    row(
        Step::NotValid,
        &[Received, Waiting, Working],
        To::State(NotValid),
        &[Handler],
        &[Guard::NoInterest],
    ),
    row(Step::Note, ANY, To::Stay, &[Taker, Handler, Second, Adviser, Owner, Clock], &[]),
    row(Step::Overrule, OPEN, To::Stay, &[Owner], &[Guard::AdviceAgainst]),
    row(Step::Proof, &[Waiting], To::State(Working), &[Handler], &[Guard::NoInterest]),
    row(Step::Proof, &[Received, Working, Weighing], To::Stay, &[Handler], &[Guard::NoInterest]),
    row(
        Step::Propose,
        &[Weighing],
        To::Onwards,
        &[Handler],
        &[
            Guard::NoInterest,
            Guard::SubjectKnown,
            Guard::Proven,
            Guard::AnswerGiven,
            Guard::EverythingWeighed,
            Guard::WorkDone,
            Guard::AdviceHeard,
        ],
    ),
    row(Step::Reopen, &[Sent, Closed], To::State(Weighing), &[Handler], &[Guard::NoInterest]),
    row(Step::Revive, &[NotValid], To::State(Received), &[Taker, Handler], &[]),
    row(
        Step::Search,
        &[Received, Waiting, Working, Weighing],
        To::Stay,
        &[Handler, Clock],
        &[Guard::NoInterest, Guard::SubjectKnown],
    ),
    row(
        Step::Send,
        &[Ready],
        To::State(Sent),
        &[Handler],
        &[
            Guard::NoInterest,
            Guard::SubjectKnown,
            Guard::Proven,
            Guard::WorkDone,
            Guard::AdviceHeard,
            Guard::LatenessExplained,
            Guard::SafeWay,
            Guard::AdjustmentMet,
        ],
    ),
    row(
        Step::SendBack,
        &[Approving],
        To::State(Weighing),
        &[Second],
        &[Guard::NoInterest, Guard::AnotherPerson],
    ),
    row(Step::Tell, ANY, To::Stay, &[Handler], &[Guard::NoInterest]),
    row(
        Step::Weigh,
        &[Received, Working],
        To::State(Weighing),
        &[Handler],
        &[Guard::NoInterest, Guard::SourcesAnswered],
    ),
    row(
        Step::Withdraw,
        OPEN,
        To::State(Closed),
        &[Handler],
        &[Guard::CanBeWithdrawn, Guard::NoInterest],
    ),
    row(Step::Work, OPEN, To::Stay, &[Handler], &[Guard::NoInterest]),
    row(
        Step::Write,
        OPEN,
        To::Stay,
        &[Handler],
        &[Guard::NoInterest, Guard::SafeWay, Guard::AdjustmentMet],
    ),
];

const fn row(
    step: Step,
    from: &'static [State],
    to: To,
    by: &'static [Role],
    guards: &'static [Guard],
) -> Transition {
    Transition { step, from, to, by, guards }
}

/// Why a step cannot be taken, and who can change that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// Not from here. What can be done from here.
    NotFromHere {
        /// The step.
        step: Step,
        /// Where the case stands.
        state: State,
        /// What can be done by whoever asks.
        can: Vec<Step>,
    },
    /// Not by whoever asks.
    NotBy {
        /// The step.
        step: Step,
        /// By whom.
        by: &'static [Role],
    },
    /// Something stands in the way.
    Guarded(Guard),
    /// It takes a reason.
    NoReason(Step),
}

impl Blocked {
    /// Why, and who can unblock it.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        match self {
            Blocked::NotFromHere { step, state, can } => {
                let can: Vec<&str> = can.iter().map(|step| step.id()).collect();
                vec![
                    Message::new("casework-blocked-not-from-here")
                        .with("step", step.id())
                        .with("state", state.id())
                        .with("can", can.join(", ")),
                ]
            }
            Blocked::NotBy { step, by } => {
                let mut said =
                    vec![Message::new("casework-blocked-not-by").with("step", step.id())];
                said.extend(by.iter().map(|role| role.message()));
                said
            }
            Blocked::Guarded(guard) => vec![guard.message(), guard.unblocked_by().message()],
            Blocked::NoReason(step) => {
                vec![Message::new("casework-blocked-no-reason").with("step", step.id())]
            }
        }
    }
}

/// Where a step leads, for somebody in these roles; or what stands in the way.
///
/// # Errors
/// [`Blocked`] says what, and who can unblock it.
pub fn next(standing: &Standing, step: Step, roles: &[Role]) -> Result<State, Blocked> {
    let here = TABLE.iter().filter(|row| row.step == step && row.from.contains(&standing.state));
    let mut blocked = None;
    for row in here {
        if !row.by.iter().any(|role| roles.contains(role)) {
            blocked.get_or_insert(Blocked::NotBy { step, by: row.by });
        } else if let Some(guard) = row.guards.iter().find(|guard| !guard.lets(standing)) {
            // What stands in the way of somebody who may says more than that others may not.
            if !matches!(blocked, Some(Blocked::Guarded(_))) {
                blocked = Some(Blocked::Guarded(*guard));
            }
        } else {
            return Ok(leads(row.to, standing.kind, standing.state));
        }
    }
    Err(blocked.unwrap_or_else(|| Blocked::NotFromHere {
        step,
        state: standing.state,
        can: possible(standing, roles),
    }))
}

/// What somebody in these roles can do with a case as it stands, in alphabetical order.
#[must_use]
pub fn possible(standing: &Standing, roles: &[Role]) -> Vec<Step> {
    let can = |row: &&Transition| {
        row.from.contains(&standing.state)
            && row.by.iter().any(|role| roles.contains(role))
            && row.guards.iter().all(|guard| guard.lets(standing))
    };
    let mut steps: Vec<Step> = TABLE.iter().filter(can).map(|row| row.step).collect();
    steps.dedup();
    steps
}

fn leads(to: To, kind: Kind, from: State) -> State {
    match to {
        To::State(state) => state,
        To::Stay => from,
        To::Onwards if kind.second_person().is_some() => Approving,
        To::Onwards => Ready,
    }
}

/// The machine as a diagram, in Mermaid's language: the steps that lead from one state to another.
#[must_use]
pub fn diagram() -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> received: receive\n");
    let mut draw = |from: State, to: State, step: Step, note: &str| {
        let line = format!("    {} --> {}: {step}{note}\n", name(from), name(to));
        if !out.contains(&line) {
            out.push_str(&line);
        }
    };
    for row in TABLE {
        for &from in row.from {
            match row.to {
                To::State(to) => draw(from, to, row.step, ""),
                To::Stay => {}
                To::Onwards => {
                    draw(from, Approving, row.step, " (where a second person is needed)");
                    draw(from, Ready, row.step, " (where none is)");
                }
            }
        }
    }
    out.push_str("    closed --> [*]\n");
    out
}

fn name(state: State) -> String {
    state.id().replace('-', "_")
}

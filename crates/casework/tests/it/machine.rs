//! The machine, from the outside: every step, from every state, by every role.

use std::collections::BTreeSet;

use casework::machine::{Blocked, TABLE, diagram, next, possible};
use casework::{Advice, Guard, Kind, Role, Standing, State, Step};

/// A case in which nothing stands in the way.
fn free(kind: Kind, state: State) -> Standing {
    Standing {
        kind,
        state,
        subject_known: true,
        proven: true,
        asked: false,
        extended: false,
        acknowledged: false,
        unanswered: 0,
        unweighed: 0,
        answered: true,
        late: false,
        lateness_said: false,
        advice: Advice::None,
        same_person: false,
        interest: false,
        safe_way: true,
        work_left: 0,
        adjustment_met: true,
        left: 0,
        alone: false,
    }
}

/// What each role may do in each state, written out by hand: the table must come to the same.
fn expected(role: Role, state: State) -> &'static [&'static str] {
    use Role::{Adviser, Clock, Handler, Owner, Second, Taker};
    use State::{Approving, Closed, NotValid, Ready, Received, Sent, Waiting, Weighing, Working};
    match (role, state) {
        (Taker, NotValid) => &["acknowledge", "link", "note", "revive"],
        (Taker, Sent | Closed) => &["link", "note"],
        (Taker, _) => &["acknowledge", "link", "note"],
        (Handler, Received) => &[
            "acknowledge",
            "ask",
            "ask-proof",
            "begin",
            "extend",
            "hand-over",
            "identify",
            "link",
            "not-valid",
            "note",
            "proof",
            "search",
            "tell",
            "weigh",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Waiting) => &[
            "acknowledge",
            "ask",
            "back",
            "extend",
            "hand-over",
            "identify",
            "link",
            "not-valid",
            "note",
            "proof",
            "search",
            "tell",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Working) => &[
            "accept",
            "acknowledge",
            "ask",
            "ask-proof",
            "back",
            "extend",
            "hand-over",
            "identify",
            "items",
            "link",
            "not-valid",
            "note",
            "proof",
            "search",
            "tell",
            "weigh",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Weighing) => &[
            "accept",
            "acknowledge",
            "ask",
            "ask-proof",
            "back",
            "extend",
            "hand-over",
            "identify",
            "items",
            "link",
            "note",
            "proof",
            "propose",
            "search",
            "tell",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Approving) => &[
            "acknowledge",
            "ask",
            "back",
            "extend",
            "hand-over",
            "identify",
            "link",
            "note",
            "tell",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Ready) => &[
            "acknowledge",
            "ask",
            "back",
            "extend",
            "hand-over",
            "identify",
            "link",
            "note",
            "send",
            "tell",
            "withdraw",
            "work",
            "write",
        ],
        (Handler, Sent) => &["bounce", "close", "link", "note", "reopen", "tell"],
        (Handler, Closed) => &["bounce", "link", "note", "reopen", "tell"],
        (Handler, NotValid) => &[
            "acknowledge",
            "ask",
            "extend",
            "hand-over",
            "identify",
            "link",
            "note",
            "revive",
            "tell",
            "withdraw",
            "work",
            "write",
        ],
        (Second, Approving) => &["approve", "note", "send-back"],
        (Second, _) => &["note"],
        (Adviser, Sent | Closed) => &["note"],
        (Adviser, _) => &["advise", "note"],
        (Owner, Sent | Closed) => &["note"],
        (Owner, _) => &["hand-over", "note"],
        (Clock, Sent) => &["bounce", "close", "note"],
        (Clock, Closed) => &["bounce", "note"],
        (Clock, Received | Waiting | Working | Weighing) => &["acknowledge", "note", "search"],
        (Clock, _) => &["acknowledge", "note"],
    }
}

#[test]
fn every_role_may_do_in_every_state_what_was_meant_and_nothing_else() {
    for &state in State::ALL {
        for &role in Role::ALL {
            let case = free(Kind::Access, state);
            let can: BTreeSet<&str> =
                possible(&case, &[role]).into_iter().map(|step| step.id()).collect();
            let meant: BTreeSet<&str> = expected(role, state).iter().copied().collect();
            assert_eq!(can, meant, "{role:?} in {state}");
            for &step in Step::ALL {
                assert_eq!(next(&case, step, &[role]).is_ok(), can.contains(step.id()), "{step}");
            }
        }
    }
}

#[test]
fn somebody_without_a_role_may_do_nothing() {
    for &state in State::ALL {
        assert_eq!(possible(&free(Kind::Access, state), &[]), []);
    }
}

fn check(change: impl Fn(&mut Standing), state: State, step: Step, by: Role, guard: Guard) {
    let mut case = free(Kind::Access, state);
    assert_ne!(next(&case, step, &[by]), Err(Blocked::Guarded(guard)), "{step} before");
    change(&mut case);
    assert_eq!(next(&case, step, &[by]), Err(Blocked::Guarded(guard)), "{step}");
}

#[test]
fn each_guard_stands_in_the_way_of_its_steps() {
    use Role::{Handler, Second};
    use State::{Approving, Ready, Received, Sent, Weighing, Working};
    check(
        |case| case.acknowledged = true,
        Received,
        Step::Acknowledge,
        Handler,
        Guard::AcknowledgedOnce,
    );
    check(|case| case.same_person = true, Approving, Step::Approve, Second, Guard::AnotherPerson);
    check(|case| case.same_person = true, Approving, Step::SendBack, Second, Guard::AnotherPerson);
    check(|case| case.answered = false, Weighing, Step::Propose, Handler, Guard::AnswerGiven);
    check(|case| case.kind = Kind::Complaint, Working, Step::Extend, Handler, Guard::CanBeExtended);
    check(|case| case.unweighed = 1, Weighing, Step::Propose, Handler, Guard::EverythingWeighed);
    check(|case| case.extended = true, Working, Step::Extend, Handler, Guard::ExtendedOnce);
    check(|case| case.late = true, Ready, Step::Send, Handler, Guard::LatenessExplained);
    check(|case| case.late = true, Working, Step::Extend, Handler, Guard::NotLate);
    for (state, step) in [(Received, Step::Begin), (Weighing, Step::Propose), (Ready, Step::Send)] {
        check(|case| case.interest = true, state, step, Handler, Guard::NoInterest);
    }
    check(|case| case.asked = true, Working, Step::Ask, Handler, Guard::NothingAsked);
    check(|case| case.left = 1, Sent, Step::Close, Handler, Guard::NothingLeft);
    check(|case| case.kind = Kind::Feedback, Working, Step::AskProof, Handler, Guard::ProofMatters);
    for (state, step) in [(Weighing, Step::Propose), (Ready, Step::Send)] {
        check(|case| case.proven = false, state, step, Handler, Guard::Proven);
        check(|case| case.subject_known = false, state, step, Handler, Guard::SubjectKnown);
        check(|case| case.advice = Advice::Against, state, step, Handler, Guard::AdviceHeard);
    }
    for (state, step) in
        [(Ready, Step::Send), (Received, Step::Acknowledge), (Received, Step::Write)]
    {
        check(|case| case.safe_way = false, state, step, Handler, Guard::SafeWay);
        check(|case| case.adjustment_met = false, state, step, Handler, Guard::AdjustmentMet);
    }
    for (state, step) in [(Weighing, Step::Propose), (Ready, Step::Send)] {
        check(|case| case.work_left = 1, state, step, Handler, Guard::WorkDone);
    }
    check(|case| case.unanswered = 1, Working, Step::Weigh, Handler, Guard::SourcesAnswered);
}

#[test]
fn every_guard_says_what_it_is_and_who_can_take_it_away() {
    let english = words::Catalogue::english();
    for row in TABLE {
        for guard in row.guards {
            for message in Blocked::Guarded(*guard).messages() {
                let text = english.render(&message);
                assert!(text.ends_with('.') && !text.contains('{'), "{text}");
            }
        }
    }
}

/// A late case can be sent once it was said why; advice against it can be overruled by its owner.
#[test]
fn a_guard_gives_way_to_whoever_can_unblock_it() {
    let mut case = free(Kind::Access, State::Ready);
    (case.late, case.lateness_said) = (true, true);
    case.advice = Advice::Overruled;
    assert_eq!(next(&case, Step::Send, &[Role::Handler]), Ok(State::Sent));
    case.advice = Advice::Against;
    assert_eq!(next(&case, Step::Overrule, &[Role::Owner]), Ok(State::Ready));
    let mut alone = free(Kind::Access, State::Approving);
    (alone.same_person, alone.alone) = (true, true);
    assert_eq!(next(&alone, Step::Approve, &[Role::Handler]), Ok(State::Ready));
}

/// From every state each other can be reached, but for those a case only passes on its way in: so
/// nothing ends where nobody can take it up again, and each step forward has a way back.
#[test]
fn there_is_a_way_back_from_everywhere() {
    for &kind in Kind::ALL {
        for &from in State::ALL {
            let mut reached = BTreeSet::from([from]);
            loop {
                let more: BTreeSet<State> = reached
                    .iter()
                    .flat_map(|&state| {
                        Step::ALL
                            .iter()
                            .filter_map(move |&step| next(&free(kind, state), step, Role::ALL).ok())
                    })
                    .collect();
                let before = reached.len();
                reached.extend(more);
                if reached.len() == before {
                    break;
                }
            }
            for &state in State::ALL {
                let needed = match state {
                    State::Approving => kind.second_person().is_some(),
                    State::Waiting => kind.needs_proof(),
                    _ => true,
                };
                assert!(!needed || reached.contains(&state), "{kind}: {state} from {from}");
            }
        }
    }
}

#[test]
fn a_reason_is_wanted_wherever_somebody_will_ask_for_one() {
    let wanted: Vec<&str> =
        Step::ALL.iter().filter(|step| step.needs_reason()).map(|step| step.id()).collect();
    assert_eq!(
        wanted,
        [
            "accept",
            "advise",
            "ask",
            "ask-proof",
            "back",
            "bounce",
            "lateness",
            "not-valid",
            "note",
            "overrule",
            "proof",
            "reopen",
            "send-back",
            "withdraw"
        ]
    );
}

/// The documentation has the diagram the code makes.
#[test]
fn the_diagram_in_the_documentation_is_the_machine() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cases.md");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.contains(&diagram()),
        "put the output of `keyholder case states` into docs/cases.md:\n{}",
        diagram()
    );
}

#[test]
fn kinds_and_steps_are_read_by_their_ids() {
    for &kind in Kind::ALL {
        assert_eq!(kind.id().parse(), Ok(kind));
    }
    for &step in Step::ALL {
        assert_eq!(step.id().parse(), Ok(step));
    }
    for (word, kind) in
        [("SAR", Kind::Access), ("deletion", Kind::Erasure), ("DPIA", Kind::Assessment)]
    {
        assert_eq!(word.parse(), Ok(kind));
    }
    let unknown = "fine".parse::<Kind>().unwrap_err().to_string();
    assert_eq!(unknown, "there is no kind of case `fine`; `keyholder case kinds` lists them");
}

use casework::machine::Blocked;
use casework::{Error, Guard, Kind, Outcome, Searched, State, Step, Taking, Who};
use jiff::civil::date;
use law::clock::{Gate, Status};

use crate::{Office, TODAY, answer, changed, days_after, noon, plain, proof, searched, why};

fn blocked(error: Result<impl std::fmt::Debug, Error>) -> Blocked {
    match error.unwrap_err() {
        Error::Blocked(blocked) => blocked,
        error => panic!("{error}"),
    }
}

/// The whole way of an access request, from the call to the closed case.
#[test]
fn an_access_request_goes_its_way() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let taken = office.goes(
        "ada",
        case,
        &[
            (Step::Acknowledge, plain()),
            (Step::Begin, plain()),
            (Step::Proof, proof(Gate::Identity)),
            (Step::Search, searched()),
            (Step::Weigh, plain()),
            (Step::Propose, answer(Outcome::Given)),
        ],
        days_after(TODAY, 3),
    );
    assert_eq!(taken.state, State::Approving);
    assert!(taken.approval.is_some());
    office.goes("ben", case, &[(Step::Approve, plain())], days_after(TODAY, 4));
    let sent = office.goes("ada", case, &[(Step::Send, plain())], days_after(TODAY, 5));
    assert_eq!(sent.state, State::Sent);
    let closed = office.goes("ada", case, &[(Step::Close, plain())], days_after(TODAY, 6));
    assert_eq!((closed.state, closed.version), (State::Closed, 10));

    let question = office.question("ada", days_after(TODAY, 7));
    let shown =
        office.desk.show(Who::Officer(&question), case, noon(days_after(TODAY, 7))).unwrap();
    assert_eq!(shown.clock.unwrap().status, Status::Answered { late: 0 });
    assert_eq!(shown.outcome.as_deref(), Some("given"));
    assert_eq!(shown.words.answer.as_deref(), Some("Here is what we hold about you."));
    let by: Vec<&str> = shown.steps.iter().map(|step| step.by.as_str()).collect();
    assert_eq!(by, ["cara", "ada", "ada", "ada", "ada", "ada", "ada", "ben", "ada", "ada"]);
}

#[test]
fn whoever_answers_the_telephone_reads_no_case() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let question = office.question("cara", TODAY);
    let who = Who::Officer(&question);
    assert!(matches!(office.desk.show(who, case, noon(TODAY)), Err(Error::None)));
    assert!(matches!(office.desk.show(who, 1, noon(TODAY)), Err(Error::None)));
    assert!(matches!(
        blocked(office.take("cara", case, Step::Begin, &plain(), TODAY)),
        Blocked::NotBy { step: Step::Begin, .. }
    ));
}

/// A question stops the clock, and everything else goes on.
#[test]
fn a_pause_stops_the_clock_and_nothing_else() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), date(2026, 11, 2)).no;
    let asked =
        office.take("ada", case, Step::Ask, &why("Which years?"), date(2026, 11, 9)).unwrap();
    assert_eq!((asked.due, asked.state), (None, State::Received));
    for (step, taking) in [
        (Step::Note, why("They are looking.")),
        (Step::Begin, plain()),
        (Step::Proof, proof(Gate::Identity)),
        (Step::Search, searched()),
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Given)),
    ] {
        let taken = office.take("ada", case, step, &taking, date(2026, 11, 12)).unwrap();
        assert_eq!(taken.due, None, "{step}");
    }
    assert_eq!(
        blocked(office.take("ada", case, Step::Ask, &why("And?"), date(2026, 11, 12))),
        Blocked::Guarded(Guard::NothingAsked)
    );
    let answered = office
        .take("cara", case, Step::Answered, &why("All of them."), date(2026, 11, 20))
        .unwrap();
    // The worked example of the law: 12 days do not count.
    assert_eq!(answered.due, Some(date(2026, 12, 14)));
}

/// Waiting for proof has a day of its own: the time starts when it comes.
#[test]
fn the_time_starts_when_proof_has_come() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let asked = office.take("ada", case, Step::AskProof, &proof(Gate::Identity), TODAY).unwrap();
    assert_eq!((asked.state, asked.due), (State::Waiting, None));
    assert!(matches!(
        office.take("ada", case, Step::AskProof, &why("they are not known"), TODAY),
        Err(Error::Malformed(_))
    ));
    let came =
        office.take("ada", case, Step::Proof, &proof(Gate::Identity), date(2026, 12, 11)).unwrap();
    assert_eq!((came.state, came.due), (State::Working, Some(date(2027, 1, 11))));
}

#[test]
fn more_time_is_had_once_in_time_and_where_the_law_gives_it() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let late = office.open(Kind::Access, Some(tenant), date(2026, 10, 1)).no;
    let complaint = office.open(Kind::Complaint, Some(tenant), TODAY).no;
    let day = days_after(TODAY, 10);
    let extended = office.take("ada", case, Step::Extend, &why("It is complex."), day).unwrap();
    assert_eq!(extended.due, Some(date(2027, 3, 1)));
    for (case, guard) in
        [(case, Guard::ExtendedOnce), (late, Guard::NotLate), (complaint, Guard::CanBeExtended)]
    {
        let error = office.take("ada", case, Step::Extend, &why("It is complex."), day);
        assert_eq!(blocked(error), Blocked::Guarded(guard));
    }
}

/// Late, it goes only when it was said why; and whoever put the answer forward does not approve it.
#[test]
fn late_goes_with_a_reason_and_past_a_second_person() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Erasure, Some(tenant), TODAY).no;
    let day = date(2027, 2, 1);
    office.goes(
        "ada",
        case,
        &[
            (Step::Begin, plain()),
            (Step::Proof, proof(Gate::Identity)),
            (Step::Search, searched()),
            (Step::Work, changed()),
            (Step::Weigh, plain()),
            (Step::Propose, answer(Outcome::Given)),
        ],
        day,
    );
    // Erasing does much harm where it is wrong: the owner approves, not a colleague.
    assert!(matches!(
        blocked(office.take("ben", case, Step::Approve, &plain(), day)),
        Blocked::Guarded(Guard::AloneLongEnough)
    ));
    office.goes("olu", case, &[(Step::Approve, plain())], day);
    assert_eq!(
        blocked(office.take("ada", case, Step::Send, &plain(), day)),
        Blocked::Guarded(Guard::LatenessExplained)
    );
    assert_eq!(
        blocked(office.take("ada", case, Step::Lateness, &plain(), day)),
        Blocked::NoReason(Step::Lateness)
    );
    office.goes(
        "ada",
        case,
        &[(Step::Lateness, why("The archive flooded.")), (Step::Send, plain())],
        day,
    );
}

#[test]
fn nobody_approves_what_they_put_forward() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let to_approval = [
        (Step::Proof, proof(Gate::Identity)),
        (Step::Search, searched()),
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Given)),
    ];
    office.goes("ada", case, &to_approval, TODAY);
    assert!(matches!(
        blocked(office.take("ada", case, Step::Approve, &plain(), TODAY)),
        Blocked::Guarded(Guard::AnotherPerson | Guard::AloneLongEnough)
    ));
    let back = office.take("ben", case, Step::SendBack, &why("A page is missing."), TODAY).unwrap();
    assert_eq!((back.state, back.approval), (State::Weighing, None));
    // A changed answer is approved anew, and the old approval is worth nothing.
    office.goes("ben", case, &[(Step::Propose, answer(Outcome::Partly))], TODAY);
    office.goes(
        "ada",
        case,
        &[(Step::Approve, plain()), (Step::Back, why("One more look."))],
        TODAY,
    );
    office.goes("ben", case, &[(Step::Propose, answer(Outcome::Given))], TODAY);
    assert!(office.take("ben", case, Step::Send, &plain(), TODAY).is_err());
    office.goes("ada", case, &[(Step::Approve, plain())], TODAY);
    office.goes("ben", case, &[(Step::Send, plain())], TODAY);
}

/// The officer advises; only the owner goes past advice, with a reason.
#[test]
fn advice_against_stops_an_answer_until_the_owner_decides() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Objection, Some(tenant), TODAY).no;
    office.goes(
        "ada",
        case,
        &[(Step::Proof, proof(Gate::Identity)), (Step::Search, searched()), (Step::Weigh, plain())],
        TODAY,
    );
    let against = Taking { agrees: false, ..why("Their ground is stronger.") };
    office.goes("dot", case, &[(Step::Advise, against)], TODAY);
    let refuse = answer(Outcome::Refused);
    assert_eq!(
        blocked(office.take("ada", case, Step::Propose, &refuse, TODAY)),
        Blocked::Guarded(Guard::AdviceHeard)
    );
    assert!(matches!(
        blocked(office.take("ada", case, Step::Overrule, &why("No."), TODAY)),
        Blocked::NotBy { .. }
    ));
    office.goes("olu", case, &[(Step::Overrule, why("Safety of others outweighs it."))], TODAY);
    office.goes("ada", case, &[(Step::Propose, refuse)], TODAY);
}

#[test]
fn whoever_declared_an_interest_hands_it_over() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    office.desk.declare_interest(" ADA", tenant, None, noon(TODAY)).unwrap();
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    assert_eq!(
        blocked(office.take("ada", case, Step::Begin, &plain(), TODAY)),
        Blocked::Guarded(Guard::NoInterest)
    );
    office.goes("ben", case, &[(Step::Begin, plain())], TODAY);
}

/// Of two who act on what they both saw, the second is told who was faster and what they did.
#[test]
fn the_loser_is_told_who_won() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let seen = Taking { seen: Some(1), ..plain() };
    office.goes("ben", case, &[(Step::Begin, seen.clone())], TODAY);
    let error = office.take("ada", case, Step::Begin, &seen, TODAY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ben` was faster: begin on 2026-12-01; look again and decide anew"
    );
}

#[test]
fn many_who_press_at_once_do_it_once() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let won: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let office = &office;
                scope.spawn(move || {
                    let who = if n % 2 == 0 { "ada" } else { "ben" };
                    let seen = Taking { seen: Some(1), ..plain() };
                    office.take(who, case, Step::Begin, &seen, TODAY)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| match thread.join().unwrap() {
                Ok(_) => 1,
                Err(Error::Faster { step: Step::Begin, .. }) => 0,
                Err(error) => panic!("{error}"),
            })
            .sum()
    });
    assert_eq!(won, 1);
}

/// A person behind a wall from whoever asks is nobody to them, and so is their case.
#[test]
fn a_wall_holds_here_too() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let question = office.question("ben", TODAY);
    office
        .desk
        .record()
        .wall(
            &question,
            tenant,
            &people::Against::Actor("ada".to_owned()),
            TODAY,
            "a relative",
            noon(TODAY),
        )
        .unwrap();
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    assert!(matches!(
        office.take("ada", case, Step::Begin, &plain(), TODAY),
        Err(Error::Record(people::Error::Refused(_)))
    ));
    office.goes("ben", case, &[(Step::Begin, plain())], TODAY);
}

/// What came back goes on where it was: the time runs again, and a bounce is no answer.
#[test]
fn what_came_back_was_not_an_answer() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    office.goes(
        "ada",
        case,
        &[
            (Step::Search, searched()),
            (Step::Weigh, plain()),
            (Step::Propose, answer(Outcome::Answered)),
            (Step::Send, plain()),
        ],
        TODAY,
    );
    let back = office
        .take("ada", case, Step::Bounce, &why("no such address"), days_after(TODAY, 20))
        .unwrap();
    assert_eq!(back.state, State::Ready);
    assert_eq!(
        blocked(office.take("ada", case, Step::Send, &plain(), days_after(TODAY, 20))),
        Blocked::Guarded(Guard::LatenessExplained)
    );
}

/// Not valid yet keeps its first day, and goes on from it.
#[test]
fn what_was_missing_can_come_at_any_time() {
    let office = Office::new();
    let case = office.open(Kind::Access, None, TODAY).no;
    let none = why("we cannot tell who wrote");
    let not = office.take("ada", case, Step::NotValid, &none, days_after(TODAY, 2)).unwrap();
    assert_eq!(not.state, State::NotValid);
    let again = office.take("cara", case, Step::Revive, &plain(), days_after(TODAY, 80)).unwrap();
    assert_eq!((again.state, again.due), (State::Received, Some(date(2027, 1, 4))));
    let tenant = office.tenant("Rosa Ash");
    let known = Taking { subject: Some(tenant), ..plain() };
    office.goes("ada", case, &[(Step::Identify, known)], days_after(TODAY, 81));
}

#[test]
fn nothing_happens_tomorrow() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    let tomorrow = Taking { when: Some(crate::moment(days_after(TODAY, 1))), ..plain() };
    let error = office.take("ada", case, Step::Acknowledge, &tomorrow, TODAY).unwrap_err();
    assert_eq!(error.to_string(), "nothing happens on 2026-12-02 before that day");
    let before = Taking { when: Some(crate::moment(date(2026, 11, 1))), ..plain() };
    let error = office.take("ada", case, Step::Extend, &before, TODAY).unwrap_err();
    assert!(matches!(error, Error::Blocked(_)), "{error}");
}

/// A source that was not searched to its end stands in the way until somebody accepts it, with a
/// reason, and *nothing held* is said only where it is so.
#[test]
fn a_source_that_did_not_answer_is_not_passed_over() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let begin = [(Step::Begin, plain()), (Step::Proof, proof(Gate::Identity))];
    office.goes("ada", case, &begin, TODAY);
    let not_searched = Blocked::Guarded(Guard::SourcesAnswered);
    assert_eq!(blocked(office.take("ada", case, Step::Weigh, &plain(), TODAY)), not_searched);
    let mut answers = searched();
    answers.answers[0].answer = Searched::Failed;
    office.goes("ada", case, &[(Step::Search, answers.clone())], TODAY);
    assert_eq!(blocked(office.take("ada", case, Step::Weigh, &plain(), TODAY)), not_searched);
    let accept = |source: &str| Taking {
        source: Some(source.to_owned()),
        ..why("the supplier has closed it for good")
    };
    let error = office.take("ada", case, Step::Accept, &accept("cellar"), TODAY).unwrap_err();
    assert_eq!(error.to_string(), "`cellar` has answered nothing in this case");
    office.goes("ada", case, &[(Step::Accept, accept("housing"))], TODAY);
    // Searched again, it fails again: what was accepted before is not accepted now.
    office.goes("ada", case, &[(Step::Search, answers)], TODAY);
    assert_eq!(blocked(office.take("ada", case, Step::Weigh, &plain(), TODAY)), not_searched);
    office.goes("ada", case, &[(Step::Accept, accept("housing")), (Step::Weigh, plain())], TODAY);
    let nothing = answer(Outcome::NothingHeld);
    let error = office.take("ada", case, Step::Propose, &nothing, TODAY).unwrap_err();
    assert!(error.to_string().starts_with("not every source was searched"), "{error}");
    office.goes("ada", case, &[(Step::Propose, answer(Outcome::Partly))], TODAY);
}

/// Whoever is erased leaves their case behind: it is answered still, and says that it is left.
#[test]
fn the_case_outlives_the_person_it_erased() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Erasure, Some(tenant), TODAY).no;
    let begin = [(Step::Begin, plain()), (Step::Proof, proof(Gate::Identity))];
    office.goes("ada", case, &begin, TODAY);
    let record = office.desk.record();
    let asked = db::approvals::Asked {
        what: "erase a person".to_owned(),
        digest: people::erasure_digest(tenant),
        risk: db::approvals::Risk::High,
        by: "ada".to_owned(),
        reason: "they asked".to_owned(),
    };
    let approval = record
        .data()
        .write("ask", move |tx| {
            let no = db::approvals::ask(tx, &asked, noon(TODAY).micros())?;
            let day = TODAY.to_string();
            db::approvals::decide(
                tx,
                no,
                "dot",
                true,
                "data-protection-officer",
                &day,
                noon(TODAY).micros(),
            )
            .map_err(|why| people::Error::NotApproved(why.to_string()))?;
            Ok::<_, people::Error>(no)
        })
        .unwrap();
    let question = office.ask("ada", "erase", "rights-requests", TODAY);
    let erased = casework::erase(record, &question, tenant, *approval, noon(TODAY)).unwrap();
    assert!(
        erased.survives.iter().any(|left| left.what.starts_with("their cases") && left.count == 1)
    );

    let rest = [
        (Step::Search, searched()),
        (Step::Work, changed()),
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Given)),
    ];
    office.goes("ada", case, &rest, TODAY);
    office.goes("olu", case, &[(Step::Approve, plain())], TODAY);
    office.goes("ada", case, &[(Step::Send, plain())], TODAY);
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!((shown.subject, shown.state), (None, State::Sent));
    assert_eq!(shown.words.said, "Please send me what you hold.");
}

/// A name is no role: whoever is called like the clock is not it.
#[test]
fn nobody_is_the_clock_by_name() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    let error = office.take("keyholder", case, Step::Search, &searched(), TODAY);
    assert!(matches!(blocked(error), Blocked::NotBy { .. }));
    let done = office.desk.take(Who::Clock, case, Step::Search, &searched(), noon(TODAY)).unwrap();
    assert_eq!(done.version, 2);
}

#[test]
fn figures_say_how_much_and_of_nobody() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    for (kind, day) in [(Kind::Enquiry, TODAY), (Kind::Enquiry, date(2026, 10, 1))] {
        let case = office.open(kind, None, day).no;
        let mut steps = vec![(Step::Weigh, plain()), (Step::Propose, answer(Outcome::Answered))];
        if day != TODAY {
            steps.push((Step::Lateness, why("staff were ill")));
        }
        steps.push((Step::Send, plain()));
        office.goes("ada", case, &steps, TODAY);
    }
    office.open(Kind::Access, Some(tenant), TODAY);
    let figures = office.desk.statistics(date(2026, 1, 1), TODAY, noon(TODAY)).unwrap();
    let enquiry = &figures["enquiry"];
    assert_eq!((enquiry.received, enquiry.in_time, enquiry.late, enquiry.open), (2, 1, 1, 0));
    assert_eq!((enquiry.median_days, enquiry.outcomes["answered"]), (Some(61), 2));
    assert_eq!((figures["access"].received, figures["access"].open), (1, 1));
    assert!(office.desk.statistics(TODAY, date(2026, 1, 1), noon(TODAY)).unwrap().is_empty());
}

/// A fee proves nothing, and who somebody is does not show that they may act for another.
#[test]
fn proof_of_one_thing_is_no_proof_of_another() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let proven = |case, gates: &[Gate]| {
        let mut steps = vec![(Step::Begin, plain()), (Step::Search, searched())];
        steps.extend(gates.iter().map(|gate| (Step::Proof, proof(*gate))));
        steps.push((Step::Weigh, plain()));
        office.goes("ada", case, &steps, TODAY);
        office.take("ada", case, Step::Propose, &answer(Outcome::Given), TODAY)
    };
    let own = || office.open(Kind::Access, Some(tenant), TODAY).no;
    assert_eq!(blocked(proven(own(), &[Gate::Fee])), Blocked::Guarded(Guard::Proven));
    assert_eq!(blocked(proven(own(), &[Gate::Authority])), Blocked::Guarded(Guard::Proven));
    assert!(proven(own(), &[Gate::Fee, Gate::Identity]).is_ok());
    let agent = || {
        let new = casework::NewCase {
            kinds: vec![Kind::Access],
            entity: "heart-of-medway".to_owned(),
            received: crate::moment(TODAY),
            subject: Some(tenant),
            requester: casework::Party::named(
                "Wade and Sons",
                casework::Capacity::Agent,
                casework::Channel::Post,
            ),
            recipient: None,
            words: String::new(),
            by: None,
        };
        let case = office.desk.open("cara", &new, noon(TODAY)).unwrap()[0].no;
        let leave = [("leave-seen", "a signed letter"), ("leave-reaches", "yes")];
        let fills = leave.map(|(id, answer)| (id.to_owned(), answer.to_owned())).into();
        office.goes("ada", case, &[(Step::Work, Taking { fills, ..plain() })], TODAY);
        case
    };
    assert_eq!(blocked(proven(agent(), &[Gate::Identity])), Blocked::Guarded(Guard::Proven));
    assert!(proven(agent(), &[Gate::Authority]).is_ok());
}

/// What is decided or sent is not dated back, so that nothing late looks in time.
#[test]
fn nothing_is_sent_on_an_earlier_day() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    let earlier = Taking { when: Some(crate::moment(TODAY)), ..plain() };
    let error = office.take("ada", case, Step::Begin, &earlier, days_after(TODAY, 1)).unwrap_err();
    assert_eq!(error.to_string(), "`begin` happens now, and on no earlier day");
    office.goes("ada", case, &[(Step::Acknowledge, earlier)], days_after(TODAY, 1));
}

/// An approval given by its own door counts as one given in the case.
#[test]
fn an_approval_given_elsewhere_counts() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let steps = [
        (Step::Proof, proof(Gate::Identity)),
        (Step::Search, searched()),
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Given)),
    ];
    let no = office.goes("ada", case, &steps, TODAY).approval.unwrap();
    let day = TODAY.to_string();
    let decide = move |tx: &db::Tx<'_>| {
        db::approvals::decide(tx, no, "ben", true, "decision-owner", &day, noon(TODAY).micros())
            .map_err(|why| people::Error::NotApproved(why.to_string()))
    };
    office.desk.record().data().write("decide", decide).unwrap();
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    office.goes("ada", case, &[(Step::Send, plain())], TODAY);
}

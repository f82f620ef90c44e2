//! Drift, assessments, reviews and the sheet for the board, on both kinds of store.

use std::collections::BTreeMap;

use casework::{
    AssessmentDecision, AssessmentKind, AssessmentState, DriftSeen, Error, FINDINGS_MAX,
    NewAssessment, Who,
};
use db::cluster::Cluster;
use jiff::ToSpan;
use sources::Drift;

use crate::{Office, TODAY, noon};

fn on_both(work: impl Fn(&Office)) {
    work(&Office::new());
    let cluster = Cluster::start("fsync = off").unwrap();
    work(&Office::on(&cluster));
}

#[test]
fn drift_is_kept_taken_noted_and_settled() {
    on_both(|office| {
        let (desk, now) = (&office.desk, noon(TODAY));
        let (dot, olu) = (office.question("dot", TODAY), office.question("olu", TODAY));
        let (dot, olu) = (Who::Officer(&dot), Who::Officer(&olu));
        let column = |name: &str| Drift::Column { table: "t".to_owned(), column: name.to_owned() };
        let key = Drift::Key { table: "t".to_owned(), key: vec!["a".to_owned(), "b".to_owned()] };
        let look_at = |source: &str, all: &[Drift], at| {
            let found = all.iter().map(|one| (one.clone(), "line\n".to_owned())).collect();
            desk.looked_for_drift(source, &Ok(DriftSeen { tables: 1, found }), at).unwrap();
        };
        let look = |all: &[Drift], at| look_at("housing", all, at);
        look(&[column("a"), column("b"), key.clone()], now);
        let found = desk.drift(dot, now).unwrap();
        let drifts: Vec<Drift> = found.iter().map(|one| one.drift.clone()).collect();
        assert_eq!(drifts, [column("a"), column("b"), key]);
        desk.take_drift(dot, found[0].no, TODAY, now).unwrap();
        let twice = desk.take_drift(olu, found[0].no, TODAY, now);
        assert!(matches!(twice, Err(Error::Record(_))), "{twice:?}");
        desk.note_drift(olu, found[1].no, "It goes on Friday.", now).unwrap();
        let count = desk.drift_count(dot, now).unwrap();
        assert_eq!((count.open, count.taken, count.noted, count.unreached), (1, 1, 1, 0));
        // What does not fit is counted, and a system after a large one is settled as any other.
        let many: Vec<Drift> = (0..FINDINGS_MAX + 5).map(|n| column(&n.to_string())).collect();
        look_at("big", &many, now);
        look_at("small", &[column("a")], now);
        let count = desk.drift_count(dot, now).unwrap();
        assert_eq!((count.open, count.more), (FINDINGS_MAX + 2, 5));
        let small = desk.drift_of(dot, "small", now).unwrap();
        assert_eq!(desk.drift_finding(dot, small[0].no, now).unwrap(), small[0]);
        look_at("small", &[], now);
        assert!(desk.drift_of(dot, "small", now).unwrap().is_empty());
        let gone = desk.drift_finding(dot, small[0].no, now);
        assert!(matches!(gone, Err(Error::None)), "{gone:?}");
        desk.drift_of_these(&["housing"], now).unwrap();
        assert_eq!(desk.drift_count(dot, now).unwrap().more, 0);
        desk.looked_for_drift("housing", &Err("away".to_owned()), now).unwrap();
        assert_eq!(desk.drift_count(dot, now).unwrap().unreached, 1);
        look(&[], noon(TODAY.saturating_add(1.day())));
        assert!(desk.drift(dot, now).unwrap().is_empty());
        assert_eq!(desk.drift_looks(dot, now).unwrap().len(), 1);
        desk.drift_of_these(&[], now).unwrap();
        assert!(desk.drift_looks(dot, now).unwrap().is_empty());
        assert!(desk.searched(dot, now).unwrap().is_empty());
        assert!(desk.ask_for_drift(dot, now).unwrap() && !desk.ask_for_drift(olu, now).unwrap());
        // Whoever works on cases alone has no part in it.
        let ada = office.question("ada", TODAY);
        let ada = Who::Officer(&ada);
        assert!(matches!(desk.drift(ada, now), Err(Error::None)));
        assert!(matches!(desk.ask_for_drift(ada, now), Err(Error::None)));
        assert!(matches!(desk.board(ada, TODAY, now), Err(Error::None)));
        assert!(matches!(desk.reviews(ada, now), Err(Error::None)));
        assert!(matches!(desk.drift(Who::Clock, now), Err(Error::None)));
    });
}

#[test]
fn an_assessment_goes_from_hand_to_hand() {
    on_both(|office| {
        let (desk, now) = (&office.desk, noon(TODAY));
        let (dot, olu) = (office.question("dot", TODAY), office.question("olu", TODAY));
        let (dot, olu) = (Who::Officer(&dot), Who::Officer(&olu));
        let new = NewAssessment {
            title: "Cameras in lifts".to_owned(),
            kind: AssessmentKind::Transfer,
            about: String::new(),
            own: false,
        };
        let no = desk.begin_assessment(olu, &new, now).unwrap();
        assert_eq!(
            desk.assessment(olu, no, now).unwrap().owner,
            "decision-owner",
            "who can open it"
        );
        let at = || {
            let found = desk.assessment(dot, no, now).unwrap();
            (found.no, found.version)
        };
        let answers: BTreeMap<String, String> = AssessmentKind::Transfer
            .questions()
            .map(|one| (one.id.to_owned(), "Yes.".to_owned()))
            .collect();
        desk.answer_assessment(olu, at(), &answers, now).unwrap();
        let due = TODAY.saturating_add(3.days());
        desk.ask_about_assessment(olu, (no, "where"), "data-protection", due, now).unwrap();
        desk.send_assessment(olu, at(), now).unwrap();
        desk.advise_on_assessment(dot, at(), (true, "Fine."), now).unwrap();
        let review = Some(TODAY.saturating_add(90.days()));
        let decision = AssessmentDecision { goes: true, says: String::new(), review };
        assert!(desk.decide_assessment(dot, at(), &decision, now).is_err());
        desk.decide_assessment(olu, at(), &decision, now).unwrap();
        let found = desk.assessment(dot, no, now).unwrap();
        assert_eq!((found.state, found.review), (AssessmentState::Signed, review));
        assert_eq!((found.steps.len(), found.asked.len()), (4, 1));
        let soon = TODAY.saturating_add(61.days());
        assert!(!found.is_due(TODAY) && found.is_due(soon) && !found.is_late(soon));
        assert!(found.is_late(TODAY.saturating_add(91.days())));
        assert_eq!(desk.remind_of_assessments(now).unwrap(), 0);
        assert_eq!(desk.remind_of_assessments(noon(soon)).unwrap(), 1);
        let listed = desk.reviews(dot, now).unwrap();
        assert!(listed.iter().any(|one| one.no == Some(no) && one.whose == "decision-owner"));
        assert!(listed.is_sorted_by_key(|one| one.day));
        let board = desk.board(dot, TODAY, now).unwrap();
        assert_eq!((board.all.0.received, board.rights.len()), (0, 0));
    });
}

//! Cases that were begun elsewhere.

use casework::{Begun, Capacity, Channel, Day, Error, Kind, NewCase, Party, State, Step, Who};
use jiff::civil::{Date, date};
use law::clock::Gate;
use people::PersonId;

use crate::{Office, TODAY, days_after, moment, noon};

fn begun(reference: &str, kind: Kind, day: Date, subject: Option<PersonId>) -> Begun {
    Begun {
        reference: reference.to_owned(),
        new: NewCase {
            kinds: vec![kind],
            entity: "heart-of-medway".to_owned(),
            received: moment(day),
            subject,
            requester: Party::named("Rosa Ash", Capacity::Own, Channel::Email),
            recipient: None,
            words: "Please send me what you hold.".to_owned(),
            by: None,
        },
        days: Vec::new(),
    }
}

fn on(step: Step, day: Date, gate: Option<Gate>) -> Day {
    Day { step, day, gate, why: None }
}

fn import(
    office: &Office,
    begun: &Begun,
    apply: bool,
    now: people::Now,
) -> Result<casework::Imported, Error> {
    let question = office.question("ada", TODAY);
    office.desk.import(Who::Officer(&question), begun, apply, now)
}

/// Its time goes on from where it was, by the same arithmetic as if it had been worked here.
#[test]
fn a_case_goes_on_from_where_it_was() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let came = date(2026, 11, 2);
    let checks: &[(&[Day], Date, State)] = &[
        (&[], date(2026, 12, 2), State::Received),
        (&[on(Step::Begin, date(2026, 11, 3), None)], date(2026, 12, 2), State::Working),
        (
            &[on(Step::Answered, date(2026, 11, 12), None), on(Step::Ask, date(2026, 11, 5), None)],
            date(2026, 12, 10),
            State::Received,
        ),
        (
            &[
                on(Step::AskProof, date(2026, 11, 3), Some(Gate::Identity)),
                on(Step::Proof, date(2026, 11, 10), Some(Gate::Identity)),
            ],
            date(2026, 12, 10),
            State::Working,
        ),
        (&[on(Step::Extend, date(2026, 11, 20), None)], date(2027, 2, 2), State::Received),
    ];
    for (n, (days, due, state)) in checks.iter().enumerate() {
        let begun = Begun {
            days: days.to_vec(),
            ..begun(&format!("SAR/{n}"), Kind::Access, came, Some(tenant))
        };
        let would = import(&office, &begun, false, noon(TODAY)).unwrap();
        assert_eq!((would.opened.due, would.before), (Some(*due), false), "{days:?}");
        let one = import(&office, &begun, true, noon(TODAY)).unwrap();
        assert_eq!(one.opened.due, Some(*due), "{days:?}");
        let question = office.question("ada", TODAY);
        let no = one.opened.no;
        let shown = office.desk.show(Who::Officer(&question), no, noon(TODAY)).unwrap();
        assert_eq!((shown.state, shown.received), (*state, came));
        assert_eq!(shown.clock.unwrap().due, Some(*due));
        // It is worked here as any other.
        let worked = office.take("ada", no, Step::Note, &crate::why("looked at"), TODAY).unwrap();
        assert_eq!((worked.due, worked.version), (Some(*due), days.len() as i64 + 2));
        assert!(import(&office, &begun, true, noon(TODAY)).unwrap().before, "once");
    }
    assert_eq!(office.desk.queue(100).unwrap().len(), checks.len(), "trying makes none");
}

/// A late one is somebody's to know of the same day; nobody outside is told anything.
#[test]
fn what_is_late_is_said_and_nobody_is_written_to() {
    let office = Office::new();
    office.desk.add_webhook("setup", "https://crm.example/x", noon(TODAY)).unwrap();
    let late = begun("old/1", Kind::Access, date(2026, 9, 1), None);
    import(&office, &late, true, noon(TODAY)).unwrap();
    assert!(office.desk.hooks(noon(TODAY)).unwrap().is_empty());
    assert!(office.desk.outgoing("https://x.example", noon(TODAY)).unwrap().is_empty());
    assert_eq!(office.desk.tick(noon(TODAY)).unwrap().late, 1);
}

#[test]
fn what_cannot_be_is_left_out() {
    let office = Office::new();
    let check = |kind: Kind, days: &[Day], reason: &str| {
        let begun = Begun { days: days.to_vec(), ..begun("a/1", kind, TODAY, None) };
        let error = import(&office, &begun, true, noon(TODAY)).unwrap_err();
        assert!(!matches!(error, Error::Record(_)), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    };
    let day = |step| on(step, TODAY, None);
    check(Kind::Access, &[day(Step::Approve)], "`approve` is not taken over");
    check(Kind::Complaint, &[day(Step::Extend)], "`extend` is not taken over for complaint");
    check(Kind::Access, &[day(Step::AskProof)], "say what proof it was");
    check(Kind::Access, &[on(Step::Begin, days_after(TODAY, -1), None)], "cannot have happened");
    check(Kind::Access, &[on(Step::Begin, days_after(TODAY, 1), None)], "cannot have happened");
    let cara = office.question("cara", TODAY);
    let one = begun("a/2", Kind::Access, TODAY, None);
    let by_anybody = office.desk.import(Who::Officer(&cara), &one, true, noon(TODAY));
    assert!(matches!(by_anybody, Err(Error::None)), "whoever works on cases does it");
    let tomorrow = begun("a/3", Kind::Access, days_after(TODAY, 1), None);
    assert!(import(&office, &tomorrow, true, noon(TODAY)).is_err());
    check(Kind::Access, &[day(Step::Answered)], "there was no question to answer");
    let twice = [day(Step::Ask), day(Step::Ask)];
    check(Kind::Access, &twice, "a question was open already");
    assert!(office.desk.queue(10).unwrap().is_empty());
}

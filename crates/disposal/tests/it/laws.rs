//! Whatever happened before: what a run takes is past its time and has nothing in its way, and nothing
//! else of anybody goes.

use disposal::State;
use jiff::civil::{Date, date};
use people::{Keeps, NewHold, PersonId};
use proptest::prelude::*;

use crate::{LONG_AGO, Office, TODAY, now};

/// What happens to one of three people.
#[derive(Clone, Debug)]
enum Happens {
    Letter { class: usize, event: Option<i16> },
    TenancyEnds(i16),
    Hold(usize),
    LetGo(usize),
}

const CLASSES: [(&str, i16, &[&str]); 3] = [
    ("tenancy-file", 6, &["claim", "police", "ombudsman", "request"]),
    ("right-to-rent", 1, &["police", "request"]),
    ("emergency-contact", 0, &[]),
];
const KINDS: [&str; 3] = ["claim", "police", "inquest"];

fn happens() -> impl Strategy<Value = (usize, Happens)> {
    let year = 2010_i16..2026;
    let one = prop_oneof![
        4 => (0..CLASSES.len(), proptest::option::of(year.clone()))
            .prop_map(|(class, event)| Happens::Letter { class, event }),
        1 => year.prop_map(Happens::TenancyEnds),
        1 => (0..KINDS.len()).prop_map(Happens::Hold),
        1 => (0..KINDS.len()).prop_map(Happens::LetGo),
    ];
    (0_usize..3, one)
}

/// A drawer as it ought to lie: whose, of which class, and the day its period starts.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Lies {
    whose: usize,
    class: usize,
    event: Option<Date>,
}

fn day(year: i16) -> Date {
    date(year, 1, 1)
}

fn due(drawer: Lies) -> Option<Date> {
    let (_, years, _) = CLASSES[drawer.class];
    drawer.event.map(|event| {
        if years == 0 {
            event.saturating_add(jiff::Span::new().days(30))
        } else {
            day(event.year() + years)
        }
    })
}

fn drawers(office: &Office, person: PersonId) -> usize {
    let counted = office.record.data().read("drawers", |tx| {
        let no = people::number(tx, person)?;
        let (first, last) = (no.get() << 16, (no.get() << 16) | 0xffff);
        let sql = "SELECT COUNT(*) FROM drawer WHERE no BETWEEN ?1 AND ?2";
        tx.one(sql, db::params![first, last], |row| row.int(0)).map_err(people::Error::from)
    });
    usize::try_from(counted.unwrap().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_run_takes_what_it_may_and_nothing_else(steps in proptest::collection::vec(happens(), 1..24)) {
        let office = Office::new();
        office.switch_on();
        let people: Vec<PersonId> =
            (0..3).map(|no| office.tenant(&format!("Person {no}"))).collect();
        let (mut lie, mut held): (Vec<Lies>, Vec<(usize, &str)>) = (Vec::new(), Vec::new());
        for (whose, step) in steps {
            let (person, ask) = (people[whose], office.question("collect"));
            match step {
                Happens::Letter { class, event } => {
                    office.letter(person, Some(CLASSES[class].0), event.map(day));
                    let one = Lies { whose, class, event: event.map(day) };
                    if !lie.contains(&one) {
                        lie.push(one);
                    }
                }
                Happens::TenancyEnds(year) => {
                    let on = day(year);
                    let _ = office.record.happened(&ask, person, "tenancy-end", on, now()).unwrap();
                    let waiting = lie.iter_mut().filter(|one| one.whose == whose);
                    for one in waiting.filter(|one| one.event.is_none()) {
                        one.event = Some(on);
                    }
                }
                Happens::Hold(kind) => {
                    let hold = NewHold {
                        kind: KINDS[kind].to_owned(),
                        post: "data-protection-officer".to_owned(),
                        since: LONG_AGO,
                        review: None,
                        detail: "because".to_owned(),
                    };
                    let _ = office.record.hold_back(&ask, person, &hold, now()).unwrap();
                    held.push((whose, KINDS[kind]));
                }
                Happens::LetGo(kind) => {
                    let there = held.iter().any(|one| *one == (whose, KINDS[kind]));
                    let done = office.record.let_go(&ask, person, KINDS[kind], TODAY, now());
                    prop_assert_eq!(done.is_ok(), there);
                    held.retain(|one| *one != (whose, KINDS[kind]));
                }
            }
        }
        let goes = |drawer: &&Lies| {
            // The name lies with the tenancy's letters: that class stays out of the run.
            let (_, _, holds) = CLASSES[drawer.class];
            // A hold no class speaks of keeps everything.
            let is_held = held.iter().any(|(whose, kind)| {
                *whose == drawer.whose && (*kind == "inquest" || holds.contains(kind))
            });
            drawer.class != 0 && due(**drawer).is_some_and(|due| due < TODAY) && !is_held
        };
        let went = |whose: usize| lie.iter().filter(|one| one.whose == whose).filter(goes).count();
        let before: Vec<usize> = people.iter().map(|person| drawers(&office, *person)).collect();
        let classes = ["right-to-rent".to_owned(), "emergency-contact".to_owned()];
        match disposal::make(&office.record, "ada", &classes, Keeps::NOTHING, now()) {
            Err(disposal::Error::Nothing) => prop_assert_eq!((0..3).map(went).sum::<usize>(), 0),
            made => {
                let run = made.unwrap();
                office.approve(run.approval.unwrap());
                let came = office.carry_out(run.no).unwrap();
                prop_assert_eq!((came.stayed, came.waits), (0, 0));
                prop_assert_eq!(disposal::run(&office.record, run.no).unwrap().state, State::Done);
                for whose in 0..3 {
                    let gone = before[whose] - drawers(&office, people[whose]);
                    prop_assert_eq!(gone, went(whose), "of person {}", whose);
                }
            }
        }
    }
}

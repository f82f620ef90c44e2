use people::{ASK_LENGTH_MAX, ByHand, Hand, Now, PersonId};
use serde_json::json;

use crate::{Office, TODAY, now, on_both};

fn place(source: &str, ask: &str) -> ByHand {
    ByHand { source: source.to_owned(), post: "records".to_owned(), ask: ask.to_owned() }
}

fn open_tasks(office: &Office) -> usize {
    let of = |tx: &db::Tx<'_>| db::tasks::overdue(tx, "2030-01-01", 100);
    office.record.data().read("tasks", of).unwrap().len()
}

/// Asks for a person in these places, and says how it stands with each.
fn asked(office: &Office, person: PersonId, places: &[ByHand], now: Now) -> Vec<Hand> {
    let question = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
    }));
    let record = &office.record;
    let leave = record.leave_to_collect(&question, person, &["paper", "paper-2"], now).unwrap();
    record.ask_by_hand(&leave, "ann", person, places, now).unwrap()
}

#[test]
fn a_post_is_asked_once_about_a_person_and_its_answer_stands_for_a_month() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01634 960001");
        let bo = office.tenant("Bo Example", "01634 960002");
        let places =
            [place("paper", "Look among the files."), place("paper-2", "Look in the shed.")];
        let first = asked(office, ada, &places, now());
        let [Hand::Waits(one), Hand::Waits(two)] = first.as_slice() else { panic!("{first:?}") };
        assert!(one != two && open_tasks(office) == 2);
        let entries = office.entries();
        // Nothing new is asked, and only the leave is written down.
        assert_eq!(asked(office, ada, &places, now()), first);
        assert_eq!((open_tasks(office), office.entries()), (2, entries + 1));
        // Somebody else's is another task.
        assert!(
            matches!(asked(office, bo, &places[..1], now())[..], [Hand::Waits(no)] if no > *two)
        );

        let end = |no: i64| {
            let at = now().micros();
            let ended = office
                .record
                .data()
                .write("end", move |tx| db::tasks::end(tx, no, "joe", "two letters", at));
            assert!(*ended.unwrap());
        };
        end(*one);
        let looked = Hand::Looked("two letters".to_owned());
        assert_eq!(asked(office, ada, &places, now()), [looked.clone(), Hand::Waits(*two)]);
        let day = |days: i64| Now::noon(TODAY.saturating_add(jiff::Span::new().days(days)));
        assert_eq!(asked(office, ada, &places[..1], day(30)), [looked]);
        assert!(
            matches!(asked(office, ada, &places[..1], day(31))[..], [Hand::Waits(no)] if no > *two)
        );

        let tasks = office.record.data().read("late", |tx| db::tasks::overdue(tx, "2030-01-01", 9));
        let tasks = tasks.unwrap();
        let told = tasks.iter().find(|task| task.no == *two).unwrap();
        assert_eq!(
            (told.reference.as_str(), told.due.as_str()),
            ("paper-2: Look in the shed.", "2026-12-01")
        );
        assert_eq!(office.record.subject_of(told).unwrap(), Some(ada));
    });
}

#[test]
fn without_leave_for_a_place_or_with_nobody_to_ask_nothing_is_asked() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01634 960001");
    let question = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
    }));
    let leave = office.record.leave_to_collect(&question, ada, &["paper"], now()).unwrap();
    for wrong in [
        place("elsewhere", "x"),
        ByHand { post: " ".to_owned(), ..place("paper", "x") },
        place("paper", &"x".repeat(ASK_LENGTH_MAX + 1)),
    ] {
        let places = [place("paper", "x"), wrong];
        assert!(office.record.ask_by_hand(&leave, "ann", ada, &places, now()).is_err());
    }
    assert_eq!(open_tasks(&office), 0);
}

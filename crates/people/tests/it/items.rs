//! Items: held, corrected, taken out, found in sets.

use db::params;
use people::identify::{Identifier, Kind};
use people::{
    Chosen, CodeKind, Error, Label, NewItem, NewPerson, NewRelationship, Relabel, SetChange,
};
use serde_json::json;

use crate::{TODAY, now, on_both};

#[test]
fn what_is_never_collected_is_refused_at_the_write() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        for category in ["trade-union-membership", "genetic-data"] {
            let item = NewItem::new(category, "x", "the-person", TODAY);
            let held = office.record.hold(&office.collect(), person, &item, now());
            let Err(Error::Refused(refusal)) = held else { panic!("{category} was held") };
            let explained = refusal.explain(office.record.gate());
            assert!(explained.masked.contains(&category.to_owned()));
        }
    });
}

#[test]
fn an_item_is_corrected_and_taken_out() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let item = NewItem::new("correspondence", "They wrote on Monday.", "the-person", TODAY);
        let no = office.record.hold(&office.collect(), person, &item, now()).unwrap();
        let edit = office.ask(json!({"action": "use"}));
        office.record.correct(&edit, person, no.n, b"They wrote on Tuesday.", now()).unwrap();
        let seen = office.sees(&office.ask(json!({})), person).unwrap();
        assert!(seen.contains(&"correspondence: They wrote on Tuesday.".to_owned()), "{seen:?}");
        office.record.remove(&edit, person, no.n, now()).unwrap();
        assert_eq!(office.sees(&office.ask(json!({})), person).unwrap().len(), 3);
        let again = office.record.remove(&edit, person, no.n, now());
        assert!(matches!(again, Err(Error::Malformed(_))));
    });
}

#[test]
fn many_change_one_file_at_once_and_nothing_is_lost() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        std::thread::scope(|scope| {
            for worker in 0..4 {
                scope.spawn(move || {
                    for n in 0..10 {
                        let text = format!("note {worker}.{n}");
                        let item = NewItem::new("correspondence", text, "the-person", TODAY);
                        while let Err(error) =
                            office.record.hold(&office.collect(), person, &item, now())
                        {
                            assert!(matches!(error, Error::Changed), "{error}");
                        }
                    }
                });
            }
        });
        assert_eq!(office.sees(&office.ask(json!({})), person).unwrap().len(), 43);
    });
}

#[test]
fn files_emptied_and_begun_anew_by_many_at_once_stay_whole() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let edit = office.ask(json!({"action": "use"}));
        let all = SetChange::Remove;
        std::thread::scope(|scope| {
            for worker in 0..6 {
                let edit = &edit;
                scope.spawn(move || {
                    let record = &office.record;
                    let busy =
                        |error: &Error| matches!(error, Error::Changed | Error::Malformed(_));
                    for n in 0..60 {
                        let text = format!("note {worker}.{n}");
                        let item = NewItem::new("correspondence", text, "the-person", TODAY);
                        let held = record.hold(&office.collect(), person, &item, now());
                        assert!(held.as_ref().map_or_else(busy, |_| true), "{held:?}");
                        let changed = match (worker, held) {
                            // The drawer goes with its key, and the next note begins another.
                            (0 | 1, _) => record.change_all(edit, person, &all, now()).map(|_| ()),
                            (_, Ok(no)) => {
                                record.correct(edit, person, no.n, b"put right", now()).map(|_| ())
                            }
                            (_, Err(error)) => Err(error),
                        };
                        assert!(changed.as_ref().map_or_else(busy, |()| true), "{changed:?}");
                        office.sees(&office.ask(json!({})), person).unwrap();
                    }
                });
            }
        });
        let item = NewItem::new("correspondence", "the last", "the-person", TODAY);
        office.record.hold(&office.collect(), person, &item, now()).unwrap();
        let seen = office.sees(&office.ask(json!({})), person).unwrap();
        assert!(seen.contains(&"correspondence: the last".to_owned()), "{seen:?}");
    });
}

#[test]
fn everything_on_a_file_changes_at_once_and_is_one_entry() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let edit = office.ask(json!({"action": "use"}));
        let recipient =
            office.record.codes().code(CodeKind::Recipient, "repairs-contractors").unwrap();
        let before = office.entries();
        let given = Relabel { kind: Label::Given, from: None, to: Some(recipient) };
        let change = SetChange::Relabel(given);
        assert_eq!(office.record.change_all(&edit, person, &change, now()).unwrap(), 3);
        assert_eq!(office.entries(), before + 1);
        let opened = office.record.look(&edit, person, now()).unwrap();
        for item in opened.items(&office.record).unwrap() {
            assert_eq!(item.labels(Label::Given).collect::<Vec<_>>(), [recipient]);
        }
        let gone = office.record.change_all(&edit, person, &SetChange::Remove, now()).unwrap();
        assert_eq!((gone, office.sees(&edit, person).unwrap().len()), (3, 0));
    });
}

#[test]
fn asking_to_change_what_is_not_there_is_written_down() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let before = office.entries();
        let edit = office.ask(json!({"action": "use"}));
        let gone = office.record.correct(&edit, person, 99, b"x", now());
        assert!(matches!(gone, Err(Error::Malformed(_))));
        assert_eq!(office.entries(), before + 1);
    });
}

#[test]
fn a_set_is_decided_for_each_and_is_one_entry() {
    on_both(|office| {
        let people: Vec<_> = (0..20)
            .map(|n| {
                office
                    .tenant(&format!("Person {}", (b'a' + n) as char), &format!("01632 9600{n:02}"))
            })
            .collect();
        let codes = office.record.codes();
        let phone = codes.code(CodeKind::Category, "telephone").unwrap();
        let chosen = Chosen::Label(Label::Category, phone);
        let question = office.ask(json!({"action": "use"}));
        let before = office.entries();
        let set = office.record.set(&question, chosen).unwrap();
        assert_eq!(set.people(), 20);
        let open = set.open_logged(&office.record, now()).unwrap();
        assert_eq!(office.entries(), before + 1);
        let mut count = 0;
        open.each(&office.record, |_, item| {
            assert!(item.value().starts_with(b"01632"));
            count += 1;
        })
        .unwrap();
        assert_eq!(count, 20);

        let recipient = codes.code(CodeKind::Recipient, "repairs-contractors").unwrap();
        let change = Relabel { kind: Label::Given, from: None, to: Some(recipient) };
        let done =
            office.record.edit_set(&question, chosen, &SetChange::Relabel(change), now()).unwrap();
        assert_eq!((done.items, done.people), (20, 20));
        let given = office.record.set(&question, Chosen::Label(Label::Given, recipient)).unwrap();
        assert_eq!(given.people(), 20);
        let gone = office
            .record
            .edit_set(&question, Chosen::Label(Label::Given, recipient), &SetChange::Remove, now())
            .unwrap();
        assert_eq!(gone.items, 20);
        assert_eq!(office.record.set(&question, chosen).unwrap().people(), 0);
        assert_eq!(office.sees(&question, people[3]).unwrap().len(), 2);
    });
}

#[test]
fn an_item_carries_its_source_and_the_notice_in_force() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let opened = office.record.look(&office.ask(json!({})), person, now()).unwrap();
        for item in opened.items(&office.record).unwrap() {
            assert_eq!(item.source(), "the-person");
            assert_eq!(item.notes().notice.as_deref(), Some("2026-10"));
            assert_eq!(item.purposes().collect::<Vec<_>>(), ["tenancy-management"]);
        }
        let hearsay = NewItem::new("correspondence", "x", "a-little-bird", TODAY);
        let held = office.record.hold(&office.collect(), person, &hearsay, now());
        assert!(matches!(held, Err(Error::NotInCharter { kind: "source", .. })));
    });
}

#[test]
fn what_comes_in_is_never_refused_and_what_must_not_stay_is_flagged() {
    on_both(|office| {
        let tenant = office.tenant("Ada Example", "07700 900123");
        let occupant = {
            let lives = NewRelationship::new("occupant", "heart-of-medway", TODAY);
            let mut new = NewPerson::new("relatives-and-household", lives);
            new.identifiers = vec![Identifier::parse(Kind::Name, "Bo Example").unwrap()];
            let ask = office.ask(json!({"action": "collect", "purpose": "household-records"}));
            office.record.enter(&ask, &new, now()).unwrap()
        };
        let ask = office.ask(json!({"action": "collect", "purpose": "household-records"}));
        let look = office.ask(json!({"purpose": "household-records"}));
        let letter = |person, text: &str| {
            let item = NewItem::new("correspondence", text, "the-person", TODAY);
            let no = office.record.hold(&ask, person, &item, now()).unwrap();
            let opened = office.record.look(&look, person, now()).unwrap();
            let items = opened.items(&office.record).unwrap();
            items.iter().find(|item| item.no == no).unwrap().notes().flagged.unwrap_or_default()
        };
        for (text, expected) in [
            ("The tap drips.", ""),
            ("Ring me on 07700 900123 or 01634 565333.", ""),
            ("Our shop steward says so.", "trade-union-membership"),
            ("my  PIN\nis 1234, my card 4111 1111-1111 1111.", "payment-card-details, passwords"),
            ("Reference 4111111111111112 is no card.", ""),
            ("The shop's steward", ""),
        ] {
            let why = letter(tenant, text);
            assert!(
                why.contains(expected) && why.is_empty() == expected.is_empty(),
                "{text}: {why}"
            );
        }
        let why = letter(occupant, "May I have a key?");
        assert!(why.contains("no such thing is asked for"), "{why}");
        let tasks = office.record.data().read("tasks", |tx| {
            tx.one(
                "SELECT COUNT(*) FROM task WHERE kind = 'look-at-what-came-in'",
                params![],
                |row| row.int(0),
            )
        });
        assert_eq!(tasks.unwrap(), Some(3), "one each time something was flagged");
        // A structured field is refused as before.
        let phone = NewItem::new("telephone", "07700 900999", "the-person", TODAY);
        assert!(matches!(
            office.record.hold(&ask, occupant, &phone, now()),
            Err(Error::Refused(_))
        ));
    });
}

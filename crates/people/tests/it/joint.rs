//! Items about several people: seen in each file, changed for all, taken from one alone, and gone
//! with nobody but the last.

use people::{Against, Error, NewItem, PersonId};
use serde_json::json;

use crate::{Office, TODAY, erasing, now, on_both};

fn report(office: &Office) -> (PersonId, PersonId, u32) {
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let item = NewItem::new("correspondence", "They both wrote.", "the-person", TODAY);
    let n = office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    (ada, bo, n)
}

fn letters(office: &Office, person: PersonId) -> Vec<String> {
    let seen = office.sees(&office.ask(json!({})), person).unwrap();
    seen.into_iter().filter(|item| item.starts_with("correspondence")).collect()
}

#[test]
fn it_stands_in_each_file_and_a_correction_reaches_all() {
    on_both(|office| {
        let (ada, bo, n) = report(office);
        for person in [ada, bo] {
            assert_eq!(letters(office, person), ["correspondence: They both wrote."]);
        }
        let edit = office.ask(json!({"action": "use"}));
        let before = office.entries();
        office.record.correct(&edit, ada, n, b"Only Ada wrote.", now()).unwrap();
        assert_eq!(office.entries(), before + 2, "it is in the history of both");
        assert_eq!(letters(office, bo), ["correspondence: Only Ada wrote."]);
    });
}

#[test]
fn one_person_is_no_several_and_one_refusal_refuses_all() {
    on_both(|office| {
        let (ada, bo, _) = report(office);
        let item = NewItem::new("correspondence", "x", "the-person", TODAY);
        let alone = office.record.hold_jointly(&office.collect(), &[ada, ada], &item, now());
        assert!(matches!(alone, Err(Error::Malformed(_))), "{alone:?}");
        let never = NewItem::new("trade-union-membership", "x", "the-person", TODAY);
        let refused = office.record.hold_jointly(&office.collect(), &[ada, bo], &never, now());
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        assert_eq!(letters(office, ada).len(), 1);
    });
}

#[test]
fn taken_from_one_it_stays_with_the_other() {
    on_both(|office| {
        let (ada, bo, n) = report(office);
        let edit = office.ask(json!({"action": "use"}));
        office.record.remove(&edit, ada, n, now()).unwrap();
        assert!(letters(office, ada).is_empty());
        assert_eq!(letters(office, bo).len(), 1);
        office.record.remove(&edit, bo, n, now()).unwrap();
        let left = office.record.data().read("left", |tx| {
            tx.one("SELECT COUNT(*) FROM joint", db::params![], |row| row.int(0))
        });
        assert_eq!(left.unwrap(), Some(0));
    });
}

#[test]
fn a_wall_around_one_hides_it_in_the_file_of_the_other() {
    on_both(|office| {
        let (ada, bo, n) = report(office);
        let ask = office.collect();
        let against = Against::Person(ada);
        let _ = office.record.wall(&ask, bo, &against, TODAY, "they parted", now()).unwrap();
        let own = office.ask(json!({})).on_behalf_of(ada);
        let seen = office.sees(&own, ada).unwrap();
        assert!(seen.iter().all(|item| !item.starts_with("correspondence")), "{seen:?}");
        let opened = office.record.look(&own, ada, now()).unwrap();
        assert_eq!(opened.masked(&office.record).unwrap(), 0, "not even counted");
        let edit = office.ask(json!({"action": "use"})).on_behalf_of(ada);
        let changed = office.record.correct(&edit, ada, n, b"x", now());
        let nothing = office.record.correct(&edit, ada, n ^ 1, b"x", now());
        assert_eq!(changed.unwrap_err().to_string(), nothing.unwrap_err().to_string());
        // An officer who asks for neither sees it.
        assert_eq!(letters(office, ada).len(), 1);
    });
}

#[test]
fn erasing_one_leaves_the_other_whole() {
    on_both(|office| {
        let (ada, bo, n) = report(office);
        let erase = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        let approval = erasing::approve(office, ada);
        let erased = office.record.erase(&erase, ada, approval, now()).unwrap();
        assert!(erased.survives.iter().any(|left| left.what.contains("together")), "{erased:?}");
        assert_eq!(letters(office, bo), ["correspondence: They both wrote."]);
        let shares = office.record.data().read("shares", |tx| {
            tx.one("SELECT COUNT(*) FROM joint_share", db::params![], |row| row.int(0))
        });
        assert_eq!(shares.unwrap(), Some(1), "her key to it is gone");
        let edit = office.ask(json!({"action": "use"}));
        office.record.correct(&edit, bo, n, b"Bo's own now.", now()).unwrap();
        assert_eq!(letters(office, bo), ["correspondence: Bo's own now."]);
    });
}

#[test]
fn its_time_begins_when_the_event_has_come_for_everybody() {
    on_both(|office| {
        let (ada, bo, _) = report(office);
        let edit = office.ask(json!({"action": "use"}));
        let due = || {
            let read = office.record.data().read("due", |tx| {
                tx.one("SELECT due FROM joint", db::params![], |row| row.opt_date(0))
            });
            read.unwrap().flatten()
        };
        let (early, late) = (TODAY.yesterday().unwrap(), TODAY);
        let _ = office.record.happened(&edit, ada, "tenancy-end", late, now()).unwrap();
        assert_eq!(due(), None);
        let _ = office.record.happened(&edit, bo, "tenancy-end", early, now()).unwrap();
        let from_the_last = due().unwrap();
        assert!(from_the_last > late, "{from_the_last}");
        assert_eq!(from_the_last.month(), late.month());
        assert_eq!(from_the_last.day(), late.day());
    });
}

//! New keys for everybody, while everybody goes on.

use std::sync::atomic::{AtomicBool, Ordering};

use people::{Error, Fact, NewChoice, NewItem, Now, PersonId, RETIRED_FOR};
use serde_json::json;
use vault::KeyId;

use crate::erasing::approve;
use crate::{Office, TODAY, now, on_both};

fn later() -> Now {
    let micros = now().micros() + RETIRED_FOR + 1;
    Now::new(jiff::Timestamp::from_microsecond(micros).unwrap())
}

/// The names of every key something of a person is sealed under.
fn keys(office: &Office) -> Vec<[u8; 16]> {
    let read = office.record.data().read("keys", |tx| {
        tx.all(
            "SELECT key FROM drawer UNION SELECT detail_key FROM person
             UNION SELECT history_key FROM person UNION SELECT key FROM joint_share
             UNION SELECT key FROM entry WHERE subject IS NOT NULL
             UNION SELECT SUBSTR(detail, 1, 16) FROM choice",
            db::params![],
            |row| row.bytes::<16>(0),
        )
    });
    read.unwrap()
}

fn filled(office: &Office) -> (PersonId, PersonId) {
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let item = NewItem::new("correspondence", "They both wrote.", "the-person", TODAY);
    office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    let mut large = NewChoice::new(Fact::Adjustment, "", TODAY);
    large.grounds.ground = Some("large print".to_owned());
    let _ = office.record.choose(&office.collect(), ada, &large, now()).unwrap();
    (ada, bo)
}

#[test]
fn everything_reads_as_before_and_the_old_keys_are_gone_a_while_later() {
    on_both(|office| {
        let (ada, bo) = filled(office);
        let look = office.ask(json!({}));
        let before = [office.sees(&look, ada).unwrap(), office.sees(&look, bo).unwrap()];
        let old = keys(office);
        let first = office.record.rotate_people("officer-1", None, 1, &[], now()).unwrap();
        assert_eq!(first.people, 1);
        let rest = office.record.rotate_people("officer-1", first.next, 100, &[], now()).unwrap();
        assert_eq!((rest.people, rest.next), (1, None));
        let new = keys(office);
        assert!(old.iter().all(|key| !new.contains(key)), "something is under an old key");
        let after = [office.sees(&look, ada).unwrap(), office.sees(&look, bo).unwrap()];
        assert_eq!(before, after);
        let choices = office.record.choices(&look, ada, now()).unwrap();
        assert_eq!(choices[0].grounds.ground.as_deref(), Some("large print"));
        let history = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests",
        }));
        assert!(office.record.history(&history, ada, i64::MAX, 100, now()).unwrap().len() > 3);

        assert_eq!(
            office.record.destroy_retired(&[], now()).unwrap(),
            0,
            "somebody may be reading"
        );
        let destroyed = office.record.destroy_retired(&[], later()).unwrap();
        assert!(destroyed >= old.len(), "{destroyed} of {}", old.len());
        for key in old {
            let there = office.record.vault().key(KeyId::from_bytes(key));
            assert!(matches!(there, Err(vault::Error::Gone)));
        }
        assert_eq!(office.sees(&look, ada).unwrap(), before[0]);
        // The newest entries are kept in memory: as they are now, and not under the old keys.
        let (mut read, mut gone) = (0, 0);
        let newest = office.record.newest_entries(&history, 12, now(), |_, _, text| {
            read += 1;
            gone += usize::from(text.is_none());
        });
        newest.unwrap();
        assert!(read == 12 && gone == 0, "{gone} of {read} cannot be read");
    });
}

#[test]
fn nobody_who_reads_or_writes_meanwhile_notices() {
    on_both(|office| {
        let (ada, bo) = filled(office);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for person in [ada, bo] {
                let stop = &stop;
                scope.spawn(move || {
                    let (look, collect) = (office.ask(json!({})), office.collect());
                    for n in 0..60 {
                        if n >= 5 && stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let seen = office.sees(&look, person);
                        assert!(seen.as_ref().is_ok_and(|seen| seen.len() >= 4), "{seen:?}");
                        let item = NewItem::new("correspondence", "x", "the-person", TODAY);
                        let held = office.record.hold(&collect, person, &item, now());
                        assert!(matches!(held, Ok(_) | Err(Error::Changed)), "{held:?}");
                        let note = NewChoice::new(Fact::Adjustment, "", TODAY);
                        let chosen = office.record.choose(&collect, person, &note, now());
                        assert!(matches!(chosen, Ok(_) | Err(Error::Changed)), "{chosen:?}");
                    }
                });
            }
            for _ in 0..5 {
                let turned = office.record.rotate_people("officer-1", None, 100, &[], now());
                assert!(matches!(turned, Ok(_) | Err(Error::Changed)), "{turned:?}");
            }
            stop.store(true, Ordering::Relaxed);
        });
        office.record.destroy_retired(&[], later()).unwrap();
        for person in [ada, bo] {
            let look = office.ask(json!({}));
            assert!(office.sees(&look, person).unwrap().len() >= 9);
            assert!(office.record.choices(&look, person, now()).unwrap().len() >= 5);
        }
    });
}

#[test]
fn an_erasure_takes_the_keys_that_were_replaced_too() {
    on_both(|office| {
        let (ada, _) = filled(office);
        let of_ada = office.record.data().read("keys", |tx| {
            tx.all("SELECT key FROM drawer WHERE no >> 16 = 1", db::params![], |row| {
                row.bytes::<16>(0)
            })
        });
        let of_ada = of_ada.unwrap();
        office.record.rotate_people("officer-1", None, 100, &[], now()).unwrap();
        let erase = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        office.record.erase(&erase, ada, approve(office, ada), now()).unwrap();
        assert!(!of_ada.is_empty());
        for key in of_ada {
            let there = office.record.vault().key(KeyId::from_bytes(key));
            assert!(matches!(there, Err(vault::Error::Gone)), "a replaced key outlived her");
        }
    });
}

//! Looks that save a life: when they may be had, and what becomes of them.

use db::Db;
use db::cluster::Cluster;
use db::spool::Spool;
use db::tasks::{self, Task};
use people::{Against, BreakGlass, Error, PersonId};
use serde_json::{Value, json};

use crate::{Office, TODAY, now, on_both, open_at};

fn emergency(office: &Office, changes: Value) -> people::Question {
    let mut ask = json!({"purpose": "emergencies", "reason": "she fell, no answer"});
    for (key, value) in changes.as_object().unwrap() {
        ask[key] = value.clone();
    }
    office.ask(ask)
}

fn glass(office: &Office) -> BreakGlass {
    let spool = Spool::open(&office.folder.path().join("spool")).unwrap();
    BreakGlass::new(office.record.clone(), spool).unwrap()
}

/// What whoever reviews has to do.
fn reviews(office: &Office) -> Vec<Task> {
    let read = office.record.data().write("tasks", |tx| {
        let day = TODAY.to_string();
        db::posts::appoint(tx, "data-protection-officer", "dee", false, &day, None)?;
        tasks::of(tx, "dee", &day, 10)
    });
    read.unwrap().into_inner()
}

#[test]
fn the_glass_is_broken_for_a_life_with_a_reason_and_the_gate_decides_as_ever() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let glass = glass(office);
        let before = office.entries();
        let opened = glass.look(&emergency(office, json!({})), person, now()).unwrap();
        assert_eq!(opened.items(&office.record).unwrap().len(), 3);
        assert!(opened.entry() > 0, "the log can be written");
        assert_eq!((office.entries(), glass.waiting()), (before + 1, 0));
        let given = reviews(office);
        assert_eq!(given.len(), 1, "it is reviewed as any other");
        assert_eq!(given[0].reference, format!("entry {}", opened.entry()));
        for changes in [
            json!({"purpose": "tenancy-management"}),
            json!({"action": "use"}),
            json!({"reason": null}),
            json!({"reason": "  a reason  "}),
        ] {
            let refused = glass.look(&emergency(office, changes.clone()), person, now()).err();
            assert!(matches!(refused, Some(Error::Malformed(_))), "{changes}: {refused:?}");
        }
        let wall = Against::Actor("officer-1".to_owned());
        let _ = office.record.wall(&office.collect(), person, &wall, TODAY, "kin", now()).unwrap();
        let refuse =
            |who: PersonId| match glass.look(&emergency(office, json!({})), who, now()).err() {
                Some(Error::Refused(refusal)) => format!("{refusal:?}"),
                other => panic!("{other:?}"),
            };
        assert_eq!(refuse(person), refuse(PersonId::from_bytes([1; 16])));
    });
}

/// Lets a database be written, or not: as after a move to a server that only follows.
fn writable(cluster: &Cluster, data: &Db, may: bool) {
    let sql = if may {
        "ALTER DATABASE data RESET default_transaction_read_only"
    } else {
        "ALTER DATABASE data SET default_transaction_read_only = on"
    };
    let _ = data
        .write("a setting", move |tx| {
            tx.execute("SET TRANSACTION READ WRITE", &[])?;
            tx.execute(sql, &[])
        })
        .unwrap();
    // Sessions that are open keep what they began with.
    cluster.crash().unwrap();
}

#[test]
fn a_look_while_a_server_only_follows_is_merged_once_and_reviewed() {
    let cluster = Cluster::start("").unwrap();
    let database = |name| cluster.database(name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let record = open_at(&database("data"), &database("keys"), folder.path());
    let office = Office { folder, record };
    let data = office.record.data();
    let person = office.tenant("Ada Example", "07700 900123");
    let glass = glass(&office);
    let before = office.entries();
    let kept = office.folder.path().join("spool");

    writable(&cluster, data, false);
    let looked = office.record.look(&office.ask(json!({})), person, now()).err();
    assert!(matches!(looked, Some(Error::Store(db::Error::CannotWrite(_)))), "{looked:?}");
    let opened = glass.look(&emergency(&office, json!({})), person, now()).unwrap();
    assert_eq!((opened.entry(), glass.waiting()), (0, 1));
    assert!(!opened.items(&office.record).unwrap().is_empty());
    assert!(glass.merge(now()).is_err());
    let copy = std::fs::read(&kept).unwrap();

    writable(&cluster, data, true);
    assert_eq!(glass.merge(now()).unwrap(), 1);
    assert_eq!((glass.merge(now()).unwrap(), glass.waiting()), (0, 0));
    drop(glass);
    // The same spool again.
    std::fs::write(&kept, copy).unwrap();
    let glass = self::glass(&office);
    assert_eq!((glass.waiting(), glass.merge(now()).unwrap(), glass.waiting()), (1, 0, 0));
    assert_eq!(office.entries(), before + 1);
    let dpo = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
    }));
    let history = office.record.history(&dpo, person, i64::MAX, 10, now()).unwrap();
    assert_eq!(history[0].account.more["break-glass"], true);
    assert_eq!(history[0].account.reason.as_deref(), Some("she fell, no answer"));
    let given = reviews(&office);
    assert_eq!(given.len(), 1);
    assert_eq!(
        (given[0].kind.as_str(), given[0].due.as_str()),
        ("review-break-glass", "2026-11-27")
    );
}

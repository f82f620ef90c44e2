//! Transactions.

use std::sync::atomic::{AtomicBool, Ordering};

use db::cluster::Cluster;
use db::{Db, Entry, Error, Set, Step, params};

use crate::{migrated, on_both};

fn table(db: &Db) {
    let sql = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB) STRICT";
    static SETS: [Set; 1] = [Set {
        room: "test",
        steps: &[Step {
            number: 1,
            name: "t",
            sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB) STRICT",
        }],
    }];
    assert_eq!(SETS[0].steps[0].sql, sql);
    db.migrate(&SETS, 0).unwrap();
}

fn count(db: &Db) -> i64 {
    db.read("count", |tx| tx.one("SELECT COUNT(*) FROM t", params![], |row| row.int(0)))
        .unwrap()
        .unwrap()
}

#[test]
fn neighbours_in_one_commit_do_not_sink_each_other() {
    on_both(|db| {
        table(db);
        std::thread::scope(|scope| {
            for worker in 0..8_i64 {
                let db = db.clone();
                scope.spawn(move || {
                    for n in 0..25_i64 {
                        let result = db.write("put", move |tx| {
                            let no = worker * 25 + n;
                            tx.execute("INSERT INTO t (a) VALUES (?1)", params![no])?;
                            if n % 5 == 0 { Err(Error::Refused("no".to_owned())) } else { Ok(()) }
                        });
                        assert_eq!(result.is_err(), n % 5 == 0);
                    }
                });
            }
        });
        assert_eq!(count(db), 8 * 20);
    });
}

#[test]
fn counting_together_loses_nothing() {
    on_both(|db| {
        table(db);
        let sql = "INSERT INTO t (a, b) VALUES (1, '0')";
        let _ = db.write("begin", move |tx| tx.execute(sql, params![])).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let db = db.clone();
                scope.spawn(move || {
                    let mut done = 0;
                    while done < 10 {
                        let result = db.write("add", |tx| {
                            let was = tx.one("SELECT b FROM t WHERE a = 1", params![], |row| {
                                Ok::<_, Error>(row.text(0)?.to_owned())
                            })?;
                            let next = was.unwrap().parse::<i64>().unwrap() + 1;
                            let next = next.to_string();
                            tx.execute("UPDATE t SET b = ?1 WHERE a = 1", params![&next])
                        });
                        match result {
                            Ok(_) => done += 1,
                            Err(Error::Conflict(_)) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
            }
        });
        let total = db
            .read("look", |tx| {
                tx.one("SELECT b FROM t WHERE a = 1", params![], |row| {
                    Ok::<_, Error>(row.text(0)?.to_owned())
                })
            })
            .unwrap();
        assert_eq!(total.as_deref(), Some("40"));
    });
}

#[test]
fn a_panic_inside_is_an_error_and_the_store_goes_on() {
    on_both(|db| {
        let result = db.write("boom", |_| -> Result<(), Error> { panic!("a fault of ours") });
        assert_eq!(result.unwrap_err(), Error::Panicked("boom"));
        assert!(db.read("look", |tx| tx.newest_entries(5)).unwrap().is_empty());
    });
}

#[test]
fn what_a_read_changes_is_undone_and_values_come_back_as_they_went() {
    on_both(|db| {
        table(db);
        let put = db.write("put", |tx| {
            tx.execute(
                "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)",
                params![7_i64, "Zoë's '?1'", &[0, 255, 7]],
            )
        });
        assert_eq!(*put.unwrap(), 1);
        let row = db
            .read("look", |tx| {
                tx.one("SELECT a, b, c, NULL FROM t", params![], |row| {
                    assert_eq!(row.opt_text(1)?, Some("Zoë's '?1'"));
                    assert!(row.int(1).is_err() && row.text(0).is_err());
                    Ok::<_, Error>((row.int(0)?, row.blob(2)?.to_vec()))
                })
            })
            .unwrap();
        assert_eq!(row, Some((7, vec![0, 255, 7])));
        let refused = db.write("twice", |tx| tx.execute("INSERT INTO t (a) VALUES (7)", params![]));
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let changed = db.read("sneak", |tx| tx.execute("DELETE FROM t", params![]));
        assert!(changed.is_err());
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_changed_migration_and_a_newer_store_are_refused() {
    static OTHER: [Set; 1] =
        [Set { room: "test", steps: &[Step { number: 1, name: "t", sql: "SELECT 1" }] }];
    static NONE: [Set; 1] = [Set { room: "test", steps: &[] }];
    on_both(|db| {
        table(db);
        for sets in [&OTHER, &NONE] {
            assert!(matches!(db.migrate(sets, 0), Err(Error::Migration(_))));
        }
    });
}

#[test]
fn a_second_process_is_told_who_holds_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    let _db = migrated(path.to_str().unwrap());
    assert!(matches!(Db::open(path.to_str().unwrap()).err(), Some(Error::Held(_))));
}

/// A program that is being started has every file of ours open, until it is another program.
#[test]
fn a_store_is_opened_again_while_other_programs_are_started() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let starting = scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                std::process::Command::new("true").status().unwrap();
            }
        });
        let opened = (0..300).find_map(|_| Db::open(path.to_str().unwrap()).err());
        done.store(true, Ordering::SeqCst);
        starting.join().unwrap();
        assert!(opened.is_none(), "{opened:?}");
    });
}

#[test]
fn a_damaged_file_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    {
        let db = migrated(path.to_str().unwrap());
        let entry =
            Entry { at: 1, subject: None, key: [0; 16], leaf: [1; 32], body: vec![2; 9000] };
        db.append(entry).unwrap();
        db.scrub().unwrap();
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    let looked = Db::open(path.to_str().unwrap()).and_then(|db| {
        db.migrate(&[db::MIGRATIONS], 0)?;
        db.read_log("look", |tx| tx.newest_entries(5)).map(|rows| rows.len())
    });
    assert!(matches!(looked, Err(Error::Damaged(_))), "{looked:?}");
}

#[test]
fn a_server_that_crashes_loses_nothing_that_was_acknowledged() {
    let cluster = Cluster::start("").unwrap();
    let db = migrated(&cluster.database("crash").unwrap());
    table(&db);
    let put =
        |n: i64| db.write("put", move |tx| tx.execute("INSERT INTO t (a) VALUES (?1)", params![n]));
    let _ = put(1).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut acknowledged = vec![1];
            for n in 2..400 {
                match put(n) {
                    Ok(_) => acknowledged.push(n),
                    Err(Error::Unavailable(_) | Error::Uncertain(_) | Error::Conflict(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            acknowledged
        });
        std::thread::sleep(std::time::Duration::from_millis(80));
        cluster.crash().unwrap();
        let acknowledged = writer.join().unwrap();
        let there = loop {
            let all = db.read("look", |tx| tx.all("SELECT a FROM t", params![], |row| row.int(0)));
            if let Ok(all) = all {
                break all;
            }
        };
        for n in acknowledged {
            assert!(there.contains(&n), "{n} was acknowledged and is gone");
        }
    });
}

/// What takes a moment to let go of.
struct Slow;

impl Drop for Slow {
    fn drop(&mut self) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// A transaction may hold the store, as those of the rooms above do. Whoever was answered can close it,
/// and open it again at once.
#[test]
fn a_store_is_closed_when_whoever_was_answered_lets_go_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    for n in 0..20_i64 {
        let db = Db::open(path.to_str().unwrap()).unwrap_or_else(|error| panic!("{n}: {error}"));
        if n == 0 {
            table(&db);
        }
        let (slow, held) = (Slow, db.clone());
        db.write("hold the store", move |tx| {
            let _ = (&slow, &held);
            tx.execute("INSERT INTO t (a) VALUES (?1)", params![n])
        })
        .unwrap();
        drop(db);
    }
}

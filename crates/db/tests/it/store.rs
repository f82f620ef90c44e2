//! Transactions.

use db::{Db, Entry, Error, params};

fn open() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path().join("data.db").to_str().unwrap()).unwrap();
    db.migrate(&[db::MIGRATIONS], 0).unwrap();
    (folder, db)
}

#[test]
fn neighbours_in_one_commit_do_not_sink_each_other() {
    let (_folder, db) = open();
    db.write("t", |tx| tx.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT", params![]))
        .unwrap();
    std::thread::scope(|scope| {
        for worker in 0..16_i64 {
            let db = db.clone();
            scope.spawn(move || {
                for n in 0..50_i64 {
                    let result = db.write("put", move |tx| {
                        tx.execute("INSERT INTO t (a) VALUES (?1)", params![worker * 50 + n])?;
                        if n % 5 == 0 { Err(Error::Refused("no".to_owned())) } else { Ok(()) }
                    });
                    assert_eq!(result.is_err(), n % 5 == 0);
                }
            });
        }
    });
    let count = db
        .read("count", |tx| tx.one("SELECT COUNT(*) FROM t", params![], |row| row.int(0)))
        .unwrap();
    assert_eq!(count, Some(16 * 40));
}

#[test]
fn a_panic_inside_is_an_error_and_the_store_goes_on() {
    let (_folder, db) = open();
    let result = db.write("boom", |_| -> Result<(), Error> { panic!("a fault of ours") });
    assert_eq!(result.unwrap_err(), Error::Panicked("boom"));
    assert!(db.read("look", |tx| tx.newest_entries(5)).unwrap().is_empty());
}

#[test]
fn an_entry_is_there_when_its_proof_is() {
    let (_folder, db) = open();
    let entry = Entry { at: 1, subject: Some(7), key: [0; 16], leaf: [1; 32], body: vec![2; 9] };
    let proof = db.append(entry).unwrap();
    let rows = db.read("look", |tx| tx.entries_about(7, i64::MAX, 10)).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].no, proof.no());
}

#[test]
fn a_second_process_is_told_who_holds_the_file() {
    let (folder, _db) = open();
    let again = Db::open(folder.path().join("data.db").to_str().unwrap());
    assert!(matches!(again.err(), Some(Error::Held(_))));
}

//! Entries that come alone: on the disk when they are acknowledged, and in the table whatever
//! happens in between.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use db::{Db, Entry, Error, Tx};

use crate::migrated;

/// A store in a folder, and what was acknowledged: number and leaf, in that order.
struct Case {
    folder: tempfile::TempDir,
    db: Db,
    acknowledged: Mutex<Vec<(i64, [u8; 32])>>,
}

fn entry(n: u32, bytes: usize) -> Entry {
    let mut leaf = [0; 32];
    leaf[..4].copy_from_slice(&n.to_be_bytes());
    let subject = n.is_multiple_of(2).then_some(i64::from(n % 7));
    Entry { at: i64::from(n), subject, key: [3; 16], leaf, body: vec![5; bytes] }
}

fn store(folder: &Path) -> PathBuf {
    folder.join("data.db")
}

impl Case {
    fn new() -> Case {
        let folder = tempfile::tempdir().unwrap();
        let db = migrated(store(folder.path()).to_str().unwrap());
        Case { folder, db, acknowledged: Mutex::default() }
    }

    fn append(&self, n: u32, bytes: usize) {
        let entry = entry(n, bytes);
        let leaf = entry.leaf;
        let no = self.db.append(entry).unwrap().no();
        self.acknowledged.lock().unwrap().push((no, leaf));
    }

    /// Does something while the writer is at a change, which was said to be brief or was not.
    fn while_written(&self, brief: bool, work: impl FnOnce()) {
        std::thread::scope(|scope| {
            let (begun, waits) = std::sync::mpsc::channel();
            scope.spawn(move || {
                let slow = move |_: &Tx<'_>| {
                    let _ = begun.send(());
                    std::thread::sleep(Duration::from_millis(300));
                    Ok::<_, Error>(())
                };
                if brief { self.db.write_brief("slow", slow) } else { self.db.write("slow", slow) }
            });
            waits.recv().unwrap();
            work();
        });
    }

    /// Whether anything lies in the files beside a copy.
    fn has_waited(cut: &Path) -> bool {
        ["-intake-0", "-intake-1"].iter().any(|ending| {
            let file = cut.join(format!("data.db{ending}"));
            std::fs::read(file).unwrap().iter().any(|byte| *byte != 0)
        })
    }

    /// What a copy of the files would have after a power cut now.
    fn cut(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for ending in std::iter::once("").chain(db::BESIDE) {
            let name = format!("data.db{ending}");
            if ending != "-shm" && self.folder.path().join(&name).exists() {
                std::fs::copy(self.folder.path().join(&name), copy.path().join(&name)).unwrap();
            }
        }
        copy
    }
}

fn opened(folder: &Path) -> Result<Db, Error> {
    let db = Db::open(store(folder).to_str().unwrap())?;
    db.migrate(&[db::MIGRATIONS], 0)?;
    Ok(db)
}

fn entries(db: &Db) -> Vec<(i64, [u8; 32])> {
    let rows = db.read_log("all", |tx| tx.entries_after(0, 1_000_000)).unwrap();
    rows.into_iter().map(|row| (row.no, row.entry.leaf)).collect()
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let case = Case::new();
    for n in 0..40 {
        case.append(n, 300);
        if n % 9 == 4 {
            // A change of the office in between, with an entry of its own.
            let change = move |tx: &Tx<'_>| tx.log(&entry(1000 + n, 10));
            let written = match n % 2 {
                0 => case.db.write("change", change),
                _ => case.db.write_brief("change", change),
            };
            let logged = written.unwrap();
            let acknowledged = &mut case.acknowledged.lock().unwrap();
            acknowledged.push((logged.no(), *logged.leaf()));
        }
    }
    let cut = case.cut();
    let there = entries(&opened(cut.path()).unwrap());
    assert_eq!(there, *case.acknowledged.lock().unwrap(), "in the order they were acknowledged");
    // Opened twice, nothing stands there twice; and new numbers go on after the last.
    let again = opened(cut.path()).unwrap();
    assert_eq!(entries(&again), there);
    let next = again.append(entry(9_999, 10)).unwrap().no();
    assert!(next > there.last().unwrap().0);
}

#[test]
fn a_copy_made_after_a_crash_has_what_was_acknowledged() {
    let case = Case::new();
    case.append(1, 10);
    let cut = case.cut();
    let db = Db::open(store(cut.path()).to_str().unwrap()).unwrap();
    db.recover().unwrap();
    let copy = cut.path().join("copy.db");
    db.backup(&copy, None, 0).unwrap();
    let copied = Db::open(copy.to_str().unwrap()).unwrap();
    assert_eq!(entries(&copied), *case.acknowledged.lock().unwrap());
}

#[test]
fn whoever_reads_the_log_sees_what_is_just_being_written() {
    let case = Case::new();
    case.append(1, 10);
    // The writer has taken up the entry, and has not committed it.
    case.while_written(false, || assert_eq!(entries(&case.db), *case.acknowledged.lock().unwrap()));
}

#[test]
fn an_entry_that_comes_while_something_brief_is_written_goes_with_that() {
    let case = Case::new();
    case.while_written(true, || case.append(1, 10));
    let cut = case.cut();
    assert!(!Case::has_waited(cut.path()));
    assert_eq!(entries(&opened(cut.path()).unwrap()), *case.acknowledged.lock().unwrap());
}

#[test]
fn an_entry_does_not_wait_behind_what_may_take_long() {
    let case = Case::new();
    let mut cut = None;
    case.while_written(false, || {
        case.append(1, 10);
        cut = Some(case.cut());
    });
    let cut = cut.unwrap();
    assert!(Case::has_waited(cut.path()));
    assert_eq!(entries(&opened(cut.path()).unwrap()), *case.acknowledged.lock().unwrap());
}

#[test]
fn an_entry_does_not_wait_where_something_long_waits_behind_something_brief() {
    let case = Case::new();
    let mut cut = None;
    std::thread::scope(|scope| {
        case.while_written(true, || {
            scope.spawn(|| case.db.write("long", |_| Ok::<_, Error>(())));
            // Until it is in the queue.
            std::thread::sleep(Duration::from_millis(100));
            case.append(1, 10);
            cut = Some(case.cut());
        });
    });
    assert!(Case::has_waited(cut.unwrap().path()));
}

#[test]
fn an_entry_is_answered_before_something_long_that_came_later() {
    let case = Case::new();
    let answered = Arc::new(AtomicBool::new(false));
    let seen = answered.clone();
    std::thread::scope(|scope| {
        case.while_written(true, || {
            scope.spawn(|| {
                case.append(1, 10);
                answered.store(true, Ordering::SeqCst);
            });
            // Until it is in the queue.
            std::thread::sleep(Duration::from_millis(100));
            let long = case.db.write("long", move |_| {
                let patience = Instant::now();
                while !seen.load(Ordering::SeqCst) && patience.elapsed() < Duration::from_secs(5) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                Ok::<_, Error>(seen.load(Ordering::SeqCst))
            });
            assert!(*long.unwrap(), "both were committed together");
        });
    });
}

#[test]
fn what_is_more_than_the_files_hold_goes_on_into_the_table() {
    let case = Case::new();
    for n in 0..300 {
        case.append(n, 20_000);
    }
    case.append(300, 3 << 20);
    for ending in ["-intake-0", "-intake-1"] {
        let file = case.folder.path().join(format!("data.db{ending}"));
        assert_eq!(std::fs::metadata(file).unwrap().len(), 1 << 20);
    }
    let there = entries(&opened(case.cut().path()).unwrap());
    assert_eq!(there, *case.acknowledged.lock().unwrap());
}

#[test]
fn many_who_come_at_once_are_each_there_once() {
    let case = Case::new();
    std::thread::scope(|scope| {
        for thread in 0..12 {
            let case = &case;
            scope.spawn(move || {
                for n in 0..150 {
                    let n: u32 = thread * 1000 + n;
                    if n.is_multiple_of(5) {
                        let change = move |tx: &Tx<'_>| tx.log(&entry(n, 50));
                        let written = match n % 20 {
                            0 => case.db.write("change", change),
                            _ => case.db.write_brief("change", change),
                        };
                        let logged = written.unwrap();
                        let acknowledged = &mut case.acknowledged.lock().unwrap();
                        acknowledged.push((logged.no(), *logged.leaf()));
                    } else {
                        case.append(n, 2_000);
                    }
                }
            });
        }
    });
    let cut = case.cut();
    let mut acknowledged = case.acknowledged.into_inner().unwrap();
    acknowledged.sort_unstable();
    assert_eq!(entries(&opened(cut.path()).unwrap()), acknowledged);
    assert_eq!(entries(&case.db), acknowledged);
    // Closed in order, the file alone is the whole store.
    drop(case.db);
    for ending in db::BESIDE {
        let _ = std::fs::remove_file(case.folder.path().join(format!("data.db{ending}")));
    }
    assert_eq!(entries(&opened(case.folder.path()).unwrap()), acknowledged);
}

/// Spoils a byte of the first file after a cut; what opening it comes to.
fn spoilt(at: impl Fn(&[u8]) -> usize) -> Result<usize, Error> {
    let case = Case::new();
    for n in 0..6 {
        case.append(n, 100);
    }
    let cut = case.cut();
    let file = cut.path().join("data.db-intake-0");
    let mut bytes = std::fs::read(&file).unwrap();
    let at = at(&bytes);
    bytes[at] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    opened(cut.path()).map(|db| entries(&db).len())
}

#[test]
fn a_batch_that_was_cut_off_was_acknowledged_to_nobody_and_a_spoilt_one_is_damage() {
    let last = |bytes: &[u8]| bytes.iter().rposition(|byte| *byte != 0).unwrap();
    // Nobody can tell the last one from one that never came to its end.
    assert_eq!(spoilt(last).unwrap(), 5);
    for early in [0, 20, 60, 120, 400] {
        let error = spoilt(|_| early).unwrap_err();
        assert!(matches!(error, Error::Damaged(_)), "at {early}: {error}");
    }
}

#[test]
fn the_files_of_another_store_are_refused() {
    let (one, two) = (Case::new(), Case::new());
    one.append(1, 10);
    two.append(2, 10);
    let cut = one.cut();
    let other = two.cut();
    std::fs::copy(other.path().join("data.db-intake-0"), cut.path().join("data.db-intake-0"))
        .unwrap();
    let error = opened(cut.path()).err().unwrap();
    assert!(matches!(&error, Error::Damaged(why) if why.contains("another store")), "{error}");
}

#[test]
fn an_older_copy_of_the_store_stays_one_that_is_seen_to_be() {
    let case = Case::new();
    case.append(1, 10);
    case.db.settle().unwrap();
    case.db.scrub().unwrap();
    let older = std::fs::read(store(case.folder.path())).unwrap();
    // A change, and looks after it: with the looks alone the copy would pass for the newest.
    let logged = case.db.write("change", move |tx| tx.log(&entry(1000, 10))).unwrap().no();
    case.append(2, 10);
    let cut = case.cut();
    std::fs::write(store(cut.path()), older).unwrap();
    let _ = std::fs::remove_file(cut.path().join("data.db-wal"));
    let there = entries(&opened(cut.path()).unwrap());
    assert_eq!(there.len(), 1);
    assert!(there[0].0 < logged);
}

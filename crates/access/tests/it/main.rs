//! Signing in, through the public door, with the first notice as the charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod renewing;
mod residents;
mod work;

use std::path::Path;

use access::{
    Enrolled, Error, IDLE, NAME_TRIES_MAX, NewAccount, SOURCE_TRIES_MAX, TRIES_MAX, add, code_at,
    end, find, sign_in, sign_in_from,
};
use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::Gate;
use jiff::{SignedDuration, Timestamp};
use people::{Now, Record};
use vault::{LocalMaster, Vault};

fn record(folder: &Path) -> Record {
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    record_at(&file("data.db"), &file("vault.db"))
}

fn record_at(data: &str, keys: &str) -> Record {
    let store = |address: &str, sets: &'static [db::Set]| {
        let db = Db::open(address).unwrap();
        db.migrate(sets, 0).unwrap();
        db
    };
    let data = store(data, &[db::MIGRATIONS, people::MIGRATIONS, access::MIGRATIONS]);
    let keys = store(keys, &[vault::MIGRATIONS]);
    let charters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let files = std::fs::read_dir(charters).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let files = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(&path).unwrap())
    });
    let gate = Gate::new(Charter::parse(files.collect()).unwrap());
    let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
    Record::open(data, Vault::open(keys, vec![Box::new(master)]).unwrap(), gate).unwrap()
}

/// So many minutes into a day.
fn after(minutes: i64) -> Now {
    let begun: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
    Now::new(begun + SignedDuration::from_mins(minutes))
}

fn ada() -> NewAccount {
    NewAccount {
        name: "ada".to_owned(),
        role: "data-protection-officer".to_owned(),
        team: "data-protection".to_owned(),
        entity: "heart-of-medway".to_owned(),
    }
}

struct Door {
    record: Record,
    enrolled: Enrolled,
    _folder: tempfile::TempDir,
}

impl Door {
    fn new() -> Door {
        let folder = tempfile::tempdir().unwrap();
        Door::of(record(folder.path()), folder)
    }

    /// The same in PostgreSQL.
    fn on(cluster: &Cluster) -> Door {
        let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
        Door::of(record_at(&data, &keys), tempfile::tempdir().unwrap())
    }

    fn of(record: Record, folder: tempfile::TempDir) -> Door {
        let enrolled = add(&record, "setup", &ada(), after(0)).unwrap();
        Door { record, enrolled, _folder: folder }
    }

    fn sign_in(&self, password: &str, minutes: i64) -> Result<access::Session, Error> {
        let code = code_at(&self.enrolled.second, after(minutes).micros());
        sign_in(&self.record, "ada", password, &code, after(minutes))
    }

    fn right(&self, minutes: i64) -> Result<access::Session, Error> {
        self.sign_in(&self.enrolled.password, minutes)
    }
}

/// A password and a code of the moment let somebody in, and a code once.
#[test]
fn somebody_signs_in_with_two_things() {
    let door = Door::new();
    let session = door.right(1).unwrap();
    let who = find(&door.record, session.as_str(), after(2)).unwrap().unwrap();
    assert_eq!(
        (who.account.name.as_str(), who.account.role.as_str()),
        ("ada", "data-protection-officer")
    );
    assert!(matches!(door.right(1), Err(Error::Wrong)), "a code is used once");
    assert!(matches!(door.sign_in("wrong-password-here", 2), Err(Error::Wrong)));
    let nobody = sign_in(&door.record, "nobody", &door.enrolled.password, "000000", after(3));
    assert!(matches!(nobody, Err(Error::Wrong)));
    let old = code_at(&door.enrolled.second, after(1).micros());
    let late = sign_in(&door.record, "ada", &door.enrolled.password, &old, after(4));
    assert!(matches!(late, Err(Error::Wrong)), "a code of some minutes ago");
    assert!(door.right(5).is_ok());
    assert_eq!(format!("{:?} {:?}", session, door.enrolled.second), "Session(..) Second(..)");
}

/// PostgreSQL keeps the door as a file does.
#[test]
fn the_door_is_the_same_in_postgresql() {
    let cluster = Cluster::start("fsync = off").unwrap();
    let door = Door::on(&cluster);
    for _ in 0..2 {
        assert!(matches!(door.sign_in("wrong-password-here", 1), Err(Error::Wrong)));
    }
    let session = door.right(2).unwrap();
    assert!(find(&door.record, session.as_str(), after(3)).unwrap().is_some());
    work::comes_and_goes(&door);
    assert!(end(&door.record, "setup", "ada", after(9)).unwrap());
    assert!(find(&door.record, session.as_str(), after(9)).unwrap().is_none());
}

/// Guessing shuts an account for a while, and no longer; for whoever guesses, and for nobody else. A name
/// nobody has is answered alike.
#[test]
fn guessing_shuts_a_name_for_whoever_guesses() {
    let door = Door::new();
    let from = |from: &str, name: &str, password: &str, minutes| {
        let code = code_at(&door.enrolled.second, after(minutes).micros());
        sign_in_from(&door.record, from, name, password, &code, after(minutes))
    };
    for name in ["ada", "nobody"] {
        for _ in 0..TRIES_MAX {
            let before = entries(&door);
            assert!(matches!(from("there", name, "wrong-password-here", 1), Err(Error::Wrong)));
            assert_eq!(entries(&door) - before, 1, "{name}");
        }
        let before = entries(&door);
        let shut = from("there", name, &door.enrolled.password, 2);
        assert!(matches!(shut, Err(Error::Shut)), "{name}: by the right one either");
        assert_eq!(entries(&door) - before, 1, "{name}");
    }
    assert!(from("here", "ada", &door.enrolled.password, 3).is_ok(), "she comes from elsewhere");
    assert!(from("there", "ada", &door.enrolled.password, 18).is_ok());
    // A place that tries many names is shut for all of them, at once and without an entry.
    let made = |at: i64| format!("name-{at}");
    for at in 0..SOURCE_TRIES_MAX {
        assert!(matches!(from("net", &made(at), "wrong-password-here", 40), Err(Error::Wrong)));
    }
    let before = entries(&door);
    assert!(matches!(from("net", "ada", &door.enrolled.password, 41), Err(Error::Shut)));
    assert_eq!(entries(&door), before);
    assert!(from("net", "ada", &door.enrolled.password, 56).is_ok());
}

/// Many places together shut a name for everybody.
#[test]
fn many_together_shut_a_name() {
    let door = Door::new();
    let places = NAME_TRIES_MAX / TRIES_MAX;
    for place in 0..places {
        for _ in 0..TRIES_MAX {
            let tried =
                sign_in_from(&door.record, &place.to_string(), "ada", "wrong", "0", after(1));
            assert!(matches!(tried, Err(Error::Wrong)));
        }
    }
    assert!(matches!(door.right(2), Err(Error::Shut)));
    assert!(door.right(17).is_ok());
}

/// What a replaced second factor was sealed under is gone, and so is that of an account that ended.
#[test]
fn keys_of_old_second_factors_are_destroyed() {
    let door = Door::new();
    let keys = || {
        let read = door.record.data().read("keys", |tx| {
            tx.all("SELECT key FROM staff", &[], |row| {
                Ok::<_, people::Error>(vault::KeyId::from_bytes(row.bytes(0)?))
            })
        });
        read.unwrap()
    };
    let first = keys();
    assert!(door.record.seal_under(first[0], "staff", 1, b"x").is_ok());
    let _ = add(&door.record, "setup", &ada(), after(1)).unwrap();
    assert!(door.record.seal_under(first[0], "staff", 1, b"x").is_err());
    let second = keys();
    assert!(door.record.seal_under(second[0], "staff", 1, b"x").is_ok());
    assert!(end(&door.record, "setup", "ada", after(2)).unwrap());
    assert!(door.record.seal_under(second[0], "staff", 1, b"x").is_err());
}

fn entries(door: &Door) -> usize {
    door.record.data().read_log("count", |tx| tx.newest_entries(1000)).unwrap().len()
}

/// A session ends without a word, at the end of a day, and when somebody ends it.
#[test]
fn a_session_ends_by_itself() {
    let door = Door::new();
    let idle = IDLE / 60_000_000;
    let there = |session: &access::Session, minutes| {
        find(&door.record, session.as_str(), after(minutes)).unwrap().is_some()
    };
    let quiet = door.right(1).unwrap();
    assert!(there(&quiet, idle) && !there(&quiet, 2 * idle + 1));
    let busy = door.right(100).unwrap();
    for minute in (100..=700).step_by(20) {
        assert!(there(&busy, minute), "{minute}");
    }
    assert!(!there(&busy, 701), "ten hours are over");
    let out = door.right(800).unwrap();
    access::sign_out(&door.record, out.as_str()).unwrap();
    assert!(!there(&out, 801));
    assert!(find(&door.record, "", after(801)).unwrap().is_none());
    assert!(find(&door.record, &"x".repeat(10_000), after(801)).unwrap().is_none());
}

/// Who leaves is out at once; who lost their second factor is given another, and the old is good for
/// nothing.
#[test]
fn who_leaves_is_out_at_once() {
    let door = Door::new();
    let session = door.right(1).unwrap();
    let anew = add(&door.record, "setup", &ada(), after(2)).unwrap();
    assert!(find(&door.record, session.as_str(), after(3)).unwrap().is_none());
    assert!(matches!(door.right(4), Err(Error::Wrong)));
    let door = Door { enrolled: anew, ..door };
    let session = door.right(5).unwrap();
    assert!(end(&door.record, "setup", "ada", after(6)).unwrap());
    assert!(!end(&door.record, "setup", "ada", after(6)).unwrap());
    assert!(find(&door.record, session.as_str(), after(7)).unwrap().is_none());
    assert!(matches!(door.right(8), Err(Error::Wrong)));
    assert!(access::list(&door.record).unwrap()[0].ended);
}

/// An account names what the charter knows.
#[test]
fn an_account_is_of_the_charter() {
    let door = Door::new();
    let add = |new: NewAccount| add(&door.record, "setup", &new, after(1)).map(|_| ());
    for wrong in [
        NewAccount { role: "king".to_owned(), ..ada() },
        NewAccount { team: "nobody".to_owned(), ..ada() },
        NewAccount { entity: "elsewhere".to_owned(), ..ada() },
        NewAccount { name: "a b".to_owned(), ..ada() },
        NewAccount { name: String::new(), ..ada() },
    ] {
        assert!(add(wrong.clone()).is_err(), "{wrong:?}");
    }
}

/// An account is due a quarter after it was made, or after somebody else last said that it is right.
#[test]
fn accounts_are_looked_through_each_quarter() {
    let door = Door::new();
    let due = |days: i64| access::review(&door.record, after(days * 24 * 60)).unwrap()[0].due;
    assert!(!due(91) && due(92));
    let said = |by: &str, name: &str, days: i64| {
        access::confirm(&door.record, by, name, after(days * 24 * 60)).map_err(|e| e.to_string())
    };
    assert_eq!(said("ada", "Ada", 92).unwrap_err(), "nobody looks through their own account");
    assert_eq!(said("dot", "eve", 92).unwrap_err(), "there is no account of that name");
    said("dot", "ada", 92).unwrap();
    let after_it = access::review(&door.record, after(93 * 24 * 60)).unwrap();
    assert_eq!((after_it[0].due, after_it[0].last.as_ref().unwrap().1.as_str()), (false, "dot"));
    assert!(!due(183) && due(184));
    assert!(end(&door.record, "dot", "ada", after(185 * 24 * 60)).unwrap());
    assert!(access::review(&door.record, after(186 * 24 * 60)).unwrap().is_empty());
}

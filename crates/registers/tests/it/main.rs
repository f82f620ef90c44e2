//! The registers through their public door, with the first notice as the charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod cameras;
mod checks;
mod machines;
mod markers;
mod pictures;
mod recordings;
mod refusing;

use std::path::{Path, PathBuf};

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use db::{approvals, posts};
use gate::{Gate, NamedAsk};
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{NewItem, NewPerson, NewRelationship, Now, PersonId, Record};
use serde_json::{Value, json};
use vault::{LocalMaster, Vault};

const TODAY: Date = date(2026, 11, 24);

struct Office {
    record: Record,
    folder: tempfile::TempDir,
}

/// The fixtures beside the checkout; none where they are not there.
fn fixtures() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    let folder = std::env::var_os("KEYHOLDER_FIXTURES").map_or(beside.into(), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("there are no fixtures at `{}`: this runs without them", folder.display());
    None
}

/// Runs a case on a record in files, and on one in a PostgreSQL server of its own.
fn on_both(case: impl Fn(&Office)) {
    case(&Office::new());
    let cluster = Cluster::start("fsync = off").unwrap();
    let database = |name| cluster.database(name).unwrap();
    case(&Office::at(&database("data"), &database("keys"), tempfile::tempdir().unwrap()));
}

fn now() -> Now {
    Now::noon(TODAY)
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (data, keys) = (file("data.db"), file("vault.db"));
        Office::at(&data, &keys, folder)
    }

    fn at(data: &str, keys: &str, folder: tempfile::TempDir) -> Office {
        let store = |address: &str, sets: &'static [db::Set]| {
            let db = Db::open(address).unwrap();
            db.migrate(sets, 0).unwrap();
            db
        };
        let sets =
            &[db::MIGRATIONS, people::MIGRATIONS, sharing::MIGRATIONS, registers::MIGRATIONS];
        let (data, keys) = (store(data, sets), store(keys, &[vault::MIGRATIONS]));
        let charters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
        let files = std::fs::read_dir(charters).unwrap().map(|e| e.unwrap().path());
        let files =
            files.filter(|path| path.extension().is_some_and(|e| e == "toml")).map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                File::new(name, std::fs::read_to_string(&path).unwrap())
            });
        let charter = Charter::parse(files.collect()).unwrap();
        let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
        let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
        let record = Record::open(data, vault, Gate::new(charter)).unwrap();
        Office { record, folder }
    }

    /// Somebody who is this to Heart of Medway.
    fn person(&self, name: &str, relationship: &str) -> PersonId {
        let collect = named(json!({
            "role": "housing-officer", "team": "housing", "purpose": "tenancy-management",
            "action": "collect",
        }));
        let collect = if relationship == "tenant" {
            collect
        } else if relationship == "event-guest" {
            named(json!({
                "role": "communications-officer", "team": "communications",
                "purpose": "event-images", "action": "collect",
            }))
        } else {
            named(json!({
                "role": "lettings-officer", "team": "lettings",
                "purpose": "lettings-and-applications", "action": "collect",
            }))
        };
        let collect = self.record.question(&collect, TODAY).unwrap();
        let of = NewRelationship::new(relationship, "heart-of-medway", TODAY);
        let mut new = NewPerson::new("the-person", of);
        if relationship == "event-guest" {
            new.items = vec![NewItem::new("event-images", "in the pictures", "events", TODAY)];
        } else {
            new.identifiers = vec![Identifier::parse(Kind::Name, name).unwrap()];
        }
        self.record.enter(&collect, &new, now()).unwrap()
    }

    /// Somebody else, who holds the post, says yes to an approval.
    fn approve(&self, approval: i64, by: &str, post: &str) {
        let (by, post) = (by.to_owned(), post.to_owned());
        let since = TODAY.to_string();
        let done = self.record.data().write("approve", move |tx| {
            posts::appoint(tx, &post, &by, false, &since, None)?;
            let decides = registers::markers::decided_by(tx, approval).unwrap().unwrap();
            approvals::decide(tx, approval, &by, true, &decides, &since, 0)
                .map_err(|why| db::Error::Unavailable(why.to_string()))
        });
        done.unwrap();
    }

    /// Erases somebody, as two people do.
    fn erase(&self, person: PersonId) {
        let asked = approvals::Asked {
            what: "erase a person".to_owned(),
            digest: people::erasure_digest(person),
            risk: approvals::Risk::High,
            by: "officer-1".to_owned(),
            reason: "They asked, and nothing stands against it.".to_owned(),
        };
        let day = TODAY.to_string();
        let approval = self.record.data().write("ask", move |tx| {
            let no = approvals::ask(tx, &asked, now().micros())?;
            posts::appoint(tx, "data-protection-officer", "dpo", false, &day, None)?;
            approvals::decide(tx, no, "dpo", true, "data-protection-officer", &day, now().micros())
                .map_err(|why| db::Error::Unavailable(why.to_string()))?;
            Ok::<_, db::Error>(no)
        });
        let erase = named(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        let erase = self.record.question(&erase, TODAY).unwrap();
        self.record.erase(&erase, person, approval.unwrap().into_inner(), now()).unwrap();
    }

    /// Where the files of the record lie.
    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The open tasks, as kind and post.
    fn tasks(&self) -> Vec<(String, String)> {
        let all = self.record.data().read("tasks", |tx| {
            tx.all(
                "SELECT kind, post FROM task WHERE state = 0 ORDER BY no",
                db::params![],
                |row| Ok::<_, db::Error>((row.text(0)?.to_owned(), row.text(1)?.to_owned())),
            )
        });
        all.unwrap()
    }

    /// What the log says was done, newest last: the acts alone.
    fn history(&self, person: PersonId) -> Vec<String> {
        let ask = json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "look",
        });
        let ask = self.record.question(&named(ask), TODAY).unwrap();
        let events = self.record.history(&ask, person, i64::MAX, 100, now()).unwrap();
        events.iter().map(|event| event.account.act.clone()).collect()
    }
}

/// An officer's ask; the data is named by the register.
fn named(changes: Value) -> NamedAsk {
    let mut ask = json!({
        "actor": "officer-1", "strength": "second-factor", "role": "safety-officer",
        "team": "repairs", "entity": "heart-of-medway", "relationship": "",
        "purpose": "staff-safety", "action": "look", "data": [],
    });
    for (key, value) in changes.as_object().unwrap() {
        ask[key] = value.clone();
    }
    serde_json::from_value(ask).unwrap()
}

fn lettings(purpose: &str) -> NamedAsk {
    named(json!({"role": "lettings-officer", "team": "lettings", "purpose": purpose}))
}

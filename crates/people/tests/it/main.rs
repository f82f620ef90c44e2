//! The record through its public door, with the first notice as its charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod break_glass;
mod by_hand;
mod choices;
mod clock;
mod disposing;
mod documents;
mod edges;
mod erasing;
mod finding;
mod homes;
mod identify;
mod importing;
mod items;
mod joint;
mod looking;
mod rotating;
mod whence;

use std::path::Path;

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::{Gate, NamedAsk};
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{Error, NewPerson, NewRelationship, Now, PersonId, Question, Record};
use serde_json::{Value, json};
use vault::{Blobs, LocalMaster, Vault};

const TODAY: Date = date(2026, 11, 24);

fn now() -> Now {
    Now::noon(TODAY)
}

/// A record in a folder of its own.
struct Office {
    folder: tempfile::TempDir,
    record: Record,
}

fn charter() -> Charter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            File::new(name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    Charter::parse(files).unwrap()
}

fn open(folder: &Path) -> Record {
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    open_at(&file("data.db"), &file("vault.db"), folder)
}

fn open_at(data: &str, keys: &str, folder: &Path) -> Record {
    let store = |address: &str, set: &'static [db::Set]| {
        let db = Db::open(address).unwrap();
        db.migrate(set, 0).unwrap();
        db
    };
    let data = store(data, &[db::MIGRATIONS, people::MIGRATIONS]);
    let keys = store(keys, &[vault::MIGRATIONS]);
    let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
    let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
    let documents = Blobs::folder(&folder.join("documents")).unwrap();
    Record::open_with(data, vault, Gate::new(charter()), Some(documents)).unwrap()
}

/// Runs a case on a record in files, and on one in a PostgreSQL server of its own.
fn on_both(case: impl Fn(&Office)) {
    case(&Office::new());
    let cluster = Cluster::start("fsync = off").unwrap();
    let database = |name| cluster.database(name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let record = open_at(&database("data"), &database("keys"), folder.path());
    case(&Office { folder, record });
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let record = open(folder.path());
        Office { folder, record }
    }

    /// A question of a housing officer, with some of its keys changed.
    fn ask(&self, changes: Value) -> Question {
        let mut ask = json!({
            "actor": "officer-1", "strength": "second-factor", "role": "housing-officer",
            "team": "housing", "entity": "heart-of-medway", "relationship": "",
            "purpose": "tenancy-management", "action": "look", "data": [],
        });
        for (key, value) in changes.as_object().unwrap() {
            ask[key] = value.clone();
        }
        let named: NamedAsk = serde_json::from_value(ask).unwrap();
        self.record.question(&named, TODAY).unwrap()
    }

    fn collect(&self) -> Question {
        self.ask(json!({"action": "collect"}))
    }

    /// A tenant with a name, a phone, an email and an address.
    fn tenant(&self, name: &str, phone: &str) -> PersonId {
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
        let parse = |kind, text: &str| Identifier::parse(kind, text).unwrap();
        new.identifiers = vec![
            parse(Kind::Name, name),
            parse(Kind::Phone, phone),
            parse(Kind::Address, "7 Invented Row, Chatham, ZZ4 4ZZ"),
        ];
        self.record.enter(&self.collect(), &new, now()).unwrap()
    }

    /// What a question sees of a person, as `category: value`.
    fn sees(&self, question: &Question, person: PersonId) -> Result<Vec<String>, Error> {
        let opened = self.record.look(question, person, now())?;
        let items = opened.items(&self.record)?;
        Ok(items.iter().map(|item| format!("{}: {}", item.category(), item.text())).collect())
    }

    fn entries(&self) -> usize {
        self.record.data().read_log("count", |tx| tx.newest_entries(1000)).unwrap().len()
    }
}

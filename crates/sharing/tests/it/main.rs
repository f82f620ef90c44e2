//! The register through its public door, with the first notice as its charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod contact;
mod contact_property;
mod outgoing;
mod preference;
mod recipients;
mod register;
mod screen;
mod share;
mod share_property;

use std::path::{Path, PathBuf};

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::{Gate, NamedAsk};
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{NewItem, NewPerson, NewRelationship, Now, PersonId, Question, Record};
use serde_json::{Value, json};
use vault::{LocalMaster, Vault};

const TODAY: Date = date(2026, 11, 24);

struct Office {
    record: Record,
    _folder: tempfile::TempDir,
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
        let data = store(data, &[db::MIGRATIONS, people::MIGRATIONS, sharing::MIGRATIONS]);
        let keys = store(keys, &[vault::MIGRATIONS]);
        let charters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
        let files = std::fs::read_dir(charters)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "toml"))
            .map(|path| {
                File::new(
                    path.file_name().unwrap().to_string_lossy(),
                    std::fs::read_to_string(&path).unwrap(),
                )
            })
            .collect();
        let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
        let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
        let record = Record::open(data, vault, Gate::new(Charter::parse(files).unwrap())).unwrap();
        Office { record, _folder: folder }
    }

    fn ask(&self, changes: Value) -> Question {
        let mut ask = json!({
            "actor": "officer-1", "strength": "second-factor", "role": "repairs-officer",
            "team": "repairs", "entity": "heart-of-medway", "relationship": "",
            "purpose": "repairs", "action": "disclose", "recipient": "repairs-contractors",
            "data": [],
        });
        for (key, value) in changes.as_object().unwrap() {
            ask[key] = value.clone();
        }
        let named: NamedAsk = serde_json::from_value(ask).unwrap();
        self.record.question(&named, TODAY).unwrap()
    }

    fn tenant(&self) -> PersonId {
        let collect = self.ask(json!({
            "role": "housing-officer", "team": "housing", "purpose": "tenancy-management",
            "action": "collect", "recipient": null,
        }));
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
        new.identifiers = vec![
            Identifier::parse(Kind::Name, "Ada Example").unwrap(),
            Identifier::parse(Kind::Phone, "01632 960001").unwrap(),
        ];
        new.items = vec![NewItem::new("correspondence", "A long letter.", "the-person", TODAY)];
        self.record.enter(&collect, &new, now()).unwrap()
    }
}

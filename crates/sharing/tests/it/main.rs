//! The register through its public door, with the first notice as its charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod register;
mod screen;

use std::path::Path;

use charter::{Charter, File};
use db::Db;
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

fn now() -> Now {
    Now::noon(TODAY)
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = |name: &str, sets: &'static [db::Set]| {
            let db = Db::open(folder.path().join(name).to_str().unwrap()).unwrap();
            db.migrate(sets, 0).unwrap();
            db
        };
        let data = store("data.db", &[db::MIGRATIONS, people::MIGRATIONS, sharing::MIGRATIONS]);
        let keys = store("vault.db", &[vault::MIGRATIONS]);
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

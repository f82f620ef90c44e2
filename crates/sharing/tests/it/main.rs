//! The register through its public door, with the first notice as its charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::path::Path;

use charter::{Charter, File};
use db::Db;
use gate::{Gate, NamedAsk};
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{Error, NewItem, NewPerson, NewRelationship, Now, PersonId, Question, Record};
use serde_json::{Value, json};
use sharing::{HowGiven, Told};
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
        let files = std::fs::read_dir(charters).unwrap().map(|e| e.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "toml"))
            .map(|path| File::new(path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(&path).unwrap()))
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

fn job_sheet() -> HowGiven {
    HowGiven { how: "job sheet".to_owned(), power: None, note: Some("a leak".to_owned()) }
}

#[test]
fn a_contractor_gets_what_the_job_needs_and_it_stands_in_the_register() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({"data": ["name", "telephone", "health"]}));
    let told = Told::On(TODAY);
    let done =
        sharing::disclose(&office.record, &share, ada, Some(&told), &job_sheet(), now()).unwrap();
    let mut went = Vec::new();
    done.opened.each(&office.record, |seen| went.push(seen.category().to_owned())).unwrap();
    assert_eq!(went, ["name", "telephone"], "and not the letter");
    let look = office.ask(json!({"action": "look", "recipient": null}));
    let rows = sharing::register(&office.record, &look, ada, now()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].recipient.as_str(), rows[0].told), ("repairs-contractors", Some(TODAY)));
    assert_eq!(rows[0].data, ["name", "telephone"]);
    assert_eq!(rows[0].how.note.as_deref(), Some("a leak"));
}

#[test]
fn a_disclosure_names_what_goes() {
    let office = Office::new();
    let named: NamedAsk = serde_json::from_value(json!({
        "actor": "officer-1", "strength": "second-factor", "role": "repairs-officer",
        "team": "repairs", "entity": "heart-of-medway", "relationship": "", "purpose": "repairs",
        "action": "disclose", "recipient": "repairs-contractors", "data": [],
    }))
    .unwrap();
    let refused = office.record.question(&named, TODAY);
    assert!(matches!(refused, Err(Error::Malformed(why)) if why.contains("11.4")));
}

#[test]
fn untold_nothing_goes_unless_the_reason_is_kept() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({
        "role": "income-officer", "team": "income", "purpose": "rent-and-benefits",
        "recipient": "welfare-advisers", "data": ["name", "telephone"],
    }));
    let give = |told: Option<&Told>| {
        sharing::disclose(&office.record, &share, ada, told, &job_sheet(), now())
    };
    assert!(matches!(give(None), Err(Error::Malformed(why)) if why.contains("11.6")));
    let exception = Told::Exception("Telling them would put a witness at risk.".to_owned());
    assert!(give(Some(&exception)).is_ok());
    let look = office.ask(json!({"action": "look", "recipient": null}));
    let rows = sharing::register(&office.record, &look, ada, now()).unwrap();
    assert!(rows.iter().all(|row| row.excepted && row.told.is_none()));
    assert_eq!(rows.len(), 1);
}

#[test]
fn a_lapsed_agreement_refuses_until_it_is_renewed() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({"data": ["name", "telephone", "health"]}));
    let told = Told::On(TODAY);
    let give = || sharing::disclose(&office.record, &share, ada, Some(&told), &job_sheet(), now());
    assert!(give().is_ok());
    sharing::end_agreement(&office.record, "repairs-contractors", TODAY, now(), "dpo").unwrap();
    assert!(matches!(give(), Err(Error::Refused(_))));
    sharing::renew_agreement(&office.record, "repairs-contractors", TODAY, TODAY, now(), "dpo")
        .unwrap();
    assert!(give().is_ok());
    let known = sharing::agreements(&office.record).unwrap();
    assert_eq!((known.len(), known[0].ended), (1, None));
    assert!(sharing::end_agreement(&office.record, "nobody", TODAY, now(), "dpo").is_err());
}

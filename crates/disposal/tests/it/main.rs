//! From a plan to its certificate, through the public door, on both engines.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod laws;

use std::cell::Cell;
use std::path::Path;

use charter::{Charter, File};
use data_encoding::HEXLOWER;
use db::Db;
use db::approvals;
use db::cluster::Cluster;
use disposal::{CarriedOut, Decided, Error, Plan, Run, State};
use gate::{Gate, NamedAsk};
use jiff::civil::{Date, date};
use ledger::{Commitment, Signer};
use people::identify::{Identifier, Kind};
use people::{
    Keeps, NewHold, NewItem, NewPerson, NewRelationship, Now, PersonId, Question, Record,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vault::{Blobs, LocalMaster, Vault};

const TODAY: Date = date(2026, 11, 24);
/// A day before which everything of a tenancy that ended is past its time by now.
const LONG_AGO: Date = date(2019, 1, 1);

fn now() -> Now {
    Now::noon(TODAY)
}

fn bundled() -> Charter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let files = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(&path).unwrap())
    });
    Charter::parse(files.collect()).unwrap()
}

struct Office {
    record: Record,
    _folder: tempfile::TempDir,
}

fn on_both(case: impl Fn(&Office)) {
    case(&Office::new());
    let cluster = Cluster::start("fsync = off").unwrap();
    let database = |name| cluster.database(name).unwrap();
    case(&Office::at(&database("data"), &database("keys"), tempfile::tempdir().unwrap()));
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (data, keys) = (file("data.db"), file("vault.db"));
        Office::at(&data, &keys, folder)
    }

    fn at(data: &str, keys: &str, folder: tempfile::TempDir) -> Office {
        let open = |address: &str, sets: &'static [db::Set]| {
            let db = Db::open(address).unwrap();
            db.migrate(sets, 0).unwrap();
            db
        };
        let data = open(data, &[db::MIGRATIONS, people::MIGRATIONS, disposal::MIGRATIONS]);
        let keys = open(keys, &[vault::MIGRATIONS]);
        let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
        let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
        let documents = Blobs::folder(&folder.path().join("documents")).unwrap();
        let record = Record::open_with(data, vault, Gate::new(bundled()), Some(documents)).unwrap();
        Office { record, _folder: folder }
    }

    fn question(&self, action: &str) -> Question {
        let ask: NamedAsk = serde_json::from_value(json!({
            "actor": "officer-1", "strength": "second-factor", "role": "housing-officer",
            "team": "housing", "entity": "heart-of-medway", "relationship": "",
            "purpose": "tenancy-management", "action": action, "data": [],
        }))
        .unwrap();
        self.record.question(&ask, TODAY).unwrap()
    }

    fn tenant(&self, name: &str) -> PersonId {
        let since = NewRelationship::new("tenant", "heart-of-medway", LONG_AGO);
        let mut new = NewPerson::new("the-person", since);
        new.identifiers = vec![Identifier::parse(Kind::Name, name).unwrap()];
        self.record.enter(&self.question("collect"), &new, now()).unwrap()
    }

    fn letter(&self, of: PersonId, class: Option<&str>, event: Option<Date>) {
        let mut item = NewItem::new("correspondence", "Dear landlord", "the-person", LONG_AGO);
        item.retention = class.map(str::to_owned);
        item.event = event;
        self.record.hold(&self.question("collect"), of, &item, now()).unwrap();
    }

    fn approve(&self, approval: i64) {
        let day = TODAY.to_string();
        let write = self.record.data().write("approve", move |tx| {
            db::posts::appoint(tx, "data-protection-officer", "dpo", true, &day, None)?;
            let post = "data-protection-officer";
            approvals::decide(tx, approval, "dpo", true, post, &day, now().micros())
        });
        let _ = write.unwrap();
    }

    fn switch_on(&self) {
        let no = disposal::ask_to_switch_on(&self.record, "ada", "it is time", now()).unwrap();
        self.approve(no);
        disposal::switch_on(&self.record, "ada", no, now()).unwrap();
    }

    fn plan(&self) -> Plan {
        disposal::plan(&self.record, Keeps::NOTHING, now()).unwrap()
    }

    fn make(&self) -> Run {
        disposal::make(&self.record, "ada", &[], Keeps::NOTHING, now()).unwrap()
    }

    fn carry_out(&self, run: i64) -> Result<CarriedOut, Error> {
        disposal::carry_out(&self.record, "ada", run, Keeps::NOTHING, now(), &|| true)
    }
}

#[test]
fn it_only_plans_until_it_is_switched_on_by_two() {
    on_both(|office| {
        let ada = office.tenant("Ada Example");
        office.letter(ada, None, Some(LONG_AGO));
        assert_eq!(office.plan().ready(), 1);
        let run = office.make();
        office.approve(run.approval.unwrap());
        assert!(matches!(office.carry_out(run.no), Err(Error::PlanOnly)));
        let no = disposal::ask_to_switch_on(&office.record, "ada", "it is time", now()).unwrap();
        assert!(disposal::switch_on(&office.record, "ada", no, now()).is_err(), "nobody approved");
        assert!(matches!(office.carry_out(run.no), Err(Error::PlanOnly)));
        office.approve(no);
        disposal::switch_on(&office.record, "ada", no, now()).unwrap();
        assert_eq!(office.carry_out(run.no).unwrap().gone, 1);
        disposal::switch_off(&office.record, "bo", now()).unwrap();
        office.letter(ada, None, Some(LONG_AGO));
        let next = office.make();
        office.approve(next.approval.unwrap());
        assert!(matches!(office.carry_out(next.no), Err(Error::PlanOnly)));
    });
}

#[test]
fn a_plan_says_by_which_rule_and_what_stands_in_the_way() {
    let office = Office::new();
    let (ada, bo) = (office.tenant("Ada Example"), office.tenant("Bo Example"));
    office.letter(ada, None, Some(LONG_AGO));
    office.letter(bo, None, Some(LONG_AGO));
    office.letter(ada, None, Some(TODAY));
    office.letter(ada, Some("complaints"), None);
    let hold = NewHold {
        kind: "claim".to_owned(),
        post: "data-protection-officer".to_owned(),
        since: TODAY,
        review: None,
        detail: "a claim for damp".to_owned(),
    };
    let _ = office.record.hold_back(&office.question("collect"), bo, &hold, now()).unwrap();
    let plan = office.plan();
    assert_eq!(plan.classes.len(), 1, "{plan:?}");
    let class = &plan.classes[0];
    assert_eq!((class.class.as_str(), class.period.as_str()), ("tenancy-file", "P6Y"));
    assert_eq!((class.trigger.as_str(), class.ready), ("tenancy-end", 1));
    assert!(class.source.contains("Limitation Act") && class.verified);
    assert_eq!(class.oldest, Some(date(2025, 1, 1)));
    let stops: Vec<_> = class.stops.iter().map(|(stop, n)| (disposal::word(stop), *n)).collect();
    assert_eq!(stops, [("hold:claim".to_owned(), 1)]);
}

#[test]
fn an_approval_is_for_one_list_and_what_changed_since_stays() {
    let office = Office::new();
    office.switch_on();
    let (ada, bo) = (office.tenant("Ada Example"), office.tenant("Bo Example"));
    office.letter(ada, None, Some(LONG_AGO));
    office.letter(bo, None, Some(LONG_AGO));
    let run = office.make();
    assert!(matches!(office.carry_out(run.no), Err(Error::NotApproved(_))));
    office.approve(run.approval.unwrap());
    // Something comes into Bo's drawer after the list was approved.
    office.letter(bo, None, Some(LONG_AGO));
    let came = office.carry_out(run.no).unwrap();
    assert_eq!((came.gone, came.stayed, came.waits), (1, 1, 0));
    assert!(matches!(office.carry_out(run.no), Err(Error::NoRun)), "it is over");
    assert_eq!(office.plan().ready(), 1, "Bo's is planned anew");
}

#[test]
fn what_somebody_put_into_the_list_is_not_carried_out() {
    let office = Office::new();
    office.switch_on();
    let ada = office.tenant("Ada Example");
    office.letter(ada, None, Some(LONG_AGO));
    let run = office.make();
    office.approve(run.approval.unwrap());
    let no = run.no;
    let added = office.record.data().write("by hand", move |tx| {
        tx.execute(
            "INSERT INTO disposal_row (run, together, no, class, event, due, version, came)
             VALUES (?1, 0, 1, 'tenancy-file', '', '2020-01-01', 1, 0)",
            db::params![no],
        )
    });
    let _ = added.unwrap();
    assert!(matches!(office.carry_out(no), Err(Error::NotApproved(_))));
    assert_eq!(office.plan().ready(), 1, "nothing went");
}

#[test]
fn a_run_that_was_cut_off_is_taken_up() {
    let office = Office::new();
    office.switch_on();
    let ada = office.tenant("Ada Example");
    office.letter(ada, None, Some(LONG_AGO));
    let run = office.make();
    office.approve(run.approval.unwrap());
    let stopped = || false;
    let came = disposal::carry_out(&office.record, "ada", run.no, Keeps::NOTHING, now(), &stopped)
        .unwrap();
    assert_eq!((came.gone, came.waits), (0, 1));
    assert_eq!(disposal::run(&office.record, run.no).unwrap().state, State::UnderWay);
    assert!(matches!(disposal::certificate(&office.record, run.no), Err(Error::NotDone)));
    // It goes on without another approval, and to its end.
    let once = Cell::new(true);
    let some = || once.replace(false);
    let came =
        disposal::carry_out(&office.record, "ada", run.no, Keeps::NOTHING, now(), &some).unwrap();
    assert_eq!((came.gone, came.waits), (1, 0));
    assert_ne!(disposal::run(&office.record, run.no).unwrap().state, State::Done);
    office.carry_out(run.no).unwrap();
    assert_eq!(disposal::run(&office.record, run.no).unwrap().state, State::Done);
}

#[test]
fn the_certificate_can_be_checked_with_the_key_of_the_log_alone() {
    on_both(|office| {
        office.switch_on();
        let ada = office.tenant("Ada Zanzibar");
        office.letter(ada, None, Some(LONG_AGO));
        let run = office.make();
        office.approve(run.approval.unwrap());
        office.carry_out(run.no).unwrap();
        let early = disposal::certificate(&office.record, run.no);
        assert!(matches!(early, Err(Error::NotNumbered)), "{early:?}");
        let signer = Signer::new("example.org/log", &[7; 32].into()).unwrap();
        office.record.data().sequence(&signer, "test", now().micros()).unwrap();
        let certificate = disposal::certificate(&office.record, run.no).unwrap();
        let proven = &certificate.proven;
        assert_eq!(proven.sha256, HEXLOWER.encode(&Sha256::digest(&certificate.text)));
        let account: Value = serde_json::from_str(&proven.account).unwrap();
        assert_eq!(account["more"]["certificate"], json!(proven.sha256));
        let salt: [u8; 32] = HEXLOWER.decode(proven.salt.as_bytes()).unwrap().try_into().unwrap();
        let leaf = Commitment::to(&salt, proven.account.as_bytes());
        assert_eq!(HEXLOWER.encode(leaf.as_bytes()), proven.leaf);
        let proof = ledger::Proof::parse(&proven.proof).unwrap();
        proof.verify(leaf.as_bytes(), &signer.verifier()).unwrap();
        let said: Value = serde_json::from_str(&certificate.text).unwrap();
        assert_eq!(said["rows_gone"], json!(1));
        assert_eq!(said["classes"]["tenancy-file"]["rule"], json!("P6Y from tenancy-end"));
        assert_eq!(said["approved_by"], json!("dpo"));
        assert!(said["remains"].as_array().unwrap().len() >= 4, "it says what stays where");
        assert!(!certificate.text.contains("Zanzibar") && !proven.account.contains("Zanzibar"));
    });
}

#[test]
fn what_is_kept_of_somebody_who_left_has_a_reason_and_the_rest_goes() {
    on_both(|office| {
        let ada = office.tenant("Ada Example");
        office.letter(ada, None, None);
        office.letter(ada, Some("former-tenant-arrears"), None);
        let use_it = office.question("use");
        let _ = office.record.unrelate(&use_it, ada, "tenant", TODAY, now()).unwrap();
        let keep = |class: &str, keep, reason: &str| Decided {
            class: class.to_owned(),
            keep,
            reason: reason.to_owned(),
        };
        let silent = [keep("tenancy-file", true, " ")];
        let refused = disposal::decide_leaving(&office.record, &use_it, ada, &silent, now());
        assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
        let decided = [
            keep("former-tenant-arrears", true, "She owes rent and pays it off."),
            keep("tenancy-file", false, "Nothing is open from this tenancy."),
        ];
        disposal::decide_leaving(&office.record, &use_it, ada, &decided, now()).unwrap();
        let plan = office.plan();
        let ready: Vec<_> =
            plan.classes.iter().map(|one| (one.class.as_str(), one.ready)).collect();
        assert_eq!(ready, [("tenancy-file", 1)]);
        let said = disposal::leaving_reviews(&office.record, &office.question("look"), ada, now())
            .unwrap();
        assert_eq!(said.len(), 2);
        assert!(said.iter().any(|one| one.kept && one.reason.contains("owes rent")));
        let open = office.record.data().read("tasks", |tx| {
            let sql = "SELECT COUNT(*) FROM task WHERE kind = 'review-on-leaving' AND state = 0";
            tx.one(sql, db::params![], |row| row.int(0))
        });
        assert_eq!(open.unwrap(), Some(0), "the task is done");
    });
}

#[test]
fn somebody_of_whom_nothing_is_left_is_in_the_plan_and_on_the_certificate() {
    on_both(|office| {
        office.switch_on();
        let ada = office.tenant("Ada Zanzibar");
        let bo = office.tenant("Bo Example");
        let record = &office.record;
        for id in [ada, bo] {
            office.letter(id, None, Some(LONG_AGO));
            let _ = record
                .unrelate(&office.question("collect"), id, "tenant", LONG_AGO, now())
                .unwrap();
        }
        // Of Bo something is left.
        let ask = json!({
            "actor": "dpo", "strength": "second-factor", "role": "data-protection-officer",
            "team": "data-protection", "entity": "heart-of-medway", "relationship": "",
            "purpose": "rights-requests", "action": "collect", "data": [],
        });
        let dpo = record.question(&serde_json::from_value(ask).unwrap(), TODAY).unwrap();
        let no = people::NewChoice::new(people::Fact::NoMarketing, "", TODAY);
        let _ = record.choose(&dpo, bo, &no, now()).unwrap();
        record.renew_due("ada", now()).unwrap();
        let plan = office.plan();
        assert_eq!(plan.people(), 1, "{plan:?}");
        let run = office.make();
        office.approve(run.approval.unwrap());
        let came = office.carry_out(run.no).unwrap();
        assert_eq!((came.waits, came.stayed, came.gone), (0, 0, plan.ready()));
        let signer = Signer::new("example.org/log", &[7; 32].into()).unwrap();
        record.data().sequence(&signer, "test", now().micros()).unwrap();
        let certificate = disposal::certificate(record, run.no).unwrap();
        let said: Value = serde_json::from_str(&certificate.text).unwrap();
        assert_eq!((&said["people_erased"], said["classes"].get("")), (&json!(1), None));
        let look = |id| record.look(&office.question("look"), id, now()).map(drop);
        assert!(matches!(look(ada), Err(people::Error::Refused(_) | people::Error::Nobody)));
        assert_eq!(office.plan().ready(), 0);
    });
}

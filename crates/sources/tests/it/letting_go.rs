//! What is past its time in a system goes row by row: with a reason, not past what stands in the way, and looked at
//! again.

use std::collections::BTreeMap;

use db::cluster::Cluster;
use people::identify::{Identifier, Kind};
use people::{AskedOf, Keeps, LettingGo, NewHold, NewPerson, NewRelationship, Standing};
use sources::change::{
    Came, CannotBegin, Opened, PastAsk, PastPlan, PastReport, let_past_go, past_order, plan_past,
    tell_past,
};
use sources::write::Writer;
use sources::{Error, Map, connect, write};

use crate::office::{Office, Readers};
use crate::{charter, map, now};

const MAP: &str = r#"
[source]
id = "housing"
name = "Housing"
kind = "sqlite"

[[table]]
name = "person"
key = ["person_id"]
owner = ["person_id"]
retention = "tenancy-file"

[table.fields]
person_id = { category = "not-personal", identity = "other-system-id" }
surname = { category = "name", identity = "name" }

[[table]]
name = "tenancy"
key = ["tag_ref"]
owner = ["person_id"]
retention = "tenancy-file"
trigger = "eot"

[table.fields]
tag_ref = { category = "tenancy-details" }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
eot = { category = "tenancy-details" }

[[table]]
name = "rent"
key = ["id"]
owner = ["tag_ref"]
retention = "rent-account"
trigger = "post_date"

[table.fields]
id = { category = "not-personal" }
tag_ref = { category = "not-personal", refers = [{ to = "tenancy.tag_ref", follow = "from" }] }
post_date = { category = "rent-account" }
note = { category = "rent-account" }

[[table]]
name = "news"
key = ["id"]
owner = ["person_id"]
retention = "marketing-contact"
trigger = "last_contact"

[table.fields]
id = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
email = { category = "email" }
last_contact = { category = "contact-preferences", erase = "keep", because = "it says when we last wrote" }
"#;

const ROWS: &str = "
CREATE TABLE person (person_id integer PRIMARY KEY, surname text);
CREATE TABLE tenancy (tag_ref varchar(9) PRIMARY KEY, person_id integer REFERENCES person (person_id), eot varchar(10));
CREATE TABLE rent (id integer PRIMARY KEY, tag_ref varchar(9) REFERENCES tenancy (tag_ref), post_date varchar(10),
    note text);
CREATE TABLE news (id integer PRIMARY KEY, person_id integer, email varchar(40), last_contact varchar(10));
INSERT INTO person VALUES (1, 'A'), (2, 'B'), (3, 'C'), (4, 'D'), (5, 'E');
INSERT INTO tenancy VALUES ('T1', 1, '2015-03-31'), ('T2', 2, '2015-03-31'), ('T3', 3, '2025-03-31'),
    ('T4', 4, '2014-03-31'), ('T5', 5, '31/03/2012'), ('T6', 3, NULL);
INSERT INTO rent VALUES (1, 'T1', '2015-01-05', 'late'), (2, 'T2', '2015-01-05', 'late'), (5, 'T5', '2026-01-05', 'late');
INSERT INTO news VALUES (1, 1, 'a@mail.example', '2020-01-01'), (2, 3, 'c@mail.example', '2026-01-01'),
    (3, 1, '', '2020-01-01');
";

struct House {
    office: Office,
    map: Map,
    address: String,
    _folder: tempfile::TempDir,
}

/// Runs a case in a file, and in a PostgreSQL server of its own.
fn on_both(case: impl Fn(&House)) {
    let house = |kind: &str, address: String, folder| {
        let map = map(&[("housing.toml", &MAP.replace("sqlite", kind))]).unwrap();
        let office = Office::new(&["housing"]);
        for number in [1, 2, 3, 5] {
            let since = NewRelationship::new("tenant", "heart-of-medway", now().today());
            let mut new = NewPerson::new("the-person", since);
            let number = Identifier::parse(Kind::OtherSystemId, &format!("housing:{number}"));
            new.identifiers = vec![number.unwrap()];
            office.enter(&new);
            if new.identifiers[0].normal().ends_with('2') {
                hold(&office, new.id);
            }
        }
        House { office, map, address, _folder: folder }
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(ROWS).unwrap();
    case(&house("sqlite", format!("sqlite:{}", path.display()), folder));
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("housing").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client.batch_execute(ROWS).unwrap();
    case(&house("postgresql", address, tempfile::tempdir().unwrap()));
}

fn hold(office: &Office, of: people::PersonId) {
    let hold = NewHold {
        kind: "claim".to_owned(),
        post: "head-of-income".to_owned(),
        since: now().today(),
        review: None,
        detail: "a claim".to_owned(),
    };
    let _ = office.record.hold_back(&office.asks("use"), of, &hold, now()).unwrap();
}

impl House {
    fn run(&self, sql: &str) {
        match self.address.strip_prefix("sqlite:") {
            Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            None => {
                let mut client = postgres::Client::connect(&self.address, postgres::NoTls).unwrap();
                client.batch_execute(sql).unwrap();
            }
        }
    }

    fn readers(&self) -> Readers {
        BTreeMap::from([("housing".to_owned(), connect::open(&self.address))])
    }

    fn ask(&self) -> PastAsk {
        PastAsk {
            made: now().today(),
            tables: Vec::new(),
            after: 0,
            most: 500,
            nobodys: None,
            direct: true,
            place: "here".to_owned(),
            nonce: [7; 32],
        }
    }

    fn plan(&self, ask: &PastAsk) -> PastPlan {
        let record = &self.office.record;
        let survey = record.survey("ann", "housing", now()).unwrap();
        let source = self.map.source("housing").unwrap();
        let mut standing = self.standing();
        let mut readers = self.readers();
        plan_past(&survey, ask, source, &self.map, &charter(), &mut standing, &mut readers).unwrap()
    }

    fn standing(&self) -> impl FnMut(&[AskedOf]) -> Result<Vec<Standing>, Error> {
        |asked| {
            let said = self.office.record.standing_of(asked, now().today(), Keeps::NOTHING);
            said.map_err(|error| Error::Refused(error.to_string()))
        }
    }

    fn leave(&self, plan: &PastPlan, goes_on: bool) -> LettingGo {
        let digest = plan.digest();
        let begin = move |_: &db::Tx<'_>| Ok(goes_on);
        self.office.record.begin_letting_go("ann", "housing", digest, now(), begin).unwrap()
    }

    fn carry_out(&self, plan: &PastPlan, direct: bool, goes_on: bool) -> PastReport {
        let mut writer: Option<Box<dyn Writer>> =
            if direct { Some(write::open(&self.address).unwrap()) } else { None };
        let charter = charter();
        let source = self.map.source("housing").unwrap();
        let opened = Opened { source, map: &self.map, charter: &charter, place: "here" };
        let leave = self.leave(plan, goes_on);
        let mut standing = self.standing();
        let writer = writer.as_mut().map(|one| &mut **one as &mut dyn Writer);
        let done = let_past_go(&leave, plan, opened, &mut standing, writer, &mut self.readers());
        done.unwrap()
    }
}

fn rows(plan: &PastPlan) -> Vec<String> {
    let key = |row: &sources::change::PastRow| {
        row.key.values().map(ToString::to_string).collect::<String>()
    };
    plan.rows.iter().map(|row| format!("{} {}", row.table, key(row).replace('"', ""))).collect()
}

fn stays(plan: &PastPlan) -> Vec<String> {
    let key = |row: &sources::change::PastStays| {
        row.key.values().map(ToString::to_string).collect::<String>()
    };
    let one = |row: &sources::change::PastStays| {
        format!("{} {}: {}", row.table, key(row).replace('"', ""), row.why.join("; "))
    };
    plan.stays.iter().map(one).collect()
}

#[test]
fn what_is_past_its_time_goes_and_what_something_stands_in_the_way_of_stays() {
    on_both(|house| {
        let plan = house.plan(&house.ask());
        assert_eq!(
            rows(&plan),
            ["news 1", "rent 1", "tenancy T1"],
            "{}",
            tell_past(&plan, &charter())
        );
        assert_eq!(
            stays(&plan),
            [
                "tenancy T2: hold:claim",
                "tenancy T4: nobody on record is known by it",
                "tenancy T5: rows of `rent` rest on it",
                "rent 2: hold:claim",
            ]
        );
        assert_eq!(plan.unknown.keys().collect::<Vec<_>>(), ["person"]);
        assert_eq!((plan.kept, plan.past, plan.looked), (1, 8, 8));
        let told = tell_past(&plan, &charter());
        for part in [
            "rent id=1: goes\n    `rent-account`: kept P6Y from post_date 2015-01-05; its last day was 2021-01-05",
            "news id=1: email becomes empty",
            "tenancy tag_ref=T2: stays: hold:claim",
            "person: not known: no field says from which day",
            "3 rows would go and 4 stay.",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(
            !told.contains("late") && !told.contains("mail.example"),
            "a plan has keys and nothing else"
        );

        let report = house.carry_out(&plan, true, false);
        assert!(report.is_complete(), "{report:?}");
        assert_eq!(report.count(|came| matches!(came, Came::Gone | Came::Emptied)), 3);
        let after = house.plan(&house.ask());
        assert!(after.rows.is_empty(), "{:?}", rows(&after));
        assert_eq!(after.stays.len(), 4, "what stood in the way is there still");
        // A run that was cut off after the system said yes: looked at, and not done again.
        assert_eq!(house.carry_out(&plan, true, true), report);
    });
}

#[test]
fn a_work_order_waits_until_the_rows_are_gone() {
    on_both(|house| {
        let plan = house.plan(&PastAsk { direct: false, ..house.ask() });
        let waits = house.carry_out(&plan, false, false);
        assert_eq!(waits.count(|came| *came == Came::Waits), 3);
        assert!(!waits.is_complete());
        let signer = ledger::Signer::new("keyholder/test", &[7; 32].into()).unwrap();
        let order = past_order(&plan, &plan.rows, 1, "head-of-income", &signer).unwrap();
        assert!(order.contains("2. In rent find the row with id=1\n   and delete it."), "{order}");
        house.run("DELETE FROM rent WHERE id = 1; DELETE FROM tenancy WHERE tag_ref = 'T1';");
        let half = house.carry_out(&plan, false, true);
        assert_eq!(half.count(|came| *came == Came::Waits), 1, "the email is there still");
        assert!(!half.is_complete());
        house.run("UPDATE news SET email = NULL WHERE id = 1;");
        assert!(house.carry_out(&plan, false, true).is_complete());
    });
}

#[test]
fn what_changed_since_or_is_held_by_now_stays_and_the_rest_goes() {
    on_both(|house| {
        let plan = house.plan(&house.ask());
        house.run("UPDATE rent SET note = 'paid' WHERE id = 1;");
        let report = house.carry_out(&plan, true, false);
        let ends: Vec<(&str, &Came)> =
            report.ends.iter().map(|end| (end.table.as_str(), &end.came)).collect();
        assert!(matches!(ends[0], ("news", Came::Emptied)), "{ends:?}");
        assert!(
            matches!(ends[1], ("rent", Came::Stayed(why)) if why[0].contains("not as it was")),
            "{ends:?}"
        );
        // And what the row that stays rests on stays with it.
        assert!(
            matches!(ends[2], ("tenancy", Came::Stayed(why)) if why[0].contains("rest on it")),
            "{ends:?}"
        );
    });
}

#[test]
fn a_plan_has_a_limit_and_says_where_the_next_begins_and_is_for_one_place() {
    on_both(|house| {
        let first =
            house.plan(&PastAsk { most: 1, tables: vec!["rent".to_owned()], ..house.ask() });
        assert_eq!((rows(&first), first.looked, first.past), (vec!["rent 1".to_owned()], 2, 2));
        let two = PastAsk { after: 1, tables: vec!["rent".to_owned()], ..house.ask() };
        assert!(house.plan(&two).rows.is_empty());
        let all = house.plan(&PastAsk { nobodys: Some("left long ago".to_owned()), ..house.ask() });
        assert!(rows(&all).contains(&"tenancy T4".to_owned()), "{:?}", rows(&all));

        let charter = charter();
        let source = house.map.source("housing").unwrap();
        let elsewhere = Opened { source, map: &house.map, charter: &charter, place: "elsewhere" };
        let mut standing = house.standing();
        let go = |leave: &LettingGo, standing: &mut sources::change::StandingOf<'_>| {
            let_past_go(leave, &all, elsewhere, standing, None, &mut house.readers()).map(drop)
        };
        let other = go(&house.leave(&first, false), &mut standing);
        assert_eq!(other, Err(CannotBegin::NotThisPlan));
        let place = go(&house.leave(&all, false), &mut standing);
        assert!(matches!(place, Err(CannotBegin::OtherPlace(_))), "{place:?}");
    });
}

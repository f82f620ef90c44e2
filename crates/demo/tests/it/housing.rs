//! The invented housing system: what it holds, that its map fits, and that it knows itself.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use charter::{Charter, File};
use db::cluster::Cluster;
use demo::housing::{
    self, COPIES, Cell, Housing, Keys, Kind, MAP, Notes, PersonNo, Row, SOURCE, Sink, TABLES,
};
use sources::{Map, connect};

use crate::TODAY;

/// Every row as text, by its table.
#[derive(Default, PartialEq)]
struct Everything(BTreeMap<&'static str, Vec<Vec<String>>>);

impl Sink for Everything {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let text = |cell: &Cell| {
            let mut text = String::new();
            cell.read(&mut text);
            text
        };
        let rows = self.0.entry(TABLES[row.table].name).or_default();
        rows.push(row.cells.iter().map(text).collect());
        Ok(())
    }
}

fn everything(seed: u64, people: u32) -> (Everything, u64) {
    let mut all = Everything::default();
    let count = Housing::new(seed, people, TODAY).write(&mut all, &mut |_| {}).unwrap();
    (all, count)
}

fn map() -> Map {
    Map::parse(vec![File::new("housing.toml", MAP)]).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

pub(crate) fn charter() -> Charter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let mut files: Vec<File> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| File::new(path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort_by(|a, b| a.name().cmp(b.name()));
    Charter::parse(files).unwrap()
}

#[test]
fn the_same_seed_is_the_same_system_and_its_size_is_what_was_asked_for() {
    let (one, count) = everything(5, 2_000);
    assert!(one == everything(5, 2_000).0);
    assert!(one != everything(6, 2_000).0);
    assert!((1_800..2_200).contains(&count), "{count}");
    let tables: BTreeSet<&str> = one.0.keys().copied().collect();
    assert_eq!(tables, TABLES.iter().map(|table| table.name).collect());
    for (table, rows) in &one.0 {
        let copy = COPIES.iter().any(|(copy, _)| copy == table);
        let width = TABLES.iter().find(|one| one.name == *table).unwrap().key.len();
        let keys: BTreeSet<&[String]> = rows.iter().map(|row| &row[..width]).collect();
        assert!(copy || keys.len() == rows.len(), "two rows of `{table}` have one key");
    }
}

#[test]
fn nobody_in_it_can_be_called_or_written_to() {
    for (table, rows) in everything(5, 3_000).0.0 {
        for text in rows.iter().flatten() {
            let at = |word: &&str| word.contains('@');
            for word in text.split_whitespace().filter(at) {
                let end = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                let nowhere = end.ends_with("@example.org") || end.ends_with(".example");
                assert!(nowhere, "{table}: {text}");
            }
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let phone = text.starts_with(['0', '+', '(']) && (11..=14).contains(&digits.len());
            let cannot = ["06", "446", "4406", "00446", "00000000000"];
            let none = table.starts_with("person_id") || text.contains('-') && text.len() == 36;
            let bank = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with("06");
            assert!(
                !phone || none || bank || cannot.iter().any(|start| digits.starts_with(start)),
                "{table}: {text}"
            );
        }
    }
}

#[test]
fn it_is_dirty_as_real_ones_are() {
    let (all, _) = everything(2026, 20_000);
    let column = |table: &str, no: usize| -> Vec<&str> {
        all.0[table].iter().map(|row| row[no].as_str()).collect()
    };
    let phones = column("contact_detail", 4);
    for dirt in ["UNKNOWN", "00000000000", "(daughter)", "+44 (0)", "after 6pm", "0044"] {
        assert!(phones.iter().any(|phone| phone.contains(dirt)), "{dirt}");
    }
    let emails = column("contact_detail", 5);
    for dirt in ["<", "mailto:", "(work)", "@EXAMPLE.ORG", " "] {
        assert!(emails.iter().any(|email| email.contains(dirt)), "{dirt}");
    }
    assert!(column("rent_account", 1).iter().all(|code| code.len() == 18), "codes are filled up");
    // Two of one name and one birthday; one phone of two; what is not safe.
    let people = all.0["person"].iter().filter(|row| row[7].len() == 10);
    let mut named: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    people.for_each(|row| *named.entry([&row[3], &row[5], &row[7]]).or_default() += 1);
    assert!(named.values().any(|times| *times > 1));
    let mut digits: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in all.0["contact_detail"].iter().filter(|row| row[4].contains("06")) {
        let number: String = row[4].chars().filter(char::is_ascii_digit).collect();
        let tail = number[number.len() - 9..].to_owned();
        digits.entry(tail).or_default().insert(&row[1]);
    }
    assert!(digits.values().any(|people| people.len() > 1));
    let comments = column("contact_detail", 14);
    assert!(comments.iter().any(|comment| comment.contains("must not learn")));
    assert!(comments.iter().any(|comment| comment.contains("Not safe to write")));
    let present: BTreeSet<&str> = column("person", 0).into_iter().collect();
    assert!(column("person_bkup_2019", 0).iter().any(|id| !present.contains(id)));
}

#[test]
fn every_column_is_in_its_map_and_the_map_is_sound() {
    let (map, charter) = (map(), charter());
    let found = map.check(&charter);
    assert!(found.is_empty(), "{found:?}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    let housing = Housing::new(1, 300, TODAY);
    housing::write_sqlite(&housing, &path, &mut Notes::default(), &mut |_| {}).unwrap();
    let mut connector = connect::open(&format!("sqlite:{}", path.display())).unwrap();
    let schema = connector.schema().unwrap();
    let source = map.source(SOURCE).unwrap();
    let drift = source.drift(&schema);
    assert!(drift.is_empty(), "{drift:?}");
    let copies: BTreeSet<(&str, &str)> = (source.tables.iter())
        .filter_map(|table| {
            Some((table.name.get_ref().as_str(), table.copy_of.as_ref()?.get_ref().as_str()))
        })
        .collect();
    assert_eq!(copies, COPIES.iter().copied().collect());
    // Nothing is written over.
    let again = housing::write_sqlite(&housing, &path, &mut Notes::default(), &mut |_| {});
    assert_eq!(again.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
}

#[test]
fn both_databases_take_the_same_rows() {
    let housing = Housing::new(3, 700, TODAY);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    let mut all = Everything::default();
    let people = housing::write_sqlite(&housing, &path, &mut all, &mut |_| {}).unwrap();
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("housing").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let there =
        housing::write_postgres(&housing, &mut client, &mut Notes::default(), &mut |_| {}).unwrap();
    assert_eq!(there, people);
    let file = rusqlite::Connection::open(&path).unwrap();
    for table in TABLES {
        let count = format!("SELECT count(*) FROM {}", table.name);
        let expected = i64::try_from(all.0[table.name].len()).unwrap();
        let in_file: i64 = file.query_row(&count, [], |row| row.get(0)).unwrap();
        let in_server: i64 = client.query_one(&count, &[]).unwrap().get(0);
        assert_eq!((in_file, in_server), (expected, expected), "{}", table.name);
    }
}

#[test]
fn it_knows_what_there_is_on_everybody() {
    let housing = Housing::new(2026, 20_000, TODAY);
    let sampled = housing.sample(40);
    let kinds: BTreeSet<Kind> = sampled.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, Kind::ALL.into_iter().collect());
    let numbers: BTreeSet<PersonNo> = sampled.iter().map(|one| one.no).collect();
    let truth = housing.truth(&numbers);
    let tables = |keys: &Keys| -> BTreeSet<&str> { keys.keys().map(|(table, _)| *table).collect() };
    for one in &sampled {
        let known = &truth.people[&one.no];
        let (own, about, hidden) =
            (tables(&known.own), tables(&known.about), tables(&known.hidden));
        match one.kind {
            Kind::Tenant => {
                assert!(
                    ["person", "tenancy", "rent_account", "asset"].iter().all(|t| own.contains(t))
                );
            }
            // A tenancy of two is nobody's own.
            Kind::Joint => assert!(about.contains("tenancy") && !own.contains("tenancy")),
            Kind::Separated => assert!(hidden.contains("contact_detail"), "{hidden:?}"),
            Kind::Former => assert!(own.contains("person")),
            Kind::Occupant => assert!(own.contains("person") && about.contains("household")),
            Kind::Applicant => assert!(own.contains("housing_application")),
            Kind::NextOfKin => assert!(own.is_empty() && about.contains("household")),
            Kind::InCopiesOnly => {
                assert!(own.contains("person_bkup_2019") && !own.contains("person"));
            }
        }
    }
}

#[test]
fn everything_that_is_erased_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    let housing = Housing::new(5, 1_000, TODAY);
    housing::write_sqlite(&housing, &path, &mut Everything::default(), &mut |_| {}).unwrap();
    let schema = connect::open(&format!("sqlite:{}", path.display())).unwrap().schema().unwrap();
    let map = map();
    let mut in_the_way = Vec::new();
    for table in &map.sources()[0].tables {
        let live = schema.tables.iter().find(|live| live.name == *table.name.get_ref()).unwrap();
        for (name, field) in &table.fields {
            let column = live.columns.iter().find(|column| column.name == *name).unwrap();
            let emptied =
                field.category.get_ref().is_personal() && field.erase == sources::Erase::Null;
            if emptied && (!column.nullable || live.key.contains(name)) {
                in_the_way.push(format!("{}.{name}", live.name));
            }
        }
    }
    assert!(in_the_way.is_empty(), "{in_the_way:?}");
}

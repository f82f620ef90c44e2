//! Discovery, judged on a housing system it has not seen and that knows itself.

use std::fmt::Write;
use std::time::Instant;

use db::Db;
use demo::housing::{self, CODED, COPIES, Housing, Notes, TABLES};
use gate::Gate;
use people::{Now, Record, Survey};
use sources::connect;
use sources::discover::{Discovery, discover};
use vault::{LocalMaster, Vault};

use crate::TODAY;
use crate::housing::charter;

/// Leave to look over the source, written down in a record with nobody in it.
fn survey() -> Survey {
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str, sets: &'static [db::Set]| {
        let db = Db::open(folder.path().join(name).to_str().unwrap()).unwrap();
        db.migrate(sets, 1).unwrap();
        db
    };
    let data = store("data.db", &[db::MIGRATIONS, people::MIGRATIONS]);
    let keys = store("vault.db", &[vault::MIGRATIONS]);
    let master = LocalMaster::from_hex(&"07".repeat(32)).unwrap();
    let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
    let record = Record::open(data, vault, Gate::new(charter())).unwrap();
    let now = Now::new("2026-11-25T10:00:00Z".parse::<jiff::Timestamp>().unwrap());
    record.survey("ann", "housing", now).unwrap()
}

/// A housing system with more tables, looked over.
fn looked_over(more: &str) -> Discovery {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("housing.db");
    let housing = Housing::new(2026, 4_000, TODAY);
    housing::write_sqlite(&housing, &path, &mut Notes::default(), &mut |_| {}).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch(more).unwrap();
    let mut connector = connect::open(&format!("sqlite:{}", path.display())).unwrap();
    discover(&survey(), "housing", connector.as_mut(), &charter()).unwrap()
}

/// What was planted and not found, and what was found and not planted.
fn judged(found: &Discovery) -> (Vec<String>, Vec<String>) {
    let name = |no: usize| found.schema.tables[no].name.as_str();
    let copies: Vec<(&str, &str)> = (found.tables.iter().enumerate())
        .filter_map(|(no, table)| Some((name(no), name(table.copy.as_ref()?.of))))
        .collect();
    let mut missed: Vec<String> = (COPIES.iter())
        .filter(|planted| !copies.contains(planted))
        .map(|planted| format!("{planted:?}"))
        .collect();
    let mut alarms: Vec<String> = (copies.iter())
        .filter(|copy| !COPIES.contains(copy))
        .map(|copy| format!("{copy:?}"))
        .collect();
    for (table, column, category) in CODED {
        let no = found.schema.tables.iter().position(|live| live.name == *table).unwrap();
        let field = found.tables[no].fields.iter().find(|field| field.name == *column).unwrap();
        let said = field.category.as_ref().map(sources::DataCategory::as_str);
        if said != Some(*category) || field.codes.len() < 2 {
            missed.push(format!("{table}.{column}: {said:?}, codes {:?}", field.codes));
        }
    }
    // Tables about nobody that are said to be about people.
    for (no, table) in found.tables.iter().enumerate() {
        if table.is_personal() && !TABLES.iter().any(|known| known.name == name(no)) {
            alarms.push(format!("{} is about people", name(no)));
        }
    }
    (missed, alarms)
}

#[test]
fn every_copy_and_every_code_that_was_planted_is_found() {
    let found = looked_over("");
    let (missed, alarms) = judged(&found);
    assert!(missed.is_empty(), "missed: {missed:?}");
    assert!(alarms.is_empty(), "false alarms: {alarms:?}");
    // Nothing says of a list of files whose they are, but the values of a column for anything.
    let tables = found.tables.iter().zip(&found.schema.tables);
    let nobodys = tables.filter(|(table, _)| !table.is_personal()).map(|(_, live)| &live.name);
    assert_eq!(nobodys.collect::<Vec<_>>(), ["document"]);
}

/// What else a housing system has: a thousand tables about nobody.
fn thousand() -> String {
    let mut sql = "BEGIN;".to_owned();
    let things = [
        "asset", "tenure", "repair", "void", "charge", "patch", "trade", "priority", "letter",
        "survey", "stock", "boiler", "lift", "window", "roof", "kitchen", "bathroom", "door",
        "bin", "garage", "budget", "supplier", "cost", "nominal", "period", "batch", "report",
        "printer", "menu", "screen",
    ];
    let mut table = |name: &str, columns: &str, row: &str| {
        let _ = write!(sql, "CREATE TABLE {name} ({columns});");
        for no in 0..4 {
            let _ =
                write!(sql, "INSERT INTO {name} VALUES ({});", row.replace('#', &no.to_string()));
        }
    };
    for thing in things {
        for no in 0..7 {
            let name = format!("{thing}_type{no}");
            let columns = "code char(3) PRIMARY KEY, descr varchar(40), sort_order integer";
            table(&name, columns, "'C#', 'Kind no #', #");
        }
        for year in 2018..2026 {
            let name = format!("{thing}_ledger_{year}");
            let columns = "entry_no integer PRIMARY KEY, nominal varchar(8), period integer,
                           amount numeric(12, 2), posted date";
            table(&name, columns, "#, 'N100#', #, 12.5#, '2020-01-0#'");
        }
        for part in ["daily", "weekly", "monthly", "yearly"] {
            let name = format!("rpt_{thing}_{part}");
            let columns = "run_no integer PRIMARY KEY, run_at timestamp, patch_id varchar(10),
                           total integer, lines integer";
            table(&name, columns, "#, '2024-01-01 10:0#:00', 'P0#', #, #");
        }
        for part in ["in", "out", "error", "work"] {
            let name = format!("if_{thing}_{part}");
            let columns = "batch_no integer, line_no integer, state char(1), result varchar(20)";
            table(&name, columns, "#, #, 'D', 'OK'");
        }
        for no in 0..5 {
            let name = format!("audit_{thing}_{no}");
            let columns =
                "audit_no integer PRIMARY KEY, table_name varchar(40), row_key varchar(20),
                           operation char(1), changed_at timestamp";
            table(&name, columns, "#, 'x', 'K#', 'U', '2024-01-01 10:0#:00'");
        }
        for no in 0..6 {
            let name = format!("{thing}_component{no}");
            let columns = "component_no integer PRIMARY KEY, prop_ref varchar(12), fitted date,
                           life_years integer, quantity integer";
            table(&name, columns, "#, 'HM00000#', '2001-01-0#', 2#, #");
        }
        let columns = "code char(3), descr varchar(40), sort_order integer";
        table(&format!("{thing}_type0_old"), columns, "'C#', 'Kind no #', #");
    }
    sql + "COMMIT;"
}

#[test]
fn among_a_thousand_tables_about_nobody_nothing_is_lost_and_little_is_raised() {
    let begun = Instant::now();
    let found = looked_over(&thousand());
    let took = begun.elapsed();
    assert!(found.tables.len() > 1_000, "{}", found.tables.len());
    let (missed, alarms) = judged(&found);
    eprintln!("{} tables in {took:?}; false alarms: {alarms:?}", found.tables.len());
    assert!(missed.is_empty(), "missed: {missed:?}");
    assert!(alarms.len() <= ALARMS_MOST, "{} false alarms: {alarms:?}", alarms.len());
}

/// How many false alarms there may be among the thousand: what is fitted in a home hangs on the
/// table with the addresses, and a repair is somebody's.
const ALARMS_MOST: usize = 6;

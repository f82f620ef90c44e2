use charter::Id;
use db::cluster::Cluster;
use people::Survey;
use sources::discover::{Discovery, discover};
use sources::{Error, System, connect};

use crate::{charter, fixtures, map, now, record};

/// A record to write down who looks.
fn survey(source: &str) -> Survey {
    let (record, _folder) = record();
    let survey = record.survey("ann", source, now()).unwrap();
    let entries = record.data().newest(1).unwrap();
    assert_eq!(entries[0].no, survey.entry(), "the look is in the log before anything is read");
    survey
}

pub(crate) fn looked_over(address: &str, source: &str) -> Discovery {
    let mut connector = connect::open(address).unwrap();
    discover(&survey(source), source, connector.as_mut(), &charter()).unwrap()
}

/// What is proposed for a field.
pub(crate) fn field<'d>(
    found: &'d Discovery,
    table: &str,
    name: &str,
) -> &'d sources::discover::Field {
    let no = found.schema.tables.iter().position(|live| live.name == table);
    let no = no.unwrap_or_else(|| panic!("no table `{table}`"));
    found.tables[no].fields.iter().find(|field| field.name == name).unwrap()
}

const SMALL: &str = "
    CREATE TABLE member (member_no INTEGER PRIMARY KEY, fname_1 TEXT, u_dob TEXT, comm1 TEXT,
        eth VARCHAR(2), u_ethn VARCHAR(2), memo TEXT);
    CREATE TABLE visits (no INTEGER PRIMARY KEY, member INTEGER REFERENCES member, remark TEXT);
    CREATE TABLE member_bkup_2019 (member_no INTEGER, fname_1 TEXT, u_dob TEXT, comm1 TEXT,
        eth VARCHAR(2), u_ethn VARCHAR(2), memo TEXT);
    CREATE TABLE colour (code TEXT PRIMARY KEY, name TEXT);
    INSERT INTO colour VALUES ('R', 'red'), ('G', 'green');
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
    INSERT INTO member SELECT i, 'Person' || i, date('1950-01-01', '+' || (i * 97) || ' days'),
        'person' || i || '@example.org', substr('WBA', 1 + i % 3, 1), substr('WBA', 1 + i % 3, 1),
        'They told us on the phone that number ' || i || ' is out of order' FROM n;
    INSERT INTO member_bkup_2019 SELECT * FROM member WHERE member_no < 20;";

#[test]
fn a_small_database_is_looked_over_and_no_value_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(SMALL).unwrap();
    let found = looked_over(&format!("sqlite:{}", path.display()), "small");
    let email = field(&found, "member", "comm1");
    assert_eq!(email.category.as_ref().unwrap().as_str(), "email");
    assert_eq!((email.identity, email.sure), (Some("email"), 75));
    assert_eq!(email.because, "60 of 60 values look like an email address");
    let born = field(&found, "member", "u_dob");
    assert_eq!(born.category.as_ref().unwrap().as_str(), "date-of-birth");
    let ethnic = field(&found, "member", "u_ethn");
    assert_eq!(ethnic.category.as_ref().unwrap().as_str(), "ethnic-origin");
    assert_eq!(ethnic.codes, ["A", "B", "W"]);
    // Nothing says what it is: it is not guessed at.
    assert_eq!(field(&found, "member", "eth").category, None);
    assert!(field(&found, "member", "memo").free_text);
    let copies: Vec<(&str, &str)> = (found.schema.tables.iter().zip(&found.tables))
        .filter_map(|(live, table)| {
            let copy = table.copy.as_ref()?;
            Some((live.name.as_str(), found.schema.tables[copy.of].name.as_str()))
        })
        .collect();
    assert_eq!(copies, [("member_bkup_2019", "member")]);

    let text = found.to_toml("small", "Small", "sqlite");
    for value in ["Person7", "person7@", "1950-04", "number 7", "red"] {
        assert!(!text.contains(value), "`{value}` came out:\n{text}");
    }
    insta::assert_snapshot!(text);
    // It is a map, and sound but for what a person has to settle.
    let map = map(&[("small.toml", &text)]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let found = map.check(&charter());
    let open: Vec<&str> = found.iter().map(|found| found.code).collect();
    assert!(open.contains(&"unknown-name"), "{open:?}");
}

#[test]
fn leave_to_look_over_one_source_is_none_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let mut connector = connect::open(&format!("sqlite:{}", path.display())).unwrap();
    let looked = discover(&survey("housing"), "rents", connector.as_mut(), &charter());
    assert_eq!(looked.unwrap_err(), Error::OtherSource("housing".to_owned()));
}

#[test]
fn an_address_that_leads_nowhere_is_said_without_its_secret() {
    for (address, said) in [
        ("oracle://kh:secret@db.example/hms", "`oracle` names no source"),
        ("Server=db;User Id=sa;Password=secret", "`it` names no source"),
        ("postgres://h/db?user=u&password=secret&bogus=1", "`this postgres address` names"),
        ("sqlite:/nowhere/at/all.db", "there is no database at `/nowhere/at/all.db`"),
        ("postgres://kh:secret@127.0.0.1:1/hms", "cannot be reached"),
        ("mysql://kh:secret@127.0.0.1/hms?bogus=1", "`this mysql address` names"),
        ("mysql://kh:secret@127.0.0.1:1/hms", "cannot be reached"),
        ("odbc:Driver=None;Pwd=secret", "cannot be reached"),
        #[cfg(not(feature = "sqlserver"))]
        (
            "sqlserver://sa:secret@db.example/hms",
            "build it with `--features sqlserver`, or give `odbc:`",
        ),
        #[cfg(feature = "sqlserver")]
        ("sqlserver://sa:secret@127.0.0.1:1/hms", "cannot be reached (nobody listens there)"),
        #[cfg(feature = "sqlserver")]
        ("sqlserver://sa:secret@127.0.0.1/hms?encrypt=no", "`this sqlserver address` names"),
        #[cfg(feature = "sqlserver")]
        ("mssql://sa:secret@nowhere/hms?socket=/tmp/s", "`this sqlserver address` names"),
        #[cfg(feature = "sqlserver")]
        (
            "sqlserver://sa:secret@127.0.0.1:1/hms?sslrootcert=/nowhere/at/all.pem",
            "the certificates of `sslrootcert` cannot be read",
        ),
        ("mysql://kh:secret@nowhere.invalid/hms", "nobody knows where `nowhere.invalid` is"),
    ] {
        let Err(error) = connect::open(address) else { panic!("{address} opens") };
        let error = error.to_string();
        assert!(error.contains(said) && !error.contains("secret"), "{error}");
    }
    assert!("Housing".parse::<Id<System>>().is_err());
}

/// Copies as people leave them behind, and of which table each is one.
const PLANTED: &[(&str, &str)] = &[
    ("person_bkup_20190312", "person"),
    ("tenancy_old", "tenancy"),
    ("tmp_contact_detail", "contact_detail"),
    ("jb_mailing_march", "person"),
    ("person_alert_2021_archive", "person_alert"),
];

/// Columns of one letter or a few that say what the law protects most.
const CODED: &[(&str, &str, &str)] = &[
    ("household_member", "u_ethn", "ethnic-origin"),
    ("household_member", "relig_cd", "religion"),
    ("household_member", "disab", "health"),
    ("household_member", "crim_rec", "convictions"),
];

#[test]
fn a_housing_system_gives_up_its_copies_and_its_codes() {
    let Some(fixtures) = fixtures() else { return };
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("housing").unwrap();
    let mut housing = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let schema = std::fs::read_to_string(fixtures.join("hms_schema.sql")).unwrap();
    housing.batch_execute(&schema).unwrap();
    housing
        .batch_execute(
            "SET search_path = hms;
             ALTER TABLE household_member ADD u_ethn char(1), ADD relig_cd char(2),
                 ADD disab char(1), ADD crim_rec char(1);
             INSERT INTO person (person_id, person_ref, forename, surname, date_of_birth)
             SELECT md5(i::text)::uuid, i, 'Forename' || i, 'Surname' || i, date '1950-01-01' + i
             FROM generate_series(1, 300) i;
             INSERT INTO household (house_ref) SELECT 'H' || i FROM generate_series(1, 100) i;
             INSERT INTO household_member (house_ref, person_no, person_id, relationship, u_ethn,
                 relig_cd, disab, crim_rec)
             SELECT 'H' || 1 + i % 100, i / 100, md5(i::text)::uuid, 'T', substr('WBAO', 1 + i % 4, 1),
                 (ARRAY['CH', 'MU', 'NO'])[1 + i % 3], (ARRAY['Y', 'N'])[1 + i % 2],
                 (ARRAY['Y', 'N'])[1 + i % 2] FROM generate_series(1, 300) i;
             CREATE TABLE person_bkup_20190312 AS SELECT * FROM person LIMIT 100;
             CREATE TABLE tenancy_old AS SELECT tag_ref, house_ref, prop_ref, payment_ref, cot, eot,
                 forwarding_address FROM tenancy;
             CREATE TABLE tmp_contact_detail AS SELECT * FROM contact_detail;
             CREATE TABLE jb_mailing_march AS SELECT person_ref, title, forename, surname,
                 preferred_surname, date_of_birth FROM person;
             CREATE TABLE person_alert_2021_archive AS SELECT * FROM person_alert;
             CREATE TABLE colour (code char(1) PRIMARY KEY, name varchar(20));
             CREATE TABLE stores_stock (stock_no int PRIMARY KEY, name varchar(40), price numeric);",
        )
        .unwrap();
    let found = looked_over(&address, "housing");
    let copies: Vec<(&str, &str)> = (found.schema.tables.iter().zip(&found.tables))
        .filter_map(|(live, table)| {
            let of = table.copy.as_ref()?.of;
            Some((live.name.as_str(), found.schema.tables[of].name.as_str()))
        })
        .collect();
    let missed: Vec<_> = PLANTED.iter().filter(|planted| !copies.contains(planted)).collect();
    let alarms: Vec<_> = copies.iter().filter(|copy| !PLANTED.contains(copy)).collect();
    assert!(missed.is_empty() && alarms.is_empty(), "missed {missed:?}; false alarms {alarms:?}");
    for (table, column, category) in CODED {
        let field = field(&found, table, column);
        let proposed = field.category.as_ref().map(sources::DataCategory::as_str);
        assert_eq!(proposed, Some(*category), "{table}.{column}: {}", field.because);
        assert!(field.codes.len() > 1, "{table}.{column} has no codes");
    }
    for table in ["colour", "stores_stock"] {
        let no = found.schema.tables.iter().position(|live| live.name == table).unwrap();
        assert!(!found.tables[no].is_personal(), "{table} is about nobody");
    }
    insta::assert_snapshot!(found.to_toml("housing", "Housing", "postgresql"));
}

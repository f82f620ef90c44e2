//! Sources by ODBC, through Debian's drivers for SQLite, PostgreSQL and `MariaDB`.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use db::cluster::Cluster;
use serde_json::{Value, json};
use sources::collect::{Answer, Identity, collect};
use sources::connect::{FoundRow, How, Match, Wanted};
use sources::{Connector, Error, connect};

use crate::collecting::{email, leave};
use crate::map;
use crate::mariadb::shared;

const ROWS: &str = "
    CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR(80), phone VARCHAR(40),
        born DATE, balance DECIMAL(10,2));
    CREATE TABLE note (code VARCHAR(20), what VARCHAR(200), person INTEGER);
    INSERT INTO person VALUES (1, 'Ada <Ada@Example.org>', '01634 960001 / 07700 900123',
        '1980-02-29', 12.50), (2, 'nada@example.org', '07700 900124', NULL, NULL);
    INSERT INTO note VALUES ('H12', 'Zoë ''s', 1), ('H12   ', 'two', 1), ('H12 x', 'no', 2),
        ('h12', 'no', 2), ('H12', 'alike', 1), ('H12', 'alike', 1);";

/// The same tables in three systems, by their names.
fn everywhere(folder: &Path) -> (Cluster, Vec<(&'static str, String)>) {
    let file = folder.join("a.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch(ROWS).unwrap();
    let cluster = Cluster::start("").unwrap();
    let url = cluster.database("house").unwrap();
    postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute(ROWS).unwrap();
    let postgres: postgres::Config = url.parse().unwrap();
    let server = shared();
    let database = server.database(ROWS);
    let addresses = vec![
        ("sqlite", format!("odbc:Driver=SQLite3;Database={}", file.display())),
        (
            "postgresql",
            format!(
                "odbc:Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={};Database=house;\
                 Uid=postgres;Pwd=secret",
                postgres.get_ports()[0]
            ),
        ),
        (
            "mariadb",
            format!(
                "odbc:Driver=MariaDB Unicode;Server=127.0.0.1;Port={};Database={database};Uid=root",
                server.port()
            ),
        ),
    ];
    (cluster, addresses)
}

fn found(
    connector: &mut dyn Connector,
    table: &str,
    fields: &[&str],
    by: (&str, How, &str),
) -> Result<Vec<FoundRow>, Error> {
    let any = [Match { field: by.0, how: by.1, values: &[by.1.wanted(by.2)] }];
    let mut rows = Vec::new();
    connector.find(&Wanted { schema: None, table, fields, any: &any }, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

#[test]
fn the_same_is_found_in_every_system() {
    let folder = tempfile::tempdir().unwrap();
    let (_cluster, addresses) = everywhere(folder.path());
    for (system, address) in addresses {
        let mut connector = connect::open(&address).unwrap_or_else(|e| panic!("{system}: {e}"));
        connector.begin().unwrap();
        for (table, by, expected) in [
            ("person", ("email", How::Email, "ada@example.org"), 1),
            ("person", ("phone", How::Phone, "+44 7700 900123"), 1),
            ("person", ("phone", How::Number, "07700-900124"), 1),
            ("person", ("id", How::Same, "1"), 1),
            ("person", ("id", How::Same, "1 OR 1=1"), 0),
            ("person", ("balance", How::Same, "12.5"), 1),
            ("person", ("born", How::Same, "1980-02-29"), 1),
            ("note", ("code", How::Same, "H12"), 4),
            ("note", ("what", How::Same, "Zoë 's"), 1),
            ("note", ("person", How::Phone, "2"), 2),
        ] {
            let rows = found(connector.as_mut(), table, &[], by);
            let rows = rows.unwrap_or_else(|error| panic!("{system} {by:?}: {error}"));
            assert_eq!(rows.len(), expected, "{system} {by:?}");
            let ids: std::collections::HashSet<&str> =
                rows.iter().map(|row| row.id.as_str()).collect();
            assert_eq!(ids.len(), rows.len(), "{system} {by:?}");
        }
        let fields = ["id", "email", "born", "balance"];
        let ada = found(connector.as_mut(), "person", &fields, ("id", How::Same, "1")).unwrap();
        // A driver that knows no such numbers gives a text.
        let balance = if system == "sqlite" { json!("12.5") } else { json!(12.5) };
        let expected = json!({
            "id": 1, "email": "Ada <Ada@Example.org>", "born": "1980-02-29", "balance": balance
        });
        assert_eq!(Value::Object(ada[0].values.clone()), expected, "{system}");
        let note = found(connector.as_mut(), "note", &["what"], ("what", How::Same, "Zoë 's"));
        assert_eq!(note.unwrap()[0].values["what"], "Zoë 's", "{system}");
        for (table, field) in [("none", "id"), ("person", "faith")] {
            let error = found(connector.as_mut(), table, &[], (field, How::Same, "1"));
            assert!(matches!(error, Err(Error::Refused(_))), "{system}: {error:?}");
        }

        let schema = connector.schema().unwrap_or_else(|e| panic!("{system}: {e}"));
        let names: Vec<&str> = schema.tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["note", "person"], "{system}");
        let person = &schema.tables[1];
        let columns: Vec<&str> = person.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(columns, ["id", "email", "phone", "born", "balance"], "{system}");
        assert_eq!(person.key, ["id"], "{system}");
        let mut sampled = Vec::new();
        let mut each =
            |column: usize, value: Option<&str>| sampled.push((column, value.map(str::to_owned)));
        connector.sample(person, 1, &mut each).unwrap();
        assert_eq!(sampled[1], (1, Some("Ada <Ada@Example.org>".to_owned())), "{system}");
        assert_eq!(sampled.len(), 5);
    }
}

const MAP: &str = r#"
[source]
id = "house"
name = "House"
kind = "odbc"

[[table]]
name = "note"
owner = ["person"]

[table.fields]
person = { category = "not-personal", refers = [{ to = "person.id", follow = "from" }] }
what = { category = "correspondence" }

[[table]]
name = "person"
key = ["id"]
owner = ["id"]

[table.fields]
id = { category = "not-personal" }
email = { category = "email", identity = "email" }
"#;

#[test]
fn a_person_is_collected_by_odbc() {
    let folder = tempfile::tempdir().unwrap();
    let (_cluster, addresses) = everywhere(folder.path());
    let map = map(&[("house.toml", MAP)]).unwrap();
    let given = leave(&["house"]);
    for (system, address) in addresses {
        let collected = |identity: Identity| {
            let mut connectors = BTreeMap::new();
            connectors.insert("house".to_owned(), connect::open(&address));
            collect(&given, &map, &[identity], &mut connectors)
        };
        let ada = collected(email("ADA@example.org"));
        assert_eq!(ada.answers[0].1, Answer::Held(5), "{system}");
        let nobody = collected(email("nobody@example.org"));
        assert_eq!(nobody.answers[0].1, Answer::NothingHeld, "{system}");
        assert_eq!(connect::kind_of(&address), "odbc");
    }
}

#[test]
fn what_is_not_there_is_unreachable_in_time_and_no_secret_is_said() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = shared().port();
    // It takes a call and says nothing for longer than anybody waits.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let never = silent.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let _call = silent.accept();
        std::thread::sleep(Duration::from_secs(14));
    });
    for address in [
        "odbc:Driver=No such driver;Pwd=secret".to_owned(),
        "odbc:DSN=nowhere;Uid=kh;Pwd=secret".to_owned(),
        "odbc:secret".to_owned(),
        format!("odbc:Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={gone};Uid=kh;Pwd=secret"),
        format!("odbc:Driver=MariaDB Unicode;Server=127.0.0.1;Port={port};Uid=kh;Pwd=secret"),
        format!("odbc:Driver=MariaDB Unicode;Server=127.0.0.1;Port={never};Uid=kh;Pwd=secret"),
    ] {
        let begun = Instant::now();
        let error = connect::open(&address).err().unwrap_or_else(|| panic!("{address} opens"));
        assert!(matches!(error, Error::Unreachable(_) | Error::Refused(_)), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(13), "{address}: {took:?}");
    }
}

//! A `MySQL` source, against a real `MariaDB`.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use sources::connect::{FoundRow, How, Match, Wanted};
use sources::{Connector, Drift, Error, connect};

use crate::discovering::{field, looked_over};
use crate::map;
use crate::mariadb::{MariaDb, shared};

/// A row for every way a value may be written, in columns of many kinds.
const KINDS: &str = "
    CREATE TABLE kinds (
        no INT PRIMARY KEY, tiny TINYINT UNSIGNED, big BIGINT UNSIGNED, padded INT(6) ZEROFILL,
        money DECIMAL(10,2), long_money DECIMAL(30,4), nearly DOUBLE, bits BIT(9), day DATE,
        moment DATETIME(3), clock TIME, yr YEAR, code CHAR(8), listed ENUM('H12', 'H13'),
        bytes VARBINARY(20), picture BLOB, note TEXT, latin VARCHAR(40) CHARACTER SET latin1,
        `a``b \"c\"` VARCHAR(10)) DEFAULT CHARSET utf8mb4;
    SET sql_mode = '';
    INSERT INTO kinds VALUES
        (1, 255, 18446744073709551615, 77, 12.50, 12345678901234567890.5, 0.1, b'100000001',
         '1980-02-29', '2020-01-02 03:04:05.678', '10:11:12', 1999, 'H12', 'H12', 'H12',
         X'00FF', 'Zoë ''quoted'' \\\\ 日本 😀', 'caf\u{e9}', 'x'),
        (2, 0, 0, 0, -0.05, 0, 1e300, b'0', '0000-00-00', '0000-00-00', NULL, 0, '', NULL, NULL,
         NULL, '', NULL, NULL);";

fn found(
    connector: &mut dyn Connector,
    table: &str,
    fields: &[&str],
    any: &[(&str, How, &[&str])],
) -> Result<Vec<FoundRow>, Error> {
    let values: Vec<Vec<String>> = (any.iter())
        .map(|(_, _, values)| values.iter().map(|value| (*value).to_owned()).collect())
        .collect();
    let any: Vec<Match<'_>> = (any.iter().zip(&values))
        .map(|((field, how, _), values)| Match { field, how: *how, values })
        .collect();
    let mut rows = Vec::new();
    connector.find(&Wanted { schema: None, table, fields, any: &any }, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

#[test]
fn values_of_every_kind_are_read_as_they_are() {
    let server = shared();
    let mut connector = connect::open(&server.address(&server.database(KINDS))).unwrap();
    connector.begin().unwrap();
    let fields = [
        "no",
        "tiny",
        "big",
        "padded",
        "money",
        "long_money",
        "nearly",
        "bits",
        "day",
        "moment",
        "clock",
        "yr",
        "code",
        "listed",
        "bytes",
        "picture",
        "note",
        "latin",
        "a`b \"c\"",
    ];
    let rows =
        found(connector.as_mut(), "kinds", &fields, &[("no", How::Same, &["1", "2"])]).unwrap();
    let values = |row: usize| fields.map(|field| rows[row].values[field].clone());
    assert_eq!(
        values(0).as_slice(),
        json!([
            1,
            255,
            18_446_744_073_709_551_615_u64,
            77,
            12.5,
            "12345678901234567890.5000",
            0.1,
            257,
            "1980-02-29",
            "2020-01-02T03:04:05.678",
            "10:11:12",
            1999,
            "H12",
            "H12",
            null,
            null,
            "Zoë 'quoted' \\ 日本 😀",
            "café",
            "x"
        ])
        .as_array()
        .unwrap()
    );
    assert_eq!(
        values(1).as_slice(),
        json!([
            2, 0, 0, 0, -0.05, 0.0, 1e300, 0, null, null, null, 0, "", null, null, null, "", null,
            null
        ])
        .as_array()
        .unwrap()
    );
    for (field, how, value, expected) in [
        ("tiny", How::Same, "255", 1),
        ("tiny", How::Same, "255.5", 0),
        ("tiny", How::Same, "255 OR 1=1", 0),
        ("big", How::Same, "18446744073709551615", 1),
        ("big", How::Same, "99999999999999999999999999", 0),
        ("padded", How::Same, "77", 1),
        ("padded", How::Number, "000077", 1),
        ("money", How::Same, "12.5", 1),
        ("money", How::Same, "12.50", 1),
        ("long_money", How::Same, "12345678901234567890.5", 1),
        ("nearly", How::Same, "0.1", 1),
        ("bits", How::Same, "257", 1),
        ("day", How::Same, "1980-02-29", 1),
        ("moment", How::Same, "2020-01-02T03:04:05.678", 1),
        ("clock", How::Same, "10:11:12", 1),
        ("listed", How::Same, "H12", 1),
        ("listed", How::Same, "h12", 0),
        ("latin", How::Same, "café", 1),
        ("latin", How::Same, "日本", 0),
        ("latin", How::Same, "caf%", 0),
        ("a`b \"c\"", How::Same, "x", 1),
        ("note", How::Same, "", 0),
    ] {
        let rows = found(connector.as_mut(), "kinds", &["no"], &[(field, how, &[value])]);
        assert_eq!(rows.map(|rows| rows.len()), Ok(expected), "{field} {value}");
    }
    for (table, field, said) in [
        ("kinds", "bytes", "`kinds.bytes` holds bytes"),
        ("kinds", "nothing", "`kinds` has no column `nothing`"),
        ("Kinds", "no", "there is no table `Kinds`"),
        ("none", "no", "there is no table `none`"),
    ] {
        let error = found(connector.as_mut(), table, &[], &[(field, How::Same, &["1"])]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// Texts as people and old systems leave them behind.
const TEXTS: &[&str] = &[
    "ada@example.org",
    "ADA@Example.ORG",
    "Ada <ada@example.org>; other@example.org",
    "nada@example.org",
    "ada@example.org.uk",
    "ada@example.org.",
    "\u{212a}im@example.org",
    "ad_@example.org",
    "ad%@example.org",
    "01634 960001",
    "+44 (0)1634-960001 / 07700 900123",
    "9600 01",
    "12/34-a",
    "1234A",
    "é12-34 a",
    "1234AB",
    "H12",
    "h12",
    "H12   ",
    "H12\t",
    "H12\r\n",
    "H12\u{a0}",
    "H12 \u{3000}",
    "H12 x",
    "H12é",
    " H12",
    "H|2",
    "H_2",
    "Zoë",
    "Zoë  ",
    "Zoe",
    "ZOË",
    "'; DROP TABLE texts_0; --",
    "\\",
    "",
];

#[test]
fn a_row_is_found_if_and_only_if_it_fits_whatever_the_order_of_letters() {
    let server = shared();
    let hex = |text: &str| data_encoding::HEXUPPER.encode(text.as_bytes());
    let rows: Vec<String> =
        (TEXTS.iter().enumerate()).map(|(no, text)| format!("({no}, X'{}')", hex(text))).collect();
    let columns = [
        "VARCHAR(80) COLLATE utf8mb4_general_ci",
        "VARCHAR(80) COLLATE utf8mb4_bin",
        "VARCHAR(80) COLLATE utf8mb4_unicode_nopad_ci",
        "VARCHAR(80) COLLATE utf8mb4_turkish_ci",
        "TEXT CHARACTER SET utf16",
    ];
    // Once with an index and once without.
    let columns = [columns, columns].concat();
    let mut sql = String::new();
    for (no, column) in columns.iter().enumerate() {
        let index = match no < columns.len() / 2 {
            true => format!("CREATE INDEX by_t ON texts_{no} (t(20));"),
            false => String::new(),
        };
        sql += &format!(
            "CREATE TABLE texts_{no} (no INT PRIMARY KEY, t {column});
             SET NAMES utf8mb4;
             INSERT INTO texts_{no} SELECT a, CONVERT(b USING utf8mb4) FROM
                 (SELECT 0 a, X'' b WHERE 0 UNION ALL VALUES {}) v;
             {index}",
            rows.join(", ")
        );
    }
    let mut connector = connect::open(&server.address(&server.database(&sql))).unwrap();
    connector.begin().unwrap();
    let wanted = [
        (How::Email, "ada@example.org"),
        (How::Email, "Kim@example.org"),
        (How::Email, "ad_@example.org"),
        (How::Phone, "01634 960001"),
        (How::Phone, "9123"),
        (How::Number, "1234a"),
        (How::Number, "H12"),
        (How::Same, "H12"),
        (How::Same, "H|2"),
        (How::Same, "H_2"),
        (How::Same, "Zoë"),
        (How::Same, "\\"),
        (How::Same, "'; DROP TABLE texts_0; --"),
        (How::Same, "nobody"),
    ];
    for (number, column) in columns.iter().enumerate() {
        let table = format!("texts_{number}");
        for (how, value) in wanted {
            let value = how.wanted(value);
            let expected: Vec<&str> =
                TEXTS.iter().copied().filter(|text| how.fits(text, &value)).collect();
            let rows = found(connector.as_mut(), &table, &["t"], &[("t", how, &[value.as_str()])])
                .unwrap();
            let mut found: Vec<&str> =
                rows.iter().map(|row| row.values["t"].as_str().unwrap()).collect();
            found.sort_by_key(|text| TEXTS.iter().position(|one| one == text));
            assert_eq!(found, expected, "{how:?} {value} in {column}");
        }
    }
}

#[test]
fn rows_are_told_apart_with_a_key_and_without() {
    let server = shared();
    let sql = "
        CREATE TABLE keyed (a VARCHAR(9), b VARBINARY(9), who INT, PRIMARY KEY (a, b));
        INSERT INTO keyed VALUES ('x,\"y', 'z', 1), ('x', 'y\",\"z', 1), ('x', X'FF', 1);
        CREATE TABLE uniq (n INT NOT NULL UNIQUE, m INT UNIQUE, who INT);
        INSERT INTO uniq VALUES (1, NULL, 1), (2, NULL, 1);
        CREATE TABLE keyless (who INT, what TEXT, picture BLOB);
        INSERT INTO keyless VALUES (1, 'a', X'01'), (1, 'a', X'01'), (1, 'a', X'02'), (1, NULL, NULL),
            (1, '', NULL), (2, 'a', X'01');
        CREATE VIEW seen AS SELECT who, what FROM keyless;";
    let mut connector = connect::open(&server.address(&server.database(sql))).unwrap();
    connector.begin().unwrap();
    for (table, count) in [("keyed", 3), ("uniq", 2), ("keyless", 5), ("seen", 5)] {
        let mut ids = |by: &[(&str, How, &[&str])]| {
            let rows = found(connector.as_mut(), table, &["who"], by).unwrap();
            let mut ids: Vec<String> = rows.into_iter().map(|row| row.id).collect();
            ids.sort();
            ids
        };
        let all = ids(&[("who", How::Same, &["1"])]);
        assert_eq!(all.len(), count, "{table}");
        assert!(all.windows(2).all(|two| two[0] != two[1]), "{table}: {all:?}");
        // Asked for in another way they are the same rows.
        assert_eq!(all, ids(&[("who", How::Number, &["1"]), ("who", How::Same, &["1"])]));
    }
    let both: &[(&str, How, &[&str])] =
        &[("who", How::Same, &["2"]), ("what", How::Same, &["b", "a"])];
    let mut hits: Vec<Vec<usize>> = found(connector.as_mut(), "keyless", &["what"], both)
        .unwrap()
        .into_iter()
        .map(|row| row.hits)
        .collect();
    hits.sort();
    assert_eq!(hits, [vec![0, 1], vec![1], vec![1], vec![1]]);
}

#[test]
fn what_changes_meanwhile_is_not_seen_and_nothing_can_be_written() {
    let server = shared();
    let database = server.database(
        "CREATE TABLE t (no INT PRIMARY KEY, v INT) ENGINE = InnoDB; INSERT INTO t VALUES (1, 1)",
    );
    let mut connector = connect::open(&server.address(&database)).unwrap();
    let mut count = |begin: bool| {
        if begin {
            connector.begin().unwrap();
        }
        found(connector.as_mut(), "t", &["no"], &[("v", How::Same, &["1"])]).unwrap().len()
    };
    assert_eq!(count(true), 1);
    server.run(&format!("INSERT INTO {database}.t VALUES (2, 1)"));
    assert_eq!(count(false), 1, "of one moment");
    assert_eq!(count(true), 2);
    let told = server.run(
        "SELECT trx_is_read_only, trx_isolation_level FROM information_schema.INNODB_TRX
         WHERE trx_mysql_thread_id <> CONNECTION_ID()",
    );
    assert!(told.contains("1\tREPEATABLE READ"), "{told}");
}

#[test]
fn a_database_is_looked_over_and_no_value_comes_out() {
    let server = shared();
    let database = server.database(
        "CREATE TABLE member (member_no INT PRIMARY KEY, fname_1 VARCHAR(40), u_dob DATE,
             comm1 VARCHAR(80), u_ethn CHAR(2), memo TEXT, photo BLOB);
         CREATE TABLE visits (no INT PRIMARY KEY, member INT, remark TEXT,
             FOREIGN KEY (member) REFERENCES member (member_no));
         INSERT INTO member SELECT seq, CONCAT('Person', seq), DATE '1950-01-01' + INTERVAL seq DAY,
             CONCAT('person', seq, '@example.org'), SUBSTR('WBA', 1 + seq % 3, 1),
             CONCAT('They told us on the phone that number ', seq, ' is out of order'), X'00FF'
             FROM seq_1_to_60;
         CREATE TABLE member_bkup_2019 AS SELECT * FROM member WHERE member_no < 20;",
    );
    let address = server.address(&database);
    let found = looked_over(&address, "small");
    let email = field(&found, "member", "comm1");
    assert_eq!(email.because, "60 of 60 values look like an email address");
    let ethnic = field(&found, "member", "u_ethn");
    assert_eq!(ethnic.category.as_ref().unwrap().as_str(), "ethnic-origin");
    assert_eq!(ethnic.codes, ["A", "B", "W"]);
    let text = found.to_toml("small", "Small", connect::kind_of(&address));
    for said in ["kind = \"mysql\"", "copy_of = \"member\"", "to = \"member.member_no\""] {
        assert!(text.contains(said), "{text}");
    }
    for value in ["Person7", "person7@", "1950-01-0", "number 7"] {
        assert!(!text.contains(value), "`{value}` came out:\n{text}");
    }
    // It is a map, and nothing is missing from it.
    let map = map(&[("small.toml", &text)]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let mut connector = connect::open(&address).unwrap();
    assert_eq!(crate::differs(&map.sources()[0], &connector.schema().unwrap()), []);
    server.run(&format!("ALTER TABLE {database}.member ADD faith CHAR(1)"));
    let drift = crate::differs(&map.sources()[0], &connector.schema().unwrap());
    assert_eq!(drift, [Drift::Column { table: "member".to_owned(), column: "faith".to_owned() }]);
}

#[test]
fn somebody_is_let_in_by_the_password_alone_and_it_is_never_said() {
    let server = shared();
    let database = server.database("CREATE TABLE t (no INT PRIMARY KEY)");
    server.run(&format!(
        "CREATE USER reader@localhost IDENTIFIED BY 'pass/w@rd?';
         GRANT SELECT ON {database}.* TO reader@localhost;
         CREATE USER nobody@localhost IDENTIFIED BY 'pass/w@rd?';
         INSTALL SONAME 'auth_ed25519';
         CREATE USER known@localhost IDENTIFIED VIA ed25519 USING PASSWORD('secret')"
    ));
    let port = server.port();
    let at = |who: &str| format!("mysql://{who}@localhost:{port}/{database}");
    assert!(connect::open(&at("reader:pass%2Fw%40rd%3F")).is_ok());
    let socket = server.socket();
    let by_socket = format!("mariadb://root@localhost/{database}?socket={}", socket.display());
    assert!(connect::open(&by_socket).is_ok());
    for (who, said) in [
        ("reader:secret", "Access denied for user 'reader'@'localhost'"),
        ("reader", "Access denied for user 'reader'@'localhost'"),
        ("nobody:pass%2Fw%40rd%3F", "Access denied for user 'nobody'@'localhost' to database"),
        ("known:secret", "by a method that is not known here"),
    ] {
        let Err(error) = connect::open(&at(who)) else { panic!("{who} is let in") };
        let error = error.to_string();
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("secret") && !error.contains("w@rd"), "{error}");
    }
    let mut reader = connect::open(&at("reader:pass%2Fw%40rd%3F")).unwrap();
    let other = server.database("CREATE TABLE hidden (no INT PRIMARY KEY)");
    let any = [Match { field: "no", how: How::Same, values: &["1".to_owned()] }];
    let wanted = Wanted { schema: Some(&other), table: "hidden", fields: &[], any: &any };
    let hidden = reader.find(&wanted, &mut |_| Ok(()));
    assert!(matches!(hidden, Err(Error::Refused(_))), "{hidden:?}");
}

#[test]
fn away_from_this_machine_a_certificate_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (ca, other) = (path("ca.pem"), path("other.pem"));
    let server = MariaDb::start(&[
        &format!("--ssl-cert={}", path("server.pem")),
        &format!("--ssl-key={}", path("server.key")),
    ]);
    let database = server.database("CREATE TABLE t (no INT PRIMARY KEY, v INT)");
    server.run(
        "CREATE USER sealed@localhost IDENTIFIED BY 'secret' REQUIRE SSL;
         GRANT SELECT ON *.* TO sealed@localhost",
    );
    let open = |more: &str, host: &str| {
        let port = server.port();
        connect::open(&format!("mysql://sealed:secret@{host}:{port}/{database}{more}"))
    };
    let mut connector = open(&format!("?sslrootcert={ca}"), "localhost").unwrap();
    connector.begin().unwrap();
    assert_eq!(connector.schema().unwrap().tables.len(), 1);
    for (more, host, said) in [
        (String::new(), "localhost", "Access denied"),
        (format!("?sslrootcert={other}"), "localhost", "UnknownIssuer"),
        (format!("?sslrootcert={ca}"), "127.0.0.1", "certificate not valid for name"),
        ("?sslrootcert=/nowhere/ca.pem".to_owned(), "localhost", "/nowhere/ca.pem"),
    ] {
        let Err(error) = open(&more, host) else { panic!("{more} opens") };
        let error = error.to_string();
        assert!(error.contains(said) && !error.contains("secret"), "{error}");
    }
    let plain = shared();
    let sealed = format!("mysql://root@localhost:{}/?sslrootcert={ca}", plain.port());
    let Err(error) = connect::open(&sealed) else { panic!("a server without TLS is no way round") };
    assert!(error.to_string().contains("offers no TLS"), "{error}");
}

fn openssl(folder: &Path, words: &str) {
    let done = Command::new("openssl").args(words.split(' ')).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An authority of one's own with a certificate of it for `localhost`, and an authority of nobody's.
fn certificates(folder: &Path) {
    let key = "req -newkey rsa:2048 -nodes -days 2";
    openssl(folder, &format!("{key} -x509 -keyout ca.key -out ca.pem -subj /CN=invented"));
    openssl(folder, &format!("{key} -x509 -keyout other.key -out other.pem -subj /CN=other"));
    openssl(folder, &format!("{key} -keyout server.key -out server.csr -subj /CN=localhost"));
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \
         -out server.pem",
    );
}

#[test]
fn the_catalogue_is_read_whole() {
    let server = shared();
    let other = server.database("CREATE TABLE place (id INT PRIMARY KEY)");
    let database = server.database(&format!(
        "CREATE TABLE person (id INT UNSIGNED PRIMARY KEY COMMENT 'the number', name VARCHAR(40)
             NOT NULL, born DATE, memo LONGTEXT) COMMENT 'everybody';
         CREATE TABLE note (a INT, b INT, person INT UNSIGNED, place INT, PRIMARY KEY (b, a),
             FOREIGN KEY (person) REFERENCES person (id),
             FOREIGN KEY (place) REFERENCES {other}.place (id));
         CREATE TABLE `odd.``name` (`x y` BLOB);
         CREATE VIEW seen AS SELECT name FROM person;
         CREATE SEQUENCE numbers;
         INSERT INTO person VALUES (1, 'Ada', '1980-01-02', REPEAT('é', 300));
         INSERT INTO `odd.``name` VALUES ('secret');"
    ));
    let mut connector = connect::open(&server.address(&database)).unwrap();
    let schema = connector.schema().unwrap();
    let names: Vec<String> = schema.tables.iter().map(|table| table.full_name()).collect();
    assert_eq!(names, ["note", "odd.`name", "person"]);
    let (note, odd, person) = (&schema.tables[0], &schema.tables[1], &schema.tables[2]);
    assert_eq!(note.key, ["b", "a"]);
    let mut refers: Vec<(&str, &str, &str)> = (note.refers.iter())
        .map(|one| (one.column.as_str(), one.table.as_str(), one.to.as_str()))
        .collect();
    refers.sort_unstable();
    let there = format!("{other}.place");
    assert_eq!(refers, [("person", "person", "id"), ("place", there.as_str(), "id")]);
    assert_eq!((person.comment.as_deref(), &person.key), (Some("everybody"), &vec!["id".into()]));
    let columns: Vec<(&str, &str, Option<u32>, bool)> = (person.columns.iter())
        .map(|one| (one.name.as_str(), one.kind.as_str(), one.width, one.nullable))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", "int", None, false),
            ("name", "varchar", Some(40), false),
            ("born", "date", None, true),
            ("memo", "longtext", None, true)
        ]
    );
    assert_eq!(person.columns[0].comment.as_deref(), Some("the number"));
    let mut sampled = Vec::new();
    connector
        .sample(person, 10, &mut |column, value| sampled.push((column, value.map(str::to_owned))))
        .unwrap();
    assert_eq!(sampled[1], (1, Some("Ada".to_owned())));
    assert_eq!(sampled[3], (3, Some("é".repeat(200))));
    let mut bytes = Vec::new();
    connector
        .sample(odd, 10, &mut |column, value| bytes.push((column, value.map(str::to_owned))))
        .unwrap();
    assert_eq!(bytes, [(0, None)]);
    // Without a database in its address, every one is looked over under its own name.
    let mut all = connect::open(&server.address("")).unwrap();
    let names: Vec<String> =
        all.schema().unwrap().tables.iter().map(|table| table.full_name()).collect();
    assert!(names.contains(&format!("{database}.person")), "{names:?}");
    assert!(names.contains(&there) && !names.iter().any(|name| name.starts_with("mysql.")));
    let nowhere = found(all.as_mut(), "person", &[], &[("id", How::Same, &["1"])]);
    assert!(matches!(nowhere, Err(Error::Refused(_))), "{nowhere:?}");
}

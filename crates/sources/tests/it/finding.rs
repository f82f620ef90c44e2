//! Numbers are found by their letters and digits, whatever the type of the column.

use charter::File;
use db::cluster::Cluster;
use sources::connect::{self, Engine, FoundRow, How, Match, Wanted};
use sources::{Map, indexes};

const TEXT: &str = r#"
[source]
id = "n"
name = "Numbers"
kind = "postgresql"

[[table]]
name = "numbers"
key = ["no"]
owner = ["no"]

[table.fields]
no = { category = "not-personal" }
whole = { category = "not-personal", identity = "other-system-id" }
made = { category = "not-personal", identity = "other-system-id" }
typed = { category = "not-personal", identity = "other-system-id" }
tel = { category = "telephone", identity = "phone" }
mail = { category = "email", identity = "email" }
"#;

const ROWS: &str = "
    CREATE TABLE numbers (no integer PRIMARY KEY, whole bigint, made uuid, typed varchar(60),
        tel text, mail text);
    INSERT INTO numbers VALUES
        (1, 77, '2f9c1c1e-9d7a-4a0e-8a62-0a1b2c3d4e5f', 'ab/12 ', '+44 (0)6900 123456', 'Ada <ADA@example.org>'),
        (2, -77, NULL, 'AB12', '06900-123456 (daughter)', 'nada@example.org'),
        (3, 770, NULL, 'ab-1-2', '06900 123457', 'ada@example.org.uk');";

#[test]
fn every_way_to_look_finds_the_same_with_the_indexes_and_without() {
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("numbers").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client.batch_execute(ROWS).unwrap();
    let map = Map::parse(vec![File::new("n.toml", TEXT)]).unwrap_or_else(|w| panic!("{w:?}"));
    for indexed in [false, true] {
        if indexed {
            client.batch_execute("CREATE EXTENSION pg_trgm").unwrap();
            let statements = indexes(&map, "n", Engine::Postgresql);
            assert_eq!(statements.len(), 5, "{statements:?}");
            for statement in statements {
                client.batch_execute(&statement).unwrap();
            }
        }
        for (field, how, wanted, expected) in [
            // A sign is no letter and no digit.
            ("whole", How::Number, "77", vec![1, 2]),
            ("whole", How::Number, "077", vec![]),
            ("whole", How::Number, "99999999999999999999", vec![]),
            ("made", How::Number, "2F9C1C1E9D7A4A0E8A620A1B2C3D4E5F", vec![1]),
            ("made", How::Number, "2F9C", vec![]),
            ("typed", How::Number, "AB12", vec![1, 2, 3]),
            ("tel", How::Phone, "900123456", vec![1, 2]),
            ("mail", How::Email, "ada@example.org", vec![1]),
        ] {
            let mut connector = connect::open(&address).unwrap();
            connector.begin().unwrap();
            let values = [wanted.to_owned()];
            let any = [Match { field, how, values: &values }];
            let wanted = Wanted { schema: None, table: "numbers", fields: &["no"], any: &any };
            let mut found = Vec::new();
            let each = &mut |row: FoundRow| {
                found.push(row.values["no"].as_i64().unwrap());
                Ok(())
            };
            connector.find(&wanted, each).unwrap();
            found.sort_unstable();
            assert_eq!(found, expected, "{field} {indexed}");
        }
    }
}

/// Every beginning before every middle before every end.
fn combined(parts: [&[&str]; 3]) -> Vec<String> {
    let [begins, middles, ends] = parts;
    let pairs = begins.iter().flat_map(|begin| middles.iter().map(move |middle| (begin, middle)));
    pairs.flat_map(|(b, m)| ends.iter().map(move |end| format!("{b}{m}{end}"))).collect()
}

#[test]
fn sqlite_finds_the_same_with_its_indexes_however_it_is_written() {
    let mails = combined([
        &["", " ", "<", "x", ".", "@", "\u{fc}", "-", "a,", "_", "%", "b@c.d "],
        &["ada@example.org", "ADA@Example.ORG", "ada@example,org", "ada @example.org"],
        &[
            "", " ", ">", "\0", "\0x", ".", ".uk", "..", ".-", "-", "_", "_x", "%", "@", "\u{fc}",
            "+", ", b@c.d",
        ],
    ]);
    let phones = combined([
        &["", "tel ", "9", "00", "(", "+44", "07700 900123 "],
        &[
            "01634 960001",
            "01634\0 960001",
            "1634960001",
            "(01634)960-001",
            "01634.960001",
            "634960001",
            "01634/960001",
        ],
        &["", " ", "\0", "23", " ext 2", " 07700900123", "-1", ")", "\u{fc}"],
    ]);
    let numbers = combined([
        &["", " ", "0", "(", "\u{fc}", "-"],
        &["AB12", "AB\0 12", "ab-1-2", "a b/1.2", "AB_12", "AB\t12", "AB1 2"],
        &["", "  ", ")", "0", ".", "\u{fc}"],
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let numbers_table =
        "CREATE TABLE numbers (no INTEGER PRIMARY KEY, mail TEXT, tel VARCHAR(40), typed)";
    database.execute_batch(numbers_table).unwrap();
    for (field, all) in [("mail", &mails), ("tel", &phones), ("typed", &numbers)] {
        for value in all {
            let insert = format!("INSERT INTO numbers ({field}) VALUES (?1)");
            database.execute(&insert, [value]).unwrap();
        }
    }
    database
        .execute_batch(
            "INSERT INTO numbers (typed) VALUES (12), (-12), (1.2), (12.0), (x'4142'), (NULL), ('12');
             INSERT INTO numbers (tel) VALUES (1634960001), (x'3136'), (1634960001.5);",
        )
        .unwrap();
    let map = TEXT.replace("postgresql", "sqlite");
    let map = Map::parse(vec![File::new("n.toml", map)]).unwrap_or_else(|w| panic!("{w:?}"));
    let cases = [
        ("mail", How::Email, "ada@example.org"),
        ("mail", How::Email, "example.org"),
        ("tel", How::Phone, "634960001"),
        ("tel", How::Phone, "960001"),
        ("typed", How::Number, "AB12"),
        ("typed", How::Number, "12"),
    ];
    let look = || {
        let mut connector = connect::open(&format!("sqlite:{}", path.display())).unwrap();
        connector.begin().unwrap();
        let mut of = |any: &[Match<'_>]| {
            let wanted = Wanted { schema: None, table: "numbers", fields: &["no"], any };
            let mut found = Vec::new();
            let each = &mut |row: FoundRow| {
                found.push((row.values["no"].as_i64().unwrap(), row.hits));
                Ok(())
            };
            connector.find(&wanted, each).unwrap();
            found.sort_unstable();
            found
        };
        let values = cases.map(|(.., wanted)| [wanted.to_owned()]);
        let all: Vec<Match<'_>> = (cases.iter().zip(&values))
            .map(|((field, how, _), values)| Match { field, how: *how, values })
            .collect();
        let mut found: Vec<_> = all.iter().map(|one| of(std::slice::from_ref(one))).collect();
        found.push(of(&all));
        found
    };
    let without = look();
    assert!(without.iter().all(|found| !found.is_empty()), "{without:?}");
    for statement in indexes(&map, "n", Engine::Sqlite) {
        if ["mail", "tel", "typed"].iter().any(|field| statement.contains(&format!("_{field}_"))) {
            database.execute_batch(&statement).unwrap();
        }
    }
    for (no, (with, without)) in look().iter().zip(&without).enumerate() {
        let only: Vec<_> = without.iter().filter(|found| !with.contains(found)).collect();
        assert_eq!(with, without, "{:?} misses {only:?}", cases.get(no));
    }
}

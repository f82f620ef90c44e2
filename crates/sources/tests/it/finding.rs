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

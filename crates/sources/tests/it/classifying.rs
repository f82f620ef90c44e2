//! What would settle drift: lines of the map, which fit the map they are for.

use sources::{Column, Drift, LiveTable, Schema};

use crate::{charter, map};

const MAP: &str = r#"
[source]
id = "housing"
name = "Housing management system"
kind = "sqlite"
purpose = "tenancy-management"

[[table]]
name = "person"
key = ["person_id"]
owner = ["person_id"]

[table.fields]
person_id = { category = "not-personal" }
surname = { category = "name", identity = "name" }
mobile = { category = "telephone", identity = "phone" }
landlord = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
said = { category = "correspondence", about = "landlord", free_text = true, codes = { D = "health" } }
gone = { category = "correspondence" }
"#;

fn table(name: &str, key: &[&str], columns: &[&str]) -> LiveTable {
    let column = |name: &&str| Column { name: (*name).to_owned(), ..Column::default() };
    LiveTable {
        name: name.to_owned(),
        columns: columns.iter().map(column).collect(),
        key: key.iter().map(|one| (*one).to_owned()).collect(),
        ..LiveTable::default()
    }
}

#[test]
fn each_difference_has_lines_that_would_settle_it() {
    let columns = [
        "person_id",
        "surname",
        "mobile",
        "landlord",
        "said",
        "email",
        "zzz",
        "odd shelf",
        "doctor_tel",
    ];
    let schema = Schema {
        tables: vec![
            table("person", &["person_id", "surname"], &columns),
            table(
                "person_bkup_2019",
                &[],
                &["person_id", "surname", "mobile", "landlord", "said", "zzz"],
            ),
            table("thing", &["no"], &["no"]),
        ],
    };
    let map = map(&[("housing.toml", MAP)]).unwrap();
    let source = map.source("housing").unwrap();
    let drift = source.drift(&schema);
    let lines = source.classify(&schema, &charter(), &drift);
    assert_eq!(drift.len(), lines.len());
    let of = |wanted: fn(&Drift) -> bool| {
        let at = drift.iter().position(wanted).unwrap_or_else(|| panic!("{drift:?}"));
        lines[at].clone()
    };
    let column = |name: &str| {
        let these = drift.iter().zip(&lines);
        let mut these =
            these.filter(|(one, _)| matches!(one, Drift::Column { column, .. } if column == name));
        these.next().unwrap_or_else(|| panic!("{drift:?}")).1.clone()
    };
    let at = "# in [table.fields] of the table \"person\"\n";
    for (name, line) in [
        ("email", "email = { category = \"email\", identity = \"email\" }\n"),
        ("zzz", "zzz = { category = \"unclassified\" }\n"),
        ("odd shelf", "\"odd shelf\" = { category = \"unclassified\" }\n"),
    ] {
        assert_eq!(column(name), format!("{at}{line}"));
    }
    // By somebody else's number nobody is found.
    assert!(!column("doctor_tel").contains("identity"), "{}", column("doctor_tel"));
    let gone = of(|one| matches!(one, Drift::ColumnGone { .. }));
    assert!(gone.contains("# take this line out") && gone.contains("# gone = ..."), "{gone}");
    let key = of(|one| matches!(one, Drift::Key { .. }));
    assert!(key.contains("key = [\"person_id\", \"surname\"]"), "{key}");
    let copy = of(|one| matches!(one, Drift::Table { copy_of: Some(_), .. }));
    for line in [
        "name = \"person_bkup_2019\"",
        "copy_of = \"person\"",
        "key = [\"person_id\"]",
        "owner = [\"person_id\"]",
        "surname = { category = \"name\", identity = \"name\" }",
        "landlord = { category = \"not-personal\", refers = [{ to = \"person.person_id\", follow = \"from\" }] }",
        "said = { category = \"correspondence\", about = \"landlord\", free_text = true, codes = { D = \"health\" } }",
        "zzz = { category = \"unclassified\" }",
        "# about_nobody = [\"person_bkup_2019\"]",
    ] {
        assert!(copy.contains(line), "{line}: {copy}");
    }
    // Put where they belong, they parse, and the table is drift no more.
    let settled = format!("{MAP}\n{copy}");
    let map = crate::map(&[("housing.toml", &settled)]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let left = map.source("housing").unwrap().drift(&schema);
    assert!(
        !left.iter().any(|one| matches!(one, Drift::Table { copy_of: Some(_), .. })),
        "{left:?}"
    );
}

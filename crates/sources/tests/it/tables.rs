//! A folder of CSV files and workbooks.

use std::collections::BTreeMap;
use std::path::Path;

use people::identify::{Identifier, Kind};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use sources::collect::{Answer, Identity, Whose, collect};
use sources::connect::{FoundRow, How, Match, Wanted};
use sources::{Connector, Drift, Error, connect};

use crate::collecting::{email, leave};
use crate::discovering::{field, looked_over};
use crate::map;

fn address(folder: &Path) -> String {
    format!("tables:{}", folder.display())
}

fn open(folder: &Path) -> Box<dyn Connector> {
    connect::open(&address(folder)).unwrap()
}

/// The rows of a table in which a field is the same as a value: all their fields.
fn rows(
    connector: &mut dyn Connector,
    table: &str,
    fields: &[&str],
    by: (&str, How, &str),
) -> Result<Vec<FoundRow>, Error> {
    let any = [Match { field: by.0, how: by.1, values: &[by.1.wanted(by.2)] }];
    // As a walk asks for a table whose name has a dot.
    let (schema, table) = table.split_once('.').map_or((None, table), |(s, t)| (Some(s), t));
    let mut rows = Vec::new();
    connector.find(&Wanted { schema, table, fields, any: &any }, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

#[test]
fn a_csv_is_read_however_it_is_written() {
    let latin: &[u8] = b"name;note\nZo\xeb;\x80 5 \x96 six\nBo;-\n";
    for (name, bytes, expected) in [
        ("commas", &b"name,note\nZo\xc3\xab,\"a, b\"\nBo,-\n"[..], "a, b"),
        ("a mark", b"\xef\xbb\xbfname,note\r\nZo\xc3\xab,x\r\nBo,-\r\n", "x"),
        ("old letters", latin, "€ 5 – six"),
        ("tabs", b"name\tnote\nZo\xc3\xab\t1,5\nBo\t2,5\n", "1,5"),
        ("bars", b"name|note\nZo\xc3\xab|\"a|b\"\n", "a|b"),
        ("said", b"sep=;\r\nname;note\r\nZo\xc3\xab;1,5\r\n", "1,5"),
        (
            "lines",
            b"name,note\n\n\"Zo\xc3\xab\",\"one\ntwo \"\"three\"\"\"\nBo,-",
            "one\ntwo \"three\"",
        ),
        ("a title", b"Members 2024\nby Ann\nname,note\nZo\xc3\xab,x\nBo,-\n", "x"),
        ("inches", b"name,note\nZo\xc3\xab,5\" nail\nBo,-\n", "5\" nail"),
        ("commas within", b"name;note\nZo\xc3\xab;1,5,7\nBo;2,5,8\nCy;3,6,9\n", "1,5,7"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("t.csv"), bytes).unwrap();
        let mut connector = open(folder.path());
        let found = rows(connector.as_mut(), "t", &["note"], ("name", How::Same, "Zoë")).unwrap();
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].values["note"], json!(expected), "{name}");
        assert_eq!(found[0].hits, [0]);
    }
}

/// A letter of two bytes where one part of a long file ends and the next begins.
#[test]
fn a_letter_is_not_cut_in_two_and_every_row_is_read() {
    for shift in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let heading = format!("{}name", "x".repeat(shift));
        let mut text = format!("{heading},no\n");
        for no in 0..20_000 {
            text += &format!("Zoë,{no}\n");
        }
        std::fs::write(folder.path().join("t.csv"), &text).unwrap();
        let mut connector = open(folder.path());
        let by = (heading.as_str(), How::Same, "Zoë");
        let found = rows(connector.as_mut(), "t", &["no"], by).unwrap();
        assert_eq!(found.len(), 20_000);
        assert_eq!(found[19_999].values["no"], "19999");
        let ids: std::collections::HashSet<&str> =
            found.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids.len(), 20_000);
    }
}

#[test]
fn short_rows_odd_headings_and_empty_cells_are_said_and_never_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Ref. No.,, Name ,Name,Tel\n1,beside,Ada,,01634 960001\n2,,Bo\n,,,,\n3\n";
    std::fs::write(folder.path().join("t.csv"), text).unwrap();
    let mut connector = open(folder.path());
    let schema = connector.schema().unwrap();
    let table = &schema.tables[0];
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Ref No", "column 2", "Name", "Name (2)", "Tel"]);
    assert_eq!((table.rows, table.columns[0].kind.as_str()), (Some(3), "text"));
    let comment = table.comment.as_deref().unwrap();
    assert_eq!(comment, "2 rows have fewer values than headings, the first in 3");
    let by = ("Tel", How::Phone, "+44 1634 960001");
    let ada = rows(connector.as_mut(), "t", &names, by).unwrap();
    assert_eq!(
        Value::Object(ada[0].values.clone()),
        json!({"Ref No": "1", "column 2": "beside", "Name": "Ada", "Name (2)": null,
            "Tel": "01634 960001"})
    );
    let short = rows(connector.as_mut(), "t", &["Tel"], ("Ref No", How::Same, "3")).unwrap();
    assert_eq!(short[0].values["Tel"], Value::Null);
    let missing = rows(connector.as_mut(), "t", &["Fax"], ("Ref No", How::Same, "3"));
    assert!(missing.unwrap_err().to_string().contains("there is no column `Fax`"));
    let mut sampled = Vec::new();
    let mut each =
        |column: usize, value: Option<&str>| sampled.push((column, value.map(str::to_owned)));
    connector.sample(table, 2, &mut each).unwrap();
    assert_eq!(sampled.len(), 10);
    assert_eq!(sampled[2], (2, Some("Ada".to_owned())));
}

/// A workbook as offices keep them: a title, days, whole numbers, notes beside the table, a hidden
/// sheet.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Markers").unwrap();
    sheet.write(0, 0, "Warning markers, do not share").unwrap();
    for (column, heading) in ["Person", "Email", "Since", "At", "Flat", "Sure"].iter().enumerate() {
        sheet.write(2, column as u16, *heading).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let at = ExcelDateTime::parse_from_str("2021-03-04T10:30:00").unwrap();
    let since = ExcelDateTime::parse_from_str("1980-02-29").unwrap();
    sheet.write(3, 0, 4_711.0).unwrap();
    sheet.write(3, 1, "Ada <ada@example.org>").unwrap();
    sheet.write_with_format(3, 2, &since, &day).unwrap();
    sheet.write_with_format(3, 3, &at, &moment).unwrap();
    sheet.write(3, 4, 12.5).unwrap();
    sheet.write(3, 5, true).unwrap();
    sheet.write(3, 8, "ask Ann").unwrap();
    sheet.write(5, 1, "bo@example.org").unwrap();
    let hidden = book.add_worksheet().set_name("old.2019").unwrap();
    hidden.set_hidden(true).write(0, 0, "Email").unwrap();
    hidden.write(1, 0, "ada@example.org").unwrap();
    book.save(path).unwrap();
}

#[test]
fn a_workbook_is_a_table_a_sheet() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("safety")).unwrap();
    workbook(&folder.path().join("safety/register.XLSX"));
    std::fs::write(folder.path().join("~$register.xlsx"), "left behind").unwrap();
    std::fs::write(folder.path().join("read me.txt"), "no table").unwrap();
    let mut connector = open(folder.path());
    connector.begin().unwrap();
    let schema = connector.schema().unwrap();
    let names: Vec<String> = schema.tables.iter().map(|table| table.full_name()).collect();
    assert_eq!(names, ["safety/register.Markers", "safety/register.old.2019"]);
    let markers = &schema.tables[0];
    assert!(markers.comment.as_deref().unwrap().starts_with("the headings are in row 3"));
    let columns: Vec<&str> = markers.columns.iter().map(|column| column.name.as_str()).collect();
    let headed = ["Person", "Email", "Since", "At", "Flat", "Sure"];
    assert_eq!(columns, [headed.as_slice(), &["column 7", "column 8", "column 9"]].concat());
    let by = ("Email", How::Email, "ada@example.org");
    let found = rows(connector.as_mut(), &names[0], &columns, by).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, "safety/register.Markers:4");
    assert_eq!(
        Value::Object(found[0].values.clone()),
        json!({"Person": "4711", "Email": "Ada <ada@example.org>", "Since": "1980-02-29",
            "At": "2021-03-04T10:30:00", "Flat": "12.5", "Sure": "TRUE", "column 7": null,
            "column 8": null, "column 9": "ask Ann"})
    );
    assert_eq!(rows(connector.as_mut(), &names[1], &["Email"], by).unwrap().len(), 1);
    let number = rows(connector.as_mut(), &names[0], &[], ("Person", How::Same, "4711")).unwrap();
    assert_eq!(number[0].id, found[0].id);
}

#[test]
fn a_folder_that_lies_fails_by_the_name_of_the_file() {
    let book = tempfile::tempdir().unwrap();
    workbook(&book.path().join("a.xlsx"));
    let whole = std::fs::read(book.path().join("a.xlsx")).unwrap();
    let long = format!("a,b\n\"{}\",x\n", "y".repeat((1 << 20) + 1));
    let open_quote = format!("a,b\n1,2\n\"3,{}", "4\n".repeat(10_000_000));
    let wide = format!("{}\n", ",x".repeat(1_000));
    for (name, bytes, said) in [
        ("z.csv", whole.as_slice(), "it is no CSV but a ZIP or a workbook"),
        ("old.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a locked workbook"),
        ("wide.csv", b"\xff\xfea\0,\0b\0", "it is in UTF-16"),
        ("bytes.csv", b"a,b\n\0\x01,2", "it is no text"),
        ("open.csv", b"a,b\n1,2\n\"3,4\n5,6\n", "the row in line 3 does not end"),
        ("open.csv", open_quote.as_bytes(), "the row in line 3 does not end"),
        ("torn.csv", b"a,b\n1,2\nSmith, John,4\n", "the row in line 3 has more values"),
        ("long.csv", long.as_bytes(), "line 2 has too long a cell"),
        ("columns.csv", wide.as_bytes(), "more than 1000 columns"),
        ("cut.xlsx", &whole[..whole.len() / 2], "it is no workbook that can be read"),
        ("text.xlsx", b"a,b\n1,2\n", "it is no workbook that can be read"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked with a password"),
        ("b.xls", b"\xd0\xcf\x11\xe0", "save it as XLSX"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let schema = connect::open(&address(folder.path())).and_then(|mut c| c.schema());
        let error = schema.unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(said), "{name}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "a.tsv"] {
        std::fs::write(folder.path().join(name), "x\n").unwrap();
    }
    let twice = connect::open(&address(folder.path())).err().unwrap().to_string();
    assert!(twice.contains("it would be called `a`"), "{twice}");
    let nowhere = connect::open("tables:/nowhere/at/all").err().unwrap();
    assert!(matches!(nowhere, Error::Unreachable(_)));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_said_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("gone.csv")).unwrap();
    let error = connect::open(&address(folder.path())).err().unwrap().to_string();
    assert!(error.contains("`gone.csv`: it cannot be read"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let error = connect::open(&address(folder.path())).err().unwrap().to_string();
    assert!(error.contains("`pipe.csv`: it is no file"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).unwrap();
    let error = connect::open(&address(folder.path())).err().unwrap().to_string();
    assert!(error.contains("more than 8 folders deep"), "{error}");
}

#[test]
fn a_file_that_changes_meanwhile_fails() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let mut connector = open(folder.path());
    connector.begin().unwrap();
    std::fs::write(&path, "a,b\n1,2\n1,3\n").unwrap();
    let by = ("a", How::Same, "1");
    let changed = rows(connector.as_mut(), "t", &["b"], by).unwrap_err().to_string();
    assert!(changed.contains("`t.csv`: it was changed while it was read"), "{changed}");
    connector.begin().unwrap();
    assert_eq!(rows(connector.as_mut(), "t", &["b"], by).unwrap().len(), 2);
    std::fs::remove_file(&path).unwrap();
    assert!(rows(connector.as_mut(), "t", &["b"], by).is_err());
    connector.begin().unwrap();
    let gone = rows(connector.as_mut(), "t", &["b"], by).unwrap_err().to_string();
    assert!(gone.contains("there is no table `t`"), "{gone}");
}

const OFFICE: &str = r#"
[source]
id = "office"
name = "What the office keeps in files"
kind = "tables"

[[table]]
name = "members"
owner = ["Email"]

[table.fields]
No = { category = "not-personal" }
Email = { category = "email", identity = "email" }

[[table]]
name = "register.Markers"
owner = ["Member"]

[table.fields]
Member = { category = "not-personal", refers = [{ to = "members.No", follow = "from" }] }
Marker = { category = "correspondence" }
"#;

#[test]
fn a_folder_is_collected_from_looked_over_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "No,Email,fname_1,u_dob,u_ethn\n".to_owned();
    for no in 1..=60 {
        let code = ["A", "B", "W"][no % 3];
        text +=
            &format!("{no},person{no}@example.org,Person{no},1950-02-{:02},{code}\n", no % 28 + 1);
    }
    std::fs::write(folder.path().join("members.csv"), text).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Markers").unwrap();
    for (row, (member, marker)) in
        [("Member", "Marker"), ("7", "of seven"), ("17", "of another")].into_iter().enumerate()
    {
        match member.parse::<f64>() {
            Ok(number) => sheet.write(row as u32, 0, number).unwrap(),
            Err(_) => sheet.write(row as u32, 0, member).unwrap(),
        };
        sheet.write(row as u32, 1, marker).unwrap();
    }
    book.save(folder.path().join("register.xlsx")).unwrap();
    let address = address(folder.path());

    let mapped = map(&[("office.toml", OFFICE)]).unwrap();
    let given = leave(&["office"]);
    let collected = |identity: Identity| {
        let mut connectors = BTreeMap::new();
        connectors.insert("office".to_owned(), connect::open(&address));
        collect(&given, &mapped, &[identity], &mut connectors)
    };
    let found = collected(email("PERSON7@example.org"));
    assert_eq!(found.answers[0].1, Answer::Held(2));
    assert!(found.rows.iter().all(|row| row.whose == Whose::Own), "{:?}", found.rows);
    assert_eq!(found.rows[1].values["Marker"], "of seven");
    assert_eq!(collected(email("person70@example.org")).answers[0].1, Answer::NothingHeld);
    let phone = Identity::of(&Identifier::parse(Kind::Phone, "01634 960001").unwrap());
    assert!(matches!(collected(phone).answers[0].1, Answer::CannotSearch(_)));

    let seen = looked_over(&address, "office");
    assert_eq!(field(&seen, "members", "Email").identity, Some("email"));
    assert_eq!(field(&seen, "members", "u_ethn").codes, ["A", "B", "W"]);
    let proposed = seen.to_toml("office", "Office", connect::kind_of(&address));
    assert!(proposed.contains("kind = \"tables\""), "{proposed}");
    assert!(!proposed.contains("Person7") && !proposed.contains("person7@"), "{proposed}");
    let proposed = map(&[("office.toml", &proposed)]).unwrap();
    let schema = connect::open(&address).unwrap().schema().unwrap();
    assert_eq!(crate::differs(&proposed.sources()[0], &schema), []);
    let drift = crate::differs(&mapped.sources()[0], &schema);
    let columns = ["fname_1", "u_dob", "u_ethn"]
        .map(|column| Drift::Column { table: "members".to_owned(), column: column.to_owned() });
    assert_eq!(drift, columns);

    // A file that broke fails the source, whatever was found before.
    std::fs::write(folder.path().join("register.xlsx"), "no workbook").unwrap();
    let broken = collected(email("person7@example.org"));
    let Answer::Failed(error) = &broken.answers[0].1 else { panic!("{:?}", broken.answers) };
    assert!(error.to_string().contains("register.xlsx"), "{error}");
}

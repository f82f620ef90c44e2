//! Registers in workbooks: disclosures and agreements, listed, undone.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::record::at;

fn workbook(path: &str, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap();
    let sheet = book.add_worksheet().set_name("Register").unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            // Dates and numbers as a spreadsheet keeps them.
            if let Ok(date) = ExcelDateTime::parse_from_str(text) {
                sheet.write_datetime_with_format(row, column, &date, &day).unwrap();
            } else if let Ok(number) = text.parse::<f64>() {
                sheet.write_number(row, column, number).unwrap();
            } else {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

#[test]
fn what_was_given_before_is_taken_over_from_a_workbook_listed_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("people.csv"), "ID,Name\n7,Ada Example\n").unwrap();
    std::fs::write(
        path("people.toml"),
        "relationship = 'tenant'\nentity = 'heart-of-medway'\nsource = 'the-person'\n\
         system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\n",
    )
    .unwrap();
    let import = |words: &[&str]| at(folder.path(), &[&["import"], words].concat());
    let people = import(&[&path("people.csv"), "--map", &path("people.toml")]);
    assert_eq!(people.status, 0, "{}{}", people.out, people.err);

    workbook(
        &path("given.xlsx"),
        &[
            &["Person", "To", "What", "When", "Told"],
            &["7", "Repairs firm", "name; telephone", "2025-03-04", "2025-03-01"],
            &["7", "Repairs firm", "name", "2025-05-06", ""],
            &["7", "Nobody we know", "name", "2025-05-06", ""],
            &["8", "Repairs firm", "name", "2025-05-06", ""],
        ],
    );
    std::fs::write(
        path("given.toml"),
        "register = 'disclosures'\nentity = 'heart-of-medway'\nsystem = 'housing'\n\
         number = 'Person'\nsheet = 'Register'\n[fields]\nrecipient = 'To'\ndata = 'What'\n\
         given = 'When'\ntold = 'Told'\n[values.recipient]\n'repairs firm' = 'repairs-contractors'\n",
    )
    .unwrap();
    let words = [path("given.xlsx"), "--map".to_owned(), path("given.toml")];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let dry = import(&[&words[..], &["--dry-run"]].concat());
    assert!(dry.out.contains("4 rows: 2 would be taken over, 0 there already, 2 things left out."));
    let done = import(&words);
    assert_eq!(done.status, 1, "{}", done.err);
    for expected in [
        "row 4: the charter has no such recipient",
        "row 5: nothing in the row says whose it is",
        "4 rows: 2 taken over, 0 there already, 2 things left out.",
        "1 cannot be proved and must be put right: rows 3. A post has a task for each.",
    ] {
        assert!(done.out.contains(expected), "{expected}: {}", done.out);
    }
    assert!(import(&words).out.contains("0 taken over, 2 there already"));
    let run = done.out.rsplit("--undo ").next().unwrap();
    let run: String = run.chars().take_while(char::is_ascii_digit).collect();
    assert!(import(&["--list"]).out.contains(&format!("{run}  disclosures of ")));
    let undone = import(&["--undo", &run]);
    assert_eq!((undone.status, undone.out.as_str()), (0, "2 rows undone, 0 left.\n"));
    assert!(import(&words).out.contains("2 taken over, 0 there already"));

    workbook(
        &path("agreements.xlsx"),
        &[&["Who", "Ended"], &["repairs-contractors", "2025-01-31"], &["ghost", ""]],
    );
    std::fs::write(
        path("agreements.toml"),
        "register = 'agreements'\nentity = 'heart-of-medway'\nsheet = 'Register'\n\
         [fields]\nrecipient = 'Who'\nended = 'Ended'\n",
    )
    .unwrap();
    let agreed = import(&[&path("agreements.xlsx"), "--map", &path("agreements.toml")]);
    assert!(agreed.out.contains("2 rows: 1 taken over"), "{}{}", agreed.out, agreed.err);
    let waiting = import(&["--waiting"]);
    assert_eq!((waiting.status, waiting.out.as_str()), (0, "0 rows wait.\n"));
}

#[test]
fn a_workbook_that_is_none_or_unpacks_to_too_much_is_refused_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(
        path("map.toml"),
        "register = 'holds'\nentity = 'x'\nnumber = 'ID'\nsheet = 'Register'\n",
    )
    .unwrap();
    workbook(&path("good.xlsx"), &[&["ID"], &["1"]]);
    let good = std::fs::read(path("good.xlsx")).unwrap();
    // The first file of its list of contents claims four gigabytes.
    let mut bomb = good.clone();
    let list = bomb.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bomb[list + 24..list + 28].copy_from_slice(&[0xff; 4]);
    for (bytes, expected) in [
        (bomb, "too many bytes in the workbook once unpacked"),
        (good[..good.len() - 30].to_vec(), "too many bytes in the workbook once unpacked"),
        (b"PK\x03\x04 not a book".to_vec(), "too many bytes in the workbook once unpacked"),
    ] {
        std::fs::write(path("bad.xlsx"), bytes).unwrap();
        let said = at(folder.path(), &["import", &path("bad.xlsx"), "--map", &path("map.toml")]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains(expected), "{}", said.err);
    }
}

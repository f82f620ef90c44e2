use crate::{json, run};

#[test]
fn the_record_comes_in_three_forms_with_the_same_rows() {
    let rows = json(&["ropa", "--format", "json", "--on", "2026-11-23"]);
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 40);
    assert!(rows[0]["Article 6 lawful basis"].as_str().unwrap().contains("UK GDPR Art 6(1)"));

    let csv = run(&["ropa", "--on", "2026-11-23"]).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), rows[0].as_object().unwrap().len());
    assert_eq!(reader.records().map(Result::unwrap).count(), rows.len());

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.xlsx");
    let words = ["ropa", "--format", "xlsx", "--on", "2026-11-23", "--out", file.to_str().unwrap()];
    assert_eq!(run(&words).status, 0);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
}

#[test]
fn a_charter_with_errors_has_a_record_only_as_a_draft() {
    let late = run(&["ropa", "--on", "2040-01-01"]);
    assert_eq!((late.status, late.out.as_str()), (2, ""));
    assert!(late.err.contains("run `keyholder charter check`"), "{}", late.err);
    let draft = run(&["ropa", "--on", "2040-01-01", "--draft"]);
    assert_eq!(draft.status, 0);
    assert!(draft.err.starts_with("warning: a draft only") && !draft.out.is_empty());
}

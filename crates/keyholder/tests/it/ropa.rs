use crate::{json, run};

#[test]
fn the_record_comes_in_three_forms_with_the_same_rows() {
    let rows = json(&["ropa", "--format", "json"]);
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 40);
    assert!(rows[0]["Article 6 lawful basis"].as_str().unwrap().contains("UK GDPR Art 6(1)"));

    let csv = run(&["ropa"]).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), rows[0].as_object().unwrap().len());
    assert_eq!(reader.records().map(Result::unwrap).count(), rows.len());

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.xlsx");
    assert_eq!(run(&["ropa", "--format", "xlsx", "--out", file.to_str().unwrap()]).status, 0);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
}

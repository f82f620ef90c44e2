//! A file is counted, and nothing of anybody is printed.

use crate::run;

#[test]
fn a_file_is_counted_with_small_numbers_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenancies.csv");
    let mut text = "UPRN,Ward,Band\n".to_owned();
    for row in 0..43 {
        let ward = if row < 3 { "Hoo" } else { "Strood" };
        text += &format!(
            "{},{ward},{}\n",
            10_010_457_000_u64 + row,
            if row % 2 == 0 { "A" } else { "B" }
        );
    }
    std::fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    let count = |more: &[&str]| run(&[&["statistics", file], more].concat());

    let by_ward = count(&["--by", "Ward"]);
    assert_eq!(by_ward.status, 0, "{}{}", by_ward.out, by_ward.err);
    let lines: Vec<Vec<&str>> =
        by_ward.out.lines().take(4).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines, [["Ward", "all"], ["Hoo", "*"], ["Strood", "*"], ["all", "45"]]);
    assert!(by_ward.out.contains("rounded to 5"), "{}", by_ward.out);

    let both = count(&["--by", "Ward,Band", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&both.out).unwrap();
    assert!(json["counts"][0].as_array().unwrap().iter().all(serde_json::Value::is_null), "{json}");
    assert_eq!(json["least"], 5);
    assert_eq!(count(&["--count-only"]).out.lines().next(), Some("45 rows"));
    assert_eq!(count(&["--by", "Band", "--least", "100"]).out.matches('*').count(), 4);

    for (words, why) in [
        (&["--by", "UPRN"][..], "says who somebody is or where they live"),
        (&["--by", "Street"], "heading of no column"),
        (&["--by", "Ward", "--least", "2"], "the charter lets no number under 5"),
    ] {
        let refused = count(words);
        assert_eq!(refused.status, 2, "{words:?}");
        assert!(refused.err.contains(why), "{}", refused.err);
        assert!(!refused.out.contains("10010457"), "nothing of a row is printed");
    }
}

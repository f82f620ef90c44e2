use charter::rules::SMALL;
use charter::{Charter, FILE_BYTES_MAX, FILES_MAX, File, ITEMS_MAX};
use words::Catalogue;

/// What reading one file says: code, line, column and sentence, one a line.
fn said(text: &str) -> String {
    let files = vec![File::new("charter.toml", text)];
    let wrong = Charter::parse(files.clone()).expect_err("the text is wrong");
    wrong
        .iter()
        .map(|diagnostic| {
            let (line, column) = diagnostic
                .span
                .as_ref()
                .map_or((0, 0), |span| files[span.file].position(span.bytes.start));
            let sentence = Catalogue::english().render(&diagnostic.message);
            format!("{} {line}:{column} {sentence}\n", diagnostic.code)
        })
        .collect()
}

#[test]
fn bad_input_is_one_clear_error_with_its_place() {
    for (text, expected) in [
        ("", "no file has a `[charter]` table"),
        ("[charter", "1:9"),
        ("[charter]\nid = 1\n", "2:6"),
        ("[charter]\nid = \"a\"\ncolour = \"red\"\n", "colour"),
        ("[[purpose]]\nid = \"Not An Id\"\n", "`Not An Id` is not an id"),
        (
            "[[agreement]]\nid = \"a\"\nname = \"a\"\nkind = \"processor\"\nsigned = 2026-02-30\n",
            "5:10",
        ),
        (
            "[[agreement]]\nid = \"a\"\nname = \"a\"\nkind = \"processor\"\nsigned = 10:00:00\n",
            "is not a day",
        ),
        (
            "[[retention]]\nid = \"a\"\nname = \"a\"\nperiod = \"6 years\"\n",
            "`6 years` is not a period",
        ),
        (
            "[[recipient]]\nid = \"a\"\nname = \"a\"\nkind = \"friend\"\n",
            "unknown variant `friend`",
        ),
        (
            "[[recipient]]\nid = \"a\"\nname = \"a\"\nkind = \"group\"\ncountry = \"England\"\n",
            "`England` is not a country",
        ),
        ("[[category]]\nid = \"a\"\nid = \"b\"\n", "3:1"),
    ] {
        let said = said(text);
        assert_eq!(said.lines().count(), 1, "{text}: {said}");
        assert!(said.starts_with("malformed") && said.contains(expected), "{text}: {said}");
        assert!(!said.contains("struct ") && !said.contains("::"), "{said}");
    }
}

#[test]
fn limits_hold() {
    let many = "[[source]]\nid = \"a\"\nname = \"a\"\n".repeat(ITEMS_MAX);
    assert!(said(&format!("{SMALL}\n{many}")).contains("129 items of `source`"));
    assert!(said(&"#".repeat(FILE_BYTES_MAX + 1)).contains("larger than"));
    let files = vec![File::new("a.toml", ""); FILES_MAX + 1];
    assert_eq!(Charter::parse(files).unwrap_err().len(), 1);
    let twice = vec![File::new("a.toml", SMALL), File::new("b.toml", SMALL)];
    let wrong = Charter::parse(twice).unwrap_err();
    assert_eq!(wrong[0].message.id(), "charter-second-head");
}

#[test]
fn a_mistake_in_each_file_is_shown_at_once() {
    let files = vec![File::new("a.toml", "x ="), File::new("b.toml", "y =")];
    let wrong = Charter::parse(files).unwrap_err();
    let places: Vec<usize> = wrong.iter().filter_map(|w| Some(w.span.as_ref()?.file)).collect();
    assert_eq!(places, [0, 1]);
}

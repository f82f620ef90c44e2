//! A charter is changed in one place, and nowhere else.

use charter::{CannotEdit, Charter};

use crate::bundled;

/// What of the lines of all files is not the same any more: before and after.
fn changed(before: &Charter, after: &Charter) -> Vec<(String, String)> {
    let lines = |charter: &Charter| -> Vec<String> {
        let files = charter.files().iter();
        files
            .flat_map(|file| file.text().split('\n').map(str::to_owned).collect::<Vec<_>>())
            .collect()
    };
    let (before, after) = (lines(before), lines(after));
    assert_eq!(before.len(), after.len());
    before.into_iter().zip(after).filter(|(before, after)| before != after).collect()
}

#[test]
fn a_paragraph_gets_other_words_and_the_rest_stays() {
    let charter = bundled();
    let before =
        charter.paragraphs().iter().find(|one| one.id.get_ref().as_str() == "1.2").unwrap();
    let formal = before.formal.get_ref().clone();
    let words = "Anyone can read this. \"Anyone\" means you \\ too.";
    let edited = charter.with_paragraph("1.2", words, &formal).unwrap();
    let found = edited.paragraphs().iter().find(|one| one.id.get_ref().as_str() == "1.2").unwrap();
    assert_eq!((found.plain.get_ref().as_str(), found.formal.get_ref()), (words, &formal));
    let lines = changed(&charter, &edited);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].1.starts_with("plain = "), "{lines:?}");
    // The same words are no change at all.
    let same = charter.with_paragraph("1.2", before.plain.get_ref(), &formal).unwrap();
    assert_eq!(same.fingerprint(), charter.fingerprint());
    assert_eq!(charter.with_paragraph("99.9", "x", "y").unwrap_err(), CannotEdit::NoParagraph);
}

#[test]
fn a_version_and_a_day_are_put_in_their_places() {
    let charter = bundled();
    let day = jiff::civil::date(2027, 1, 2);
    let edited = charter.with_version("2027-01", day).unwrap();
    assert_eq!(edited.head().version.get_ref(), "2027-01");
    assert_eq!(edited.head().published.as_ref().unwrap().get_ref().0, day);
    let lines = changed(&charter, &edited);
    let now: Vec<&str> = lines.iter().map(|(_, now)| now.as_str()).collect();
    assert_eq!(now, ["version = \"2027-01\"", "published = 2027-01-02"]);
    // A draft without a day gets one.
    let head = charter.files().iter().find(|file| file.name() == "charter.toml").unwrap();
    let undated = head.text().replace("published = 2026-10-12\n", "");
    let undated = charter.with_file("charter.toml", &undated).unwrap();
    assert!(undated.head().published.is_none());
    let dated = undated.with_version("2027-01", day).unwrap();
    assert_eq!(dated.head().published.as_ref().unwrap().get_ref().0, day);
}

#[test]
fn a_file_that_is_no_charter_is_refused_with_its_place() {
    let charter = bundled();
    let edited = charter.with_file("staff.toml", "[[role]]\nid = 1\n");
    let Err(CannotEdit::Malformed(wrong, files)) = edited else { panic!("it was taken") };
    let span = wrong[0].span.clone().unwrap();
    assert_eq!(files[span.file].name(), "staff.toml");
    assert_eq!(files[span.file].position(span.bytes.start).0, 2);
    assert_eq!(charter.with_file("nothing.toml", "").unwrap_err(), CannotEdit::NoFile);
    let large = "#".repeat(charter::FILE_BYTES_MAX + 1);
    assert!(matches!(charter.with_file("staff.toml", &large), Err(CannotEdit::Malformed(..))));
}

//! Every defect listed for the first notice is found, at its line and paragraph.

use std::path::PathBuf;

use notice::{Extent, Format};

use crate::support::{line, shown};

/// What has to be found: the defect, the code, the line, the notice's own number.
const DEFECTS: &[(&str, &str, usize, Option<&str>)] = &[
    ("D1", "section-number-duplicate", 118, Some("3")),
    ("D2", "cross-reference-unresolved", 398, Some("20.3")),
    ("D2", "cross-reference-unresolved", 400, Some("20.4")),
    ("D2", "cross-reference-unresolved", 402, Some("20.5")),
    ("D5", "heading-missing", 279, Some("10.1")),
    ("D5", "heading-missing", 327, Some("12.1")),
    ("D5", "heading-missing", 442, Some("27.1")),
    ("D5", "lead-in-empty", 299, Some("11.1")),
    ("D9", "placeholder-empty", 75, Some("1.4")),
    ("D9", "address-incomplete", 83, Some("2.2")),
    ("D9", "placeholder-empty", 277, Some("9.3")),
    ("D9", "placeholder-empty", 343, Some("15.2")),
    ("D9", "address-incomplete", 346, Some("15.2")),
    ("D9", "placeholder-empty", 361, Some("16.2")),
    ("D9", "placeholder-empty", 374, Some("17.2")),
    ("D9", "placeholder-empty", 410, Some("21.3")),
    ("D9", "placeholder-empty", 428, Some("24.3")),
    ("D9", "placeholder-empty", 434, Some("25.2")),
    ("D9", "placeholder-empty", 440, Some("26.2")),
    ("D9", "placeholder-empty", 466, Some("28.2")),
    ("D9", "placeholder-empty", 479, None),
    ("D10", "date-missing", 77, Some("1.5")),
    ("D13", "transfer-contradiction", 333, Some("13.1")),
    ("D14", "credit-search-contradiction", 265, Some("8.7.15")),
    ("D17", "collection-contradiction", 157, Some("4.1")),
    ("D17", "collection-contradiction", 158, Some("4.1")),
    ("D21", "lawful-bases-disagree", 221, Some("8.2")),
    ("D21", "lawful-basis-not-a-basis", 226, Some("8.2.4")),
    ("D28", "term-out-of-date", 408, Some("21.2")),
    ("D29", "eea-benchmark", 333, Some("13.1")),
    ("D29", "eea-benchmark", 406, Some("21.1")),
    ("D35", "principles-of-1998", 444, Some("27.1.1")),
    ("D36", "term-out-of-date", 204, Some("7.1")),
    ("D44", "consent-deemed", 210, Some("7.4")),
    ("D45", "public-interest-unconditioned", 292, Some("10.2.3")),
    ("D47", "explicit-consent-misused", 323, Some("11.5")),
    ("D55", "access-request-conditional", 365, Some("17.1")),
    ("D55", "access-request-conditional", 374, Some("17.2")),
    ("D61", "protected-characteristics-incomplete", 470, None),
    ("rule shapes", "term-out-of-date", 92, Some("2.4")),
    ("rule shapes", "term-out-of-date", 160, Some("4.2")),
    ("rule shapes", "retention-without-period", 414, Some("22.1")),
    ("uk-law", "special-category-consent-contradiction", 180, Some("5.3")),
    ("uk-law", "tell-first-contradiction", 325, Some("11.6")),
    ("uk-law", "complaint-to-us-missing", 339, Some("15")),
    ("uk-law", "marketing-contradiction", 426, Some("24.2")),
];

#[test]
fn every_listed_defect_is_found_and_nothing_else() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let fixtures = std::env::var_os("KEYHOLDER_FIXTURES")
        .map_or_else(|| root.join("../shared/fixtures"), PathBuf::from);
    let path = fixtures.join("../notice/mhs-homes.txt");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there; set KEYHOLDER_FIXTURES", path.display());
        return;
    };
    let findings = shown(&text, Format::Text, Extent::Guess);
    let mut wrong = Vec::new();
    let mut expected = vec![false; findings.len()];
    for (defect, code, at, paragraph) in DEFECTS {
        let found = findings.iter().position(|f| {
            f.code == *code && f.start.line == *at && f.paragraph.as_deref() == *paragraph
        });
        match found {
            Some(i) => expected[i] = true,
            None => wrong.push(format!("{defect} is not found: {code} in line {at}")),
        }
    }
    // A finding that nobody read critically does not slip in.
    let new = findings.iter().zip(expected).filter(|(_, expected)| !expected);
    wrong.extend(new.map(|(finding, _)| format!("not expected: {}", line(finding))));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

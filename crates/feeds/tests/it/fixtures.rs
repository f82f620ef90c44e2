//! The specification as the ministry publishes it, where it lies beside the checkout.

use std::path::{Path, PathBuf};

use feeds::{Class, Options, check, layout};
use jiff::civil::date;

fn fixtures() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    std::env::var_os("KEYHOLDER_FIXTURES").map_or_else(beside, PathBuf::from)
}

fn there(file: &str) -> Option<String> {
    let text = std::fs::read_to_string(fixtures().join("core").join(file)).ok();
    if text.is_none() {
        eprintln!("the published specification is not there; only what is bundled is tested");
    }
    text
}

#[test]
fn the_layout_is_the_published_one() {
    let Some(text) = there("core_lettings_2026_27_spec.json") else { return };
    let published: Vec<serde_json::Value> = serde_json::from_str(&text).expect("it is JSON");
    let layout = layout("core-lettings-2026").expect("it is bundled");
    assert_eq!(published.len(), layout.columns.len());
    for (field, column) in published.iter().zip(&layout.columns) {
        assert_eq!(field["field"].to_string(), column.key);
        let class = field["data_class"].as_str().unwrap_or_default();
        let expected = match class {
            _ if class.starts_with("special-adjacent") => Some(Class::Adjacent),
            _ if class.starts_with("special") => Some(Class::Special),
            _ if class.starts_with("control") => Some(Class::Control),
            _ if class.starts_with("letting/property") => Some(Class::Plain),
            _ => None,
        };
        match expected {
            Some(expected) => assert_eq!(column.class, expected, "field {}", column.key),
            None => assert!(matches!(column.class, Class::Personal | Class::Revealing)),
        }
    }
}

/// Every code the published form knows for an answer passes the form of its field, and a number beyond does not.
#[test]
fn codes_are_the_published_ones() {
    let Some(text) = there("core_lettings_2026_27_spec.json") else { return };
    let published: Vec<serde_json::Value> = serde_json::from_str(&text).expect("it is JSON");
    let core = layout("core-lettings-2026").expect("it is bundled");
    for field in &published {
        let number = u16::try_from(field["field"].as_u64().unwrap_or_default()).unwrap_or_default();
        let values = field["values"].as_str().unwrap_or_default();
        if field["type"] != "integer" || !values.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        // The words of the template: `1 - 2, 4 or 6 - 10`, `1 or empty`, `26 - 27`.
        let plain: String = values.replace("or empty", "").replace("or", ",");
        let plain: String = plain.split(" Must").next().unwrap_or_default().to_owned();
        let plain: String = plain.split(", see").next().unwrap_or_default().to_owned();
        let mut allowed = Vec::new();
        for part in plain.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (Ok(from), Ok(to)) = (from.trim().parse::<i64>(), to.trim().parse::<i64>()) else {
                continue;
            };
            allowed.extend(from..=to);
        }
        // The lead tenant is no child, and the form has no such answer.
        allowed.retain(|code| !(number == 47 && *code == 9));
        if allowed.is_empty() {
            continue;
        }
        // The service takes 0 for a reason that does not apply, beside the template's blank.
        if (122..=126).contains(&number) {
            allowed.push(0);
        }
        let padded = [10, 31, 34].contains(&number);
        let rows: Vec<_> = (0..=130)
            .map(|code: i64| {
                let text = if padded { format!("{code:02}") } else { code.to_string() };
                let mut row = feeds::samples::base(feeds::Base::General);
                feeds::samples::put(&mut row, &[(13, &format!("T{code}")), (number, &text)]);
                row
            })
            .collect();
        let file = feeds::samples::file(&rows);
        let checked = check(core, &file, &Options::on(date(2027, 3, 1)));
        for code in 0..=130 {
            let objected = checked.findings.iter().any(|finding| {
                finding.place.field.as_deref() == Some(number.to_string().as_str())
                    && finding.place.row == usize::try_from(code + 2).ok()
                    && CODES.contains(&finding.code)
            });
            assert_eq!(objected, !allowed.contains(&code), "field {number}, code {code}");
        }
    }
}

/// The codes of an answer that the field does not take.
const CODES: [&str; 4] = ["core-code", "core-declaration", "core-form", "core-number"];

/// The ministry's own sample row does not pass its own checker: a country's number is letters there.
#[test]
fn the_published_template_is_read_and_its_sample_is_not_valid() {
    let Some(text) = there("2026_27_lettings_bulk_upload.csv") else { return };
    let core = layout("core-lettings-2026").expect("it is bundled");
    let checked = check(core, &text, &Options::on(date(2026, 11, 30)));
    assert_eq!(checked.rows, 1);
    let at = |field: &str| {
        checked.findings.iter().any(|finding| finding.place.field.as_deref() == Some(field))
    };
    assert!(at("46"), "{:?}", checked.findings);
    assert!(!checked.findings.iter().any(|finding| finding.code.starts_with("file-")));
}

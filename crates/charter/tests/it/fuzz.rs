//! Whatever bytes come in, a charter is read or refused with a place; nothing panics or hangs.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use charter::rules::SMALL;
use charter::{Charter, File};

use crate::{TODAY, bundled_files};

/// How long each run lasts, in milliseconds.
const BUDGET: u64 = 4_000;

/// Reads, checks, publishes and compares: everything that is done with a text from outside.
fn survive(files: Vec<File>) {
    let sizes: Vec<usize> = files.iter().map(|file| file.text().len()).collect();
    match Charter::parse(files.clone()) {
        Ok(charter) => {
            for diagnostic in charter.check(TODAY) {
                let span = diagnostic.span.expect("a finding in a text has a place");
                assert!(files[span.file].text().get(span.bytes).is_some());
            }
            assert!(
                charter.coverage().rows.len()
                    <= charter.paragraphs().len() + charter.head().promises.len()
            );
            let _ = charter::publish::publish(&charter, &[]);
            let _ = charter::publish::record_of_processing(&charter);
            assert!(charter::diff::diff(&charter, &charter).is_empty());
        }
        Err(wrong) => {
            assert!(!wrong.is_empty());
            for diagnostic in wrong {
                if let Some(span) = diagnostic.span {
                    assert!(span.bytes.end <= sizes[span.file]);
                    assert!(files[span.file].position(span.bytes.start) >= (1, 1));
                }
            }
        }
    }
}

/// A text with some stretches taken out, doubled, moved or overwritten.
fn mangled(text: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..u.int_in_range(1..=6)? {
        let length = characters.len();
        if length == 0 {
            break;
        }
        let start = u.int_in_range(0..=length - 1)?;
        let end = (start + u.int_in_range(0..=40)?).min(length);
        match u.int_in_range(0..=3)? {
            0 => drop(characters.drain(start..end)),
            1 => {
                let copy: Vec<char> = characters[start..end].to_vec();
                let to = u.int_in_range(0..=length)?;
                characters.splice(to..to, copy);
            }
            2 => drop(characters.splice(start..end, u.arbitrary::<String>()?.chars())),
            _ => {
                let words =
                    ["[[", "]]", "\"", "'''", "= ", "\n", "never", "2026-02-30", "\u{0}", "é"];
                drop(characters.splice(start..start, u.choose(&words)?.chars()));
            }
        }
    }
    Ok(characters.into_iter().collect())
}

#[test]
fn any_text_at_all() {
    arbtest(|u| {
        survive(vec![File::new("a.toml", u.arbitrary::<String>()?)]);
        Ok(())
    })
    .budget_ms(BUDGET / 4);
}

#[test]
fn the_small_charter_mangled() {
    arbtest(|u| {
        survive(vec![File::new("a.toml", mangled(SMALL, u)?)]);
        Ok(())
    })
    .budget_ms(BUDGET);
}

#[test]
fn one_file_of_the_bundled_charter_mangled() {
    let bundled = bundled_files();
    arbtest(|u| {
        let mut files = bundled.clone();
        let which = u.choose_index(files.len())?;
        files[which] = File::new(files[which].name(), mangled(files[which].text(), u)?);
        survive(files);
        Ok(())
    })
    .budget_ms(BUDGET);
}

use charter::publish::{COLUMNS, CannotPublish, Edition, publish, record_of_processing};
use charter::rules::SMALL;

use crate::{bundled, charter};

/// One file of what is published.
fn page(files: &[(String, String)], name: &str) -> String {
    files.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
}

#[test]
fn every_paragraph_has_a_stable_address() {
    let charter = bundled();
    let published = publish(&charter, &[]).unwrap();
    let index = page(&published.files, "index.html");
    for paragraph in charter.paragraphs().iter() {
        let address = format!("id=\"p{}\"", paragraph.id.get_ref());
        assert_eq!(index.matches(&address).count(), 1, "{address}");
    }
}

#[test]
fn pages_call_nobody_run_nothing_and_lead_somewhere() {
    let published = publish(&bundled(), &[]).unwrap();
    let names: Vec<&str> = published.files.iter().map(|(name, _)| name.as_str()).collect();
    for (name, text) in published.files.iter().filter(|(name, _)| name.ends_with(".html")) {
        for forbidden in ["<script", "http://", "https://", "//cdn", "style=\"", " on", "@import"] {
            let in_tags = text.split('<').skip(1).filter_map(|tag| tag.split('>').next());
            let in_tags: Vec<&str> = in_tags.filter(|tag| tag.contains(forbidden)).collect();
            assert!(in_tags.is_empty(), "{name}: {in_tags:?}");
        }
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if let Some(fragment) = link.strip_prefix('#') {
                assert!(text.contains(&format!("id=\"{fragment}\"")), "{name}: #{fragment}");
            } else {
                let folder = name.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
                let target = match link.strip_prefix("../") {
                    Some(up) => up.to_owned(),
                    None if folder.is_empty() => link.to_owned(),
                    None => format!("{folder}/{link}"),
                };
                assert!(names.contains(&target.as_str()), "{name}: {link}");
            }
        }
        assert!(text.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"), "{name}");
        assert_eq!(text.matches("<h1>").count(), 1, "{name}");
    }
}

#[test]
fn what_goes_into_a_page_is_escaped() {
    let risky = SMALL
        .replace("name = \"looking after our homes\"", "name = \"<b>homes</b> & \\\"more\\\"\"");
    let published = publish(&charter(risky), &[]).unwrap();
    let index = page(&published.files, "index.html");
    assert!(!index.contains("<b>homes") && index.contains("&#60;b&#62;homes"));
}

#[test]
fn versions_are_kept_and_compared() {
    let first = publish(&charter(SMALL), &[]).unwrap();
    assert!(page(&first.files, "changes.html").contains("first version"));

    let second = SMALL
        .replace("version = \"1\"", "version = \"2\"")
        .replace("published = 2026-11-01", "published = 2026-11-20")
        .replace("You can ask us to stop.", "Ask us to stop at any time.");
    let second = publish(&charter(second), std::slice::from_ref(&first.edition)).unwrap();
    let changes = page(&second.files, "changes.html");
    assert!(
        changes.contains("You can ask us to stop.")
            && changes.contains("Ask us to stop at any time.")
    );
    assert_eq!(changes.matches("<article").count(), 1);
    assert!(page(&second.files, "versions/1.html").contains("has been replaced"));
    assert!(page(&second.files, "versions/2.html").contains("in force"));
    let list = page(&second.files, "versions/index.html");
    assert!(list.contains("Sunday 1 November 2026") && list.contains("Friday 20 November 2026"));
}

#[test]
fn a_version_is_published_once_and_in_order() {
    let out: Vec<Edition> = vec![publish(&charter(SMALL), &[]).unwrap().edition];
    assert!(publish(&charter(SMALL), &out).is_ok(), "the same words again");
    let reworded = SMALL.replace("You can ask us to stop.", "Ask us to stop.");
    assert!(matches!(publish(&charter(reworded), &out), Err(CannotPublish::SameVersion { .. })));
    let older = SMALL
        .replace("version = \"1\"", "version = \"0\"")
        .replace("published = 2026-11-01", "published = 2026-10-31");
    assert!(matches!(publish(&charter(older), &out), Err(CannotPublish::NotNewest { .. })));
    let undated = SMALL.replace("published = 2026-11-01\n", "");
    assert_eq!(publish(&charter(undated), &[]), Err(CannotPublish::Undated));
}

#[test]
fn the_same_charter_publishes_the_same_bytes() {
    assert_eq!(publish(&bundled(), &[]), publish(&bundled(), &[]));
}

#[test]
fn the_texts_say_what_the_page_says() {
    let charter = bundled();
    let published = publish(&charter, &[]).unwrap();
    let squeezed = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (plain, markdown) = (
        squeezed(page(&published.files, "notice.txt")),
        squeezed(page(&published.files, "notice.md")),
    );
    for paragraph in charter.paragraphs().iter() {
        let words = squeezed(paragraph.plain.get_ref().clone());
        assert!(plain.contains(&words) && markdown.contains(&words), "{words}");
    }
    let widest = page(&published.files, "notice.txt").lines().map(|l| l.chars().count()).max();
    assert!(widest.unwrap() <= 78);
}

#[test]
fn the_record_of_processing_has_every_purpose_of_every_controller() {
    let charter = bundled();
    let rows = record_of_processing(&charter);
    let expected: usize = charter.purposes().iter().map(|purpose| purpose.entities.len()).sum();
    assert_eq!(rows.len(), expected);
    for row in &rows {
        assert_eq!(row.len(), COLUMNS.len());
        let cell = |name: &str| &row[COLUMNS.iter().position(|column| *column == name).unwrap()];
        for wanted in [
            "Controller and contact",
            "Article 6 lawful basis",
            "Retention schedule",
            "Rights available",
        ] {
            assert!(!cell(wanted).is_empty(), "{wanted} of {}", row[0]);
        }
    }
}

use charter::rules::{ALL, Change, Rule, SMALL};
use words::Catalogue;

use crate::{TODAY, charter};

/// The codes of what a charter of one file is told.
fn codes(text: String) -> Vec<&'static str> {
    charter(text).check(TODAY).into_iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn the_small_charter_is_clean() {
    assert_eq!(codes(SMALL.to_owned()), Vec::<&str>::new());
}

#[test]
fn each_example_breaks_exactly_its_rule() {
    for rule in ALL {
        let found = codes(rule.broken.made());
        assert!(!found.is_empty(), "`{}` does not find its own example", rule.code);
        assert!(found.iter().all(|code| *code == rule.code), "{}: {found:?}", rule.code);
    }
}

#[test]
fn each_mended_example_is_clean() {
    for rule in ALL {
        assert_eq!(codes(rule.mended.made()), Vec::<&str>::new(), "{}", rule.code);
    }
}

#[test]
fn every_swap_finds_what_it_replaces() {
    for rule in ALL {
        for change in [rule.broken, rule.mended] {
            if let Change::Swap(from, _) = change {
                assert_eq!(SMALL.matches(from).count(), 1, "{}: `{from}`", rule.code);
            }
        }
    }
}

#[test]
fn rules_are_in_alphabetical_order_and_say_what_they_keep() {
    assert!(ALL.is_sorted_by_key(|rule: &Rule| rule.code));
    for rule in ALL {
        assert!(!rule.keeps.is_empty() && rule.about.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn every_finding_points_somewhere_and_reads_as_a_sentence() {
    for rule in ALL {
        let text = rule.broken.made();
        for diagnostic in charter(text.clone()).check(TODAY) {
            let span = diagnostic.span.expect("a finding in a text has a place");
            assert!(text.get(span.bytes).is_some_and(|at| !at.is_empty()), "{}", rule.code);
            for message in [&diagnostic.message, &diagnostic.help] {
                let said = Catalogue::english().render(message);
                assert!(!said.contains(['<', '{']), "{}: {said}", rule.code);
            }
        }
    }
}

#[test]
fn the_manual_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/charter-rules.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(path, charter::rules::manual()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == charter::rules::manual(),
        "docs/charter-rules.md is stale; run `cargo xtask docs`"
    );
}

//! The sentences people read and the code that says them agree, in both directions.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use crate::tree::{File, Tree};

const CATALOGUE: &str = "crates/words/en/";
const CALL: &str = "Message::new(";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let rooms = tree.rooms();
    let sentences = sentences(tree);
    let mut problems = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for file in tree.rust().filter(|file| !file.path.starts_with("xtask/")) {
        let rust = file.rust();
        let shipped = |quote: usize| rust.shipped[quote..].starts_with('"');
        let said = rust.strings.iter().filter(|literal| shipped(literal.quote));
        used.extend(said.map(|literal| literal.text.as_str()));
        for (at, _) in rust.shipped.match_indices(CALL) {
            let line = file.line_at(at);
            match rust.literal_at(at + CALL.len()).map(|literal| literal.text.as_str()) {
                Some(id) if !sentences.contains_key(id) => problems.push(Problem::new(
                    file,
                    line,
                    format!("the message `{id}` is not in the catalogue"),
                    format!("add its sentence to the room's file in {CATALOGUE}"),
                )),
                // The catalogue itself says the names of days and months.
                None if !file.path.starts_with("crates/words/") => problems.push(Problem::new(
                    file,
                    line,
                    "the id of a message is not a string literal",
                    "write the id out at the call, one call for each id",
                )),
                _ => {}
            }
        }
    }
    for file in tree.matching(CATALOGUE, ".ftl") {
        used.extend(references(&file.text));
    }
    for (id, (file, line)) in &sentences {
        let home = file.path[CATALOGUE.len()..].trim_end_matches(".ftl");
        let room = id.split('-').next().unwrap_or_default();
        if room != home || !rooms.contains(&room) {
            problems.push(Problem::new(
                file,
                *line,
                format!("the id `{id}` does not begin with the name of its room"),
                format!("call it `{home}-...`, where `{home}` is a folder under crates/"),
            ));
        }
        if !used.contains(id) {
            problems.push(Problem::new(
                file,
                *line,
                format!("nothing says `{id}`"),
                "delete the sentence, or say it",
            ));
        }
    }
    problems
}

/// The ids of the catalogue, and where they stand.
fn sentences(tree: &Tree) -> BTreeMap<&str, (&File, usize)> {
    let mut found = BTreeMap::new();
    for file in tree.matching(CATALOGUE, ".ftl") {
        for (number, line) in (1..).zip(file.text.lines()) {
            let id = line.split_once('=').map_or("", |(id, _)| id.trim_end());
            if id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(is_id) {
                found.insert(id, (file, number));
            }
        }
    }
    found
}

/// The messages that sentences are made of: `{ words-and }`, `{ words-and.part }`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|inside| {
        let inside = inside.trim_start();
        let end = inside.find(|c| !is_id(c)).unwrap_or(inside.len());
        (end > 0).then(|| &inside[..end])
    })
}

fn is_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    fn check_both(code: &str, catalogue: &str, expected: &[&str]) {
        let files = [
            ("crates/law/Cargo.toml", ""),
            ("crates/law/src/lib.rs", code),
            ("crates/words/en/law.ftl", catalogue),
        ];
        assert_eq!(found(check, &files), expected, "{code}\n{catalogue}");
    }

    #[test]
    fn code_and_catalogue_agree() {
        check_both(
            "Message::new(\n    \"law-a\")",
            "# law-b = B\nlaw-a = A { $b }\n    c = d\n",
            &[],
        );
        check_both("f(\"law-a\")", "law-a = { law-b } { NUMBER($n) }\nlaw-b = B\n", &[]);
        check_both("#[cfg(test)]\nmod t { fn f() { Message::new(\"no-such\"); } }", "", &[]);
        check_both(
            "\nMessage::new(\"law-a\")",
            "",
            &["crates/law/src/lib.rs:2: the message `law-a` is not in the catalogue"],
        );
        check_both(
            "Message::new(id)",
            "",
            &["crates/law/src/lib.rs:1: the id of a message is not a string literal"],
        );
        check_both(
            "// \"law-a\"",
            "law-a = A",
            &["crates/words/en/law.ftl:1: nothing says `law-a`"],
        );
        check_both(
            "#[cfg(test)]\nmod t { const A: &str = \"law-a\"; }",
            "law-a = A",
            &["crates/words/en/law.ftl:1: nothing says `law-a`"],
        );
        check_both(
            "\"gate-a\"",
            "\ngate-a = A",
            &[
                "crates/words/en/law.ftl:2: the id `gate-a` does not begin with the name of its room",
            ],
        );
    }
}

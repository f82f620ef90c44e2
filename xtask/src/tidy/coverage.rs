//! What a charter's coverage list (`coverage*.toml`) says keeps a row really exists: its tests are
//! tests of this project, and the rules and places it names are there.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Problem;
use crate::rust::{is_word, words};
use crate::tree::{Tree, room_of};

/// Rules of the gate without a file: they are settled before there is a case to put to the rules.
const BEFORE_THE_RULES: &[&str] = &["unknown", "wall"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let tests = test_functions(tree);
    let mut problems = Vec::new();
    for file in tree.matching("charters/", ".toml") {
        if !file.path.contains("/coverage") {
            continue;
        }
        let table = match file.text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = file.line_at(error.span().map_or(0, |span| span.start));
                problems.push(Problem::new(file, line, error.message(), "mend the TOML"));
                continue;
            }
        };
        let mut named = BTreeSet::new();
        collect(&Value::Table(table), &mut named);
        for (key, value) in named {
            let line = file.line_with(&format!("\"{value}\""));
            if key == "test" && !is_test(&tests, &value) {
                problems.push(Problem::new(
                    file,
                    line,
                    format!("there is no test `{value}`"),
                    "name a test as `room::module::test_name`, or write the test",
                ));
            } else if key != "test" && path_in(&value).is_some_and(|path| !tree.has(path)) {
                problems.push(Problem::new(
                    file,
                    line,
                    format!("there is nothing at `{value}`"),
                    "correct the path; it is read from the root of the project",
                ));
            }
            for (room, code) in rules_in(tree, &value) {
                problems.push(Problem::new(
                    file,
                    line,
                    format!("the room `{room}` has no rule `{code}`"),
                    "name a rule as its file in src/rules/ is called, with hyphens",
                ));
            }
        }
    }
    problems
}

/// Every value, at any depth, of a key `how`, `test` or `where`: a string or a list of them.
fn collect(value: &Value, named: &mut BTreeSet<(&'static str, String)>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                let kept = ["how", "test", "where"].into_iter().find(|kept| kept == key);
                let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                for text in list.iter().filter_map(Value::as_str) {
                    named.extend(kept.map(|key| (key, text.to_owned())));
                }
                collect(value, named);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, named)),
        _ => {}
    }
}

/// The functions in test code, each with its crate.
fn test_functions(tree: &Tree) -> BTreeSet<(&str, &str)> {
    let mut found = BTreeSet::new();
    for file in tree.rust() {
        let rust = file.rust();
        let room = room_of(&file.path).unwrap_or("xtask");
        for at in words(&rust.code, "fn") {
            let shipped = rust.shipped[at..].starts_with("fn");
            let name = rust.code[at + 2..].trim_start().split(|c| !is_word(c)).next();
            found.extend(name.filter(|_| !shipped).map(|name| (room, name)));
        }
    }
    found
}

/// `room::module::name`, or `name` alone for a test anywhere.
fn is_test(tests: &BTreeSet<(&str, &str)>, value: &str) -> bool {
    let name = value.rsplit("::").next().unwrap_or_default();
    let first = value.split("::").next().unwrap_or_default();
    let known = tests.iter().any(|(room, _)| *room == first);
    tests.iter().any(|(room, test)| *test == name && (!known || *room == first))
}

/// The path in a `where`, without what follows it (`file.rs::item`, `file.md#heading`); `None` for
/// words.
fn path_in(value: &str) -> Option<&str> {
    let path = value.split(['#', ':']).next().unwrap_or_default();
    (path.contains('/') && !path.contains(char::is_whitespace)).then_some(path)
}

/// The rules a sentence names (``gate rule `consent` ``) that are not there.
fn rules_in<'a>(tree: &'a Tree, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut missing = Vec::new();
    for room in tree.rooms() {
        for (at, naming) in value.match_indices(&format!("{room} rule `")) {
            let code = value[at + naming.len()..].split('`').next().unwrap_or_default();
            let file = format!("crates/{room}/src/rules/{}.rs", code.replace('-', "_"));
            if tree.get(&file).is_none() && !(room == "gate" && BEFORE_THE_RULES.contains(&code)) {
                missing.push((room, code));
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn what_keeps_a_row_exists() {
        for (text, expected) in [
            ("test = \"gate::masks::a_wall_holds\"", None),
            ("test = [\"a_wall_holds\", \"law::clocks::counts_days\"]", None),
            ("where = \"crates/gate/src/lib.rs::decide\"", None),
            ("where = \"at the source, by work order\"", None),
            ("where = [\"crates/gate/src\"]", None),
            ("where = \"gate rule `consent`, after gate rule `unknown`\"", None),
            (
                "how = \"law rule `a`, gate rule `none`\"",
                Some("2: the room `gate` has no rule `none`"),
            ),
            ("test = \"gate::decide\"", Some("2: there is no test `gate::decide`")),
            ("test = \"law::a_wall_holds\"", Some("2: there is no test `law::a_wall_holds`")),
            (
                "how = { where = \"crates/gate/src/none.rs\" }",
                Some("2: there is nothing at `crates/gate/src/none.rs`"),
            ),
        ] {
            let text = format!("[[row]]\n{text}\n");
            let files = [
                ("charters/a/coverage-1.toml", text.as_str()),
                ("crates/gate/Cargo.toml", ""),
                ("crates/gate/src/rules/consent.rs", ""),
                ("crates/gate/src/lib.rs", "fn decide() {}\n#[cfg(test)]\nmod tests { fn b() {} }"),
                ("crates/gate/tests/it/masks.rs", "#[test]\nfn a_wall_holds() {}"),
                ("crates/law/tests/it/clocks.rs", "fn counts_days(day in any()) {}"),
            ];
            let expected = expected.map(|what| format!("charters/a/coverage-1.toml:{what}"));
            assert_eq!(found(check, &files), Vec::from_iter(expected), "{text}");
        }
    }
}

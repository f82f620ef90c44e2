//! The rooms that decide know no files, no network, no clock and no waiting: time is a parameter
//! and files come in as text, so that the same question always has the same answer.

use super::Problem;
use crate::rust::{is_word, words};
use crate::tree::{Tree, room_of};

const PURE: &[&str] = &["charter", "feeds", "gate", "law", "notice", "words"];

/// Paths a pure room may not name, in the code or in a `use`.
const PATHS: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "time::Instant",
    "time::SystemTime",
    "tokio",
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.matching("crates/", ".rs") {
        let room = room_of(&file.path).unwrap_or_default();
        if !PURE.contains(&room) || !file.path.contains("/src/") {
            continue;
        }
        let code = &file.rust().shipped;
        let mut seen: Vec<(usize, &str)> = Vec::new();
        for path in PATHS {
            seen.extend(mentions(code, path).map(|at| (at, *path)));
        }
        seen.extend(words(code, "async").map(|at| (at, "async")));
        let now = words(code, "now").filter(|at| code[..*at].ends_with("::"));
        seen.extend(now.map(|at| (at, "now()")));
        for (at, path) in uses(code) {
            seen.extend(PATHS.iter().filter(|name| starts(&path, name)).map(|name| (at, *name)));
        }
        let mut seen: Vec<_> =
            seen.into_iter().map(|(at, what)| (file.line_at(at), what)).collect();
        seen.sort_unstable();
        // `std::time::Instant` is found as `time::Instant` too; the line is said once.
        seen.dedup_by_key(|(line, _)| *line);
        problems.extend(seen.into_iter().map(|(line, what)| {
            Problem::new(
                file,
                line,
                format!("the room `{room}` uses `{what}`"),
                "take the text, the time or the answer as a parameter; the binary reads them",
            )
        }));
    }
    problems
}

/// Where a path is named; `std::env!` is a macro that reads nothing when the program runs.
fn mentions<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = usize> + 'a {
    words(code, path).filter(move |&at| !code[at + path.len()..].starts_with('!'))
}

fn starts(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_word))
}

/// The full paths of the `use` declarations, with the groups written out.
fn uses(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in words(code, "use") {
        let declaration = code[at + 3..].split(';').next().unwrap_or_default();
        let compact: String = declaration.chars().filter(|c| !c.is_whitespace()).collect();
        let mut paths = Vec::new();
        expand("", &compact, &mut paths);
        found.extend(paths.into_iter().map(|path| (at, path)));
    }
    found
}

fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{tree}"));
        return;
    };
    let prefix = format!("{prefix}{head}");
    let group = group.strip_suffix('}').unwrap_or(group);
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                expand(&prefix, &group[start..at], paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < group.len() {
        expand(&prefix, &group[start..], paths);
    }
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn groups_are_written_out() {
        let paths: Vec<_> = uses("use std::{fs, time::{Duration, Instant}};\nuse a::b;")
            .into_iter()
            .map(|(_, path)| path)
            .collect();
        assert_eq!(paths, ["std::fs", "std::time::Duration", "std::time::Instant", "a::b"]);
    }

    #[test]
    fn pure_rooms_take_everything_as_parameters() {
        for (text, expected) in [
            ("use std::{fmt, time::Duration}; fn now() {} struct Instant;", None),
            ("// std::fs\nconst A: &str = \"std::fs::read\";", None),
            ("std::env!(\"CARGO_PKG_NAME\")", None),
            ("#[cfg(test)]\nmod tests {\n    use std::fs;\n}", None),
            ("\nuse std::{fmt,\n    fs};", Some((2, "std::fs"))),
            ("std::env::var(a)", Some((1, "std::env"))),
            ("fn f(at: std::time::SystemTime) {}", Some((1, "std::time::SystemTime"))),
            ("jiff::Zoned::now()", Some((1, "now()"))),
            ("use std::time; time::Instant::now()", Some((1, "now()"))),
            ("async fn f() {}", Some((1, "async"))),
            ("use tokio::spawn;", Some((1, "tokio"))),
        ] {
            let path = "crates/law/src/lib.rs";
            let expected =
                expected.map(|(line, what)| format!("{path}:{line}: the room `law` uses `{what}`"));
            assert_eq!(found(check, &[(path, text)]), Vec::from_iter(expected), "{text}");
        }
        for path in ["crates/keyholder/src/main.rs", "crates/law/tests/it/main.rs"] {
            assert!(found(check, &[(path, "use std::fs;")]).is_empty(), "{path}");
        }
    }
}

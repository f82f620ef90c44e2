//! Clean text: no stray white space, no paths of one machine, no notes to oneself.

use super::Problem;
use crate::rust::words;
use crate::tree::{File, Tree};

/// Top-level folders that exist on somebody's machine and not in the project.
const FOLDERS: &[&str] = &["home", "root", "tmp", "work", "Users"];

/// Files that may hold such paths and notes, each with its reason.
const EXCEPTIONS: &[(&str, &str)] =
    &[("xtask/src/tidy/text.rs", "its tests name what they look for")];

/// Notes to oneself; they belong in an issue.
const NOTES: &[&str] = &["FIXME", "TODO", "XXX"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    tree.files()
        .filter(|file| !file.is_test() && !file.path.ends_with(".snap"))
        .flat_map(check_file)
        .collect()
}

fn check_file(file: &File) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |line, what: String, fix: &str| {
        problems.push(Problem::new(file, line, what, fix));
    };
    let rust = file.path.ends_with(".rs");
    let excepted = EXCEPTIONS.iter().any(|(path, _)| *path == file.path);
    for (number, line) in (1..).zip(file.text.split_terminator('\n')) {
        if line.ends_with([' ', '\t', '\r']) {
            report(number, "white space at the end of the line".to_owned(), "delete it");
        }
        if rust && line.contains('\t') {
            report(number, "a tab".to_owned(), "run `cargo fmt`; in a string write `\\t`");
        }
        if excepted {
            continue;
        }
        if let Some(path) = machine_path(line) {
            report(
                number,
                format!("`{path}` is a path of one machine"),
                "use a path from the root of the project",
            );
        }
        if rust {
            for note in NOTES.iter().filter(|note| words(line, note).next().is_some()) {
                report(number, format!("a note to oneself: {note}"), "do it, or open an issue");
            }
        }
    }
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        let last = file.text.lines().count();
        report(last, "the last line does not end".to_owned(), "add a line end to the file");
    }
    problems
}

/// An absolute path under one of the folders above. `https://example.org/home/` is not one.
fn machine_path(line: &str) -> Option<String> {
    FOLDERS.iter().find_map(|folder| {
        let path = format!("/{folder}/");
        let begins = |at: usize| {
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || "./-_}~".contains(c))
        };
        line.match_indices(&path).any(|(at, _)| begins(at)).then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn text_is_clean() {
        let path = |folder: &str| format!("read \"/{folder}/notes\"\n");
        for (name, text, expected) in [
            ("a.rs", "fn f() {}\n", None),
            ("empty.rs", "", None),
            ("a.md", "see https://example.org/home/page and ../work/a\n", None),
            ("a.md", "\tcode\n", None),
            ("tests/data/a.txt", "b \n", None),
            ("a.md", "a\nb \n", Some("2: white space at the end of the line")),
            ("a.md", "a\r\n", Some("1: white space at the end of the line")),
            ("a.rs", "fn\tf() {}\n", Some("1: a tab")),
            ("a.toml", &path("tmp"), Some("1: `/tmp/` is a path of one machine")),
            ("a.md", &path("home"), Some("1: `/home/` is a path of one machine")),
            ("a.rs", "// TODO: this\n", Some("1: a note to oneself: TODO")),
            ("a.md", "a\nb", Some("2: the last line does not end")),
        ] {
            let expected = expected.map(|what| format!("{name}:{what}"));
            assert_eq!(found(check, &[(name, text)]), Vec::from_iter(expected), "{name}: {text}");
        }
    }
}

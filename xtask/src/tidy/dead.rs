//! Nothing lies about unused: source files no module names, sentences outside the catalogue, data
//! nobody reads, snapshots whose test has gone.

use std::collections::BTreeSet;

use super::Problem;
use crate::rust::{is_word, words};
use crate::tree::{File, Tree, resolve};

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = modules(tree);
    let included = included(tree);
    for file in tree.matching("crates/", "") {
        let Some((room, rest)) = file.path["crates/".len()..].split_once('/') else { continue };
        let needs_including =
            rest.starts_with("data/") || (room == "words" && rest.ends_with(".ftl"));
        if needs_including && !included.contains(&file.path) {
            problems.push(Problem::new(
                file,
                1,
                "no Rust file includes this one",
                "name it in an `include_str!`, or delete it",
            ));
        }
    }
    for file in tree.matching("", ".snap") {
        let source = file.text.lines().find_map(|line| line.strip_prefix("source:"));
        let test = source.and_then(|path| tree.get(path.trim().trim_matches('"')));
        if test.is_none() {
            problems.push(Problem::new(
                file,
                1,
                "the test this snapshot belongs to has gone",
                "delete the snapshot",
            ));
        }
    }
    problems
}

/// The files that string literals name, seen from the file that names them, from the root of its
/// crate, or from its `data` folder (a macro may put the folder in front).
fn included(tree: &Tree) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in tree.rust() {
        let package = file.path.find("/src/").map_or("", |at| &file.path[..at]);
        for literal in &file.rust().strings {
            found.extend(resolve(file.folder(), &literal.text));
            found.extend(resolve(package, &literal.text));
            found.extend(resolve(&format!("{package}/data"), &literal.text));
        }
    }
    found
}

/// The Rust files no crate root reaches through `mod`.
fn modules(tree: &Tree) -> Vec<Problem> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&File> = tree.rust().filter(|file| is_root(&file.path)).collect();
    while let Some(file) = waiting.pop() {
        if reached.insert(file.path.as_str()) {
            waiting.extend(children(file).iter().filter_map(|path| tree.get(path)));
        }
    }
    tree.rust()
        .filter(|file| !reached.contains(file.path.as_str()))
        .map(|file| {
            Problem::new(
                file,
                1,
                "no `mod` reaches this file, so it is never compiled",
                "name it in the module above it, or delete it",
            )
        })
        .collect()
}

fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.rsplit('/').take(3).collect();
    matches!(
        parts.as_slice(),
        ["lib.rs" | "main.rs", "src", ..]
            | ["build.rs", ..]
            | [_, "bin", "src"]
            | [_, "tests" | "benches" | "examples", ..]
            | ["main.rs", _, "bin" | "tests" | "benches" | "examples"]
    )
}

/// The files a file's modules may stand in. In a file with macros any name may become a module.
fn children(file: &File) -> Vec<String> {
    let rust = file.rust();
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let folder = if matches!(name, "mod.rs" | "lib.rs" | "main.rs") || is_root(&file.path) {
        file.folder().to_owned()
    } else {
        file.path.trim_end_matches(".rs").to_owned()
    };
    let mut modules: BTreeSet<&str> = words(&rust.code, "mod")
        .filter_map(|at| name_at(rust.code[at + "mod".len()..].trim_start()))
        .collect();
    if rust.code.contains("mod $") {
        modules.extend(rust.code.split(|c| !is_word(c)));
    }
    let mut found: Vec<String> = modules
        .into_iter()
        .flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")])
        .collect();
    // `#[path = "..."] mod name;` and `include!("...")`.
    found.extend(rust.strings.iter().filter_map(|literal| resolve(file.folder(), &literal.text)));
    found
}

/// The name that code begins with.
fn name_at(code: &str) -> Option<&str> {
    code.split(|c| !is_word(c)).next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    const GONE: &str = ":1: no `mod` reaches this file, so it is never compiled";

    #[test]
    fn every_source_file_is_reached() {
        let files = [
            ("crates/a/src/lib.rs", "mod b;\npub(crate) mod c { }\nlist! { mod $name; g }"),
            ("crates/a/src/b.rs", "#[path = \"odd.rs\"]\nmod d;\nmod e;"),
            ("crates/a/src/b/e.rs", "// mod f;"),
            ("crates/a/src/odd.rs", ""),
            ("crates/a/src/g/mod.rs", ""),
            ("crates/a/src/bin/tool.rs", ""),
            ("crates/a/build.rs", ""),
            ("crates/a/tests/it/main.rs", "mod h;"),
            ("crates/a/tests/it/h.rs", ""),
        ];
        assert_eq!(found(check, &files), Vec::<String>::new());
        for path in ["crates/a/src/b/f.rs", "crates/a/tests/it/lost.rs", "crates/a/src/e.rs"] {
            let files = Vec::from_iter(files.into_iter().chain([(path, "")]));
            assert_eq!(found(check, &files), [format!("{path}{GONE}")]);
        }
    }

    #[test]
    fn data_and_sentences_are_included() {
        let files = |text| {
            [
                ("crates/law/src/lib.rs", "mod bases;"),
                ("crates/law/src/bases.rs", text),
                ("crates/law/data/bases.toml", ""),
            ]
        };
        for text in [
            "include_str!(\"../data/bases.toml\")",
            "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/data/bases.toml\"))",
            "table!(\"bases.toml\")",
        ] {
            assert_eq!(found(check, &files(text)), Vec::<String>::new(), "{text}");
        }
        let expected = ["crates/law/data/bases.toml:1: no Rust file includes this one"];
        assert_eq!(found(check, &files("// include_str!(\"../data/bases.toml\")")), expected);
        let expected = ["crates/words/en/law.ftl:1: no Rust file includes this one"];
        assert_eq!(found(check, &[("crates/words/en/law.ftl", "")]), expected);
    }

    #[test]
    fn a_snapshot_has_its_test() {
        let test = ("crates/a/tests/it/main.rs", "");
        let snapshot = "---\nsource: crates/a/tests/it/main.rs\n---\n";
        assert!(found(check, &[test, ("crates/a/tests/it/b.snap", snapshot)]).is_empty());
        let expected = ["crates/a/b.snap:1: the test this snapshot belongs to has gone"];
        assert_eq!(found(check, &[("crates/a/b.snap", snapshot)]), expected);
    }
}

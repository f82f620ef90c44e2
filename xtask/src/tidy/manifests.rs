//! Every crate carries the licence, keeps the shared lints, and takes its dependencies from the
//! one list in the root.

use toml::{Table, Value};

use super::Problem;
use crate::tree::{File, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    tree.matching("", "Cargo.toml").flat_map(check_manifest).collect()
}

fn check_manifest(file: &File) -> Vec<Problem> {
    let manifest = match file.text.parse::<Table>() {
        Ok(manifest) => manifest,
        Err(error) => {
            let line = file.line_at(error.span().map_or(0, |span| span.start));
            return vec![Problem::new(file, line, error.message(), "mend the TOML")];
        }
    };
    let mut problems = Vec::new();
    if let Some(package) = manifest.get("package").and_then(Value::as_table) {
        let described = package.get("description").and_then(Value::as_str).is_some();
        for (kept, what, fix) in [
            (package.contains_key("license"), "no licence", "add `license.workspace = true`"),
            (described, "no description", "add `description`: one sentence, what the crate is for"),
            (
                inherits(manifest.get("lints")),
                "the shared lints are not switched on",
                "add `[lints]` with `workspace = true`",
            ),
        ] {
            if !kept {
                problems.push(Problem::new(file, 1, what, fix));
            }
        }
    }
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, value) in manifest.get(kind).and_then(Value::as_table).into_iter().flatten() {
            if !inherits(Some(value)) {
                problems.push(Problem::new(
                    file,
                    file.line_with(&format!("\n{name}")) + 1,
                    format!("`{name}` does not come from the workspace"),
                    format!(
                        "name its version in the root Cargo.toml and write `{name}.workspace = true`"
                    ),
                ));
            }
        }
    }
    problems
}

fn inherits(value: Option<&Value>) -> bool {
    value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    const GOOD: &str = "[package]\ndescription = \"A.\"\nlicense.workspace = true\n\
                        [lints]\nworkspace = true\n";

    #[test]
    fn manifests_are_complete() {
        for (text, expected) in [
            (GOOD.to_owned(), None),
            ("[workspace.dependencies]\nserde = \"1\"".to_owned(), None),
            (GOOD.replace("license.workspace = true", ""), Some("1: no licence")),
            (GOOD.replace("description", "homepage"), Some("1: no description")),
            (GOOD.replace("[lints]", "[other]"), Some("1: the shared lints are not switched on")),
            (
                format!("{GOOD}[dev-dependencies]\nserde = {{ version = \"1\" }}"),
                Some("7: `serde` does not come from the workspace"),
            ),
            (format!("{GOOD}[dev-dependencies]\nserde = {{ workspace = true }}"), None),
        ] {
            let expected = expected.map(|what| format!("crates/a/Cargo.toml:{what}"));
            let files = [("crates/a/Cargo.toml", text.as_str())];
            assert_eq!(found(check, &files), Vec::from_iter(expected), "{text}");
        }
    }

    #[test]
    fn broken_toml_has_a_place() {
        let problems = found(check, &[("Cargo.toml", "[package]\nname = \n")]);
        assert!(problems[0].starts_with("Cargo.toml:2: "), "{problems:?}");
    }
}

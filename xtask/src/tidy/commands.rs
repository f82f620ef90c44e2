//! Every command is documented: its full name stands in README.md or in a page under `docs/`.

use super::Problem;
use crate::rust::words;
use crate::tree::{File, Tree};

const FOLDER: &str = "crates/keyholder/src/commands/";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let pages: String = tree
        .matching("", ".md")
        .filter(|file| file.path == "README.md" || file.path.starts_with("docs/"))
        .flat_map(|file| file.text.split_whitespace())
        .flat_map(|word| [word, " "])
        .collect();
    tree.matching(FOLDER, ".rs")
        .filter(|file| is_command(tree, file))
        .filter_map(|file| {
            let names = names_of(&file.path);
            let name = &names[0];
            (!names.iter().any(|name| pages.contains(name))).then(|| {
                Problem::new(
                    file,
                    1,
                    format!("the command `{name}` is not documented"),
                    "say what it is for, with an example, in README.md or a page under docs/",
                )
            })
        })
        .collect()
}

/// A file with a `run` is a command, unless it only groups others (`notice.rs` beside
/// `notice_check.rs` or `notice/check.rs`).
fn is_command(tree: &Tree, file: &File) -> bool {
    let stem = file.path.trim_end_matches(".rs");
    let groups = |separator| tree.matching(&format!("{stem}{separator}"), ".rs").next().is_some();
    let runs = words(&file.rust().shipped, "fn")
        .any(|at| file.text[at + 2..].trim_start().starts_with("run("));
    runs && !stem.ends_with("/mod") && !groups('_') && !groups('/')
}

/// `.../notice_check.rs` and `.../notice/check.rs` are `keyholder notice check`;
/// `.../change_carry_out.rs` may be `keyholder change carry-out` as well.
fn names_of(path: &str) -> [String; 2] {
    let stem = path.trim_start_matches(FOLDER).trim_end_matches(".rs");
    let hyphens = stem.replacen(['_', '/'], " ", 1).replace('_', "-");
    [stem.replace(['_', '/'], " "), hyphens].map(|name| format!("keyholder {name}"))
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn commands_stand_in_the_pages() {
        let command = |path: &str| format!("{FOLDER}{path}");
        let run = "pub(crate) fn run(_: &Args) {}";
        for (path, page, expected) in [
            ("notice_check.rs", "Run `keyholder notice\ncheck FILE`.", None),
            ("notice/check.rs", "Run `keyholder notice check FILE`.", None),
            ("notice_look_at.rs", "Run `keyholder notice look-at FILE`.", None),
            ("mod.rs", "", None),
            ("law.rs", "Law.", Some("1: the command `keyholder law` is not documented")),
        ] {
            let path = command(path);
            let expected = expected.map(|what| format!("{path}:{what}"));
            for page_path in ["README.md", "docs/a.md"] {
                let files = [(path.as_str(), run), (page_path, page)];
                assert_eq!(found(check, &files), Vec::from_iter(expected.clone()), "{path}");
            }
        }
    }

    #[test]
    fn helpers_and_groups_are_not_commands() {
        let [shared, group, part] =
            ["shared.rs", "notice.rs", "notice_check.rs"].map(|path| format!("{FOLDER}{path}"));
        let files = [
            (shared.as_str(), "fn read() {}"),
            (group.as_str(), "fn run() {}"),
            (part.as_str(), "fn run() {}"),
            ("docs/a.md", "keyholder notice check"),
        ];
        assert_eq!(found(check, &files), Vec::<String>::new());
    }
}

//! Every rule is documented: the code of each file in a `rules` folder stands in a page under
//! `docs/`.

use super::Problem;
use crate::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let pages: Vec<&str> = tree.matching("docs/", ".md").map(|file| file.text.as_str()).collect();
    tree.matching("crates/", ".rs")
        .filter(|file| file.folder().ends_with("/src/rules"))
        .filter_map(|file| {
            let stem = file.path.rsplit('/').next()?.trim_end_matches(".rs");
            let code = stem.replace('_', "-");
            let documented = stem == "mod" || pages.iter().any(|page| mentions(page, &code));
            (!documented).then(|| {
                Problem::new(
                    file,
                    1,
                    format!("the rule `{code}` is not documented"),
                    "run `cargo xtask docs`; if no page lists this room's rules, add one to docs/",
                )
            })
        })
        .collect()
}

fn mentions(page: &str, code: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-';
    page.match_indices(code)
        .any(|(at, _)| !page[..at].ends_with(part) && !page[at + code.len()..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn rules_stand_in_the_pages() {
        let rule = "crates/charter/src/rules/no_basis.rs";
        let missing = vec![format!("{rule}:1: the rule `no-basis` is not documented")];
        for (page, expected) in [
            ("## no-basis\n", vec![]),
            ("`no-basis`", vec![]),
            ("no-basis-at-all", missing.clone()),
            ("", missing),
        ] {
            let files =
                [(rule, ""), ("crates/charter/src/rules/mod.rs", ""), ("docs/rules.md", page)];
            assert_eq!(found(check, &files), expected, "{page}");
        }
    }
}

//! The pages under `docs/` are a book: each stands in `SUMMARY.md`, once, and leads nowhere but to
//! the book and the world.

use std::collections::BTreeSet;

use super::{Problem, links};
use crate::tree::{File, Tree, resolve};

const FOLDER: &str = "docs/";
const SUMMARY: &str = "docs/SUMMARY.md";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut listed = BTreeSet::new();
    if let Some(summary) = tree.get(SUMMARY) {
        for (line, path) in chapters(summary) {
            if let Some(path) = listed.replace(path) {
                problems.push(Problem::new(
                    summary,
                    line,
                    format!("`{path}` is in the book twice"),
                    "take one of the two lines out",
                ));
            }
        }
    }
    for page in tree.matching(FOLDER, ".md").filter(|page| page.path != SUMMARY) {
        if !listed.contains(&page.path) {
            problems.push(Problem::new(
                page,
                1,
                "the page is not in the book",
                "add its line to docs/SUMMARY.md, among its neighbours",
            ));
        }
    }
    for page in tree.matching(FOLDER, ".md") {
        for (line, target) in links::links(&page.text) {
            if links::is_outside(target) || is_inside(page, target) {
                continue;
            }
            problems.push(Problem::new(
                page,
                line,
                format!("the link `{target}` leads out of the book"),
                "name the file in backticks instead: a reader of the book does not have it",
            ));
        }
    }
    problems
}

/// The pages that the summary lists, by their path, with their lines. A chapter that is to come has
/// no path.
fn chapters(summary: &File) -> Vec<(usize, String)> {
    links::links(&summary.text)
        .into_iter()
        .filter(|(_, target)| !target.is_empty())
        .filter_map(|(line, target)| Some((line, resolve(summary.folder(), target)?)))
        .collect()
}

/// Whether a link stays with the pages and files of the book.
fn is_inside(page: &File, target: &str) -> bool {
    let path = target.split('#').next().unwrap_or_default();
    path.is_empty() || resolve(page.folder(), path).is_some_and(|path| path.starts_with(FOLDER))
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn the_pages_make_a_book() {
        for (summary, page, expected) in [
            (
                "- [A](a.md)\n- [Later]()\n- [Too]()\n",
                "[b](#c) [d](a.md#c) [e](https://example.org)",
                None,
            ),
            ("- [A](a.md)\n", "`[a](../README.md)`\n```\n[a](../README.md)\n```", None),
            ("# Summary\n", "", Some("docs/a.md:1: the page is not in the book")),
            ("`- [A](a.md)`\n", "", Some("docs/a.md:1: the page is not in the book")),
            (
                "- [A](a.md)\n- [B](./a.md)\n",
                "",
                Some("docs/SUMMARY.md:2: `docs/a.md` is in the book twice"),
            ),
            (
                "- [A](a.md)\n",
                "# A\n[b](../README.md#try-it)",
                Some("docs/a.md:2: the link `../README.md#try-it` leads out of the book"),
            ),
        ] {
            let files = [(SUMMARY, summary), ("docs/a.md", page), ("README.md", "# Try it")];
            let expected = Vec::from_iter(expected.map(str::to_owned));
            assert_eq!(found(check, &files), expected, "{summary} {page}");
        }
    }

    #[test]
    fn without_a_summary_no_page_is_in_the_book() {
        let files = [("docs/a.md", ""), ("crates/b/docs/c.md", ""), ("README.md", "")];
        assert_eq!(found(check, &files), ["docs/a.md:1: the page is not in the book"]);
    }
}

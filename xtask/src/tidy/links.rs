//! Links between pages of the project lead somewhere.

use super::Problem;
use crate::tree::{File, Tree, resolve};

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.matching("", ".md").filter(|file| !file.is_test()) {
        for (line, target) in links(&file.text) {
            if is_outside(target) {
                continue;
            }
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let whole = if path.is_empty() {
                Some(file.path.clone())
            } else {
                resolve(file.folder(), path)
            };
            let page = whole.as_deref().and_then(|path| tree.get(path));
            if !whole.is_some_and(|path| tree.has(&path)) {
                problems.push(Problem::new(
                    file,
                    line,
                    format!("the link `{target}` leads nowhere"),
                    "correct the path; it is read from the folder this page stands in",
                ));
            } else if !heading.is_empty() && page.is_some_and(|page| !has_heading(page, heading)) {
                problems.push(Problem::new(
                    file,
                    line,
                    format!("the link `{target}` names a heading that is not there"),
                    "correct what follows `#`: the heading in small letters, with hyphens",
                ));
            }
        }
    }
    problems
}

/// Whether a link leads into the world.
pub(super) fn is_outside(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// The targets of `[text](target)`, and of `[text]: target` on a line of its own, with their lines,
/// outside code.
pub(super) fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        if let Some((_, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
            found.extend(target.split_whitespace().next().map(|target| (number, target)));
        }
        // Every second part stands between backticks.
        for part in line.split('`').step_by(2) {
            for (at, _) in part.match_indices("](") {
                let target = &part[at + 2..];
                if let Some(end) = target.find([')', ' ']) {
                    found.push((number, &target[..end]));
                }
            }
        }
    }
    found
}

fn has_heading(page: &File, wanted: &str) -> bool {
    let named = [format!("id=\"{wanted}\""), format!("name=\"{wanted}\"")];
    named.iter().any(|anchor| page.text.contains(anchor))
        || prose(&page.text)
            .any(|(_, line)| line.starts_with('#') && slug(line.trim_start_matches('#')) == wanted)
}

/// The lines outside fenced blocks of code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    })
}

/// The address of a heading: small letters, hyphens for spaces, no other punctuation.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn links_lead_somewhere() {
        let other = ("docs/other.md", "# Who we `defend`, and why\n<a id=\"here\"></a>\n");
        for (text, expected) in [
            ("[a](other.md) [b](https://example.org/c.md) [d](../docs)", None),
            ("[a](other.md#who-we-defend-and-why) [b](other.md#here) [c](#me)\n# Me", None),
            ("`[a](none.md)`\n```\n[a](none.md)\n```", None),
            ("[a][b]\n\n[b]: other.md#here\n[c]: https://example.org", None),
            ("[a][b]\n\n[b]: none.md \"A\"", Some("3: the link `none.md` leads nowhere")),
            ("x\n[a](none.md)", Some("2: the link `none.md` leads nowhere")),
            ("[a](../../etc)", Some("1: the link `../../etc` leads nowhere")),
            (
                "[a](other.md#why)",
                Some("1: the link `other.md#why` names a heading that is not there"),
            ),
        ] {
            let expected = expected.map(|what| format!("docs/page.md:{what}"));
            let files = [("docs/page.md", text), other];
            assert_eq!(found(check, &files), Vec::from_iter(expected), "{text}");
        }
    }
}

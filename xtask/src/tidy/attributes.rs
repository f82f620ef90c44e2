//! An exception says why: every `expect` attribute has a reason, nothing is silently allowed, no
//! test is switched off, and nothing outside tests may fall over with `unwrap`.

use super::Problem;
use crate::rust::words;
use crate::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.rust() {
        let rust = file.rust();
        for (start, attribute) in rust.attributes() {
            let line = file.line_at(start);
            let has = |word| words(attribute, word).next().is_some();
            if has("allow") {
                problems.push(Problem::new(
                    file,
                    line,
                    "a lint is switched off with `allow`",
                    "put it right, or use `#[expect(lint, reason = \"...\")]`",
                ));
            } else if has("expect") && !has("reason") {
                problems.push(Problem::new(
                    file,
                    line,
                    "an `expect` attribute without a reason",
                    "add `reason = \"...\"`: why is the lint wrong here?",
                ));
            }
            if has("ignore") {
                problems.push(Problem::new(
                    file,
                    line,
                    "a test that never runs",
                    "make it run, or delete it",
                ));
            }
        }
        for (start, _) in rust.shipped.match_indices(".unwrap()") {
            problems.push(Problem::new(
                file,
                file.line_at(start),
                "`unwrap` outside tests",
                "hand the error on; or `expect(\"why this cannot happen\")` where it truly cannot",
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn exceptions_need_reasons() {
        for (text, expected) in [
            ("#[expect(dead_code, reason = \"later\")]", None),
            ("let x = y.expect(\"never empty\");", None),
            ("// #[allow(dead_code)] x.unwrap()", None),
            ("#[cfg(test)] mod tests { fn f() { x.unwrap() } }", None),
            ("\n#[expect(dead_code)]", Some("a.rs:2: an `expect` attribute without a reason")),
            ("#![allow(dead_code)]", Some("a.rs:1: a lint is switched off with `allow`")),
            (
                "#[cfg_attr(test, allow(x, reason = \"y\"))]",
                Some("a.rs:1: a lint is switched off with `allow`"),
            ),
            ("#[test]\n#[ignore]\nfn f() {}", Some("a.rs:2: a test that never runs")),
            ("x.unwrap()", Some("a.rs:1: `unwrap` outside tests")),
        ] {
            assert_eq!(found(check, &[("a.rs", text)]), Vec::from_iter(expected), "{text}");
        }
        assert!(found(check, &[("crates/a/tests/it/main.rs", "x.unwrap()")]).is_empty());
    }
}

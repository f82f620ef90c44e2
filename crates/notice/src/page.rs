//! The documentation of the rules, made from their own words and examples.

use std::fmt::Write as _;

use crate::rules::rules;

/// The page about the rules, as Markdown.
#[must_use]
pub fn rules_page() -> String {
    let mut page = String::from(
        "# What `keyholder notice check` looks for\n\n\
         This page is made from the rules themselves; the examples are also their tests. To refresh \
         it after a change, run `cargo xtask docs`.\n\n\
         Every finding has a severity and a confidence between 0 and 1. Of 0.9 and above, the text \
         says so in as many words; of 0.75 and above, a person would agree without looking twice; \
         from 0.6 it is more likely right than not and worth a look; below 0.6 it is a hint, shown \
         only with a lower `--min-confidence`. Rules about what is missing speak only of a text \
         that is a whole notice: 300 words or more about privacy and personal information.\n\n\
         A finding is a question to the author, not legal advice.\n",
    );
    for rule in rules() {
        let (fires, _) = rule.fires();
        let (silent, _) = rule.silent();
        let written = write!(
            page,
            "\n## {}\n\nSeverity: {}.\n\n{}\n\nFound in:\n\n{}\nNot found in:\n\n{}",
            rule.code(),
            rule.severity().name(),
            rule.about(),
            indented(fires),
            indented(silent),
        );
        written.expect("writing to a string does not fail");
    }
    page
}

fn indented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if line.is_empty() {
            out.push('\n');
        } else {
            out.push_str("    ");
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

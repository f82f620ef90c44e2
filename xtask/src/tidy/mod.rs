//! The house rules, as checks over the text of the project.
//!
//! One file per check, one line each in the two lists below, in alphabetical order. A check is a
//! pure function of the [`Tree`]; `cargo xtask tidy` runs them all, and so does `cargo xtask test`.

use std::fmt;

use crate::tree::{File, Tree};

mod attributes;
mod book;
mod commands;
mod coverage;
mod dead;
mod layers;
mod length;
mod links;
mod manifests;
mod messages;
mod purity;
mod rules;
mod text;

type Check = fn(&Tree) -> Vec<Problem>;

const CHECKS: &[(&str, Check)] = &[
    ("attributes", attributes::check),
    ("book", book::check),
    ("commands", commands::check),
    ("coverage", coverage::check),
    ("dead", dead::check),
    ("layers", layers::check),
    ("length", length::check),
    ("links", links::check),
    ("manifests", manifests::check),
    ("messages", messages::check),
    ("purity", purity::check),
    ("rules", rules::check),
    ("text", text::check),
];

/// One place where a house rule is not kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    path: String,
    line: usize,
    what: String,
    fix: String,
}

impl Problem {
    fn new(file: &File, line: usize, what: impl Into<String>, fix: impl Into<String>) -> Problem {
        Problem { path: file.path.clone(), line, what: what.into(), fix: fix.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    to do: {}", self.path, self.line, self.what, self.fix)
    }
}

/// Every problem in the tree, with the name of the check that found it.
pub(crate) fn problems(tree: &Tree) -> Vec<(&'static str, Problem)> {
    CHECKS
        .iter()
        .flat_map(|(name, check)| check(tree).into_iter().map(move |problem| (*name, problem)))
        .collect()
}

/// Runs the checks and prints what they find; `false` when something was found.
pub(crate) fn run(tree: &Tree) -> bool {
    let problems = problems(tree);
    for (name, problem) in &problems {
        println!("[{name}] {problem}");
    }
    println!("{}", length::summary(tree));
    match problems.len() {
        0 => println!("{} house rules, all kept", CHECKS.len()),
        1 => println!("1 place where a house rule is not kept"),
        many => println!("{many} places where a house rule is not kept"),
    }
    problems.is_empty()
}

/// What a check says about a tree made of these files, as `path:line: what`.
#[cfg(test)]
fn found(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    check(&Tree::of(files))
        .iter()
        .map(|problem| format!("{}:{}: {}", problem.path, problem.line, problem.what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_keeps_its_house_rules() {
        let tree = Tree::load(&crate::root()).unwrap();
        let problems: Vec<String> =
            problems(&tree).iter().map(|(name, problem)| format!("[{name}] {problem}\n")).collect();
        assert!(problems.is_empty(), "\n{}", problems.concat());
    }

    #[test]
    fn the_checks_are_in_alphabetical_order() {
        assert!(CHECKS.is_sorted_by_key(|(name, _)| name));
    }
}

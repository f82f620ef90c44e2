//! For each rule, phrasings it finds and near misses that it leaves alone.

use std::collections::HashSet;

use notice::{Extent, Format, rules};

use crate::support::{line, shown};

const FILES: &[&str] = &[
    include_str!("phrases/law.txt"),
    include_str!("phrases/promises.txt"),
    include_str!("phrases/structure.txt"),
];

#[test]
fn phrasings_are_found_and_near_misses_left_alone() {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for file in FILES {
        let mut code = "";
        let mut extent = Extent::Part;
        let mut counts = (2, 3);
        for text in file.lines().chain(["== end"]) {
            if let Some(next) = text.strip_prefix("== ") {
                if counts.0 < 2 || counts.1 < 3 {
                    wrong.push(format!("{code}: only {counts:?} phrasings"));
                }
                let (name, whole) = next.split_once(' ').unwrap_or((next, ""));
                code = name;
                seen.insert(name);
                extent = if whole == "whole" { Extent::Whole } else { Extent::Part };
                counts = if name == "end" { (2, 3) } else { (0, 0) };
                continue;
            }
            let (expected, phrase) = match text.split_at_checked(2) {
                Some(("+ ", phrase)) => (true, phrase),
                Some(("- ", phrase)) => (false, phrase),
                _ => continue,
            };
            if expected {
                counts.0 += 1
            } else {
                counts.1 += 1
            }
            let phrase = phrase.replace("\\n", "\n");
            let findings = shown(&phrase, Format::of("phrase", &phrase), extent);
            if findings.iter().any(|f| f.code == code) != expected {
                let found: Vec<String> = findings.iter().map(line).collect();
                let what = if expected { "not found" } else { "found" };
                wrong.push(format!("{code} is {what} in {phrase:?}; findings: {found:?}"));
            }
        }
    }
    for rule in rules() {
        if !seen.contains(rule.code()) {
            wrong.push(format!("{} has no phrasings", rule.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! The promises of the bundled charter, asked of the gate.
//!
//! `charters/mhs-homes/promises.jsonl` has one ask a line: the row of the mission it is about, the
//! ask, and the data that may be had. It is there for a lawyer to read and to add to.

use std::collections::BTreeSet;
use std::path::PathBuf;

use charter::items::Keeping;
use charter::{Charter, File};
use gate::{Gate, NamedAsk};
use serde::Deserialize;

use crate::TODAY;

/// One line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Promise {
    /// The row of the mission.
    row: String,
    /// What is asked.
    ask: NamedAsk,
    /// Exactly the data that may be had.
    allowed: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes")
}

fn bundled() -> Charter {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let file = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(path).unwrap())
    };
    Charter::parse(paths.iter().map(file).collect()).unwrap()
}

fn promises() -> Vec<Promise> {
    let text = std::fs::read_to_string(folder().join("promises.jsonl")).unwrap();
    let line = |(number, line)| {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("line {}: {error}", number + 1))
    };
    text.lines().enumerate().map(line).collect()
}

#[test]
fn promises_hold_over_the_bundled_charter() {
    let gate = Gate::new(bundled());
    let promises = promises();
    assert!(promises.len() >= 60, "{} lines", promises.len());
    let mut broken = Vec::new();
    for (number, promise) in (1..).zip(&promises) {
        let (allowed, why) = match gate.read(&promise.ask, TODAY) {
            Ok((ask, facts)) => {
                let explained = gate.explain(&ask, &facts);
                let why: Vec<&str> = explained.reasons.iter().map(|reason| reason.rule).collect();
                (explained.allowed.into_iter().collect(), why.join(", "))
            }
            // A name that is not in the closed lists is a refusal (5.1, 11.2.5, 18.1).
            Err(gate::CannotRead::Unknown { .. }) => (BTreeSet::new(), "unknown".to_owned()),
            Err(malformed) => panic!("line {number}: {malformed}"),
        };
        let expected: BTreeSet<String> = promise.allowed.iter().cloned().collect();
        if allowed != expected {
            broken.push(format!(
                "line {number}, row {}: {allowed:?} and not {expected:?} ({why})",
                promise.row
            ));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_row_the_gate_keeps_has_a_line() {
    let charter = bundled();
    let promises = promises();
    let mut without = Vec::new();
    for row in charter.rows().iter().filter(|row| row.kept == Keeping::Enforced) {
        let id = row.id.get_ref().as_str();
        let by_gate = row.r#where.as_ref().is_some_and(|text| text.get_ref().contains("gate rule"));
        if by_gate && !promises.iter().any(|promise| promise.row == id) {
            without.push(id);
        }
    }
    assert!(without.is_empty(), "no line for {}", without.join(", "));
    for promise in &promises {
        let known = charter.rows().iter().any(|row| row.id.get_ref().as_str() == promise.row);
        assert!(known, "no row {}", promise.row);
    }
}

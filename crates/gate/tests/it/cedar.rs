//! The gate against Cedar: the same charter, said twice, must decide alike.

use std::collections::BTreeMap;
use std::path::Path;

use charter::{Charter, File};
use gate::Gate;
use gate::cedar::{Asks, Oracle};

use crate::TODAY;

/// How many random asks the two must agree on.
const ASKS: usize = 20_000;

fn files(folder: &str) -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths
        .iter()
        .map(|path| File::new(path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// Asks both, category by category, and counts what they agreed to allow and to refuse, and which
/// rules took part.
fn agree(files: Vec<File>, asks: usize) -> (usize, usize, BTreeMap<&'static str, usize>) {
    let oracle = Oracle::new(files.iter().map(File::text)).unwrap();
    // Cedar knows no modes: every rule enforces.
    let enforcing: Vec<File> =
        files.iter().map(|file| File::new(file.name(), without_modes(file.text()))).collect();
    let gate = Gate::new(Charter::parse(enforcing).unwrap());
    let charter = gate.charter().clone();
    let mut stream = Asks::new(&charter, 20_261_123);
    let (mut allowed, mut refused, mut rules) = (0, 0, BTreeMap::new());
    for _ in 0..asks {
        let named = stream.ask();
        let (ask, facts) = gate.read(&named, TODAY).unwrap();
        let explanation = gate.explain(&ask, &facts);
        for reason in &explanation.reasons {
            *rules.entry(reason.rule).or_default() += 1;
        }
        for category in &named.data {
            let ours = explanation.allowed.contains(category);
            let request = oracle.request(&named, category, TODAY).unwrap();
            let theirs = oracle.allows(&request);
            assert_eq!(ours, theirs, "{category} of {named:#?}\n{:#?}", explanation.reasons);
            *(if ours { &mut allowed } else { &mut refused }) += 1;
        }
    }
    (allowed, refused, rules)
}

/// A file with every mode a team has set to enforce.
fn without_modes(text: &str) -> String {
    text.replace("mode = \"observe\"", "mode = \"enforce\"")
        .replace("mode = \"advise\"", "mode = \"enforce\"")
}

#[test]
fn cedar_agrees_over_the_bundled_charter() {
    let (allowed, refused, rules) = agree(files("../../charters/mhs-homes"), ASKS);
    assert!(allowed > ASKS / 10, "only {allowed} allowed against {refused}: too few to mean much");
    // A rule that never fired was not compared.
    assert!(rules.len() >= 26, "{rules:?}");
}

#[test]
fn cedar_agrees_over_a_small_landlord() {
    let (allowed, refused, _) = agree(files("tests/it"), 2_000);
    assert!(allowed > 200 && refused > 200);
}

//! The charter through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bundled;
mod diff;
mod edit;
mod fuzz;
mod parse;
mod publish;
mod rules;

use std::path::Path;

use charter::{Charter, File};
use jiff::civil::{Date, date};

/// The day the tests look at charters on.
const TODAY: Date = date(2026, 11, 23);

/// The files of the bundled charter.
fn bundled_files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let file = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(path).unwrap())
    };
    paths.iter().map(file).collect()
}

/// The bundled charter.
fn bundled() -> Charter {
    Charter::parse(bundled_files()).unwrap()
}

/// A charter of one file.
fn charter(text: impl Into<String>) -> Charter {
    Charter::parse(vec![File::new("charter.toml", text)]).unwrap()
}

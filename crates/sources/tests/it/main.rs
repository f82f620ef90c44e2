//! The data map, through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod changing;
mod classifying;
mod collecting;
mod discovering;
mod documents;
mod erasing;
mod fides;
mod finding;
mod harm;
mod letting_go;
mod mailboxes;
mod map;
mod mariadb;
mod mysql;
#[cfg(feature = "odbc")]
mod odbc;
mod office;
mod outlook;
mod owners;
mod papers;
mod pst;
mod resuming;
#[cfg(feature = "sqlserver")]
mod sqlserver;
mod stopping;
mod tables;
mod unreachable;
mod walls;

use std::path::PathBuf;

use charter::{Charter, Diagnostic, File};
use db::Db;
use gate::Gate;
use people::{Now, Record};
use sources::Map;
use vault::{LocalMaster, Vault};
use words::Catalogue;

/// Where material lies that nobody on this project wrote; none where it is absent.
fn fixtures() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    let folder = std::env::var_os("KEYHOLDER_FIXTURES").map_or(beside.into(), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("there are no fixtures at `{}`: this runs without them", folder.display());
    None
}

/// The bundled charter.
fn charter() -> Charter {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters/mhs-homes");
    let mut files: Vec<File> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            File::new(name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort_by(|a, b| a.name().cmp(b.name()));
    Charter::parse(files).unwrap()
}

/// A record with nobody in it, and the folder it lies in.
fn record() -> (Record, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str, sets: &'static [db::Set]| {
        let db = Db::open(folder.path().join(name).to_str().unwrap()).unwrap();
        db.migrate(sets, 1).unwrap();
        db
    };
    let data = store("data.db", &[db::MIGRATIONS, people::MIGRATIONS]);
    let keys = store("vault.db", &[vault::MIGRATIONS]);
    let master = LocalMaster::from_hex(&"07".repeat(32)).unwrap();
    let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
    (Record::open(data, vault, Gate::new(charter())).unwrap(), folder)
}

fn now() -> Now {
    Now::new("2026-11-25T10:00:00Z".parse::<jiff::Timestamp>().unwrap())
}

fn map(files: &[(&str, &str)]) -> Result<Map, Vec<Diagnostic>> {
    Map::parse(files.iter().map(|(name, text)| File::new(*name, *text)).collect())
}

/// Findings as text: code, the text they point at, message, way out.
fn told(map: &Map, found: &[Diagnostic]) -> String {
    let english = Catalogue::english();
    let one = |diagnostic: &Diagnostic| {
        let span = diagnostic.span.as_ref().unwrap();
        let at = &map.files()[span.file].text()[span.bytes.clone()];
        format!(
            "{} [{}] at {at}: {}\n  help: {}\n",
            diagnostic.severity.as_str(),
            diagnostic.code,
            english.render(&diagnostic.message),
            english.render(&diagnostic.help)
        )
    };
    found.iter().map(one).collect()
}

/// How a source differs from its map, but for how long things are kept: a proposal leaves that to people.
fn differs(source: &sources::Source, schema: &sources::Schema) -> Vec<sources::Drift> {
    let all = source.drift(schema).into_iter();
    all.filter(|one| !matches!(one, sources::Drift::NoClass { .. })).collect()
}

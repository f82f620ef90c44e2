//! Which charter decides: the one that was published in the office, or where none was, the one of a folder.

use std::path::Path;

use anyhow::{Context, bail};
use charter::{Charter, Severity};
use db::Db;
use gate::Gate;
use jiff::civil::Date;
use people::Record;
use publishing::InForce;

/// The charter that decides on a day. What two people signed and published goes before what lies in a
/// folder, and where the two differ it is said which is used, and why.
pub(crate) fn choose(
    data: &Db,
    given: Option<&Path>,
    folder: anyhow::Result<Charter>,
    day: Date,
) -> anyhow::Result<Charter> {
    let Some(found) = publishing::in_force(data, day)? else { return folder };
    let (version, since) = (found.published.version.clone(), found.published.day);
    let charter = parsed(found)?;
    // What was sound when it was signed may lapse: the gate refuses what did, and the pages that put it
    // right are this server's own.
    let errors = charter.check(day).iter().filter(|one| one.severity == Severity::Error).count();
    if errors > 0 {
        eprintln!(
            "warning: the published charter, version {version}, has errors by now ({errors}). Begin a \
             draft at /staff/notices: its check says what they are."
        );
    }
    let differs = folder.as_ref().map_or(true, |it| it.fingerprint() != charter.fingerprint());
    if let (Some(given), true) = (given, differs) {
        eprintln!(
            "The charter is version {version} of {since}, which was signed and published in the office. \
             The folder `{}` says something else and is not used. `keyholder charter export` writes what \
             is used into a folder.",
            given.display()
        );
    }
    Ok(charter)
}

/// The charter in force on a day, compiled, where it is another one than the record goes by.
pub(crate) fn another(record: &Record, day: Date) -> anyhow::Result<Option<Gate>> {
    let own = *record.gate().charter().fingerprint().as_bytes();
    let there = publishing::in_force_fingerprint(record.data(), day)?;
    if there.is_none_or(|there| there == own) {
        return Ok(None);
    }
    let found = publishing::in_force(record.data(), day)?;
    let found = found.context("what was published is gone")?;
    Ok(Some(Gate::new(parsed(found)?)))
}

fn parsed(found: InForce) -> anyhow::Result<Charter> {
    let InForce { published, files } = found;
    let Ok(charter) = Charter::parse(files) else {
        bail!(
            "the published charter, version {}, cannot be read by this version of Keyholder: run the one \
             before, write it out by `keyholder charter export`, and ask for help",
            published.version
        );
    };
    if charter.fingerprint().as_bytes() != &published.fingerprint {
        bail!(
            "the published charter, version {}, is not what was signed: its text was changed in the store. \
             Keep everything as it is, and bring the newest backup back",
            published.version
        );
    }
    Ok(charter)
}

//! Which charter decides: the one that was published in the office, or where none was, the one of a folder.

use std::path::Path;

use anyhow::{Context, bail};
use charter::{Charter, Severity};
use db::Db;
use gate::Gate;
use jiff::civil::Date;
use people::Record;
use publishing::{InForce, Published};

use crate::output::say as say_message;
use crate::today;

/// The published charter a record is opened under; none where it is the one of the folder. What came into force
/// stays so. What is only due is gone over to once the record is open, from what decided before it; where that
/// is not known, it decides at once.
pub(crate) fn choose(
    data: &Db,
    folder: Option<&Charter>,
    day: Date,
) -> anyhow::Result<Option<Charter>> {
    if let Some(came) = publishing::came(data)? {
        return parsed(came).map(Some);
    }
    let Some(newest) = publishing::due(data, day)?.into_iter().next() else { return Ok(None) };
    let newest = parsed(newest)?;
    let before = folder.is_some_and(|it| it.head().id.get_ref() == newest.head().id.get_ref());
    Ok((!before).then_some(newest))
}

/// The record as it is opened: under what is due, where nothing stands in the way of that.
pub(crate) fn opened(record: Record, day: Date) -> anyhow::Result<Record> {
    let mut record = record;
    loop {
        match next(&record, day, &[])? {
            Next::Same => return Ok(record),
            // Another one may be newer, and held up, which is said.
            Next::Over(gate) => record = record.under(*gate)?,
            Next::Held(why) => {
                eprintln!("warning: {why}.");
                return Ok(record);
            }
        }
    }
}

/// Says where what is published is used instead of a folder, and where it has lapsed. `folder` is the
/// fingerprint of what lies there.
pub(crate) fn say(charter: &Charter, given: Option<&Path>, folder: Option<[u8; 32]>, day: Date) {
    if folder.is_some_and(|folder| folder == *charter.fingerprint().as_bytes()) {
        return;
    }
    let head = charter.head();
    let version = head.version.get_ref();
    // What was sound when it was signed may lapse: the gate refuses what did, and the pages that put it
    // right are this server's own.
    let errors = charter.check(day).iter().filter(|one| one.severity == Severity::Error).count();
    if errors > 0 {
        eprintln!(
            "warning: the published charter, version {version}, has errors by now ({errors}). Begin a \
             draft at /staff/notices: its check says what they are."
        );
    }
    if let Some(given) = given {
        let since = head.published.as_ref().map(|day| format!(" of {}", day.get_ref().0));
        eprintln!(
            "The charter is version {version}{}, which was signed and published in the office. \
             The folder `{}` says something else and is not used. `keyholder charter export` writes what \
             is used into a folder.",
            since.unwrap_or_default(),
            given.display()
        );
    }
}

/// Whether another charter is in force than the one the record goes by.
pub(crate) enum Next {
    /// It is the same.
    Same,
    /// It is another one.
    Over(Box<Gate>),
    /// One would be, and something stands in its way.
    Held(String),
}

/// The charter in force on a day, where it is another one than the record goes by. What is due comes into force
/// here, where nothing on record is lost by it, nor anything of `asks`: names this server itself asks by.
pub(crate) fn next(
    record: &Record,
    day: Date,
    asks: &[(&'static str, String)],
) -> anyhow::Result<Next> {
    let own = record.gate().charter();
    let is_own = |one: [u8; 32]| one == *own.fingerprint().as_bytes();
    let mut held = None;
    for due in publishing::due(record.data(), day)? {
        let published = due.published.clone();
        let charter = parsed(due)?;
        let mut way = publishing::lacking(own, &charter, asks);
        if way.is_empty() {
            let now = record.now(today::timestamp());
            // Whatever the store says, a record opens under what was in force before.
            match publishing::comes_into_force(record, &published, &charter, now) {
                Ok(found) => way = found,
                Err(error) => {
                    held.get_or_insert(not_yet(&published, &format!("{error}.")));
                    continue;
                }
            }
        }
        if !way.is_empty() {
            let way: Vec<String> = way.iter().map(say_message).collect();
            held.get_or_insert(not_yet(&published, &way.join(" ")));
            continue;
        }
        if is_own(published.fingerprint) {
            return Ok(held.map_or(Next::Same, Next::Held));
        }
        return Ok(Next::Over(Box::new(Gate::new(charter))));
    }
    // Another server, or a command, went over to it.
    if publishing::came_fingerprint(record.data())?.is_some_and(|came| !is_own(came)) {
        let found = publishing::came(record.data())?.context("what was published is gone")?;
        let published = found.published.clone();
        let charter = parsed(found)?;
        let way = publishing::lacking(own, &charter, asks);
        if way.is_empty() {
            return Ok(Next::Over(Box::new(Gate::new(charter))));
        }
        let way: Vec<String> = way.iter().map(say_message).collect();
        return Ok(Next::Held(not_yet(&published, &way.join(" "))));
    }
    Ok(held.map_or(Next::Same, Next::Held))
}

fn not_yet(of: &Published, why: &str) -> String {
    format!(
        "version {} of the charter, signed and published to count from {}, is not in force: the one before it \
         decides on. {why} It comes into force once nothing stands in its way; /staff/notices says more",
        of.version, of.day
    )
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

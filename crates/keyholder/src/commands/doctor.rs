use db::{LogError, jobs, outbox, tasks};

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::today;

/// Looks the record over, and says what to do about what it finds
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
}

/// How far the clock may be behind the newest entry before it is said, in microseconds: 5 minutes.
const CLOCK: i64 = 5 * 60 * 1_000_000;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut found = Vec::new();
    let (data, keys) = args.place.addresses()?;
    for file in [&data, &keys] {
        if !db::is_postgres_address(file)
            && std::path::Path::new(file).exists()
            && let Err(error) = db::backup::check(std::path::Path::new(file))
        {
            found.push(error.to_string());
        }
    }
    let Office { record, signer } = args.place.open()?;
    let store = record.data();
    let at = today::timestamp().as_microsecond();
    let day = today::today().to_string();
    let newest = store.read("newest", |tx| tx.newest_entries(1))?;
    if let Some(newest) = newest.first().filter(|newest| newest.entry.at > at + CLOCK) {
        let when = jiff::Timestamp::from_microsecond(newest.entry.at)?;
        found.push(format!(
            "the clock is behind: the newest entry is of {when}; set the clock right"
        ));
    }
    match store.verify_log(&signer.verifier()) {
        Ok(_) | Err(LogError::Empty) => {}
        Err(LogError::Store(error)) => return Err(error.into()),
        Err(error) => found.push(format!(
            "{error}; keep everything as it is, and compare with a checkpoint kept elsewhere"
        )),
    }
    let (dead, (_, taken), late) = store.read("office", |tx| {
        Ok::<_, db::Error>((
            jobs::dead(tx, 100)?,
            outbox::backlog(tx)?,
            tasks::overdue(tx, &day, 1000)?,
        ))
    })?;
    for (kind, name, reason) in dead {
        found.push(format!("the job `{kind} {name}` was given up: {reason}"));
    }
    if taken > 0 {
        found.push(format!(
            "{taken} messages were taken to be sent and nobody knows whether they went; look, and say so"
        ));
    }
    if !late.is_empty() {
        found.push(format!("{} tasks are past their day", late.len()));
    }
    if found.is_empty() {
        print("GREEN: nothing is wrong.\n")?;
        return Ok(Outcome::Clean);
    }
    for what in &found {
        print(&format!("RED: {what}.\n"))?;
    }
    Ok(Outcome::Findings)
}

use std::path::PathBuf;

use db::spool::Spool;
use db::{LogError, jobs, outbox, tasks};
use ledger::Signer;
use people::{Now, Record};

use crate::in_force::{self, Next};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::today;

/// Looks the record over, and says what to do about what it finds
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// Say that the clock is right now, and was ahead when the newest entry was written
    #[arg(long)]
    clock_is_right: bool,
    /// The spool of looks that save a life, where the server has another one than the folder's
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_SPOOL")]
    spool: Option<PathBuf>,
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
    let Office { record, signer } = match args.place.open() {
        Ok(office) => office,
        // In use by a server is no illness.
        Err(error) if matches!(error.downcast_ref(), Some(db::Error::Held(_))) => {
            return Err(error);
        }
        Err(error) => {
            found.push(format!("{error:#}"));
            return said(&found);
        }
    };
    if args.clock_is_right {
        // The newest entry of all is what the record goes by at its next start.
        let now = Now::new(today::timestamp());
        record.write_office("keyholder", "clock-set-back", "the clock", now, |_| Ok(()))?;
        print("Written down. From the next start on the clock is believed again.\n")?;
        return Ok(Outcome::Clean);
    }
    let spool = args.place.spool(args.spool.as_ref());
    if spool.exists() {
        let (waiting, whole) = Spool::look_at(&spool)?;
        if waiting > 0 {
            found.push(format!(
                "{waiting} looks by break-glass wait to be merged into the log; start the server"
            ));
        }
        if !whole {
            found.push(
                "the spool of looks by break-glass was changed; keep a copy of it".to_owned(),
            );
        }
    }
    if let Err(error) = look_over(&record, &signer, &mut found) {
        found.push(format!("{error:#}"));
    }
    said(&found)
}

fn look_over(record: &Record, signer: &Signer, found: &mut Vec<String>) -> anyhow::Result<()> {
    let store = record.data();
    let now = today::timestamp();
    let at = now.as_microsecond();
    let day = today::today().to_string();
    let newest = store.read("newest", |tx| tx.newest_entries(1))?;
    if let Some(newest) = newest.first().filter(|newest| newest.entry.at > at + CLOCK) {
        let when = jiff::Timestamp::from_microsecond(newest.entry.at)?;
        found.push(format!(
            "the clock is behind: the newest entry is of {when}; set the clock right. Until then \
             everything is dated {when}. Where the clock is right and was ahead before, say so with \
             `keyholder doctor --clock-is-right`"
        ));
    }
    if let Next::Held(why) = in_force::next(record, record.now(now).today(), &[])? {
        found.push(why);
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
    let waiting = record.rows_waiting()?;
    if waiting > 0 {
        found.push(format!(
            "{waiting} imported rows about somebody's safety wait to be placed; see `keyholder import \
             --waiting`"
        ));
    }
    if !late.is_empty() {
        found.push(format!("{} tasks are past their day", late.len()));
    }
    let unsound = record.unsound()?;
    for (count, what) in [
        (unsound.without_key, "drawers have no key in the vault; restore its newest copy"),
        (unsound.damaged, "drawers are damaged; restore the newest backup of the data"),
        (unsound.facts, "people's short facts differ from the tables; restore the newest backup"),
        (unsound.accounts, "entries of the log do not open; keep everything as it is"),
    ] {
        if count > 0 {
            found.push(format!("{count} {what}"));
        }
    }
    Ok(())
}

fn said(found: &[String]) -> anyhow::Result<Outcome> {
    if found.is_empty() {
        print("GREEN: nothing is wrong.\n")?;
        return Ok(Outcome::Clean);
    }
    for what in found {
        print(&format!("RED: {what}.\n"))?;
    }
    Ok(Outcome::Findings)
}

//! What a server does beside answering: once a day, under a lease, so that of several servers on
//! one database one does it.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use casework::{Desk, Posts};
use db::{jobs, outbox};
use ledger::Verifier;
use people::{Now, Record};

use crate::commands::case_digest;
use crate::commands::import::{self, By};
use crate::office::details;
use crate::{today, witness};

/// How often it looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often the witness is asked, where there is something new.
const WITNESS_EVERY: Duration = Duration::from_secs(60);
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);
/// How long one job may take before another server may try it: two hours, in microseconds.
const LEASE: i64 = 2 * 3600 * 1_000_000;
/// How often a job that fails is tried on its day.
const TRIES: u32 = 5;
/// People who get new keys, and keys wrapped anew, in one step.
const STEP: u32 = 200;

/// A register that is imported every night.
#[derive(Clone, Debug)]
pub(crate) struct Nightly {
    register: PathBuf,
    map: PathBuf,
}

impl FromStr for Nightly {
    type Err = String;

    fn from_str(text: &str) -> Result<Nightly, String> {
        let (register, map) = text
            .split_once('=')
            .ok_or("name the register and its mapping, as `people.csv=people.toml`")?;
        Ok(Nightly { register: register.into(), map: map.into() })
    }
}

/// What is done every day.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct EveryNight {
    /// A register to import every night, and its mapping: `people.csv=people.toml`
    #[arg(long = "nightly-import", value_name = "REGISTER=MAP")]
    imports: Vec<Nightly>,
    /// The hour of the night, in the United Kingdom, from which the day's work is done
    #[arg(long, value_name = "HOUR", default_value_t = 2, value_parser = clap::value_parser!(i8).range(0..24))]
    nightly_at: i8,
    /// The auditor's address: the log's checkpoint is put ready for it every day
    #[arg(long, value_name = "ADDRESS", env = "KEYHOLDER_AUDITOR")]
    auditor: Option<String>,
    /// Where an email goes every morning that says how the office stands, and nothing of anybody
    #[arg(long, value_name = "ADDRESS", env = "KEYHOLDER_DIGEST_TO")]
    digest_to: Option<String>,
    /// Gives everybody new keys, once, while serving
    #[arg(long)]
    rotate_people: bool,
    /// Whether everybody has them: it is done once, however often this thread begins anew.
    #[arg(skip)]
    rotated: Arc<AtomicBool>,
    #[command(flatten)]
    witness: witness::Outside,
    #[command(flatten)]
    by: By,
}

impl EveryNight {
    /// The names it asks by, each with its kind.
    pub(crate) fn asks(&self) -> Vec<(&'static str, String)> {
        if self.imports.is_empty() {
            return Vec::new();
        }
        let by = &self.by;
        vec![
            ("role", by.role.clone()),
            ("team", by.team.clone()),
            ("purpose", by.purpose.clone()),
            ("entity", by.entity.clone()),
        ]
    }

    /// Says at once what is wrong with it.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        self.witness.read().map(|_| ())
    }
}

/// Does it until told to stop.
pub(crate) fn run(
    args: &EveryNight,
    record: &Record,
    holder: &str,
    log_key: &Verifier,
    stop: &Arc<AtomicBool>,
) {
    let witness = args.witness.read().ok().flatten();
    let mut witnessed: Option<Instant> = None;
    if let Err(error) = rotate(args, record, stop) {
        tracing::error!(error = %error, "new keys: it goes on at the next start");
    }
    while !stop.load(Ordering::SeqCst) {
        if let Err(error) = once(args, record, holder) {
            tracing::warn!(error = %error, "the day's work goes on later");
        }
        if let Some(witness) = &witness
            && witnessed.is_none_or(|at| at.elapsed() >= WITNESS_EVERY)
        {
            witnessed = Some(Instant::now());
            if let Err(error) = witness.ask(record.data(), log_key) {
                tracing::warn!(error = format!("{error:#}"), "the witness is asked again later");
            }
        }
        for _ in 0..LOOK_EVERY.as_millis() / STOP_EVERY.as_millis() {
            if stop.load(Ordering::SeqCst) {
                return;
            }
            std::thread::sleep(STOP_EVERY);
        }
    }
}

/// Wraps every key under today's master key, and gives people new ones where that is asked for.
fn rotate(args: &EveryNight, record: &Record, stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    let going_on = || !stop.load(Ordering::SeqCst);
    let mut left = 1;
    while left > 0 && going_on() {
        left = record.vault().rotate_master(STEP)?;
    }
    if args.rotate_people && !args.rotated.load(Ordering::SeqCst) {
        let mut after = None;
        while going_on() {
            let now = record.now(today::timestamp());
            let done = record.rotate_people(&args.by.actor, after, STEP, &details(), now)?;
            after = done.next;
            if after.is_none() {
                args.rotated.store(true, Ordering::SeqCst);
                tracing::info!("everybody has new keys");
                break;
            }
        }
    }
    Ok(())
}

/// The jobs of one day, by kind.
const CASES: &str = "cases";
const CHECKPOINT: &str = "checkpoint";
const DIGEST: &str = "digest";
const DUE: &str = "due";
const IMPORT: &str = "import";
const KEYS: &str = "forget";
const REGISTERS: &str = "registers";
const SHARING: &str = "sharing";

fn once(args: &EveryNight, record: &Record, holder: &str) -> anyhow::Result<()> {
    let clock = today::now();
    let now = record.now(clock.timestamp());
    let (day, at) = (now.today(), now.micros());
    // What is due by the hour is looked at every hour.
    let mut wanted = vec![(CASES, format!("{day} {}", clock.hour()))];
    if clock.hour() >= args.nightly_at {
        if args.digest_to.is_some() {
            wanted.push((DIGEST, day.to_string()));
        }
        wanted.push((KEYS, day.to_string()));
        wanted.push((DUE, day.to_string()));
        wanted.push((REGISTERS, day.to_string()));
        wanted.push((SHARING, day.to_string()));
        if args.auditor.is_some() {
            wanted.push((CHECKPOINT, day.to_string()));
        }
        let imports = args.imports.iter();
        wanted.extend(imports.map(|one| (IMPORT, format!("{day} {}", one.register.display()))));
    }
    for (kind, name) in wanted {
        let job = jobs::NewJob {
            kind: kind.to_owned(),
            name,
            payload: String::new(),
            run_at: at,
            attempts_max: TRIES,
        };
        record.data().write("put a job", move |tx| jobs::put(tx, &job))?;
        let by = holder.to_owned();
        let leased = record
            .data()
            .write("lease a job", move |tx| jobs::lease(tx, kind, &by, at, at + LEASE))?;
        let Some(job) = leased.into_inner() else { continue };
        let done = match kind {
            CASES => cases(record, now),
            CHECKPOINT => checkpoint(args, record, now),
            DIGEST => digest(args, record, now),
            DUE => due(record, now),
            IMPORT => import_one(args, record, &job.name, now),
            REGISTERS => registers(record, now),
            SHARING => sharing_days(record, now),
            _ => forget(record, now),
        };
        match done {
            Ok(()) => {
                tracing::info!(kind, "the day's work is done");
                record.data().write("job done", move |tx| jobs::done(tx, &job))?;
            }
            Err(error) => {
                let why = format!("{error:#}");
                tracing::warn!(kind, error = why, "tried again later");
                record.data().write("job failed", move |tx| jobs::failed(tx, &job, &why, at))?;
            }
        }
    }
    Ok(())
}

/// Says which cases are near their day, past it or forgotten.
fn cases(record: &Record, now: Now) -> anyhow::Result<()> {
    let desk = Desk::new(record.clone(), Posts::default());
    // None of them waits for another: that a case is late is said whatever else fails.
    let ticked = desk.tick(now);
    let reminded = desk.remind(now);
    let over = desk.end_links(now);
    let ended = desk.end_packs(now);
    let gone = desk.finish_letting_go(now);
    // Whoever was erased leaves nothing at the door, whether anybody asks for a code or not.
    let cleared = access::residents::clear(record, now);
    let due = desk.remind_of_assessments(now);
    let ticked = ticked?;
    if ticked.late > 0 {
        tracing::warn!(cases = ticked.late, "cases are late");
    }
    let reminded = reminded?;
    if reminded > 0 {
        tracing::info!(reminded, "people who have not answered");
    }
    gone?;
    ended?;
    let over = over?;
    if over > 0 {
        tracing::info!(over, "links are over, and their packs deleted");
    }
    cleared?;
    due?;
    Ok(())
}

/// Destroys keys that were replaced, and forgets answers that were kept long enough.
fn forget(record: &Record, now: Now) -> anyhow::Result<()> {
    record.destroy_retired(&details(), now)?;
    let at = now.micros();
    record.data().write("forget answers", move |tx| db::idempotency::expire(tx, at))?;
    Ok(())
}

/// By whom the log says that it was done.
const BY: &str = "the nightly work";

/// Watches over markers, pictures, recordings and checks, and says from whom else people's data came.
fn registers(record: &Record, now: Now) -> anyhow::Result<()> {
    let ticked = registers::tick(record, BY, now);
    let told = Desk::new(record.clone(), Posts::default()).tell_whence(BY, now);
    let ticked = ticked?;
    if ticked != registers::Ticked::default() {
        tracing::info!(
            markers = ticked.markers,
            recalled = ticked.recalled,
            due = ticked.due,
            pictures = ticked.pictures,
            recordings = ticked.recordings,
            "what the registers wait for"
        );
    }
    told?;
    Ok(())
}

/// Makes every due day again, and takes up disposal runs that were cut off.
fn due(record: &Record, now: Now) -> anyhow::Result<()> {
    let renewed = record.renew_due(BY, now)?;
    if renewed.left + renewed.other_period > 0 {
        tracing::info!(left = renewed.left, period = renewed.other_period, "due days made again");
    }
    // Neither waits for the other.
    let asked = disposal::look_again(record, BY, now);
    for run in disposal::under_way(record)? {
        match disposal::carry_out(record, BY, run, casework::KEEPS, now, &|| true) {
            Ok(came) => tracing::info!(run, gone = came.gone, "a disposal run went on"),
            // Switched off since: it waits.
            Err(disposal::Error::PlanOnly) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let asked = asked?;
    if asked > 0 {
        tracing::info!(asked, "rows of systems are looked at again");
    }
    Ok(())
}

/// Asks the gate again about disclosures whose day has come, and gives posts the days of recipients that are
/// near. Nothing goes to anybody by it.
fn sharing_days(record: &Record, now: Now) -> anyhow::Result<()> {
    // Neither waits for the other.
    let asked = sharing::share::look_again(record, now);
    let untold = sharing::share::remind_of_untold(record, BY, now);
    let near = sharing::remind_of_recipients(record, None, now)?;
    let (asked, untold) = (asked?, untold?);
    if asked.may_go + asked.refused + asked.untold + near.near + untold > 0 {
        tracing::info!(
            may_go = asked.may_go,
            refused = asked.refused,
            untold = asked.untold,
            near = near.near,
            to_tell_after = untold,
            "disclosures that waited, and days of recipients"
        );
    }
    Ok(())
}

/// Puts how the office stands ready to go out by email.
fn digest(args: &EveryNight, record: &Record, now: Now) -> anyhow::Result<()> {
    let Some(to) = &args.digest_to else { return Ok(()) };
    let digest = Desk::new(record.clone(), Posts::default()).digest(now)?;
    let message = outbox::Message {
        name: format!("digest {}", now.today()),
        kind: DIGEST.to_owned(),
        recipient: to.clone(),
        body: case_digest::text(&digest, now.today()).into_bytes(),
        not_before: now.micros(),
    };
    record.data().write("digest", move |tx| outbox::put(tx, &message, now.micros()))?;
    Ok(())
}

/// Puts the newest checkpoint ready for the auditor: it waits until there is a way to send it.
fn checkpoint(args: &EveryNight, record: &Record, now: Now) -> anyhow::Result<()> {
    let Some(auditor) = &args.auditor else { return Ok(()) };
    let note = match record.data().checkpoint() {
        Err(db::LogError::Empty) => return Ok(()),
        note => note?,
    };
    let message = outbox::Message {
        name: format!("checkpoint {}", now.today()),
        kind: "checkpoint".to_owned(),
        recipient: auditor.clone(),
        body: note.into_bytes(),
        not_before: now.micros(),
    };
    record.data().write("checkpoint", move |tx| outbox::put(tx, &message, now.micros()))?;
    Ok(())
}

fn import_one(args: &EveryNight, record: &Record, name: &str, now: Now) -> anyhow::Result<()> {
    let of = name.split_once(' ').map_or("", |(_, register)| register);
    let found = args.imports.iter().find(|one| one.register.display().to_string() == of);
    let Some(one) = found else { return Ok(()) };
    let (mapping, table) = import::read(&one.register, &one.map)?;
    let report = import::import(record, &args.by, &mapping, &table, true, now)
        .with_context(|| format!("the import of `{}`", one.register.display()))?;
    tracing::info!(
        rows = report.rows,
        taken = report.entered,
        updated = report.updated,
        known = report.known,
        left_out = report.left_out.len(),
        "imported"
    );
    Ok(())
}

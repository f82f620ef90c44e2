use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use db::approvals;
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{Keeps, NewItem, NewPerson, NewRelationship, Now, Record};

use crate::fill::question;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Times letting go of what is past its time, beside deleting as many rows of a plain table
///
/// A record is filled with invented people, each with the same items under four rules, three of them past
/// their time. What is timed is the plan, the run's list, and carrying it out to its certificate.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many items there are in all
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..=5_000_000))]
    items: u32,
}

/// Items of one person.
const EACH: u32 = 20;
/// The rules they are under: what is past its time by the first three, and what is not by the last.
const CLASSES: [(&str, Date); 4] = [
    ("tenancy-file", date(2018, 3, 31)),
    ("repairs", date(2017, 6, 30)),
    ("right-to-rent", date(2020, 3, 31)),
    ("complaints", date(2026, 6, 30)),
];
const TODAY: Date = date(2026, 11, 30);
/// Threads that enter people: each waits for the disk, together.
const ENTERING: u32 = 16;
/// Rows a plain table loses in one transaction: as many as a batch of a run.
const PLAIN_CHUNK: u32 = people::RIPE_CHUNK;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let folder = tempfile::Builder::new().prefix("kh-bench").tempdir()?;
    let record = Where::alone(folder.path().join("data")).open_or_begin()?.record;
    let now = Now::noon(TODAY);
    let people = args.items / EACH;
    let begun = Instant::now();
    fill(&record, people, now)?;
    print(&format!(
        "{people} people with {EACH} items each were entered in {:.0} s\n",
        begun.elapsed().as_secs_f64()
    ))?;
    let approve = |no: i64| {
        record.data().write("approve", move |tx| {
            let day = TODAY.to_string();
            db::posts::appoint(tx, "data-protection-officer", "dpo", true, &day, None)?;
            approvals::decide(tx, no, "dpo", true, "data-protection-officer", &day, now.micros())
        })
    };
    let switch = disposal::ask_to_switch_on(&record, "bench", "to measure it", now)?;
    let _ = approve(switch)?;
    disposal::switch_on(&record, "bench", switch, now)?;

    // The plain table is timed before and after, for a machine is not as quick at every moment.
    let gone = u64::from(people) * u64::from(EACH) * 3 / 4;
    let before = plain(&folder.path().join("before.db"), gone)?;
    let (plan, planned) = timed(|| disposal::plan(&record, Keeps::NOTHING, now))?;
    let (run, made) = timed(|| disposal::make(&record, "bench", &[], Keeps::NOTHING, now))?;
    let _ = approve(run.approval.context("a run asks for an approval")?)?;
    let (came, carried) =
        timed(|| disposal::carry_out(&record, "bench", run.no, Keeps::NOTHING, now, &|| true))?;
    anyhow::ensure!(came.waits == 0 && came.gone == plan.ready(), "not all of it went");
    let after = plain(&folder.path().join("after.db"), gone)?;
    let peer = (before + after) / 2;
    let whole = planned + made + carried;
    print(&format!(
        "{gone} of {} items, in {} rows of {} people:\n",
        u64::from(people) * u64::from(EACH),
        came.gone,
        people
    ))?;
    for (what, took) in [
        ("the plan", planned),
        ("the run's list", made),
        ("carrying it out, to the certificate", carried),
        ("all of it", whole),
        ("the same number of rows of a plain table", peer),
    ] {
        print(&format!(
            "  {what:<44}{:>8.1} s{:>10.1} us an item\n",
            took.as_secs_f64(),
            took.as_secs_f64() * 1e6 / gone as f64
        ))?;
    }
    print(&format!(
        "{} keys destroyed; ratio to the plain table: {:.1} times\n",
        came.keys,
        whole.as_secs_f64() / peer.as_secs_f64()
    ))?;
    Ok(Outcome::Clean)
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), E> {
    let begun = Instant::now();
    let done = work()?;
    Ok((done, begun.elapsed()))
}

fn fill(record: &Record, people: u32, now: Now) -> anyhow::Result<()> {
    let ask = question(
        record,
        ("housing-officer", "housing"),
        "tenancy-management",
        "collect",
        now.today(),
    )?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..ENTERING)
            .map(|thread| {
                let ask = &ask;
                scope.spawn(move || {
                    for no in (thread..people).step_by(ENTERING as usize) {
                        record.enter(ask, &person(no)?, now)?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow::anyhow!("a thread that enters people ended"))??;
        }
        Ok(())
    })
}

fn person(no: u32) -> anyhow::Result<NewPerson> {
    let since = NewRelationship::new("tenant", "heart-of-medway", date(2010, 4, 1));
    let mut new = NewPerson::new("the-person", since);
    new.identifiers = vec![Identifier::parse(Kind::Name, &format!("Person {no} Invented"))?];
    for (class, event) in CLASSES {
        for n in 0..EACH / 4 {
            let text = format!("Letter {n} of person {no}, some words long, as letters are.");
            let mut item = NewItem::new("correspondence", text, "the-person", event);
            item.retention = Some(class.to_owned());
            item.event = Some(event);
            new.items.push(item);
        }
    }
    Ok(new)
}

/// How long a table without keys, labels, holds or a log takes to lose as many rows.
fn plain(path: &Path, rows: u64) -> anyhow::Result<Duration> {
    let address = path.to_str().context("a path of text")?.to_owned();
    let store = db::Db::open(&address)?;
    store.write("plain", |tx| {
        tx.execute(
            "CREATE TABLE plain (no INTEGER PRIMARY KEY, due TEXT NOT NULL, value TEXT NOT NULL) STRICT",
            db::params![],
        )
    })?;
    let mut at = 0;
    while at < rows {
        let end = rows.min(at + u64::from(PLAIN_CHUNK));
        store.write("fill", move |tx| {
            for no in at..end {
                let text = format!("Letter of person {no}, some words long, as letters are.");
                tx.execute(
                    "INSERT INTO plain (no, due, value) VALUES (?1, '2024-03-31', ?2)",
                    db::params![i64::try_from(no).unwrap_or(i64::MAX), &text],
                )?;
            }
            Ok::<_, db::Error>(())
        })?;
        at = end;
    }
    let begun = Instant::now();
    loop {
        let gone = *store.write("delete", |tx| {
            tx.execute(
                "DELETE FROM plain WHERE no IN (
                     SELECT no FROM plain WHERE due < '2026-11-30' ORDER BY no LIMIT ?1)",
                db::params![PLAIN_CHUNK],
            )
        })?;
        if gone == 0 {
            break;
        }
    }
    store.scrub()?;
    Ok(begun.elapsed())
}

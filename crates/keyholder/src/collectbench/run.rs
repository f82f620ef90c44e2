//! The run, size by size.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use db::cluster::Cluster;
use demo::housing::{self, Housing, Known, MAP, Notes, PersonNo, SOURCE, Sampled};
use jiff::civil::Date;
use people::Now;
use postgres::{Client, NoTls};
use sources::collect::{Collected, collect};
use sources::connect::{self, Connectors, Engine};
use sources::{Map, indexes};

use super::judge::Score;
use super::office::{Entered, Office};
use super::report::{self, Measured, mebibytes};
use crate::output::print;

/// The seed of every landlord it invents.
const SEED: u64 = 2026;
/// How often somebody is looked for, where that takes no longer than [`PATIENCE`] in all.
const TIMES: u32 = 5;
/// After so long nobody is looked for once more.
const PATIENCE: Duration = Duration::from_millis(500);

/// A PostgreSQL server to measure on as well.
#[derive(Clone, Debug)]
pub(crate) enum Postgres {
    /// None.
    None,
    /// One of its own, started for this and stopped.
    Own,
    /// An empty database at this address.
    At(String),
}

/// What to do.
pub(crate) struct Plan {
    pub(crate) people: Vec<u32>,
    pub(crate) sample: u32,
    pub(crate) postgres: Postgres,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) today: Date,
}

/// Whether everything was found, and nothing that is not theirs.
pub(crate) fn run(plan: &Plan) -> anyhow::Result<bool> {
    let place = match &plan.folder {
        Some(folder) => tempfile::Builder::new().prefix("kh-collect").tempdir_in(folder),
        None => tempfile::Builder::new().prefix("kh-collect").tempdir(),
    };
    let place = place.context("there is no folder for the landlord")?;
    let map = Map::parse(vec![charter::File::new("housing.toml", MAP)])
        .map_err(|_| anyhow::anyhow!("the invented landlord's own map cannot be read"))?;
    let mut perfect = true;
    for people in &plan.people {
        let housing = Housing::new(SEED, *people, plan.today);
        let sampled = housing.sample(plan.sample);
        let numbers: BTreeSet<PersonNo> = sampled.iter().map(|one| one.no).collect();
        let truth = housing.truth(&numbers);
        let bench = Bench::new(place.path(), plan.today, &map, &sampled, truth)?;
        perfect &= bench.sqlite(place.path(), *people, plan.today)?;
        match &plan.postgres {
            Postgres::None => {}
            Postgres::Own => {
                let cluster = Cluster::start(SETTINGS)?;
                let address = cluster.database("housing")?;
                perfect &= bench.postgresql(&housing, &address)?;
            }
            Postgres::At(address) => perfect &= bench.postgresql(&housing, address)?,
        }
    }
    Ok(perfect)
}

/// What the server of its own is set to: it is thrown away.
const SETTINGS: &str = "
fsync = off
shared_buffers = '512MB'
maintenance_work_mem = '256MB'
max_wal_size = '4GB'
random_page_cost = 1.1
jit = off
";

/// Writes a landlord to a SQLite file, and says how many people it has. A process of its own, so
/// that its memory is not counted where people are looked for.
pub(crate) fn build(path: &Path, people: u32, today: Date) -> anyhow::Result<()> {
    let housing = Housing::new(SEED, people, today);
    let written = housing::write_sqlite(&housing, path, &mut Notes::default(), &mut |_| {})?;
    print(&format!("{written}\n"))
}

struct Bench<'a> {
    office: Office,
    map: &'a Map,
    sampled: Vec<(&'a Sampled, Entered)>,
    truth: Notes,
    // The record goes with its folder.
    _folder: tempfile::TempDir,
}

impl<'a> Bench<'a> {
    fn new(
        place: &Path,
        today: Date,
        map: &'a Map,
        sampled: &'a [Sampled],
        truth: Notes,
    ) -> anyhow::Result<Bench<'a>> {
        let folder = tempfile::tempdir_in(place)?;
        let office = Office::open(folder.path(), Now::noon(today))?;
        let mut entered = Vec::with_capacity(sampled.len());
        for one in sampled {
            entered.push((one, office.enter(one)?));
        }
        Ok(Bench { office, map, sampled: entered, truth, _folder: folder })
    }

    fn sqlite(&self, place: &Path, people: u32, today: Date) -> anyhow::Result<bool> {
        let path = place.join(format!("housing-{people}.db"));
        let begun = Instant::now();
        let built = Command::new(std::env::current_exe()?)
            .args(["bench", "collect", "--people", &people.to_string(), "--build"])
            .arg(&path)
            .args(["--today", &today.to_string()])
            .output()?;
        ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let there = String::from_utf8_lossy(&built.stdout).trim().to_owned();
        print(&format!(
            "\n{there} people, {} of them looked for; SQLite, {:.0} MiB, written in {:.1} s\n",
            self.sampled.len(),
            mebibytes(std::fs::metadata(&path)?.len()),
            begun.elapsed().as_secs_f64()
        ))?;
        report::head()?;
        let path_text = path.to_str().context("the folder's name is not UTF-8")?;
        let address = format!("sqlite:{path_text}");
        let plain = self.measure("as supplied", &address)?;
        housing::change_sqlite(&path, &indexes(self.map, SOURCE, Engine::Sqlite))?;
        let indexed = self.measure("with indexes", &address)?;
        std::fs::remove_file(&path)?;
        Ok(plain && indexed)
    }

    fn postgresql(&self, housing: &Housing, address: &str) -> anyhow::Result<bool> {
        let mut client = Client::connect(address, NoTls).context("cannot connect to PostgreSQL")?;
        let tables: i64 = client
            .query_one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", &[])?
            .get(0);
        ensure!(tables == 0, "the database for the bench has tables already; give an empty one");
        let begun = Instant::now();
        let people =
            housing::write_postgres(housing, &mut client, &mut Notes::default(), &mut |_| {})?;
        let bytes: i64 =
            client.query_one("SELECT pg_database_size(current_database())", &[])?.get(0);
        print(&format!(
            "\n{people} people, {} of them looked for; PostgreSQL, {:.0} MiB, written in {:.1} s\n",
            self.sampled.len(),
            mebibytes(u64::try_from(bytes).unwrap_or(0)),
            begun.elapsed().as_secs_f64()
        ))?;
        report::head()?;
        let plain = self.measure("as supplied", address)?;
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")?;
        for statement in indexes(self.map, SOURCE, Engine::Postgresql) {
            client.batch_execute(&statement)?;
        }
        client.batch_execute("VACUUM ANALYZE")?;
        let indexed = self.measure("with indexes", address)?;
        let names: Vec<&str> = housing::TABLES.iter().map(|table| table.name).collect();
        client.batch_execute(&format!("DROP TABLE {}", names.join(", ")))?;
        Ok(plain && indexed)
    }

    /// Looks for everybody, and holds what is found against what there is.
    fn measure(&self, name: &str, address: &str) -> anyhow::Result<bool> {
        let nothing = Known::default();
        let mut measured = Measured { score: Score::default(), each: Vec::new(), peak: 0 };
        for (at, (sampled, entered)) in self.sampled.iter().enumerate() {
            if at == 0 {
                // What is read first is read from the disk.
                self.collect(entered, address)?;
                forget_peak();
            }
            let (mut times, mut spent) = (Vec::new(), Duration::ZERO);
            let collected = loop {
                let (collected, took) = self.collect(entered, address)?;
                times.push(took);
                spent += took;
                if times.len() >= TIMES as usize || spent > PATIENCE {
                    break collected;
                }
            };
            times.sort_unstable();
            let time = times[times.len() / 2];
            ensure!(collected.is_whole(), "a source was not searched to its end");
            let known = self.truth.people.get(&sampled.no).unwrap_or(&nothing);
            measured.score.add(known, &collected);
            measured.each.push((time, collected.statements, collected.rows.len()));
        }
        measured.peak = peak();
        report::line(name, &measured)?;
        Ok(measured.score.is_perfect())
    }

    /// One person, from a connection of their own; what is timed is all but the leave.
    fn collect(&self, entered: &Entered, address: &str) -> anyhow::Result<(Collected, Duration)> {
        let (leave, identities) = self.office.leave(entered)?;
        let begun = Instant::now();
        let mut connectors: Connectors = BTreeMap::new();
        connectors.insert(SOURCE.to_owned(), connect::open(address));
        let collected = collect(&leave, self.map, &identities, &mut connectors);
        Ok((collected, begun.elapsed()))
    }
}

/// From here on the most memory counts anew, where the system can do that.
fn forget_peak() {
    // Where it cannot, the peak is that of the whole run: more, and never less.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory the process had, in bytes; nothing where the system does not say.
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

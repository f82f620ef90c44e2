//! What a server collects and changes for cases, as it was asked over the API and by pages. Of several
//! servers on one database each takes what no other has; the gate decides when it is done, not when it was
//! asked for. Once a day, and when the office asks for it, it looks whether the systems are as their map says.

use std::io::Cursor;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use casework::{CHANGING, COLLECTING, CollectionBegun, DRIFT, Desk, DriftSeen, Packed, Posts, Who};
use db::jobs;
use disposal::IN_SYSTEMS;
use jiff::civil::Date;
use ledger::Signer;
use people::Record;
use sources::{Connector, Map, Source, Stop, pack};

use crate::collecting::{Collecting, identities, into_case};
use crate::commands::case::done;
use crate::leasing::{Held, LEASE, under_lease};
use crate::reach::{Reach, addresses};
use crate::today;

/// How often it looks whether something was asked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);
/// How long the log has to number an entry.
const NUMBERED_WITHIN: Duration = Duration::from_secs(60);

/// Of a system that no server here has an address of.
const NO_ADDRESS: &str = "this server was given no address of it: start it with `--connect`";
/// Of one whose catalogue came back empty.
const NOTHING_THERE: &str = "there are no tables to be seen; has this user the right to see them?";

/// The landlord's systems, where a server is to collect from them.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Collects {
    /// The files of the data map, or folders of them: this server collects what is asked for over the API
    #[arg(long, value_name = "FILE")]
    map: Vec<PathBuf>,
    /// Where a source is: its name in the map, `=`, and its address. An address with a password in it is
    /// best given by the variable, one source to a line
    #[arg(
        long = "connect",
        value_name = "ID=URL",
        requires = "map",
        env = "KEYHOLDER_CONNECT",
        hide_env_values = true,
        value_delimiter = '\n'
    )]
    connections: Vec<String>,
    /// Where a source is changed: its name in the map, `=`, and its address, one source to a line where it
    /// is given by the variable
    #[arg(
        long = "write",
        value_name = "ID=URL",
        requires = "map",
        env = "KEYHOLDER_WRITE",
        hide_env_values = true,
        value_delimiter = '\n'
    )]
    writes: Vec<String>,
    /// A source that may be changed from here, though its map does not say so
    #[arg(long, value_name = "ID", requires = "map")]
    direct: Vec<String>,
}

/// What collects and changes, where it knows the systems.
pub(crate) struct Collector(Option<Systems>);

/// The landlord's systems, as a server knows them.
pub(crate) struct Systems {
    pub(crate) reach: Reach,
    pub(crate) map: Map,
    folder: PathBuf,
    /// Where they are changed.
    pub(crate) writes: Vec<String>,
    /// Those that may be changed though the map does not say so.
    pub(crate) direct: Vec<String>,
}

impl Collects {
    /// Reads the map, and says at once what is wrong with it. `folder` keeps what was read of a
    /// collection that was cut off.
    pub(crate) fn open(&self, folder: PathBuf) -> anyhow::Result<Collector> {
        if self.map.is_empty() {
            return Ok(Collector::none());
        }
        let reach = Reach::new(self.map.clone(), self.connections.clone());
        let map = reach.map()?;
        reach.check(&map)?;
        addresses(&self.writes, "--write", &map)?;
        if let Some(none) = self.direct.iter().find(|id| map.source(id).is_none()) {
            bail!("the map has no source `{none}`");
        }
        let (writes, direct) = (self.writes.clone(), self.direct.clone());
        Ok(Collector(Some(Systems { reach, map, folder, writes, direct })))
    }
}

impl Collector {
    /// One that knows no systems.
    pub(crate) fn none() -> Collector {
        Collector(None)
    }

    /// The data map, where it knows one.
    pub(crate) fn map(&self) -> Option<Map> {
        self.0.as_ref().map(|systems| systems.map.clone())
    }

    /// Does what was asked for, until told to stop.
    pub(crate) fn run(
        &self,
        record: &Record,
        signer: &Signer,
        holder: &str,
        stop: &Arc<AtomicBool>,
    ) {
        let Collector(Some(systems)) = self else { return };
        let desk = Desk::new(record.clone(), Posts::default());
        let at = At { desk: &desk, signer, systems, stop };
        if let Err(error) = end_leases(record, holder) {
            tracing::warn!(error = format!("{error:#}"), "collections go on later");
        }
        let mut looked: Option<Date> = None;
        while !stop.load(Ordering::SeqCst) {
            if let Err(error) = at.drift(holder, &mut looked) {
                tracing::warn!(error = format!("{error:#}"), "drift is looked for later");
            }
            let did = at.next(holder).and_then(|did| Ok(at.next_change(holder)? || did));
            match did.and_then(|did| Ok(at.next_letting_go(holder)? || did)) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "collections go on later");
                }
            }
            let rested = Instant::now();
            while rested.elapsed() < LOOK_EVERY && !stop.load(Ordering::SeqCst) {
                std::thread::sleep(STOP_EVERY);
            }
        }
    }
}

/// A holder that has just begun holds nothing: what it left was cut off.
fn end_leases(record: &Record, holder: &str) -> anyhow::Result<()> {
    let holder = holder.to_owned();
    record.data().write("ended leases", move |tx| {
        jobs::end_leases(tx, DRIFT, &holder)?;
        jobs::end_leases(tx, COLLECTING, &holder)?;
        jobs::end_leases(tx, CHANGING, &holder)?;
        jobs::end_leases(tx, IN_SYSTEMS, &holder)
    })?;
    Ok(())
}

/// A server at its work.
pub(crate) struct At<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) signer: &'a Signer,
    pub(crate) systems: &'a Systems,
    pub(crate) stop: &'a AtomicBool,
}

impl At<'_> {
    /// Looks for drift where the day's look is due, or somebody asked for one. `looked` is the last day whose
    /// look was put ready.
    fn drift(&self, holder: &str, looked: &mut Option<Date>) -> anyhow::Result<()> {
        let (desk, data) = (self.desk, self.desk.record().data());
        let now = desk.record().now(today::timestamp());
        if *looked != Some(now.today()) {
            desk.drift_is_due(now)?;
            *looked = Some(now.today());
        }
        if !desk.drift_is_under_way()? {
            return Ok(());
        }
        let (by, at) = (holder.to_owned(), now.micros());
        let leased = data.write("lease a look for drift", move |tx| {
            jobs::lease(tx, DRIFT, &by, at, at + LEASE)
        })?;
        let Some(job) = leased.into_inner() else { return Ok(()) };
        let look = |held: &Held| {
            std::panic::catch_unwind(AssertUnwindSafe(|| self.look_for_drift(&held.stop)))
                .unwrap_or_else(|_| bail!("something in a system could not be read at all"))
        };
        match under_lease(self.desk, (&job, at + LEASE), self.stop, look) {
            Ok(true) => data.write("job done", move |tx| jobs::done(tx, &job))?,
            Ok(false) => data.write("job put back", move |tx| jobs::put_back(tx, &job))?,
            Err(error) => {
                let (why, at) = (format!("{error:#}"), now.micros());
                data.write("job failed", move |tx| jobs::failed(tx, &job, &why, at))?;
                return Err(error);
            }
        };
        Ok(())
    }

    /// Looks over the catalogue of every system that has one; no where it was stopped.
    fn look_for_drift(&self, stop: &Stop) -> anyhow::Result<bool> {
        let desk = self.desk;
        let Systems { reach, map, .. } = self.systems;
        let sources = || map.sources().iter().filter(|one| one.kind != sources::Kind::Manual);
        let mut readers = reach.readers(map, stop)?;
        for source in sources() {
            let id = source.id.get_ref().as_str();
            let came = match readers.get_mut(id) {
                None => Err(NO_ADDRESS.to_owned()),
                Some(Err(error)) => Err(error.to_string()),
                Some(Ok(reader)) => self.look_over(source, reader.as_mut(), stop),
            };
            if stop.check().is_err() {
                return Ok(false);
            }
            desk.looked_for_drift(id, &came, desk.record().now(today::timestamp()))?;
        }
        let of: Vec<&str> = sources().map(|one| one.id.get_ref().as_str()).collect();
        desk.drift_of_these(&of, desk.record().now(today::timestamp()))?;
        Ok(true)
    }

    /// How a system differs from its map, by its catalogue: no value is read.
    fn look_over(
        &self,
        source: &Source,
        reader: &mut dyn Connector,
        stop: &Stop,
    ) -> Result<DriftSeen, String> {
        reader.stop_with(stop);
        let schema = reader.schema().map_err(|error| error.to_string())?;
        if schema.tables.is_empty() {
            return Err(NOTHING_THERE.to_owned());
        }
        let drift = source.drift(&schema);
        let lines = source.classify(&schema, self.desk.record().gate().charter(), &drift);
        let found = drift.into_iter().zip(lines).collect();
        Ok(DriftSeen { tables: schema.tables.len(), found })
    }

    /// Does the next collection; whether there was one.
    fn next(&self, holder: &str) -> anyhow::Result<bool> {
        let (desk, data) = (self.desk, self.desk.record().data());
        let now = desk.record().now(today::timestamp());
        let (by, at) = (holder.to_owned(), now.micros());
        let leased = data.write("lease a collection", move |tx| {
            jobs::lease(tx, COLLECTING, &by, at, at + LEASE)
        })?;
        let Some(job) = leased.into_inner() else {
            desk.give_up_collections(now)?;
            return Ok(false);
        };
        let no = job.name.parse().unwrap_or_default();
        let Some(begun) = desk.begin_collection(no, now)? else {
            data.write("job done", move |tx| jobs::done(tx, &job))?;
            return Ok(true);
        };
        let collect = |held: &Held| {
            // A file nobody thought of must not take the server's other work with it.
            std::panic::catch_unwind(AssertUnwindSafe(|| self.collect(&begun, &held.stop)))
                .unwrap_or_else(|_| bail!("something in a system could not be read at all"))
        };
        let came = under_lease(self.desk, (&job, at + LEASE), self.stop, collect);
        let now = desk.record().now(today::timestamp());
        let came = match came {
            Ok(None) => {
                desk.collection_waits(&begun)?;
                data.write("job put back", move |tx| jobs::put_back(tx, &job))?;
                return Ok(true);
            }
            Ok(Some(whole)) => Ok(whole),
            Err(error) => Err(format!("{error:#}")),
        };
        let (whole, failed) = (came == Ok(true), came.is_err());
        tracing::info!(whole, failed, "collected for a case");
        // Whoever asks again begins anew.
        let _ = std::fs::remove_file(self.journal(&begun));
        desk.end_collection(&begun, &came, now)?;
        data.write("job done", move |tx| jobs::done(tx, &job))?;
        Ok(true)
    }

    /// The file that keeps what was read of a collection that was cut off.
    fn journal(&self, begun: &CollectionBegun) -> PathBuf {
        self.systems.folder.join(format!("collecting-{}", begun.person))
    }

    /// Collects for a case, and keeps the pack with it; whether every source was searched to its end, or
    /// none where it was stopped.
    fn collect(&self, begun: &CollectionBegun, stop: &Stop) -> anyhow::Result<Option<bool>> {
        let (desk, record) = (self.desk, self.desk.record());
        let now = record.now(today::timestamp());
        let question = record.question(&begun.ask, now.today())?;
        let (who, person) = (Who::Officer(&question), begun.person);
        let asked = &begun.collection;
        done(desk, desk.may_collect(&question, begun.case, now))?;
        let identities = identities(record, &question, person, &asked.also, now)?;
        let collecting = Collecting {
            record,
            question: &question,
            person,
            map: &self.systems.map,
            identities: &identities,
            only: &asked.only,
            journal: &self.journal(begun),
            stop,
            now,
        };
        let ran = collecting.run(|| self.systems.reach.readers(&self.systems.map, stop), |_| {})?;
        let Some((mut collected, entry)) = ran else { return Ok(None) };
        let case = (begun.case, begun.reference.as_str());
        let weighed = into_case(desk, &collecting, case, &asked.set_aside, &mut collected)?;
        if !self.is_numbered(entry)? {
            return Ok(None);
        }
        let checkpoint = record.data().checkpoint().context("the log has no checkpoint")?;
        let about = pack::About {
            map: &self.systems.map,
            charter: record.gate().charter(),
            made: now.today(),
            entry,
            checkpoint: Some(&checkpoint),
            held_back: &weighed.held_back,
            unweighed: weighed.open,
        };
        let file = pack::write(&collected, &about, self.signer, Cursor::new(Vec::new()))?;
        let bytes = file.into_inner();
        let most = usize::try_from(vault::DOCUMENT_BYTES_MAX)?;
        if bytes.len() > most {
            bail!(
                "the pack has {} MiB, and what goes by a link has {} at most: make it with \
                 `keyholder collect --case`, and hand it over on a disk",
                bytes.len() >> 20,
                most >> 20
            );
        }
        let (version, open) = (weighed.version, weighed.open);
        let packed = Packed { bytes: &bytes, about: Some(person), version, open };
        done(desk, desk.packed(who, begun.case, &packed, now))?;
        Ok(Some(collected.is_whole()))
    }

    /// Waits until the log has numbered an entry, so that its checkpoint covers it; no where it was told
    /// to stop first.
    fn is_numbered(&self, entry: i64) -> anyhow::Result<bool> {
        let waits = Instant::now();
        while waits.elapsed() < NUMBERED_WITHIN {
            let data = self.desk.record().data();
            let rows = data.read_log("numbered", |tx| tx.entries_after(entry - 1, 1))?;
            if rows.first().is_some_and(|row| row.seq.is_some()) {
                return Ok(true);
            }
            if self.stop.load(Ordering::SeqCst) {
                return Ok(false);
            }
            std::thread::sleep(STOP_EVERY);
        }
        bail!("the log did not number the entry that gave leave; try again")
    }
}

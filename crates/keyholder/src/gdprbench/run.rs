//! Loads both sides once, and runs each role by each number of clients on copies of that.

use std::io::{Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use ::charter::Charter;
use anyhow::{Context, ensure};
use vault::LocalMaster;

use super::charter::charter;
use super::day::{self, Act, IDENTIFIERS, LETTERS, acts};
use super::day_ours::{self, OurDay};
use super::day_peer::{PeerDay, load_day};
use super::layout::Layout;
use super::mix::{Role, operations};
use super::model::Model;
use super::ours::{House, copy};
use super::peer::{Peer, load_records};
use super::records::{self, Ours};
use super::report;
use super::scale;
use super::server::Server;
use super::turns::{self, duel};
use crate::charters;
use crate::output::print;

/// What is to be run.
pub(crate) struct Plan {
    pub(crate) records: u32,
    pub(crate) operations: u32,
    pub(crate) clients: Vec<usize>,
    pub(crate) rounds: usize,
    pub(crate) roles: Vec<Role>,
    /// Whether a landlord's day is run as well.
    pub(crate) day: bool,
    pub(crate) by_operation: bool,
    /// Whether the cost of one operation is measured as the record grows.
    pub(crate) scale: bool,
    /// The most records of that.
    pub(crate) scale_most: u32,
}

/// How long the disk takes to make something durable that is written over in place, as the log of
/// changes is: the median of many.
pub(super) fn disk(folder: &Path) -> anyhow::Result<Duration> {
    const TIMES: usize = 101;
    const PAGE: usize = 4096;
    let mut file = std::fs::File::create(folder.join("sync"))?;
    file.write_all(&vec![0; TIMES * PAGE])?;
    file.sync_all()?;
    file.rewind()?;
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        file.write_all(&[1; PAGE])?;
        let begun = Instant::now();
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times[TIMES / 2])
}

/// Reads every record on both sides; how many there are on each.
fn both(ours: &Ours, peer: &Peer<'_>) -> anyhow::Result<(u64, u64)> {
    let ours = ours.check_all().context("when all of Keyholder's records were read")?;
    let peer = peer.check_all().context("when all of PostgreSQL's records were read")?;
    Ok((ours, peer))
}

/// Both sides loaded with the same records, to be copied for each run.
pub(super) struct Loaded {
    folder: tempfile::TempDir,
    /// The master key, as text.
    master: String,
    server: Server,
}

/// Runs it and prints as it goes.
pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("kh-bench").tempdir()?;
    let loaded =
        Loaded { folder, master: LocalMaster::generate().to_string(), server: Server::start()? };
    if !plan.roles.is_empty() {
        roles(plan, &loaded)?;
    }
    if plan.day {
        day(plan, &loaded)?;
    }
    if plan.scale {
        scale::run(&loaded, plan.scale_most, plan.operations)?;
    }
    Ok(())
}

impl Loaded {
    fn house(&self, name: &str, charter: Charter) -> anyhow::Result<House> {
        House::open(&self.folder.path().join(name), charter, &self.master)
    }

    /// Loads our side; what loading gave, how long it took, and the bytes on the disk.
    pub(super) fn load<T>(
        &self,
        name: &str,
        charter: Charter,
        load: impl Fn(&House) -> anyhow::Result<T>,
    ) -> anyhow::Result<(T, Duration, u64)> {
        let begun = Instant::now();
        std::fs::create_dir(self.folder.path().join(name))?;
        let house = self.house(name, charter)?;
        let value = load(&house)?;
        house.verify()?;
        house.fold()?;
        let bytes = house.bytes()?;
        drop(house);
        Ok((value, begun.elapsed(), bytes))
    }

    /// Copies what was loaded to a folder of its own, and opens the copy.
    pub(super) fn copied(&self, name: &str, charter: Charter) -> anyhow::Result<House> {
        let place = self.folder.path().join("run");
        if place.exists() {
            std::fs::remove_dir_all(&place)?;
        }
        std::fs::create_dir(&place)?;
        copy(&self.folder.path().join(name), &place)?;
        self.house("run", charter)
    }
}

fn roles(plan: &Plan, loaded: &Loaded) -> anyhow::Result<()> {
    const NAME: &str = "records";
    let layout = Layout { records: plan.records };
    let server = &loaded.server;
    let (people, time, bytes) =
        loaded.load(NAME, charter()?, |house| records::load(house, layout))?;
    let begun = Instant::now();
    load_records(server, layout)?;
    let peer = (begun.elapsed(), Peer::loaded_bytes(server)?);
    print(&report::loaded(layout, (time, bytes), peer))?;
    for role in &plan.roles {
        print(&report::head(&report::name(*role), plan))?;
        for clients in &plan.clients {
            let seed = 1 + *clients as u64;
            let operations = operations(*role, layout, plan.operations, seed);
            // New keys leave out one in ten.
            let more = plan.operations + plan.operations / 8 + 2;
            let house = loaded.copied(NAME, charter()?)?;
            let ours = Ours::over(house, people.clone(), Model::new(layout, more))?;
            let peer = Peer::copy(server, Model::new(layout, more))?;
            purge(&ours.model, || ours.purge())?;
            purge(&peer.model, || peer.purge())?;
            // Every record is read once on both sides before anything is timed.
            let (our_rows, peer_rows) = both(&ours, &peer)?;
            ensure!(our_rows == peer_rows, "{our_rows} records here and {peer_rows} there");
            let log_before = server.log_bytes()?;
            let sync = disk(loaded.folder.path())?;
            let duel = duel(&ours, &peer, &operations, *clients, plan.rounds)?;
            let log_bytes = server.log_bytes()? - log_before;
            let rows = both(&ours, &peer)?;
            let entries = ours.house.verify()?;
            print(&report::result(*clients, &duel, sync))?;
            print(&report::checked(&duel, Some(rows), entries, log_bytes))?;
            if plan.by_operation {
                print(&report::by_operation(&duel))?;
            }
        }
    }
    Ok(())
}

/// Removes what is due before anything is timed, and checks how much that was.
fn purge(model: &Model, purge: impl Fn() -> anyhow::Result<u64>) -> anyhow::Result<()> {
    let before = model.every_key();
    model.deleting(&before, Some(0));
    let rows = purge()?;
    model.count(&before, Some(0), rows)?;
    model.deleted(&before, Some(0));
    Ok(())
}

fn day(plan: &Plan, loaded: &Loaded) -> anyhow::Result<()> {
    const NAME: &str = "day";
    let server = &loaded.server;
    let people = plan.records / (LETTERS + IDENTIFIERS);
    let bundled = || charters::load(None);
    let (ids, time, bytes) =
        loaded.load(NAME, bundled()?, |house| day_ours::load(house, people))?;
    let begun = Instant::now();
    load_day(server, people)?;
    let peer = (begun.elapsed(), PeerDay::loaded_bytes(server)?);
    print(&report::loaded_day(people, (time, bytes), peer))?;
    print(&report::head("landlord's day", plan))?;
    for clients in &plan.clients {
        let acts = acts(people, plan.operations, 1 + *clients as u64);
        let ours = OurDay::over(loaded.copied(NAME, bundled()?)?, ids.clone())?;
        let peer = PeerDay::copy(server, people)?;
        // A part of another day goes first and is not timed.
        let warm = day::acts(people, plan.operations / 5 + 1, 0);
        let warm: Vec<Act> =
            warm.into_iter().filter(|act| matches!(act, Act::Look { .. })).collect();
        turns::run(&ours, &mut turns::connect(&ours, 4)?, &warm)?;
        turns::run(&peer, &mut turns::connect(&peer, 4)?, &warm)?;
        let log_before = server.log_bytes()?;
        let sync = disk(loaded.folder.path())?;
        let duel = duel(&ours, &peer, &acts, *clients, plan.rounds)?;
        let log_bytes = server.log_bytes()? - log_before;
        let entries = ours.house.verify()?;
        print(&report::result(*clients, &duel, sync))?;
        print(&report::checked(&duel, None, entries, log_bytes))?;
        if plan.by_operation {
            print(&report::by_operation(&duel))?;
        }
    }
    Ok(())
}

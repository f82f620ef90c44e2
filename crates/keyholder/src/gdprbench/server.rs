//! The peer's server: PostgreSQL in a folder of its own, logging every statement.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use db::cluster::Cluster;
use postgres::{Client, NoTls};

/// What the server is set to. Whatever speeds it up and keeps what it promises is on: much memory,
/// few checkpoints, quick detection of deadlocks, no compilation of short statements.
const SETTINGS: &str = "
fsync = on
synchronous_commit = on
shared_buffers = '1GB'
effective_cache_size = '8GB'
work_mem = '64MB'
maintenance_work_mem = '256MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
random_page_cost = 1.1
jit = off
deadlock_timeout = '50ms'
logging_collector = on
log_destination = 'csvlog'
log_filename = 'bench.log'
log_rotation_age = 0
log_rotation_size = 0
log_statement = 'all'
";

/// A server and what it has logged.
pub(super) struct Server {
    cluster: Cluster,
}

impl Server {
    pub(super) fn start() -> anyhow::Result<Server> {
        let server = Server { cluster: Cluster::start(SETTINGS)? };
        let version: String =
            server.connect("postgres")?.query_one("SHOW server_version_num", &[])?.get(0);
        ensure!(
            version.starts_with("15"),
            "the peer is PostgreSQL 15, and this one says it is version {version}"
        );
        Ok(server)
    }

    /// A connection by the shortest way there is: a socket of the machine's own.
    pub(super) fn connect(&self, database: &str) -> anyhow::Result<Client> {
        let (folder, port) = self.cluster.socket();
        let mut config = postgres::Config::new();
        config.host_path(folder).port(port).user("postgres").dbname(database);
        config.connect(NoTls).context("cannot connect to PostgreSQL")
    }

    pub(super) fn make(&self, database: &str) -> anyhow::Result<()> {
        self.cluster.database(database)?;
        Ok(())
    }

    /// Makes a database that is a copy of another one nobody is connected to.
    pub(super) fn copy(&self, from: &str, to: &str) -> anyhow::Result<()> {
        let sql = format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY file_copy");
        Ok(self.connect("postgres")?.batch_execute(&sql)?)
    }

    pub(super) fn remove(&self, database: &str) -> anyhow::Result<()> {
        let sql = format!("DROP DATABASE {database} WITH (FORCE)");
        Ok(self.connect("postgres")?.batch_execute(&sql)?)
    }

    pub(super) fn log(&self) -> PathBuf {
        self.cluster.folder().join("log/bench.csv")
    }

    /// The bytes of its log.
    pub(super) fn log_bytes(&self) -> anyhow::Result<u64> {
        Ok(std::fs::metadata(self.log())?.len())
    }
}

/// Copies rows into a table: the quickest way to load.
pub(super) fn load(
    client: &mut Client,
    table: &str,
    rows: impl Iterator<Item = String>,
) -> anyhow::Result<()> {
    let mut into = client.copy_in(&format!("COPY {table} FROM STDIN"))?;
    for row in rows {
        into.write_all(row.as_bytes())?;
        into.write_all(b"\n")?;
    }
    into.finish()?;
    Ok(())
}

/// Whether a statement met others and may be tried again.
pub(super) fn met_others(error: &postgres::Error) -> bool {
    use postgres::error::SqlState;
    matches!(
        error.code(),
        Some(&SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE)
    )
}

/// The last lines of a log, newest last, as `tail -n` gives them: fewer where the log is shorter.
pub(super) fn tail(log: &mut File, lines: usize, into: &mut Vec<u8>) -> anyhow::Result<usize> {
    const STEP: u64 = 256 << 10;
    let end = log.seek(SeekFrom::End(0))?;
    let mut begin = end;
    into.clear();
    loop {
        let from = begin.saturating_sub(STEP);
        let mut piece = vec![0; usize::try_from(begin - from)?];
        log.seek(SeekFrom::Start(from))?;
        log.read_exact(&mut piece)?;
        piece.append(into);
        *into = piece;
        begin = from;
        // A line that is being written has no end yet and is no line.
        let whole = into.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut ends = into[..whole].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
        let found = ends.by_ref().take(lines).count();
        if let Some((before, _)) = ends.next() {
            into.truncate(whole);
            into.drain(..=before);
            return Ok(found);
        }
        if begin == 0 {
            into.truncate(whole);
            return Ok(found);
        }
    }
}

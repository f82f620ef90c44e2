//! The sequencer: gives entries their places, builds the tree, signs how far it has come.
//!
//! One at a time, under a lease with a fence. Hashing and signing happen outside the transaction,
//! which then checks that nobody was faster.

use ledger::{Checkpoint, Edge, Hash, Missing, Proof, Signer, Tile, Untrusted, Verifier, proof};

use crate::{Db, Error, Tx, lease, params};

/// The most entries one step takes.
pub const STEP_MAX: u32 = 8192;
/// How long the lease holds without a step, in microseconds: 10 s.
const LEASE: i64 = 10_000_000;
const NAME: &str = "sequencer";

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody else has the lease.
    Elsewhere,
    /// There was nothing to do.
    Idle,
    /// So many entries were given their places.
    Sequenced(usize),
}

/// What is wrong with a log, or why it cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
    /// A signature, a checkpoint or a proof.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// A tile.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// There is no checkpoint yet.
    #[error("nothing has been logged and signed yet")]
    Empty,
    /// The log is not what its checkpoint says.
    #[error("the log was changed: {0}")]
    Changed(String),
    /// There is no such entry.
    #[error("there is no entry at that place")]
    NoEntry,
}

/// The log that is being written: the first, or one that a restore opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// Its number, from 1.
    pub no: i64,
    /// The number of the entry it begins at.
    base: i64,
}

impl Log {
    /// Its name, from the name of the first.
    #[must_use]
    pub fn origin(&self, first: &str) -> String {
        if self.no == 1 { first.to_owned() } else { format!("{first}/{}", self.no) }
    }
}

fn log(tx: &Tx<'_>) -> Result<Log, Error> {
    let newest = tx.one("SELECT no, base FROM log ORDER BY no DESC LIMIT 1", params![], |row| {
        Ok::<_, Error>(Log { no: row.int(0)?, base: row.int(1)? })
    })?;
    Ok(newest.unwrap_or(Log { no: 1, base: 0 }))
}

/// How many entries the log has.
fn size(tx: &Tx<'_>, log: Log) -> Result<u64, Error> {
    let last = tx.one("SELECT MAX(seq) FROM entry WHERE seq >= ?1", params![log.base], |row| {
        row.opt_int(0)
    })?;
    Ok(last.flatten().and_then(|seq| u64::try_from(seq - log.base + 1).ok()).unwrap_or(0))
}

fn tile(tx: &Tx<'_>, log: Log, level: u8, n: u64) -> Result<Vec<Hash>, LogError> {
    let bytes = tx.one(
        "SELECT hashes FROM tile WHERE log = ?1 AND level = ?2 AND n = ?3",
        params![log.no, i64::from(level), as_i64(n)],
        |row| Ok::<_, Error>(row.blob(0)?.to_vec()),
    )?;
    bytes.as_deref().and_then(Tile::hashes_of).ok_or(LogError::Missing(Missing { level, n }))
}

fn as_i64(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

struct Batch {
    log: Log,
    edge: Edge,
    entries: Vec<(i64, Option<i64>, Hash)>,
    fence: i64,
    /// How many entries the newest checkpoint signs.
    signed: u64,
}

impl Db {
    /// Gives places to up to [`STEP_MAX`] waiting entries, and signs a checkpoint over them.
    ///
    /// # Errors
    /// What the store says; then nothing changed.
    pub fn sequence(&self, signer: &Signer, holder: &str, at: i64) -> Result<Step, LogError> {
        let name = holder.to_owned();
        let lease = self
            .write("lease the sequencer", move |tx| lease::take(tx, NAME, &name, at, at + LEASE))?;
        let Some(fence) = *lease else { return Ok(Step::Elsewhere) };
        let batch = self.read("read to sequence", |tx| {
            let log = log(tx)?;
            let edge = Edge::read(size(tx, log)?, &|level, n, _| tile(tx, log, level, n))?;
            let entries = tx.all(
                "SELECT no, subject, leaf FROM entry WHERE seq IS NULL ORDER BY no LIMIT ?1",
                params![STEP_MAX],
                |row| Ok::<_, Error>((row.int(0)?, row.opt_int(1)?, Hash::leaf(row.blob(2)?))),
            )?;
            let signed = tx.one(
                "SELECT MAX(size) FROM checkpoint WHERE log = ?1",
                params![log.no],
                |row| row.opt_int(0),
            )?;
            let signed = signed.flatten().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            Ok::<_, LogError>(Batch { log, edge, entries, fence, signed })
        })?;
        // A log that a restore opened has an entry and no checkpoint yet.
        if batch.entries.is_empty() && batch.signed == batch.edge.size() {
            return Ok(Step::Idle);
        }
        let count = batch.entries.len();
        let first = batch.edge.size();
        let mut edge = batch.edge;
        let mut tiles = Vec::new();
        for (_, _, leaf) in &batch.entries {
            edge.push(*leaf, &mut tiles);
        }
        tiles.extend(edge.partial());
        let checkpoint =
            Checkpoint { origin: signer.name().to_owned(), size: edge.size(), root: edge.root() };
        let note = checkpoint.sign(signer)?;
        let (log, entries, fence) = (batch.log, batch.entries, batch.fence);
        let from = log.base + as_i64(first);
        let mut history: Vec<(i64, i64, i64)> = entries
            .iter()
            .enumerate()
            .filter_map(|(at, (no, subject, _))| {
                Some(((*subject)?, from + i64::try_from(at).ok()?, *no))
            })
            .collect();
        history.sort_unstable();
        self.write("sequence", move |tx| {
            if !lease::stands(tx, NAME, fence)? || self::log(tx)? != log || size(tx, log)? != first
            {
                return Err(LogError::Store(Error::Conflict("sequence")));
            }
            for (seq, (no, _, _)) in (from..).zip(&entries) {
                tx.execute("UPDATE entry SET seq = ?2 WHERE no = ?1", params![*no, seq])?;
            }
            for (subject, seq, no) in &history {
                tx.execute(
                    "INSERT INTO history (subject, seq, no) VALUES (?1, ?2, ?3)",
                    params![*subject, *seq, *no],
                )?;
            }
            for tile in &tiles {
                tx.execute(
                    "INSERT INTO tile (log, level, n, hashes) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (log, level, n) DO UPDATE SET hashes = excluded.hashes",
                    params![log.no, i64::from(tile.level), as_i64(tile.n), &tile.to_bytes()],
                )?;
            }
            // A checkpoint a step is more than anybody keeps: the newest, and one a day.
            tx.execute(
                "INSERT INTO checkpoint (log, size, root, at, note) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![log.no, as_i64(checkpoint.size), checkpoint.root.as_bytes(), at, &note],
            )?;
            tx.execute(
                "DELETE FROM checkpoint WHERE log = ?3 AND size < ?1
                 AND at / 86400000000 = ?2 / 86400000000",
                params![as_i64(checkpoint.size), at, log.no],
            )?;
            Ok::<_, LogError>(())
        })?;
        Ok(Step::Sequenced(count))
    }

    /// The log that is being written.
    ///
    /// # Errors
    /// What the store says.
    pub fn log(&self) -> Result<Log, Error> {
        self.read("which log", log)
    }

    /// Opens a new log after a restore, whose first entry commits to the newest checkpoint known of
    /// the one before. A log never goes on below a checkpoint somebody may hold. Where the restored
    /// store has everything that checkpoint signs, nothing was lost and the log goes on.
    ///
    /// # Errors
    /// [`LogError::Untrusted`] when the checkpoint is not this log's; [`LogError::Changed`] when
    /// what the store has is not its beginning.
    pub fn reopen_log(&self, known: &str, verifier: &Verifier, at: i64) -> Result<Log, LogError> {
        let checkpoint = Checkpoint::open(known, verifier)?;
        let (log, kept, root) = self.read("what was kept", |tx| {
            let log = log(tx)?;
            let kept = size(tx, log)?;
            let common = kept.min(checkpoint.size);
            let mut edge = Edge::new();
            let mut full = Vec::new();
            tx.query(
                "SELECT leaf FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
                params![log.base, log.base + as_i64(common)],
                |row| {
                    edge.push(Hash::leaf(row.blob(0)?), &mut full);
                    Ok::<_, LogError>(())
                },
            )?;
            Ok::<_, LogError>((log, kept, edge.root()))
        })?;
        if kept >= checkpoint.size {
            return if root == checkpoint.root {
                Ok(log)
            } else {
                Err(LogError::Changed("its beginning is not the one that was signed".to_owned()))
            };
        }
        let opening = ledger::Opening { checkpoint: known, kept }.entry();
        let leaf = Hash::leaf(&opening);
        let next = Log { no: log.no + 1, base: log.base + as_i64(kept) };
        let before = known.to_owned();
        self.write("open a new log", move |tx| {
            tx.execute(
                "INSERT INTO log (no, base, opened, before) VALUES (?1, ?2, ?3, ?4)",
                params![next.no, next.base, at, &before],
            )?;
            // First in the new log: its entry is placed at once, before anything that waits.
            let entry = crate::Entry {
                at,
                subject: None,
                key: [0; 16],
                leaf: *leaf.as_bytes(),
                body: opening.clone(),
            };
            let logged = tx.log(&entry)?;
            tx.execute("UPDATE entry SET seq = ?2 WHERE no = ?1", params![logged.no(), next.base])?;
            let mut edge = Edge::new();
            edge.push(Hash::leaf(leaf.as_bytes()), &mut Vec::new());
            for tile in edge.partial() {
                tx.execute(
                    "INSERT INTO tile (log, level, n, hashes) VALUES (?1, ?2, ?3, ?4)",
                    params![next.no, i64::from(tile.level), as_i64(tile.n), &tile.to_bytes()],
                )?;
            }
            Ok::<_, Error>(())
        })?;
        Ok(next)
    }

    /// The newest signed checkpoint.
    ///
    /// # Errors
    /// [`LogError::Empty`] before the first.
    pub fn checkpoint(&self) -> Result<String, LogError> {
        let note = self.read("checkpoint", |tx| {
            tx.one(
                "SELECT note FROM checkpoint WHERE log = ?1 ORDER BY size DESC LIMIT 1",
                params![log(tx)?.no],
                |row| Ok::<_, Error>(row.text(0)?.to_owned()),
            )
        })?;
        note.ok_or(LogError::Empty)
    }

    /// The proof that the entry at a place is in the log, for somebody with nothing but the key;
    /// and the entry's 32 bytes.
    ///
    /// # Errors
    /// [`LogError::NoEntry`]; [`LogError::Empty`].
    pub fn prove(&self, seq: u64) -> Result<(Proof, Vec<u8>), LogError> {
        self.read("prove", |tx| {
            let log = log(tx)?;
            let newest = tx.one(
                "SELECT size, note FROM checkpoint WHERE log = ?1 ORDER BY size DESC LIMIT 1",
                params![log.no],
                |row| Ok::<_, Error>((row.int(0)?, row.text(1)?.to_owned())),
            )?;
            let (size, note) = newest.ok_or(LogError::Empty)?;
            let size = u64::try_from(size).unwrap_or(0);
            let leaf = tx.one(
                "SELECT leaf FROM entry WHERE seq = ?1",
                params![log.base + as_i64(seq)],
                |row| Ok::<_, Error>(row.blob(0)?.to_vec()),
            )?;
            let leaf = leaf.ok_or(LogError::NoEntry)?;
            let path = proof::inclusion(&|level, n, _| tile(tx, log, level, n), seq, size)?;
            Ok((Proof { index: seq, path, checkpoint: note }, leaf))
        })
    }

    /// Shows that an older checkpoint is the beginning of the log as it stands: the hashes, and the
    /// newest checkpoint.
    ///
    /// # Errors
    /// [`LogError::Changed`] when it is not: the log was rewritten, or is another one.
    pub fn consistency(
        &self,
        old: &str,
        verifier: &Verifier,
    ) -> Result<(Vec<Hash>, Checkpoint), LogError> {
        let old = Checkpoint::open(old, verifier)?;
        let new = Checkpoint::open(&self.checkpoint()?, verifier)?;
        if old.size > new.size {
            return Err(LogError::Changed(format!(
                "it has {} entries, and had {} when that checkpoint was signed",
                new.size, old.size
            )));
        }
        let path = self.grown(old.size, new.size)?;
        if proof::extends((old.size, &old.root), (new.size, &new.root), &path) {
            Ok((path, new))
        } else {
            Err(LogError::Changed("its beginning is not the one that was signed".to_owned()))
        }
    }

    /// The hashes that show that the log of one size is the beginning of the log of another.
    pub(crate) fn grown(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        self.read("consistency", |tx| {
            let log = log(tx)?;
            proof::consistency(&|level, n, _| tile(tx, log, level, n), old, new)
                .map_err(|error: LogError| error)
        })
    }

    /// Works the whole tree out again from the entries, and compares it with every tile and with
    /// the newest checkpoint.
    ///
    /// # Errors
    /// [`LogError::Changed`] says what differs first.
    pub fn verify_log(&self, verifier: &Verifier) -> Result<Checkpoint, LogError> {
        let newest = Checkpoint::open(&self.checkpoint()?, verifier)?;
        self.read("verify the log", |tx| {
            let mut edge = Edge::new();
            let mut full = Vec::new();
            let log = log(tx)?;
            let mut expected = log.base;
            tx.query(
                "SELECT seq, leaf FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
                params![log.base, log.base + as_i64(newest.size)],
                |row| {
                    if row.int(0)? != expected {
                        return Err(LogError::Changed(format!("entry {expected} is missing")));
                    }
                    expected += 1;
                    edge.push(Hash::leaf(row.blob(1)?), &mut full);
                    Ok(())
                },
            )?;
            if edge.size() != newest.size {
                return Err(LogError::Changed(format!(
                    "it has {} entries, and the checkpoint signs {}",
                    edge.size(),
                    newest.size
                )));
            }
            if edge.root() != newest.root {
                return Err(LogError::Changed(
                    "an entry is not the one that was signed".to_owned(),
                ));
            }
            for tile_now in full.iter().chain(&edge.partial()) {
                let kept = tile(tx, log, tile_now.level, tile_now.n)?;
                if kept.get(..tile_now.hashes.len()) != Some(tile_now.hashes.as_slice()) {
                    return Err(LogError::Changed(format!("the tile `{}`", tile_now.path())));
                }
            }
            Ok(newest.clone())
        })
    }

    /// The log as files, as verifiers others wrote read it: each path with its bytes, the
    /// checkpoint last.
    ///
    /// # Errors
    /// [`LogError::Empty`]; what the store says.
    pub fn log_files(&self) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        let note = self.checkpoint()?;
        let head = note.split("\n\n").next().unwrap_or_default();
        let size = Checkpoint::parse(&format!("{head}\n"))?.size;
        self.read("export the log", |tx| {
            let mut files = Vec::new();
            let mut edge = Edge::new();
            let mut full = Vec::new();
            let mut bundle: Vec<Vec<u8>> = Vec::new();
            let mut n = 0;
            let log = log(tx)?;
            tx.query(
                "SELECT leaf FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
                params![log.base, log.base + as_i64(size)],
                |row| {
                    let leaf = row.blob(0)?.to_vec();
                    edge.push(Hash::leaf(&leaf), &mut full);
                    bundle.push(leaf);
                    if bundle.len() as u64 == ledger::tile::TILE {
                        files.push(bundle_file(n, &bundle));
                        bundle.clear();
                        n += 1;
                    }
                    Ok::<_, LogError>(())
                },
            )?;
            if !bundle.is_empty() {
                files.push(bundle_file(n, &bundle));
            }
            files.extend(full.iter().chain(&edge.partial()).map(|t| (t.path(), t.to_bytes())));
            files.push(("checkpoint".to_owned(), note.clone().into_bytes()));
            Ok(files)
        })
    }
}

fn bundle_file(n: u64, entries: &[Vec<u8>]) -> (String, Vec<u8>) {
    let path = ledger::tile::bundle_path(n, entries.len() as u64);
    (path, ledger::tile::bundle(entries.iter().map(Vec::as_slice)))
}

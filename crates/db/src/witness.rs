//! Witnesses (C2SP `tlog-witness`): somebody outside who countersigns the log's checkpoints.
//!
//! A witness signs a checkpoint only when the log before it is the one it signed last. This room makes
//! the request and reads the answer; who carries them is another matter.

use data_encoding::BASE64;
use ledger::{Checkpoint, Verifier};

use crate::{Db, Error, LogError, params};

/// The most bytes of an answer: 16 KiB.
pub const ANSWER_BYTES_MAX: usize = 16 << 10;

/// What is asked of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is sent to its `add-checkpoint`.
    pub body: String,
    note: String,
    log: i64,
    size: u64,
}

/// A checkpoint with the countersignature of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness, by its name.
    pub witness: String,
    /// How many entries the log had.
    pub size: u64,
    /// The checkpoint with both signatures.
    pub note: String,
}

fn large(_: std::num::TryFromIntError) -> LogError {
    LogError::Store(Error::TooLarge { what: "a log", limit: usize::MAX })
}

impl Db {
    /// What to ask a witness: none where it has countersigned the newest checkpoint already. `known`
    /// is the size the witness says it knows, where that is another than we think.
    ///
    /// # Errors
    /// [`LogError::Empty`] while there is no checkpoint; [`LogError::Changed`] when the witness knows
    /// more of this log than we have.
    pub fn witness_request(
        &self,
        witness: &Verifier,
        known: Option<u64>,
        verifier: &Verifier,
    ) -> Result<Option<Request>, LogError> {
        let note = self.checkpoint()?;
        let newest = Checkpoint::open(&note, verifier)?;
        let log = self.log()?.no;
        let last = self.cosigned()?.into_iter().find(|one| one.witness == witness.name());
        let old = match known {
            Some(known) => known,
            None => last.filter(|one| one.log == log).map_or(0, |one| one.cosigned.size),
        };
        if old == newest.size && known.is_none() {
            return Ok(None);
        }
        if old > newest.size {
            return Err(LogError::Changed(format!(
                "the witness `{}` has countersigned {old} entries, and here are {}",
                witness.name(),
                newest.size
            )));
        }
        let mut body = format!("old {old}\n");
        for hash in self.grown(old, newest.size)? {
            body += &BASE64.encode(hash.as_bytes());
            body.push('\n');
        }
        // Our own signature alone: what others signed of it before is no business of theirs.
        let own = own_signature(&note, verifier.name());
        body.push('\n');
        body += &own;
        Ok(Some(Request { body, note, log, size: newest.size }))
    }

    /// Reads the answer of a witness, checks it, and keeps the countersigned checkpoint: from then on
    /// it is what this log gives out.
    ///
    /// # Errors
    /// [`LogError::Untrusted`] when it is not signed by that witness; then nothing is kept.
    pub fn keep_cosigned(
        &self,
        witness: &Verifier,
        request: &Request,
        answer: &str,
    ) -> Result<(), LogError> {
        let note = format!("{}{}", request.note, answer.trim_end_matches('\n').to_owned() + "\n");
        let _ = witness.open(&note)?;
        let size = i64::try_from(request.size).map_err(large)?;
        let (name, log) = (witness.name().to_owned(), request.log);
        self.write("cosigned", move |tx| {
            tx.execute(
                "INSERT INTO cosigned (witness, log, size, note) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (witness) DO UPDATE SET log = excluded.log, size = excluded.size,
                 note = excluded.note",
                params![&name, log, size, &note],
            )?;
            tx.execute(
                "UPDATE checkpoint SET note = ?3 WHERE log = ?1 AND size = ?2",
                params![log, size, &note],
            )?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    fn cosigned(&self) -> Result<Vec<Kept>, LogError> {
        let kept = self.read("cosigned", |tx| {
            tx.all(
                "SELECT witness, log, size, note FROM cosigned ORDER BY witness",
                params![],
                |row| {
                    let cosigned = Cosigned {
                        witness: row.text(0)?.to_owned(),
                        size: u64::try_from(row.int(2)?).unwrap_or_default(),
                        note: row.text(3)?.to_owned(),
                    };
                    let witness = cosigned.witness.clone();
                    Ok::<_, Error>(Kept { witness, log: row.int(1)?, cosigned })
                },
            )
        })?;
        Ok(kept)
    }

    /// What each witness has countersigned last.
    ///
    /// # Errors
    /// What the store says.
    pub fn countersigned(&self) -> Result<Vec<Cosigned>, LogError> {
        Ok(self.cosigned()?.into_iter().map(|kept| kept.cosigned).collect())
    }
}

struct Kept {
    witness: String,
    log: i64,
    cosigned: Cosigned,
}

/// A note with the signatures of one name alone.
fn own_signature(note: &str, name: &str) -> String {
    let Some(split) = note.rfind("\n\n") else { return note.to_owned() };
    let (text, signatures) = (&note[..split + 2], &note[split + 2..]);
    let ours = format!("\u{2014} {name} ");
    let kept = signatures.lines().filter(|line| line.starts_with(&ours));
    kept.fold(text.to_owned(), |note, line| note + line + "\n")
}

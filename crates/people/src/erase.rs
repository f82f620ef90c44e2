//! Erasing a person: the store says so first, then the keys are destroyed, then it is done.

use db::{Param, params};
use serde::Serialize;
use vault::KeyId;

use crate::file::account;
use crate::permit::{ERASED, ERASING};
use crate::{Error, Now, PersonId, PersonNo, Question, Record};

/// What is left of somebody who was erased, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survives {
    /// What.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// How many rows of it.
    pub count: i64,
}

/// An erasure that is done.
#[derive(Clone, Debug)]
pub struct Erased {
    /// Keys destroyed.
    pub keys: usize,
    /// What survives, and why.
    pub survives: Vec<Survives>,
    /// The number of its entry.
    pub entry: i64,
}

/// The digest an approval of an erasure is bound to: this person and nobody else.
#[must_use]
pub fn erasure_digest(person: PersonId) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(b"keyholder/erase/v1");
    hash.update(person.as_bytes());
    hash.finalize().into()
}

impl Record {
    /// Erases a person: everything held on them, what they are told apart by, and the keys of it
    /// all. What is held on several people stays readable to the others.
    ///
    /// The approval named must be for this person and not used yet; it is used up here.
    ///
    /// # Errors
    /// [`Error::Held`] under a hold; [`Error::NotApproved`]; [`Error::Refused`] where the asker may
    /// not erase.
    pub fn erase(
        &self,
        question: &Question,
        person: PersonId,
        approval: i64,
        now: Now,
    ) -> Result<Erased, Error> {
        let read = self.data().read("read to erase", |tx| {
            let permit = self.permit(tx, question, person)?;
            Ok::<_, Error>((permit.person, permit.verdict))
        });
        let (loaded, verdict) = match read {
            Ok(read) => read,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        let entry = self.entry(
            account(question, &verdict, person).act("erase").with("approval", approval),
            Some((loaded.no, loaded.history_key)),
            now,
        )?;
        let (record, question, digest) = (self.clone(), question.clone(), erasure_digest(person));
        let no = loaded.no.get();
        let begun = self.data().write("begin to erase", move |tx| {
            let permit = record.permit(tx, &question, person)?;
            let today = question.ask.on.to_string();
            let hold = tx.one(
                "SELECT kind FROM hold WHERE person = ?1 AND since <= ?2
                 AND (released IS NULL OR released >= ?2) LIMIT 1",
                params![no, &today],
                |row| Ok::<_, Error>(row.text(0)?.to_owned()),
            )?;
            if let Some(kind) = hold {
                return Err(Error::Held(kind));
            }
            drop(permit);
            db::approvals::use_up(tx, approval, &digest, now.micros())
                .map_err(|why| Error::NotApproved(why.to_string()))?;
            let (first, last) = PersonNo::new(no).drawers();
            let mut keys = Vec::new();
            for (sql, params) in [
                ("SELECT key FROM drawer WHERE no BETWEEN ?1 AND ?2", params![first, last] as &[_]),
                ("SELECT key FROM joint_share WHERE person = ?1", params![no]),
                ("SELECT detail_key FROM person WHERE no = ?1", params![no]),
            ] {
                tx.query(sql, params, |row| {
                    keys.extend(row.bytes::<16>(0)?);
                    Ok::<_, Error>(())
                })?;
            }
            let survives = survives(tx, no)?;
            tx.execute(
                "INSERT INTO erasure (no, person, begun, keys, survives)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    crate::persons::row_number(),
                    no,
                    now.micros(),
                    &keys,
                    &serde_json::to_string(&survives).map_err(|_| Error::Damaged("erasure"))?
                ],
            )?;
            // From this commit on nobody reads anything of them.
            tx.execute("UPDATE person SET state = ?2 WHERE no = ?1", params![no, ERASING])?;
            Ok((tx.log(&entry)?.no(), survives, keys.len() / 16))
        })?;
        let (entry, survives, keys) = begun.into_inner();
        self.finish_erasures_at(now.micros())?;
        Ok(Erased { keys, survives, entry })
    }

    /// Finishes what was begun, and takes out again whoever an older copy of the data brought back:
    /// at every start.
    pub(crate) fn finish_erasures(&self) -> Result<(), Error> {
        self.finish_erasures_at(0)?;
        let tombs = self.vault().tombs()?;
        let back = self.data().read("who is back", |tx| {
            let mut back = Vec::new();
            for person in &tombs {
                let state =
                    tx.one("SELECT state FROM person WHERE no = ?1", params![*person], |row| {
                        row.int(0)
                    })?;
                if state.is_some_and(|state| state != ERASED) {
                    back.push(*person);
                }
            }
            Ok::<_, Error>(back)
        })?;
        for person in &back {
            let person = *person;
            // Their index rows are gone with the tomb; what is left is sealed under dead keys.
            self.data().write("erase again", move |tx| wipe(tx, person))?;
        }
        if !back.is_empty() {
            tolerate_readers(self.data().scrub())?;
        }
        Ok(())
    }

    fn finish_erasures_at(&self, at: i64) -> Result<(), Error> {
        let open = self.data().read("erasures begun", |tx| {
            tx.all(
                "SELECT no, person, begun, keys FROM erasure WHERE done IS NULL LIMIT 1000",
                params![],
                |row| {
                    let keys: Vec<KeyId> = (row.blob(3)?.as_chunks::<16>().0.iter())
                        .map(|id| KeyId::from_bytes(*id))
                        .collect();
                    Ok::<_, Error>((row.int(0)?, row.int(1)?, row.int(2)?, keys))
                },
            )
        })?;
        if open.is_empty() {
            return Ok(());
        }
        for (no, person, begun, keys) in open {
            let at = at.max(begun);
            self.vault().destroy(&keys, at)?;
            self.recent().clear();
            self.vault().index().remove(person)?;
            self.vault().entomb(person, at)?;
            self.data().write("finish erasing", move |tx| {
                wipe(tx, person)?;
                tx.execute(
                    "UPDATE erasure SET done = ?2, keys = ?3 WHERE no = ?1",
                    params![no, at, &[] as &[u8]],
                )?;
                Ok::<_, Error>(())
            })?;
        }
        // What was deleted is overwritten, and the log of changes emptied, in both stores. Where
        // somebody reads for long this waits for the next time; the keys are gone already.
        for store in [self.data(), self.vault().store()] {
            tolerate_readers(store.scrub())?;
        }
        Ok(())
    }
}

/// Deletes every row about a person but the stone that says they were here.
fn wipe(tx: &db::Tx<'_>, person: i64) -> Result<(), Error> {
    let (first, last) = PersonNo::new(person).drawers();
    let slots: &[Param<'_>] = params![first, last];
    for sql in [
        "DELETE FROM label WHERE drawer BETWEEN ?1 AND ?2",
        "DELETE FROM drawer WHERE no BETWEEN ?1 AND ?2",
    ] {
        tx.execute(sql, slots)?;
    }
    for sql in [
        "DELETE FROM joint WHERE no IN (SELECT joint FROM joint_share WHERE person = ?1)
         AND NOT EXISTS (SELECT 1 FROM joint_share s WHERE s.joint = joint.no
                         AND s.person <> ?1)",
        "DELETE FROM joint_share WHERE person = ?1",
        "DELETE FROM relationship WHERE person = ?1",
        "UPDATE relationship SET other = NULL WHERE other = ?1",
        "DELETE FROM choice WHERE person = ?1",
        "DELETE FROM marker WHERE person = ?1",
        "DELETE FROM hold WHERE person = ?1",
        "DELETE FROM wall WHERE person = ?1 OR against_person = ?1",
        "DELETE FROM event WHERE person = ?1",
    ] {
        tx.execute(sql, params![person])?;
    }
    tx.execute(
        "UPDATE person SET state = ?2, facts = ?3, died = NULL, born = NULL
         WHERE no = ?1",
        params![person, ERASED, &[] as &[u8]],
    )?;
    Ok(())
}

fn tolerate_readers(scrubbed: Result<(), db::Error>) -> Result<(), Error> {
    match scrubbed {
        Ok(()) | Err(db::Error::Unavailable(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn survives(tx: &db::Tx<'_>, no: i64) -> Result<Vec<Survives>, Error> {
    let mut list = Vec::new();
    for (what, why, sql) in [
        (
            "what was done with their data, without the data itself",
            "the evidence that promises were kept, and the defence of claims",
            "SELECT COUNT(*) FROM entry WHERE subject = ?1",
        ),
        (
            "what is held on others together with them",
            "the others' own, and stays readable to them alone",
            "SELECT COUNT(*) FROM joint_share a JOIN joint_share b ON b.joint = a.joint
             AND b.person <> a.person WHERE a.person = ?1",
        ),
    ] {
        let count = tx.one(sql, params![no], |row| row.int(0))?.unwrap_or(0);
        if count > 0 {
            list.push(Survives { what, why, count });
        }
    }
    Ok(list)
}

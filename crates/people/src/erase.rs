//! Erasing a person: the store says so first, then the keys are destroyed, then it is done.

use db::{Param, params};
use serde::Serialize;
use vault::KeyId;

use crate::documents::blobs_of;
use crate::error::afterwards;
use crate::facts::Fact;
use crate::file::{SealedFile, account};
use crate::identify::{Field, Identifier, Kind, terms};
use crate::import::ERASED_NUMBER;
use crate::permit::{ERASED, ERASING, Loaded};
use crate::suppressing::suppressing;
use crate::{Error, Now, PersonId, PersonNo, Question, Record, one_person};

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
        self.erase_listing(question, person, approval, now, |_, _| Ok(Vec::new()))
    }

    /// As [`Record::erase`], for rooms that keep rows of their own about people: `also` says what
    /// of theirs survives, and why.
    ///
    /// # Errors
    /// As for [`Record::erase`]; what `also` says.
    pub fn erase_listing(
        &self,
        question: &Question,
        person: PersonId,
        approval: i64,
        now: Now,
        also: impl Fn(&db::Tx<'_>, PersonNo) -> Result<Vec<Survives>, Error> + Send + 'static,
    ) -> Result<Erased, Error> {
        let read = self.data().read("read to erase", |tx| {
            let permit = self.permit(tx, question, person)?;
            let mut files = Vec::new();
            let mut no_marketing = false;
            for record in one_person::records(tx, permit.person.no)? {
                files.push(SealedFile::load(tx, Loaded { no: record, ..permit.person })?);
                no_marketing |= wants_no_marketing(tx, record)?;
            }
            Ok::<_, Error>((permit.person, permit.verdict, files, no_marketing))
        });
        let (loaded, verdict, files, suppressed) = match read {
            Ok(read) => read,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        let mut identifiers = Vec::new();
        for file in files {
            identifiers.extend(file.open(self)?.identifiers());
        }
        let marks = marks(&identifiers, suppressed);
        let hashes: Vec<u8> = self.vault().index().marks(&marks).concat();
        let entry = self.entry(
            account(question, &verdict, person).act("erase").with("approval", approval),
            Some((loaded.no, loaded.history_key)),
            now,
        )?;
        let (record, question, digest) = (self.clone(), question.clone(), erasure_digest(person));
        let no = loaded.no.get();
        let begun = self.data().write("begin to erase", move |tx| {
            let permit = record.permit(tx, &question, person)?;
            drop(permit);
            let today = question.ask.on.to_string();
            db::approvals::use_up(tx, approval, &digest, now.micros())
                .map_err(|why| Error::NotApproved(why.to_string()))?;
            let mut survives = survives(tx, no)?;
            if suppressed {
                survives.push(Survives {
                    what: "a mark, without a name, of where they want no marketing",
                    why: "there so that a list bought later does not reach them again",
                    count: 1,
                });
            }
            if marks.iter().any(|(field, _)| *field == ERASED_NUMBER) {
                survives.push(Survives {
                    what: "a mark of their number in another system, which cannot be read back",
                    why: "there so that the next import from it does not enter them again",
                    count: 1,
                });
            }
            survives.extend(also(tx, PersonNo::new(no))?);
            let leave = Leaves { survives: &survives, marks: &hashes };
            let mut keys = 0;
            for (at, record) in one_person::records(tx, PersonNo::new(no))?.iter().enumerate() {
                // What is left is said once, with the record that was kept.
                let leaves = if at == 0 { leave } else { Leaves::default() };
                keys += begin(tx, *record, &today, leaves, now.micros())?;
            }
            Ok::<_, Error>((tx.log(&entry)?.no(), survives, keys))
        })?;
        let (entry, survives, keys) = begun.into_inner();
        afterwards("finish erasing", self.finish_erasures_at(now.micros()))?;
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
            let blobs = self.data().read("documents", |tx| blobs_of(tx, person))?;
            self.delete_blobs(&blobs)?;
            // Their index rows are gone with the tomb; what is left is sealed under dead keys.
            self.data().write("erase again", move |tx| wipe(tx, person))?;
        }
        if !back.is_empty() {
            tolerate_readers(self.data().scrub())?;
        }
        Ok(())
    }

    pub(crate) fn finish_erasures_at(&self, at: i64) -> Result<(), Error> {
        let mut any = false;
        while self.finish_some(at)? {
            any = true;
        }
        if !any {
            return Ok(());
        }
        self.note_vault()?;
        // What was deleted is overwritten, and the log of changes emptied, in both stores. Where
        // somebody reads for long this waits for the next time; the keys are gone already.
        for store in [self.data(), self.vault().store()] {
            tolerate_readers(store.scrub())?;
        }
        Ok(())
    }

    /// Finishes some erasures that were begun; whether there were any.
    fn finish_some(&self, at: i64) -> Result<bool, Error> {
        let open = self.data().read("erasures begun", |tx| {
            tx.all(
                "SELECT no, person, begun, keys, marks FROM erasure WHERE done IS NULL LIMIT 1000",
                params![],
                |row| {
                    let keys: Vec<KeyId> = (row.blob(3)?.as_chunks::<16>().0.iter())
                        .map(|id| KeyId::from_bytes(*id))
                        .collect();
                    let marks = row.opt_blob(4)?.unwrap_or_default().as_chunks::<16>().0.to_vec();
                    Ok::<_, Error>((row.int(0)?, row.int(1)?, row.int(2)?, keys, marks))
                },
            )
        })?;
        if open.is_empty() {
            return Ok(false);
        }
        for (no, person, begun, keys, marks) in open {
            let at = at.max(begun);
            self.vault().index().keep_marks(&marks, at)?;
            self.vault().destroy(&keys, at)?;
            self.recent().clear();
            self.vault().index().remove(person)?;
            self.vault().entomb(person, at)?;
            let blobs = self.data().read("documents", |tx| blobs_of(tx, person))?;
            self.delete_blobs(&blobs)?;
            self.data().write("finish erasing", move |tx| {
                wipe(tx, person)?;
                tx.execute(
                    "UPDATE erasure SET done = ?2, keys = ?3 WHERE no = ?1",
                    params![no, at, &[] as &[u8]],
                )?;
                Ok::<_, Error>(())
            })?;
        }
        Ok(true)
    }
}

/// Whether somebody said no to marketing anywhere: to any entity, by any channel.
fn wants_no_marketing(tx: &db::Tx<'_>, person: PersonNo) -> Result<bool, Error> {
    let there = tx.one(
        "SELECT 1 FROM choice WHERE person = ?1 AND kind = ?2
         AND (until IS NULL OR until >= since) LIMIT 1",
        params![person.get(), Fact::NoMarketing as i64],
        |row| row.int(0),
    )?;
    Ok(there.is_some())
}

/// What an erasure leaves behind.
#[derive(Clone, Copy, Default)]
pub(crate) struct Leaves<'a> {
    survives: &'a [Survives],
    /// Keyed hashes, one after the other.
    marks: &'a [u8],
}

/// Writes down that a person is being erased, with the names of every key of theirs; how many there
/// are. From that commit on nobody reads anything of them.
///
/// # Errors
/// [`Error::Held`] under a hold on that day.
pub(crate) fn begin(
    tx: &db::Tx<'_>,
    person: PersonNo,
    today: &str,
    leaves: Leaves<'_>,
    at: i64,
) -> Result<usize, Error> {
    let no = person.get();
    let hold = tx.one(
        "SELECT kind FROM hold WHERE person = ?1 AND since <= ?2
         AND (released IS NULL OR released >= ?2) LIMIT 1",
        params![no, today],
        |row| Ok::<_, Error>(row.text(0)?.to_owned()),
    )?;
    if let Some(kind) = hold {
        return Err(Error::Held(kind));
    }
    let (first, last) = person.drawers();
    let mut keys = Vec::new();
    for (sql, params) in [
        ("SELECT key FROM drawer WHERE no BETWEEN ?1 AND ?2", params![first, last] as &[_]),
        ("SELECT key FROM joint_share WHERE person = ?1", params![no]),
        ("SELECT key FROM document WHERE person = ?1", params![no]),
        ("SELECT detail_key FROM person WHERE no = ?1", params![no]),
        (
            // The history stays readable to those who keep the evidence.
            "SELECT key FROM retired_key WHERE person = ?1 AND key NOT IN (
                 SELECT e.key FROM history h JOIN entry e ON e.no = h.no WHERE h.subject = ?1)",
            params![no],
        ),
    ] {
        tx.query(sql, params, |row| {
            keys.extend(row.bytes::<16>(0)?);
            Ok::<_, Error>(())
        })?;
    }
    tx.execute(
        "INSERT INTO erasure (no, person, begun, keys, survives, marks)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            crate::persons::row_number(),
            no,
            at,
            &keys,
            &serde_json::to_string(leaves.survives).map_err(|_| Error::Damaged("erasure"))?,
            leaves.marks
        ],
    )?;
    tx.execute("UPDATE person SET state = ?2 WHERE no = ?1", params![no, ERASING])?;
    Ok(keys.len() / 16)
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
    // What somebody sent twice was answered with it; and their tasks name them by number.
    db::idempotency::forget_all(tx)?;
    db::tasks::forget_subject(tx, person)?;
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
        // A wall of somebody else's stays theirs, and stands against nobody.
        "DELETE FROM wall WHERE person = ?1",
        "DELETE FROM event WHERE person = ?1",
        "DELETE FROM document WHERE person = ?1",
        "DELETE FROM retired_key WHERE person = ?1",
        "DELETE FROM came_from WHERE person = ?1",
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

/// What is remembered of somebody without remembering them: where they want no marketing, where that
/// is so; and their numbers in other systems, so that no import enters them again.
fn marks(identifiers: &[Identifier], no_marketing: bool) -> Vec<(&'static str, Vec<u8>)> {
    let elsewhere = terms(identifiers)
        .into_iter()
        .filter(|(field, _)| *field == Field::Whole(Kind::OtherSystemId))
        .map(|(_, term)| (ERASED_NUMBER, term.as_bytes().to_vec()));
    let mut marks: Vec<(&'static str, Vec<u8>)> = elsewhere.collect();
    if no_marketing {
        marks.extend(suppressing(identifiers));
    }
    marks
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

//! The pack of a case: kept sealed with it, and only the newest one goes, while nothing it was made from
//! was decided anew. Once its answer has gone and nobody can fetch it any more, it is deleted.

use std::io::Write;

use db::{Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonId, PersonNo};
use sha2::{Digest, Sha256};
use vault::BlobName;

use crate::row::{self, CaseRow};
use crate::{Desk, Error, State, Step, Who};

impl Desk {
    /// Keeps the pack that was made for a case, in place of one from before: how many steps the case had
    /// when what goes into it was read, and how much of it is still to be weighed.
    ///
    /// # Errors
    /// As for [`Desk::take`]: whoever may not work on it makes no pack. [`Error::Malformed`] once an
    /// answer was put forward: what a second person looks at is not changed;
    /// [`vault::DOCUMENT_BYTES_MAX`] is the most it may have.
    pub fn packed(
        &self,
        who: Who<'_>,
        case: i64,
        pack: &Packed<'_>,
        now: Now,
    ) -> Result<(), Error> {
        let Who::Officer(question) = who else { return Err(Error::None) };
        self.could(who, case, Step::Work, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        if matches!(row.state, State::Approving | State::Ready) {
            return Err(Error::Malformed(
                "what was put forward is not changed: go `back` first, with a reason".to_owned(),
            ));
        }
        let subject = self.subject_of(&row)?;
        if subject != pack.about {
            return Err(Error::Malformed(
                "the case is about somebody else than this pack; make the pack again".to_owned(),
            ));
        }
        let (reference, person, today) = (row.reference, row.person, now.today());
        let open = i64::try_from(pack.open).unwrap_or(i64::MAX);
        let (digest, version): ([u8; 32], i64) = (Sha256::digest(pack.bytes).into(), pack.version);
        let document = self.record().put_document_under(row.key, &mut { pack.bytes })?;
        let say =
            |account: people::Account| account.with("case", reference.as_str()).with("open", open);
        let desk = self.clone();
        let change = move |tx: &Tx<'_>| {
            let row = row::find(tx, case)?.ok_or(RecordError::Changed)?;
            // Somebody put an answer forward in between, or said that it is about somebody else.
            let fixed = matches!(row.state, State::Approving | State::Ready);
            if fixed || row.person != person {
                return Err(RecordError::Changed);
            }
            let walls = walls(&desk, tx, person, today)?;
            let_go(tx, case)?;
            tx.execute(
                "INSERT INTO case_pack (casefile, sha256, version, open, walls, document, person)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (casefile) DO UPDATE SET
                 sha256 = EXCLUDED.sha256, version = EXCLUDED.version, open = EXCLUDED.open,
                 walls = EXCLUDED.walls, document = EXCLUDED.document, person = EXCLUDED.person",
                params![
                    case,
                    &digest,
                    version,
                    open,
                    &walls,
                    document.as_bytes().as_slice(),
                    person.map(PersonNo::get)
                ],
            )?;
            Ok(())
        };
        let act = "case-packed";
        let kept = match subject {
            Some(person) => {
                self.record().write_about(question, person, now, act, say, move |tx, _| change(tx))
            }
            None => {
                let by = who.name();
                self.record().write_incoming(by, None, act, say, now, move |tx, _| change(tx))
            }
        };
        if let Err(error) = kept {
            // Nothing leads to it; but where nobody knows, something may.
            if !matches!(error, RecordError::Store(_)) {
                let _ = self.record().delete_document(document);
            }
            return Err(error.into());
        }
        // The pack from before goes now, or with the next round.
        let _ = self.finish_letting_go(now);
        Ok(())
    }

    /// Writes out the pack of a case, for those who work on it: what the person will open.
    ///
    /// # Errors
    /// As for [`Desk::show`]; [`Error::Malformed`] where there is none.
    pub fn pack(&self, who: Who<'_>, case: i64, to: &mut dyn Write, now: Now) -> Result<(), Error> {
        let Who::Officer(question) = who else { return Err(Error::None) };
        self.show(who, case, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        self.looked(question, &row.ok_or(Error::None)?, "case-pack-read", now)?;
        self.write_pack(case, to)?;
        Ok(())
    }

    /// Writes out the pack of a case, for a caller whose look is in the log; its hash.
    pub(crate) fn write_pack(&self, case: i64, to: &mut dyn Write) -> Result<[u8; 32], Error> {
        let (row, kept) = self.record().data().read("the pack", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            Ok::<_, Error>((row, kept(tx, case)?))
        })?;
        let (document, digest) = kept.ok_or_else(|| {
            Error::Malformed("no pack is kept for this case; make it again".to_owned())
        })?;
        self.record().get_document_under(row.key, document, to)?;
        Ok(digest)
    }

    /// Deletes packs whose time is over: their cases are answered, and the last day of the answer has
    /// passed, by whichever way it went; how many. Until then it can be sent again.
    ///
    /// # Errors
    /// What the store says; then do it again.
    pub fn end_packs(&self, now: Now) -> Result<usize, Error> {
        let today = now.today().to_string();
        let over = self.record().data().read("packs that are over", |tx| {
            tx.all(
                &format!("{ENDED} ORDER BY p.casefile LIMIT 1000"),
                params![State::Sent.number(), State::Closed.number(), &today],
                |row| Ok::<_, RecordError>(row.int(0)?),
            )
        })?;
        if over.is_empty() {
            return Ok(0);
        }
        let count = over.len();
        let _ = self.record().write_incoming(
            crate::desk::CLOCK,
            None,
            "case-packs-ended",
            |account| account.with("packs", count),
            now,
            move |tx, _| {
                for case in &over {
                    // One that was taken up again keeps its pack.
                    let still = format!("{ENDED} AND p.casefile = ?4");
                    let (sent, closed) = (State::Sent.number(), State::Closed.number());
                    let values = params![sent, closed, &today, *case];
                    if tx.one(&still, values, |row| row.int(0))?.is_some() {
                        let_go(tx, *case)?;
                    }
                }
                Ok(())
            },
        )?;
        self.finish_letting_go(now)?;
        Ok(count)
    }
}

/// Cases whose pack is kept for nothing any more.
const ENDED: &str = "SELECT p.casefile FROM case_pack p JOIN casefile c ON c.no = p.casefile
     WHERE p.document IS NOT NULL AND c.state IN (?1, ?2)
     AND NOT EXISTS (SELECT 1 FROM case_delivery d
       WHERE d.casefile = c.no AND d.letter = 'answer' AND d.until >= ?3)";

/// Puts the kept pack of a case among what is to be deleted.
pub(crate) fn let_go(tx: &Tx<'_>, case: i64) -> Result<(), RecordError> {
    tx.execute(
        "INSERT INTO case_gone (pack) SELECT document FROM case_pack
         WHERE casefile = ?1 AND document IS NOT NULL",
        params![case],
    )?;
    tx.execute("UPDATE case_pack SET document = NULL WHERE casefile = ?1", params![case])?;
    Ok(())
}

/// The pack of a case that is kept, and its hash.
fn kept(tx: &Tx<'_>, case: i64) -> Result<Option<(BlobName, [u8; 32])>, RecordError> {
    let sql = "SELECT document, sha256 FROM case_pack WHERE casefile = ?1";
    let row = tx.one(sql, params![case], |row| {
        Ok::<_, RecordError>((row.opt_bytes::<16>(0)?, row.bytes(1)?))
    })?;
    Ok(row.and_then(|(name, hash)| Some((BlobName::from_bytes(name?), hash))))
}

/// A pack that was made.
#[derive(Clone, Copy)]
pub struct Packed<'a> {
    /// The file itself.
    pub bytes: &'a [u8],
    /// Whom it is about; none where the case is about nobody on record.
    pub about: Option<PersonId>,
    /// How many steps the case had when what goes into it was read.
    pub version: i64,
    /// How much of it is still to be weighed.
    pub open: usize,
}

/// Says nothing of what is in it.
impl std::fmt::Debug for Packed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packed").field("version", &self.version).finish_non_exhaustive()
    }
}

fn walls(
    desk: &Desk,
    tx: &Tx<'_>,
    person: Option<PersonNo>,
    on: Date,
) -> Result<[u8; 32], RecordError> {
    match person {
        Some(person) => desk.record().walls_before(tx, person, on),
        None => Ok([0; 32]),
    }
}

/// Refuses a pack that is not the newest of its case, or that was made before something was decided
/// anew.
pub(crate) fn may_go(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    digest: &[u8; 32],
    on: Date,
) -> Result<(), Error> {
    let again = |why: &str| Err(Error::Malformed(format!("{why}; make the pack again")));
    match is_current(desk, tx, row, on)? {
        Ok(newest) if newest == *digest => Ok(()),
        Ok(_) => again("this is not the newest pack of this case"),
        Err(why) => again(why),
    }
}

/// The newest pack of a case, where nothing it was made from has changed; or what has.
pub(crate) fn is_current(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    on: Date,
) -> Result<Result<[u8; 32], &'static str>, RecordError> {
    let sql = "SELECT sha256, version, open, walls, person FROM case_pack WHERE casefile = ?1";
    let made = tx.one(sql, params![row.no], |row| {
        let person = row.opt_int(4)?.map(PersonNo::new);
        let read = (row.bytes(0)?, row.int(1)?, row.int(2)?, row.bytes::<32>(3)?, person);
        Ok::<_, RecordError>(read)
    })?;
    let Some((newest, version, open, behind, person)) = made else {
        return Ok(Err("no pack was made for this case"));
    };
    if person != row.person {
        return Ok(Err("this pack is about somebody else than the case"));
    }
    if open > 0 {
        return Ok(Err("not everything in this pack was weighed when it was made"));
    }
    let steps = row::steps(tx, row.no)?;
    let later = steps.iter().skip(usize::try_from(version).unwrap_or(usize::MAX));
    let anew = |step: &row::StepRow| matches!(step.happened.step, Step::Items | Step::Search);
    if later.into_iter().any(anew) {
        return Ok(Err("something was searched or decided anew after this pack was made"));
    }
    if walls(desk, tx, row.person, on)? != behind {
        return Ok(Err("whom the person must not learn of has changed since this pack was made"));
    }
    Ok(Ok(newest))
}

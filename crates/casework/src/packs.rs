//! The pack of a case: the newest one goes, and only while nothing it was made from was decided anew.

use db::{Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonNo};
use sha2::{Digest, Sha256};

use crate::row::{self, CaseRow};
use crate::{Desk, Error, State, Step, Who};

/// What a pack is known by.
#[must_use]
pub fn pack_digest(pack: &[u8]) -> [u8; 32] {
    Sha256::digest(pack).into()
}

impl Desk {
    /// Writes down that a pack was made for a case: how many steps the case had when what goes into it
    /// was read, and how much of it is still to be weighed.
    ///
    /// # Errors
    /// As for [`Desk::take`]: whoever may not work on it makes no pack. [`Error::Malformed`] once an
    /// answer was put forward: what a second person looks at is not changed.
    pub fn packed(&self, who: Who<'_>, case: i64, pack: &Packed, now: Now) -> Result<(), Error> {
        self.could(who, case, Step::Work, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        if matches!(row.state, State::Approving | State::Ready) {
            return Err(Error::Malformed(
                "what was put forward is not changed: go `back` first, with a reason".to_owned(),
            ));
        }
        let (reference, person, today) = (row.reference, row.person, now.today());
        let open = i64::try_from(pack.open).unwrap_or(i64::MAX);
        let (digest, version) = (pack.digest, pack.version);
        let say =
            |account: people::Account| account.with("case", reference.as_str()).with("open", open);
        let desk = self.clone();
        let _ = self.record().write_incoming(
            who.name(),
            None,
            "case-packed",
            say,
            now,
            move |tx, _| {
                let walls = walls(&desk, tx, person, today)?;
                tx.execute(
                    "INSERT INTO case_pack (casefile, sha256, version, open, walls)
                     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (casefile) DO UPDATE SET
                     sha256 = EXCLUDED.sha256, version = EXCLUDED.version, open = EXCLUDED.open,
                     walls = EXCLUDED.walls",
                    params![case, &digest, version, open, &walls],
                )?;
                Ok(())
            },
        )?;
        Ok(())
    }
}

/// A pack that was made.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    /// What it is known by: [`pack_digest`].
    pub digest: [u8; 32],
    /// How many steps the case had when what goes into it was read.
    pub version: i64,
    /// How much of it is still to be weighed.
    pub open: usize,
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
    let sql = "SELECT sha256, version, open, walls FROM case_pack WHERE casefile = ?1";
    let made = tx.one(sql, params![row.no], |row| {
        Ok::<_, RecordError>((row.bytes(0)?, row.int(1)?, row.int(2)?, row.bytes::<32>(3)?))
    })?;
    let Some((newest, version, open, behind)) = made else {
        return Ok(Err("no pack was made for this case"));
    };
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

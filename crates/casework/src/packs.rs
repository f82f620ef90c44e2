//! The pack of a case: the newest one goes, and only while nothing it was made from was decided anew.

use db::{Tx, params};
use people::{Error as RecordError, Now};
use sha2::{Digest, Sha256};

use crate::row::{self, CaseRow};
use crate::{Desk, Error, Step, Who};

/// What a pack is known by.
#[must_use]
pub fn pack_digest(pack: &[u8]) -> [u8; 32] {
    Sha256::digest(pack).into()
}

impl Desk {
    /// Writes down that a pack was made for a case, and how much of it is still to be weighed.
    ///
    /// # Errors
    /// As for [`Desk::take`]: whoever may not work on it makes no pack.
    pub fn packed(
        &self,
        who: Who<'_>,
        case: i64,
        digest: [u8; 32],
        open: usize,
        now: Now,
    ) -> Result<(), Error> {
        self.could(who, case, Step::Write, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let (reference, version) = (row.reference, row.version);
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        let say =
            |account: people::Account| account.with("case", reference.as_str()).with("open", open);
        let _ = self.record().write_incoming(
            who.name(),
            None,
            "case-packed",
            say,
            now,
            move |tx, _| {
                tx.execute(
                    "INSERT INTO case_pack (casefile, sha256, version, open)
                     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (casefile) DO UPDATE SET
                     sha256 = EXCLUDED.sha256, version = EXCLUDED.version, open = EXCLUDED.open",
                    params![case, &digest, version, open],
                )?;
                Ok(())
            },
        )?;
        Ok(())
    }
}

/// Refuses a pack that is not the newest of its case, or that was made before something was decided
/// anew. Cases that search nothing send what they like.
pub(crate) fn may_go(tx: &Tx<'_>, row: &CaseRow, digest: &[u8; 32]) -> Result<(), Error> {
    if !row.kind.searches() {
        return Ok(());
    }
    let again = |why: &str| Err(Error::Malformed(format!("{why}; make the pack again")));
    let sql = "SELECT sha256, version, open FROM case_pack WHERE casefile = ?1";
    let made = tx.one(sql, params![row.no], |row| {
        Ok::<_, RecordError>((row.bytes::<32>(0)?, row.int(1)?, row.int(2)?))
    })?;
    let Some((newest, version, open)) = made else {
        return again("no pack was made for this case");
    };
    if newest != *digest {
        return again("this is not the newest pack of this case");
    }
    if open > 0 {
        return again("not everything in this pack was weighed when it was made");
    }
    let steps = row::steps(tx, row.no)?;
    let later = steps.iter().skip(usize::try_from(version).unwrap_or(usize::MAX));
    let anew = |step: &row::StepRow| matches!(step.happened.step, Step::Items | Step::Search);
    if later.into_iter().any(anew) {
        return again("something was searched or decided anew after this pack was made");
    }
    Ok(())
}

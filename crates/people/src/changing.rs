//! Changes of the landlord's own systems: said first, then done, then what came of it.

use db::{Tx, params};

use crate::collecting::allowed;
use crate::file::account;
use crate::permit::Verdict;
use crate::{Error, Leave, Now, PersonId, Question, Record};

/// Leave to change sources about one person, by exactly the plan a second person approved. It is in
/// the log, and on the disk, before anything is changed. Nobody else makes one:
///
/// ```compile_fail
/// fn made_up(person: people::PersonId) -> people::Changing {
///     people::Changing { person, digest: [0; 32], entry: 1, goes_on: true }
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Changing {
    person: PersonId,
    digest: [u8; 32],
    entry: i64,
    goes_on: bool,
}

impl Changing {
    /// The person.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// The plan that was approved, by its hash.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The entry of the log that says it was begun.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }

    /// Whether it was begun before, so that some of it may be done.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.goes_on
    }
}

/// What is about to be done, and who said that it may be.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// The plan, by its hash.
    pub digest: [u8; 32],
    /// The number of the approval of exactly that plan.
    pub approval: i64,
    /// The sources it changes.
    pub sources: &'a [&'a str],
    /// The categories it changes: all of them must be allowed today still.
    pub categories: &'a [&'a str],
}

/// A change of sources that is not settled: it waits for somebody, or was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChange {
    /// The person; none once they are erased here.
    pub person: Option<PersonId>,
    /// The plan, by its hash.
    pub digest: [u8; 32],
    /// The entry of the log that says it was begun.
    pub entry: i64,
    /// When: microseconds since 1970.
    pub begun: i64,
}

/// What came of a change, without anything of what was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameOf {
    /// How many fields ended how.
    pub counts: Vec<(&'static str, usize)>,
    /// Whether all of it ended as it should, and nothing was left unsearched.
    pub complete: bool,
    /// Whether nothing is to be done or found out any more.
    pub settled: bool,
    /// Why it was closed without being complete.
    pub reason: Option<String>,
}

impl Record {
    /// Decides whether named sources may be searched to plan a change, and which categories may be
    /// changed; writes it down.
    ///
    /// # Errors
    /// As for [`Record::leave_to_collect`].
    pub fn leave_to_plan(
        &self,
        question: &Question,
        person: PersonId,
        sources: &[&str],
        now: Now,
    ) -> Result<Leave, Error> {
        self.leave_for("plan a change", question, person, sources, now)
    }

    /// Begins to change sources: the approval is used up, and the log says what is about to be
    /// done. A change of the same plan that was begun before and is not settled goes on.
    ///
    /// # Errors
    /// [`Error::NotApproved`]; [`Error::Refused`] where it may not be done, under a hold among
    /// them; [`Error::Changed`] when it may not be done any more to one of the categories.
    pub fn begin_to_change(
        &self,
        question: &Question,
        person: PersonId,
        intent: &Intent<'_>,
        now: Now,
    ) -> Result<Changing, Error> {
        let Intent { digest, approval, sources, categories } = *intent;
        let decided = self.data().read("read to change sources", |tx| {
            let permit = self.permit(tx, question, person)?;
            Ok::<_, Error>((permit.person, permit.verdict))
        });
        let (loaded, verdict) = match decided {
            Ok(decided) => decided,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        self.all_allowed(&verdict, categories)?;
        let said = account(question, &verdict, person)
            .act("change-begun")
            .with("sources", sources.to_vec())
            .with("plan", data_encoding::HEXLOWER.encode(&digest))
            .with("approval", approval);
        let entry = self.entry(said, Some((loaded.no, loaded.history_key)), now)?;
        let (record, question) = (self.clone(), question.clone());
        let categories: Vec<String> = categories.iter().map(|one| (*one).to_owned()).collect();
        let (no, at) = (loaded.no.get(), now.micros());
        let begun = self.data().write("begin to change sources", move |tx| {
            let permit = record.permit(tx, &question, person)?;
            let names: Vec<&str> = categories.iter().map(String::as_str).collect();
            record.all_allowed(&permit.verdict, &names)?;
            let before = tx.one(
                "SELECT no, settled FROM source_change WHERE plan = ?1 AND person = ?2",
                params![&digest, no],
                |row| Ok::<_, Error>((row.int(0)?, row.opt_int(1)?)),
            )?;
            match before {
                Some((entry, None)) => return Ok((entry, true)),
                Some((_, Some(_))) => {
                    let why = "this plan was carried out before; plan again".to_owned();
                    return Err(Error::NotApproved(why));
                }
                None => {}
            }
            db::approvals::use_up(tx, approval, &digest, at)
                .map_err(|why| Error::NotApproved(why.to_string()))?;
            let entry = tx.log(&entry)?.no();
            tx.execute(
                "INSERT INTO source_change (no, person, plan, begun, complete)
                 VALUES (?1, ?2, ?3, ?4, 0)",
                params![entry, no, &digest, at],
            )?;
            Ok::<_, Error>((entry, false))
        })?;
        let (entry, goes_on) = begun.into_inner();
        Ok(Changing { person, digest, entry, goes_on })
    }

    /// Writes down what came of a change.
    ///
    /// # Errors
    /// As for every change of a person's record; [`Error::Malformed`] when there is none to settle.
    pub fn end_change(
        &self,
        question: &Question,
        person: PersonId,
        digest: [u8; 32],
        came: &CameOf,
        now: Now,
    ) -> Result<(), Error> {
        let (at, settled, complete) = (now.micros(), came.settled, i64::from(came.complete));
        let counts: serde_json::Map<String, serde_json::Value> =
            came.counts.iter().map(|(name, count)| ((*name).to_owned(), (*count).into())).collect();
        let (complete_said, reason) = (came.complete, came.reason.clone());
        let say = |account: crate::Account| {
            let account = match &reason {
                Some(reason) => account.with("closed-because", reason.as_str()),
                None => account,
            };
            account
                .with("plan", data_encoding::HEXLOWER.encode(&digest))
                .with("fields", counts.clone())
                .with("complete", complete_said)
                .with("settled", settled)
        };
        let _ =
            self.write_about(question, person, now, "change-ended", say, move |tx, person| {
                let changed = tx.execute(
                    "UPDATE source_change SET settled = ?3, complete = ?4
                 WHERE plan = ?1 AND person = ?2 AND settled IS NULL",
                    params![&digest, person.get(), settled.then_some(at), complete],
                )?;
                if changed == 0 {
                    return Err(Error::Malformed(
                        "there is no open change of this plan".to_owned(),
                    ));
                }
                Ok(())
            })?;
        Ok(())
    }

    /// The changes of sources that are not settled, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_changes(&self, limit: u32) -> Result<Vec<OpenChange>, Error> {
        let sql = format!("{OPEN} ORDER BY c.begun LIMIT ?1");
        self.data().read("open changes", |tx| tx.all(&sql, params![limit], open))
    }

    /// The change of a plan that was begun and is not settled, by its hash.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_change(&self, digest: &[u8; 32]) -> Result<Option<OpenChange>, Error> {
        let sql = format!("{OPEN} AND c.plan = ?1");
        self.data().read("open change", |tx| tx.one(&sql, params![digest], open))
    }

    fn all_allowed(&self, verdict: &Verdict, categories: &[&str]) -> Result<(), Error> {
        let allowed = allowed(self, verdict);
        if categories.iter().all(|one| allowed.contains(*one)) {
            Ok(())
        } else {
            Err(Error::Changed)
        }
    }
}

/// Closes a change that will not be complete, in the transaction of whoever says so; whether it was open.
///
/// # Errors
/// What the store says.
pub fn close_change(tx: &Tx<'_>, digest: &[u8; 32], at: i64) -> Result<bool, Error> {
    let sql = "UPDATE source_change SET settled = ?2, complete = 0
               WHERE plan = ?1 AND settled IS NULL";
    Ok(tx.execute(sql, params![digest, at])? > 0)
}

const OPEN: &str = "SELECT c.plan, c.no, c.begun, p.id FROM source_change c
                    LEFT JOIN person p ON p.no = c.person WHERE c.settled IS NULL";

fn open(row: &db::Row<'_>) -> Result<OpenChange, Error> {
    let id = row.opt_blob(3)?.and_then(|id| <[u8; 16]>::try_from(id).ok());
    Ok(OpenChange {
        digest: row.bytes(0)?,
        entry: row.int(1)?,
        begun: row.int(2)?,
        person: id.map(PersonId::from_bytes),
    })
}

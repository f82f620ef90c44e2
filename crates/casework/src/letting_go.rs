//! Letting go: a case whose time has come is destroyed with its key, once somebody has approved exactly
//! that list. What is left of it are figures.

use db::approvals::{self, Asked, NotApproved, Risk};
use db::{Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Fact, Now};
use sha2::{Digest, Sha256};
use vault::{BlobName, KeyId};

use crate::{Desk, Error, State};

/// The category of the charter that says how long cases are kept.
const CATEGORY: &str = "request-record";
/// The most cases let go at once.
pub const LET_GO_MAX: usize = 1_000;
/// Tables with what is sealed of a case, beside its steps: their days make the figures.
const SEALED: &[&str] = &[
    "case_form",
    "case_work",
    "case_item",
    "case_span",
    "case_asked",
    "case_delivery",
    "case_change",
    "case_collection",
    "case_pack",
    "case_tell",
];

/// Cases whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ripe {
    /// The cases, by number.
    pub cases: Vec<i64>,
    /// Their references.
    pub references: Vec<String>,
}

impl Ripe {
    /// What an approval is bound to: exactly this list.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"keyholder/let-cases-go/v1");
        for case in &self.cases {
            hash.update(case.to_be_bytes());
        }
        hash.finalize().into()
    }
}

impl Desk {
    /// Until which day a case that was closed on a day is kept; none where the charter sets no period:
    /// then nothing is let go.
    fn kept_until(&self, closed: Date) -> Option<Date> {
        let charter = self.record().gate().charter();
        let category = charter.categories().find(CATEGORY)?;
        let class = charter.categories()[category].retention.as_ref()?.get_ref().as_str();
        let class = charter.retentions().iter().find(|one| one.id.get_ref().as_str() == class)?;
        class.period.as_ref().map(|period| period.get_ref().after(closed))
    }

    /// The closed cases whose time has come by the charter, and that no hold on the person keeps.
    ///
    /// # Errors
    /// What the store says.
    pub fn ripe(&self, now: Now) -> Result<Ripe, Error> {
        let ripe = |tx: &Tx<'_>| self.ripe_in(tx, now);
        Ok(self.record().data().read("cases whose time has come", ripe)?)
    }

    fn ripe_in(&self, tx: &Tx<'_>, now: Now) -> Result<Ripe, RecordError> {
        let today = now.today();
        {
            let rows = tx.all(
                "SELECT no, reference, person,
                 (SELECT MAX(day) FROM case_step s WHERE s.casefile = casefile.no)
                 FROM casefile WHERE state = ?1 AND gone IS NULL ORDER BY no",
                params![State::Closed.number()],
                |row| {
                    Ok::<_, RecordError>((
                        row.int(0)?,
                        row.text(1)?.to_owned(),
                        row.opt_int(2)?,
                        row.date(3)?,
                    ))
                },
            )?;
            let mut ripe = Ripe { cases: Vec::new(), references: Vec::new() };
            for (no, reference, person, closed) in rows {
                let over = self.kept_until(closed).is_some_and(|until| until < today);
                if !over || ripe.cases.len() >= LET_GO_MAX {
                    continue;
                }
                let person = person.map(people::PersonNo::new);
                let held = match person {
                    Some(person) => self.record().has_fact(tx, person, Fact::Hold, today)?,
                    None => false,
                };
                if !held {
                    ripe.cases.push(no);
                    ripe.references.push(reference);
                }
            }
            Ok(ripe)
        }
    }

    /// Asks for the approval of exactly this list; its number.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an empty list; what the store says.
    pub fn ask_to_let_go(&self, by: &str, ripe: &Ripe, now: Now) -> Result<i64, Error> {
        if ripe.cases.is_empty() {
            return Err(Error::Malformed("no case's time has come".to_owned()));
        }
        let asked = Asked {
            what: format!("destroy {} cases whose time has come", ripe.cases.len()),
            digest: ripe.digest(),
            risk: Risk::High,
            by: by.to_owned(),
            reason: "their time has come by the charter".to_owned(),
        };
        let at = now.micros();
        let no = self.record().data().write("ask", move |tx| approvals::ask(tx, &asked, at))?;
        Ok(*no)
    }

    /// Destroys the cases whose time has come, as they were approved; how many.
    ///
    /// # Errors
    /// [`Error::NotApproved`] where it is another list by now, or nobody has approved it: then nothing
    /// is destroyed.
    pub fn let_go(&self, by: &str, approval: i64, now: Now) -> Result<usize, Error> {
        let ripe = self.ripe(now)?;
        let (at, day) = (now.micros(), now.today().to_string());
        let count = ripe.cases.len();
        let refused = std::sync::Arc::new(std::sync::Mutex::new(None));
        let (beside, desk) = (refused.clone(), self.clone());
        let written = self.record().write_incoming(
            by,
            None,
            "cases-let-go",
            |account| account.with("cases", count).with("approval", approval),
            now,
            move |tx, _| {
                // What is so now counts: a case that was taken up again, a hold that was put on.
                let ripe = desk.ripe_in(tx, now)?;
                if let Err(why) = approvals::use_up(tx, approval, &ripe.digest(), at) {
                    let mut beside =
                        beside.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    *beside = Some(why);
                    return Err(RecordError::Changed);
                }
                for case in &ripe.cases {
                    destroy(tx, *case, &day)?;
                }
                Ok(())
            },
        );
        if let Err(error) = written {
            let why = refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            return Err(why.map_or(Error::Record(error), |why: NotApproved| {
                Error::NotApproved(why.to_string())
            }));
        }
        self.finish_letting_go(now)?;
        Ok(count)
    }

    /// Destroys the keys and packs of cases that are gone: what was cut off is done again.
    ///
    /// # Errors
    /// What the store or the vault says; then do it again.
    pub fn finish_letting_go(&self, now: Now) -> Result<(), Error> {
        let (keys, packs) = self.record().data().read("gone", |tx| {
            let sql = "SELECT key FROM case_gone WHERE key IS NOT NULL LIMIT 1000";
            let keys = tx.all(sql, params![], |row| {
                Ok::<_, RecordError>(KeyId::from_bytes(row.bytes(0)?))
            })?;
            let sql = "SELECT pack FROM case_gone WHERE pack IS NOT NULL LIMIT 1000";
            let packs = tx.all(sql, params![], |row| Ok::<_, RecordError>(row.bytes::<16>(0)?))?;
            Ok::<_, RecordError>((keys, packs))
        })?;
        if keys.is_empty() && packs.is_empty() {
            return Ok(());
        }
        for pack in &packs {
            self.record().delete_document(BlobName::from_bytes(*pack))?;
        }
        self.record().vault().destroy(&keys, now.micros()).map_err(RecordError::from)?;
        self.record().data().write("gone for good", move |tx| {
            for key in &keys {
                tx.execute("DELETE FROM case_gone WHERE key = ?1", params![key.as_bytes()])?;
            }
            for pack in &packs {
                tx.execute("DELETE FROM case_gone WHERE pack = ?1", params![pack])?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }
}

/// Takes out all that is sealed of a case, and whom it was about: its figures stay.
fn destroy(tx: &Tx<'_>, case: i64, day: &str) -> Result<(), RecordError> {
    tx.execute(
        "INSERT INTO case_gone (key) SELECT key FROM casefile WHERE no = ?1",
        params![case],
    )?;
    tx.execute(
        "INSERT INTO case_gone (pack) SELECT pack FROM case_delivery
         WHERE casefile = ?1 AND pack IS NOT NULL",
        params![case],
    )?;
    crate::packs::let_go(tx, case)?;
    for table in SEALED {
        tx.execute(&format!("DELETE FROM {table} WHERE casefile = ?1"), params![case])?;
    }
    let nothing: &[u8] = &[];
    tx.execute("UPDATE case_step SET detail = ?2 WHERE casefile = ?1", params![case, nothing])?;
    tx.execute(
        "UPDATE casefile SET gone = ?2, person = NULL, proposed_by = NULL, goes_to = NULL, detail = ?3
         WHERE no = ?1",
        params![case, day, nothing],
    )?;
    tx.execute("DELETE FROM case_link WHERE one = ?1 OR other = ?1", params![case])?;
    Ok(())
}

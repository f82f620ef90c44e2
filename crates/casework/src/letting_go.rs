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
        let today = now.today();
        let found = self.record().data().read("cases whose time has come", |tx| {
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
            Ok::<_, RecordError>(ripe)
        })?;
        Ok(found)
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
    /// [`Error::NotApproved`] where it is another list by now, or nobody has approved it.
    pub fn let_go(&self, by: &str, approval: i64, now: Now) -> Result<usize, Error> {
        let ripe = self.ripe(now)?;
        let (digest, at, day) = (ripe.digest(), now.micros(), now.today().to_string());
        let keys = self.keys_of(&ripe)?;
        // Documents first: what says that it is gone is never wrong.
        for pack in self.packs_of(&ripe)? {
            self.record().delete_document(pack)?;
        }
        let (count, cases) = (ripe.cases.len(), ripe.cases);
        let refused = std::sync::Arc::new(std::sync::Mutex::new(None));
        let beside = refused.clone();
        let written = self.record().write_incoming(
            by,
            None,
            "cases-let-go",
            |account| account.with("cases", count).with("approval", approval),
            now,
            move |tx, _| {
                if let Err(why) = approvals::use_up(tx, approval, &digest, at) {
                    let mut beside =
                        beside.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    *beside = Some(why);
                    return Err(RecordError::Changed);
                }
                for case in &cases {
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
        self.record().vault().destroy(&keys, at).map_err(RecordError::from)?;
        Ok(count)
    }

    fn keys_of(&self, ripe: &Ripe) -> Result<Vec<KeyId>, Error> {
        Ok(self.record().data().read("keys", |tx| {
            let mut keys = Vec::new();
            for case in &ripe.cases {
                let sql = "SELECT key FROM casefile WHERE no = ?1";
                let key = tx.one(sql, params![*case], |row| {
                    Ok::<_, RecordError>(KeyId::from_bytes(row.bytes(0)?))
                })?;
                keys.extend(key);
            }
            Ok::<_, RecordError>(keys)
        })?)
    }

    fn packs_of(&self, ripe: &Ripe) -> Result<Vec<BlobName>, Error> {
        Ok(self.record().data().read("packs", |tx| {
            let mut packs = Vec::new();
            for case in &ripe.cases {
                let sql = "SELECT pack FROM case_delivery WHERE casefile = ?1 AND pack IS NOT NULL";
                packs.extend(tx.all(sql, params![*case], |row| {
                    Ok::<_, RecordError>(BlobName::from_bytes(row.bytes(0)?))
                })?);
            }
            Ok::<_, RecordError>(packs)
        })?)
    }
}

/// Takes out all that is sealed of a case, and whom it was about: its figures stay.
fn destroy(tx: &Tx<'_>, case: i64, day: &str) -> Result<(), RecordError> {
    for table in SEALED {
        tx.execute(&format!("DELETE FROM {table} WHERE casefile = ?1"), params![case])?;
    }
    let nothing: &[u8] = &[];
    tx.execute("UPDATE case_step SET detail = ?2 WHERE casefile = ?1", params![case, nothing])?;
    tx.execute(
        "UPDATE casefile SET gone = ?2, person = NULL, proposed_by = NULL, detail = ?3
         WHERE no = ?1",
        params![case, day, nothing],
    )?;
    tx.execute("DELETE FROM case_link WHERE one = ?1 OR other = ?1", params![case])?;
    Ok(())
}

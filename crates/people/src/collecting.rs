//! Leave to read a person's data in the landlord's own systems.

use std::collections::BTreeSet;

use db::{Committed, Logged, params};

use crate::account::Account;
use crate::identify::Identifier;
use crate::permit::{LIVE, Verdict};
use crate::{Error, Now, PersonId, PersonNo, Question, Record, one_person};

/// The most sources one leave is for: 256.
pub const LEAVE_SOURCES_MAX: usize = 256;

/// Leave to read named sources about one person, decided and written down before anything is read.
/// Nobody else makes one:
///
/// ```compile_fail
/// let leave = people::Leave { sources: Default::default(), allowed: Default::default(),
///     behind: Vec::new(), entry: 1 };
/// ```
#[derive(Debug)]
#[must_use]
pub struct Leave {
    sources: BTreeSet<String>,
    allowed: BTreeSet<String>,
    behind: Vec<Vec<Identifier>>,
    entry: i64,
}

impl Leave {
    /// Whether a source may be read.
    #[must_use]
    pub fn is_for(&self, source: &str) -> bool {
        self.sources.contains(source)
    }

    /// Whether a category of the charter may be read.
    #[must_use]
    pub fn allows(&self, category: &str) -> bool {
        self.allowed.contains(category)
    }

    /// What tells those apart of whom the person must not learn: one list for each of them.
    #[must_use]
    pub fn behind_walls(&self) -> &[Vec<Identifier>] {
        &self.behind
    }

    /// The entry of the log that says so.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }
}

/// The most people one person must not learn of: 64.
const BEHIND_MAX: usize = 64;

impl Record {
    /// What is on record that tells a person apart, for looking for them elsewhere: what the
    /// question may see of it. A look like any other.
    ///
    /// # Errors
    /// As for [`Record::look`].
    pub fn identities(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<Identifier>, Error> {
        let opened = self.look(question, person, now)?;
        let mut identities = Vec::new();
        opened.each_identifying(self, |kind, text, may| {
            // What was taken over from elsewhere may be no identifier of its kind.
            if let (true, Ok(identifier)) = (may, Identifier::parse(kind, text)) {
                identities.push(identifier);
            }
        })?;
        Ok(identities)
    }

    /// Decides whether named sources may be read about a person, and which categories of what they
    /// hold; writes it down. A refusal is written down too. Whoever a wall keeps from the person is
    /// looked up, so that what is about them stays out.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing may be read; [`Error::TooMany`] beyond
    /// [`LEAVE_SOURCES_MAX`]; what the store says.
    pub fn leave_to_collect(
        &self,
        question: &Question,
        person: PersonId,
        sources: &[&str],
        now: Now,
    ) -> Result<Leave, Error> {
        let leave = self.leave_for("collect", question, person, sources, now)?;
        let mut behind = Vec::new();
        for other in self.behind_walls(question, person)? {
            behind.push(self.identities(question, other, now)?);
        }
        Ok(Leave { behind, ..leave })
    }

    /// What tells those apart of whom a person must not learn: looks like any other, each in the log.
    /// For somebody who writes to the person, so that nothing of them stands in it.
    ///
    /// # Errors
    /// As for [`Record::identities`].
    pub fn behind_walls_of(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<Vec<Identifier>>, Error> {
        let behind = self.behind_walls(question, person)?;
        behind.into_iter().map(|other| self.identities(question, other, now)).collect()
    }

    /// Those of whom a person must not learn.
    fn behind_walls(&self, question: &Question, person: PersonId) -> Result<Vec<PersonId>, Error> {
        let no = self.number_of(person)?;
        let on = question.on().to_string();
        self.data().read("behind walls", |tx| {
            let mut behind = BTreeSet::new();
            for record in one_person::records(tx, one_person::kept(tx, no)?)? {
                let mut others = Vec::new();
                tx.query(
                    "SELECT person FROM wall WHERE against_person = ?1 AND since <= ?2
                     AND (until IS NULL OR until >= ?2)",
                    params![record.get(), &on],
                    |row| {
                        others.push(PersonNo::new(row.int(0)?));
                        Ok::<_, Error>(())
                    },
                )?;
                for other in others {
                    let other = one_person::kept(tx, other)?;
                    behind.extend(tx.one(
                        "SELECT id FROM person WHERE no = ?1 AND state = ?2",
                        params![other.get(), LIVE],
                        |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)),
                    )?);
                }
            }
            if behind.len() > BEHIND_MAX {
                return Err(Error::TooMany("people somebody must not learn of"));
            }
            Ok(behind.into_iter().collect())
        })
    }

    pub(crate) fn leave_for(
        &self,
        act: &str,
        question: &Question,
        person: PersonId,
        sources: &[&str],
        now: Now,
    ) -> Result<Leave, Error> {
        if sources.len() > LEAVE_SOURCES_MAX {
            return Err(Error::TooMany("sources to collect from"));
        }
        let decided = self.data().read("leave to collect", |tx| {
            let permit = self.permit(tx, question, person)?;
            Ok::<_, Error>((permit.person, permit.verdict))
        });
        let (loaded, verdict) = match decided {
            Ok(decided) => decided,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        let allowed = allowed(self, &verdict);
        let account = Account::of(question, &verdict, Some(loaded.id))
            .act(act)
            .with("sources", sources.to_vec());
        let entry = self.entry(account, Some((loaded.no, loaded.history_key)), now)?;
        let logged: Committed<Logged> = self.data().append(entry)?;
        let sources = sources.iter().map(|source| (*source).to_owned()).collect();
        Ok(Leave { sources, allowed, behind: Vec::new(), entry: logged.no() })
    }
}

/// The categories a verdict allows, by name.
pub(crate) fn allowed(record: &Record, verdict: &Verdict) -> BTreeSet<String> {
    let categories = record.gate().charter().categories().as_slice();
    let allowed = verdict.decision.allowed().iter();
    allowed.filter_map(|ix| Some(categories.get(ix.position())?.id.get_ref().to_string())).collect()
}

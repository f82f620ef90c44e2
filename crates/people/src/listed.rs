//! A list that leaves the house: who of those its references name may be in it. Each is decided by their own facts,
//! under one entry for the whole.

use charter::items::Category;
use db::{Committed, Logged, Tx, params};
use gate::{Decision, Set};

use crate::account::Account;
use crate::facts;
use crate::identify::{Identifier, terms};
use crate::{Error, Now, PersonId, PersonNo, Question, Record};

/// The most rows one list may have: 20,000.
pub const LISTED_MAX: usize = 20_000;

/// What the question asks of a list, and whether those in it must also be open to being reached.
#[derive(Clone, Debug)]
pub struct ListQuestion {
    /// The disclosure.
    pub goes: Question,
    /// The contact it is for; none where it is for none.
    pub reached: Option<Question>,
}

/// Somebody who may be in a list.
#[derive(Clone, Copy, Debug)]
pub struct Goes {
    /// Their number.
    pub no: PersonNo,
    /// Who.
    pub id: PersonId,
    /// What of them may go, and what comes along with it.
    pub decision: Decision,
}

/// What becomes of one row.
#[derive(Clone, Debug)]
pub enum Listed {
    /// It may go, as far as all of those it is about allow: joint tenants share a reference.
    Goes(Vec<Goes>),
    /// It may not, by these rules of the gate.
    Refused(Vec<String>),
    /// Nobody is known by its reference. Somebody behind a wall reads the same to the letter.
    Unknown,
}

/// A list whose rows were decided.
#[derive(Debug)]
#[must_use]
pub struct List {
    /// What becomes of each row, in its order.
    pub rows: Vec<Listed>,
    /// The entry of the log that says so.
    pub entry: i64,
}

impl Listed {
    /// What of the row may go; nothing where it stays.
    #[must_use]
    pub fn allowed(&self) -> Set<Category> {
        match self {
            Listed::Goes(people) => {
                let all = people.iter().map(|one| one.decision.allowed());
                all.reduce(|a, b| a & b).unwrap_or(Set::EMPTY)
            }
            Listed::Refused(_) | Listed::Unknown => Set::EMPTY,
        }
    }
}

impl Record {
    /// Decides about every row of a list by what it names its person by: one of several references that would do.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond [`LISTED_MAX`] rows; what the store says.
    pub fn listed(
        &self,
        question: &ListQuestion,
        references: &[Vec<Identifier>],
        now: Now,
    ) -> Result<List, Error> {
        if references.len() > LISTED_MAX {
            return Err(Error::TooMany("rows in one list"));
        }
        let index = self.vault().index();
        let mut hits: Vec<Vec<PersonId>> = Vec::with_capacity(references.len());
        for row in references {
            let mut found = Vec::new();
            for reference in row {
                for (field, term) in terms(std::slice::from_ref(reference)) {
                    match index.find(field.as_str(), term.as_bytes()) {
                        Ok(numbers) => found.extend(numbers),
                        // Too many share it: it names nobody.
                        Err(vault::Error::TooManyHits(_)) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            let mut ids = Vec::new();
            for no in found {
                if let Some(id) = self.live_id_of(PersonNo::new(no))?
                    && !ids.contains(&id)
                {
                    ids.push(id);
                }
            }
            hits.push(ids);
        }
        let mut ids: Vec<[u8; 16]> = hits.iter().flatten().map(|id| *id.as_bytes()).collect();
        ids.sort_unstable();
        ids.dedup();
        let goes = &question.goes;
        let verdict = self.verdict(goes, &facts::read(&[], self.codes(), 0, goes.ask.on)?);
        let said = Account::of(goes, &verdict, None).act("list").touching(&ids);
        let proof =
            self.data().append(self.entry(said.with("rows", references.len()), None, now)?)?;
        let rows = references.iter().zip(&hits);
        let rows = rows
            .map(|(row, ids)| self.decide_row(question, row, ids, &proof))
            .collect::<Result<_, _>>()?;
        Ok(List { rows, entry: proof.no() })
    }

    fn decide_row(
        &self,
        question: &ListQuestion,
        references: &[Identifier],
        ids: &[PersonId],
        proof: &Committed<Logged>,
    ) -> Result<Listed, Error> {
        let (mut goes, mut refused) = (Vec::new(), Vec::new());
        for id in ids {
            let read = self.data().read("list", |tx| {
                // Nobody behind any wall is in a list: a list goes to many.
                let walled = walled_off(self, tx, &question.goes, *id)?;
                if let Some(reached) = &question.reached {
                    let _ = self.permit(tx, reached, *id)?;
                }
                let permit = self.permit(tx, &question.goes, *id)?;
                let decision = *permit.decision();
                Ok::<_, Error>((walled, decision, permit.release()?))
            });
            let (walled, decision, release) = match read {
                Ok(read) => read,
                Err(Error::Refused(refusal)) => {
                    let walled =
                        self.data().read("list", |tx| walled_off(self, tx, &question.goes, *id))?;
                    if walled || refusal.walled() {
                        return Ok(Listed::Unknown);
                    }
                    refused.extend(refusal.account.refused_by.iter().cloned());
                    continue;
                }
                Err(error) => return Err(error),
            };
            if walled {
                return Ok(Listed::Unknown);
            }
            // A hit is confirmed by opening: an index may be behind.
            let opened = release.open_under(self, proof)?;
            let mut same = false;
            opened.each_identifying(self, |kind, text, _| {
                same |= Identifier::parse(kind, text).is_ok_and(|there| {
                    let fits = |one: &Identifier| {
                        one.kind() == there.kind() && one.normal() == there.normal()
                    };
                    references.iter().any(fits)
                });
            })?;
            if same {
                goes.push(Goes { no: opened.number(), id: opened.person(), decision });
            }
        }
        refused.sort();
        refused.dedup();
        Ok(match (goes.is_empty(), refused.is_empty()) {
            (_, false) => Listed::Refused(refused),
            (true, true) => Listed::Unknown,
            (false, true) => Listed::Goes(goes),
        })
    }

    /// Writes down what went of the people of a list, where the gate still says the same of each.
    ///
    /// # Errors
    /// [`Error::Changed`] or [`Error::Refused`] where it does not, and then nothing is written; what `change` says.
    pub fn write_listed(
        &self,
        question: &ListQuestion,
        going: &[Goes],
        now: Now,
        act: &str,
        change: impl Fn(&Tx<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let ids: Vec<[u8; 16]> = going.iter().map(|one| *one.id.as_bytes()).collect();
        let goes = &question.goes;
        let verdict = self.verdict(goes, &facts::read(&[], self.codes(), 0, goes.ask.on)?);
        let said = Account::of(goes, &verdict, None).act(act).touching(&ids);
        let entry = self.entry(said, None, now)?;
        let (record, question, going) = (self.clone(), question.clone(), going.to_vec());
        let _ = self.data().write("give a list", move |tx| {
            for one in &going {
                let decided = *record.permit(tx, &question.goes, one.id)?.decision();
                if decided != one.decision || walled_off(&record, tx, &question.goes, one.id)? {
                    return Err(Error::Changed);
                }
                if let Some(reached) = &question.reached {
                    let _ = record.permit(tx, reached, one.id)?;
                }
            }
            change(tx)?;
            Ok::<_, Error>(tx.log(&entry)?)
        })?;
        Ok(())
    }
}

fn walled_off(record: &Record, tx: &Tx<'_>, asked: &Question, id: PersonId) -> Result<bool, Error> {
    let sql = "SELECT facts FROM person WHERE id = ?1";
    let found = tx.one(sql, params![id.as_bytes()], |row| Ok::<_, Error>(row.blob(0)?.to_vec()))?;
    let facts = found.unwrap_or_default();
    Ok(facts::read(&facts, record.codes(), asked.entity, asked.ask.on)?.walled_off)
}

//! Who may speak for whom, by what right, and until when.

use db::params;
use jiff::civil::Date;

use crate::codes::Kind as CodeKind;
use crate::file::account;
use crate::identify::{Identifier, Kind};
use crate::{Error, NewRelationship, Now, PersonId, Question, Record};

/// The authority of a parent: it ends by itself when the child is eighteen.
pub const PARENT: &str = "parent";

/// By what right somebody speaks for a person on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// `attorney`, `deputy`, `parent`, `solicitor`, `councillor`: as it was written down.
    pub by: String,
    /// The last day it holds; none while it has no end.
    pub until: Option<Date>,
}

impl Record {
    /// By what right one person speaks for another on the question's day; none where nothing says
    /// so. Unknown means no.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker may know nothing of one of the two.
    pub fn authority(
        &self,
        question: &Question,
        representative: PersonId,
        person: PersonId,
        now: Now,
    ) -> Result<Option<Authority>, Error> {
        let day = question.on().to_string();
        let read = self.data().read("authority", |tx| {
            let who = self.permit(tx, question, representative)?.person;
            let permit = self.permit(tx, question, person)?;
            let found = tx.one(
                "SELECT authority, until FROM relationship
                 WHERE person = ?1 AND other = ?2 AND authority IS NOT NULL AND since <= ?3
                 AND (until IS NULL OR until >= ?3)
                 ORDER BY COALESCE(until, '9999-12-31') DESC LIMIT 1",
                params![who.no.get(), permit.person.no.get(), &day],
                |row| {
                    Ok::<_, Error>(Authority {
                        by: row.opt_text(0)?.unwrap_or_default().to_owned(),
                        until: row.opt_date(1)?,
                    })
                },
            )?;
            Ok::<_, Error>((permit.person, permit.verdict, found))
        });
        let (loaded, verdict, found) = match read {
            Ok(read) => read,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        // A birthday may have come to be known after the authority was written down.
        let found = match found {
            Some(mut authority) if authority.by == PARENT => {
                let born = self.born(question, person, now)?;
                let grown = born.map(law::age::last_day_as_a_child);
                authority.until = [authority.until, grown].into_iter().flatten().min();
                Some(authority).filter(|one| one.until.is_none_or(|last| last >= question.on()))
            }
            found => found,
        };
        let said = account(question, &verdict, loaded.id)
            .act("authority")
            .with("speaks", representative.to_string())
            .with("there", found.is_some());
        let entry = self.entry(said, Some((loaded.no, loaded.history_key)), now)?;
        self.data().append(entry)?;
        Ok(found)
    }

    /// Gives a parent's authority its end: the day before the child is eighteen, or an earlier one
    /// that was given. The child's birthday is compared and goes nowhere.
    ///
    /// # Errors
    /// [`Error::Malformed`] where neither the birthday nor a last day is known: an authority without
    /// an end is not a parent's.
    pub(crate) fn end_with_childhood(
        &self,
        question: &Question,
        new: &NewRelationship,
        now: Now,
    ) -> Result<NewRelationship, Error> {
        let mut ended = new.clone();
        if new.authority.as_deref() != Some(PARENT) {
            return Ok(ended);
        }
        let born = match new.other {
            Some(child) => self.born(question, child, now)?,
            None => None,
        };
        let grown = born.map(law::age::last_day_as_a_child);
        ended.until = [new.until, grown].into_iter().flatten().min();
        if ended.until.is_none() {
            return Err(Error::Malformed(
                "a parent speaks for a child until it is eighteen: enter the child's date of birth \
                 first, or give the last day"
                    .to_owned(),
            ));
        }
        Ok(ended)
    }

    /// The birthday of somebody, where it is known and the asker may deal with them at all.
    pub(crate) fn born(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Option<Date>, Error> {
        let released =
            self.data().read("birthday", |tx| self.permit(tx, question, person)?.release());
        let release = match released {
            Ok(release) => release,
            Err(Error::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let opened = release.noting("compared", "date-of-birth").open_logged(self, now)?;
        let mut born = None;
        opened.each_identifying(self, |kind, text, _| {
            if kind == Kind::DateOfBirth && born.is_none() {
                born = Identifier::parse(kind, text).ok().and_then(|found| found.date());
            }
        })?;
        Ok(born)
    }

    /// What somebody is to the question's entity, as it is written down: every relationship, ended or
    /// not. Whoever stands beside them and may not be learnt of is left out.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing about this person may be seen.
    pub fn relationships(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<NewRelationship>, Error> {
        let opened = self.look(question, person, now)?;
        let no = opened.number();
        self.data().read("relationships", |tx| {
            let mut all: Vec<NewRelationship> = tx.all(
                "SELECT r.kind, r.entity, h.id, o.id, r.authority, r.since, r.until
                 FROM relationship r LEFT JOIN home h ON h.no = r.home
                 LEFT JOIN person o ON o.no = r.other
                 WHERE r.person = ?1 AND r.entity = ?2 ORDER BY r.since, r.no LIMIT 1000",
                params![no.get(), i64::from(question.entity)],
                |row| {
                    let name = |kind, column| {
                        let code = u16::try_from(row.int(column)?).unwrap_or(0);
                        Ok::<_, Error>(self.codes().name(kind, code).to_owned())
                    };
                    Ok::<_, Error>(NewRelationship {
                        kind: name(CodeKind::Relationship, 0)?,
                        entity: name(CodeKind::Entity, 1)?,
                        home: row.opt_bytes(2)?.map(crate::HomeId::from_bytes),
                        other: row.opt_bytes(3)?.map(PersonId::from_bytes),
                        authority: row.opt_text(4)?.map(str::to_owned),
                        since: row.date(5)?,
                        until: row.opt_date(6)?,
                    })
                },
            )?;
            for one in &mut all {
                if let Some(other) = one.other {
                    match self.permit(tx, question, other) {
                        Ok(_) => {}
                        Err(Error::Refused(_)) => one.other = None,
                        Err(error) => return Err(error),
                    }
                }
            }
            Ok(all)
        })
    }
}

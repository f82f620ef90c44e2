//! The log read over by those who lead a team and those who audit: how often what was done, of nobody; and
//! the looks of one team that saved a life.

use std::collections::BTreeMap;

use db::params;

use crate::not_enforced::LOOKED_THROUGH_MAX;
use crate::{CodeKind, Error, Now, PersonId, PersonNo, Question, Record};

/// How often what was done, by the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// By day, the newest last: how many entries, and how many of them are about a person.
    pub days: BTreeMap<String, (usize, usize)>,
    /// By what was done; of what cannot be opened any more, because somebody was erased, the name is empty.
    pub acts: BTreeMap<String, usize>,
    /// Whether everything since that instant was counted. Where it was not, it may be more.
    pub whole: bool,
}

/// A look that saved a life, as whoever leads the team may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of its entry.
    pub entry: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Who looked.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// Whom it was about: somebody whoever asks may see themselves.
    pub person: PersonId,
}

impl Record {
    /// Counts what was done since an instant, in microseconds since 1970. Nobody is in it.
    ///
    /// # Errors
    /// What the store says.
    pub fn counted(&self, since: i64) -> Result<Done, Error> {
        let rows = self.data().read_log("what was done", |tx| {
            Ok::<_, Error>(tx.newest_entries(LOOKED_THROUGH_MAX)?)
        })?;
        let oldest = rows.last().is_none_or(|row| row.entry.at < since);
        let whole = oldest || rows.len() < LOOKED_THROUGH_MAX as usize;
        let mut done = Done { whole, ..Done::default() };
        for row in rows.iter().filter(|row| row.entry.at >= since) {
            let at = jiff::Timestamp::from_microsecond(row.entry.at).unwrap_or_default();
            let day = done.days.entry(Now::new(at).today().to_string()).or_default();
            day.0 += 1;
            day.1 += usize::from(row.entry.subject.is_some());
            let act = self.read_entry(&row.entry).map(|account| account.act).unwrap_or_default();
            *done.acts.entry(act).or_default() += 1;
        }
        Ok(done)
    }

    /// The looks of one team that saved a life, the newest first: of those `question` is let see. That there
    /// was one at somebody else stands with the data protection officer alone: at a wall it would tell that
    /// there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn broken_glass(
        &self,
        question: &Question,
        team: &str,
        limit: u32,
    ) -> Result<Vec<Broken>, Error> {
        let rows = self.data().read_log("broken glass", |tx| {
            let sql = "SELECT entry FROM broken_glass ORDER BY entry DESC LIMIT ?1";
            let all: Vec<i64> = tx.all(sql, params![limit], |row| row.int(0))?;
            let mut rows = Vec::new();
            for no in all {
                rows.extend(tx.entries_after(no - 1, 1)?.into_iter().filter(|row| row.no == no));
            }
            Ok::<_, Error>(rows)
        })?;
        let mut broken = Vec::new();
        for row in rows {
            // Of somebody who was erased nothing is left to say.
            let Ok(account) = self.read_entry(&row.entry) else { continue };
            if self.name_of(CodeKind::Team, account.team) != team {
                continue;
            }
            let person = match row.entry.subject {
                Some(no) => self.live_id_of(PersonNo::new(no))?,
                None => None,
            };
            let Some(person) = person else { continue };
            if !self.may_see(question, person)? {
                continue;
            }
            let actor = account.actor.rsplit('/').next().unwrap_or_default().to_owned();
            let reason = account.reason.unwrap_or_default();
            broken.push(Broken { entry: row.no, at: row.entry.at, actor, reason, person });
        }
        Ok(broken)
    }

    /// Whether a question is let see anything of a person. Behind a wall: no, like nobody at all.
    fn may_see(&self, question: &Question, person: PersonId) -> Result<bool, Error> {
        let permitted =
            self.data().read("may see", |tx| self.permit(tx, question, person).map(|_| ()));
        match permitted {
            Ok(()) => Ok(true),
            Err(Error::Refused(_) | Error::Nobody) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

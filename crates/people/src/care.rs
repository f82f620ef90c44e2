//! Markers, holds, walls and merges: what an office writes down about a person besides
//! their own choices.

use db::{Committed, Logged, params};
use jiff::civil::Date;

use crate::codes::Kind;
use crate::facts;
use crate::file::account;
use crate::import::{Also, nothing};
use crate::permit::{LIVE, Loaded, MERGED};
use crate::persons::row_number;
use crate::{Error, Now, PersonId, Question, Record, one_person};

/// A warning marker (row 8.7.10). One without an end or that the person was not told of is kept,
/// shown to those it protects, and goes nowhere.
#[derive(Clone)]
pub struct NewMarker {
    /// Its category in the charter: `safety-marker`, `access-marker`.
    pub category: String,
    /// The post that answers for it.
    pub post: String,
    /// The first day.
    pub since: Date,
    /// The last day.
    pub until: Option<Date>,
    /// The day the person was told.
    pub told: Option<Date>,
    /// The day until which telling is put off, with the reason in `detail`.
    pub deferred_until: Option<Date>,
    /// Held from before: the day by which what is missing must be put right.
    pub put_right_by: Option<Date>,
    /// What it says, why, the evidence, and who decided. Sealed.
    pub detail: String,
}

/// A hold: nothing of the person's goes while it stands.
#[derive(Clone)]
pub struct NewHold {
    /// What kind: `claim`, `police`, `ombudsman`, `request`.
    pub kind: String,
    /// The post that answers for it.
    pub post: String,
    /// The first day.
    pub since: Date,
    /// When it is looked at again.
    pub review: Option<Date>,
    /// Why. Sealed.
    pub detail: String,
}

/// Against whom a wall stands.
#[derive(Clone, Debug)]
pub enum Against {
    /// Another person the landlord knows: a former partner.
    Person(PersonId),
    /// An officer: a relative, a neighbour.
    Actor(String),
}

impl Record {
    /// Puts a marker on a person.
    ///
    /// # Errors
    /// [`Error::Malformed`] for one that ends before it begins; [`Error::Refused`].
    pub fn mark(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewMarker,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        self.mark_beside(question, person, new, now, nothing)
    }

    /// Puts a marker on a person, and rows of a room above beside it, in one transaction: `also` hears
    /// whose it is, and its number.
    ///
    /// # Errors
    /// As for [`Record::mark`]; what `also` says.
    pub fn mark_beside(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewMarker,
        now: Now,
        also: impl Fn(&db::Tx<'_>, crate::PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<Committed<Logged>, Error> {
        if new.until.is_some_and(|until| until < new.since) {
            return Err(Error::Malformed("a marker ends before it begins".to_owned()));
        }
        let no = row_number();
        let category = self.codes().code(Kind::Category, &new.category)?;
        let loaded = self.leave(question, person, now)?;
        let key = self.key(loaded.detail_key)?;
        let detail = crate::detail::seal(&key, "marker", no, new.detail.as_bytes())?;
        let (row, at) = (new.clone(), now.micros());
        let say = |account: crate::Account| account.with("category", category);
        self.change_person(question, person, now, "mark", say, move |tx, loaded| {
            let text = |day: Option<Date>| day.map(|day| day.to_string());
            tx.execute(
                "INSERT INTO marker (no, person, category, post, since, until, told,
                 deferred_until, put_right_by, recorded, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    no,
                    loaded.no.get(),
                    i64::from(category),
                    &row.post,
                    row.since.to_string().as_str(),
                    text(row.until).as_deref(),
                    text(row.told).as_deref(),
                    text(row.deferred_until).as_deref(),
                    text(row.put_right_by).as_deref(),
                    at,
                    &detail
                ],
            )?;
            also(tx, loaded.no, no)?;
            facts::renew(tx, loaded.no)
        })
    }

    /// Puts a hold on a person's data.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn hold_back(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewHold,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        self.hold_back_also(question, person, new, now, nothing)
    }

    pub(crate) fn hold_back_also(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewHold,
        now: Now,
        also: impl Also,
    ) -> Result<Committed<Logged>, Error> {
        let no = row_number();
        let loaded = self.leave(question, person, now)?;
        let key = self.key(loaded.detail_key)?;
        let detail = crate::detail::seal(&key, "hold", no, new.detail.as_bytes())?;
        let (row, at) = (new.clone(), now.micros());
        let say = |account: crate::Account| account.with("kind", new.kind.as_str());
        self.change_person(question, person, now, "hold-back", say, move |tx, loaded| {
            tx.execute(
                "INSERT INTO hold (no, person, kind, post, since, review, recorded, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    no,
                    loaded.no.get(),
                    &row.kind,
                    &row.post,
                    row.since.to_string().as_str(),
                    row.review.map(|day| day.to_string()).as_deref(),
                    at,
                    &detail
                ],
            )?;
            also(tx, loaded.no, no)?;
            facts::renew(tx, loaded.no)
        })
    }

    /// Releases every hold of a kind; from that day on it no longer stands.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is none.
    pub fn let_go(
        &self,
        question: &Question,
        person: PersonId,
        kind: &str,
        on: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let kind = kind.to_owned();
        let last = on.yesterday().unwrap_or(on).to_string();
        let say = |account: crate::Account| account.with("kind", kind.as_str());
        let of = kind.clone();
        self.change_person(question, person, now, "let-go", say, move |tx, loaded| {
            let mut ended = 0;
            for record in one_person::records(tx, loaded.no)? {
                ended += tx.execute(
                    "UPDATE hold SET released = ?3
                     WHERE person = ?1 AND kind = ?2 AND released IS NULL",
                    params![record.get(), &of, &last],
                )?;
            }
            if ended == 0 {
                return Err(Error::Malformed("no hold of that kind stands".to_owned()));
            }
            facts::renew(tx, loaded.no)
        })
    }

    /// Puts up a wall: whoever it stands against is told of this person what they would be told of
    /// nobody.
    ///
    /// # Errors
    /// [`Error::Nobody`] where the other person is not there; [`Error::Refused`].
    pub fn wall(
        &self,
        question: &Question,
        person: PersonId,
        against: &Against,
        since: Date,
        why: &str,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let no = row_number();
        let loaded = self.leave(question, person, now)?;
        let detail =
            crate::detail::seal(&self.key(loaded.detail_key)?, "wall", no, why.as_bytes())?;
        let (other, actor) = match against {
            Against::Person(id) => (Some(self.leave(question, *id, now)?.no.get()), None),
            Against::Actor(actor) => (None, Some(self.actor_pseudonym(actor).to_vec())),
        };
        let at = now.micros();
        self.change_person(
            question,
            person,
            now,
            "wall",
            |account| account,
            move |tx, loaded| {
                tx.execute(
                    "INSERT INTO wall (no, person, against_person, against_actor, since, recorded,
                 detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        no,
                        loaded.no.get(),
                        other,
                        actor.as_ref(),
                        since.to_string().as_str(),
                        at,
                        &detail
                    ],
                )?;
                facts::renew(tx, loaded.no)
            },
        )
    }

    /// Says that two records are of one person: `gone` leads to `kept` from now on, and what stands in
    /// either counts for both.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker may do nothing with one of the two; [`Error::Malformed`] for
    /// one and the same.
    pub fn merge(
        &self,
        question: &Question,
        kept: PersonId,
        gone: PersonId,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let other = self.leave(question, gone, now)?;
        let at = now.micros();
        let theirs = self.entry_of(question, &other, "merged-into", kept, now)?;
        let say = |account: crate::Account| account.with("gone", gone.to_string());
        let (record, ask) = (self.clone(), question.clone());
        self.change_person(question, kept, now, "merge", say, move |tx, loaded| {
            if other.no == loaded.no {
                return Err(Error::Malformed("these are one record already".to_owned()));
            }
            drop(record.permit(tx, &ask, other.id)?);
            let merged = tx.execute(
                "UPDATE person SET state = ?3, merged_into = ?2, version = version + 1
                 WHERE no = ?1 AND state = ?4",
                params![other.no.get(), loaded.no.get(), MERGED, LIVE],
            )?;
            if merged != 1 {
                return Err(Error::Changed);
            }
            tx.execute(
                "INSERT INTO merge (no, kept, gone, at) VALUES (?1, ?2, ?3, ?4)",
                params![row_number(), loaded.no.get(), other.no.get(), at],
            )?;
            let _ = tx.log(&theirs)?;
            facts::renew(tx, loaded.no)
        })
    }

    /// Undoes a merge: the two are two again, each with what it had.
    ///
    /// # Errors
    /// [`Error::Malformed`] where they were not put together; [`Error::Refused`].
    pub fn split(
        &self,
        question: &Question,
        kept: PersonId,
        gone: PersonId,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        // What leads to the kept record asks the same leave as that one.
        self.leave(question, gone, now)?;
        let other = self.number_of(gone)?;
        let at = now.micros();
        let say = |account: crate::Account| account.with("gone", gone.to_string());
        self.change_person(question, kept, now, "split", say, move |tx, loaded| {
            let undone = tx.execute(
                "UPDATE merge SET undone = ?3 WHERE kept = ?1 AND gone = ?2 AND undone IS NULL",
                params![loaded.no.get(), other.get(), at],
            )?;
            if undone == 0 {
                return Err(Error::Malformed("these two were not put together".to_owned()));
            }
            tx.execute(
                "UPDATE person SET state = ?2, merged_into = NULL, version = version + 1
                 WHERE no = ?1",
                params![other.get(), LIVE],
            )?;
            facts::renew(tx, loaded.no)?;
            facts::renew(tx, other)
        })
    }

    /// An entry in the history of somebody else who is concerned.
    fn entry_of(
        &self,
        question: &Question,
        other: &Loaded,
        act: &str,
        with: PersonId,
        now: Now,
    ) -> Result<db::Entry, Error> {
        let verdict = self.verdict(question, &facts::read(&[], self.codes(), 0, question.on())?);
        let said = account(question, &verdict, other.id).act(act).with("kept", with.to_string());
        self.entry(said, Some((other.no, other.history_key)), now)
    }
}

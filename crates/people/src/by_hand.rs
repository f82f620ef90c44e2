//! Looking by hand: where no machine can look, a post is asked to.

use db::tasks::{self, NewTask, Task};
use db::{Tx, params};
use jiff::ToSpan;

use crate::account::Account;
use crate::one_person::kept;
use crate::{Error, Leave, Now, PersonId, Record};

/// The kind of such a task.
const KIND: &str = "look-by-hand";
/// How many days the post has for it.
const DAYS: i64 = 7;
/// How many days an answer stands: a request is answered in a month.
const STANDS_DAYS: i64 = 30;
/// The most characters of what is to be looked for.
pub const ASK_LENGTH_MAX: usize = 500;

/// A place somebody looks by hand.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// The source, by its name in the map.
    pub source: String,
    /// The post that looks.
    pub post: String,
    /// What is to be looked for, about nobody in particular.
    pub ask: String,
}

/// How it stands with a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The task of this number waits for the post.
    Waits(i64),
    /// Somebody looked, and says how it ended.
    Looked(String),
}

impl Record {
    /// Asks posts to look for a person by hand, with leave to collect. What is asked already is not
    /// asked twice, and an answer stands for a month.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the leave is for other sources, a post has no name, or what is asked
    /// is longer than [`ASK_LENGTH_MAX`]; what the store says.
    pub fn ask_by_hand(
        &self,
        leave: &Leave,
        actor: &str,
        person: PersonId,
        places: &[ByHand],
        now: Now,
    ) -> Result<Vec<Hand>, Error> {
        for place in places {
            let fits = !place.post.trim().is_empty() && place.ask.chars().count() <= ASK_LENGTH_MAX;
            if !leave.is_for(&place.source) || !fits {
                return Err(Error::Malformed(format!(
                    "`{}` is not to be searched by hand: that takes leave, a post, and what is \
                     asked in {ASK_LENGTH_MAX} characters",
                    place.source
                )));
            }
        }
        let person = self.number_of(person)?;
        let since = now.micros() - STANDS_DAYS * 24 * 60 * 60 * 1_000_000;
        let due = now.today().saturating_add(DAYS.days()).to_string();
        let names: Vec<&str> = places.iter().map(|place| place.source.as_str()).collect();
        let account = Account::office(actor, "ask-by-hand", &names.join(", "), self.gate());
        let entry = self.entry(account, None, now)?;
        let places = places.to_vec();
        let hands = self.data().write("ask by hand", move |tx| {
            let subject = kept(tx, person)?.get();
            let mut hands = Vec::with_capacity(places.len());
            let mut asked = false;
            for place in &places {
                let begins = format!("{}: ", place.source);
                let hand = match tasks::newest(tx, KIND, subject, &begins)? {
                    Some((Task { no, outcome: None, .. }, _)) => Hand::Waits(no),
                    Some((Task { outcome: Some(outcome), .. }, Some(done))) if done >= since => {
                        Hand::Looked(outcome)
                    }
                    _ => {
                        asked = true;
                        let task = NewTask {
                            post: place.post.clone(),
                            kind: KIND.to_owned(),
                            subject: Some(subject),
                            reference: begins + place.ask.trim(),
                            due: due.clone(),
                        };
                        Hand::Waits(tasks::give(tx, &task, now.micros())?)
                    }
                };
                hands.push(hand);
            }
            if asked {
                let _ = tx.log(&entry)?;
            }
            Ok::<_, Error>(hands)
        })?;
        Ok(hands.into_inner())
    }

    /// Whom a task is about, for whoever has to do it.
    ///
    /// # Errors
    /// What the store says.
    pub fn subject_of(&self, task: &Task) -> Result<Option<PersonId>, Error> {
        let Some(no) = task.subject else { return Ok(None) };
        self.data().read("whom a task is about", |tx: &Tx<'_>| {
            let sql = "SELECT id FROM person WHERE no = ?1";
            tx.one(sql, params![no], |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)))
        })
    }
}

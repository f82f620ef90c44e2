//! The desk: the record, and the posts that do the work.

use jiff::Timestamp;
use jiff::civil::Date;
use people::{Now, Question, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::KeyId;

use crate::Error;

/// The posts of the office, by name: whoever holds one does its work, and their deputies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posts {
    /// Who works on cases.
    pub handler: String,
    /// Who advises.
    pub adviser: String,
    /// Who decides, against advice where they must, and approves what could do much harm.
    pub owner: String,
}

impl Default for Posts {
    fn default() -> Posts {
        Posts {
            handler: db::posts::HANDLER.to_owned(),
            adviser: db::posts::ADVISER.to_owned(),
            owner: db::posts::OWNER.to_owned(),
        }
    }
}

/// Where cases are opened, worked and answered. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    record: Record,
    posts: Posts,
}

/// What the log calls the clock.
pub(crate) const CLOCK: &str = "keyholder";

/// Who acts on a case.
#[derive(Clone, Copy)]
pub enum Who<'a> {
    /// Somebody of the office, by a question the gate decides about.
    Officer(&'a Question),
    /// The clock.
    Clock,
}

impl Who<'_> {
    /// What the log calls them.
    pub(crate) fn name(&self) -> &str {
        match self {
            Who::Officer(question) => question.actor(),
            Who::Clock => CLOCK,
        }
    }
}

/// Whoever acts, as posts and interests know them.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The officer's own name, whichever service speaks for them; empty where it does not say.
    pub(crate) name: String,
    pub(crate) pseudonym: [u8; 16],
    pub(crate) is_clock: bool,
}

impl Desk {
    /// A desk over a record.
    #[must_use]
    pub fn new(record: Record, posts: Posts) -> Desk {
        Desk { record, posts }
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The posts.
    #[must_use]
    pub fn posts(&self) -> &Posts {
        &self.posts
    }

    pub(crate) fn actor(&self, who: Who<'_>) -> Actor {
        let name = who.name();
        let name = name.rsplit_once('/').map_or(name, |(_, officer)| officer).trim().to_owned();
        let pseudonym = self.record.pseudonym_of(&name);
        Actor { name, pseudonym, is_clock: matches!(who, Who::Clock) }
    }

    /// Refuses whoever is neither the data protection officer nor the owner of decisions, by the posts
    /// they hold: who may sign in is for them to look through.
    ///
    /// # Errors
    /// [`Error::None`]; what the store says.
    pub fn answers_for_access(&self, who: Who<'_>, now: Now) -> Result<(), Error> {
        let (actor, today) = (self.actor(who), now.today().to_string());
        let holds = self.record().data().read("posts", |tx| {
            let mut holds = false;
            for post in [&self.posts().adviser, &self.posts().owner] {
                holds |= db::posts::holds(tx, post, &actor.name, &today)?;
            }
            Ok::<_, people::Error>(holds)
        })?;
        if holds && !actor.is_clock { Ok(()) } else { Err(Error::None) }
    }

    pub(crate) fn instant(&self, now: Now) -> Timestamp {
        Timestamp::from_microsecond(now.micros()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn seal(
        &self,
        key: KeyId,
        table: &'static str,
        row: i64,
        inside: &impl Serialize,
    ) -> Result<Vec<u8>, Error> {
        let plain = zeroize::Zeroizing::new(
            serde_json::to_vec(inside)
                .map_err(|_| Error::Malformed("it cannot be written down".to_owned()))?,
        );
        Ok(self.record.seal_under(key, table, row, &plain)?)
    }

    pub(crate) fn unseal<T: DeserializeOwned>(
        &self,
        key: KeyId,
        table: &'static str,
        row: i64,
        sealed: &[u8],
    ) -> Result<T, Error> {
        let plain = self.record.open_under(key, table, row, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| people::Error::Damaged(table).into())
    }
}

/// A day as the tables write it.
pub(crate) fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

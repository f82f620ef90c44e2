//! Telling people about their data (rows 1.3, 3.1.1; Arts 13 and 14): who was given which version of the
//! notice. One campaign for all of a landlord's people, not a task for each.

use db::{Tx, params};
use jiff::civil::Date;
use people::{CodeKind, Error as RecordError, Now, PersonId, PersonNo};

use crate::row;
use crate::{Desk, Error, Kind, Step, Who, Work, Worked};

/// The most characters of how it was given.
const HOW_LENGTH_MAX: usize = 200;
/// People in one transaction.
const CHUNK: u32 = 1_000;

/// Who was given it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody on record.
    Everybody,
    /// Everybody who is this to a legal entity today, by the charter's name.
    Relationship(String),
    /// One person.
    One(PersonId),
}

/// What a campaign came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Campaign {
    /// People who were given it now.
    pub given: usize,
    /// People who had been given it before.
    pub before: usize,
}

/// A notice somebody was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The version.
    pub version: String,
    /// The day.
    pub day: Date,
    /// How: `with the rent statement`.
    pub how: String,
}

impl Desk {
    /// Writes down that the notice in force was given: to one person, or to many by one campaign, which
    /// goes on where it was when it is cut off.
    ///
    /// # Errors
    /// [`Error::Malformed`] without saying how, or for a case that is about something else; as for
    /// [`Desk::take`].
    pub fn inform(
        &self,
        who: Who<'_>,
        case: i64,
        how: &str,
        audience: &Audience,
        now: Now,
    ) -> Result<Campaign, Error> {
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        if row.kind != Kind::Informed {
            return Err(Error::Malformed(format!("this case is {}", row.kind)));
        }
        let how = how.trim().to_owned();
        if how.is_empty() || how.chars().count() > HOW_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "say how it was given, in {HOW_LENGTH_MAX} characters at most"
            )));
        }
        self.could(who, case, Step::Work, now)?;
        let version = self.record().gate().charter().head().version.get_ref().clone();
        let relationship = match audience {
            Audience::Relationship(name) => {
                Some(self.record().codes().code(CodeKind::Relationship, name)?)
            }
            Audience::Everybody | Audience::One(_) => None,
        };
        let mut campaign = Campaign::default();
        let one = match audience {
            Audience::One(person) => Some(*person),
            Audience::Everybody | Audience::Relationship(_) => None,
        };
        let mut give = |people: Vec<PersonNo>| {
            let (version, how, on) = (version.clone(), how.clone(), now.today());
            let day = on.to_string();
            let all = people.len();
            let counted = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
            let told = counted.clone();
            let of = version.clone();
            let say =
                |account: people::Account| account.with("version", of.as_str()).with("people", all);
            let change = move |tx: &Tx<'_>, _: Option<PersonNo>| {
                let mut given = 0;
                for person in &people {
                    given += tx.execute(
                        "INSERT INTO notice_given (person, version, day, how)
                         VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person, version) DO NOTHING",
                        params![person.get(), &version, &day, &how],
                    )?;
                    // The notice names every kind of source: with it they are told from whom data came.
                    people::told_whence(tx, *person, on)?;
                }
                told.store(given, std::sync::atomic::Ordering::SeqCst);
                Ok(())
            };
            let _ =
                self.record().write_incoming(who.name(), one, "notice-given", say, now, change)?;
            let given = counted.load(std::sync::atomic::Ordering::SeqCst);
            let given = usize::try_from(given).unwrap_or(usize::MAX);
            campaign.given += given;
            campaign.before += all - given;
            Ok::<_, Error>(())
        };
        if let Audience::One(person) = audience {
            let no = self.record().data().read("a person", |tx| people::number(tx, *person))?;
            give(vec![no])?;
        } else {
            let (mut after, today) = (i64::MIN, now.today());
            loop {
                let people = self
                    .record()
                    .data()
                    .read("people", |tx| people::living(tx, after, relationship, today, CHUNK))?;
                let Some(last) = people.last() else { break };
                after = last.get();
                give(people)?;
            }
        }
        let what = format!(
            "version {version} given to {} people, {} had it before",
            campaign.given, campaign.before
        );
        let worked =
            Worked { work: Work::Informed, whole: true, what, tell: Vec::new(), write_up: false };
        self.worked(who, case, worked, now)?;
        Ok(campaign)
    }

    /// How many people on record were given the notice in force, and how many were not.
    ///
    /// # Errors
    /// What the store says.
    pub fn informed(&self, now: Now) -> Result<(usize, usize), Error> {
        let version = self.record().gate().charter().head().version.get_ref().clone();
        let (mut given, mut not, mut after) = (0, 0, i64::MIN);
        let today = now.today();
        loop {
            let (people, told) = self.record().data().read("informed", |tx| {
                let people = people::living(tx, after, None, today, CHUNK)?;
                let told = given_to(tx, &version, &people)?;
                Ok::<_, RecordError>((people, told))
            })?;
            let Some(last) = people.last() else { return Ok((given, not)) };
            after = last.get();
            given += told;
            not += people.len() - told;
        }
    }

    /// The notices a person was given, the newest first. Nothing of theirs is in it; it is in the log
    /// who asked.
    ///
    /// # Errors
    /// [`people::Error::Refused`] where nothing about this person may be seen.
    pub fn notices(
        &self,
        question: &people::Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<Given>, Error> {
        let _ = self.record().write_about(
            question,
            person,
            now,
            "notices-read",
            |account| account,
            |_, _| Ok(()),
        )?;
        let sql = "SELECT version, day, how FROM notice_given WHERE person = ?1
                   ORDER BY day DESC, version DESC LIMIT 1000";
        Ok(self.record().data().read("notices", |tx| {
            let no = people::number(tx, person)?;
            tx.all(sql, params![no.get()], |row| {
                Ok::<_, RecordError>(Given {
                    version: row.text(0)?.to_owned(),
                    day: row.date(1)?,
                    how: row.text(2)?.to_owned(),
                })
            })
        })?)
    }
}

/// How many of these people were given a version; in the order of their numbers.
fn given_to(tx: &Tx<'_>, version: &str, people: &[PersonNo]) -> Result<usize, RecordError> {
    let (Some(first), Some(last)) = (people.first(), people.last()) else { return Ok(0) };
    let sql = "SELECT person FROM notice_given WHERE version = ?1 AND person BETWEEN ?2 AND ?3";
    let mut given = 0;
    tx.query(sql, params![version, first.get(), last.get()], |row| {
        let person = PersonNo::new(row.int(0)?);
        given += usize::from(people.binary_search_by_key(&person.get(), |one| one.get()).is_ok());
        Ok::<_, RecordError>(())
    })?;
    Ok(given)
}

/// Forgets what an erased person was given.
pub(crate) fn forget(tx: &Tx<'_>, person: PersonNo) -> Result<(), RecordError> {
    tx.execute("DELETE FROM notice_given WHERE person = ?1", params![person.get()])?;
    Ok(())
}

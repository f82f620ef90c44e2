//! What comes by email: it waits until somebody has said what it is. What it may ask for is proposed,
//! never decided; its time runs from when it came. What does not arrive, and what answers a case of
//! ours, finds its case by itself.

use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::Timestamp;
use law::clock::Moment;
use mail::{Fetched, Incoming, Position};
use people::{Now, PersonId, row_number};
use serde::{Deserialize, Serialize};
use vault::KeyId;

use crate::desk::CLOCK;
use crate::opening::parse_reference;
use crate::opening::{Claim, WORDS_LENGTH_MAX};
use crate::recognise::{Proposal, recognise};
use crate::taking::STEPS_MAX;
use crate::{Capacity, Channel, Desk, Error, Kind, NewCase, Opened, Party, Step, Taking, Who};

/// The most messages shown at once.
pub const INBOX_MAX: u32 = 200;
/// What a message that waits is as a task.
const TASK: &str = "case-inbox";
/// What one that answers a case is.
const ANSWER: &str = "case-mail";

const WAITS: i64 = 0;
const OPENED: i64 = 1;
const LAID_ASIDE: i64 = 2;
const TAKEN: i64 = 3;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It was taken before.
    Before,
    /// It says that a letter of ours did not arrive.
    CameBack,
    /// It names a case, and was noted there.
    Noted,
    /// It waits for somebody.
    Waits,
}

/// A message that waits.
#[derive(Clone)]
pub struct Waiting {
    /// Its number.
    pub no: i64,
    /// When it came.
    pub received: Timestamp,
    /// What was read of it.
    pub from: Option<String>,
    /// The name beside it.
    pub name: Option<String>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Whether a machine seems to have written it.
    pub automatic: bool,
    /// How many files are attached: they are not kept, and lie in the mailbox.
    pub attached: usize,
    /// What it may ask for.
    pub proposals: Vec<Proposal>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting").field("no", &self.no).finish_non_exhaustive()
    }
}

/// What is sealed of a message.
#[derive(Clone, Serialize, Deserialize)]
struct Inside {
    from: Option<String>,
    name: Option<String>,
    subject: String,
    text: String,
    automatic: bool,
    attached: usize,
    #[serde(default)]
    cut: bool,
}

impl Inside {
    fn of(read: &Incoming) -> Inside {
        Inside {
            from: read.from.clone(),
            name: read.name.clone(),
            subject: read.subject.clone(),
            text: read.text.clone(),
            automatic: read.automatic,
            attached: read.attached,
            cut: read.cut,
        }
    }

    /// The words a case is made of.
    fn words(&self) -> String {
        let subject = self.subject.trim();
        let begins = if subject.is_empty() { String::new() } else { format!("{subject}\n\n") };
        let ends = match self.cut {
            true => "\n\n(It goes on: the whole of it is in the mailbox.)",
            false => "",
        };
        // Opening a case is never refused, however much somebody writes.
        let room = WORDS_LENGTH_MAX - begins.chars().count() - ends.chars().count();
        let text: String = self.text.chars().take(room).collect();
        format!("{begins}{text}{ends}")
    }
}

struct Row {
    no: i64,
    received: i64,
    key: KeyId,
    sealed: Vec<u8>,
}

fn waiting(tx: &Tx<'_>, no: Option<i64>) -> Result<Vec<Row>, people::Error> {
    let sql = "SELECT no, received, key, detail FROM case_inbox
               WHERE state = ?1 AND (?2 = 0 OR no = ?2) ORDER BY received, no LIMIT ?3";
    tx.all(sql, params![WAITS, no.unwrap_or(0), INBOX_MAX], |row| {
        Ok(Row {
            no: row.int(0)?,
            received: row.int(1)?,
            key: KeyId::from_bytes(row.bytes(2)?),
            sealed: row.blob(3)?.to_vec(),
        })
    })
}

impl Desk {
    /// How far a mailbox was read.
    ///
    /// # Errors
    /// What the store says.
    pub fn mailbox(&self, place: &str) -> Result<Position, Error> {
        let sql = "SELECT validity, last FROM mailbox WHERE place = ?1";
        let found = self.record().data().read("mailbox", |tx| {
            tx.one(sql, params![place], |row| {
                let number =
                    |at| u32::try_from(row.int(at)?).map_err(|_| people::Error::Damaged("mailbox"));
                Ok::<_, people::Error>(Position { validity: number(0)?, last: number(1)? })
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Takes a message that came, once: it waits for somebody, or finds its case. It is written down
    /// before anything is made of it, so that it is never lost and never taken twice.
    ///
    /// # Errors
    /// What the store or the vault says; then take it again.
    pub fn mail_came(&self, place: &str, message: &Fetched, now: Now) -> Result<Came, Error> {
        let read = Incoming::read(&message.raw);
        // Not by its id alone: that is the sender's to choose.
        let name = self.record().vault().pseudonym("case-inbox", &message.raw);
        // Nothing comes tomorrow, whatever another server's clock says.
        let second = message.received.and_then(|second| second.checked_mul(1_000_000));
        let received = second.unwrap_or(now.micros()).min(now.micros());
        let (no, key) = (row_number(), self.record().fresh_key()?);
        let sealed = self.seal(key, "case_inbox", no, &Inside::of(&read))?;
        let (place, position) = (place.to_owned(), message.position);
        let (task, at) = (self.inbox_task(now), now.micros());
        let new = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let told = new.clone();
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-mail",
            |account| account,
            now,
            move |tx, _| {
                tx.execute(
                    "INSERT INTO mailbox (place, validity, last) VALUES (?1, ?2, ?3)
                     ON CONFLICT (place) DO UPDATE SET validity = EXCLUDED.validity,
                     last = EXCLUDED.last",
                    params![&place, i64::from(position.validity), i64::from(position.last)],
                )?;
                let first = tx.execute(
                    "INSERT INTO case_inbox (no, name, received, state, key, detail)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO NOTHING",
                    params![no, &name, received, WAITS, key.as_bytes(), &sealed],
                )?;
                told.store(first == 1, std::sync::atomic::Ordering::SeqCst);
                if first == 1 {
                    tasks::give_once(tx, &task, at)?;
                }
                Ok(())
            },
        )?;
        if !new.load(std::sync::atomic::Ordering::SeqCst) {
            self.record().vault().destroy(&[key], at).map_err(people::Error::from)?;
            return Ok(Came::Before);
        }
        let came = match &read.came_back {
            Some(id) if self.came_back(id, "it came back", now)? => Came::CameBack,
            _ if self.noted(&read, now)? => Came::Noted,
            _ => return Ok(Came::Waits),
        };
        // What asks for something of its own waits all the same.
        if came == Came::Noted && recognise(&read.text).iter().any(|one| one.sure) {
            return Ok(Came::Noted);
        }
        let rows = self.record().data().read("a message", |tx| waiting(tx, Some(no)))?;
        if let Some(row) = rows.first() {
            self.end_mail(Who::Clock, row, TAKEN, "found its case", now)?;
        }
        Ok(came)
    }

    fn inbox_task(&self, now: Now) -> NewTask {
        NewTask {
            post: self.posts().handler.clone(),
            kind: TASK.to_owned(),
            subject: None,
            reference: TASK.to_owned(),
            due: now.today().to_string(),
        }
    }

    /// Notes a message in the case it names, and tells whoever has that; whether it names one.
    fn noted(&self, read: &Incoming, now: Now) -> Result<bool, Error> {
        if read.automatic {
            return Ok(false);
        }
        let both = format!("{} {}", read.subject, read.text);
        let named = both
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .filter(|word| word.len() == 14)
            .filter_map(|word| parse_reference(word).ok())
            .find_map(|reference| self.find(&reference).ok().map(|no| (no, reference)));
        let Some((case, reference)) = named else { return Ok(false) };
        let steps = self.record().data().read("steps", |tx| crate::row::steps(tx, case))?;
        // However much is written to a case, its own steps have room.
        if steps.len() > STEPS_MAX / 2 {
            return Ok(false);
        }
        // Whose address it is was not looked at: that somebody knows the reference proves nothing.
        let from = read.from.as_deref().unwrap_or("an address that is not named");
        let attached = match read.attached {
            0 => String::new(),
            count => format!("\n\n({count} files are attached; they lie in the mailbox.)"),
        };
        let begins = format!("An email from {from}:\n\n");
        let room = crate::REASON_LENGTH_MAX - 500;
        let text: String = both.trim().chars().take(room).collect();
        let text = format!("{begins}{text}{attached}");
        let taking = Taking { why: Some(text), ..Taking::default() };
        match self.take(Who::Clock, case, Step::Note, &taking, now) {
            Ok(_) => {}
            // The store is asked again; for anything else somebody reads it by itself.
            Err(Error::Record(people::Error::Store(error))) => return Err(error.into()),
            Err(_) => return Ok(false),
        }
        let row = self.record().data().read("a case", |tx| crate::row::find(tx, case))?;
        let task = NewTask {
            post: row.map_or_else(|| self.posts().handler.clone(), |row| row.post),
            kind: ANSWER.to_owned(),
            subject: None,
            reference,
            due: now.today().to_string(),
        };
        let at = now.micros();
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            ANSWER,
            |account| account.with("case", task.reference.as_str()),
            now,
            {
                let task = task.clone();
                move |tx, _| {
                    tasks::give_once(tx, &task, at)?;
                    Ok(())
                }
            },
        )?;
        Ok(true)
    }

    /// The messages that wait, the oldest first; for those who work on cases. That they looked is in
    /// the log.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not work on cases.
    pub fn inbox(&self, who: Who<'_>, now: Now) -> Result<Vec<Waiting>, Error> {
        self.works_on_cases(who, now)?;
        let rows = self.record().data().read("inbox", |tx| waiting(tx, None))?;
        let count = rows.len();
        let say = |account: people::Account| account.with("messages", count);
        let _ = self.record().write_incoming(
            who.name(),
            None,
            "case-inbox-read",
            say,
            now,
            |_, _| Ok(()),
        )?;
        rows.into_iter().map(|row| self.waits(&row)).collect()
    }

    fn waits(&self, row: &Row) -> Result<Waiting, Error> {
        let inside: Inside = self.unseal(row.key, "case_inbox", row.no, &row.sealed)?;
        let proposals = recognise(&inside.words());
        Ok(Waiting {
            no: row.no,
            received: Timestamp::from_microsecond(row.received).unwrap_or(Timestamp::UNIX_EPOCH),
            proposals,
            from: inside.from,
            name: inside.name,
            subject: inside.subject,
            text: inside.text,
            automatic: inside.automatic,
            attached: inside.attached,
        })
    }

    /// Refuses whoever holds no post that works on cases.
    ///
    /// # Errors
    /// [`Error::None`]; what the store says.
    pub fn works_on_cases(&self, who: Who<'_>, now: Now) -> Result<(), Error> {
        let (actor, today) = (self.actor(who), now.today().to_string());
        let posts = self.posts();
        let holds = self.record().data().read("posts", |tx| {
            let mut holds = false;
            for post in [&posts.handler, &posts.adviser, &posts.owner] {
                holds |= db::posts::holds(tx, post, &actor.name, &today)?;
            }
            Ok::<_, people::Error>(holds)
        })?;
        if holds && !actor.is_clock { Ok(()) } else { Err(Error::None) }
    }

    /// Opens a case, or several, from a message that waits: as it came, when it came.
    ///
    /// # Errors
    /// [`Error::None`] where it does not wait any more, or for whoever does not work on cases; as for
    /// [`Desk::open`].
    pub fn open_mail(
        &self,
        who: Who<'_>,
        no: i64,
        kinds: &[Kind],
        subject: Option<PersonId>,
        entity: &str,
        now: Now,
    ) -> Result<Vec<Opened>, Error> {
        self.works_on_cases(who, now)?;
        let row = self.waiting_one(no)?;
        let inside: Inside = self.unseal(row.key, "case_inbox", row.no, &row.sealed)?;
        let received = Timestamp::from_microsecond(row.received).unwrap_or(Timestamp::UNIX_EPOCH);
        let new = NewCase {
            kinds: kinds.to_vec(),
            entity: entity.to_owned(),
            received: Moment::from(received),
            subject,
            requester: Party {
                // Whose address it is was not looked at: it proves nothing.
                person: None,
                name: inside.name.clone(),
                reach: inside.from.clone(),
                capacity: Capacity::Own,
                channel: Channel::Email,
            },
            recipient: None,
            words: inside.words(),
            by: None,
        };
        // Of two who open it at once, one does.
        let by = who.name().trim_end_matches('/');
        let claim = Claim::Mail(no, WAITS, OPENED);
        let opened = self.open_claiming(by, &new, Some(claim), now)?;
        self.end_mail(who, &row, OPENED, "made a case of", now)?;
        Ok(opened)
    }

    /// Lays a message aside that asks for nothing, with a reason; what it says is destroyed here, and
    /// stays in the mailbox.
    ///
    /// # Errors
    /// As for [`Desk::open_mail`]; [`Error::Malformed`] without a reason.
    pub fn lay_aside(&self, who: Who<'_>, no: i64, why: &str, now: Now) -> Result<(), Error> {
        if why.trim().is_empty() {
            return Err(Error::Malformed("say why it asks for nothing".to_owned()));
        }
        self.works_on_cases(who, now)?;
        let row = self.waiting_one(no)?;
        self.end_mail(who, &row, LAID_ASIDE, why, now)
    }

    fn waiting_one(&self, no: i64) -> Result<Row, Error> {
        let found = self.record().data().read("a message", |tx| waiting(tx, Some(no)))?;
        found.into_iter().next().ok_or(Error::None)
    }

    fn end_mail(
        &self,
        who: Who<'_>,
        row: &Row,
        state: i64,
        why: &str,
        now: Now,
    ) -> Result<(), Error> {
        let (no, why, by, at) = (row.no, why.to_owned(), self.actor(who).name, now.micros());
        let say = |account: people::Account| account.with("why", why.as_str());
        let _ = self.record().write_incoming(
            who.name(),
            None,
            "case-inbox-done",
            say,
            now,
            move |tx, _| {
                tx.execute(
                    "UPDATE case_inbox SET state = ?2, detail = NULL WHERE no = ?1",
                    params![no, state],
                )?;
                let sql = "SELECT 1 FROM case_inbox WHERE state = ?1 LIMIT 1";
                if tx.one(sql, params![WAITS], |row| row.int(0))?.is_none() {
                    tasks::end_about(tx, TASK, TASK, &by, "read", at)?;
                }
                Ok(())
            },
        )?;
        // The row names its key until that is destroyed: what is cut off here is done again.
        self.forget_read(now)
    }

    /// Destroys the keys of messages that were read: what they said is gone, from every copy.
    pub(crate) fn forget_read(&self, now: Now) -> Result<(), Error> {
        let sql = "SELECT no, key FROM case_inbox WHERE state <> ?1 AND key IS NOT NULL LIMIT 1000";
        let read = self.record().data().read("read", |tx| {
            tx.all(sql, params![WAITS], |row| {
                Ok::<_, people::Error>((row.int(0)?, KeyId::from_bytes(row.bytes(1)?)))
            })
        })?;
        let keys: Vec<KeyId> = read.iter().map(|(_, key)| *key).collect();
        self.record().vault().destroy(&keys, now.micros()).map_err(people::Error::from)?;
        self.record().data().write("forgotten", move |tx| {
            for (no, _) in &read {
                tx.execute("UPDATE case_inbox SET key = NULL WHERE no = ?1", params![*no])?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }
}

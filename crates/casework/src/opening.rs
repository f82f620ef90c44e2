//! Opening a case: something came, by whatever channel, and its time runs from then on.

use db::params;
use jiff::ToSpan;
use jiff::civil::Date;
use law::clock::Moment;
use people::{Error as RecordError, Now, PersonId, row_number};
use serde::{Deserialize, Serialize};

use crate::Step;
use crate::party::{Capacity, Party};
use crate::webhooks::{self, Event};
use crate::{Desk, Error, Kind, State, clock, proof};

/// The most characters of what somebody wrote or said: 100,000.
pub const WORDS_LENGTH_MAX: usize = 100_000;
/// The most cases one letter opens.
pub const KINDS_MAX: usize = 8;
/// How soon a member of parliament, or a councillor, who asks for somebody is answered, where they name
/// no day: the office's own time.
pub const REPRESENTATIVE_DAYS: i32 = 2;
/// How many open cases of one person are looked through for duplicates.
const DUPLICATES_MAX: u32 = 20;

/// Something that came.
#[derive(Clone)]
pub struct NewCase {
    /// What it is about: one letter can open several.
    pub kinds: Vec<Kind>,
    /// The legal entity, by the charter's name.
    pub entity: String,
    /// When it came: the day for most, the instant for a breach.
    pub received: Moment,
    /// Whom it is about, where that is known.
    pub subject: Option<PersonId>,
    /// Who asks.
    pub requester: Party,
    /// Who is answered, where it is somebody else.
    pub recipient: Option<Party>,
    /// What they wrote, or what was said.
    pub words: String,
    /// The day named by whoever asks, for kinds that go by it.
    pub by: Option<Date>,
}

/// Says nothing of whom or what.
impl std::fmt::Debug for NewCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCase").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

/// A case that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub no: i64,
    /// What is read out over the telephone.
    pub reference: String,
    /// What it is about.
    pub kind: Kind,
    /// The day by which; none where nothing sets one.
    pub due: Option<Date>,
}

/// What is sealed in a case.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Inside {
    pub(crate) words: String,
    pub(crate) requester: Party,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) recipient: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<String>,
}

/// What is sealed in a step.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct StepInside {
    /// Who.
    pub(crate) by: String,
    /// Why, or what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

/// A reference nobody can guess: 12 letters and digits in three groups.
fn reference() -> String {
    let code = data_encoding::BASE32_NOPAD.encode(&vault::random::<8>());
    format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..12])
}

/// Reads a reference as somebody typed or said it.
///
/// # Errors
/// [`Error::Malformed`] when it is none.
pub fn parse_reference(text: &str) -> Result<String, Error> {
    let code: String =
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    if code.len() != 12 {
        return Err(Error::Malformed("a reference has 12 letters and digits".to_owned()));
    }
    Ok(format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]))
}

struct Making {
    no: i64,
    reference: String,
    kind: Kind,
    key: vault::KeyId,
    sealed: Vec<u8>,
    step_no: i64,
    step: Vec<u8>,
    due: Option<Date>,
    wanted: i64,
}

impl Desk {
    /// Opens a case, or several that belong together, from one letter or call. Nothing is refused:
    /// no form, no proof and no known person is needed for the time to run.
    ///
    /// # Errors
    /// [`Error::Malformed`] where it is too long, about nothing or from tomorrow;
    /// [`people::Error::Nobody`] for a subject there is not.
    pub fn open(&self, by: &str, new: &NewCase, now: Now) -> Result<Vec<Opened>, Error> {
        let mut kinds = new.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() || kinds.len() > KINDS_MAX {
            return Err(Error::Malformed(format!("a case is about 1 to {KINDS_MAX} things")));
        }
        if new.words.chars().count() > WORDS_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "what was said has more than {WORDS_LENGTH_MAX} characters; attach it as a document"
            )));
        }
        let day = new.received.day();
        if new.received.instant().as_microsecond() > now.micros() && day > now.today() {
            return Err(Error::Malformed(format!("nothing comes on {day} before that day")));
        }
        let entity = self.record().codes().code(people::CodeKind::Entity, &new.entity)?;
        let inside = Inside {
            words: new.words.clone(),
            requester: new.requester.clone(),
            recipient: new.recipient.clone(),
            answer: None,
        };
        let at = new.received.instant().as_microsecond();
        let fast =
            new.requester.capacity == Capacity::Representative && kinds.contains(&Kind::Disclosure);
        let named = new.by.or(fast.then(|| day.saturating_add(REPRESENTATIVE_DAYS.days())));
        let mut making = Vec::new();
        for &kind in &kinds {
            let (no, step_no) = (row_number(), row_number());
            let key = self.record().fresh_key()?;
            let first = clock::Happened {
                step: Step::Receive,
                day,
                at: new.received.instant(),
                gate: None,
            };
            let due =
                clock::read(kind, &[first], named, self.instant(now))?.and_then(|clock| clock.due);
            let step = StepInside { by: by.to_owned(), why: None };
            making.push(Making {
                no,
                reference: reference(),
                kind,
                key,
                sealed: self.seal(key, "casefile", no, &inside)?,
                step_no,
                step: self.seal(key, "case_step", step_no, &step)?,
                due,
                wanted: proof::wanted(kind, new.requester.capacity),
            });
        }
        let opened: Vec<Opened> = making
            .iter()
            .map(|one| Opened {
                no: one.no,
                reference: one.reference.clone(),
                kind: one.kind,
                due: one.due,
            })
            .collect();
        let references: Vec<String> = opened.iter().map(|one| one.reference.clone()).collect();
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id()).collect();
        let post = self.posts().handler.clone();
        let (named, received) = (named.map(|day| day.to_string()), day.to_string());
        let _ = self.record().write_incoming(
            by,
            new.subject,
            "open-case",
            |account| account.with("cases", references.clone()).with("kinds", ids.clone()),
            now,
            move |tx, person| {
                for one in &making {
                    if let Some(person) = person {
                        let others = tx.all(
                            "SELECT no FROM casefile WHERE person = ?1 AND kind = ?2
                             AND state NOT IN (?3, ?4) LIMIT ?5",
                            params![
                                person.get(),
                                one.kind.number(),
                                State::Sent.number(),
                                State::Closed.number(),
                                DUPLICATES_MAX
                            ],
                            |row| Ok::<_, RecordError>(row.int(0)?),
                        )?;
                        // Said to those who work on it alone: that somebody has another case is
                        // no news for whoever answers the telephone.
                        for other in others {
                            link(tx, one.no, other, "like it")?;
                        }
                    }
                    let (kind, state) = (one.kind.number(), State::Received.number());
                    tx.execute(
                        "INSERT INTO casefile (no, reference, kind, state, version, entity, person,
                         key, post, received, aware, named, due, alerted, wanted, proven,
                         detail)
                         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13,
                                 0, ?14)",
                        params![
                            one.no,
                            &one.reference,
                            kind,
                            state,
                            i64::from(entity),
                            person.map(people::PersonNo::get),
                            one.key.as_bytes(),
                            &post,
                            &received,
                            at,
                            named.as_deref(),
                            one.due.map(|day| day.to_string()).as_deref(),
                            one.wanted,
                            &one.sealed
                        ],
                    )?;
                    tx.execute(
                        "INSERT INTO case_step (no, casefile, n, step, state, day, at, said, detail)
                         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, 0, ?7)",
                        params![
                            one.step_no,
                            one.no,
                            Step::Receive.number(),
                            state,
                            &received,
                            at,
                            &one.step
                        ],
                    )?;
                }
                for one in &making {
                    let event = Event {
                        case: one.no,
                        reference: &one.reference,
                        kind: one.kind,
                        state: State::Received,
                        step: Step::Receive,
                        version: 1,
                        due: one.due,
                        at: now.micros(),
                    };
                    webhooks::tell(tx, &event)?;
                }
                for pair in making.windows(2) {
                    link(tx, pair[0].no, pair[1].no, "one letter")?;
                }
                Ok(())
            },
        )?;
        Ok(opened)
    }
}

/// Writes down that two cases belong together; the smaller number first, so that it stands once.
pub(crate) fn link(tx: &db::Tx<'_>, a: i64, b: i64, why: &str) -> Result<(), RecordError> {
    tx.execute(
        "INSERT INTO case_link (one, other, why) VALUES (?1, ?2, ?3)
         ON CONFLICT (one, other) DO NOTHING",
        params![a.min(b), a.max(b), why],
    )?;
    Ok(())
}

//! Recordings of calls, transcripts and notes of them (rows 6.1.5a and 6.1.5b).
//!
//! The recording stays where it is; the telephone system says here that there is one, whether the caller
//! was told first, and gives the transcript to be read. Where a card number or a password is found in it,
//! the recording is locked at once, and stays so until somebody has destroyed it or cut that part out, and
//! the rest was read again. What was said is kept nowhere here.

use db::params;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, Now, Record};

use crate::Error;
use crate::done::Done;
use crate::error::{no, said};

/// Within how many days a locked recording is dealt with.
pub const LOCKED_DAYS: i64 = 7;
/// The most bytes of a transcript: 1 MiB.
pub const TRANSCRIPT_BYTES_MAX: usize = 1 << 20;
/// The most characters of what the telephone system calls a recording.
const REFERENCE_LENGTH_MAX: usize = 100;
/// The kind of task of one that is locked for too long.
const DESTROY: &str = "destroy-recording";
/// The most that are listed.
const LISTED_MAX: u32 = 2_000;

/// How a recording stands. The numbers are stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum State {
    /// Nothing was found in it.
    Kept = 0,
    /// Something was found in it that is never kept: nobody may use it.
    Locked = 1,
    /// It was destroyed.
    Destroyed = 2,
    /// It came without a transcript, so nobody has read it: it is not used either.
    Unread = 3,
}

impl State {
    fn of(number: i64) -> Option<State> {
        [State::Kept, State::Locked, State::Destroyed, State::Unread]
            .into_iter()
            .find(|one| *one as i64 == number)
    }

    /// Its id: `kept`, `locked`, `destroyed`, `unread`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            State::Kept => "kept",
            State::Locked => "locked",
            State::Destroyed => "destroyed",
            State::Unread => "unread",
        }
    }
}

/// A recording as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What the telephone system calls it.
    pub reference: String,
    /// The day of the call.
    pub day: Date,
    /// Whether the caller was told before they spoke to anybody.
    pub told: bool,
    /// How it stands.
    pub state: State,
    /// What was found in it, by the charter's names.
    pub found: Vec<String>,
}

/// A recording that comes in.
#[derive(Clone)]
pub struct NewRecording<'a> {
    /// What the telephone system calls it: letters, digits, `-`, `_`, `.`, `/` and `:`.
    pub reference: &'a str,
    /// The day of the call.
    pub day: Date,
    /// Whether the caller was told before they spoke to anybody.
    pub told: bool,
    /// What was said, in words; none where the system makes no transcript.
    pub transcript: Option<&'a str>,
}

fn reference(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if text.is_empty() || text.len() > REFERENCE_LENGTH_MAX || !text.chars().all(plain) {
        return Err(Error::Malformed(format!(
            "a recording is named by letters, digits and `-_./:`, {REFERENCE_LENGTH_MAX} at most"
        )));
    }
    Ok(text.to_owned())
}

/// Reads a transcript for what is never kept.
fn read(record: &Record, transcript: Option<&str>) -> Result<(State, Vec<String>), Error> {
    let Some(transcript) = transcript else { return Ok((State::Unread, Vec::new())) };
    if transcript.len() > TRANSCRIPT_BYTES_MAX {
        return Err(Error::Malformed(format!(
            "the transcript has more than {TRANSCRIPT_BYTES_MAX} bytes; give it in parts"
        )));
    }
    let found = record.never_collected_in(transcript);
    Ok((if found.is_empty() { State::Kept } else { State::Locked }, found))
}

/// Takes a recording in, and reads its transcript.
///
/// # Errors
/// [`Error::Malformed`] for a name that is none, or one that is taken.
pub fn take(
    record: &Record,
    by: &str,
    new: &NewRecording<'_>,
    now: Now,
) -> Result<Recording, Error> {
    let name = reference(new.reference)?;
    if new.day > now.today() {
        return Err(Error::Malformed("no call is recorded tomorrow".to_owned()));
    }
    let (state, found) = read(record, new.transcript)?;
    let came = Recording { reference: name, day: new.day, told: new.told, state, found };
    let (row, actor, at) = (came.clone(), by.to_owned(), now.micros());
    let act = if state == State::Locked { "recording-locked" } else { "recording-came" };
    record.write_office(by, act, &came.reference, now, move |tx| {
        let put = tx.execute(
            "INSERT INTO recording (reference, day, told, state, found, actor, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (reference) DO NOTHING",
            params![
                &row.reference,
                row.day.to_string().as_str(),
                i64::from(row.told),
                row.state as i64,
                row.found.join(" ").as_str(),
                &actor,
                at
            ],
        )?;
        if put == 1 {
            return Ok(());
        }
        Err(RecordError::Malformed("there is a recording of that name already".to_owned()))
    })?;
    Ok(came)
}

/// The recording of a name.
///
/// # Errors
/// [`Error::None`].
pub fn recording(record: &Record, name: &str) -> Result<Recording, Error> {
    let name = reference(name)?;
    let found = record.data().read("a recording", |tx| {
        tx.one(
            "SELECT reference, day, told, state, found FROM recording WHERE reference = ?1",
            params![&name],
            row,
        )
    })?;
    found.ok_or(Error::None {
        what: "recording",
        name,
        way: "one nobody told of is not used; `keyholder recording take` tells of it",
    })
}

fn row(row: &db::Row<'_>) -> Result<Recording, RecordError> {
    let found = row.text(4)?.split(' ').filter(|word| !word.is_empty());
    Ok(Recording {
        reference: row.text(0)?.to_owned(),
        day: row.date(1)?,
        told: row.int(2)? == 1,
        state: State::of(row.int(3)?).ok_or(RecordError::Damaged("recording"))?,
        found: found.map(str::to_owned).collect(),
    })
}

/// Recordings that are locked, longest first.
///
/// # Errors
/// What the store says.
pub fn locked(record: &Record) -> Result<Vec<Recording>, Error> {
    let all = record.data().read("locked recordings", |tx| {
        tx.all(
            "SELECT reference, day, told, state, found FROM recording
             WHERE state = ?1 ORDER BY recorded, reference LIMIT ?2",
            params![State::Locked as i64, LISTED_MAX],
            row,
        )
    })?;
    Ok(all)
}

/// Whether a recording may be used at all: it is on record, the caller was told first, it was read, and nothing
/// was found. For what and by whom is the gate's to say.
///
/// # Errors
/// [`Error::No`] with what is in the way; [`Error::None`] for one nobody told of.
pub fn may_use(record: &Record, name: &str) -> Result<Recording, Error> {
    let found = recording(record, name)?;
    match found.state {
        State::Locked => {
            Err(no("6.1.5b", "something was found in it that is never kept; it is locked"))
        }
        State::Destroyed => Err(no("6.1.5b", "it was destroyed")),
        State::Unread => {
            Err(no("6.1.5b", "nobody has read it for card numbers; give its transcript first"))
        }
        State::Kept if !found.told => {
            Err(no("6.1.5a", "the caller was not told that the call is recorded"))
        }
        State::Kept => Ok(found),
    }
}

/// What was done with a recording that was locked or not read.
#[derive(Clone, Copy, Debug)]
pub enum Dealt<'a> {
    /// It was destroyed, and its copies.
    Destroyed,
    /// That part was cut out, or it was written down: what is left says this.
    Transcript(&'a str),
}

/// Deals with a recording that is locked or was not read. What is left of it is read again: it is locked
/// still, or anew, where something is in it.
///
/// # Errors
/// [`Error::No`] for one that is neither; [`Error::None`].
pub fn deal(
    record: &Record,
    by: &str,
    name: &str,
    (dealt, how): (Dealt<'_>, &str),
    now: Now,
) -> Result<Recording, Error> {
    let how = said("say how it was done", how, 3)?;
    let mut found = recording(record, name)?;
    if !matches!(found.state, State::Locked | State::Unread) {
        return Err(no("6.1.5b", "it is not locked, and was read"));
    }
    let from = found.state;
    (found.state, found.found) = match dealt {
        Dealt::Destroyed => (State::Destroyed, found.found),
        Dealt::Transcript(text) => read(record, Some(text))?,
    };
    let (row, day) = (found.clone(), now.today().to_string());
    let done = Done::new(by, now);
    let about = format!("{}: {}, {how}", found.reference, found.state.id());
    record.write_office(by, "recording-dealt-with", &about, now, move |tx| {
        let settled = (row.state != State::Locked).then_some(day.as_str());
        let changed = tx.execute(
            "UPDATE recording SET state = ?2, found = ?3, settled = ?4
             WHERE reference = ?1 AND state = ?5",
            params![
                &row.reference,
                row.state as i64,
                row.found.join(" ").as_str(),
                settled,
                from as i64
            ],
        )?;
        if changed != 1 {
            return Err(RecordError::Changed);
        }
        match row.state {
            State::Locked => Ok(()),
            _ => done.task(tx, DESTROY, &row.reference),
        }
    })?;
    Ok(found)
}

/// Gives a task where a recording has been locked for too long, and forgets those that are past their time:
/// the class of recordings in the charter says when.
pub(crate) fn tick(record: &Record, post: &str, now: Now) -> Result<u64, Error> {
    let mut given = 0;
    let late = now.today().saturating_sub(LOCKED_DAYS.days());
    for one in locked(record)?.into_iter().filter(|one| one.day <= late) {
        let task = db::tasks::NewTask {
            post: post.to_owned(),
            kind: DESTROY.to_owned(),
            subject: None,
            reference: one.reference,
            due: now.today().to_string(),
        };
        let at = now.micros();
        record.data().write("task", move |tx| db::tasks::give_once(tx, &task, at))?;
        given += 1;
    }
    let classes = record.gate().charter().retentions();
    let class = classes.find("call-recordings").and_then(|at| classes[at].period.as_ref());
    let Some(period) = class.map(|period| *period.get_ref()) else { return Ok(given) };
    let all = record.data().read("recordings", |tx| {
        tx.all(
            "SELECT reference, day FROM recording WHERE state <> ?1 ORDER BY day LIMIT ?2",
            params![State::Locked as i64, LISTED_MAX],
            |row| Ok::<_, RecordError>((row.text(0)?.to_owned(), row.date(1)?)),
        )
    })?;
    let gone: Vec<String> = (all.into_iter())
        .filter(|(_, day)| period.after(*day) < now.today())
        .map(|(name, _)| name)
        .collect();
    if !gone.is_empty() {
        let count = gone.len().to_string();
        record.write_office(
            "the nightly work",
            "recordings-forgotten",
            &count,
            now,
            move |tx| {
                for name in &gone {
                    tx.execute("DELETE FROM recording WHERE reference = ?1", params![name])?;
                }
                Ok(())
            },
        )?;
    }
    Ok(given)
}

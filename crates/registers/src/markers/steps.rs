//! What becomes of a marker that stands: told, told later, going on for a short while, over before its day.

use db::params;
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, MarkerStep, MarkerView, Now, PersonId, Record};

use super::propose::DEFER_DAYS_MAX;
use super::{about, recall, watch};
use crate::Error;
use crate::done::Done;
use crate::error::{no, said};

/// The fewest characters of a reason.
pub const REASON_LENGTH_MIN: usize = 20;
/// For how long a marker may go on past its day, once.
pub const EXTEND_DAYS_MAX: i64 = 28;

/// Where words about markers are sealed.
pub(super) const TABLE: &str = "marker_word";

/// What was said. The numbers are stored: never change one.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub(super) enum Word {
    Told = 1,
    Deferred = 2,
    Extended = 3,
    Ended = 4,
    Appeal = 5,
    Decided = 6,
}

/// A word about a marker, ready to be written.
pub(super) struct NewWord {
    no: i64,
    marker: i64,
    kind: i64,
    day: String,
    due: Option<String>,
    post: String,
    at: i64,
    sealed: Vec<u8>,
}

impl NewWord {
    pub(super) fn new(
        record: &Record,
        person: PersonId,
        marker: &MarkerView,
        (kind, text): (Word, &str),
        due: Option<Date>,
        now: Now,
    ) -> Result<NewWord, Error> {
        let no = people::row_number();
        Ok(NewWord {
            no,
            marker: marker.no,
            kind: kind as i64,
            day: now.today().to_string(),
            due: due.map(|due| due.to_string()),
            post: marker.post.clone(),
            at: now.micros(),
            sealed: record.seal_detail_of(person, TABLE, no, text.as_bytes())?,
        })
    }

    pub(super) fn number(&self) -> i64 {
        self.no
    }

    pub(super) fn insert(&self, tx: &db::Tx<'_>, of: people::PersonNo) -> Result<(), RecordError> {
        tx.execute(
            "INSERT INTO marker_word (no, person, marker, kind, day, due, post, recorded, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                self.no,
                of.get(),
                self.marker,
                self.kind,
                &self.day,
                self.due.as_deref(),
                &self.post,
                self.at,
                &self.sealed
            ],
        )?;
        Ok(())
    }
}

/// The markers of a person that were not ended, of the categories the asker may see.
///
/// # Errors
/// As for looking at the person.
pub fn list(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<MarkerView>, Error> {
    let mut all = record.markers(&super::ask(record, named, "look", now)?, person, now)?;
    all.sort_by_key(|marker| (marker.since, marker.no));
    Ok(all)
}

/// One marker of a person that stands.
pub(super) fn one(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    now: Now,
) -> Result<MarkerView, Error> {
    let all = list(record, named, person, now)?;
    all.into_iter().find(|one| one.no == marker).ok_or_else(|| Error::None {
        what: "marker of this person with the number",
        name: marker.to_string(),
        way: "`keyholder marker list` shows them",
    })
}

/// Takes a step with a marker, with what was said about it.
fn step(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: &MarkerView,
    (step, kind, text): (MarkerStep, Word, &str),
    now: Now,
) -> Result<(), Error> {
    let ask = about(record, named, &marker.category, "collect", now)?;
    let word = std::sync::Arc::new(NewWord::new(record, person, marker, (kind, text), None, now)?);
    let (no, day, extended) = (marker.no, now.today().to_string(), kind == Word::Extended);
    let over = kind == Word::Ended;
    let done = Done::new(named.actor.as_deref().unwrap_or_default(), now);
    let of = record.clone();
    let _ = record.step_marker(&ask, person, no, step, now, move |tx, person| {
        word.insert(tx, person)?;
        if extended {
            tx.execute(
                "INSERT INTO marker_watch (marker, kind, code, extended) VALUES (?1, ?3, ?3, ?2)
                 ON CONFLICT (marker) DO UPDATE SET extended = excluded.extended",
                params![no, &day, ""],
            )?;
        }
        match kind {
            Word::Told | Word::Deferred => watch::told(tx, no, &done)?,
            Word::Extended => watch::looked_at(tx, no, &done)?,
            Word::Ended => watch::ended(tx, no, &done)?,
            _ => {}
        }
        if over {
            super::appeal::settle_all(tx, no, &done)?;
            recall::ask(tx, &of, no, &day)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes down that the person was told of a marker, and how.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::None`]; as for looking at the person.
pub fn tell(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    (on, how): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    let how = said("say how they were told", how, 3)?;
    let marker = one(record, named, person, marker, now)?;
    if on > now.today() {
        return Err(Error::Malformed("nobody was told tomorrow; say when they were".to_owned()));
    }
    step(record, named, person, &marker, (MarkerStep::Told(on), Word::Told, &how), now)
}

/// Puts telling off, again or for the first time, for [`DEFER_DAYS_MAX`] days at most.
///
/// # Errors
/// [`Error::No`] for longer; as for [`tell`].
pub fn defer(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    (until, because): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    let because = said("say why telling would raise the risk", because, REASON_LENGTH_MIN)?;
    let marker = one(record, named, person, marker, now)?;
    let charter = record.gate().charter();
    let may = charter
        .markers()
        .iter()
        .any(|kind| kind.category.get_ref().as_str() == marker.category && kind.deferral.is_some());
    if !may {
        return Err(no("8.7.10", "telling of this kind of marker is not put off; tell the person"));
    }
    if until > now.today().saturating_add(DEFER_DAYS_MAX.days()) || until < now.today() {
        return Err(no(
            "8.7.10",
            format!("telling is put off for {DEFER_DAYS_MAX} days at most, and looked at again"),
        ));
    }
    step(
        record,
        named,
        person,
        &marker,
        (MarkerStep::Deferred(until), Word::Deferred, &because),
        now,
    )
}

/// Lets a marker go on past its day, once and for [`EXTEND_DAYS_MAX`] days at most: for whoever needs the
/// time to propose it anew, or to find that it is over.
///
/// # Errors
/// [`Error::No`] for a second time, for longer, or while the person's word against it waits; as for [`tell`].
pub fn extend(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    (until, because): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    let because = said("say why it goes on", because, REASON_LENGTH_MIN)?;
    let marker = one(record, named, person, marker, now)?;
    let Some(last) = marker.until else {
        return Err(no("8.7.10", "it has no last day; end it, and propose one that has"));
    };
    if last < now.today() {
        return Err(no("8.7.10", "it is over; propose a new one, with what is so today"));
    }
    if until <= last || until > last.saturating_add(EXTEND_DAYS_MAX.days()) {
        return Err(no(
            "8.7.10",
            format!(
                "it may go on for {EXTEND_DAYS_MAX} days past {last}; propose it anew for longer"
            ),
        ));
    }
    let (before, waits) = record.data().read("went on before", |tx| {
        let before = tx.one(
            "SELECT 1 FROM marker_watch WHERE marker = ?1 AND extended IS NOT NULL",
            params![marker.no],
            |row| row.int(0),
        )?;
        let waits = super::appeal::waits(tx, marker.no)?;
        Ok::<_, RecordError>((before.is_some(), waits))
    })?;
    if before {
        return Err(no("8.7.10", "it went on once; propose it anew, and somebody else decides"));
    }
    if waits {
        return Err(no("8.7.10", "the person says it is wrong; decide about that first"));
    }
    step(record, named, person, &marker, (MarkerStep::Until(until), Word::Extended, &because), now)
}

/// Ends a marker today: whoever had it is asked to take it out.
///
/// # Errors
/// As for [`tell`].
pub fn end(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    because: &str,
    now: Now,
) -> Result<(), Error> {
    let because = said("say why it is over", because, 3)?;
    let marker = one(record, named, person, marker, now)?;
    let last = now.today().yesterday().unwrap_or(now.today()).max(marker.since);
    step(record, named, person, &marker, (MarkerStep::Ended(last), Word::Ended, &because), now)
}

//! What a person says against a marker: written down at once, decided by somebody else than whoever set it.

use db::{Tx, params};
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, MarkerStep, Now, PersonId, Record};
use std::sync::Arc;

use super::steps::{NewWord, TABLE, Word, one};
use super::{about, may_see, recall};
use crate::Error;
use crate::done::Done;
use crate::error::{no, said};

/// Within how many days it is decided: what we ask of ourselves, and no day of the law's. Somebody may
/// complain beside it, which has a day of its own.
pub const APPEAL_DAYS: i64 = 28;
/// The most of one person that are read.
const APPEALS_MAX: u32 = 100;

/// The kind of task of one that waits.
pub(crate) const TASK: &str = "decide-marker-appeal";

/// How the task names it.
pub(crate) fn reference(appeal: i64) -> String {
    format!("appeal {appeal}")
}

/// What a person said against a marker.
#[derive(Clone)]
pub struct Appeal {
    /// Its number.
    pub no: i64,
    /// The marker.
    pub marker: i64,
    /// The day it came.
    pub day: Date,
    /// The day by which it is decided; none once it is.
    pub due: Option<Date>,
    /// What they said.
    pub text: String,
}

impl std::fmt::Debug for Appeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Appeal({})", self.no)
    }
}

/// Whether a word against a marker waits.
pub(super) fn waits(tx: &Tx<'_>, marker: i64) -> Result<bool, RecordError> {
    let found = tx.one(
        "SELECT 1 FROM marker_word WHERE marker = ?1 AND kind = ?2 AND due IS NOT NULL LIMIT 1",
        params![marker, Word::Appeal as i64],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

/// What was said against a marker that is over needs no more deciding: it is as the person wants it.
pub(super) fn settle_all(tx: &Tx<'_>, marker: i64, done: &Done) -> Result<(), RecordError> {
    let waiting = tx.all(
        "SELECT no FROM marker_word WHERE marker = ?1 AND kind = ?2 AND due IS NOT NULL",
        params![marker, Word::Appeal as i64],
        |row| Ok::<_, RecordError>(row.int(0)?),
    )?;
    for no in waiting {
        done.task(tx, TASK, &reference(no))?;
    }
    tx.execute(
        "UPDATE marker_word SET due = NULL WHERE marker = ?1 AND kind = ?2",
        params![marker, Word::Appeal as i64],
    )?;
    Ok(())
}

/// Writes down what a person says against a marker; its number.
///
/// # Errors
/// [`Error::Malformed`] without words; as for looking at the person.
pub fn appeal(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    marker: i64,
    words: &str,
    now: Now,
) -> Result<i64, Error> {
    let words = said("write down what they say", words, 3)?;
    let marker = one(record, named, person, marker, now)?;
    let ask = about(record, named, &marker.category, "collect", now)?;
    let due = now.today().saturating_add(APPEAL_DAYS.days());
    let word = NewWord::new(record, person, &marker, (Word::Appeal, &words), Some(due), now)?;
    let (no, word) = (word.number(), Arc::new(word));
    let say = |account: people::Account| account.with("marker", marker.no);
    let _ = record
        .write_about(&ask, person, now, "marker-appeal", say, move |tx, of| word.insert(tx, of))?;
    Ok(no)
}

/// What a person said against their markers, of kinds the asker may see.
///
/// # Errors
/// As for looking at the person.
pub fn appeals(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<Appeal>, Error> {
    let (number, seen) = may_see(record, named, person, now)?;
    let rows = record.data().read("appeals", |tx| {
        let mut rows = Vec::new();
        for of in people::records_of(tx, number)? {
            rows.extend(tx.all(
                "SELECT no, marker, day, due, detail FROM marker_word
                 WHERE person = ?1 AND kind = ?2 ORDER BY recorded, no LIMIT ?3",
                params![of.get(), Word::Appeal as i64, APPEALS_MAX],
                |row| {
                    let appeal = Appeal {
                        no: row.int(0)?,
                        marker: row.int(1)?,
                        day: row.date(2)?,
                        due: row.opt_date(3)?,
                        text: String::new(),
                    };
                    Ok::<_, RecordError>((appeal, row.blob(4)?.to_vec()))
                },
            )?);
        }
        let rows = rows.into_iter().map(|(appeal, sealed): (Appeal, Vec<u8>)| {
            let code = people::marker_of(tx, appeal.marker)?.map_or(0, |(_, code)| code);
            Ok::<_, RecordError>((appeal, code, sealed))
        });
        rows.collect::<Result<Vec<_>, RecordError>>()
    })?;
    let mut all = Vec::new();
    for (mut appeal, code, sealed) in rows {
        if seen.contains(&record.name_of(people::CodeKind::Category, code)) {
            let plain = record.open_detail_of(TABLE, appeal.no, &sealed)?;
            appeal.text = String::from_utf8_lossy(&plain).into_owned();
            all.push(appeal);
        }
    }
    Ok(all)
}

/// Decides about what a person said: the marker stays, with a reason, or is over today. Whoever decided to
/// set it does not decide about this.
///
/// # Errors
/// [`Error::No`] for the one who decided to set it; [`Error::None`] where nothing waits.
pub fn decide_appeal(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    number: i64,
    (stays, because): (bool, &str),
    now: Now,
) -> Result<(), Error> {
    let because = said("say why", because, super::REASON_LENGTH_MIN)?;
    let all = appeals(record, named, person, now)?;
    let waits = all.into_iter().find(|one| one.no == number && one.due.is_some());
    let waits = waits.ok_or_else(|| Error::None {
        what: "word against a marker that waits with the number",
        name: number.to_string(),
        way: "`keyholder marker list` shows them",
    })?;
    let marker = one(record, named, person, waits.marker, now)?;
    let by = named.actor.clone().unwrap_or_default();
    let detail = String::from_utf8_lossy(&marker.detail).to_lowercase();
    let decider = format!("decided by: {}", by.trim().to_lowercase());
    if by.trim().is_empty() || detail.lines().any(|line| line == decider) {
        return Err(no("8.7.10", "whoever decided to set it does not decide about this"));
    }
    let me = record.pseudonym_of(&by);
    let set_it = record.data().read("who set it", |tx| {
        tx.one(
            "SELECT proposer, approver FROM marker_watch WHERE marker = ?1",
            params![marker.no],
            |row| {
                let is = |of: Option<&[u8]>| of.is_some_and(|of| of == me);
                Ok::<_, RecordError>(is(row.opt_blob(0)?) || is(row.opt_blob(1)?))
            },
        )
    })?;
    if set_it.unwrap_or(false) {
        return Err(no(
            "8.7.10",
            "whoever proposed it or said yes to it does not decide about this",
        ));
    }
    let ask = about(record, named, &marker.category, "collect", now)?;
    let word =
        Arc::new(NewWord::new(record, person, &marker, (Word::Decided, &because), None, now)?);
    let done = Done::new(&by, now);
    let ended = done.clone();
    let settle = move |tx: &Tx<'_>, of: people::PersonNo| {
        let settled = tx.execute(
            "UPDATE marker_word SET due = NULL WHERE no = ?1 AND due IS NOT NULL",
            params![number],
        )?;
        if settled != 1 {
            return Err(RecordError::Malformed("somebody decided about it before".to_owned()));
        }
        ended.task(tx, TASK, &reference(number))?;
        word.insert(tx, of)
    };
    if stays {
        let say = |account: people::Account| account.with("marker", marker.no);
        let _ = record.write_about(&ask, person, now, "marker-stays", say, settle)?;
        return Ok(());
    }
    let last = now.today().yesterday().unwrap_or(now.today()).max(marker.since);
    let (no, day, of) = (marker.no, now.today().to_string(), record.clone());
    let step = MarkerStep::Ended(last);
    let _ = record.step_marker(&ask, person, no, step, now, move |tx, person| {
        settle(tx, person)?;
        settle_all(tx, no, &done)?;
        super::watch::ended(tx, no, &done)?;
        recall::ask(tx, &of, no, &day)
    })?;
    Ok(())
}

//! Telling somebody afterwards: a life was at risk and there was no time to tell them first (row 11.6a). The
//! reason has passed by then, so it is owed, and a post has a task until it is done.

use db::{Tx, params, tasks};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error, Now, PersonId, PersonNo, Question, Record};

use super::owner;
use super::scheduled::{tell_scheduled, waits};
use crate::Exception;

/// The kind of task of one whose person is told afterwards.
const TELL: &str = "share-tell-after";
/// How many rows are looked at in one go.
const CHUNK: u32 = 500;
/// Within how many days: what we ask of ourselves, for the law counts none once it has gone.
const DAYS: i32 = 7;

/// Gives the post the task of telling whoever was not told for want of time, in the transaction that writes the
/// disclosure down.
pub(crate) fn owe(
    tx: &Tx<'_>,
    post: &str,
    person: PersonNo,
    no: i64,
    now: Now,
) -> Result<(), Error> {
    let task = tasks::NewTask {
        post: post.to_owned(),
        kind: TELL.to_owned(),
        subject: Some(person.get()),
        reference: no.to_string(),
        due: now.today().saturating_add(DAYS.days()).to_string(),
    };
    tasks::give(tx, &task, now.micros())?;
    Ok(())
}

/// Looks after those who were not told in time.
///
/// Whoever nobody has a task for becomes one, until it is written down that they were told; of somebody who was
/// erased there is nothing more to tell. How many are untold.
///
/// # Errors
/// What the store says.
pub fn remind_of_untold(record: &Record, by: &str, now: Now) -> Result<usize, Error> {
    let post = owner(record);
    let (mut untold, mut after) = (0, i64::MIN);
    loop {
        let rows = record.data().read("who was not told", |tx| {
            tx.all(
                "SELECT no, person FROM disclosure
                 WHERE exception = ?1 AND told IS NULL AND no > ?2 ORDER BY no LIMIT ?3",
                params![Exception::NoTime.as_str(), after, CHUNK],
                |row| Ok::<_, Error>((row.int(0)?, row.int(1)?)),
            )
        })?;
        let Some((last, _)) = rows.last() else { return Ok(untold) };
        after = *last;
        let (post, by) = (post.clone(), by.to_owned());
        untold += *record.data().write("who was not told", move |tx| {
            let mut owed = 0;
            for (no, person) in &rows {
                let reference = no.to_string();
                if !people::gone_of(tx, &[*person])?.is_empty() {
                    tasks::end_about(tx, TELL, &reference, &by, "erased", now.micros())?;
                    continue;
                }
                owed += 1;
                if !tasks::is_open(tx, TELL, &reference)? {
                    owe(tx, &post, PersonNo::new(*person), *no, now)?;
                }
            }
            Ok::<_, Error>(owed)
        })?;
    }
}

/// Writes down that the person was told.
///
/// Of one that waits to be given, or of one that went before there was time to tell them. Of the second it stands in
/// the register why they were not told first, and when they were.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] for a day that has not come, and where nobody has to be told of one
/// of that number.
pub fn tell(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    on: Date,
    now: Now,
) -> Result<(), Error> {
    if on > now.today() {
        return Err(Error::Malformed("that day has not come".to_owned()));
    }
    if record.data().read("what they are told of", |tx| waits(tx, no))? {
        return tell_scheduled(record, question, person, no, on, now);
    }
    let (day, by, at) = (on.to_string(), question.actor().to_owned(), now.micros());
    let say = move |account: people::Account| account.with("disclosure", no);
    let act = "told-of-disclosure";
    let _ = record.write_about(question, person, now, act, say, move |tx, number| {
        let mut done = 0;
        for one in people::records_of(tx, number)? {
            done += tx.execute(
                "UPDATE disclosure SET told = ?3
                 WHERE no = ?1 AND person = ?2 AND told IS NULL AND exception = ?4 AND given <= ?3",
                params![no, one.get(), &day, Exception::NoTime.as_str()],
            )?;
        }
        if done == 0 {
            return Err(Error::Malformed(
                "nothing of that number waits for this person to be told of it by that day"
                    .to_owned(),
            ));
        }
        tasks::end_about(tx, TELL, &no.to_string(), &by, "told", at)?;
        Ok(())
    })?;
    Ok(())
}

//! What the registers do by themselves every night: whoever has something to do hears of it, what is over is
//! recalled, and rows of people who are gone go too.

use db::{params, tasks};
use jiff::ToSpan;
use people::{Error as RecordError, Now, Record};

use crate::markers::appeal;
use crate::{Error, kept, markers, pictures, recordings};

/// How many days before its day somebody hears of a row.
const SOON_DAYS: i64 = 7;
/// The most rows looked at in one night.
const ROWS_MAX: u32 = 10_000;
/// Who deals with recordings that are locked.
const RECORDINGS: &str = "director-of-housing";

/// What a night came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Tasks about markers.
    pub markers: u64,
    /// Markers that are over and were recalled.
    pub recalled: u64,
    /// Rows somebody has to do something about.
    pub due: u64,
    /// Pictures that must come down.
    pub pictures: u64,
    /// Recordings that are locked for too long.
    pub recordings: u64,
}

/// Does the night's work. What fails does not keep the rest from being done; the first failure is said.
///
/// # Errors
/// What the store says.
pub fn tick(record: &Record, actor: &str, now: Now) -> Result<Ticked, Error> {
    let markers = markers::watch(record, actor, now);
    // First what has gone: nobody has to do anything about it.
    let forgotten = kept::forget(record, actor, now);
    let due = rows(record, now);
    let pictures = pictures::tick(record, pictures::TAKES_DOWN, now);
    let recordings = recordings::tick(record, RECORDINGS, now);
    forget(record)?;
    let _ = forgotten?;
    let (markers, recalled) = markers?;
    Ok(Ticked { markers, recalled, due: due?, pictures: pictures?, recordings: recordings? })
}

fn rows(record: &Record, now: Now) -> Result<u64, Error> {
    let by = now.today().saturating_add(SOON_DAYS.days());
    let due = record.data().read("what is due", |tx| kept::due(tx, by, ROWS_MAX))?;
    let count = u64::try_from(due.len()).unwrap_or(u64::MAX);
    for one in due {
        let new = tasks::NewTask {
            post: one.post,
            kind: kept::task(one.register).to_owned(),
            subject: Some(one.person),
            reference: kept::pointer(one.no),
            due: one.due.to_string(),
        };
        let at = now.micros();
        record.data().write("task", move |tx| tasks::give_once(tx, &new, at))?;
    }
    Ok(count + appeals(record, now)?)
}

/// What people said against markers and nobody has decided about yet.
fn appeals(record: &Record, now: Now) -> Result<u64, Error> {
    let waiting = record.data().read("appeals that wait", |tx| {
        tx.all(
            "SELECT no, person, due, post FROM marker_word WHERE due IS NOT NULL
             ORDER BY due, no LIMIT ?1",
            params![ROWS_MAX],
            |row| {
                Ok::<_, RecordError>(tasks::NewTask {
                    post: row.text(3)?.to_owned(),
                    kind: appeal::TASK.to_owned(),
                    subject: Some(row.int(1)?),
                    reference: appeal::reference(row.int(0)?),
                    due: row.text(2)?.to_owned(),
                })
            },
        )
    })?;
    let count = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
    for new in waiting {
        let at = now.micros();
        record.data().write("task", move |tx| tasks::give_once(tx, &new, at))?;
    }
    Ok(count)
}

/// Takes out what is left of people who are gone.
fn forget(record: &Record) -> Result<(), Error> {
    // That somebody who is gone was in a picture stays, and what they said does not open any more: nobody is
    // shown of whom nothing is known.
    for table in ["marker_proposal", "marker_word"] {
        let mut after = i64::MIN;
        loop {
            let people: Vec<i64> = record.data().read("people in a register", |tx| {
                let sql = format!(
                    "SELECT DISTINCT person FROM {table} WHERE person > ?1 ORDER BY person LIMIT ?2"
                );
                tx.all(&sql, params![after, 1_000_i64], |row| Ok::<_, RecordError>(row.int(0)?))
            })?;
            let Some(last) = people.last() else { break };
            after = *last;
            let gone = record.data().read("who is gone", |tx| people::gone_of(tx, &people))?;
            if gone.is_empty() {
                continue;
            }
            record.data().write("forget in a register", move |tx| {
                for person in &gone {
                    tx.execute(
                        &format!("DELETE FROM {table} WHERE person = ?1"),
                        params![*person],
                    )?;
                }
                Ok::<_, RecordError>(())
            })?;
        }
    }
    Ok(())
}

//! Watching over the days of markers: 60, 30 and 7 days before its last, who answers for it is told; on
//! the day after, it is over by itself, and who had it is asked to take it out.

use db::{Tx, params, tasks};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{CodeKind, Error as RecordError, MarkerDays, Now, Record};

use super::recall;
use crate::Error;
use crate::done::Done;

/// How many days before its last day somebody is told of a marker that nears its end.
pub const WARN_DAYS: [i64; 3] = [60, 30, 7];

/// The kind of task of one whose person is to be told.
const TELL: &str = "tell-of-marker";
/// The kind of task of one that is looked at again.
const REVIEW: &str = "review-marker";

/// What is to be done about a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearing {
    /// Its last day is this many days away, or fewer.
    Ends(i64),
    /// Telling was put off, and that time is over.
    Tell,
    /// It is time to look whether it is still true.
    Review,
}

impl Nearing {
    /// What of this is so today, the most urgent first.
    fn of(marker: &MarkerDays, review: Option<Date>, today: Date) -> Vec<Nearing> {
        let mut all = Vec::new();
        let deferral_over = marker.deferred_until.is_none_or(|day| day < today);
        if marker.told.is_none() && deferral_over {
            all.push(Nearing::Tell);
        }
        if let Some(last) = marker.until {
            let ends =
                WARN_DAYS.iter().rev().find(|days| today.saturating_add(days.days()) >= last);
            all.extend(ends.map(|days| Nearing::Ends(*days)));
        }
        if review.is_some_and(|day| day <= today) {
            all.push(Nearing::Review);
        }
        all
    }

    /// The day it is about: another one is another reminder.
    fn of_day(self, marker: &MarkerDays, review: Option<Date>) -> String {
        let day = match self {
            Nearing::Ends(_) => marker.until,
            Nearing::Tell => marker.deferred_until,
            Nearing::Review => review,
        };
        day.map_or_else(String::new, |day| day.to_string())
    }

    fn task(self) -> String {
        match self {
            Nearing::Ends(days) => format!("marker-ends-in-{days}"),
            Nearing::Tell => TELL.to_owned(),
            Nearing::Review => REVIEW.to_owned(),
        }
    }
}

/// How every task about a marker begins to name it.
fn reference(marker: i64) -> String {
    format!("marker {marker} ")
}

/// The person was told, or telling was put off: nobody has to tell them today.
pub(super) fn told(tx: &Tx<'_>, marker: i64, done: &Done) -> Result<(), RecordError> {
    done.tasks(tx, TELL, &reference(marker))
}

/// It is over: nobody has to do anything about it any more but take it out, and whoever was not told of it would be
/// told of something that is not so.
pub(super) fn ended(tx: &Tx<'_>, marker: i64, done: &Done) -> Result<(), RecordError> {
    told(tx, marker, done)?;
    looked_at(tx, marker, done)
}

/// It goes on: what was said of its last day is done with, and it was looked at.
pub(super) fn looked_at(tx: &Tx<'_>, marker: i64, done: &Done) -> Result<(), RecordError> {
    for days in WARN_DAYS {
        done.tasks(tx, &Nearing::Ends(days).task(), &reference(marker))?;
    }
    done.tasks(tx, REVIEW, &reference(marker))
}

/// Looks at every marker, gives the tasks that are due, each once, and asks whoever had one that is over to
/// take it out. How many tasks and recalls that were.
pub(crate) fn watch(record: &Record, actor: &str, now: Now) -> Result<(u64, u64), Error> {
    let (mut tasks, mut recalled, mut after) = (0, 0, i64::MIN);
    loop {
        let markers = record.data().read("markers", |tx| {
            let markers = people::markers_after(tx, after)?;
            let with = markers.into_iter().map(|marker| {
                let watched = watched(tx, marker.no)?;
                let category = people::marker_of(tx, marker.no)?.map_or(0, |(_, code)| code);
                Ok::<_, RecordError>((marker, watched, category))
            });
            with.collect::<Result<Vec<_>, RecordError>>()
        })?;
        let Some((last, ..)) = markers.last() else { break };
        after = last.no;
        for (marker, watched, category) in markers {
            if marker.until.is_some_and(|last| last < now.today()) {
                if !watched.recalled {
                    over(record, actor, marker.no, now)?;
                    recalled += 1;
                }
                continue;
            }
            let owner = owner(record, record.name_of(CodeKind::Category, category));
            tasks += *record.data().write("watch over a marker", move |tx| {
                give(tx, &marker, &owner, watched.review, now)
            })?;
        }
    }
    Ok((tasks, recalled))
}

#[derive(Clone, Copy, Default)]
struct Watched {
    review: Option<Date>,
    recalled: bool,
}

fn watched(tx: &Tx<'_>, marker: i64) -> Result<Watched, RecordError> {
    let found = tx.one(
        "SELECT review, recalled FROM marker_watch WHERE marker = ?1",
        params![marker],
        |row| {
            let recalled = row.opt_text(1)?.is_some();
            Ok::<_, RecordError>(Watched { review: row.opt_date(0)?, recalled })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// The post that owns safety for markers of a category: it decides about the first kind of them.
fn owner(record: &Record, category: &str) -> String {
    let kinds = record.gate().charter().markers();
    let kind = kinds.iter().find(|kind| kind.category.get_ref().as_str() == category);
    kind.map(|kind| kind.decided_by.get_ref().as_str().to_owned()).unwrap_or_default()
}

/// Gives the tasks about one marker. In the last week the post that owns safety hears of it too.
fn give(
    tx: &Tx<'_>,
    marker: &MarkerDays,
    owner: &str,
    review: Option<Date>,
    now: Now,
) -> Result<u64, RecordError> {
    let today = now.today();
    let mut given = 0;
    for nearing in Nearing::of(marker, review, today) {
        let due = match nearing {
            Nearing::Ends(_) => marker.until.unwrap_or(today),
            Nearing::Tell | Nearing::Review => today,
        };
        let mut posts = vec![marker.post.as_str()];
        if nearing == Nearing::Ends(7) && !owner.is_empty() && owner != marker.post {
            posts.push(owner);
        }
        for post in posts {
            let task = tasks::NewTask {
                post: post.to_owned(),
                kind: nearing.task(),
                subject: Some(marker.person.get()),
                reference: format!(
                    "{}{post} {}",
                    reference(marker.no),
                    nearing.of_day(marker, review)
                ),
                due: due.to_string(),
            };
            let known = tasks::is_open(tx, &task.kind, &task.reference)?
                || tasks::ended(tx, &task.kind, &task.reference)?.is_some();
            if !known {
                tasks::give(tx, &task, now.micros())?;
                given += 1;
            }
        }
    }
    Ok(given)
}

/// A marker whose last day is over: whoever had it is asked to take it out, once.
fn over(record: &Record, actor: &str, marker: i64, now: Now) -> Result<(), Error> {
    let (day, of) = (now.today().to_string(), record.clone());
    let done = Done::new(actor, now);
    record.write_office(actor, "marker-over", &marker.to_string(), now, move |tx| {
        ended(tx, marker, &done)?;
        recall::ask(tx, &of, marker, &day)?;
        tx.execute(
            "INSERT INTO marker_watch (marker, kind, code, recalled) VALUES (?1, ?3, ?3, ?2)
             ON CONFLICT (marker) DO UPDATE SET recalled = excluded.recalled",
            params![marker, &day, ""],
        )?;
        Ok(())
    })?;
    Ok(())
}

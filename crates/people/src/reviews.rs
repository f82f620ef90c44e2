//! Days on which something on record is to be looked at again: how much, whose, and when. Nobody is in it.

use db::params;
use jiff::civil::Date;

use crate::{Error, Record};

/// The most lines.
const LINES_MAX: u32 = 2_000;

/// What is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Holds: whether they are still needed.
    Holds,
    /// Markers: whether they are still true.
    Markers,
    /// Markers from before that are to be proved, or to go.
    Legacy,
}

/// How much of one kind is to be looked at on one day, by one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: Waits,
    /// The post it belongs to.
    pub post: String,
    /// The day.
    pub day: Date,
    /// How many.
    pub count: i64,
}

impl Record {
    /// What on record is to be looked at again, by post and day: numbers, and of nobody.
    ///
    /// # Errors
    /// What the store says.
    pub fn waiting_for_review(&self) -> Result<Vec<Waiting>, Error> {
        let of = [
            (
                Waits::Holds,
                "SELECT post, review, COUNT(*) FROM hold
                 WHERE released IS NULL AND review IS NOT NULL
                 GROUP BY post, review ORDER BY review, post LIMIT ?1",
            ),
            (
                Waits::Markers,
                "SELECT post, until, COUNT(*) FROM marker WHERE ended IS NULL AND until IS NOT NULL
                 GROUP BY post, until ORDER BY until, post LIMIT ?1",
            ),
            (
                Waits::Legacy,
                "SELECT post, put_right_by, COUNT(*) FROM marker
                 WHERE ended IS NULL AND put_right_by IS NOT NULL
                 GROUP BY post, put_right_by ORDER BY put_right_by, post LIMIT ?1",
            ),
        ];
        self.data().read("what waits for review", |tx| {
            let mut all = Vec::new();
            for (what, sql) in of {
                all.extend(tx.all(sql, params![LINES_MAX], |row| {
                    let (post, day) = (row.text(0)?.to_owned(), row.date(1)?);
                    Ok::<_, Error>(Waiting { what, post, day, count: row.int(2)? })
                })?);
            }
            Ok::<_, Error>(all)
        })
    }
}

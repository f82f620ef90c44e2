//! The rows of a run: the list an approval is bound to, and what came of each.

use db::{Tx, params};
use people::{LetGo, RIPE_CHUNK, Ripe, Stop};
use sha2::{Digest, Sha256};
use words::Message;

use crate::Error;

/// Not carried out yet.
const WAITS: i64 = 0;
/// Gone.
const GONE: i64 = 1;
/// Stayed.
const STAYED: i64 = 2;

/// The hash of a list, row by row in their order.
pub(crate) struct ListHash(Sha256);

impl ListHash {
    pub(crate) fn new(day: jiff::civil::Date) -> ListHash {
        let mut hash = Sha256::new();
        hash.update(b"keyholder/disposal/v1");
        hash.update(day.to_string());
        ListHash(hash)
    }

    pub(crate) fn add(&mut self, row: &Ripe) {
        self.0.update([u8::try_from(row.kind).unwrap_or(u8::MAX)]);
        self.0.update(row.no.to_be_bytes());
        self.0.update(row.version.to_be_bytes());
        for text in [row.class.as_str(), row.event.as_str(), &row.due.to_string()] {
            self.0.update((text.len() as u64).to_be_bytes());
            self.0.update(text);
        }
    }

    pub(crate) fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

pub(crate) fn insert(tx: &Tx<'_>, run: i64, rows: &[Ripe]) -> Result<(), db::Error> {
    for row in rows {
        tx.execute(
            "INSERT INTO disposal_row (run, together, no, class, event, due, version, came)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
            params![
                run,
                row.kind,
                row.no,
                &row.class,
                &row.event,
                &row.due.to_string(),
                row.version
            ],
        )?;
    }
    Ok(())
}

/// The next rows of a run after one, [`RIPE_CHUNK`] at most; only those that wait, or all.
pub(crate) fn next(
    tx: &Tx<'_>,
    run: i64,
    (kind, no): (i64, i64),
    waiting: bool,
) -> Result<Vec<Ripe>, Error> {
    // What has come stays out where only what waits is wanted.
    let highest = if waiting { WAITS } else { STAYED };
    tx.all(
        "SELECT together, no, class, event, due, version FROM disposal_row
         WHERE run = ?1 AND (together, no) > (?2, ?3) AND came <= ?4
         ORDER BY together, no LIMIT ?5",
        params![run, kind, no, highest, RIPE_CHUNK],
        |row| {
            Ok::<_, Error>(Ripe {
                kind: row.int(0)?,
                no: row.int(1)?,
                class: row.text(2)?.to_owned(),
                event: row.text(3)?.to_owned(),
                due: row.date(4)?,
                version: row.int(5)?,
                people: Vec::new(),
                stops: Vec::new(),
            })
        },
    )
}

/// Writes down what came of a batch.
pub(crate) fn came(tx: &Tx<'_>, run: i64, done: &LetGo) -> Result<(), db::Error> {
    let set = |kind: i64, no: i64, came: i64, why: Option<&str>| {
        tx.execute(
            "UPDATE disposal_row SET came = ?4, why = ?5
             WHERE run = ?1 AND together = ?2 AND no = ?3",
            params![run, kind, no, came, why],
        )
    };
    for (kind, no) in &done.gone {
        set(*kind, *no, GONE, None)?;
    }
    for (kind, no, stop) in &done.stayed {
        set(*kind, *no, STAYED, Some(&word(stop)))?;
    }
    if let Some(entry) = done.entry {
        tx.execute(
            "INSERT INTO disposal_entry (run, entry) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![run, entry],
        )?;
    }
    tx.execute(
        "UPDATE disposal_run SET keys = keys + ?2 WHERE no = ?1",
        params![run, i64::try_from(done.keys).unwrap_or(i64::MAX)],
    )?;
    Ok(())
}

/// How many rows of a run wait, are gone, and stayed.
pub(crate) fn counts(tx: &Tx<'_>, run: i64) -> Result<[u64; 3], Error> {
    let mut counts = [0; 3];
    tx.query(
        "SELECT came, COUNT(*) FROM disposal_row WHERE run = ?1 GROUP BY came",
        params![run],
        |row| {
            let count = u64::try_from(row.int(1)?).unwrap_or(0);
            let at = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
            if let Some(of) = counts.get_mut(at) {
                *of = count;
            }
            Ok::<_, Error>(())
        },
    )?;
    Ok(counts)
}

/// What stands in the way, for people to read.
#[must_use]
pub fn message(stop: &Stop) -> Message {
    match stop {
        Stop::Hold(kind) => Message::new("disposal-hold").with("kind", kind.as_str()),
        Stop::Restricted => Message::new("disposal-restricted"),
        Stop::Above("open-case") => Message::new("disposal-open-case"),
        Stop::Above("answer-that-opens") => Message::new("disposal-answer-that-opens"),
        Stop::Above(_) => Message::new("disposal-kept-above"),
        Stop::Changed => Message::new("disposal-changed"),
    }
}

/// That so many people go as well, for people to read.
#[must_use]
pub fn people_message(people: u64) -> Message {
    Message::new("disposal-people").with("people", i64::try_from(people).unwrap_or(i64::MAX))
}

/// What stands in the way in one word, for registers and programs; with its kind where it is a hold.
#[must_use]
pub fn word(stop: &Stop) -> String {
    stop.word()
}

//! What the sources answered: each by itself, and none forgotten.

use db::{Tx, params};
use people::Error as RecordError;
use words::Message;

use crate::row::CaseRow;
use crate::{Error, Outcome};

/// How a source answered, by the names `keyholder collect` has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Searched {
    /// It holds something.
    Held,
    /// Every way into it was tried, and it holds nothing.
    NothingHeld,
    /// It holds something, and some of it could not be searched.
    Partly,
    /// It cannot be searched by what is known.
    CannotSearch,
    /// It was not searched.
    NotSearched,
    /// Somebody looked by hand.
    LookedByHand,
    /// It failed.
    Failed,
}

impl Searched {
    /// Every answer.
    pub const ALL: &[Searched] = &[
        Searched::Held,
        Searched::NothingHeld,
        Searched::Partly,
        Searched::CannotSearch,
        Searched::NotSearched,
        Searched::LookedByHand,
        Searched::Failed,
    ];

    /// Its name, as in packs and in the log.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Searched::Held => "held",
            Searched::NothingHeld => "nothing-held",
            Searched::Partly => "partly",
            Searched::CannotSearch => "cannot-search",
            Searched::NotSearched => "not-searched",
            Searched::LookedByHand => "looked-by-hand",
            Searched::Failed => "failed",
        }
    }

    /// The answer of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Searched> {
        Searched::ALL.iter().copied().find(|one| one.id() == name)
    }

    /// Whether it was searched to its end.
    #[must_use]
    pub fn is_whole(self) -> bool {
        matches!(self, Searched::Held | Searched::NothingHeld | Searched::LookedByHand)
    }

    /// What it is in plain words, as the person reads it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Searched::Held => Message::new("casework-searched-held"),
            Searched::NothingHeld => Message::new("casework-searched-nothing-held"),
            Searched::Partly => Message::new("casework-searched-partly"),
            Searched::CannotSearch => Message::new("casework-searched-cannot-search"),
            Searched::NotSearched => Message::new("casework-searched-not-searched"),
            Searched::LookedByHand => Message::new("casework-searched-looked-by-hand"),
            Searched::Failed => Message::new("casework-searched-failed"),
        }
    }
}

/// What one source answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAnswer {
    /// The source, by its name in the map.
    pub source: String,
    /// How it answered.
    pub answer: Searched,
    /// How many rows it gave.
    pub held: usize,
    /// Whether somebody accepted that it was not searched to its end.
    pub accepted: bool,
}

/// The most sources of one case: 256.
pub const SOURCES_MAX: usize = 256;
/// The most characters the name of a source may have.
const SOURCE_LENGTH_MAX: usize = 200;

/// What the sources of a case answered, by name.
pub(crate) fn of(tx: &Tx<'_>, case: i64) -> Result<Vec<SourceAnswer>, RecordError> {
    let sql = "SELECT source, answer, held, accepted FROM case_source WHERE casefile = ?1
         ORDER BY source LIMIT 257";
    tx.all(sql, params![case], |row| {
        Ok(SourceAnswer {
            source: row.text(0)?.to_owned(),
            answer: Searched::of(row.text(1)?).ok_or(RecordError::Damaged("case_source"))?,
            held: usize::try_from(row.int(2)?).unwrap_or(usize::MAX),
            accepted: row.int(3)? != 0,
        })
    })
}

/// How many sources are not settled; one, where none was asked and some must be.
pub(crate) fn unanswered(row: &CaseRow, sources: &[SourceAnswer]) -> u32 {
    if sources.is_empty() {
        return u32::from(row.kind.searches());
    }
    let open = sources.iter().filter(|one| !one.answer.is_whole() && !one.accepted).count();
    u32::try_from(open).unwrap_or(u32::MAX)
}

/// Writes down what sources answered. What was accepted of an answer is not accepted of the next.
pub(crate) fn answered(tx: &Tx<'_>, case: i64, answers: &[SourceAnswer]) -> Result<(), Error> {
    let fits = |one: &SourceAnswer| {
        let length = one.source.trim().chars().count();
        length > 0 && length <= SOURCE_LENGTH_MAX
    };
    if answers.is_empty() || answers.len() > SOURCES_MAX || !answers.iter().all(fits) {
        return Err(Error::Malformed(format!(
            "say what 1 to {SOURCES_MAX} sources answered, each by its name"
        )));
    }
    for one in answers {
        tx.execute(
            "INSERT INTO case_source (casefile, source, answer, held, accepted)
             VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT (casefile, source)
             DO UPDATE SET answer = excluded.answer, held = excluded.held, accepted = 0",
            params![
                case,
                &one.source,
                one.answer.id(),
                i64::try_from(one.held).unwrap_or(i64::MAX)
            ],
        )?;
    }
    Ok(())
}

/// Writes down that somebody accepts that a source was not searched to its end.
pub(crate) fn accepted(tx: &Tx<'_>, case: i64, source: &str) -> Result<(), Error> {
    let sql = "UPDATE case_source SET accepted = 1 WHERE casefile = ?1 AND source = ?2";
    if tx.execute(sql, params![case, source])? == 1 {
        return Ok(());
    }
    Err(Error::Malformed(format!("`{source}` has answered nothing in this case")))
}

/// Forgets what sources answered and what was found: it was of somebody else.
pub(crate) fn forget(tx: &Tx<'_>, case: i64) -> Result<(), RecordError> {
    for table in ["case_source", "case_item", "case_span"] {
        tx.execute(&format!("DELETE FROM {table} WHERE casefile = ?1"), params![case])?;
    }
    Ok(())
}

/// Whether an answer to a person may say so: *nothing held* only where every source was searched to
/// its end and none holds anything. That somebody was asked and found nothing is no search of our
/// systems.
pub(crate) fn may_end(
    outcome: Outcome,
    sources: &[SourceAnswer],
    asked: &[String],
) -> Result<(), Error> {
    if outcome != Outcome::NothingHeld {
        return Ok(());
    }
    if !sources.is_empty() && sources.iter().all(|one| asked.contains(&one.source)) {
        return Err(Error::Malformed(
            "none of our systems was searched: `keyholder collect --case` does it".to_owned(),
        ));
    }
    let nothing = |one: &SourceAnswer| one.answer == Searched::NothingHeld;
    if !sources.iter().all(nothing) {
        return Err(Error::Malformed(
            "not every source was searched to its end and holds nothing: say so, and not that \
             nothing is held"
                .to_owned(),
        ));
    }
    Ok(())
}

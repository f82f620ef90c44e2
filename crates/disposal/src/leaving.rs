//! The review when somebody leaves: what is kept has a recorded reason, what is not goes (row 19.1a).

use db::params;
use jiff::civil::Date;
use people::{LEAVING_TASK, Now, PersonId, Question, Record, row_number};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The most characters of a reason.
pub const REASON_LENGTH_MAX: usize = 2_000;

/// What is decided about one retention class of somebody who left.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The class, by the charter's name.
    pub class: String,
    /// Whether it is kept until its day; where it is not, it is past its time from now on.
    pub keep: bool,
    /// Why. Sealed with the person.
    pub reason: String,
}

/// What was decided about a class.
#[derive(Clone)]
pub struct LeavingReview {
    /// The day.
    pub day: Date,
    /// Who decided.
    pub actor: String,
    /// The class, by the charter's name.
    pub class: String,
    /// Whether it is kept until its day.
    pub kept: bool,
    /// Why.
    pub reason: String,
}

impl std::fmt::Debug for LeavingReview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LeavingReview({}, {})", self.class, self.kept)
    }
}

#[derive(Serialize, Deserialize)]
struct Detail {
    reason: String,
}

/// Writes down what is kept of somebody who left, and why. What is not kept is past its time from now
/// on, and goes with the next run, unless something stands in its way.
///
/// # Errors
/// [`Error::Malformed`] for a decision without a reason; [`Error::NoClass`]; [`people::Error::Refused`].
pub fn decide_leaving(
    record: &Record,
    question: &Question,
    person: PersonId,
    decided: &[Decided],
    now: Now,
) -> Result<(), Error> {
    if decided.is_empty() {
        return Err(Error::Malformed("say of one class at least what becomes of it".to_owned()));
    }
    let mut rows = Vec::with_capacity(decided.len());
    for one in decided {
        let reason = one.reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "say why, in {REASON_LENGTH_MAX} characters at most, for each class (paragraph 19.1)"
            )));
        }
        let code = record
            .codes()
            .code(people::CodeKind::Retention, &one.class)
            .map_err(|_| Error::NoClass(one.class.clone()))?;
        let no = row_number();
        let bytes = serde_json::to_vec(&Detail { reason: reason.to_owned() })
            .map_err(|_| Error::Malformed("the reason cannot be kept".to_owned()))?;
        let sealed = record.seal_detail_of(person, "leaving_review", no, &bytes)?;
        rows.push((no, code, one.class.clone(), one.keep, sealed));
    }
    let (actor, day, at) = (question.actor().to_owned(), now.today(), now.micros());
    let say = |account: people::Account| {
        let kept = decided.iter().filter(|one| one.keep).map(|one| one.class.as_str());
        account.with("kept", kept.collect::<Vec<_>>().join(" ")).with("classes", decided.len())
    };
    let _ =
        record.write_about(question, person, now, "leaving-reviewed", say, move |tx, person| {
            for (no, code, class, kept, sealed) in &rows {
                tx.execute(
                    "INSERT INTO leaving_review (no, person, day, actor, class, kept, at, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        *no,
                        person.get(),
                        &day.to_string(),
                        &actor,
                        class,
                        i64::from(*kept),
                        at,
                        sealed
                    ],
                )?;
                if !kept {
                    people::no_longer_kept(tx, person, *code, day)?;
                }
            }
            db::tasks::end_of(tx, LEAVING_TASK, person.get(), &actor, "decided", at)?;
            Ok(())
        })?;
    Ok(())
}

/// What was decided when somebody left, the newest first, for those whose question is allowed.
///
/// # Errors
/// [`people::Error::Refused`].
pub fn leaving_reviews(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<Vec<LeavingReview>, Error> {
    let no = record.look(question, person, now)?.number();
    let rows = record.data().read("leaving reviews", |tx| {
        tx.all(
            "SELECT no, day, actor, class, kept, detail FROM leaving_review WHERE person = ?1
             ORDER BY at DESC, no LIMIT 1000",
            params![no.get()],
            |row| {
                Ok::<_, people::Error>((
                    row.int(0)?,
                    row.date(1)?,
                    row.text(2)?.to_owned(),
                    row.text(3)?.to_owned(),
                    row.int(4)? == 1,
                    row.blob(5)?.to_vec(),
                ))
            },
        )
    })?;
    rows.into_iter()
        .map(|(no, day, actor, class, kept, sealed)| {
            let bytes = record.open_detail_of("leaving_review", no, &sealed)?;
            let detail: Detail = serde_json::from_slice(&bytes)
                .map_err(|_| Error::Malformed("a review on record cannot be read".to_owned()))?;
            Ok(LeavingReview { day, actor, class, kept, reason: detail.reason })
        })
        .collect()
}

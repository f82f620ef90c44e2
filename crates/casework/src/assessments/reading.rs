//! Assessments as they stand.

use std::collections::BTreeMap;

use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, Now};

use super::{AssessmentKind, LISTED_MAX, REVIEW_SOON_DAYS};
use crate::{Desk, Error, Who};

/// How far one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentState {
    /// It is being written.
    Draft,
    /// The data protection officer is asked for advice.
    WithOfficer,
    /// They have advised; whoever owns the decision decides.
    Advised,
    /// It was decided to go ahead.
    Signed,
    /// It was decided not to go ahead.
    Stopped,
}

impl AssessmentState {
    const ALL: &[AssessmentState] = &[
        AssessmentState::Draft,
        AssessmentState::WithOfficer,
        AssessmentState::Advised,
        AssessmentState::Signed,
        AssessmentState::Stopped,
    ];

    pub(crate) fn number(self) -> i64 {
        AssessmentState::ALL.iter().zip(0..).find(|(one, _)| **one == self).map_or(0, |(_, n)| n)
    }

    fn of_number(number: i64) -> Option<AssessmentState> {
        AssessmentState::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentStep {
    /// It was begun.
    Begin,
    /// It was sent to the data protection officer.
    Send,
    /// They advised to go ahead.
    AdviseFor,
    /// They advised against it.
    AdviseAgainst,
    /// It was decided to go ahead.
    Sign,
    /// It was decided not to.
    Stop,
    /// It is looked at again.
    Reopen,
}

impl AssessmentStep {
    const ALL: &[AssessmentStep] = &[
        AssessmentStep::Begin,
        AssessmentStep::Send,
        AssessmentStep::AdviseFor,
        AssessmentStep::AdviseAgainst,
        AssessmentStep::Sign,
        AssessmentStep::Stop,
        AssessmentStep::Reopen,
    ];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            AssessmentStep::Begin => "begin",
            AssessmentStep::Send => "send",
            AssessmentStep::AdviseFor => "advise-for",
            AssessmentStep::AdviseAgainst => "advise-against",
            AssessmentStep::Sign => "sign",
            AssessmentStep::Stop => "stop",
            AssessmentStep::Reopen => "reopen",
        }
    }

    pub(crate) fn number(self) -> i64 {
        AssessmentStep::ALL.iter().zip(0..).find(|(one, _)| **one == self).map_or(0, |(_, n)| n)
    }

    fn of_number(number: i64) -> Option<AssessmentStep> {
        AssessmentStep::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// One step of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentStepped {
    /// What.
    pub step: AssessmentStep,
    /// By whom.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What they said.
    pub says: String,
}

/// A question that a post was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentAsked {
    /// The question, by its id.
    pub question: String,
    /// The post.
    pub post: String,
    /// What they said; none while they have not.
    pub said: Option<String>,
}

/// An assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Its number.
    pub no: i64,
    /// Its title.
    pub title: String,
    /// What kind it is.
    pub kind: AssessmentKind,
    /// What it is about: `purpose:`, `system:` or `recipient:` and an id; empty for anything else.
    pub about: String,
    /// The post that owns the decision.
    pub owner: String,
    /// How far it is.
    pub state: AssessmentState,
    /// Grows with every change.
    pub version: i64,
    /// What was answered, by the ids of the questions.
    pub answers: BTreeMap<String, String>,
    /// The day it is looked at again.
    pub review: Option<Date>,
    /// What became of it, in order.
    pub steps: Vec<AssessmentStepped>,
    /// What posts were asked.
    pub asked: Vec<AssessmentAsked>,
}

impl Assessment {
    /// Whether its review is near or past.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        let soon = today.saturating_add(REVIEW_SOON_DAYS.days());
        self.state == AssessmentState::Signed && self.review.is_some_and(|review| review <= soon)
    }

    /// Whether its review is past.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.state == AssessmentState::Signed && self.review.is_some_and(|review| review < today)
    }

    /// The questions that have no answer yet, or one with something in brackets: what a template leaves to
    /// whoever uses it.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let open = |id: &&str| {
            let answer = self.answers.get(*id).map_or("", String::as_str);
            answer.trim().is_empty() || answer.contains('[')
        };
        self.kind.questions().map(|question| question.id).filter(open).collect()
    }

    /// The newest advice, of those after it was last taken up again.
    #[must_use]
    pub fn advice(&self) -> Option<&AssessmentStepped> {
        let steps = self.steps.iter().rev();
        let these = steps
            .take_while(|one| !matches!(one.step, AssessmentStep::Reopen | AssessmentStep::Begin));
        let mut advice = these.filter(|one| {
            matches!(one.step, AssessmentStep::AdviseFor | AssessmentStep::AdviseAgainst)
        });
        advice.next()
    }
}

const COLUMNS: &str = "no, title, kind, about, owner, state, version, answers, review";

fn read(row: &db::Row<'_>) -> Result<Assessment, RecordError> {
    let damaged = || RecordError::Damaged("assessment");
    Ok(Assessment {
        no: row.int(0)?,
        title: row.text(1)?.to_owned(),
        kind: AssessmentKind::of_number(row.int(2)?).ok_or_else(damaged)?,
        about: row.text(3)?.to_owned(),
        owner: row.text(4)?.to_owned(),
        state: AssessmentState::of_number(row.int(5)?).ok_or_else(damaged)?,
        version: row.int(6)?,
        answers: serde_json::from_str(row.text(7)?).map_err(|_| damaged())?,
        review: row.opt_date(8)?,
        steps: Vec::new(),
        asked: Vec::new(),
    })
}

/// One assessment with everything that belongs to it.
pub(crate) fn find(tx: &Tx<'_>, no: i64) -> Result<Option<Assessment>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM assessment WHERE no = ?1");
    let Some(mut found) = tx.one(&sql, params![no], read)? else { return Ok(None) };
    found.steps = tx.all(
        "SELECT step, by_whom, at, says FROM assessment_step WHERE assessment = ?1 ORDER BY n",
        params![no],
        |row| {
            let step = AssessmentStep::of_number(row.int(0)?);
            Ok::<_, RecordError>(AssessmentStepped {
                step: step.ok_or(RecordError::Damaged("assessment_step"))?,
                by: row.text(1)?.to_owned(),
                at: row.int(2)?,
                says: row.text(3)?.to_owned(),
            })
        },
    )?;
    found.asked = tx.all(
        "SELECT a.question, t.post, t.outcome FROM assessment_asked a JOIN task t ON t.no = a.task
         WHERE a.assessment = ?1 ORDER BY a.task",
        params![no],
        |row| {
            Ok::<_, RecordError>(AssessmentAsked {
                question: row.text(0)?.to_owned(),
                post: row.text(1)?.to_owned(),
                said: row.opt_text(2)?.map(str::to_owned),
            })
        },
    )?;
    Ok(Some(found))
}

/// Every assessment, without its steps and questions.
pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Assessment>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM assessment ORDER BY title, no LIMIT ?1");
    tx.all(&sql, params![LISTED_MAX], read)
}

impl Desk {
    /// Every assessment that is written here.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; what the store says.
    pub fn assessments(&self, who: Who<'_>, now: Now) -> Result<Vec<Assessment>, Error> {
        self.answers_for_access(who, now)?;
        Ok(self.record().data().read("assessments", all)?)
    }

    /// One assessment.
    ///
    /// # Errors
    /// [`Error::None`] where there is none, and for whoever does not answer for them; what the store says.
    pub fn assessment(&self, who: Who<'_>, no: i64, now: Now) -> Result<Assessment, Error> {
        self.answers_for_access(who, now)?;
        let found = self.record().data().read("an assessment", |tx| find(tx, no))?;
        found.ok_or(Error::None)
    }
}

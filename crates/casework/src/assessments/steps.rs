//! What is done with an assessment, and by whom.

use std::collections::BTreeMap;

use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, Now, row_number};
use words::Catalogue;

use super::questions::OWN;
use super::{
    ASSESSMENT_ANSWER_MAX, ASSESSMENT_TITLE_MAX, Assessment, AssessmentKind, AssessmentState,
    AssessmentStep, REVIEW_SOON_DAYS, REVIEW_YEARS_MAX, TASK_QUESTION, TASK_REVIEW, all, find,
};
use crate::{Desk, Error, Who};

/// An assessment that is begun.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    /// Its title.
    pub title: String,
    /// What kind it is.
    pub kind: AssessmentKind,
    /// What it is about: `purpose:`, `system:` or `recipient:` and an id; empty for anything else.
    pub about: String,
    /// Whether it begins from Keyholder's own.
    pub own: bool,
}

/// What the owner decides.
#[derive(Clone, Debug)]
pub struct AssessmentDecision {
    /// Whether it goes ahead.
    pub goes: bool,
    /// Why; needed where it is not what was advised.
    pub says: String,
    /// The day it is looked at again; needed where it goes ahead.
    pub review: Option<Date>,
}

fn malformed(what: &str) -> RecordError {
    RecordError::Malformed(what.to_owned())
}

fn json(answers: &BTreeMap<String, String>) -> String {
    serde_json::to_string(answers).unwrap_or_else(|_| "{}".to_owned())
}

/// Whether a name is one of the charter's, as it stands in what an assessment is about.
fn is_known(charter: &charter::Charter, about: &str) -> bool {
    match about.split_once(':') {
        None => about.is_empty(),
        Some(("purpose", id)) => charter.purposes().find(id).is_some(),
        Some(("recipient", id)) => charter.recipients().find(id).is_some(),
        // The map is known where it is read.
        Some(("system", id)) => id.parse::<charter::Id<sources::System>>().is_ok(),
        Some(_) => false,
    }
}

/// An assessment that was seen in this version.
fn seen(tx: &Tx<'_>, no: i64, version: i64) -> Result<Assessment, RecordError> {
    let found = find(tx, no)?.ok_or_else(|| malformed("there is no such assessment"))?;
    if found.version != version {
        return Err(malformed("somebody was faster; open the page anew, and write yours there"));
    }
    Ok(found)
}

fn step(
    tx: &Tx<'_>,
    of: &Assessment,
    (step, state): (AssessmentStep, AssessmentState),
    (by, says, at): (&str, &str, i64),
) -> Result<(), RecordError> {
    let n = i64::try_from(of.steps.len()).unwrap_or(i64::MAX);
    let decided = matches!(step, AssessmentStep::Sign | AssessmentStep::Stop);
    let answers = decided.then(|| json(&of.answers));
    tx.execute(
        "INSERT INTO assessment_step (assessment, n, step, by_whom, at, says, answers)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![of.no, n, step.number(), by, at, says, answers.as_deref()],
    )?;
    tx.execute(
        "UPDATE assessment SET state = ?2, version = version + 1, changed = ?3 WHERE no = ?1",
        params![of.no, state.number(), at],
    )?;
    Ok(())
}

/// Whether somebody decides about an assessment: who holds the post that owns it, or the owner of decisions;
/// where nobody holds either, the data protection officer's post. Never who advised on it.
fn decides(
    tx: &Tx<'_>,
    posts: &crate::Posts,
    of: &Assessment,
    (actor, today): (&str, &str),
) -> Result<(), RecordError> {
    if of.advice().is_some_and(|advice| advice.by.eq_ignore_ascii_case(actor)) {
        return Err(malformed("who advised does not decide: somebody else does"));
    }
    let mut vacant = true;
    for post in [&of.owner, &posts.owner] {
        if db::posts::holds(tx, post, actor, today)? {
            return Ok(());
        }
        vacant &= db::posts::holders(tx, post, today)?.is_empty();
    }
    if vacant && db::posts::holds(tx, &posts.adviser, actor, today)? {
        return Ok(());
    }
    Err(RecordError::Malformed(format!(
        "whoever holds the post `{}` or `{}` decides about it",
        of.owner, posts.owner
    )))
}

impl Desk {
    /// Begins an assessment; its number. The owner of decisions decides about it: of the posts that decide, theirs
    /// alone can open it.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] without a title, or for what
    /// the charter does not know; what the store says.
    pub fn begin_assessment(
        &self,
        who: Who<'_>,
        new: &NewAssessment,
        now: Now,
    ) -> Result<i64, Error> {
        self.answers_for_access(who, now)?;
        let charter = self.record().gate().charter();
        let length = new.title.trim().chars().count();
        if length == 0 || length > ASSESSMENT_TITLE_MAX || new.title.contains('\n') {
            return Err(Error::Malformed(format!(
                "give it a title of {ASSESSMENT_TITLE_MAX} letters at most, on one line"
            )));
        }
        if !is_known(charter, &new.about) {
            return Err(Error::Malformed("choose what it is about from the list".to_owned()));
        }
        let own: &[(&str, &str)] = if new.own { OWN } else { &[] };
        let kind = if new.own { AssessmentKind::Impact } else { new.kind };
        let answers = own.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        let (no, at, by) = (row_number(), now.micros(), self.actor(who).name);
        let begun = Assessment {
            no,
            title: new.title.trim().to_owned(),
            kind,
            about: new.about.clone(),
            owner: self.posts().owner.clone(),
            state: AssessmentState::Draft,
            version: 0,
            answers,
            review: None,
            steps: Vec::new(),
            asked: Vec::new(),
        };
        let about = format!("assessment {no}");
        self.record().write_office(who.name(), "assessment-begun", &about, now, move |tx| {
            tx.execute(
                "INSERT INTO assessment (no, title, kind, about, owner, state, version, answers, changed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
                params![
                    no,
                    &begun.title,
                    begun.kind.number(),
                    &begun.about,
                    &begun.owner,
                    begun.state.number(),
                    json(&begun.answers).as_str(),
                    at
                ],
            )?;
            step(tx, &begun, (AssessmentStep::Begin, AssessmentState::Draft), (&by, "", at))
        })?;
        Ok(no)
    }

    /// Keeps the answers of one that is being written.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] for an answer that is too
    /// long, where somebody was faster, or where it is no draft; what the store says.
    pub fn answer_assessment(
        &self,
        who: Who<'_>,
        (no, version): (i64, i64),
        answers: &BTreeMap<String, String>,
        now: Now,
    ) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        if answers.values().any(|answer| answer.chars().count() > ASSESSMENT_ANSWER_MAX) {
            return Err(Error::Malformed(format!(
                "an answer has {ASSESSMENT_ANSWER_MAX} letters at most: keep it short"
            )));
        }
        let (answers, at) = (answers.clone(), now.micros());
        let about = format!("assessment {no}");
        self.record().write_office(who.name(), "assessment-answered", &about, now, move |tx| {
            let found = seen(tx, no, version)?;
            if found.state != AssessmentState::Draft {
                return Err(malformed("it is not being written any more; take it up again first"));
            }
            let known: BTreeMap<String, String> = (found.kind.questions())
                .filter_map(|question| answers.get_key_value(question.id))
                .map(|(id, answer)| (id.clone(), answer.clone()))
                .collect();
            tx.execute(
                "UPDATE assessment SET answers = ?2, version = version + 1, changed = ?3 WHERE no = ?1",
                params![no, json(&known).as_str(), at],
            )?;
            Ok(())
        })?;
        Ok(())
    }

    /// Asks a post one of its questions: a task, whose end is the answer.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] for a question it does not
    /// have, a post nobody holds, or a day that is past; what the store says.
    pub fn ask_about_assessment(
        &self,
        who: Who<'_>,
        (no, question): (i64, &str),
        post: &str,
        by: Date,
        now: Now,
    ) -> Result<(), Error> {
        let found = self.assessment(who, no, now)?;
        let asked = found.kind.questions().find(|one| one.id == question);
        let asked = asked.ok_or_else(|| Error::Malformed("choose a question".to_owned()))?;
        if by < now.today() || by > now.today().saturating_add(REVIEW_SOON_DAYS.days()) {
            return Err(Error::Malformed(format!(
                "the day is from today to {REVIEW_SOON_DAYS} days from now"
            )));
        }
        let words = Catalogue::english().render(&(asked.question)());
        let task = NewTask {
            post: post.to_owned(),
            kind: TASK_QUESTION.to_owned(),
            subject: None,
            reference: format!("{}: {words}", found.title),
            due: by.to_string(),
        };
        let (question, actor) = (asked.id, self.actor(who).name);
        let (at, today) = (now.micros(), now.today().to_string());
        let about = format!("assessment {no}");
        self.record().write_office(who.name(), "assessment-asked", &about, now, move |tx| {
            if db::posts::holders(tx, &task.post, &today)?.is_empty() {
                return Err(malformed("nobody holds that post; name one that somebody holds"));
            }
            let number = tasks::give(tx, &task, at)?;
            tx.execute(
                "INSERT INTO assessment_asked (task, assessment, question, by_whom)
                 VALUES (?1, ?2, ?3, ?4)",
                params![number, no, question, &actor],
            )?;
            Ok(())
        })?;
        Ok(())
    }

    /// Sends one to the data protection officer, once every question is answered.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] while something is missing,
    /// or where somebody was faster; what the store says.
    pub fn send_assessment(
        &self,
        who: Who<'_>,
        (no, version): (i64, i64),
        now: Now,
    ) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let (by, at) = (self.actor(who).name, now.micros());
        let about = format!("assessment {no}");
        self.record().write_office(who.name(), "assessment-sent", &about, now, move |tx| {
            let found = seen(tx, no, version)?;
            if found.state != AssessmentState::Draft {
                return Err(malformed("it has gone to the data protection officer already"));
            }
            let missing = found.missing().len();
            if missing > 0 {
                return Err(RecordError::Malformed(format!(
                    "{missing} of its questions have no answer yet, or one with something in brackets"
                )));
            }
            let to = (AssessmentStep::Send, AssessmentState::WithOfficer);
            step(tx, &found, to, (&by, "", at))
        })?;
        Ok(())
    }

    /// Advises on one, as the data protection officer (Art 35(2)).
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] for whoever does not advise,
    /// without words, or where it is not with them; what the store says.
    pub fn advise_on_assessment(
        &self,
        who: Who<'_>,
        (no, version): (i64, i64),
        (goes, says): (bool, &str),
        now: Now,
    ) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let says = words(says, true)?;
        let (by, at, today) = (self.actor(who).name, now.micros(), now.today().to_string());
        let (adviser, about) = (self.posts().adviser.clone(), format!("assessment {no}"));
        self.record().write_office(who.name(), "assessment-advised", &about, now, move |tx| {
            let found = seen(tx, no, version)?;
            if found.state != AssessmentState::WithOfficer {
                return Err(malformed("no advice is asked for now"));
            }
            if !db::posts::holds(tx, &adviser, &by, &today)? {
                return Err(malformed("the data protection officer advises"));
            }
            let advised =
                if goes { AssessmentStep::AdviseFor } else { AssessmentStep::AdviseAgainst };
            step(tx, &found, (advised, AssessmentState::Advised), (&by, &says, at))
        })?;
        Ok(())
    }

    /// Decides about one, as the owner of the decision: never who advised.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] for whoever does not decide,
    /// without a day of review, or without words against the advice; what the store says.
    pub fn decide_assessment(
        &self,
        who: Who<'_>,
        (no, version): (i64, i64),
        decision: &AssessmentDecision,
        now: Now,
    ) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let says = words(&decision.says, false)?;
        let (goes, review, today) = (decision.goes, decision.review, now.today());
        let last = today.saturating_add(REVIEW_YEARS_MAX.years());
        if goes && review.is_none_or(|review| review <= today || review > last) {
            return Err(Error::Malformed(format!(
                "say on which day it is looked at again: after today, and within {REVIEW_YEARS_MAX} years"
            )));
        }
        let review = review.filter(|_| goes).map(|day| day.to_string());
        let (by, at, posts) = (self.actor(who).name, now.micros(), self.posts().clone());
        let (day, about) = (today.to_string(), format!("assessment {no}"));
        self.record().write_office(who.name(), "assessment-decided", &about, now, move |tx| {
            let found = seen(tx, no, version)?;
            if found.state != AssessmentState::Advised {
                return Err(malformed("the data protection officer advises first"));
            }
            decides(tx, &posts, &found, (&by, &day))?;
            let advised = found.advice().map(|one| one.step == AssessmentStep::AdviseFor);
            if advised != Some(goes) && says.is_empty() {
                return Err(malformed("this is not what was advised: say why"));
            }
            let to = match goes {
                true => (AssessmentStep::Sign, AssessmentState::Signed),
                false => (AssessmentStep::Stop, AssessmentState::Stopped),
            };
            step(tx, &found, to, (&by, &says, at))?;
            tx.execute(
                "UPDATE assessment SET review = ?2 WHERE no = ?1",
                params![no, review.as_deref()],
            )?;
            Ok(())
        })?;
        Ok(())
    }

    /// Takes one up again: it is a draft, and what was decided stays with its steps.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for them; [`Error::Malformed`] where it is one already, or
    /// somebody was faster; what the store says.
    pub fn reopen_assessment(
        &self,
        who: Who<'_>,
        (no, version): (i64, i64),
        says: &str,
        now: Now,
    ) -> Result<(), Error> {
        self.answers_for_access(who, now)?;
        let says = words(says, true)?;
        let (by, at) = (self.actor(who).name, now.micros());
        let about = format!("assessment {no}");
        self.record().write_office(who.name(), "assessment-reopened", &about, now, move |tx| {
            let found = seen(tx, no, version)?;
            if found.state == AssessmentState::Draft {
                return Err(malformed("it is being written already"));
            }
            let to = (AssessmentStep::Reopen, AssessmentState::Draft);
            step(tx, &found, to, (&by, &says, at))?;
            let due = review_task(&found);
            tasks::end_about(tx, TASK_REVIEW, &due, &by, "it is looked at again", at)?;
            Ok(())
        })?;
        Ok(())
    }

    /// Gives the data protection officer a task for every assessment that is due for its review, once; how
    /// many are due.
    ///
    /// # Errors
    /// What the store says.
    pub fn remind_of_assessments(&self, now: Now) -> Result<usize, Error> {
        let (post, at, today) = (self.posts().adviser.clone(), now.micros(), now.today());
        let written = self.record().data().write("assessments that are due", move |tx| {
            let due: Vec<Assessment> =
                all(tx)?.into_iter().filter(|one| one.is_due(today)).collect();
            for one in &due {
                let reference = review_task(one);
                let sql = "SELECT 1 FROM task WHERE kind = ?1 AND reference = ?2 LIMIT 1";
                let known = tx.one(sql, params![TASK_REVIEW, &reference], |row| row.int(0))?;
                let (None, Some(review)) = (known, one.review) else { continue };
                let task = NewTask {
                    post: post.clone(),
                    kind: TASK_REVIEW.to_owned(),
                    subject: None,
                    reference,
                    due: review.to_string(),
                };
                tasks::give(tx, &task, at)?;
            }
            Ok::<_, RecordError>(due.len())
        })?;
        Ok(written.into_inner())
    }
}

/// What the task to look at one again refers to: the assessment, and this review of it.
fn review_task(one: &Assessment) -> String {
    let day = one.review.map(|day| day.to_string()).unwrap_or_default();
    format!("{}, by {day} ({})", one.title, one.no)
}

/// What somebody says, where it has to be said or not.
fn words(says: &str, needed: bool) -> Result<String, Error> {
    let says = says.trim();
    if (needed && says.is_empty()) || says.chars().count() > ASSESSMENT_ANSWER_MAX {
        return Err(Error::Malformed(format!(
            "say why in a few words, {ASSESSMENT_ANSWER_MAX} letters at most"
        )));
    }
    Ok(says.to_owned())
}

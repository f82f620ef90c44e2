//! Reading a case: all of it for those who work on it, its status for whoever has the reference.

use db::params;
use jiff::civil::Date;
use law::clock::Gate;
use people::{CodeKind, Error as RecordError, Now, PersonId, Question};
use serde::Serialize;

use words::Message;

use crate::clock::{self, Clock};
use crate::form::Answers;
use crate::machine;
use crate::opening::{Inside, StepInside, parse_reference};
use crate::party::Party;
use crate::row::{self, CaseRow, StepRow};
use crate::standing::{roles, standing};
use crate::{Desk, Error, Kind, Role, SourceAnswer, Standing, State, Step, Who, Work, searching};

/// A case, for those who work on it.
#[derive(Debug)]
pub struct Shown {
    /// Its number.
    pub no: i64,
    /// What is read out over the telephone.
    pub reference: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// How many steps it has had: what whoever acts on it says they have seen.
    pub version: i64,
    /// The legal entity, by name.
    pub entity: String,
    /// Whom it is about; none where that is not known, or they are erased.
    pub subject: Option<PersonId>,
    /// The post that has it.
    pub post: String,
    /// When it came.
    pub received: Date,
    /// How it stands with its time.
    pub clock: Option<Clock>,
    /// How it ended, or is to end.
    pub outcome: Option<String>,
    /// The number of the approval it waits for.
    pub approval: Option<i64>,
    /// What was written or said.
    pub words: Words,
    /// What was done with it, in order.
    pub steps: Vec<ShownStep>,
    /// What was really done: what, whether it was complete, and it in a sentence.
    pub works: Vec<(Work, bool, String)>,
    /// The answers to the questions of its kind.
    pub answers: Answers,
    /// What the sources answered.
    pub sources: Vec<SourceAnswer>,
    /// References of the cases it belongs together with, and why.
    pub linked: Vec<(String, String)>,
    /// What whoever asks can do with it now.
    pub can: Vec<Step>,
    /// As what they act on it.
    pub roles: Vec<Role>,
}

/// What was written or said in a case. Not shown by accident.
pub struct Words {
    /// What they wrote, or what was said.
    pub said: String,
    /// Who asks.
    pub requester: Party,
    /// Who is answered.
    pub recipient: Party,
    /// The answer that is put forward, or was given.
    pub answer: Option<String>,
    /// Where it goes, where that is not what whoever is answered gave.
    pub to: Option<String>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(..)")
    }
}

/// One thing that was done.
pub struct ShownStep {
    /// What.
    pub step: Step,
    /// When.
    pub day: Date,
    /// Where the case stood after it.
    pub state: State,
    /// Of what proof.
    pub gate: Option<Gate>,
    /// By whom.
    pub by: String,
    /// Why, or what was said.
    pub why: Option<String>,
}

impl std::fmt::Debug for ShownStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownStep").field("step", &self.step).field("day", &self.day).finish()
    }
}

/// What anybody learns who has the reference: where it stands, and nothing of whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What it is about.
    pub kind: &'static str,
    /// Where it stands.
    pub state: &'static str,
    /// When it came.
    pub received: Date,
    /// The day by which.
    pub due: Option<Date>,
    /// How the day was worked out, sentence by sentence.
    #[serde(skip)]
    pub working: Vec<Message>,
}

impl Status {
    /// Where it stands, in a sentence.
    #[must_use]
    pub fn state_message(&self) -> Message {
        let state = State::ALL.iter().find(|state| state.id() == self.state);
        state.copied().unwrap_or(State::Received).message()
    }
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The number of the case.
    pub no: i64,
    /// Its reference.
    pub reference: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When it came.
    pub received: Date,
    /// The day by which; none while the clock stands still.
    pub due: Option<Date>,
    /// The post that has it.
    pub post: String,
}

/// The most lines of the queue at once.
pub const LINES_MAX: u32 = 1_000;

struct Read {
    row: CaseRow,
    steps: Vec<StepRow>,
    links: Vec<(String, String)>,
    sources: Vec<SourceAnswer>,
    can: Vec<Step>,
    roles: Vec<Role>,
    clock: Option<Clock>,
    interest: bool,
}

impl Desk {
    /// Shows a case to somebody who works on it. That they looked is in the log, and in the history
    /// of the person it is about, before anything is opened.
    ///
    /// # Errors
    /// [`Error::None`] where there is none, or whoever asks has no part in it: the two look alike.
    pub fn show(&self, who: Who<'_>, case: i64, now: Now) -> Result<Shown, Error> {
        let Who::Officer(question) = who else { return Err(Error::None) };
        let read = self.read_case(who, case, now)?;
        // Whoever answers the telephone learns where it stands, by its reference, and no more.
        if read.roles == [Role::Taker] {
            return Err(Error::None);
        }
        // Whoever said that it is a relative's reads nothing of it: they hand it over.
        if read.interest {
            return Err(machine::Blocked::Guarded(crate::Guard::NoInterest).into());
        }
        let subject = self.looked(question, &read.row, "case-read", now)?;
        self.opened(read, subject)
    }

    /// Writes down that somebody looks at a case, before anything of it is opened; whom it is about. Where
    /// that is known, the gate decides.
    pub(crate) fn looked(
        &self,
        question: &Question,
        row: &CaseRow,
        act: &str,
        now: Now,
    ) -> Result<Option<PersonId>, RecordError> {
        let reference = row.reference.clone();
        let say = move |account: people::Account| account.with("case", reference.as_str());
        let subject = self.subject_of(row)?;
        let by = question.actor();
        let _ = match subject {
            Some(person) => {
                self.record().write_about(question, person, now, act, say, |_, _| Ok(()))
            }
            None => self.record().write_incoming(by, None, act, say, now, |_, _| Ok(())),
        }?;
        Ok(subject)
    }

    /// Whom a case is about; none where that is not known, or they are erased.
    pub(crate) fn subject_of(&self, row: &CaseRow) -> Result<Option<PersonId>, RecordError> {
        Ok(row.person.map(|no| self.record().live_id_of(no)).transpose()?.flatten())
    }

    /// A case as it stands, for what happens by itself: nothing of it is shown to anybody.
    pub(crate) fn read_by_clock(&self, case: i64, now: Now) -> Result<Shown, Error> {
        let read = self.read_case(Who::Clock, case, now)?;
        let subject = self.subject_of(&read.row)?;
        self.opened(read, subject)
    }

    fn opened(&self, read: Read, subject: Option<PersonId>) -> Result<Shown, Error> {
        let Read { row, steps, links, sources, can, roles, clock, interest: _ } = read;
        let inside: Inside = self.unseal(row.key, "casefile", row.no, &row.sealed)?;
        let answers = self.answers_of(&row)?;
        let works = self.works_of(&row)?;
        let steps = steps
            .iter()
            .map(|step| {
                let inside: StepInside =
                    self.unseal(row.key, "case_step", step.no, &step.sealed)?;
                Ok(ShownStep {
                    step: step.happened.step,
                    day: step.happened.day,
                    state: step.state,
                    gate: step.happened.gate,
                    by: inside.by,
                    why: inside.why,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Shown {
            no: row.no,
            reference: row.reference,
            kind: row.kind,
            state: row.state,
            version: row.version,
            entity: self.record().name_of(CodeKind::Entity, row.entity).to_owned(),
            subject,
            post: row.post,
            received: row.received,
            clock,
            outcome: row.outcome,
            approval: row.approval.filter(|_| !matches!(row.state, State::Sent | State::Closed)),
            words: Words {
                said: inside.words,
                recipient: inside.recipient.unwrap_or_else(|| inside.requester.clone()),
                requester: inside.requester,
                answer: inside.answer,
                to: inside.to,
            },
            steps,
            works,
            answers,
            sources,
            linked: links,
            can,
            roles,
        })
    }

    fn read_case(&self, who: Who<'_>, case: i64, now: Now) -> Result<Read, Error> {
        let actor = self.actor(who);
        self.record().data().read("read a case", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            let steps = row::steps(tx, case)?;
            let days: Vec<clock::Happened> = steps.iter().map(|step| step.happened).collect();
            let clock = clock::read(row.kind, &days, row.named, self.instant(now))?;
            let roles = roles(self, tx, &row, &actor, &now.today().to_string())?;
            let standing = standing(tx, &row, &steps, clock.as_ref(), &actor, now)?;
            // The answer comes with the step that puts it forward.
            let offered = Standing { answered: true, ..standing };
            let can = machine::possible(&offered, &roles);
            let links = tx.all(
                "SELECT c.reference, l.why FROM case_link l
                 JOIN casefile c ON c.no = CASE WHEN l.one = ?1 THEN l.other ELSE l.one END
                 WHERE l.one = ?1 OR l.other = ?1 ORDER BY c.received, c.no LIMIT 100",
                params![case],
                |row| Ok::<_, RecordError>((row.text(0)?.to_owned(), row.text(1)?.to_owned())),
            )?;
            let sources = searching::of(tx, case)?;
            let interest = standing.interest;
            Ok(Read { row, steps, links, sources, can, roles, clock, interest })
        })
    }

    /// The number of a case by its reference.
    ///
    /// # Errors
    /// [`Error::None`]; [`Error::Malformed`] for what is no reference.
    pub fn find(&self, reference: &str) -> Result<i64, Error> {
        let reference = parse_reference(reference)?;
        let found = self.record().data().read("find a case", |tx| {
            let sql = "SELECT no FROM casefile WHERE reference = ?1 AND gone IS NULL";
            tx.one(sql, params![&reference], |row| row.int(0))
        })?;
        found.ok_or(Error::None)
    }

    /// Where a case stands, for whoever has its reference.
    ///
    /// # Errors
    /// [`Error::None`]; [`Error::Malformed`] for what is no reference.
    pub fn status(&self, reference: &str, now: Now) -> Result<Status, Error> {
        let no = self.find(reference)?;
        let (row, steps) = self.record().data().read("status", |tx| {
            let row = row::find(tx, no)?.ok_or(Error::None)?;
            Ok::<_, Error>((row, row::steps(tx, no)?))
        })?;
        let days: Vec<clock::Happened> = steps.iter().map(|step| step.happened).collect();
        let clock = clock::read(row.kind, &days, row.named, self.instant(now))?;
        Ok(Status {
            working: clock.map(|clock| clock.trace).unwrap_or_default(),
            kind: row.kind.id(),
            state: row.state.id(),
            received: row.received,
            due: row.due,
        })
    }

    /// The cases that are open, the most urgent first; those whose clock stands still come last.
    ///
    /// # Errors
    /// What the store says.
    pub fn queue(&self, limit: u32) -> Result<Vec<Line>, Error> {
        let sql = format!(
            "SELECT {} FROM casefile WHERE state NOT IN (?1, ?2)
             ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, received, no LIMIT ?3",
            row::COLUMNS
        );
        let (sent, closed) = (State::Sent.number(), State::Closed.number());
        let rows = self.record().data().read("queue", |tx| {
            tx.all(&sql, params![sent, closed, limit.min(LINES_MAX)], row::read)
        })?;
        Ok(rows
            .into_iter()
            .map(|row| Line {
                no: row.no,
                reference: row.reference,
                kind: row.kind,
                state: row.state,
                received: row.received,
                due: row.due,
                post: row.post,
            })
            .collect())
    }
}

//! Taking a step: what may be done is decided in the transaction that does it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::{Tx, params};
use jiff::civil::Date;
use law::clock::{Gate, Moment};
use people::{Error as RecordError, Now, PersonId, PersonNo, row_number};

use crate::approving::{self, approve};
use crate::asking::{self, Put};
use crate::clock::{self, Happened};
use crate::desk::{Actor, text};
use crate::machine::{self, Blocked};
use crate::opening::{StepInside, link};
use crate::putting_forward::{self, Answer};
use crate::riding::Riding;
use crate::row::{self, CaseRow, StepRow, gate_number};
use crate::sending::{self, Sending};
use crate::spans::{self, Span};
use crate::standing::{roles, standing};
use crate::webhooks::{self, Event};
use crate::weighing::{self, Decision, Found};
use crate::withholding::Weighing;
use crate::work::By;
use crate::working::{self, Done, Form, Worked};
use crate::{
    Desk, Error, Letter, Outcome, Role, SourceAnswer, State, Step, ToWeigh, Who, proof, searching,
    ticking,
};

/// The most characters of a reason or an answer: 20,000.
pub const REASON_LENGTH_MAX: usize = 20_000;
/// The most steps of one case.
pub const STEPS_MAX: usize = 1_000;

/// A step to be taken, and what comes with it.
#[derive(Clone, Default)]
pub struct Taking {
    /// Why, or what was said.
    pub why: Option<String>,
    /// The moment it happened, where that was not now: a letter of yesterday.
    pub when: Option<Moment>,
    /// Of what proof was asked for, or came.
    pub gate: Option<Gate>,
    /// How it ends, for an answer that is put forward: `given`, `partly`, `refused`...
    pub outcome: Option<Outcome>,
    /// Where an answer that is put forward goes, where that is not what whoever is answered gave.
    pub to: Option<String>,
    /// Whether the advice is that it is right.
    pub agrees: bool,
    /// Whom it is about, where that has become known.
    pub subject: Option<PersonId>,
    /// The post that has it from now on.
    pub post: Option<String>,
    /// The number of another case it belongs to.
    pub other: Option<i64>,
    /// What sources answered.
    pub answers: Vec<SourceAnswer>,
    /// What was found that has to be weighed.
    pub found: Vec<Found>,
    /// What somebody says about items that were found.
    pub weighed: BTreeMap<[u8; 16], Weighing>,
    /// The source that is accepted as it is.
    pub source: Option<String>,
    /// Words to be blacked out in everything that is given, and why: see [`Desk::black_out`].
    pub black_out: Vec<(String, ToWeigh)>,
    /// Answers to the questions of its kind, by their ids; an empty one takes an answer out.
    pub fills: BTreeMap<String, String>,
    /// What was really done.
    pub worked: Option<Worked>,
    /// The recipient who was told (`agrees`), or cannot be, by the charter's name.
    pub recipient: Option<String>,
    /// How many steps the case had when whoever asks looked at it: where it has more now, somebody
    /// was faster.
    pub seen: Option<i64>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Where the case stands now.
    pub state: State,
    /// How many steps it has had.
    pub version: i64,
    /// The day by which; none while the clock stands still, or where nothing sets one.
    pub due: Option<Date>,
    /// The number of the approval it waits for, where it does.
    pub approval: Option<i64>,
}

/// What goes by a step and is made by one method alone: a letter, an answer of somebody asked.
#[derive(Clone, Default)]
pub(crate) struct Beside {
    pub(crate) sending: Option<Sending>,
    /// A question to somebody.
    pub(crate) asks: Option<asking::Question>,
    /// What somebody outside is given with it.
    pub(crate) given: Option<sharing::Prepared>,
    pub(crate) replied: Option<(i64, Vec<u8>)>,
    /// Cases whose answers go with the same letter: all of it goes, or none.
    pub(crate) also: Vec<Riding>,
    /// Who it was, where the clock takes the step for a colleague who may take no other.
    pub(crate) by: Option<String>,
}

/// A step with what goes by it, sealed.
#[derive(Clone, Default)]
pub(crate) struct With {
    pub(crate) taking: Taking,
    pub(crate) beside: Beside,
    pub(crate) put: Option<Put>,
    pub(crate) form: Option<Form>,
    pub(crate) done: Option<Done>,
    pub(crate) spans: Vec<Span>,
}

/// What is decided about a step, in a transaction.
pub(crate) struct Decided {
    pub(crate) case: CaseRow,
    to: State,
    due: Option<Date>,
    /// Which step put the answer forward that is being decided about.
    pub(crate) proposed_at: Option<i64>,
}

impl Desk {
    /// Takes a step with a case.
    ///
    /// # Errors
    /// [`Error::Blocked`] says what stands in the way and who can unblock it; [`Error::Faster`] who
    /// was faster; [`Error::Impossible`] where its day cannot be so; [`people::Error::Refused`] where
    /// the notice does not let whoever asks do anything about this person.
    pub fn take(
        &self,
        who: Who<'_>,
        case: i64,
        step: Step,
        taking: &Taking,
        now: Now,
    ) -> Result<Taken, Error> {
        if matches!(step, Step::Send | Step::Write) {
            return Err(Error::Malformed(format!(
                "`{step}` takes a letter, and a way it goes: that is `keyholder case send`"
            )));
        }
        self.take_with(who, case, step, taking, Beside::default(), now)
    }

    /// Takes a step, with what goes by it.
    pub(crate) fn take_with(
        &self,
        who: Who<'_>,
        case: i64,
        step: Step,
        taking: &Taking,
        beside: Beside,
        now: Now,
    ) -> Result<Taken, Error> {
        let happened = self.happened(step, taking, now)?;
        let actor = self.actor(who);
        let mut with = With { taking: taking.clone(), beside, ..With::default() };
        let find = |tx: &Tx<'_>| row::find(tx, case);
        let row = self.record().data().read("a case", find)?.ok_or(Error::None)?;
        with.form = self.form(&row, step, taking, now)?;
        with.done = self.done(&row, &actor.name, taking.worked.as_ref())?;
        with.spans = self.spans(&row, &taking.black_out)?;
        with.put = self.put(&row, with.beside.asks.as_ref())?;
        let first = self
            .record()
            .data()
            .read("read a case", |tx| decide(self, tx, case, &actor, happened, &with, now))?;
        let Decided { case: row, .. } = &first;
        let by = with.beside.by.clone().unwrap_or_else(|| who.name().to_owned());
        let inside =
            StepInside { by: by.trim_end_matches('/').to_owned(), why: taking.why.clone() };
        let step_no = row_number();
        let sealed_step = self.seal(row.key, "case_step", step_no, &inside)?;
        let answer = self.with_answer(row, step, taking)?;
        let decisions = self.decisions(row, &taking.weighed, now.today())?;
        let subject = match taking.subject.filter(|_| step == Step::Identify) {
            Some(person) => Some(person),
            None => self.subject_of(row)?,
        };
        let texts = self.texts(subject, &taking.found)?;
        let (reference, version) = (row.reference.clone(), row.version + 1);
        let act = format!("case-{step}");
        let gives = with.beside.given.as_ref().map(|given| given.question().clone());
        let also: Vec<String> = with.beside.also.iter().map(|one| one.reference.clone()).collect();
        let register = with.beside.given.as_ref().map(sharing::Prepared::number);
        // Where a letter goes is in the log: as a hash that shows it to whoever knows the address.
        let sending = with.beside.sending.as_ref();
        let put = with.put.as_ref().and_then(|put| put.sending.as_ref());
        let to = sending.or(put).and_then(|sending| sending.to.clone());
        let say = move |account: people::Account| {
            let account = account.with("case", reference.as_str()).with("step", version);
            let account = match also.is_empty() {
                true => account,
                false => account.with("also", also.join(" ")),
            };
            let account = match &to {
                Some(to) => account.with("to", to.as_str()),
                None => account,
            };
            match register {
                Some(number) => account.with("disclosure", number),
                None => account,
            }
        };
        // An error of ours cannot pass through the store's: it is put beside and taken up again.
        let ours: Arc<Mutex<Option<Error>>> = Arc::default();
        let (desk, beside) = (self.clone(), ours.clone());
        let done: Arc<Mutex<Option<Taken>>> = Arc::default();
        let told = done.clone();
        let change = move |tx: &Tx<'_>, person: Option<PersonNo>| {
            let decided = decide(&desk, tx, case, &actor, happened, &with, now);
            let taking = &with.taking;
            let taken = decided.and_then(|decided| {
                let goes_to = match &answer {
                    Some(answer) => answer.goes_to.as_deref(),
                    None => decided.case.goes_to.as_deref(),
                };
                let by = approving::By { name: &actor.name, goes_to };
                let approval = approve(&desk, tx, &decided, step, &by, taking, now)?;
                let said = Said {
                    step_no,
                    happened,
                    agrees: taking.agrees,
                    step: &sealed_step,
                    answer: answer.as_ref(),
                    decisions: &decisions,
                    texts: &texts,
                };
                if let Some(put) = &with.put {
                    asking::write(tx, &decided.case, put, now)?;
                }
                if let Some(given) = &with.beside.given {
                    given.write(tx, desk.record(), person.ok_or(Error::None)?)?;
                }
                if let Some(replied) = &with.beside.replied {
                    let by = with.beside.by.as_deref().unwrap_or(&actor.name);
                    asking::answered(tx, &decided.case, replied, by, now.micros())?;
                }
                if matches!(step, Step::Reopen | Step::Bounce) {
                    sending::end(tx, case, Letter::Answer.id(), now)?;
                }
                if step == Step::Items {
                    spans::write(tx, case, &with.spans)?;
                }
                if step == Step::Work {
                    working::write(tx, &decided.case, with.form.as_ref(), with.done.as_ref(), now)?;
                }
                if let (Step::Tell, Some(recipient)) = (step, &taking.recipient) {
                    let told = taking.agrees;
                    working::told(tx, &decided.case, recipient, told, &actor.name, now.micros())?;
                }
                if let Some(sending) = &with.beside.sending {
                    sending::put(tx, &decided.case, sending, now)?;
                }
                let taken = write(tx, &decided, &said, &actor, taking, person, approval)?;
                for riding in &with.beside.also {
                    riding.ride(&desk, tx, &with.beside, &actor, happened, now)?;
                }
                Ok(taken)
            });
            match taken {
                Ok(taken) => {
                    *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
                    Ok(())
                }
                Err(Error::Record(error)) => Err(error),
                Err(error) => {
                    *beside.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    Err(RecordError::Changed)
                }
            }
        };
        let written = match (who, subject) {
            (Who::Officer(question), Some(person)) if !step.is_anybodys() => {
                // What goes to somebody outside goes by the gate's leave to give it.
                let question = gives.as_ref().unwrap_or(question);
                self.record().write_about(question, person, now, &act, say, move |tx, person| {
                    change(tx, Some(person))
                })
            }
            (_, subject) => self.record().write_incoming(&by, subject, &act, say, now, change),
        };
        if let Err(error) = written {
            let ours = ours.lock().unwrap_or_else(PoisonError::into_inner).take();
            return Err(ours.unwrap_or(Error::Record(error)));
        }
        let taken = done.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or(Error::None)
    }

    fn happened(&self, step: Step, taking: &Taking, now: Now) -> Result<Happened, Error> {
        if step == Step::Receive {
            return Err(Error::Malformed("a case is received once, when it is opened".to_owned()));
        }
        let why = taking.why.as_deref().map_or(0, |why| why.trim().chars().count());
        if why > REASON_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "a reason has {REASON_LENGTH_MAX} characters at most"
            )));
        }
        if step.needs_reason() && why == 0 {
            return Err(Blocked::NoReason(step).into());
        }
        if taking.when.is_some() && !step.may_be_earlier() {
            return Err(Error::Malformed(format!("`{step}` happens now, and on no earlier day")));
        }
        if step == Step::Tell && (taking.recipient.is_none() || (!taking.agrees && why == 0)) {
            return Err(Error::Malformed(
                "say which recipient was told, or why they cannot be".to_owned(),
            ));
        }
        if step == Step::Work && taking.fills.is_empty() && taking.worked.is_none() {
            return Err(Error::Malformed(
                "say what was done: `keyholder case work` answers the questions of a case"
                    .to_owned(),
            ));
        }
        if matches!(step, Step::AskProof | Step::Proof) && taking.gate.is_none() {
            return Err(Error::Malformed(
                "say what proof it is: `identity`, `authority` or `fee`".to_owned(),
            ));
        }
        let (day, at) = match taking.when {
            Some(when) => (when.day(), when.instant()),
            None => (now.today(), self.instant(now)),
        };
        if day > now.today() {
            return Err(Error::Malformed(format!("nothing happens on {day} before that day")));
        }
        Ok(Happened { step, day, at, gate: taking.gate })
    }
}

/// Whether a step may be taken now, and where it leads.
pub(crate) fn decide(
    desk: &Desk,
    tx: &Tx<'_>,
    case: i64,
    actor: &Actor,
    happened: Happened,
    with: &With,
    now: Now,
) -> Result<Decided, Error> {
    let taking = &with.taking;
    let row = row::find(tx, case)?.ok_or(Error::None)?;
    let steps = row::steps(tx, case)?;
    if steps.len() >= STEPS_MAX {
        return Err(Error::Malformed(format!("a case has {STEPS_MAX} steps at most")));
    }
    let today = now.today().to_string();
    let roles = roles(desk, tx, &row, actor, &today)?;
    // Who was faster is for those who work on it to know.
    if let (Some(seen), Some(last)) = (taking.seen, steps.last())
        && seen != row.version
    {
        if roles == [Role::Taker] {
            return Err(RecordError::Changed.into());
        }
        return Err(faster(desk, &row, last));
    }
    let mut all: Vec<Happened> = steps.iter().map(|step| step.happened).collect();
    let clock = clock::read(row.kind, &all, row.named, desk.instant(now))?;
    let mut standing = standing(tx, &row, &steps, clock.as_ref(), actor, now)?;
    if let (Step::Proof, State::Waiting, Some(asked)) = (happened.step, row.state, waits_for(&all))
        && happened.gate != Some(asked)
    {
        return Err(Error::Malformed(
            "something else was asked for; go `back`, with a reason, where that is not needed after \
             all"
                .to_owned(),
        ));
    }
    // What comes with the step counts for it.
    if happened.step == Step::Propose {
        let written = taking.why.as_deref().is_some_and(|why| !why.trim().is_empty());
        standing.answered = taking.outcome.is_some() && written;
        if let Some(outcome) = taking.outcome {
            if !outcome.fits(row.kind) {
                return Err(Error::Malformed(format!(
                    "{} does not end as `{}`; it ends as {}",
                    row.kind,
                    outcome.id(),
                    Outcome::of(row.kind).join(", ")
                )));
            }
            let (sources, asked) = (searching::of(tx, case)?, asking::sources(tx, case)?);
            searching::may_end(outcome, &sources, &asked)?;
            standing.work_left =
                working::left((desk, tx), &row, outcome, By::Propose, with.form.as_ref(), now)?;
        }
    }
    if let (Step::Send, Some(outcome)) = (happened.step, row.outcome.as_deref()) {
        let outcome = outcome.parse().map_err(|_| RecordError::Damaged("casefile.outcome"))?;
        standing.work_left =
            working::left((desk, tx), &row, outcome, By::Send, with.form.as_ref(), now)?;
    }
    if happened.step == Step::HandOver {
        let post = taking.post.as_deref().ok_or_else(|| {
            Error::Malformed("say which post has it from now on: `--post`".to_owned())
        })?;
        somebody_holds(tx, post, &today)?;
    }
    if let Some(post) = with.put.as_ref().and_then(|put| put.post.as_deref()) {
        somebody_holds(tx, post, &today)?;
    }
    if let Some(sending) = &with.beside.sending {
        (standing.safe_way, standing.adjustment_met) =
            sending::may_go(desk, tx, &row, sending, now)?;
        sending::pack_may_go(desk, tx, &row, sending, now)?;
        if happened.step == Step::Send {
            putting_forward::goes_where_approved(&row, sending)?;
        }
    }
    let to = machine::next(&standing, happened.step, &roles)?;
    all.push(happened);
    let due = clock::read(row.kind, &all, row.named, desk.instant(now))?.and_then(|c| c.due);
    let proposed = all.iter().rposition(|one| one.step == Step::Propose);
    let proposed_at = proposed.and_then(|at| i64::try_from(at + 1).ok());
    Ok(Decided { case: row, to, due, proposed_at })
}

/// Refuses a post nobody holds: what it is given would lie there.
fn somebody_holds(tx: &Tx<'_>, post: &str, today: &str) -> Result<(), Error> {
    if db::posts::holders(tx, post, today)?.is_empty() {
        return Err(Error::Malformed(format!(
            "nobody holds the post `{post}`: `keyholder post appoint` puts somebody there"
        )));
    }
    Ok(())
}

/// What proof was asked for and has not come.
fn waits_for(steps: &[Happened]) -> Option<Gate> {
    let last = steps.iter().rev().find(|one| one.step == Step::AskProof);
    last.and_then(|asked| asked.gate)
}

fn faster(desk: &Desk, row: &CaseRow, last: &StepRow) -> Error {
    let inside = desk.unseal::<StepInside>(row.key, "case_step", last.no, &last.sealed);
    Error::Faster {
        by: inside.map_or_else(|_| "somebody".to_owned(), |inside| inside.by),
        step: last.happened.step,
        day: last.happened.day.to_string(),
    }
}

/// What is written of a step.
pub(crate) struct Said<'a> {
    pub(crate) step_no: i64,
    pub(crate) happened: Happened,
    pub(crate) agrees: bool,
    pub(crate) step: &'a [u8],
    pub(crate) answer: Option<&'a Answer>,
    pub(crate) decisions: &'a [Decision],
    pub(crate) texts: &'a [Option<Vec<u8>>],
}

pub(crate) fn write(
    tx: &Tx<'_>,
    decided: &Decided,
    said: &Said<'_>,
    actor: &Actor,
    taking: &Taking,
    person: Option<PersonNo>,
    approval: Option<i64>,
) -> Result<Taken, Error> {
    let Decided { case: row, to, due, .. } = decided;
    let (step, version) = (said.happened.step, row.version + 1);
    let outcome = match step {
        Step::Propose => taking.outcome.map(Outcome::id),
        Step::Withdraw => Some(Outcome::Withdrawn.id()),
        Step::Reopen | Step::SendBack => None,
        _ => row.outcome.as_deref(),
    };
    let proven = match step {
        Step::Proof => proof::came(row.proven, said.happened.gate),
        Step::AskProof => proof::asked(row.proven, said.happened.gate),
        _ => row.proven,
    };
    let proposed_by = match step {
        Step::Propose => Some(actor.pseudonym),
        Step::SendBack | Step::Reopen => None,
        _ => row.proposed_by,
    };
    let subject = match step {
        Step::Identify => person,
        _ => row.person,
    };
    // What was found of somebody else says nothing of this person, nor what they have shown.
    let somebody_else = row.person.is_some() && subject != row.person;
    let proven = if somebody_else { 0 } else { proven };
    if somebody_else {
        searching::forget(tx, row.no)?;
    }
    let post = match (step, &taking.post) {
        (Step::HandOver, Some(post)) => post.as_str(),
        _ => &row.post,
    };
    // A day that has moved is watched anew, and so is a case that was taken up again.
    let watched = *due == row.due && row.state.is_open();
    let alerted = if watched { row.alerted & ticking::SAID_OF_THE_DAY } else { 0 };
    let changed = tx.execute(
        "UPDATE casefile SET state = ?3, version = ?4, person = ?5, post = ?6, due = ?7,
         alerted = ?8, outcome = ?9, proven = ?10, proposed_by = ?11, approval = ?12, detail = ?13,
         goes_to = ?14 WHERE no = ?1 AND version = ?2",
        params![
            row.no,
            row.version,
            to.number(),
            version,
            subject.map(PersonNo::get),
            post,
            text(*due).as_deref(),
            alerted,
            outcome,
            proven,
            proposed_by.as_ref().map(|name| name.as_slice()),
            approval,
            said.answer.map_or(&row.sealed, |answer| &answer.case),
            said.answer.map_or(&row.goes_to, |answer| &answer.goes_to).as_deref()
        ],
    )?;
    if changed != 1 {
        return Err(RecordError::Changed.into());
    }
    tx.execute(
        "INSERT INTO case_step (no, casefile, n, step, state, day, at, gate, said, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            said.step_no,
            row.no,
            version,
            step.number(),
            to.number(),
            said.happened.day.to_string().as_str(),
            said.happened.at.as_microsecond(),
            said.happened.gate.map(gate_number),
            i64::from(said.agrees),
            said.step
        ],
    )?;
    if *to == State::Closed {
        weighing::forget_texts(tx, row.no)?;
    }
    if *due != row.due || !to.is_open() {
        ticking::said_is_done(tx, &row.reference, &actor.name, said.happened.at.as_microsecond())?;
    }
    match step {
        Step::Search => {
            searching::answered(tx, row.no, &taking.answers)?;
            weighing::found(tx, row.no, &taking.found, said.texts)?;
        }
        Step::Items => {
            weighing::found(tx, row.no, &taking.found, said.texts)?;
            weighing::decided(tx, row.no, said.decisions)?;
        }
        Step::Accept => {
            let source = taking.source.as_deref().unwrap_or_default();
            searching::accepted(tx, row.no, source)?;
            let at = said.happened.at.as_microsecond();
            asking::take_back(tx, row, source, &actor.name, at)?;
        }
        _ => {}
    }
    if let (Step::Link, Some(other)) = (step, taking.other) {
        if row::find(tx, other)?.is_none() {
            return Err(Error::None);
        }
        link(tx, row.no, other, "by hand")?;
    }
    let event = Event {
        case: row.no,
        reference: &row.reference,
        kind: row.kind,
        state: *to,
        step,
        version,
        due: *due,
        at: said.happened.at.as_microsecond(),
    };
    webhooks::tell(tx, &event)?;
    Ok(Taken { state: *to, version, due: *due, approval })
}

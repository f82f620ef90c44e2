//! Doing the work of a case: its questions are answered, what was done is written down, and whoever was
//! given the data is told.

use std::collections::BTreeMap;

use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use people::{Error as RecordError, Now, row_number};
use serde::{Deserialize, Serialize};

use crate::form::{Answers, Circumstances, Concluded, conclude};
use crate::opening::{Claim, follows};
use crate::packs;
use crate::party::{Capacity, Channel, Party};
use crate::row::{self, CaseRow};
use crate::work::{self, By};
use crate::{Desk, Error, Kind, NewCase, Opened, Outcome, State, Step, Taken, Taking, Who, Work};

/// The most recipients of one case that are told.
pub const RECIPIENTS_MAX: usize = 200;
/// The task of telling one.
const TELL: &str = "tell-recipient";
/// The task of writing up what was given at once, and the owner's of looking at it.
const WRITE_UP: &str = "case-write-up";
/// In how many days: without undue delay, and the law gives no number.
const TELL_DAYS: i32 = 7;

/// Something that was really done.
#[derive(Clone, Debug)]
pub struct Worked {
    /// What.
    pub work: Work,
    /// Whether it is complete: what is not never makes an answer.
    pub whole: bool,
    /// It in a sentence.
    pub what: String,
    /// Recipients who have to be told of it, by the charter's names (Art 19).
    pub tell: Vec<String>,
    /// It was done before anybody had approved it: it is written up by tomorrow, and the owner of the
    /// decision is told.
    pub write_up: bool,
}

/// The questions of a case, and what follows.
#[derive(Debug)]
pub struct Filled {
    /// Where the case stands now.
    pub taken: Taken,
    /// What follows from the answers.
    pub concluded: Concluded,
    /// A case that was opened because of them.
    pub opened: Option<Opened>,
}

/// What is sealed of something that was done.
#[derive(Serialize, Deserialize)]
struct Inside {
    by: String,
    what: String,
}

/// The form of a case as it stands when a step is prepared.
#[derive(Clone)]
pub(crate) struct Form {
    /// How many steps the case had then.
    version: i64,
    /// How many things stand in the way of an answer.
    pub(crate) left: usize,
    /// A keyed hash of the answers.
    hash: [u8; 16],
    /// The answers anew, where they change.
    sealed: Option<Vec<u8>>,
}

/// What was done, sealed.
#[derive(Clone)]
pub(crate) struct Done {
    no: i64,
    work: Work,
    whole: bool,
    tell: Vec<String>,
    /// The owner's post, where it is written up.
    write_up: Option<String>,
    sealed: Vec<u8>,
}

pub(crate) fn sealed_answers(tx: &Tx<'_>, case: i64) -> Result<Option<Vec<u8>>, RecordError> {
    let sql = "SELECT detail FROM case_form WHERE casefile = ?1";
    tx.one(sql, params![case], |row| Ok(row.blob(0)?.to_vec()))
}

impl Desk {
    /// By what right somebody asks.
    fn capacity_of(&self, row: &CaseRow) -> Result<Capacity, Error> {
        let inside: crate::opening::Inside =
            self.unseal(row.key, "casefile", row.no, &row.sealed)?;
        Ok(inside.requester.capacity)
    }

    /// The answers of a case.
    pub(crate) fn answers_of(&self, row: &CaseRow) -> Result<Answers, Error> {
        let sealed = self.record().data().read("answers", |tx| sealed_answers(tx, row.no))?;
        match sealed {
            Some(sealed) => self.unseal(row.key, "case_form", row.no, &sealed),
            None => Ok(Answers::default()),
        }
    }

    /// What was really done for a case, the first first: what, whether it was complete, and a sentence.
    pub(crate) fn works_of(&self, row: &CaseRow) -> Result<Vec<(Work, bool, String)>, Error> {
        let sql = "SELECT no, work, whole, detail FROM case_work WHERE casefile = ?1
                   ORDER BY n LIMIT 1000";
        let rows = self.record().data().read("works", |tx| {
            tx.all(sql, params![row.no], |row| {
                let work = Work::of_number(row.int(1)?).ok_or(RecordError::Damaged("case_work"))?;
                Ok::<_, RecordError>((row.int(0)?, work, row.int(2)? == 1, row.blob(3)?.to_vec()))
            })
        })?;
        rows.into_iter()
            .map(|(no, work, whole, sealed)| {
                let inside: Inside = self.unseal(row.key, "case_work", no, &sealed)?;
                Ok((work, whole, inside.what))
            })
            .collect()
    }

    /// What follows from the answers of a case on this day.
    pub(crate) fn concluded(
        &self,
        row: &CaseRow,
        answers: &Answers,
        now: Now,
    ) -> Result<Concluded, Error> {
        let steps = self.record().data().read("steps", |tx| row::steps(tx, row.no))?;
        let entity = self.record().name_of(people::CodeKind::Entity, row.entity);
        let charter = self.record().gate().charter();
        let is = |what: &dyn Fn(&charter::items::Entity) -> bool| {
            charter.entities().iter().any(|one| one.id.get_ref().as_str() == entity && what(one))
        };
        let given = Circumstances {
            aware: jiff::Timestamp::from_microsecond(row.aware)
                .unwrap_or(jiff::Timestamp::UNIX_EPOCH),
            now: self.instant(now),
            capacity: self.capacity_of(row)?,
            today: now.today(),
            charity: is(&|one| one.charity),
            provider: is(&|one| one.registered_provider),
            advised: steps.iter().any(|step| step.happened.step == Step::Advise),
        };
        let mut concluded = conclude(row.kind, answers, &given);
        if row.kind == Kind::AutomatedDecision && answers.has("reviewer") {
            self.may_review(answers, now, &mut concluded)?;
        }
        Ok(concluded)
    }

    /// What follows from the answers of a case: nothing of them is in it but where an authority is told.
    ///
    /// # Errors
    /// [`Error::None`] where there is no such case. Show it first: this is for those who may see it.
    pub fn conclusion(&self, case: i64, now: Now) -> Result<Concluded, Error> {
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        self.concluded(&row, &self.answers_of(&row)?, now)
    }

    /// Whoever looks again holds the post that may change the decision: no rule holds a post.
    fn may_review(
        &self,
        answers: &Answers,
        now: Now,
        concluded: &mut Concluded,
    ) -> Result<(), Error> {
        let charter = self.record().gate().charter();
        let registered = charter
            .automated()
            .iter()
            .find(|one| one.id.get_ref().as_str() == answers.get("decision"))
            .and_then(|one| one.reviewer.as_ref())
            .map(|post| post.get_ref().as_str().to_owned());
        let posts: Vec<String> =
            registered.into_iter().chain([self.posts().owner.clone()]).collect();
        let (reviewer, today) = (answers.get("reviewer").to_owned(), now.today().to_string());
        let holds = self.record().data().read("reviewer", |tx| {
            let mut holds = false;
            for post in &posts {
                holds |= db::posts::holds(tx, post, &reviewer, &today)?;
            }
            Ok::<_, RecordError>(holds)
        })?;
        if !holds {
            concluded.wrong.push(words::Message::new("casework-wrong-adm-reviewer"));
        }
        Ok(())
    }

    /// The form as a step finds it, with the answers that come with the step.
    pub(crate) fn form(
        &self,
        row: &CaseRow,
        step: Step,
        taking: &Taking,
        now: Now,
    ) -> Result<Option<Form>, Error> {
        if !matches!(step, Step::Propose | Step::Work | Step::Send) {
            return Ok(None);
        }
        let capacity = self.capacity_of(row)?;
        if crate::form::asks(row.kind, capacity).next().is_none() {
            if taking.fills.is_empty() {
                return Ok(None);
            }
            return Err(Error::Malformed(format!("{} asks no questions", row.kind)));
        }
        let fixed = matches!(row.state, State::Approving | State::Ready);
        if fixed && !taking.fills.is_empty() {
            return Err(Error::Malformed(
                "what was put forward is not changed: go `back` first, with a reason".to_owned(),
            ));
        }
        let mut answers = self.answers_of(row)?;
        answers.answer((row.kind, capacity), &taking.fills)?;
        let left = self.concluded(row, &answers, now)?.left();
        let sealed = (!taking.fills.is_empty())
            .then(|| self.seal(row.key, "case_form", row.no, &answers))
            .transpose()?;
        let hash = self.record().vault().pseudonym("case-form", &answers.plain(row.no));
        Ok(Some(Form { version: row.version, left, hash, sealed }))
    }

    pub(crate) fn done(
        &self,
        row: &CaseRow,
        by: &str,
        worked: Option<&Worked>,
    ) -> Result<Option<Done>, Error> {
        let Some(worked) = worked else { return Ok(None) };
        if worked.tell.len() > RECIPIENTS_MAX {
            return Err(Error::Malformed(format!("{RECIPIENTS_MAX} recipients at most are told")));
        }
        let no = row_number();
        let inside = Inside { by: by.to_owned(), what: worked.what.clone() };
        let sealed = self.seal(row.key, "case_work", no, &inside)?;
        let (work, whole, tell) = (worked.work, worked.whole, worked.tell.clone());
        let write_up = worked.write_up.then(|| self.posts().owner.clone());
        Ok(Some(Done { no, work, whole, tell, write_up, sealed }))
    }

    /// Answers questions of a case; an empty answer takes one out. Where a case follows from them, it
    /// is opened.
    ///
    /// # Errors
    /// As for [`Desk::take`]; [`Error::Malformed`] for what is not asked, or is no answer.
    pub fn fill(
        &self,
        who: Who<'_>,
        case: i64,
        fills: &BTreeMap<String, String>,
        seen: Option<i64>,
        now: Now,
    ) -> Result<Filled, Error> {
        let named: Vec<&str> = fills.keys().map(String::as_str).collect();
        let taking = Taking {
            why: Some(format!("answered: {}", named.join(", "))),
            fills: fills.clone(),
            seen,
            ..Taking::default()
        };
        let taken = self.take(who, case, Step::Work, &taking, now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let concluded = self.concluded(&row, &self.answers_of(&row)?, now)?;
        let opened = match concluded.opens {
            Some(kind) => self.follows(who, &row, kind, now)?,
            None => None,
        };
        Ok(Filled { taken, concluded, opened })
    }

    /// Opens a case that follows from another, once.
    fn follows(
        &self,
        who: Who<'_>,
        row: &CaseRow,
        kind: Kind,
        now: Now,
    ) -> Result<Option<Opened>, Error> {
        let there = self.record().data().read("linked", |tx| follows(tx, row.no, kind))?;
        if there {
            return Ok(None);
        }
        let by = who.name().trim_end_matches('/');
        let new = NewCase {
            kinds: vec![kind],
            entity: self.record().name_of(people::CodeKind::Entity, row.entity).to_owned(),
            // Its hours run from when the report came: the office could have known from then on.
            received: law::clock::Moment::from(
                jiff::Timestamp::from_microsecond(row.aware).unwrap_or_else(|_| self.instant(now)),
            ),
            subject: None,
            requester: Party::named(by, Capacity::Office, Channel::default()),
            recipient: None,
            words: format!("It follows from {} {}.", row.kind, row.reference),
            by: None,
        };
        match self.open_claiming(by, &new, Some(Claim::Follows(row.no)), now) {
            Ok(opened) => Ok(opened.into_iter().next()),
            // Somebody else did it at the same time.
            Err(Error::Record(RecordError::Changed)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes down that something was really done for a case.
    ///
    /// # Errors
    /// As for [`Desk::take`].
    pub fn worked(
        &self,
        who: Who<'_>,
        case: i64,
        worked: Worked,
        now: Now,
    ) -> Result<Taken, Error> {
        let why = Some(worked.what.clone());
        let taking = Taking { why, worked: Some(worked), ..Taking::default() };
        self.take(who, case, Step::Work, &taking, now)
    }

    /// The recipients of a case who have to be told, and whether each was: none while it is open, some
    /// with whether they were told.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn recipients(
        &self,
        who: Who<'_>,
        case: i64,
        now: Now,
    ) -> Result<Vec<(String, Option<bool>)>, Error> {
        self.show(who, case, now)?;
        let sql = "SELECT recipient, state FROM case_tell WHERE casefile = ?1 ORDER BY recipient";
        Ok(self.record().data().read("recipients", |tx| {
            tx.all(sql, params![case], |row| {
                let told = match row.int(1)? {
                    0 => None,
                    state => Some(state == 1),
                };
                Ok::<_, RecordError>((row.text(0)?.to_owned(), told))
            })
        })?)
    }
}

/// How many recipients are still to be told.
pub(crate) fn to_tell(tx: &Tx<'_>, case: i64) -> Result<u32, RecordError> {
    let sql = "SELECT COUNT(*) FROM case_tell WHERE casefile = ?1 AND state = 0";
    let left = tx.one(sql, params![case], |row| row.int(0))?.unwrap_or(0);
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

/// How much is still to be done before a case ends so.
pub(crate) fn left(
    (desk, tx): (&Desk, &Tx<'_>),
    row: &CaseRow,
    outcome: Outcome,
    at: By,
    form: Option<&Form>,
    now: Now,
) -> Result<usize, Error> {
    if form.is_some_and(|form| form.version != row.version) {
        return Err(RecordError::Changed.into());
    }
    let mut asked =
        form.filter(|_| work::asks_first(row.kind, outcome)).map_or(0, |form| form.left);
    if at == By::Send && work::gives_a_pack(row.kind, outcome) {
        asked += usize::from(packs::is_current(desk, tx, row, now.today())?.is_err());
    }
    let Some((work, by)) = work::wanted(row.kind, outcome) else { return Ok(asked) };
    if by == By::Send && at == By::Propose {
        return Ok(asked);
    }
    // What was done last counts: a change that was looked at again and found complete.
    let sql = "SELECT whole FROM case_work WHERE casefile = ?1 AND work = ?2
               ORDER BY n DESC LIMIT 1";
    let whole = tx.one(sql, params![row.no, work.number()], |row| row.int(0))?;
    let enough = match outcome {
        // Some of it was done: what is left is said in the answer.
        Outcome::Partly => whole.is_some(),
        _ => whole == Some(1),
    };
    Ok(asked + usize::from(!enough))
}

/// Writes answers and work down with their step.
pub(crate) fn write(
    tx: &Tx<'_>,
    row: &CaseRow,
    form: Option<&Form>,
    done: Option<&Done>,
    now: Now,
) -> Result<(), Error> {
    let at = now.micros();
    if let Some(Form { version, left, hash, sealed: Some(sealed) }) = form {
        // Answers are put into those that were there: nobody else's are lost.
        if *version != row.version {
            return Err(RecordError::Changed.into());
        }
        tx.execute(
            "INSERT INTO case_form (casefile, missing, hash, detail) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (casefile) DO UPDATE SET missing = EXCLUDED.missing,
             hash = EXCLUDED.hash, detail = EXCLUDED.detail",
            params![row.no, i64::try_from(*left).unwrap_or(i64::MAX), hash, sealed],
        )?;
    }
    let Some(done) = done else { return Ok(()) };
    tx.execute(
        "INSERT INTO case_work (no, casefile, n, work, whole, at, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            done.no,
            row.no,
            row.version + 1,
            done.work.number(),
            i64::from(done.whole),
            at,
            &done.sealed
        ],
    )?;
    if let Some(owner) = &done.write_up {
        for post in [&row.post, owner] {
            let task = NewTask {
                post: post.clone(),
                kind: WRITE_UP.to_owned(),
                subject: None,
                reference: row.reference.clone(),
                due: now.today().saturating_add(1.days()).to_string(),
            };
            tasks::give(tx, &task, at)?;
        }
    }
    let due = now.today().saturating_add(TELL_DAYS.days()).to_string();
    for recipient in &done.tell {
        let new = tx.execute(
            "INSERT INTO case_tell (no, casefile, recipient, state) VALUES (?1, ?2, ?3, 0)
             ON CONFLICT (casefile, recipient) DO NOTHING",
            params![row_number(), row.no, recipient],
        )?;
        if new == 1 {
            let task = NewTask {
                post: row.post.clone(),
                kind: TELL.to_owned(),
                subject: None,
                reference: format!("{} {recipient}", row.reference),
                due: due.clone(),
            };
            tasks::give(tx, &task, at)?;
        }
    }
    Ok(())
}

/// Writes down that a recipient was told, or why they are not.
pub(crate) fn told(
    tx: &Tx<'_>,
    row: &CaseRow,
    recipient: &str,
    told: bool,
    by: &str,
    at: i64,
) -> Result<(), Error> {
    let done = tx.execute(
        "UPDATE case_tell SET state = ?3 WHERE casefile = ?1 AND recipient = ?2",
        params![row.no, recipient, if told { 1_i64 } else { 2 }],
    )?;
    if done != 1 {
        return Err(Error::Malformed(format!("`{recipient}` need not be told of this case")));
    }
    tasks::end_about(tx, TELL, &format!("{} {recipient}", row.reference), by, "told", at)?;
    Ok(())
}

//! What is done with a change of a case, step by step: a plan is asked for, put to a second person, decided
//! about, carried out, looked at again, closed.

use db::approvals::{self, Risk, Stands};
use db::jobs::{self, NewJob};
use db::{Tx, params};
use gate::NamedAsk;
use people::{Error as RecordError, Now, PersonId, Question, row_number};
use sources::DataCategory;
use sources::change::Change;

use crate::approving::second_post;
use crate::changing::{Asker, CHANGING, Inside, Row, Wish, find, move_change, moved};
use crate::changing_turns::{CHANGING_TRIES, Turn};
use crate::{Desk, Error, Who};

/// The most categories of one change.
pub const CATEGORIES_MAX: usize = 50;
/// The most characters of what is wrong, of what is right, and of a ground.
pub const CHANGE_VALUE_LENGTH_MAX: usize = 2_000;
/// The most things beside the record that a person is looked for by.
const ALSO_MAX: usize = 100;

/// Somebody who may do the work of a case now, and their change of it.
struct Mine {
    row: Row,
    inside: Inside,
    person: PersonId,
    reference: String,
}

impl Desk {
    /// Asks for the plan of a change; a server that reaches the landlord's systems makes it, and changes
    /// nothing. `ask` is what `question` was read from. The number of the change.
    ///
    /// # Errors
    /// [`Error::Malformed`] while one is being worked at; as for [`Desk::about`].
    pub fn plan_change(
        &self,
        (question, ask): (&Question, &NamedAsk),
        case: i64,
        wish: &Wish,
        now: Now,
    ) -> Result<i64, Error> {
        let who = Who::Officer(question);
        check(wish)?;
        let reference = self.show(who, case, now)?.reference;
        let person = self.about_change(who, case, &wish.change, now)?;
        let inside = Inside {
            asker: Asker::of(ask),
            wish: wish.clone(),
            wall_looked_at: None,
            plan: None,
            report: None,
            orders: Vec::new(),
            said: None,
            closed: None,
        };
        let (no, at) = (row_number(), now.micros());
        let sealed = self.seal_change(person, no, &inside)?;
        let say = |account: people::Account| account.with("case", reference.as_str());
        let act = "case-change-asked";
        let _ = self.record().write_about(question, person, now, act, say, move |tx, person| {
            if under_way(tx, case)? {
                return Err(RecordError::Malformed(
                    "a change of this case is being worked at; wait until that is done".to_owned(),
                ));
            }
            tx.execute(
                "INSERT INTO case_change (no, casefile, person, asked, state, turn, detail)
                     VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
                params![no, case, person.get(), at, Turn::PlanWaits.number(), &sealed],
            )?;
            jobs::put(tx, &job(no, 1, at))?;
            Ok(())
        })?;
        Ok(no)
    }

    /// Asks a second person to approve exactly this plan, by its hash; the number of what is asked.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a plan that is another by now, was asked about already, or that
    /// something stands in the way of; as for [`Desk::about`].
    pub fn ask_change(
        &self,
        question: &Question,
        (case, no): (i64, i64),
        plan: &[u8; 32],
        reason: &str,
        now: Now,
    ) -> Result<(), Error> {
        let Mine { row, inside, person, reference } =
            self.my_change(question, (case, no), Some(plan), now)?;
        text_of(reason, "say why, in a sentence")?;
        let made = inside.plan.as_ref().ok_or_else(another)?;
        if row.turn != Turn::Planned {
            return Err(Error::Malformed("this plan was put to somebody already".to_owned()));
        }
        if made.cannot().next().is_some() {
            return Err(Error::Malformed(
                "something stands in the way of this plan: nothing is done by halves".to_owned(),
            ));
        }
        let (what, risk) = match made.change {
            Change::Erase { .. } => ("erase in our systems", Risk::High),
            Change::Correct { .. } => ("put right in our systems", Risk::Medium),
            Change::Restrict { .. } => ("limit in our systems", Risk::Medium),
        };
        let asked = approvals::Asked {
            what: format!("{what}: {reference}"),
            digest: *plan,
            risk,
            by: self.actor(Who::Officer(question)).name,
            reason: reason.trim().to_owned(),
        };
        let (at, before) = (now.micros(), row.turn);
        let say = |account: people::Account| account.with("case", reference.as_str());
        let act = "case-change-put-forward";
        let _ = self.record().write_about(question, person, now, act, say, move |tx, _| {
            let approval = approvals::ask(tx, &asked, at)?;
            let sql = "UPDATE case_change SET state = ?2, approval = ?3
                       WHERE no = ?1 AND state = ?4";
            let values = params![no, Turn::Asked.number(), approval, before.number()];
            moved(tx.execute(sql, values)?)
        })?;
        Ok(())
    }

    /// A second person's yes or no to exactly this plan.
    ///
    /// # Errors
    /// [`Error::NotApproved`] for whoever asked, and where only the holder of a post may say so;
    /// [`Error::Malformed`] for another plan; as for [`Desk::about`].
    pub fn decide_change(
        &self,
        question: &Question,
        (case, no): (i64, i64),
        plan: &[u8; 32],
        yes: bool,
        now: Now,
    ) -> Result<(), Error> {
        // Whoever decides need not be one of those who do the work.
        let Mine { row, person, reference, .. } =
            self.change_of(question, (case, no), Some(plan), now)?;
        let approval = row.approval.filter(|_| row.turn == Turn::Asked).ok_or_else(another)?;
        let (by, day) = (self.actor(Who::Officer(question)).name, now.today().to_string());
        let (posts, at, digest) = (self.posts().clone(), now.micros(), *plan);
        let say = |account: people::Account| {
            account.with("case", reference.as_str()).with("approval", approval)
        };
        let act = if yes { "case-change-approved" } else { "case-change-refused" };
        let _ = self.record().write_about(question, person, now, act, say, move |tx, _| {
            if approvals::stands(tx, approval, &digest, at)?.is_none() {
                return Err(RecordError::Changed);
            }
            let post = second_post(&posts, tx, &day)?;
            approvals::decide(tx, approval, &by, yes, &post, &day, at)
                .map_err(|why| RecordError::NotApproved(why.to_string()))
        })?;
        Ok(())
    }

    /// Asks a server to carry a plan out that was approved, or to look again at what it changed.
    ///
    /// # Errors
    /// [`Error::Malformed`] where that is not to be done now; as for [`Desk::about`].
    pub fn turn_change(
        &self,
        (question, ask): (&Question, &NamedAsk),
        (case, no): (i64, i64),
        to: Turn,
        wall_looked_at: Option<String>,
        now: Now,
    ) -> Result<(), Error> {
        let Mine { row, mut inside, person, reference } =
            self.my_change(question, (case, no), None, now)?;
        let plan = row.plan.ok_or_else(another)?;
        // What is settled, and could not be written into the case, is gone on with by writing it.
        let begun = inside.report.is_some() || self.record().open_change(&plan)?.is_some();
        let from = row.turn;
        let may = match to {
            Turn::CarryWaits => from == Turn::Asked || (from == Turn::Left && begun),
            Turn::LookWaits => from == Turn::Left && begun,
            _ => false,
        };
        if !may {
            return Err(Error::Malformed("this cannot be done with the plan now".to_owned()));
        }
        let at = now.micros();
        if let Some(approval) = row.approval.filter(|_| to == Turn::CarryWaits && !begun) {
            let stands = self.record().data().read("approval", |tx| {
                Ok::<_, RecordError>(approvals::stands(tx, approval, &plan, at)?)
            })?;
            match stands {
                Some((Stands::Approved, _)) => {}
                Some((Stands::Waits, _)) => return Err(NOBODY.into_error()),
                _ => return Err(REFUSED.into_error()),
            }
        }
        if let Some(words) = &wall_looked_at {
            text_of(words, "say what was found")?;
        }
        inside.asker = Asker::of(ask);
        inside.wall_looked_at = wall_looked_at.or(inside.wall_looked_at);
        inside.said = None;
        let sealed = self.seal_change(person, no, &inside)?;
        let (was, count) = (row.sealed, row.count + 1);
        let say = |account: people::Account| account.with("case", reference.as_str());
        let act = if to == Turn::CarryWaits { "case-change-to-do" } else { "case-change-to-look" };
        let _ = self.record().write_about(question, person, now, act, say, move |tx, _| {
            if under_way(tx, case)? {
                return Err(RecordError::Malformed(
                    "a change of this case is being worked at; wait until that is done".to_owned(),
                ));
            }
            let sql = "UPDATE case_change SET state = ?2, turn = ?3, detail = ?4
                       WHERE no = ?1 AND state = ?5 AND detail = ?6";
            let values = params![no, to.number(), count, &sealed, from.number(), &was];
            moved(tx.execute(sql, values)?)?;
            jobs::put(tx, &job(no, count, at))?;
            Ok(())
        })?;
        Ok(())
    }

    /// Closes a change that will not be complete, with a reason: what is left is for people.
    ///
    /// # Errors
    /// [`Error::Malformed`] where nothing of it was begun, or without a reason; as for [`Desk::about`].
    pub fn close_change(
        &self,
        question: &Question,
        (case, no): (i64, i64),
        reason: &str,
        now: Now,
    ) -> Result<(), Error> {
        let Mine { row, mut inside, person, reference } =
            self.my_change(question, (case, no), None, now)?;
        let reason = text_of(reason, "say why it is closed")?;
        let plan = row.plan.filter(|_| row.turn == Turn::Left).ok_or_else(|| {
            Error::Malformed("there is nothing to close: nothing of it was begun".to_owned())
        })?;
        inside.closed = Some(reason.clone());
        let sealed = self.seal_change(person, no, &inside)?;
        let (from, was, at) = (row.turn, row.sealed, now.micros());
        let say = |account: people::Account| {
            account
                .with("case", reference.as_str())
                .with("plan", data_encoding::HEXLOWER.encode(&plan))
                .with("closed-because", reason.as_str())
                .with("complete", false)
        };
        // The log, what the record has open, and the case say it together, or none of them.
        let act = "case-change-closed";
        let _ = self.record().write_about(question, person, now, act, say, move |tx, _| {
            people::close_change(tx, &plan, at)?;
            move_change(tx, (no, from, &was), Turn::Closed, &sealed)
        })?;
        Ok(())
    }

    /// A change of a case, for whoever may do its work now; where `plan` is named, it must be this one.
    fn my_change(
        &self,
        question: &Question,
        of: (i64, i64),
        plan: Option<&[u8; 32]>,
        now: Now,
    ) -> Result<Mine, Error> {
        let mine = self.change_of(question, of, plan, now)?;
        self.about_change(Who::Officer(question), of.0, &mine.inside.wish.change, now)?;
        Ok(mine)
    }

    /// The same for whoever may read the case.
    fn change_of(
        &self,
        question: &Question,
        (case, no): (i64, i64),
        plan: Option<&[u8; 32]>,
        now: Now,
    ) -> Result<Mine, Error> {
        let shown = self.show(Who::Officer(question), case, now)?;
        let row = self.record().data().read("a change", |tx| find(tx, no))?;
        let row = row.filter(|row| row.case == case).ok_or(Error::None)?;
        let person = self.record().live_id_of(row.person)?.ok_or(Error::None)?;
        if shown.subject != Some(person) {
            return Err(Error::None);
        }
        let (reference, inside) = (shown.reference, self.unseal_change(&row)?);
        if plan.is_some_and(|plan| row.plan.as_ref() != Some(plan)) {
            return Err(another());
        }
        Ok(Mine { row, inside, person, reference })
    }
}

/// A sentence of why not.
struct Why(&'static str);

impl Why {
    fn into_error(self) -> Error {
        Error::NotApproved(self.0.to_owned())
    }
}

const NOBODY: Why = Why("nobody has approved this plan yet");
const REFUSED: Why = Why("this plan was not approved, or too long ago; plan again");

fn another() -> Error {
    Error::Malformed("this is another plan by now; look at it anew".to_owned())
}

/// A text that is there, and not too long.
fn text_of(text: &str, missing: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Malformed(missing.to_owned()));
    }
    if text.chars().count() > CHANGE_VALUE_LENGTH_MAX {
        return Err(Error::Malformed(format!("{CHANGE_VALUE_LENGTH_MAX} characters at most")));
    }
    Ok(text.to_owned())
}

fn check(wish: &Wish) -> Result<(), Error> {
    let categories: &[DataCategory] = match &wish.change {
        Change::Correct { category, from, to } => {
            text_of(from, "say what is wrong")?;
            text_of(to, "say what is right")?;
            std::slice::from_ref(category)
        }
        Change::Erase { categories, .. } => categories,
        Change::Restrict { categories } => {
            text_of(wish.ground.as_deref().unwrap_or_default(), "say what they say is wrong")?;
            categories
        }
    };
    if categories.len() > CATEGORIES_MAX || wish.also.len() > ALSO_MAX {
        return Err(Error::Malformed(format!(
            "a change names {CATEGORIES_MAX} categories at most, and {ALSO_MAX} things a person is \
             known by"
        )));
    }
    let long = |text: &str| text.chars().count() > CHANGE_VALUE_LENGTH_MAX;
    if wish.also.iter().any(|(kind, value)| long(kind) || long(value)) {
        return Err(Error::Malformed(format!("{CHANGE_VALUE_LENGTH_MAX} characters at most")));
    }
    Ok(())
}

/// A turn of a change, as a server takes it.
fn job(no: i64, count: i64, at: i64) -> NewJob {
    NewJob {
        kind: CHANGING.to_owned(),
        name: format!("{no} {count}"),
        payload: String::new(),
        run_at: at,
        attempts_max: CHANGING_TRIES,
    }
}

/// Whether a server works at a change of a case, or is to.
fn under_way(tx: &Tx<'_>, case: i64) -> Result<bool, RecordError> {
    let sql = "SELECT state FROM case_change WHERE casefile = ?1";
    let states = tx.all(sql, params![case], |row| Ok::<_, RecordError>(row.int(0)?))?;
    Ok(states.into_iter().filter_map(Turn::of_number).any(Turn::is_under_way))
}

//! Disclosures that wait: until the person was told, and a stated day has come. On that day the gate is asked
//! again. Nothing goes by itself: a post has a task, and somebody gives it, by the gate.

use db::{Tx, params, tasks};
use gate::NamedAsk;
use jiff::civil::Date;
use people::{CodeKind, Error, Now, PersonId, PersonNo, Question, Record};
use serde::{Deserialize, Serialize};

use super::give::{Given, Giving, given};
use super::{line, name, post_of};
use crate::{HowGiven, Told};

/// The kind of task of one that waits for its person to be told and its day to come.
const WAITS: &str = "share-scheduled";
/// The kind of task of one whose day has come and that may still go.
const GIVE: &str = "share-give";
/// How many are looked at in one go.
const CHUNK: u32 = 500;

/// How one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Waits,
    /// It was given.
    Given,
    /// The gate said no when its day had come.
    Refused,
    /// It was called off.
    CalledOff,
}

impl State {
    fn of(number: i64) -> State {
        match number {
            0 => State::Waits,
            1 => State::Given,
            2 => State::Refused,
            _ => State::CalledOff,
        }
    }

    /// The name it goes by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waits => "waits",
            State::Given => "given",
            State::Refused => "refused",
            State::CalledOff => "called off",
        }
    }
}

/// One that is scheduled.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// Its number.
    pub no: i64,
    /// To whom.
    pub recipient: String,
    /// For what.
    pub purpose: String,
    /// The first day it may go.
    pub day: Date,
    /// The day the person was told.
    pub told: Option<Date>,
    /// How it stands.
    pub state: State,
    /// The post that has it in hand.
    pub post: String,
    /// The number in the register, once it was given.
    pub given: Option<i64>,
}

/// What is to wait.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The first day it may go.
    pub day: Date,
    /// The post that has it in hand; the charter's owner where none is named.
    pub post: Option<String>,
    /// How it will go.
    pub how: HowGiven,
}

#[derive(Serialize, Deserialize)]
struct Detail {
    actor: String,
    strength: Option<String>,
    role: String,
    team: String,
    entity: String,
    data: Vec<String>,
    reason: Option<String>,
    how: HowGiven,
}

/// Schedules a disclosure; its number. The gate must let it today, and is asked again on its day.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] for a day that is past.
pub fn schedule(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    waiting: &Waiting,
    now: Now,
) -> Result<i64, Error> {
    if waiting.day < now.today() {
        return Err(Error::Malformed("the day it may go is past".to_owned()));
    }
    let how = HowGiven { how: line(&waiting.how.how, "how it goes")?, ..waiting.how.clone() };
    let post = post_of(record, waiting.post.as_deref())?;
    let named = NamedAsk { action: "disclose".to_owned(), ..named.clone() };
    let question = record.question(&named, now.today())?;
    if question.recipient_code() == 0 {
        return Err(Error::Malformed("a disclosure names its recipient".to_owned()));
    }
    let detail = Detail {
        actor: question.actor().to_owned(),
        strength: named.strength.clone(),
        role: named.role.clone(),
        team: named.team.clone(),
        entity: named.entity.clone(),
        data: named.data.clone(),
        reason: named.reason,
        how,
    };
    let no = people::row_number();
    let of = leave(record, &question, person, now)?;
    let sealed = record.seal_detail_of(of, "share_scheduled", no, &bytes(&detail)?)?;
    let codes = (question.recipient_code(), question.purpose_code(), question.entity_code());
    let (day, made, at) = (waiting.day.to_string(), now.today().to_string(), now.micros());
    let say = move |account: people::Account| account.with("scheduled", no);
    let _ = record.write_about(
        &question,
        person,
        now,
        "disclosure-scheduled",
        say,
        move |tx, number| {
            tx.execute(
                "INSERT INTO share_scheduled (no, person, recipient, purpose, entity, day, state,
                 made, post, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9)",
                params![
                    no,
                    number.get(),
                    i64::from(codes.0),
                    i64::from(codes.1),
                    i64::from(codes.2),
                    &day,
                    &made,
                    &post,
                    &sealed
                ],
            )?;
            let task = tasks::NewTask {
                post: post.clone(),
                kind: WAITS.to_owned(),
                subject: Some(number.get()),
                reference: no.to_string(),
                due: day.clone(),
            };
            tasks::give(tx, &task, at)?;
            Ok(())
        },
    )?;
    Ok(no)
}

/// Whom this is about, where the gate lets it: of somebody who was put together with another, the one that
/// was kept. A no is written down.
fn leave(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<PersonId, Error> {
    let found = record.data().read("leave", |tx| {
        let _ = record.permit(tx, question, person)?;
        people::number(tx, person)
    });
    match found {
        Ok(no) => record.live_id_of(no)?.ok_or(Error::Nobody),
        Err(Error::Refused(_)) => {
            let nothing = |account: people::Account| account;
            let act = "disclosure-scheduled";
            let no =
                |_: &Tx<'_>, _| Err(Error::Malformed("it changed meanwhile: ask again".to_owned()));
            let _ = record.write_about(question, person, now, act, nothing, no)?;
            Err(Error::Changed)
        }
        Err(error) => Err(error),
    }
}

fn bytes(detail: &Detail) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(detail)
        .map_err(|_| Error::Malformed("the detail of a disclosure".to_owned()))
}

/// What is scheduled of a person, the newest first.
///
/// # Errors
/// [`Error::Refused`] where nothing about this person may be seen.
pub fn scheduled(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<Vec<Scheduled>, Error> {
    let of = record.look(question, person, now)?.number();
    record.data().read("scheduled disclosures", |tx| {
        let mut all = Vec::new();
        for one in people::records_of(tx, of)? {
            all.extend(tx.all(
                "SELECT no, recipient, purpose, day, told, state, post, given FROM share_scheduled
                 WHERE person = ?1 ORDER BY day DESC, no LIMIT 1000",
                params![one.get()],
                |row| {
                    Ok::<_, Error>(Scheduled {
                        no: row.int(0)?,
                        recipient: name(record, CodeKind::Recipient, row.int(1)?),
                        purpose: name(record, CodeKind::Purpose, row.int(2)?),
                        day: row.date(3)?,
                        told: row.opt_date(4)?,
                        state: State::of(row.int(5)?),
                        post: row.text(6)?.to_owned(),
                        given: row.opt_int(7)?,
                    })
                },
            )?);
        }
        Ok::<_, Error>(all)
    })
}

/// Writes down that the person was told of one that waits, on a day that has come.
pub(super) fn tell_scheduled(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    on: Date,
    now: Now,
) -> Result<(), Error> {
    let day = on.to_string();
    let say = move |account: people::Account| account.with("scheduled", no);
    let _ = record.write_about(
        question,
        person,
        now,
        "told-of-disclosure",
        say,
        move |tx, number| {
            change(tx, number, |tx, person| {
                tx.execute(
                    "UPDATE share_scheduled SET told = ?3
                     WHERE no = ?1 AND person = ?2 AND state = 0",
                    params![no, person, &day],
                )
            })
        },
    )?;
    Ok(())
}

/// Calls one off.
///
/// # Errors
/// [`Error::Malformed`] where none of that number waits.
pub fn call_off(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    why: &str,
    now: Now,
) -> Result<(), Error> {
    let why = line(why, "why it is called off")?;
    let (by, at) = (question.actor().to_owned(), now.micros());
    let say = move |account: people::Account| account.with("scheduled", no);
    let _ = record.write_about(
        question,
        person,
        now,
        "disclosure-called-off",
        say,
        move |tx, number| {
            change(tx, number, |tx, person| {
                tx.execute(
                    "UPDATE share_scheduled SET state = 3
                     WHERE no = ?1 AND person = ?2 AND state = 0",
                    params![no, person],
                )
            })?;
            for kind in [WAITS, GIVE] {
                tasks::end_about(tx, kind, &no.to_string(), &by, &why, at)?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// Changes one that waits, in whichever record of the person it lies.
fn change(
    tx: &Tx<'_>,
    number: PersonNo,
    one: impl Fn(&Tx<'_>, i64) -> Result<u64, db::Error>,
) -> Result<(), Error> {
    let mut changed = 0;
    for record in people::records_of(tx, number)? {
        changed += one(tx, record.get())?;
    }
    match changed {
        0 => Err(none_waits()),
        _ => Ok(()),
    }
}

fn none_waits() -> Error {
    Error::Malformed("no disclosure of that number waits for this person".to_owned())
}

struct Row {
    person: i64,
    recipient: i64,
    purpose: i64,
    day: Date,
    told: Option<Date>,
    post: String,
    detail: Vec<u8>,
}

/// Whether one of this number waits.
pub(super) fn waits(tx: &Tx<'_>, no: i64) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM share_scheduled WHERE no = ?1 AND state = 0";
    Ok(tx.one(sql, params![no], |row| row.int(0))?.is_some())
}

fn waiting(tx: &Tx<'_>, no: i64) -> Result<Option<Row>, Error> {
    tx.one(
        "SELECT person, recipient, purpose, day, told, post, detail FROM share_scheduled
         WHERE no = ?1 AND state = 0",
        params![no],
        |row| {
            Ok(Row {
                person: row.int(0)?,
                recipient: row.int(1)?,
                purpose: row.int(2)?,
                day: row.date(3)?,
                told: row.opt_date(4)?,
                post: row.text(5)?.to_owned(),
                detail: row.blob(6)?.to_vec(),
            })
        },
    )
}

fn open(record: &Record, no: i64, row: &Row) -> Result<Detail, Error> {
    let plain = record.open_detail_of("share_scheduled", no, &row.detail)?;
    serde_json::from_slice(&plain)
        .map_err(|_| Error::Malformed("a scheduled disclosure cannot be read".to_owned()))
}

/// Gives one whose day has come and whose person was told: the gate is asked as whoever gives it.
///
/// # Errors
/// [`Error::Malformed`] where it has not come so far; as for [`super::give()`].
pub fn give_scheduled(
    record: &Record,
    asker: &NamedAsk,
    person: PersonId,
    no: i64,
    now: Now,
) -> Result<Given, Error> {
    // Whoever may not look at the person learns nothing of what waits.
    let look =
        NamedAsk { action: "look".to_owned(), recipient: None, data: Vec::new(), ..asker.clone() };
    let of = record.look(&record.question(&look, now.today())?, person, now)?.number();
    let row = record.data().read("a scheduled disclosure", |tx| {
        let theirs = people::records_of(tx, of)?;
        let row = waiting(tx, no)?;
        Ok::<_, Error>(row.filter(|row| theirs.iter().any(|one| one.get() == row.person)))
    })?;
    let row = row.ok_or_else(none_waits)?;
    let Some(told) = row.told else {
        return Err(Error::Malformed(
            "the person was not told yet (paragraph 11.6): write down the day they were".to_owned(),
        ));
    };
    if row.day > now.today() || told > now.today() {
        return Err(Error::Malformed(format!("it may go from {}, and not before", row.day)));
    }
    let detail = open(record, no, &row)?;
    let named = NamedAsk {
        action: "disclose".to_owned(),
        purpose: name(record, CodeKind::Purpose, row.purpose),
        recipient: Some(name(record, CodeKind::Recipient, row.recipient)),
        entity: detail.entity.clone(),
        data: detail.data.clone(),
        ..asker.clone()
    };
    let giving = Giving { told: Some(Told::On(told)), how: detail.how };
    let (by, at) = (asker.actor.clone().unwrap_or_default(), now.micros());
    given(record, &named, person, &giving, now, move |tx, _, given| {
        let done = tx.execute(
            "UPDATE share_scheduled SET state = 1, given = ?2 WHERE no = ?1 AND state = 0",
            params![no, given],
        )?;
        if done == 0 {
            return Err(none_waits());
        }
        for kind in [WAITS, GIVE] {
            tasks::end_about(tx, kind, &no.to_string(), &by, "given", at)?;
        }
        Ok(())
    })
}

/// What came of asking the gate again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// How many may still go: a post has a task for each.
    pub may_go: usize,
    /// How many the gate refuses now.
    pub refused: usize,
    /// How many wait for the person to be told.
    pub untold: usize,
}

/// Asks the gate again about everything whose day has come, as whoever scheduled it. Nothing goes by this.
///
/// # Errors
/// What the store or the vault says.
pub fn look_again(record: &Record, now: Now) -> Result<Again, Error> {
    let (today, at) = (now.today().to_string(), now.micros());
    let mut came = Again::default();
    let mut after = i64::MIN;
    loop {
        let due = record.data().read("scheduled disclosures", |tx| {
            tx.all(
                "SELECT no FROM share_scheduled WHERE state = 0 AND day <= ?1 AND no > ?2
                 ORDER BY no LIMIT ?3",
                params![&today, after, CHUNK],
                |row| Ok::<_, Error>(row.int(0)?),
            )
        })?;
        let Some(last) = due.last() else { return Ok(came) };
        after = *last;
        for no in due {
            let Some(row) = record.data().read("one", |tx| waiting(tx, no))? else { continue };
            let Some(person) = record.live_id_of(PersonNo::new(row.person))? else { continue };
            if row.told.is_none() {
                came.untold += 1;
                continue;
            }
            let detail = open(record, no, &row)?;
            let named = NamedAsk {
                actor: Some(detail.actor),
                strength: detail.strength,
                role: detail.role,
                team: detail.team,
                entity: detail.entity,
                purpose: name(record, CodeKind::Purpose, row.purpose),
                action: "disclose".to_owned(),
                recipient: Some(name(record, CodeKind::Recipient, row.recipient)),
                data: detail.data,
                reason: detail.reason,
                ..NamedAsk::default()
            };
            let task = tasks::NewTask {
                post: row.post,
                kind: GIVE.to_owned(),
                subject: Some(row.person),
                reference: no.to_string(),
                due: today.clone(),
            };
            let say = move |account: people::Account| account.with("scheduled", no);
            let asked = record.question(&named, now.today()).and_then(|question| {
                let act = "disclosure-asked-again";
                record.write_about(&question, person, now, act, say, move |tx, _| {
                    Ok(tasks::give_once(tx, &task, at)?)
                })
            });
            match asked {
                Ok(_) => came.may_go += 1,
                // A name the charter no longer has is a refusal as well.
                Err(Error::Refused(_) | Error::NotInCharter { .. }) => {
                    came.refused += 1;
                    refused(record, person, no, now)?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Writes down that the gate said no when the day had come.
fn refused(record: &Record, person: PersonId, no: i64, now: Now) -> Result<(), Error> {
    const BY: &str = "the nightly work";
    let say = move |account: people::Account| account.with("scheduled", no);
    let at = now.micros();
    let act = "scheduled-disclosure-refused";
    let _ = record.write_incoming(BY, Some(person), act, say, now, move |tx, _| {
        tx.execute(
            "UPDATE share_scheduled SET state = 2 WHERE no = ?1 AND state = 0",
            params![no],
        )?;
        for kind in [WAITS, GIVE] {
            tasks::end_about(tx, kind, &no.to_string(), BY, "refused on its day", at)?;
        }
        Ok(())
    })?;
    Ok(())
}

//! Rows about a person, in whichever register. What one says is an item in the person's file: so it has a
//! class and a day on which it goes, and it is in what the person is given when they ask. The row says how
//! it stands and what is to be done by when, and goes when its item has gone.

use db::{Tx, params};
use gate::NamedAsk;
use jiff::civil::Date;
use people::{Error as RecordError, NewItem, Now, PersonId, PersonNo, Question, Record};

use crate::Error;
use crate::done::Done;
use crate::error::no;

/// The registers. The numbers are stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub(crate) enum Register {
    RentCheck = 1,
    CreditSearch = 2,
    FraudSign = 3,
    MachineDecision = 4,
}

/// What waits. Each register counts on from here by itself.
pub(crate) const OPEN: i64 = 0;

/// People whose rows are looked at in one go.
const PEOPLE_ONCE: u32 = 1_000;
/// The most rows of one person in one register that are read.
const ROWS_MAX: u32 = 500;

/// A row as it stands, with what the item of it says.
#[derive(Clone)]
pub struct Kept {
    /// Its number.
    pub no: i64,
    /// The day it was written down.
    pub day: Date,
    /// The day by which something is to be done.
    pub due: Option<Date>,
    /// Whether nothing is to be done any more.
    pub settled: Option<Date>,
    /// What it says.
    pub text: String,
    pub(crate) state: i64,
    pub(crate) version: i64,
    pub(crate) writer: [u8; 16],
    pub(crate) item: Option<u32>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({}, state {})", self.no, self.state)
    }
}

/// What is to be written down.
pub(crate) struct New<'a> {
    pub(crate) register: Register,
    pub(crate) category: &'a str,
    pub(crate) source: &'a str,
    pub(crate) text: String,
    pub(crate) due: Option<Date>,
    pub(crate) post: &'a str,
    pub(crate) state: i64,
    /// The event its period starts at, where that has happened.
    pub(crate) event: Option<Date>,
    /// Whether it takes the place of what is open of the person in this register.
    pub(crate) instead: bool,
}

/// The asker's question about one category and one act.
pub(crate) fn question(
    record: &Record,
    named: &NamedAsk,
    category: &str,
    action: &str,
    now: Now,
) -> Result<Question, Error> {
    let mut named = named.clone();
    named.data = vec![category.to_owned()];
    action.clone_into(&mut named.action);
    Ok(record.question(&named, now.today())?)
}

/// Writes something down about a person: the item and the row in one transaction. Its number.
pub(crate) fn put(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    new: &New<'_>,
    now: Now,
) -> Result<i64, Error> {
    let ask = question(record, named, new.category, "collect", now)?;
    let no = people::row_number();
    let mut item = NewItem::new(new.category, new.text.as_bytes(), new.source, now.today());
    item.event = new.event;
    item.notes.kept_in = Some(pointer(no));
    let (register, state) = (new.register as i64, new.state);
    let (day, due) = (now.today().to_string(), new.due.map(|due| due.to_string()));
    let (post, at, instead) = (new.post.to_owned(), now.micros(), new.instead);
    let by = named.actor.as_deref().unwrap_or_default();
    let (writer, done) = (record.pseudonym_of(by).to_vec(), Done::new(by, now));
    record.hold_beside(&ask, person, &item, now, move |tx, of| {
        for one in people::records_of(tx, of)?.into_iter().filter(|_| instead) {
            let open = tx.all(
                "SELECT no FROM kept WHERE person = ?1 AND register = ?2 AND settled IS NULL",
                params![one.get(), register],
                |row| Ok::<_, RecordError>(row.int(0)?),
            )?;
            for row in open {
                done.task(tx, task(register), &pointer(row))?;
            }
            tx.execute(
                "UPDATE kept SET due = NULL, settled = ?3, version = version + 1
                 WHERE person = ?1 AND register = ?2 AND settled IS NULL",
                params![one.get(), register, &day],
            )?;
        }
        tx.execute(
            "INSERT INTO kept (no, person, register, state, day, due, post, writer, version,
             recorded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9)",
            params![no, of.get(), register, state, &day, due.as_deref(), &post, &writer, at],
        )?;
        Ok(())
    })?;
    Ok(no)
}

/// How an item says which row is its own.
pub(crate) fn pointer(no: i64) -> String {
    format!("{POINTS}{no}")
}

/// How every such pointer begins.
const POINTS: &str = "register ";

/// What stands about a person in one register, oldest first, for a question that may see its category.
pub(crate) fn list(
    record: &Record,
    named: &NamedAsk,
    category: &str,
    person: PersonId,
    register: Register,
    now: Now,
) -> Result<Vec<Kept>, Error> {
    let opened = record.look(&question(record, named, category, "look", now)?, person, now)?;
    let mut rows = record.data().read("a register", |tx| {
        let mut all = Vec::new();
        for of in people::records_of(tx, opened.number())? {
            all.extend(tx.all(
                "SELECT no, day, due, settled, state, version, writer FROM kept
                 WHERE person = ?1 AND register = ?2 ORDER BY recorded, no LIMIT ?3",
                params![of.get(), register as i64, ROWS_MAX],
                |row| {
                    Ok::<_, RecordError>(Kept {
                        no: row.int(0)?,
                        day: row.date(1)?,
                        due: row.opt_date(2)?,
                        settled: row.opt_date(3)?,
                        text: String::new(),
                        state: row.int(4)?,
                        version: row.int(5)?,
                        writer: row.bytes(6)?,
                        item: None,
                    })
                },
            )?);
        }
        Ok::<_, RecordError>(all)
    })?;
    opened.each(record, |seen| {
        let Some(kept_in) = seen.notes().kept_in else { return };
        if let Some(row) = rows.iter_mut().find(|row| pointer(row.no) == kept_in) {
            seen.text().clone_into(&mut row.text);
            row.item = Some(seen.no.n);
        }
    })?;
    // One whose item is gone has nothing more to say.
    rows.retain(|row| row.item.is_some());
    Ok(rows)
}

/// A step from one state to another.
pub(crate) struct Step<'a> {
    pub(crate) register: Register,
    pub(crate) category: &'a str,
    pub(crate) no: i64,
    pub(crate) to: i64,
    /// What is to be done by when, from now on; none where it is settled.
    pub(crate) due: Option<Date>,
    /// What is added to what it says.
    pub(crate) adds: String,
}

/// Takes a step, where `may` finds that it can be taken; item and row change in one transaction.
pub(crate) fn step(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    step: &Step<'_>,
    now: Now,
    may: impl Fn(&Kept) -> Result<(), Error>,
    beside: impl Fn(&Tx<'_>) -> Result<(), RecordError> + Clone + Send + 'static,
) -> Result<(), Error> {
    let all = list(record, named, step.category, person, step.register, now)?;
    let kept = all.into_iter().find(|kept| kept.no == step.no).ok_or_else(|| Error::None {
        what: "row of this person with the number",
        name: step.no.to_string(),
        way: "the list of the register shows them",
    })?;
    may(&kept)?;
    // `list` gives only rows whose item is there.
    let item = kept.item.unwrap_or_default();
    let ask = question(record, named, step.category, "collect", now)?;
    let text = format!("{}\n{}", kept.text, step.adds);
    let (no, version, to) = (kept.no, kept.version, step.to);
    let due = step.due.map(|due| due.to_string());
    let settled = step.due.is_none().then(|| now.today().to_string());
    let done = Done::new(named.actor.as_deref().unwrap_or_default(), now);
    let kind = task(step.register as i64);
    record.correct_beside(&ask, person, item, text.as_bytes(), now, move |tx, _| {
        let changed = tx.execute(
            "UPDATE kept SET state = ?2, due = ?3, settled = ?4, version = version + 1
             WHERE no = ?1 AND version = ?5",
            params![no, to, due.as_deref(), settled.as_deref(), version],
        )?;
        if changed == 1 {
            done.task(tx, kind, &pointer(no))?;
            return beside(tx);
        }
        Err(RecordError::Malformed("somebody changed it meanwhile; look at it again".to_owned()))
    })?;
    Ok(())
}

/// A row that waits, for whoever gives tasks: of whom by number.
pub(crate) struct Due {
    pub(crate) no: i64,
    pub(crate) person: i64,
    pub(crate) register: i64,
    pub(crate) due: Date,
    pub(crate) post: String,
}

/// Rows that are not settled and due on a day at the latest.
pub(crate) fn due(tx: &Tx<'_>, by: Date, limit: u32) -> Result<Vec<Due>, RecordError> {
    tx.all(
        "SELECT no, person, register, due, post FROM kept
         WHERE settled IS NULL AND due IS NOT NULL AND due <= ?1 ORDER BY due, no LIMIT ?2",
        params![by.to_string().as_str(), limit],
        |row| {
            Ok(Due {
                no: row.int(0)?,
                person: row.int(1)?,
                register: row.int(2)?,
                due: row.date(3)?,
                post: row.text(4)?.to_owned(),
            })
        },
    )
}

/// Takes out the rows whose items have gone, and ends what was to be done about them; how many there were.
pub(crate) fn forget(record: &Record, by: &str, now: Now) -> Result<u64, Error> {
    let mut forgotten = 0;
    let mut after = i64::MIN;
    loop {
        let people = record.data().read("people in the registers", |tx| {
            let sql = "SELECT DISTINCT person FROM kept WHERE person > ?1 ORDER BY person LIMIT ?2";
            tx.all(sql, params![after, PEOPLE_ONCE], |row| Ok::<_, RecordError>(row.int(0)?))
        })?;
        let Some(last) = people.last() else { return Ok(forgotten) };
        after = *last;
        for person in people {
            // The rows first: an item is there with its row, or came after.
            let rows = record.data().read("rows of one person", |tx| {
                let sql = "SELECT no, register FROM kept WHERE person = ?1";
                tx.all(sql, params![person], |row| Ok::<_, RecordError>((row.int(0)?, row.int(1)?)))
            })?;
            let there = record.pointers(PersonNo::new(person), POINTS)?;
            let gone: Vec<(i64, i64)> =
                rows.into_iter().filter(|(no, _)| !there.contains(&pointer(*no))).collect();
            if gone.is_empty() {
                continue;
            }
            forgotten += u64::try_from(gone.len()).unwrap_or(u64::MAX);
            let done = Done::new(by, now);
            record.data().write("forget rows", move |tx| {
                for (no, register) in &gone {
                    tx.execute("DELETE FROM kept WHERE no = ?1", params![*no])?;
                    done.task(tx, task(*register), &pointer(*no))?;
                }
                Ok::<_, RecordError>(())
            })?;
        }
    }
}

/// The kind of task of a row that waits.
pub(crate) fn task(register: i64) -> &'static str {
    match register {
        of if of == Register::RentCheck as i64 => "check-right-to-rent-again",
        of if of == Register::CreditSearch as i64 => "credit-answer-missing",
        of if of == Register::FraudSign as i64 => "look-into-sign",
        _ => "tell-of-decision",
    }
}

/// Refuses where a row is not in one of these states.
pub(crate) fn only_from(
    kept: &Kept,
    from: &[i64],
    paragraph: &'static str,
    says: &str,
) -> Result<(), Error> {
    if from.contains(&kept.state) { Ok(()) } else { Err(no(paragraph, says)) }
}

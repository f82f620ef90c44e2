//! Calling back what was given. It is not back until the recipient has confirmed that it is deleted.

use db::{params, tasks};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{CodeKind, Error, Now, PersonId, Question, Record};
use serde_json::json;
use words::Message;

use super::{line, name, post_of};

/// The kind of task.
const CONFIRM: &str = "share-recall";
/// By when a recipient is chased for its confirmation, in days.
const DAYS: i32 = 7;

/// What was called back.
#[derive(Clone, Debug)]
pub struct Recalled {
    /// Its number in the register.
    pub no: i64,
    /// Who is to delete it.
    pub recipient: String,
    /// The day it was given.
    pub given: Date,
    /// The kinds of data.
    pub data: Vec<String>,
    /// The post that waits for the confirmation.
    pub post: String,
    /// By which day.
    pub due: Date,
}

impl Recalled {
    /// The letter to the recipient. It says nothing of anybody: they find it by the number.
    #[must_use]
    pub fn letter(&self, record: &Record) -> String {
        let charter = record.gate().charter();
        let title = |list: &str, at: Option<usize>, named: &dyn Fn(usize) -> String| {
            at.map_or_else(|| list.to_owned(), named)
        };
        let to = title(&self.recipient, charter.recipients().find(&self.recipient), &|at| {
            charter.recipients()[at].name.clone()
        });
        let kinds = self.data.iter().map(|kind| {
            title(kind, charter.categories().find(kind), &|at| {
                charter.categories()[at].name.clone()
            })
        });
        let says = Message::new("sharing-recall-letter")
            .with("recipient", to)
            .with("day", self.given)
            .with("data", words::Arg::List(kinds.collect()))
            .with("no", self.no.to_string())
            .with("due", self.due);
        words::Catalogue::english().render(&says)
    }
}

/// Calls back what was given: it stands so in the register, and a post waits for the recipient's word.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] where nothing of that number was given of this person, or it was
/// called back already.
pub fn recall(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    why: &str,
    post: Option<&str>,
    now: Now,
) -> Result<Recalled, Error> {
    let why = line(why, "why it is called back")?;
    let post = post_of(record, post)?;
    let opened = record.look(question, person, now)?;
    let of = opened.number();
    let found = record.data().read("a disclosure", |tx| {
        let theirs = people::records_of(tx, of)?;
        let row = tx.one(
            "SELECT person, recipient, given, data, recalled FROM disclosure WHERE no = ?1",
            params![no],
            |row| {
                Ok::<_, Error>((
                    row.int(0)?,
                    row.int(1)?,
                    row.date(2)?,
                    row.text(3)?.to_owned(),
                    row.opt_text(4)?.is_some(),
                ))
            },
        )?;
        Ok::<_, Error>(row.filter(|row| theirs.iter().any(|one| one.get() == row.0)))
    })?;
    let Some((whose, recipient, given, data, called)) = found else {
        return Err(Error::Malformed("nothing of that number was given of this person".to_owned()));
    };
    if called {
        return Err(Error::Malformed("it was called back already".to_owned()));
    }
    let due = now.today().saturating_add(DAYS.days());
    let detail = json!({"why": why}).to_string();
    let sealed = record.seal_detail_of(opened.person(), "share_recall", no, detail.as_bytes())?;
    let (day, at) = (now.today().to_string(), now.micros());
    let task = tasks::NewTask {
        post: post.clone(),
        kind: CONFIRM.to_owned(),
        subject: Some(of.get()),
        reference: no.to_string(),
        due: due.to_string(),
    };
    let to = post.clone();
    let say = move |account: people::Account| account.with("disclosure", no);
    let _ = record.write_about(question, person, now, "disclosure-recalled", say, move |tx, _| {
        let done = tx.execute(
            "UPDATE disclosure SET recalled = ?2 WHERE no = ?1 AND recalled IS NULL",
            params![no, &day],
        )?;
        if done == 0 {
            return Err(Error::Malformed("it was called back already".to_owned()));
        }
        tx.execute(
            "INSERT INTO share_recall (no, person, asked, post, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![no, whose, &day, &to, &sealed],
        )?;
        tasks::give(tx, &task, at)?;
        Ok(())
    })?;
    Ok(Recalled {
        no,
        recipient: name(record, CodeKind::Recipient, recipient),
        given,
        data: data.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        post,
        due,
    })
}

/// Writes down that the recipient confirmed that what was called back is deleted.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Malformed`] for a day that has not come, or where nothing waits for it.
pub fn confirm_recall(
    record: &Record,
    question: &Question,
    person: PersonId,
    no: i64,
    on: Date,
    how: &str,
    now: Now,
) -> Result<(), Error> {
    if on > now.today() {
        return Err(Error::Malformed("that day has not come".to_owned()));
    }
    let how = line(how, "how they confirmed it")?;
    let (day, by, at) = (on.to_string(), question.actor().to_owned(), now.micros());
    let said = how.clone();
    let say = move |account: people::Account| {
        account.with("disclosure", no).with("confirmed", said.as_str())
    };
    let act = "disclosure-deletion-confirmed";
    let _ = record.write_about(question, person, now, act, say, move |tx, number| {
        let mut done = 0;
        for one in people::records_of(tx, number)? {
            done += tx.execute(
                "UPDATE share_recall SET confirmed = ?3
                 WHERE no = ?1 AND person = ?2 AND confirmed IS NULL AND asked <= ?3",
                params![no, one.get(), &day],
            )?;
        }
        if done == 0 {
            return Err(Error::Malformed(
                "nothing of that number was called back of this person by that day, or it is \
                 confirmed"
                    .to_owned(),
            ));
        }
        tasks::end_about(tx, CONFIRM, &no.to_string(), &by, &how, at)?;
        Ok(())
    })?;
    Ok(())
}

//! Disclosures: decided, told first, written down, handed over.

use std::fmt;

use charter::items::Category;
use db::{Tx, params};
use gate::{Decision, Obligation, Outcome, Set};
use jiff::civil::Date;
use people::{
    Code, CodeKind, Erased, Error, Now, Opened, PersonId, PersonNo, Question, Record, Survives,
};
use serde::{Deserialize, Serialize};

use crate::share;
use crate::told::{Exception, Told};
use crate::went::Went;

/// How something is given.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct HowGiven {
    /// The way it goes: `job sheet`, `secure mail`, `by phone`.
    pub how: String,
    /// Under which power, where somebody may demand it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<String>,
    /// Who asked, and what for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl fmt::Debug for HowGiven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HowGiven(..)")
    }
}

/// A disclosure that was made: what goes, and its number in the register.
#[must_use]
pub struct Disclosed {
    /// What may go.
    pub opened: Opened,
    /// Its number in the register.
    pub no: i64,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(crate) how: HowGiven,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exception: Option<String>,
    /// The paragraphs it went under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) paragraphs: Vec<String>,
    /// Salted digests of what went, so that a later correction is noticed.
    #[serde(default, skip_serializing_if = "Went::is_empty")]
    pub(crate) went: Went,
}

impl Detail {
    pub(crate) fn seal(&self, record: &Record, of: PersonId, no: i64) -> Result<Vec<u8>, Error> {
        let bytes = serde_json::to_vec(self)
            .map_err(|_| Error::Malformed("the detail of a disclosure".to_owned()))?;
        record.seal_detail_of(of, "disclosure", no, &bytes)
    }
}

/// A disclosure with its names read and its detail sealed.
#[derive(Clone)]
pub(crate) struct NewDisclosure {
    pub(crate) no: i64,
    pub(crate) recipient: Code,
    pub(crate) purpose: Code,
    pub(crate) entity: Code,
    pub(crate) given: Date,
    pub(crate) data: String,
    pub(crate) told: Option<Date>,
    /// `recorded`, or the kind of exception.
    pub(crate) exception: Option<&'static str>,
    /// The notice that told them.
    pub(crate) notice: Option<i64>,
    /// The entry of the look it came from; one that was imported has none.
    pub(crate) entry: Option<i64>,
    pub(crate) sealed: Vec<u8>,
    /// When it goes, and the post that tells the person afterwards, where they are.
    pub(crate) later: Option<(String, Now)>,
}

impl NewDisclosure {
    pub(crate) fn insert(&self, tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
        tx.execute(
            "INSERT INTO disclosure (no, person, recipient, purpose, entity, given, data, told,
             exception, entry, detail, notice)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                self.no,
                person.get(),
                i64::from(self.recipient),
                i64::from(self.purpose),
                i64::from(self.entity),
                self.given.to_string().as_str(),
                &self.data,
                self.told.map(|day| day.to_string()).as_deref(),
                self.exception,
                self.entry,
                &self.sealed,
                self.notice
            ],
        )?;
        match &self.later {
            Some((post, now)) => share::owe(tx, post, person, self.no, *now),
            None => Ok(()),
        }
    }

    /// Whether the notice that tells of it still does, in the transaction that writes it.
    fn still_told(&self, tx: &Tx<'_>) -> Result<(), Error> {
        match self.notice {
            Some(no) if !share::stands(tx, no, self.given)? => Err(Error::Changed),
            _ => Ok(()),
        }
    }
}

/// A disclosure that was decided, and goes in a transaction of whoever prepares it.
#[derive(Clone)]
#[must_use]
pub struct Prepared {
    question: Question,
    person: PersonId,
    decision: Decision,
    new: NewDisclosure,
}

/// Decides that everything the question names may go, for a room that hands it over in a transaction of
/// its own: a message with somebody's data in it.
///
/// # Errors
/// [`Error::Refused`] with the paragraphs; [`Error::Malformed`] where a part may not go, and as for
/// [`disclose`].
pub fn prepare(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    how: &HowGiven,
    now: Now,
) -> Result<Prepared, Error> {
    let (opened, met) = decided(record, question, person, told, now)?;
    let decision = *opened.decision();
    let categories = record.gate().charter().categories();
    let names = |set: Set<Category>| -> Vec<&str> {
        set.iter().map(|ix| categories[ix.position()].id.get_ref().as_str()).collect()
    };
    if decision.outcome() != Outcome::Allowed {
        let masked = names(decision.masked()).join(", ");
        return Err(Error::Malformed(format!("this may not go to them: {masked}; leave it out")));
    }
    let data = names(decision.allowed()).into_iter().map(str::to_owned).collect();
    let new = written(record, question, &opened, data, met, how, now)?;
    Ok(Prepared { question: question.clone(), person: opened.person(), decision, new })
}

impl Prepared {
    /// The question the gate answered.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Whose data goes.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Its number in the register.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.new.no
    }

    /// Writes it into the register, where the gate still says the same.
    ///
    /// # Errors
    /// [`Error::Changed`] where it does not; [`Error::Refused`] where it says no now.
    pub fn write(&self, tx: &Tx<'_>, record: &Record, person: PersonNo) -> Result<(), Error> {
        let decided = *record.permit(tx, &self.question, self.person)?.decision();
        if decided != self.decision || people::number(tx, self.person)? != person {
            return Err(Error::Changed);
        }
        self.new.still_told(tx)?;
        self.new.insert(tx, person)
    }
}

/// How the person knows, or why they do not: as it stands in the register.
#[derive(Default)]
struct Met {
    day: Option<Date>,
    notice: Option<i64>,
    exception: Option<(&'static str, String)>,
}

/// Looks at what a recipient is to be given; the person must have been told where the notice says so.
fn decided(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    now: Now,
) -> Result<(Opened, Met), Error> {
    if question.recipient_code() == 0 {
        return Err(Error::Malformed("a disclosure names its recipient".to_owned()));
    }
    let said = |why: &str| !why.trim().is_empty();
    match told {
        Some(Told::On(day)) if *day > now.today() => {
            return Err(Error::Malformed(
                "they are told on a day that has not come: schedule it for that day".to_owned(),
            ));
        }
        Some(Told::Exception(why) | Told::Excepted(_, why)) if !said(why) => {
            return Err(Error::Malformed("say why they are not told (paragraph 11.6)".to_owned()));
        }
        _ => {}
    }
    let opened = record.look(question, person, now)?;
    let met = match told {
        Some(Told::On(day)) => Met { day: Some(*day), ..Met::default() },
        Some(Told::ByNotice) => by_notice(record, question, &opened, now)?,
        Some(Told::Exception(why)) => {
            Met { exception: Some(("recorded", why.clone())), ..Met::default() }
        }
        Some(Told::Excepted(kind, why)) => {
            Met { exception: Some((kind.as_str(), why.clone())), ..Met::default() }
        }
        None => Met::default(),
    };
    let first = opened.decision().obligations().contains(Obligation::TellFirst);
    if first && told.is_none() {
        return Err(Error::Malformed(
            "the person is told before their data goes (paragraph 11.6): say when they were, or \
             why they are not"
                .to_owned(),
        ));
    }
    Ok((opened, met))
}

/// The notice on record that tells this person of what goes.
fn by_notice(
    record: &Record,
    question: &Question,
    opened: &Opened,
    now: Now,
) -> Result<Met, Error> {
    let goes = allowed(record, opened);
    let goes: Vec<&str> = goes.iter().map(String::as_str).collect();
    let relationship = opened.relationship_code();
    let found = record.data().read("a notice that tells", |tx| {
        share::covering(tx, record, question, relationship, &goes, now.today())
    })?;
    let (no, since) = found.ok_or_else(|| {
        Error::Malformed(
            "no notice on record tells them of this (paragraph 11.6): say when they were told, or \
             why they are not"
                .to_owned(),
        )
    })?;
    Ok(Met { day: Some(since), notice: Some(no), exception: None })
}

/// The names of what a look allows.
pub(crate) fn allowed(record: &Record, opened: &Opened) -> Vec<String> {
    let categories = record.gate().charter().categories();
    let of = opened.decision().allowed();
    of.iter().map(|ix| categories[ix.position()].id.get_ref().as_str().to_owned()).collect()
}

/// A row of the register, sealed.
fn written(
    record: &Record,
    question: &Question,
    opened: &Opened,
    data: Vec<String>,
    met: Met,
    how: &HowGiven,
    now: Now,
) -> Result<NewDisclosure, Error> {
    let (exception, why) = match met.exception {
        Some((kind, why)) => (Some(kind), Some(why)),
        None => (None, None),
    };
    let (of, to) = (
        record.name_of(CodeKind::Purpose, question.purpose_code()),
        record.name_of(CodeKind::Recipient, question.recipient_code()),
    );
    let mut paragraphs: Vec<String> = Vec::new();
    let listed = share::listed(record.gate().charter(), of, to, now.today());
    for one in listed.filter(|one| data.iter().any(|kind| share::names(one, kind))) {
        for cite in one.notice.iter().map(|cite| cite.get_ref().to_string()) {
            if !paragraphs.contains(&cite) {
                paragraphs.push(cite);
            }
        }
    }
    let went = Went::of(record, opened, &data)?;
    let afterwards = exception == Some(Exception::NoTime.as_str());
    let detail = Detail { how: how.clone(), exception: why, paragraphs, went };
    let no = people::row_number();
    Ok(NewDisclosure {
        no,
        recipient: question.recipient_code(),
        purpose: question.purpose_code(),
        entity: question.entity_code(),
        given: now.today(),
        data: data.join(" "),
        told: met.day,
        exception,
        notice: met.notice,
        entry: Some(opened.entry()),
        sealed: detail.seal(record, opened.person(), no)?,
        later: afterwards.then(|| (share::owner(record), now)),
    })
}

/// Gives what the notice lets to a recipient, and writes it into the register. The question's act
/// is a disclosure and names the recipient.
///
/// # Errors
/// [`Error::Refused`] with the paragraphs; [`Error::Malformed`] when the person must be told first
/// and `told` says neither when they were nor why they are not.
pub fn disclose(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    how: &HowGiven,
    now: Now,
) -> Result<Disclosed, Error> {
    disclose_also(record, question, person, told, how, now, |_, _, _| Ok(()))
}

/// The same, with rows of this room's own in the transaction that writes it down.
pub(crate) fn disclose_also(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    how: &HowGiven,
    now: Now,
    also: impl Fn(&Tx<'_>, PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static,
) -> Result<Disclosed, Error> {
    let (opened, met) = decided(record, question, person, told, now)?;
    let mut data: Vec<String> = Vec::new();
    opened.each(record, |seen| {
        if !data.iter().any(|there| there == seen.category()) {
            data.push(seen.category().to_owned());
        }
    })?;
    written_down(record, question, opened, data, met, how, now, also)
}

/// Writes down what a look found, as given: where the gate still says the same.
#[expect(clippy::too_many_arguments, reason = "what was found, how it went and what goes with it")]
fn written_down(
    record: &Record,
    question: &Question,
    opened: Opened,
    data: Vec<String>,
    met: Met,
    how: &HowGiven,
    now: Now,
    also: impl Fn(&Tx<'_>, PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static,
) -> Result<Disclosed, Error> {
    let person = opened.person();
    let new = written(record, question, &opened, data.clone(), met, how, now)?;
    let no = new.no;
    let say =
        move |account: people::Account| account.with("disclosure", no).with("kinds", data.clone());
    let (again, of, decision) = (record.clone(), question.clone(), *opened.decision());
    let _ = record.write_about(question, person, now, "disclosed", say, move |tx, number| {
        if *again.permit(tx, &of, person)?.decision() != decision {
            return Err(Error::Malformed("what may go changed meanwhile: ask again".to_owned()));
        }
        new.still_told(tx)?;
        new.insert(tx, number)?;
        also(tx, number, no)
    })?;
    Ok(Disclosed { opened, no })
}

/// Writes down that marks went, which are no items: the kinds that are named, where the gate allows them.
pub(crate) fn disclose_marks(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    how: &HowGiven,
    kinds: impl FnOnce(&Opened) -> Result<Vec<String>, Error>,
    now: Now,
) -> Result<Option<Disclosed>, Error> {
    let (opened, met) = decided(record, question, person, told, now)?;
    let data = kinds(&opened)?;
    if data.is_empty() {
        return Ok(None);
    }
    let also = |_: &Tx<'_>, _, _| Ok(());
    Ok(Some(written_down(record, question, opened, data, met, how, now, also)?))
}

/// Erases a person, and lists the register's rows among what survives: who was given their data,
/// without what was given, so that each of them can be told (Art 19).
///
/// # Errors
/// As for [`Record::erase`].
pub fn erase(
    record: &Record,
    question: &Question,
    person: PersonId,
    approval: i64,
    now: Now,
) -> Result<Erased, Error> {
    record.erase_listing(question, person, approval, now, |tx, person| {
        forget(tx, person)?;
        survives(tx, person)
    })
}

/// Takes out what waits to be given of somebody who is being erased.
///
/// # Errors
/// What the store says.
pub fn forget(tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
    for record in people::records_of(tx, person)? {
        tx.execute("DELETE FROM share_scheduled WHERE person = ?1", params![record.get()])?;
    }
    Ok(())
}

/// What of the register is left of somebody who is erased, and why.
///
/// # Errors
/// What the store says.
pub fn survives(tx: &Tx<'_>, person: PersonNo) -> Result<Vec<Survives>, Error> {
    let rows = tx.one(
        "SELECT COUNT(*) FROM disclosure WHERE person = ?1",
        params![person.get()],
        |row| row.int(0),
    )?;
    let count = rows.unwrap_or(0);
    let left = Survives {
        what: "to whom their data was given and when, without the data",
        why: "needed to tell those who have it that it is erased",
        count,
    };
    Ok(if count > 0 { vec![left] } else { Vec::new() })
}

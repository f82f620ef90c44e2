//! Disclosures: decided, told first, written down, handed over.

use charter::items::Category;
use db::{Tx, params};
use gate::{Decision, Obligation, Outcome, Set};
use jiff::civil::Date;
use people::{
    Code, CodeKind, Erased, Error, Now, Opened, PersonId, PersonNo, Question, Record, Survives,
};
use serde::{Deserialize, Serialize};

/// Whether the person knows (row 11.6a).
#[derive(Clone, Debug)]
pub enum Told {
    /// They were told on this day, or by a standing notice of that day.
    On(Date),
    /// Telling them is not lawful or would do harm: why. Kept, and looked at again.
    Exception(String),
}

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

impl std::fmt::Debug for HowGiven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

/// One row of the register.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Its number.
    pub no: i64,
    /// To whom, by the charter's name.
    pub recipient: String,
    /// Why, by the charter's name.
    pub purpose: String,
    /// The day.
    pub given: Date,
    /// The kinds of data, by the charter's names.
    pub data: Vec<String>,
    /// The day the person was told.
    pub told: Option<Date>,
    /// Whether they were not, for a recorded reason.
    pub excepted: bool,
    /// How it went.
    pub how: HowGiven,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(crate) how: HowGiven,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exception: Option<String>,
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
    pub(crate) excepted: bool,
    /// The entry of the look it came from; one that was imported has none.
    pub(crate) entry: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

impl NewDisclosure {
    pub(crate) fn insert(&self, tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
        tx.execute(
            "INSERT INTO disclosure (no, person, recipient, purpose, entity, given, data, told,
             exception, entry, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                self.no,
                person.get(),
                i64::from(self.recipient),
                i64::from(self.purpose),
                i64::from(self.entity),
                self.given.to_string().as_str(),
                &self.data,
                self.told.map(|day| day.to_string()).as_deref(),
                self.excepted.then_some("recorded"),
                self.entry,
                &self.sealed
            ],
        )?;
        Ok(())
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
    let opened = decided(record, question, person, told, now)?;
    let decision = *opened.decision();
    let categories = record.gate().charter().categories();
    let names = |set: Set<Category>| -> Vec<&str> {
        set.iter().map(|ix| categories[ix.position()].id.get_ref().as_str()).collect()
    };
    if decision.outcome() != Outcome::Allowed {
        let masked = names(decision.masked()).join(", ");
        return Err(Error::Malformed(format!("this may not go to them: {masked}; leave it out")));
    }
    let data = names(decision.allowed()).join(" ");
    let new = written(record, question, &opened, data, told, how, now)?;
    Ok(Prepared { question: question.clone(), person: opened.person(), decision, new })
}

impl Prepared {
    /// The question the gate answered.
    pub fn question(&self) -> &Question {
        &self.question
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
        self.new.insert(tx, person)
    }
}

/// Looks at what a recipient is to be given; the person must have been told where the notice says so.
fn decided(
    record: &Record,
    question: &Question,
    person: PersonId,
    told: Option<&Told>,
    now: Now,
) -> Result<Opened, Error> {
    if question.recipient_code() == 0 {
        return Err(Error::Malformed("a disclosure names its recipient".to_owned()));
    }
    let opened = record.look(question, person, now)?;
    let first = opened.decision().obligations().contains(Obligation::TellFirst);
    if first && told.is_none() {
        return Err(Error::Malformed(
            "the person is told before their data goes (paragraph 11.6): say when they were, or \
             why they are not"
                .to_owned(),
        ));
    }
    Ok(opened)
}

/// A row of the register, sealed.
fn written(
    record: &Record,
    question: &Question,
    opened: &Opened,
    data: String,
    told: Option<&Told>,
    how: &HowGiven,
    now: Now,
) -> Result<NewDisclosure, Error> {
    let (day, exception) = match told {
        Some(Told::On(day)) => (Some(*day), None),
        Some(Told::Exception(why)) => (None, Some(why.clone())),
        None => (None, None),
    };
    let detail = Detail { how: how.clone(), exception };
    let no = people::row_number();
    Ok(NewDisclosure {
        no,
        recipient: question.recipient_code(),
        purpose: question.purpose_code(),
        entity: question.entity_code(),
        given: now.today(),
        data,
        told: day,
        excepted: detail.exception.is_some(),
        entry: Some(opened.entry()),
        sealed: detail.seal(record, opened.person(), no)?,
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
    let opened = decided(record, question, person, told, now)?;
    let mut data: Vec<String> = Vec::new();
    opened.each(record, |seen| {
        if !data.iter().any(|there| there == seen.category()) {
            data.push(seen.category().to_owned());
        }
    })?;
    let new = written(record, question, &opened, data.join(" "), told, how, now)?;
    let no = new.no;
    let say =
        move |account: people::Account| account.with("disclosure", no).with("kinds", data.clone());
    let _ = record.write_about(question, person, now, "disclosed", say, move |tx, person| {
        new.insert(tx, person)
    })?;
    Ok(Disclosed { opened, no })
}

/// Who was given what of a person, newest first, for those whose question is allowed.
///
/// # Errors
/// [`Error::Refused`] where nothing about this person may be seen.
pub fn register(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<Vec<Disclosure>, Error> {
    let opened = record.look(question, person, now)?;
    let no = opened.number();
    let rows = record.data().read("register", |tx| {
        tx.all(
            "SELECT no, recipient, purpose, given, data, told, exception, detail FROM disclosure
             WHERE person = ?1 ORDER BY given DESC, no LIMIT 1000",
            params![no.get()],
            |row| {
                let name = |kind, column| {
                    let code = u16::try_from(row.int(column)?).unwrap_or(0);
                    Ok::<_, Error>(record.name_of(kind, code).to_owned())
                };
                let disclosure = Disclosure {
                    no: row.int(0)?,
                    recipient: name(CodeKind::Recipient, 1)?,
                    purpose: name(CodeKind::Purpose, 2)?,
                    given: row.date(3)?,
                    data: row
                        .text(4)?
                        .split(' ')
                        .filter(|w| !w.is_empty())
                        .map(str::to_owned)
                        .collect(),
                    told: row.opt_date(5)?,
                    excepted: row.opt_text(6)?.is_some(),
                    how: HowGiven::default(),
                };
                Ok::<_, Error>((disclosure, row.blob(7)?.to_vec()))
            },
        )
    })?;
    rows.into_iter()
        .map(|(mut disclosure, sealed)| {
            let bytes = record.open_detail_of("disclosure", disclosure.no, &sealed)?;
            let detail: Detail = serde_json::from_slice(&bytes)
                .map_err(|_| Error::Malformed("a row of the register cannot be read".to_owned()))?;
            disclosure.how = detail.how;
            Ok(disclosure)
        })
        .collect()
}

/// Who was given what of a person, for the person: what they were told of at the time, for a use the charter
/// lets them be told of by themselves.
///
/// What was kept from them is not in it, nor how it went.
///
/// # Errors
/// [`Error::Refused`] where nothing about this person may be seen.
pub fn told_of(
    record: &Record,
    question: &Question,
    person: PersonId,
    now: Now,
) -> Result<Vec<Disclosure>, Error> {
    let charter = record.gate().charter();
    let Some(portal) = charter.portal(now.today()) else { return Ok(Vec::new()) };
    let told = |one: &Disclosure| {
        let purpose = portal.uses.iter().find(|id| id.get_ref().as_str() == one.purpose);
        let purpose = purpose.and_then(|id| charter.purposes().get(id.get_ref()));
        !one.excepted
            && one.told.is_some_and(|day| day <= now.today())
            && purpose.is_some_and(|purpose| purpose.may_be_told(charter))
    };
    let shown = |id: &String| {
        let category = charter.categories().iter().find(|one| one.id.get_ref().as_str() == id);
        category.is_some_and(|one| one.may_be_known())
    };
    let all = register(record, question, person, now)?;
    let told = all.into_iter().filter(told).map(|mut one| {
        one.how = HowGiven::default();
        one.data.retain(shown);
        one
    });
    Ok(told.collect())
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
    record.erase_listing(question, person, approval, now, survives)
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

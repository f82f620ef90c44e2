//! The register, read: who was given what of a person.

use db::{Tx, params};
use jiff::civil::Date;
use people::{CodeKind, Error, Now, PersonId, PersonNo, Question, Record};

use crate::disclosures::{Detail, HowGiven};
use crate::told::Exception;

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
    /// What kind of exception; none where they were told, or nobody said which.
    pub exception: Option<Exception>,
    /// The number of the notice that told them.
    pub notice: Option<i64>,
    /// The paragraphs it went under.
    pub paragraphs: Vec<String>,
    /// The day it was called back.
    pub recalled: Option<Date>,
    /// The day the recipient confirmed that it is deleted: until then it is not.
    pub confirmed: Option<Date>,
    /// How it went.
    pub how: HowGiven,
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
    let mut rows = record.data().read("register", |tx| {
        let mut all = Vec::new();
        for one in people::records_of(tx, no)? {
            all.extend(rows_of(tx, record, one)?);
        }
        Ok::<_, Error>(all)
    })?;
    rows.sort_by(|(a, _), (b, _)| (b.given, a.no).cmp(&(a.given, b.no)));
    rows.into_iter()
        .map(|(mut disclosure, sealed)| {
            let bytes = record.open_detail_of("disclosure", disclosure.no, &sealed)?;
            let detail: Detail = serde_json::from_slice(&bytes)
                .map_err(|_| Error::Malformed("a row of the register cannot be read".to_owned()))?;
            disclosure.how = detail.how;
            disclosure.paragraphs = detail.paragraphs;
            Ok(disclosure)
        })
        .collect()
}

/// The rows of one record, each with its detail still sealed.
fn rows_of(
    tx: &Tx<'_>,
    record: &Record,
    person: PersonNo,
) -> Result<Vec<(Disclosure, Vec<u8>)>, Error> {
    tx.all(
        "SELECT d.no, d.recipient, d.purpose, d.given, d.data, d.told, d.exception, d.detail,
         d.notice, r.asked, r.confirmed
         FROM disclosure d LEFT JOIN share_recall r ON r.no = d.no
         WHERE d.person = ?1 ORDER BY d.given DESC, d.no LIMIT 1000",
        params![person.get()],
        |row| {
            let name = |kind, column| {
                let code = u16::try_from(row.int(column)?).unwrap_or(0);
                Ok::<_, Error>(record.name_of(kind, code).to_owned())
            };
            let exception = row.opt_text(6)?;
            let data = row.text(4)?.split(' ').filter(|word| !word.is_empty());
            let disclosure = Disclosure {
                no: row.int(0)?,
                recipient: name(CodeKind::Recipient, 1)?,
                purpose: name(CodeKind::Purpose, 2)?,
                given: row.date(3)?,
                data: data.map(str::to_owned).collect(),
                told: row.opt_date(5)?,
                excepted: exception.is_some(),
                exception: exception.and_then(|kind| kind.parse().ok()),
                notice: row.opt_int(8)?,
                paragraphs: Vec::new(),
                recalled: row.opt_date(9)?,
                confirmed: row.opt_date(10)?,
                how: HowGiven::default(),
            };
            Ok::<_, Error>((disclosure, row.blob(7)?.to_vec()))
        },
    )
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
        // Whoever could not be told in time was told after.
        let known = !one.excepted || one.exception == Some(Exception::NoTime);
        known
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

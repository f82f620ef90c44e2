//! Notices given: whom a published notice tells of a disclosure, from which day (rows 11.2.3, 11.6a).
//!
//! Such a notice meets telling the person first only where the charter says so (`by_notice`).

use db::{Tx, params};
use jiff::civil::Date;
use people::{Code, CodeKind, Error, Now, Question, Record};

use super::{line, listed, name, names, purpose};

/// A notice to be put on record.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Of which purpose it tells.
    pub purpose: String,
    /// Of which recipient.
    pub recipient: String,
    /// Whose notice: the legal entity that passes the data on.
    pub entity: String,
    /// Whom it covers: what they are to the entity.
    pub relationship: String,
    /// From which day they were told by it.
    pub since: Date,
    /// How they were given it: `with the rent letter of March`.
    pub how: String,
}

/// A notice that is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub no: i64,
    /// Of which purpose it tells.
    pub purpose: String,
    /// Of which recipient.
    pub recipient: String,
    /// Whose notice.
    pub entity: String,
    /// Whom it covers.
    pub relationship: String,
    /// From which day.
    pub since: Date,
    /// The day from which it tells nobody any more.
    pub ended: Option<Date>,
    /// The version of the notice that was published.
    pub version: String,
    /// How they were given it.
    pub how: String,
}

/// Puts on record that the published notice tells some people of a disclosure; its number.
///
/// # Errors
/// [`Error::NotInCharter`]; [`Error::Malformed`] where the charter does not let a notice tell of it, where
/// the purpose is not for such people, or where the notice was not published by that day.
pub fn give_notice(record: &Record, new: &NewNotice, now: Now, actor: &str) -> Result<i64, Error> {
    let codes = record.codes();
    let of = |kind, name: &str| codes.code(kind, name).map(i64::from);
    let slots = (
        of(CodeKind::Purpose, &new.purpose)?,
        of(CodeKind::Recipient, &new.recipient)?,
        of(CodeKind::Entity, &new.entity)?,
        of(CodeKind::Relationship, &new.relationship)?,
    );
    let how = line(&new.how, "how they were given the notice")?;
    let charter = record.gate().charter();
    if !listed(charter, &new.purpose, &new.recipient, new.since).any(|one| one.by_notice) {
        return Err(Error::Malformed(format!(
            "the charter does not let a notice tell people of `{}` for `{}`: each is told by \
             themselves (paragraph 11.6); `by_notice` on the disclosure lets it",
            new.recipient, new.purpose
        )));
    }
    let theirs = purpose(charter, &new.purpose).is_some_and(|purpose| {
        purpose.relationships.iter().any(|id| id.get_ref().as_str() == new.relationship)
            && purpose.entities.iter().any(|id| id.get_ref().as_str() == new.entity)
    });
    if !theirs {
        return Err(Error::Malformed(format!(
            "`{}` is no purpose of `{}` for `{}`",
            new.purpose, new.entity, new.relationship
        )));
    }
    let head = charter.head();
    let published = head.published.as_ref().map(|day| day.get_ref().0);
    if published.is_none_or(|day| day > new.since || day > now.today()) {
        return Err(Error::Malformed(
            "the notice in force was not published by that day, and tells nobody before it is"
                .to_owned(),
        ));
    }
    let version = head.version.get_ref().clone();
    let (no, since) = (people::row_number(), new.since.to_string());
    let about = format!("notice {no}: {} for {}", new.recipient, new.purpose);
    record.write_office(actor, "notice-given", &about, now, move |tx| {
        tx.execute(
            "INSERT INTO standing_notice (no, purpose, recipient, entity, relationship, since, version,
             how) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![no, slots.0, slots.1, slots.2, slots.3, &since, &version, &how],
        )?;
        Ok(())
    })?;
    Ok(no)
}

/// Ends a notice: from a day on it tells nobody any more.
///
/// # Errors
/// [`Error::Malformed`] where there is none of that number that stands.
pub fn end_notice(record: &Record, no: i64, on: Date, now: Now, actor: &str) -> Result<(), Error> {
    let day = on.to_string();
    record.write_office(actor, "notice-ended", &format!("notice {no}"), now, move |tx| {
        let ended = tx.execute(
            "UPDATE standing_notice SET ended = ?2 WHERE no = ?1 AND ended IS NULL",
            params![no, &day],
        )?;
        if ended == 0 {
            return Err(Error::Malformed("no notice of that number stands".to_owned()));
        }
        Ok(())
    })
}

/// Every notice that is on record, the newest first.
///
/// # Errors
/// What the store says.
pub fn notices(record: &Record) -> Result<Vec<Notice>, Error> {
    record.data().read("notices given", |tx| {
        tx.all(
            "SELECT no, purpose, recipient, entity, relationship, since, ended, version, how
             FROM standing_notice ORDER BY since DESC, no LIMIT 1000",
            params![],
            |row| {
                Ok::<_, Error>(Notice {
                    no: row.int(0)?,
                    purpose: name(record, CodeKind::Purpose, row.int(1)?),
                    recipient: name(record, CodeKind::Recipient, row.int(2)?),
                    entity: name(record, CodeKind::Entity, row.int(3)?),
                    relationship: name(record, CodeKind::Relationship, row.int(4)?),
                    since: row.date(5)?,
                    ended: row.opt_date(6)?,
                    version: row.text(7)?.to_owned(),
                    how: row.text(8)?.to_owned(),
                })
            },
        )
    })
}

/// The notice that tells people of this, and the day from which: where the charter lets one tell of all
/// that has to be told of, and one on record covers what the person is to the entity.
pub(crate) fn covering(
    tx: &Tx<'_>,
    record: &Record,
    question: &Question,
    relationship: Code,
    data: &[&str],
    on: Date,
) -> Result<Option<(i64, Date)>, Error> {
    let charter = record.gate().charter();
    let (purpose, recipient) = (question.purpose_code(), question.recipient_code());
    let (of, to) = (
        record.name_of(CodeKind::Purpose, purpose),
        record.name_of(CodeKind::Recipient, recipient),
    );
    let may = data.iter().all(|category| {
        let told_alike = |one: &charter::items::Disclosure| {
            one.tell != Some(charter::items::Telling::First) || one.by_notice
        };
        listed(charter, of, to, on).filter(|one| names(one, category)).any(told_alike)
    });
    if !may {
        return Ok(None);
    }
    let day = on.to_string();
    tx.one(
        "SELECT no, since FROM standing_notice WHERE purpose = ?1 AND recipient = ?2 AND entity = ?3
         AND relationship = ?4 AND since <= ?5 AND (ended IS NULL OR ended > ?5)
         ORDER BY since, no LIMIT 1",
        params![
            i64::from(purpose),
            i64::from(recipient),
            i64::from(question.entity_code()),
            i64::from(relationship),
            &day
        ],
        |row| Ok::<_, Error>((row.int(0)?, row.date(1)?)),
    )
}

/// Whether a notice still tells people on a day.
pub(crate) fn stands(tx: &Tx<'_>, no: i64, on: Date) -> Result<bool, Error> {
    let day = on.to_string();
    let found = tx.one(
        "SELECT 1 FROM standing_notice WHERE no = ?1 AND since <= ?2 AND (ended IS NULL OR ended > ?2)",
        params![no, &day],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

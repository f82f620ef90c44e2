//! Who had a marker that is over, and has it still until they say that they do not.

use db::{Tx, params};
use jiff::civil::Date;
use people::{CodeKind, Error as RecordError, Now, Record};

use crate::Error;
use crate::error::said;

/// The most that are listed.
const RECALLS_MAX: u32 = 2_000;

/// Somebody who had a marker that is over. Nobody it is about is in it: they are asked by the number of
/// the marker, which stood on what they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The number of the marker.
    pub marker: i64,
    /// Who had it, by the charter's name.
    pub recipient: String,
    /// The day they were asked to take it out.
    pub asked: Date,
    /// The day they said it is out.
    pub acknowledged: Option<Date>,
}

/// Writes down that everybody who was given markers of this kind about this person takes it out.
pub(super) fn ask(tx: &Tx<'_>, record: &Record, marker: i64, day: &str) -> Result<(), RecordError> {
    let Some((person, category)) = people::marker_of(tx, marker)? else { return Ok(()) };
    let category = record.name_of(CodeKind::Category, category).to_owned();
    for of in people::records_of(tx, person)? {
        for recipient in sharing::recipients_of(tx, of, &category)? {
            tx.execute(
                "INSERT INTO marker_recall (marker, recipient, asked) VALUES (?1, ?2, ?3)
                 ON CONFLICT (marker, recipient) DO NOTHING",
                params![marker, i64::from(recipient), day],
            )?;
        }
    }
    Ok(())
}

/// Who was asked to take a marker out: those who have not said that it is, first.
///
/// # Errors
/// What the store says.
pub fn recalls(record: &Record) -> Result<Vec<Recall>, Error> {
    let all = record.data().read("recalls", |tx| {
        tx.all(
            "SELECT marker, recipient, asked, acknowledged FROM marker_recall
             ORDER BY CASE WHEN acknowledged IS NULL THEN 0 ELSE 1 END, asked, marker, recipient
             LIMIT ?1",
            params![RECALLS_MAX],
            |row| {
                let code = u16::try_from(row.int(1)?).unwrap_or(0);
                Ok::<_, RecordError>(Recall {
                    marker: row.int(0)?,
                    recipient: record.name_of(CodeKind::Recipient, code).to_owned(),
                    asked: row.date(2)?,
                    acknowledged: row.opt_date(3)?,
                })
            },
        )
    })?;
    Ok(all)
}

/// Writes down that a recipient says a marker is out of their systems.
///
/// # Errors
/// [`Error::None`] where they were not asked, or have said so before.
pub fn acknowledge(
    record: &Record,
    by: &str,
    (marker, recipient): (i64, &str),
    who_said_it: &str,
    now: Now,
) -> Result<(), Error> {
    let who = said("say who said so", who_said_it, 2)?;
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let open = recalls(record)?.into_iter().any(|one| {
        one.marker == marker && one.recipient == recipient && one.acknowledged.is_none()
    });
    if !open {
        return Err(Error::None {
            what: "open recall from",
            name: format!("{recipient} of marker {marker}"),
            way: "`keyholder marker recalls` lists them",
        });
    }
    let (day, about) = (now.today().to_string(), format!("{marker} {recipient}"));
    record.write_office(by, "marker-recall-acknowledged", &about, now, move |tx| {
        tx.execute(
            "UPDATE marker_recall SET acknowledged = ?3, taken_by = ?4
             WHERE marker = ?1 AND recipient = ?2 AND acknowledged IS NULL",
            params![marker, code, &day, &who],
        )?;
        Ok(())
    })?;
    Ok(())
}

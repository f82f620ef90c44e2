//! What recipients agreed to, as the office knows it: one that has ended refuses from that day on.

use db::params;
use jiff::civil::Date;
use people::{CodeKind, Error, Now, Record};

/// What the office knows of a recipient's agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The recipient, by the charter's name.
    pub recipient: String,
    /// The day they acknowledged the terms (row 11.3).
    pub acknowledged: Option<Date>,
    /// The day it is looked at again.
    pub review: Option<Date>,
    /// The day it ended.
    pub ended: Option<Date>,
}

/// Writes down that an agreement has ended: from now on nothing goes to that recipient.
///
/// # Errors
/// [`Error::NotInCharter`] for a recipient the charter does not have.
pub fn end_agreement(
    record: &Record,
    recipient: &str,
    on: Date,
    now: Now,
    actor: &str,
) -> Result<(), Error> {
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let day = on.to_string();
    record.write_office(actor, "agreement-ended", recipient, now, move |tx| {
        tx.execute(
            "INSERT INTO agreement (recipient, ended) VALUES (?1, ?2)
             ON CONFLICT (recipient) DO UPDATE SET ended = excluded.ended",
            params![code, &day],
        )?;
        tx.execute(
            "INSERT INTO lapsed (recipient, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![code, &day],
        )?;
        Ok(())
    })
}

/// Writes down that an agreement stands, acknowledged on a day, to be looked at again on another.
///
/// # Errors
/// As for [`end_agreement`].
pub fn renew_agreement(
    record: &Record,
    recipient: &str,
    acknowledged: Date,
    review: Date,
    now: Now,
    actor: &str,
) -> Result<(), Error> {
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let (day, review) = (acknowledged.to_string(), review.to_string());
    record.write_office(actor, "agreement-renewed", recipient, now, move |tx| {
        tx.execute(
            "INSERT INTO agreement (recipient, acknowledged, review) VALUES (?1, ?2, ?3)
             ON CONFLICT (recipient) DO UPDATE SET acknowledged = excluded.acknowledged,
             review = excluded.review, ended = NULL",
            params![code, &day, &review],
        )?;
        tx.execute("DELETE FROM lapsed WHERE recipient = ?1", params![code])?;
        Ok(())
    })
}

/// Writes down that a recipient said it understood what it may do (row 11.3). Nothing else about its
/// agreement changes.
///
/// # Errors
/// As for [`end_agreement`]; [`Error::Malformed`] for a day that has not come.
pub fn acknowledge(
    record: &Record,
    recipient: &str,
    on: Date,
    now: Now,
    actor: &str,
) -> Result<(), Error> {
    if on > now.today() {
        return Err(Error::Malformed("that day has not come".to_owned()));
    }
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let day = on.to_string();
    record.write_office(actor, "agreement-acknowledged", recipient, now, move |tx| {
        tx.execute(
            "INSERT INTO agreement (recipient, acknowledged) VALUES (?1, ?2)
             ON CONFLICT (recipient) DO UPDATE SET acknowledged = excluded.acknowledged",
            params![code, &day],
        )?;
        Ok(())
    })
}

/// Every agreement the office has written down.
///
/// # Errors
/// What the store says.
pub fn agreements(record: &Record) -> Result<Vec<Agreement>, Error> {
    record.data().read("agreements", |tx| {
        tx.all(
            "SELECT recipient, acknowledged, review, ended FROM agreement ORDER BY recipient",
            params![],
            |row| {
                let code = u16::try_from(row.int(0)?).unwrap_or(0);
                Ok::<_, Error>(Agreement {
                    recipient: record.name_of(CodeKind::Recipient, code).to_owned(),
                    acknowledged: row.opt_date(1)?,
                    review: row.opt_date(2)?,
                    ended: row.opt_date(3)?,
                })
            },
        )
    })
}

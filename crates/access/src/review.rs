//! Looking through who may sign in: every account, each quarter, by somebody else than its own.

use db::params;
use people::{Error as RecordError, Now, Record, row_number};

use crate::Error;

/// How many days an account stands before it is looked at again: a quarter.
pub const REVIEW_DAYS: i64 = 92;
/// The most accounts that are listed.
const LISTED_MAX: u32 = 10_000;
const DAY: i64 = 86_400_000_000;

/// An account as it is looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The team.
    pub team: String,
    /// The legal entity.
    pub entity: String,
    /// Whether it is the organisation's own provider that lets them in.
    pub by_work: bool,
    /// The posts they hold today, and whether as a deputy.
    pub posts: Vec<(String, bool)>,
    /// When somebody last said that it is right, in microseconds since 1970, and who.
    pub last: Option<(i64, String)>,
    /// Whether it is to be looked at now.
    pub due: bool,
}

/// Every account that stands, those that are due first.
///
/// # Errors
/// What the store says.
pub fn review(record: &Record, now: Now) -> Result<Vec<Reviewed>, RecordError> {
    let (at, today) = (now.micros(), now.today().to_string());
    let sql = "SELECT s.name, s.role, s.team, s.entity, s.subject, s.made,
                 (SELECT MAX(r.at) FROM access_review r WHERE r.name = s.name AND r.at >= s.made)
               FROM staff s WHERE s.ended IS NULL ORDER BY s.name LIMIT ?1";
    let mut all = record.data().read("accounts to look through", |tx| {
        let held = db::posts::all_holders(tx, &today, LISTED_MAX)?;
        let rows = tx.all(sql, params![LISTED_MAX], |row| {
            let (made, last) = (row.int(5)?, row.opt_int(6)?);
            let one = Reviewed {
                name: row.text(0)?.to_owned(),
                role: row.text(1)?.to_owned(),
                team: row.text(2)?.to_owned(),
                entity: row.text(3)?.to_owned(),
                by_work: row.opt_blob(4)?.is_some(),
                posts: Vec::new(),
                last: last.map(|last| (last, String::new())),
                due: last.unwrap_or(made) + REVIEW_DAYS * DAY <= at,
            };
            Ok::<_, RecordError>(one)
        })?;
        let by =
            "SELECT by_whom FROM access_review WHERE name = ?1 AND at = ?2 ORDER BY no LIMIT 1";
        rows.into_iter()
            .map(|mut one| {
                if let Some((last, who)) = &mut one.last {
                    let found = tx.one(by, params![&one.name, *last], |row| {
                        Ok::<_, RecordError>(row.text(0)?.to_owned())
                    })?;
                    *who = found.unwrap_or_default();
                }
                let theirs = held.iter().filter(|(_, who, _)| who.eq_ignore_ascii_case(&one.name));
                one.posts = theirs.map(|(post, _, deputy)| (post.clone(), *deputy)).collect();
                Ok(one)
            })
            .collect::<Result<Vec<Reviewed>, RecordError>>()
    })?;
    all.sort_by_key(|one| !one.due);
    Ok(all)
}

/// Writes down that an account is right as it is.
///
/// # Errors
/// [`Error::Malformed`] for one's own account, and where there is none of that name; what the store says.
pub fn confirm(record: &Record, by: &str, name: &str, now: Now) -> Result<(), Error> {
    let name = name.trim().to_ascii_lowercase();
    if name == by.trim().to_ascii_lowercase() {
        return Err(Error::Malformed("nobody looks through their own account".to_owned()));
    }
    let stands = review(record, now)?.into_iter().any(|one| one.name == name);
    if !stands {
        return Err(Error::Malformed("there is no account of that name".to_owned()));
    }
    let (no, at, who) = (row_number(), now.micros(), by.to_owned());
    record.write_office(by, "staff-reviewed", &name.clone(), now, move |tx| {
        tx.execute(
            "INSERT INTO access_review (no, name, by_whom, at) VALUES (?1, ?2, ?3, ?4)",
            params![no, &name, &who, at],
        )?;
        Ok(())
    })?;
    Ok(())
}

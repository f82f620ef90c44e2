//! A published charter comes into force: on its day, and only where nothing on record is lost by it. Between
//! signing and that day more was recorded, so what was looked at then is looked at again. Once it is in force it
//! stays so, whatever a clock says.

use charter::Charter;
use db::{Db, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now, Record};
use words::Message;

use crate::published::{COLUMNS, InForce, Published, read, with_files};
use crate::{Error, Publishing};

/// The most that are looked at of those whose day has come.
const DUE_MAX: u32 = 20;

const CAME: &str = "FROM charter_published WHERE began IS NOT NULL ORDER BY day DESC LIMIT 1";

/// The charter that came into force last.
///
/// # Errors
/// What the store says.
pub fn came(db: &Db) -> Result<Option<InForce>, RecordError> {
    let sql = format!("SELECT {COLUMNS} {CAME}");
    db.read("charter in force", |tx| with_files(tx, tx.one(&sql, params![], read)?))
}

/// The fingerprint of the charter that came into force last: cheap, to be asked again and again.
///
/// # Errors
/// What the store says.
pub fn came_fingerprint(db: &Db) -> Result<Option<[u8; 32]>, RecordError> {
    let sql = format!("SELECT fingerprint {CAME}");
    db.read("charter in force", |tx| Ok(tx.one(&sql, params![], |row| row.bytes(0))?))
}

/// What was published, whose day has come, and which is not in force: the newest first. What is older than the
/// one in force was passed over.
///
/// # Errors
/// What the store says.
pub fn due(db: &Db, day: Date) -> Result<Vec<InForce>, RecordError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM charter_published WHERE day <= ?1 AND began IS NULL
         AND NOT EXISTS (SELECT 1 FROM charter_published later
                         WHERE later.began IS NOT NULL AND later.day > charter_published.day)
         ORDER BY day DESC LIMIT ?2"
    );
    let day = day.to_string();
    db.read("charters that are due", |tx| {
        let found = tx.all(&sql, params![&day, DUE_MAX], read)?;
        let with = found.into_iter().map(|one| with_files(tx, Some(one)));
        Ok(with.collect::<Result<Vec<_>, RecordError>>()?.into_iter().flatten().collect())
    })
}

/// What the next charter lacks of names somebody asks by, each with its kind: what was gone before is not lost
/// by it.
#[must_use]
pub fn lacking(own: &Charter, next: &Charter, asks: &[(&'static str, String)]) -> Vec<Message> {
    let has = |charter: &Charter, kind: &str, name: &str| match kind {
        "role" => charter.roles().find(name).is_some(),
        "team" => charter.teams().find(name).is_some(),
        "purpose" => charter.purposes().find(name).is_some(),
        _ => charter.entities().find(name).is_some(),
    };
    let mut said: Vec<&(&str, String)> = Vec::new();
    for one in asks.iter().filter(|(kind, name)| has(own, kind, name) && !has(next, kind, name)) {
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let message = |(kind, name): &(&'static str, String)| {
        Message::new("publishing-needed").with("kind", *kind).with("name", name.as_str())
    };
    said.into_iter().map(message).collect()
}

/// Roles, teams and entities somebody signs in by, or a system has a token of.
fn asked_by(record: &Record) -> Result<Vec<(&'static str, String)>, RecordError> {
    let tokens = record.data().read("tokens", db::tokens::all)?;
    let tokens = tokens.into_iter().filter(|token| token.revoked.is_none());
    let accounts = access::list(record).map_err(|error| match error {
        access::Error::Record(error) => error,
        error => RecordError::Malformed(error.to_string()),
    })?;
    let accounts = accounts.into_iter().filter(|account| !account.ended);
    let all = tokens
        .map(|token| (token.role, token.team, token.entity))
        .chain(accounts.map(|account| (account.role, account.team, account.entity)));
    Ok(all
        .flat_map(|(role, team, entity)| [("role", role), ("team", team), ("entity", entity)])
        .collect())
}

/// What would be lost by going over from the record's charter to another one: names something on record stands
/// by, and those somebody signs in by.
///
/// # Errors
/// What the store says.
pub fn lost(record: &Record, next: &Charter) -> Result<Vec<Message>, RecordError> {
    let used = record.data().read("what is used", |tx| record.still_used(tx, next))?;
    let used = used.into_iter().map(|(kind, name)| {
        Message::new("publishing-still-used").with("kind", kind.word()).with("name", name)
    });
    let needed = lacking(record.gate().charter(), next, &asked_by(record)?);
    Ok(used.chain(needed).collect())
}

/// A charter whose day has come, as `next`, comes into force: what stands in the way of it, and nothing where it
/// is in force from now on.
///
/// # Errors
/// [`RecordError::Changed`] where something was recorded just now that stands in the way; what the store says.
pub fn comes_into_force(
    record: &Record,
    due: &Published,
    next: &Charter,
    now: Now,
) -> Result<Vec<Message>, RecordError> {
    let way = lost(record, next)?;
    if !way.is_empty() {
        return Ok(way);
    }
    let (inner, next, no, at) = (record.clone(), next.clone(), due.no, now.micros());
    let about = next.fingerprint().to_string();
    record.write_office("keyholder", "charter-in-force", &about, now, move |tx| {
        if !inner.still_used(tx, &next)?.is_empty() {
            return Err(RecordError::Changed);
        }
        let sql = "UPDATE charter_published SET began = ?2 WHERE draft = ?1 AND began IS NULL";
        tx.execute(sql, params![no, at])?;
        Ok(())
    })?;
    Ok(Vec::new())
}

impl Publishing {
    /// What was published, whose day has come and which is not in force here, each with what stands in its way
    /// on record.
    ///
    /// # Errors
    /// [`Error::Unreadable`]; what the store says.
    pub fn held_up(&self, now: Now) -> Result<Vec<(Published, Vec<Message>)>, Error> {
        let own = *self.record.gate().charter().fingerprint().as_bytes();
        let due = due(self.record.data(), now.today())?.into_iter();
        due.take_while(|one| one.published.fingerprint != own)
            .map(|InForce { published, files }| {
                let next = Charter::parse(files);
                let next = next.map_err(|_| Error::Unreadable(published.version.clone()))?;
                let way = lost(&self.record, &next)?;
                Ok((published, way))
            })
            .collect()
    }
}

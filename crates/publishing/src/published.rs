//! What is published, and what of it is in force on a day.

use charter::publish::Edition;
use charter::{Charter, FILES_MAX, File};
use db::{Db, Row, Tx, params};
use jiff::civil::Date;
use people::Error as RecordError;

use crate::{Error, Publishing};

/// The most versions that are listed.
const LISTED_MAX: u32 = 1_000;

/// A charter that was published.
#[derive(Clone, Debug)]
pub struct Published {
    /// The number it had as a draft.
    pub no: i64,
    /// Its version.
    pub version: String,
    /// The day it counts from.
    pub day: Date,
    /// Its fingerprint.
    pub fingerprint: [u8; 32],
    /// When it was published, in microseconds since 1970, and by whom.
    pub published: (i64, String),
    /// Who signed it. In an office of one, one person.
    pub signed: Vec<String>,
}

/// A published charter with its files.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Which.
    pub published: Published,
    /// Its files.
    pub files: Vec<File>,
}

pub(crate) const COLUMNS: &str =
    "draft, version, day, fingerprint, published, published_by, first_by, second_by";

pub(crate) fn read(row: &Row<'_>) -> Result<Published, RecordError> {
    let mut signed = vec![row.text(6)?.to_owned()];
    signed.extend(row.opt_text(7)?.map(str::to_owned));
    Ok(Published {
        no: row.int(0)?,
        version: row.text(1)?.to_owned(),
        day: row.text(2)?.parse().map_err(|_| RecordError::Damaged("charter_published"))?,
        fingerprint: row.bytes(3)?,
        published: (row.int(4)?, row.text(5)?.to_owned()),
        signed,
    })
}

/// The files of a draft, published or not, in the order of their names.
pub(crate) fn files(tx: &Tx<'_>, no: i64) -> Result<Vec<File>, RecordError> {
    let most = u32::try_from(FILES_MAX).unwrap_or(u32::MAX);
    let sql = "SELECT name, text FROM charter_text WHERE draft = ?1 ORDER BY name LIMIT ?2";
    let mut files = tx.all(sql, params![no, most], |row| {
        Ok::<_, RecordError>(File::new(row.text(0)?, row.text(1)?))
    })?;
    // Engines may put names in an order of their own.
    files.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(files)
}

pub(crate) fn with_files(
    tx: &Tx<'_>,
    found: Option<Published>,
) -> Result<Option<InForce>, RecordError> {
    let Some(published) = found else { return Ok(None) };
    let files = files(tx, published.no)?;
    Ok(Some(InForce { published, files }))
}

/// The newest one that was published, in force or not yet.
pub(crate) fn newest(tx: &Tx<'_>) -> Result<Option<InForce>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM charter_published ORDER BY day DESC LIMIT 1");
    with_files(tx, tx.one(&sql, params![], read)?)
}

/// The newest published charter whose day has come; none where none was published by then. Whether it came into
/// force is for [`crate::came`] to say.
///
/// # Errors
/// What the store says.
pub fn in_force(db: &Db, day: Date) -> Result<Option<InForce>, RecordError> {
    let day = day.to_string();
    let sql = format!(
        "SELECT {COLUMNS} FROM charter_published WHERE day <= ?1 ORDER BY day DESC LIMIT 1"
    );
    db.read("charter in force", |tx| with_files(tx, tx.one(&sql, params![&day], read)?))
}

/// The files of a published charter, by its version.
///
/// # Errors
/// What the store says.
pub fn files_of(db: &Db, version: &str) -> Result<Option<InForce>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM charter_published WHERE version = ?1");
    db.read("published charter", |tx| with_files(tx, tx.one(&sql, params![version], read)?))
}

pub(crate) fn editions_in(tx: &Tx<'_>, day: Date) -> Result<Vec<Edition>, RecordError> {
    let sql = "SELECT edition FROM notice_edition WHERE day <= ?1 ORDER BY day LIMIT ?2";
    tx.all(sql, params![&day.to_string(), LISTED_MAX], |row| {
        serde_json::from_str(row.text(0)?).map_err(|_| RecordError::Damaged("notice_edition"))
    })
}

/// The editions of the notice that people could read by a day, the oldest first.
///
/// # Errors
/// What the store says.
pub fn editions(db: &Db, day: Date) -> Result<Vec<Edition>, RecordError> {
    db.read("editions", |tx| editions_in(tx, day))
}

impl Publishing {
    /// The newest charter that was published, in force or not yet; the one in force where none was.
    ///
    /// # Errors
    /// [`Error::Unreadable`]; what the store says.
    pub fn newest(&self) -> Result<Charter, Error> {
        match self.record.data().read("newest charter", newest)? {
            None => Ok(self.record.gate().charter().clone()),
            Some(InForce { published, files }) => {
                Charter::parse(files).map_err(|_| Error::Unreadable(published.version))
            }
        }
    }

    /// What was published, the newest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn published(&self) -> Result<Vec<Published>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM charter_published ORDER BY day DESC LIMIT ?1");
        Ok(self.record.data().read("published", |tx| tx.all(&sql, params![LISTED_MAX], read))?)
    }
}

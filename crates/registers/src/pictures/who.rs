//! Who is known to be in a picture, and what they agreed to.

use charter::RuleName;
use db::{Tx, params};
use gate::NamedAsk;
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonId, PersonNo, Record};

use super::media::{InMedia, comes_down};
use super::{CATEGORY, Picture, Shows, picture};
use crate::Error;
use crate::error::{no, said};
use crate::kept::question;

/// The most people known to be in one picture.
const IN_PICTURE_MAX: u32 = 500;

/// A yes in writing.
#[derive(Clone)]
pub struct Agreed {
    /// The day it was given.
    pub on: Date,
    /// The words they signed.
    pub wording: String,
    /// Of a child: who signed, a parent or guardian, and how that is known.
    pub guardian: Option<String>,
}

impl std::fmt::Debug for Agreed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Agreed({})", self.on)
    }
}

/// Somebody in a picture, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct In {
    /// Who.
    pub person: PersonNo,
    /// The day of their yes in writing, or a guardian's.
    pub agreed: Option<Date>,
    /// Whether a parent or guardian gave it.
    pub guardian: bool,
}

/// Writes down that somebody is in a picture, with their yes where they gave one, under the asker's own purpose.
///
/// A picture of one person or of a child can be used with one only (row 7.4c); the yes itself is a choice of
/// theirs, which they take back like any other.
///
/// # Errors
/// [`Error::No`] for a child without a guardian; [`Error::None`]; as for looking at the person. Of somebody who said no
/// to pictures it is refused, and every use of the picture is to come down.
pub fn put_in(
    record: &Record,
    named: &NamedAsk,
    reference: &str,
    person: PersonId,
    agreed: Option<&Agreed>,
    now: Now,
) -> Result<(), Error> {
    let found = picture(record, reference)?;
    let guardian = agreed.is_some_and(|one| one.guardian.is_some());
    if found.shows == Shows::Child && agreed.is_some() && !guardian {
        return Err(no(
            "7.4a",
            "for a child, a parent or guardian agrees; say who, and how you know",
        ));
    }
    let mut words = String::new();
    if let Some(agreed) = agreed {
        if agreed.on > now.today() {
            return Err(Error::Malformed("nobody agreed tomorrow".to_owned()));
        }
        words = said("write down the words they signed", &agreed.wording, 10)?;
        if let Some(guardian) = &agreed.guardian {
            words = format!("{words}\nSigned by: {}", said("say who signed", guardian, 3)?);
        }
    }
    let ask = question(record, named, CATEGORY, "collect", now)?;
    let row = people::row_number();
    let sealed = match record.seal_detail_of(person, TABLE, row, words.as_bytes()) {
        // Nobody is there: what follows refuses it as it refuses whoever may not be learnt of.
        Err(RecordError::Nobody) => Vec::new(),
        sealed => sealed?,
    };
    let media = match InMedia::of(record, named, &found, person, now) {
        // As above.
        Err(Error::Record(RecordError::Nobody)) => None,
        media => Some(media?),
    };
    let (media, again) = (std::sync::Arc::new(media), record.clone());
    let of = found.no;
    let day = agreed.map(|one| one.on.to_string());
    let say = |account: people::Account| account.with("picture", of);
    let written = record.write_about(&ask, person, now, "in-picture", say, move |tx, person| {
        let here =
            tx.one("SELECT COUNT(*) FROM picture_person WHERE picture = ?1", params![of], |row| {
                row.int(0)
            })?;
        if here.unwrap_or(0) >= i64::from(IN_PICTURE_MAX) {
            return Err(RecordError::TooMany("people in one picture"));
        }
        let mut before = 0;
        for record in people::records_of(tx, person)? {
            before += tx.execute(
                "DELETE FROM picture_person WHERE picture = ?1 AND person = ?2",
                params![of, record.get()],
            )?;
        }
        tx.execute(
            "INSERT INTO picture_person (no, picture, person, agreed, guardian, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![row, of, person.get(), day.as_deref(), i64::from(guardian), &sealed],
        )?;
        match media.as_ref() {
            Some(media) if before == 0 => media.write(tx, &again),
            _ => Ok(()),
        }
    });
    if let Err(RecordError::Refused(refusal)) = &written
        && refusal.decision().refused_by().contains(RuleName::Objection)
    {
        // They said no: nothing of them is written down, and what shows them comes down.
        comes_down(record, named.actor.as_deref().unwrap_or_default(), &found, now)?;
    }
    let _ = written?;
    Ok(())
}

/// Where the words somebody signed are sealed.
const TABLE: &str = "picture_person";

/// Who is known to be in a picture: numbers alone.
///
/// # Errors
/// What the store says.
pub fn here(tx: &Tx<'_>, picture: &Picture) -> Result<Vec<In>, RecordError> {
    tx.all(
        "SELECT person, agreed, guardian FROM picture_person WHERE picture = ?1
         ORDER BY no LIMIT ?2",
        params![picture.no, IN_PICTURE_MAX],
        |row| {
            Ok(In {
                person: PersonNo::new(row.int(0)?),
                agreed: row.opt_date(1)?,
                guardian: row.int(2)? == 1,
            })
        },
    )
}

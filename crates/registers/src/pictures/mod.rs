//! Pictures and film of events (rows 7.3a to 7.4d).
//!
//! The picture stays where it is. Here is which event it is of, what it shows, where it may appear, how
//! people were told, and who is known to be in it. Before it appears anywhere somebody asks; an objection
//! always wins, also later, and then it is taken down.

mod appear;
mod media;
mod who;

pub use appear::{Appears, Why, may_appear, publish, taken_down, to_take_down};
pub(crate) use appear::{TAKES_DOWN, tick};
pub use who::{Agreed, In, here, put_in};

use db::params;
use jiff::civil::Date;
use people::{Error as RecordError, Now, Record};

use crate::Error;
use crate::error::said;

/// The category of pictures of events.
pub const CATEGORY: &str = "event-images";
/// The most characters of a reference.
const REFERENCE_LENGTH_MAX: usize = 100;
/// The most pictures listed.
const LISTED_MAX: u32 = 2_000;

/// What a picture shows. The numbers are stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum Shows {
    /// The event as a whole: it rests on legitimate interests, and a no always wins.
    Scene = 1,
    /// Mainly one person: a written yes first.
    Person = 2,
    /// A child: a written yes of a parent or guardian first.
    Child = 3,
}

impl Shows {
    /// Every one.
    pub const ALL: [Shows; 3] = [Shows::Scene, Shows::Person, Shows::Child];

    /// Its id: `scene`, `person`, `child`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Shows::Scene => "scene",
            Shows::Person => "person",
            Shows::Child => "child",
        }
    }

    /// The purpose it is used for, by the charter's name.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Shows::Scene => "event-images",
            Shows::Person | Shows::Child => "event-portraits",
        }
    }
}

impl std::str::FromStr for Shows {
    type Err = String;

    fn from_str(word: &str) -> Result<Shows, String> {
        let found = Shows::ALL.into_iter().find(|one| one.id() == word);
        found.ok_or_else(|| format!("a picture shows a scene, a person or a child, not `{word}`"))
    }
}

/// Where a picture may appear: the list of paragraph 7.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A brochure.
    Brochure,
    /// A newsletter that goes out.
    ExternalNewsletter,
    /// A newsletter for staff.
    InternalNewsletter,
    /// A newspaper, the radio, television.
    Media,
    /// Other publicity.
    Publicity,
    /// Social media.
    SocialMedia,
    /// Our website.
    Website,
}

impl Channel {
    /// Every one.
    pub const ALL: [Channel; 7] = [
        Channel::Brochure,
        Channel::ExternalNewsletter,
        Channel::InternalNewsletter,
        Channel::Media,
        Channel::Publicity,
        Channel::SocialMedia,
        Channel::Website,
    ];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Channel::Brochure => "brochure",
            Channel::ExternalNewsletter => "external-newsletter",
            Channel::InternalNewsletter => "internal-newsletter",
            Channel::Media => "media",
            Channel::Publicity => "publicity",
            Channel::SocialMedia => "social-media",
            Channel::Website => "website",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = String;

    fn from_str(word: &str) -> Result<Channel, String> {
        Channel::ALL.into_iter().find(|one| one.id() == word).ok_or_else(|| {
            let all = Channel::ALL.map(Channel::id).join(", ");
            format!("a picture appears on one of {all}, and not on `{word}`")
        })
    }
}

/// A picture as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What the library of pictures calls it.
    pub reference: String,
    /// The event.
    pub event: String,
    /// The day it was taken.
    pub taken: Date,
    /// What it shows.
    pub shows: Shows,
    /// Where it may appear.
    pub channels: Vec<Channel>,
    /// How people were told before, and how to stay out of it.
    pub told: String,
    /// The day it was deleted from the library.
    pub gone: Option<Date>,
    pub(crate) no: i64,
    /// Whether somebody is in it who had said no.
    pub(crate) refused: bool,
}

impl Picture {
    /// A picture that was taken on a day, of which nothing else is known.
    #[must_use]
    pub fn new(reference: &str, event: &str, taken: Date, shows: Shows) -> Picture {
        Picture {
            reference: reference.to_owned(),
            event: event.to_owned(),
            taken,
            shows,
            channels: Vec::new(),
            told: String::new(),
            gone: None,
            no: 0,
            refused: false,
        }
    }
}

/// Writes a picture down.
///
/// # Errors
/// [`Error::Malformed`] without an event, a channel, or how people were told (rows 7.3b, 7.4a): one of
/// which they were not told is not written down, for it is not to be used.
pub fn add(record: &Record, by: &str, picture: &Picture, now: Now) -> Result<(), Error> {
    let mut row = picture.clone();
    row.reference = said("say what the library of pictures calls it", &picture.reference, 1)?;
    row.event = said("name the event", &picture.event, 3)?;
    row.told = said("say how people were told before it was taken", &picture.told, 3)?;
    if row.reference.chars().count() > REFERENCE_LENGTH_MAX {
        return Err(Error::Malformed("that is a long name for a picture".to_owned()));
    }
    if row.channels.is_empty() || picture.taken > now.today() {
        return Err(Error::Malformed(
            "say where it may appear, and a day that is not to come".to_owned(),
        ));
    }
    let channels: Vec<&str> = row.channels.iter().map(|one| one.id()).collect();
    let (channels, no, at) = (channels.join(" "), people::row_number(), now.micros());
    let about = row.reference.clone();
    record.write_office(by, "picture-added", &about, now, move |tx| {
        let put = tx.execute(
            "INSERT INTO picture (no, reference, event, taken, shows, channels, told, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (reference) DO NOTHING",
            params![
                no,
                &row.reference,
                &row.event,
                row.taken.to_string().as_str(),
                row.shows as i64,
                &channels,
                &row.told,
                at
            ],
        )?;
        if put == 1 {
            return Ok(());
        }
        Err(RecordError::Malformed("there is a picture of that name already".to_owned()))
    })?;
    Ok(())
}

const COLUMNS: &str = "no, reference, event, taken, shows, channels, told, gone, refused";

fn row(row: &db::Row<'_>) -> Result<Picture, RecordError> {
    let damaged = || RecordError::Damaged("picture");
    let number = row.int(4)?;
    let shows = Shows::ALL.into_iter().find(|one| *one as i64 == number).ok_or_else(damaged)?;
    let channels = row.text(5)?.split(' ').map(|word| word.parse().map_err(|_| damaged()));
    Ok(Picture {
        no: row.int(0)?,
        reference: row.text(1)?.to_owned(),
        event: row.text(2)?.to_owned(),
        taken: row.date(3)?,
        shows,
        channels: channels.collect::<Result<_, _>>()?,
        told: row.text(6)?.to_owned(),
        gone: row.opt_date(7)?,
        refused: row.opt_text(8)?.is_some(),
    })
}

/// The picture of a name.
///
/// # Errors
/// [`Error::None`].
pub fn picture(record: &Record, reference: &str) -> Result<Picture, Error> {
    let sql = format!("SELECT {COLUMNS} FROM picture WHERE reference = ?1");
    let found =
        record.data().read("a picture", |tx| tx.one(&sql, params![reference.trim()], row))?;
    found.ok_or_else(|| Error::None {
        what: "picture",
        name: reference.to_owned(),
        way: "`keyholder picture list` shows them; one that is not on record is not used",
    })
}

/// Every picture, newest first.
///
/// # Errors
/// What the store says.
pub fn pictures(record: &Record) -> Result<Vec<Picture>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM picture ORDER BY taken DESC, reference LIMIT ?1");
    Ok(record.data().read("pictures", |tx| tx.all(&sql, params![LISTED_MAX], row))?)
}

/// Writes down that a picture was deleted from the library.
///
/// # Errors
/// [`Error::None`].
pub fn gone(record: &Record, by: &str, reference: &str, now: Now) -> Result<(), Error> {
    let found = picture(record, reference)?;
    let day = now.today().to_string();
    record.write_office(by, "picture-gone", &found.reference, now, move |tx| {
        tx.execute(
            "UPDATE picture SET gone = ?2 WHERE no = ?1 AND gone IS NULL",
            params![found.no, &day],
        )?;
        tx.execute("DELETE FROM picture_person WHERE picture = ?1", params![found.no])?;
        Ok(())
    })?;
    Ok(())
}

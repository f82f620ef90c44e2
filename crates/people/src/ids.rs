//! Numbers inside, ids outside, and the moment of an act.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The number of a person inside the store. It never leaves the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonNo(i64);

impl PersonNo {
    /// The person of this number, as a row of a room above names them.
    #[must_use]
    pub fn new(no: i64) -> PersonNo {
        PersonNo(no)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    /// The numbers this person's drawers can have.
    pub(crate) fn drawers(self) -> (i64, i64) {
        (self.0 << SLOT_BITS, (self.0 << SLOT_BITS) | SLOT_MAX)
    }

    /// Whose drawer this is.
    pub(crate) fn of_drawer(drawer: i64) -> PersonNo {
        PersonNo(drawer >> SLOT_BITS)
    }
}

const SLOT_BITS: u32 = 16;
/// The highest slot of a person's drawers: 65,535.
pub(crate) const SLOT_MAX: i64 = (1 << SLOT_BITS) - 1;

macro_rules! public_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// An id of these bytes, which ought to be random.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> $name {
                $name(bytes)
            }

            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<$name, NotAnId> {
                let wrong = || NotAnId($prefix);
                let code = text.strip_prefix($prefix).filter(|c| c.len() == 26).ok_or_else(wrong)?;
                let bytes = BASE32_NOPAD
                    .decode(code.to_ascii_uppercase().as_bytes())
                    .map_err(|_| wrong())?;
                Ok($name(bytes.try_into().map_err(|_| wrong())?))
            }
        }
    };
}

public_id!(
    /// A person, as the outside knows them: random, so that nobody can guess the next one.
    ///
    /// ```
    /// use people::PersonId;
    ///
    /// let id = PersonId::from_bytes([7; 16]);
    /// assert_eq!(id.to_string().parse::<PersonId>().unwrap(), id);
    /// ```
    PersonId, "p-"
);
public_id!(
    /// A home.
    HomeId, "h-"
);

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no id: one begins with `{0}` and has 26 letters and digits after it")]
pub struct NotAnId(&'static str);

/// The number of one thing held on a person: the person's number and a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemNo {
    /// Whose it is.
    pub person: PersonNo,
    /// Which of theirs.
    pub n: u32,
}

/// The moment of an act: the instant, and the day it is in the United Kingdom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    micros: i64,
    today: Date,
}

impl Now {
    /// This instant.
    #[must_use]
    pub fn new(instant: Timestamp) -> Now {
        // London is in the time-zone data that is compiled in; without it a day of UTC is nearest.
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        Now { micros: instant.as_microsecond(), today: instant.to_zoned_datetime(zone).date() }
    }

    /// Noon of a day: for what has a day and no hour.
    #[must_use]
    pub fn noon(day: Date) -> Now {
        let days = date(1970, 1, 1).until(day).map_or(0, |span| span.get_days());
        let micros = (i64::from(days) * 24 + 12) * 3_600_000_000;
        Now { micros, today: day }
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// The day.
    #[must_use]
    pub fn today(self) -> Date {
        self.today
    }
}

//! How a person knows that their data goes, or why they do not.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// Whether the person knows (row 11.6a).
#[derive(Clone)]
pub enum Told {
    /// They were told on this day, or by a standing notice of that day.
    On(Date),
    /// By a notice on record that covers them, where the charter lets a notice tell of it.
    ByNotice,
    /// Telling them is not lawful or would do harm: why. Kept, and looked at again.
    Exception(String),
    /// The same, with what kind of exception it is.
    Excepted(Exception, String),
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Told::On(_) => "On(..)",
            Told::ByNotice => "ByNotice",
            Told::Exception(_) | Told::Excepted(..) => "Exception(..)",
        })
    }
}

/// Why somebody is not told first: the notice's own list (row 11.6a).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
    /// It would harm the prevention or the proof of a crime.
    Crime,
    /// It would put somebody at risk.
    Harm,
    /// The law forbids telling them.
    Law,
    /// A life is at risk and there is no time: they are told after.
    NoTime,
}

impl Exception {
    /// All of them.
    pub const ALL: [Exception; 4] =
        [Exception::Crime, Exception::Harm, Exception::Law, Exception::NoTime];

    /// The name it goes by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Exception::Crime => "crime",
            Exception::Harm => "harm",
            Exception::Law => "law",
            Exception::NoTime => "no-time",
        }
    }
}

impl FromStr for Exception {
    type Err = String;

    fn from_str(text: &str) -> Result<Exception, String> {
        let found = Exception::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| "say `crime`, `harm`, `law` or `no-time`".to_owned())
    }
}

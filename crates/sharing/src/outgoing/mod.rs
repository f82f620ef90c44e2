//! What goes out is read first.
//!
//! No text of ours asks for a password, a card or an account (rows 28.1a and 28.1b). None has an address in
//! it that whoever reads it does not have (row 14.1). One that is said to be about a service and reads like
//! marketing is looked at by a person (row 23.1).
//!
//! Pure: a text and what is known come in, what was found goes out. The words it goes by are data. A
//! warning is no asking:
//!
//! ```
//! use sharing::outgoing::asks;
//!
//! assert!(asks("Please reply with your sort code.").is_some());
//! assert!(asks("We will never ask you for your password.").is_none());
//! ```

mod addresses;
mod asks;
mod cards;
mod data;
mod promotional;
mod words;

use std::fmt;

use ::words::Message;
use zeroize::Zeroizing;

pub use asks::asks;

/// The most bytes a text may have to be scanned with everything that is known: 256 KiB.
pub const TEXT_BYTES_MAX: usize = 256 << 10;
/// The most findings of a text: 50. One is enough to stop it.
pub const FINDINGS_MAX: usize = 50;

/// What was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// An address that whoever reads it does not have.
    Address,
    /// It asks for what we never ask for.
    Asks,
    /// The number of a card.
    Card,
    /// Words of marketing.
    Promotional,
}

impl What {
    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            What::Address => "address",
            What::Asks => "asks",
            What::Card => "card",
            What::Promotional => "promotional",
        }
    }

    /// Whether a text with it does not go. Words of marketing are for a person to look at.
    #[must_use]
    pub fn refuses(self) -> bool {
        self != What::Promotional
    }

    /// The paragraphs of the notice it goes against.
    #[must_use]
    pub fn paragraphs(self) -> &'static [&'static str] {
        match self {
            What::Address => &["14.1"],
            What::Asks => &["28.1a", "28.1b"],
            What::Card => &["28.1a"],
            What::Promotional => &["23.1"],
        }
    }

    /// Why, in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            What::Address => Message::new("sharing-outgoing-address"),
            What::Asks => Message::new("sharing-outgoing-asks"),
            What::Card => Message::new("sharing-outgoing-card"),
            What::Promotional => Message::new("sharing-outgoing-promotional"),
        }
    }
}

/// Something found in a text, with where it stands: what stands there may be somebody's.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: What,
    /// The sentence, as it is written.
    pub sentence: Zeroizing<String>,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({})", self.what.id())
    }
}

/// What is known of where a text goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader<'a> {
    /// The addresses whoever reads it has, and those that are nobody's: the landlord's own.
    pub addresses: &'a [&'a str],
    /// Whether others may hear it: then it has no address in it at all.
    pub aloud: bool,
}

/// Reads a text before it goes. What was found is in the order of the text, a kind at a time.
///
/// # Errors
/// How many bytes it has, where these are more than [`TEXT_BYTES_MAX`].
pub fn scan(text: &str, reader: Reader<'_>) -> Result<Vec<Finding>, usize> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(text.len());
    }
    let read = words::Words::of(text);
    let asked = asks::all(&read).map(|at| (What::Asks, at));
    let cards = cards::all(text).map(|at| (What::Card, at));
    let homes = addresses::all(&read, reader).map(|at| (What::Address, at));
    let promoting = promotional::all(&read).map(|at| (What::Promotional, at));
    let found = asked.chain(cards).chain(homes).chain(promoting);
    Ok(found
        .take(FINDINGS_MAX)
        .map(|(what, at)| Finding { what, sentence: Zeroizing::new(read.around(at).to_owned()) })
        .collect())
}

//! The preference services: numbers that want no marketing calls (TPS, CTPS), and people who want no
//! marketing by post (MPS), from the files these services publish (rows 8.3a, 24.1).
//!
//! Of a number or an address a keyed hash is kept and nothing else: whoever has the store and not the
//! vault learns nothing of who is listed. A file replaces the one before it, and only when the whole of
//! it is there. A list that is older than [`LIST_DAYS_MAX`] days says nothing: unknown means no.

mod addresses;
mod importing;
mod lines;
mod numbers;
mod screening;

use std::fmt;
use std::str::FromStr;

use vault::Index;
use zeroize::Zeroizing;

pub use importing::{Imported, UNREAD_SHOWN_MAX, import};
pub use screening::{InForce, Listed, Screen, lists};

/// The most days a list counts: 28, as a number may be called no longer than that once it is listed
/// (PECR reg 21).
pub const LIST_DAYS_MAX: i32 = 28;

/// The file of a preference service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The Corporate Telephone Preference Service: numbers of companies.
    Ctps,
    /// The Mailing Preference Service: names and addresses.
    Mps,
    /// The Telephone Preference Service: numbers of people.
    Tps,
}

impl List {
    /// Every list, in alphabetical order.
    pub const ALL: [List; 3] = [List::Ctps, List::Mps, List::Tps];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            List::Ctps => "ctps",
            List::Mps => "mps",
            List::Tps => "tps",
        }
    }

    /// The number it has in the table. Never changed.
    fn number(self) -> i64 {
        match self {
            List::Tps => 1,
            List::Ctps => 2,
            List::Mps => 3,
        }
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for List {
    type Err = String;

    fn from_str(word: &str) -> Result<List, String> {
        let lower = word.trim().to_ascii_lowercase();
        List::ALL.into_iter().find(|list| list.id() == lower).ok_or_else(|| {
            let all = List::ALL.map(List::id).join(", ");
            format!("there is no list `{word}`; there is {all}")
        })
    }
}

/// What is looked for on a list, or stands on it: a number in its international form, or a surname
/// and a home. It leaves this room only as a keyed hash.
#[derive(Clone, PartialEq, Eq)]
struct Term(Zeroizing<String>);

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Term(..)")
    }
}

/// The keyed hashes of terms on a list: others for each list, so that two cannot be laid side by side.
fn hashes(index: &Index, list: List, terms: &[Term]) -> Vec<[u8; 16]> {
    let named: Vec<(&str, Vec<u8>)> =
        terms.iter().map(|term| (list.id(), term.0.as_bytes().to_vec())).collect();
    index.marks(&named)
}

/// Why a line is none of its list. What stands there is not said again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotALine {
    /// It is longer, or shorter, than the layout.
    Length,
    /// No number, or no name and address.
    Form,
}

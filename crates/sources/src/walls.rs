//! What a wall keeps: of whomever the person must not learn, nothing is given to them.
//!
//! A row that is also about such a one, a tenancy both hold, is for somebody to look at first. In a
//! row that is the person's own, a field in which the other is named, or can be reached or found,
//! is left out.

use std::collections::BTreeSet;

use people::identify::{Identifier, Kind};

use crate::collect::{Identity, Row, Whose};
use crate::connect::How;
use crate::walk::text;

/// The fewest letters of a name that is looked for in what people wrote: 3. Fewer are in any word.
const NAME_LENGTH_MIN: usize = 3;

/// Rows that are about somebody else: source, table, and what tells the row apart.
pub(crate) type Theirs = BTreeSet<(String, String, String)>;

/// Holds back what is about whomever the person must not learn of.
pub(crate) fn hold_back(
    rows: &mut [Row],
    theirs: &Theirs,
    behind: &[Vec<Identifier>],
    known: &[Identity],
) {
    let marks = marks(behind, known);
    for row in rows {
        let place = (row.source.clone(), row.table.clone(), row.id.clone());
        if row.whose != Whose::Own {
            continue;
        }
        if theirs.contains(&place) {
            row.whose = Whose::BehindWall;
            continue;
        }
        let named: Vec<String> = (row.values.iter())
            .filter(|(_, value)| {
                let value = text(value);
                !value.is_empty() && marks.iter().any(|mark| mark.stands_in(&value))
            })
            .map(|(name, _)| name.clone())
            .collect();
        for name in named {
            row.values.shift_remove(&name);
            row.withheld.push(name);
        }
    }
}

/// Whether a text names somebody behind a wall, or shows how they are reached or found. `own` is what
/// the reader is known by: what both have tells nothing new.
#[must_use]
pub fn shows(written: &str, behind: &[Vec<Identifier>], own: &[Identifier]) -> bool {
    let own: Vec<Identity> = own.iter().map(Identity::of).collect();
    let marks = marks(behind, &own);
    // Digits of one line are not a number with those of the next; a name may run over two.
    marks.iter().any(|mark| match mark {
        Mark::Words(_) => mark.stands_in(written),
        _ => written.lines().any(|line| mark.stands_in(line)),
    })
}

fn marks(behind: &[Vec<Identifier>], known: &[Identity]) -> Vec<Mark> {
    (behind.iter().flatten())
        .filter(|one| {
            // What both have tells the person nothing new: the home they shared.
            let same = Identity::of(one);
            !known.iter().any(|own| own.kind == same.kind && own.value == same.value)
        })
        .filter_map(Mark::of)
        .collect()
}

/// Something somebody is known by, as it is looked for in a text.
enum Mark {
    /// It is found as the identifier it is.
    Fits(How, String),
    /// Its letters and digits stand together.
    Letters(String),
    /// These words stand beside each other, in this order or turned about.
    Words(Vec<String>),
}

impl Mark {
    fn of(identifier: &Identifier) -> Option<Mark> {
        match identifier.kind() {
            Kind::Email => Some(Mark::Fits(How::Email, How::Email.wanted(identifier.normal()))),
            Kind::Phone => Some(Mark::Fits(How::Phone, How::Phone.wanted(identifier.normal()))),
            Kind::Name | Kind::Alias => {
                let words = words(identifier.value());
                let long = words.iter().map(|word| word.chars().count()).sum::<usize>();
                (long >= NAME_LENGTH_MIN).then_some(Mark::Words(words))
            }
            Kind::Address => postcode(identifier.value()).map(Mark::Letters),
            Kind::NiNumber | Kind::TenancyReference | Kind::PaymentReference | Kind::Uprn => {
                Some(Mark::Letters(How::Number.wanted(identifier.normal())))
            }
            // A birthday is many people's, and a number of another system only that system's.
            Kind::DateOfBirth | Kind::OtherSystemId => None,
        }
    }

    fn stands_in(&self, text: &str) -> bool {
        match self {
            Mark::Fits(how, wanted) => how.fits(text, wanted),
            Mark::Letters(wanted) => How::Number.wanted(text).contains(wanted.as_str()),
            Mark::Words(wanted) => {
                let there = words(text);
                let turned: Vec<&String> = wanted.iter().rev().collect();
                there.windows(wanted.len()).any(|part| {
                    part.iter().eq(wanted.iter()) || part.iter().eq(turned.iter().copied())
                })
            }
        }
    }
}

/// The words of a text, without case and punctuation.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let parts = parts.filter(|part| !part.is_empty());
    let words = parts.map(str::to_lowercase);
    words.filter(|word| !["mr", "mrs", "ms", "miss", "dr"].contains(&word.as_str())).collect()
}

/// The postcode at the end of an address, its letters and digits alone.
fn postcode(address: &str) -> Option<String> {
    let alone = How::Number.wanted(address.rsplit([',', '\n']).next()?);
    let tail: String =
        alone.chars().rev().take(7).collect::<Vec<char>>().into_iter().rev().collect();
    let shape = |text: &str| {
        let (out, back) = text.split_at(text.len() - 3);
        let back = back.as_bytes();
        back[0].is_ascii_digit()
            && back[1..].iter().all(u8::is_ascii_alphabetic)
            && out.starts_with(|c: char| c.is_ascii_alphabetic())
            && out.chars().any(|c| c.is_ascii_digit())
    };
    (5..=tail.len())
        .rev()
        .map(|length| &tail[tail.len() - length..])
        .find(|one| shape(one))
        .map(str::to_owned)
}

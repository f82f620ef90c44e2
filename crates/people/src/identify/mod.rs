//! What tells people apart, made the same however it was typed, and the terms it is found by.
//!
//! Values are normalised at the door by libraries that know the subject. What is no value at all
//! (`UNKNOWN`, `00000000000`) is refused as such: a placeholder shared by a hundred people would
//! make one person of them.

pub(crate) mod kinds;
mod names;

use std::fmt;
use std::str::FromStr;

use charter::Identifies;
use jiff::civil::Date;
use zeroize::Zeroizing;

/// The most characters an identifier may have.
pub const IDENTIFIER_LENGTH_MAX: usize = 300;

/// What an identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Where somebody lives.
    Address,
    /// Another name they go by or went by.
    Alias,
    /// The day they were born.
    DateOfBirth,
    /// An email address.
    Email,
    /// The name.
    Name,
    /// A National Insurance number.
    NiNumber,
    /// The number some other system gave them, as `system:number`.
    OtherSystemId,
    /// The number on their payments.
    PaymentReference,
    /// A phone number.
    Phone,
    /// The number of a tenancy.
    TenancyReference,
    /// The number of a home in the national list of addresses.
    Uprn,
}

impl Kind {
    /// Every kind, in alphabetical order.
    pub const ALL: [Kind; 11] = [
        Kind::Address,
        Kind::Alias,
        Kind::DateOfBirth,
        Kind::Email,
        Kind::Name,
        Kind::NiNumber,
        Kind::OtherSystemId,
        Kind::PaymentReference,
        Kind::Phone,
        Kind::TenancyReference,
        Kind::Uprn,
    ];

    /// The name it goes by in files and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Address => "address",
            Kind::Alias => "alias",
            Kind::DateOfBirth => "date-of-birth",
            Kind::Email => "email",
            Kind::Name => "name",
            Kind::NiNumber => "ni-number",
            Kind::OtherSystemId => "other-system-id",
            Kind::PaymentReference => "payment-reference",
            Kind::Phone => "phone",
            Kind::TenancyReference => "tenancy-reference",
            Kind::Uprn => "uprn",
        }
    }

    /// What the charter calls it.
    #[must_use]
    pub fn identifies(self) -> Identifies {
        match self {
            Kind::Address => Identifies::Address,
            Kind::Alias => Identifies::Alias,
            Kind::DateOfBirth => Identifies::DateOfBirth,
            Kind::Email => Identifies::Email,
            Kind::Name => Identifies::Name,
            Kind::NiNumber => Identifies::NiNumber,
            Kind::OtherSystemId => Identifies::OtherSystemId,
            Kind::PaymentReference => Identifies::PaymentReference,
            Kind::Phone => Identifies::Phone,
            Kind::TenancyReference => Identifies::TenancyReference,
            Kind::Uprn => Identifies::Uprn,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = NotAnIdentifier;

    fn from_str(text: &str) -> Result<Kind, NotAnIdentifier> {
        let found = Kind::ALL.iter().find(|kind| kind.as_str() == text);
        found.copied().ok_or(NotAnIdentifier::Kind)
    }
}

/// Why a text is no identifier. What was typed is not said again: it may be somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIdentifier {
    /// No such kind.
    #[error("there is no identifier of that kind")]
    Kind,
    /// Nothing was typed.
    #[error("nothing is there")]
    Empty,
    /// It stands for nothing: `UNKNOWN`, `n/a`, `00000000000`, `01/01/1900`.
    #[error("this stands for nothing and would make many people one; leave it empty")]
    Placeholder,
    /// It is longer than [`IDENTIFIER_LENGTH_MAX`].
    #[error("this is longer than {IDENTIFIER_LENGTH_MAX} characters")]
    TooLong,
    /// It is not of its kind.
    #[error("this is no {0}")]
    Form(Kind),
    /// A date whose century is not said.
    #[error("write the year of the date with four digits")]
    Century,
    /// One field with two people in it.
    #[error("two people stand in one field; enter each on their own")]
    Joint,
}

/// Something that tells a person apart. Never shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    kind: Kind,
    value: Zeroizing<String>,
    normal: Zeroizing<String>,
    note: Option<Zeroizing<String>>,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", self.kind)
    }
}

impl Identifier {
    /// Reads one as it was typed.
    ///
    /// ```
    /// use people::identify::{Identifier, Kind};
    ///
    /// let one = Identifier::parse(Kind::Phone, "07700 900123 (daughter)").unwrap();
    /// let two = Identifier::parse(Kind::Phone, "+44 7700 900 123").unwrap();
    /// assert_eq!(one.normal(), two.normal());
    /// assert_eq!(one.note(), Some("daughter"));
    /// ```
    ///
    /// # Errors
    /// [`NotAnIdentifier`] says what is wrong, without saying what was typed.
    pub fn parse(kind: Kind, text: &str) -> Result<Identifier, NotAnIdentifier> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAnIdentifier::Empty);
        }
        if text.chars().count() > IDENTIFIER_LENGTH_MAX {
            return Err(NotAnIdentifier::TooLong);
        }
        if names::is_placeholder(text) {
            return Err(NotAnIdentifier::Placeholder);
        }
        let (value, normal, note) = kinds::normalise(kind, text)?;
        Ok(Identifier {
            kind,
            value: Zeroizing::new(value),
            normal: Zeroizing::new(normal),
            note: note.map(Zeroizing::new),
        })
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// As it was typed, without what surrounded it.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// As it is compared.
    #[must_use]
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// What was typed after it: whose phone it is.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref().map(String::as_str)
    }

    /// A date of birth, where it is one.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        (self.kind == Kind::DateOfBirth).then(|| self.normal.parse().ok()).flatten()
    }
}

/// What a term of the index is about. A name, a birthday or a postcode alone can be guessed by
/// whoever steals the index, so they stand there only together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// One identifier of this kind, whole.
    Whole(Kind),
    /// A surname and a date of birth.
    SurnameAndBirth,
    /// A surname and a postcode.
    SurnameAndPostcode,
    /// A postcode and the number or name of a house.
    House,
}

impl Field {
    /// The name it has in the index.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            // Somebody who is looked for by another name they use is looked for by name.
            Field::Whole(Kind::Alias) => Kind::Name.as_str(),
            Field::Whole(kind) => kind.as_str(),
            Field::SurnameAndBirth => "surname+date-of-birth",
            Field::SurnameAndPostcode => "surname+postcode",
            Field::House => "house",
        }
    }
}

/// The terms one person is found by, from everything that tells them apart.
#[must_use]
pub fn terms(identifiers: &[Identifier]) -> Vec<(Field, Zeroizing<String>)> {
    let mut terms = Vec::new();
    let of = |wanted: &'static [Kind]| {
        identifiers.iter().filter(move |identifier| wanted.contains(&identifier.kind))
    };
    for identifier in identifiers {
        match identifier.kind {
            // Alone it is one of 40,000 days.
            Kind::DateOfBirth => {}
            Kind::Address => {
                if let Some(house) = names::house(&identifier.normal) {
                    terms.push((Field::House, house));
                }
            }
            kind => terms.push((Field::Whole(kind), identifier.normal.clone())),
        }
    }
    for name in of(&[Kind::Name, Kind::Alias]) {
        let surname = names::surname(&name.normal);
        for born in of(&[Kind::DateOfBirth]) {
            let term = format!("{surname}|{}", *born.normal);
            terms.push((Field::SurnameAndBirth, Zeroizing::new(term)));
        }
        for address in of(&[Kind::Address]) {
            if let Some(postcode) = names::postcode(&address.normal) {
                let term = format!("{surname}|{postcode}");
                terms.push((Field::SurnameAndPostcode, Zeroizing::new(term)));
            }
        }
    }
    terms.sort_by(|a, b| (a.0, a.1.as_str()).cmp(&(b.0, b.1.as_str())));
    terms.dedup();
    terms
}

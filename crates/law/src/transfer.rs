//! Sending personal data out of the United Kingdom: an approved country, a safeguard with a test,
//! or a derogation. There is no fourth way.

use std::fmt;

use jiff::civil::Date;
use words::Message;

pub mod country;
pub mod mechanism;

pub use country::Country;
pub use mechanism::{Mechanism, Reach};

/// A country as ISO 3166-1 alpha-2: two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code([u8; 2]);

/// Text that is not the code of a country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCode {
    /// Not two capital letters.
    #[error("`{0}` is not the code of a country; write two capital letters, such as `FR`")]
    Shape(String),
    /// A name for the United Kingdom that is not its code.
    #[error("`UK` is not the code of the United Kingdom; write `GB`")]
    Uk,
    /// A group of countries.
    #[error("`{0}` is a group of countries; name each country")]
    Group(String),
}

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// [`BadCode`] where the text is not two capital letters, or names a group.
    ///
    /// ```
    /// use law::transfer::Code;
    ///
    /// assert!(Code::new("FR").is_ok());
    /// assert!(Code::new("UK").is_err() && Code::new("EEA").is_err() && Code::new("fr").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Code, BadCode> {
        match text.as_bytes() {
            b"UK" => Err(BadCode::Uk),
            b"EU" | b"EEA" => Err(BadCode::Group(text.to_owned())),
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Code([a, b])),
            _ => Err(BadCode::Shape(text.chars().take(40).collect())),
        }
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that must be so for a transfer to be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A data protection test: protection there is not materially lower (Art 46(1A)).
    Test,
    /// The recipient is actively listed under the UK Extension, and its listing covers the data.
    ActiveListing,
    /// The approval covers only part of the country.
    Limited(&'static str),
    /// The single case is written down with the ground of Art 49 it rests on.
    SingleCase,
}

/// Whether a transfer may be made, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stays in the United Kingdom: no transfer at all.
    Domestic,
    /// Allowed while each of these holds.
    Allowed(Vec<Requirement>),
    /// Not allowed.
    Refused(Refusal),
}

/// Why a transfer may not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was given as a country is not one.
    BadCountry(BadCode),
    /// The mechanism is none that Keyholder knows.
    UnknownMechanism(String),
    /// The mechanism was not yet, or is no longer, in force.
    NotInForce(&'static Mechanism),
    /// The mechanism never worked for the United Kingdom on its own.
    NeverValid(&'static Mechanism),
    /// The country is not approved on that day.
    NotApproved(Code),
    /// The United States is approved for listed recipients alone.
    NeedsDataBridge,
    /// The mechanism is for another country.
    OtherCountry(&'static Mechanism, Code),
}

/// Whether data may be sent to a country under a mechanism on a day.
///
/// ```
/// use jiff::civil::date;
/// use law::transfer::{Requirement, Verdict, check};
///
/// let today = date(2026, 11, 23);
/// assert_eq!(check("FR", "approved-country", today), Verdict::Allowed(vec![]));
/// assert_eq!(check("IN", "idta", today), Verdict::Allowed(vec![Requirement::Test]));
/// assert!(matches!(check("US", "privacy-shield", today), Verdict::Refused(_)));
/// ```
#[must_use]
pub fn check(country: &str, mechanism: &str, on: Date) -> Verdict {
    match decide(country, mechanism, on) {
        Ok(verdict) => verdict,
        Err(refusal) => Verdict::Refused(refusal),
    }
}

fn decide(country: &str, mechanism: &str, on: Date) -> Result<Verdict, Refusal> {
    let code = Code::new(country).map_err(Refusal::BadCountry)?;
    if code.as_str() == "GB" {
        return Ok(Verdict::Domestic);
    }
    let Some(mechanism) = mechanism::find(mechanism) else {
        return Err(Refusal::UnknownMechanism(mechanism.chars().take(40).collect()));
    };
    if !mechanism.usable() {
        return Err(Refusal::NeverValid(mechanism));
    }
    if !mechanism.provision().in_force(on) {
        return Err(Refusal::NotInForce(mechanism));
    }
    let mut needs = Vec::new();
    match mechanism.reach() {
        Reach::Any => {}
        Reach::UnitedStates if code.as_str() == "US" => needs.push(Requirement::ActiveListing),
        Reach::UnitedStates => return Err(Refusal::OtherCountry(mechanism, code)),
        Reach::Approved if code.as_str() == "US" => return Err(Refusal::NeedsDataBridge),
        Reach::Approved => match country::find(code.as_str()) {
            Some(row) if row.provision().in_force(on) => {
                if row.limited() {
                    needs.extend(row.provision().note().map(Requirement::Limited));
                }
            }
            _ => return Err(Refusal::NotApproved(code)),
        },
    }
    if mechanism.needs_test() {
        needs.push(Requirement::Test);
    }
    if mechanism.id() == "derogation" {
        needs.push(Requirement::SingleCase);
    }
    Ok(Verdict::Allowed(needs))
}

impl Requirement {
    /// What must be so, in plain words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Requirement::Test => Message::new("law-transfer-needs-test"),
            Requirement::ActiveListing => Message::new("law-transfer-needs-listing"),
            Requirement::Limited(note) => {
                Message::new("law-transfer-needs-limit").with("limit", *note)
            }
            Requirement::SingleCase => Message::new("law-transfer-needs-single-case"),
        }
    }
}

impl Refusal {
    /// Why not, in plain words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Refusal::BadCountry(bad) => {
                Message::new("law-transfer-bad-country").with("why", bad.to_string())
            }
            Refusal::UnknownMechanism(id) => {
                Message::new("law-transfer-unknown-mechanism").with("mechanism", id.as_str())
            }
            Refusal::NotInForce(mechanism) => Message::new("law-transfer-not-in-force")
                .with("mechanism", mechanism.provision().title()),
            Refusal::NeverValid(mechanism) => Message::new("law-transfer-never-valid")
                .with("mechanism", mechanism.provision().title()),
            Refusal::NotApproved(code) => {
                Message::new("law-transfer-not-approved").with("country", code.to_string())
            }
            Refusal::NeedsDataBridge => Message::new("law-transfer-needs-data-bridge"),
            Refusal::OtherCountry(mechanism, code) => Message::new("law-transfer-other-country")
                .with("mechanism", mechanism.provision().title())
                .with("country", code.to_string()),
        }
    }
}

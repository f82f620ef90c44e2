//! What the columns of a register are: one TOML file a register.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::identify::Kind;

/// A register an office keeps in a spreadsheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Register {
    /// What recipients agreed to.
    Agreements,
    /// Who consented to what.
    Consents,
    /// Who was given whose data.
    Disclosures,
    /// What must not be destroyed.
    Holds,
    /// Warnings.
    Markers,
    /// Who said no to what.
    OptOuts,
    /// The people themselves.
    #[default]
    People,
    /// How somebody may be reached without danger.
    SafeContacts,
}

impl Register {
    /// The fields a row of it may have besides those that say whose row it is.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Register::Agreements => &["acknowledged", "ended", "recipient", "review"],
            Register::Consents => &[
                "about",
                "kind",
                "note",
                "proof",
                "since",
                "taken-by",
                "topic",
                "until",
                "withdrawal-told",
                "wording",
            ],
            Register::Disclosures => {
                &["data", "given", "how", "note", "power", "purpose", "recipient", "told"]
            }
            Register::Holds => &["detail", "kind", "post", "review", "since"],
            Register::Markers => {
                &["category", "deferred-until", "detail", "post", "since", "told", "until"]
            }
            Register::OptOuts => &["about", "kind", "note", "since", "topic", "until"],
            Register::People => &["home", "since"],
            Register::SafeContacts => &["about", "kind", "note", "since", "until"],
        }
    }

    /// Whether somebody may be hurt when a row of it is lost.
    #[must_use]
    pub fn is_safety(self) -> bool {
        matches!(self, Register::Markers | Register::SafeContacts)
    }

    /// Its name, as a mapping has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Register::Agreements => "agreements",
            Register::Consents => "consents",
            Register::Disclosures => "disclosures",
            Register::Holds => "holds",
            Register::Markers => "markers",
            Register::OptOuts => "opt-outs",
            Register::People => "people",
            Register::SafeContacts => "safe-contacts",
        }
    }
}

/// What the columns of a register are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Which register it is.
    #[serde(default)]
    pub register: Register,
    /// The legal entity, by the charter's name.
    pub entity: String,
    /// What the people are to the landlord, by the charter's name. For people alone.
    #[serde(default)]
    pub relationship: String,
    /// Where the register's data came from, by the charter's name. For people alone.
    #[serde(default)]
    pub source: String,
    /// What the system the register comes from is called: `housing`.
    #[serde(default)]
    pub system: String,
    /// The column of that system's own number of the person: what a row is known by.
    #[serde(default)]
    pub number: Option<String>,
    /// The column of the first day; the day of the import where there is none.
    #[serde(default)]
    pub since: Option<String>,
    /// The sheet of a workbook; the first when left out.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The post that answers for what cannot be placed, and for markers and holds without one.
    #[serde(default = "the_officer")]
    pub post: String,
    /// The day by which what cannot be proved must be put right; 180 days from the import when left
    /// out.
    #[serde(default)]
    pub put_right_by: Option<Date>,
    /// Columns, by their headings, and what kind of identifier they hold.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Fields of the register, and the headings of their columns.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// What stands in a field whose cell is empty.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
    /// What the words of a field mean, by the charter's names. Case does not matter.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

fn the_officer() -> String {
    "data-protection-officer".to_owned()
}

impl Mapping {
    /// Reads a mapping from TOML.
    ///
    /// # Errors
    /// [`Error::Malformed`] says where and what.
    pub fn parse(text: &str) -> Result<Mapping, Error> {
        let wrong = |why: String| Error::Malformed(format!("the mapping: {why}"));
        let mut mapping: Mapping =
            toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
        for kind in mapping.columns.values() {
            if kind.parse::<Kind>().is_err() {
                let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
                return Err(wrong(format!(
                    "`{kind}` is no kind of identifier; there are {}",
                    known.join(", ")
                )));
            }
        }
        if let Some(since) = mapping.since.take() {
            mapping.fields.entry("since".to_owned()).or_insert(since);
        }
        let known = mapping.register.fields();
        let named =
            mapping.fields.keys().chain(mapping.defaults.keys()).chain(mapping.values.keys());
        for field in named {
            if !known.contains(&field.as_str()) {
                return Err(wrong(format!(
                    "`{}` has no field `{field}`; there are {}",
                    mapping.register.as_str(),
                    known.join(", ")
                )));
            }
        }
        let people = mapping.register == Register::People;
        if people && (mapping.relationship.is_empty() || mapping.source.is_empty()) {
            return Err(wrong("people have a `relationship` and a `source`".to_owned()));
        }
        if people && (mapping.number.is_none() || mapping.system.is_empty()) {
            return Err(wrong("people have a `number` and the `system` it is of".to_owned()));
        }
        let of_nobody = mapping.number.is_none() && mapping.columns.is_empty();
        if of_nobody && mapping.register != Register::Agreements {
            return Err(wrong(
                "say by `number` or `columns` how the person of a row is found".to_owned(),
            ));
        }
        Ok(mapping)
    }
}

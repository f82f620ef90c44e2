//! Registers an office keeps in spreadsheets, read by a mapping: people for now.
//!
//! A row is taken over as far as it can be read. What cannot be read is reported by row and column,
//! never by what was in it; a person is left out only where nothing tells them apart. A row whose
//! system number is known already is left alone, so the same file can be imported again after it
//! stopped half way, and every night.

use jiff::civil::Date;
use serde::Deserialize;

use crate::identify::{Identifier, Kind, kinds};
use crate::{Error, Found, NewPerson, NewRelationship, Now, PersonId, Question, Record};

/// The most bytes a register may have: 64 MiB.
pub const REGISTER_BYTES_MAX: usize = 64 << 20;
/// The most rows one register may have: 500,000.
pub const ROWS_MAX: usize = 500_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 200;

/// What the columns of a register are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the people are to the landlord, by the charter's name.
    pub relationship: String,
    /// The legal entity, by the charter's name.
    pub entity: String,
    /// Where the register's data came from, by the charter's name.
    pub source: String,
    /// What the system the register comes from is called: `housing`.
    pub system: String,
    /// The column of that system's own number of the person: what a row is known by.
    pub number: String,
    /// The column of the first day; the day of the import where there is none.
    #[serde(default)]
    pub since: Option<String>,
    /// Columns, by their headings, and what kind of identifier they hold.
    pub columns: std::collections::BTreeMap<String, String>,
}

/// Something in a register that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The row, counted from 1 with the headings.
    pub row: usize,
    /// The column, by its heading; empty for the whole row.
    pub column: String,
    /// Why, without what was there.
    pub why: String,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read.
    pub rows: usize,
    /// People entered, or that would be.
    pub entered: usize,
    /// People who were there already.
    pub known: usize,
    /// What was not taken over.
    pub left_out: Vec<LeftOut>,
}

/// One person of a register, read and not yet entered.
struct Read {
    row: usize,
    number: Identifier,
    identifiers: Vec<Identifier>,
    since: Option<Date>,
}

impl Mapping {
    /// Reads a mapping from TOML.
    ///
    /// # Errors
    /// [`Error::Malformed`] says where and what.
    pub fn parse(text: &str) -> Result<Mapping, Error> {
        let mapping: Mapping = toml::from_str(text)
            .map_err(|error| Error::Malformed(format!("the mapping: {}", error.message())))?;
        for kind in mapping.columns.values() {
            if kind.parse::<Kind>().is_err() {
                let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
                return Err(Error::Malformed(format!(
                    "the mapping: `{kind}` is no kind of identifier; there are {}",
                    known.join(", ")
                )));
            }
        }
        Ok(mapping)
    }
}

fn read(bytes: &[u8], mapping: &Mapping, report: &mut Report) -> Result<Vec<Read>, Error> {
    if bytes.len() > REGISTER_BYTES_MAX {
        return Err(Error::TooMany("bytes in the register"));
    }
    let text = decode(bytes);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        Error::Malformed(format!("line {line} of the register is no CSV"))
    };
    let headings = reader.headers().map_err(wrong)?.clone();
    if headings.len() > COLUMNS_MAX {
        return Err(Error::TooMany("columns in the register"));
    }
    let column = |name: &str| {
        headings
            .iter()
            .position(|heading| heading.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| {
                Error::Malformed(format!(
                    "the register has no column `{name}`, which the mapping names"
                ))
            })
    };
    let number_at = column(&mapping.number)?;
    let since_at = mapping.since.as_deref().map(column).transpose()?;
    let mut identifying = Vec::new();
    for (heading, kind) in &mapping.columns {
        let kind: Kind = kind.parse().map_err(|_| Error::Malformed("the mapping".to_owned()))?;
        identifying.push((column(heading)?, heading.clone(), kind));
    }
    let mut people = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let (row, record) = (at + 2, record.map_err(wrong)?);
        report.rows += 1;
        if report.rows > ROWS_MAX {
            return Err(Error::TooMany("rows in the register"));
        }
        let mut leave = |column: &str, why: String| {
            report.left_out.push(LeftOut { row, column: column.to_owned(), why });
        };
        let number = record.get(number_at).unwrap_or_default();
        let number = format!("{}:{number}", mapping.system);
        let Ok(number) = Identifier::parse(Kind::OtherSystemId, &number) else {
            leave(&mapping.number, "the row has no number it could be known by".to_owned());
            continue;
        };
        let mut identifiers = Vec::new();
        for (at, heading, kind) in &identifying {
            let text = record.get(*at).unwrap_or_default();
            if text.is_empty() {
                continue;
            }
            match Identifier::parse(*kind, text) {
                Ok(identifier) => identifiers.push(identifier),
                Err(why) => leave(heading, why.to_string()),
            }
        }
        if identifiers.is_empty() {
            leave("", "nothing in the row tells a person apart".to_owned());
            continue;
        }
        let since = since_at.and_then(|at| record.get(at)).filter(|text| !text.is_empty());
        let since = since.and_then(|text| match kinds::day_first(text) {
            Ok(day) => Some(day),
            Err(_) => {
                leave(mapping.since.as_deref().unwrap_or_default(), "this is no date".to_owned());
                None
            }
        });
        people.push(Read { row, number, identifiers, since });
    }
    Ok(people)
}

/// UTF-8 where it is, else Latin letters as old spreadsheets write them: each byte is its own
/// character there, and the few marks Windows put in between are not in names.
fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
}

impl Record {
    /// Imports a register of people. Without `real` nothing is written but the look-ups in the log,
    /// and the report is the same.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a file or mapping that cannot be read; what the store says. What was
    /// entered before stays, and the same file can be imported again.
    pub fn import_people(
        &self,
        question: &Question,
        look: &Question,
        bytes: &[u8],
        mapping: &Mapping,
        real: bool,
        now: Now,
    ) -> Result<Report, Error> {
        let mut report = Report::default();
        let mut seen = std::collections::HashSet::new();
        for one in read(bytes, mapping, &mut report)? {
            if !seen.insert(one.number.normal().to_owned()) {
                report.known += 1;
                continue;
            }
            match self.find(look, std::slice::from_ref(&one.number), now)? {
                Found::Nobody => {}
                _ => {
                    report.known += 1;
                    continue;
                }
            }
            let since = one.since.unwrap_or(now.today());
            let relationship = NewRelationship::new(&mapping.relationship, &mapping.entity, since);
            let mut new = NewPerson::new(&mapping.source, relationship);
            new.id = PersonId::from_bytes(vault::random());
            new.identifiers = one.identifiers;
            new.identifiers.push(one.number);
            let entered = if real {
                self.enter(question, &new, now).map(|_| ())
            } else {
                self.would_enter(question, &new, now)
            };
            match entered {
                Ok(()) => report.entered += 1,
                Err(Error::Refused(refusal)) => report.left_out.push(LeftOut {
                    row: one.row,
                    column: String::new(),
                    why: format!(
                        "the notice does not allow it: {}",
                        refusal.explain(self.gate()).masked.join(", ")
                    ),
                }),
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }
}

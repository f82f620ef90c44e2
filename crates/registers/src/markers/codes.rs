//! Codes of warnings and support needs: a list of the sector's, so that landlords and contractors mean the
//! same. Taken over from a file with the columns of the draft standard.

use db::params;
use people::{Error as RecordError, Now, Record};

use crate::Error;

/// The most codes of one list.
pub const CODES_MAX: usize = 2_000;
/// The most characters of one field.
const FIELD_LENGTH_MAX: usize = 200;

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code: `SAF1.01`.
    pub code: String,
    /// The area it belongs to: `Safety`.
    pub area: String,
    /// What it is called.
    pub name: String,
    /// Whether whoever goes there must know.
    pub critical: bool,
}

/// Reads a list: CSV with the columns `alert_subcode`, `category`, `alert_name`, `alert_subname` and
/// `is_critical`, in any order and among others.
///
/// # Errors
/// [`Error::Malformed`] with the line where it is no such list, or a code is in it twice.
pub fn read_codes(text: &str) -> Result<Vec<Code>, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let bad = |what: String| Error::Malformed(what);
    let heads = reader.headers().map_err(|_| bad("line 1 cannot be read".to_owned()))?.clone();
    let column = |name: &str| {
        heads.iter().position(|head| head.trim() == name).ok_or_else(|| {
            bad(format!("there is no column `{name}`; this is no list of codes of markers"))
        })
    };
    let (code, area, name) = (column("alert_subcode")?, column("category")?, column("alert_name")?);
    let (narrow, critical) = (column("alert_subname")?, column("is_critical")?);
    let mut codes: Vec<Code> = Vec::new();
    for (at, row) in reader.records().enumerate() {
        let line = at + 2;
        let row = row.map_err(|_| bad(format!("line {line} cannot be read")))?;
        let field = |of: usize| {
            let text = row.get(of).unwrap_or_default().trim();
            if text.is_empty() || text.chars().count() > FIELD_LENGTH_MAX {
                return Err(bad(format!("line {line}: a field is empty or too long")));
            }
            Ok(text.to_owned())
        };
        let critical = match field(critical)?.to_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(bad(format!("line {line}: `is_critical` is `true` or `false`"))),
        };
        let new = Code {
            code: field(code)?,
            area: field(area)?,
            name: format!("{}: {}", field(name)?, field(narrow)?),
            critical,
        };
        if codes.iter().any(|there| there.code == new.code) {
            return Err(bad(format!("line {line}: the code `{}` is there twice", new.code)));
        }
        if codes.len() == CODES_MAX {
            return Err(bad(format!("there are more than {CODES_MAX} codes")));
        }
        codes.push(new);
    }
    if codes.is_empty() {
        return Err(bad("there is no code in it".to_owned()));
    }
    Ok(codes)
}

/// Takes a list over, in place of the one there was.
///
/// # Errors
/// What the store says.
pub fn load_codes(record: &Record, by: &str, codes: &[Code], now: Now) -> Result<(), Error> {
    let codes = codes.to_vec();
    record.write_office(by, "marker-codes", &codes.len().to_string(), now, move |tx| {
        tx.execute("DELETE FROM marker_code", params![])?;
        for code in &codes {
            tx.execute(
                "INSERT INTO marker_code (code, area, name, critical) VALUES (?1, ?2, ?3, ?4)",
                params![&code.code, &code.area, &code.name, i64::from(code.critical)],
            )?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The list that was taken over; empty where none was.
///
/// # Errors
/// What the store says.
pub fn codes(record: &Record) -> Result<Vec<Code>, Error> {
    let all = record.data().read("codes of markers", |tx| {
        tx.all(
            "SELECT code, area, name, critical FROM marker_code ORDER BY code",
            params![],
            |row| {
                Ok::<_, RecordError>(Code {
                    code: row.text(0)?.to_owned(),
                    area: row.text(1)?.to_owned(),
                    name: row.text(2)?.to_owned(),
                    critical: row.int(3)? == 1,
                })
            },
        )
    })?;
    Ok(all)
}

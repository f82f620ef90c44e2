//! Reading sources where they are: one kind a file.

mod address;
mod apart;
pub(crate) mod documents;
mod folder;
pub(crate) mod mail;
mod mysql;
#[cfg(feature = "odbc")]
mod odbc;
mod papers;
pub(crate) mod postgresql;
pub(crate) mod sqlite;
#[cfg(feature = "sqlserver")]
mod sqlserver;
mod standing;
mod tables;
mod text;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, LiveTable, Schema, Stop};

/// The sources by their names, each open, or with why it is not.
pub type Connectors = BTreeMap<String, Result<Box<dyn Connector>, Error>>;

/// What reads one kind of source. It never writes, and holds one row at a time.
pub trait Connector {
    /// Ties it to what stops it. Once that is stopped, what is running ends soon, and every question
    /// fails with [`Error::Stopped`]: also one whose last row was on its way.
    fn stop_with(&mut self, stop: &Stop);

    /// What the source's catalogue says there is.
    ///
    /// # Errors
    /// [`Error::Unreachable`], [`Error::Refused`], [`Error::TooMany`].
    fn schema(&mut self) -> Result<Schema, Error>;

    /// The rows of a table that any of the matches finds. Everything read between two calls of
    /// [`Connector::begin`] is of one moment.
    ///
    /// # Errors
    /// As for [`Connector::schema`]; [`Error::Refused`] where there is no such table or field.
    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Begins to read: from here on everything is of one moment.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn begin(&mut self) -> Result<(), Error>;

    /// Says which tables will be asked next, by schema and name, so that what is to be known of them
    /// can be read at once.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn expect(&mut self, tables: &[(Option<&str>, &str)]) -> Result<(), Error> {
        let _ = tables;
        Ok(())
    }

    /// Ends what [`Connector::begin`] began, so that nobody who writes has to wait for it.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn end(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// How many statements were sent since it was opened.
    fn statements(&self) -> u64;

    /// What there is and could not be searched, since [`Connector::begin`]: a message that is
    /// encrypted, a page that is a picture. While there is any, nothing is said to hold nothing.
    fn missed(&self) -> Vec<String> {
        Vec::new()
    }

    /// The values of up to `limit` rows of a table, cut to [`SAMPLE_LENGTH`] characters: the number
    /// of the column, and the value.
    ///
    /// # Errors
    /// As for [`Connector::schema`].
    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error>;
}

/// Which rows of a table are wanted, and which of their fields.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The schema the table lies in, where the map names one.
    pub schema: Option<&'a str>,
    /// The table.
    pub table: &'a str,
    /// The fields to read.
    pub fields: &'a [&'a str],
    /// Any of these finds a row.
    pub any: &'a [Match<'a>],
}

/// How a value of a source is compared with one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As an email address: without regard to case, and found in a field with other things in it.
    Email,
    /// As a number people write down: its letters and digits alone, without regard to case.
    Number,
    /// As a phone number: by its last digits, and found in a field with other things in it.
    Phone,
    /// As it is, but for spaces at its end.
    Same,
}

/// By how many of its last digits a phone number is looked for: what is before them differs by how
/// one dials.
pub(crate) const PHONE_DIGITS: usize = 9;

impl How {
    /// A value as it is looked for.
    #[must_use]
    pub fn wanted(self, value: &str) -> String {
        match self {
            How::Email => value.trim().to_lowercase(),
            How::Number => {
                let alone = value.chars().filter(char::is_ascii_alphanumeric);
                alone.map(|c| c.to_ascii_uppercase()).collect()
            }
            How::Phone => {
                let digits = digits(value);
                digits[digits.len().saturating_sub(PHONE_DIGITS)..].to_owned()
            }
            How::Same => value.trim_end().to_owned(),
        }
    }

    /// Whether what stands in a field is what is looked for, or has it in it.
    ///
    /// ```
    /// use sources::connect::How;
    ///
    /// let fits = |how: How, field, given| how.fits(field, &how.wanted(given));
    /// assert!(fits(How::Email, "Ada Example <ADA@example.org>", "ada@example.org"));
    /// assert!(!fits(How::Email, "nada@example.org", "ada@example.org"));
    /// assert!(!fits(How::Email, "ada@example.org.uk", "ada@example.org"));
    /// assert!(fits(How::Number, "12/34-a", "1234A"));
    /// assert!(fits(How::Phone, "01634 960001 or 07700 900123", "+44 1634 960001"));
    /// assert!(fits(How::Same, "H12   ", "H12"));
    /// ```
    #[must_use]
    pub fn fits(self, field: &str, wanted: &str) -> bool {
        if wanted.is_empty() {
            return false;
        }
        match self {
            // Whole tables are read by this: what cannot fit is passed over before it is copied.
            How::Email if wanted.contains('@') && !field.contains('@') => false,
            How::Email => {
                let field = field.to_lowercase();
                let before = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
                let after = |rest: &str| {
                    let mut rest = rest.chars();
                    match rest.next() {
                        Some('.') => rest.next().is_some_and(char::is_alphanumeric),
                        Some(c) => c.is_alphanumeric() || c == '-',
                        None => false,
                    }
                };
                field.match_indices(wanted).any(|(at, _)| {
                    !field[..at].ends_with(before) && !after(&field[at + wanted.len()..])
                })
            }
            How::Number => {
                let alone = field.chars().filter(char::is_ascii_alphanumeric);
                alone.map(|c| c.to_ascii_uppercase()).eq(wanted.chars())
            }
            How::Phone => {
                let many = field.bytes().filter(u8::is_ascii_digit).count();
                many >= wanted.len() && digits(field).contains(wanted)
            }
            How::Same => field.trim_end() == wanted,
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Values that find a row, and the field they are looked for in.
#[derive(Clone, Debug)]
pub struct Match<'a> {
    /// The field.
    pub field: &'a str,
    /// How they are compared.
    pub how: How,
    /// The values, as [`How::wanted`] has them.
    pub values: &'a [String],
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    /// What tells it from every other row of the table, at this moment.
    pub id: String,
    /// The numbers of the matches that found it, in the order of [`Wanted::any`].
    pub hits: Vec<usize>,
    /// Its fields.
    pub values: serde_json::Map<String, serde_json::Value>,
}

/// How much of a value is read for its shape: 200 characters.
pub const SAMPLE_LENGTH: usize = 200;

/// Opens a source for reading by its address.
///
/// `postgres://...`, `mysql://...`, `sqlite:` and the path of a file, `tables:`, `mail:` or
/// `documents:` and that of a folder, or `odbc:` and a connection string.
///
/// # Errors
/// [`Error::Address`] when it is none; [`Error::Unreachable`].
pub fn open(address: &str) -> Result<Box<dyn Connector>, Error> {
    if db::is_postgres_address(address) {
        return Ok(Box::new(postgresql::Postgresql::open(address)?));
    }
    match address.split_once(':') {
        Some(("sqlite", path)) => Ok(Box::new(sqlite::Sqlite::open(path)?)),
        Some(("documents", path)) => Ok(Box::new(documents::Documents::open(path)?)),
        Some(("mail", path)) => Ok(Box::new(mail::Mail::open(path)?)),
        Some(("tables", path)) => Ok(Box::new(tables::Tables::open(path)?)),
        Some(("mysql" | "mariadb", _)) => Ok(Box::new(mysql::Mysql::open(address)?)),
        #[cfg(feature = "odbc")]
        Some(("odbc", string)) => Ok(Box::new(odbc::Odbc::open(string)?)),
        #[cfg(not(feature = "odbc"))]
        Some(("odbc", _)) => {
            let why = "this program was built without ODBC: build it with `--features odbc`";
            Err(Error::Unreachable(why.to_owned()))
        }
        #[cfg(feature = "sqlserver")]
        Some(("sqlserver" | "mssql", _)) => Ok(Box::new(sqlserver::SqlServer::open(address)?)),
        #[cfg(not(feature = "sqlserver"))]
        Some(("sqlserver" | "mssql", _)) => {
            let why = "this program was built without SQL Server: build it with `--features \
                       sqlserver`, or give `odbc:` and a connection string";
            Err(Error::Unreachable(why.to_owned()))
        }
        // Anything of it may be a secret, but what it begins with.
        _ => {
            let scheme = address.split(':').next().unwrap_or_default();
            let plain = scheme.len() <= 20 && scheme.chars().all(|c| c.is_ascii_alphanumeric());
            Err(Error::Address(if plain { scheme.to_owned() } else { "it".to_owned() }))
        }
    }
}

/// What a map calls the kind of source an address leads to.
#[must_use]
pub fn kind_of(address: &str) -> &'static str {
    match address.split_once(':') {
        Some(("documents", _)) => "documents",
        Some(("mail", _)) => "mail",
        Some(("mysql" | "mariadb", _)) => "mysql",
        Some(("odbc", _)) => "odbc",
        Some(("sqlite", _)) => "sqlite",
        Some(("sqlserver" | "mssql", _)) => "sql-server",
        Some(("tables", _)) => "tables",
        _ => "postgresql",
    }
}

/// Where a source is, as a hash: without the user, the password and the settings of its address.
/// Another place has another.
///
/// ```
/// use sources::connect::place_of;
///
/// let one = place_of("postgres://reader:secret@db.example/housing");
/// assert_eq!(one, place_of("postgres://writer@db.example/housing?sslmode=require"));
/// assert_ne!(one, place_of("postgres://reader:secret@db.example/copy"));
/// ```
#[must_use]
pub fn place_of(address: &str) -> String {
    let (scheme, rest) = address.split_once(':').unwrap_or(("", address));
    let place = match rest.strip_prefix("//") {
        Some(rest) => {
            let rest = rest.split('?').next().unwrap_or_default();
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            format!("{} {path}", authority.rsplit('@').next().unwrap_or_default())
        }
        // A connection string: whoever asks, and by which password, is no place.
        None if scheme == "odbc" => {
            let who = ["pwd=", "password=", "uid=", "user="];
            let part = |part: &&str| {
                let part = part.trim().to_ascii_lowercase();
                !who.iter().any(|one| part.starts_with(one))
            };
            rest.split(';').filter(part).collect::<Vec<_>>().join(";")
        }
        None => rest.to_owned(),
    };
    let hash = Sha256::digest(format!("{scheme} {place}").as_bytes());
    data_encoding::HEXLOWER.encode(&hash[..16])
}

/// What kind of database indexes are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, with its extension `pg_trgm`.
    Postgresql,
    /// SQLite.
    Sqlite,
}

impl Engine {
    /// The statements that make the index by which rows are found by a field.
    pub(crate) fn index(
        self,
        schema: Option<&str>,
        table: &str,
        field: &str,
        how: How,
    ) -> Vec<String> {
        match self {
            Engine::Postgresql => postgresql::index(schema, table, field, how),
            Engine::Sqlite => sqlite::index(table, field, how),
        }
    }
}

/// A name as SQL quotes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

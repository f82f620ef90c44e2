//! The data map: one TOML file a source.

use std::collections::BTreeMap;
use std::fmt;

use charter::{Diagnostic, File, Id, Severity, Span};
use serde::Deserialize;
use serde::de::{self, Deserializer};
use toml::Spanned;
use words::Message;

use crate::{DataCategory, fides};

/// The most fields one map may have, over all its sources: 200,000.
pub const FIELDS_MAX: usize = 200_000;

/// The identity of a field people write in what they like, in messages and documents: somebody is
/// looked for in it by whatever is known of them, and found there is only mentioned.
pub const ANY: &str = "any";

/// What an [`Id`] of a source names.
#[derive(Clone, Copy, Debug)]
pub enum System {}

/// What kind of system a source is, and so which connector reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A folder of documents.
    Documents,
    /// A mailbox, or what was exported from one.
    Mail,
    /// Paper, recordings, a colleague's phone: somebody looks.
    Manual,
    /// `MySQL` or `MariaDB`.
    Mysql,
    /// Whatever has an ODBC driver.
    Odbc,
    /// PostgreSQL.
    Postgresql,
    /// SQL Server.
    SqlServer,
    /// A SQLite file.
    Sqlite,
    /// A folder of CSV files and workbooks.
    Tables,
}

/// Whether Keyholder may change a source itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Writes {
    /// It may.
    Direct,
    /// A person is given a signed work order.
    #[default]
    WorkOrder,
}

/// Which way a reference is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Follow {
    /// Whichever way it is met first.
    #[default]
    Both,
    /// Only from what is referred to, to this row.
    From,
    /// Only from this row, to what it refers to.
    To,
}

/// A field of a table, here or in another source: `table.field`, or `source:table.field`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source; none for the one it is written in.
    pub source: Option<String>,
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{source}:")?;
        }
        write!(f, "{}.{}", self.table, self.field)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (source, rest) = match text.split_once(':') {
            Some((source, rest)) => (Some(source.to_owned()), rest),
            None => (None, text.as_str()),
        };
        // A field has no dot in its name; a table may: `schema.table`.
        match rest.rsplit_once('.') {
            Some((table, field)) if !table.is_empty() && !field.is_empty() => {
                Ok(Place { source, table: table.to_owned(), field: field.to_owned() })
            }
            _ => Err(de::Error::custom(format!(
                "`{text}` is no place: write `table.field`, or `source:table.field`"
            ))),
        }
    }
}

/// A reference from one field to another that holds the same values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Where it leads.
    pub to: Spanned<Place>,
    /// Which way it is followed.
    #[serde(default)]
    pub follow: Follow,
}

/// Whom a field is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// The person whose row it is.
    #[default]
    Owner,
    /// Somebody else, who has no field of their own: a neighbour, a doctor.
    Other,
    /// The person this field of the row leads to.
    Field(String),
}

impl<'de> Deserialize<'de> for About {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<About, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.as_str() {
            "owner" => About::Owner,
            "other" => About::Other,
            _ => About::Field(text),
        })
    }
}

/// What erasing does to a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Erase {
    /// The whole row goes.
    DeleteRow,
    /// It stays, because something else rests on it; the map says why in `because`.
    Keep,
    /// It becomes empty.
    #[default]
    Null,
    /// It becomes the text in `with`.
    Replace,
}

/// One field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it holds.
    pub category: Spanned<DataCategory>,
    /// What it tells people apart by: a kind of identifier.
    pub identity: Option<Spanned<String>>,
    /// Where its values lead.
    #[serde(default)]
    pub refers: Vec<Reference>,
    /// Whom it is about.
    #[serde(default)]
    pub about: About,
    /// Whether people write in it what they like.
    #[serde(default)]
    pub free_text: bool,
    /// What single values say: a one-letter code can be special category data.
    #[serde(default)]
    pub codes: BTreeMap<String, DataCategory>,
    /// What erasing does to it.
    #[serde(default)]
    pub erase: Erase,
    /// What it is replaced by.
    pub with: Option<String>,
    /// Why it is kept.
    pub because: Option<String>,
}

/// How a row says that it is restricted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restrict {
    /// The field that says so.
    pub field: Spanned<String>,
    /// What it says then.
    pub set: String,
}

/// One table, sheet or file of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name, with the schema where it is not the source's own.
    pub name: Spanned<String>,
    /// The fields a row is told apart by.
    #[serde(default)]
    pub key: Vec<Spanned<String>>,
    /// The fields that lead to the person, or the people, whose row it is.
    #[serde(default)]
    pub owner: Vec<Spanned<String>>,
    /// The purpose it is held for.
    pub purpose: Option<Spanned<String>>,
    /// The retention class of the charter.
    pub retention: Option<Spanned<String>>,
    /// The field with the day its time begins.
    pub trigger: Option<Spanned<String>>,
    /// The table it is a copy of.
    pub copy_of: Option<Spanned<String>>,
    /// How a row of it says that it is restricted.
    pub restrict: Option<Restrict>,
    /// Its fields.
    #[serde(default)]
    pub fields: BTreeMap<String, Field>,
}

impl Table {
    /// The kinds of identifier a person can be found in it by.
    pub(crate) fn identities(&self) -> impl Iterator<Item = &str> {
        let kinds = self.fields.values().filter_map(|field| field.identity.as_ref());
        kinds.map(|kind| kind.get_ref().as_str())
    }

    /// Whether a field only mentions people: whatever they are known by is looked for in it.
    pub(crate) fn mentions(&self, field: &str) -> bool {
        let identity = self.fields.get(field).and_then(|field| field.identity.as_ref());
        identity.is_some_and(|identity| identity.get_ref() == ANY)
    }

    /// Whether one can begin at it, with an identifier of these kinds.
    pub(crate) fn begins(&self, identities: impl Fn(&str) -> bool) -> bool {
        self.identities().any(identities)
    }

    /// Whether it holds anything about anybody.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.fields.values().any(|field| field.category.get_ref().is_personal())
    }
}

/// One system.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name it goes by in maps and answers.
    pub id: Spanned<Id<System>>,
    /// What people call it.
    pub name: String,
    /// What kind it is.
    pub kind: Kind,
    /// The schema, or the folder, its tables lie in.
    pub schema: Option<String>,
    /// The legal entity whose data it is.
    pub entity: Option<Spanned<String>>,
    /// The purpose of tables that do not say.
    pub purpose: Option<Spanned<String>>,
    /// Whether it may be changed directly.
    #[serde(default)]
    pub writes: Writes,
    /// Of a manual source, the post whose holder looks.
    pub post: Option<Spanned<String>>,
    /// Of a manual source, what is to be looked for, in words.
    pub ask: Option<Spanned<String>>,
    /// Tables somebody looked at and found to be about nobody.
    #[serde(default)]
    pub about_nobody: Vec<Spanned<String>>,
    /// Its tables. Written as `[[table]]` of the file.
    #[serde(skip)]
    pub tables: Vec<Table>,
    /// The file it was read from.
    #[serde(skip)]
    pub file: usize,
}

impl Source {
    /// Whether a post is asked to look there by hand.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        self.kind == Kind::Manual && self.post.is_some() && self.ask.is_some()
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.get_ref() == name)
    }

    /// The place of a value in the source's file.
    #[must_use]
    pub fn span_of<T>(&self, value: &Spanned<T>) -> Span {
        Span { file: self.file, bytes: value.span() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    source: Source,
    #[serde(default, rename = "table")]
    tables: Vec<Table>,
}

/// All the sources of a landlord.
#[derive(Clone, Debug)]
pub struct Map {
    files: Vec<File>,
    sources: Vec<Source>,
}

impl Map {
    /// Reads a map from its files: TOML, one source a file, or the dataset YAML of Fides.
    ///
    /// # Errors
    /// When a file is neither, has a key or a value a map does not know, or a limit is passed.
    /// Every file is read before it answers, so one run shows a mistake in each.
    pub fn parse(files: Vec<File>) -> Result<Map, Vec<Diagnostic>> {
        let (mut sources, mut wrong) = (Vec::new(), Vec::new());
        for (index, file) in files.iter().enumerate() {
            let name = file.name();
            let read = if file.text().len() > charter::FILE_BYTES_MAX {
                let message = Message::new("sources-file-too-large")
                    .with("file", name)
                    .with("most", charter::FILE_BYTES_MAX);
                Err(malformed(index, 0..0, message))
            } else if name.ends_with(".yml") || name.ends_with(".yaml") {
                fides::read(index, file.text())
            } else {
                document(index, file.text())
            };
            match read {
                Ok(read) => sources.extend(read),
                Err(diagnostic) => wrong.push(*diagnostic),
            }
        }
        let fields = sources.iter().flat_map(|source| &source.tables).map(|t| t.fields.len());
        if fields.sum::<usize>() > FIELDS_MAX {
            let message = Message::new("sources-too-many-fields").with("most", FIELDS_MAX);
            wrong.push(*malformed(0, 0..0, message));
        }
        if wrong.is_empty() { Ok(Map { files, sources }) } else { Err(wrong) }
    }

    /// The files it was read from.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The sources, in the order of the files.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source of this name.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id.get_ref().as_str() == id)
    }
}

fn document(index: usize, text: &str) -> Result<Vec<Source>, Box<Diagnostic>> {
    let read: Document = toml::from_str(text).map_err(|error| {
        let message = Message::new("sources-malformed").with("why", plain(error.message()));
        malformed(index, error.span().unwrap_or(0..0), message)
    })?;
    let source = Source { tables: read.tables, file: index, ..read.source };
    // Elsewhere a number is the whole of a field, and one in a sentence would not be found.
    if !matches!(source.kind, Kind::Documents | Kind::Mail) {
        let fields = source.tables.iter().flat_map(|table| table.fields.values());
        let mut identities = fields.filter_map(|field| field.identity.as_ref());
        if let Some(any) = identities.find(|identity| identity.get_ref() == ANY) {
            let message = Message::new("sources-any-elsewhere");
            return Err(malformed(index, any.span(), message));
        }
    }
    Ok(vec![source])
}

/// The parser's own words, without the names of our types.
fn plain(why: &str) -> String {
    let first = why.lines().next().unwrap_or_default();
    first.replace("expected struct ", "expected a table for ")
}

pub(crate) fn malformed(
    file: usize,
    bytes: std::ops::Range<usize>,
    message: Message,
) -> Box<Diagnostic> {
    Box::new(Diagnostic {
        code: "malformed",
        severity: Severity::Error,
        span: Some(Span { file, bytes }),
        message,
        help: Message::new("sources-malformed-help"),
        keeps: Vec::new(),
    })
}

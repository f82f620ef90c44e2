//! A source as it is: its tables, and what its catalogue says of them.

/// The most tables of one source: 20,000.
pub const TABLES_MAX: usize = 20_000;

/// Everything there is in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// Its tables, by name.
    pub tables: Vec<LiveTable>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveTable {
    /// The schema it lies in, where the source has any.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// What somebody wrote about it.
    pub comment: Option<String>,
    /// About how many rows it has; none where the source has not counted.
    pub rows: Option<u64>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub key: Vec<String>,
    /// Its foreign keys, of one column each.
    pub refers: Vec<LiveReference>,
    /// All its foreign keys, those of several columns among them.
    pub foreign: Vec<ForeignKey>,
    /// Whether it is what is meant by its name alone, where the source has several schemas.
    pub visible: bool,
    /// The columns in which, alone or with others, no value may stand twice.
    pub unique: Vec<String>,
}

impl LiveTable {
    /// The name with its schema.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, in the source's own words.
    pub kind: String,
    /// How many characters it takes, where that is limited.
    pub width: Option<u32>,
    /// Whether it may be empty.
    pub nullable: bool,
    /// What somebody wrote about it.
    pub comment: Option<String>,
}

/// A foreign key of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveReference {
    /// The column.
    pub column: String,
    /// The table it leads to, with its schema.
    pub table: String,
    /// The column there.
    pub to: String,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns.
    pub columns: Vec<String>,
    /// The table it leads to, with its schema.
    pub table: String,
    /// The columns there, in the same order.
    pub to: Vec<String>,
}

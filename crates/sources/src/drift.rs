//! Drift: what a source has and its map does not, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use words::Message;

use crate::discover::find_copies;
use crate::{LiveTable, Schema, Source};

/// One way in which a source and its map differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// A column nobody has classified.
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A table nobody has classified.
    Table {
        /// The table.
        table: String,
        /// The table it looks like a copy of.
        copy_of: Option<String>,
    },
    /// A column of the map that is gone: what it held may stand elsewhere now.
    ColumnGone {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A table with something about people of which nobody has said how long it is kept.
    NoClass {
        /// The table.
        table: String,
    },
    /// A table of the map that is gone, or that this user may not see.
    TableGone {
        /// The table.
        table: String,
    },
    /// A table whose key is another than the map says.
    Key {
        /// The table.
        table: String,
        /// The key it has.
        key: Vec<String>,
    },
}

impl Drift {
    /// It in words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Drift::Column { table, column } => Message::new("sources-drift-column")
                .with("table", table.as_str())
                .with("column", column.as_str()),
            Drift::Table { table, copy_of: None } => {
                Message::new("sources-drift-table").with("table", table.as_str())
            }
            Drift::Table { table, copy_of: Some(of) } => Message::new("sources-drift-copy")
                .with("table", table.as_str())
                .with("of", of.as_str()),
            Drift::ColumnGone { table, column } => Message::new("sources-drift-column-gone")
                .with("table", table.as_str())
                .with("column", column.as_str()),
            Drift::NoClass { table } => {
                Message::new("sources-drift-no-class").with("table", table.as_str())
            }
            Drift::TableGone { table } => {
                Message::new("sources-drift-table-gone").with("table", table.as_str())
            }
            Drift::Key { table, key } => Message::new("sources-drift-key")
                .with("table", table.as_str())
                .with("key", key.join("`, `")),
        }
    }
}

impl Source {
    /// How a source as it is differs from its map. No value is read for it.
    #[must_use]
    pub fn drift(&self, schema: &Schema) -> Vec<Drift> {
        let copies = find_copies(schema);
        let mut live: BTreeMap<String, (usize, &LiveTable)> = BTreeMap::new();
        for (no, table) in schema.tables.iter().enumerate() {
            live.insert(self.name_of(table), (no, table));
        }
        let nobody: BTreeSet<&str> =
            self.about_nobody.iter().map(|name| name.get_ref().as_str()).collect();
        let mut found = Vec::new();
        for (name, (no, table)) in &live {
            let Some(mapped) = self.table(name) else {
                if !nobody.contains(name.as_str()) {
                    let of = copies[*no].as_ref().map(|copy| &schema.tables[copy.of]);
                    let copy_of = of.map(|of| self.name_of(of));
                    found.push(Drift::Table { table: name.clone(), copy_of });
                }
                continue;
            };
            if self.has_no_class(mapped) {
                found.push(Drift::NoClass { table: name.clone() });
            }
            for column in &table.columns {
                if !mapped.fields.contains_key(&column.name) {
                    let column = column.name.clone();
                    found.push(Drift::Column { table: name.clone(), column });
                }
            }
            for field in mapped.fields.keys() {
                if table.columns.iter().all(|column| column.name != *field) {
                    found.push(Drift::ColumnGone { table: name.clone(), column: field.clone() });
                }
            }
            let key: BTreeSet<&str> = table.key.iter().map(String::as_str).collect();
            let said: BTreeSet<&str> =
                mapped.key.iter().map(|field| field.get_ref().as_str()).collect();
            if !key.is_empty() && !said.is_empty() && key != said {
                found.push(Drift::Key { table: name.clone(), key: table.key.clone() });
            }
        }
        for table in &self.tables {
            if !live.contains_key(table.name.get_ref()) {
                found.push(Drift::TableGone { table: table.name.get_ref().clone() });
            }
        }
        found
    }

    /// What the map calls a table: without its schema, where that is the source's own; where the
    /// map names no schema, as it writes it, and those of the server's first schema without.
    pub(crate) fn name_of(&self, table: &LiveTable) -> String {
        let full = table.full_name();
        let written = self.table(&full).is_some()
            || self.about_nobody.iter().any(|name| *name.get_ref() == full);
        if self.schema.is_none() && written {
            return full;
        }
        let own = self.schema.as_deref().or_else(|| table.schema.as_ref().map(|_| "public"));
        if table.schema.as_deref() == own { table.name.clone() } else { table.full_name() }
    }
}

//! What would put an end to drift, as lines of the map: a proposal from names alone, for a person to read
//! before they put it there.

use std::collections::BTreeMap;
use std::fmt::Write;

use charter::Charter;

use crate::discover::called;
use crate::{About, Drift, Follow, LiveTable, Schema, Source, Table};

/// The most columns of one table that are written out.
const COLUMNS_MAX: usize = 100;

/// What stands for a field nobody can tell from its name. No charter has such a category, so a check of the
/// map asks for it until somebody has settled it.
const UNCLASSIFIED: &str = "unclassified";

/// A name as TOML has it before an equals sign.
fn key(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(plain) { name.to_owned() } else { text(name) }
}

/// A text as TOML has it.
fn text(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| text(name)).collect::<Vec<String>>().join(", ")
}

/// One field: as in the table it was copied from, or as its name says.
fn field(name: &str, of: Option<&Table>, charter: &Charter) -> String {
    let same = of.and_then(|table| table.fields.get(name));
    let Some(same) = same else {
        let (category, identity) = called(name, charter).unwrap_or((UNCLASSIFIED, None));
        let identity = identity.map(|one| format!(", identity = {}", text(one)));
        let identity = identity.unwrap_or_default();
        return format!("{} = {{ category = {}{identity} }}", key(name), text(category));
    };
    let mut line =
        format!("{} = {{ category = {}", key(name), text(same.category.get_ref().as_str()));
    if let Some(identity) = &same.identity {
        let _ = write!(line, ", identity = {}", text(identity.get_ref()));
    }
    // What leads on there leads on here.
    let refers = same.refers.iter().map(|one| {
        let follow = match one.follow {
            Follow::Both => "both",
            Follow::From => "from",
            Follow::To => "to",
        };
        format!("{{ to = {}, follow = {} }}", text(&one.to.get_ref().to_string()), text(follow))
    });
    let refers: Vec<String> = refers.collect();
    if !refers.is_empty() {
        let _ = write!(line, ", refers = [{}]", refers.join(", "));
    }
    match &same.about {
        About::Owner => {}
        About::Other => line.push_str(", about = \"other\""),
        About::Field(field) => {
            let _ = write!(line, ", about = {}", text(field));
        }
    }
    if same.free_text {
        line.push_str(", free_text = true");
    }
    let codes = same.codes.iter();
    let codes: Vec<String> =
        codes.map(|(code, says)| format!("{} = {}", key(code), text(says.as_str()))).collect();
    if !codes.is_empty() {
        let _ = write!(line, ", codes = {{ {} }}", codes.join(", "));
    }
    line.push_str(" }");
    line
}

impl Source {
    /// For each way in which a source differs from its map, the lines that would settle it. They come from
    /// names alone: no value is read for them.
    #[must_use]
    pub fn classify(&self, schema: &Schema, charter: &Charter, drift: &[Drift]) -> Vec<String> {
        let live: BTreeMap<String, &LiveTable> =
            schema.tables.iter().map(|table| (self.name_of(table), table)).collect();
        drift.iter().map(|one| self.lines(&live, charter, one)).collect()
    }

    fn lines(
        &self,
        live: &BTreeMap<String, &LiveTable>,
        charter: &Charter,
        drift: &Drift,
    ) -> String {
        match drift {
            Drift::Column { table, column } => format!(
                "# in [table.fields] of the table {}\n{}\n",
                text(table),
                field(column, None, charter)
            ),
            Drift::ColumnGone { table, column } => format!(
                "# take this line out of [table.fields] of the table {}\n# {} = ...\n",
                text(table),
                key(column)
            ),
            Drift::TableGone { table } => {
                format!("# take this table out, with its fields\n# name = {}\n", text(table))
            }
            Drift::Key { table, key } => {
                format!("# of the table {}\nkey = [{}]\n", text(table), list(key))
            }
            Drift::NoClass { table } => {
                format!(
                    "# of the table {}: its class, and the field with the day its time begins\nretention = {}\n# trigger = ...\n",
                    text(table),
                    text(&self.likely_class(table, charter))
                )
            }
            Drift::Table { table, copy_of } => {
                self.new_table(table, copy_of.as_deref(), live.get(table).copied(), charter)
            }
        }
    }

    /// The class that most fields of a table would have by the charter.
    fn likely_class(&self, table: &str, charter: &Charter) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for field in self.table(table).into_iter().flat_map(|table| table.fields.values()) {
            let category = charter.categories().find(field.category.get_ref().as_str());
            let class = category.and_then(|at| charter.categories()[at].retention.as_ref());
            if let Some(class) = class {
                *counts.entry(class.get_ref().as_str()).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(class, _)| class.to_owned()).unwrap_or_default()
    }

    fn new_table(
        &self,
        name: &str,
        copy_of: Option<&str>,
        live: Option<&LiveTable>,
        charter: &Charter,
    ) -> String {
        let of = copy_of.and_then(|of| self.table(of));
        let mut lines = format!("[[table]]\nname = {}\n", text(name));
        let columns = live.map(|table| table.columns.as_slice()).unwrap_or_default();
        let has = |field: &str| columns.iter().any(|column| column.name == field);
        if let Some(of) = of {
            let _ = writeln!(lines, "copy_of = {}", text(of.name.get_ref()));
        }
        let own = live.map(|table| table.key.clone()).unwrap_or_default();
        let there = |fields: &[toml::Spanned<String>]| {
            let fields: Vec<String> = fields.iter().map(|one| one.get_ref().clone()).collect();
            if fields.iter().all(|one| has(one)) { fields } else { Vec::new() }
        };
        let theirs = of.map(|of| there(&of.key)).unwrap_or_default();
        let key = if own.is_empty() { theirs } else { own };
        let owner = of.map(|of| there(&of.owner)).unwrap_or_default();
        for (what, fields) in [("key", key), ("owner", owner)] {
            if !fields.is_empty() {
                let _ = writeln!(lines, "{what} = [{}]", list(&fields));
            }
        }
        lines.push_str("\n[table.fields]\n");
        for column in columns.iter().take(COLUMNS_MAX) {
            lines.push_str(&field(&column.name, of, charter));
            lines.push('\n');
        }
        if columns.len() > COLUMNS_MAX {
            let _ = writeln!(lines, "# and {} more columns", columns.len() - COLUMNS_MAX);
        }
        let _ = write!(
            lines,
            "\n# or, where it is about nobody, under [source] instead:\n# about_nobody = [{}]\n",
            text(name)
        );
        lines
    }
}

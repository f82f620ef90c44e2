//! A discovery as a data map: TOML to be read by a person and put right.

use std::fmt::Write as _;

use super::{Discovery, Table};
use crate::LiveTable;

impl Discovery {
    /// The map as TOML. Whatever nobody could tell has the category `unclassified`, which no
    /// charter has: the map is not sound before a person has settled it.
    #[must_use]
    pub fn to_toml(&self, id: &str, name: &str, kind: &str) -> String {
        let schema = self.only_schema();
        let mut text = format!("[source]\nid = {id:?}\nname = {name:?}\nkind = {kind:?}\n");
        if let Some(schema) = schema {
            let _ = writeln!(text, "schema = {schema:?}");
        }
        let others = (self.schema.tables.iter().zip(&self.tables))
            .filter(|(_, table)| !table.is_open())
            .map(|(live, _)| named(live, schema));
        let others: Vec<String> = others.collect();
        if !others.is_empty() {
            text.push_str("# Nothing in these seems to be about anybody. Take out what is.\n");
            text.push_str("about_nobody = [\n");
            for other in others {
                let _ = writeln!(text, "    {other:?},");
            }
            text.push_str("]\n");
        }
        for (live, table) in self.schema.tables.iter().zip(&self.tables) {
            if table.is_open() {
                self.table(&mut text, live, table, schema);
            }
        }
        text
    }

    /// The schema every table lies in, where there is but one.
    fn only_schema(&self) -> Option<&str> {
        let first = self.schema.tables.first()?.schema.as_deref()?;
        let one = self.schema.tables.iter().all(|table| table.schema.as_deref() == Some(first));
        one.then_some(first)
    }

    fn table(&self, text: &mut String, live: &LiveTable, table: &Table, schema: Option<&str>) {
        let _ = match live.rows {
            Some(rows) => writeln!(text, "\n# about {rows} rows"),
            None => writeln!(text, "\n# its rows were never counted"),
        };
        if let Some(comment) = &live.comment {
            let _ = writeln!(text, "# its source says: {comment:?}");
        }
        if table.unread {
            text.push_str("# its rows could not be read: only names were looked at\n");
        }
        if let Some(copy) = &table.copy {
            let _ = writeln!(text, "# {}%: a copy: {}", copy.sure, copy.because);
        }
        let _ = writeln!(text, "[[table]]\nname = {:?}", named(live, schema));
        if !live.key.is_empty() {
            let _ = writeln!(text, "key = {:?}", live.key);
        }
        let owners: Vec<&str> = (table.fields.iter())
            .filter(|field| field.refers.as_ref().is_some_and(|(to, _)| self.is_of_people(*to)))
            .map(|field| field.name.as_str())
            .collect();
        match owners.as_slice() {
            [] => {}
            [_] => {
                let _ = writeln!(text, "owner = {owners:?}");
            }
            _ => {
                let _ = writeln!(text, "# owner = {owners:?}: several people; whose row is it?");
            }
        }
        if !table.owner.is_empty() {
            let _ = writeln!(text, "owner = {:?}", table.owner);
        }
        if let Some(copy) = &table.copy {
            let _ = writeln!(text, "copy_of = {:?}", named(&self.schema.tables[copy.of], schema));
        }
        text.push_str("\n[table.fields]\n");
        for field in &table.fields {
            let category = field.category.as_ref().map_or("unclassified", |c| c.as_str());
            let _ = write!(text, "{} = {{ category = {category:?}", key(&field.name));
            if let Some(identity) = field.identity {
                let _ = write!(text, ", identity = {identity:?}");
            }
            if let Some((to, column)) = &field.refers {
                let to_name = named(&self.schema.tables[*to], schema);
                let follow = if self.is_of_people(*to) { ", follow = \"from\"" } else { "" };
                let to = format!("{to_name}.{column}");
                let _ = write!(text, ", refers = [{{ to = {to:?}{follow} }}]");
            }
            if field.of_another {
                text.push_str(", about = \"other\"");
            }
            if field.free_text {
                text.push_str(", free_text = true");
            }
            let _ = write!(text, " }} # {}%: {}", field.sure, field.because);
            if !field.codes.is_empty() && field.is_personal() {
                let _ = write!(text, "; codes: {}", field.codes.join(", "));
            }
            text.push('\n');
        }
    }

    /// Whether a table is one of people: others hang on it, and they are found in it.
    fn is_of_people(&self, no: usize) -> bool {
        self.tables.get(no).is_some_and(|table| {
            let names = ["name", "date-of-birth"];
            table.fields.iter().any(|field| {
                field.identity.is_some_and(|identity| names.contains(&identity))
                    && field.sure >= super::propose::ENOUGH
            })
        })
    }
}

fn named(table: &LiveTable, schema: Option<&str>) -> String {
    if table.schema.as_deref() == schema { table.name.clone() } else { table.full_name() }
}

/// A name as a key of TOML.
fn key(name: &str) -> String {
    let bare = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_owned() } else { format!("{name:?}") }
}

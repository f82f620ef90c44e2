//! The one question planning and looking again put to a source: who has this value in this field.

use crate::connect::{FoundRow, How, Match, Wanted};
use crate::walk::place;
use crate::{Connector, Error, LiveTable};

/// A table, as a source is asked for it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    schema: Option<&'a str>,
    pub(super) table: &'a str,
}

impl<'a> Place<'a> {
    /// A table of the map: the schema of its own name goes before its source's.
    pub(super) fn mapped(schema: Option<&'a str>, name: &'a str) -> Place<'a> {
        let (schema, table) = place(schema, name);
        Place { schema, table }
    }

    /// A table of the catalogue.
    pub(super) fn live(table: &'a LiveTable) -> Place<'a> {
        Place { schema: table.schema.as_deref(), table: &table.name }
    }

    /// Reads these fields of the rows with one value in one field. Nothing is asked for an empty
    /// value: it finds nobody.
    pub(super) fn rows_with(
        self,
        (field, how, value): (&str, How, &str),
        fields: &[&str],
        connector: &mut dyn Connector,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let values = [how.wanted(value)];
        if values[0].is_empty() {
            return Ok(());
        }
        let any = [Match { field, how, values: &values }];
        let wanted = Wanted { schema: self.schema, table: self.table, fields, any: &any };
        connector.find(&wanted, each)
    }
}

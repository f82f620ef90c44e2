//! Looking over a source nobody has mapped: what is there, and what it probably holds.
//!
//! Values are read and their shapes counted; no value is kept, shown or stored, but the codes of
//! columns that are lists of codes.

mod copies;
mod fixed;
mod names;
mod propose;
mod shape;
mod text;

use charter::Charter;
use people::Survey;

pub use copies::Copy;
pub(crate) use copies::find as find_copies;
pub use propose::{Field, Table};
pub use shape::{Looks, Shape};

use crate::{Connector, Error, Schema};

/// How many rows of each table are read for their shapes: 1,000.
pub const SAMPLE_ROWS: u32 = 1_000;

/// What a source probably holds.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// Its tables, in the order of the catalogue.
    pub tables: Vec<Table>,
    /// The catalogue it was read from.
    pub schema: Schema,
}

/// What a column's name alone says it holds, by the categories of a charter, and what people are told apart by
/// in it.
pub(crate) fn called(
    column: &str,
    charter: &Charter,
) -> Option<(&'static str, Option<&'static str>)> {
    let says = names::said(column, names::COLUMNS)?;
    let there = says.category == crate::DataCategory::NOT_PERSONAL
        || charter.categories().find(says.category).is_some();
    // By somebody else's number nobody finds the person.
    let identity = says.identity.filter(|_| !names::is_of_another(column));
    there.then_some((says.category, identity))
}

/// Looks over a source, with leave to.
///
/// # Errors
/// [`Error::OtherSource`] when the leave is for another source; what the source says. A table that
/// cannot be read is no error: it is proposed without shapes, and says so.
pub fn discover(
    survey: &Survey,
    source: &str,
    connector: &mut dyn Connector,
    charter: &Charter,
) -> Result<Discovery, Error> {
    if survey.source() != source {
        return Err(Error::OtherSource(survey.source().to_owned()));
    }
    let schema = connector.schema()?;
    let mut shapes = Vec::with_capacity(schema.tables.len());
    for table in &schema.tables {
        let mut columns = vec![Shape::default(); table.columns.len()];
        let read = connector.sample(table, SAMPLE_ROWS, &mut |column, value| {
            if let Some(shape) = columns.get_mut(column) {
                shape.add(value);
            }
        });
        match read {
            Ok(()) => shapes.push(Some(columns)),
            Err(Error::Refused(_)) => shapes.push(None),
            Err(error) => return Err(error),
        }
    }
    let tables = propose::tables(&schema, &shapes, charter);
    Ok(Discovery { tables, schema })
}

//! What becomes of one field: what is asked for, what the map says, and what the catalogue lets.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Change, Does};
use crate::connect::How;
use crate::walk::{place, text};
use crate::{Column, Erase, Field, LiveTable, Schema};

/// The fewest characters of a value that says nothing and still tells rows apart: 8.
const TOKEN_LENGTH_MIN: u32 = 8;
/// As many as it has where there is room: 16.
const TOKEN_LENGTH: usize = 16;

/// What the catalogue says of a table: none where the source has none.
#[derive(Clone, Copy)]
pub(super) struct Catalogue<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: &'a LiveTable,
}

impl<'a> Catalogue<'a> {
    /// Finds a table. Without a schema in the map it is the one of that name people mean.
    pub(super) fn find(schema: &'a Schema, of: Option<&str>, name: &str) -> Option<Catalogue<'a>> {
        let (of, name) = place(of, name);
        let named = || schema.tables.iter().filter(|table| table.name == name);
        let table = match of {
            Some(of) => named().find(|table| table.schema.as_deref() == Some(of)),
            None => (named().find(|table| table.schema.as_deref() == Some("public")))
                .or_else(|| named().next()),
        }?;
        Some(Catalogue { schema, table })
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.table.columns.iter().find(|column| column.name == name)
    }

    /// The tables whose foreign keys lead to a column of this one.
    pub(super) fn referrers(
        self,
        column: Option<&'a str>,
    ) -> impl Iterator<Item = (&'a LiveTable, &'a str, &'a str)> {
        let full = self.table.full_name();
        self.schema.tables.iter().flat_map(move |other| {
            let full = full.clone();
            (other.refers.iter())
                .filter(move |one| one.table == full || one.table == self.table.name)
                .filter(move |one| column.is_none_or(|column| one.to == column))
                .map(move |one| (other, one.column.as_str(), one.to.as_str()))
        })
    }
}

/// What becomes of a field that was asked for and has something in it. `seed` is like no other
/// field's, and no guess.
pub(super) fn does(
    change: &Change,
    name: &str,
    field: &Field,
    catalogue: Option<Catalogue<'_>>,
    was: &Value,
    seed: &str,
) -> Option<Does> {
    match change {
        Change::Erase { anonymise, .. } => Some(match field.erase {
            Erase::Keep => {
                let because = field.because.clone();
                Does::Keep(because.unwrap_or_else(|| "the map keeps it".to_owned()))
            }
            Erase::DeleteRow => Does::Gone,
            Erase::Replace => {
                let with = field.with.clone().unwrap_or_default();
                replaced(name, &with, catalogue, true).map_or_else(Does::Cannot, Does::Replace)
            }
            Erase::Null if *anonymise && takes_text(name, catalogue, was) => {
                match token(name, catalogue, seed) {
                    Ok(token) => Does::Replace(token),
                    Err(why) => Does::Cannot(why),
                }
            }
            Erase::Null => emptied(name, catalogue).map_or_else(Does::Cannot, |()| Does::Empty),
        }),
        Change::Correct { from, to, .. } => {
            let how = how(field);
            let (stands, wanted) = (text(was), how.wanted(from));
            if how.wanted(&stands) == wanted {
                let right = replaced(name, to, catalogue, false);
                Some(right.map_or_else(Does::Cannot, Does::Correct))
            } else if how.fits(&stands, &wanted) {
                Some(Does::Look("it has more in it than what is wrong".to_owned()))
            } else {
                None
            }
        }
        Change::Restrict { .. } => None,
    }
}

/// How what stands in a field is compared with what is wrong.
fn how(field: &Field) -> How {
    match field.identity.as_ref().map(|kind| kind.get_ref().as_str()) {
        Some("email") => How::Email,
        Some("phone") => How::Phone,
        Some("ni-number" | "tenancy-reference" | "payment-reference") => How::Number,
        _ => match field.category.get_ref().in_charter() {
            "email" => How::Email,
            "telephone" => How::Phone,
            _ => How::Same,
        },
    }
}

/// Whether a field takes a text of our choice.
fn takes_text(name: &str, catalogue: Option<Catalogue<'_>>, was: &Value) -> bool {
    match catalogue.and_then(|catalogue| catalogue.column(name)) {
        Some(column) => {
            let kind = column.kind.to_ascii_lowercase();
            ["char", "text", "clob"].iter().any(|one| kind.contains(one)) || kind.is_empty()
        }
        None => was.is_string(),
    }
}

fn emptied(name: &str, catalogue: Option<Catalogue<'_>>) -> Result<(), String> {
    let Some(catalogue) = catalogue else { return Ok(()) };
    let Some(column) = catalogue.column(name) else {
        return Err("the catalogue does not show this field".to_owned());
    };
    if catalogue.table.key.iter().any(|key| key == name) {
        return Err("it is part of the key, which may not be empty".to_owned());
    }
    if !column.nullable {
        return Err("it may not be empty".to_owned());
    }
    free_of_references(name, catalogue)
}

/// Whether no other table refers to what stands in a field.
fn free_of_references(name: &str, catalogue: Catalogue<'_>) -> Result<(), String> {
    match catalogue.referrers(Some(name)).next() {
        Some((other, ..)) => Err(format!("`{}` refers to it", other.name)),
        None => Ok(()),
    }
}

/// Whether a field takes a text, which others may have too.
fn replaced(
    name: &str,
    with: &str,
    catalogue: Option<Catalogue<'_>>,
    by_many: bool,
) -> Result<String, String> {
    let Some(catalogue) = catalogue else { return Ok(with.to_owned()) };
    let Some(column) = catalogue.column(name) else {
        return Err("the catalogue does not show this field".to_owned());
    };
    let length = with.chars().count();
    if column.width.is_some_and(|width| length > usize::try_from(width).unwrap_or(usize::MAX)) {
        let width = column.width.unwrap_or_default();
        return Err(format!("it takes {width} characters and the new text has {length}"));
    }
    if by_many && catalogue.table.unique.iter().any(|unique| unique == name) {
        return Err("no value may stand in it twice".to_owned());
    }
    if catalogue.table.refers.iter().any(|reference| reference.column == name) {
        return Err("it refers to another table".to_owned());
    }
    free_of_references(name, catalogue)?;
    Ok(with.to_owned())
}

/// A value that says nothing about anybody and is like no other.
fn token(name: &str, catalogue: Option<Catalogue<'_>>, seed: &str) -> Result<String, String> {
    let width = catalogue.and_then(|catalogue| catalogue.column(name)).and_then(|one| one.width);
    if width.is_some_and(|width| width < TOKEN_LENGTH_MIN) {
        return Err(format!(
            "it takes {} characters, which is too few for a value like no other",
            width.unwrap_or_default()
        ));
    }
    let length = width.and_then(|width| usize::try_from(width).ok());
    let token = HEXLOWER.encode(&Sha256::digest(seed.as_bytes()));
    let token = &token[..length.unwrap_or(TOKEN_LENGTH).min(TOKEN_LENGTH)];
    replaced(name, token, catalogue, false)
}

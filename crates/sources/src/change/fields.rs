//! What becomes of one field: what is asked for, what the map says, and what the catalogue lets.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Change, Does};
use crate::connect::How;
use crate::walk::{place, text};
use crate::{Column, Erase, Field, ForeignKey, LiveTable, Schema};

/// The fewest characters of a value that says nothing and still tells rows apart: 8.
const TOKEN_LENGTH_MIN: u32 = 8;
/// As many as it has where there is room: 16.
const TOKEN_LENGTH: usize = 16;

/// The most digits of one phone number: 15.
const PHONE_DIGITS_MAX: usize = 15;

/// What the catalogue says of a table: none where the source has none.
#[derive(Clone, Copy)]
pub(super) struct Catalogue<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: &'a LiveTable,
}

impl<'a> Catalogue<'a> {
    /// Finds a table. Without a schema in the map it is the one its name alone means there.
    pub(super) fn find(schema: &'a Schema, of: Option<&str>, name: &str) -> Option<Catalogue<'a>> {
        let (of, name) = place(of, name);
        let named = || schema.tables.iter().filter(|table| is_called(table, of, name));
        let table = named().find(|table| table.visible).or_else(|| named().next())?;
        Some(Catalogue { schema, table })
    }

    pub(super) fn column(&self, name: &str) -> Option<&'a Column> {
        self.table.columns.iter().find(|column| column.name == name)
    }

    /// The tables whose foreign keys lead to this one, and by which.
    pub(super) fn referrers(self) -> impl Iterator<Item = (&'a LiveTable, &'a ForeignKey)> {
        let of = self.table.schema.as_deref();
        self.schema.tables.iter().flat_map(move |other| {
            let here = move |key: &&ForeignKey| match key.table.split_once('.') {
                Some((schema, name)) if of.is_some() => {
                    Some(schema) == of && name == self.table.name
                }
                _ => key.table.eq_ignore_ascii_case(&self.table.name),
            };
            other.foreign.iter().filter(here).map(move |key| (other, key))
        })
    }
}

/// Whether a table is meant by a name. Where there are no schemas case counts for nothing.
fn is_called(table: &LiveTable, schema: Option<&str>, name: &str) -> bool {
    match &table.schema {
        Some(of) => table.name == name && schema.is_none_or(|schema| schema == of),
        None => table.name.eq_ignore_ascii_case(name),
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
            let (how, stands) = (how(field), text(was));
            if is_all(how, &stands, from) {
                let right = replaced(name, to, catalogue, false);
                Some(right.map_or_else(Does::Cannot, Does::Correct))
            } else if how.fits(&stands, &how.wanted(from)) {
                Some(Does::Look("it has more in it than what is wrong".to_owned()))
            } else {
                None
            }
        }
        Change::Restrict { .. } => None,
    }
}

/// Whether what stands in a field is what is wrong, and nothing besides.
fn is_all(how: How, stands: &str, wrong: &str) -> bool {
    let words = |text: &str| {
        text.split_whitespace().map(str::to_lowercase).collect::<Vec<String>>().join(" ")
    };
    match how {
        How::Phone => {
            let digits = stands.chars().filter(char::is_ascii_digit).count();
            let letters = stands.chars().any(char::is_alphabetic);
            digits <= PHONE_DIGITS_MAX && !letters && how.wanted(stands) == how.wanted(wrong)
        }
        // Names are written in capitals and without.
        How::Same => words(stands) == words(wrong),
        How::Email | How::Number => how.wanted(stands) == how.wanted(wrong),
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
    Ok(())
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
    if catalogue.table.foreign.iter().any(|key| key.columns.iter().any(|one| one == name)) {
        return Err("it refers to another table".to_owned());
    }
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

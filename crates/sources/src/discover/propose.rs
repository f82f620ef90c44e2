//! From names, comments, keys and shapes to a proposal for each field, with how sure it is and why.

use std::collections::HashMap;

use charter::{Charter, DataKind};

use super::copies::{self, Copy};
use super::fixed;
use super::names::{self, Says};
use super::shape::{Looks, Shape};
use crate::{Column, DataCategory, LiveTable, Schema};

/// What a field probably holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The category; none where nothing says, and a person has to.
    pub category: Option<DataCategory>,
    /// What it tells people apart by.
    pub identity: Option<&'static str>,
    /// How sure that is, of 100.
    pub sure: u8,
    /// Why.
    pub because: String,
    /// Whether it is about somebody else than the person whose row it is, by its name.
    pub of_another: bool,
    /// Whether people write in it what they like.
    pub free_text: bool,
    /// The codes, where it is a list of them.
    pub codes: Vec<String>,
    /// Where it leads: a table of the catalogue, by its number, and the column. By a foreign key,
    /// or because the column is called like the key of one other table.
    pub refers: Option<(usize, String)>,
}

impl Field {
    /// Whether it holds something about a person, as far as anybody can tell.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.category.as_ref().is_some_and(DataCategory::is_personal)
    }
}

/// What a table probably holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table it looks like a copy of.
    pub copy: Option<Copy>,
    /// The fields that lead to the people whose row it is, where that is known beforehand.
    pub owner: &'static [&'static str],
    /// Whether its rows could not be read.
    pub unread: bool,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

impl Table {
    /// Whether it holds something about people.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.fields.iter().any(Field::is_personal)
    }

    /// Whether a person has to look at it: it is about people, or nobody can tell.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.unread
            || self.fields.iter().any(|field| field.is_personal() || field.category.is_none())
    }

    /// Whether a person can be found in it.
    #[must_use]
    pub fn identifies(&self) -> bool {
        self.fields.iter().any(|field| field.identity.is_some())
    }
}

/// From how sure on a guess alone makes a table one about people.
pub(super) const ENOUGH: u8 = 55;
/// How many tables deep something may hang on one about people.
const HANGS_MAX: usize = 4;

/// Proposes for every table; none of `shapes` where a table could not be read.
pub(super) fn tables(
    schema: &Schema,
    shapes: &[Option<Vec<Shape>>],
    charter: &Charter,
) -> Vec<Table> {
    let by_name: HashMap<String, usize> =
        schema.tables.iter().enumerate().map(|(no, table)| (table.full_name(), no)).collect();
    let copies = copies::find(schema);
    let guesses: Vec<Vec<Option<Guess>>> = (schema.tables.iter().zip(shapes))
        .map(|(table, shapes)| guess_all(table, shapes.as_deref(), charter))
        .collect();
    let mut personal: Vec<bool> = guesses
        .iter()
        .map(|guesses| guesses.iter().flatten().any(|guess| guess.says_a_person()))
        .collect();
    // What hangs on a table people are found in is about people; and what hangs on a table about
    // people, where its name says so too.
    let of_people: Vec<bool> =
        guesses.iter().map(|guesses| guesses.iter().flatten().any(Guess::finds_a_person)).collect();
    let keys = keys(schema, &copies);
    for _ in 0..HANGS_MAX {
        for (no, table) in schema.tables.iter().enumerate() {
            let says = about(table, charter).is_some();
            let leads = table.refers.iter().filter_map(|refers| by_name.get(&refers.table));
            // Many a foreign key is missing, and the column is called like the key all the same.
            let called = table.columns.iter().filter_map(|column| keys.get(column.name.as_str()));
            let mut leads = leads.chain(called).filter(|to| **to != no);
            personal[no] |= leads.any(|to| of_people[*to] || (says && personal[*to]));
        }
    }
    // A copy of what is about people is about people.
    for (no, copy) in copies.iter().enumerate() {
        personal[no] |= copy.as_ref().is_some_and(|copy| personal[copy.of]);
    }
    let settled: Vec<Vec<Field>> = (0..schema.tables.len())
        .map(|no| {
            let around = Around { no, charter, by_name: &by_name, keys: &keys };
            settle(&schema.tables[no], shapes[no].as_deref(), &guesses[no], personal[no], &around)
        })
        .collect();
    copies
        .into_iter()
        .enumerate()
        .map(|(no, copy)| {
            let unread = shapes[no].is_none();
            if let Some((fields, owner)) = fixed::proposal(&schema.tables[no], charter) {
                return Table { copy: None, owner, unread, fields };
            }
            let mut fields = settled[no].clone();
            if let Some(copy) = &copy {
                let original = (copy.of, &schema.tables[copy.of], settled[copy.of].as_slice());
                as_there(&mut fields, original, copy.sure);
            }
            // A copy of what is about nobody matters to nobody.
            let matters = fields.iter().any(Field::is_personal);
            Table { copy: copy.filter(|_| matters), owner: &[], unread, fields }
        })
        .collect()
}

struct Guess {
    category: &'static str,
    identity: Option<&'static str>,
    sure: u8,
    because: String,
}

impl Guess {
    fn says_a_person(&self) -> bool {
        self.sure >= ENOUGH && self.category != DataCategory::NOT_PERSONAL
    }

    fn finds_a_person(&self) -> bool {
        self.says_a_person() && matches!(self.identity, Some("name" | "date-of-birth"))
    }
}

fn known(says: &'static Says, charter: &Charter) -> Option<&'static Says> {
    let there = says.category == DataCategory::NOT_PERSONAL
        || charter.categories().find(says.category).is_some();
    there.then_some(says)
}

/// What the table's name says of its columns.
fn about(table: &LiveTable, charter: &Charter) -> Option<&'static Says> {
    names::said(&table.name, names::TABLES).and_then(|says| known(says, charter))
}

fn guess_all(table: &LiveTable, shapes: Option<&[Shape]>, charter: &Charter) -> Vec<Option<Guess>> {
    let one = |(at, column): (usize, &Column)| {
        guess(column, shapes.and_then(|shapes| shapes.get(at)), charter)
    };
    table.columns.iter().enumerate().map(one).collect()
}

fn by_looks(looks: Looks) -> Option<(&'static str, Option<&'static str>)> {
    match looks {
        Looks::Email => Some(("email", Some("email"))),
        Looks::Phone => Some(("telephone", Some("phone"))),
        Looks::NiNumber => Some(("national-insurance-number", Some("ni-number"))),
        Looks::Postcode => Some(("address", Some("address"))),
        Looks::Ip => Some(("ip-address", None)),
        Looks::SortCode => Some(("bank-details", None)),
        _ => None,
    }
}

/// What a column's name, comment and values say, without the table around it.
fn guess(column: &Column, shape: Option<&Shape>, charter: &Charter) -> Option<Guess> {
    let by_name = names::said(&column.name, names::COLUMNS).and_then(|says| known(says, charter));
    let comment = column.comment.as_deref().unwrap_or_default();
    let by_comment = names::said(comment, names::COLUMNS).and_then(|says| known(says, charter));
    let mostly = shape.and_then(Shape::mostly);
    let seen = mostly.and_then(|(looks, count)| {
        let (category, identity) = by_looks(looks)?;
        charter.categories().find(category)?;
        let values = shape.map_or(0, Shape::values);
        let told = format!("{count} of {values} values look like {}", looks.as_str());
        Some((category, identity, told))
    });
    match (by_name.or(by_comment), seen) {
        (Some(says), Some((category, identity, told))) if says.category == category => {
            let sure = (says.sure + 20).min(97);
            let identity = says.identity.or(identity);
            Some(Guess { category, identity, sure, because: format!("its name, and {told}") })
        }
        // The doctor's number is a number, and about the doctor: the name knows better.
        (Some(says), Some((_, _, told))) if says.sure >= 65 => Some(Guess {
            category: says.category,
            identity: None,
            sure: says.sure,
            because: format!("its name, though {told}"),
        }),
        (_, Some((category, identity, told))) => {
            Some(Guess { category, identity, sure: 75, because: told })
        }
        (Some(says), None) => {
            let both = by_name.is_some()
                && by_comment.is_some_and(|comment| comment.category == says.category);
            let because = match (by_name, both) {
                (Some(_), true) => "its name and its comment",
                (Some(_), false) => "its name",
                (None, _) => "its comment",
            };
            Some(Guess {
                category: says.category,
                identity: says.identity,
                sure: (says.sure + if both { 10 } else { 0 }).min(97),
                because: because.to_owned(),
            })
        }
        (None, None) => None,
    }
}

fn is_free_text(column: &Column, shape: Option<&Shape>) -> bool {
    let long = matches!(column.kind.as_str(), "text" | "ntext" | "clob" | "longtext")
        && column.width.is_none();
    match shape.and_then(Shape::mostly) {
        Some((Looks::Text, _)) => true,
        // What could be long and is always a date or a word is not written by hand.
        Some(_) => false,
        None => long,
    }
}

/// The columns that are the whole key of one table and of no other but its copies, and which table
/// that is: a column called so elsewhere leads there, whether or not the catalogue says so.
fn keys<'s>(schema: &'s Schema, copies: &[Option<Copy>]) -> HashMap<&'s str, usize> {
    let mut keys: HashMap<&str, Option<usize>> = HashMap::new();
    for (no, table) in schema.tables.iter().enumerate() {
        let ([key], None) = (table.key.as_slice(), &copies[no]) else { continue };
        // A key that is itself another table's leads there.
        if !table.refers.iter().any(|refers| refers.column == *key) {
            keys.entry(key).and_modify(|one| *one = None).or_insert(Some(no));
        }
    }
    // `id`, `code`, `no`: everything is called that.
    keys.into_iter().filter(|(key, _)| key.len() > 4).filter_map(|(k, no)| Some((k, no?))).collect()
}

/// What there is beside a table.
struct Around<'a> {
    no: usize,
    charter: &'a Charter,
    by_name: &'a HashMap<String, usize>,
    keys: &'a HashMap<&'a str, usize>,
}

impl Around<'_> {
    fn refers(&self, table: &LiveTable, column: &str) -> Option<(usize, String)> {
        if let Some(refers) = table.refers.iter().find(|refers| refers.column == column) {
            return Some((*self.by_name.get(&refers.table)?, refers.to.clone()));
        }
        let to = *self.keys.get(column)?;
        (to != self.no).then(|| (to, column.to_owned()))
    }
}

/// Settles every column of a table, now that it is known what the table is about.
fn settle(
    table: &LiveTable,
    shapes: Option<&[Shape]>,
    guesses: &[Option<Guess>],
    personal: bool,
    around: &Around<'_>,
) -> Vec<Field> {
    let charter = around.charter;
    let about = about(table, charter);
    // A word like `title` says less than the table it stands in.
    let vague = |guess: &Guess| guess.sure < 45 && about.is_some_and(|says| says.sure > guess.sure);
    let one = |(at, column): (usize, &Column)| {
        let shape = shapes.and_then(|shapes| shapes.get(at));
        let refers = around.refers(table, &column.name);
        let leads = refers.is_some();
        let is_key = table.key == [column.name.as_str()];
        let free_text = is_free_text(column, shape);
        let written = matches!(shape.and_then(Shape::mostly), Some((Looks::Text, _)));
        let (category, identity, sure, because) = match &guesses[at] {
            Some(guess) if !personal && guess.sure < ENOUGH => (
                Some(DataCategory::NOT_PERSONAL),
                None,
                45,
                "its name says otherwise, but nothing in the table is about anybody".to_owned(),
            ),
            Some(guess) if guess.identity.is_some() || !(leads || is_key || vague(guess)) => {
                (Some(guess.category), guess.identity, guess.sure, guess.because.clone())
            }
            _ if leads => {
                (Some(DataCategory::NOT_PERSONAL), None, 85, "it only leads on".to_owned())
            }
            _ if is_key => (Some(DataCategory::NOT_PERSONAL), None, 80, "it is the key".to_owned()),
            // What people write in can be about anybody, and what nobody could read too.
            _ if !personal && (written || shapes.is_none()) => {
                (None, None, 0, "nothing says what it is".to_owned())
            }
            _ if !personal => (
                Some(DataCategory::NOT_PERSONAL),
                None,
                50,
                "nothing in the table is about anybody".to_owned(),
            ),
            _ => match about {
                Some(says) => (
                    Some(says.category),
                    None,
                    says.sure.saturating_sub(5),
                    "the name of its table".to_owned(),
                ),
                None if free_text && charter.categories().find("correspondence").is_some() => {
                    (Some("correspondence"), None, 50, "people write in it".to_owned())
                }
                None => (None, None, 0, "nothing says what it is".to_owned()),
            },
        };
        // Short names and years look like codes: only what the law protects most, and what is as
        // short as no name is, comes out.
        let protected = category
            .and_then(|category| charter.categories().find(category))
            .is_some_and(|at| charter.categories()[at].kind != DataKind::Personal);
        let codes: Vec<String> = (shape.map(Shape::codes).unwrap_or_default().into_iter())
            .filter(|_| identity.is_none())
            .map(str::to_owned)
            .collect();
        let short = codes.iter().all(|code| code.chars().count() <= 2);
        let codes = if protected || short { codes } else { Vec::new() };
        let of_another = names::is_of_another(&column.name)
            && category.is_some_and(|category| category != DataCategory::NOT_PERSONAL);
        Field {
            name: column.name.clone(),
            category: category.map(DataCategory::new),
            // By somebody else's number nobody finds the person.
            identity: identity.filter(|_| !of_another),
            sure,
            because,
            of_another,
            free_text: free_text
                && identity.is_none()
                && category != Some(DataCategory::NOT_PERSONAL),
            codes,
            refers,
        }
    };
    table.columns.iter().enumerate().map(one).collect()
}

/// What is known of the original holds for its copy: what its fields are, and where they lead.
fn as_there(fields: &mut [Field], (of, table, original): (usize, &LiveTable, &[Field]), sure: u8) {
    for field in fields {
        let same = original.iter().find(|other| other.name.eq_ignore_ascii_case(&field.name));
        let Some(same) = same else { continue };
        if same.category != field.category {
            *field = Field { codes: std::mem::take(&mut field.codes), ..same.clone() };
            field.sure = same.sure.min(sure);
            field.because = format!("as in `{}`", table.full_name());
        }
        field.refers = if table.key == [same.name.as_str()] {
            Some((of, same.name.clone()))
        } else {
            same.refers.clone()
        };
    }
}

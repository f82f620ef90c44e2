//! Counts of a file of ours, and nothing else of it (row 5.5): how many rows have which value, with small numbers left
//! out. A column that tells people or homes apart is refused, by its heading and by what stands in it.

use std::collections::{BTreeMap, HashMap};

use crate::shape;
use crate::suppress::{Cell, Table, suppress};
use crate::text::{Line, Sheet, Unreadable, read};

/// The most different values of one column that are counted.
pub const VALUES_MAX: usize = 50;
/// The most columns one table is made by.
pub const BY_MAX: usize = 2;

/// Why nothing is counted. What stands in a cell is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It has no heading, or no rows.
    #[error("the file has no rows under its headings: there is nothing to count")]
    Empty,
    /// No column, or too many.
    #[error("name one column to count by, or two")]
    Columns,
    /// No such column, or two of them.
    #[error("`{0}` is the heading of no column, or of several: name one as it stands in the file")]
    NoColumn(String),
    /// A column that names people or homes.
    #[error("`{0}` says who somebody is or where they live: nothing is counted by it")]
    Names(String),
    /// A column whose values tell people apart.
    #[error(
        "`{0}` has values that only a few rows share: it tells people apart, and nothing is counted by it. Put \
         values together first, such as years of birth into decades"
    )]
    TellsApart(String),
    /// More values than [`VALUES_MAX`].
    #[error("`{0}` has more than {VALUES_MAX} different values: put some together first")]
    TooMany(String),
}

/// How small a number is left out, and to what the others are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// From how many on a number is said.
    pub least: u64,
    /// What is said is rounded to a multiple of this; 1 says it as it is.
    pub round_to: u64,
}

/// A table of counts. It has values that many share, and numbers; nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The values of the first column, in order. An empty cell is a value.
    pub rows: Vec<String>,
    /// The values of the second column; one empty text where there is no second.
    pub columns: Vec<String>,
    /// The counts.
    pub table: Table,
    /// How many numbers are left out, totals among them.
    pub left: usize,
}

impl Counted {
    fn of(rows: Vec<String>, columns: Vec<String>, counts: &[Vec<u64>], least: Least) -> Counted {
        let mut table = suppress(counts, least.least.max(1));
        let cells = table.cells.iter_mut().flatten();
        let all = cells.chain(&mut table.rows).chain(&mut table.columns).chain([&mut table.all]);
        let mut left = 0;
        for cell in all {
            match cell {
                Cell::Left => left += 1,
                Cell::Said(count) => *count = rounded(*count, least.round_to),
            }
        }
        Counted { rows, columns, table, left }
    }
}

/// To the nearest multiple; what is not none is never said to be none.
fn rounded(count: u64, to: u64) -> u64 {
    let to = to.max(1);
    let near = (count.saturating_add(to / 2) / to).saturating_mul(to);
    if count > 0 { near.max(to) } else { 0 }
}

/// How many rows a file has, where that may be said.
///
/// # Errors
/// [`NotCounted`] where the file cannot be read or has no rows.
pub fn count_rows(text: &str, least: Least) -> Result<Cell, NotCounted> {
    let sheet = read(text)?;
    let rows = u64::try_from(body(&sheet)?.1.len()).unwrap_or(u64::MAX);
    Ok(Counted::of(Vec::new(), Vec::new(), &[vec![rows]], least).table.all)
}

/// Counts the rows of a file by one column or two.
///
/// ```
/// use feeds::{Cell, Least, count_by};
///
/// let file = format!("Ward,Band\n{}{}", "North,A\n".repeat(12), "South,A\n".repeat(3));
/// let counted = count_by(&file, &["Ward"], Least { least: 5, round_to: 1 }).unwrap();
/// assert_eq!(counted.rows, ["North", "South"]);
/// // Three are too few, and the other would give them away.
/// assert_eq!(counted.table.cells, [[Cell::Left], [Cell::Left]]);
/// assert_eq!(counted.table.all, Cell::Said(15));
/// ```
///
/// # Errors
/// [`NotCounted`].
pub fn count_by(text: &str, by: &[&str], least: Least) -> Result<Counted, NotCounted> {
    if by.is_empty() || by.len() > BY_MAX {
        return Err(NotCounted::Columns);
    }
    let sheet = read(text)?;
    let (heading, lines) = body(&sheet)?;
    let mut values: Vec<Vec<String>> = Vec::with_capacity(by.len());
    let mut places: Vec<usize> = Vec::with_capacity(by.len());
    for name in by {
        let name = name.trim();
        let is = |cell: &&str| cell.trim().eq_ignore_ascii_case(name);
        let mut cells = heading.cells.iter().map(AsRef::as_ref).enumerate();
        let mut these = cells.by_ref().filter(|(_, cell)| is(cell));
        let (Some((place, _)), None) = (these.next(), these.next()) else {
            return Err(NotCounted::NoColumn(name.to_owned()));
        };
        values.push(may_count(name, place, lines, least.least)?);
        places.push(place);
    }
    let mut columns = values.split_off(1).pop().unwrap_or_else(|| vec![String::new()]);
    let rows = values.pop().unwrap_or_default();
    let at = |values: &[String]| -> HashMap<String, usize> {
        values.iter().cloned().enumerate().map(|(at, value)| (value, at)).collect()
    };
    let (row_of, column_of) = (at(&rows), at(&columns));
    let mut counts = vec![vec![0_u64; columns.len()]; rows.len()];
    for line in lines {
        let row = row_of.get(cell(line, places[0]));
        let column = places.get(1).map_or(Some(&0), |place| column_of.get(cell(line, *place)));
        if let (Some(row), Some(column)) = (row, column) {
            counts[*row][*column] += 1;
        }
    }
    if by.len() == 1 {
        columns = vec![String::new()];
    }
    Ok(Counted::of(rows, columns, &counts, least))
}

fn body<'s, 't>(sheet: &'s Sheet<'t>) -> Result<(&'s Line<'t>, &'s [Line<'t>]), NotCounted> {
    match sheet.lines.split_first() {
        Some((heading, lines)) if !lines.is_empty() => Ok((heading, lines)),
        _ => Err(NotCounted::Empty),
    }
}

fn cell<'l>(line: &'l Line<'_>, place: usize) -> &'l str {
    line.cells.get(place).map_or("", |cell| cell.trim())
}

/// The values of a column that may be counted by.
///
/// An identifier shows in what stands there too: most rows share its values with nobody, or with the few of their
/// own home.
fn may_count(
    name: &str,
    place: usize,
    lines: &[Line<'_>],
    least: u64,
) -> Result<Vec<String>, NotCounted> {
    if shape::heading_names(name) {
        return Err(NotCounted::Names(name.to_owned()));
    }
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for line in lines {
        *seen.entry(cell(line, place)).or_default() += 1;
    }
    // One is enough: the others may stand in another form, or be missing.
    if seen.keys().any(|value| shape::value_names(value)) {
        return Err(NotCounted::Names(name.to_owned()));
    }
    let few: u64 = seen.values().filter(|count| **count < least).sum();
    let all = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let values = u64::try_from(seen.len()).unwrap_or(u64::MAX);
    if few.saturating_mul(2) > all && values > least {
        return Err(NotCounted::TellsApart(name.to_owned()));
    }
    if seen.len() > VALUES_MAX {
        return Err(NotCounted::TooMany(name.to_owned()));
    }
    Ok(seen.into_keys().map(str::to_owned).collect())
}

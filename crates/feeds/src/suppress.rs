//! Small numbers in statistics (row 5.5): where few are counted, somebody can be recognised.
//!
//! What is left out must not be worked out from the totals either, so where one number of a row or a column is left
//! out, a second one is.

/// From how many on a number is said, where the charter sets no other: 5.
pub const SMALL: u64 = 5;

/// One number of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// It is left out.
    Left,
    /// It is said.
    Said(u64),
}

/// A table of counts with its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The counts, row by row.
    pub cells: Vec<Vec<Cell>>,
    /// The total of each row.
    pub rows: Vec<Cell>,
    /// The total of each column.
    pub columns: Vec<Cell>,
    /// The total of all.
    pub all: Cell,
}

/// Leaves out what could tell of somebody: numbers from 1 to less than `k`, then what they could be worked out by.
///
/// The totals are the last row and the last column of the same table, so that a total can be left out as well. Zero is
/// said: nobody is recognised by it, unless it is needed to hide another.
///
/// ```
/// use feeds::{Cell, suppress};
///
/// let table = suppress(&[vec![10, 3], vec![20, 30]], 5);
/// assert_eq!(table.cells[0][1], Cell::Left);
/// // Neither the row, the column nor the other row gives it away.
/// assert_eq!(table.cells[0][0], Cell::Left);
/// assert_eq!(table.cells[1][1], Cell::Left);
/// assert_eq!(table.cells[1][0], Cell::Left);
/// assert_eq!(table.all, Cell::Said(63));
/// ```
#[must_use]
pub fn suppress(counts: &[Vec<u64>], k: u64) -> Table {
    let width = counts.iter().map(Vec::len).max().unwrap_or(0);
    let mut full: Vec<Vec<u64>> = counts
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row.resize(width, 0);
            row.push(row.iter().copied().fold(0, u64::saturating_add));
            row
        })
        .collect();
    let down = |at: usize| full.iter().map(|row| row[at]).fold(0, u64::saturating_add);
    full.push((0..=width).map(down).collect());
    let mut left: Vec<Vec<bool>> =
        full.iter().map(|row| row.iter().map(|count| (1..k).contains(count)).collect()).collect();
    let (height, width) = (full.len(), width + 1);
    // Each turn leaves out one more number, so that this ends.
    while let Some((row, column)) = gives_away(&full, &left, k) {
        left[row][column] = true;
    }
    let said = |row: usize, column: usize| {
        if left[row][column] { Cell::Left } else { Cell::Said(full[row][column]) }
    };
    let (rows, columns) = (height - 1, width - 1);
    Table {
        cells: (0..rows)
            .map(|row| (0..columns).map(|column| said(row, column)).collect())
            .collect(),
        rows: (0..rows).map(|row| said(row, columns)).collect(),
        columns: (0..columns).map(|column| said(rows, column)).collect(),
        all: said(rows, columns),
    }
}

/// The next number to leave out, where what is left out could still be worked out.
///
/// Every line adds up to its total, so a number that is left out is known as soon as it is alone in a line, and
/// through others where no ring of left-out numbers goes through it that can turn. And where all that a line leaves
/// out comes to less than `k`, each of them is small and said to be.
fn gives_away(full: &[Vec<u64>], left: &[Vec<bool>], k: u64) -> Option<(usize, usize)> {
    let (height, width) = (full.len(), full[0].len());
    let across = |row: usize| (0..width).map(move |column| (row, column));
    let down = |column: usize| (0..height).map(move |row| (row, column));
    let lines = (0..height).map(|row| across(row).collect::<Vec<_>>());
    let lines = lines.chain((0..width).map(|column| down(column).collect()));
    for line in lines.filter(|line| line.iter().any(|&(row, column)| left[row][column])) {
        let out = line.iter().filter(|&&(row, column)| left[row][column]);
        let sum = out.clone().map(|&(row, column)| full[row][column]).fold(0, u64::saturating_add);
        if (out.count() < 2 || sum < k)
            && let Some(place) = another(full, left, &line)
        {
            return Some(place);
        }
    }
    for (row, column) in (0..height).flat_map(across) {
        if (1..k).contains(&full[row][column]) && !in_a_ring(full, left, row, column) {
            let mut lines = across(row).chain(down(column)).collect::<Vec<_>>();
            lines.retain(|place| *place != (row, column));
            // Where its own lines have no more to leave out, any other number may let a ring turn.
            let all = (0..height).flat_map(across).collect::<Vec<_>>();
            let next = another(full, left, &lines).or_else(|| another(full, left, &all));
            if next.is_some() {
                return next;
            }
        }
    }
    None
}

/// Rather a count than a total, rather one that is no zero, and a small one.
fn another(
    full: &[Vec<u64>],
    left: &[Vec<bool>],
    line: &[(usize, usize)],
) -> Option<(usize, usize)> {
    let (last_row, last_column) = (full.len() - 1, full[0].len() - 1);
    let totals = |(row, column): (usize, usize)| {
        usize::from(row == last_row) + usize::from(column == last_column)
    };
    let others = line.iter().copied().filter(|&(row, column)| !left[row][column]);
    others.min_by_key(|&place| {
        let count = full[place.0][place.1];
        (totals(place), count == 0, count)
    })
}

/// Whether another table fits what is said in which this number is another: one goes from its row to its column over
/// other numbers that are left out, each of them one more or one less in turn. None of them can be less than nothing.
fn in_a_ring(full: &[Vec<u64>], left: &[Vec<bool>], row: usize, column: usize) -> bool {
    [true, false].into_iter().any(|more| turns(full, left, (row, column), more))
}

/// The same, for one more of this number, or one less.
///
/// Totals count the other way round, so that every row and every column adds up to nothing. A row gives one more to a
/// column and a column one less to a row.
fn turns(full: &[Vec<u64>], left: &[Vec<bool>], place: (usize, usize), more: bool) -> bool {
    let (height, width) = (full.len(), full[0].len());
    let can = |row: usize, column: usize, more: bool| {
        let counts = (row + 1 == height) == (column + 1 == width);
        let open = left[row][column] && (row, column) != place;
        open && (full[row][column] > 0 || more == counts)
    };
    let counts = (place.0 + 1 == height) == (place.1 + 1 == width);
    if more != counts && full[place.0][place.1] == 0 {
        return false;
    }
    // One more here leaves its column one too many and its row as well: the way back is from column to row.
    let (mut rows, mut columns) = (vec![false; height], vec![false; width]);
    let mut waiting = vec![place.1];
    columns[place.1] = true;
    while let Some(column) = waiting.pop() {
        for row in (0..height).filter(|row| can(*row, column, !more)) {
            if rows[row] {
                continue;
            }
            rows[row] = true;
            for to in (0..width).filter(|to| can(row, *to, more)) {
                if !columns[to] {
                    columns[to] = true;
                    waiting.push(to);
                }
            }
        }
    }
    rows[place.0]
}

//! Counting a file: numbers only, and none that tells of somebody.

use feeds::{Cell, Counted, Least, NotCounted, count_by, count_rows};
use proptest::prelude::*;

const FIVE: Least = Least { least: 5, round_to: 1 };

/// A file of as many rows as a table of counts says.
fn file(counts: &[Vec<u64>]) -> String {
    let mut text = "Ward,Band\r\n".to_owned();
    for (row, cells) in counts.iter().enumerate() {
        for (column, count) in cells.iter().enumerate() {
            for _ in 0..*count {
                text += &format!("W{row},B{column}\r\n");
            }
        }
    }
    text
}

#[test]
fn a_column_that_names_people_or_homes_is_refused() {
    let rows = |heading: &str, value: &dyn Fn(usize) -> String| {
        let mut text = format!("{heading},Ward\n");
        for row in 0..60 {
            text += &format!("{},North\n", value(row));
        }
        count_by(&text, &[heading], FIVE)
    };
    let names = |heading: &str| Err(NotCounted::Names(heading.to_owned()));
    for heading in
        ["UPRN", "Surname", "Postcode", "Date of birth", "Tenancy reference", "TenantName"]
    {
        assert_eq!(rows(heading, &|_| "A".to_owned()), names(heading), "by what it is called");
    }
    for value in ["ME4 4LL", "1984-03-31", "01632 960001", "ada@mail.example", "10010457356"] {
        let found = rows("Thing", &|row| if row == 7 { value.to_owned() } else { "A".to_owned() });
        assert_eq!(found, names("Thing"), "by what stands there");
    }
    let apart = Err(NotCounted::TellsApart("Thing".to_owned()));
    assert_eq!(rows("Thing", &|row| format!("T{row}")), apart, "one value a row");
    assert_eq!(rows("Thing", &|row| format!("T{}", row / 2)), apart, "two who live together");
    assert!(rows("Thing", &|row| format!("T{}", row % 4)).is_ok());
    let many = count_by("Ward,Ward\nA,B\n", &["Ward"], FIVE);
    assert_eq!(many, Err(NotCounted::NoColumn("Ward".to_owned())));
    assert_eq!(count_by("Ward\n", &["Ward"], FIVE), Err(NotCounted::Empty));
    assert_eq!(count_by("Ward\nA\n", &["Ward", "Ward", "Ward"], FIVE), Err(NotCounted::Columns));
}

#[test]
fn numbers_are_rounded_and_none_becomes_nothing() {
    let rounded = |count: usize| {
        count_rows(&format!("Ward\n{}", "A\n".repeat(count)), Least { least: 3, round_to: 10 })
    };
    assert_eq!(rounded(2), Ok(Cell::Left));
    assert_eq!(rounded(3), Ok(Cell::Said(10)));
    assert_eq!(rounded(16), Ok(Cell::Said(20)));
}

/// The numbers of a table with its totals: the last row and the last column.
fn with_totals(counts: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let mut full: Vec<Vec<u64>> =
        counts.iter().map(|row| [&row[..], &[row.iter().sum()]].concat()).collect();
    full.push((0..full[0].len()).map(|at| full.iter().map(|row| row[at]).sum()).collect());
    full
}

/// What is said of each of them.
fn said(of: &Counted) -> Vec<Vec<Cell>> {
    let rows = of.table.cells.iter().zip(&of.table.rows);
    let mut full: Vec<Vec<Cell>> =
        rows.map(|(row, total)| [&row[..], &[*total]].concat()).collect();
    full.push([&of.table.columns[..], &[of.table.all]].concat());
    full
}

/// Whoever has the printed table tries every table that is one more or one less here and there: each that fits what is
/// said shows where a number could be another. Where none does, no other table fits at all: two tables that fit differ
/// by rings of one more and one less.
fn could_be_others(counts: &[Vec<u64>], said: &[Vec<Cell>]) -> Vec<Vec<bool>> {
    let (height, width) = (counts.len(), counts[0].len());
    let real = with_totals(counts);
    let mut other = vec![vec![false; width + 1]; height + 1];
    for code in 0..(0..height * width).fold(1_u64, |codes, _| codes * 3) {
        let mut rest = code;
        let mut tried = counts.to_vec();
        let mut fits = true;
        for at in 0..height * width {
            let (row, column) = (at / width, at % width);
            let change = rest % 3;
            rest /= 3;
            match (counts[row][column] + change).checked_sub(1) {
                Some(count) => tried[row][column] = count,
                None => fits = false,
            }
        }
        if !fits {
            continue;
        }
        let tried = with_totals(&tried);
        let same = |(row, cells): (usize, &Vec<u64>)| {
            let pairs = cells.iter().zip(&said[row]);
            pairs
                .into_iter()
                .all(|(count, said)| *said == Cell::Left || *said == Cell::Said(*count))
        };
        if tried.iter().enumerate().all(same) {
            for row in 0..=height {
                for column in 0..=width {
                    other[row][column] |= tried[row][column] != real[row][column];
                }
            }
        }
    }
    other
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// However the rows fall, whoever has the table cannot work out one number that is small.
    #[test]
    fn no_small_number_of_a_file_can_be_worked_out(
        (height, width) in (1_usize..4, 1_usize..4),
        cells in proptest::collection::vec(prop_oneof![3 => Just(0_u64), 2 => 0_u64..8], 9),
    ) {
        let mut counts: Vec<Vec<u64>> =
            (0..height).map(|row| cells[row * 3..row * 3 + width].to_vec()).collect();
        counts[0][0] = counts[0][0].max(1);
        // A value nobody has is in no file.
        counts.retain(|row| row.iter().sum::<u64>() > 0);
        let used: Vec<usize> =
            (0..width).filter(|column| counts.iter().any(|row| row[*column] > 0)).collect();
        let counts: Vec<Vec<u64>> =
            counts.iter().map(|row| used.iter().map(|column| row[*column]).collect()).collect();
        let counted = count_by(&file(&counts), &["Ward", "Band"], FIVE).unwrap();
        let (real, said) = (with_totals(&counts), said(&counted));
        let other = could_be_others(&counts, &said);
        for (row, cells) in real.iter().enumerate() {
            for (column, count) in cells.iter().enumerate() {
                if (1..5).contains(count) {
                    prop_assert_eq!(said[row][column], Cell::Left, "{:?}", &counts);
                    prop_assert!(other[row][column], "{:?} {:?}", &counts, &said);
                } else if let Cell::Said(told) = said[row][column] {
                    prop_assert_eq!(told, *count);
                }
            }
        }
    }

    /// Whatever stands in a file, it is counted or refused, and never printed.
    #[test]
    fn anything_is_counted_or_refused(text in "(A,B\n)?[AB,\"\n1-3@/ ]{0,60}") {
        let _ = count_by(&text, &["A"], FIVE);
        let _ = count_by(&text, &["A", "B"], FIVE);
        let _ = count_rows(&text, FIVE);
    }
}

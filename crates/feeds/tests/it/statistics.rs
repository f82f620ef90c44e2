use feeds::{Cell, Table, suppress};
use proptest::prelude::*;

/// Whether a table of counts fits what is said.
fn fits(said: &Table, counts: &[[u64; 2]; 2]) -> bool {
    let same = |cell: &Cell, count: u64| matches!(cell, Cell::Left) || *cell == Cell::Said(count);
    let cells = (0..2).all(|r| (0..2).all(|c| same(&said.cells[r][c], counts[r][c])));
    let rows = (0..2).all(|r| same(&said.rows[r], counts[r][0] + counts[r][1]));
    let columns = (0..2).all(|c| same(&said.columns[c], counts[0][c] + counts[1][c]));
    cells && rows && columns && same(&said.all, counts.iter().flatten().sum())
}

#[test]
fn large_numbers_and_zeros_are_said() {
    let said = suppress(&[vec![10, 0], vec![20, 30]], 5);
    assert_eq!(said.cells[0], [Cell::Said(10), Cell::Said(0)]);
    assert_eq!(said.all, Cell::Said(60));
    assert_eq!(suppress(&[], 5).all, Cell::Said(0));
}

#[test]
fn one_row_alone_hides_its_total() {
    let said = suppress(&[vec![3]], 5);
    assert_eq!((said.cells[0][0], said.all), (Cell::Left, Cell::Left));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whoever tries every table that fits what is said finds at least two values for each small number.
    #[test]
    fn nothing_small_can_be_worked_out(a in 0_u64..9, b in 0_u64..9, c in 0_u64..9, d in 0_u64..9) {
        let counts = [[a, b], [c, d]];
        let said = suppress(&[vec![a, b], vec![c, d]], 5);
        prop_assert!(fits(&said, &counts));
        let mut values = [[std::collections::BTreeSet::new(), std::collections::BTreeSet::new()],
                          [std::collections::BTreeSet::new(), std::collections::BTreeSet::new()]];
        for code in 0..20_u64.pow(4) {
            let at = |place: u32| code / 20_u64.pow(place) % 20;
            let tried = [[at(0), at(1)], [at(2), at(3)]];
            if fits(&said, &tried) {
                for (r, row) in tried.iter().enumerate() {
                    for (c, count) in row.iter().enumerate() {
                        values[r][c].insert(*count);
                    }
                }
            }
        }
        for (r, row) in counts.iter().enumerate() {
            for (c, count) in row.iter().enumerate() {
                if (1..5).contains(count) {
                    prop_assert!(said.cells[r][c] == Cell::Left);
                    prop_assert!(values[r][c].len() > 1, "{counts:?} {said:?}");
                }
            }
        }
    }
}

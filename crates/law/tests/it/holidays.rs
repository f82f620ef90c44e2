use jiff::civil::{Date, date};
use law::clock::{division, holidays};

#[track_caller]
fn check(id: &str, year: i16, expected: &[(i8, i8)]) {
    let division = division::find(id).unwrap();
    let got: Vec<Date> = holidays::of(year, division).into_iter().map(|(day, _)| day).collect();
    let expected: Vec<Date> = expected.iter().map(|&(month, day)| date(year, month, day)).collect();
    assert_eq!(got, expected, "{id} {year}");
}

#[test]
fn england_and_wales() {
    let ew = "england-and-wales";
    check(ew, 2018, &[(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)]);
    check(ew, 2019, &[(1, 1), (4, 19), (4, 22), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]);
    check(ew, 2020, &[(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)]);
    check(ew, 2021, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]);
    let jubilee =
        [(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)];
    check(ew, 2022, &jubilee);
    let coronation =
        [(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)];
    check(ew, 2023, &coronation);
    check(ew, 2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]);
    check(ew, 2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]);
    check(ew, 2028, &[(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]);
}

#[test]
fn other_divisions_keep_their_own() {
    let scotland = [(1, 1), (1, 2), (3, 30), (5, 7), (5, 28), (8, 6), (11, 30), (12, 25), (12, 26)];
    check("scotland", 2018, &scotland);
    let ireland =
        [(1, 1), (3, 19), (3, 30), (4, 2), (5, 7), (5, 28), (7, 12), (8, 27), (12, 25), (12, 26)];
    check("northern-ireland", 2018, &ireland);
}

//! Rows that pass, made up: the same seed makes the same rows.

use crate::core::{FIELDS, Kind, person, spec};
use crate::rule::{Base, Example};
use crate::text::write;

/// A row: its answers in the order of the fields' numbers.
pub type Answers = Vec<String>;

const GENERAL: &[(u16, &str)] = &[
    (1, "ORG1"),
    (2, "ORG1"),
    (4, "1"),
    (7, "2"),
    (8, "1"),
    (9, "5"),
    (10, "26"),
    (11, "1"),
    (13, "T1001"),
    (14, "P100"),
    (15, "1"),
    (16, "5"),
    (17, "1"),
    (18, "10010457355"),
    (25, "E07000112"),
    (26, "1"),
    (27, "2"),
    (28, "1"),
    (29, "10"),
    (30, "4"),
    (31, "26"),
    (36, "2"),
    (37, "1"),
    (38, "2"),
    (41, "30"),
    (42, "F"),
    (43, "1"),
    (45, "1"),
    (46, "826"),
    (47, "1"),
    (90, "2"),
    (93, "2"),
    (98, "1"),
    (100, "2"),
    (111, "7"),
    (112, "7"),
    (113, "16"),
    (115, "3"),
    (116, "11"),
    (117, "2"),
    (121, "1"),
    (122, "1"),
    (127, "1"),
    (128, "2"),
    (129, "2"),
    (130, "2"),
    (132, "6"),
    (133, "1"),
    (134, "9"),
    (135, "2"),
    (138, "1"),
    (139, "2"),
    (141, "1"),
    (142, "100"),
    (143, "0"),
    (144, "0"),
    (145, "0"),
    (146, "2"),
];
const RENEWAL: &[(u16, &str)] = &[
    (7, "1"),
    (16, ""),
    (17, ""),
    (29, ""),
    (30, ""),
    (31, ""),
    (112, ""),
    (113, "50"),
    (115, "33"),
    (132, ""),
    (133, ""),
    (134, ""),
];
const SUPPORTED: &[(u16, &str)] = &[
    (4, "2"),
    (5, "S100"),
    (6, "2001"),
    (25, ""),
    (26, ""),
    (27, ""),
    (28, ""),
    (35, "2"),
    (140, "0"),
];
const COUNCIL: &[(u16, &str)] = &[(131, "3"), (132, ""), (133, ""), (134, "")];

/// A row that passes.
#[must_use]
pub fn base(base: Base) -> Answers {
    let mut row = vec![String::new(); usize::from(FIELDS)];
    put(&mut row, GENERAL);
    match base {
        Base::General | Base::Twice => {}
        Base::Renewal => put(&mut row, RENEWAL),
        Base::Supported => put(&mut row, SUPPORTED),
        Base::Council => put(&mut row, COUNCIL),
    }
    row
}

/// Puts answers into a row.
pub fn put(row: &mut Answers, set: &[(u16, &str)]) {
    for (field, answer) in set {
        row[usize::from(*field) - 1] = (*answer).to_owned();
    }
}

/// The rows of a rule's example.
#[must_use]
pub fn example(example: &Example) -> Vec<Answers> {
    let mut row = base(example.base);
    put(&mut row, example.set);
    match example.base {
        Base::Twice => vec![row.clone(), row],
        _ => vec![row],
    }
}

/// A file of rows, with the row of field numbers.
#[must_use]
pub fn file(rows: &[Answers]) -> String {
    let order: Vec<u16> = (1..=FIELDS).collect();
    file_in(rows, &order)
}

/// A file whose columns stand in another order.
#[must_use]
pub fn file_in(rows: &[Answers], order: &[u16]) -> String {
    let mut text = String::new();
    let numbers: Vec<String> = order.iter().map(ToString::to_string).collect();
    write(&mut text, std::iter::once("Field number").chain(numbers.iter().map(String::as_str)));
    for row in rows {
        let cells = order.iter().map(|field| row[usize::from(*field) - 1].as_str());
        write(&mut text, std::iter::once("").chain(cells));
    }
    text
}

/// Numbers that look random and are the same for a seed: the step of `SplitMix64`.
pub struct Dice(u64);

impl Dice {
    /// Begins with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next number below `end`.
    ///
    /// # Panics
    /// Where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    fn in_ten(&mut self, times: u64) -> bool {
        self.below(10) < times
    }
}

/// Rows that pass every rule on 1 March 2027 or later, all kinds of letting mixed, each another letting.
#[must_use]
pub fn rows(count: usize, seed: u64) -> Vec<Answers> {
    let mut dice = Dice::new(seed);
    (0..count).map(|at| row(at, &mut dice)).collect()
}

struct Draft<'d> {
    row: Answers,
    dice: &'d mut Dice,
}

impl Draft<'_> {
    fn set(&mut self, field: u16, answer: impl ToString) {
        self.row[usize::from(field) - 1] = answer.to_string();
    }

    fn number(&self, field: u16) -> i64 {
        self.row[usize::from(field) - 1].parse().unwrap_or(-1)
    }

    /// One of the codes of a field, without some.
    fn code(&mut self, field: u16, without: &[i64]) -> i64 {
        let codes: Vec<i64> =
            spec().field(field).codes.each().filter(|code| !without.contains(code)).collect();
        let code = self.dice.one(&codes);
        self.set(field, code);
        code
    }
}

fn row(at: usize, dice: &mut Dice) -> Answers {
    let renewal = dice.in_ten(2);
    let supported = dice.in_ten(3);
    let mut draft = Draft { row: base(Base::General), dice };
    if renewal {
        put(&mut draft.row, RENEWAL);
    }
    if supported {
        put(&mut draft.row, SUPPORTED);
    }
    draft.set(13, format!("T{at}"));
    draft.set(14, format!("P{at}"));
    days(&mut draft, renewal);
    home(&mut draft, renewal, supported, at);
    lead(&mut draft);
    for n in 2..=8 {
        if !draft.dice.in_ten(3) {
            break;
        }
        somebody(&mut draft, n);
    }
    tenancy(&mut draft, supported);
    needs(&mut draft);
    history(&mut draft, renewal);
    referral(&mut draft, renewal, supported);
    money(&mut draft, supported);
    draft.row
}

fn days(draft: &mut Draft<'_>, renewal: bool) {
    let (day, month) = (1 + draft.dice.below(28), 4 + draft.dice.below(9));
    draft.set(8, day);
    draft.set(9, month);
    let year = if draft.dice.in_ten(5) { "26" } else { "2026" };
    draft.set(10, year);
    if renewal {
        return;
    }
    let answer = 1 + draft.dice.below(28);
    draft.set(29, answer);
    let answer = 1 + draft.dice.below(12);
    draft.set(30, answer);
    let answer = 20 + draft.dice.below(6);
    draft.set(31, answer);
}

fn home(draft: &mut Draft<'_>, renewal: bool, supported: bool, at: usize) {
    draft.code(11, &[]);
    if draft.number(11) == 6 {
        draft.set(12, "Mid-market rent");
    }
    if !renewal {
        let why = draft.code(16, &[9, 14]);
        if [15, 16, 17].contains(&why) {
            draft.set(17, "");
        } else {
            draft.code(17, &[]);
            if draft.dice.in_ten(2) {
                // After the home was empty and before any of the tenancies begins.
                draft.set(32, 15);
                draft.set(33, 1);
                draft.set(34, 26);
            }
        }
    }
    draft.set(18, 100_000_000 + at);
    if draft.dice.in_ten(4) {
        draft.set(18, "");
        draft.set(19, format!("{} High Street", at + 1));
        draft.set(21, "Chatham");
        draft.set(23, "ME4");
        draft.set(24, "4AA");
    }
    if !supported {
        let unit = draft.code(26, &[]);
        draft.code(27, &[]);
        draft.code(28, &[]);
        if unit == 2 {
            draft.set(28, 1);
        } else if [4, 9, 10].contains(&unit) {
            draft.set(28, 2);
        }
    } else {
        draft.code(35, &[]);
    }
}

fn lead(draft: &mut Draft<'_>) {
    let age = 16 + draft.dice.below(100);
    draft.set(41, age);
    if draft.dice.in_ten(1) {
        draft.set(41, "R");
    }
    let sex = draft.dice.one(&["F", "M", "R"]);
    draft.set(42, sex);
    identity(draft, 43);
    draft.code(45, &[]);
    let country = draft.dice.one(&spec().countries);
    draft.set(46, country);
    draft.code(47, &[]);
}

fn identity(draft: &mut Draft<'_>, field: u16) {
    if draft.code(field, &[]) == 2 {
        draft.set(field + 1, "Non-binary");
    }
}

fn somebody(draft: &mut Draft<'_>, n: u16) {
    let first = person(n);
    let age = 1 + draft.dice.below(90);
    draft.set(first, age);
    let sex = draft.dice.one(&["F", "M", "R"]);
    draft.set(first + 2, sex);
    identity(draft, first + 3);
    if age < 16 {
        draft.set(first + 5, 9);
    } else {
        draft.set(first + 1, 2);
        draft.code(first + 5, &[9]);
    }
}

fn tenancy(draft: &mut Draft<'_>, supported: bool) {
    let alone = draft.row[usize::from(person(2)) - 1].is_empty();
    draft.code(36, if alone { &[1] } else { &[] });
    draft.code(37, &[]);
    let kind = draft.code(38, &[]);
    match kind {
        3 => draft.set(39, "Equitable"),
        4 | 6 => {
            let least = if supported { 1 } else { 2 };
            let years = least + draft.dice.below(90);
            draft.set(40, years);
        }
        _ => {}
    }
}

fn needs(draft: &mut Draft<'_>) {
    let links = draft.code(90, &[]);
    if links == 1 {
        draft.code(91, &[]);
    }
    if [1, 4].contains(&links) {
        draft.code(92, &[]);
    }
    draft.code(93, &[1]);
    draft.set(98, "");
    match draft.dice.below(4) {
        0 => draft.set(98, 1),
        1 => draft.set(99, 1),
        2 => {
            let field = draft.dice.one(&[94, 95, 96]);
            draft.set(field, 1);
        }
        _ => draft.set(97, 1),
    }
    if draft.code(100, &[]) == 1 {
        let field = 101 + draft.dice.below(10) as u16;
        draft.set(field, 1);
    }
}

fn history(draft: &mut Draft<'_>, renewal: bool) {
    draft.code(111, &[1]);
    if renewal {
        let reason = draft.dice.one(&[50, 51, 52, 53]);
        draft.set(113, reason);
        let before = draft.dice.one(&[6, 30, 31, 32, 33, 35, 38]);
        draft.set(115, before);
    } else {
        draft.code(112, &[]);
        if draft.code(113, &[1]) == 20 {
            draft.set(114, "Moved for the baby");
        }
        draft.code(115, &[13]);
    }
    draft.code(116, &[]);
    if draft.code(117, &[]) == 1 {
        draft.set(118, "SW1A");
        draft.set(119, "1AA");
    }
    if draft.dice.in_ten(3) {
        draft.set(120, "E06000035");
    }
    draft.set(122, "");
    if draft.code(121, &[]) == 1 {
        let field = 122 + draft.dice.below(5) as u16;
        draft.set(field, 1);
    }
    for field in 127..=130 {
        draft.code(field, &[]);
    }
}

fn referral(draft: &mut Draft<'_>, renewal: bool, supported: bool) {
    if renewal {
        return;
    }
    draft.set(133, "");
    draft.set(134, "");
    let part = draft.code(132, &[]);
    let (second, third) = match part {
        6 => (if supported { draft.dice.one(&[1, 2, 4]) } else { draft.dice.one(&[1, 4]) }, 1),
        7 => (draft.dice.one(&[6, 7, 8]), 11),
        _ => return,
    };
    draft.set(133, second);
    if [1, 7].contains(&second) {
        let third = third + draft.dice.below(10);
        draft.set(134, third);
    }
}

fn money(draft: &mut Draft<'_>, supported: bool) {
    if draft.code(135, &[]) == 1 {
        draft.code(136, &[]);
        let income = draft.dice.below(99_999);
        draft.set(137, income);
    }
    draft.code(139, &[1]);
    draft.code(141, &[]);
    let rent = 150 + draft.dice.below(300);
    let answer = format!("{rent}.{:02}", draft.dice.below(100));
    draft.set(142, answer);
    let answer = draft.dice.below(20);
    draft.set(143, answer);
    draft.set(146, "");
    let benefit = draft.code(138, &[]);
    if supported && draft.dice.in_ten(2) {
        draft.set(138, 9);
        draft.set(140, 1);
        for field in 142..=145 {
            draft.set(field, "");
        }
        return;
    }
    if [1, 6].contains(&benefit) && draft.code(146, &[]) == 1 {
        let answer = format!("{}.50", 1 + draft.dice.below(100));
        draft.set(147, answer);
    }
}

/// Whether a field takes text that is free.
#[must_use]
pub fn is_free_text(field: u16) -> bool {
    spec().field(field).kind == Kind::Text
}

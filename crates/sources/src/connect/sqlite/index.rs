//! Indexes for what people write in many ways, as far as SQLite can index it.
//!
//! A value that is written plainly (one address, one number) is found by an index on what is left
//! of it without spaces and strokes. The few that are not, such as two numbers in one field, have a
//! small index of their own, and every one of them is looked at. Together they are all there are:
//! what is found is the same with the indexes and without.

use super::How;
use crate::connect::PHONE_DIGITS;

/// The most digits of a phone number that is written plainly: `0044 (0)1634 960001` has 15.
const DIGITS_MAX: usize = 15;

/// How a column is indexed for one way of comparing.
pub(super) struct Plain {
    /// What equals what is looked for, in a value that is written plainly: any of these.
    pub(super) forms: Vec<String>,
    /// Whether a value is not. Most of SQLite's functions end at a NUL, so one makes it odd.
    pub(super) odd: String,
}

/// Takes letters out of a text, one kind after the other.
fn without(column: &str, letters: &[&str]) -> String {
    letters
        .iter()
        .fold(column.to_owned(), |text, letter| format!("replace({text}, '{letter}', '')"))
}

impl Plain {
    /// None where the column's own index serves.
    pub(super) fn of(column: &str, how: How) -> Option<Plain> {
        match how {
            How::Same => None,
            // Beside the letters of an address only what cannot end one may stand in a plain value.
            How::Email => {
                let alone = format!("trim({column})");
                Some(Plain {
                    forms: vec![format!("lower({alone})")],
                    odd: format!(
                        "({alone} GLOB '*[^-A-Za-z0-9._%+@]*' OR {alone} GLOB '*@*@*'
                         OR {alone} GLOB '*.[^A-Za-z0-9]*' OR {alone} GLOB '*.'
                         OR {alone} GLOB '*@*[_%+]*' OR instr({column}, char(0)) > 0)"
                    ),
                })
            }
            How::Number => Some(Plain {
                forms: vec![format!("upper({})", without(column, &[" ", "-", "/", "."]))],
                odd: format!(
                    "({column} GLOB '*[^-A-Za-z0-9 /.]*' OR typeof({column}) = 'real'
                     OR instr({column}, char(0)) > 0)"
                ),
            }),
            // What is looked for may begin at any of the first digits.
            How::Phone => {
                let digits = without(column, &[" ", "-", "(", ")", "+"]);
                let starts = 1..=DIGITS_MAX - PHONE_DIGITS + 1;
                Some(Plain {
                    forms: starts
                        .map(|start| format!("substr({digits}, {start}, {PHONE_DIGITS})"))
                        .collect(),
                    odd: format!(
                        "({column} GLOB '*[^-0-9 ()+]*' OR typeof({column}) = 'real'
                         OR length({digits}) > {DIGITS_MAX} OR instr({column}, char(0)) > 0)"
                    ),
                })
            }
        }
    }

    /// Whether a value that is looked for can be found so: a short number, or a part of an address,
    /// stands anywhere in others.
    pub(super) fn serves(how: How, wanted: &str) -> bool {
        match how {
            How::Email => wanted.find('@').is_some_and(|at| at > 0),
            How::Phone => wanted.len() == PHONE_DIGITS,
            How::Number | How::Same => true,
        }
    }
}

/// What the names of the indexes of a column begin with.
pub(super) fn name(table: &str, field: &str, how: How) -> String {
    let how = match how {
        How::Email => "email",
        How::Number => "number",
        How::Phone => "phone",
        How::Same => "same",
    };
    format!("kh_{table}_{field}_{how}")
}

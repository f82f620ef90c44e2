//! How a database nobody knows beforehand is asked: by words that most of them understand.

use odbc_api::DataType;

use crate::connect::How;
use crate::connect::value::{Holds, plain};

/// What differs from one system to the next.
pub(super) struct Words {
    /// What names are quoted by; none where they cannot be.
    quote: Option<char>,
    /// The functions that make letters small and large.
    small: &'static str,
    large: &'static str,
    /// The type of a text, to make one of something else.
    text: &'static str,
    /// What makes everything that is read of one moment, where there is such a thing.
    pub(super) begin: Option<&'static str>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
    /// Whether it holds numbers like `6f9619ff-8b86-d011-b42d-00c04fc964ff`.
    pub(super) unique: bool,
}

impl Words {
    /// By what the system calls itself.
    pub(super) fn of(system: &str, quote: Option<char>) -> Words {
        let system = system.to_ascii_lowercase();
        let is = |name: &str| system.contains(name);
        let access = is("access") || is("jet");
        let mysql = is("mysql") || is("mariadb");
        Words {
            quote: quote.filter(|quote| !quote.is_whitespace()),
            small: if access { "LCASE" } else { "LOWER" },
            large: if access { "UCASE" } else { "UPPER" },
            text: if mysql { "CHAR(100)" } else { "VARCHAR(100)" },
            begin: if is("oracle") {
                Some("SET TRANSACTION READ ONLY")
            } else if is("postgres") {
                Some("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            } else if mysql {
                Some("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            } else {
                None
            },
        }
    }

    /// A name in a statement. None where it cannot be written there.
    pub(super) fn quoted(&self, name: &str) -> Option<String> {
        match self.quote {
            Some(quote) => {
                let twice = format!("{quote}{quote}");
                Some(format!("{quote}{}{quote}", name.replace(quote, &twice)))
            }
            None => {
                let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                (plain && !name.is_empty()).then(|| name.to_owned())
            }
        }
    }

    /// A condition that every row meets that fits one of the values, and as few others as such words
    /// can say: which row fits is then decided by what was read. None where no value can fit.
    pub(super) fn condition(&self, column: &Column, how: How, values: &[String]) -> Option<String> {
        let name = format!("t.{}", self.quoted(&column.name)?);
        let text = match column.holds {
            Holds::Text => name.clone(),
            _ => format!("CAST({name} AS {})", self.text),
        };
        let values = values.iter().filter(|value| !value.is_empty());
        let all: Vec<String> = match (how, column.holds) {
            (How::Email, _) => {
                let small =
                    |value: &String| format!("{}({text}) LIKE '%{}%'", self.small, pattern(value));
                values.map(small).collect()
            }
            (How::Number | How::Phone, _) => {
                let large = |value: &String| {
                    let letters: Vec<String> =
                        value.chars().map(|c| pattern(c.encode_utf8(&mut [0; 4]))).collect();
                    format!("{}({text}) LIKE '%{}%'", self.large, letters.join("%"))
                };
                values.map(large).collect()
            }
            (How::Same, Holds::Whole | Holds::Bits | Holds::Decimal) => {
                let whole = column.holds != Holds::Decimal;
                let numbers = values.filter_map(|value| plain(value));
                let numbers = numbers.filter(|number| !whole || !number.contains('.'));
                // A number no such column can hold is refused by some.
                let numbers = numbers.filter(|number| !whole || number.parse::<i64>().is_ok());
                numbers.map(|number| format!("{name} = {number}")).collect()
            }
            (How::Same, _) if column.unique => {
                let unique = values.filter(|value| {
                    value.len() == 36 && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
                });
                unique.map(|value| format!("{name} = '{value}'")).collect()
            }
            // Filled up or not, it begins so.
            (How::Same, Holds::Text) => {
                values.map(|value| format!("{name} LIKE '{}%'", pattern(value))).collect()
            }
            // How such a value reads differs from one system to the next.
            (How::Same, _) => values.take(1).map(|_| format!("{name} IS NOT NULL")).collect(),
        };
        (!all.is_empty()).then(|| format!("({})", all.join(" OR ")))
    }
}

/// What a column holds, by its type.
pub(super) fn holds(kind: DataType) -> Holds {
    match kind {
        DataType::Char { .. }
        | DataType::Varchar { .. }
        | DataType::LongVarchar { .. }
        | DataType::WChar { .. }
        | DataType::WVarchar { .. }
        | DataType::WLongVarchar { .. } => Holds::Text,
        DataType::SmallInt | DataType::Integer | DataType::BigInt | DataType::TinyInt => {
            Holds::Whole
        }
        DataType::Numeric { .. } | DataType::Decimal { .. } => Holds::Decimal,
        DataType::Float { .. } | DataType::Real | DataType::Double => Holds::Nearly,
        DataType::Binary { .. } | DataType::Varbinary { .. } | DataType::LongVarbinary { .. } => {
            Holds::Bytes
        }
        DataType::Date | DataType::Timestamp { .. } => Holds::Moment,
        _ => Holds::Other,
    }
}

/// A text in a pattern. What means something in the one or the other system stands for any letter,
/// and what is written in more than one byte for any number of them: so nothing that is looked for
/// can be more than a text, and no letter is needed by which it is set off.
fn pattern(text: &str) -> String {
    let one = |c: char| match c {
        c if c.is_ascii_alphanumeric() => c,
        ' ' | '@' | '.' | '-' | '+' | '/' | ',' | '#' | '&' | '=' | '(' | ')' | '*' => c,
        c if c.is_ascii() => '_',
        _ => '%',
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{Column, Holds, Words};
    use crate::connect::How;

    #[test]
    fn what_is_looked_for_is_never_more_than_a_text() {
        let words = Words::of("Microsoft SQL Server", Some('"'));
        let asked = |holds, unique, how: How, value: &str| {
            let column = Column { name: "a\"b".to_owned(), holds, unique };
            words.condition(&column, how, &[how.wanted(value)]).unwrap_or_default()
        };
        for (holds, unique, how, value, expected) in [
            (Holds::Text, false, How::Same, "H12 ", r#"(t."a""b" LIKE 'H12%')"#),
            (Holds::Text, false, How::Same, "'; --[x]%", r#"(t."a""b" LIKE '__ --_x__%')"#),
            (Holds::Text, false, How::Same, "Zo\u{eb}\\", r#"(t."a""b" LIKE 'Zo%_%')"#),
            (Holds::Text, false, How::Email, "A_b@x.uk", r#"(LOWER(t."a""b") LIKE '%a_b@x.uk%')"#),
            (Holds::Text, false, How::Number, "1-a", r#"(UPPER(t."a""b") LIKE '%1%A%')"#),
            (
                Holds::Whole,
                false,
                How::Phone,
                "12",
                r#"(UPPER(CAST(t."a""b" AS VARCHAR(100))) LIKE '%1%2%')"#,
            ),
            (Holds::Whole, false, How::Same, "0077", r#"(t."a""b" = 77)"#),
            (Holds::Whole, false, How::Same, "7 OR 1=1", ""),
            (Holds::Whole, false, How::Same, "99999999999999999999", ""),
            (Holds::Decimal, false, How::Same, "12.50", r#"(t."a""b" = 12.5)"#),
            (Holds::Moment, false, How::Same, "x", r#"(t."a""b" IS NOT NULL)"#),
            (
                Holds::Other,
                true,
                How::Same,
                "6F9619FF-8B86-D011-B42D-00C04FC964FF",
                r#"(t."a""b" = '6F9619FF-8B86-D011-B42D-00C04FC964FF')"#,
            ),
            (Holds::Other, true, How::Same, "'6F9619FF-8B86-D011-B42D-00C04FC964F", ""),
        ] {
            assert_eq!(asked(holds, unique, how, value), expected, "{value}");
        }
        let none = Words::of("MICROSOFT ACCESS", Some(' '));
        assert_eq!(none.quoted("a b"), None);
        assert_eq!(none.quoted("ab_1").as_deref(), Some("ab_1"));
    }
}

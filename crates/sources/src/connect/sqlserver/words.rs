//! What the columns of a table of SQL Server hold, how rows are found by them, and how they are read.

use super::wire::Given;
use crate::connect::How;
use crate::connect::value::{Holds, plain};

/// The longest text that is compared in a column's own letters; longer ones are in letters of all
/// languages.
const OWN_LETTERS_MAX: usize = 4_000;
/// An order of letters that knows no difference of case, accents or width.
const ALIKE: &str = "COLLATE Latin1_General_100_CI_AI";
/// How many digits a number has at most.
const DIGITS_MAX: usize = 38;

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) holds: Holds,
}

/// A condition, before and after the one value it is given, if it is given any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    before: String,
    given: Option<Given>,
    after: &'static str,
}

impl Condition {
    /// The condition in a statement, whose values so far these are.
    pub(super) fn said(&self, given: &mut Vec<Given>) -> String {
        let Some(value) = &self.given else { return self.before.clone() };
        given.push(value.clone());
        format!("{}@P{}{}", self.before, given.len(), self.after)
    }
}

/// What a column holds, by its type.
pub(super) fn holds(kind: &str) -> Holds {
    match kind {
        "binary" | "varbinary" | "image" | "timestamp" | "geometry" | "geography"
        | "hierarchyid" | "vector" => Holds::Bytes,
        "bit" => Holds::Bits,
        "tinyint" | "smallint" | "int" | "bigint" => Holds::Whole,
        "decimal" | "numeric" | "money" | "smallmoney" => Holds::Decimal,
        "float" | "real" => Holds::Nearly,
        "date" | "datetime" | "datetime2" | "smalldatetime" | "datetimeoffset" => Holds::Moment,
        "char" | "varchar" | "nchar" | "nvarchar" | "text" | "ntext" => Holds::Text,
        _ => Holds::Other,
    }
}

/// A name as this SQL quotes it.
pub(super) fn quoted(name: &str) -> String {
    format!("[{}]", name.replace(']', "]]"))
}

/// A text in a pattern, for `LIKE ... ESCAPE '|'`.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '%' | '_' | '[') {
            pattern.push('|');
        }
        pattern.push(c);
    }
    pattern
}

impl Column {
    pub(super) fn new(name: String, kind: String) -> Column {
        let holds = holds(&kind);
        Column { name, kind, holds }
    }

    /// The column as it is read: as text, and bytes only as a hash, to tell rows apart by.
    pub(super) fn read(&self) -> String {
        let name = format!("t.{}", quoted(&self.name));
        match (self.holds, self.kind.as_str()) {
            (Holds::Bytes, _) => {
                let hash = format!("HASHBYTES('SHA2_256', CAST({name} AS varbinary(max)))");
                format!("CONVERT(nvarchar(64), {hash}, 2)")
            }
            (Holds::Bits | Holds::Whole, _) => format!("CAST({name} AS nvarchar(40))"),
            // Of money, all four digits.
            (Holds::Decimal, _) => format!("CONVERT(nvarchar(60), {name}, 2)"),
            (Holds::Nearly, _) => name,
            (Holds::Moment, "date") => format!("CONVERT(nvarchar(40), {name}, 23)"),
            (Holds::Moment, _) => format!("CONVERT(nvarchar(40), {name}, 126)"),
            (_, "sql_variant") => format!("CAST({name} AS nvarchar(4000))"),
            _ => format!("CAST({name} AS nvarchar(max))"),
        }
    }

    /// The column as it is looked over: its beginning.
    pub(super) fn sampled(&self, length: usize) -> String {
        match self.holds {
            Holds::Bytes => "CAST(NULL AS nvarchar(1))".to_owned(),
            Holds::Nearly => self.read(),
            _ => format!("LEFT({}, {length})", self.read()),
        }
    }

    /// Conditions of which every row that fits one of the values meets one, and few others: which row
    /// fits is then decided by what was read.
    pub(super) fn conditions(&self, how: How, values: &[String]) -> Vec<Condition> {
        let name = format!("t.{}", quoted(&self.name));
        let values = values.iter().filter(|value| !value.is_empty());
        let text = |before: String, text: String, after| Condition {
            before,
            given: Some(Given::Text(text)),
            after,
        };
        let alone = |before: String| Condition { before, given: None, after: "" };
        let alike = format!("{} {ALIKE} LIKE ", self.as_text());
        let like = " ESCAPE N'|'";
        match (how, self.holds) {
            (How::Email, _) => values
                .map(|value| text(alike.clone(), format!("%{}%", pattern(value)), like))
                .collect(),
            // With whatever stands in between.
            (How::Number | How::Phone, _) => values
                .map(|value| {
                    let letters: Vec<String> =
                        value.chars().map(|c| pattern(c.encode_utf8(&mut [0; 4]))).collect();
                    text(alike.clone(), format!("%{}%", letters.join("%")), like)
                })
                .collect(),
            (How::Same, Holds::Whole | Holds::Bits) => values
                .filter_map(|value| plain(value)?.parse().ok())
                .map(|number| Condition {
                    before: format!("{name} = "),
                    given: Some(Given::Whole(number)),
                    after: "",
                })
                .collect(),
            // Digits, a sign and a point: no more can stand in it.
            (How::Same, Holds::Decimal) => values
                .filter_map(|value| plain(value))
                .filter(|number| number.bytes().filter(u8::is_ascii_digit).count() <= DIGITS_MAX)
                .map(|number| alone(format!("{name} = {number}")))
                .collect(),
            (How::Same, Holds::Text) => values
                .map(|value| {
                    // Filled up or not, it begins so. In its own letters, so that an index is used.
                    let begins = format!("{}%", pattern(value));
                    let own = value.is_ascii() && begins.len() <= OWN_LETTERS_MAX;
                    match self.kind.as_str() {
                        "text" | "ntext" => text(format!("{} LIKE ", self.as_text()), begins, like),
                        "char" | "varchar" if own => text(
                            format!("{name} LIKE CAST("),
                            begins,
                            " AS varchar(8000)) ESCAPE '|'",
                        ),
                        _ => text(format!("{name} LIKE "), begins, like),
                    }
                })
                .collect(),
            (How::Same, _) if self.kind == "uniqueidentifier" => values
                .filter(|value| {
                    let parts = value.split('-').map(str::len);
                    parts.eq([8, 4, 4, 4, 12])
                        && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
                })
                .map(|value| {
                    let after = " AS uniqueidentifier)";
                    text(format!("{name} = CAST("), value.clone(), after)
                })
                .collect(),
            (How::Same, Holds::Moment) => {
                let both = values.flat_map(|value| [value.clone(), value.replacen(' ', "T", 1)]);
                let mut both: Vec<String> = both.collect();
                both.dedup();
                let same = format!("{} = ", self.read());
                both.into_iter().map(|value| text(same.clone(), value, "")).collect()
            }
            // How such a number reads differs.
            (How::Same, Holds::Nearly) => {
                values.take(1).map(|_| alone(format!("{name} IS NOT NULL"))).collect()
            }
            (How::Same, _) => {
                let same = format!("{} = ", self.read());
                values.map(|value| text(same.clone(), value.clone(), "")).collect()
            }
        }
    }

    /// The column as a text of any length.
    fn as_text(&self) -> String {
        match self.holds {
            Holds::Nearly => format!("CONVERT(nvarchar(60), t.{}, 2)", quoted(&self.name)),
            _ => self.read(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Given};
    use crate::connect::How;

    #[test]
    fn what_is_looked_for_is_given_and_never_said() {
        let asked = |kind: &str, how: How, value: &str| {
            let column = Column::new("a]b".to_owned(), kind.to_owned());
            let mut given = Vec::new();
            let said = column.conditions(how, &[how.wanted(value)]);
            let said: Vec<String> = said.iter().map(|one| one.said(&mut given)).collect();
            let given = given.into_iter().map(|given| match given {
                Given::Text(text) => text,
                Given::Whole(number) => format!("={number}"),
            });
            (said.join(" OR "), given.collect::<Vec<_>>().join(", "))
        };
        let alike = "CAST(t.[a]]b] AS nvarchar(max)) COLLATE Latin1_General_100_CI_AI LIKE @P1 \
                     ESCAPE N'|'";
        let own = "t.[a]]b] LIKE CAST(@P1 AS varchar(8000)) ESCAPE '|'";
        let wide = "t.[a]]b] LIKE @P1 ESCAPE N'|'";
        let guid = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
        for (kind, how, value, said, given) in [
            ("varchar", How::Email, "A_b@x.uk", alike, "%a|_b@x.uk%"),
            ("nvarchar", How::Number, "1-a", alike, "%1%A%"),
            ("varchar", How::Phone, "01634 960001", alike, "%6%3%4%9%6%0%0%0%1%"),
            ("varchar", How::Same, "H12  ", own, "H12%"),
            ("char", How::Same, "'; --[x]%", own, "'; --|[x]|%%"),
            ("varchar", How::Same, "Zo\u{eb}", wide, "Zo\u{eb}%"),
            ("nchar", How::Same, "a|b", wide, "a||b%"),
            ("text", How::Same, "x", "CAST(t.[a]]b] AS nvarchar(max)) LIKE @P1 ESCAPE N'|'", "x%"),
            ("int", How::Same, "0077", "t.[a]]b] = @P1", "=77"),
            ("int", How::Same, "7 OR 1=1", "", ""),
            ("bigint", How::Same, "99999999999999999999", "", ""),
            ("money", How::Same, "12.50", "t.[a]]b] = 12.5", ""),
            ("decimal", How::Same, "1;2", "", ""),
            ("float", How::Same, "1.5", "t.[a]]b] IS NOT NULL", ""),
            ("uniqueidentifier", How::Same, guid, "t.[a]]b] = CAST(@P1 AS uniqueidentifier)", guid),
            ("uniqueidentifier", How::Same, "none", "", ""),
            (
                "date",
                How::Same,
                "1980-02-29",
                "CONVERT(nvarchar(40), t.[a]]b], 23) = @P1",
                "1980-02-29",
            ),
            (
                "datetime",
                How::Same,
                "1980-02-29 10:00:00",
                "CONVERT(nvarchar(40), t.[a]]b], 126) = @P1 OR CONVERT(nvarchar(40), t.[a]]b], 126) = @P2",
                "1980-02-29 10:00:00, 1980-02-29T10:00:00",
            ),
            ("varchar", How::Email, "", "", ""),
        ] {
            assert_eq!(
                asked(kind, how, value),
                (said.to_owned(), given.to_owned()),
                "{kind} {value}"
            );
        }
    }
}

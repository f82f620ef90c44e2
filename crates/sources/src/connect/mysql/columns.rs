//! What the columns of a `MySQL` table hold, how rows are found by them, and what is made of a value.

use crate::connect::How;
use crate::connect::value::{Holds, plain};

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
}

/// What a column holds, by its type as the catalogue calls it.
pub(super) fn holds(kind: &str) -> Holds {
    match kind {
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "geometry"
        | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" | "geomcollection" | "vector" => Holds::Bytes,
        "bit" => Holds::Bits,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => Holds::Whole,
        "decimal" => Holds::Decimal,
        "float" | "double" => Holds::Nearly,
        "date" | "datetime" | "timestamp" => Holds::Moment,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" => {
            Holds::Text
        }
        _ => Holds::Other,
    }
}

/// A name as this SQL quotes it.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text as this SQL takes it whatever its settings are, and whatever stands in it.
pub(super) fn literal(text: &str) -> String {
    format!("_utf8mb4 X'{}'", data_encoding::HEXUPPER.encode(text.as_bytes()))
}

/// What a text begins with, for `LIKE ... ESCAPE '|'`, after these words and before these.
fn pattern(before: &str, text: &str, after: &str) -> String {
    let escaped = text.replace('|', "||").replace('%', "|%").replace('_', "|_");
    format!("{} ESCAPE '|'", literal(&format!("{before}{escaped}{after}")))
}

/// Characters one after the other, with whatever is not of their kind in between.
fn spaced(text: &str, other: &str) -> String {
    let letters: Vec<String> = text
        .chars()
        .map(|c| match c.is_ascii_alphabetic() {
            true => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
            false => c.to_string(),
        })
        .collect();
    letters.join(&format!("{other}*"))
}

impl Column {
    /// The column as it is read: bytes only as a hash, to tell rows apart by.
    pub(super) fn read(&self) -> String {
        let name = format!("t.{}", quoted(&self.name));
        match self.holds {
            Holds::Bytes => format!("SHA2({name}, 256)"),
            Holds::Bits => format!("{name} + 0"),
            _ => name,
        }
    }

    /// A condition that every row meets that fits one of the values, and few others: which row fits
    /// is then decided by what was read. None where no value of this column can fit.
    pub(super) fn condition(&self, how: How, values: &[String]) -> Option<String> {
        let name = format!("t.{}", quoted(&self.name));
        let all = format!("CONVERT({} USING utf8mb4)", self.read());
        let each = |one: &dyn Fn(&str) -> String| {
            let values = values.iter().filter(|value| !value.is_empty());
            values.map(|value| one(value)).collect::<Vec<_>>()
        };
        let any = |conditions: Vec<String>| {
            (!conditions.is_empty()).then(|| format!("({})", conditions.join(" OR ")))
        };
        match (how, self.holds) {
            // This order of letters knows no difference of case in any language.
            (How::Email, _) => any(each(&|value| {
                let like = pattern("%", value, "%");
                format!("{all} COLLATE utf8mb4_unicode_ci LIKE {like}")
            })),
            (How::Number, _) => any(each(&|value| {
                let other = "[^A-Za-z0-9]";
                let whole = format!("^{other}*{}{other}*$", spaced(value, other));
                format!("{all} COLLATE utf8mb4_bin REGEXP {}", literal(&whole))
            })),
            (How::Phone, _) => any(each(&|value| {
                let digits = spaced(value, "[^0-9]");
                format!("{all} COLLATE utf8mb4_bin REGEXP {}", literal(&digits))
            })),
            (How::Same, Holds::Whole | Holds::Bits | Holds::Decimal) => {
                let whole = self.holds != Holds::Decimal;
                let numbers = values.iter().filter_map(|value| plain(value));
                let fitting: Vec<String> =
                    numbers.filter(|number| !whole || !number.contains('.')).collect();
                (!fitting.is_empty()).then(|| format!("{name} IN ({})", fitting.join(", ")))
            }
            (How::Same, Holds::Text) => {
                let (plain, letters): (Vec<&String>, Vec<&String>) = (values.iter())
                    .filter(|value| !value.is_empty())
                    .partition(|value| value.is_ascii());
                let mut conditions = Vec::new();
                if !plain.is_empty() {
                    // As it is, which an index finds; or filled up with what is not seen, which
                    // most orders of letters pass over at the end only where it is spaces.
                    let same: Vec<String> = plain.iter().map(|value| literal(value)).collect();
                    // What sorts before a space is not come to by `LIKE` where an index is in order
                    // of bytes.
                    let begins = plain.iter().map(|value| {
                        let (like, low) = (pattern("", value, "%"), format!("{value}\0"));
                        let (low, high) = (literal(&low), literal(value));
                        format!("{name} LIKE {like} OR {name} BETWEEN {low} AND {high}")
                    });
                    let begins: Vec<String> = begins.collect();
                    conditions.push(format!("{name} IN ({})", same.join(", ")));
                    conditions
                        .push(format!("({name} REGEXP '[^!-~]$' AND ({}))", begins.join(" OR ")));
                }
                // The column's own letters may lack these, and comparing would be refused.
                conditions.extend(letters.iter().map(|value| {
                    let (begins, length) = (pattern("", value, "%"), value.chars().count());
                    format!(
                        "({all} COLLATE utf8mb4_bin LIKE {begins} AND (CHAR_LENGTH({name}) = \
                         {length} OR {all} REGEXP '[^!-~]$'))"
                    )
                }));
                any(conditions)
            }
            (How::Same, _) => {
                let same = each(&literal).into_iter();
                let moments = each(&|value| literal(&value.replacen('T', " ", 1)));
                let same: Vec<String> = same.chain(moments).collect();
                (!same.is_empty())
                    .then(|| format!("{all} COLLATE utf8mb4_unicode_ci IN ({})", same.join(", ")))
            }
        }
    }
}

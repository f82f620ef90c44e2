//! What the columns of a `MySQL` table hold, how rows are found by them, and what is made of a value.

use serde_json::Value;

use crate::connect::How;

/// What a column holds, as far as looking for something in it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Bytes, of which nothing can be read.
    Bytes,
    /// Bits, which are read as a number.
    Bits,
    /// A whole number.
    Whole,
    /// A number with a fraction of a fixed length.
    Decimal,
    /// A number that is only nearly what was written.
    Nearly,
    /// A day and a time.
    Moment,
    /// Text, or a word of a list.
    Text,
    /// Whatever else there is, as it reads.
    Other,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
}

impl Holds {
    /// By the type, as the catalogue calls it.
    pub(super) fn of(kind: &str) -> Holds {
        match kind {
            "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob"
            | "geometry" | "point" | "linestring" | "polygon" | "multipoint"
            | "multilinestring" | "multipolygon" | "geometrycollection" | "geomcollection"
            | "vector" => Holds::Bytes,
            "bit" => Holds::Bits,
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => Holds::Whole,
            "decimal" => Holds::Decimal,
            "float" | "double" => Holds::Nearly,
            "date" | "datetime" | "timestamp" => Holds::Moment,
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum"
            | "set" => Holds::Text,
            _ => Holds::Other,
        }
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
    /// is then decided by [`Column::fits`]. None where no value of this column can fit.
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

    /// Whether a value that was read fits one that is wanted.
    pub(super) fn fits(&self, how: How, read: Option<&[u8]>, wanted: &str) -> bool {
        let Some(read) = read else { return false };
        let text = String::from_utf8_lossy(read);
        match (how, self.holds) {
            (How::Same, Holds::Whole | Holds::Bits | Holds::Decimal) => {
                plain(wanted).is_some_and(|wanted| plain(&text).as_ref() == Some(&wanted))
            }
            (How::Same, Holds::Moment) => {
                how.fits(&text, wanted) || how.fits(&text.replacen(' ', "T", 1), wanted)
            }
            _ => how.fits(&text, wanted),
        }
    }

    /// A value as it is shown.
    pub(super) fn json(&self, read: Option<&[u8]>) -> Value {
        let Some(read) = read else { return Value::Null };
        let text = String::from_utf8_lossy(read);
        match self.holds {
            Holds::Bytes => Value::Null,
            // A day that is none: old systems write it for nothing.
            Holds::Moment if text.starts_with("0000-00-00") => Value::Null,
            Holds::Moment => text.replacen(' ', "T", 1).into(),
            Holds::Whole | Holds::Bits => match (text.parse::<i64>(), text.parse::<u64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) => number.into(),
                _ => text.into(),
            },
            // A number of JSON has room for so many digits.
            Holds::Decimal | Holds::Nearly if text.len() <= 15 => {
                text.parse::<f64>().map_or_else(|_| text.as_ref().into(), Value::from)
            }
            _ => text.into(),
        }
    }
}

/// A number as there is one way to write it: no sign of plus, no zeros before it or at the end of
/// its fraction. None for what is no number such a server can hold.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || digits.len() > 66 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

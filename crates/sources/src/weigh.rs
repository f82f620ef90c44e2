//! What of a collection somebody has to weigh before it is given: health data, and rows that are not,
//! or not for certain, the person's own. What is behind a wall is no such thing: it is never given.

use charter::Charter;

use crate::Map;
use crate::collect::{Collected, Row, Whose};

/// Why something has to be weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is about health.
    Health,
    /// It is somebody else's, or may be.
    SomebodyElse,
    /// Somebody set it aside: advice of a lawyer, say.
    SetAside,
}

/// Something that has to be weighed: a row, or one field of one.
pub struct Piece {
    row: usize,
    field: Option<String>,
    /// Why.
    pub why: Why,
    /// Where: source, table and field.
    pub place: String,
    /// What it says, in one form whatever table it was copied to.
    pub says: Vec<u8>,
}

/// Where it is, never what it says.
impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piece").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Collected {
    /// What has to be weighed before it is given; and what lies in a table somebody set aside, named
    /// as `source:table`.
    #[must_use]
    pub fn to_weigh(&self, map: &Map, charter: &Charter, aside: &[String]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            match row.whose {
                Whose::Own if aside.contains(&format!("{}:{}", row.source, row.table)) => {
                    pieces.push(whole(at, row, Why::SetAside));
                }
                Whose::Own => pieces.extend(health(at, row, map, charter)),
                Whose::Others(_) | Whose::Unsettled => {
                    pieces.push(whole(at, row, Why::SomebodyElse));
                }
                Whose::BehindWall => {}
            }
        }
        pieces
    }

    /// Takes out what may not be given, and in what may be although it is not for certain the
    /// person's own. `may_go` says so of each piece.
    pub fn weighed(&mut self, pieces: &[Piece], may_go: impl Fn(&Piece) -> bool) {
        for piece in pieces {
            let Some(row) = self.rows.get_mut(piece.row) else { continue };
            match (&piece.field, may_go(piece)) {
                (Some(field), false) => {
                    row.values.remove(field);
                    row.withheld.push(field.clone());
                }
                (None, true) => row.whose = Whose::Own,
                // Set aside and not given: then it is nobody's to read.
                (None, false) if piece.why == Why::SetAside => row.whose = Whose::Unsettled,
                _ => {}
            }
        }
    }
}

/// What stands in place of words that are blacked out: as long whatever they were.
pub const BLACKED_OUT: &str = "█████";

impl Collected {
    /// Blacks words out in every copy, whatever case they are written in and whatever lies between
    /// them; how often they stood somewhere.
    pub fn black_out(&mut self, spans: &[String]) -> usize {
        let patterns: Vec<regex::Regex> = (spans.iter())
            .filter_map(|words| {
                let words: Vec<String> = words.split_whitespace().map(regex::escape).collect();
                let built =
                    regex::RegexBuilder::new(&words.join(r"\s+")).case_insensitive(true).build();
                built.ok().filter(|_| !words.is_empty())
            })
            .collect();
        let values = self.rows.iter_mut().flat_map(|row| row.values.values_mut());
        values.map(|value| black_out(value, &patterns)).sum()
    }
}

fn black_out(value: &mut serde_json::Value, patterns: &[regex::Regex]) -> usize {
    match value {
        serde_json::Value::String(text) => {
            let mut count = 0;
            for pattern in patterns {
                let here = pattern.find_iter(text).count();
                if here > 0 {
                    *text = pattern.replace_all(text, BLACKED_OUT).into_owned();
                    count += here;
                }
            }
            count
        }
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            let whole = |pattern: &regex::Regex| {
                pattern.find(&text).is_some_and(|found| found.as_str() == text)
            };
            let out = patterns.iter().any(whole);
            if out {
                *value = serde_json::Value::String(BLACKED_OUT.to_owned());
            }
            usize::from(out)
        }
        serde_json::Value::Array(list) => {
            list.iter_mut().map(|value| black_out(value, patterns)).sum()
        }
        serde_json::Value::Object(fields) => {
            fields.values_mut().map(|value| black_out(value, patterns)).sum()
        }
        _ => 0,
    }
}

/// A whole row.
fn whole(at: usize, row: &Row, why: Why) -> Piece {
    let place = format!("{}:{}", row.source, row.table);
    Piece { row: at, field: None, why, place, says: says(row.theirs()) }
}

/// The fields of a row of the person's own that are about health.
fn health(at: usize, row: &Row, map: &Map, charter: &Charter) -> Vec<Piece> {
    let table = map.source(&row.source).and_then(|source| source.table(&row.table));
    let is_health = |name: &String| {
        let field = table.and_then(|table| table.fields.get(name));
        let at = field
            .and_then(|field| charter.categories().find(field.category.get_ref().in_charter()));
        at.is_some_and(|at| charter.categories()[at].health)
    };
    (row.theirs())
        .filter(|(name, value)| !value.is_null() && is_health(name))
        .map(|(name, value)| Piece {
            row: at,
            field: Some(name.clone()),
            why: Why::Health,
            place: format!("{}:{}.{name}", row.source, row.table),
            says: says([(name, value)].into_iter()),
        })
        .collect()
}

fn says<'a>(values: impl Iterator<Item = (&'a String, &'a serde_json::Value)>) -> Vec<u8> {
    let mut fields: Vec<String> = values
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value {
            serde_json::Value::String(text) => format!("{name}={}", text.trim()),
            other => format!("{name}={other}"),
        })
        .collect();
    fields.sort();
    fields.join("\n").into_bytes()
}

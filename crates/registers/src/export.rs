//! The registers of this room, beside everything else a landlord takes along. What they say about people is in
//! the people's own files already.

use db::{Row, params};
use people::{CodeKind, Error as RecordError, ExportTo, PersonNo, Record};
use serde_json::{Map, Value, json};

use crate::Error;

/// Rows read at once.
const CHUNK: i64 = 1_000;

/// A table as it goes out: its columns by name, and whether `person` and a sealed `detail` come last.
struct Sheet {
    file: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    of_person: bool,
    sealed: bool,
}

const SHEETS: &[Sheet] = &[
    Sheet {
        file: "cameras",
        table: "camera_event",
        columns: &["no", "camera", "kind", "day", "says", "actor"],
        of_person: false,
        sealed: false,
    },
    Sheet {
        file: "pictures",
        table: "picture",
        columns: &[
            "no",
            "reference",
            "event",
            "taken",
            "shows",
            "channels",
            "told",
            "gone",
            "refused",
        ],
        of_person: false,
        sealed: false,
    },
    Sheet {
        file: "picture-uses",
        table: "picture_use",
        columns: &["no", "picture", "channel", "day", "taken_down"],
        of_person: false,
        sealed: false,
    },
    Sheet {
        file: "picture-people",
        table: "picture_person",
        columns: &["no", "picture", "agreed", "guardian"],
        of_person: true,
        sealed: true,
    },
    Sheet {
        file: "registers",
        table: "kept",
        columns: &["no", "register", "state", "day", "due", "post", "settled"],
        of_person: true,
        sealed: false,
    },
    Sheet {
        file: "marker-proposals",
        table: "marker_proposal",
        columns: &["no", "approval", "day", "post"],
        of_person: true,
        sealed: true,
    },
    Sheet {
        file: "marker-words",
        table: "marker_word",
        columns: &["no", "marker", "kind", "day", "due", "post"],
        of_person: true,
        sealed: true,
    },
];

/// Writes the registers out, one line of JSON a row.
///
/// # Errors
/// What the store, the vault or the place it goes to says.
pub fn export(record: &Record, to: &mut dyn ExportTo) -> Result<(), Error> {
    for sheet in SHEETS {
        let mut after = i64::MIN;
        loop {
            let rows = rows(record, sheet, after)?;
            let Some((last, ..)) = rows.last() else { break };
            after = *last;
            for (no, mut line, person, detail) in rows {
                let id =
                    person.map(|no| record.live_id_of(PersonNo::new(no))).transpose()?.flatten();
                if person.is_some() {
                    line.insert("person".to_owned(), json!(id.map(|id| id.to_string())));
                }
                // Of somebody who was erased nothing opens.
                if let (Some(detail), Some(_)) = (detail, id) {
                    let plain = record.open_detail_of(sheet.table, no, &detail)?;
                    line.insert("detail".to_owned(), json!(String::from_utf8_lossy(&plain)));
                }
                put(to, sheet.file, &Value::Object(line))?;
            }
        }
    }
    let recordings = record.data().read("export recordings", |tx| {
        tx.all(
            "SELECT reference, day, told, state, found FROM recording ORDER BY reference",
            params![],
            |row| {
                Ok::<_, RecordError>(json!({
                    "reference": row.text(0)?, "day": row.text(1)?, "told": row.int(2)? == 1,
                    "state": row.int(3)?, "found": row.text(4)?,
                }))
            },
        )
    })?;
    for line in recordings {
        put(to, "recordings", &line)?;
    }
    let watched = record.data().read("export what is watched", |tx| {
        tx.all(
            "SELECT marker, kind, code, review, extended, recalled FROM marker_watch ORDER BY marker",
            params![],
            |row| {
                Ok::<_, RecordError>(json!({
                    "marker": row.int(0)?, "kind": row.text(1)?, "code": row.text(2)?,
                    "review": row.opt_text(3)?, "extended": row.opt_text(4)?,
                    "recalled": row.opt_text(5)?,
                }))
            },
        )
    })?;
    for line in watched {
        put(to, "markers-watched", &line)?;
    }
    let recalls = record.data().read("export recalls", |tx| {
        tx.all(
            "SELECT marker, recipient, asked, acknowledged FROM marker_recall
             ORDER BY marker, recipient",
            params![],
            |row| {
                let code = u16::try_from(row.int(1)?).unwrap_or(0);
                Ok::<_, RecordError>(json!({
                    "marker": row.int(0)?, "recipient": record.name_of(CodeKind::Recipient, code),
                    "asked": row.text(2)?, "acknowledged": row.opt_text(3)?,
                }))
            },
        )
    })?;
    for line in recalls {
        put(to, "marker-recalls", &line)?;
    }
    Ok(())
}

fn put(to: &mut dyn ExportTo, file: &str, line: &Value) -> Result<(), Error> {
    to.line(file, line)
        .map_err(|error| Error::Malformed(format!("the export cannot be written: {error}")))
}

type Line = (i64, Map<String, Value>, Option<i64>, Option<Vec<u8>>);

fn rows(record: &Record, sheet: &Sheet, after: i64) -> Result<Vec<Line>, Error> {
    let mut columns = sheet.columns.to_vec();
    if sheet.of_person {
        columns.push("person");
    }
    if sheet.sealed {
        columns.push("detail");
    }
    let sql = format!(
        "SELECT {} FROM {} WHERE no > ?1 ORDER BY no LIMIT ?2",
        columns.join(", "),
        sheet.table
    );
    let rows = record.data().read("export a register", |tx| {
        tx.all(&sql, params![after, CHUNK], |row| {
            let mut line = Map::new();
            for (at, name) in sheet.columns.iter().enumerate() {
                line.insert((*name).to_owned(), cell(row, at, name)?);
            }
            let at = sheet.columns.len();
            let person = sheet.of_person.then(|| row.int(at)).transpose()?;
            let detail = sheet.sealed.then(|| row.blob(at + 1).map(<[u8]>::to_vec)).transpose()?;
            Ok::<_, RecordError>((row.int(0)?, line, person, detail))
        })
    })?;
    Ok(rows)
}

/// A cell by what its column holds: numbers in these, words and days in the others.
fn cell(row: &Row<'_>, at: usize, name: &str) -> Result<Value, RecordError> {
    const NUMBERS: [&str; 9] =
        ["no", "kind", "shows", "picture", "guardian", "register", "state", "marker", "approval"];
    Ok(if NUMBERS.contains(&name) { json!(row.int(at)?) } else { json!(row.opt_text(at)?) })
}

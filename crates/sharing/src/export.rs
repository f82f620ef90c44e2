//! The registers of this room, beside everything else a landlord takes along.

use db::{Tx, params};
use people::{CodeKind, Error, ExportTo, Exported, Now, PersonNo, Record};
use serde_json::{Value, json};

use crate::agreements;
use crate::disclosures::Detail;
use crate::went::Went;

/// Rows read at once.
const CHUNK: i64 = 1_000;

/// Exports everybody and everything, with the registers of disclosures and agreements, the notices that tell of
/// disclosures, and what waits to be given.
///
/// # Errors
/// As for [`Record::export`].
pub fn export(
    record: &Record,
    actor: &str,
    approval: i64,
    to: &mut dyn ExportTo,
    now: Now,
) -> Result<Exported, Error> {
    let done = record.export(actor, approval, to, now)?;
    let cannot =
        |error: std::io::Error| Error::Malformed(format!("the export cannot be written: {error}"));
    for agreement in agreements(record)? {
        let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let line = json!({
            "recipient": agreement.recipient,
            "acknowledged": text(agreement.acknowledged),
            "review": text(agreement.review),
            "ended": text(agreement.ended),
        });
        to.line("agreements", &line).map_err(cannot)?;
    }
    let (subs, notices, waits) = record.data().read("export notices and what waits", |tx| {
        Ok::<_, Error>((sub_contractors(record, tx)?, notices(record, tx)?, waiting(record, tx)?))
    })?;
    for line in subs {
        to.line("sub-contractors", &line).map_err(cannot)?;
    }
    for line in notices {
        to.line("notices-given", &line).map_err(cannot)?;
    }
    for (no, person, mut line, sealed) in waits {
        let id = record.live_id_of(person)?;
        line["person"] = id.map(|id| id.to_string()).into();
        if id.is_some() {
            let plain = record.open_detail_of("share_scheduled", no, &sealed)?;
            line["detail"] = serde_json::from_slice(&plain).unwrap_or(Value::Null);
        }
        to.line("disclosures-that-wait", &line).map_err(cannot)?;
    }
    let mut after = i64::MIN;
    loop {
        let rows = record.data().read("export disclosures", |tx| {
            tx.all(
                "SELECT no, person, recipient, purpose, given, data, told, exception, recalled,
                 detail FROM disclosure WHERE no > ?1 ORDER BY no LIMIT ?2",
                params![after, CHUNK],
                |row| {
                    let name = |kind, column| {
                        let code = u16::try_from(row.int(column)?).unwrap_or(0);
                        Ok::<_, Error>(record.name_of(kind, code).to_owned())
                    };
                    let line = json!({
                        "recipient": name(CodeKind::Recipient, 2)?,
                        "purpose": name(CodeKind::Purpose, 3)?,
                        "given": row.text(4)?,
                        "data": row.text(5)?,
                        "told": row.opt_text(6)?,
                        "not-told": row.opt_text(7)?.is_some(),
                        "recalled": row.opt_text(8)?,
                    });
                    Ok::<_, Error>((row.int(0)?, row.int(1)?, line, row.blob(9)?.to_vec()))
                },
            )
        })?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (no, person, mut line, sealed) in rows {
            let id = record.id_of(PersonNo::new(person))?;
            line["person"] = id.map(|id| id.to_string()).into();
            if id.is_some() {
                let plain = record.open_detail_of("disclosure", no, &sealed)?;
                let mut detail: Detail = serde_json::from_slice(&plain).map_err(|_| {
                    Error::Malformed("a row of the register cannot be read".to_owned())
                })?;
                // Digests say nothing to anybody else.
                detail.went = Went::default();
                line["detail"] = serde_json::to_value(&detail).unwrap_or(Value::Null);
            }
            to.line("disclosures", &line).map_err(cannot)?;
        }
    }
    Ok(done)
}

/// The name a number in a column stands for.
fn named(
    record: &Record,
    row: &db::Row<'_>,
    kind: CodeKind,
    column: usize,
) -> Result<Value, Error> {
    let code = u16::try_from(row.int(column)?).unwrap_or(0);
    Ok(record.name_of(kind, code).into())
}

fn sub_contractors(record: &Record, tx: &Tx<'_>) -> Result<Vec<Value>, Error> {
    tx.all(
        "SELECT recipient, name, acknowledged, ended FROM sub_contractor ORDER BY recipient, name",
        params![],
        |row| {
            Ok(json!({
                "recipient": named(record, row, CodeKind::Recipient, 0)?, "name": row.text(1)?,
                "acknowledged": row.opt_text(2)?, "ended": row.opt_text(3)?,
            }))
        },
    )
}

fn notices(record: &Record, tx: &Tx<'_>) -> Result<Vec<Value>, Error> {
    tx.all(
        "SELECT no, purpose, recipient, entity, relationship, since, ended, version, how
         FROM standing_notice ORDER BY since, no",
        params![],
        |row| {
            Ok(json!({
                "no": row.int(0)?, "purpose": named(record, row, CodeKind::Purpose, 1)?,
                "recipient": named(record, row, CodeKind::Recipient, 2)?,
                "entity": named(record, row, CodeKind::Entity, 3)?,
                "relationship": named(record, row, CodeKind::Relationship, 4)?,
                "since": row.text(5)?, "ended": row.opt_text(6)?, "version": row.text(7)?,
                "how": row.text(8)?,
            }))
        },
    )
}

type Waits = (i64, PersonNo, Value, Vec<u8>);

/// What waits to be given: to whom and since when, and what it is, still sealed.
fn waiting(record: &Record, tx: &Tx<'_>) -> Result<Vec<Waits>, Error> {
    tx.all(
        "SELECT person, recipient, purpose, day, told, made, post, no, detail FROM share_scheduled
         WHERE state = 0 ORDER BY day, no",
        params![],
        |row| {
            let line = json!({
                "recipient": named(record, row, CodeKind::Recipient, 1)?,
                "purpose": named(record, row, CodeKind::Purpose, 2)?,
                "day": row.text(3)?, "told": row.opt_text(4)?, "made": row.text(5)?,
                "post": row.text(6)?,
            });
            Ok((row.int(7)?, PersonNo::new(row.int(0)?), line, row.blob(8)?.to_vec()))
        },
    )
}

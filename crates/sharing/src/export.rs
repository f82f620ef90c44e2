//! The registers of this room, beside everything else a landlord takes along.

use db::params;
use people::{CodeKind, Error, ExportTo, Exported, Now, PersonNo, Record};
use serde_json::{Value, json};

use crate::agreements;
use crate::disclosures::Detail;
use crate::went::Went;

/// Rows read at once.
const CHUNK: i64 = 1_000;

/// Exports everybody and everything, with the registers of disclosures and agreements.
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

//! Registers of disclosures and agreements, from the spreadsheets they were kept in.

use db::params;
use jiff::civil::Date;
use people::import::{Import, Line, Made, Mapping, Register, Report, Row, Table, Taken, Undone};
use people::{CodeKind, Error, Now, Question, Record};

use crate::disclosures::{Detail, HowGiven, NewDisclosure};

/// Imports a register: this room's own two, or one about people.
///
/// # Errors
/// As for [`Record::import`].
pub fn import(
    record: &Record,
    questions: (&Question, &Question),
    table: &Table,
    mapping: &Mapping,
    real: bool,
    now: Now,
) -> Result<Report, Error> {
    match mapping.register {
        Register::Agreements => {
            Import::begin(record, mapping, questions, table, real, now)?.each(table, agreement)
        }
        Register::Disclosures => {
            Import::begin(record, mapping, questions, table, real, now)?.each(table, disclosure)
        }
        _ => record.import(questions, table, mapping, real, now),
    }
}

/// Undoes an import, of whichever room.
///
/// # Errors
/// As for [`Record::undo_import`].
pub fn undo_import(
    record: &Record,
    question: &Question,
    run: i64,
    now: Now,
) -> Result<Undone, Error> {
    record.undo_import(question, run, now, |tx, made, what| {
        if made != Made::Disclosure as i64 {
            // An agreement that was there before was written over: by hand.
            return Ok(false);
        }
        tx.execute("DELETE FROM disclosure WHERE no = ?1", params![what])?;
        Ok(true)
    })
}

/// What was given before is written down as it is known. Nothing is decided: it has gone.
fn disclosure(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let codes = import.record.codes();
    let recipient = import.text(line, "recipient");
    let recipient = codes.code(CodeKind::Recipient, &recipient)?;
    let purpose = match import.optional(line, "purpose") {
        Some(name) => codes.code(CodeKind::Purpose, &name)?,
        None => import.write.purpose_code(),
    };
    let words = import.text(line, "data");
    let mut data: Vec<&str> = Vec::new();
    for name in words.split([',', ';', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
        codes.code(CodeKind::Category, name)?;
        data.push(name);
    }
    if data.is_empty() {
        return Ok(Row::Left("the row does not say what was given".to_owned()));
    }
    let Some(given) = import.day(line, "given") else {
        return Ok(Row::Left("the row does not say when it was given".to_owned()));
    };
    let told: Option<Date> = import.day(line, "told");
    let how = HowGiven {
        how: import.text(line, "how"),
        power: import.optional(line, "power"),
        note: import.optional(line, "note"),
    };
    let person = match import.person(line)? {
        Ok(person) => person,
        Err(why) => return Ok(Row::Left(why)),
    };
    if !import.real {
        import.would(person)?;
        return Ok(if told.is_some() { Row::Entered } else { Row::Legacy });
    }
    let unknown = told.is_none().then(|| "imported; not known whether they were told".to_owned());
    let exception = unknown.is_some().then_some("recorded");
    let detail = Detail { how, exception: unknown, ..Detail::default() };
    let no = people::row_number();
    let new = NewDisclosure {
        no,
        recipient,
        purpose,
        entity: import.write.entity_code(),
        given,
        data: data.join(" "),
        told,
        exception,
        notice: None,
        entry: None,
        sealed: detail.seal(import.record, person, no)?,
        later: None,
    };
    let say = |account: people::Account| account.with("disclosure", no);
    let _ = import.record.write_about(
        import.write,
        person,
        import.now,
        "disclosed-before",
        say,
        move |tx, person| {
            new.insert(tx, person)?;
            taken.note(tx, Made::Disclosure, person.get(), no)
        },
    )?;
    Ok(if told.is_some() { Row::Entered } else { Row::Legacy })
}

/// An agreement without the day it was acknowledged stands as one to be put right; one that has
/// ended refuses from that day.
fn agreement(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let name = import.text(line, "recipient");
    let code = i64::from(import.record.codes().code(CodeKind::Recipient, &name)?);
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let acknowledged = import.day(line, "acknowledged");
    let (review, ended) = (import.day(line, "review"), import.day(line, "ended"));
    let review = review.or_else(|| acknowledged.is_none().then(|| import.put_right_by()));
    let row = if acknowledged.is_some() { Row::Entered } else { Row::Legacy };
    if !import.real {
        return Ok(row);
    }
    let (acknowledged, review, over) = (text(acknowledged), text(review), text(ended));
    import.record.write_office(
        import.write.actor(),
        "agreement-imported",
        &name,
        import.now,
        move |tx| {
            tx.execute(
                "INSERT INTO agreement (recipient, acknowledged, review, ended)
                 VALUES (?1, ?2, ?3, ?4) ON CONFLICT (recipient) DO UPDATE SET
                 acknowledged = excluded.acknowledged, review = excluded.review,
                 ended = excluded.ended",
                params![code, acknowledged.as_deref(), review.as_deref(), over.as_deref()],
            )?;
            match &over {
                Some(day) => tx.execute(
                    "INSERT INTO lapsed (recipient, since) VALUES (?1, ?2)
                     ON CONFLICT (recipient) DO UPDATE SET since = excluded.since",
                    params![code, day],
                )?,
                None => tx.execute("DELETE FROM lapsed WHERE recipient = ?1", params![code])?,
            };
            taken.note(tx, Made::Agreement, 0, code)
        },
    )?;
    Ok(row)
}

//! The certificate of a run: what went by which rule, and what stays readable where.
//!
//! Its hash stands in an entry of the log. Whoever has the certificate, the entry's salt and account, its
//! proof and the key of the log can check it without anything else of ours.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use db::{LogError, Tx, params};
use people::{Now, Record};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Error, runs};

/// Something that stays after a run, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Remains {
    /// What.
    pub what: &'static str,
    /// Where, and until when.
    pub r#where: &'static str,
    /// Whether anything of what was held can be read from it.
    pub readable: bool,
}

/// What stays after every run.
pub const REMAINS: &[Remains] = &[
    Remains {
        what: "what was held, sealed under keys that are destroyed",
        r#where: "in backups of the record, until they are overwritten; nobody can open it",
        readable: false,
    },
    Remains {
        what: "the retention class, the event and the days of each row, and labels of its categories",
        r#where: "in backups of the record, until they are overwritten; and in the register of runs",
        readable: true,
    },
    Remains {
        what: "choices that ended, markers and disclosures of people who are still on record",
        r#where: "in backups of the record, until they are overwritten: they lie under a key of the person's, and it lives as long as their record",
        readable: true,
    },
    Remains {
        what: "the keys themselves, in backups of the vault made before the run",
        r#where: "until those backups are overwritten, which is sooner than those of the record: keep the two apart",
        readable: true,
    },
    Remains {
        what: "salted commitments to what was done with it, and the root of the people it touched",
        r#where: "in the log, for good; they say nothing once the accounts are gone",
        readable: false,
    },
    Remains {
        what: "what others were given before, and what the landlord's own systems hold",
        r#where: "with those recipients and in those systems; disclosures and changes of sources are registers of their own",
        readable: true,
    },
];

/// A certificate, and where it stands in the log.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// What it says, as JSON: exactly the bytes its hash is of.
    pub text: String,
    /// Its proof.
    pub proven: Proven,
}

impl Certificate {
    /// It with its proof, in one JSON value to keep.
    #[must_use]
    pub fn with_proof(&self) -> serde_json::Value {
        let Proven { sha256, account, salt, leaf, proof } = &self.proven;
        serde_json::json!({
            "certificate": self.text,
            "sha256": sha256,
            "entry": {"account": account, "salt": salt, "commitment": leaf},
            "proof": proof,
        })
    }
}

/// The proof that a certificate is in the log.
#[derive(Clone, Debug)]
pub struct Proven {
    /// SHA-256 of the certificate, in hex.
    pub sha256: String,
    /// The account of the entry, as JSON; it names that hash.
    pub account: String,
    /// The salt of the entry's commitment, in hex.
    pub salt: String,
    /// The commitment: the entry's leaf, in hex.
    pub leaf: String,
    /// The proof of inclusion, with the signed checkpoint.
    pub proof: String,
}

#[derive(Serialize)]
struct Body {
    what: &'static str,
    run: i64,
    list_made_for: String,
    list_made_by: String,
    list_sha256: String,
    approved_by: Option<String>,
    charter: String,
    ended: String,
    rows_listed: u64,
    rows_gone: u64,
    rows_stayed: u64,
    people_erased: u64,
    keys_destroyed: u64,
    classes: BTreeMap<String, OfClass>,
    stayed_because: BTreeMap<String, u64>,
    entries: Vec<i64>,
    remains: &'static [Remains],
}

#[derive(Default, Serialize)]
struct OfClass {
    gone: u64,
    stayed: u64,
    rule: String,
}

/// Writes the certificate of a run whose rows have all come, and its entry. Done again it writes the
/// same.
pub(crate) fn finish(record: &Record, by: &str, no: i64, now: Now) -> Result<(), Error> {
    record.scrub_after()?;
    let run = runs::run(record, no)?;
    let text = match &run.certificate {
        Some(text) => text.clone(),
        None => body(record, &run, now)?,
    };
    let sha256 = HEXLOWER.encode(&Sha256::digest(&text));
    let at = now.micros();
    let written = record.write_incoming(
        by,
        None,
        "disposal-done",
        |account| account.with("run", no).with("certificate", sha256.as_str()),
        now,
        move |tx, _| Ok(runs::ended(tx, no, &text, at)?),
    )?;
    let entry = written.into_inner().no();
    record.data().write("entry of a certificate", move |tx| {
        tx.execute("UPDATE disposal_run SET entry = ?2 WHERE no = ?1", params![no, entry])
    })?;
    Ok(())
}

fn body(record: &Record, run: &runs::Run, now: Now) -> Result<String, Error> {
    let read = |tx: &Tx<'_>| {
        let mut classes: BTreeMap<String, OfClass> = BTreeMap::new();
        let mut because: BTreeMap<String, u64> = BTreeMap::new();
        tx.query(
            "SELECT class, came, why, COUNT(*) FROM disposal_row WHERE run = ?1
             GROUP BY class, came, why",
            params![run.no],
            |row| {
                let of = classes.entry(row.text(0)?.to_owned()).or_default();
                let count = u64::try_from(row.int(3)?).unwrap_or(0);
                match row.int(1)? {
                    1 => of.gone += count,
                    _ => of.stayed += count,
                }
                if let Some(why) = row.opt_text(2)? {
                    *because.entry(why.to_owned()).or_default() += count;
                }
                Ok::<_, Error>(())
            },
        )?;
        let sql = "SELECT entry FROM disposal_entry WHERE run = ?1 ORDER BY entry";
        let entries = tx.all(sql, params![run.no], |row| Ok::<_, Error>(row.int(0)?))?;
        Ok::<_, Error>((classes, because, entries))
    };
    let (mut classes, stayed_because, entries) = record.data().read("certificate", read)?;
    let people = classes.remove("");
    let known = record.gate().charter().retentions();
    for (name, of) in &mut classes {
        let class = known.iter().find(|one| one.id.get_ref().as_str() == name);
        let period = class.and_then(|one| one.period.as_ref()).map(|one| one.get_ref().to_string());
        let trigger = class.and_then(|one| one.trigger.as_ref()).map(|one| one.get_ref().as_str());
        let (period, trigger) = (period.unwrap_or_default(), trigger.unwrap_or_default());
        of.rule = format!("{period} from {trigger}");
    }
    let [_, gone, stayed] = run.came;
    let body = Body {
        what: "a certificate of disposal: what was past its time and is gone from the record",
        run: run.no,
        list_made_for: run.day.to_string(),
        list_made_by: run.actor.clone(),
        list_sha256: HEXLOWER.encode(&run.digest),
        approved_by: run.approved_by.clone(),
        charter: run.charter.clone(),
        ended: now.today().to_string(),
        rows_listed: run.listed,
        rows_gone: gone,
        rows_stayed: stayed,
        people_erased: people.map_or(0, |people| people.gone),
        keys_destroyed: run.keys,
        classes,
        stayed_because,
        entries,
        remains: REMAINS,
    };
    serde_json::to_string_pretty(&body)
        .map_err(|_| Error::Malformed("the certificate cannot be written".to_owned()))
}

/// The certificate of a run that is done, with its proof.
///
/// # Errors
/// [`Error::NotDone`]; [`Error::NotNumbered`] in the moment before its entry has its place in the log.
pub fn certificate(record: &Record, no: i64) -> Result<Certificate, Error> {
    let run = runs::run(record, no)?;
    let (Some(text), Some(entry)) = (run.certificate, run.entry) else {
        return Err(Error::NotDone);
    };
    let (seq, salt, account) = record.office_entry(entry)?.ok_or(Error::NotDone)?;
    let seq = seq.and_then(|seq| u64::try_from(seq).ok()).ok_or(Error::NotNumbered)?;
    // Before a checkpoint leaves the house the vault notes how far the log has come.
    record.note_entries()?;
    let (proof, leaf) = match record.data().prove(seq) {
        Ok(proven) => proven,
        Err(LogError::NoEntry | LogError::Empty) => return Err(Error::NotNumbered),
        Err(error) => return Err(Error::Malformed(error.to_string())),
    };
    Ok(Certificate {
        proven: Proven {
            sha256: HEXLOWER.encode(&Sha256::digest(&text)),
            account,
            salt: HEXLOWER.encode(&salt),
            leaf: HEXLOWER.encode(&leaf),
            proof: proof.to_string(),
        },
        text,
    })
}

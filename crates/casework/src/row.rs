//! Rows of cases, as the store has them.

use db::{Row, Tx, params};
use jiff::Timestamp;
use jiff::civil::Date;
use law::clock::Gate;
use people::{Code, Error, PersonNo};
use vault::KeyId;

use crate::Step;
use crate::clock::Happened;
use crate::{Kind, State};

/// A case without its words.
#[derive(Clone, Debug)]
pub(crate) struct CaseRow {
    pub(crate) no: i64,
    pub(crate) reference: String,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    /// How many steps it has had.
    pub(crate) version: i64,
    pub(crate) entity: Code,
    pub(crate) person: Option<PersonNo>,
    pub(crate) key: KeyId,
    pub(crate) post: String,
    pub(crate) received: Date,
    pub(crate) named: Option<Date>,
    pub(crate) due: Option<Date>,
    pub(crate) alerted: i64,
    pub(crate) outcome: Option<String>,
    /// Bits of what has to be shown, and of what is: see `proof.rs`.
    pub(crate) wanted: i64,
    pub(crate) proven: i64,
    pub(crate) proposed_by: Option<[u8; 16]>,
    pub(crate) approval: Option<i64>,
    pub(crate) sealed: Vec<u8>,
    /// The instant it came, in microseconds: where hours count.
    pub(crate) aware: i64,
    /// Where the answer that was put forward goes, as the log has it.
    pub(crate) goes_to: Option<String>,
}

pub(crate) const COLUMNS: &str =
    "no, reference, kind, state, version, entity, person, key, post, received, named, due,
     alerted, outcome, proven, proposed_by, approval, detail,
     aware, wanted, goes_to";

/// How many columns that is.
pub(crate) const COLUMN_COUNT: usize = 21;

pub(crate) fn read(row: &Row<'_>) -> Result<CaseRow, Error> {
    Ok(CaseRow {
        no: row.int(0)?,
        reference: row.text(1)?.to_owned(),
        kind: Kind::of_number(row.int(2)?).ok_or(Error::Damaged("casefile.kind"))?,
        state: State::of_number(row.int(3)?).ok_or(Error::Damaged("casefile.state"))?,
        version: row.int(4)?,
        entity: Code::try_from(row.int(5)?).unwrap_or(0),
        person: row.opt_int(6)?.map(PersonNo::new),
        key: KeyId::from_bytes(row.bytes(7)?),
        post: row.text(8)?.to_owned(),
        received: row.date(9)?,
        named: row.opt_date(10)?,
        due: row.opt_date(11)?,
        alerted: row.int(12)?,
        outcome: row.opt_text(13)?.map(str::to_owned),
        proven: row.int(14)?,
        proposed_by: row.opt_bytes(15)?,
        approval: row.opt_int(16)?,
        sealed: row.blob(17)?.to_vec(),
        aware: row.int(18)?,
        wanted: row.int(19)?,
        goes_to: row.opt_text(20)?.map(str::to_owned),
    })
}

pub(crate) fn find(tx: &Tx<'_>, no: i64) -> Result<Option<CaseRow>, Error> {
    // One whose time has come is no case any more.
    let sql = format!("SELECT {COLUMNS} FROM casefile WHERE no = ?1 AND gone IS NULL");
    tx.one(&sql, params![no], read)
}

/// One step, as it stands in the store.
#[derive(Clone, Debug)]
pub(crate) struct StepRow {
    pub(crate) no: i64,
    pub(crate) happened: Happened,
    pub(crate) state: State,
    /// Whether it is the advice of the data protection officer that something is right.
    pub(crate) said: bool,
    pub(crate) sealed: Vec<u8>,
}

/// The steps of a case, the first first.
pub(crate) fn steps(tx: &Tx<'_>, case: i64) -> Result<Vec<StepRow>, Error> {
    let sql =
        "SELECT no, step, state, day, at, gate, said, detail FROM case_step WHERE casefile = ?1
         ORDER BY n LIMIT 1001";
    tx.all(sql, params![case], |row| {
        let at = Timestamp::from_microsecond(row.int(4)?);
        Ok(StepRow {
            no: row.int(0)?,
            happened: Happened {
                step: Step::of_number(row.int(1)?).ok_or(Error::Damaged("case_step.step"))?,
                day: row.date(3)?,
                at: at.map_err(|_| Error::Damaged("case_step.at"))?,
                gate: row.opt_int(5)?.map(gate_of).transpose()?,
            },
            state: State::of_number(row.int(2)?).ok_or(Error::Damaged("case_step.state"))?,
            said: row.int(6)? != 0,
            sealed: row.blob(7)?.to_vec(),
        })
    })
}

pub(crate) fn gate_number(gate: Gate) -> i64 {
    match gate {
        Gate::Authority => 1,
        Gate::Fee => 2,
        Gate::Identity => 3,
    }
}

fn gate_of(number: i64) -> Result<Gate, Error> {
    match number {
        1 => Ok(Gate::Authority),
        2 => Ok(Gate::Fee),
        3 => Ok(Gate::Identity),
        _ => Err(Error::Damaged("case_step.gate")),
    }
}

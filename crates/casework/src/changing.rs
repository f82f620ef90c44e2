//! Changing the landlord's systems for a case by itself: somebody asks for a plan, a second person approves
//! exactly that plan, and a server that reaches the systems carries it out and looks again. What was asked,
//! the plan and what came of it is sealed under the key of the person it is about.

use db::approvals::{self, Stands};
use db::jobs::{self, Leased};
use db::{Tx, params};
use gate::NamedAsk;
use jiff::Timestamp;
use people::{Error as RecordError, Now, PersonId, PersonNo};
use serde::{Deserialize, Serialize};
use sources::change::{Change, Plan, Report};

use crate::changing_turns::Turn;
use crate::row;
use crate::{Desk, Error, Kind, Who};

/// The jobs that change, as the store calls them.
pub const CHANGING: &str = "case-change";
/// The most changes of one case that are shown.
const SHOWN_MAX: u32 = 20;
/// The most bytes of a plan that is kept: 4 MiB.
const KEPT_BYTES_MAX: usize = 4 << 20;

/// What is to be changed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Wish {
    /// What, and of which categories.
    pub change: Change,
    /// The ground of a restriction: what the person says is wrong.
    #[serde(default)]
    pub ground: Option<String>,
    /// What else they are known by: its kind in the map, and the value.
    #[serde(default)]
    pub also: Vec<(String, String)>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wish").field("change", &self.change).finish_non_exhaustive()
    }
}

/// The order for one system that is not changed from here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// The source.
    pub source: String,
    /// What people call it.
    pub name: String,
    /// The order itself, signed.
    pub text: String,
}

/// Says nothing of what is to be changed.
impl std::fmt::Debug for WorkOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkOrder").field("source", &self.source).finish_non_exhaustive()
    }
}

/// Whoever asked for what a server does, as the gate takes it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Asker {
    actor: String,
    strength: Option<String>,
    role: String,
    team: String,
    entity: String,
    purpose: String,
    reason: Option<String>,
}

impl Asker {
    pub(crate) fn of(ask: &NamedAsk) -> Asker {
        Asker {
            actor: ask.actor.clone().unwrap_or_default(),
            strength: ask.strength.clone(),
            role: ask.role.clone(),
            team: ask.team.clone(),
            entity: ask.entity.clone(),
            purpose: ask.purpose.clone(),
            reason: ask.reason.clone(),
        }
    }

    /// Whoever it was, by name.
    pub(crate) fn name(&self) -> String {
        self.actor.clone()
    }

    pub(crate) fn ask(&self) -> NamedAsk {
        NamedAsk {
            actor: Some(self.actor.clone()),
            strength: self.strength.clone(),
            role: self.role.clone(),
            team: self.team.clone(),
            entity: self.entity.clone(),
            purpose: self.purpose.clone(),
            reason: self.reason.clone(),
            action: "look".to_owned(),
            ..NamedAsk::default()
        }
    }
}

/// What is sealed of a change.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Inside {
    /// Whoever asked for what is done now.
    pub(crate) asker: Asker,
    pub(crate) wish: Wish,
    /// What was found when it was looked whether somebody could see what they must not.
    #[serde(default)]
    pub(crate) wall_looked_at: Option<String>,
    #[serde(default)]
    pub(crate) plan: Option<Plan>,
    #[serde(default)]
    pub(crate) report: Option<Report>,
    #[serde(default)]
    pub(crate) orders: Vec<WorkOrder>,
    /// Why what was tried last did not work.
    #[serde(default)]
    pub(crate) said: Option<String>,
    /// Why it was closed.
    #[serde(default)]
    pub(crate) closed: Option<String>,
}

/// How an approval of a plan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its number.
    pub no: i64,
    /// Who asked.
    pub asked_by: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Whether the holder of a post decides.
    pub high: bool,
    /// How it stands.
    pub stands: Stands,
}

/// A change of a case, as it stands.
pub struct Changed {
    /// Its number.
    pub no: i64,
    /// When it was asked for.
    pub asked: Timestamp,
    /// How it stands.
    pub turn: Turn,
    /// What is to be changed.
    pub wish: Wish,
    /// The plan, once there is one.
    pub plan: Option<Plan>,
    /// What was asked of a second person, and what they said.
    pub approval: Option<Given>,
    /// How each field ended, once it was carried out.
    pub report: Option<Report>,
    /// Orders for systems that are not changed from here.
    pub orders: Vec<WorkOrder>,
    /// Why what was tried last did not work.
    pub said: Option<String>,
    /// Why it was closed.
    pub closed: Option<String>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changed").field("turn", &self.turn).finish_non_exhaustive()
    }
}

/// A change as the store has it.
pub(crate) struct Row {
    pub(crate) no: i64,
    pub(crate) case: i64,
    pub(crate) person: PersonNo,
    pub(crate) asked: i64,
    pub(crate) turn: Turn,
    pub(crate) count: i64,
    pub(crate) plan: Option<[u8; 32]>,
    pub(crate) approval: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

const COLUMNS: &str = "no, casefile, person, asked, state, turn, plan, approval, detail";

pub(crate) fn read(row: &db::Row<'_>) -> Result<Row, RecordError> {
    Ok(Row {
        no: row.int(0)?,
        case: row.int(1)?,
        person: PersonNo::new(row.int(2)?),
        asked: row.int(3)?,
        turn: Turn::of_number(row.int(4)?).ok_or(RecordError::Damaged("case_change.state"))?,
        count: row.int(5)?,
        plan: row.opt_bytes(6)?,
        approval: row.opt_int(7)?,
        sealed: row.blob(8)?.to_vec(),
    })
}

pub(crate) fn find(tx: &Tx<'_>, no: i64) -> Result<Option<Row>, RecordError> {
    let sql = format!("SELECT {COLUMNS} FROM case_change WHERE no = ?1");
    tx.one(&sql, params![no], read)
}

/// Which kind of case asks for a change.
fn kind_of(change: &Change) -> Kind {
    match change {
        Change::Erase { .. } => Kind::Erasure,
        Change::Correct { .. } => Kind::Rectification,
        Change::Restrict { .. } => Kind::Restriction,
    }
}

impl Desk {
    /// Whom a change of a case is about, where whoever asks may do its work now.
    ///
    /// # Errors
    /// As for [`Desk::about`].
    pub fn about_change(
        &self,
        who: Who<'_>,
        case: i64,
        change: &Change,
        now: Now,
    ) -> Result<PersonId, Error> {
        self.about(who, case, kind_of(change), now)
    }

    /// The changes of a case, the newest first, for those who work on it. That they looked is in the log.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn changes(&self, who: Who<'_>, case: i64, now: Now) -> Result<Vec<Changed>, Error> {
        let shown = self.show(who, case, now)?;
        // Of somebody who is erased, or was said to be somebody else, nothing of a plan is shown.
        let Some(subject) = shown.subject else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {COLUMNS} FROM case_change WHERE casefile = ?1 ORDER BY asked DESC, no DESC
             LIMIT ?2"
        );
        let rows = self.record().data().read("changes", |tx| {
            let rows = tx.all(&sql, params![case, SHOWN_MAX], read)?;
            let all = people::records_of(tx, people::number(tx, subject)?)?;
            let rows: Vec<Row> = rows.into_iter().filter(|row| all.contains(&row.person)).collect();
            let approvals = rows.iter().map(|row| approval(tx, row, now.micros()));
            let approvals = approvals.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, RecordError>(rows.into_iter().zip(approvals).collect::<Vec<_>>())
        })?;
        if !rows.is_empty()
            && let Who::Officer(question) = who
        {
            let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
            self.looked(question, &row.ok_or(Error::None)?, "case-changes-read", now)?;
        }
        rows.into_iter()
            .map(|(row, approval)| {
                let inside = self.unseal_change(&row)?;
                Ok(Changed {
                    no: row.no,
                    asked: Timestamp::from_microsecond(row.asked).unwrap_or(Timestamp::UNIX_EPOCH),
                    turn: row.turn,
                    wish: inside.wish,
                    plan: inside.plan,
                    approval,
                    report: inside.report,
                    orders: inside.orders,
                    said: inside.said,
                    closed: inside.closed,
                })
            })
            .collect()
    }

    pub(crate) fn seal_change(
        &self,
        person: PersonId,
        no: i64,
        inside: &Inside,
    ) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(inside)
            .map_err(|_| Error::Malformed("it cannot be written down".to_owned()))?;
        let plain = zeroize::Zeroizing::new(plain);
        if plain.len() > KEPT_BYTES_MAX {
            return Err(Error::Malformed(format!(
                "the plan has more than {} MiB: plan it category by category",
                KEPT_BYTES_MAX >> 20
            )));
        }
        Ok(self.record().seal_detail_of(person, "case_change", no, &plain)?)
    }

    pub(crate) fn unseal_change(&self, row: &Row) -> Result<Inside, Error> {
        let plain = self.record().open_detail_of("case_change", row.no, &row.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| RecordError::Damaged("case_change").into())
    }

    /// Writes a change down for a server, where nobody else did in between and its turn is its own still.
    pub(crate) fn put_change(
        &self,
        row: &Row,
        to: Turn,
        sealed: Vec<u8>,
        held: &Leased,
    ) -> Result<(), Error> {
        let (no, from, was) = (row.no, row.turn, row.sealed.clone());
        let held = held.clone();
        self.record().data().write("a change", move |tx| {
            is_held(tx, &held)?;
            move_change(tx, (no, from, &was), to, &sealed)
        })?;
        Ok(())
    }
}

/// Whether a turn is this server's still: whoever is late writes nothing.
pub(crate) fn is_held(tx: &Tx<'_>, held: &Leased) -> Result<(), RecordError> {
    if jobs::is_held(tx, held)? { Ok(()) } else { Err(RecordError::Changed) }
}

/// Moves a change on from how it was read.
pub(crate) fn move_change(
    tx: &Tx<'_>,
    (no, from, was): (i64, Turn, &[u8]),
    to: Turn,
    sealed: &[u8],
) -> Result<(), RecordError> {
    let sql = "UPDATE case_change SET state = ?2, detail = ?3
               WHERE no = ?1 AND state = ?4 AND detail = ?5";
    moved(tx.execute(sql, params![no, to.number(), sealed, from.number(), was])?)
}

pub(crate) fn moved(rows: u64) -> Result<(), RecordError> {
    if rows == 1 { Ok(()) } else { Err(RecordError::Changed) }
}

fn approval(tx: &Tx<'_>, row: &Row, at: i64) -> Result<Option<Given>, RecordError> {
    let (Some(no), Some(plan)) = (row.approval, row.plan) else { return Ok(None) };
    Ok(approvals::stands(tx, no, &plan, at)?.map(|(stands, one)| Given {
        no,
        asked_by: one.asked_by,
        decided_by: one.decided_by,
        high: one.risk > 1,
        stands,
    }))
}

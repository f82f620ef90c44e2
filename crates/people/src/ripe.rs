//! What is past its time, what stands in its way, and letting it go (rows 19.1b, 22.1).
//!
//! Nothing is shown to anybody: rows go with their keys. What tells a person apart, or is a document, is
//! opened inside this room, so that the index and the store of documents lose it too.

use std::collections::{BTreeMap, BTreeSet};

use db::{Tx, params};
use jiff::civil::Date;

use vault::KeyId;

use crate::account::Account;
use crate::codes::{Code, Kind};
use crate::drawer::Label;
use crate::error::afterwards;
use crate::facts;
use crate::file::{Plan, SealedFile, retire};
use crate::ids::PersonNo;
use crate::in_the_way::{InTheWay, Keeps};
use crate::permit::{LIVE, Loaded, MERGED};
use crate::{Error, LEFT, Now, PersonId, Record, emptied};

/// The most rows read at once, and let go in one transaction.
pub const RIPE_CHUNK: u32 = 2_000;

/// What is past its time: a drawer of one person, or what is held on several together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ripe {
    /// Its number; each kind has numbers of its own.
    pub no: i64,
    /// What it is: [`Ripe::DRAWER`], [`Ripe::TOGETHER`], [`Ripe::PERSON`], or the number of a [`crate::Shelf`].
    pub kind: i64,
    /// Its retention class, by the charter's name.
    pub class: String,
    /// The event it counts from: `tenancy-end:2020-03-31`.
    pub event: String,
    /// The last day it may be kept.
    pub due: Date,
    /// How often it was changed.
    pub version: i64,
    /// Whose it is; nobody where it was read from a list.
    pub people: Vec<PersonNo>,
    /// What stands in the way; empty where nothing does.
    pub stops: Vec<Stop>,
}

impl Ripe {
    /// A drawer of one person.
    pub const DRAWER: i64 = 0;
    /// What is held on several people together.
    pub const TOGETHER: i64 = 1;
    /// Somebody of whom nothing is left. They come last in a list.
    pub const PERSON: i64 = 90;

    /// Whether no event is on record, so that it counts from the day the person left.
    #[must_use]
    pub fn assumed(&self) -> bool {
        self.event.starts_with(LEFT) && self.event[LEFT.len()..].starts_with(':')
    }
}

/// What stands in the way of letting something go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// A hold of this kind.
    Hold(String),
    /// The person wants it kept, and used for nothing (Art 18).
    Restricted,
    /// A room above keeps it for now: its word for why.
    Above(&'static str),
    /// It was taken up again, or changed, since it was planned.
    Changed,
}

impl Stop {
    /// It in one word, for registers and programs; with its kind where it is a hold.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Stop::Hold(kind) => format!("hold:{kind}"),
            Stop::Restricted => "restricted".to_owned(),
            Stop::Above(why) => (*why).to_owned(),
            Stop::Changed => "changed".to_owned(),
        }
    }
}

/// What came of letting some rows go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetGo {
    /// The kinds and numbers of the rows that are gone.
    pub gone: Vec<(i64, i64)>,
    /// Those that stayed, and why.
    pub stayed: Vec<(i64, i64, Stop)>,
    /// Keys destroyed.
    pub keys: usize,
    /// The number of the entry, where anything went.
    pub entry: Option<i64>,
}

struct Row {
    no: i64,
    class: Code,
    event: String,
    due: Date,
    version: i64,
    key: Option<KeyId>,
}

impl Row {
    fn read(row: &db::Row<'_>, key: bool) -> Result<Row, Error> {
        Ok(Row {
            no: row.int(0)?,
            class: Code::try_from(row.int(1)?).map_err(|_| Error::Damaged("drawer.class"))?,
            event: row.text(2)?.to_owned(),
            due: row.date(3)?,
            version: row.int(4)?,
            key: if key { Some(KeyId::from_bytes(row.bytes(5)?)) } else { None },
        })
    }
}

impl Record {
    /// The kinds of rows that have a day, in the order they go: what is held, then what lies on shelves.
    #[must_use]
    pub fn ripe_kinds(&self, keeps: Keeps) -> Vec<i64> {
        [Ripe::DRAWER, Ripe::TOGETHER]
            .into_iter()
            .chain(keeps.all().map(|one| one.number))
            .collect()
    }

    /// The next rows of a kind after one whose last day is before `today`, in the order of their numbers.
    /// [`RIPE_CHUNK`] at most.
    ///
    /// # Errors
    /// What the store says.
    pub fn ripe(
        &self,
        kind: i64,
        after: i64,
        today: Date,
        keeps: Keeps,
    ) -> Result<Vec<Ripe>, Error> {
        self.data().read("what is past its time", |tx| {
            if let Some(shelf) = keeps.shelf(kind) {
                return shelf.ripe(tx, &InTheWay::read(self, tx, today, keeps)?, after, today);
            }
            let together = kind == Ripe::TOGETHER;
            let sql = if together {
                "SELECT no, class, event, due, version FROM joint
                 WHERE due < ?1 AND no > ?2 ORDER BY no LIMIT ?3"
            } else {
                "SELECT no, class, event, due, version FROM drawer
                 WHERE due < ?1 AND no > ?2 ORDER BY no LIMIT ?3"
            };
            let rows = tx.all(sql, params![&today.to_string(), after, RIPE_CHUNK], |row| {
                Row::read(row, false)
            })?;
            let way = InTheWay::read(self, tx, today, keeps)?;
            rows.into_iter().map(|row| way.judge(tx, together, row)).collect()
        })
    }

    /// Lets rows go that were planned and approved: those that are as they were then, are past their
    /// time on that day and have nothing in their way. One entry, with the root of the people it touched.
    /// A row that is gone already counts as gone, so that a run that was cut off can be taken up again.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond [`RIPE_CHUNK`] rows; what the store or the vault says.
    pub fn let_rows_go(
        &self,
        actor: &str,
        run: i64,
        planned: &[Ripe],
        keeps: Keeps,
        now: Now,
        also: impl Fn(&Tx<'_>, &LetGo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<LetGo, Error> {
        if planned.len() > RIPE_CHUNK as usize {
            return Err(Error::TooMany("rows let go at once"));
        }
        for _ in 0..crate::TRIES_MAX {
            match self.let_some_go(actor, run, planned, keeps, now, also.clone()) {
                // A drawer was taken out or changed in between: look again.
                Err(Error::Changed | Error::Vault(vault::Error::Gone)) => {}
                done => return done,
            }
        }
        Err(Error::Changed)
    }

    fn let_some_go(
        &self,
        actor: &str,
        run: i64,
        planned: &[Ripe],
        keeps: Keeps,
        now: Now,
        also: impl Fn(&Tx<'_>, &LetGo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<LetGo, Error> {
        let opened = self.data().read("what must be opened", |tx| self.to_open(tx, planned))?;
        let (mut plans, mut terms, mut blobs) = (Vec::new(), Vec::new(), Vec::new());
        for (loaded, file, nos) in opened {
            let mut file = file.open(self)?;
            file.empty_drawers(&nos);
            let (_, gone) = file.moved_terms();
            let plan = file.seal(self, loaded.no, loaded.next_item)?;
            blobs.extend(plan.blobs.iter().copied());
            terms.push((loaded.no, gone));
            plans.push((nos, plan));
        }
        let (planned, record) = (planned.to_vec(), self.clone());
        let actor = actor.to_owned();
        let former = self.former()?;
        let done = self.data().write("let go", move |tx| {
            let mut done = Batch::default();
            let (today, at) = (now.today(), now.micros());
            let way = InTheWay::read(&record, tx, today, keeps)?;
            for ripe in &planned {
                match (ripe.kind, keeps.shelf(ripe.kind)) {
                    (_, Some(shelf)) => shelf.take(tx, &way, ripe, today, &mut done)?,
                    (Ripe::PERSON, _) => {
                        emptied::take(tx, ripe, &former, (today, at), keeps, &mut done)?;
                    }
                    _ => way.take(tx, ripe, &plans, &mut done)?,
                }
            }
            drop_labels(tx, &done.drawers)?;
            for no in &done.renew {
                facts::renew(tx, *no)?;
            }
            let mut let_go = done.came;
            let_go.keys = done.keys.len() + done.erased;
            if !let_go.gone.is_empty() {
                let ids = ids_of(tx, &done.people)?;
                let said =
                    Account::office(&actor, "disposed", &format!("run {run}"), record.gate())
                        .touching(&ids)
                        .with("rows", let_go.gone.len())
                        .with("keys", let_go.keys);
                let entry = record.entry(said, None, now)?;
                let_go.entry = Some(tx.log(&entry)?.no());
            }
            also(tx, &let_go)?;
            Ok::<_, Error>((let_go, done.keys, done.erased))
        })?;
        let (let_go, keys, erased) = done.into_inner();
        // After the commit: nothing points at them any more.
        afterwards("destroy keys", self.vault().destroy(&keys, now.micros()))?;
        afterwards("delete documents", self.delete_blobs(&blobs))?;
        for (no, gone) in &terms {
            afterwards("take out of the index", self.vault().index().remove_terms(no.get(), gone))?;
        }
        if erased > 0 {
            afterwards("finish erasing", self.finish_erasures_at(now.micros()))?;
        }
        Ok(let_go)
    }

    /// Overwrites what was deleted, in both stores: after the last rows of a run.
    ///
    /// # Errors
    /// What the stores say.
    pub fn scrub_after(&self) -> Result<(), Error> {
        self.note_vault()?;
        for store in [self.data(), self.vault().store()] {
            match store.scrub() {
                // Somebody reads for long: the keys are gone already.
                Ok(()) | Err(db::Error::Unavailable(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The files with a drawer that tells somebody apart or has a document: only opening says what else
    /// goes with it.
    fn to_open(
        &self,
        tx: &Tx<'_>,
        planned: &[Ripe],
    ) -> Result<Vec<(Loaded, SealedFile, Vec<i64>)>, Error> {
        let mut identifying = Vec::new();
        for category in self.gate().charter().categories().iter() {
            if !category.identifies.is_empty() {
                identifying
                    .push(self.codes().code(Kind::Category, category.id.get_ref().as_str())?);
            }
        }
        let mut by_person: BTreeMap<PersonNo, Vec<i64>> = BTreeMap::new();
        for ripe in planned.iter().filter(|ripe| ripe.kind == Ripe::DRAWER) {
            by_person.entry(PersonNo::of_drawer(ripe.no)).or_default().push(ripe.no);
        }
        let mut opened = Vec::new();
        for (no, drawers) in by_person {
            let document = tx.one(
                "SELECT 1 FROM document WHERE person = ?1 LIMIT 1",
                params![no.get()],
                |row| row.int(0),
            )?;
            let mut found = document.is_some();
            for drawer in &drawers {
                for code in identifying.iter().filter(|_| !found).collect::<Vec<_>>() {
                    let label = tx.one(
                        "SELECT 1 FROM label WHERE kind = ?1 AND code = ?2 AND drawer = ?3",
                        params![Label::Category as i64, i64::from(*code), *drawer],
                        |row| row.int(0),
                    )?;
                    found |= label.is_some();
                }
            }
            let loaded = if found { load(tx, no)? } else { None };
            if let Some(loaded) = loaded {
                let file = SealedFile::load(tx, loaded)?;
                opened.push((loaded, file, drawers));
            }
        }
        Ok(opened)
    }
}

/// What one transaction lets go.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) came: LetGo,
    keys: Vec<KeyId>,
    drawers: Vec<i64>,
    pub(crate) people: BTreeSet<PersonNo>,
    pub(crate) renew: BTreeSet<PersonNo>,
    /// Keys of people who are being erased.
    pub(crate) erased: usize,
}

impl InTheWay<'_> {
    fn judge(&self, tx: &Tx<'_>, together: bool, row: Row) -> Result<Ripe, Error> {
        let class = self.record.codes().name(Kind::Retention, row.class).to_owned();
        let mut stops = BTreeSet::new();
        let (whose, drawer) = if together {
            (sharers(tx, row.no)?, None)
        } else {
            (vec![PersonNo::of_drawer(row.no)], Some(row.no))
        };
        for no in &whose {
            self.stops(tx, *no, &class, drawer, &mut stops)?;
        }
        let kept = |no: PersonNo| self.merged.get(&no).copied().unwrap_or(no);
        Ok(Ripe {
            no: row.no,
            kind: if together { Ripe::TOGETHER } else { Ripe::DRAWER },
            people: whose.into_iter().map(kept).collect(),
            class,
            event: row.event,
            due: row.due,
            version: row.version,
            stops: stops.into_iter().collect(),
        })
    }

    /// Lets one row go, where it is as it was and nothing stands in its way.
    fn take(
        &self,
        tx: &Tx<'_>,
        planned: &Ripe,
        plans: &[(Vec<i64>, Plan)],
        done: &mut Batch,
    ) -> Result<(), Error> {
        let which = (planned.kind, planned.no);
        let together = planned.kind == Ripe::TOGETHER;
        let sql = if together {
            "SELECT no, class, event, due, version FROM joint WHERE no = ?1 AND due IS NOT NULL"
        } else {
            "SELECT no, class, event, due, version, key FROM drawer WHERE no = ?1 AND due IS NOT NULL"
        };
        let found = tx.one(sql, params![planned.no], |row| Row::read(row, !together))?;
        let Some(found) = found else {
            // Gone since, by a run that was cut off or by somebody; or it waits again.
            let there = if together {
                tx.one("SELECT 1 FROM joint WHERE no = ?1", params![planned.no], |row| row.int(0))?
            } else {
                tx.one("SELECT 1 FROM drawer WHERE no = ?1", params![planned.no], |row| row.int(0))?
            };
            match there {
                None => done.came.gone.push(which),
                Some(_) => done.came.stayed.push((which.0, which.1, Stop::Changed)),
            }
            return Ok(());
        };
        let key = found.key;
        let now = self.judge(tx, together, found)?;
        let same = now.version == planned.version
            && now.due == planned.due
            && now.event == planned.event
            && now.class == planned.class;
        let stop = now.stops.into_iter().next().or_else(|| (!same).then_some(Stop::Changed));
        if let Some(stop) = stop {
            done.came.stayed.push((which.0, which.1, stop));
            return Ok(());
        }
        if together {
            for no in sharers(tx, planned.no)? {
                let key = tx.one(
                    "DELETE FROM joint_share WHERE person = ?1 AND joint = ?2 RETURNING key",
                    params![no.get(), planned.no],
                    |row| Ok::<_, Error>(KeyId::from_bytes(row.bytes(0)?)),
                )?;
                let key = key.ok_or(Error::Changed)?;
                retire(tx, key, no)?;
                done.keys.push(key);
                done.people.insert(no);
                done.renew.insert(self.merged.get(&no).copied().unwrap_or(no));
            }
            tx.execute("DELETE FROM joint WHERE no = ?1", params![planned.no])?;
        } else if let Some((nos, plan)) = plans.iter().find(|(nos, _)| nos.contains(&planned.no)) {
            // The whole plan of a file at its first drawer: it was made for all of them.
            if nos.first() == Some(&planned.no) {
                plan.apply(tx)?;
                done.keys.extend(plan.dead_keys.iter().copied());
            } else if tx
                .one("SELECT 1 FROM drawer WHERE no = ?1", params![planned.no], |row| row.int(0))?
                .is_some()
            {
                return Err(Error::Changed);
            }
            done.people.insert(PersonNo::of_drawer(planned.no));
        } else {
            let key = key.ok_or(Error::Changed)?;
            let no = PersonNo::of_drawer(planned.no);
            tx.execute("DELETE FROM drawer WHERE no = ?1", params![planned.no])?;
            retire(tx, key, no)?;
            done.keys.push(key);
            done.drawers.push(planned.no);
            done.people.insert(no);
        }
        done.came.gone.push(which);
        Ok(())
    }
}

/// Everybody something is held on together.
fn sharers(tx: &Tx<'_>, joint: i64) -> Result<Vec<PersonNo>, Error> {
    tx.all(
        "SELECT person FROM joint_share WHERE joint = ?1 ORDER BY person",
        params![joint],
        |row| Ok::<_, Error>(PersonNo::new(row.int(0)?)),
    )
}

/// A person's own record, as it must be known to be opened inside this room.
pub(crate) fn load(tx: &Tx<'_>, no: PersonNo) -> Result<Option<Loaded>, Error> {
    tx.one(
        "SELECT id, history_key, detail_key, next_item FROM person
         WHERE no = ?1 AND state IN (?2, ?3)",
        params![no.get(), LIVE, MERGED],
        |row| {
            Ok::<_, Error>(Loaded {
                no,
                id: PersonId::from_bytes(row.bytes(0)?),
                history_key: KeyId::from_bytes(row.bytes(1)?),
                detail_key: KeyId::from_bytes(row.bytes(2)?),
                next_item: row.int(3)?,
                joint: false,
                merged: false,
            })
        },
    )
}

fn ids_of(tx: &Tx<'_>, people: &BTreeSet<PersonNo>) -> Result<Vec<[u8; 16]>, Error> {
    let mut ids = Vec::with_capacity(people.len());
    for no in people {
        let id =
            tx.one("SELECT id FROM person WHERE no = ?1", params![no.get()], |row| row.bytes(0))?;
        ids.extend(id);
    }
    Ok(ids)
}

/// Deletes the labels of drawers that are gone. Labels lie by what they say and not by their drawer: for
/// each thing they say, those between the first and the last of the drawers are looked through.
fn drop_labels(tx: &Tx<'_>, drawers: &[i64]) -> Result<(), Error> {
    let (Some(first), Some(last)) = (drawers.iter().min(), drawers.iter().max()) else {
        return Ok(());
    };
    let gone: BTreeSet<i64> = drawers.iter().copied().collect();
    let mut at = (i64::MIN, i64::MIN);
    loop {
        let next = tx.one(
            "SELECT kind, code FROM label WHERE (kind, code) > (?1, ?2) ORDER BY kind, code LIMIT 1",
            params![at.0, at.1],
            |row| Ok::<_, Error>((row.int(0)?, row.int(1)?)),
        )?;
        let Some((kind, code)) = next else { return Ok(()) };
        at = (kind, code);
        let there = tx.all(
            "SELECT drawer FROM label WHERE kind = ?1 AND code = ?2 AND drawer BETWEEN ?3 AND ?4",
            params![kind, code, *first, *last],
            |row| row.int(0),
        )?;
        for drawer in there.into_iter().filter(|drawer| gone.contains(drawer)) {
            tx.execute(
                "DELETE FROM label WHERE kind = ?1 AND code = ?2 AND drawer = ?3",
                params![kind, code, drawer],
            )?;
        }
    }
}

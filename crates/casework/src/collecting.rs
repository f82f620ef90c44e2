//! Collecting for a case by itself: somebody asks for it, a server that reaches the landlord's systems
//! does it, and the gate decides again when it does.

use db::jobs::{self, NewJob};
use db::{Tx, params};
use gate::NamedAsk;
use jiff::Timestamp;
use people::{Error as RecordError, Now, PersonId, Question, row_number};
use serde::{Deserialize, Serialize};

use crate::row::{self, CaseRow};
use crate::{Desk, Error, Step, Who};

/// The jobs that collect, as the store calls them.
pub const COLLECTING: &str = "case-collect";
/// How often a collection that is cut off is tried.
pub const COLLECTING_TRIES: u32 = 3;
/// The most things beside the record that a person is looked for by, and tables that are set aside.
pub const COLLECTION_WORDS_MAX: usize = 100;
/// The most collections of one case that are shown.
const SHOWN_MAX: u32 = 50;

/// What is to be collected.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Collection {
    /// What else they are known by: its kind in the map, and the value.
    #[serde(default)]
    pub also: Vec<(String, String)>,
    /// Tables whose rows somebody has to weigh first: `source:table`.
    #[serde(default)]
    pub set_aside: Vec<String>,
    /// Only these categories of data; all where there is none.
    #[serde(default)]
    pub only: Vec<String>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Collection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Collection(..)")
    }
}

/// How a collection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits for a server that reaches the systems.
    Waits,
    /// It is being done.
    Runs,
    /// It is done; whether every source could be searched to its end.
    Done {
        /// Whether it could.
        whole: bool,
    },
    /// It could not be done, and why.
    Failed(String),
}

/// A collection that was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When.
    pub asked: Timestamp,
    /// How it stands.
    pub progress: Progress,
}

/// A collection that is being done.
pub struct Begun {
    /// Its number.
    pub no: i64,
    /// The case.
    pub case: i64,
    /// Its reference.
    pub reference: String,
    /// Whom it is about.
    pub person: PersonId,
    /// Who asked for it.
    pub ask: NamedAsk,
    /// What is to be collected.
    pub collection: Collection,
}

/// Says nothing of whom.
impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// What is sealed in a collection.
#[derive(Clone, Serialize, Deserialize)]
struct Inside {
    actor: String,
    strength: Option<String>,
    role: String,
    team: String,
    entity: String,
    purpose: String,
    reason: Option<String>,
    collection: Collection,
}

/// The most jobs that were given up which are looked at.
const GIVEN_UP_MAX: u32 = 1_000;

const WAITS: i64 = 0;
const RUNS: i64 = 1;
const DONE: i64 = 2;
const NOT_WHOLE: i64 = 3;
const FAILED: i64 = 4;

impl Desk {
    /// Asks for a collection; a server that reaches the landlord's systems does it, and writes into the
    /// case what each source answered, and the pack. `ask` is what `question` was read from.
    ///
    /// # Errors
    /// [`Error::Malformed`] while one is under way, or where it is not known whom it is about; as for
    /// [`Desk::take`].
    pub fn ask_to_collect(
        &self,
        question: &Question,
        ask: &NamedAsk,
        case: i64,
        collection: &Collection,
        now: Now,
    ) -> Result<(), Error> {
        let who = Who::Officer(question);
        let Collection { also, set_aside, only } = collection;
        if also.len() + set_aside.len() + only.len() > COLLECTION_WORDS_MAX {
            return Err(Error::Malformed(format!(
                "a collection names {COLLECTION_WORDS_MAX} things at most"
            )));
        }
        let shown = self.show(who, case, now)?;
        self.could(who, case, Step::Search, now)?;
        let person = shown.subject.ok_or_else(nobody_known)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let inside = Inside {
            actor: ask.actor.clone().unwrap_or_default(),
            strength: ask.strength.clone(),
            role: ask.role.clone(),
            team: ask.team.clone(),
            entity: ask.entity.clone(),
            purpose: ask.purpose.clone(),
            reason: ask.reason.clone(),
            collection: collection.clone(),
        };
        let (no, at) = (row_number(), now.micros());
        let sealed = self.seal(row.key, "case_collection", no, &inside)?;
        let job = NewJob {
            kind: COLLECTING.to_owned(),
            name: no.to_string(),
            payload: String::new(),
            run_at: at,
            attempts_max: COLLECTING_TRIES,
        };
        let reference = row.reference;
        let say = |account: people::Account| account.with("case", reference.as_str());
        let done = self.record().write_about(
            question,
            person,
            now,
            "case-collection-asked",
            say,
            move |tx, _| {
                if under_way(tx, case)? {
                    return Err(RecordError::Malformed(
                        "it is being collected already; wait until that is done".to_owned(),
                    ));
                }
                tx.execute(
                    "INSERT INTO case_collection (no, casefile, asked, state, detail)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![no, case, at, WAITS, &sealed],
                )?;
                jobs::put(tx, &job)?;
                Ok(())
            },
        );
        done.map(|_| ()).map_err(Error::from)
    }

    /// The collections of a case, the newest first, for those who work on it.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn collections(&self, who: Who<'_>, case: i64, now: Now) -> Result<Vec<Asked>, Error> {
        self.show(who, case, now)?;
        let sql = "SELECT no, asked, state, said FROM case_collection WHERE casefile = ?1
                   ORDER BY asked DESC, no DESC LIMIT ?2";
        let (row, rows) = self.record().data().read("collections", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            let rows = tx.all(sql, params![case, SHOWN_MAX], |row| {
                let said = row.opt_blob(3)?.map(<[u8]>::to_vec);
                Ok::<_, RecordError>((row.int(0)?, row.int(1)?, row.int(2)?, said))
            })?;
            Ok::<_, Error>((row, rows))
        })?;
        rows.into_iter()
            .map(|(no, asked, state, said)| {
                let progress = match state {
                    WAITS => Progress::Waits,
                    RUNS => Progress::Runs,
                    DONE => Progress::Done { whole: true },
                    NOT_WHOLE => Progress::Done { whole: false },
                    _ => Progress::Failed(self.why(&row, no, said.as_deref())?),
                };
                let asked = Timestamp::from_microsecond(asked).unwrap_or(Timestamp::UNIX_EPOCH);
                Ok(Asked { asked, progress })
            })
            .collect()
    }

    fn why(&self, row: &CaseRow, no: i64, said: Option<&[u8]>) -> Result<String, Error> {
        match said {
            Some(said) => self.unseal(row.key, "case_collection_said", no, said),
            None => Ok("it was tried too often, and each time cut off".to_owned()),
        }
    }

    /// Begins a collection that was asked for, for the server that does it: who asked, and for what;
    /// none where its case is gone, or nobody is known whom it is about any more.
    ///
    /// # Errors
    /// What the store says.
    pub fn begin_collection(&self, no: i64, now: Now) -> Result<Option<Begun>, Error> {
        let sql =
            "SELECT casefile, detail FROM case_collection WHERE no = ?1 AND state IN (?2, ?3)";
        let found = self.record().data().read("a collection", |tx| {
            let one = tx.one(sql, params![no, WAITS, RUNS], |row| {
                Ok::<_, RecordError>((row.int(0)?, row.blob(1)?.to_vec()))
            })?;
            let Some((case, sealed)) = one else { return Ok(None) };
            Ok::<_, RecordError>(row::find(tx, case)?.map(|row| (row, sealed)))
        })?;
        let Some((row, sealed)) = found else { return Ok(None) };
        let Some(person) = self.subject_of(&row)? else {
            let why = "nobody is known any more whom it is about".to_owned();
            let said = self.seal(row.key, "case_collection_said", no, &why)?;
            self.collection_is(no, FAILED, Some(said), Some(now))?;
            return Ok(None);
        };
        let inside: Inside = self.unseal(row.key, "case_collection", no, &sealed)?;
        self.collection_is(no, RUNS, None, None)?;
        let ask = NamedAsk {
            actor: Some(inside.actor),
            strength: inside.strength,
            role: inside.role,
            team: inside.team,
            entity: inside.entity,
            purpose: inside.purpose,
            reason: inside.reason,
            action: "look".to_owned(),
            ..NamedAsk::default()
        };
        let (case, reference, collection) = (row.no, row.reference, inside.collection);
        Ok(Some(Begun { no, case, reference, person, ask, collection }))
    }

    /// Whether a collection may still be written into its case, by whoever asked for it: asked before
    /// anything is read.
    ///
    /// # Errors
    /// As for [`Desk::take`]: somebody has withdrawn it, put an answer forward or handed it over.
    pub fn may_collect(&self, question: &Question, case: i64, now: Now) -> Result<(), Error> {
        self.could(Who::Officer(question), case, Step::Search, now)
    }

    /// Says that a collection was stopped in good order, and waits again.
    ///
    /// # Errors
    /// What the store says.
    pub fn collection_waits(&self, begun: &Begun) -> Result<(), Error> {
        self.collection_is(begun.no, WAITS, None, None)
    }

    /// Writes down what came of a collection: whether every source was searched to its end, or why it
    /// could not be done.
    ///
    /// # Errors
    /// What the store says.
    pub fn end_collection(
        &self,
        begun: &Begun,
        came: &Result<bool, String>,
        now: Now,
    ) -> Result<(), Error> {
        let row = self.record().data().read("a case", |tx| row::find(tx, begun.case))?;
        let Some(row) = row else { return Ok(()) };
        let (state, said) = match came {
            Ok(true) => (DONE, None),
            Ok(false) => (NOT_WHOLE, None),
            Err(why) => (FAILED, Some(self.seal(row.key, "case_collection_said", begun.no, why)?)),
        };
        self.collection_is(begun.no, state, said, Some(now))
    }

    /// Says of collections that were given up that they failed: whoever asked can ask again.
    ///
    /// # Errors
    /// What the store says.
    pub fn give_up_collections(&self, now: Now) -> Result<(), Error> {
        let at = now.micros();
        self.record().data().write("collections given up", move |tx| {
            for name in jobs::dead_of(tx, COLLECTING, GIVEN_UP_MAX)? {
                let Ok(no) = name.parse::<i64>() else { continue };
                tx.execute(
                    "UPDATE case_collection SET state = ?2, ended = ?3
                     WHERE no = ?1 AND state IN (?4, ?5)",
                    params![no, FAILED, at, WAITS, RUNS],
                )?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }

    fn collection_is(
        &self,
        no: i64,
        state: i64,
        said: Option<Vec<u8>>,
        ended: Option<Now>,
    ) -> Result<(), Error> {
        let at = ended.map(Now::micros);
        // What has ended stays so, whoever comes late.
        let sql = "UPDATE case_collection SET state = ?2, said = ?3, ended = ?4
                   WHERE no = ?1 AND state IN (?5, ?6)";
        self.record().data().write("a collection", move |tx| {
            tx.execute(sql, params![no, state, said.as_deref(), at, WAITS, RUNS])
        })?;
        Ok(())
    }
}

/// Whether a case is being collected.
fn under_way(tx: &Tx<'_>, case: i64) -> Result<bool, RecordError> {
    let sql = "SELECT 1 FROM case_collection WHERE casefile = ?1 AND state IN (?2, ?3) LIMIT 1";
    Ok(tx.one(sql, params![case, WAITS, RUNS], |row| row.int(0))?.is_some())
}

fn nobody_known() -> Error {
    Error::Malformed(
        "it is not known whom this is about: `keyholder case take REFERENCE identify` first"
            .to_owned(),
    )
}

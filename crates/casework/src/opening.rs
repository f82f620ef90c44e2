//! Opening a case: something came, by whatever channel, and its time runs from then on.

use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use law::clock::Moment;
use people::{Error as RecordError, Now, PersonId, PersonNo, row_number};
use serde::{Deserialize, Serialize};

use crate::Step;
use crate::clock::Happened;
use crate::party::{Capacity, Party};
use crate::row::gate_number;
use crate::webhooks::{self, Event};
use crate::{Desk, Error, Kind, State, clock, proof};

/// The most characters of what somebody wrote or said: 100,000.
pub const WORDS_LENGTH_MAX: usize = 100_000;
/// The most cases one letter opens.
pub const KINDS_MAX: usize = 8;
/// How soon a member of parliament, or a councillor, who asks for somebody is answered, where they name
/// no day: the office's own time.
pub const REPRESENTATIVE_DAYS: i32 = 2;
/// How many open cases of one person are looked through for duplicates.
const DUPLICATES_MAX: u32 = 20;

/// Something that came.
#[derive(Clone)]
pub struct NewCase {
    /// What it is about: one letter can open several.
    pub kinds: Vec<Kind>,
    /// The legal entity, by the charter's name.
    pub entity: String,
    /// When it came: the day for most, the instant for a breach.
    pub received: Moment,
    /// Whom it is about, where that is known.
    pub subject: Option<PersonId>,
    /// Who asks.
    pub requester: Party,
    /// Who is answered, where it is somebody else.
    pub recipient: Option<Party>,
    /// What they wrote, or what was said.
    pub words: String,
    /// The day named by whoever asks, for kinds that go by it.
    pub by: Option<Date>,
}

/// Says nothing of whom or what.
impl std::fmt::Debug for NewCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCase").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

/// A case that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub no: i64,
    /// What is read out over the telephone.
    pub reference: String,
    /// What it is about.
    pub kind: Kind,
    /// The day by which; none where nothing sets one.
    pub due: Option<Date>,
}

/// What is sealed in a case.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Inside {
    pub(crate) words: String,
    pub(crate) requester: Party,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) recipient: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<String>,
    /// Where the answer that is put forward goes, where that is not what whoever is answered gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
}

/// What is sealed in a step.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct StepInside {
    /// Who.
    pub(crate) by: String,
    /// Why, or what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

/// A reference nobody can guess: 12 letters and digits in three groups.
fn reference() -> String {
    let code = data_encoding::BASE32_NOPAD.encode(&vault::random::<8>());
    format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..12])
}

/// Reads a reference as somebody typed or said it.
///
/// # Errors
/// [`Error::Malformed`] when it is none.
pub fn parse_reference(text: &str) -> Result<String, Error> {
    let code: String =
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    if code.len() != 12 {
        return Err(Error::Malformed("a reference has 12 letters and digits".to_owned()));
    }
    Ok(format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]))
}

/// A case to be written down, sealed.
pub(crate) struct Making {
    pub(crate) no: i64,
    pub(crate) reference: String,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) entity: people::Code,
    pub(crate) post: String,
    pub(crate) received: Moment,
    pub(crate) named: Option<Date>,
    pub(crate) key: vault::KeyId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) due: Option<Date>,
    pub(crate) wanted: i64,
    pub(crate) proven: i64,
    /// Its steps, the first first, each with the state it led to.
    pub(crate) steps: Vec<(Happened, State, MadeStep)>,
}

/// A step to be written down, sealed.
pub(crate) struct MadeStep {
    pub(crate) no: i64,
    pub(crate) sealed: Vec<u8>,
}

impl Making {
    fn insert(&self, tx: &Tx<'_>, person: Option<PersonNo>) -> Result<(), RecordError> {
        if let Some(person) = person {
            let others = tx.all(
                "SELECT no FROM casefile WHERE person = ?1 AND kind = ?2
                 AND state NOT IN (?3, ?4) LIMIT ?5",
                params![
                    person.get(),
                    self.kind.number(),
                    State::Sent.number(),
                    State::Closed.number(),
                    DUPLICATES_MAX
                ],
                |row| Ok::<_, RecordError>(row.int(0)?),
            )?;
            // Said to those who work on it alone: that somebody has another case is no news for
            // whoever answers the telephone.
            for other in others {
                link(tx, self.no, other, "like it")?;
            }
        }
        tx.execute(
            "INSERT INTO casefile (no, reference, kind, state, version, entity, person, key, post,
             received, aware, named, due, alerted, wanted, proven, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, ?14, ?15, ?16)",
            params![
                self.no,
                &self.reference,
                self.kind.number(),
                self.state.number(),
                i64::try_from(self.steps.len()).unwrap_or(i64::MAX),
                i64::from(self.entity),
                person.map(PersonNo::get),
                self.key.as_bytes(),
                &self.post,
                self.received.day().to_string().as_str(),
                self.received.instant().as_microsecond(),
                self.named.map(|day| day.to_string()).as_deref(),
                self.due.map(|day| day.to_string()).as_deref(),
                self.wanted,
                self.proven,
                &self.sealed
            ],
        )?;
        for (n, (happened, state, made)) in (1_i64..).zip(&self.steps) {
            tx.execute(
                "INSERT INTO case_step (no, casefile, n, step, state, day, at, gate, said, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
                params![
                    made.no,
                    self.no,
                    n,
                    happened.step.number(),
                    state.number(),
                    happened.day.to_string().as_str(),
                    happened.at.as_microsecond(),
                    happened.gate.map(gate_number),
                    &made.sealed
                ],
            )?;
        }
        Ok(())
    }

    pub(crate) fn opened(&self) -> Opened {
        Opened { no: self.no, reference: self.reference.clone(), kind: self.kind, due: self.due }
    }
}

/// What gives rise to cases, once.
#[derive(Clone, Copy)]
pub(crate) enum Claim {
    /// A message that waits: its number, the state it is in, and the one it has then.
    Mail(i64, i64, i64),
    /// Another case: none of the kind may follow from it yet.
    Follows(i64),
}

impl Claim {
    fn take(self, tx: &Tx<'_>, making: &[Making]) -> Result<(), RecordError> {
        match self {
            Claim::Mail(no, from, to) => {
                let sql = "UPDATE case_inbox SET state = ?3 WHERE no = ?1 AND state = ?2";
                if tx.execute(sql, params![no, from, to])? != 1 {
                    return Err(RecordError::Changed);
                }
            }
            Claim::Follows(from) => {
                for one in making {
                    if follows(tx, from, one.kind)? {
                        return Err(RecordError::Changed);
                    }
                    link(tx, from, one.no, FOLLOWS)?;
                }
            }
        }
        Ok(())
    }
}

/// Why a case that follows from another is linked to it.
const FOLLOWS: &str = "follows from it";

/// Whether a case of a kind follows from another already.
pub(crate) fn follows(tx: &Tx<'_>, from: i64, kind: Kind) -> Result<bool, RecordError> {
    let sql = "SELECT 1 FROM case_link l JOIN casefile c
               ON c.no = CASE WHEN l.one = ?1 THEN l.other ELSE l.one END
               WHERE (l.one = ?1 OR l.other = ?1) AND c.kind = ?2 LIMIT 1";
    Ok(tx.one(sql, params![from, kind.number()], |row| row.int(0))?.is_some())
}

/// Writes cases down: of one letter, where there are several.
pub(crate) fn insert(
    tx: &Tx<'_>,
    making: &[Making],
    person: Option<PersonNo>,
    tell: Option<Now>,
) -> Result<(), RecordError> {
    for one in making {
        one.insert(tx, person)?;
        if let Some(now) = tell {
            let event = Event {
                case: one.no,
                reference: &one.reference,
                kind: one.kind,
                state: one.state,
                step: Step::Receive,
                version: 1,
                due: one.due,
                at: now.micros(),
            };
            webhooks::tell(tx, &event)?;
        }
    }
    for pair in making.windows(2) {
        link(tx, pair[0].no, pair[1].no, "one letter")?;
    }
    Ok(())
}

impl Desk {
    /// Opens a case, or several that belong together, from one letter or call. Nothing is refused:
    /// no form, no proof and no known person is needed for the time to run.
    ///
    /// # Errors
    /// [`Error::Malformed`] where it is too long, about nothing or from tomorrow;
    /// [`people::Error::Nobody`] for a subject there is not.
    pub fn open(&self, by: &str, new: &NewCase, now: Now) -> Result<Vec<Opened>, Error> {
        self.open_claiming(by, new, None, now)
    }

    /// Opens cases of something that gives rise to them once. Of two who do it at once, the second finds
    /// it taken.
    pub(crate) fn open_claiming(
        &self,
        by: &str,
        new: &NewCase,
        claim: Option<Claim>,
        now: Now,
    ) -> Result<Vec<Opened>, Error> {
        let mut kinds = new.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() || kinds.len() > KINDS_MAX {
            return Err(Error::Malformed(format!("a case is about 1 to {KINDS_MAX} things")));
        }
        sound(new, now)?;
        let day = new.received.day();
        let entity = self.record().codes().code(people::CodeKind::Entity, &new.entity)?;
        let fast =
            new.requester.capacity == Capacity::Representative && kinds.contains(&Kind::Disclosure);
        let named = new.by.or(fast.then(|| day.saturating_add(REPRESENTATIVE_DAYS.days())));
        let first = Happened { step: Step::Receive, day, at: new.received.instant(), gate: None };
        let making = kinds
            .iter()
            .map(|&kind| self.make(by, new, kind, named, entity, &[(first, None)], now))
            .collect::<Result<Vec<_>, _>>()?;
        let opened: Vec<Opened> = making.iter().map(Making::opened).collect();
        let references: Vec<String> = opened.iter().map(|one| one.reference.clone()).collect();
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id()).collect();
        let _ = self.record().write_incoming(
            by,
            new.subject,
            "open-case",
            |account| account.with("cases", references.clone()).with("kinds", ids.clone()),
            now,
            move |tx, person| {
                if let Some(claim) = claim {
                    claim.take(tx, &making)?;
                }
                insert(tx, &making, person, Some(now))
            },
        )?;
        Ok(opened)
    }

    /// A case as it is written down, sealed, with the steps it has had, each with what was said.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a new case is made of, each a thing of its own"
    )]
    pub(crate) fn make(
        &self,
        by: &str,
        new: &NewCase,
        kind: Kind,
        named: Option<Date>,
        entity: people::Code,
        steps: &[(Happened, Option<String>)],
        now: Now,
    ) -> Result<Making, Error> {
        let (no, key) = (row_number(), self.record().fresh_key()?);
        let inside = Inside {
            words: new.words.clone(),
            requester: new.requester.clone(),
            recipient: new.recipient.clone(),
            answer: None,
            to: None,
        };
        let happened: Vec<Happened> = steps.iter().map(|(happened, _)| *happened).collect();
        let clock = clock::read(kind, &happened, named, self.instant(now))?;
        let (mut state, mut proven) = (State::Received, 0);
        let mut made = Vec::new();
        for (happened, why) in steps {
            match happened.step {
                Step::AskProof => {
                    (state, proven) = (State::Waiting, proof::asked(proven, happened.gate));
                }
                Step::Proof => {
                    proven = proof::came(proven, happened.gate);
                    if state == State::Waiting {
                        state = State::Working;
                    }
                }
                Step::Begin => state = State::Working,
                _ => {}
            }
            let step = StepInside { by: by.to_owned(), why: why.clone() };
            let number = row_number();
            let sealed = self.seal(key, "case_step", number, &step)?;
            made.push((*happened, state, MadeStep { no: number, sealed }));
        }
        Ok(Making {
            no,
            reference: reference(),
            kind,
            state,
            entity,
            post: self.posts().handler.clone(),
            received: new.received,
            named,
            key,
            sealed: self.seal(key, "casefile", no, &inside)?,
            due: clock.and_then(|clock| clock.due),
            wanted: proof::wanted(kind, new.requester.capacity),
            proven,
            steps: made,
        })
    }
}

/// Refuses what is too long, or comes from tomorrow.
pub(crate) fn sound(new: &NewCase, now: Now) -> Result<(), Error> {
    if new.words.chars().count() > WORDS_LENGTH_MAX {
        return Err(Error::Malformed(format!(
            "what was said has more than {WORDS_LENGTH_MAX} characters; attach it as a document"
        )));
    }
    let day = new.received.day();
    if new.received.instant().as_microsecond() > now.micros() && day > now.today() {
        return Err(Error::Malformed(format!("nothing comes on {day} before that day")));
    }
    Ok(())
}

/// Writes down that two cases belong together; the smaller number first, so that it stands once.
pub(crate) fn link(tx: &Tx<'_>, a: i64, b: i64, why: &str) -> Result<(), RecordError> {
    tx.execute(
        "INSERT INTO case_link (one, other, why) VALUES (?1, ?2, ?3)
         ON CONFLICT (one, other) DO NOTHING",
        params![a.min(b), a.max(b), why],
    )?;
    Ok(())
}

//! Asking somebody who alone can look: a post of the office, or somebody outside by a link without an
//! account. They are reminded on a timetable of their own, and who never answers is the owner's to know.

use db::outbox::{self, Message};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, Now, row_number};
use serde::{Deserialize, Serialize};

use crate::asking_outside::Outside;
use crate::desk::CLOCK;
use crate::row::{self, CaseRow};
use crate::sending::{self, MAIL, Sending};
use crate::taking::Beside;
use crate::{Desk, Error, REASON_LENGTH_MAX, Searched, SourceAnswer, Step, Taken, Taking, Who};

/// After how many days somebody who has not answered is reminded again.
pub const REMIND_DAYS: i32 = 3;
/// The most days somebody is given to answer.
pub const ASK_DAYS_MAX: i32 = 60;
/// After how many reminders the owner of the decision is told.
pub const REMINDERS: i64 = 2;
/// The task of a colleague who is asked.
const ASKED: &str = "case-asked";
/// The task of the owner, where nobody answers.
const UNANSWERED: &str = "case-unanswered";
/// The most questions of one case that are shown.
const SHOWN_MAX: u32 = 500;

const OPEN: i64 = 0;
const ANSWERED: i64 = 1;
const TAKEN_BACK: i64 = 2;

/// Who is asked.
#[derive(Clone, Debug)]
pub enum Whom {
    /// A post of the office: whoever holds it, or their deputy.
    Post(String),
    /// Somebody outside, by email: a link and a code, and no account.
    Outside(Box<Outside>),
}

/// A question to somebody.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which source it is about: its name in the map, or any name of its own.
    pub source: String,
    /// Who is asked.
    pub whom: Whom,
    /// What is asked.
    pub text: String,
    /// The day by which.
    pub by: Date,
}

/// What somebody answered.
#[derive(Clone)]
pub struct Reply {
    /// Whether they hold something.
    pub holds: bool,
    /// What they found, or say.
    pub text: String,
}

/// Says nothing of what was found.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("holds", &self.holds).finish_non_exhaustive()
    }
}

/// A question as it stands.
#[derive(Debug)]
pub struct Asked {
    /// Which source.
    pub source: String,
    /// Who was asked: a post, or an address.
    pub whom: String,
    /// The day by which.
    pub due: Date,
    /// How often they were reminded.
    pub reminded: i64,
    /// What they answered.
    pub reply: Option<Reply>,
    /// Whether it was taken back: somebody else was asked, or it was accepted that nobody answers.
    pub taken_back: bool,
}

/// A question that waits for whoever holds a post.
pub struct OpenQuestion {
    /// The reference of the case.
    pub reference: String,
    /// Which source.
    pub source: String,
    /// What is asked.
    pub text: String,
    /// The day by which.
    pub due: Date,
}

/// Says nothing of what is asked.
impl std::fmt::Debug for OpenQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenQuestion").field("source", &self.source).finish_non_exhaustive()
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Inside {
    text: String,
    whom: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Said {
    by: String,
    holds: bool,
    text: String,
}

/// A question, sealed, with the letter it goes by.
#[derive(Clone)]
pub(crate) struct Put {
    no: i64,
    source: String,
    pub(crate) post: Option<String>,
    pub(crate) sending: Option<Sending>,
    due: Date,
    sealed: Vec<u8>,
}

struct Row {
    no: i64,
    case: i64,
    source: String,
    post: Option<String>,
    delivery: Option<i64>,
    due: Date,
    chased: i64,
    sealed: Vec<u8>,
    answer: Option<Vec<u8>>,
    state: i64,
}

const COLUMNS: &str = "no, casefile, source, post, delivery, due, chased, detail, answer, state";

fn read(row: &db::Row<'_>) -> Result<Row, RecordError> {
    Ok(Row {
        no: row.int(0)?,
        case: row.int(1)?,
        source: row.text(2)?.to_owned(),
        post: row.opt_text(3)?.map(str::to_owned),
        delivery: row.opt_int(4)?,
        due: row.date(5)?,
        chased: row.int(6)?,
        sealed: row.blob(7)?.to_vec(),
        answer: row.opt_blob(8)?.map(<[u8]>::to_vec),
        state: row.int(9)?,
    })
}

impl Desk {
    /// Asks somebody about a source; until they answer, or somebody accepts that they did not, the case
    /// does not go on. Whoever was asked about the same source before and has not answered need not.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an empty question, a day that has passed or no address; as for
    /// [`Desk::take`].
    pub fn ask(
        &self,
        who: Who<'_>,
        case: i64,
        question: &Question,
        now: Now,
    ) -> Result<Taken, Error> {
        let length = question.text.trim().chars().count();
        if length == 0 || length > REASON_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "a question has 1 to {REASON_LENGTH_MAX} characters"
            )));
        }
        let latest = now.today().saturating_add(ASK_DAYS_MAX.days());
        if question.by < now.today() || question.by > latest {
            return Err(Error::Malformed(format!(
                "they answer today or later, and in {ASK_DAYS_MAX} days at most"
            )));
        }
        let given = match (who, &question.whom) {
            (_, Whom::Post(_)) => None,
            (Who::Officer(officer), Whom::Outside(outside)) => {
                let shown = self.show(who, case, now)?;
                self.names_nobody_behind_a_wall(officer, &shown, &question.text, now)?;
                Some(self.given_outside(&shown, outside, "a question by a link", now)?)
            }
            (Who::Clock, Whom::Outside(_)) => return Err(Error::None),
        };
        let answers = vec![SourceAnswer {
            source: question.source.clone(),
            answer: Searched::NotSearched,
            held: 0,
            accepted: false,
        }];
        let taking = Taking { answers, ..Taking::default() };
        let beside = Beside { asks: Some(question.clone()), given, ..Beside::default() };
        self.take_with(who, case, Step::Search, &taking, beside, now)
    }

    pub(crate) fn put(
        &self,
        row: &CaseRow,
        question: Option<&Question>,
    ) -> Result<Option<Put>, Error> {
        let Some(question) = question else { return Ok(None) };
        let no = row_number();
        let (post, whom, sending) = match &question.whom {
            Whom::Post(post) => (Some(post.clone()), post.clone(), None),
            Whom::Outside(outside) => {
                let to = &outside.email;
                let text = format!("{}\n\nReference: {}\n", question.text.trim(), row.reference);
                // The link outlives the reminders.
                let until = question.by.saturating_add((REMIND_DAYS * 4).days());
                let sending = self.letter_outside(row, sending::QUESTION, to, text, until)?;
                (None, format!("{}, {to}", outside.named(self)), Some(sending))
            }
        };
        let inside = Inside { text: question.text.clone(), whom };
        let sealed = self.seal(row.key, "case_asked", no, &inside)?;
        let (source, due) = (question.source.clone(), question.by);
        Ok(Some(Put { no, source, post, sending, due, sealed }))
    }

    /// Whether a letter behind a link is a question somebody has not answered.
    pub(crate) fn is_question(tx: &Tx<'_>, delivery: i64) -> Result<bool, RecordError> {
        let sql = "SELECT 1 FROM case_asked WHERE delivery = ?1 AND state = ?2";
        Ok(tx.one(sql, params![delivery, OPEN], |row| row.int(0))?.is_some())
    }

    /// Takes the answer of a colleague who holds the post that was asked.
    ///
    /// # Errors
    /// [`Error::None`] where nothing is asked of them; [`Error::Malformed`] for an answer too long.
    pub fn reply(
        &self,
        who: Who<'_>,
        case: i64,
        source: &str,
        reply: &Reply,
        now: Now,
    ) -> Result<Taken, Error> {
        let (actor, today) = (self.actor(who), now.today().to_string());
        let sql = format!(
            "SELECT {COLUMNS} FROM case_asked WHERE casefile = ?1 AND source = ?2 AND state = ?3
             AND post IS NOT NULL"
        );
        let asked = self.record().data().read("asked", |tx| {
            let about = row::find(tx, case)?.and_then(|row| row.person);
            if crate::interest::stands(tx, &actor.pseudonym, about, &today)? {
                return Ok(None);
            }
            for row in tx.all(&sql, params![case, source, OPEN], read)? {
                let post = row.post.clone().unwrap_or_default();
                if db::posts::holds(tx, &post, &actor.name, &today)? {
                    return Ok(Some(row));
                }
            }
            Ok::<_, RecordError>(None)
        })?;
        self.replied(&asked.ok_or(Error::None)?, Some(who.name()), reply, now)
    }

    /// Takes the answer of somebody outside, by the pass their link and code gave them.
    ///
    /// # Errors
    /// [`Error::None`] where the pass is no good, or it was answered; [`Error::Malformed`] for an answer
    /// too long.
    pub fn reply_by_link(
        &self,
        token: &str,
        pass: &str,
        reply: &Reply,
        now: Now,
    ) -> Result<(), Error> {
        let delivery = self.passed(token, pass, now)?;
        let sql = format!("SELECT {COLUMNS} FROM case_asked WHERE delivery = ?1 AND state = ?2");
        let asked =
            self.record().data().read("asked", |tx| tx.one(&sql, params![delivery, OPEN], read))?;
        self.replied(&asked.ok_or(Error::None)?, None, reply, now)?;
        Ok(())
    }

    fn replied(
        &self,
        asked: &Row,
        colleague: Option<&str>,
        reply: &Reply,
        now: Now,
    ) -> Result<Taken, Error> {
        let by = colleague.unwrap_or("somebody outside");
        let length = reply.text.chars().count();
        if length > REASON_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "an answer has {REASON_LENGTH_MAX} characters at most"
            )));
        }
        let row = self.record().data().read("a case", |tx| row::find(tx, asked.case))?;
        let row = row.ok_or(Error::None)?;
        let said = Said { by: by.to_owned(), holds: reply.holds, text: reply.text.clone() };
        let sealed = self.seal(row.key, "case_answer", asked.no, &said)?;
        let answer = if reply.holds { Searched::LookedByHand } else { Searched::NothingHeld };
        let answers = vec![SourceAnswer {
            source: asked.source.clone(),
            answer,
            held: usize::from(reply.holds),
            accepted: false,
        }];
        let taking = Taking { answers, why: Some(format!("{by} answered")), ..Taking::default() };
        let beside = || Beside {
            replied: Some((asked.no, sealed.clone())),
            by: colleague.map(str::to_owned),
            ..Beside::default()
        };
        match self.take_with(Who::Clock, asked.case, Step::Search, &taking, beside(), now) {
            // Too late for the search: it is kept all the same, and whoever has the case reads it.
            Err(Error::Blocked(_)) => {
                self.take_with(Who::Clock, asked.case, Step::Note, &taking, beside(), now)
            }
            answer => answer,
        }
    }

    /// The questions that wait for the posts whoever asks holds. That they looked is in the log, and in
    /// the history of whomever a question is about, before it is opened.
    ///
    /// # Errors
    /// [`people::Error::Refused`] where the notice does not let them see anything of that person.
    pub fn waiting(&self, who: Who<'_>, now: Now) -> Result<Vec<OpenQuestion>, Error> {
        let Who::Officer(question) = who else { return Err(Error::None) };
        let (actor, today) = (self.actor(who), now.today().to_string());
        let sql = format!(
            "SELECT {COLUMNS} FROM case_asked WHERE state = ?1 AND post IS NOT NULL
             ORDER BY due, no LIMIT 10000"
        );
        let rows = self.record().data().read("asked", |tx| {
            let mut mine = Vec::new();
            for asked in tx.all(&sql, params![OPEN], read)? {
                let post = asked.post.clone().unwrap_or_default();
                if !db::posts::holds(tx, &post, &actor.name, &today)? {
                    continue;
                }
                let Some(row) = row::find(tx, asked.case)? else { continue };
                if !crate::interest::stands(tx, &actor.pseudonym, row.person, &today)? {
                    mine.push((asked, row));
                }
            }
            Ok::<_, RecordError>(mine)
        })?;
        let mut waiting = Vec::new();
        for (asked, row) in rows.into_iter().take(SHOWN_MAX as usize) {
            self.looked(question, &row, "case-question-read", now)?;
            let inside: Inside = self.unseal(row.key, "case_asked", asked.no, &asked.sealed)?;
            waiting.push(OpenQuestion {
                reference: row.reference,
                source: asked.source,
                text: inside.text,
                due: asked.due,
            });
        }
        Ok(waiting)
    }

    /// The questions of a case, and what was answered; for those who work on it.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn asked(&self, who: Who<'_>, case: i64, now: Now) -> Result<Vec<Asked>, Error> {
        self.show(who, case, now)?;
        let sql =
            format!("SELECT {COLUMNS} FROM case_asked WHERE casefile = ?1 ORDER BY no LIMIT ?2");
        let (row, rows) = self.record().data().read("asked", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            Ok::<_, Error>((row, tx.all(&sql, params![case, SHOWN_MAX], read)?))
        })?;
        rows.into_iter()
            .map(|one| {
                let inside: Inside = self.unseal(row.key, "case_asked", one.no, &one.sealed)?;
                let said: Option<Said> = one
                    .answer
                    .map(|sealed| self.unseal(row.key, "case_answer", one.no, &sealed))
                    .transpose()?;
                Ok(Asked {
                    source: one.source,
                    whom: inside.whom,
                    due: one.due,
                    reminded: one.chased,
                    reply: said.map(|said| Reply { holds: said.holds, text: said.text }),
                    taken_back: one.state == TAKEN_BACK,
                })
            })
            .collect()
    }

    /// Reminds whoever has not answered by their day, and tells the owner of those who never do; how
    /// many were reminded. Once a day for each, whoever asks.
    ///
    /// # Errors
    /// What the store says; then ask again.
    pub fn remind(&self, now: Now) -> Result<usize, Error> {
        let today = now.today();
        let sql = format!(
            "SELECT {COLUMNS} FROM case_asked WHERE state = ?1 AND due < ?2 ORDER BY due, no LIMIT 1000"
        );
        let late = self.record().data().read("late answers", |tx| {
            let mut late = Vec::new();
            for asked in tx.all(&sql, params![OPEN, today.to_string().as_str()], read)? {
                if let Some(row) = row::find(tx, asked.case)?.filter(|row| row.state.is_open()) {
                    late.push((asked, row));
                }
            }
            Ok::<_, RecordError>(late)
        })?;
        if late.is_empty() {
            return Ok(0);
        }
        let (count, at) = (late.len(), now.micros());
        let owner = self.posts().owner.clone();
        let next = today.saturating_add(REMIND_DAYS.days());
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-reminders",
            |account| account.with("reminded", count),
            now,
            move |tx, _| {
                for (asked, row) in &late {
                    let first = tx.execute(
                        "UPDATE case_asked SET chased = chased + 1, due = ?3
                         WHERE no = ?1 AND chased = ?2 AND state = ?4",
                        params![asked.no, asked.chased, next.to_string().as_str(), OPEN],
                    )?;
                    // Another server did it, or they have answered.
                    if first != 1 {
                        continue;
                    }
                    remind(tx, asked, row, next, at)?;
                    if asked.chased + 1 == REMINDERS {
                        let about = format!("{} {}", row.reference, asked.source);
                        tell(tx, UNANSWERED, &owner, &about, today, at)?;
                    }
                }
                Ok(())
            },
        )?;
        Ok(count)
    }
}

fn remind(tx: &Tx<'_>, asked: &Row, row: &CaseRow, next: Date, at: i64) -> Result<(), RecordError> {
    if let Some(delivery) = asked.delivery {
        let message = Message {
            name: format!("{MAIL} {delivery} again {}", asked.chased + 1),
            kind: MAIL.to_owned(),
            recipient: delivery.to_string(),
            body: Vec::new(),
            not_before: at,
        };
        outbox::put(tx, &message, at)?;
    }
    if let Some(post) = &asked.post {
        let about = format!("{} {}", row.reference, asked.source);
        // One that was ended without an answer is given again.
        if !tasks::chase_about(tx, ASKED, &about)? {
            tell(tx, ASKED, post, &about, next, at)?;
        }
    }
    Ok(())
}

fn tell(
    tx: &Tx<'_>,
    kind: &str,
    post: &str,
    about: &str,
    due: Date,
    at: i64,
) -> Result<(), RecordError> {
    let task = NewTask {
        post: post.to_owned(),
        kind: kind.to_owned(),
        subject: None,
        reference: about.to_owned(),
        due: due.to_string(),
    };
    Ok(tasks::give_once(tx, &task, at)?)
}

/// Writes a question down with its step, and puts it to whoever is asked.
pub(crate) fn write(tx: &Tx<'_>, row: &CaseRow, put: &Put, now: Now) -> Result<(), RecordError> {
    let at = now.micros();
    take_back(tx, row, &put.source, CLOCK, at)?;
    tx.execute(
        "INSERT INTO case_asked (no, casefile, source, post, delivery, due, chased, state, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
        params![
            put.no,
            row.no,
            &put.source,
            put.post.as_deref(),
            put.sending.as_ref().map(Sending::number),
            put.due.to_string().as_str(),
            OPEN,
            &put.sealed
        ],
    )?;
    if let Some(sending) = &put.sending {
        sending::put(tx, row, sending, now)?;
    }
    if let Some(post) = &put.post {
        tell(tx, ASKED, post, &format!("{} {}", row.reference, put.source), put.due, at)?;
    }
    Ok(())
}

/// The sources somebody was asked about.
pub(crate) fn sources(tx: &Tx<'_>, case: i64) -> Result<Vec<String>, RecordError> {
    let sql = "SELECT DISTINCT source FROM case_asked WHERE casefile = ?1 LIMIT 1000";
    tx.all(sql, params![case], |row| Ok(row.text(0)?.to_owned()))
}

/// Takes back the open questions about a source: nobody has to answer them any more.
pub(crate) fn take_back(
    tx: &Tx<'_>,
    row: &CaseRow,
    source: &str,
    by: &str,
    at: i64,
) -> Result<(), RecordError> {
    let taken = tx.execute(
        "UPDATE case_asked SET state = ?3 WHERE casefile = ?1 AND source = ?2 AND state = ?4",
        params![row.no, source, TAKEN_BACK, OPEN],
    )?;
    if taken > 0 {
        let about = format!("{} {source}", row.reference);
        for kind in [ASKED, UNANSWERED] {
            tasks::end_about(tx, kind, &about, by, "taken back", at)?;
        }
    }
    Ok(())
}

/// Writes an answer down with its step.
pub(crate) fn answered(
    tx: &Tx<'_>,
    row: &CaseRow,
    (no, sealed): &(i64, Vec<u8>),
    by: &str,
    at: i64,
) -> Result<(), Error> {
    let sql = "SELECT source FROM case_asked WHERE no = ?1 AND state = ?2";
    let source =
        tx.one(sql, params![*no, OPEN], |row| Ok::<_, RecordError>(row.text(0)?.to_owned()))?;
    let source = source.ok_or(Error::None)?;
    tx.execute(
        "UPDATE case_asked SET state = ?2, answer = ?3 WHERE no = ?1",
        params![*no, ANSWERED, sealed],
    )?;
    let about = format!("{} {source}", row.reference);
    for kind in [ASKED, UNANSWERED] {
        tasks::end_about(tx, kind, &about, by, "answered", at).map_err(RecordError::from)?;
    }
    Ok(())
}

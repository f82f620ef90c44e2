//! What goes out by email: which messages wait, what each says, and what became of it.

use db::outbox::{self, Outcome as Ended};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use people::Now;
use words::{Catalogue, Message};

use crate::desk::CLOCK;
use crate::leaving::asks_for_nothing_secret;
use crate::links::CODE;
use crate::row::{self, CaseRow};
use crate::sending::{CAME_BACK, Inside, MAIL, OPEN};
use crate::{Desk, Error, Letter, State, Step, Taking, Who};

/// The most messages taken at once.
const TAKEN_MAX: u32 = 20;
/// The task of whoever finds out why something did not arrive.
const FAILED: &str = "case-mail-failed";

/// A message to be sent. It says nothing of anybody.
pub struct Outgoing {
    /// Its number in the outbox.
    no: i64,
    /// The letter it is about.
    delivery: i64,
    /// Whether it is a code, and not the letter itself.
    code: bool,
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What its `Message-ID` begins with: a mail that comes back names it.
    pub id: String,
}

/// Says nothing of whom.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("no", &self.no).finish_non_exhaustive()
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// A server took it.
    Sent,
    /// Not now: it is tried again.
    Later,
    /// It cannot be sent to this address.
    Never,
    /// It is not known whether it went: it is not sent again.
    Uncertain,
}

struct Delivery {
    no: i64,
    case: CaseRow,
    letter: String,
    state: i64,
    until: jiff::civil::Date,
    code_until: Option<i64>,
    sealed: Vec<u8>,
}

fn find(tx: &Tx<'_>, no: i64) -> Result<Option<Delivery>, people::Error> {
    let sql = "SELECT casefile, letter, until, detail, state, code_until FROM case_delivery
               WHERE no = ?1";
    let found = tx.one(sql, params![no], |row| {
        Ok::<_, people::Error>((
            row.int(0)?,
            row.text(1)?.to_owned(),
            row.date(2)?,
            row.blob(3)?.to_vec(),
            row.int(4)?,
            row.opt_int(5)?,
        ))
    })?;
    let Some((case, letter, until, sealed, state, code_until)) = found else { return Ok(None) };
    let case = row::find(tx, case)?.ok_or(people::Error::Damaged("case_delivery"))?;
    Ok(Some(Delivery { no, case, letter, state, until, code_until, sealed }))
}

impl Desk {
    /// Takes messages that wait. `base` is where this server is found, as `https://privacy.example`:
    /// links begin with it. Each is answered by [`Desk::went`]; one that is not counts as uncertain
    /// after an hour, and is somebody's task.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn outgoing(&self, base: &str, now: Now) -> Result<Vec<Outgoing>, Error> {
        let at = now.micros();
        let mut out = Vec::new();
        for kind in [MAIL, CODE] {
            let lost = self
                .record()
                .data()
                .write("uncertain", move |tx| outbox::uncertain(tx, kind, at, TAKEN_MAX))?
                .into_inner();
            for (_, of) in lost {
                self.did_not_arrive(&of, false, "it is not known whether it went", now)?;
            }
            let taken = self
                .record()
                .data()
                .write("outgoing", move |tx| outbox::take(tx, kind, at, TAKEN_MAX))?
                .into_inner();
            for (no, message) in taken {
                match self.outgoing_one(no, &message, base, now) {
                    Ok(Some(one)) => out.push(one),
                    // Over, or gone with its case: there is nothing to send.
                    Ok(None) => self.settle(no, Ended::Failed, at)?,
                    // One that cannot be read holds up no other: it is somebody's task.
                    Err(_) => {
                        self.settle(no, Ended::Failed, at)?;
                        self.did_not_arrive(&message.recipient, false, "it cannot be read", now)?;
                    }
                }
            }
        }
        Ok(out)
    }

    fn outgoing_one(
        &self,
        no: i64,
        message: &outbox::Message,
        base: &str,
        now: Now,
    ) -> Result<Option<Outgoing>, Error> {
        let delivery = message.recipient.parse().map_err(|_| Error::None)?;
        let found = self.record().data().read("a letter", |tx| find(tx, delivery))?;
        let Some(found) = found.filter(|one| one.state == OPEN && one.until >= now.today()) else {
            return Ok(None);
        };
        let inside: Inside =
            self.unseal(found.case.key, "case_delivery", found.no, &found.sealed)?;
        let (Some(to), Some(token)) = (inside.to, inside.token) else { return Ok(None) };
        let english = Catalogue::english();
        let organisation = self.record().gate().charter().head().name.as_str();
        let reference = found.case.reference.as_str();
        let (subject, text) = if message.kind == CODE {
            // One that is good no longer would only be typed wrong.
            if found.code_until.is_none_or(|until| until <= now.micros()) {
                return Ok(None);
            }
            let code: String =
                self.unseal(found.case.key, "case_code", no_of(message), &message.body)?;
            let text = Message::new("casework-mail-code").with("code", code);
            (Message::new("casework-mail-code-subject").with("reference", reference), text)
        } else {
            let link = format!("{}/letters/{token}", base.trim_end_matches('/'));
            let text = Message::new("casework-mail-text")
                .with("link", link)
                .with("until", crate::letters::in_words(found.until));
            (Message::new("casework-mail-subject").with("organisation", organisation), text)
        };
        let text = text.with("reference", reference).with("organisation", organisation);
        let (subject, text) = (english.render(&subject), english.render(&text));
        asks_for_nothing_secret(&text)?;
        Ok(Some(Outgoing {
            no,
            delivery,
            code: message.kind == CODE,
            to,
            subject,
            text,
            id: format!("keyholder.{:x}.{no}", delivery.cast_unsigned()),
        }))
    }

    /// Says what became of a message. One that cannot arrive is a task; an answer that cannot takes
    /// its case back.
    ///
    /// # Errors
    /// What the store says.
    pub fn went(&self, message: &Outgoing, went: Went, now: Now) -> Result<(), Error> {
        let (no, at) = (message.no, now.micros());
        match went {
            Went::Sent => self.settle(no, Ended::Sent, at),
            Went::Uncertain => {
                self.settle(no, Ended::Uncertain, at)?;
                let why = "it is not known whether it went";
                self.did_not_arrive(&message.delivery.to_string(), false, why, now)
            }
            Went::Later => {
                let again =
                    self.record().data().write("again", move |tx| outbox::again(tx, no, at))?;
                if again.into_inner() {
                    return Ok(());
                }
                let why = "no server took it, however often it was tried";
                self.did_not_arrive(&message.delivery.to_string(), !message.code, why, now)
            }
            Went::Never => {
                self.settle(no, Ended::Failed, at)?;
                let why = "the address does not take mail";
                self.did_not_arrive(&message.delivery.to_string(), !message.code, why, now)
            }
        }
    }

    pub(crate) fn settle(&self, no: i64, ended: Ended, at: i64) -> Result<(), Error> {
        self.record().data().write("settle", move |tx| outbox::settle(tx, no, ended, at))?;
        Ok(())
    }

    /// A mail came back whose `Message-ID` this is; whether it was one of ours.
    ///
    /// # Errors
    /// What the store says.
    pub fn came_back(&self, message_id: &str, why: &str, now: Now) -> Result<bool, Error> {
        let id = message_id.trim().trim_start_matches('<');
        let mut parts = id.strip_prefix("keyholder.").unwrap_or_default().split(['.', '@']);
        let delivery = parts.next().and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let message = parts.next().and_then(|no| no.parse::<i64>().ok());
        let (Some(delivery), Some(message)) = (delivery, message) else { return Ok(false) };
        let delivery = delivery.cast_signed();
        if self.record().data().read("a letter", |tx| find(tx, delivery))?.is_none() {
            return Ok(false);
        }
        // A code that came back is not the letter that came back: that may have been read.
        let sql = "SELECT kind FROM outbox WHERE no = ?1 AND recipient = ?2";
        let kind = self.record().data().read("a message", |tx| {
            tx.one(sql, params![message, &delivery.to_string()], |row| {
                Ok::<_, people::Error>(row.text(0)?.to_owned())
            })
        })?;
        let Some(kind) = kind else { return Ok(false) };
        self.did_not_arrive(&delivery.to_string(), kind == MAIL, why, now)?;
        Ok(true)
    }

    /// Writes down that a letter did not arrive, or may not have: a task for whoever has the case; and
    /// an answer that surely did not takes its case back.
    fn did_not_arrive(
        &self,
        delivery: &str,
        surely: bool,
        why: &str,
        now: Now,
    ) -> Result<(), Error> {
        let delivery: i64 = delivery.parse().map_err(|_| Error::None)?;
        let found = self.record().data().read("a letter", |tx| find(tx, delivery))?;
        let Some(Delivery { case, letter, state, .. }) = found else { return Ok(()) };
        // Said once of each letter, however often it comes back.
        if state != OPEN {
            return Ok(());
        }
        let (reference, at) = (case.reference.clone(), now.micros());
        let due = now.today().saturating_add(1.days()).to_string();
        let task = NewTask {
            post: case.post.clone(),
            kind: FAILED.to_owned(),
            subject: None,
            reference: format!("{reference} {letter}"),
            due,
        };
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-letter-lost",
            |account| account.with("case", reference.as_str()).with("sure", surely),
            now,
            move |tx, _| {
                if surely {
                    tx.execute(
                        "UPDATE case_delivery SET state = ?2 WHERE no = ?1",
                        params![delivery, CAME_BACK],
                    )?;
                }
                tasks::give_once(tx, &task, at)?;
                Ok(())
            },
        )?;
        let sent = matches!(case.state, State::Sent | State::Closed);
        if surely && sent && letter == Letter::Answer.id() {
            let taking = Taking { why: Some(why.to_owned()), ..Taking::default() };
            let sql = "SELECT casefile FROM case_delivery_also WHERE delivery = ?1";
            let mut cases = self.record().data().read("also", |tx| {
                tx.all(sql, params![delivery], |row| Ok::<_, people::Error>(row.int(0)?))
            })?;
            // All it answered are answered no longer.
            cases.push(case.no);
            for case in cases {
                match self.take(Who::Clock, case, Step::Bounce, &taking, now) {
                    // Somebody took it up already.
                    Ok(_) | Err(Error::Blocked(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

/// The row a code is sealed for: the end of its message's name.
fn no_of(message: &outbox::Message) -> i64 {
    message.name.rsplit(' ').next().and_then(|no| no.parse().ok()).unwrap_or(0)
}

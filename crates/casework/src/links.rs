//! Fetching a letter by its link: no account, a code, and an end. Whoever has the link alone learns
//! that there is a letter, and nothing of whom.

use std::io::Write;

use db::outbox::{self, Message};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use people::{Now, row_number};
use vault::BlobName;

use crate::desk::CLOCK;
use crate::row::{self, CaseRow};
use crate::sending::{Inside, OPEN, OVER, hash, new_code};
use crate::{CodeBy, Desk, Error};

/// What a code waits as in the outbox.
pub(crate) const CODE: &str = "case-code";
/// The task of whoever helps somebody who typed too many wrong codes, or finds out who did.
const SHUT: &str = "case-link-shut";
/// How long a code that was mailed holds: a quarter of an hour, in microseconds.
const CODE_LASTS: i64 = 15 * 60_000_000;
/// How long the pack can be fetched after the letter was opened: half an hour, in microseconds.
const PASS_LASTS: i64 = 30 * 60_000_000;
/// How long an answer can be given after a question was opened: they have to look first. Two days.
const ANSWER_LASTS: i64 = 2 * 24 * 3_600_000_000;
/// How often a wrong code may be typed before the link is shut: 5 times.
pub const TRIES_MAX: i64 = 5;
/// How many codes are mailed for one link: 10.
pub const CODES_MAX: i64 = 10;

/// What whoever has a link learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who tells them the code.
    pub code_by: CodeBy,
    /// The last day.
    pub until: jiff::civil::Date,
    /// Whether too many wrong codes were typed: then somebody of the office has to help.
    pub shut: bool,
}

/// A letter that was opened.
pub struct OpenLetter {
    /// The letter.
    pub text: String,
    /// What the pack is fetched with, where there is one.
    pub pass: Option<String>,
    /// What an answer is given with, where it is a question.
    pub answer: Option<String>,
}

/// Says nothing of what it says.
impl std::fmt::Debug for OpenLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenLetter").finish_non_exhaustive()
    }
}

struct Row {
    no: i64,
    case: i64,
    until: jiff::civil::Date,
    code: Option<[u8; 16]>,
    code_until: Option<i64>,
    codes: i64,
    tries: i64,
    pass: Option<[u8; 32]>,
    pass_until: Option<i64>,
    pack: Option<[u8; 16]>,
    sealed: Vec<u8>,
}

impl Row {
    /// Whether a pass was given for this letter, and is still good.
    fn lets_in(&self, pass: &str, now: Now) -> bool {
        self.pass == Some(hash(pass)) && self.pass_until > Some(now.micros())
    }
}

fn find(tx: &Tx<'_>, token: &[u8; 32], today: &str) -> Result<(Row, CaseRow), Error> {
    let sql = "SELECT no, casefile, until, code, code_until, codes, tries, pass, pass_until, pack,
               detail FROM case_delivery WHERE token = ?1 AND state = ?2 AND until >= ?3";
    let row = tx.one(sql, params![token, OPEN, today], |row| {
        Ok::<_, people::Error>(Row {
            no: row.int(0)?,
            case: row.int(1)?,
            until: row.date(2)?,
            code: row.opt_bytes(3)?,
            code_until: row.opt_int(4)?,
            codes: row.int(5)?,
            tries: row.int(6)?,
            pass: row.opt_bytes(7)?,
            pass_until: row.opt_int(8)?,
            pack: row.opt_bytes(9)?,
            sealed: row.blob(10)?.to_vec(),
        })
    })?;
    let row = row.ok_or(Error::None)?;
    let case = row::find(tx, row.case)?.ok_or(Error::None)?;
    Ok((row, case))
}

impl Desk {
    fn by_link(&self, token: &str, now: Now) -> Result<(Row, CaseRow), Error> {
        let (hash, today) = (hash(token), now.today().to_string());
        self.record().data().read("a link", |tx| find(tx, &hash, &today))
    }

    /// What whoever has a link learns.
    ///
    /// # Errors
    /// [`Error::None`] for one there is not, that is over or that came back: they look alike.
    pub fn link(&self, token: &str, now: Now) -> Result<Link, Error> {
        let (row, _) = self.by_link(token, now)?;
        Ok(Link { code_by: code_by(&row), until: row.until, shut: row.tries >= TRIES_MAX })
    }

    /// Mails a code to the address the link went to. The one before it holds no longer.
    ///
    /// # Errors
    /// [`Error::None`] as for [`Desk::link`]; [`Error::Malformed`] where the office tells the code, or
    /// after [`CODES_MAX`] codes; [`Error::Shut`].
    pub fn ask_code(&self, token: &str, now: Now) -> Result<(), Error> {
        let (row, case) = self.by_link(token, now)?;
        if row.tries >= TRIES_MAX {
            return Err(Error::Shut);
        }
        if code_by(&row) == CodeBy::Office || row.codes >= CODES_MAX {
            return Err(Error::Malformed("no code is sent for this link".to_owned()));
        }
        let (code, message) = (new_code(), row_number());
        let (stored, until) = (self.code_of(row.no, &code), now.micros() + CODE_LASTS);
        let message = Message {
            name: format!("{CODE} {message}"),
            kind: CODE.to_owned(),
            recipient: row.no.to_string(),
            body: self.seal(case.key, "case_code", message, &code)?,
            not_before: now.micros(),
        };
        let (no, codes, at) = (row.no, row.codes, now.micros());
        let reference = case.reference;
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-code-asked",
            |account| account.with("case", reference.as_str()),
            now,
            move |tx, _| {
                let first = tx.execute(
                    "UPDATE case_delivery SET code = ?3, code_until = ?4, codes = codes + 1
                     WHERE no = ?1 AND codes = ?2",
                    params![no, codes, &stored, until],
                )?;
                if first == 1 {
                    outbox::put(tx, &message, at)?;
                }
                Ok(())
            },
        )?;
        Ok(())
    }

    /// Opens a letter with the code. That it was opened, and every wrong try, is in the log.
    ///
    /// # Errors
    /// [`Error::None`] as for [`Desk::link`]; [`Error::WrongCode`]; [`Error::Shut`].
    pub fn open_letter(&self, token: &str, code: &str, now: Now) -> Result<OpenLetter, Error> {
        let (row, case) = self.by_link(token, now)?;
        if row.tries >= TRIES_MAX {
            return Err(Error::Shut);
        }
        let typed = self.code_of(row.no, code);
        let fresh = row.code_until.is_none_or(|until| until > now.micros());
        let right = fresh && row.code == Some(typed);
        let asks = self.record().data().read("asks", |tx| Desk::is_question(tx, row.no))?;
        let pass = data_encoding::BASE32_NOPAD.encode(&vault::random::<20>()).to_lowercase();
        let pass = (right && (row.pack.is_some() || asks)).then_some(pass);
        let stored = pass.as_deref().map(hash);
        let (no, tries, at) = (row.no, row.tries, now.micros());
        let until = at + if asks { ANSWER_LASTS } else { PASS_LASTS };
        let shut = NewTask {
            post: case.post.clone(),
            kind: SHUT.to_owned(),
            subject: None,
            reference: case.reference.clone(),
            due: now.today().to_string(),
        };
        let mailed = row.code_until.is_some();
        let subject = self.subject_of(&case)?;
        let (act, reference) =
            (if right { "case-letter-opened" } else { "case-wrong-code" }, case.reference);
        let _ = self.record().write_incoming(
            CLOCK,
            subject,
            act,
            |account| account.with("case", reference.as_str()),
            now,
            move |tx, _| {
                // Of two who type at once, one has to type again.
                let counted = if right {
                    // A code that was mailed opens once; one the office told, as long as the link.
                    let sql = "UPDATE case_delivery SET pass = ?3, pass_until = ?4, tries = 0,
                               code = CASE WHEN ?5 = 1 THEN NULL ELSE code END
                               WHERE no = ?1 AND tries = ?2";
                    let pass = stored.as_ref().map(|hash| hash.as_slice());
                    tx.execute(sql, params![no, tries, pass, until, i64::from(mailed)])?
                } else {
                    let sql = "UPDATE case_delivery SET tries = tries + 1
                               WHERE no = ?1 AND tries = ?2";
                    tx.execute(sql, params![no, tries])?
                };
                if counted != 1 {
                    return Err(people::Error::Changed);
                }
                if !right && tries + 1 >= TRIES_MAX {
                    tasks::give(tx, &shut, at)?;
                }
                Ok(())
            },
        )?;
        if !right {
            return Err(Error::WrongCode { left: (TRIES_MAX - row.tries - 1).max(0) });
        }
        let inside: Inside = self.unseal(case.key, "case_delivery", row.no, &row.sealed)?;
        let answer = pass.clone().filter(|_| asks);
        Ok(OpenLetter { text: inside.text, pass: pass.filter(|_| row.pack.is_some()), answer })
    }

    /// The letter a pass was given for.
    pub(crate) fn passed(&self, token: &str, pass: &str, now: Now) -> Result<i64, Error> {
        let (row, _) = self.by_link(token, now)?;
        let good = row.lets_in(pass, now);
        if good { Ok(row.no) } else { Err(Error::None) }
    }

    /// Writes out the pack that goes with a letter that was opened.
    ///
    /// # Errors
    /// [`Error::None`] as for [`Desk::link`], or where the pass is not, or no longer, good.
    pub fn fetch_pack(
        &self,
        token: &str,
        pass: &str,
        to: &mut dyn Write,
        now: Now,
    ) -> Result<(), Error> {
        let (row, case) = self.by_link(token, now)?;
        let good = row.lets_in(pass, now);
        let (true, Some(pack)) = (good, row.pack) else { return Err(Error::None) };
        let subject = self.subject_of(&case)?;
        let reference = case.reference;
        let _ = self.record().write_incoming(
            CLOCK,
            subject,
            "case-pack-fetched",
            |account| account.with("case", reference.as_str()),
            now,
            |_, _| Ok(()),
        )?;
        self.record().get_document_under(case.key, BlobName::from_bytes(pack), to)?;
        Ok(())
    }

    /// Ends links whose last day has passed, and deletes their packs; how many.
    ///
    /// # Errors
    /// What the store says; then do it again.
    pub fn end_links(&self, now: Now) -> Result<usize, Error> {
        let today = now.today().to_string();
        let over = self.record().data().read("links that are over", |tx| {
            tx.all(
                "SELECT no, pack FROM case_delivery WHERE state <> ?1 AND until < ?2
                 ORDER BY no LIMIT 1000",
                params![OVER, &today],
                |row| Ok::<_, people::Error>((row.int(0)?, row.opt_bytes::<16>(1)?)),
            )
        })?;
        if over.is_empty() {
            return Ok(0);
        }
        // The document goes first: a row that says it is gone is never wrong.
        let (over, kept): (Vec<_>, Vec<_>) = over.into_iter().partition(|(_, pack)| {
            let gone = |pack: &[u8; 16]| {
                self.record().delete_document(BlobName::from_bytes(*pack)).is_ok()
            };
            pack.as_ref().is_none_or(gone)
        });
        if over.is_empty() {
            return Err(Error::Malformed(format!("{} packs cannot be deleted", kept.len())));
        }
        let count = over.len();
        let _ = self.record().write_incoming(
            CLOCK,
            None,
            "case-packs-deleted",
            |account| account.with("letters", count),
            now,
            move |tx, _| {
                for (no, _) in &over {
                    tx.execute(
                        "UPDATE case_delivery SET state = ?2, pack = NULL, token = NULL, code = NULL,
                         pass = NULL WHERE no = ?1",
                        params![*no, OVER],
                    )?;
                }
                Ok(())
            },
        )?;
        Ok(count)
    }
}

/// Who tells the code: a link that never had a mailed one has the office's.
fn code_by(row: &Row) -> CodeBy {
    if row.codes == 0 && row.code.is_some() { CodeBy::Office } else { CodeBy::Email }
}

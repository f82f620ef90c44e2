//! Sending: a letter is written down with the step it goes by, in one transaction, and goes out
//! afterwards. What it says lies sealed with the case; an email says nothing of anybody.

use db::outbox::{self, Message};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use jiff::ToSpan;
use people::identify::{Identifier, Kind as Identifies};
use people::{Now, PersonId, row_number};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::letters::write;
use crate::packs;
use crate::party::{Capacity, Party};
use crate::row::CaseRow;
use crate::showing::Shown;
use crate::taking::Beside;
use crate::way::LINK_DAYS_MAX;
use crate::{CodeBy, Desk, Error, How, Letter, Step, Taken, Taking, Way, Who};

/// What waits to go out by email, as the outbox calls it.
pub(crate) const MAIL: &str = "case-mail";
/// What a question to somebody outside is called among letters.
pub(crate) const QUESTION: &str = "question";
/// A task to hand something over, or to print and post it.
const BY_HAND: &str = "case-by-hand";
/// In how many days.
const BY_HAND_DAYS: i32 = 2;

/// It waits, or is on its way.
pub(crate) const OPEN: i64 = 0;
/// It came back, or did not go.
pub(crate) const CAME_BACK: i64 = 1;
/// Its time is over, and its pack deleted.
pub(crate) const OVER: i64 = 2;

/// What is sealed in a delivery.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Inside {
    /// Where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
    /// The letter.
    pub(crate) text: String,
    /// What the link ends with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// How an adjustment was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) adjusted: Option<String>,
}

/// A letter that goes with a step.
#[derive(Clone)]
pub(crate) struct Sending {
    no: i64,
    letter: &'static str,
    pub(crate) way: Way,
    /// Whether it goes to the person it is about.
    pub(crate) own: bool,
    /// A keyed hash of where it goes, for the log.
    pub(crate) to: Option<String>,
    /// The record of somebody else it goes to, where they have one.
    reader: Option<people::PersonNo>,
    /// Whether an adjustment of theirs was met.
    pub(crate) adjusted: bool,
    until: jiff::civil::Date,
    token: Option<[u8; 32]>,
    code: Option<[u8; 16]>,
    pack: Option<vault::BlobName>,
    digest: Option<[u8; 32]>,
    /// It goes with the letter of another case, and has none of its own.
    rides: bool,
    sealed: Vec<u8>,
}

/// A letter that was sent, or given to somebody to hand over.
#[must_use]
pub struct Sent {
    /// Where the case stands now.
    pub taken: Taken,
    /// The letter, to print.
    pub text: String,
    /// The code to read out, where the office tells it. It is shown this once.
    pub code: Option<String>,
}

/// Says nothing of what it says.
impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent").field("taken", &self.taken).finish_non_exhaustive()
    }
}

impl Desk {
    /// Sends a letter of a case. The answer takes it to `sent`; any other letter leaves it where it
    /// is, and the first acknowledgement is written down as one.
    ///
    /// # Errors
    /// As for [`Desk::letter`] and [`Desk::take`]; [`Error::Malformed`] where there is no address for
    /// the way; [`Error::BehindWall`] where the letter names somebody of whom they must not learn.
    pub fn send(&self, who: Who<'_>, case: i64, how: &How, now: Now) -> Result<Sent, Error> {
        if how.days == 0 || how.days > LINK_DAYS_MAX {
            return Err(Error::Malformed(format!("a link lasts 1 to {LINK_DAYS_MAX} days")));
        }
        if how.pack && how.letter != Letter::Answer {
            return Err(Error::Malformed("a pack goes with the answer alone".to_owned()));
        }
        let mut shown = match who {
            Who::Officer(_) => self.show(who, case, now)?,
            // Nothing but that it came is said by itself.
            Who::Clock if how.letter == Letter::Acknowledgement => self.read_by_clock(case, now)?,
            Who::Clock => return Err(Error::None),
        };
        let template = how.template.as_deref();
        let mut items = self.record().data().read("items", |tx| crate::weighing::of(tx, case))?;
        let others = self.together(who, &mut shown, how, &mut items, now)?;
        let text =
            write(how.letter, template, &self.sender(&shown.entity), &shown, &items, now.today())?;
        if let Who::Officer(question) = who {
            self.names_nobody_behind_a_wall(question, &shown, &text, now)?;
            self.tells_no_new_address(question, &shown, (how.to.as_deref(), &text), now)?;
        }
        let acknowledged = shown.steps.iter().any(|step| step.step == Step::Acknowledge);
        let step = match how.letter {
            Letter::Answer => Step::Send,
            Letter::Acknowledgement if !acknowledged => Step::Acknowledge,
            _ => Step::Write,
        };
        let (sending, code) = self.prepare(&shown, how, text.clone(), now)?;
        let pack = sending.pack;
        let taking = Taking {
            why: Some(format!("{} by {}", how.letter.id(), how.way.id())),
            seen: how.seen,
            ..Taking::default()
        };
        let also = others
            .into_iter()
            .map(|other| self.riding(who, other, &shown.reference, now))
            .collect::<Result<_, Error>>();
        let beside = also.map(|also| Beside { sending: Some(sending), also, ..Beside::default() });
        let taken = beside.and_then(|beside| self.take_with(who, case, step, &taking, beside, now));
        match taken {
            Ok(taken) => Ok(Sent { taken, text, code }),
            Err(error) => {
                // Nothing went, so nothing of it stays; but where nobody knows, it does.
                let sure = !matches!(error, Error::Record(people::Error::Store(_)));
                if let Some(pack) = pack.filter(|_| sure) {
                    let _ = self.record().delete_document(pack);
                }
                Err(error)
            }
        }
    }

    /// Puts the answers of other cases of the same letter into this one: one letter, one reply.
    fn together(
        &self,
        who: Who<'_>,
        shown: &mut Shown,
        how: &How,
        items: &mut Vec<crate::Item>,
        now: Now,
    ) -> Result<Vec<i64>, Error> {
        if how.also.is_empty() {
            return Ok(Vec::new());
        }
        if how.letter != Letter::Answer {
            return Err(Error::Malformed("only answers go together".to_owned()));
        }
        let mut seen = vec![shown.no];
        for &other in &how.also {
            if seen.contains(&other) {
                return Err(Error::Malformed("each case is answered once".to_owned()));
            }
            seen.push(other);
            let more = self.show(who, other, now)?;
            let linked = (shown.linked.iter())
                .any(|(reference, why)| *reference == more.reference && why == "one letter");
            let here = (&shown.words.recipient, &shown.words.to);
            let there = (&more.words.recipient, &more.words.to);
            if !linked || here != there || shown.subject != more.subject {
                return Err(Error::Malformed(format!(
                    "{} did not come with this one, or is answered to somebody else",
                    more.reference
                )));
            }
            // All of it may go, or none of it does.
            self.could(who, other, Step::Send, now)?;
            let english = words::Catalogue::english();
            let about = english.render(&crate::letters::your(more.kind));
            let answer = more.words.answer.unwrap_or_default();
            let whole = shown.words.answer.get_or_insert_default();
            whole.push_str(&format!("\n\nAbout {about} ({}):\n\n{answer}", more.reference));
            shown.sources.extend(more.sources);
            items.extend(self.record().data().read("items", |tx| crate::weighing::of(tx, other))?);
        }
        Ok(how.also.clone())
    }

    fn prepare(
        &self,
        shown: &Shown,
        how: &How,
        text: String,
        now: Now,
    ) -> Result<(Sending, Option<String>), Error> {
        let recipient = &shown.words.recipient;
        let approved = shown.words.to.as_ref().filter(|_| how.letter == Letter::Answer);
        let to = how.to.as_ref().or(approved).or(recipient.reach.as_ref());
        let to = to.map(|to| to.trim().to_owned());
        // What is written before there is an answer goes where they said; a breach is told to each.
        let fixed = !matches!(how.letter, Letter::Answer | Letter::Breach);
        let given = recipient.reach.as_deref().map(|reach| self.address(reach));
        if fixed && given.is_some() && to.as_deref().map(|to| self.address(to)) != given {
            return Err(Error::Malformed(
                "this letter goes to what whoever is answered has given; an answer can be put forward \
                 with another address"
                    .to_owned(),
            ));
        }
        let is_email = |to: &String| Identifier::parse(Identifies::Email, to).is_ok();
        if how.way == Way::Post && to.as_ref().is_some_and(is_email) {
            return Err(Error::Malformed(
                "this is an email address: say where it is posted to".to_owned(),
            ));
        }
        if how.way == Way::Email && !to.as_ref().is_some_and(is_email) {
            return Err(Error::Malformed(
                "there is no email address to send it to; name one, or send it another way"
                    .to_owned(),
            ));
        }
        let row = self.record().data().read("a case", |tx| crate::row::find(tx, shown.no))?;
        let row = row.ok_or(Error::None)?;
        let reader = self.reader_of(recipient)?;
        let no = row_number();
        let token = (how.way == Way::Email).then(new_token);
        let code = (how.way == Way::Email && how.code_by == CodeBy::Office).then(new_code);
        let adjusted = how.adjusted.as_ref().is_some_and(|how| !how.trim().is_empty());
        let hashed = to.as_deref().map(|to| self.address(to));
        let inside = Inside { to, text, token: token.clone(), adjusted: how.adjusted.clone() };
        let sealed = self.seal_letter(row.key, no, &inside)?;
        let (pack, digest) = match how.pack {
            false => (None, None),
            true if how.way == Way::Email => {
                // Each letter has a pack of its own, which goes when its link is over.
                let mut bytes = Vec::new();
                let digest = self.write_pack(shown.no, &mut bytes)?;
                let pack = self.record().put_document_under(row.key, &mut bytes.as_slice())?;
                (Some(pack), Some(digest))
            }
            true => {
                return Err(Error::Malformed(
                    "a pack goes by a link in an email; print it, or copy it, for any other way"
                        .to_owned(),
                ));
            }
        };
        let sending = Sending {
            no,
            letter: how.letter.id(),
            way: how.way,
            own: recipient.capacity == Capacity::Own,
            to: hashed,
            reader,
            adjusted,
            until: now.today().saturating_add(i32::from(how.days).days()),
            token: token.as_deref().map(hash),
            code: code.as_deref().map(|code| self.code_of(no, code)),
            pack,
            digest,
            rides: false,
            sealed,
        };
        Ok((sending, code))
    }

    /// The letters of a case that went out, or wait: which, by which way, and what each says.
    pub(crate) fn letters_of(&self, case: i64) -> Result<Vec<serde_json::Value>, Error> {
        let sql = "SELECT no, letter, way, detail FROM case_delivery WHERE casefile = ?1
                   ORDER BY made, no LIMIT 1000";
        let (row, rows) = self.record().data().read("letters", |tx| {
            let row = crate::row::find(tx, case)?.ok_or(Error::None)?;
            let rows = tx.all(sql, params![case], |row| {
                Ok::<_, people::Error>((
                    row.int(0)?,
                    row.text(1)?.to_owned(),
                    row.int(2)?,
                    row.blob(3)?.to_vec(),
                ))
            })?;
            Ok::<_, Error>((row, rows))
        })?;
        rows.into_iter()
            .map(|(no, letter, way, sealed)| {
                let inside: Inside = self.unseal(row.key, "case_delivery", no, &sealed)?;
                let way = Way::ALL.iter().find(|one| one.number() == way).map(|one| one.id());
                Ok(serde_json::json!({
                    "letter": letter, "way": way, "to": inside.to, "text": inside.text,
                }))
            })
            .collect()
    }

    /// A question to somebody outside, or a letter, by a link in an email.
    pub(crate) fn letter_outside(
        &self,
        row: &CaseRow,
        letter: &'static str,
        to: &str,
        text: String,
        until: jiff::civil::Date,
    ) -> Result<Sending, Error> {
        let no = row_number();
        let token = new_token();
        let hashed = hash(&token);
        let inside = Inside { to: Some(to.to_owned()), text, token: Some(token), adjusted: None };
        let sealed = self.seal_letter(row.key, no, &inside)?;
        Ok(Sending {
            no,
            letter,
            way: Way::Email,
            own: false,
            to: Some(self.address(to)),
            reader: None,
            adjusted: false,
            until,
            token: Some(hashed),
            code: None,
            pack: None,
            digest: None,
            rides: false,
            sealed,
        })
    }

    /// An address as the log has it: whoever has the address can be shown that it was this one.
    pub(crate) fn address(&self, to: &str) -> String {
        let plain = to.trim().to_lowercase();
        let hash = self.record().vault().pseudonym("case-address", plain.as_bytes());
        data_encoding::HEXLOWER.encode(&hash)
    }

    /// The record of whoever a letter goes to, where they have one.
    fn reader_of(&self, recipient: &Party) -> Result<Option<people::PersonNo>, Error> {
        let Some(id) = recipient.person.as_deref().and_then(|id| id.parse().ok()) else {
            return Ok(None);
        };
        match self.record().data().read("a reader", |tx| people::number(tx, id)) {
            Ok(no) => Ok(Some(no)),
            // They were erased.
            Err(people::Error::Nobody) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What is stored of a code: of use only with the vault, and only for this delivery.
    pub(crate) fn code_of(&self, delivery: i64, code: &str) -> [u8; 16] {
        let typed: String =
            code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let mut whole = delivery.to_be_bytes().to_vec();
        whole.extend_from_slice(typed.as_bytes());
        self.record().vault().pseudonym("case-code", &whole)
    }

    /// Refuses a letter that names somebody of whom whoever reads it must not learn.
    pub(crate) fn names_nobody_behind_a_wall(
        &self,
        question: &people::Question,
        shown: &Shown,
        text: &str,
        now: Now,
    ) -> Result<(), Error> {
        let known = |party: &Party| party.person.as_deref().and_then(|id| id.parse().ok());
        let mut readers: Vec<PersonId> = shown.subject.into_iter().collect();
        readers.extend(known(&shown.words.recipient).filter(|one| Some(*one) != shown.subject));
        for reader in readers {
            let behind = self.record().behind_walls_of(question, reader, now)?;
            if behind.is_empty() {
                continue;
            }
            let own = self.record().identities(question, reader, now)?;
            if sources::walls::shows(text, &behind, &own) {
                return Err(Error::BehindWall);
            }
        }
        Ok(())
    }
}

/// Refuses a pack that may not go.
pub(crate) fn pack_may_go(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    sending: &Sending,
    now: Now,
) -> Result<(), Error> {
    let Some(digest) = &sending.digest else { return Ok(()) };
    packs::may_go(desk, tx, row, digest, now.today())
}

/// Whether a letter may go this way, and whether an adjustment is met.
pub(crate) fn may_go(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    sending: &Sending,
    now: Now,
) -> Result<(bool, bool), Error> {
    // What somebody chose for themselves binds what goes to them: whoever it is about.
    let reader = if sending.own { row.person.or(sending.reader) } else { sending.reader };
    let Some(person) = reader else { return Ok((true, true)) };
    let ways = desk.record().ways(tx, person, row.entity, now.today())?;
    let safe = sending.way.channel().is_none_or(|channel| ways.lets(channel));
    Ok((safe, sending.adjusted || !ways.adjusted))
}

/// Writes a letter down with its step, and puts it out: into the outbox, or into somebody's hands.
pub(crate) fn put(
    tx: &Tx<'_>,
    row: &CaseRow,
    sending: &Sending,
    now: Now,
) -> Result<(), people::Error> {
    let at = now.micros();
    if sending.rides {
        tx.execute(
            "INSERT INTO case_delivery_also (delivery, casefile) VALUES (?1, ?2)
             ON CONFLICT (delivery, casefile) DO NOTHING",
            params![sending.no, row.no],
        )?;
        return Ok(());
    }
    // An answer before it leads nowhere from now on. Other letters go to more than one person.
    if sending.letter == Letter::Answer.id() {
        end(tx, row.no, sending.letter, now)?;
    }
    tx.execute(
        "INSERT INTO case_delivery (no, casefile, letter, way, state, made, until, token, code,
         codes, tries, pack, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11)",
        params![
            sending.no,
            row.no,
            sending.letter,
            sending.way.number(),
            OPEN,
            at,
            sending.until.to_string().as_str(),
            sending.token.as_ref().map(|hash| hash.as_slice()),
            sending.code.as_ref().map(|hash| hash.as_slice()),
            sending.pack.as_ref().map(|name| name.as_bytes().as_slice()),
            &sending.sealed
        ],
    )?;
    if sending.way == Way::Email {
        let message = Message {
            name: format!("{MAIL} {}", sending.no),
            kind: MAIL.to_owned(),
            recipient: sending.no.to_string(),
            body: Vec::new(),
            not_before: at,
        };
        outbox::put(tx, &message, at)?;
        return Ok(());
    }
    let due = now.today().saturating_add(BY_HAND_DAYS.days());
    by_hand(tx, row, &format!("{} {}", row.reference, sending.letter), due, at)
}

/// Ends the links of a case's letters of a kind: what lies behind them is not to be read any more.
pub(crate) fn end(tx: &Tx<'_>, case: i64, letter: &str, now: Now) -> Result<(), people::Error> {
    let yesterday = now.today().saturating_sub(1.days()).to_string();
    tx.execute(
        "UPDATE case_delivery SET until = ?3 WHERE casefile = ?1 AND letter = ?2 AND state = ?4
         AND until > ?3",
        params![case, letter, &yesterday, OPEN],
    )?;
    Ok(())
}

/// Gives somebody the task to see to it that a letter arrives.
pub(crate) fn by_hand(
    tx: &Tx<'_>,
    row: &CaseRow,
    about: &str,
    due: jiff::civil::Date,
    at: i64,
) -> Result<(), people::Error> {
    let task = NewTask {
        post: row.post.clone(),
        kind: BY_HAND.to_owned(),
        subject: None,
        reference: about.to_owned(),
        due: due.to_string(),
    };
    Ok(tasks::give_once(tx, &task, at)?)
}

impl Sending {
    /// The same for a case whose answer goes with it.
    pub(crate) fn riding(&self) -> Sending {
        Sending { rides: true, digest: None, ..self.clone() }
    }

    pub(crate) fn number(&self) -> i64 {
        self.no
    }
}

/// The end of a link nobody can guess.
fn new_token() -> String {
    data_encoding::BASE32_NOPAD.encode(&vault::random::<32>()).to_lowercase()
}

/// What is stored of the end of a link.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.trim().to_ascii_lowercase().as_bytes()).into()
}

/// A code somebody can read out: eight letters and digits in two groups.
pub(crate) fn new_code() -> String {
    let code = data_encoding::BASE32_NOPAD.encode(&vault::random::<5>());
    format!("{}-{}", &code[..4], &code[4..])
}

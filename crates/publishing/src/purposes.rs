//! A new purpose, on its way into the charter (row 18.1): proposed, decided to go with the purpose the data was
//! collected for or not (UK GDPR Art 8A) by the post that owns it, and people informed before its first day.
//!
//! Until it stands in a charter in force the gate refuses it like any name it does not know. A charter that
//! has it is not published before all this is on record.

use std::str::FromStr;

use charter::Charter;
use db::{Tx, params, posts};
use jiff::civil::Date;
use people::{Error, Now, Record};
use words::Message;

/// The most characters of a reason.
const TEXT_LENGTH_MAX: usize = 2_000;
/// The most characters of a name.
const NAME_LENGTH_MAX: usize = 80;
/// The most that are listed.
const LISTED_MAX: u32 = 1_000;

/// On what a new purpose goes with the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The factors of the article were weighed.
    Factors,
    /// It is one the law takes as compatible.
    Listed,
    /// People are asked for a new consent.
    NewConsent,
}

impl Ground {
    /// The name it goes by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Ground::Factors => "factors",
            Ground::Listed => "listed",
            Ground::NewConsent => "new-consent",
        }
    }
}

impl FromStr for Ground {
    type Err = String;

    fn from_str(text: &str) -> Result<Ground, String> {
        let all = [Ground::Factors, Ground::Listed, Ground::NewConsent];
        let found = all.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| "say `factors`, `listed` or `new-consent`".to_owned())
    }
}

/// A purpose somebody proposes.
#[derive(Clone, Debug)]
pub struct NewPurpose {
    /// The name it will have in the charter.
    pub purpose: String,
    /// The purpose the data was collected for; none for data that is newly collected.
    pub from: Option<String>,
    /// What for.
    pub why: String,
    /// The post that decides.
    pub owner: String,
}

/// A proposal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Its number.
    pub no: i64,
    /// The name it will have in the charter.
    pub purpose: String,
    /// The purpose the data was collected for.
    pub from: Option<String>,
    /// What for.
    pub why: String,
    /// The post that decides.
    pub owner: String,
    /// The day it was proposed, and by whom.
    pub proposed: (Date, String),
    /// The day it was decided, by whom, and whether it goes with the old one.
    pub decided: Option<(Date, String, bool)>,
    /// On what, and why.
    pub ground: Option<String>,
    /// The reasons that were given.
    pub reasons: Option<String>,
    /// The day people were informed, and how.
    pub informed: Option<(Date, String)>,
}

impl Proposed {
    /// How it stands, in a word.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        match (&self.decided, &self.informed) {
            (None, _) => "waits for its owner",
            (Some((_, _, false)), _) => "refused",
            (Some((_, _, true)), None) => "people are to be informed",
            (Some((_, _, true)), Some(_)) => "may go into the charter",
        }
    }
}

fn text(of: &str, what: &str) -> Result<String, Error> {
    let of = of.trim();
    if of.is_empty() || of.chars().count() > TEXT_LENGTH_MAX {
        return Err(Error::Malformed(format!(
            "say {what}, in {TEXT_LENGTH_MAX} characters at most"
        )));
    }
    Ok(of.to_owned())
}

/// Proposes a purpose; its number.
///
/// # Errors
/// [`Error::Malformed`] for one the charter has, or one that is proposed already, and for an owner who only
/// advises; [`Error::NotInCharter`] for a purpose or a post the charter does not have.
pub fn propose(record: &Record, new: &NewPurpose, by: &str, now: Now) -> Result<i64, Error> {
    let charter = record.gate().charter();
    let name = new.purpose.trim().to_owned();
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || name.len() > NAME_LENGTH_MAX || !name.chars().all(plain) {
        return Err(Error::Malformed(
            "a purpose is named by small letters, digits and hyphens, such as `warm-homes`"
                .to_owned(),
        ));
    }
    if charter.purposes().find(&name).is_some() {
        return Err(Error::Malformed(format!("the charter has `{name}` already")));
    }
    if let Some(from) = new.from.as_deref().filter(|from| charter.purposes().find(from).is_none()) {
        return Err(Error::NotInCharter { kind: "purpose", name: from.to_owned() });
    }
    let post = charter.posts().find(&new.owner).map(|at| &charter.posts()[at]);
    let post = post.ok_or_else(|| Error::NotInCharter { kind: "post", name: new.owner.clone() })?;
    if post.advises {
        return Err(Error::Malformed(format!(
            "`{}` advises and does not decide: name the post that owns it",
            new.owner
        )));
    }
    let why = text(&new.why, "what it is for")?;
    let (no, day, who) = (people::row_number(), now.today().to_string(), by.trim().to_owned());
    let (from, owner, of) = (new.from.clone(), new.owner.clone(), name.clone());
    record.write_office(by, "purpose-proposed", &name, now, move |tx| {
        let open = tx.one(
            "SELECT 1 FROM purpose_proposed WHERE purpose = ?1
             AND (compatible IS NULL OR compatible = 1)",
            params![&of],
            |row| row.int(0),
        )?;
        if open.is_some() {
            return Err(Error::Malformed(format!("`{of}` is proposed already")));
        }
        tx.execute(
            "INSERT INTO purpose_proposed (no, purpose, from_purpose, why, owner, proposed, proposed_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![no, &of, from.as_deref(), &why, &owner, &day, &who],
        )?;
        Ok(())
    })?;
    Ok(no)
}

/// Decides whether a proposed purpose goes with the one the data was collected for. Only who holds the post
/// that owns it does, and nobody decides what they proposed themselves.
///
/// # Errors
/// [`Error::NotApproved`] for anybody else; [`Error::Malformed`] where nothing of that number waits, and for
/// data collected on consent, which factors alone do not carry over (Art 8A(4)).
pub fn decide(
    record: &Record,
    no: i64,
    (compatible, ground): (bool, Option<Ground>),
    reasons: &str,
    by: &str,
    now: Now,
) -> Result<(), Error> {
    let reasons = text(reasons, "why")?;
    if compatible && ground.is_none() {
        return Err(Error::Malformed(
            "say on what: `factors`, `listed` or `new-consent`".to_owned(),
        ));
    }
    let charter = record.gate().charter().clone();
    let (who, day) = (by.trim().to_owned(), now.today().to_string());
    record.write_office(by, "purpose-decided", &format!("purpose {no}"), now, move |tx| {
        let found = tx.one(
            "SELECT owner, proposed_by, from_purpose FROM purpose_proposed
             WHERE no = ?1 AND decided IS NULL",
            params![no],
            |row| {
                let from = row.opt_text(2)?.map(str::to_owned);
                Ok::<_, Error>((row.text(0)?.to_owned(), row.text(1)?.to_owned(), from))
            },
        )?;
        let Some((owner, proposed_by, from)) = found else {
            return Err(Error::Malformed("no proposal of that number waits".to_owned()));
        };
        if !posts::holds(tx, &owner, &who, &day)? {
            return Err(Error::NotApproved(format!("only who holds the post `{owner}` decides")));
        }
        if proposed_by.eq_ignore_ascii_case(&who) {
            return Err(Error::NotApproved(
                "nobody decides what they proposed themselves".to_owned(),
            ));
        }
        if compatible && ground == Some(Ground::Factors) && rests_on_consent(&charter, from.as_deref()) {
            return Err(Error::Malformed(
                "this data was collected on consent: it needs a new one, or a purpose the law lists \
                 (UK GDPR Art 8A(4))"
                    .to_owned(),
            ));
        }
        tx.execute(
            "UPDATE purpose_proposed SET decided = ?2, decided_by = ?3, compatible = ?4,
             ground = ?5, reasons = ?6 WHERE no = ?1",
            params![no, &day, &who, i64::from(compatible), ground.map(Ground::as_str), &reasons],
        )?;
        Ok(())
    })
}

fn rests_on_consent(charter: &Charter, from: Option<&str>) -> bool {
    let at = from.and_then(|from| charter.purposes().find(from));
    let basis = at.and_then(|at| charter.purposes()[at].lawful_basis());
    basis.is_some_and(|basis| basis.provision().id() == "consent")
}

/// Writes down how people were informed of a purpose that was decided to be compatible, and on which day.
///
/// # Errors
/// [`Error::Malformed`] for a day that has not come, and where nothing of that number was decided so.
pub fn inform(
    record: &Record,
    no: i64,
    on: Date,
    how: &str,
    by: &str,
    now: Now,
) -> Result<(), Error> {
    if on > now.today() {
        return Err(Error::Malformed(
            "that day has not come: write it down when it has".to_owned(),
        ));
    }
    let (how, day) = (text(how, "how people were informed")?, on.to_string());
    record.write_office(by, "purpose-told", &format!("purpose {no}"), now, move |tx| {
        let done = tx.execute(
            "UPDATE purpose_proposed SET informed = ?2, how = ?3
             WHERE no = ?1 AND compatible = 1 AND decided <= ?2",
            params![no, &day, &how],
        )?;
        if done == 0 {
            return Err(Error::Malformed(
                "nothing of that number was decided to be compatible by that day".to_owned(),
            ));
        }
        Ok(())
    })
}

/// Every purpose that was proposed, the newest first.
///
/// # Errors
/// What the store says.
pub fn proposed(record: &Record) -> Result<Vec<Proposed>, Error> {
    record.data().read("purposes proposed", all)
}

fn all(tx: &Tx<'_>) -> Result<Vec<Proposed>, Error> {
    tx.all(
        "SELECT no, purpose, from_purpose, why, owner, proposed, proposed_by, decided, decided_by,
         compatible, ground, reasons, informed, how
         FROM purpose_proposed ORDER BY proposed DESC, no LIMIT ?1",
        params![LISTED_MAX],
        |row| {
            let owned = |column| Ok::<_, Error>(row.opt_text(column)?.map(str::to_owned));
            let decided = match (row.opt_date(7)?, row.opt_int(9)?) {
                (Some(day), Some(yes)) => Some((day, owned(8)?.unwrap_or_default(), yes == 1)),
                _ => None,
            };
            let informed =
                row.opt_date(12)?.map(|day| Ok::<_, Error>((day, owned(13)?.unwrap_or_default())));
            Ok::<_, Error>(Proposed {
                no: row.int(0)?,
                purpose: row.text(1)?.to_owned(),
                from: owned(2)?,
                why: row.text(3)?.to_owned(),
                owner: row.text(4)?.to_owned(),
                proposed: (row.date(5)?, row.text(6)?.to_owned()),
                decided,
                ground: owned(10)?,
                reasons: owned(11)?,
                informed: informed.transpose()?,
            })
        },
    )
}

/// What stands in the way of purposes a draft has and the charter in force has not: each is decided to be
/// compatible, and people were informed of it before its first day.
pub(crate) fn unready(
    record: &Record,
    draft: &Charter,
    first: Option<Date>,
) -> Result<Vec<Message>, Error> {
    let own = record.gate().charter();
    let new = draft.purposes().iter().map(|one| one.id.get_ref().as_str());
    let new: Vec<&str> = new.filter(|id| own.purposes().find(id).is_none()).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let known = proposed(record)?;
    let mut way = Vec::new();
    for id in new {
        let compatible =
            known.iter().find(|one| one.purpose == id && matches!(one.decided, Some((_, _, true))));
        let Some(one) = compatible else {
            way.push(Message::new("publishing-purpose-undecided").with("purpose", id));
            continue;
        };
        let told = one.informed.as_ref().map(|(day, _)| *day);
        // Undated, it has no first day, which is said elsewhere.
        if told.is_none() || first.is_some_and(|first| told >= Some(first)) {
            way.push(Message::new("publishing-purpose-uninformed").with("purpose", id));
        }
    }
    Ok(way)
}

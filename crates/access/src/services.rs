//! Tokens of services, made by whoever administers. A service may read what its role reads: so a second
//! person, who answers for who may sign in, says yes to each before it is made.

use data_encoding::BASE64URL_NOPAD;
use db::approvals::{self, Asked, Risk};
use db::tokens::{self, NewToken, Token};
use people::{Error as RecordError, Now, Record};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Error, accounts};

/// The scopes there are.
pub const SCOPES: &[&str] = &["read", "write", "history", "office", "erase", "break-glass"];
/// The most days a token stands.
pub const TOKEN_DAYS_MAX: i64 = 366;
/// What an approval of a token begins with.
const WHAT: &str = "token ";
const DAY: i64 = 86_400_000_000;
/// The most that are listed.
const LISTED_MAX: u32 = 200;

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it is called: the actor in the log.
    pub name: String,
    /// The role it acts in.
    pub role: String,
    /// The team it acts for.
    pub team: String,
    /// The legal entity it acts for.
    pub entity: String,
    /// What it may do: some of [`SCOPES`].
    pub scopes: Vec<String>,
    /// How many days it stands.
    pub days: i64,
}

impl Wanted {
    fn what(&self) -> String {
        let Wanted { name, role, team, entity, scopes, days } = self;
        format!("{WHAT}{name}: {role} of {team} for {entity}, {} for {days} days", scopes.join("+"))
    }

    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.what()).into()
    }
}

/// What a token may do, as it was written down.
fn scopes_in(what: &str) -> Vec<String> {
    let scopes = what.rsplit_once(", ").and_then(|(_, rest)| rest.split_once(" for "));
    let scopes = scopes.map_or("", |(scopes, _)| scopes).split('+');
    scopes.filter(|scope| SCOPES.contains(scope)).map(str::to_owned).collect()
}

/// Whether an approval is of a token.
#[must_use]
pub fn is_of_a_token(what: &str) -> bool {
    what.starts_with(WHAT)
}

/// What came of it.
#[derive(Debug)]
pub enum Made {
    /// It is made: its secret, shown this once.
    Secret(Zeroizing<String>),
    /// It waits for a second person, under this number.
    Waits(i64),
}

/// A token that waits for a second person, or for being made after their yes: its number, who asked, what it
/// is, and whether somebody has said yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The number of the approval.
    pub no: i64,
    /// Who asked.
    pub asked_by: String,
    /// What it is.
    pub what: String,
    /// What it may do: some of [`SCOPES`].
    pub scopes: Vec<String>,
    /// Whether somebody has said yes to it.
    pub approved: bool,
}

fn no<T>(why: &str) -> Result<T, Error> {
    Err(Error::Malformed(why.to_owned()))
}

/// Makes a token where a second person has said yes to exactly this one; else asks for it.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn make(record: &Record, by: &str, wanted: &Wanted, now: Now) -> Result<Made, Error> {
    if !crate::standing(record, by, now)?.administers {
        return no("only those who administer make tokens");
    }
    if !accounts::fits(&wanted.name) || accounts::is_ours(&wanted.name) {
        return no("a name has letters, digits, points and hyphens");
    }
    accounts::check(record, &wanted.role, &wanted.team, &wanted.entity)?;
    crate::enrolling::are_to_give(record, &wanted.role, &wanted.team)?;
    let known = |scope: &String| SCOPES.contains(&scope.as_str());
    if wanted.scopes.is_empty() || !wanted.scopes.iter().all(known) {
        return no("choose what it may do");
    }
    if !(1..=TOKEN_DAYS_MAX).contains(&wanted.days) {
        return no("a token stands for a day at least and a year at most");
    }
    let day = now.today().to_string();
    let lower = wanted.name.to_ascii_lowercase();
    if record.data().read("name", |tx| crate::work::is_taken(tx, &lower, &day))? {
        return no("that name is or was somebody's; choose another");
    }
    let (digest, at) = (wanted.digest(), now.micros());
    let open =
        record.data().read("tokens to make", |tx| approvals::open_of(tx, WHAT, at, LISTED_MAX))?;
    let asked = open.into_iter().find(|(one, _)| one.is_for(&digest));
    match asked {
        Some((one, true)) => made(record, by, wanted, one.no, now).map(Made::Secret),
        Some((one, false)) => Ok(Made::Waits(one.no)),
        None => ask(record, by, wanted, now).map(Made::Waits),
    }
}

fn ask(record: &Record, by: &str, wanted: &Wanted, now: Now) -> Result<i64, Error> {
    let asked = Asked {
        what: wanted.what(),
        digest: wanted.digest(),
        risk: Risk::High,
        by: by.to_owned(),
        reason: "a service asks for itself".to_owned(),
    };
    let (at, digest) = (now.micros(), asked.digest);
    record.write_office(by, "token-asked", &wanted.name, now, move |tx| {
        approvals::ask(tx, &asked, at)?;
        Ok(())
    })?;
    let open =
        record.data().read("tokens to make", |tx| approvals::open_of(tx, WHAT, at, LISTED_MAX))?;
    let mine = open.into_iter().find(|(one, _)| one.is_for(&digest));
    mine.map(|(one, _)| one.no).ok_or_else(|| RecordError::Changed.into())
}

fn made(
    record: &Record,
    by: &str,
    wanted: &Wanted,
    approval: i64,
    now: Now,
) -> Result<Zeroizing<String>, Error> {
    let secret = format!("kh_{}", BASE64URL_NOPAD.encode(&vault::random::<32>()));
    let secret = Zeroizing::new(secret);
    let (at, digest) = (now.micros(), wanted.digest());
    let token = NewToken {
        name: wanted.name.clone(),
        sha256: Sha256::digest(secret.as_bytes()).into(),
        role: wanted.role.clone(),
        team: wanted.team.clone(),
        entity: wanted.entity.clone(),
        purposes: Vec::new(),
        scopes: wanted.scopes.clone(),
        expires: Some(at + wanted.days * DAY),
    };
    record.write_office(by, "token-made", &wanted.name, now, move |tx| {
        approvals::use_up(tx, approval, &digest, at)
            .map_err(|why| RecordError::NotApproved(why.to_string()))?;
        Ok(tokens::make(tx, &token, at)?)
    })?;
    Ok(secret)
}

/// The tokens that wait for a second person, or for being made.
///
/// # Errors
/// What the store says.
pub fn asked(record: &Record, now: Now) -> Result<Vec<Asks>, Error> {
    let at = now.micros();
    let open =
        record.data().read("tokens to make", |tx| approvals::open_of(tx, WHAT, at, LISTED_MAX))?;
    let read = |(one, approved): (approvals::Approval, bool)| Asks {
        no: one.no,
        asked_by: one.asked_by,
        scopes: scopes_in(&one.what),
        what: one.what,
        approved,
    };
    Ok(open.into_iter().map(read).collect())
}

/// Decides about a token as the second person.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn decide(record: &Record, by: &str, number: i64, yes: bool, now: Now) -> Result<(), Error> {
    if !crate::standing(record, by, now)?.answers {
        return no("only the data protection officer or the owner of decisions decides this");
    }
    let one = asked(record, now)?.into_iter().find(|one| one.no == number && !one.approved);
    let Some(one) = one else { return no("nothing of that number waits") };
    let (day, at, who) = (now.today().to_string(), now.micros(), by.to_owned());
    let act = if yes { "approved" } else { "not-approved" };
    record.write_office(by, act, &one.what, now, move |tx| {
        let post = crate::giving::own_post(tx, &who, &day)?;
        approvals::decide(tx, number, &who, yes, &post, &day, at)
            .map_err(|why| RecordError::NotApproved(why.to_string()))
    })?;
    Ok(())
}

/// Ends a token from now on; whether there was one that stood.
///
/// # Errors
/// [`Error::Malformed`] for whoever does not administer or answer for it; what the store says.
pub fn end(record: &Record, by: &str, name: &str, now: Now) -> Result<bool, Error> {
    let standing = crate::standing(record, by, now)?;
    if !standing.administers && !standing.answers {
        return no("only those who administer end tokens");
    }
    let stands = list(record)?.iter().any(|one| one.name == name && one.revoked.is_none());
    if !stands {
        return Ok(false);
    }
    let (of, at) = (name.to_owned(), now.micros());
    record.write_office(by, "token-ended", name, now, move |tx| {
        tokens::revoke(tx, &of, at)?;
        Ok(())
    })?;
    Ok(true)
}

/// Every token there is or was.
///
/// # Errors
/// What the store says.
pub fn list(record: &Record) -> Result<Vec<Token>, Error> {
    Ok(record.data().read("tokens", tokens::all)?)
}

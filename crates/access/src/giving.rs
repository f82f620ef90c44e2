//! Giving posts, and taking them away, by those who administer.
//!
//! Nobody changes what they may do themselves; what belongs to the data protection office, and administering itself, needs a second person; and those
//! who administer or audit see nobody, so neither post goes to whoever's role looks at people, nor with
//! another post.

use db::approvals::{self, Asked, Risk};
use db::{Tx, posts};
use jiff::civil::Date;
use people::{Error as RecordError, Now, Record};
use sha2::{Digest, Sha256};

use crate::standing::Standing;
use crate::{Account, Error, accounts, teams_to_give};

/// The most days an auditor has: a year.
pub const AUDITOR_DAYS_MAX: i32 = 366;
/// The most posts and approvals that are listed.
const LISTED_MAX: u32 = 1_000;
/// What an approval of a post begins with.
const WHAT: &str = "appoint ";

/// A post to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giving {
    /// The post: one of [`posts_there_are`].
    pub post: String,
    /// To whom.
    pub to: String,
    /// Whether as a deputy.
    pub deputy: bool,
    /// The first day they hold it no longer; needed for an auditor.
    pub until: Option<Date>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// They hold it.
    Done,
    /// It waits for a second person, under this number.
    Waits(i64),
}

/// A post that waits for a second person, or for being given after their yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The number of the approval.
    pub no: i64,
    /// Who asked.
    pub asked_by: String,
    /// What is to be given.
    pub giving: Giving,
    /// Whether somebody has said yes to it.
    pub approved: bool,
}

/// Who holds a post today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The post.
    pub post: String,
    /// Who.
    pub name: String,
    /// Whether as a deputy.
    pub deputy: bool,
}

impl Giving {
    fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [WHAT, &self.what()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    fn what(&self) -> String {
        let deputy = if self.deputy { " as deputy" } else { "" };
        let until = self.until.map_or_else(String::new, |day| format!(" until {day}"));
        format!("{WHAT}{} to {}{deputy}{until}", self.to, self.post)
    }

    /// What an approval is for, as it was written down.
    fn read(what: &str) -> Option<Giving> {
        let (to, rest) = what.strip_prefix(WHAT)?.split_once(" to ")?;
        let (rest, until) = match rest.split_once(" until ") {
            Some((rest, day)) => (rest, Some(day.parse().ok()?)),
            None => (rest, None),
        };
        let (post, deputy) = match rest.strip_suffix(" as deputy") {
            Some(post) => (post, true),
            None => (rest, false),
        };
        Some(Giving { post: post.to_owned(), to: to.to_owned(), deputy, until })
    }

    /// Whether a second person has to say yes.
    fn needs_a_second(&self) -> bool {
        is_of_the_office(&self.post) || self.post == posts::ADMINISTRATOR
    }
}

/// Whether a post is of the data protection office.
fn is_of_the_office(post: &str) -> bool {
    posts::OFFICE.contains(&post)
}

/// Whether a post is for the data protection office alone to take: its own, and that of whoever audits.
fn is_theirs_to_take(post: &str) -> bool {
    is_of_the_office(post) || post == posts::AUDITOR
}

fn no<T>(why: &str) -> Result<T, Error> {
    Err(Error::Malformed(why.to_owned()))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

/// Every post there is: of the data protection office, of those who administer and audit, and of whoever
/// leads each team of the charter.
#[must_use]
pub fn posts_there_are(record: &Record) -> Vec<String> {
    let own = posts::OFFICE.into_iter().chain([posts::ADMINISTRATOR, posts::AUDITOR]);
    let led = teams_to_give(record).into_iter().map(|team| posts::manager_of(&team));
    own.map(str::to_owned).chain(led).collect()
}

/// Who holds what today.
///
/// # Errors
/// What the store says.
pub fn held(record: &Record, now: Now) -> Result<Vec<Held>, Error> {
    let day = now.today().to_string();
    let all = record.data().read("posts", |tx| posts::all_holders(tx, &day, LISTED_MAX))?;
    Ok(all.into_iter().map(|(post, name, deputy)| Held { post, name, deputy }).collect())
}

fn account(record: &Record, name: &str) -> Result<Account, Error> {
    let found = accounts::list(record)?.into_iter().find(|one| same(&one.name, name) && !one.ended);
    found.ok_or_else(|| Error::Malformed("there is no account of that name".to_owned()))
}

/// What the charter says of who may hold what, to be asked in the transaction that gives it.
struct Rules {
    posts: Vec<String>,
    /// The roles that look at nobody.
    blind: Vec<String>,
}

impl Rules {
    fn of(record: &Record) -> Rules {
        let all = record.gate().charter().roles().iter();
        let blind = all.filter(|role| role.actions.is_empty());
        Rules {
            posts: posts_there_are(record),
            blind: blind.map(|role| role.id.get_ref().as_str().to_owned()).collect(),
        }
    }
}

/// Whether a post may go to somebody, whoever gives it. Asked where it is written: in between somebody may
/// have come to hold another, or have left.
fn fits(tx: &Tx<'_>, rules: &Rules, giving: &Giving, now: Now) -> Result<(), RecordError> {
    let no = |why: &str| Err(RecordError::Malformed(why.to_owned()));
    if !rules.posts.contains(&giving.post) {
        return no("there is no such post");
    }
    let mut accounts = accounts::all(tx)?.into_iter();
    let to = accounts.find(|one| same(&one.name, &giving.to) && !one.ended);
    let Some(to) = to else { return no("there is no account of that name") };
    let alone = |post: &str| [posts::ADMINISTRATOR, posts::AUDITOR].contains(&post);
    if alone(&giving.post) && !rules.blind.contains(&to.role) {
        return no(
            "whoever administers or audits sees nobody: choose an account whose role looks at nobody",
        );
    }
    let day = now.today().to_string();
    let holds = posts::of(tx, &to.name, &day)?;
    let others = holds.iter().any(|held| *held != giving.post);
    if others && alone(&giving.post) || holds.iter().any(|held| alone(held) && *held != giving.post)
    {
        return no("whoever administers or audits holds no other post");
    }
    let days = giving.until.map(|until| now.today().until(until).map_or(0, |span| span.get_days()));
    match days {
        None if giving.post == posts::AUDITOR => no("say until when: an audit ends"),
        Some(days) if days < 1 => no("the last day lies behind us"),
        Some(days) if days > AUDITOR_DAYS_MAX => {
            no("a post for a time is given for a year at most")
        }
        _ => Ok(()),
    }
}

/// Gives a post, or asks a second person for it.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn give(record: &Record, by: &str, giving: &Giving, now: Now) -> Result<Given, Error> {
    give_as(record, by, by, giving, now)
}

/// Gives a post by the name a service says: never one that needs a second person, nor that of an auditor.
///
/// Who they are is the service's word alone, and two names of one service are not two people. `log_as` is
/// what the log calls them.
///
/// # Errors
/// As for [`give`].
pub fn give_by_service(
    record: &Record,
    by: &str,
    log_as: &str,
    giving: &Giving,
    now: Now,
) -> Result<Given, Error> {
    if giving.needs_a_second() || giving.post == posts::AUDITOR {
        return no(
            "posts of the data protection office, of those who administer and of those who audit are given \
             on the page of posts, where a second person says yes; the first ones by `keyholder post appoint`",
        );
    }
    give_as(record, by, log_as, giving, now)
}

fn give_as(
    record: &Record,
    by: &str,
    log_as: &str,
    giving: &Giving,
    now: Now,
) -> Result<Given, Error> {
    let standing = crate::standing(record, by, now)?;
    let to = account(record, &giving.to)?;
    let giving = Giving { to: to.name.clone(), ..giving.clone() };
    if same(by, &to.name) {
        return no("nobody changes what they may do themselves");
    }
    if !standing.administers && !standing.answers {
        return no("only those who administer, or answer for who may sign in, give posts");
    }
    if giving.post == posts::AUDITOR && !standing.answers {
        return no("the data protection officer gives the post of an auditor");
    }
    let rules = Rules::of(record);
    if giving.needs_a_second() {
        record.data().read("who may hold it", |tx| fits(tx, &rules, &giving, now))?;
        let waits = waiting(record, now)?.into_iter().find(|one| one.giving == giving);
        if let Some(one) = waits {
            return Ok(Given::Waits(one.no));
        }
        return ask(record, by, &giving, now).map(Given::Waits);
    }
    let (day, put) = (now.today().to_string(), giving.clone());
    record.write_office(log_as, "appointed", &giving.what(), now, move |tx| {
        fits(tx, &rules, &put, now)?;
        appoint(tx, &put, &day)
    })?;
    Ok(Given::Done)
}

fn appoint(tx: &Tx<'_>, giving: &Giving, day: &str) -> Result<(), RecordError> {
    let until = giving.until.map(|until| until.to_string());
    posts::step_down(tx, &giving.post, &giving.to, day)?;
    Ok(posts::appoint(tx, &giving.post, &giving.to, giving.deputy, day, until.as_deref())?)
}

fn ask(record: &Record, by: &str, giving: &Giving, now: Now) -> Result<i64, Error> {
    let asked = Asked {
        what: giving.what(),
        digest: giving.digest(),
        risk: Risk::High,
        by: by.to_owned(),
        reason: "a post of the office".to_owned(),
    };
    let at = now.micros();
    record.write_office(by, "appointing-asked", &giving.what(), now, move |tx| {
        approvals::ask(tx, &asked, at)?;
        Ok(())
    })?;
    let waits = waiting(record, now)?.into_iter().find(|one| one.giving == *giving);
    waits.map(|one| one.no).ok_or_else(|| RecordError::Changed.into())
}

/// What waits for a second person, or for being given after their yes; the newest first.
///
/// # Errors
/// What the store says.
pub fn waiting(record: &Record, now: Now) -> Result<Vec<Waiting>, Error> {
    let at = now.micros();
    let all =
        record.data().read("posts to give", |tx| approvals::open_of(tx, WHAT, at, LISTED_MAX))?;
    let read = |(one, approved): (approvals::Approval, bool)| {
        let giving = Giving::read(&one.what).filter(|giving| one.is_for(&giving.digest()))?;
        Some(Waiting { no: one.no, asked_by: one.asked_by, giving, approved })
    };
    Ok(all.into_iter().filter_map(read).collect())
}

/// Decides as the second person, who answers for who may sign in; with a yes the post is given at once.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn decide(record: &Record, by: &str, number: i64, yes: bool, now: Now) -> Result<(), Error> {
    let standing = crate::standing(record, by, now)?;
    if !standing.answers {
        return no("only the data protection officer or the owner of decisions decides this");
    }
    let waits = waiting(record, now)?.into_iter().find(|one| one.no == number);
    let Some(waits) = waits else { return no("nothing of that number waits") };
    if same(&waits.asked_by, by) || same(&waits.giving.to, by) {
        return no("whoever asked, and whoever is to have it, cannot say yes to it");
    }
    let rules = Rules::of(record);
    let (day, at, who) = (now.today().to_string(), now.micros(), by.to_owned());
    let act = if yes { "appointed" } else { "not-approved" };
    let about = waits.giving.what();
    record.write_office(by, act, &about, now, move |tx| {
        let wrong = |why: approvals::NotApproved| RecordError::NotApproved(why.to_string());
        if !waits.approved {
            let post = own_post(tx, &who, &day)?;
            approvals::decide(tx, number, &who, yes, &post, &day, at).map_err(wrong)?;
        } else if !yes {
            approvals::take_back(tx, number, &who, at)?;
        }
        if yes {
            fits(tx, &rules, &waits.giving, now)?;
            approvals::use_up(tx, number, &waits.giving.digest(), at).map_err(wrong)?;
            appoint(tx, &waits.giving, &day)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The post by which somebody decides.
pub(crate) fn own_post(tx: &Tx<'_>, who: &str, day: &str) -> Result<String, RecordError> {
    let owner = posts::holds(tx, posts::OWNER, who, day)?;
    Ok(if owner { posts::OWNER } else { posts::ADVISER }.to_owned())
}

/// Takes a post from somebody from today on.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn take(record: &Record, by: &str, post: &str, from: &str, now: Now) -> Result<(), Error> {
    let standing = crate::standing(record, by, now)?;
    if same(by, from) {
        return no("nobody changes what they may do themselves");
    }
    if !standing.answers && (!standing.administers || is_theirs_to_take(post)) {
        return no(
            "only the data protection officer or the owner of decisions takes that post from anybody",
        );
    }
    let (day, of, who) = (now.today().to_string(), post.to_owned(), from.trim().to_owned());
    let about = format!("{} no longer {post}", from.trim());
    record.write_office(by, "left", &about, now, move |tx| {
        is_not_the_last(tx, &of, &who, &day)?;
        match posts::step_down(tx, &of, &who, &day)? {
            0 => Err(RecordError::Malformed("they do not hold that post".to_owned())),
            _ => Ok(()),
        }
    })?;
    Ok(())
}

/// Whether a post is still held by somebody else who can sign in: the last who administers, and the last
/// who answers for it, stay. Asked where it is written: of two who are taken out at once one is the last.
fn is_not_the_last(tx: &Tx<'_>, post: &str, from: &str, day: &str) -> Result<(), RecordError> {
    let kind = |post: &str| match post {
        posts::ADMINISTRATOR => 1,
        posts::ADVISER | posts::OWNER => 2,
        _ => 0,
    };
    let stand = accounts::all(tx)?;
    let stands = |name: &str| stand.iter().any(|one| same(&one.name, name) && !one.ended);
    let held = posts::all_holders(tx, day, LISTED_MAX)?.into_iter();
    let mut others = held.filter(|(held, ..)| kind(held) == kind(post));
    let is_left = others.any(|(_, name, _)| !same(&name, from) && stands(&name));
    if kind(post) == 0 || is_left {
        return Ok(());
    }
    let why = "they are the last who hold it: give it to somebody else first";
    Err(RecordError::Malformed(why.to_owned()))
}

/// Ends an account, and takes it out of every post.
///
/// Not one's own, not of the last who administers or
/// answers for it, and those of the data protection office, and of whoever audits, only by whoever answers for it.
///
/// # Errors
/// [`Error::Malformed`] says what stands in the way; what the store says.
pub fn end_account(record: &Record, by: &str, name: &str, now: Now) -> Result<(), Error> {
    let by_standing = crate::standing(record, by, now)?;
    if same(by, name) {
        return no("nobody ends their own account");
    }
    let of = account(record, name)?.name;
    let (day, at) = (now.today().to_string(), now.micros());
    let key = record.data().read("staff", |tx| accounts::key_of(tx, &of))?;
    let who = of.clone();
    record.write_office(by, "staff-ended", &format!("{of}, and every post"), now, move |tx| {
        let theirs = posts::of(tx, &who, &day)?;
        let office = theirs.iter().any(|post| is_theirs_to_take(post));
        if !by_standing.answers && (!by_standing.administers || office) {
            return Err(RecordError::Malformed(
                "only the data protection officer or the owner of decisions ends that account"
                    .to_owned(),
            ));
        }
        for post in &theirs {
            is_not_the_last(tx, post, &who, &day)?;
        }
        accounts::end_in(tx, &who, at)?;
        posts::leave(tx, &who, &day)?;
        Ok(())
    })?;
    accounts::destroy(record, key, now)
}

/// Whether an approval is of a post.
#[must_use]
pub fn is_of_a_post(what: &str) -> bool {
    what.starts_with(WHAT)
}

/// Whether somebody is a second person for an account: who leads its team, or answers for who may sign in;
/// never whoever administers, and nobody for themselves.
#[must_use]
pub fn is_second_for(standing: &Standing, by: &str, account: &Account) -> bool {
    !same(by, &account.name) && standing.is_second(&account.team)
}

#[cfg(test)]
mod tests {
    use super::Giving;

    #[test]
    fn what_is_asked_for_reads_back() {
        for deputy in [false, true] {
            for until in [None, "2027-01-31".parse().ok()] {
                let giving =
                    Giving { post: "auditor".to_owned(), to: "ann".to_owned(), deputy, until };
                assert_eq!(Giving::read(&giving.what()), Some(giving));
            }
        }
        assert_eq!(Giving::read("erase a person"), None);
    }
}

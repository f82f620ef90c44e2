//! A team as whoever leads it sees it: who is in it, what waits for them, and the looks that saved a life.

use db::tasks::{self, NewTask, Task};
use db::{posts, tasks as office};
use jiff::ToSpan;
use people::{Broken, Error as RecordError, Now, Question, Record};

use crate::{Account, Error, Reviewed, accounts, confirm, review};

/// The most tasks of one person that are shown.
const SHOWN_MAX: u32 = 100;
/// The most looks of the whole office that are read.
pub const LOOKS_MAX: u32 = 500;
/// How many days whoever administers has to look at an account.
const DAYS: i32 = 3;
/// The most characters of what is said of a look.
pub const WORDS_LENGTH_MAX: usize = 500;
/// What the review of a look by whoever leads the team is called.
const REVIEW: &str = "team-review-break-glass";
/// What the data protection officer is given where a look was not about a life.
const NOT_A_LIFE: &str = "break-glass-not-about-a-life";
/// What whoever administers is given where an account is not right.
const NOT_RIGHT: &str = "look-at-an-account";

/// Who is in a team and can sign in.
///
/// # Errors
/// What the store says.
pub fn members(record: &Record, team: &str) -> Result<Vec<Account>, Error> {
    let all = accounts::list(record)?.into_iter();
    Ok(all.filter(|one| one.team == team && !one.ended).collect())
}

/// What waits for the people of a team, by the posts they hold: who, and what. The most urgent first.
///
/// # Errors
/// What the store says.
pub fn waits_for(record: &Record, team: &str, now: Now) -> Result<Vec<(String, Task)>, Error> {
    let day = now.today().to_string();
    let members = members(record, team)?;
    let mut all = record.data().read("tasks of a team", |tx| {
        let mut all = Vec::new();
        for one in &members {
            let theirs = office::of(tx, &one.name, &day, SHOWN_MAX)?;
            all.extend(theirs.into_iter().map(|task| (one.name.clone(), task)));
        }
        Ok::<_, RecordError>(all)
    })?;
    all.sort_by(|(_, one), (_, other)| (&one.due, one.no).cmp(&(&other.due, other.no)));
    Ok(all)
}

/// A look that saved a life, and what whoever leads the team said of it.
#[derive(Clone, Debug)]
pub struct Look {
    /// It.
    pub broken: Broken,
    /// What was said of it, and by whom; none while nobody has.
    pub said: Option<(String, String)>,
}

fn entry(no: i64) -> String {
    format!("entry {no}")
}

/// The looks of a team that saved a life, the newest first. That they were read is in the log.
///
/// # Errors
/// What the store says.
pub fn looks_of(
    record: &Record,
    question: &Question,
    team: &str,
    now: Now,
) -> Result<Vec<Look>, Error> {
    let all = record.broken_glass(question, team, LOOKS_MAX)?;
    if !all.is_empty() {
        record.write_office(question.actor(), "team-looks-read", team, now, |_| Ok(()))?;
    }
    let said = record.data().read("reviews of looks", |tx| {
        let said = all.iter().map(|one| office::ended(tx, REVIEW, &entry(one.entry)));
        Ok::<_, RecordError>(said.collect::<Result<Vec<_>, _>>()?)
    })?;
    Ok(all.into_iter().zip(said).map(|(broken, said)| Look { broken, said }).collect())
}

/// Says of a look of one's team whether it was about a life, in a few words. Where it was not, the data
/// protection officer is told. Nobody says it of a look of their own.
///
/// # Errors
/// [`Error::Malformed`] where there is no such look to be said something of; what the store says.
pub fn say_of_look(
    record: &Record,
    question: &Question,
    team: &str,
    (no, about_a_life, words): (i64, bool, &str),
    now: Now,
) -> Result<(), Error> {
    let by = question.actor().to_owned();
    let words = words.trim();
    if words.is_empty() || words.chars().count() > WORDS_LENGTH_MAX {
        return Err(Error::Malformed("say in a few words how you know".to_owned()));
    }
    let all = record.broken_glass(question, team, LOOKS_MAX)?;
    let look = all.into_iter().find(|one| one.entry == no);
    if look.is_none_or(|one| one.actor.eq_ignore_ascii_case(&by)) {
        return Err(Error::Malformed(
            "there is no look of that number for you to review".to_owned(),
        ));
    }
    let about = if about_a_life { "about a life" } else { "not about a life" };
    let (said, at) = (format!("{about}: {words}"), now.micros());
    let (post, who) = (posts::manager_of(team), by.clone());
    let due = now.today().to_string();
    let soon = now.today().saturating_add(DAYS.days()).to_string();
    record.write_office(
        &by,
        "look-reviewed",
        &format!("{}, {about}", entry(no)),
        now,
        move |tx| {
            if office::ended(tx, REVIEW, &entry(no))?.is_some() {
                return Err(RecordError::Malformed(
                    "somebody has said something of it already".to_owned(),
                ));
            }
            let task = |post: &str, kind: &str, due: &str| NewTask {
                post: post.to_owned(),
                kind: kind.to_owned(),
                subject: None,
                reference: entry(no),
                due: due.to_owned(),
            };
            let given = tasks::give(tx, &task(&post, REVIEW, &due), at)?;
            tasks::end(tx, given, &who, &said, at)?;
            if !about_a_life {
                tasks::give_once(tx, &task(posts::ADVISER, NOT_A_LIFE, &soon), at)?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// The accounts of a team as they are looked through, those that are due first.
///
/// # Errors
/// What the store says.
pub fn review_of(record: &Record, team: &str, now: Now) -> Result<Vec<Reviewed>, Error> {
    let all = review(record, now)?.into_iter();
    Ok(all.filter(|one| one.team == team).collect())
}

/// Says of an account of one's team that it is right as it is, or that whoever administers is to look at
/// it. Nobody says it of their own.
///
/// # Errors
/// [`Error::Malformed`] where there is no such account for them; what the store says.
pub fn say_of_account(
    record: &Record,
    by: &str,
    team: &str,
    (name, right): (&str, bool),
    now: Now,
) -> Result<(), Error> {
    let theirs = members(record, team)?.into_iter();
    let theirs = theirs.map(|one| one.name).find(|one| one.eq_ignore_ascii_case(name.trim()));
    let Some(name) = theirs.filter(|one| !one.eq_ignore_ascii_case(by)) else {
        return Err(Error::Malformed("there is no account of that name for you".to_owned()));
    };
    if right {
        return confirm(record, by, &name, now);
    }
    let at = now.micros();
    let due = now.today().saturating_add(DAYS.days()).to_string();
    record.write_office(by, "account-not-right", &name.clone(), now, move |tx| {
        let task = NewTask {
            post: posts::ADMINISTRATOR.to_owned(),
            kind: NOT_RIGHT.to_owned(),
            subject: None,
            reference: name.clone(),
            due: due.clone(),
        };
        Ok(tasks::give_once(tx, &task, at)?)
    })?;
    Ok(())
}

//! Posts: places in the office. Tasks, holds and markers belong to a post and not to whoever left.

use crate::{Error, Tx, params};

/// Who works on cases.
pub const HANDLER: &str = "data-protection";
/// Who advises: the data protection officer.
pub const ADVISER: &str = "data-protection-officer";
/// Who decides, and answers for it.
pub const OWNER: &str = "decision-owner";
/// Who makes accounts and gives posts, and sees nobody's data.
pub const ADMINISTRATOR: &str = "administrator";
/// Who looks whether all of it holds, for a time, and changes nothing.
pub const AUDITOR: &str = "auditor";
/// What the posts of those who lead a team begin with.
const MANAGER: &str = "manager-of-";

/// The posts of the data protection office.
pub const OFFICE: [&str; 3] = [HANDLER, ADVISER, OWNER];

/// The post of whoever leads a team, by the charter's name.
#[must_use]
pub fn manager_of(team: &str) -> String {
    format!("{MANAGER}{team}")
}

/// The team a post leads; none where it leads none.
#[must_use]
pub fn led_by(post: &str) -> Option<&str> {
    post.strip_prefix(MANAGER)
}

/// Puts somebody into a post from a day on, as its holder or as a deputy.
///
/// # Errors
/// What the store says.
pub fn appoint(
    tx: &Tx<'_>,
    post: &str,
    actor: &str,
    deputy: bool,
    since: &str,
    until: Option<&str>,
) -> Result<(), Error> {
    if !deputy {
        // A post has one holder: the one before leaves the day the next one comes.
        tx.execute(
            "UPDATE post_holder SET until = ?2 WHERE post = ?1 AND deputy = 0
             AND (until IS NULL OR until > ?2)",
            params![post, since],
        )?;
    }
    tx.execute(
        "INSERT INTO post_holder (post, actor, deputy, since, until) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![post, actor, deputy, since, until],
    )?;
    Ok(())
}

/// Takes somebody out of every post from a day on: they left.
///
/// # Errors
/// What the store says.
pub fn leave(tx: &Tx<'_>, actor: &str, day: &str) -> Result<u64, Error> {
    tx.execute(
        "UPDATE post_holder SET until = ?2 WHERE LOWER(actor) = LOWER(?1)
         AND (until IS NULL OR until > ?2)",
        params![actor, day],
    )
}

/// Takes somebody out of one post from a day on; how many times they were in it.
///
/// # Errors
/// What the store says.
pub fn step_down(tx: &Tx<'_>, post: &str, actor: &str, day: &str) -> Result<u64, Error> {
    tx.execute(
        "UPDATE post_holder SET until = ?3 WHERE post = ?1 AND LOWER(actor) = LOWER(?2)
         AND (until IS NULL OR until > ?3)",
        params![post, actor, day],
    )
}

/// The posts somebody holds on a day, or is deputy of.
///
/// # Errors
/// What the store says.
pub fn of(tx: &Tx<'_>, actor: &str, day: &str) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT DISTINCT post FROM post_holder WHERE LOWER(actor) = LOWER(?1) AND since <= ?2
         AND (until IS NULL OR until > ?2) ORDER BY post LIMIT 100",
        params![actor, day],
        |row| Ok(row.text(0)?.to_owned()),
    )
}

/// The last day of whoever was in a post and is in it no longer; none where they never were, or are still.
///
/// # Errors
/// What the store says.
pub fn over_since(
    tx: &Tx<'_>,
    post: &str,
    actor: &str,
    day: &str,
) -> Result<Option<String>, Error> {
    if holds(tx, post, actor, day)? {
        return Ok(None);
    }
    let last = tx.one(
        "SELECT MAX(until) FROM post_holder WHERE post = ?1 AND LOWER(actor) = LOWER(?2)",
        params![post, actor],
        |row| Ok::<_, Error>(row.opt_text(0)?.map(str::to_owned)),
    )?;
    Ok(last.flatten().filter(|last| last.as_str() <= day))
}

/// Whether somebody holds a post of the data protection office on a day, or is its deputy.
///
/// # Errors
/// What the store says.
pub fn is_of_the_office(tx: &Tx<'_>, actor: &str, day: &str) -> Result<bool, Error> {
    for post in OFFICE {
        if holds(tx, post, actor, day)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether anybody else holds a post of the data protection office on a day, or is its deputy.
///
/// # Errors
/// What the store says.
pub fn has_another(tx: &Tx<'_>, actor: &str, day: &str) -> Result<bool, Error> {
    let found = tx.one(
        "SELECT 1 FROM post_holder WHERE LOWER(actor) <> LOWER(?1) AND since <= ?2
         AND (until IS NULL OR until > ?2) AND post IN (?3, ?4, ?5) LIMIT 1",
        params![actor, day, HANDLER, ADVISER, OWNER],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

/// Whether somebody holds a post on a day, or is its deputy.
///
/// # Errors
/// What the store says.
pub fn holds(tx: &Tx<'_>, post: &str, actor: &str, day: &str) -> Result<bool, Error> {
    let found = tx.one(
        "SELECT 1 FROM post_holder WHERE post = ?1 AND LOWER(actor) = LOWER(?2) AND since <= ?3
         AND (until IS NULL OR until > ?3) LIMIT 1",
        params![post, actor, day],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

/// Who holds a post on a day; the holder before the deputies. Empty when the post is vacant.
///
/// # Errors
/// What the store says.
pub fn holders(tx: &Tx<'_>, post: &str, day: &str) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT actor FROM post_holder WHERE post = ?1 AND since <= ?2
         AND (until IS NULL OR until > ?2) ORDER BY deputy, no LIMIT 100",
        params![post, day],
        |row| Ok(row.text(0)?.to_owned()),
    )
}

/// Who holds which post on a day: the post, who, and whether as a deputy.
///
/// # Errors
/// What the store says.
pub fn all_holders(
    tx: &Tx<'_>,
    day: &str,
    limit: u32,
) -> Result<Vec<(String, String, bool)>, Error> {
    tx.all(
        "SELECT post, actor, deputy FROM post_holder
         WHERE since <= ?1 AND (until IS NULL OR until > ?1) ORDER BY post, deputy, actor LIMIT ?2",
        params![day, limit],
        |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)? != 0)),
    )
}

//! May this picture appear there, now? And what appeared that may not any more.

use db::{params, tasks};
use gate::{NamedAsk, Outcome};
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonId, PersonNo, Question, Record};
use words::Message;

use super::media::disclosures;
use super::who::{In, here};
use super::{CATEGORY, Channel, Picture, Shows, picture};
use crate::Error;
use crate::done::Done;
use crate::kept::question;

/// The recipient the charter has for newspapers, the radio and television.
const MEDIA: &str = "media";
/// Who takes pictures down.
pub(crate) const TAKES_DOWN: &str = "communications-manager";
/// The kind of task of one that must come down.
const TAKE_DOWN: &str = "take-picture-down";
/// Uses read at once.
const USES_ONCE: u32 = 1_000;

/// Why a picture may not appear. Nobody is named in it: who said no is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// In words.
    pub message: Message,
    /// The paragraph that says so.
    pub paragraph: &'static str,
}

fn because(message: Message, paragraph: &'static str) -> Why {
    Why { message, paragraph }
}

/// A picture that appears somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appears {
    /// The number of this use.
    pub no: i64,
    /// What the library calls it.
    pub reference: String,
    /// Where.
    pub channel: Channel,
    /// Since when.
    pub since: Date,
}

/// Whether a picture may appear on a channel today: nothing, or everything that is in the way. Everybody
/// known to be in it is decided about, and nothing of them is opened. The answer is in the log.
///
/// # Errors
/// [`Error::None`]; what the store says.
pub fn may_appear(
    record: &Record,
    named: &NamedAsk,
    reference: &str,
    channel: Channel,
    now: Now,
) -> Result<Vec<Why>, Error> {
    let found = picture(record, reference)?;
    let why = in_the_way(record, named, &found, channel, now)?;
    let by = named.actor.clone().unwrap_or_default();
    let may = if why.is_empty() { "may" } else { "may not" };
    let about = format!("{} on {}: {may}", found.reference, channel.id());
    record.write_office(&by, "picture-asked", &about, now, |_| Ok(()))?;
    Ok(why)
}

fn in_the_way(
    record: &Record,
    named: &NamedAsk,
    found: &Picture,
    channel: Channel,
    now: Now,
) -> Result<Vec<Why>, Error> {
    let mut why = Vec::new();
    if found.gone.is_some() {
        why.push(because(Message::new("registers-picture-gone"), "19.1"));
    }
    if !found.channels.contains(&channel) {
        why.push(because(Message::new("registers-picture-not-there"), "7.3a"));
    }
    let charter = record.gate().charter();
    let class = charter.categories().find(CATEGORY).and_then(|at| {
        let class = charter.categories()[at].retention.as_ref()?;
        charter.retentions().get(class.get_ref())?.period.as_ref()
    });
    if class.is_none_or(|period| period.get_ref().after(found.taken) < now.today()) {
        why.push(because(Message::new("registers-picture-old"), "22.1"));
    }
    let people = known(record, found)?;
    if found.shows != Shows::Scene && people.is_empty() {
        why.push(because(Message::new("registers-picture-nobody-known"), "7.4c"));
    }
    let mut silent = false;
    let mut refused = found.refused;
    for (id, one) in people {
        let agreed = one.agreed.is_some() && (found.shows != Shows::Child || one.guardian);
        silent |= found.shows != Shows::Scene && !agreed;
        // Somebody who was erased is known no more, and nothing is shown of them.
        refused |= match id {
            Some(id) => !decided(record, named, found, id, channel, now)?,
            None => true,
        };
    }
    if silent {
        why.push(because(Message::new("registers-picture-no-yes"), "7.4c"));
    }
    if refused {
        why.push(because(Message::new("registers-picture-refused"), "7.4d"));
    }
    Ok(why)
}

/// Who is known to be in it, with their id; none of somebody who was erased.
pub(super) fn known(
    record: &Record,
    found: &Picture,
) -> Result<Vec<(Option<PersonId>, In)>, Error> {
    let people = record.data().read("who is in it", |tx| here(tx, found))?;
    let with = people.into_iter().map(|one| Ok::<_, Error>((record.live_id_of(one.person)?, one)));
    with.collect()
}

/// The question the gate is asked about one person in it.
pub(super) fn asked(
    record: &Record,
    named: &NamedAsk,
    found: &Picture,
    channel: Channel,
    now: Now,
) -> Result<Question, Error> {
    let mut ask = named.clone();
    found.shows.purpose().clone_into(&mut ask.purpose);
    let action = if channel == Channel::Media { "disclose" } else { "publish" };
    ask.recipient = (channel == Channel::Media).then(|| MEDIA.to_owned());
    question(record, &ask, CATEGORY, action, now)
}

/// Whether the gate lets a picture of this person appear there.
fn decided(
    record: &Record,
    named: &NamedAsk,
    found: &Picture,
    person: PersonId,
    channel: Channel,
    now: Now,
) -> Result<bool, Error> {
    let question = asked(record, named, found, channel, now)?;
    let decided = record.data().read("may a picture appear", |tx| {
        Ok::<_, RecordError>(record.permit(tx, &question, person)?.decision().outcome())
    });
    match decided {
        Ok(outcome) => Ok(outcome == Outcome::Allowed),
        Err(RecordError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The task of taking a use down.
pub(super) fn take_down(no: i64, post: &str, due: &str) -> tasks::NewTask {
    tasks::NewTask {
        post: post.to_owned(),
        kind: TAKE_DOWN.to_owned(),
        subject: None,
        reference: reference(no),
        due: due.to_owned(),
    }
}

/// Lets a picture appear, where nothing is in the way, and writes it down.
///
/// One that goes to the media stands also in the register of disclosures, for everybody in it. What the asker was is kept with it: every night it is decided
/// again.
///
/// # Errors
/// [`Error::No`] with the first reason; as for [`may_appear`].
pub fn publish(
    record: &Record,
    named: &NamedAsk,
    reference: &str,
    channel: Channel,
    now: Now,
) -> Result<i64, Error> {
    let found = picture(record, reference)?;
    if let Some(first) = in_the_way(record, named, &found, channel, now)?.into_iter().next() {
        return Err(Error::Why { message: first.message, paragraph: first.paragraph });
    }
    let ask = serde_json::json!({
        "actor": named.actor, "strength": named.strength, "role": named.role,
        "team": named.team, "entity": named.entity,
    });
    let (no, at, day) = (people::row_number(), now.micros(), now.today().to_string());
    let by = named.actor.clone().unwrap_or_default();
    let about = format!("{} on {}", found.reference, channel.id());
    let given = match channel {
        Channel::Media => disclosures(record, named, &found, now)?,
        _ => Vec::new(),
    };
    let (again, of) = (record.clone(), found.clone());
    let decided: Vec<PersonNo> = known(record, &found)?.iter().map(|(_, one)| one.person).collect();
    record.write_office(&by, "picture-published", &about, now, move |tx| {
        // Whoever was put in meanwhile was not asked about.
        if !here(tx, &of)?.iter().map(|one| one.person).eq(decided.iter().copied()) {
            return Err(RecordError::Changed);
        }
        for one in &given {
            one.write(tx, &again, people::number(tx, one.person())?)?;
        }
        tx.execute(
            "INSERT INTO picture_use (no, picture, channel, day, ask, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![no, found.no, channel.id(), &day, &ask.to_string(), at],
        )?;
        Ok(())
    })?;
    Ok(no)
}

/// Pictures that appear somewhere and may not any more: decided again, as those who let them appear.
///
/// # Errors
/// What the store says.
pub fn to_take_down(record: &Record, now: Now) -> Result<Vec<Appears>, Error> {
    let mut all = Vec::new();
    let mut after = i64::MIN;
    loop {
        let uses = standing(record, after)?;
        let Some((last, _)) = uses.last() else { return Ok(all) };
        after = last.no;
        for (one, ask) in uses {
            if !stays(record, &one, &ask, now)? {
                all.push(one);
            }
        }
    }
}

/// Uses that stand, after a number, each with the ask of whoever let it appear.
fn standing(record: &Record, after: i64) -> Result<Vec<(Appears, String)>, Error> {
    let uses = record.data().read("pictures that appear", |tx| {
        tx.all(
            "SELECT u.no, p.reference, u.channel, u.day, u.ask FROM picture_use u
             JOIN picture p ON p.no = u.picture
             WHERE u.taken_down IS NULL AND u.no > ?1 ORDER BY u.no LIMIT ?2",
            params![after, USES_ONCE],
            |row| {
                let channel: Channel =
                    row.text(2)?.parse().map_err(|_| RecordError::Damaged("picture_use"))?;
                let one = Appears {
                    no: row.int(0)?,
                    reference: row.text(1)?.to_owned(),
                    channel,
                    since: row.date(3)?,
                };
                Ok::<_, RecordError>((one, row.text(4)?.to_owned()))
            },
        )
    })?;
    Ok(uses)
}

/// Whether a picture may go on to appear, decided again as those who let it appear.
fn stays(record: &Record, one: &Appears, ask: &str, now: Now) -> Result<bool, Error> {
    let ask: serde_json::Value =
        serde_json::from_str(ask).map_err(|_| RecordError::Damaged("picture_use"))?;
    let text = |key: &str| ask[key].as_str().map(str::to_owned);
    let named = NamedAsk {
        actor: text("actor"),
        strength: text("strength"),
        role: text("role").unwrap_or_default(),
        team: text("team").unwrap_or_default(),
        entity: text("entity").unwrap_or_default(),
        ..NamedAsk::default()
    };
    // Where it cannot be decided it comes down: a role or a purpose that is gone, and what is unknown.
    Ok(picture(record, &one.reference)
        .and_then(|found| in_the_way(record, &named, &found, one.channel, now))
        .is_ok_and(|why| why.is_empty()))
}

/// How the task names a use.
fn reference(number: i64) -> String {
    format!("picture use {number}")
}

/// Writes down that a picture was taken down.
///
/// # Errors
/// [`Error::None`] where there is no such use that stands.
pub fn taken_down(record: &Record, by: &str, number: i64, now: Now) -> Result<(), Error> {
    let day = now.today().to_string();
    let done = Done::new(by, now);
    let written =
        record.write_office(by, "picture-taken-down", &number.to_string(), now, move |tx| {
            let changed = tx.execute(
                "UPDATE picture_use SET taken_down = ?2 WHERE no = ?1 AND taken_down IS NULL",
                params![number, &day],
            )?;
            match changed {
                1 => done.task(tx, TAKE_DOWN, &reference(number)),
                _ => Err(RecordError::Malformed(String::new())),
            }
        });
    match written {
        Err(RecordError::Malformed(empty)) if empty.is_empty() => Err(Error::None {
            what: "picture that appears with the number",
            name: number.to_string(),
            way: "`keyholder picture take-down` lists them",
        }),
        written => Ok(written?),
    }
}

/// Gives a task for every picture that may not appear any more.
pub(crate) fn tick(record: &Record, post: &str, now: Now) -> Result<u64, Error> {
    let mut given = 0;
    for one in to_take_down(record, now)? {
        let task = take_down(one.no, post, &now.today().to_string());
        let at = now.micros();
        record.data().write("task", move |tx| tasks::give_once(tx, &task, at))?;
        given += 1;
    }
    Ok(given)
}

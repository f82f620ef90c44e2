//! When what is held is due: the event its period starts at, and what becomes of the day when the event
//! is another, comes late, or never comes (rows 19.1a, 19.1b, 22.1).
//!
//! What is held lies by its class and its event, written `tenancy-end:2026-03-31`. While the event has
//! not happened there is none, and it waits. Of somebody who is nothing to the landlord any more nothing
//! waits for ever: what has no event counts from the day they left, and says so: `left:2026-03-31`.

use std::collections::BTreeMap;

use charter::items::Retention;
use db::{Committed, Logged, Tx, params};
use jiff::civil::Date;

use crate::account::Account;
use crate::codes::{Code, Kind};
use crate::ids::PersonNo;
use crate::left::{Stay, becomes, last_day};
use crate::permit::LIVE;
use crate::persons::row_number;
use crate::{Error, Now, PersonId, Question, Record, one_person};

/// The mark of what has no event on record, and counts from the day somebody left.
pub const LEFT: &str = "left";
/// The trigger that is also somebody's leaving.
const LEAVING: &str = "leaving-or-consent-withdrawn";
/// The triggers that a consent which ends is.
const CONSENT: &[&str] = &["consent-withdrawn", LEAVING];
/// People looked through in one transaction.
const CHUNK: u32 = 500;

/// A class of the charter, as due days need it.
#[derive(Clone)]
struct Class {
    code: i64,
    trigger: String,
    rolls: bool,
    period: charter::Period,
}

impl Class {
    fn due(&self, from: Date) -> String {
        self.period.after(from).to_string()
    }
}

/// Where something of a person lies: its rule, the event it counts from, and its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// The retention class, by the charter's name.
    pub class: String,
    /// The event it counts from; empty while it waits for one.
    pub event: String,
    /// The last day it may be kept.
    pub due: Option<Date>,
    /// How many rows of it.
    pub rows: u64,
}

/// What renewing the due days came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renewed {
    /// Drawers whose period is another by the charter now.
    pub other_period: u64,
    /// Drawers that count from the day somebody left from now on.
    pub left: u64,
}

impl Record {
    fn classes(&self, waits: impl Fn(&Retention) -> bool) -> Result<Vec<Class>, Error> {
        let mut classes = Vec::new();
        for class in self.gate().charter().retentions().iter().filter(|class| waits(class)) {
            let (Some(trigger), Some(period)) = (&class.trigger, &class.period) else { continue };
            classes.push(Class {
                code: i64::from(self.codes().code(Kind::Retention, class.id.get_ref().as_str())?),
                trigger: trigger.get_ref().clone(),
                rolls: class.rolls(),
                period: *period.get_ref(),
            });
        }
        Ok(classes)
    }

    fn waiting_for(&self, event: &str) -> Result<Vec<Class>, Error> {
        self.classes(|class| class.trigger.as_ref().is_some_and(|t| t.get_ref() == event))
    }

    /// Writes down an event from which retention counts, `tenancy-end`, and gives every drawer whose
    /// class waits for it the day it is due. Where a later event of the kind takes the place of an
    /// earlier one (the last payment), what counted from the earlier counts from this one. What is held
    /// on several people waits until it has happened to all of them, and counts from the last.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an event that no class waits for; [`Error::Refused`].
    pub fn happened(
        &self,
        question: &Question,
        person: PersonId,
        event: &str,
        on: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let classes = self.waiting_for(event)?;
        if classes.is_empty() {
            return Err(Error::Malformed(
                "no retention class of the charter waits for that event".to_owned(),
            ));
        }
        let (name, at) = (event.to_owned(), now.micros());
        let say = |account: Account| account.with("event", event).with("on", on.to_string());
        self.change_person(question, person, now, "event", say, move |tx, loaded| {
            write_event(tx, loaded.no, &name, on, at)?;
            came(tx, loaded.no, &classes, &name, on)
        })
    }

    /// Takes an event back, or says that it was on another day: a tenancy that did not end, a payment
    /// nobody had seen. What counted from it waits again, or counts from that other day.
    ///
    /// # Errors
    /// [`Error::Malformed`] where no such event is on record on that day; [`Error::Refused`].
    pub fn happened_instead(
        &self,
        question: &Question,
        person: PersonId,
        (event, was): (&str, Date),
        on: Option<Date>,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let classes = self.waiting_for(event)?;
        let name = event.to_owned();
        let say = |account: Account| {
            let account = account.with("event", event).with("was", was.to_string());
            account.with("on", on.map(|day| day.to_string()))
        };
        self.change_person(question, person, now, "event-corrected", say, move |tx, loaded| {
            let mut found = 0;
            for record in one_person::records(tx, loaded.no)? {
                let no = record.get();
                found += match on {
                    Some(on) => tx.execute(
                        "UPDATE event SET happened = ?4
                         WHERE person = ?1 AND name = ?2 AND happened = ?3",
                        params![no, &name, &was.to_string(), &on.to_string()],
                    )?,
                    None => tx.execute(
                        "DELETE FROM event WHERE person = ?1 AND name = ?2 AND happened = ?3",
                        params![no, &name, &was.to_string()],
                    )?,
                };
                for class in &classes {
                    went(tx, record, class, &name, was, on)?;
                }
            }
            if found == 0 {
                return Err(Error::Malformed(
                    "no event of that name is on record on that day".to_owned(),
                ));
            }
            Ok(())
        })
    }

    /// What a relationship that ends brings with it: its event, and that somebody left, where they are
    /// nothing else to the landlord.
    pub(crate) fn ending(&self, kind: &str) -> Result<Ending, Error> {
        let charter = self.gate().charter();
        let relationship =
            charter.relationships().iter().find(|one| one.id.get_ref().as_str() == kind);
        let event = relationship.and_then(|one| one.ends.as_ref()).map(|one| one.get_ref().clone());
        let becomes = relationship.and_then(|one| one.becomes.as_ref()).map(|one| one.get_ref());
        let becomes = becomes
            .filter(|id| charter.relationships().get(id).is_some_and(|one| one.former))
            .map(|id| self.codes().code(Kind::Relationship, id.as_str()))
            .transpose()?;
        Ok(Ending {
            classes: event
                .as_deref()
                .map_or_else(|| Ok(Vec::new()), |name| self.waiting_for(name))?,
            event,
            leaving: self.waiting_for(LEAVING)?,
            former: self.former()?,
            becomes,
        })
    }

    /// The classes that a consent which ends starts the period of.
    pub(crate) fn consent_classes(&self) -> Result<ConsentEnds, Error> {
        let classes = self.classes(|class| {
            class.trigger.as_ref().is_some_and(|t| CONSENT.contains(&t.get_ref().as_str()))
        })?;
        Ok(ConsentEnds(classes))
    }

    /// By which rules things are held on a person, for those whose question is allowed: what has nothing in
    /// it that they may see is left out.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing about this person may be seen.
    pub fn shelved(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<Shelved>, Error> {
        let opened = self.look(question, person, now)?;
        let (no, allowed) = (opened.number(), opened.decision().allowed());
        let mut codes = Vec::new();
        for (at, category) in self.gate().charter().categories().iter().enumerate() {
            if allowed.iter().any(|ix| ix.position() == at) {
                codes.push(self.codes().code(Kind::Category, category.id.get_ref().as_str())?);
            }
        }
        self.data().read("by which rules", |tx| {
            let mut found: BTreeMap<(String, String, Option<Date>), u64> = BTreeMap::new();
            for record in one_person::records(tx, no)? {
                let (first, last) = record.drawers();
                let mut seen = std::collections::BTreeSet::new();
                for code in &codes {
                    tx.query(
                        "SELECT drawer FROM label WHERE kind = ?1 AND code = ?2
                         AND drawer BETWEEN ?3 AND ?4",
                        params![crate::Label::Category as i64, i64::from(*code), first, last],
                        |row| {
                            seen.insert(row.int(0)?);
                            Ok::<_, Error>(())
                        },
                    )?;
                }
                tx.query(
                    "SELECT no, class, event, due FROM drawer WHERE no BETWEEN ?1 AND ?2",
                    params![first, last],
                    |row| {
                        if seen.contains(&row.int(0)?) {
                            let class = Code::try_from(row.int(1)?)
                                .map_err(|_| Error::Damaged("drawer.class"))?;
                            let class = self.codes().name(Kind::Retention, class).to_owned();
                            let event = row.text(2)?.to_owned();
                            *found.entry((class, event, row.opt_date(3)?)).or_default() += 1;
                        }
                        Ok::<_, Error>(())
                    },
                )?;
            }
            let all = found.into_iter();
            Ok(all.map(|((class, event, due), rows)| Shelved { class, event, due, rows }).collect())
        })
    }

    /// Makes every due day again from the charter as it is now, and lets what waits of somebody who left
    /// count from that day. Done every night, and before a disposal is planned. Nothing is opened.
    ///
    /// # Errors
    /// What the store says.
    pub fn renew_due(&self, actor: &str, now: Now) -> Result<Renewed, Error> {
        let mut done = Renewed { other_period: self.other_periods()?, left: 0 };
        let (former, classes) = (self.former()?, self.classes(|_| true)?);
        let classes: BTreeMap<i64, Class> =
            classes.into_iter().map(|class| (class.code, class)).collect();
        let mut after = i64::MIN;
        loop {
            let (former, classes, today) = (former.clone(), classes.clone(), now.today());
            let (next, left) = *self
                .data()
                .write("who left", move |tx| leave_chunk(tx, after, &former, &classes, today))?;
            done.left += left;
            match next {
                Some(next) => after = next,
                None => break,
            }
        }
        if done != Renewed::default() {
            let said = Account::office(actor, "due-days-renewed", "", self.gate())
                .with("other-period", done.other_period)
                .with("left", done.left);
            self.data().append(self.entry(said, None, now)?)?;
        }
        Ok(done)
    }

    /// Drawers whose class has another period than when their day was worked out.
    fn other_periods(&self) -> Result<u64, Error> {
        let mut changed = 0;
        for table in ["drawer", "joint"] {
            let sql = format!(
                "SELECT class, event, due FROM {table} WHERE due IS NOT NULL
                 GROUP BY class, event, due"
            );
            let marks = self.data().read("due days", |tx| {
                tx.all(&sql, params![], |row| {
                    Ok::<_, Error>((row.int(0)?, row.text(1)?.to_owned(), row.text(2)?.to_owned()))
                })
            })?;
            let classes = self.classes(|_| true)?;
            for (class, event, was) in marks {
                // What somebody decided is not kept any longer has no period.
                let of = event.split_once(':').filter(|(name, _)| *name != REVIEWED);
                let day = of.and_then(|(_, day)| day.parse::<Date>().ok());
                let found = classes.iter().find(|one| one.code == class);
                let (Some(class), Some(day)) = (found, day) else { continue };
                let due = class.due(day);
                if due != was {
                    let (code, table) = (class.code, table.to_owned());
                    changed += *self.data().write("another period", move |tx| {
                        tx.execute(
                            &format!(
                                "UPDATE {table} SET due = ?4, version = version + 1
                                 WHERE class = ?1 AND event = ?2 AND due = ?3"
                            ),
                            params![code, &event, &was, &due],
                        )
                    })?;
                }
            }
        }
        Ok(changed)
    }
}

/// What the end of a relationship starts.
#[derive(Clone)]
pub(crate) struct Ending {
    event: Option<String>,
    classes: Vec<Class>,
    leaving: Vec<Class>,
    /// What somebody is who has left.
    former: Vec<Code>,
    /// What they are from the next day on.
    becomes: Option<Code>,
}

impl Ending {
    /// Writes the event of the end down, what they are from the next day on, and that they left where nothing
    /// else is left; whether they did.
    pub(crate) fn write(
        &self,
        tx: &Tx<'_>,
        no: PersonNo,
        entity: Code,
        on: Date,
        at: i64,
    ) -> Result<bool, Error> {
        if let Some(kind) = self.becomes {
            becomes(tx, no, kind, entity, on, at)?;
        }
        if let Some(event) = &self.event {
            write_event(tx, no, event, on, at)?;
            came(tx, no, &self.classes, event, on)?;
        }
        let left = match last_day(tx, no, &self.former)? {
            Stay::Over(day) => day,
            Stay::GoesOn => return Ok(false),
        };
        for record in one_person::records(tx, no)? {
            for class in &self.leaving {
                arrive(tx, record, class, LEAVING, left)?;
            }
        }
        Ok(true)
    }
}

/// What the end of a consent starts.
#[derive(Clone)]
pub(crate) struct ConsentEnds(Vec<Class>);

impl ConsentEnds {
    /// What was held for a purpose somebody no longer consents to counts from that day.
    pub(crate) fn write(
        &self,
        tx: &Tx<'_>,
        no: PersonNo,
        purpose: Code,
        on: Date,
    ) -> Result<(), Error> {
        let (first, last) = no.drawers();
        for class in &self.0 {
            tx.execute(
                "UPDATE drawer SET event = ?4, due = ?5, version = version + 1
                 WHERE no BETWEEN ?1 AND ?2 AND class = ?3 AND event = ''
                 AND EXISTS (SELECT 1 FROM label l WHERE l.kind = ?6 AND l.code = ?7 AND l.drawer = drawer.no)",
                params![
                    first,
                    last,
                    class.code,
                    &format!("{}:{on}", class.trigger),
                    &class.due(on),
                    crate::Label::Purpose as i64,
                    i64::from(purpose)
                ],
            )?;
        }
        Ok(())
    }
}

fn write_event(tx: &Tx<'_>, no: PersonNo, name: &str, on: Date, at: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO event (no, person, name, happened, recorded) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![row_number(), no.get(), name, &on.to_string(), at],
    )?;
    Ok(())
}

/// An event came: what waited for it counts from it, and so does what is held on several people, where
/// it has come for all.
fn came(tx: &Tx<'_>, no: PersonNo, classes: &[Class], name: &str, on: Date) -> Result<(), Error> {
    for class in classes {
        for record in one_person::records(tx, no)? {
            arrive(tx, record, class, name, on)?;
        }
        settle_joints(tx, no, class, name)?;
    }
    Ok(())
}

/// What waits of a class counts from an event; and what counted from an earlier one of the kind, where
/// the last counts.
fn arrive(tx: &Tx<'_>, no: PersonNo, class: &Class, name: &str, on: Date) -> Result<(), Error> {
    let (first, last) = no.drawers();
    let (mark, due) = (format!("{name}:{on}"), class.due(on));
    tx.execute(
        "UPDATE drawer SET event = ?4, due = ?5, version = version + 1
         WHERE no BETWEEN ?1 AND ?2 AND class = ?3 AND (event = '' OR (event > ?6 AND event < ?7))",
        params![first, last, class.code, &mark, &due, &format!("{LEFT}:"), &format!("{LEFT}:~")],
    )?;
    if class.rolls {
        tx.execute(
            "UPDATE drawer SET event = ?4, due = ?5, version = version + 1
             WHERE no BETWEEN ?1 AND ?2 AND class = ?3 AND event > ?6 AND event < ?4",
            params![first, last, class.code, &mark, &due, &format!("{name}:")],
        )?;
    }
    Ok(())
}

/// An event went, or is on another day.
fn went(
    tx: &Tx<'_>,
    no: PersonNo,
    class: &Class,
    name: &str,
    was: Date,
    on: Option<Date>,
) -> Result<(), Error> {
    let (first, last) = no.drawers();
    let old = format!("{name}:{was}");
    // Where the last one counts, the one before it is the last again.
    let on = match on {
        None if class.rolls => tx
            .one(
                "SELECT MAX(happened) FROM event WHERE person = ?1 AND name = ?2",
                params![no.get(), name],
                |row| row.opt_date(0),
            )?
            .flatten(),
        on => on,
    };
    let mark = on.map(|day| format!("{name}:{day}")).unwrap_or_default();
    let due = on.map(|day| class.due(day));
    tx.execute(
        "UPDATE drawer SET event = ?5, due = ?6, version = version + 1
         WHERE no BETWEEN ?1 AND ?2 AND class = ?3 AND event = ?4",
        params![first, last, class.code, &old, &mark, due.as_deref()],
    )?;
    // What is held on several people is worked out again from everybody's events.
    tx.execute(
        "UPDATE joint SET event = '', due = NULL, version = version + 1
         WHERE class = ?2 AND event > ?3 AND event < ?4
         AND no IN (SELECT joint FROM joint_share WHERE person = ?1)",
        params![no.get(), class.code, &format!("{name}:"), &format!("{name}:~")],
    )?;
    settle_joints(tx, no, class, name)
}

/// What is held on a person and others, and waits for an event that has come for every one of them,
/// counts from the last day it came.
fn settle_joints(tx: &Tx<'_>, no: PersonNo, class: &Class, name: &str) -> Result<(), Error> {
    let ready = tx.all(
        "SELECT s.joint, MAX(e.happened) FROM joint_share s
         JOIN joint j ON j.no = s.joint AND j.class = ?2 AND j.event = ''
         JOIN joint_share o ON o.joint = s.joint
         LEFT JOIN event e ON e.person = o.person AND e.name = ?3
         WHERE s.person = ?1 GROUP BY s.joint
         HAVING COUNT(DISTINCT o.person) = COUNT(DISTINCT e.person)",
        params![no.get(), class.code, name],
        |row| Ok::<_, Error>((row.int(0)?, row.date(1)?)),
    )?;
    for (joint, latest) in ready {
        tx.execute(
            "UPDATE joint SET event = ?2, due = ?3, version = version + 1 WHERE no = ?1",
            params![joint, &format!("{name}:{latest}"), &class.due(latest)],
        )?;
    }
    Ok(())
}

/// Looks through some people after a number: what waits of those who left counts from that day. The last
/// number, while there may be more, and how many drawers it was.
fn leave_chunk(
    tx: &Tx<'_>,
    after: i64,
    former: &[Code],
    classes: &BTreeMap<i64, Class>,
    today: Date,
) -> Result<(Option<i64>, u64), Error> {
    let people = tx.all(
        "SELECT no FROM person WHERE no > ?1 AND state = ?2 ORDER BY no LIMIT ?3",
        params![after, LIVE, CHUNK],
        |row| Ok::<_, Error>(PersonNo::new(row.int(0)?)),
    )?;
    let mut changed = 0;
    for no in &people {
        let Stay::Over(day) = last_day(tx, *no, former)? else { continue };
        if day >= today {
            continue;
        }
        for record in one_person::records(tx, *no)? {
            let (first, last) = record.drawers();
            let waiting = tx.all(
                "SELECT no, class FROM drawer WHERE no BETWEEN ?1 AND ?2 AND event = ''",
                params![first, last],
                |row| Ok::<_, Error>((row.int(0)?, row.int(1)?)),
            )?;
            for (drawer, class) in waiting {
                let Some(class) = classes.get(&class) else { continue };
                changed += tx.execute(
                    "UPDATE drawer SET event = ?2, due = ?3, version = version + 1 WHERE no = ?1",
                    params![drawer, &format!("{LEFT}:{day}"), &class.due(day)],
                )?;
            }
        }
    }
    let next = people.last().filter(|_| people.len() == CHUNK as usize);
    Ok((next.map(|no| no.get()), changed))
}

/// Somebody who had left is something to the landlord again: what counted from their leaving waits.
pub(crate) fn came_back(tx: &Tx<'_>, no: PersonNo) -> Result<(), Error> {
    for record in one_person::records(tx, no)? {
        let (first, last) = record.drawers();
        tx.execute(
            "UPDATE drawer SET event = '', due = NULL, version = version + 1
             WHERE no BETWEEN ?1 AND ?2 AND event > ?3 AND event < ?4",
            params![first, last, &format!("{LEFT}:"), &format!("{LEFT}:~")],
        )?;
    }
    Ok(())
}

/// The mark of what somebody decided is not kept any longer.
const REVIEWED: &str = "review";

/// What is held of a class on somebody is past its time from a day on: somebody decided so.
///
/// # Errors
/// What the store says.
pub fn no_longer_kept(tx: &Tx<'_>, no: PersonNo, class: Code, day: Date) -> Result<u64, Error> {
    let mut changed = 0;
    let before = day.yesterday().unwrap_or(day).to_string();
    for record in one_person::records(tx, no)? {
        let (first, last) = record.drawers();
        changed += tx.execute(
            "UPDATE drawer SET event = ?4, due = ?5, version = version + 1
             WHERE no BETWEEN ?1 AND ?2 AND class = ?3 AND (due IS NULL OR due > ?5)",
            params![first, last, i64::from(class), &format!("{REVIEWED}:{day}"), &before],
        )?;
    }
    Ok(changed)
}

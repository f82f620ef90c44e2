//! What people see of themselves, in their own account: by the charter's closed list, through the same
//! gate as anybody, and never what is also about somebody else.

use std::collections::BTreeMap;

use charter::Charter;
use charter::items::{Category, Item};
use db::params;
use gate::NamedAsk;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use zeroize::Zeroizing;

use crate::authority::PARENT;
use crate::codes::Kind as CodeKind;
use crate::identify::{Identifier, Kind};
use crate::joint::JOINT_FIRST;
use crate::{Error, ItemNo, Now, PersonId, Question, Record, one_person};

/// What the log calls somebody in their own account, and somebody who acts for another there.
const THEMSELVES: &str = "own-account";
const FOR_ANOTHER: &str = "representative";
/// The most characters of a value that is shown by itself: longer ones are somebody's words.
const VALUE_LENGTH_MAX: usize = 200;
/// The most entries of a history that are looked through: their own looks are among them.
const HISTORY_MAX: u32 = 5_000;
/// The most people one person acts for here.
const ACTS_FOR_MAX: usize = 20;
/// By which right somebody sees another's account by themselves. Others get an answer that a person has
/// looked over.
const RIGHTS: &[&str] = &["attorney", "deputy", PARENT];
/// From this age a child's account is not shown to a parent by itself: it may be able to decide for
/// itself, which a person has to find out first. Stricter than any law asks.
const CHILD_ALONE_FROM: i32 = 12;

/// Somebody in their own account, or in that of a person they act for: by which of their relationships
/// they ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Whose account it is.
    pub person: PersonId,
    /// Who reads it.
    pub reader: PersonId,
    /// The legal entity, by the charter's name.
    pub entity: String,
    /// A purpose they may ask for, by the charter's name.
    pub purpose: String,
    /// By what right they read another's; none in their own.
    pub right: Option<String>,
}

impl Own {
    /// Whether somebody reads for another person.
    #[must_use]
    pub fn is_for_another(&self) -> bool {
        self.person != self.reader
    }
}

/// Somebody whose way to be reached is theirs alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// Who.
    pub own: Own,
    /// Since when it is on record.
    pub since: Date,
    /// Whether it came with their record, and is no change of it.
    pub first: bool,
    /// Whether they may be reached by it, as far as is known.
    pub safe: bool,
}

/// One thing that is held on somebody, as they are shown it.
#[derive(Clone)]
pub struct Held {
    /// What kind, in the charter's words.
    pub name: String,
    /// What it says; none where it is said only that there is something.
    pub value: Option<Zeroizing<String>>,
    /// Since when.
    pub since: Date,
    /// What for, in the charter's words.
    pub why: Vec<String>,
    /// Where it came from, in the charter's words.
    pub from: String,
    /// The day it is due to go; none while its time has not begun.
    pub until: Option<Date>,
    /// How long it is kept: `6 years after tenancy end`.
    pub kept: String,
    /// Whether they said that it is wrong.
    pub disputed: bool,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Held({})", self.name)
    }
}

/// One use of somebody's data, as they are told of it: a team and never a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Had {
    /// The day.
    pub day: Date,
    /// Which team, in the charter's words.
    pub team: String,
    /// What for, in the charter's words.
    pub why: String,
    /// What kinds of data, in the charter's words: those that are shown by themselves.
    pub kinds: Vec<String>,
}

/// The uses of somebody's data that they are told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The newest first.
    pub had: Vec<Had>,
    /// The day from which on they are looked through, where there is more from before.
    pub from: Option<Date>,
}

impl Record {
    /// Whose way to be reached this is, where it is one living person's alone. The look at it is in the log;
    /// nothing is shown.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn whose_alone(
        &self,
        given: &Identifier,
        channel: &str,
        now: Now,
    ) -> Result<Option<Alone>, Error> {
        let mut hits = std::collections::BTreeSet::new();
        for (field, term) in &crate::identify::terms(std::slice::from_ref(given)) {
            match self.vault().index().find(field.as_str(), term.as_bytes()) {
                Ok(found) => hits.extend(found),
                // So many have it that it is nobody's alone.
                Err(vault::Error::TooManyHits(_)) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
        // Everybody who has it counts, whether they may be learnt of or not.
        let found = self.data().read("whose", |tx| {
            let mut kept = std::collections::BTreeSet::new();
            for no in &hits {
                let one = one_person::kept(tx, crate::PersonNo::new(*no))?;
                let sql = "SELECT id, made FROM person WHERE no = ?1 AND state <= 1";
                kept.extend(tx.one(sql, params![one.get()], |row| {
                    Ok::<_, Error>((PersonId::from_bytes(row.bytes(0)?), row.int(1)?))
                })?);
            }
            Ok::<_, Error>(kept)
        })?;
        let mut found = found.into_iter();
        let (Some((person, made)), None) = (found.next(), found.next()) else { return Ok(None) };
        let Some(own) = self.own(person, now)? else { return Ok(None) };
        let question = self.own_question(&own, "look", &[], now)?;
        let opened = self.look(&question, person, now)?;
        let no = opened.number();
        let mut since: Option<Date> = None;
        opened.each(self, |seen| {
            let of_kind = seen.notes().identifies.as_deref() == Some(given.kind().as_str());
            let same = of_kind
                && seen.no.n < JOINT_FIRST
                && Identifier::parse(given.kind(), seen.text())
                    .is_ok_and(|there| there.normal() == given.normal());
            if same {
                since = since.max(Some(seen.entered()));
            }
        })?;
        let Some(since) = since else { return Ok(None) };
        let entity = self.codes().code(CodeKind::Entity, &own.entity)?;
        let ways = self.data().read("ways", |tx| self.ways(tx, no, entity, now.today()))?;
        let entered = Timestamp::from_microsecond(made).map(|at| Now::new(at).today());
        let first = entered.is_ok_and(|day| day >= since);
        Ok(Some(Alone { own, since, first, safe: ways.lets(channel) }))
    }

    /// Since when the newest address, email or phone of somebody is on record, where that is later than
    /// their record: for whoever has to know whether it was changed a moment ago.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing about this person may be seen; what the store says.
    pub fn contact_changed(
        &self,
        question: &Question,
        person: PersonId,
        kind: Kind,
        now: Now,
    ) -> Result<Option<Date>, Error> {
        let opened = self.look(question, person, now)?;
        let no = opened.number();
        let mut since: Option<Date> = None;
        opened.each(self, |seen| {
            if seen.notes().identifies.as_deref() == Some(kind.as_str()) {
                since = since.max(Some(seen.entered()));
            }
        })?;
        let made = self.data().read("made", |tx| {
            tx.one("SELECT made FROM person WHERE no = ?1", params![no.get()], |row| row.int(0))
        })?;
        let made = Timestamp::from_microsecond(made.unwrap_or_default());
        let made = made.map_or(Date::MIN, |at| Now::new(at).today());
        Ok(since.filter(|day| *day > made))
    }

    /// Somebody in their own account: by the first legal entity and purpose that reach them. None where
    /// the charter has no such account, or they are nothing to anybody.
    ///
    /// # Errors
    /// What the store says.
    pub fn own(&self, person: PersonId, now: Now) -> Result<Option<Own>, Error> {
        self.account_of(person, person, now)
    }

    fn account_of(
        &self,
        person: PersonId,
        reader: PersonId,
        now: Now,
    ) -> Result<Option<Own>, Error> {
        let charter = self.gate().charter();
        let Some(portal) = charter.portals().first() else { return Ok(None) };
        let Some(role) = charter.roles().get(portal.role.get_ref()) else { return Ok(None) };
        for entity in charter.entities().iter() {
            for purpose in &role.purposes {
                let own = Own {
                    person,
                    reader,
                    entity: entity.id.get_ref().as_str().to_owned(),
                    purpose: purpose.get_ref().as_str().to_owned(),
                    right: None,
                };
                let question = self.own_question(&own, "look", &[], now)?;
                let may = self
                    .data()
                    .read("own", |tx| self.permit(tx, &question, person).map(|_permit| ()));
                match may {
                    Ok(()) => return Ok(Some(own)),
                    Err(Error::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }

    /// Their question: walls against whoever reads count.
    ///
    /// # Errors
    /// [`Error::NotInCharter`] where the charter has no such account.
    pub fn own_question(
        &self,
        own: &Own,
        action: &str,
        data: &[String],
        now: Now,
    ) -> Result<Question, Error> {
        let charter = self.gate().charter();
        let portal = charter
            .portals()
            .first()
            .ok_or_else(|| Error::NotInCharter { kind: "portal", name: "any".to_owned() })?;
        let named = NamedAsk {
            actor: Some(if own.is_for_another() { FOR_ANOTHER } else { THEMSELVES }.to_owned()),
            strength: Some("password".to_owned()),
            role: portal.role.get_ref().as_str().to_owned(),
            team: portal.team.get_ref().as_str().to_owned(),
            entity: own.entity.clone(),
            purpose: own.purpose.clone(),
            action: action.to_owned(),
            data: data.to_vec(),
            ..NamedAsk::default()
        };
        Ok(self.question(&named, now.today())?.on_behalf_of(own.reader))
    }

    /// What is held on somebody, of what the charter lets people see by themselves; none before that is
    /// switched on. What is held together with others is not in it, nor what was flagged or is long.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn held(&self, own: &Own, now: Now) -> Result<Option<Vec<Held>>, Error> {
        let charter = self.gate().charter();
        let Some(portal) = charter.portal(now.today()) else { return Ok(None) };
        let Some(role) = charter.roles().get(portal.role.get_ref()) else { return Ok(None) };
        let mut shown: BTreeMap<String, bool> = BTreeMap::new();
        for (whole, list) in [(false, &portal.known), (true, &portal.data)] {
            for id in list {
                // A charter nobody checked shows no more than one that was.
                let found = charter.categories().get(id.get_ref());
                if found.is_some_and(
                    |one| {
                        if whole { one.may_be_shown() } else { one.may_be_known() }
                    },
                ) {
                    shown.insert(id.get_ref().as_str().to_owned(), whole);
                }
            }
        }
        let mut held: BTreeMap<(usize, ItemNo), Held> = BTreeMap::new();
        for purpose in &role.purposes {
            let Some(purpose) = charter.purposes().get(purpose.get_ref()) else { continue };
            let data: Vec<String> = (purpose.data())
                .map(|id| id.get_ref().as_str().to_owned())
                .filter(|id| shown.contains_key(id))
                .collect();
            if data.is_empty() {
                continue;
            }
            let asked = Own { purpose: purpose.id.get_ref().as_str().to_owned(), ..own.clone() };
            let question = self.own_question(&asked, "look", &data, now)?;
            // A purpose that is not for such people is no refusal of theirs.
            let may = self
                .data()
                .read("own", |tx| self.permit(tx, &question, own.person).map(|_permit| ()));
            match may {
                Ok(()) => {}
                Err(Error::Refused(_)) => continue,
                Err(error) => return Err(error),
            }
            let opened = self.look(&question, own.person, now)?;
            opened.each(self, |seen| {
                let Some(whole) = shown.get(seen.category()).copied() else { return };
                let notes = seen.notes();
                let text = seen.text().trim();
                let source = seen.source();
                let from_there = portal.sources.iter().any(|id| id.get_ref().as_str() == source);
                // A use people are not told of by themselves hides the item, and not its name alone: a
                // gap would tell of it.
                let all_told = seen.purposes().all(|name| {
                    let of = charter.purposes();
                    of.find(name).is_some_and(|at| of[at].may_be_told(charter))
                });
                let fits = text.chars().count() <= VALUE_LENGTH_MAX && !text.contains('\n');
                if seen.no.n >= JOINT_FIRST
                    || !from_there
                    || !all_told
                    || notes.flagged.is_some()
                    || notes.document.is_some()
                    || (whole && (!fits || text.is_empty()))
                {
                    return;
                }
                let categories = charter.categories();
                let at =
                    categories.iter().position(|one| one.id.get_ref().as_str() == seen.category());
                let at = at.unwrap_or_default();
                held.entry((at, seen.no)).or_insert_with(|| Held {
                    name: categories[at].name.clone(),
                    value: whole.then(|| Zeroizing::new(text.to_owned())),
                    since: seen.collected(),
                    why: named(seen.purposes(), charter.purposes()),
                    from: named(std::iter::once(seen.source()), charter.sources()).join(""),
                    until: seen.due,
                    kept: kept_for(charter, &categories[at]),
                    disputed: seen.disputed(),
                });
            })?;
        }
        Ok(Some(held.into_values().collect()))
    }

    /// Which teams had somebody's data, for what, the newest first: only uses the charter lets people be
    /// told of. None before that is switched on. What it does not know to be harmless is not in it.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn had(&self, own: &Own, now: Now) -> Result<Option<Uses>, Error> {
        let charter = self.gate().charter();
        let Some(portal) = charter.portal(now.today()) else { return Ok(None) };
        let question = self.own_question(own, "look", &[], now)?;
        let events = self.history_back(&question, own.person, (i64::MAX, HISTORY_MAX), now)?;
        let oldest = events.last().filter(|_| events.len() == HISTORY_MAX as usize);
        let oldest = oldest.and_then(|event| Timestamp::from_microsecond(event.at).ok());
        let from = oldest.map(|at| Now::new(at).today());
        let mut had: BTreeMap<(Date, String, String), Vec<String>> = BTreeMap::new();
        for event in events {
            let account = event.account;
            let name = |kind, code| self.name_of(kind, code);
            let (team, purpose) =
                (name(CodeKind::Team, account.team), name(CodeKind::Purpose, account.purpose));
            let looked = account.act == "look"
                && !account.allowed.is_empty()
                && account.overridden.is_empty()
                && account.reason.is_none()
                && account.more.is_empty()
                && team != portal.team.get_ref().as_str();
            let team = charter.teams().iter().find(|one| one.id.get_ref().as_str() == team);
            let told = portal.uses.iter().find(|id| id.get_ref().as_str() == purpose);
            let told = told.and_then(|id| charter.purposes().get(id.get_ref()));
            let (Some(team), Some(told)) = (
                team.filter(|team| looked && team.may_be_told()),
                told.filter(|purpose| purpose.may_be_told(charter)),
            ) else {
                continue;
            };
            let Ok(at) = Timestamp::from_microsecond(event.at) else { continue };
            let key = (Now::new(at).today(), team.name.clone(), told.name.clone());
            let kinds = had.entry(key).or_default();
            for id in portal.data.iter().chain(&portal.known) {
                let looked_at = (account.allowed.iter())
                    .any(|code| name(CodeKind::Category, *code) == id.get_ref().as_str());
                let category = charter.categories().get(id.get_ref());
                if let (true, Some(category)) = (looked_at, category.filter(|c| c.may_be_known()))
                    && !kinds.contains(&category.name)
                {
                    kinds.push(category.name.clone());
                }
            }
        }
        let had = had.into_iter().rev();
        let had = had.map(|((day, team, why), kinds)| Had { day, team, why, kinds }).collect();
        Ok(Some(Uses { had, from }))
    }

    /// The accounts somebody may read for others, by a right that is on record and holds on the day. Who is
    /// not among them looks like nobody.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn acts_for(&self, reader: PersonId, now: Now) -> Result<Vec<Own>, Error> {
        let no = self.number_of(reader)?;
        let day = now.today().to_string();
        let others = self.data().read("acts for", |tx| {
            let mut others = Vec::new();
            for record in one_person::records(tx, one_person::kept(tx, no)?)? {
                others.extend(tx.all(
                    "SELECT DISTINCT o.id FROM relationship r JOIN person o ON o.no = r.other
                     WHERE r.person = ?1 AND r.authority IS NOT NULL AND r.since <= ?2
                     AND (r.until IS NULL OR r.until >= ?2) LIMIT 20",
                    params![record.get(), &day],
                    |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)),
                )?);
            }
            Ok::<_, Error>(others)
        })?;
        let mut accounts = Vec::new();
        for person in others.into_iter().take(ACTS_FOR_MAX) {
            if let Some(own) = self.account_for(reader, person, now)? {
                accounts.push(own);
            }
        }
        Ok(accounts)
    }

    /// The account of a person, for somebody who acts for them by a right on record.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn account_for(
        &self,
        reader: PersonId,
        person: PersonId,
        now: Now,
    ) -> Result<Option<Own>, Error> {
        if reader == person {
            return Ok(None);
        }
        let Some(portal) = self.gate().charter().portals().first() else { return Ok(None) };
        let role = self.gate().charter().roles().get(portal.role.get_ref());
        // One purpose has to reach both of them: a right is read for that.
        for purpose in role.map(|role| role.purposes.as_slice()).unwrap_or_default() {
            let Some(own) = self.account_of(person, reader, now)? else { return Ok(None) };
            let own = Own { purpose: purpose.get_ref().as_str().to_owned(), ..own };
            let question = self.own_question(&own, "look", &[], now)?;
            let both = self.data().read("both", |tx| {
                let _ = self.permit(tx, &question, reader)?;
                let _ = self.permit(tx, &question, person)?;
                Ok::<_, Error>(())
            });
            match both {
                Ok(()) => {}
                Err(Error::Refused(_)) => continue,
                Err(error) => return Err(error),
            }
            let Some(right) = self.authority(&question, reader, person, now)? else { continue };
            if !RIGHTS.contains(&right.by.as_str()) {
                continue;
            }
            if right.by == PARENT {
                let born = self.born(&question, person, now)?;
                let alone = born.and_then(|day| day.checked_add(CHILD_ALONE_FROM.years()).ok());
                if alone.is_none_or(|day| day <= now.today()) {
                    continue;
                }
            }
            return Ok(Some(Own { right: Some(right.by), ..own }));
        }
        Ok(None)
    }
}

/// How long things of a category are kept, as the notice says it.
fn kept_for(charter: &Charter, category: &Category) -> String {
    let named = category.retention.as_ref();
    let retentions = charter.retentions();
    let at =
        named.and_then(|id| retentions.iter().position(|one| one.id.get_ref() == id.get_ref()));
    let mut rows = charter::publish::retentions(charter).into_iter();
    at.and_then(|at| rows.nth(at)).map(|row| row.period).unwrap_or_default()
}

/// The names of items, by their ids.
fn named<'a, T: Item>(
    ids: impl Iterator<Item = &'a str>,
    items: &charter::Items<T>,
) -> Vec<String> {
    let find = |id: &str| items.iter().find(|one| one.id().get_ref().as_str() == id);
    ids.filter_map(|id| find(id).map(|one| one.name().to_owned())).collect()
}

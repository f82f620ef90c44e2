//! Persons: entering one, what they are to the landlord, death, and two records of one person.

use db::{Committed, Logged, Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;
use vault::KeyId;

use crate::account::Account;
use crate::choices::KeptNo;
use crate::codes::Kind;
use crate::facts::{self, Fact, Row};
use crate::file::{File, account, still};
use crate::hold_item::NewItem;
use crate::identify::{self, Identifier};
use crate::import::{Also, nothing};
use crate::permit::{LIVE, Loaded};
use crate::{Error, HomeId, Now, PersonId, PersonNo, Question, Record};

/// Numbers for persons are reserved this many at a time.
const NUMBERS: i64 = 256;

/// What a person is to a legal entity, from a day on.
#[derive(Clone, Debug)]
pub struct NewRelationship {
    /// By its name in the charter: `tenant`, `occupant`.
    pub kind: String,
    /// The legal entity, by name.
    pub entity: String,
    /// The home it is about.
    pub home: Option<HomeId>,
    /// Whom they stand for or are related to: a representative, a next of kin.
    pub other: Option<PersonId>,
    /// By what right a representative stands for somebody: `attorney`, `deputy`, `parent`...
    pub authority: Option<String>,
    /// The first day.
    pub since: Date,
    /// The last day, where one is known: the end of an authority, an eighteenth birthday.
    pub until: Option<Date>,
}

impl NewRelationship {
    /// A relationship with an entity from a day on.
    #[must_use]
    pub fn new(kind: &str, entity: &str, since: Date) -> NewRelationship {
        NewRelationship {
            kind: kind.to_owned(),
            entity: entity.to_owned(),
            home: None,
            other: None,
            authority: None,
            since,
            until: None,
        }
    }
}

/// A person to be entered: what they are to us, and what we are told.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The id they get; random.
    pub id: PersonId,
    /// What they are to us: at least one.
    pub relationships: Vec<NewRelationship>,
    /// What they are told apart by, each with the day it was collected and where it came from.
    pub identifiers: Vec<Identifier>,
    /// Where the identifiers came from, by the charter's name.
    pub source: String,
    /// What else is held from the start.
    pub items: Vec<NewItem>,
}

impl NewPerson {
    /// A person with an id made now.
    #[must_use]
    pub fn new(source: &str, relationship: NewRelationship) -> NewPerson {
        NewPerson {
            id: PersonId::from_bytes(vault::random()),
            relationships: vec![relationship],
            identifiers: Vec::new(),
            source: source.to_owned(),
            items: Vec::new(),
        }
    }
}

fn read_next_person(tx: &Tx<'_>) -> Result<i64, db::Error> {
    let there =
        tx.one("SELECT value FROM setting WHERE name = 'next-person'", params![], |row| {
            Ok::<_, db::Error>(i64::from_be_bytes(row.bytes(0)?))
        })?;
    Ok(there.unwrap_or(1))
}

/// Reserves `count` numbers from `least` on; the first.
fn next_person(tx: &Tx<'_>, least: i64, count: i64) -> Result<i64, db::Error> {
    let first = read_next_person(tx)?.max(least);
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('next-person', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![&(first + count).to_be_bytes()],
    )?;
    Ok(first)
}

/// A positive number nobody can guess, for rows that belong to a person. It has 53 bits, so that every
/// program that reads JSON keeps it whole.
#[must_use]
pub fn row_number() -> i64 {
    i64::from_le_bytes(vault::random::<8>()) & ((1 << 53) - 1)
}

impl Record {
    fn reserve(&self) -> Result<PersonNo, Error> {
        let mut numbers = self.numbers();
        if let Some(next) = numbers.next() {
            return Ok(PersonNo::new(next));
        }
        let first = self.data().write("reserve numbers", |tx| next_person(tx, 1, NUMBERS))?;
        *numbers = *first + 1..*first + NUMBERS;
        Ok(PersonNo::new(*first))
    }

    /// Passes over every number the vault knows: where an older copy of the data came back, the
    /// number of somebody who was erased since would be given to somebody else, who would be taken
    /// for them.
    pub(crate) fn skip_numbers(&self) -> Result<(), Error> {
        let highest = self.vault().highest_person()?;
        let next = self.data().read("next person", read_next_person)?;
        if highest >= next {
            self.data().write("skip numbers", move |tx| next_person(tx, highest + 1, 0))?;
        }
        Ok(())
    }

    /// Enters a person, with what they are to us and what is held from the start.
    ///
    /// # Errors
    /// [`Error::Refused`] where the charter does not let something be collected about such a person;
    /// then nobody was entered.
    pub fn enter(&self, question: &Question, new: &NewPerson, now: Now) -> Result<PersonId, Error> {
        self.enter_also(question, new, now, nothing)
    }

    /// Enters a person and writes something beside them: what follows is given the count of changes
    /// to them so far.
    pub(crate) fn enter_also(
        &self,
        question: &Question,
        new: &NewPerson,
        now: Now,
        also: impl Also,
    ) -> Result<PersonId, Error> {
        self.enter_or_try(question, new, now, Some(also))
    }

    /// Says whether a person could be entered, and enters nobody.
    ///
    /// # Errors
    /// As for [`Record::enter`].
    pub(crate) fn would_enter(
        &self,
        question: &Question,
        new: &NewPerson,
        now: Now,
    ) -> Result<(), Error> {
        self.enter_or_try(question, new, now, None::<fn(&Tx<'_>, PersonNo, i64) -> _>).map(|_| ())
    }

    fn enter_or_try(
        &self,
        question: &Question,
        new: &NewPerson,
        now: Now,
        real: Option<impl Also>,
    ) -> Result<PersonId, Error> {
        if new.relationships.is_empty() {
            return Err(Error::Malformed(
                "a person is entered with what they are to you: give a relationship".to_owned(),
            ));
        }
        let no = self.reserve()?;
        let (history_key, _) = self.take_key()?;
        let (detail_key, detail) = self.take_key()?;
        let loaded = Loaded {
            no,
            id: new.id,
            history_key,
            detail_key,
            next_item: 1,
            joint: false,
            merged: false,
        };
        let mut rows = Vec::new();
        let mut relationships = Vec::new();
        for relationship in &new.relationships {
            if let Some(other) = relationship.other {
                self.leave(question, other, now)?;
            }
            let relationship = &self.end_with_childhood(question, relationship, now)?;
            let row = self.read_relationship(relationship)?;
            rows.push(Row {
                fact: Fact::Relationship,
                code: row.kind,
                entity: row.entity,
                since: relationship.since,
                until: relationship.until,
            });
            relationships.push(row);
        }
        let found_by = terms(&new.identifiers);
        let kept_no = if self.vault().index().is_marked(&found_by)? {
            rows.push(Row {
                fact: Fact::NoMarketing,
                code: 0,
                entity: 0,
                since: now.today(),
                until: None,
            });
            Some(KeptNo::new(&detail, now)?)
        } else {
            None
        };
        let short = facts::encode(&mut rows);
        let standing = facts::read(&short, self.codes(), question.entity, question.ask.on)?;
        let verdict = self.verdict(question, &standing);
        let mut file = File::empty(no);
        for identifier in &new.identifiers {
            let item = self.identifying_item(identifier, &new.source, now.today())?;
            self.put_item(question, &mut file, &item, now)?;
        }
        for item in &new.items {
            self.put_item(question, &mut file, item, now)?;
        }
        if !(file.touched - verdict.decision.allowed()).is_empty() {
            let mut refused = self.refusal(question, &verdict, &loaded, file.touched);
            if let Error::Refused(refusal) = &mut refused {
                // Nobody was entered: the entry is about nobody.
                refusal.subject = None;
            }
            return Err(self.refuse(refused, now)?);
        }
        let Some(also) = real else { return Ok(new.id) };
        let plan = file.seal(self, no, 1)?;
        let entry = self.entry(
            account(question, &verdict, new.id).act("enter"),
            Some((no, history_key)),
            now,
        )?;
        // Before the commit: a hit that leads to nobody does no harm, a person nobody finds does.
        self.vault().index().put(no.get(), &found_by)?;
        let (record, question) = (self.clone(), question.clone());
        let (id, at) = (new.id, now.micros());
        self.data().write("enter", move |tx| {
            tx.execute(
                "INSERT INTO person (no, id, state, version, facts, history_key, detail_key,
                 next_item, made) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, 1, ?7)",
                params![
                    no.get(),
                    id.as_bytes(),
                    LIVE,
                    &short,
                    history_key.as_bytes(),
                    detail_key.as_bytes(),
                    at
                ],
            )?;
            for relationship in &relationships {
                relationship.insert(tx, no, at)?;
            }
            if let Some(kept_no) = &kept_no {
                kept_no.insert(tx, no)?;
            }
            still(&record.permit(tx, &question, id)?, &verdict)?;
            plan.apply(tx)?;
            let sql = "SELECT version FROM person WHERE no = ?1";
            let version = tx.one(sql, params![no.get()], |row| row.int(0))?;
            also(tx, no, version.unwrap_or_default())?;
            Ok::<_, Error>(tx.log(&entry)?)
        })?;
        Ok(new.id)
    }

    /// The item an identifier is held as: its category is the charter's for what it tells apart by.
    pub(crate) fn identifying_item(
        &self,
        identifier: &Identifier,
        source: &str,
        on: Date,
    ) -> Result<NewItem, Error> {
        let what = identifier.kind().identifies();
        let category = (self.gate().charter().categories().iter())
            .find(|category| category.identifies.contains(&what))
            .map(|category| category.id.get_ref().as_str().to_owned())
            .ok_or_else(|| Error::NotInCharter {
                kind: "category that identifies by",
                name: identifier.kind().to_string(),
            })?;
        Ok(NewItem::identifier(&category, identifier, source, on))
    }

    fn read_relationship(&self, new: &NewRelationship) -> Result<RelationshipRow, Error> {
        if new.until.is_some_and(|until| until < new.since) {
            return Err(Error::Malformed("a relationship ends before it begins".to_owned()));
        }
        Ok(RelationshipRow {
            no: row_number(),
            kind: self.codes().code(Kind::Relationship, &new.kind)?,
            entity: self.codes().code(Kind::Entity, &new.entity)?,
            new: new.clone(),
        })
    }

    /// Writes down what a person is to us from a day on: one step turns an occupant into somebody
    /// who deals with us directly, and what may be held about them follows at once (row 4.1b).
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker may do nothing with this person.
    pub fn relate(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewRelationship,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        if let Some(other) = new.other {
            self.leave(question, other, now)?;
        }
        let row = self.read_relationship(&self.end_with_childhood(question, new, now)?)?;
        let charter = self.gate().charter();
        let former = charter.relationships().iter();
        let former =
            former.filter(|one| one.former).any(|one| one.id.get_ref().as_str() == new.kind);
        let back = !former && new.until.is_none();
        let at = now.micros();
        self.change_person(
            question,
            person,
            now,
            "relate",
            |account| account,
            move |tx, loaded| {
                row.insert(tx, loaded.no, at)?;
                if back {
                    crate::due::came_back(tx, loaded.no)?;
                }
                facts::renew(tx, loaded.no)
            },
        )
    }

    /// Ends every relationship of one kind with an entity on a day, and writes the event down from
    /// which retention counts, as the charter names it: `tenancy-end`. Where somebody is nothing else
    /// to the landlord, what is kept of them is looked through by a person (row 19.1a): a task.
    ///
    /// # Errors
    /// As for [`Record::relate`].
    pub fn unrelate(
        &self,
        question: &Question,
        person: PersonId,
        kind: &str,
        last_day: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let ending = self.ending(kind)?;
        let (kind, entity) = (self.codes().code(Kind::Relationship, kind)?, question.entity);
        let at = now.micros();
        self.change_person(
            question,
            person,
            now,
            "unrelate",
            |account| account,
            move |tx, loaded| {
                let ended = tx.execute(
                    "UPDATE relationship SET until = ?4 WHERE person = ?1 AND kind = ?2
                 AND entity = ?3 AND (until IS NULL OR until > ?4)",
                    params![
                        loaded.no.get(),
                        i64::from(kind),
                        i64::from(entity),
                        last_day.to_string().as_str()
                    ],
                )?;
                if ended > 0 && ending.write(tx, loaded.no, entity, last_day, at)? {
                    leaving_task(tx, loaded.no, last_day, at)?;
                }
                facts::renew(tx, loaded.no)
            },
        )
    }

    /// Writes down that a person has died. Contact stops at once; the record stays.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a day that is still to come: contact would go on until then. Otherwise
    /// as for [`Record::relate`].
    pub fn died(
        &self,
        question: &Question,
        person: PersonId,
        on: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        if on > now.today() {
            return Err(Error::Malformed("the day of death is still to come".to_owned()));
        }
        self.change_person(
            question,
            person,
            now,
            "died",
            |account| account,
            move |tx, loaded| {
                tx.execute(
                    "UPDATE person SET died = ?2 WHERE no = ?1",
                    params![loaded.no.get(), on.to_string().as_str()],
                )?;
                facts::renew(tx, loaded.no)
            },
        )
    }

    /// Changes rows about one person under a permit, with an entry. No item is touched.
    pub(crate) fn change_person(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
        act: &str,
        say: impl Fn(Account) -> Account,
        change: impl Fn(&Tx<'_>, Loaded) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<Committed<Logged>, Error> {
        for _ in 0..crate::TRIES_MAX {
            let read = self.data().read("read to change", |tx| {
                let permit = self.permit(tx, question, person)?;
                Ok::<_, Error>((permit.person, permit.verdict))
            });
            let (loaded, verdict) = match read {
                Ok(read) => read,
                Err(error) => return Err(self.refuse(error, now)?),
            };
            let account = say(account(question, &verdict, loaded.id)).act(act);
            let entry = self.entry(account, Some((loaded.no, loaded.history_key)), now)?;
            let (record, question, change) = (self.clone(), question.clone(), change.clone());
            let written = self.data().write("change a person", move |tx| {
                still(&record.permit(tx, &question, person)?, &verdict)?;
                change(tx, loaded)?;
                // Whoever was dealt with is no longer as an import left them.
                touched(tx, loaded.no)?;
                Ok::<_, Error>(tx.log(&entry)?)
            });
            match written {
                Err(Error::Changed) => {}
                written => return written,
            }
        }
        Err(Error::Changed)
    }

    /// Asks leave to deal with a person before anything is prepared: whoever may not be learnt of and
    /// nobody at all are refused alike, and it is written down.
    pub(crate) fn leave(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Loaded, Error> {
        let read = self.data().read("leave", |tx| Ok(self.permit(tx, question, person)?.person));
        match read {
            Ok(loaded) => Ok(loaded),
            Err(error) => Err(self.refuse(error, now)?),
        }
    }

    /// The number of a person who is there.
    pub(crate) fn number_of(&self, person: PersonId) -> Result<PersonNo, Error> {
        let no = self.data().read("number", |tx| {
            tx.one("SELECT no FROM person WHERE id = ?1", params![person.as_bytes()], |row| {
                Ok::<_, Error>(row.int(0)?)
            })
        })?;
        no.map(PersonNo::new).ok_or(Error::Nobody)
    }

    /// The key of a person's details, for rows sealed one by one.
    pub(crate) fn detail_key(&self, person: PersonId) -> Result<KeyId, Error> {
        let found = self.data().read("detail key", |tx| {
            tx.one(
                "SELECT detail_key FROM person WHERE id = ?1 AND state = ?2",
                params![person.as_bytes(), LIVE],
                |row| Ok::<_, Error>(KeyId::from_bytes(row.bytes(0)?)),
            )
        })?;
        found.ok_or(Error::Nobody)
    }
}

/// Counts one more change to a person.
pub(crate) fn touched(tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
    tx.execute("UPDATE person SET version = version + 1 WHERE no = ?1", params![person.get()])?;
    Ok(())
}

/// The post that looks through what is kept of somebody who left, and within how many days.
const LEAVING_POST: &str = "decision-owner";
const LOOK_WITHIN: i64 = 30;
/// The kind of task that says so.
pub const LEAVING_TASK: &str = "review-on-leaving";

/// Asks a post to look through what is kept of somebody who left (row 19.1a).
fn leaving_task(tx: &Tx<'_>, person: PersonNo, left: Date, at: i64) -> Result<(), Error> {
    let task = db::tasks::NewTask {
        post: LEAVING_POST.to_owned(),
        kind: LEAVING_TASK.to_owned(),
        subject: Some(person.get()),
        reference: String::new(),
        due: left.saturating_add(LOOK_WITHIN.days()).to_string(),
    };
    db::tasks::give(tx, &task, at)?;
    Ok(())
}

/// The index terms of what tells a person apart.
pub(crate) fn terms(identifiers: &[Identifier]) -> Vec<(&'static str, Vec<u8>)> {
    identify::terms(identifiers)
        .into_iter()
        .map(|(field, term)| (field.as_str(), term.as_bytes().to_vec()))
        .collect()
}

#[derive(Clone)]
struct RelationshipRow {
    no: i64,
    kind: u16,
    entity: u16,
    new: NewRelationship,
}

impl RelationshipRow {
    fn insert(&self, tx: &Tx<'_>, person: PersonNo, at: i64) -> Result<(), Error> {
        let new = &self.new;
        let home = match &new.home {
            Some(id) => Some(
                tx.one("SELECT no FROM home WHERE id = ?1", params![id.as_bytes()], |row| {
                    row.int(0)
                })?
                .ok_or_else(|| Error::Malformed(format!("there is no home `{id}`")))?,
            ),
            None => None,
        };
        let other = match &new.other {
            Some(id) => Some(
                tx.one("SELECT no FROM person WHERE id = ?1", params![id.as_bytes()], |row| {
                    row.int(0)
                })?
                .ok_or(Error::Nobody)?,
            ),
            None => None,
        };
        tx.execute(
            "INSERT INTO relationship (no, person, kind, entity, home, other, authority, since,
             until, recorded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                self.no,
                person.get(),
                i64::from(self.kind),
                i64::from(self.entity),
                home,
                other,
                new.authority.as_deref(),
                new.since.to_string().as_str(),
                new.until.map(|day| day.to_string()).as_deref(),
                at
            ],
        )?;
        Ok(())
    }
}

//! Items: putting one into a person's file, changing it, taking it out.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::Tx;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::codes::{Code, Kind};
use crate::documents::Document;
use crate::drawer::{Item, Label, flag};
use crate::file::{File, account};
use crate::identify::Identifier;
use crate::joint::JOINT_FIRST;
use crate::permit::Verdict;
use crate::scan;
use crate::{Error, ItemNo, Now, PersonId, PersonNo, Question, Record, SetChange};

/// Who looks at what came in and was flagged, and within how many days.
const FLAGGED_POST: &str = "data-protection-officer";
const LOOK_WITHIN: i64 = 7;

/// What else is known of an item.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// The version of the notice in force when it was collected (row 1.5b).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// The condition a special-category value rests on (row 4.1e).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What the person says is wrong with it (row 20.1.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute: Option<String>,
    /// Where the full record is: a pointer into the system that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_in: Option<String>,
    /// Which organisation or person it came from, where the source is a kind of them (row 6.1.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Who authorised it, where it did not come from the person (row 5.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorised_by: Option<String>,
    /// What it tells the person apart by, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifies: Option<String>,
    /// The day the record was told of what it says, where it tells the person apart: a system may say
    /// that it knew long before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered: Option<Date>,
    /// The day by which it must be put right, where it was held before and cannot be proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put_right_by: Option<Date>,
    /// Why it was flagged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged: Option<String>,
    /// The document it stands for; its value is then what the document is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
}

impl Notes {
    /// Flags the item, beside whatever it was flagged for before.
    fn flag(&mut self, why: &str) {
        let before = self.flagged.take().map(|before| format!("{before}; "));
        self.flagged = Some(before.unwrap_or_default() + why);
    }
}

impl std::fmt::Debug for Notes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notes(..)")
    }
}

/// Something to be held on a person. Its category is the question's one category.
#[derive(Clone)]
pub struct NewItem {
    /// The category, by its name in the charter.
    pub category: String,
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// Where it came from, by its name in the charter (row 6.1).
    pub source: String,
    /// What it is held for, by name, besides the question's own purpose.
    pub purposes: Vec<String>,
    /// The day it was collected.
    pub collected: Date,
    /// The retention class, where it is not the category's own.
    pub retention: Option<String>,
    /// The day of the event its period starts at, where that has happened.
    pub event: Option<Date>,
    /// The only teams that may see it; empty for all that the charter lets.
    pub teams: Vec<String>,
    /// Whether a machine may decide by it; none where nothing was said.
    pub machine: Option<bool>,
    /// Recipients who already have it.
    pub given: Vec<String>,
    /// Purposes the person objects to its use for.
    pub objected: Vec<String>,
    /// What else is known of it.
    pub notes: Notes,
}

impl NewItem {
    /// An item of a category with a value, from a source, collected on a day.
    #[must_use]
    pub fn new(
        category: &str,
        value: impl Into<Vec<u8>>,
        source: &str,
        collected: Date,
    ) -> NewItem {
        NewItem {
            category: category.to_owned(),
            value: Zeroizing::new(value.into()),
            source: source.to_owned(),
            purposes: Vec::new(),
            collected,
            retention: None,
            event: None,
            teams: Vec::new(),
            machine: None,
            given: Vec::new(),
            objected: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// An item that tells the person apart.
    #[must_use]
    pub fn identifier(category: &str, identifier: &Identifier, source: &str, on: Date) -> NewItem {
        let mut item = NewItem::new(category, identifier.value().as_bytes(), source, on);
        item.notes.identifies = Some(identifier.kind().to_string());
        item
    }
}

impl std::fmt::Debug for NewItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewItem({})", self.category)
    }
}

/// What the charter says of where an item goes.
pub(crate) struct Shelf {
    pub(crate) class: Code,
    pub(crate) event: String,
    pub(crate) due: Option<Date>,
}

impl Record {
    /// Puts an item into a person's file.
    ///
    /// # Errors
    /// [`Error::Refused`] where the charter does not let it be held about such a person: data never
    /// collected (row 4.1f), data an occupant does not give (row 4.1b), a purpose it does not serve
    /// (row P.1).
    pub fn hold(
        &self,
        question: &Question,
        person: PersonId,
        item: &NewItem,
        now: Now,
    ) -> Result<ItemNo, Error> {
        self.hold_beside(question, person, item, now, |_, _| Ok(()))
    }

    /// Puts an item into a person's file, and rows of a room above beside it, in one transaction: a
    /// register says how it stands, the item what it says.
    ///
    /// # Errors
    /// As for [`Record::hold`]; what `beside` says.
    pub fn hold_beside(
        &self,
        question: &Question,
        person: PersonId,
        item: &NewItem,
        now: Now,
        beside: impl Fn(&Tx<'_>, PersonNo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<ItemNo, Error> {
        let flagged = Arc::new(AtomicBool::new(false));
        let (seen, at) = (flagged.clone(), now.micros());
        let due = look_by(now);
        let edited = self.edit(
            question,
            person,
            now,
            "hold",
            |file, verdict| {
                let item = self.as_it_comes(item, verdict)?;
                let n = self.put_item(question, file, &item, now)?;
                let looked = file.is_flagged(n);
                flagged.store(looked, Ordering::Relaxed);
                let said = account(question, verdict, person).with("item", n);
                Ok((n, if looked { said.with("flagged", true) } else { said }))
            },
            move |tx: &Tx<'_>, person: PersonNo| {
                beside(tx, person)?;
                if !seen.load(Ordering::Relaxed) {
                    return Ok(());
                }
                flagged_task(tx, person, &due, at)?;
                Ok(())
            },
        )?;
        Ok(ItemNo { person: edited.number, n: edited.value })
    }

    fn comes_in(&self, category: Code) -> bool {
        let ix = self.codes().categories.get(usize::from(category)).copied().flatten();
        ix.is_some_and(|ix| self.gate().charter().categories()[ix.position()].incoming)
    }

    /// What comes in from somebody of whom the notice would not have asked for it is kept, and
    /// flagged (row 4.1b).
    pub(crate) fn as_it_comes(&self, item: &NewItem, verdict: &Verdict) -> Result<NewItem, Error> {
        let mut item = item.clone();
        let category = self.codes().code(Kind::Category, &item.category)?;
        if self.comes_in(category) {
            let charter = self.gate().charter();
            let relationship = self.codes().name(Kind::Relationship, verdict.relationship);
            let asked_for = charter.relationships().iter().any(|listed| {
                listed.id.get_ref().as_str() == relationship
                    && listed.data.iter().any(|data| data.get_ref().as_str() == item.category)
            });
            if !asked_for {
                item.notes.flag("it came in from somebody of whom no such thing is asked for");
            }
        }
        Ok(item)
    }

    pub(crate) fn put_item(
        &self,
        question: &Question,
        file: &mut File,
        new: &NewItem,
        now: Now,
    ) -> Result<u32, Error> {
        let (item, shelf) = match self.dated_by_birthday(file, new)? {
            Some(dated) => self.shelve(question, &dated, now)?,
            None => self.shelve(question, new, now)?,
        };
        file.touch(self, item.category)?;
        file.add(item, shelf.class, &shelf.event, shelf.due)
    }

    /// The item with the day its period starts at, where that is a birthday and the day somebody was
    /// born is on their file. The last day of its month, so that nobody reads from the outside when
    /// somebody was born.
    fn dated_by_birthday(&self, file: &File, new: &NewItem) -> Result<Option<NewItem>, Error> {
        let class = self.class_of(&new.category, new.retention.as_deref());
        let classes = self.gate().charter().retentions();
        let years = classes.find(&class).and_then(|at| classes[at].birthday());
        let (None, Some(years)) = (new.event, years) else { return Ok(None) };
        let born = file.identifiers().iter().find_map(Identifier::date);
        let Some(born) = born else { return Ok(None) };
        let mut dated = new.clone();
        dated.event = Some(born.saturating_add(i64::from(years).years()).last_of_month());
        Ok(Some(dated))
    }

    /// The retention class of a category, by name; the one an item names goes before it.
    fn class_of(&self, category: &str, retention: Option<&str>) -> String {
        if let Some(name) = retention {
            return name.to_owned();
        }
        let categories = self.gate().charter().categories();
        let class = categories.find(category).and_then(|at| categories[at].retention.as_ref());
        class.map(|class| class.get_ref().as_str().to_owned()).unwrap_or_default()
    }

    /// Reads the names of a new item and finds its drawer.
    pub(crate) fn shelve(
        &self,
        question: &Question,
        new: &NewItem,
        now: Now,
    ) -> Result<(Item, Shelf), Error> {
        let codes = self.codes();
        let category = codes.code(Kind::Category, &new.category)?;
        let source = codes.code(Kind::Source, &new.source)?;
        let mut labels = vec![(Label::Purpose, question.purpose)];
        let mut label = |kind, of, names: &[String]| {
            for name in names {
                let code = codes.code(of, name)?;
                if !labels.contains(&(kind, code)) {
                    labels.push((kind, code));
                }
            }
            Ok::<_, Error>(())
        };
        label(Label::Purpose, Kind::Purpose, &new.purposes)?;
        label(Label::Team, Kind::Team, &new.teams)?;
        label(Label::Given, Kind::Recipient, &new.given)?;
        label(Label::Objected, Kind::Purpose, &new.objected)?;
        if let Some(may) = new.machine {
            labels.push((Label::Machine, if may { 1 } else { 2 }));
        }
        let mut notes = new.notes.clone();
        if self.comes_in(category) {
            let shows = scan::shows(self.gate().charter(), &new.value);
            if !shows.is_empty() {
                notes.flag(&format!("it seems to have {} in it", shows.join(", ")));
            }
        }
        if self.wants_authority(new) {
            notes.flag("it came from somebody else, and nobody is named who authorised it");
        }
        if notes.notice.is_none() {
            notes.notice = Some(self.gate().charter().head().version.get_ref().clone());
        }
        notes.entered = notes.identifies.as_ref().map(|_| now.today());
        let mut flags = 0;
        if notes.put_right_by.is_some() {
            flags |= flag::LEGACY;
        }
        if notes.flagged.is_some() {
            flags |= flag::FLAGGED;
        }
        if notes.identifies.is_some() {
            flags |= flag::IDENTIFIES;
        }
        if notes.dispute.is_some() {
            flags |= flag::DISPUTED;
        }
        let shelf = self.shelf(new)?;
        let extra = serde_json::to_vec(&notes).map_err(|_| Error::Damaged("notes"))?;
        let item = Item {
            n: 0,
            category,
            source,
            flags,
            collected: days(new.collected),
            labels,
            extra: Zeroizing::new(extra),
            value: new.value.clone(),
        };
        Ok((item, shelf))
    }

    /// The drawer of a category: its class, the event its period starts at, and when it is due.
    pub(crate) fn shelf(&self, new: &NewItem) -> Result<Shelf, Error> {
        let charter = self.gate().charter();
        let class = self.class_of(&new.category, new.retention.as_deref());
        let Some(at) = charter.retentions().find(&class) else {
            // Data never collected has no class; the gate refuses it with its paragraph.
            return Ok(Shelf { class: 0, event: String::new(), due: None });
        };
        let class_item = &charter.retentions()[at];
        let trigger = class_item.trigger.as_ref().map(|t| t.get_ref().as_str()).unwrap_or_default();
        let (event, due) = match new.event.or_else(|| class_item.of_itself(new.collected)) {
            Some(day) => {
                let due = class_item.period.as_ref().map(|period| period.get_ref().after(day));
                (format!("{trigger}:{day}"), due)
            }
            None => (String::new(), None),
        };
        Ok(Shelf { class: self.codes().code(Kind::Retention, &class)?, event, due })
    }

    /// Gives an item another value, as it ought to be (row 20.1.2).
    ///
    /// # Errors
    /// [`Error::Refused`] where the gate says no; [`Error::Malformed`] where there is no such item.
    pub fn correct(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        value: &[u8],
        now: Now,
    ) -> Result<i64, Error> {
        self.change_item(question, person, n, now, "correct", |item| {
            item.value = Zeroizing::new(value.to_vec());
            // What tells people apart must be such a thing, or nobody finds them any more.
            if item.flags & flag::IDENTIFIES != 0 && item.identifier().is_none() {
                return Err(Error::Malformed(
                    "this is not of the kind the person is told apart by here".to_owned(),
                ));
            }
            item.told(now)
        })
    }

    /// Changes the labels of an item: adds one, or takes one away.
    ///
    /// # Errors
    /// As for [`Record::correct`].
    pub fn relabel(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        change: &Relabel,
        now: Now,
    ) -> Result<i64, Error> {
        self.change_item(question, person, n, now, "relabel", |item| {
            change.apply(item);
            Ok(())
        })
    }

    pub(crate) fn change_item(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        now: Now,
        act: &str,
        change: impl Fn(&mut Item) -> Result<(), Error>,
    ) -> Result<i64, Error> {
        if n >= JOINT_FIRST {
            return self.change_joint(question, person, n, now, act, &change);
        }
        let edited = self.edit(
            question,
            person,
            now,
            act,
            |file, verdict| {
                let item = file.item_mut(n).ok_or_else(no_such_item)?;
                change(item)?;
                let category = item.category;
                file.touch(self, category)?;
                Ok(((), account(question, verdict, person).with("item", n)))
            },
            |_: &Tx<'_>, _: PersonNo| Ok(()),
        )?;
        Ok(edited.entry.no())
    }

    /// Takes an item out of a person's file for good. Where its drawer is empty then, its key goes.
    /// An item about several people stays with the others.
    ///
    /// # Errors
    /// As for [`Record::correct`].
    pub fn remove(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        now: Now,
    ) -> Result<i64, Error> {
        if n >= JOINT_FIRST {
            return self.leave_joint(question, person, n, now);
        }
        let edited = self.edit(
            question,
            person,
            now,
            "remove",
            |file, verdict| {
                let gone = file.remove(|item| item.n == n);
                let item = gone.first().ok_or_else(no_such_item)?;
                file.touch(self, item.category)?;
                Ok(((), account(question, verdict, person).with("item", n)))
            },
            |_: &Tx<'_>, _: PersonNo| Ok(()),
        )?;
        Ok(edited.entry.no())
    }
}

impl Record {
    /// Changes every item of a person's file, or takes all of them out: one change, one entry. How
    /// many items there were.
    ///
    /// # Errors
    /// [`Error::Refused`] where the gate says no to a category that is there.
    pub fn change_all(
        &self,
        question: &Question,
        person: PersonId,
        change: &SetChange,
        now: Now,
    ) -> Result<usize, Error> {
        let act = match change {
            SetChange::Relabel(_) => "relabel-all",
            SetChange::Remove => "remove-all",
        };
        let edited = self.edit(
            question,
            person,
            now,
            act,
            |file, verdict| {
                let categories: BTreeSet<Code> = (file.drawers.iter())
                    .flat_map(|drawer| drawer.items.iter().map(|item| item.category))
                    .collect();
                for category in categories {
                    file.touch(self, category)?;
                }
                let mut count = 0;
                if matches!(change, SetChange::Remove) {
                    count = file.remove(|_| true).len();
                }
                for drawer in file.drawers.iter_mut().filter(|drawer| !drawer.items.is_empty()) {
                    if let SetChange::Relabel(change) = change {
                        drawer.dirty = true;
                        count += drawer.items.len();
                        drawer.items.iter_mut().for_each(|item| change.apply(item));
                    }
                }
                Ok((count, account(question, verdict, person).with("items", count)))
            },
            |_: &Tx<'_>, _: PersonNo| Ok(()),
        )?;
        Ok(edited.value)
    }
}

/// The day by which somebody looks at what came in and was flagged.
pub(crate) fn look_by(now: Now) -> String {
    now.today().saturating_add(LOOK_WITHIN.days()).to_string()
}

/// Tells the post that something that came in was flagged.
pub(crate) fn flagged_task(tx: &Tx<'_>, person: PersonNo, due: &str, at: i64) -> Result<(), Error> {
    let task = db::tasks::NewTask {
        post: FLAGGED_POST.to_owned(),
        kind: "look-at-what-came-in".to_owned(),
        subject: Some(person.get()),
        reference: String::new(),
        due: due.to_owned(),
    };
    db::tasks::give(tx, &task, at)?;
    Ok(())
}

pub(crate) fn no_such_item() -> Error {
    Error::Malformed("this person has no item of that number".to_owned())
}

/// A change of labels.
#[derive(Clone, Copy, Debug)]
pub struct Relabel {
    /// The kind of label.
    pub kind: Label,
    /// What goes; none to add only.
    pub from: Option<Code>,
    /// What comes; none to take away only.
    pub to: Option<Code>,
}

impl Relabel {
    pub(crate) fn apply(&self, item: &mut Item) {
        if let Some(from) = self.from {
            item.labels.retain(|label| *label != (self.kind, from));
        }
        if let Some(to) = self.to
            && !item.labels.contains(&(self.kind, to))
        {
            item.labels.push((self.kind, to));
        }
    }
}

pub(crate) fn days(date: Date) -> i32 {
    jiff::civil::date(1970, 1, 1).until(date).map_or(0, |span| span.get_days())
}

/// The day of a number of days since 1970.
pub(crate) fn date(days: i32) -> Date {
    let first = jiff::civil::date(1970, 1, 1);
    first.saturating_add(jiff::Span::new().try_days(i64::from(days)).unwrap_or_default())
}

//! A stated set of people: a feed, a campaign, what is held for a purpose. One decision a person,
//! one entry for the whole, with the root of everybody touched.

use std::collections::HashMap;

use db::{Committed, Logged, Param, Row, params};
use gate::Outcome;
use jiff::civil::Date;
use vault::KeyId;

use crate::account::Account;
use crate::codes::Code;
use crate::drawer::{self, ItemView, Label, flag};
use crate::error::afterwards;
use crate::facts;
use crate::file::SealedFile;
use crate::permit::LIVE;
use crate::release::{Filter, SealedDrawer};
use crate::{Error, Now, PersonNo, Question, Record};

/// The most people one set may have: 200,000.
pub const SET_PEOPLE_MAX: usize = 200_000;
/// The most sealed bytes one set may hold at once: 512 MiB.
pub const SET_BYTES_MAX: usize = 512 << 20;
/// How many people one transaction of a bulk change takes.
const BULK: usize = 500;

/// Which people, and which of their items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Items with a label: of a category, for a purpose, given to a recipient.
    Label(Label, Code),
    /// Items whose time ran out before this day.
    DueBefore(Date),
}

impl Chosen {
    fn takes(self, item: &ItemView<'_>) -> bool {
        match self {
            Chosen::Label(Label::Category, code) => item.category == code,
            Chosen::Label(Label::Source, code) => item.source == code,
            Chosen::Label(kind, code) => item.has(kind, code),
            Chosen::DueBefore(_) => true,
        }
    }
}

const COLUMNS: &str = "d.no, d.key, d.due, d.sealed, p.facts, p.id";

/// The sealed items of many people, to be opened once the one entry is durable.
#[must_use]
pub struct SetRelease {
    chosen: Chosen,
    question: Question,
    drawers: Vec<(SealedDrawer, Filter)>,
    people: Vec<PersonNo>,
    ids: Vec<[u8; 16]>,
    account: Account,
}

/// The items of many people, open one drawer at a time.
#[must_use]
pub struct OpenSet {
    chosen: Chosen,
    drawers: Vec<(SealedDrawer, Filter)>,
    people: usize,
    entry: i64,
}

impl Record {
    /// Decides about everybody in a set, each by their own facts, and gathers what may be used,
    /// sealed. People about whom nothing is allowed are left out.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond [`SET_PEOPLE_MAX`] people; what the store says.
    pub fn set(&self, question: &Question, chosen: Chosen) -> Result<SetRelease, Error> {
        let (drawers, people, ids) = self.data().read("set", |tx| {
            let mut gathered = Gathered::new(self, question);
            let sql;
            let due;
            let params: &[Param<'_>] = match chosen {
                Chosen::Label(kind, code) => {
                    sql = format!(
                        "SELECT {COLUMNS} FROM label l JOIN drawer d ON d.no = l.drawer
                         JOIN person p ON p.no = (d.no >> 16) AND p.state = {LIVE}
                         WHERE l.kind = ?1 AND l.code = ?2 ORDER BY l.drawer"
                    );
                    params![kind as i64, i64::from(code)]
                }
                Chosen::DueBefore(day) => {
                    due = day.to_string();
                    sql = format!(
                        "SELECT {COLUMNS} FROM drawer d
                         JOIN person p ON p.no = (d.no >> 16) AND p.state = {LIVE}
                         WHERE d.due < ?1 ORDER BY d.no"
                    );
                    params![&due]
                }
            };
            tx.query(&sql, params, |row| gathered.take(row))?;
            Ok::<_, Error>((gathered.drawers, gathered.people, gathered.ids))
        })?;
        let verdict = self.verdict(question, &facts::read(&[], self.codes(), 0, question.ask.on)?);
        let account = Account::of(question, &verdict, None).act("set");
        Ok(SetRelease { chosen, question: question.clone(), drawers, people, ids, account })
    }

    /// Changes the labels of every chosen item, and writes one entry.
    ///
    /// # Errors
    /// As for [`Record::set`]; [`Error::Changed`] when others kept changing the same people.
    pub fn edit_set(
        &self,
        question: &Question,
        chosen: Chosen,
        change: &SetChange,
        now: Now,
    ) -> Result<SetEdited, Error> {
        let set = self.set(question, chosen)?;
        let mut done = SetEdited::default();
        let mut pending: Vec<PersonNo> = set.people.clone();
        pending.dedup();
        let account = set.logged(change.act());
        let entry = self.entry(account, None, now)?;
        for (at, people) in pending.chunks(BULK).enumerate() {
            let entry = (at == 0).then(|| entry.clone());
            self.edit_chunk(&set.question, people, chosen, change, entry, &mut done, now)?;
        }
        if pending.is_empty() {
            self.data().append(entry)?;
        }
        Ok(done)
    }

    #[expect(clippy::too_many_arguments, reason = "one step of `edit_set`, split for its retries")]
    fn edit_chunk(
        &self,
        question: &Question,
        people: &[PersonNo],
        chosen: Chosen,
        change: &SetChange,
        entry: Option<db::Entry>,
        done: &mut SetEdited,
        now: Now,
    ) -> Result<(), Error> {
        'again: for _ in 0..crate::TRIES_MAX {
            let files = self.data().read("read a set to change", |tx| {
                let mut files = Vec::with_capacity(people.len());
                for no in people {
                    let id =
                        tx.one("SELECT id FROM person WHERE no = ?1", params![no.get()], |row| {
                            Ok::<_, Error>(crate::PersonId::from_bytes(row.bytes(0)?))
                        })?;
                    let Some(id) = id else { continue };
                    match self.permit(tx, question, id) {
                        Ok(permit) => {
                            let (loaded, verdict) = (permit.person, permit.verdict);
                            files.push((loaded, verdict, SealedFile::load(tx, loaded)?));
                        }
                        Err(Error::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok::<_, Error>(files)
            })?;
            let mut plans = Vec::with_capacity(files.len());
            let (mut items, mut dead, mut lost, mut blobs) =
                (0, Vec::new(), Vec::new(), Vec::new());
            for (loaded, verdict, sealed) in files {
                let filter = Filter::new(&verdict, question);
                let changed = sealed.open(self).and_then(|mut file| {
                    items += change.apply(self, &mut file, chosen, &filter)?;
                    let (_, terms) = file.moved_terms();
                    if !terms.is_empty() {
                        lost.push((loaded.no, terms));
                    }
                    file.seal(self, loaded.no, loaded.next_item)
                });
                let plan = match changed {
                    // A drawer was taken out in between, with its key: look again.
                    Err(Error::Vault(vault::Error::Gone)) => continue 'again,
                    plan => plan?,
                };
                dead.extend(plan.dead_keys.iter().copied());
                blobs.extend(plan.blobs.iter().copied());
                plans.push(plan);
            }
            let entry = entry.clone();
            let written = self.data().write("change a set", move |tx| {
                for plan in &plans {
                    plan.apply(tx)?;
                }
                if let Some(entry) = &entry {
                    let _ = tx.log(entry)?;
                }
                Ok::<_, Error>(plans.len())
            });
            match written {
                Ok(people) => {
                    afterwards("destroy keys", self.vault().destroy(&dead, now.micros()))?;
                    afterwards("delete documents", self.delete_blobs(&blobs))?;
                    for (no, terms) in &lost {
                        let gone = self.vault().index().remove_terms(no.get(), terms);
                        afterwards("take out of the index", gone)?;
                    }
                    done.items += items;
                    done.people += people.into_inner();
                    return Ok(());
                }
                Err(Error::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Changed)
    }
}

/// What a bulk change came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetEdited {
    /// Items changed.
    pub items: usize,
    /// People looked through.
    pub people: usize,
}

/// A change to every chosen item.
#[derive(Clone, Copy, Debug)]
pub enum SetChange {
    /// Other labels.
    Relabel(crate::Relabel),
    /// Gone.
    Remove,
}

impl SetChange {
    fn act(&self) -> &'static str {
        match self {
            SetChange::Relabel(_) => "relabel-set",
            SetChange::Remove => "remove-set",
        }
    }

    fn apply(
        &self,
        record: &Record,
        file: &mut crate::file::File,
        chosen: Chosen,
        filter: &Filter,
    ) -> Result<usize, Error> {
        let (mut count, mut gone) = (0, Vec::new());
        if matches!(self, SetChange::Remove) && file.any(|item| item.flags & flag::IDENTIFIES != 0)
        {
            file.keep_terms();
        }
        for drawer in &mut file.drawers {
            if let Chosen::DueBefore(day) = chosen
                && drawer.due.is_none_or(|due| due >= day)
            {
                continue;
            }
            let takes = |item: &drawer::Item| {
                let mut bytes = drawer::begin();
                item.put(&mut bytes)?;
                let view = drawer::items(&bytes)?.next().ok_or(Error::Damaged("drawer"))??;
                Ok::<_, Error>(chosen.takes(&view) && filter.lets(record, &view, None))
            };
            let mut kept = Vec::with_capacity(drawer.items.len());
            for mut item in drawer.items.drain(..) {
                if takes(&item)? {
                    count += 1;
                    drawer.dirty = true;
                    match self {
                        SetChange::Relabel(change) => change.apply(&mut item),
                        SetChange::Remove => {
                            gone.push(item);
                            continue;
                        }
                    }
                }
                kept.push(item);
            }
            drawer.items = kept;
        }
        file.went(&gone);
        Ok(count)
    }
}

struct Gathered<'a> {
    record: &'a Record,
    question: &'a Question,
    drawers: Vec<(SealedDrawer, Filter)>,
    people: Vec<PersonNo>,
    ids: Vec<[u8; 16]>,
    bytes: usize,
    last: Option<(PersonNo, Option<Filter>)>,
    /// What was decided about facts that were met already: many people's are the same.
    decided: HashMap<Vec<u8>, Option<Filter>>,
}

/// How many different facts are remembered while a set is gathered.
const DECIDED_MAX: usize = 4096;

impl<'a> Gathered<'a> {
    fn new(record: &'a Record, question: &'a Question) -> Gathered<'a> {
        Gathered {
            record,
            question,
            drawers: Vec::new(),
            people: Vec::new(),
            ids: Vec::new(),
            bytes: 0,
            last: None,
            decided: HashMap::new(),
        }
    }

    fn take(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let no = PersonNo::of_drawer(row.int(0)?);
        let filter = match self.last {
            Some((last, filter)) if last == no => filter,
            _ => {
                let filter = self.decide(row)?;
                if filter.is_some() {
                    self.people.push(no);
                    self.ids.push(row.bytes(5)?);
                    if self.people.len() > SET_PEOPLE_MAX {
                        return Err(Error::TooMany("people in one set"));
                    }
                }
                self.last = Some((no, filter));
                filter
            }
        };
        if let Some(filter) = filter {
            let drawer = SealedDrawer::read(row)?;
            self.bytes += drawer.sealed.len();
            if self.bytes > SET_BYTES_MAX {
                return Err(Error::TooMany("bytes in one set"));
            }
            self.drawers.push((drawer, filter));
        }
        Ok(())
    }

    /// Decides about one person. The same facts give the same answer: a decision turns on nothing
    /// else, since whoever stands behind a wall, where it matters who asks, is left out.
    fn decide(&mut self, row: &Row<'_>) -> Result<Option<Filter>, Error> {
        let (record, question) = (self.record, self.question);
        let short = row.blob(4)?;
        if let Some(decided) = self.decided.get(short) {
            return Ok(*decided);
        }
        let standing = facts::read(short, record.codes(), question.entity, question.ask.on)?;
        // Nobody behind any wall is in a list: a list goes to many.
        let decided = if standing.walled_off {
            None
        } else {
            let verdict = record.verdict(question, &standing);
            let refused = verdict.decision.outcome() == Outcome::Refused;
            (!refused).then(|| Filter::new(&verdict, question))
        };
        if self.decided.len() < DECIDED_MAX {
            self.decided.insert(short.to_vec(), decided);
        }
        Ok(decided)
    }
}

impl SetRelease {
    /// How many people are in it.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people.len()
    }

    fn logged(&self, act: &str) -> Account {
        let mut packed = Vec::with_capacity(self.people.len() * 2);
        let mut last = 0;
        // Steps between numbers, seven bits a byte: most are one.
        for no in &self.people {
            let mut step = u64::try_from(no.get() - last).unwrap_or_default();
            last = no.get();
            while step >= 0x80 {
                packed.push((step & 0x7f) as u8 | 0x80);
                step >>= 7;
            }
            packed.push(step as u8);
        }
        let packed = if packed.len() <= 24_000 {
            serde_json::Value::from(data_encoding::BASE64.encode(&packed))
        } else {
            serde_json::Value::Null
        };
        self.account.clone().act(act).touching(&self.ids).with("numbers", packed)
    }

    /// Writes the one entry, waits until the disk has it, and opens.
    ///
    /// # Errors
    /// What the store says; then nothing was opened.
    pub fn open_logged(self, record: &Record, now: Now) -> Result<OpenSet, Error> {
        let entry = record.entry(self.logged("set"), None, now)?;
        let leaf = entry.leaf;
        let proof: Committed<Logged> = record.data().append(entry)?;
        if proof.leaf() != &leaf {
            return Err(Error::Malformed("this is the proof of another entry".to_owned()));
        }
        Ok(OpenSet {
            chosen: self.chosen,
            people: self.people.len(),
            drawers: self.drawers,
            entry: proof.no(),
        })
    }
}

impl OpenSet {
    /// How many people are in it.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people
    }

    /// The number of its entry.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }

    /// Gives each item that may be used to `each`, with the number of its person.
    ///
    /// # Errors
    /// What the vault says: a person erased a moment ago ends the walk.
    pub fn each(
        &self,
        record: &Record,
        mut each: impl FnMut(PersonNo, ItemView<'_>),
    ) -> Result<usize, Error> {
        let ids: Vec<KeyId> = self.drawers.iter().map(|(drawer, _)| drawer.key).collect();
        record.vault().warm(&ids)?;
        let mut inside = zeroize::Zeroizing::new(Vec::new());
        let mut count = 0;
        for (drawer, filter) in &self.drawers {
            record.key(drawer.key)?.open_into(drawer.place(), &drawer.sealed, &mut inside)?;
            let person = PersonNo::of_drawer(drawer.no);
            for item in drawer::items(&inside)? {
                let view = item?;
                if self.chosen.takes(&view) && filter.lets(record, &view, drawer.due) {
                    each(person, view);
                    count += 1;
                }
            }
        }
        Ok(count)
    }
}

//! A person's file, open to be changed: read sealed, changed outside any transaction, written back
//! if nobody changed it in between.

use std::collections::BTreeSet;

use charter::items::Category;
use db::{Committed, Logged, Tx, params};
use gate::{Ix, Set};
use jiff::civil::Date;
use vault::{BlobName, Key, KeyId, Place};

use crate::account::Account;
use crate::codes::{Code, Kind};
use crate::documents::Document;
use crate::drawer::{self, DRAWER_BYTES_MAX, Item, Label, flag};
use crate::error::afterwards;
use crate::identify::{self, Identifier};
use crate::ids::SLOT_MAX;
use crate::permit::{Loaded, Permit, Verdict};
use crate::{Error, Now, PersonId, PersonNo, Question, Record};

/// A person's drawers, open.
pub(crate) struct File {
    pub(crate) drawers: Vec<Drawer>,
    next: i64,
    first_slot: i64,
    /// Categories that were touched, as today's bits: the gate must allow each.
    pub(crate) touched: Set<Category>,
    /// The terms they were found by, once something that tells them apart is about to change.
    found_by: Option<Vec<Term>>,
    /// Documents whose items were taken out.
    gone: Vec<Document>,
}

/// A term of the blind index: its field and its value.
pub(crate) type Term = (&'static str, Vec<u8>);

/// One drawer, open.
pub(crate) struct Drawer {
    pub(crate) no: i64,
    pub(crate) class: Code,
    pub(crate) event: String,
    pub(crate) due: Option<Date>,
    key: Option<KeyId>,
    version: i64,
    pub(crate) items: Vec<Item>,
    labels: BTreeSet<(Label, Code)>,
    pub(crate) dirty: bool,
}

struct Sealed {
    no: i64,
    class: Code,
    event: String,
    due: Option<Date>,
    key: KeyId,
    version: i64,
    sealed: Vec<u8>,
}

/// A person's drawers as a snapshot found them.
pub(crate) struct SealedFile {
    loaded: Loaded,
    drawers: Vec<Sealed>,
}

fn labels(items: &[Item]) -> BTreeSet<(Label, Code)> {
    items
        .iter()
        .flat_map(|item| {
            item.labels
                .iter()
                .copied()
                .chain([(Label::Category, item.category), (Label::Source, item.source)])
        })
        .collect()
}

impl SealedFile {
    pub(crate) fn load(tx: &Tx<'_>, loaded: Loaded) -> Result<SealedFile, Error> {
        let (first, last) = loaded.no.drawers();
        let drawers = tx.all(
            "SELECT no, class, event, due, key, version, sealed FROM drawer
             WHERE no BETWEEN ?1 AND ?2 ORDER BY no",
            params![first, last],
            |row| {
                Ok::<_, Error>(Sealed {
                    no: row.int(0)?,
                    class: Code::try_from(row.int(1)?)
                        .map_err(|_| Error::Damaged("drawer.class"))?,
                    event: row.text(2)?.to_owned(),
                    due: row.opt_date(3)?,
                    key: KeyId::from_bytes(row.bytes(4)?),
                    version: row.int(5)?,
                    sealed: row.blob(6)?.to_vec(),
                })
            },
        )?;
        Ok(SealedFile { loaded, drawers })
    }

    pub(crate) fn open(self, record: &Record) -> Result<File, Error> {
        let mut drawers = Vec::with_capacity(self.drawers.len());
        for sealed in self.drawers {
            let place = Place::new("drawer", "sealed", sealed.no);
            let inside = record.key(sealed.key)?.open(place, &sealed.sealed)?;
            let items: Vec<Item> = drawer::items(&inside)?
                .map(|item| Ok(item?.to_item()))
                .collect::<Result<_, Error>>()?;
            drawers.push(Drawer {
                no: sealed.no,
                class: sealed.class,
                event: sealed.event,
                due: sealed.due,
                key: Some(sealed.key),
                version: sealed.version,
                labels: labels(&items),
                items,
                dirty: false,
            });
        }
        Ok(File {
            drawers,
            next: self.loaded.next_item,
            first_slot: self.loaded.no.drawers().0,
            touched: Set::EMPTY,
            found_by: None,
            gone: Vec::new(),
        })
    }
}

impl File {
    /// An empty file: of a person who is being entered.
    pub(crate) fn empty(person: PersonNo) -> File {
        File {
            drawers: Vec::new(),
            next: 1,
            first_slot: person.drawers().0,
            touched: Set::EMPTY,
            found_by: None,
            gone: Vec::new(),
        }
    }

    /// The numbers of the items that are such.
    pub(crate) fn numbers(&self, such: impl Fn(&Item) -> bool) -> Vec<u32> {
        let items = self.drawers.iter().flat_map(|drawer| &drawer.items);
        items.filter(|item| such(item)).map(|item| item.n).collect()
    }

    /// Everything that tells the person apart.
    pub(crate) fn identifiers(&self) -> Vec<Identifier> {
        let items = self.drawers.iter().flat_map(|drawer| &drawer.items);
        items.filter_map(Item::identifier).collect()
    }

    fn terms(&self) -> Vec<Term> {
        let found = identify::terms(&self.identifiers()).into_iter();
        found.map(|(field, term)| (field.as_str(), term.as_bytes().to_vec())).collect()
    }

    /// Remembers the terms the person is found by, before one of them changes.
    pub(crate) fn keep_terms(&mut self) {
        if self.found_by.is_none() {
            self.found_by = Some(self.terms());
        }
    }

    /// The terms to be put into the index before the change, and those to be taken out after it.
    pub(crate) fn moved_terms(&self) -> (Vec<Term>, Vec<Term>) {
        let Some(before) = &self.found_by else { return Default::default() };
        let now = self.terms();
        let new = now.iter().filter(|term| !before.contains(term)).cloned().collect();
        let gone = before.iter().filter(|term| !now.contains(term)).cloned().collect();
        (new, gone)
    }

    /// Remembers that the gate must allow this category.
    pub(crate) fn touch(&mut self, record: &Record, category: Code) -> Result<(), Error> {
        self.touched = self.touched.with(record.category_ix(category)?);
        Ok(())
    }

    /// Puts an item into the drawer of its class and event; the number it got.
    pub(crate) fn add(
        &mut self,
        mut item: Item,
        class: Code,
        event: &str,
        due: Option<Date>,
    ) -> Result<u32, Error> {
        let n = u32::try_from(self.next).map_err(|_| Error::TooMany("items about one person"))?;
        self.next += 1;
        item.n = n;
        if item.flags & flag::IDENTIFIES != 0 {
            self.keep_terms();
        }
        let room = |drawer: &Drawer| {
            let bytes: usize =
                drawer.items.iter().map(|i| i.value.len() + i.extra.len() + 64).sum();
            bytes + item.value.len() + item.extra.len() + 64 <= DRAWER_BYTES_MAX
        };
        let fits = |d: &&mut Drawer| d.class == class && d.event == event && room(d);
        if let Some(drawer) = self.drawers.iter_mut().find(fits) {
            drawer.items.push(item);
            drawer.dirty = true;
            return Ok(n);
        }
        let last = self.drawers.iter().map(|d| d.no).max().map_or(self.first_slot, |no| no + 1);
        if last > self.first_slot + SLOT_MAX {
            return Err(Error::TooMany("drawers of one person"));
        }
        self.drawers.push(Drawer {
            no: last,
            class,
            event: event.to_owned(),
            due,
            key: None,
            version: 0,
            items: vec![item],
            labels: BTreeSet::new(),
            dirty: true,
        });
        Ok(n)
    }

    /// The item of this number, to be changed.
    pub(crate) fn item_mut(&mut self, n: u32) -> Option<&mut Item> {
        if self.any(|item| item.n == n && item.flags & flag::IDENTIFIES != 0) {
            self.keep_terms();
        }
        let drawer = self.drawers.iter_mut().find(|d| d.items.iter().any(|item| item.n == n))?;
        drawer.dirty = true;
        drawer.items.iter_mut().find(|item| item.n == n)
    }

    /// Whether this item is flagged.
    pub(crate) fn is_flagged(&self, n: u32) -> bool {
        self.any(|item| item.n == n && item.flags & flag::FLAGGED != 0)
    }

    /// Whether any item is such.
    pub(crate) fn any(&self, such: impl Fn(&Item) -> bool) -> bool {
        self.drawers.iter().flat_map(|drawer| &drawer.items).any(such)
    }

    /// Takes the items out that are chosen.
    pub(crate) fn remove(&mut self, chosen: impl Fn(&Item) -> bool) -> Vec<Item> {
        if self.any(|item| item.flags & flag::IDENTIFIES != 0 && chosen(item)) {
            self.keep_terms();
        }
        let mut gone = Vec::new();
        for drawer in &mut self.drawers {
            let before = gone.len();
            gone.extend(drawer.items.extract_if(.., |item| chosen(item)));
            drawer.dirty |= gone.len() != before;
        }
        self.went(&gone);
        gone
    }

    /// Empties whole drawers.
    pub(crate) fn empty_drawers(&mut self, nos: &[i64]) {
        self.keep_terms();
        let mut gone = Vec::new();
        for drawer in self.drawers.iter_mut().filter(|drawer| nos.contains(&drawer.no)) {
            gone.append(&mut drawer.items);
            drawer.dirty = true;
        }
        self.went(&gone);
    }

    /// Remembers the documents of items that were taken out.
    pub(crate) fn went(&mut self, items: &[Item]) {
        self.gone.extend(items.iter().filter_map(Document::of));
    }

    /// Seals what changed.
    pub(crate) fn seal(
        self,
        record: &Record,
        person: PersonNo,
        was_next: i64,
    ) -> Result<Plan, Error> {
        let mut plan = Plan {
            person,
            next: (was_next, self.next),
            put: Vec::new(),
            gone: Vec::new(),
            add: Vec::new(),
            drop: Vec::new(),
            dead_keys: Vec::new(),
            documents: Vec::new(),
            blobs: Vec::new(),
        };
        for document in &self.gone {
            plan.documents.push(document.no);
            plan.dead_keys.push(document.key()?);
            plan.blobs.push(document.blob()?);
        }
        for drawer in self.drawers.into_iter().filter(|d| d.dirty) {
            let now = labels(&drawer.items);
            plan.drop.extend(drawer.labels.difference(&now).map(|l| (*l, drawer.no)));
            plan.add.extend(now.difference(&drawer.labels).map(|l| (*l, drawer.no)));
            if drawer.items.is_empty() {
                if let Some(key) = drawer.key {
                    plan.gone.push((drawer.no, drawer.version, key));
                    plan.dead_keys.push(key);
                }
                continue;
            }
            let (key_id, key): (KeyId, Key) = match drawer.key {
                Some(id) => (id, record.key(id)?),
                None => record.take_key()?,
            };
            let inside = drawer::write(&drawer.items)?;
            let sealed = key.seal(Place::new("drawer", "sealed", drawer.no), &inside)?;
            plan.put.push(Put {
                no: drawer.no,
                class: drawer.class,
                event: drawer.event,
                due: drawer.due,
                key: key_id,
                version: drawer.version,
                sealed,
            });
        }
        Ok(plan)
    }
}

struct Put {
    no: i64,
    class: Code,
    event: String,
    due: Option<Date>,
    key: KeyId,
    /// The version it was read at; 0 for a new one.
    version: i64,
    sealed: Vec<u8>,
}

/// Sealed changes to one person's file, ready to be written in one transaction.
pub(crate) struct Plan {
    person: PersonNo,
    next: (i64, i64),
    put: Vec<Put>,
    gone: Vec<(i64, i64, KeyId)>,
    add: Vec<((Label, Code), i64)>,
    drop: Vec<((Label, Code), i64)>,
    /// Keys nothing is sealed under once this is written.
    pub(crate) dead_keys: Vec<KeyId>,
    documents: Vec<i64>,
    /// Documents nobody can open once this is written.
    pub(crate) blobs: Vec<BlobName>,
}

/// Remembers a key that nothing is sealed under any more.
pub(crate) fn retire(tx: &Tx<'_>, key: KeyId, person: PersonNo) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO retired_key (key, person, at) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING",
        params![key.as_bytes(), person.get()],
    )?;
    Ok(())
}

fn exactly_one(changed: u64) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Changed) }
}

impl Plan {
    pub(crate) fn apply(&self, tx: &Tx<'_>) -> Result<(), Error> {
        if !self.put.is_empty() || !self.gone.is_empty() {
            crate::persons::touched(tx, self.person)?;
        }
        if self.next.0 != self.next.1 {
            exactly_one(tx.execute(
                "UPDATE person SET next_item = ?2 WHERE no = ?1 AND next_item = ?3",
                params![self.person.get(), self.next.1, self.next.0],
            )?)?;
        }
        for put in &self.put {
            let due = put.due.map(|due| due.to_string());
            let class = i64::from(put.class);
            if put.version == 0 {
                tx.execute(
                    "INSERT INTO drawer (no, class, event, due, key, version, sealed)
                     VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
                    params![
                        put.no,
                        class,
                        &put.event,
                        due.as_deref(),
                        put.key.as_bytes(),
                        &put.sealed
                    ],
                )?;
            } else {
                exactly_one(tx.execute(
                    // The key as well as the version: a drawer that was emptied and begun anew in
                    // the same place has another one.
                    "UPDATE drawer SET event = ?2, due = ?3, sealed = ?4, version = version + 1
                     WHERE no = ?1 AND version = ?5 AND key = ?6",
                    params![
                        put.no,
                        &put.event,
                        due.as_deref(),
                        &put.sealed,
                        put.version,
                        put.key.as_bytes()
                    ],
                )?)?;
            }
        }
        for (no, version, key) in &self.gone {
            exactly_one(tx.execute(
                "DELETE FROM drawer WHERE no = ?1 AND version = ?2 AND key = ?3",
                params![*no, *version, key.as_bytes()],
            )?)?;
        }
        // Should the power go before they are destroyed, the next start knows them.
        for key in &self.dead_keys {
            retire(tx, *key, self.person)?;
        }
        for document in &self.documents {
            tx.execute("DELETE FROM document WHERE no = ?1", params![*document])?;
        }
        for ((label, code), drawer) in &self.drop {
            tx.execute(
                "DELETE FROM label WHERE kind = ?1 AND code = ?2 AND drawer = ?3",
                params![*label as i64, i64::from(*code), *drawer],
            )?;
        }
        for ((label, code), drawer) in &self.add {
            tx.execute(
                "INSERT INTO label (kind, code, drawer) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![*label as i64, i64::from(*code), *drawer],
            )?;
        }
        Ok(())
    }
}

/// What a change to a file came to.
pub(crate) struct Edited<T> {
    pub(crate) value: T,
    pub(crate) number: PersonNo,
    pub(crate) entry: Committed<Logged>,
}

impl Record {
    /// Changes one person's file: `change` works on the open drawers and may run again; the gate
    /// must allow every category it touches, in the transaction that writes.
    pub(crate) fn edit<T>(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
        act: &str,
        change: impl Fn(&mut File, &Verdict) -> Result<(T, Account), Error>,
        also: impl Fn(&Tx<'_>, PersonNo) -> Result<(), Error> + Clone + Send + 'static,
    ) -> Result<Edited<T>, Error> {
        for _ in 0..crate::TRIES_MAX {
            let read = self.data().read("read to change", |tx| {
                let permit = self.permit(tx, question, person)?;
                let file = SealedFile::load(tx, permit.person)?;
                Ok::<_, Error>((permit.person, permit.verdict, file))
            });
            let (loaded, verdict, sealed) = match read {
                Ok(read) => read,
                Err(error) => return Err(self.refuse(error, now)?),
            };
            let mut file = match sealed.open(self) {
                // A drawer was taken out in between, with its key: look again.
                Err(Error::Vault(vault::Error::Gone)) => continue,
                opened => opened?,
            };
            let (value, account) = match change(&mut file, &verdict) {
                Err(error @ Error::Malformed(_)) => {
                    // They asked for what is not there, and learnt that it is not: a look.
                    let account = account(question, &verdict, person).act(act);
                    let account = account.with("nothing-there", true);
                    let subject = Some((loaded.no, loaded.history_key));
                    let entry = self.entry(account, subject, now)?;
                    self.data().append(entry)?;
                    return Err(error);
                }
                changed => changed?,
            };
            if !(file.touched - verdict.decision.allowed()).is_empty() {
                let refused = self.refusal(question, &verdict, &loaded, file.touched);
                return Err(self.refuse(refused, now)?);
            }
            let (new_terms, old_terms) = file.moved_terms();
            let plan = match file.seal(self, loaded.no, loaded.next_item) {
                Err(Error::Vault(vault::Error::Gone)) => continue,
                sealed => sealed?,
            };
            let (dead, blobs) = (plan.dead_keys.clone(), plan.blobs.clone());
            // Before the commit: a hit that leads to nobody does no harm, a person nobody finds does.
            self.vault().index().put(loaded.no.get(), &new_terms)?;
            let account = account.act(act);
            let entry = self.entry(account, Some((loaded.no, loaded.history_key)), now)?;
            let (record, question, also) = (self.clone(), question.clone(), also.clone());
            let written = self.data().write_brief("change", move |tx| {
                still(&record.permit(tx, &question, person)?, &verdict)?;
                plan.apply(tx)?;
                also(tx, loaded.no)?;
                Ok::<_, Error>(tx.log(&entry)?)
            });
            match written {
                Ok(entry) => {
                    // After the commit: nothing points at them any more.
                    afterwards("destroy keys", self.vault().destroy(&dead, now.micros()))?;
                    afterwards("delete documents", self.delete_blobs(&blobs))?;
                    if !old_terms.is_empty() {
                        let gone = self.vault().index().remove_terms(loaded.no.get(), &old_terms);
                        afterwards("take out of the index", gone)?;
                    }
                    return Ok(Edited { value, number: loaded.no, entry });
                }
                Err(Error::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Changed)
    }
}

impl Record {
    /// Today's bit of a category.
    pub(crate) fn category_ix(&self, category: Code) -> Result<Ix<Category>, Error> {
        let ix = self.codes().categories.get(usize::from(category)).copied().flatten();
        ix.ok_or_else(|| Error::NotInCharter {
            kind: "category",
            name: self.codes().name(Kind::Category, category).to_owned(),
        })
    }

    /// A refusal about what was touched, and not about everything that was asked for.
    pub(crate) fn refusal(
        &self,
        question: &Question,
        verdict: &Verdict,
        loaded: &Loaded,
        touched: Set<Category>,
    ) -> Error {
        let mut narrow = *verdict;
        narrow.ask.data = touched;
        narrow.decision = self.gate().decide(&narrow.ask, &narrow.facts);
        let account = Account::of(question, &narrow, Some(loaded.id));
        let subject = Some((loaded.no, loaded.history_key));
        crate::permit::Refusal::new(account, &narrow, subject).into()
    }
}

/// The account of a change as far as the question tells it.
pub(crate) fn account(question: &Question, verdict: &Verdict, person: PersonId) -> Account {
    Account::of(question, verdict, Some(person))
}

/// The decision the change was made by must be the one that stands when it is written.
pub(crate) fn still(permit: &Permit<'_>, verdict: &Verdict) -> Result<(), Error> {
    if permit.verdict.decision == verdict.decision { Ok(()) } else { Err(Error::Changed) }
}

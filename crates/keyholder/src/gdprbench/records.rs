//! The operations of GDPRbench on our side.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context, bail, ensure};
use people::{
    Chosen, CodeKind, Error, Label, NewItem, NewPerson, NewRelationship, PersonId, Question,
    Record, Relabel, Seen, SetChange,
};

use super::charter::{ENTITY, RELATIONSHIP, ROLE, TEAM};
use super::layout::{
    LOADED, Layout, MACHINE, PURPOSES, WORKED, data, due, due_of, objection, purpose, starts, tenth,
};
use super::mix::{By, Field, Op};
use super::model::{Before, Model, key_of};
use super::ours::{House, again, now, question, spread};
use super::turns::{Client, Done, Side};

/// The people the records are about, as our side knows them.
#[derive(Clone)]
pub(super) struct People {
    ids: Arc<Vec<PersonId>>,
}

/// Our side over one copy of the loaded record.
pub(super) struct Ours {
    pub(super) house: House,
    people: People,
    pub(super) model: Model,
    asks: Vec<Asks>,
}

/// The questions of one purpose.
struct Asks {
    collect: Question,
    read: Question,
}

fn new_item(key: u32) -> NewItem {
    let mut item = NewItem::new(&tenth("cat", key), data(key, 0), &tenth("src", key), LOADED);
    item.event = Some(starts(key));
    item.teams = vec![tenth("acl", key), TEAM.to_owned()];
    item.machine = Some(key.is_multiple_of(MACHINE));
    item.given = vec![tenth("shr", key)];
    item.objected = vec![objection(key)];
    item
}

/// The number the record has for a value of DEC: 1, a machine may decide; 2, it may not.
fn machine_code(machine: u32) -> u16 {
    if machine == 0 { 1 } else { 2 }
}

fn asks(record: &Record, on: jiff::civil::Date) -> anyhow::Result<Vec<Asks>> {
    let by = (ROLE, TEAM, ENTITY);
    (0..PURPOSES)
        .map(|n| {
            let purpose = purpose(n);
            Ok(Asks {
                collect: question(record, by, &purpose, "collect", on)?,
                read: question(record, by, &purpose, "use", on)?,
            })
        })
        .collect()
}

/// Enters everybody, each with their ten records.
pub(super) fn load(house: &House, layout: Layout) -> anyhow::Result<People> {
    let record = &house.record;
    let asks = asks(record, LOADED)?;
    let relationship = NewRelationship::new(RELATIONSHIP, ENTITY, LOADED);
    let ids: Vec<PersonId> =
        (0..layout.people()).map(|_| PersonId::from_bytes(vault::random())).collect();
    spread(layout.people(), |person| {
        let mut new = NewPerson::new("src0", relationship.clone());
        new.id = ids[person as usize];
        let keys = (person..layout.records).step_by(layout.people() as usize);
        new.items = keys.map(new_item).collect();
        record.enter(&asks[(person % PURPOSES) as usize].collect, &new, now())?;
        Ok(())
    })?;
    Ok(People { ids: Arc::new(ids) })
}

impl Ours {
    /// Opens a copy, reads every record once, and checks that all of them are there.
    pub(super) fn over(house: House, people: People, model: Model) -> anyhow::Result<Ours> {
        let asks = asks(&house.record, WORKED)?;
        let layout = model.layout;
        for key in 0..layout.records {
            model.items[key as usize].store(1 + key / layout.people(), Ordering::SeqCst);
        }
        Ok(Ours { house, people, model, asks })
    }

    /// Removes what is due by the day before the measured work.
    pub(super) fn purge(&self) -> anyhow::Result<u64> {
        let chosen = Chosen::DueBefore(WORKED);
        let change = SetChange::Remove;
        let mut met = 0;
        let edited =
            again(&mut met, || self.record().edit_set(&self.asks[0].read, chosen, &change, now()))?;
        Ok(edited.items as u64)
    }

    /// Reads every record and compares it with the model; how many there are.
    pub(super) fn check_all(&self) -> anyhow::Result<u64> {
        let mut rows = 0;
        for value in 0..PURPOSES {
            rows += self.read_set(By { field: Field::Purpose, value })?.rows;
        }
        Ok(rows)
    }

    fn record(&self) -> &Record {
        &self.house.record
    }

    fn person(&self, key: u32) -> PersonId {
        self.people.ids[self.model.layout.person(key) as usize]
    }

    fn read(&self, key: u32) -> &Question {
        &self.asks[(key % PURPOSES) as usize].read
    }

    fn item(&self, key: u32) -> u32 {
        self.model.items[key as usize].load(Ordering::SeqCst)
    }

    fn chosen(&self, by: By) -> anyhow::Result<Chosen> {
        let codes = self.record().codes();
        let label = |label, kind, prefix: &str| {
            let code = codes.code(kind, &format!("{prefix}{}", by.value))?;
            anyhow::Ok(Chosen::Label(label, code))
        };
        match by.field {
            Field::Purpose => label(Label::Purpose, CodeKind::Purpose, "pur"),
            Field::Objection => label(Label::Objected, CodeKind::Purpose, "obj"),
            Field::Sharing => label(Label::Given, CodeKind::Recipient, "shr"),
            Field::Machine => Ok(Chosen::Label(Label::Machine, machine_code(by.value))),
            Field::Person => bail!("a person is no label"),
        }
    }

    /// The question that a set is asked for: its own purpose, or the first.
    fn of_set(&self, by: By) -> &Question {
        self.read(if by.field == Field::Purpose { by.value } else { 0 })
    }

    fn read_set(&self, by: By) -> anyhow::Result<Done> {
        let mut before = self.model.before(by);
        let record = self.record();
        let set = record.set(self.of_set(by), self.chosen(by)?)?.open_logged(record, now())?;
        let mut wrong = Ok(());
        set.each(record, |_, view| {
            let one = key_of(view.value()).and_then(|key| {
                ensure!(self.item(key) == view.n(), "wrong answer: another item of the person");
                before.see(key)
            });
            if wrong.is_ok() {
                wrong = one;
            }
        })?;
        wrong?;
        let rows = self.model.rows(&before)?;
        Ok(Done { rows, checked: rows, again: 0 })
    }

    /// Looks at one person; `meta` compares the metadata of each record as well as its data.
    fn look(
        &self,
        person: u32,
        mut before: Before,
        only: Option<u32>,
        meta: bool,
    ) -> anyhow::Result<Done> {
        let record = self.record();
        let id = self.people.ids[person as usize];
        let opened = record.look(self.read(person), id, now())?;
        let mut wrong = Ok(());
        opened.each(record, |seen| {
            if only.is_some_and(|n| n != seen.no.n) || wrong.is_err() {
                return;
            }
            wrong = (|| {
                let key = key_of(seen.value())?;
                ensure!(self.item(key) == seen.no.n, "wrong answer: another item of the person");
                if meta {
                    self.metadata(key, &seen)?;
                }
                before.see(key)
            })();
        })?;
        wrong?;
        let rows = self.model.rows(&before)?;
        Ok(Done { rows, checked: rows.max(1), again: 0 })
    }

    /// Compares what is known of a record with what its key says it must be.
    fn metadata(&self, key: u32, seen: &Seen<'_>) -> anyhow::Result<()> {
        let record = self.record();
        let named = |label, kind, name: String| {
            seen.labels(label).any(|code| record.name_of(kind, code) == name)
        };
        let machine =
            seen.labels(Label::Machine).next().map_or(MACHINE, |code| u32::from(code != 1));
        let fits = seen.category() == tenth("cat", key)
            && seen.source() == tenth("src", key)
            && seen.purposes().eq([purpose(key)])
            && named(Label::Objected, CodeKind::Purpose, objection(key))
            && named(Label::Given, CodeKind::Recipient, tenth("shr", key))
            && named(Label::Team, CodeKind::Team, tenth("acl", key))
            && seen.due == Some(due(key))
            && self.model.machine_fits(key, machine);
        ensure!(fits, "wrong answer: metadata of record {key}");
        Ok(())
    }

    /// A change to one record, and whether the record was there.
    fn change(
        &self,
        key: u32,
        mut change: impl FnMut(PersonId, u32, &Question) -> Result<i64, Error>,
    ) -> anyhow::Result<Done> {
        let mut before = self.model.before_key(key);
        let mut done = Done::default();
        let (id, n) = (self.person(key), self.item(key));
        match again(&mut done.again, || change(id, n, self.read(key))) {
            Ok(_) => before.see(key)?,
            // There is no such item, and that is written down.
            Err(Error::Malformed(_)) => {}
            Err(error) => return Err(error.into()),
        }
        done.rows = self.model.rows(&before)?;
        Ok(done)
    }

    fn create(&self, key: u32) -> anyhow::Result<Done> {
        let ask = &self.asks[(key % PURPOSES) as usize].collect;
        let mut done = Done { rows: 1, ..Done::default() };
        self.model.creating(key);
        let item = new_item(key);
        let no =
            again(&mut done.again, || self.record().hold(ask, self.person(key), &item, now()))?;
        self.model.items[key as usize].store(no.n, Ordering::SeqCst);
        self.model.created(key);
        Ok(done)
    }

    /// Changes many records at once; the number of them is judged where nobody may delete them.
    fn change_by(&self, by: By, change: &SetChange) -> anyhow::Result<Done> {
        let before = self.model.before(by);
        let record = self.record();
        let mut done = Done::default();
        let deletes = matches!(change, SetChange::Remove);
        if deletes {
            self.model.deleting(&before, None);
        } else {
            self.model.touch(&before);
        }
        done.rows = if by.field == Field::Person {
            let id = self.people.ids[by.value as usize];
            let ask = self.read(by.value);
            again(&mut done.again, || record.change_all(ask, id, change, now()))? as u64
        } else {
            let chosen = self.chosen(by)?;
            let ask = self.of_set(by);
            again(&mut done.again, || record.edit_set(ask, chosen, change, now()))?.items as u64
        };
        if done.again == 0 {
            self.model.count(&before, None, done.rows)?;
        }
        if deletes {
            self.model.deleted(&before, None);
        }
        Ok(done)
    }

    fn delete_due(&self, ttl: u32) -> anyhow::Result<Done> {
        let which = Some(ttl);
        let before = self.model.every_key();
        let mut done = Done::default();
        self.model.deleting(&before, which);
        let day = due_of(ttl).tomorrow().context("the last day there is")?;
        let (chosen, ask) = (Chosen::DueBefore(day), &self.asks[0].read);
        let remove = SetChange::Remove;
        let edited =
            again(&mut done.again, || self.record().edit_set(ask, chosen, &remove, now()))?;
        done.rows = edited.items as u64;
        self.model.deleted(&before, which);
        Ok(done)
    }

    fn logs(&self, limit: u32) -> anyhow::Result<Done> {
        let (mut rows, mut last, mut wrong) = (0, i64::MAX, None);
        self.record().newest_entries(&self.asks[0].read, limit, now(), |no, at, text| {
            let sound = no < last && at > 0 && text.is_none_or(|text| text.starts_with('{'));
            if !sound {
                wrong = Some(no);
            }
            last = no;
            rows += 1;
        })?;
        ensure!(wrong.is_none() && rows > 0, "wrong answer: the log is not in order");
        Ok(Done { rows, checked: rows, again: 0 })
    }
}

impl Side<Op> for Ours {
    fn client(&self) -> anyhow::Result<Box<dyn Client<Op> + '_>> {
        Ok(Box::new(OurClient(self)))
    }

    fn tick(&self) -> anyhow::Result<()> {
        self.purge().map(|_| ())
    }
}

struct OurClient<'a>(&'a Ours);

impl Client<Op> for OurClient<'_> {
    fn run(&mut self, op: &Op) -> anyhow::Result<Done> {
        let ours = self.0;
        let (record, model) = (ours.record(), &ours.model);
        let relabel = |machine: u32| Relabel {
            kind: Label::Machine,
            from: Some(machine_code(1 - machine)),
            to: Some(machine_code(machine)),
        };
        match *op {
            Op::Create { key } => ours.create(key),
            Op::DeleteBy(by) => ours.change_by(by, &SetChange::Remove),
            Op::DeleteDue { ttl } => ours.delete_due(ttl),
            Op::UpdateMetaBy(by, machine) => {
                ours.change_by(by, &SetChange::Relabel(relabel(machine)))
            }
            Op::ReadDataBy(by) if by.field == Field::Person => {
                ours.look(by.value, model.before(by), None, false)
            }
            Op::ReadDataBy(by) => ours.read_set(by),
            Op::ReadMetaByPerson(value) => {
                let before = model.before(By { field: Field::Person, value });
                ours.look(value, before, None, true)
            }
            Op::ReadDataByKey(key) | Op::ReadMetaByKey(key) | Op::VerifyDeleted(key) => {
                let meta = matches!(op, Op::ReadMetaByKey(_));
                let person = model.layout.person(key);
                ours.look(person, model.before_key(key), Some(ours.item(key)), meta)
            }
            Op::UpdateData { key, version } => ours
                .change(key, |id, n, ask| record.correct(ask, id, n, &data(key, version), now())),
            Op::UpdateMetaByKey { key, machine } => {
                model.touch(&model.before_key(key));
                let change = relabel(machine);
                ours.change(key, |id, n, ask| record.relabel(ask, id, n, &change, now()))
            }
            Op::DeleteByKey(key) => {
                let before = model.before_key(key);
                let done = ours.change(key, |id, n, ask| {
                    model.deleting(&before, None);
                    record.remove(ask, id, n, now())
                });
                model.deleted(&before, None);
                done
            }
            Op::Logs(limit) => ours.logs(limit),
        }
    }
}

//! Items about several people: a key of their own, wrapped to each. What one asks for reaches it,
//! and erasing one of them takes nothing from the others.

use charter::items::Category;
use db::{Entry, Logged, Tx, params};
use gate::Ix;
use vault::{Key, KeyId, Place};

use crate::account::Account;
use crate::drawer::{self, Item, flag};
use crate::error::afterwards;
use crate::facts;
use crate::file::{account, retire, still};
use crate::hold_item::{NewItem, flagged_task, look_by, no_such_item};
use crate::permit::{Loaded, Permit, Verdict};
use crate::release::joint_place;
use crate::{Error, Now, PersonId, PersonNo, Question, Record};

/// Numbers of items about several people begin here; each is the same in every file it stands in.
pub(crate) const JOINT_FIRST: u32 = 1 << 31;
/// The most people one item may be about: 32.
pub const JOINT_PEOPLE_MAX: usize = 32;

/// Somebody an item is about, as a transaction found them.
struct Sharer {
    id: PersonId,
    loaded: Loaded,
    verdict: Verdict,
}

impl Sharer {
    fn of(permit: &Permit<'_>, id: PersonId) -> Sharer {
        Sharer { id, loaded: permit.person, verdict: permit.verdict }
    }

    /// The decision must be the one that stands when it is written.
    fn still(&self, record: &Record, tx: &Tx<'_>, question: &Question) -> Result<(), Error> {
        still(&record.permit(tx, question, self.id)?, &self.verdict)
    }
}

/// A shared item, still sealed, and everybody it is about: the one who was asked about first.
struct Sealed {
    sharers: Vec<Sharer>,
    key: KeyId,
    wrapped: Vec<u8>,
    version: i64,
    sealed: Vec<u8>,
    /// Whether it is also about somebody with whom the asker may do nothing now.
    shut: bool,
}

fn place(n: u32) -> Place<'static> {
    Place::new("joint", "sealed", i64::from(n))
}

impl Record {
    /// Puts one item into the files of several people: two neighbours in one report, a joint rent
    /// account. Its number is the same in each.
    ///
    /// # Errors
    /// [`Error::Refused`] where it may not be held about one of them; then nobody has it.
    /// [`Error::Malformed`] for fewer than two people, [`Error::TooMany`] beyond
    /// [`JOINT_PEOPLE_MAX`].
    pub fn hold_jointly(
        &self,
        question: &Question,
        people: &[PersonId],
        new: &NewItem,
        now: Now,
    ) -> Result<u32, Error> {
        let (mut item, shelf) = self.shelve(question, new, now)?;
        for _ in 0..crate::TRIES_MAX {
            let sharers = self.sharers(question, people, item.category, now)?;
            let n = JOINT_FIRST | u32::from_le_bytes(vault::random());
            item.n = n;
            let own = Key::generate();
            let inside = drawer::write(std::slice::from_ref(&item))?;
            let sealed = own.seal(place(n), &inside)?;
            let mut shares = Vec::with_capacity(sharers.len());
            for sharer in &sharers {
                let (key_id, key) = self.take_key()?;
                let no = sharer.loaded.no;
                shares.push((no, key_id, key.wrap(joint_place(i64::from(n), no), &own)?));
            }
            let entries = self.entries_for(question, &sharers, "hold", n, now)?;
            let (record, question, event) = (self.clone(), question.clone(), shelf.event.clone());
            let (flagged, look) = (item.flags & flag::FLAGGED != 0, look_by(now));
            let (class, due) = (i64::from(shelf.class), shelf.due.map(|due| due.to_string()));
            let written = self.data().write("hold jointly", move |tx| {
                for sharer in &sharers {
                    sharer.still(&record, tx, &question)?;
                }
                let made = tx.execute(
                    "INSERT INTO joint (no, class, event, due, version, sealed)
                     VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT DO NOTHING",
                    params![i64::from(n), class, &event, due.as_deref(), &sealed],
                )?;
                if made != 1 {
                    return Err(Error::Changed);
                }
                for (person, key, wrapped) in &shares {
                    tx.execute(
                        "INSERT INTO joint_share (person, joint, key, wrapped)
                         VALUES (?1, ?2, ?3, ?4)",
                        params![person.get(), i64::from(n), key.as_bytes(), wrapped],
                    )?;
                    facts::renew(tx, *person)?;
                    if flagged {
                        flagged_task(tx, *person, &look, now.micros())?;
                    }
                }
                log_all(tx, &entries)
            });
            match written {
                Ok(_) => return Ok(n),
                Err(Error::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Changed)
    }

    /// Everybody an item is to be about, each with a decision that lets its category.
    fn sharers(
        &self,
        question: &Question,
        people: &[PersonId],
        category: crate::Code,
        now: Now,
    ) -> Result<Vec<Sharer>, Error> {
        if people.len() > JOINT_PEOPLE_MAX {
            return Err(Error::TooMany("people one item is about"));
        }
        let read = self.data().read("read to hold jointly", |tx| {
            let mut sharers: Vec<Sharer> = Vec::with_capacity(people.len());
            for id in people {
                let permit = self.permit(tx, question, *id)?;
                if sharers.iter().all(|there| there.loaded.no != permit.person.no) {
                    sharers.push(Sharer::of(&permit, *id));
                }
            }
            Ok::<_, Error>(sharers)
        });
        let sharers = match read {
            Ok(sharers) => sharers,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        if sharers.len() < 2 {
            return Err(Error::Malformed(
                "an item about several people names two of them or more".to_owned(),
            ));
        }
        for sharer in &sharers {
            self.lets(question, sharer, category, now)?;
        }
        Ok(sharers)
    }

    fn lets(
        &self,
        question: &Question,
        sharer: &Sharer,
        category: crate::Code,
        now: Now,
    ) -> Result<(), Error> {
        let ix: Ix<Category> = self.category_ix(category)?;
        if sharer.verdict.decision.allowed().contains(ix) {
            return Ok(());
        }
        let touched = gate::Set::EMPTY.with(ix);
        let refused = self.refusal(question, &sharer.verdict, &sharer.loaded, touched);
        Err(self.refuse(refused, now)?)
    }

    /// One entry in each person's history; none names another.
    fn entries_for(
        &self,
        question: &Question,
        sharers: &[Sharer],
        act: &str,
        n: u32,
        now: Now,
    ) -> Result<Vec<Entry>, Error> {
        let of = |sharer: &Sharer| {
            let said: Account =
                account(question, &sharer.verdict, sharer.loaded.id).act(act).with("item", n);
            self.entry(said, Some((sharer.loaded.no, sharer.loaded.history_key)), now)
        };
        sharers.iter().map(of).collect()
    }

    fn load_joint(
        &self,
        tx: &Tx<'_>,
        question: &Question,
        person: PersonId,
        n: u32,
    ) -> Result<Sealed, Error> {
        let permit = self.permit(tx, question, person)?;
        let no = permit.person.no;
        let found = tx.one(
            "SELECT s.key, s.wrapped, j.version, j.sealed FROM joint_share s
             JOIN joint j ON j.no = s.joint WHERE s.person = ?1 AND s.joint = ?2",
            params![no.get(), i64::from(n)],
            |row| {
                Ok::<_, Error>(Sealed {
                    sharers: Vec::new(),
                    key: KeyId::from_bytes(row.bytes(0)?),
                    wrapped: row.blob(1)?.to_vec(),
                    version: row.int(2)?,
                    sealed: row.blob(3)?.to_vec(),
                    shut: false,
                })
            },
        )?;
        let mut found = found.ok_or_else(no_such_item)?;
        found.sharers.push(Sharer::of(&permit, person));
        for other in others(tx, n, no)? {
            // Whoever must not learn of one of them is told of nothing that is about them.
            match self.permit(tx, question, other) {
                Ok(permit) => found.sharers.push(Sharer::of(&permit, other)),
                Err(Error::Refused(refusal)) if refusal.walled() => return Err(no_such_item()),
                Err(Error::Refused(_)) => found.shut = true,
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Changes an item about several people: the gate must let it for each of them.
    pub(crate) fn change_joint(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        now: Now,
        act: &str,
        change: &dyn Fn(&mut Item) -> Result<(), Error>,
    ) -> Result<i64, Error> {
        for _ in 0..crate::TRIES_MAX {
            let read = self
                .data()
                .read("read to change jointly", |tx| self.load_joint(tx, question, person, n));
            let joint = match read {
                Ok(joint) => joint,
                Err(error) => return Err(self.refuse(error, now)?),
            };
            let Sealed { sharers, key, wrapped, version, sealed, shut } = joint;
            if shut {
                return Err(Error::Malformed(
                    "this is also about somebody else, whose part you may not change; take it out \
                     here and hold it anew"
                        .to_owned(),
                ));
            }
            let mine = sharers.first().ok_or_else(no_such_item)?.loaded.no;
            let own = self.key(key)?.unwrap(joint_place(i64::from(n), mine), &wrapped)?;
            let inside = own.open(place(n), &sealed)?;
            let mut item = drawer::items(&inside)?.next().ok_or_else(no_such_item)??.to_item();
            change(&mut item)?;
            for sharer in &sharers {
                self.lets(question, sharer, item.category, now)?;
            }
            let sealed = own.seal(place(n), &drawer::write(std::slice::from_ref(&item))?)?;
            let entries = self.entries_for(question, &sharers, act, n, now)?;
            let (record, question) = (self.clone(), question.clone());
            let written = self.data().write("change jointly", move |tx| {
                for sharer in &sharers {
                    sharer.still(&record, tx, &question)?;
                }
                let changed = tx.execute(
                    "UPDATE joint SET sealed = ?2, version = version + 1
                     WHERE no = ?1 AND version = ?3",
                    params![i64::from(n), &sealed, version],
                )?;
                if changed != 1 {
                    return Err(Error::Changed);
                }
                log_all(tx, &entries)
            });
            match written {
                Ok(no) => return Ok(no.into_inner()),
                Err(Error::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Changed)
    }

    /// Takes an item about several people out of one person's file. The others keep it; with the
    /// last of them it goes.
    pub(crate) fn leave_joint(
        &self,
        question: &Question,
        person: PersonId,
        n: u32,
        now: Now,
    ) -> Result<i64, Error> {
        let read = self.data().read("read to leave", |tx| self.load_joint(tx, question, person, n));
        let Sealed { mut sharers, key, wrapped, sealed, .. } = match read {
            Ok(joint) => joint,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        sharers.truncate(1);
        let mine = sharers.first().ok_or_else(no_such_item)?;
        let own = self.key(key)?.unwrap(joint_place(i64::from(n), mine.loaded.no), &wrapped)?;
        let inside = own.open(place(n), &sealed)?;
        let item = drawer::items(&inside)?.next().ok_or_else(no_such_item)??;
        self.lets(question, mine, item.category, now)?;
        let entries = self.entries_for(question, &sharers, "remove", n, now)?;
        let (record, question) = (self.clone(), question.clone());
        let left = self.data().write("leave", move |tx| {
            for sharer in &sharers {
                sharer.still(&record, tx, &question)?;
                let no = sharer.loaded.no;
                // The key of this moment, whatever was read before.
                let key = tx.one(
                    "DELETE FROM joint_share WHERE person = ?1 AND joint = ?2 RETURNING key",
                    params![no.get(), i64::from(n)],
                    |row| Ok::<_, Error>(KeyId::from_bytes(row.bytes(0)?)),
                )?;
                retire(tx, key.ok_or(Error::Changed)?, no)?;
                facts::renew(tx, no)?;
            }
            tx.execute(
                "DELETE FROM joint WHERE no = ?1
                 AND NOT EXISTS (SELECT 1 FROM joint_share s WHERE s.joint = joint.no)",
                params![i64::from(n)],
            )?;
            log_all(tx, &entries)
        })?;
        // After the commit: nothing points at it any more.
        afterwards("destroy keys", self.destroy_unused(now.micros()))?;
        Ok(left.into_inner())
    }
}

/// Everybody else an item is about who is there.
pub(crate) fn others(tx: &Tx<'_>, n: u32, but: PersonNo) -> Result<Vec<PersonId>, Error> {
    tx.all(
        "SELECT p.id FROM joint_share s JOIN person p ON p.no = s.person
         WHERE s.joint = ?1 AND s.person <> ?2 AND p.state <= 1 ORDER BY s.person",
        params![i64::from(n), but.get()],
        |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)),
    )
}

/// Logs each; the number of the first.
fn log_all(tx: &Tx<'_>, entries: &[Entry]) -> Result<i64, Error> {
    let mut first = None;
    for entry in entries {
        let logged: Logged = tx.log(entry)?;
        first = first.or(Some(logged.no()));
    }
    first.ok_or_else(|| Error::Malformed("nobody is concerned".to_owned()))
}

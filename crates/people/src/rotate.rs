//! New keys for people, while everybody reads and writes.
//!
//! What is sealed is opened and sealed again inside this room; nothing is shown to anyone. The old
//! keys are destroyed a while later, when nothing is sealed under them any more: until then an older
//! copy of the data can be read with today's vault, and after that it cannot.

use db::{Tx, params};
use vault::{Key, KeyId, Place};

use crate::detail;
use crate::permit::{LIVE, MERGED};
use crate::release::joint_place;
use crate::{Error, Now, PersonNo, Record};

/// How long an old key is kept for whoever is reading under it: ten minutes, in microseconds.
pub const RETIRED_FOR: i64 = 10 * 60 * 1_000_000;
/// Rows sealed again in one transaction.
const CHUNK: u32 = 500;

/// What a rotation came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// People with new keys.
    pub people: usize,
    /// The last of them, where there are more; what to go on after.
    pub next: Option<PersonNo>,
}

/// A person's keys and what lies under them, as a snapshot found it.
struct Under {
    history_key: KeyId,
    detail_key: KeyId,
    drawers: Vec<(i64, KeyId, i64, Vec<u8>)>,
    shares: Vec<(i64, KeyId, Vec<u8>)>,
}

impl Record {
    /// Gives the next people after one of them new keys, `limit` at most, and writes one entry.
    /// `also` names tables of rooms above with a `no`, a `person` and a sealed `detail`.
    ///
    /// # Errors
    /// What the store or the vault says; what was done stays, and asking again goes on.
    pub fn rotate_people(
        &self,
        actor: &str,
        after: Option<PersonNo>,
        limit: u32,
        also: &[&'static str],
        now: Now,
    ) -> Result<Rotated, Error> {
        let from = after.map_or(0, PersonNo::get);
        let people = self.data().read("who gets new keys", |tx| {
            tx.all(
                "SELECT no FROM person WHERE state IN (?1, ?4) AND no > ?2 ORDER BY no LIMIT ?3",
                params![LIVE, from, limit, MERGED],
                |row| Ok::<_, Error>(PersonNo::new(row.int(0)?)),
            )
        })?;
        let mut done = Rotated::default();
        for person in &people {
            let turned = match self.rotate_one(*person, now) {
                // Somebody keeps changing them; their turn comes with the next run.
                Err(Error::Changed | Error::Store(db::Error::Conflict(_))) => false,
                turned => turned?,
            };
            if turned {
                match self.seal_again(*person, also) {
                    // Somebody keeps writing about them; no key goes before it has been done.
                    Ok(()) | Err(Error::Store(db::Error::Conflict(_))) => {}
                    Err(error) => return Err(error),
                }
                done.people += 1;
            }
        }
        if u32::try_from(people.len()).unwrap_or(u32::MAX) == limit {
            done.next = people.last().copied();
        }
        if done.people > 0 {
            let about = format!("{} people", done.people);
            self.write_office(actor, "rotate-keys", &about, now, |_| Ok(()))?;
        }
        Ok(done)
    }

    /// Destroys the keys that were replaced long enough ago; how many.
    ///
    /// # Errors
    /// What the store or the vault says; then do it again.
    pub fn destroy_retired(&self, also: &[&'static str], now: Now) -> Result<usize, Error> {
        let before = now.micros().saturating_sub(RETIRED_FOR);
        let mut destroyed = 0;
        loop {
            let retired = self.data().read("retired keys", |tx| {
                // Those of somebody who is being erased are the erasure's.
                tx.all(
                    "SELECT r.key, r.person FROM retired_key r
                     JOIN person p ON p.no = r.person AND p.state IN (?3, ?4)
                     WHERE r.at <= ?1 ORDER BY r.at LIMIT ?2",
                    params![before, CHUNK, LIVE, MERGED],
                    |row| {
                        let key = KeyId::from_bytes(row.bytes(0)?);
                        Ok::<_, Error>((key, PersonNo::new(row.int(1)?)))
                    },
                )
            })?;
            if retired.is_empty() {
                return Ok(destroyed);
            }
            let mut people: Vec<PersonNo> = retired.iter().map(|(_, person)| *person).collect();
            people.sort_unstable();
            people.dedup();
            for person in people {
                // Whoever was writing when the key was replaced has finished long ago.
                self.seal_again(person, also)?;
            }
            let keys: Vec<KeyId> = retired.iter().map(|(key, _)| *key).collect();
            self.vault().destroy(&keys, now.micros())?;
            destroyed += keys.len();
            self.data().write("forget retired keys", move |tx| {
                for key in &keys {
                    tx.execute("DELETE FROM retired_key WHERE key = ?1", params![key.as_bytes()])?;
                }
                Ok::<_, Error>(())
            })?;
        }
    }

    /// Destroys keys that nothing was sealed under from the moment they were put down: of drawers that
    /// are gone. Whoever met them a moment ago looks again.
    pub(crate) fn destroy_unused(&self, at: i64) -> Result<(), Error> {
        let keys = self.data().read("unused keys", |tx| {
            tx.all("SELECT key FROM retired_key WHERE at = 0 LIMIT ?1", params![CHUNK], |row| {
                Ok::<_, Error>(KeyId::from_bytes(row.bytes(0)?))
            })
        })?;
        if keys.is_empty() {
            return Ok(());
        }
        self.vault().destroy(&keys, at)?;
        self.data().write("forget unused keys", move |tx| {
            for key in &keys {
                tx.execute("DELETE FROM retired_key WHERE key = ?1", params![key.as_bytes()])?;
            }
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// New keys for one person's drawers, shares, details and history; whether they are still there.
    fn rotate_one(&self, person: PersonNo, now: Now) -> Result<bool, Error> {
        for _ in 0..crate::TRIES_MAX {
            let Some(old) = self.data().read("old keys", |tx| under(tx, person))? else {
                return Ok(false);
            };
            let (history, _) = self.take_key()?;
            let (details, _) = self.take_key()?;
            let mut retired = vec![old.history_key, old.detail_key];
            let mut drawers = Vec::with_capacity(old.drawers.len());
            for (no, key, version, sealed) in &old.drawers {
                let place = Place::new("drawer", "sealed", *no);
                let inside = self.key(*key)?.open(place, sealed)?;
                let (new_id, new) = self.take_key()?;
                retired.push(*key);
                drawers.push((*no, *version, new_id, new.seal(place, &inside)?));
            }
            let mut shares = Vec::with_capacity(old.shares.len());
            for (joint, key, wrapped) in &old.shares {
                let place = joint_place(*joint, person);
                let own: Key = self.key(*key)?.unwrap(place, wrapped)?;
                let (new_id, new) = self.take_key()?;
                retired.push(*key);
                shares.push((*joint, *key, new_id, new.wrap(place, &own)?));
            }
            let (no, at) = (person.get(), now.micros());
            let (was_history, was_detail) = (old.history_key, old.detail_key);
            let written = self.data().write("new keys", move |tx| {
                let one = |changed: u64| if changed == 1 { Ok(()) } else { Err(Error::Changed) };
                one(tx.execute(
                    "UPDATE person SET history_key = ?2, detail_key = ?3
                     WHERE no = ?1 AND state IN (?4, ?7) AND history_key = ?5
                     AND detail_key = ?6",
                    params![
                        no,
                        history.as_bytes(),
                        details.as_bytes(),
                        LIVE,
                        was_history.as_bytes(),
                        was_detail.as_bytes(),
                        MERGED
                    ],
                )?)?;
                for (drawer, version, key, sealed) in &drawers {
                    one(tx.execute(
                        "UPDATE drawer SET key = ?2, sealed = ?3, version = version + 1
                         WHERE no = ?1 AND version = ?4",
                        params![*drawer, key.as_bytes(), sealed, *version],
                    )?)?;
                }
                for (joint, was, key, wrapped) in &shares {
                    one(tx.execute(
                        "UPDATE joint_share SET key = ?3, wrapped = ?4
                         WHERE person = ?1 AND joint = ?2 AND key = ?5",
                        params![no, *joint, key.as_bytes(), wrapped, was.as_bytes()],
                    )?)?;
                }
                for key in &retired {
                    tx.execute(
                        "INSERT INTO retired_key (key, person, at) VALUES (?1, ?2, ?3)
                         ON CONFLICT DO NOTHING",
                        params![key.as_bytes(), no, at],
                    )?;
                }
                Ok(())
            });
            match written {
                Ok(_) => return Ok(true),
                Err(Error::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Changed)
    }

    /// Seals details and history again that are not under the person's keys of today.
    fn seal_again(&self, person: PersonNo, also: &[&'static str]) -> Result<(), Error> {
        let now = self.data().read("keys of today", |tx| under(tx, person))?;
        let Some(Under { history_key, detail_key, .. }) = now else { return Ok(()) };
        for table in detail::TABLES.iter().chain(also) {
            self.seal_details(table, person, detail_key)?;
        }
        self.seal_history(person, history_key)
    }

    fn seal_details(&self, table: &'static str, person: PersonNo, to: KeyId) -> Result<(), Error> {
        let key = self.key(to)?;
        let sql = format!(
            "SELECT no, detail FROM {table} WHERE person = ?1 AND SUBSTR(detail, 1, 16) <> ?2
             LIMIT ?3"
        );
        loop {
            let rows = self.data().read("old details", |tx| {
                tx.all(&sql, params![person.get(), to.as_bytes(), CHUNK], |row| {
                    Ok::<_, Error>((row.int(0)?, row.blob(1)?.to_vec()))
                })
            })?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut fresh = Vec::with_capacity(rows.len());
            for (no, was) in rows {
                let plain = self.open_detail_of(table, no, &was)?;
                fresh.push((no, detail::seal(&key, table, no, &plain)?, was));
            }
            let sql = format!("UPDATE {table} SET detail = ?2 WHERE no = ?1 AND detail = ?3");
            self.data().write("new details", move |tx| {
                for (no, sealed, was) in &fresh {
                    tx.execute(&sql, params![*no, sealed, was])?;
                }
                Ok::<_, Error>(())
            })?;
        }
    }

    /// The log says the same: a leaf commits to what was done and not to how it is sealed.
    fn seal_history(&self, person: PersonNo, to: KeyId) -> Result<(), Error> {
        let key = self.key(to)?;
        let mut before = i64::MAX;
        loop {
            let rows = self
                .data()
                .read_log("old history", |tx| tx.entries_about(person.get(), before, CHUNK))?;
            let Some(last) = rows.last() else { return Ok(()) };
            before = last.no;
            let mut fresh = Vec::new();
            for row in rows.iter().filter(|row| row.entry.key != *to.as_bytes()) {
                let place = Place::new("entry", "body", &row.entry.leaf);
                let was = KeyId::from_bytes(row.entry.key);
                let plain = self.vault().key(was)?.open(place, &row.entry.body)?;
                fresh.push((row.no, key.seal(place, &plain)?));
            }
            if fresh.is_empty() {
                continue;
            }
            self.data().write("new history", move |tx| {
                for (no, body) in &fresh {
                    tx.reseal_entry(*no, to.as_bytes(), body)?;
                }
                Ok::<_, Error>(())
            })?;
            self.data().forget_newest();
        }
    }
}

fn under(tx: &Tx<'_>, person: PersonNo) -> Result<Option<Under>, Error> {
    let no = person.get();
    let keys = tx.one(
        "SELECT history_key, detail_key FROM person WHERE no = ?1 AND state IN (?2, ?3)",
        params![no, LIVE, MERGED],
        |row| Ok::<_, Error>((KeyId::from_bytes(row.bytes(0)?), KeyId::from_bytes(row.bytes(1)?))),
    )?;
    let Some((history_key, detail_key)) = keys else { return Ok(None) };
    let (first, last) = person.drawers();
    let drawers = tx.all(
        "SELECT no, key, version, sealed FROM drawer WHERE no BETWEEN ?1 AND ?2 ORDER BY no",
        params![first, last],
        |row| {
            let key = KeyId::from_bytes(row.bytes(1)?);
            Ok::<_, Error>((row.int(0)?, key, row.int(2)?, row.blob(3)?.to_vec()))
        },
    )?;
    let shares = tx.all(
        "SELECT joint, key, wrapped FROM joint_share WHERE person = ?1 ORDER BY joint",
        params![no],
        |row| {
            let key = KeyId::from_bytes(row.bytes(1)?);
            Ok::<_, Error>((row.int(0)?, key, row.blob(2)?.to_vec()))
        },
    )?;
    Ok(Some(Under { history_key, detail_key, drawers, shares }))
}

//! What must be true of every answer: which records are there for certain, which are gone for
//! certain, and what each says.
//!
//! Clients work at the same time, so about some records nothing is certain for a moment. An answer
//! is wrong when it lacks a record that was there before it was asked and still is, when it has one
//! that was gone before it was asked, or when one byte of a record is not as it must be.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{bail, ensure};

use super::layout::{Layout, MACHINE, TEN, read_data};
use super::mix::By;

const ABSENT: u8 = 0;
const COMING: u8 = 1;
const HERE: u8 = 2;
const GOING: u8 = 3;
const GONE: u8 = 4;
/// It came while others like it went: nobody can say.
const UNSURE: u8 = 5;
const STATE: u8 = 7;
/// Its `machine` field was changed since it was loaded.
const TOUCHED: u8 = 8;

/// One side's records.
pub(super) struct Model {
    pub(super) layout: Layout,
    states: Vec<AtomicU8>,
    /// The number of a record among its person's items; only one of the sides has such numbers.
    pub(super) items: Vec<AtomicU32>,
    /// Deletions under way: what comes meanwhile may go with them at once.
    running: Mutex<Vec<Deleting>>,
}

/// Which keys a deletion is about: those that share a value, or those that are due.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Deleting {
    first: u32,
    apart: u32,
    due_by: Option<u32>,
}

impl Deleting {
    fn takes(self, key: u32) -> bool {
        key >= self.first
            && (key - self.first).is_multiple_of(self.apart)
            && self.due_by.is_none_or(|ttl| is_due(key, ttl))
    }
}

/// Keys that share something, and what was known of each before an operation.
pub(super) struct Before {
    first: u32,
    apart: u32,
    states: Vec<u8>,
    seen: Vec<bool>,
}

impl Model {
    /// The records as they are loaded, with room for more.
    pub(super) fn new(layout: Layout, more: u32) -> Model {
        let all = layout.records + more;
        let state = |key| AtomicU8::new(if key < layout.records { HERE } else { ABSENT });
        Model {
            layout,
            states: (0..all).map(state).collect(),
            items: (0..all).map(|_| AtomicU32::new(0)).collect(),
            running: Mutex::default(),
        }
    }

    fn state(&self, key: u32) -> u8 {
        self.states[key as usize].load(Ordering::SeqCst)
    }

    fn change(&self, key: u32, change: impl Fn(u8) -> u8) {
        let update = |old| Some(old & !STATE | change(old & STATE));
        // It always gives a new value, so it never fails.
        let _ = self.states[key as usize].fetch_update(Ordering::SeqCst, Ordering::SeqCst, update);
    }

    /// What is known of the keys that share a value.
    pub(super) fn before(&self, by: By) -> Before {
        self.before_keys(by.value, by.apart(self.layout))
    }

    /// What is known of one key.
    pub(super) fn before_key(&self, key: u32) -> Before {
        self.before_keys(key, u32::MAX)
    }

    fn before_keys(&self, first: u32, apart: u32) -> Before {
        let keys = (first..self.states.len() as u32).step_by(apart as usize);
        let states: Vec<u8> = keys.map(|key| self.state(key)).collect();
        Before { first, apart, seen: vec![false; states.len()], states }
    }

    pub(super) fn creating(&self, key: u32) {
        self.change(key, |_| COMING);
    }

    pub(super) fn created(&self, key: u32) {
        let running = self.running();
        let known = if running.iter().any(|one| one.takes(key)) { UNSURE } else { HERE };
        self.change(key, |state| if state == COMING { known } else { state });
    }

    fn running(&self) -> MutexGuard<'_, Vec<Deleting>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that these keys are being deleted, or those of them that are due by a time to live.
    pub(super) fn deleting(&self, before: &Before, due_by: Option<u32>) {
        let one = before.deleting(due_by);
        self.running().push(one);
        for key in before.keys().filter(|key| one.takes(*key)) {
            self.change(key, |state| match state {
                HERE => GOING,
                COMING => UNSURE,
                other => other,
            });
        }
    }

    /// Says that they are gone, and that of those that came meanwhile nothing is known.
    pub(super) fn deleted(&self, before: &Before, due_by: Option<u32>) {
        let one = before.deleting(due_by);
        for (at, key) in before.keys().enumerate().filter(|(_, key)| one.takes(*key)) {
            let was = before.states[at] & STATE;
            self.change(key, |state| match (was, state) {
                (HERE | GOING, GOING) => GONE,
                // Others who saw it come are still about it.
                (_, GOING) => GOING,
                (_, HERE | COMING) => UNSURE,
                (_, other) => other,
            });
        }
        let mut running = self.running();
        if let Some(at) = running.iter().position(|there| *there == one) {
            running.swap_remove(at);
        }
    }

    /// Says that the `machine` field of these keys is no longer what it was.
    pub(super) fn touch(&self, before: &Before) {
        for key in before.keys() {
            self.states[key as usize].fetch_or(TOUCHED, Ordering::SeqCst);
        }
    }

    /// Whether the field is still as it was loaded.
    pub(super) fn machine_fits(&self, key: u32, machine: u32) -> bool {
        machine == key % MACHINE || self.state(key) & TOUCHED != 0
    }

    /// What is known of all keys.
    pub(super) fn every_key(&self) -> Before {
        self.before_keys(0, 1)
    }

    /// Judges an answer that gave rows.
    pub(super) fn rows(&self, before: &Before) -> anyhow::Result<u64> {
        let mut rows = 0;
        for (at, key) in before.keys().enumerate() {
            let (was, is) = (before.states[at] & STATE, self.state(key) & STATE);
            let seen = before.seen[at];
            rows += u64::from(seen);
            if was == HERE && is == HERE && !seen {
                bail!("wrong answer: record {key} is there and was not among the rows");
            }
            if seen && (was == GONE || (was == ABSENT && is == ABSENT)) {
                bail!("wrong answer: record {key} is gone and was among the rows");
            }
        }
        Ok(rows)
    }

    /// Judges an answer that gave the number of rows that were changed.
    pub(super) fn count(
        &self,
        before: &Before,
        due_by: Option<u32>,
        rows: u64,
    ) -> anyhow::Result<()> {
        let (mut least, mut most) = (0, 0);
        let one = before.deleting(due_by);
        for (at, key) in before.keys().enumerate().filter(|(_, key)| one.takes(*key)) {
            let (was, is) = (before.states[at] & STATE, self.state(key) & STATE);
            least += u64::from(was == HERE && is == HERE);
            most += u64::from(was != GONE && !(was == ABSENT && is == ABSENT));
        }
        ensure!(
            (least..=most).contains(&rows),
            "wrong answer: {rows} rows were changed, where {least} to {most} are there"
        );
        Ok(())
    }
}

impl Before {
    fn deleting(&self, due_by: Option<u32>) -> Deleting {
        Deleting { first: self.first, apart: self.apart, due_by }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = u32> + use<> {
        let (first, apart) = (self.first, self.apart);
        (0..self.states.len() as u32).map(move |at| first + at * apart)
    }

    /// Says that a row of this key was given.
    pub(super) fn see(&mut self, key: u32) -> anyhow::Result<()> {
        let far = key.checked_sub(self.first).filter(|far| far % self.apart == 0);
        let at = far.map(|far| (far / self.apart) as usize).filter(|at| *at < self.seen.len());
        let Some(at) = at else { bail!("wrong answer: record {key} was not asked for") };
        ensure!(!self.seen[at], "wrong answer: record {key} was given twice");
        self.seen[at] = true;
        Ok(())
    }
}

/// The key that data was made from.
pub(super) fn key_of(bytes: &[u8]) -> anyhow::Result<u32> {
    match read_data(bytes) {
        Some((key, _)) => Ok(key),
        None => bail!("wrong answer: data that no record has"),
    }
}

/// Whether a record is due by the last day of a time to live.
fn is_due(key: u32, ttl: u32) -> bool {
    // The days follow the numbers.
    key % TEN <= ttl
}

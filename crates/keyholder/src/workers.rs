//! What a server does beside answering, under the charter in force; and going over to another one while it
//! runs, without a moment in which nobody answers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use charter::publish::Edition;
use ledger::Signer;
use people::{BreakGlass, Record};
use web::Front;

use crate::commands::serve::Beside;
use crate::in_force::{self, Next};
use crate::{nightly, today};

/// How often the sequencer looks for new entries: the more at once, the fewer pages are written.
pub(crate) const SEQUENCE_EVERY: Duration = Duration::from_millis(500);
/// How often the vault notes how far the log has come.
const NOTE_EVERY: Duration = Duration::from_secs(10);
/// How long it rests when the store cannot be used.
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);
/// How often it looks whether another charter is in force.
const WATCH_EVERY: Duration = Duration::from_secs(3);
/// How often it is said that something stands in the way of one.
const SAY_EVERY: Duration = Duration::from_secs(60);
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);

/// A server's work, whatever charter is in force.
pub(crate) struct Work {
    pub(crate) beside: Beside,
    pub(crate) signer: Signer,
    pub(crate) holder: String,
}

/// A work beside answering, until it is told to stop.
type DoneBeside = fn(&Work, &Record, &Arc<BreakGlass>, &Arc<AtomicBool>);

/// Whether another charter is in force.
enum Going {
    /// It is the same.
    Stays,
    /// Another one is, and this answers by it.
    Over(Under, Box<web::Server>),
    /// Another one would be, and something stands in its way.
    Held(String),
}

/// The record under one charter.
pub(crate) struct Under {
    pub(crate) record: Record,
    pub(crate) glass: Arc<BreakGlass>,
}

/// Threads at work under one charter, by what they do.
#[derive(Default)]
pub(crate) struct Workers {
    stop: Arc<AtomicBool>,
    threads: BTreeMap<&'static str, JoinHandle<()>>,
}

impl Workers {
    /// Tells them to stop.
    fn tell(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Tells them to stop, and waits until they have.
    fn end(self) {
        self.tell();
        for thread in self.threads.into_values() {
            let _ = thread.join();
        }
    }

    /// Tells those at work to stop; whoever begins from now on has another word to listen to.
    fn anew(&mut self) {
        self.tell();
        self.stop = Arc::default();
    }

    /// Begins a work, once the one of the same name has ended: of each there is one at a time, and a change that
    /// takes its time keeps none of the others waiting.
    fn begin(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&Arc<AtomicBool>) + Send + 'static,
    ) -> std::io::Result<()> {
        let before = Arc::new(Mutex::new(self.threads.remove(name)));
        let taken = |before: &Mutex<Option<JoinHandle<()>>>| {
            before.lock().unwrap_or_else(PoisonError::into_inner).take()
        };
        let (waits, stop) = (before.clone(), self.stop.clone());
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            if let Some(before) = taken(&waits) {
                let _ = before.join();
            }
            work(&stop);
        });
        match thread {
            Ok(thread) => {
                self.threads.insert(name, thread);
                Ok(())
            }
            Err(error) => {
                // The next try waits for it.
                self.threads.extend(taken(&before).map(|before| (name, before)));
                Err(error)
            }
        }
    }
}

impl Work {
    /// What answers under a charter.
    pub(crate) fn server(&self, under: &Under) -> anyhow::Result<web::Server> {
        let (brand, given) = &self.beside.looks;
        let record = under.record.clone();
        let earlier = earlier(&record, given)?;
        let server = web::Server::new(record, today::timestamp, self.beside.metrics.clone())
            .with_break_glass(under.glass.clone())
            .with_face(brand.clone(), earlier)
            .with_log_key(self.signer.verifier());
        let sends = self.beside.mailer.sends();
        let server = if sends { server.with_codes_by_email() } else { server };
        let prints = self.beside.mailer.prints();
        let server = if prints { server.with_letters_printed() } else { server };
        let server = match self.beside.collector.map() {
            Some(map) => server.with_map(map),
            None => server,
        };
        let server = match &self.beside.provider {
            Some(provider) => server.with_provider(provider.clone()),
            None => server,
        };
        Ok(match &self.beside.address_header {
            Some(name) => server.with_address_header(name),
            None => server,
        })
    }

    /// Begins everything else under a charter, each where the one before it ends. Where one cannot begin, those
    /// that did are told to stop.
    pub(crate) fn start(
        self: &Arc<Self>,
        under: &Under,
        workers: &mut Workers,
    ) -> std::io::Result<()> {
        let works: [(&'static str, DoneBeside); 4] = [
            ("sequencer", Work::sequence),
            ("nightly", |all, record, _, stop| {
                let key = all.signer.verifier();
                nightly::run(&all.beside.nightly, record, &all.holder, &key, stop);
            }),
            ("collecting", |all, record, _, stop| {
                all.beside.collector.run(record, &all.signer, &all.holder, stop);
            }),
            ("mailing", |all, record, _, stop| all.beside.mailer.run(record, &all.holder, stop)),
        ];
        workers.anew();
        for (name, work) in works {
            let (all, record, glass) = (self.clone(), under.record.clone(), under.glass.clone());
            let begun = workers.begin(name, move |stop| work(&all, &record, &glass, stop));
            begun.inspect_err(|_| workers.tell())?;
        }
        Ok(())
    }

    fn sequence(&self, record: &Record, glass: &Arc<BreakGlass>, stop: &Arc<AtomicBool>) {
        let mut noted = Instant::now();
        loop {
            let last = stop.load(Ordering::SeqCst);
            let now = record.now(today::timestamp());
            // Before anything is numbered: what happened first comes first.
            match glass.merge(now) {
                Ok(0) => {}
                Ok(merged) => tracing::warn!(merged, "looks by break-glass are in the log"),
                Err(error) => tracing::warn!(error = %error, "the spool is merged later"),
            }
            if last || noted.elapsed() >= NOTE_EVERY {
                noted = Instant::now();
                if let Err(error) = record.note_entries() {
                    tracing::warn!(error = %error, "the vault notes the entries later");
                }
            }
            let rest = match record.data().sequence(&self.signer, &self.holder, now.micros()) {
                // More waits than one step takes. Else it is left to gather for a while: the more
                // at once, the less each costs.
                Ok(db::Sequenced::Sequenced(n)) if last || n == db::STEP_MAX as usize => continue,
                Ok(_) => SEQUENCE_EVERY,
                Err(error) => {
                    tracing::warn!(error = %error, "the sequencer goes on later");
                    AFTER_AN_ERROR
                }
            };
            if last {
                return;
            }
            std::thread::sleep(rest);
        }
    }

    /// Looks again and again whether another charter has come into force, and goes over to it: what is
    /// asked from then on is answered by it, and everything else ends what it is at and begins anew. Where
    /// something stands in the way of one, all goes on under the one before, and that is said. Ends with
    /// everything when it is told to stop.
    pub(crate) fn watch(
        self: &Arc<Self>,
        mut under: Under,
        mut workers: Workers,
        front: &Front,
        stop: &AtomicBool,
    ) {
        let mut looked = Instant::now();
        let mut at_work = true;
        let mut told: Option<(Instant, String)> = None;
        while !stop.load(Ordering::SeqCst) {
            std::thread::sleep(STOP_EVERY);
            if looked.elapsed() < WATCH_EVERY {
                continue;
            }
            looked = Instant::now();
            let held = match self.next(&under) {
                Ok(Going::Stays) => None,
                Ok(Going::Over(next, server)) => {
                    front.go_over(*server);
                    let version = next.record.gate().charter().head().version.get_ref().clone();
                    under = next;
                    at_work = false;
                    tracing::info!(version, "another charter is in force");
                    None
                }
                Ok(Going::Held(why)) => Some(why),
                Err(error) => Some(format!("{error:#}")),
            };
            let known = |(at, before): &(Instant, String)| {
                at.elapsed() < SAY_EVERY && held.as_ref() == Some(before)
            };
            if let Some(why) = held.as_ref().filter(|_| !told.as_ref().is_some_and(known)) {
                tracing::error!(why, "what is published is not in force yet");
                told = Some((Instant::now(), why.clone()));
            }
            if !at_work {
                match self.start(&under, &mut workers) {
                    Ok(()) => at_work = true,
                    Err(error) => {
                        tracing::error!(%error, "the work beside answering begins anew later");
                    }
                }
            }
        }
        workers.end();
    }

    /// The record and the server under the charter in force, where that is another one by now.
    fn next(&self, under: &Under) -> anyhow::Result<Going> {
        // By the record's moment, which never goes back.
        let day = under.record.now(today::timestamp()).today();
        let gate = match in_force::next(&under.record, day, &self.asks())? {
            Next::Same => return Ok(Going::Stays),
            Next::Held(why) => return Ok(Going::Held(why)),
            Next::Over(gate) => *gate,
        };
        let record = under.record.under(gate)?;
        let glass = Arc::new(under.glass.under(record.clone()));
        let next = Under { record, glass };
        let server = self.server(&next)?;
        Ok(Going::Over(next, Box::new(server)))
    }

    /// The names this server itself asks by: those of the groups staff sign in by, and of what it does at night.
    fn asks(&self) -> Vec<(&'static str, String)> {
        let groups = self.beside.provider.iter().flat_map(|provider| provider.groups());
        let groups = groups.flat_map(|group| {
            [
                ("role", group.role.clone()),
                ("team", group.team.clone()),
                ("entity", group.entity.clone()),
            ]
        });
        groups.chain(self.beside.nightly.asks()).collect()
    }
}

/// The editions of the notice from before: those that were published in the office, and those of a folder.
fn earlier(record: &Record, given: &[Edition]) -> anyhow::Result<Vec<Edition>> {
    // One whose day has come, and which is held up, is not from before.
    let day = record.now(today::timestamp()).today();
    let own = record.gate().charter().head().published.as_ref().map(|own| own.get_ref().0);
    let day = own.map_or(day, |own| own.min(day));
    let mut all = publishing::editions(record.data(), day)?;
    let known: Vec<String> = all.iter().map(|one| one.version.clone()).collect();
    all.extend(given.iter().filter(|one| !known.contains(&one.version)).cloned());
    all.sort_by_key(|one| one.published);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// Against hanging.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// A change that takes its time holds up its own successor, and nobody else's.
    #[test]
    fn each_begins_where_the_one_before_it_ends() {
        let (says, said) = channel();
        let (lets_go, waits) = channel::<()>();
        let mut workers = Workers::default();
        workers.begin("collecting", move |_| waits.recv().unwrap()).unwrap();
        let word = says.clone();
        workers
            .begin("sequencer", move |stop| {
                while !stop.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                word.send("the first ends").unwrap();
            })
            .unwrap();
        workers.anew();
        for name in ["collecting", "sequencer"] {
            let word = says.clone();
            workers.begin(name, move |_| word.send(name).unwrap()).unwrap();
        }
        assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "the first ends");
        assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "sequencer");
        assert!(said.try_recv().is_err(), "a second one collects while the first is at it");
        lets_go.send(()).unwrap();
        assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "collecting");
        workers.end();
    }
}

//! What a server does beside answering, under the charter in force; and going over to another one while it
//! runs, without a moment in which nobody answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use charter::publish::Edition;
use jiff::civil::Date;
use ledger::Signer;
use people::{BreakGlass, Record};
use web::Front;

use crate::commands::serve::Beside;
use crate::{in_force, nightly, today};

/// How often the sequencer looks for new entries: the more at once, the fewer pages are written.
pub(crate) const SEQUENCE_EVERY: Duration = Duration::from_millis(500);
/// How often the vault notes how far the log has come.
const NOTE_EVERY: Duration = Duration::from_secs(10);
/// How long it rests when the store cannot be used.
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);
/// How often it looks whether another charter is in force.
const WATCH_EVERY: Duration = Duration::from_secs(3);
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);

/// A server's work, whatever charter is in force.
pub(crate) struct Work {
    pub(crate) beside: Beside,
    pub(crate) signer: Signer,
    pub(crate) holder: String,
}

/// The record under one charter.
pub(crate) struct Under {
    pub(crate) record: Record,
    pub(crate) glass: Arc<BreakGlass>,
}

/// Threads at work under one charter.
pub(crate) struct Workers {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Tells them to stop, and waits until they have.
    fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

impl Work {
    /// What answers under a charter.
    pub(crate) fn server(&self, under: &Under) -> anyhow::Result<web::Server> {
        let (brand, given) = &self.beside.looks;
        let record = under.record.clone();
        let earlier = earlier(&record, given, today::today())?;
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

    /// Begins everything else under a charter.
    pub(crate) fn start(self: &Arc<Self>, under: &Under) -> std::io::Result<Workers> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        let mut begin =
            |name: &str, work: fn(&Work, &Record, &Arc<BreakGlass>, &Arc<AtomicBool>)| {
                let (all, stop) = (self.clone(), stop.clone());
                let (record, glass) = (under.record.clone(), under.glass.clone());
                let thread = std::thread::Builder::new().name(name.to_owned());
                threads.push(thread.spawn(move || work(&all, &record, &glass, &stop))?);
                Ok::<_, std::io::Error>(())
            };
        begin("sequencer", Work::sequence)?;
        begin("nightly", |all, record, _, stop| {
            nightly::run(&all.beside.nightly, record, &all.holder, &all.signer.verifier(), stop);
        })?;
        begin("collecting", |all, record, _, stop| {
            all.beside.collector.run(record, &all.signer, &all.holder, stop);
        })?;
        begin("mailing", |all, record, _, stop| all.beside.mailer.run(record, &all.holder, stop))?;
        Ok(Workers { stop, threads })
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
    /// asked from then on is answered by it, and everything else ends what it is at and begins anew. Ends
    /// with everything when it is told to stop.
    pub(crate) fn watch(
        self: &Arc<Self>,
        mut under: Under,
        mut workers: Workers,
        front: &Front,
        stop: &AtomicBool,
    ) {
        let mut looked = Instant::now();
        while !stop.load(Ordering::SeqCst) {
            std::thread::sleep(STOP_EVERY);
            if looked.elapsed() < WATCH_EVERY {
                continue;
            }
            looked = Instant::now();
            match self.next(&under) {
                Ok(None) => {}
                Ok(Some((next, server))) => {
                    front.go_over(server);
                    workers.end();
                    let version = next.record.gate().charter().head().version.get_ref().clone();
                    under = next;
                    match self.start(&under) {
                        Ok(begun) => workers = begun,
                        Err(error) => {
                            tracing::error!(%error, "the work beside answering cannot begin anew");
                            return;
                        }
                    }
                    tracing::info!(version, "another charter is in force");
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(error, "what is published is not in force yet");
                }
            }
        }
        workers.end();
    }

    /// The record and the server under the charter in force, where that is another one by now.
    fn next(&self, under: &Under) -> anyhow::Result<Option<(Under, web::Server)>> {
        let Some(gate) = in_force::another(&under.record, today::today())? else { return Ok(None) };
        let record = under.record.under(gate)?;
        let glass = Arc::new(under.glass.under(record.clone()));
        let next = Under { record, glass };
        let server = self.server(&next)?;
        Ok(Some((next, server)))
    }
}

/// The editions of the notice from before: those that were published in the office, and those of a folder.
fn earlier(record: &Record, given: &[Edition], day: Date) -> anyhow::Result<Vec<Edition>> {
    let mut all = publishing::editions(record.data(), day)?;
    let known: Vec<String> = all.iter().map(|one| one.version.clone()).collect();
    all.extend(given.iter().filter(|one| !known.contains(&one.version)).cloned());
    all.sort_by_key(|one| one.published);
    Ok(all)
}

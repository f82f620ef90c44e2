//! Our side: the record, through its public door, with everything on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;

use anyhow::Context;
use charter::Charter;
use db::Db;
use gate::{Gate, NamedAsk};
use jiff::civil::Date;
use ledger::Signer;
use people::{Now, Record};
use vault::{LocalMaster, Vault};

use crate::today;
use crate::workers::SEQUENCE_EVERY;

const FILES: [&str; 2] = ["data.db", "vault.db"];

/// A record in a folder, with its sequencer beside it.
pub(super) struct House {
    pub(super) record: Record,
    folder: PathBuf,
    signer: Arc<Signer>,
    stop: Arc<AtomicBool>,
    sequencer: Option<JoinHandle<()>>,
}

impl House {
    /// Opens the record in a folder under a charter and a master key, and starts its sequencer.
    pub(super) fn open(folder: &Path, charter: Charter, master: &str) -> anyhow::Result<House> {
        let at = now().micros();
        let store = |name: &str, sets: &'static [db::Set]| {
            let path = folder.join(name);
            let db = Db::open(path.to_str().context("the folder's name is not UTF-8")?)?;
            db.migrate(sets, at)?;
            anyhow::Ok(db)
        };
        let data = store(FILES[0], &[db::MIGRATIONS, people::MIGRATIONS])?;
        let keys = store(FILES[1], &[vault::MIGRATIONS])?;
        let vault = Vault::open(keys, vec![Box::new(LocalMaster::from_hex(master)?)])?;
        let origin = format!("keyholder/{}", charter.head().id.get_ref());
        let signer = Arc::new(Signer::new(&origin, &vault.secret("log-signer")?)?);
        let record = Record::open(data, vault, Gate::new(charter))?;
        let stop = Arc::new(AtomicBool::new(false));
        let sequencer = {
            let (record, signer, stop) = (record.clone(), signer.clone(), stop.clone());
            std::thread::Builder::new().name("sequencer".to_owned()).spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    match record.data().sequence(&signer, "bench", now().micros()) {
                        Ok(db::Sequenced::Sequenced(n)) if n == db::STEP_MAX as usize => {}
                        // What went wrong shows when the log is verified.
                        _ => std::thread::sleep(SEQUENCE_EVERY),
                    }
                }
            })?
        };
        Ok(House { record, folder: folder.to_owned(), signer, stop, sequencer: Some(sequencer) })
    }

    /// Sequences what waits, and works the whole log out again; how many entries it has.
    pub(super) fn verify(&self) -> anyhow::Result<u64> {
        let data = self.record.data();
        loop {
            match data.sequence(&self.signer, "bench", now().micros()) {
                Ok(db::Sequenced::Idle) => break,
                // The one beside was faster.
                Ok(_) | Err(db::LogError::Store(db::Error::Conflict(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let checkpoint = data.verify_log(&self.signer.verifier()).context("the log is red")?;
        Ok(checkpoint.size)
    }

    /// The bytes of its files on the disk.
    pub(super) fn bytes(&self) -> anyhow::Result<u64> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            bytes += entry?.metadata()?.len();
        }
        Ok(bytes)
    }

    /// Folds the logs of changes into the files.
    pub(super) fn fold(&self) -> anyhow::Result<()> {
        self.record.data().scrub()?;
        self.record.vault().store().scrub()?;
        Ok(())
    }

    fn close(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(sequencer) = self.sequencer.take() {
            // It holds no more than a moment's work; what went wrong shows when the log is verified.
            let _ = sequencer.join();
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.close();
    }
}

/// Copies a record that nobody has open.
pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for name in FILES {
        // Its log of changes goes with it: whoever closed last may not have folded it.
        for name in [name.to_owned(), format!("{name}-wal")] {
            if from.join(&name).exists() {
                std::fs::copy(from.join(&name), to.join(&name))?;
                std::fs::File::open(to.join(&name))?.sync_all()?;
            }
        }
    }
    Ok(())
}

pub(super) fn now() -> Now {
    Now::new(today::timestamp())
}

/// A question by names.
pub(super) fn question(
    record: &Record,
    by: (&str, &str, &str),
    purpose: &str,
    action: &str,
    on: Date,
) -> anyhow::Result<people::Question> {
    let (role, team, entity) = by;
    let ask = NamedAsk {
        actor: Some(format!("{role}-1")),
        strength: Some("second-factor".to_owned()),
        role: role.to_owned(),
        team: team.to_owned(),
        entity: entity.to_owned(),
        purpose: purpose.to_owned(),
        action: action.to_owned(),
        ..NamedAsk::default()
    };
    Ok(record.question(&ask, on)?)
}

/// Makes a change again until it meets nobody. How often it met somebody is added to `met`.
pub(super) fn again<T>(
    met: &mut u64,
    mut change: impl FnMut() -> Result<T, people::Error>,
) -> Result<T, people::Error> {
    loop {
        match change() {
            Err(people::Error::Changed) => *met += 1,
            other => return other,
        }
    }
}

/// Does something for each number below `count`, by several threads at once.
pub(super) fn spread(
    count: u32,
    work: impl Fn(u32) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<()> {
    const THREADS: u32 = 16;
    let next = AtomicU32::new(0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let n = next.fetch_add(1, Ordering::SeqCst);
                        if n >= count {
                            return anyhow::Ok(());
                        }
                        work(n)?;
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow::anyhow!("a loading thread stopped"))??;
        }
        Ok(())
    })
}

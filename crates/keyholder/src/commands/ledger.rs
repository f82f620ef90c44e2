use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use data_encoding::HEXLOWER;
use db::{LogError, Sequenced};
use ledger::{Proof, Verifier};

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::{charters, files, today, witness};

/// Checks the log, and proves what is in it
///
/// The log shows any rewriting to whoever kept an older checkpoint. One line is the answer.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints the newest signed checkpoint, and the key to check it by
    Checkpoint {
        #[command(flatten)]
        place: Where,
    },
    /// Says whether a proof holds, with nothing but the log's key: no record is opened
    Check {
        /// The proof
        proof: PathBuf,
        /// The entry's commitment, in hexadecimal
        #[arg(long, value_name = "HEX")]
        commitment: String,
        /// The log's key
        #[arg(long, value_name = "KEY")]
        key: String,
    },
    /// Says whether an older checkpoint is the beginning of the log as it stands
    Consistency {
        #[command(flatten)]
        place: Where,
        /// The older checkpoint
        #[arg(long, value_name = "FILE")]
        with: PathBuf,
    },
    /// Writes the log to a folder, as programs others wrote read it (C2SP tlog-tiles)
    Export {
        #[command(flatten)]
        place: Where,
        /// The folder
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Prints the proof that one entry is in the log
    Prove {
        #[command(flatten)]
        place: Where,
        /// The entry's place in the log
        entry: u64,
    },
    /// Works the whole log out again, and says whether it is the one that was signed
    Verify {
        #[command(flatten)]
        place: Where,
    },
    /// Has the newest checkpoint countersigned by a witness outside (C2SP `tlog-witness`)
    Witness {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        witness: witness::Outside,
    },
}

/// Opens the record, and numbers what waits.
/// Opens the record, and gives what was written its place in the log.
pub(super) fn open(place: &Where) -> anyhow::Result<Office> {
    let office = place.open()?;
    let holder = office.holder();
    let at = || office.record.now(today::timestamp()).micros();
    while let Sequenced::Sequenced(_) =
        office.record.data().sequence(&office.signer, &holder, at())?
    {}
    // What is given out of it must not be forgotten.
    office.record.note_entries()?;
    Ok(office)
}

fn red(why: &LogError) -> anyhow::Result<Outcome> {
    print(&format!("RED: {why}.\n"))?;
    Ok(Outcome::Findings)
}

fn read(path: &Path) -> anyhow::Result<String> {
    charters::read_text(path, ledger::NOTE_BYTES_MAX)
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Checkpoint { place } => {
            let office = open(place)?;
            print(&office.record.data().checkpoint()?)?;
            eprintln!("key: {}", office.signer.verifier());
        }
        Command::Check { proof, commitment, key } => {
            let key = Verifier::parse(key)?;
            let leaf = HEXLOWER
                .decode(commitment.trim().as_bytes())
                .context("a commitment is 64 hexadecimal digits")?;
            match Proof::parse(&read(proof)?).and_then(|proof| proof.verify(&leaf, &key)) {
                Ok(checkpoint) => print(&format!(
                    "GREEN: the entry is in the log `{}`, among its first {} entries.\n",
                    checkpoint.origin, checkpoint.size
                ))?,
                Err(error) => return red(&error.into()),
            }
        }
        Command::Consistency { place, with } => {
            let office = open(place)?;
            let old = read(with)?;
            match office.record.data().consistency(&old, &office.signer.verifier()) {
                Ok((_, new)) => print(&format!(
                    "GREEN: that checkpoint is the beginning of the log, which has {} entries now.\n",
                    new.size
                ))?,
                Err(error @ LogError::Store(_)) => bail!(error),
                Err(error) => return red(&error),
            }
        }
        Command::Export { place, out } => {
            let office = open(place)?;
            let all = office.record.data().log_files()?;
            let count = all.len();
            for (path, bytes) in all {
                let path = out.join(path);
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)
                        .with_context(|| format!("cannot make `{}`", folder.display()))?;
                }
                files::write_bytes(&path, &bytes)?;
            }
            print(&format!("{count} files are in `{}`.\n", out.display()))?;
        }
        Command::Prove { place, entry } => {
            let office = open(place)?;
            let (proof, leaf) = office.record.data().prove(*entry)?;
            print(&proof.to_string())?;
            eprintln!("commitment: {}", HEXLOWER.encode(&leaf));
            eprintln!("key: {}", office.signer.verifier());
        }
        Command::Verify { place } => {
            let office = open(place)?;
            match office.record.data().verify_log(&office.signer.verifier()) {
                Ok(checkpoint) => print(&format!(
                    "GREEN: all {} entries are as they were signed.\n",
                    checkpoint.size
                ))?,
                Err(LogError::Empty) => print("GREEN: nothing has been logged yet.\n")?,
                Err(error @ LogError::Store(_)) => bail!(error),
                Err(error) => return red(&error),
            }
        }
        Command::Witness { place, witness } => {
            let office = open(place)?;
            let Some(witness) = witness.read()? else {
                bail!("name the witness by `--witness` and `--witness-key`");
            };
            witness.ask(office.record.data(), &office.signer.verifier())?;
            print(&office.record.data().checkpoint()?)?;
        }
    }
    Ok(Outcome::Clean)
}

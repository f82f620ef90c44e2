use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Puts a copy of the data in place of what is there
///
/// What is there is moved aside. Whoever was erased since the copy was made is erased again. The
/// newest checkpoint you kept decides about the log: where the copy has less than that checkpoint
/// signs, a new log is opened that says so. Keep the vault as it is: its copies are another matter.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The copy
    copy: PathBuf,
    /// The newest checkpoint of the log that anybody kept
    #[arg(long, value_name = "FILE")]
    checkpoint: PathBuf,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (data, keys) = args.place.addresses()?;
    if db::is_postgres_address(&data) {
        bail!("a PostgreSQL database is restored by `pg_restore`");
    }
    let manifest = db::backup::check_copy(&args.copy)?;
    let known = charters::read_text(&args.checkpoint, ledger::NOTE_BYTES_MAX)?;
    if !Path::new(&keys).exists() && !db::is_postgres_address(&keys) {
        bail!("there is no vault at `{keys}`: without the keys a copy of the data opens nothing");
    }
    // Nobody may hold it while it changes under them.
    let target = PathBuf::from(&data);
    if target.exists() {
        drop(db::Db::open(&data)?);
    }
    let at = today::timestamp();
    for ending in ["", "-wal", "-shm"] {
        let from = PathBuf::from(format!("{data}{ending}"));
        if from.exists() {
            let aside = format!("{data}.before-{}{ending}", at.as_second());
            std::fs::rename(&from, &aside)
                .with_context(|| format!("cannot move `{}` aside", from.display()))?;
        }
    }
    std::fs::copy(&args.copy, &target)
        .with_context(|| format!("cannot write `{}`", target.display()))?;
    let Office { record, signer } = args.place.open()?;
    let before = record.data().log()?;
    let log = record.data().reopen_log(&known, &signer.verifier(), at.as_microsecond())?;
    let made = jiff::Timestamp::from_microsecond(manifest.at).unwrap_or(at);
    print(&format!("Restored as of {made}.\n"))?;
    print(&if log == before {
        "The copy has everything that checkpoint signs: the log goes on.\n".to_owned()
    } else {
        format!(
            "The copy has less than that checkpoint signs: log {} was opened, and its first entry \
             says so.\n",
            log.no
        )
    })?;
    Ok(Outcome::Clean)
}

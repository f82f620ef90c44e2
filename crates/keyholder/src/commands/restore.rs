use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use people::Older;

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Puts a copy of the data, or of the keys, in place of what is there
///
/// What is there is moved aside. Whoever was erased since the copy was made is erased again. The
/// newest checkpoint you kept decides about the log: where the copy has less than that checkpoint
/// signs, a new log is opened that says so. Without a copy, what is there already is taken: data that
/// `pg_restore` brought back, or that lost its end. Restore one of the two and keep the other as it
/// is. With an older copy of the keys, what was sealed under newer ones is lost; it is counted and
/// said.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The copy; what is there already when left out
    #[arg(required_unless_present_any = ["checkpoint", "no_checkpoint"])]
    copy: Option<PathBuf>,
    /// The newest checkpoint of the log that anybody kept
    #[arg(long, value_name = "FILE", required_unless_present_any = ["keys", "no_checkpoint"])]
    checkpoint: Option<PathBuf>,
    /// Say that nobody kept a checkpoint of the log
    #[arg(long, conflicts_with = "checkpoint")]
    no_checkpoint: bool,
    /// The keys instead of the data
    #[arg(long, conflicts_with_all = ["checkpoint", "no_checkpoint"])]
    keys: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (data, keys) = args.place.addresses()?;
    let at = today::timestamp();
    let target = if args.keys { &keys } else { &data };
    let known = match &args.checkpoint {
        Some(file) => Some(charters::read_text(file, ledger::NOTE_BYTES_MAX)?),
        None => None,
    };
    let mut made = at;
    if let Some(copy) = &args.copy {
        if db::is_postgres_address(target) {
            bail!(
                "a PostgreSQL database is restored by `pg_restore`; then run this without a copy"
            );
        }
        let manifest = db::backup::check_copy(copy)?;
        let rooms = db::backup::rooms_of(copy)?;
        if rooms.iter().any(|room| room == "vault") != args.keys {
            bail!(
                "`{}` is a copy of the {}; {} `--keys`",
                copy.display(),
                if args.keys { "data" } else { "keys" },
                if args.keys { "leave out" } else { "add" }
            );
        }
        made = jiff::Timestamp::from_microsecond(manifest.at).unwrap_or(at);
        if !args.keys && !Path::new(&keys).exists() && !db::is_postgres_address(&keys) {
            bail!(
                "there is no vault at `{keys}`: without the keys a copy of the data opens nothing"
            );
        }
        put_in_place(copy, target, at)?;
    }
    let done = put(args, &data, known.as_deref(), at, made);
    if done.is_err() && args.copy.is_some() {
        // Whatever was wrong with the copy or the checkpoint: what was there is there again.
        put_back(target, at)?;
    }
    done
}

/// Opens what is in place now, and says what came of it.
fn put(
    args: &Args,
    data: &str,
    known: Option<&str>,
    at: jiff::Timestamp,
    made: jiff::Timestamp,
) -> anyhow::Result<Outcome> {
    if args.keys {
        if !db::is_postgres_address(data) && !Path::new(data).exists() {
            print(&format!("The keys are in place as of {made}. Now restore the data.\n"))?;
            return Ok(Outcome::Clean);
        }
        return restored_keys(&args.place, made);
    }
    let Office { record, signer } = args.place.open_restored(Older::Data)?;
    let now = record.now(at);
    print(&format!("Restored as of {made}.\n"))?;
    let Some(known) = known else {
        record.write_office("keyholder", "restored", "no checkpoint was kept", now, |_| Ok(()))?;
        print("Nobody kept a checkpoint of the log: it goes on, and says that it was restored.\n")?;
        return Ok(Outcome::Clean);
    };
    let before = record.data().log()?;
    let log = record.data().reopen_log(known, &signer.verifier(), now.micros())?;
    print(&if log == before {
        "The data has everything that checkpoint signs: the log goes on.\n".to_owned()
    } else {
        format!(
            "The data has less than that checkpoint signs: log {} was opened, and its first entry \
             says so.\n",
            log.no
        )
    })?;
    Ok(Outcome::Clean)
}

/// Moves aside what is there, and puts a copy there whole or not at all.
fn put_in_place(copy: &Path, address: &str, at: jiff::Timestamp) -> anyhow::Result<()> {
    let target = PathBuf::from(address);
    // Nobody may hold it while it changes under them. A damaged one cannot be opened, and is moved.
    if target.exists()
        && let Err(error @ db::Error::Held(_)) = db::Db::open(address).map(drop)
    {
        return Err(error.into());
    }
    let part = format!("{address}.part");
    std::fs::copy(copy, &part)
        .and_then(|_| std::fs::File::open(&part)?.sync_all())
        .with_context(|| format!("cannot write `{part}`"))?;
    for ending in std::iter::once("").chain(db::BESIDE) {
        let from = PathBuf::from(format!("{address}{ending}"));
        if from.exists() {
            let aside = format!("{address}.before-{}{ending}", at.as_second());
            std::fs::rename(&from, &aside)
                .with_context(|| format!("cannot move `{}` aside", from.display()))?;
        }
    }
    std::fs::rename(&part, &target).with_context(|| format!("cannot write `{address}`"))
}

/// Puts back what was moved aside.
fn put_back(address: &str, at: jiff::Timestamp) -> anyhow::Result<()> {
    for ending in db::BESIDE.into_iter().chain([""]) {
        let (there, aside) = (
            PathBuf::from(format!("{address}{ending}")),
            PathBuf::from(format!("{address}.before-{}{ending}", at.as_second())),
        );
        if there.exists() {
            std::fs::remove_file(&there)
                .with_context(|| format!("cannot take `{}` away", there.display()))?;
        }
        if aside.exists() {
            std::fs::rename(&aside, &there)
                .with_context(|| format!("cannot put `{}` back", aside.display()))?;
        }
    }
    Ok(())
}

fn restored_keys(place: &Where, made: jiff::Timestamp) -> anyhow::Result<Outcome> {
    let record = place.open_restored(Older::Vault)?.record;
    print(&format!("The keys are restored as of {made}. The log says so.\n"))?;
    match record.unsound()?.without_key {
        0 => print("Everything that is held has its key.\n")?,
        lost => print(&format!(
            "{lost} drawers cannot be read any more: their keys were made since.\n"
        ))?,
    }
    Ok(Outcome::Clean)
}

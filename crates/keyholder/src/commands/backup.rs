use std::path::PathBuf;

use anyhow::bail;
use db::Db;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Copies the data, or the keys, to a file, while it is served
///
/// Keep the two apart, and the keys' copies for days rather than months: an older copy of the keys
/// opens what was erased since. PostgreSQL is copied by `pg_dump`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// The keys instead of the data
    #[arg(long)]
    keys: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (data, keys) = args.place.addresses()?;
    let address = if args.keys { keys } else { data };
    if !db::is_postgres_address(&address) && !std::path::Path::new(&address).exists() {
        bail!("there is nothing at `{address}`");
    }
    // Where nobody serves it, what a crash left beside it goes into the copy as well.
    let store = match Db::open(&address) {
        Err(db::Error::Held(_)) => Db::open_beside(&address)?,
        store => {
            let store = store?;
            store.recover()?;
            store
        }
    };
    let checkpoint = if args.keys { None } else { store.checkpoint().ok() };
    let at = today::timestamp().as_microsecond();
    let manifest = store.backup(&args.to, checkpoint, at)?;
    print(&format!(
        "{} bytes are in `{}`, looked over; beside it lies what to check it by.\n",
        manifest.bytes,
        args.to.display()
    ))?;
    Ok(Outcome::Clean)
}

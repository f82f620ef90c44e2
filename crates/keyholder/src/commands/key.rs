use std::path::PathBuf;

use anyhow::bail;
use clap::Subcommand;
use vault::LocalMaster;

use crate::office::{Where, details, write_secret};
use crate::output::{Outcome, print};
use crate::today;

/// Keys: making a master key, and replacing keys
///
/// A server does both while it serves: `keyholder serve --old-master-key FILE` and
/// `keyholder serve --rotate-people`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a master key in a file that is not there yet
    Make {
        /// The file
        file: PathBuf,
    },
    /// Wraps every key under the master key that is given, from those given as old
    Rotate {
        #[command(flatten)]
        place: Where,
    },
    /// Gives everybody new keys, and destroys those that were replaced before
    RotatePeople {
        #[command(flatten)]
        place: Where,
        /// Who does it; the actor in the log
        #[arg(long)]
        by: String,
    },
}

/// Keys, or people, in one step.
const STEP: u32 = 500;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Make { file } => {
            write_secret(file, &LocalMaster::generate())?;
            print(&format!(
                "A master key is in `{}`. Keep a copy of it apart from the data.\n",
                file.display()
            ))?;
        }
        Command::Rotate { place } => {
            if place.old_master_key.is_empty() {
                bail!("name the master key that is replaced with `--old-master-key`");
            }
            let record = place.open()?.record;
            while record.vault().rotate_master(STEP)? > 0 {}
            print(
                "Every key is wrapped under the new master key. Keep the old one for as long as \
                 there are copies of the vault from before.\n",
            )?;
        }
        Command::RotatePeople { place, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let (mut after, mut people) = (None, 0);
            loop {
                let done = record.rotate_people(by, after, STEP, &details(), now)?;
                people += done.people;
                after = done.next;
                if after.is_none() {
                    break;
                }
            }
            let gone = record.destroy_retired(&details(), now)?;
            print(&format!(
                "{people} people have new keys; {gone} keys that were replaced before are destroyed. \
                 Those replaced now go with the next run, ten minutes from now or later.\n"
            ))?;
        }
    }
    Ok(Outcome::Clean)
}

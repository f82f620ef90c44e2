use std::path::PathBuf;

use casework::Who;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Writes out the pack of a case, to look at it: what the person will open
///
/// It is kept sealed with the case until its answer has gone and nobody can fetch it any more.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let case = done(&desk, desk.find(&args.reference))?;
    files::fill_private(&args.out, |file| {
        done(&desk, desk.pack(Who::Officer(&question), case, file, now))
    })?;
    print(&format!("The pack is in `{}`.\n", args.out.display()))?;
    Ok(Outcome::Clean)
}

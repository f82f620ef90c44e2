use std::path::PathBuf;

use publishing::{Posts, Publishing};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, today};

/// Begins a draft of the notice from a folder, to be checked, signed and published in the office
///
/// For changes that were made in version control. Nothing is decided by it before two people have signed.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The folder of the charter
    folder: PathBuf,
    /// Who begins it: somebody who holds a post that signs; the actor in the log
    #[arg(long)]
    by: String,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let charter = charters::load(Some(&args.folder))?;
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let casework::Posts { adviser, owner, .. } = casework::Posts::default();
    let publishing = Publishing::new(record, Posts { adviser, owner });
    let no = publishing.begin_as(&args.by, &charter, now)?;
    print(&format!("Draft {no} was begun: /staff/notices/{no}\n"))?;
    Ok(Outcome::Clean)
}

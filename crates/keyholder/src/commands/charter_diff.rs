use std::path::PathBuf;

use serde_json::json;

use crate::charters;
use crate::output::{Outcome, print, print_json, say};

/// Says what changed from one charter to another: whose data, for what, to whom, for how long
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the older charter
    old: PathBuf,
    /// The folder of the newer one
    new: PathBuf,
    /// Print a JSON array of changes
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let old = charters::load(Some(&args.old))?;
    let new = charters::load(Some(&args.new))?;
    let changes = charter::diff::diff(&old, &new);
    if args.json {
        let changes: Vec<_> = changes
            .iter()
            .map(|c| json!({"kind": c.kind, "id": c.id, "message": say(&c.message)}))
            .collect();
        print_json(&changes)?;
    } else if changes.is_empty() {
        print("nothing changed that people would notice\n")?;
    } else {
        let text: String = changes.iter().map(|c| say(&c.message) + "\n").collect();
        print(&text)?;
    }
    Ok(Outcome::Clean)
}

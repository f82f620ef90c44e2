use std::path::PathBuf;

use anyhow::{Context, bail};
use sources::connect;

use crate::maps;
use crate::output::{Outcome, print, print_json, say};
use crate::signals::stop_when_asked;

/// Compares a source as it is with its map, and fails on anything nobody has classified
///
/// It reads the catalogue and no value. Exit status 1 when something differs: fit for a nightly job.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The files of the map, or folders of them
    #[arg(required = true)]
    map: Vec<PathBuf>,
    /// The source to compare, by its name in the map
    #[arg(long, value_name = "ID")]
    id: String,
    /// Where it is: `postgres://user@host/name`, `mysql://user@host/name`, `sqlite:` and a path, or
    /// `tables:`, `mail:` or `documents:` and a path
    #[arg(long, value_name = "URL", env = "KEYHOLDER_SOURCE", hide_env_values = true)]
    url: String,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = maps::load(&args.map)?;
    let source = map.source(&args.id);
    let source = source.with_context(|| {
        let known: Vec<&str> = map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
        format!("the map has no source `{}`; it has `{}`", args.id, known.join("`, `"))
    })?;
    let stop = stop_when_asked()?;
    let mut connector = connect::open(&args.url)?;
    connector.stop_with(&stop);
    let schema = connector.schema()?;
    if schema.tables.is_empty() {
        bail!("there are no tables to be seen; has this user the right to see them?");
    }
    let found: Vec<String> =
        source.drift(&schema).iter().map(|drift| say(&drift.message())).collect();
    if args.json {
        print_json(&serde_json::json!(found))?;
    } else if found.is_empty() {
        print(&format!("no drift: {} tables as in the map\n", schema.tables.len()))?;
    } else {
        print(&found.iter().map(|one| format!("{one}\n")).collect::<String>())?;
    }
    Ok(if found.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;
use sources::connect::Engine;
use sources::{Kind, indexes};

use crate::maps;
use crate::output::{Outcome, print};

/// Prints the indexes by which people are found without reading whole tables
///
/// Statements for whoever runs the database. What is found is the same with them and without; one a
/// table has already need not be made again.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The files of the map, or folders of them
    #[arg(required = true)]
    map: Vec<PathBuf>,
    /// Only of this source
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// For this kind of database, whatever the map says
    #[arg(long)]
    engine: Option<Of>,
}

/// A kind of database.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    Postgresql,
    Sqlite,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = maps::load(&args.map)?;
    if let Some(id) = args.id.as_deref().filter(|id| map.source(id).is_none()) {
        bail!("the map has no source `{id}`");
    }
    let mut printed = false;
    for source in map.sources() {
        let id = source.id.get_ref().as_str();
        let engine = match (args.engine, source.kind) {
            (Some(Of::Postgresql), _) | (None, Kind::Postgresql) => Engine::Postgresql,
            (Some(Of::Sqlite), _) | (None, Kind::Sqlite) => Engine::Sqlite,
            (None, _) => continue,
        };
        if args.id.as_deref().is_some_and(|only| only != id) {
            continue;
        }
        let statements = indexes(&map, id, engine);
        if statements.is_empty() {
            continue;
        }
        let needs = match engine {
            Engine::Postgresql => "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n",
            Engine::Sqlite => "",
        };
        print(&format!("-- {}\n{needs}{};\n", source.name, statements.join(";\n")))?;
        printed = true;
    }
    if !printed {
        bail!("there is no source in the map that indexes can be told for: PostgreSQL or SQLite");
    }
    Ok(Outcome::Clean)
}

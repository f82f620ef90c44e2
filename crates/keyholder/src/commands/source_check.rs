use std::path::PathBuf;

use charter::Severity;

use crate::maps;
use crate::output::{Outcome, print, print_json};
use crate::{charters, render};

/// Checks a data map and says what is wrong, where, and the way out
///
/// A map is TOML, one file a source; the dataset YAML of Fides is read as it is. Exit status 1 when
/// something is wrong.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The files of the map, or folders of them
    #[arg(required = true)]
    map: Vec<PathBuf>,
    /// The charter whose categories and purposes it names [default: the bundled one]
    #[arg(long, value_name = "DIR", env = "KEYHOLDER_CHARTER")]
    charter: Option<PathBuf>,
    /// Print a JSON array of findings
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let charter = charters::load(args.charter.as_deref())?;
    let files = maps::files(&args.map)?;
    let (found, counted) = match sources::Map::parse(files.clone()) {
        Ok(map) => {
            let tables = map.sources().iter().map(|source| source.tables.len()).sum::<usize>();
            (map.check(&charter), Some((map.sources().len(), tables)))
        }
        Err(wrong) => (wrong, None),
    };
    if args.json {
        print_json(&render::json(&files, &found))?;
    } else {
        eprint!("{}", render::diagnostics(&files, &found));
        let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
        match counted {
            Some((sources, tables)) if found.is_empty() => {
                print(&format!("clean: {sources} sources, {tables} tables\n"))?;
            }
            _ => print(&format!("{errors} errors, {} other findings\n", found.len() - errors))?,
        }
    }
    let wrong = found.iter().any(|found| found.severity >= Severity::Warning);
    Ok(if wrong { Outcome::Findings } else { Outcome::Clean })
}

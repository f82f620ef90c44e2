use std::path::PathBuf;

use anyhow::bail;
use people::Now;
use sources::discover::{Discovery, discover};
use sources::{System, connect};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::signals::stop_when_asked;
use crate::{files, today};

/// Looks over a source nobody has mapped, and proposes a map with how sure it is and why
///
/// It reads the catalogue and up to 1,000 rows of each table, and says what they look like: no value
/// is shown or kept, but the codes of columns that are lists of codes. Who looked, and when, is
/// written in the log first.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where the source is: `postgres://user@host/name`, `mysql://user@host/name`, `sqlite:` and a
    /// path, or `tables:`, `mail:` or `documents:` and a path
    #[arg(value_name = "URL", env = "KEYHOLDER_SOURCE", hide_env_values = true)]
    url: String,
    /// The name the source will go by in maps and answers
    #[arg(long, value_name = "ID")]
    id: String,
    /// Who looks
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Write the proposed map to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let id: charter::Id<System> = args.id.parse()?;
    let office = args.place.open_or_begin()?;
    let record = &office.record;
    let stop = stop_when_asked()?;
    let mut connector = connect::open(&args.url)?;
    connector.stop_with(&stop);
    let survey = record.survey(&args.by, id.as_str(), Now::new(today::timestamp()))?;
    let charter = record.gate().charter();
    let found = discover(&survey, id.as_str(), connector.as_mut(), charter)?;
    stop.check()?;
    if found.tables.is_empty() {
        bail!("there are no tables to be seen; has this user the right to see them?");
    }
    let map = found.to_toml(id.as_str(), id.as_str(), connect::kind_of(&args.url));
    match &args.out {
        Some(file) => {
            files::write_bytes(file, map.as_bytes())?;
            print(&format!("{}The map is in `{}`.\n", counted(&found), file.display()))?;
        }
        None => {
            eprint!("{}", counted(&found));
            print(&map)?;
        }
    }
    Ok(Outcome::Clean)
}

/// The whole in a few lines.
fn counted(found: &Discovery) -> String {
    let tables = found.schema.tables.iter().zip(&found.tables);
    let personal = found.tables.iter().filter(|table| table.is_personal()).count();
    let fields = found.tables.iter().filter(|table| table.is_open()).flat_map(|t| &t.fields);
    let (known, open): (Vec<_>, Vec<_>) = fields.partition(|field| field.category.is_some());
    let mut text = format!(
        "{} tables, {personal} of them about people; of their fields {} have a proposal and {} \
         need a person\n",
        found.tables.len(),
        known.len(),
        open.len()
    );
    for (live, table) in tables {
        if let Some(copy) = &table.copy {
            text += &format!("a copy? {} ({}%: {})\n", live.full_name(), copy.sure, copy.because);
        }
    }
    text
}

use std::path::PathBuf;

use charter::Severity;
use jiff::civil::Date;

use crate::output::{Outcome, print, print_json};
use crate::{charters, render, today};

/// Checks a charter and says what is wrong, where, and the way out
///
/// Exit status 1 when something is wrong.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the charter [default: the bundled one]
    folder: Option<PathBuf>,
    /// The day to judge by: agreements lapse and law changes [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print a JSON array of findings
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let on = args.on.unwrap_or_else(today::today);
    let (files, found) = match charters::parse(args.folder.as_deref())? {
        Ok(charter) => (charter.files().to_vec(), charter.check(on)),
        Err(unreadable) => (unreadable.files, unreadable.wrong),
    };
    if args.json {
        print_json(&render::json(&files, &found))?;
    } else {
        eprint!("{}", render::diagnostics(&files, &found));
        let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
        if found.is_empty() {
            let items: usize = files.len();
            print(&format!(
                "clean: {items} files, {} rules, on {on}\n",
                charter::rules::ALL.len()
            ))?;
        } else {
            let others = found.len() - errors;
            print(&format!("{errors} errors, {others} other findings, on {on}\n"))?;
        }
    }
    let wrong = found.iter().any(|diagnostic| diagnostic.severity >= Severity::Warning);
    Ok(if wrong { Outcome::Findings } else { Outcome::Clean })
}

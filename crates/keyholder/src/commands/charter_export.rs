use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use charter::File;

use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Writes the charter that decides into a folder, to keep it in version control or to leave with it
///
/// That is the one published in the office; where none was, the one the server was started with.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Another version that was published in the office
    #[arg(long, value_name = "VERSION")]
    of: Option<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let (version, all) = match &args.of {
        Some(version) => {
            let found = publishing::files_of(record.data(), version)?;
            let found = found.with_context(|| {
                format!("no version `{version}` was published here; see /staff/notices")
            })?;
            (found.published.version, found.files)
        }
        None => {
            let charter = record.gate().charter();
            (charter.head().version.get_ref().clone(), charter.files().to_vec())
        }
    };
    let strangers = strangers(&args.out, &all)?;
    if !strangers.is_empty() {
        bail!(
            "`{}` has other files of a charter in it ({}), which would be read as part of this one; name \
             an empty folder, or take them out",
            args.out.display(),
            strangers.join(", ")
        );
    }
    let written: Vec<(String, String)> =
        all.iter().map(|file| (file.name().to_owned(), file.text().to_owned())).collect();
    files::write_all(&args.out, &written)?;
    print(&format!("version {version}: {} files in `{}`\n", written.len(), args.out.display()))?;
    Ok(Outcome::Clean)
}

/// Files of a folder that would be read as part of a charter and are no part of it.
fn strangers(folder: &Path, all: &[File]) -> anyhow::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read `{}`", folder.display()));
        }
    };
    let mut strangers = Vec::new();
    for entry in entries {
        let name =
            entry.with_context(|| format!("cannot read `{}`", folder.display()))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name.ends_with(".toml") && !all.iter().any(|file| file.name() == name) {
            strangers.push(name);
        }
    }
    strangers.sort();
    Ok(strangers)
}

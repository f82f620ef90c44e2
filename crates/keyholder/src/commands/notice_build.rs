use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use charter::Charter;
use charter::publish::{Edition, publish};
use jiff::civil::Date;

use crate::output::{Outcome, print};
use crate::{charters, files, today};

/// The most versions of a notice one folder may keep.
const VERSIONS_MAX: usize = 1_000;

/// The most bytes one kept version may have.
const VERSION_BYTES_MAX: usize = 8 << 20;

/// Publishes the notice of a charter as pages, Markdown and plain text
///
/// Versions published into the same folder before are kept, and compared with. A charter with errors
/// is not published.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder to publish into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The folder of the charter [default: the bundled one]
    #[arg(long, value_name = "DIR")]
    charter: Option<PathBuf>,
    /// The day to judge the charter by [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Publish although the charter has errors, to look at the pages
    #[arg(long)]
    draft: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let on = args.on.unwrap_or_else(today::today);
    let charter = charters::load_sound(args.charter.as_deref(), on, args.draft)?;
    let (version, written) = write(&args.out, &charter)?;
    print(&format!("published version {version}: {written} files in `{}`\n", args.out.display()))?;
    Ok(Outcome::Clean)
}

/// Publishes into a folder and says which version, in how many files.
fn write(out: &Path, charter: &Charter) -> anyhow::Result<(String, usize)> {
    let earlier = editions(&out.join("versions"))?;
    let publication = publish(charter, &earlier)?;
    let kept = format!("versions/{}.json", publication.edition.file_name());
    let mut written = publication.files;
    written.push((kept, serde_json::to_string_pretty(&publication.edition)? + "\n"));
    files::write_all(out, &written)?;
    Ok((publication.edition.version, written.len()))
}

/// The versions published into a folder before.
pub(crate) fn editions(folder: &Path) -> anyhow::Result<Vec<Edition>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read `{}`", folder.display()));
        }
    };
    let mut editions = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read `{}`", folder.display()))?.path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        if editions.len() == VERSIONS_MAX {
            bail!("`{}` keeps more than {VERSIONS_MAX} versions", folder.display());
        }
        let text = charters::read_text(&path, VERSION_BYTES_MAX)?;
        let edition = serde_json::from_str(&text)
            .with_context(|| format!("`{}` is not a published version", path.display()))?;
        editions.push(edition);
    }
    Ok(editions)
}

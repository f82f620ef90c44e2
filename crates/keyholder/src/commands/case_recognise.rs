use std::io::Read;
use std::path::PathBuf;

use casework::recognise::recognise;

use crate::files;
use crate::output::{Outcome, print};

/// Says what a text may ask for: proposed, never decided; exit status 1 when nothing is recognised
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file with the text; `-` for standard input
    file: PathBuf,
}

/// The most bytes of a text: 1 MiB.
const TEXT_BYTES_MAX: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let bytes = if args.file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(TEXT_BYTES_MAX as u64).read_to_end(&mut bytes)?;
        bytes
    } else {
        files::read_bytes(&args.file, TEXT_BYTES_MAX)?
    };
    let text = String::from_utf8_lossy(&bytes);
    let found = recognise(&text);
    for one in &found {
        let sure = if one.sure { "says" } else { "hints at it with" };
        print(&format!("{:<20} {sure} `{}`\n", one.kind.id(), &text[one.at.clone()]))?;
    }
    if found.is_empty() {
        print("Nothing was recognised. Somebody has to read it.\n")?;
        return Ok(Outcome::Findings);
    }
    Ok(Outcome::Clean)
}

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use db::approvals::{self, Asked, Risk};
use people::{ExportTo, export_digest};
use sha2::{Digest, Sha256};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Gives everything back, in open formats: a landlord can leave
///
/// It is asked for, approved by the holder of the post, and carried out once. What is written is
/// personal data in clear: keep it as you would the record itself.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Asks for the approval; prints its number
    Ask {
        #[command(flatten)]
        place: Where,
        /// Who asks
        #[arg(long)]
        by: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Carries it out, into a folder that is not there yet
    CarryOut {
        #[command(flatten)]
        place: Where,
        /// The folder to make
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// The number of its approval
        #[arg(long)]
        approval: i64,
        /// Who carries it out
        #[arg(long)]
        by: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask { place, by, reason } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let asked = Asked {
                what: "export everything".to_owned(),
                digest: export_digest(),
                risk: Risk::High,
                by: by.clone(),
                reason: reason.clone(),
            };
            let at = now.micros();
            let no = record.data().write("ask", move |tx| approvals::ask(tx, &asked, at))?;
            print(&format!("{}\n", *no))?;
        }
        Command::CarryOut { place, to, approval, by } => {
            if to.exists() {
                bail!("`{}` is there already; name a folder that is not", to.display());
            }
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let mut folder = Folder::new(to)?;
            let desk = casework::Desk::new(record, casework::Posts::default());
            let done = desk.export(by, *approval, &mut folder, now).map_err(anyhow::Error::from);
            let done = done.and_then(|done| {
                registers::export(desk.record(), &mut folder)?;
                Ok(done)
            });
            let done = match done {
                Ok(done) => done,
                Err(error) => {
                    // Nothing half of it is left lying about.
                    drop(folder);
                    let _ = std::fs::remove_dir_all(to);
                    return Err(error);
                }
            };
            folder.finish()?;
            print(&format!(
                "{} people, {} items and {} documents are in `{}`. It is in clear: keep it safe.\n",
                done.people,
                done.items,
                done.documents,
                to.display()
            ))?;
        }
    }
    Ok(Outcome::Clean)
}

/// A folder an export is written into.
struct Folder {
    path: PathBuf,
    files: BTreeMap<String, BufWriter<File>>,
}

impl Folder {
    fn new(path: &Path) -> anyhow::Result<Folder> {
        let cannot = || format!("cannot make the folder `{}`", path.display());
        std::fs::create_dir_all(path.join("documents")).with_context(cannot)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
                .with_context(cannot)?;
        }
        Ok(Folder { path: path.to_owned(), files: BTreeMap::new() })
    }

    /// Brings everything to the disk, and says what is there and by what sums it is checked.
    fn finish(self) -> anyhow::Result<()> {
        for (_, file) in self.files {
            file.into_inner().context("cannot finish a file")?.sync_all()?;
        }
        let mut sums = String::new();
        let mut all: Vec<PathBuf> = Vec::new();
        for folder in [self.path.clone(), self.path.join("documents")] {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_file() {
                    all.push(path);
                }
            }
        }
        all.sort();
        for path in all {
            let mut hash = Sha256::new();
            std::io::copy(&mut File::open(&path)?, &mut HashOf(&mut hash))?;
            let name = path.strip_prefix(&self.path).unwrap_or(&path);
            let sum = data_encoding::HEXLOWER.encode(&hash.finalize());
            sums += &format!("{sum}  {}\n", name.display());
        }
        std::fs::write(self.path.join("SHA256SUMS"), sums)?;
        std::fs::write(self.path.join("README.txt"), READ_ME)?;
        Ok(())
    }
}

/// What somebody who opens the folder is told.
const READ_ME: &str = "Everything Keyholder held, in clear.\n\n\
    people.jsonl       one person a line: relationships, items, choices, markers, holds, walls,\n\
    \x20                  events, and the history of who looked for what\n\
    joint.jsonl        one item about several people a line\n\
    disclosures.jsonl  who was given what, and when\n\
    agreements.jsonl   what recipients agreed to; sub-contractors.jsonl who works for them;\n\
    \x20                  notices-given.jsonl which notices tell of what they are given;\n\
    \x20                  disclosures-that-wait.jsonl what is to be given yet\n\
    registers.jsonl    how checks, searches, signs and decisions stand; what they say is in\n\
    \x20                  people.jsonl. marker-words.jsonl what was said about warnings,\n\
    \x20                  marker-proposals.jsonl those that wait, markers-watched.jsonl their\n\
    \x20                  days, marker-recalls.jsonl who had them. pictures.jsonl, picture-people.jsonl,\n\
    \x20                  picture-uses.jsonl, recordings.jsonl, cameras.jsonl as they are called\n\
    cases.jsonl        cases, and assessments.jsonl\n\
    homes.jsonl        homes by their references\n\
    waiting.jsonl      imported rows about safety that nobody has placed yet\n\
    documents/         documents; an item's `file` names its own\n\
    SHA256SUMS         check the files with `sha256sum --check SHA256SUMS`\n\n\
    Each line is JSON in UTF-8. Days are written 2026-11-24, instants in microseconds since 1970.\n\
    Names (of categories, purposes, recipients) are those of the charter.\n\
    The log itself is given out by `keyholder ledger export`.\n";

/// A file nobody else can read.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

struct HashOf<'a>(&'a mut Sha256);

impl Write for HashOf<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl ExportTo for Folder {
    fn line(&mut self, file: &str, line: &serde_json::Value) -> std::io::Result<()> {
        let out = match self.files.entry(file.to_owned()) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let path = self.path.join(format!("{file}.jsonl"));
                new.insert(BufWriter::new(new_file(&path)?))
            }
        };
        serde_json::to_writer(&mut *out, line)?;
        out.write_all(b"\n")
    }

    fn document(&mut self, name: &str) -> std::io::Result<Box<dyn Write + '_>> {
        let path = self.path.join("documents").join(name);
        Ok(Box::new(BufWriter::new(new_file(&path)?)))
    }
}

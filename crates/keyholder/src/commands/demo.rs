use std::path::{Path, PathBuf};

use crate::files;
use crate::output::{Outcome, print};

/// Shows a newcomer what Keyholder does, on the charter that comes with it
///
/// Runs commands one after the other, each as one would type it, and publishes the notice to a
/// folder. Nothing leaves this machine.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "keyholder-demo")]
    out: PathBuf,
}

/// A notice with many of the faults real ones have.
const OLD_NOTICE: &str = include_str!("../../samples/old-notice.md");

/// The day everything is judged on: the agreements of the example are not for ever.
const DAY: &str = "2026-11-23";

/// What is on record about the person of the example who is looked up.
const FACTS: &str = r#"{"supported":true}"#;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let out = args.out.as_path();
    files::write_all(out, &[("old-notice.md".to_owned(), OLD_NOTICE.to_owned())])?;
    let old_notice = out.join("old-notice.md").display().to_string();
    let folder = out.display().to_string();
    let record = out.join("record-of-processing.xlsx").display().to_string();
    let decide = |words: &[&'static str]| {
        let start =
            ["decide", "--on", DAY, "--strength", "second-factor", "--entity", "mhs-homes-ltd"];
        [start.as_slice(), words].concat()
    };
    print(
        "Keyholder: a privacy notice that keeps its word. Not legal advice.\n\
         Everything here runs on the bundled example, the notice of a landlord with 9,000 homes.\n",
    )?;

    step("1. Somebody else's notice is read and criticised.")?;
    show(&["notice", "check", &old_notice])?;

    step("2. The notice as code checks itself.")?;
    show(&["charter", "check", "--on", DAY])?;

    step(
        "3. It decides. A repairs contractor asks for a tenant's name, phone and health: it gets \
         what the job needs.",
    )?;
    show(&decide(&[
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--relationship",
        "tenant",
        "--purpose",
        "repairs",
        "--action",
        "disclose",
        "--recipient",
        "repairs-contractors",
        "--data",
        "name,telephone,health",
        "--facts",
        FACTS,
    ]))?;
    step("   The same ask when nobody has looked the person up: unknown means no.")?;
    show(&decide(&[
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--relationship",
        "tenant",
        "--purpose",
        "repairs",
        "--action",
        "look",
        "--data",
        "name",
    ]))?;

    step("4. A request for a copy of one's data, and when the answer is due, with the working.")?;
    show(&[
        "clock",
        "--right",
        "access",
        "--received",
        "2026-11-25",
        "--asked",
        "2026-12-01",
        "--answered",
        "2026-12-03",
        "--today",
        "2026-12-10",
    ])?;

    step(
        "5. The notice is published, in plain words beside the formal ones, and so is the record of processing.",
    )?;
    show(&["notice", "build", "--out", &folder, "--on", DAY])?;
    show(&["ropa", "--format", "xlsx", "--out", &record, "--on", DAY])?;

    print(&format!(
        "\nOpen {} in a browser. The record of processing is {record}.\n\
         Next: `keyholder charter coverage` says which promises are kept by what, and which are \
         not kept yet;\n`keyholder --help` lists every command.\n",
        shown(&out.join("index.html"))
    ))?;
    Ok(Outcome::Clean)
}

fn step(title: &str) -> anyhow::Result<()> {
    print(&format!("\n{title}\n"))
}

/// Runs a command and shows how it is typed. What it finds is part of the show.
fn show(words: &[&str]) -> anyhow::Result<Outcome> {
    let typed: Vec<String> = words
        .iter()
        .map(|word| if word.contains('{') { format!("'{word}'") } else { (*word).to_owned() })
        .collect();
    print(&format!("\n$ keyholder {}\n", typed.join(" ")))?;
    super::run_words(std::iter::once("keyholder").chain(words.iter().copied()))
}

/// A path as one can click on it.
fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

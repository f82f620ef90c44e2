use std::path::PathBuf;

use anyhow::Context;
use feeds::{FILE_MAX, Provider};
use gate::NamedAsk;
use jiff::civil::Date;
use sharing::{Outgoing, screen};

use crate::files::{read_bytes, write_private};
use crate::office::Where;
use crate::output::{Outcome, print, print_json, say};
use crate::today;

/// Screens a file that is about to leave: checks it as its receiver would, and takes out what may not go
///
/// What goes stands in the register, a row for each person. The exit status is 1 when a row stays or something is
/// found wrong.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file, as comma-separated text
    file: PathBuf,
    /// The feed, by its name in the charter
    #[arg(long = "as", value_name = "FEED")]
    feed: String,
    /// Where what may leave is written
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the receipt is written, as JSON; printed when left out
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Who sends it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Their role, by its name in the charter
    #[arg(long)]
    role: String,
    /// Their team
    #[arg(long)]
    team: String,
    /// The legal entity whose file it is
    #[arg(long)]
    entity: String,
    /// The system whose numbers of people the references are
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// The day everybody in it had been told of it
    #[arg(long, value_name = "DAY")]
    told: Option<Date>,
    /// A council owns the homes
    #[arg(long)]
    council: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let bytes = read_bytes(&args.file, FILE_MAX)?;
    let text = String::from_utf8(bytes).ok().context("the file is not UTF-8: save it as that")?;
    anyhow::ensure!(
        args.dry_run || args.out.is_some(),
        "say where what may leave is written, with `--out FILE`, or try it with `--dry-run`"
    );
    let office = args.place.open()?;
    let now = office.record.now(today::timestamp());
    let asker = NamedAsk {
        actor: Some(args.by.clone()),
        strength: Some("second-factor".to_owned()),
        role: args.role.clone(),
        team: args.team.clone(),
        entity: args.entity.clone(),
        ..NamedAsk::default()
    };
    let outgoing = Outgoing {
        feed: &args.feed,
        text: &text,
        asker: &asker,
        system: args.system.as_deref(),
        told: args.told,
        provider: if args.council { Provider::Council } else { Provider::Private },
    };
    let screened = screen(&office.record, &outgoing, args.dry_run, now)?;
    for finding in &screened.checked.findings {
        let row = finding.place.row.map_or(String::new(), |row| format!("row {row}, "));
        let field = finding.place.field.as_deref().unwrap_or("the file");
        let name = finding.place.name.map_or(String::new(), |name| format!(" ({name})"));
        print(&format!(
            "{row}{field}{name}: {} {} [{}, {}]\n",
            say(&finding.says),
            say(&finding.help),
            finding.code,
            finding.severity.id(),
        ))?;
    }
    for (row, why) in &screened.left {
        print(&format!("row {row} stays: {why}\n"))?;
    }
    if let (Some(file), Some(out)) = (&screened.file, &args.out) {
        let _ = write_private(out, file.as_bytes())?;
    }
    match &args.receipt {
        Some(path) => {
            let json = serde_json::to_vec_pretty(&screened.receipt)?;
            let _ = write_private(path, &json)?;
        }
        None => print_json(&screened.receipt)?,
    }
    let receipt = &screened.receipt;
    print(&format!(
        "{} of {} rows may leave.{}\n",
        receipt.gone,
        receipt.rows,
        if screened.file.is_some() { "" } else { " Nothing was written." },
    ))?;
    let clean = screened.left.is_empty() && screened.checked.findings.is_empty();
    Ok(if clean { Outcome::Clean } else { Outcome::Findings })
}

use std::path::PathBuf;

use anyhow::Context;
use gate::NamedAsk;
use people::{Mapping, REGISTER_BYTES_MAX};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, files, today};

/// Loads a register of people from a CSV file
///
/// Nothing is sent to anyone. What cannot be read is listed by row and column, without what was in
/// it. The same file can be imported again.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// The register, as CSV
    register: PathBuf,
    /// What its columns are, as TOML
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Who imports; the actor in the log
    #[arg(long, default_value = "import")]
    actor: String,
    /// The role it is done in
    #[arg(long, default_value = "housing-officer")]
    role: String,
    /// The team it is done for
    #[arg(long, default_value = "housing")]
    team: String,
    /// What the people's data is held for
    #[arg(long, default_value = "tenancy-management")]
    purpose: String,
    /// Says what would be done, and enters nobody
    #[arg(long)]
    dry_run: bool,
}

/// The most bytes a mapping may have.
const MAPPING_BYTES_MAX: usize = 64 << 10;
/// How many of the things left out are listed; the rest are counted.
const LISTED: usize = 100;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mapping = Mapping::parse(&charters::read_text(&args.map, MAPPING_BYTES_MAX)?)?;
    let bytes = files::read_bytes(&args.register, REGISTER_BYTES_MAX)
        .with_context(|| format!("cannot read `{}`", args.register.display()))?;
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = |action: &str| {
        let ask = NamedAsk {
            actor: Some(args.actor.clone()),
            strength: Some("second-factor".to_owned()),
            role: args.role.clone(),
            team: args.team.clone(),
            entity: mapping.entity.clone(),
            purpose: args.purpose.clone(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        record.question(&ask, now.today())
    };
    let (collect, look) = (question("collect")?, question("look")?);
    let report = record.import_people(&collect, &look, &bytes, &mapping, !args.dry_run, now)?;
    for left in report.left_out.iter().take(LISTED) {
        let column = if left.column.is_empty() {
            String::new()
        } else {
            format!(", column `{}`", left.column)
        };
        print(&format!("row {}{column}: {}\n", left.row, left.why))?;
    }
    if report.left_out.len() > LISTED {
        print(&format!("and {} more\n", report.left_out.len() - LISTED))?;
    }
    let would = if args.dry_run { "would be " } else { "" };
    print(&format!(
        "{} rows: {} people {would}entered, {} there already, {} things left out.\n",
        report.rows,
        report.entered,
        report.known,
        report.left_out.len()
    ))?;
    Ok(if report.left_out.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

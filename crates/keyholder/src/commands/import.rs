use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use gate::NamedAsk;
use people::import::{Mapping, REGISTER_BYTES_MAX, Report, Table};
use people::{Now, PersonId, Question, Record};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{charters, files, today};

/// Loads a register an office keeps in a spreadsheet: people, opt-outs, consents, safe contacts,
/// markers, disclosures, agreements, holds
///
/// CSV or XLSX. Nothing is sent to anyone. What cannot be read is listed by row and column, without
/// what was in it. The same file can be imported again: a row is taken over once.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    lies: Where,
    /// The register, as CSV or XLSX
    #[arg(required_unless_present_any = ["undo", "list", "waiting", "place"])]
    register: Option<PathBuf>,
    /// What its columns are, as TOML
    #[arg(long, value_name = "FILE", required_unless_present_any = ["undo", "list", "waiting", "place"])]
    map: Option<PathBuf>,
    #[command(flatten)]
    by: By,
    /// Says what would be done, and writes nothing
    #[arg(long)]
    dry_run: bool,
    /// Lists the imports there were, with their numbers
    #[arg(long, conflicts_with = "register")]
    list: bool,
    /// Undoes the import of this number
    #[arg(long, value_name = "NUMBER", conflicts_with = "register")]
    undo: Option<i64>,
    /// Lists rows about safety that wait until somebody says whose they are
    #[arg(long, conflicts_with = "register")]
    waiting: bool,
    /// Says whose a waiting row is
    #[arg(long, value_name = "NUMBER", requires = "person", conflicts_with = "register")]
    place: Option<i64>,
    /// The person a waiting row is about
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
}

/// Who imports, in what role and why.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct By {
    /// Who imports; the actor in the log
    #[arg(long, default_value = "import")]
    pub(crate) actor: String,
    /// The role it is done in
    #[arg(long, default_value = "housing-officer")]
    pub(crate) role: String,
    /// The team it is done for
    #[arg(long, default_value = "housing")]
    pub(crate) team: String,
    /// What the people's data is held for
    #[arg(long, default_value = "tenancy-management")]
    pub(crate) purpose: String,
    /// The legal entity, where no mapping says it
    #[arg(long, default_value = "heart-of-medway")]
    pub(crate) entity: String,
}

impl By {
    pub(crate) fn ask(
        &self,
        record: &Record,
        entity: &str,
        action: &str,
        now: Now,
    ) -> anyhow::Result<Question> {
        let ask = NamedAsk {
            actor: Some(self.actor.clone()),
            strength: Some("second-factor".to_owned()),
            role: self.role.clone(),
            team: self.team.clone(),
            entity: entity.to_owned(),
            purpose: self.purpose.clone(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        Ok(record.question(&ask, now.today())?)
    }
}

/// The most bytes a mapping may have.
const MAPPING_BYTES_MAX: usize = 64 << 10;
/// How many of the things left out are listed; the rest are counted.
const LISTED: usize = 100;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if let (Some(register), Some(map)) = (&args.register, &args.map) {
        let (mapping, table) = read(register, map)?;
        let record = args.lies.open_or_begin()?.record;
        let now = record.now(today::timestamp());
        let report = import(&record, &args.by, &mapping, &table, !args.dry_run, now)?;
        return tell(&report, args.dry_run);
    }
    let record = args.lies.open()?.record;
    let now = record.now(today::timestamp());
    let ask = |action: &str| args.by.ask(&record, &args.by.entity, action, now);
    if let Some(no) = args.undo {
        let done = sharing::undo_import(&record, &ask("collect")?, no, now)?;
        for (line, why) in done.left.iter().take(LISTED) {
            print(&format!("row {line}: left as it is: {why}\n"))?;
        }
        print(&format!("{} rows undone, {} left.\n", done.undone, done.left.len()))?;
        return Ok(if done.left.is_empty() { Outcome::Clean } else { Outcome::Findings });
    }
    if let (Some(no), Some(person)) = (args.place, args.person) {
        record.place_row((&ask("look")?, &ask("collect")?), no, person, now)?;
        print("Placed.\n")?;
        return Ok(Outcome::Clean);
    }
    if args.waiting {
        let rows = record.waiting_rows()?;
        for row in &rows {
            print(&format!("{}  {}, row {}: {}\n", row.no, row.register, row.line, row.why))?;
        }
        print(&format!("{} rows wait.\n", rows.len()))?;
        return Ok(if rows.is_empty() { Outcome::Clean } else { Outcome::Findings });
    }
    if args.list {
        for one in record.imports()? {
            let when = jiff::Timestamp::from_microsecond(one.at)?;
            let undone = if one.undone.is_some() { ", undone" } else { "" };
            print(&format!(
                "{}  {} of {when:.0}: {} rows taken over{undone}\n",
                one.no, one.register, one.entered
            ))?;
        }
        return Ok(Outcome::Clean);
    }
    bail!("name a register, or one of --list, --undo, --waiting, --place")
}

/// Reads a register and its mapping.
pub(crate) fn read(register: &Path, map: &Path) -> anyhow::Result<(Mapping, Table)> {
    let mapping = Mapping::parse(&charters::read_text(map, MAPPING_BYTES_MAX)?)?;
    let bytes = files::read_bytes(register, REGISTER_BYTES_MAX)
        .with_context(|| format!("cannot read `{}`", register.display()))?;
    let table = Table::read(&bytes, mapping.sheet.as_deref())?;
    Ok((mapping, table))
}

/// Imports a register that has been read.
pub(crate) fn import(
    record: &Record,
    by: &By,
    mapping: &Mapping,
    table: &Table,
    real: bool,
    now: Now,
) -> anyhow::Result<Report> {
    let ask = |action: &str| by.ask(record, &mapping.entity, action, now);
    let (look, write) = (ask("look")?, ask("collect")?);
    Ok(sharing::import(record, (&look, &write), table, mapping, real, now)?)
}

fn tell(report: &Report, dry_run: bool) -> anyhow::Result<Outcome> {
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
    let would = if dry_run { "would be " } else { "" };
    let mut text = format!(
        "{} rows: {} {would}taken over, {} there already, {} things left out.\n",
        report.rows,
        report.entered,
        report.known,
        report.left_out.len()
    );
    for (count, what) in [
        (report.updated, "people brought up to date"),
        (report.set_aside, "about safety, waiting to be placed: `keyholder import --waiting`"),
    ] {
        if count > 0 {
            text += &format!("{count} {what}.\n");
        }
    }
    if !report.legacy.is_empty() {
        let rows: Vec<String> =
            report.legacy.iter().take(LISTED).map(ToString::to_string).collect();
        text += &format!(
            "{} cannot be proved and must be put right: rows {}. A post has a task for each.\n",
            report.legacy.len(),
            rows.join(", ")
        );
    }
    if report.run != 0 {
        text += &format!("To undo it: `keyholder import --undo {}`.\n", report.run);
    }
    print(&text)?;
    Ok(if report.left_out.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

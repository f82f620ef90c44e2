use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Destroys closed cases whose time has come by the charter, once exactly that list was approved
///
/// Without `--approval` it lists them and asks, and prints the number of the approval. A hold on the
/// person keeps their cases. What is left are figures.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The number of the approval
    #[arg(long, value_name = "NO")]
    approval: Option<i64>,
    /// Who asks, or carries it out
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    if let Some(approval) = args.approval {
        let count = done(&desk, desk.let_go(&args.by, approval, now))?;
        print(&format!("{count} were destroyed. Copies in backups go when those do.\n"))?;
        return Ok(Outcome::Clean);
    }
    let ripe = done(&desk, desk.ripe(now))?;
    for reference in &ripe.references {
        print(&format!("{reference}\n"))?;
    }
    if ripe.cases.is_empty() {
        print("No case's time has come.\n")?;
        return Ok(Outcome::Clean);
    }
    let no = done(&desk, desk.ask_to_let_go(&args.by, &ripe, now))?;
    print(&format!("{} would be destroyed. It goes by approval {no}.\n", ripe.cases.len()))?;
    Ok(Outcome::Findings)
}

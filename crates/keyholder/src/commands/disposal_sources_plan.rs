use std::path::PathBuf;

use sources::change::{PAST_BATCH_MAX, tell_past};

use crate::changing::{DAYS, POST};
use crate::files;
use crate::letting_go::{FromSystem, Wanted};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::reach::Reach;
use crate::signals::stop_when_asked;
use crate::today;

/// Plans what of one of the landlord's systems goes because its time is over, row by row
///
/// It says of each row what becomes of it, by which rule, and what stands in the way: a hold, a restriction or an open
/// case of whoever it is about, a row that rests on it, a field that is kept. The plan is written into a file and has
/// keys of rows in it. Its approval is asked for, bound to exactly that plan. Exit status 1 when rows stay.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reach: Reach,
    /// The system, by its name in the map
    #[arg(long, value_name = "ID")]
    source: String,
    /// Only this table; may be given again
    #[arg(long = "table", value_name = "NAME")]
    tables: Vec<String>,
    /// The most rows that go
    #[arg(long, default_value_t = PAST_BATCH_MAX)]
    most: usize,
    /// How many rows past their time are passed over: the plan before says where it ended
    #[arg(long, value_name = "N", default_value_t = 0)]
    after: u64,
    /// Let rows go as well that nobody on record is known by, for this reason
    #[arg(long, value_name = "REASON")]
    nobodys: Option<String>,
    /// The system is changed from here, though its map does not say so
    #[arg(long)]
    direct: bool,
    /// The file the plan is written into
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who plans
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = args.reach.map()?;
    if let Some(reason) = &args.nobodys {
        let least = disposal::NOBODYS_LENGTH_MIN;
        anyhow::ensure!(
            reason.trim().chars().count() >= least,
            "say why in {least} letters or more"
        );
    }
    let office = args.place.open()?;
    let record = &office.record;
    let stop = stop_when_asked()?;
    let from = FromSystem {
        record,
        signer: &office.signer,
        reach: &args.reach,
        map: &map,
        writes: &[],
        post: POST,
        days: DAYS,
        by: &args.by,
    };
    let wanted = Wanted {
        source: &args.source,
        tables: args.tables.clone(),
        after: args.after,
        most: args.most,
        nobodys: args.nobodys.clone(),
        direct: args.direct,
    };
    let plan = from.plan(wanted, &stop)?;
    print(&tell_past(&plan, record.gate().charter()))?;
    let sound = plan.stays.is_empty() && plan.unknown.is_empty();
    if !plan.rows.is_empty() {
        let now = record.now(today::timestamp());
        files::write_private(&args.out, &serde_json::to_vec_pretty(&plan)?)?;
        let rows = u64::try_from(plan.rows.len())?;
        let run =
            disposal::ask_for_system(record, &args.by, (&args.source, plan.digest(), rows), now)?;
        let approval = run.approval.unwrap_or_default();
        print(&format!(
            "The plan is in `{}`. Run {} waits for approval {approval}.\n",
            args.out.display(),
            run.no
        ))?;
    }
    Ok(if sound { Outcome::Clean } else { Outcome::Findings })
}

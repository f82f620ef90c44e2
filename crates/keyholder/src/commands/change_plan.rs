use std::path::PathBuf;

use people::{Now, PersonId};
use sources::DataCategory;
use sources::change::{Change, PlanAsk, diff};

use super::collect::pair;
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::planner::Planner;
use crate::reach::Reach;
use crate::signals::stop_when_asked;
use crate::today;

/// Plans a change, row by row, and changes nothing
///
/// Exit status 1 when something stands in the way, or not every source could be searched.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person, by the id the record has for them
    person: PersonId,
    /// Erase what is held
    #[arg(long, group = "what")]
    erase: bool,
    /// Erase or restrict only this category; may be given several times
    #[arg(long, value_name = "CATEGORY", conflicts_with = "correct")]
    category: Vec<String>,
    /// Put in place of what is erased something that says nothing, rather than leave it empty
    #[arg(long, requires = "erase")]
    anonymise: bool,
    /// Correct what is held of a category
    #[arg(long, value_name = "CATEGORY", group = "what", requires_all = ["from", "to"])]
    correct: Option<String>,
    /// What is wrong
    #[arg(long, requires = "correct")]
    from: Option<String>,
    /// What is right
    #[arg(long, requires = "correct")]
    to: Option<String>,
    /// Restrict what is held: mark it where it stands, and refuse it at the gate
    #[arg(long, group = "what")]
    restrict: bool,
    #[command(flatten)]
    reach: Reach,
    /// A source that may be changed from here, though its map does not say so
    #[arg(long, value_name = "ID")]
    direct: Vec<String>,
    /// Something else they are known by: its kind in the map, `=`, and the value
    #[arg(long, value_name = "KIND=VALUE", value_parser = pair)]
    also: Vec<(String, String)>,
    /// The file of the plan
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

impl Args {
    fn change(&self) -> anyhow::Result<Change> {
        let categories = || self.category.iter().map(|one| DataCategory::new(one)).collect();
        Ok(match (&self.correct, &self.from, &self.to) {
            (Some(category), Some(from), Some(to)) => Change::Correct {
                category: DataCategory::new(category),
                from: from.clone(),
                to: to.clone(),
            },
            _ if self.erase => {
                Change::Erase { categories: categories(), anonymise: self.anonymise }
            }
            _ if self.restrict => Change::Restrict { categories: categories() },
            _ => anyhow::bail!("say what is wanted: `--erase`, `--correct` or `--restrict`"),
        })
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let change = args.change()?;
    let map = args.reach.map()?;
    args.reach.check(&map)?;
    let office = args.place.open()?;
    let now = Now::new(today::timestamp());
    let charter = office.record.gate().charter();
    let wrong = map.check(charter).into_iter();
    let wrong = wrong.filter(|one| one.severity == charter::Severity::Error).count();
    if wrong > 0 {
        eprintln!(
            "The map has {wrong} mistakes, which `keyholder source check` tells: mend them first, or \
             read the plan with care."
        );
    }
    let ask = args.asker.ask("look");
    let planner = Planner {
        record: &office.record,
        ask: &ask,
        reach: &args.reach,
        map: &map,
        also: &args.also,
        person: args.person,
        now,
        stop: stop_when_asked()?,
    };
    let plan = planner.plan(PlanAsk {
        person: args.person,
        change,
        made: now.today(),
        to_tell: planner.to_tell()?,
        direct: args.direct.clone(),
        also: args.also.clone(),
        places: args.reach.places(&map)?,
        nonce: vault::random(),
    })?;
    files::write_private(&args.out, &serde_json::to_vec_pretty(&plan)?)?;
    print(&diff(&plan))?;
    print(&format!("\nThe plan is in `{}`.\n", args.out.display()))?;
    let sound = plan.cannot().next().is_none() && plan.open.is_empty();
    Ok(if sound { Outcome::Clean } else { Outcome::Findings })
}

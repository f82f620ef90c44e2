use std::path::PathBuf;

use people::{Now, PersonId};
use sources::DataCategory;
use sources::change::{Change, PlanAsk, ToTell, diff, plan};
use sources::collect::collect;

use super::change::action;
use super::collect::{identities, pair};
use crate::asker::{Asker, allowed};
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::reach::Reach;
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
    let record = &office.record;
    let now = Now::new(today::timestamp());
    let looks = args.asker.question(record, "look", now)?;
    let changes = args.asker.question(record, action(&change), now)?;
    let identities = identities(record, &looks, args.person, &args.also, now)?;
    let to_tell = allowed(record, sharing::register(record, &looks, args.person, now))?;
    let to_tell = to_tell.into_iter().map(|one| ToTell {
        recipient: one.recipient,
        given: one.given,
        data: one.data,
    });
    let sources: Vec<&str> = map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
    // Whether it may be done at all comes first: then nothing is read for nothing.
    let may = allowed(record, record.leave_to_plan(&changes, args.person, &sources, now))?;
    let leave = allowed(record, record.leave_to_collect(&looks, args.person, &sources, now))?;
    let mut readers = args.reach.readers(&map)?;
    let collected = collect(&leave, &map, &identities, &mut readers);
    let ask = PlanAsk {
        person: args.person,
        change,
        made: now.today(),
        to_tell: to_tell.collect(),
        direct: args.direct.clone(),
        nonce: vault::random(),
    };
    let plan = plan(ask, &collected, &may, &map, &mut readers);
    files::write_private(&args.out, &serde_json::to_vec_pretty(&plan)?)?;
    print(&diff(&plan))?;
    print(&format!("\nThe plan is in `{}`.\n", args.out.display()))?;
    let sound = plan.cannot().next().is_none() && plan.open.is_empty();
    Ok(if sound { Outcome::Clean } else { Outcome::Findings })
}

use std::path::PathBuf;

use anyhow::bail;
use demo::housing::{PEOPLE_MAX, PEOPLE_MIN};
use jiff::civil::Date;

use crate::collectbench::{Plan, Postgres, build, run as run_plan};
use crate::output::{Outcome, print};
use crate::today;

/// Looks for people in an invented landlord's housing system, and compares with what there is
///
/// The landlord knows what exists about each of its people, and where. Rows of their own must all
/// be found, and nothing that is somebody else's taken for theirs: exit status 1 otherwise, with
/// the table and nobody's data. The same at every size, as the system comes and with the indexes
/// of `keyholder source indexes`, so that one sees what the cost follows.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Numbers of people, former ones and those of their households too
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000", value_parser = clap::value_parser!(u32).range(i64::from(PEOPLE_MIN)..=i64::from(PEOPLE_MAX)))]
    people: Vec<u32>,
    /// How many of them are looked for
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    sample: u32,
    /// Also in PostgreSQL: the address of an empty database, which is emptied again
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Also in PostgreSQL: on a server of its own, which must be installed
    #[arg(long, conflicts_with = "postgres")]
    own_postgres: bool,
    /// Where the files are written, and removed again [default: a temporary folder]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The day it is
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Only writes the landlord to this file
    #[arg(long, value_name = "FILE", hide = true)]
    build: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let day = args.today.unwrap_or_else(today::today);
    if let Some(path) = &args.build {
        let [people] = args.people.as_slice() else { bail!("one number of people for one file") };
        build(path, *people, day)?;
        return Ok(Outcome::Clean);
    }
    let postgres = match &args.postgres {
        Some(address) if !db::is_postgres_address(address) => {
            bail!("a PostgreSQL address begins with `postgres://`")
        }
        Some(address) => Postgres::At(address.clone()),
        None if args.own_postgres => Postgres::Own,
        None => Postgres::None,
    };
    let plan = Plan {
        people: args.people.clone(),
        sample: args.sample,
        postgres,
        folder: args.folder.clone(),
        today: day,
    };
    if run_plan(&plan)? {
        return Ok(Outcome::Clean);
    }
    print("not everything was found, or something was taken for theirs that is not\n")?;
    Ok(Outcome::Findings)
}

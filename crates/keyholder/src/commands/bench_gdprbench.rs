use clap::ValueEnum;

use crate::gdprbench::{Plan, Role, run as run_plan};
use crate::output::Outcome;

/// Runs the four roles of GDPRbench on the record and on PostgreSQL, in turn
///
/// Ours has everything on: each operation is decided, each value sealed, each read and write in
/// the log and on the disk before it is answered. The peer is PostgreSQL 15, which must be
/// installed; it has an index on every metadata column and logs every statement.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The peer
    #[arg(long, value_name = "PEER")]
    vs: Peer,
    /// How many records, ten of them a person: a multiple of 1,000
    #[arg(long, default_value_t = 100_000, value_parser = records)]
    records: u32,
    /// How many operations each role runs
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    operations: u32,
    /// Numbers of clients, 1 to 64 each
    #[arg(long, value_delimiter = ',', default_value = "1,8,32", value_parser = clap::value_parser!(u8).range(1..=64))]
    clients: Vec<u8>,
    /// Into how many slices the operations are cut; the two sides take turns
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    rounds: u8,
    /// Which roles
    #[arg(long, value_delimiter = ',', default_value = "controller,customer,processor,regulator")]
    roles: Vec<Role>,
    /// Without a landlord's day
    #[arg(long)]
    no_day: bool,
    /// Only a landlord's day
    #[arg(long, conflicts_with_all = ["no_day", "roles"])]
    only_day: bool,
    /// Only the cost of one operation of ours, as the record grows from 10,000 to a million
    #[arg(long, conflicts_with_all = ["only_day", "no_day", "roles"])]
    scale: bool,
    /// The most records of `--scale`
    #[arg(long, default_value_t = 1_000_000, value_parser = records)]
    scale_most: u32,
    /// Also prints the mean time of each kind of operation
    #[arg(long)]
    by_operation: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Peer {
    /// PostgreSQL 15
    Postgres,
}

fn records(text: &str) -> Result<u32, String> {
    let n: u32 = text.parse().map_err(|_| "write a number".to_owned())?;
    if (1_000..=1_000_000).contains(&n) && n.is_multiple_of(1_000) {
        Ok(n)
    } else {
        Err("a multiple of 1,000, from 1,000 to 1,000,000".to_owned())
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Peer::Postgres = args.vs;
    run_plan(&Plan {
        records: args.records,
        operations: args.operations,
        clients: args.clients.iter().map(|n| usize::from(*n)).collect(),
        rounds: usize::from(args.rounds),
        roles: if args.only_day || args.scale { Vec::new() } else { args.roles.clone() },
        day: !args.no_day && !args.scale,
        scale: args.scale,
        scale_most: args.scale_most,
        by_operation: args.by_operation,
    })?;
    Ok(Outcome::Clean)
}

//! `keyholder bench ...`

use clap::Subcommand;

use super::{
    bench_access, bench_collect, bench_decide, bench_disposal, bench_gdprbench, bench_pages,
    bench_serve,
};
use crate::output::Outcome;

/// Measures Keyholder beside a peer, in one run
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Access(bench_access::Args),
    Collect(bench_collect::Args),
    Decide(bench_decide::Args),
    Disposal(bench_disposal::Args),
    Gdprbench(bench_gdprbench::Args),
    Pages(bench_pages::Args),
    Serve(bench_serve::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Access(args) => bench_access::run(args),
        Command::Collect(args) => bench_collect::run(args),
        Command::Decide(args) => bench_decide::run(args),
        Command::Disposal(args) => bench_disposal::run(args),
        Command::Gdprbench(args) => bench_gdprbench::run(args),
        Command::Pages(args) => bench_pages::run(args),
        Command::Serve(args) => bench_serve::run(args),
    }
}

use crate::output::Outcome;

/// Lists the rules of law Keyholder knows, with their dates and sources
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args) -> anyhow::Result<Outcome> {
    Ok(Outcome::Clean)
}

use casework::machine::diagram;

use crate::output::{Outcome, print};

/// Draws what may be done with a case, from the code, in Mermaid's language
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> anyhow::Result<Outcome> {
    print(&diagram())?;
    Ok(Outcome::Clean)
}

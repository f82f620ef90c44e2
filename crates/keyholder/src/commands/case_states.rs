use casework::machine::diagram;

use casework::Step;

use crate::output::{Outcome, print, say};

/// Draws what may be done with a case, from the code, in Mermaid's language; or lists its steps
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Lists the steps instead, each with what it says
    #[arg(long)]
    steps: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.steps {
        for step in Step::ALL {
            print(&format!("{:<12} {}\n", step.id(), say(&step.message())))?;
        }
        return Ok(Outcome::Clean);
    }
    print(&diagram())?;
    Ok(Outcome::Clean)
}

use casework::Who;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Shows the questions that wait for a post you hold; `keyholder case reply` answers them
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let waiting = done(&desk, desk.waiting(Who::Officer(&question), now))?;
    for one in &waiting {
        print(&format!("{}, `{}`, by {}:\n", one.reference, one.source, one.due))?;
        print(&format!("    {}\n", one.text.replace('\n', "\n    ")))?;
    }
    print(&format!("{} wait for you.\n", waiting.len()))?;
    Ok(Outcome::Clean)
}

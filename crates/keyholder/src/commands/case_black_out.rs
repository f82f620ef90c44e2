use casework::Who;

use super::case::{at_desk, done};
use super::case_weigh::Says;
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Blacks words out in every copy of what is given, on a ground of the law
///
/// Under an exemption, or because they are about somebody else, with the factors worked through. The
/// next pack of the case has them out, whatever case they are written in.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The words, as they stand
    words: String,
    #[command(flatten)]
    says: Says,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    done(&desk, desk.black_out(who, case, &args.words, &args.says.weighing(), now))?;
    let count = done(&desk, desk.blacked_out(who, case, now))?.len();
    print(&format!(
        "{count} are blacked out. Collect again: a pack made before has them still.\n"
    ))?;
    Ok(Outcome::Clean)
}

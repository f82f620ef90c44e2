use people::PersonId;
use sharing::share;

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Calls back what was given: it stands so in the register, and a letter asks the recipient to delete it
///
/// It is not back before the recipient has confirmed it: `keyholder share confirm`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// Its number in the register
    no: i64,
    /// Why
    #[arg(long, value_name = "WHY")]
    reason: String,
    /// The post that waits for the confirmation; the charter's owner when left out
    #[arg(long)]
    post: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    let post = args.post.as_deref();
    let called = share::recall(&record, &question, args.person, args.no, &args.reason, post, now);
    let called = allowed(&record, called)?;
    print(&format!("{}\n\n", called.letter(&record)))?;
    print(&format!(
        "Called back, not confirmed. `{}` has a task until {}.\n",
        called.post, called.due
    ))?;
    Ok(Outcome::Clean)
}

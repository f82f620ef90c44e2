use casework::{Reply, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Answers a question that was put to a post you hold
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("holds").required(true)))]
pub(crate) struct Args {
    /// The reference of the case, as your task has it
    reference: String,
    /// The source, as your task has it
    source: String,
    /// Something is held: say what, and where it is
    #[arg(long, value_name = "TEXT", group = "holds")]
    held: Option<String>,
    /// Nothing is held: say how you looked
    #[arg(long, value_name = "TEXT", group = "holds")]
    nothing: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let text = args.held.as_ref().or(args.nothing.as_ref()).cloned().unwrap_or_default();
    let reply = Reply { holds: args.held.is_some(), text };
    let replied = desk.reply(Who::Officer(&question), case, &args.source, &reply, now);
    if matches!(replied, Err(casework::Error::None)) {
        anyhow::bail!(
            "no question about `{}` waits for a post you hold; `keyholder case questions` shows those \
             that do",
            args.source
        );
    }
    done(&desk, replied)?;
    print("Thank you. Whoever has the case reads it.\n")?;
    Ok(Outcome::Clean)
}

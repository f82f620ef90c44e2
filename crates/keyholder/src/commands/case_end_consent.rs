use casework::Which;
use people::Receipt;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Takes consents back, for a case that asks for it
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// Every consent that stands
    #[arg(long, group = "which")]
    all: bool,
    /// To one purpose, recipient or channel, by the charter's name
    #[arg(long, value_name = "NAME", group = "which")]
    about: Option<String>,
    /// The one of this receipt
    #[arg(long, value_name = "RECEIPT", group = "which")]
    receipt: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let which = match (&args.about, &args.receipt) {
        (Some(name), _) => Which::About(name.clone()),
        (None, Some(receipt)) => Which::Receipt(Receipt::parse(receipt)?),
        (None, None) => Which::All,
    };
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let count = done(&desk, desk.end_consent(&question, case, &which, now))?;
    print(&format!("{count} were taken back. What was done before stays lawful.\n"))?;
    Ok(Outcome::Clean)
}

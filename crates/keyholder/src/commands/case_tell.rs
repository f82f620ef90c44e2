use casework::{Step, Taking, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Says that a recipient was told what was put right, erased or limited; or shows who is still to be
/// told
///
/// Exit status 1 while somebody is to be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The recipient, by the charter's name
    recipient: Option<String>,
    /// How they were told
    #[arg(long, value_name = "TEXT", requires = "recipient", conflicts_with = "cannot")]
    how: Option<String>,
    /// Why they cannot be told, or why that is too much
    #[arg(long, value_name = "WHY", requires = "recipient")]
    cannot: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    if let Some(recipient) = &args.recipient {
        let taking = Taking {
            recipient: Some(recipient.clone()),
            agrees: args.cannot.is_none(),
            why: args.cannot.clone().or_else(|| args.how.clone()),
            ..Taking::default()
        };
        done(&desk, desk.take(who, case, Step::Tell, &taking, now))?;
    }
    let mut open = 0;
    for (recipient, told) in done(&desk, desk.recipients(who, case, now))? {
        let so = match told {
            Some(true) => "told",
            Some(false) => "cannot be told",
            None => {
                open += 1;
                "to be told"
            }
        };
        print(&format!("{recipient}: {so}\n"))?;
    }
    print(&format!("{open} are to be told.\n"))?;
    Ok(if open == 0 { Outcome::Clean } else { Outcome::Findings })
}

use anyhow::bail;
use clap::Subcommand;
use db::approvals::{self, Asked, Risk};
use gate::NamedAsk;
use people::{Error, PersonId, erasure_digest};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Erases a person, with the approval of a second one
///
/// Somebody asks, the holder of the post approves (`keyholder approval approve`), and only then it
/// is carried out. It destroys the
/// keys of everything held on the person, so that no copy can be read any more.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Asks for the approval of one; prints its number
    Ask {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        /// Who asks
        #[arg(long)]
        by: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Carries one out
    CarryOut {
        #[command(flatten)]
        place: Where,
        /// The person
        person: PersonId,
        /// The number of its approval
        #[arg(long)]
        approval: i64,
        /// Who carries it out
        #[arg(long)]
        by: String,
        /// The legal entity the person deals with, by its name in the charter
        #[arg(long)]
        entity: String,
        /// The role it is done in
        #[arg(long, default_value = "data-protection-officer")]
        role: String,
        /// The team it is done for
        #[arg(long, default_value = "data-protection")]
        team: String,
        /// Why, by its name in the charter
        #[arg(long, default_value = "rights-requests")]
        purpose: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask { place, person, by, reason } => {
            let record = place.open()?.record;
            let asked = Asked {
                what: "erase a person".to_owned(),
                digest: erasure_digest(*person),
                risk: Risk::High,
                by: by.clone(),
                reason: reason.clone(),
            };
            let at = record.now(today::timestamp()).micros();
            let no = record.data().write("ask", move |tx| approvals::ask(tx, &asked, at))?;
            print(&format!("{}\n", *no))?;
        }
        Command::CarryOut { place, person, approval, by, entity, role, team, purpose } => {
            let record = place.open()?.record;
            let ask = NamedAsk {
                actor: Some(by.clone()),
                strength: Some("second-factor".to_owned()),
                role: role.clone(),
                team: team.clone(),
                entity: entity.clone(),
                purpose: purpose.clone(),
                action: "erase".to_owned(),
                ..NamedAsk::default()
            };
            let now = record.now(today::timestamp());
            let question = record.question(&ask, now.today())?;
            let erased = match casework::erase(&record, &question, *person, *approval, now) {
                Ok(erased) => erased,
                Err(Error::Refused(refusal)) => {
                    let reasons = refusal.explain(record.gate()).reasons;
                    let why: Vec<String> =
                        reasons.iter().map(|reason| crate::output::say(&reason.message)).collect();
                    bail!("the notice does not allow it: {}", why.join("; "));
                }
                Err(error) => return Err(error.into()),
            };
            print(&format!("Erased: {} keys are destroyed.\n", erased.keys))?;
            for left in &erased.survives {
                print(&format!(
                    "What is left: {} ({}), because it is {}.\n",
                    left.what, left.count, left.why
                ))?;
            }
        }
    }
    Ok(Outcome::Clean)
}

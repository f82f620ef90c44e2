use clap::Subcommand;
use db::posts;

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Posts: who answers for tasks, holds and markers, and who stands in
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Puts somebody into a post from today
    Appoint {
        #[command(flatten)]
        place: Where,
        /// The post: `data-protection-officer`
        post: String,
        /// Who
        actor: String,
        /// As a deputy
        #[arg(long)]
        deputy: bool,
        /// Who appoints; the actor in the log
        #[arg(long)]
        by: String,
    },
    /// Takes somebody out of every post from today: they left
    Leave {
        #[command(flatten)]
        place: Where,
        /// Who
        actor: String,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Lists who holds what
    List {
        #[command(flatten)]
        place: Where,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Appoint { place, post, actor, deputy, by } => {
            let record = place.open_or_begin()?.record;
            let now = record.now(today::timestamp());
            let day = now.today().to_string();
            let (of, who, deputy) = (post.clone(), actor.clone(), *deputy);
            record.write_office(by, "appointed", post, now, move |tx| {
                Ok(posts::appoint(tx, &of, &who, deputy, &day, None)?)
            })?;
            print(&format!("`{actor}` holds `{post}` from today.\n"))?;
        }
        Command::Leave { place, actor, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let day = now.today().to_string();
            let who = actor.clone();
            record.write_office(by, "left", "every post", now, move |tx| {
                posts::leave(tx, &who, &day)?;
                Ok(())
            })?;
            print(&format!("`{actor}` holds no post any more.\n"))?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let day = now.today().to_string();
            let holders = record.data().read("posts", |tx| posts::all_holders(tx, &day, 1000))?;
            for (post, actor, deputy) in &holders {
                let deputy = if *deputy { " (deputy)" } else { "" };
                print(&format!("{post}: {actor}{deputy}\n"))?;
            }
            print(&format!("{} held.\n", holders.len()))?;
        }
    }
    Ok(Outcome::Clean)
}

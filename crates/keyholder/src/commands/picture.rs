use clap::Subcommand;
use jiff::civil::Date;
use people::PersonId;
use registers::pictures::{self, Agreed, Channel, Picture, Shows};

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, say};
use crate::today;

/// Pictures of events: who is in them, where they may appear, and taken down when somebody says no
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a picture down
    Add {
        #[command(flatten)]
        place: Where,
        /// What the library of pictures calls it
        reference: String,
        /// The event
        #[arg(long)]
        event: String,
        /// The day it was taken
        #[arg(long, value_name = "DAY")]
        taken: Date,
        /// What it shows: `scene`, `person` or `child`
        #[arg(long)]
        shows: Shows,
        /// Where it may appear, with commas between
        #[arg(long, value_delimiter = ',', required = true)]
        channel: Vec<Channel>,
        /// How people were told before, and how to stay out of it
        #[arg(long, value_name = "WORDS")]
        told: String,
        /// Who writes it down
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Writes down that one was deleted from the library
    Gone(Named),
    /// Writes down that somebody is in it, with their written yes
    Here {
        #[command(flatten)]
        place: Where,
        /// What the library of pictures calls it
        reference: String,
        /// Who is in it
        #[arg(long)]
        person: PersonId,
        #[command(flatten)]
        asker: Asker,
        /// The day they agreed in writing
        #[arg(long, value_name = "DAY", requires = "wording")]
        agreed: Option<Date>,
        /// The words they signed
        #[arg(long, value_name = "WORDS")]
        wording: Option<String>,
        /// Of a child: the parent or guardian who signed, and how you know
        #[arg(long, value_name = "WORDS")]
        guardian: Option<String>,
    },
    /// Lists the pictures
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Asks whether it may appear there, today. Exit status 1 where it may not
    MayAppear(Appear),
    /// Lets it appear there, where nothing is in the way
    Publish(Appear),
    /// Lists what appears and may not any more, or writes down that one was taken down
    TakeDown {
        #[command(flatten)]
        place: Where,
        /// The number of the one that was taken down
        #[arg(requires = "by")]
        number: Option<i64>,
        /// Who took it down
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(clap::Args)]
struct Named {
    #[command(flatten)]
    place: Where,
    /// What the library of pictures calls it
    reference: String,
    /// Who writes it down
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(clap::Args)]
struct Appear {
    #[command(flatten)]
    place: Where,
    /// What the library of pictures calls it
    reference: String,
    #[command(flatten)]
    asker: Asker,
    /// Where
    #[arg(long)]
    channel: Channel,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Add { place, reference, event, taken, shows, channel, told, by } => {
            let record = place.open()?.record;
            let mut picture = Picture::new(reference, event, *taken, *shows);
            picture.channels.clone_from(channel);
            picture.told.clone_from(told);
            pictures::add(&record, by, &picture, record.now(today::timestamp()))?;
            print("It is in the register.\n")?;
        }
        Command::Gone(one) => {
            let record = one.place.open()?.record;
            pictures::gone(&record, &one.by, &one.reference, record.now(today::timestamp()))?;
            print("It is gone, and with it who was in it.\n")?;
        }
        Command::Here { place, reference, person, asker, agreed, wording, guardian } => {
            let record = place.open()?.record;
            let agreed = agreed.map(|on| Agreed {
                on,
                wording: wording.clone().unwrap_or_default(),
                guardian: guardian.clone(),
            });
            let (ask, now) = (asker.ask("collect"), record.now(today::timestamp()));
            pictures::put_in(&record, &ask, reference, *person, agreed.as_ref(), now)?;
            print("It is in the register.\n")?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            for one in pictures::pictures(&record)? {
                let channels: Vec<&str> = one.channels.iter().map(|one| one.id()).collect();
                let gone = one.gone.map_or(String::new(), |day| format!(", deleted {day}"));
                print(&format!(
                    "{}  {}, {}: {}; for {}{gone}\n",
                    one.taken,
                    one.reference,
                    one.event,
                    one.shows.id(),
                    channels.join(", ")
                ))?;
            }
        }
        Command::MayAppear(one) => {
            let record = one.place.open()?.record;
            let (ask, now) = (one.asker.ask("publish"), record.now(today::timestamp()));
            let why = pictures::may_appear(&record, &ask, &one.reference, one.channel, now)?;
            print(if why.is_empty() { "Yes.\n" } else { "No.\n" })?;
            for one in &why {
                print(&format!("  {} (paragraph {})\n", say(&one.message), one.paragraph))?;
            }
            return Ok(if why.is_empty() { Outcome::Clean } else { Outcome::Findings });
        }
        Command::Publish(one) => {
            let record = one.place.open()?.record;
            let (ask, now) = (one.asker.ask("publish"), record.now(today::timestamp()));
            let no = pictures::publish(&record, &ask, &one.reference, one.channel, now)?;
            print(&format!("It may appear there; this use has the number {no}.\n"))?;
        }
        Command::TakeDown { place, number, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            if let (Some(number), Some(by)) = (number, by) {
                pictures::taken_down(&record, by, *number, now)?;
                print("It is written down.\n")?;
                return Ok(Outcome::Clean);
            }
            let all = pictures::to_take_down(&record, now)?;
            for one in &all {
                let (no, channel) = (one.no, one.channel.id());
                print(&format!("{no}: {} on {channel}, since {}\n", one.reference, one.since))?;
            }
            return Ok(if all.is_empty() { Outcome::Clean } else { Outcome::Findings });
        }
    }
    Ok(Outcome::Clean)
}

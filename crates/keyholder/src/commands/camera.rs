use clap::Subcommand;
use gate::NamedAsk;
use jiff::civil::Date;
use registers::cameras::{self, Export};

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, say};
use crate::today;

/// The register of cameras: not on before they were assessed, signed, and their pictures for a purpose
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lets pictures go to somebody for a purpose, where the gate lets them
    Export(Box<Out>),
    /// Lists the cameras of the charter, how they stand and what is wrong. Exit status 1 where something is
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Switches one off
    Off(Happens),
    /// Switches one on: not without an assessment approved by that day, and a sign
    On(Happens),
    /// Lists what happened with one
    Show {
        #[command(flatten)]
        place: Where,
        /// The camera, by the charter's name
        camera: String,
    },
    /// Writes down that its signs were looked at
    Signs(Happens),
}

#[derive(clap::Args)]
struct Happens {
    #[command(flatten)]
    place: Where,
    /// The camera, by the charter's name
    camera: String,
    /// The day [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// Who writes it down
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why, or what shows it
    #[arg(long, value_name = "WORDS", default_value = "")]
    because: String,
}

#[derive(clap::Args)]
struct Out {
    #[command(flatten)]
    place: Where,
    /// The camera, by the charter's name
    camera: String,
    #[command(flatten)]
    asker: Asker,
    /// Who gets them, by the charter's name
    #[arg(long)]
    recipient: String,
    /// The first day they show
    #[arg(long, value_name = "DAY")]
    from: Date,
    /// The last day they show
    #[arg(long, value_name = "DAY")]
    to: Date,
    /// Why, in words
    #[arg(long, value_name = "WORDS")]
    because: String,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Export(out) => {
            let record = out.place.open()?.record;
            let named =
                NamedAsk { recipient: Some(out.recipient.clone()), ..out.asker.ask("disclose") };
            let export = Export {
                camera: out.camera.clone(),
                from: out.from,
                to: out.to,
                because: out.because.clone(),
            };
            cameras::export(&record, &named, &export, record.now(today::timestamp()))?;
            print("They may go, and it is in the register.\n")?;
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let all = cameras::cameras(&record, record.now(today::timestamp()))?;
            for one in &all {
                let on = one.on_since.map_or("off".to_owned(), |day| format!("on since {day}"));
                let signs = one.signs.map_or("never".to_owned(), |day| day.to_string());
                print(&format!("{}: {}; {on}; signs seen {signs}\n", one.camera, one.name))?;
                for wrong in &one.wrong {
                    print(&format!("  {}\n", say(wrong)))?;
                }
            }
            let wrong = all.iter().any(|one| !one.wrong.is_empty());
            return Ok(if wrong { Outcome::Findings } else { Outcome::Clean });
        }
        Command::Off(one) => one.with(|record, day, now| {
            cameras::switch_off(record, &one.by, &one.camera, (day, &one.because), now)
        })?,
        Command::On(one) => {
            one.with(|record, day, now| cameras::switch_on(record, &one.by, &one.camera, day, now))?
        }
        Command::Show { place, camera } => {
            let record = place.open()?.record;
            for one in cameras::events(&record, camera)? {
                let says =
                    if one.says.is_empty() { String::new() } else { format!(": {}", one.says) };
                print(&format!("{}  {}, by {}{says}\n", one.day, one.what.id(), one.actor))?;
            }
        }
        Command::Signs(one) => one.with(|record, day, now| {
            cameras::signs_seen(record, &one.by, &one.camera, (day, &one.because), now)
        })?,
    }
    Ok(Outcome::Clean)
}

impl Happens {
    fn with(
        &self,
        work: impl FnOnce(&people::Record, Date, people::Now) -> Result<(), registers::Error>,
    ) -> anyhow::Result<()> {
        let record = self.place.open()?.record;
        let now = record.now(today::timestamp());
        work(&record, self.on.unwrap_or_else(|| now.today()), now)?;
        print("It is in the register.\n")
    }
}

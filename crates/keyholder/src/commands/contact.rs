use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use jiff::civil::Date;
use people::PersonId;
use sharing::contact::{Answer, May, Plan, Whose, may};
use sharing::preference::{self, List};
use zeroize::Zeroizing;

use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, print_json, say};
use crate::{charters, today};

/// Whether somebody may be contacted, for this, by this channel, now; and the lists of the preference services
///
/// One question for an officer, a housing system or a mailing tool. The answer is in the log.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Asks about one person. Exit status 1 where they may not be, or a person has to read the text first
    Ask(Box<Ask>),
    /// Takes a file of a preference service over; it counts for 28 days from its day
    Import {
        #[command(flatten)]
        place: Where,
        /// The file
        file: PathBuf,
        /// Which list: `tps`, `ctps` or `mps`
        #[arg(long)]
        list: List,
        /// The day the service made it
        #[arg(long, value_name = "DAY")]
        day: Date,
        /// Who takes it over
        #[arg(long, value_name = "NAME")]
        by: String,
        /// It may have less than half of what the one before it had
        #[arg(long)]
        fewer: bool,
    },
    /// Lists the files in force, and until when each counts
    Lists {
        #[command(flatten)]
        place: Where,
    },
}

#[derive(clap::Args)]
struct Ask {
    #[command(flatten)]
    place: Where,
    /// The person
    person: PersonId,
    #[command(flatten)]
    asker: Asker,
    /// The channel, by its name in the charter
    #[arg(long)]
    channel: String,
    /// What a marketing message is about
    #[arg(long, default_value = "")]
    topic: String,
    /// Whose goods, services or aims it promotes: `ours`, `groups` or `others`
    #[arg(long, default_value = "ours")]
    whose: Whose,
    /// The file with what it says
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// The number or address it goes to; without one, any that is held
    #[arg(long)]
    to: Option<String>,
    /// It is left on a machine, where others may hear it
    #[arg(long)]
    voicemail: bool,
    /// Somebody read the text, and it is about a service: why
    #[arg(long, value_name = "WHY")]
    read: Option<String>,
    /// The day the details were obtained in a sale
    #[arg(long, value_name = "DAY")]
    sale_on: Option<Date>,
    /// It promotes the sender's own similar products or services
    #[arg(long)]
    own_similar_products: bool,
    /// The day the details were obtained with support for the charity
    #[arg(long, value_name = "DAY")]
    supported_on: Option<Date>,
    /// Its only purpose is to further the sender's own charitable purposes
    #[arg(long)]
    own_charitable_purpose: bool,
    /// A way to say no was offered when the details were collected
    #[arg(long)]
    refusal_at_collection: bool,
    /// A way to say no is in this message, and was in each before
    #[arg(long)]
    refusal_in_message: bool,
    /// The person said that they do not mind our calls
    #[arg(long)]
    agreed_to_calls: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The most bytes of a text that is read: 1 MiB.
const TEXT_BYTES_MAX: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask(ask) => one(ask),
        Command::Import { place, file, list, day, by, fewer } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            let open =
                File::open(file).with_context(|| format!("cannot read `{}`", file.display()))?;
            let mut lines = BufReader::new(open);
            let done = preference::import(&record, (*list, *day), &mut lines, *fewer, by, now)?;
            print(&format!("{} lines are taken over, of {}.\n", done.lines, done.day))?;
            if done.unread > 0 {
                let lines: Vec<String> =
                    done.unread_lines.iter().map(ToString::to_string).collect();
                print(&format!(
                    "{} could not be read, line {} among them.\n",
                    done.unread,
                    lines.join(", ")
                ))?;
                return Ok(Outcome::Findings);
            }
            Ok(Outcome::Clean)
        }
        Command::Lists { place } => {
            let record = place.open()?.record;
            let lists = preference::lists(&record, record.now(today::timestamp()))?;
            for one in &lists {
                let stands = if one.too_old { "too old: it says nothing" } else { "counts" };
                print(&format!(
                    "{}  of {}, {} lines, until {}: {stands}\n",
                    one.list, one.day, one.lines, one.until
                ))?;
            }
            if lists.is_empty() {
                print("There is no list: news by telephone and by post is refused.\n")?;
            }
            Ok(Outcome::Clean)
        }
    }
}

fn one(ask: &Ask) -> anyhow::Result<Outcome> {
    let record = ask.place.open()?.record;
    let now = record.now(today::timestamp());
    let mut plan = Plan::new(now.today());
    plan.topic.clone_from(&ask.topic);
    plan.whose = ask.whose;
    plan.voicemail = ask.voicemail;
    plan.read.clone_from(&ask.read);
    if let Some(path) = &ask.text {
        plan.text = Some(Zeroizing::new(charters::read_text(path, TEXT_BYTES_MAX)?));
    }
    let known = &mut plan.known;
    known.sale_on = ask.sale_on;
    known.own_similar_products = ask.own_similar_products;
    known.supported_on = ask.supported_on;
    known.own_charitable_purpose = ask.own_charitable_purpose;
    known.refusal_at_collection = ask.refusal_at_collection;
    known.refusal_in_message = ask.refusal_in_message;
    known.agreed_to_calls = ask.agreed_to_calls;
    if let Some(to) = &ask.to {
        plan = plan.goes_to(&record, &ask.channel, to)?;
    }
    let mut named = ask.asker.ask("contact");
    named.channel = Some(ask.channel.clone());
    let answer = may(&record, &named, ask.person, &plan, now)?;
    if ask.json {
        print_json(&as_json(&answer))?;
    } else {
        print(&in_words(&answer))?;
    }
    Ok(if answer.may == May::Yes { Outcome::Clean } else { Outcome::Findings })
}

fn in_words(answer: &Answer) -> String {
    let mut text = match answer.may {
        May::Yes => "Yes.\n".to_owned(),
        May::No => "No.\n".to_owned(),
        May::Look => "Somebody reads the text first.\n".to_owned(),
    };
    if let Some(route) = answer.route {
        let rule = route.provision();
        text += &format!("  by: {} ({})\n", rule.title(), rule.citation());
    }
    for one in &answer.because {
        let cites = one.paragraphs.join(", ");
        let cites = if cites.is_empty() { cites } else { format!(" (paragraph {cites})") };
        text += &format!("  {}{cites}\n", say(&one.message));
        for lacks in &one.lacks {
            text += &format!("    {}\n", say(lacks));
        }
    }
    for (_, says) in &answer.obligations {
        text += &format!("  with it: {}\n", say(says));
    }
    if !answer.rather.is_empty() {
        text += &format!("  they like better: {}\n", answer.rather.join(", "));
    }
    if answer.adjusted {
        text += "  something has to be done another way for them\n";
    }
    text
}

fn as_json(answer: &Answer) -> serde_json::Value {
    let because = answer.because.iter().map(|one| {
        serde_json::json!({
            "rule": one.rule, "message": say(&one.message), "paragraphs": one.paragraphs,
            "lacks": one.lacks.iter().map(say).collect::<Vec<_>>(),
        })
    });
    serde_json::json!({
        "may": answer.may.id(),
        "route": answer.route.map(|route| route.provision().id()),
        "because": because.collect::<Vec<_>>(),
        "rather": answer.rather,
        "adjusted": answer.adjusted,
    })
}

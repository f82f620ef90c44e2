use std::path::PathBuf;

use anyhow::bail;
use casework::recognise::recognise;
use casework::{Capacity, Channel, Desk, How, Kind, Letter, NewCase, Party, Way, Who};
use jiff::civil::Date;
use law::clock::Moment;
use people::PersonId;

use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print, say};
use crate::{files, today};

/// Opens a case, or several that belong together, from one letter or call
///
/// Nothing is needed for the time to run but that it came. Give `--kind` for each thing it is about;
/// without one, what the text seems to ask for is proposed and nothing is opened.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What it is about; may be given several times
    #[arg(long, value_name = "KIND")]
    kind: Vec<Kind>,
    /// Whom it is about, by the id the record has for them, where that is known
    #[arg(long, value_name = "PERSON")]
    subject: Option<PersonId>,
    /// Who asks, where it is not the person themselves
    #[arg(long, value_name = "NAME")]
    requester: Option<String>,
    /// By what right they ask, own where nobody else asks, and agent where somebody does: own, agent, parent, attorney, executor, representative, authority or
    /// office
    #[arg(long, value_parser = capacity)]
    capacity: Option<Capacity>,
    /// Where the answer goes, where that is said
    #[arg(long, value_name = "ADDRESS")]
    reach: Option<String>,
    /// How it came: email, in-person, message, phone, portal or post
    #[arg(long, default_value = "phone")]
    channel: Channel,
    /// The legal entity
    #[arg(long)]
    entity: String,
    /// When it came, like 2026-11-20 or 2026-11-20T17:30; now where it is left out
    #[arg(long, value_name = "DATE|DATETIME", value_parser = moment)]
    received: Option<Moment>,
    /// The day named by whoever asks
    #[arg(long, value_name = "DATE")]
    named: Option<Date>,
    /// What they said
    #[arg(long, conflicts_with = "text")]
    words: Option<String>,
    /// A file with what they wrote
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Sends an email at once that says it came, to where the answer goes: it says nothing of anybody
    #[arg(long, requires = "reach")]
    acknowledge: bool,
    /// Who opens it
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    place: Where,
}

/// The most bytes of a letter: 1 MiB.
const TEXT_BYTES_MAX: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let words = match (&args.words, &args.text) {
        (Some(words), _) => words.clone(),
        (None, Some(path)) => {
            String::from_utf8_lossy(&files::read_bytes(path, TEXT_BYTES_MAX)?).into_owned()
        }
        (None, None) => String::new(),
    };
    if args.kind.is_empty() {
        return propose(&words);
    }
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    let new = NewCase {
        kinds: args.kind.clone(),
        entity: args.entity.clone(),
        received: args.received.unwrap_or_else(|| Moment::from(today::timestamp())),
        subject: args.subject,
        requester: Party {
            person: match args.requester {
                Some(_) => None,
                None => args.subject.map(|person| person.to_string()),
            },
            name: args.requester.clone(),
            reach: args.reach.clone(),
            // Somebody else has to show that they may.
            capacity: args.capacity.unwrap_or(match args.requester {
                Some(_) => Capacity::Agent,
                None => Capacity::Own,
            }),
            channel: args.channel,
        },
        recipient: None,
        words,
        by: args.named,
    };
    for opened in done(&desk, desk.open(&args.by, &new, now))? {
        let due = opened.due.map_or_else(String::new, |due| format!(", due {due}"));
        print(&format!("{}: {}{due}\n", opened.reference, say(&opened.kind.message())))?;
        if args.acknowledge {
            acknowledge(&desk, opened.no, now)?;
        }
    }
    Ok(Outcome::Clean)
}

/// Says that it came, where that is safe; else somebody has to.
pub(crate) fn acknowledge(desk: &Desk, case: i64, now: people::Now) -> anyhow::Result<()> {
    let letter = How::new(Letter::Acknowledgement, Way::Email);
    match done(desk, desk.send(Who::Clock, case, &letter, now)) {
        Ok(_) => print("    That it came is on its way.\n"),
        Err(error) => print(&format!("    That it came was not sent: {error:#}\n")),
    }
}

fn propose(words: &str) -> anyhow::Result<Outcome> {
    let proposals = recognise(words);
    if proposals.is_empty() {
        bail!(
            "say what it is about with `--kind`; nothing in the text was recognised, and somebody \
             has to read it"
        );
    }
    print("Nothing was opened. It may be:\n")?;
    for one in &proposals {
        let sure = if one.sure { "" } else { ", perhaps" };
        let text = &words[one.at.clone()];
        print(&format!("  --kind {}{sure}: it says `{text}`\n", one.kind))?;
    }
    Ok(Outcome::Findings)
}

fn capacity(word: &str) -> Result<Capacity, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        format!(
            "there is no capacity `{word}`; there is own, agent, parent, attorney, executor, \
                 representative, authority and office"
        )
    })
}

pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    match text.parse::<Date>() {
        Ok(day) if !text.contains([':', 'T']) => Ok(Moment::start_of(day)),
        _ => text.parse::<Moment>().map_err(|why| why.to_string()),
    }
}

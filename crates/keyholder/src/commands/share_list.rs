use people::PersonId;
use sharing::share;
use sharing::{Disclosure, register};

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Lists who was given what of a person, and what waits
///
/// Exit status 1 while something was called back and its deletion is not confirmed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let question = args.asker.question(&record, "look", now)?;
    let rows = allowed(&record, register(&record, &question, args.person, now))?;
    let waiting = allowed(&record, share::scheduled(&record, &question, args.person, now))?;
    let mut open = 0;
    for row in &rows {
        open += usize::from(row.recalled.is_some() && row.confirmed.is_none());
        print(&line(row))?;
    }
    for one in &waiting {
        let told =
            one.told.map_or("the person was not told".to_owned(), |day| format!("told {day}"));
        print(&format!(
            "{}  {} for {}, from {}: {}, {told}, with {}\n",
            one.no,
            one.recipient,
            one.purpose,
            one.day,
            one.state.as_str(),
            one.post
        ))?;
    }
    let count = rows.len();
    print(&format!("{count} given, {open} called back and not confirmed.\n"))?;
    Ok(if open == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn line(row: &Disclosure) -> String {
    let told = match (row.told, row.notice, row.exception) {
        (Some(day), Some(no), _) => format!("told by notice {no} since {day}"),
        (Some(day), None, _) => format!("told {day}"),
        (None, _, Some(kind)) => format!("not told: {}", kind.as_str()),
        (None, _, None) if row.excepted => "not told, for a recorded reason".to_owned(),
        (None, _, None) => "nobody had to be told one by one".to_owned(),
    };
    let back = match (row.recalled, row.confirmed) {
        (_, Some(day)) => format!("; called back, and its deletion confirmed {day}"),
        (Some(day), None) => format!("; called back {day}, not confirmed"),
        (None, None) => String::new(),
    };
    format!(
        "{}  {}  {} for {}: {}; {}; {told}; paragraphs {}{back}\n",
        row.no,
        row.given,
        row.recipient,
        row.purpose,
        row.data.join(", "),
        row.how.how,
        if row.paragraphs.is_empty() { "not known".to_owned() } else { row.paragraphs.join(", ") },
    )
}

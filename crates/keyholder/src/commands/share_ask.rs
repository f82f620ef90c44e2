use people::PersonId;
use sharing::share::{self, Answer};

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print, print_json, say};
use crate::today;

/// Whether something may go to somebody: field by field, what must come first, and how telling is met
///
/// Nothing goes by it. That somebody asked is in the log. Exit status 1 where nothing may go.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// To whom, by the charter's name
    #[arg(long)]
    recipient: String,
    /// Which kinds of data; what the charter lists for it when left out
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    category: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let mut named = args.asker.ask("disclose");
    named.recipient = Some(args.recipient.clone());
    named.data.clone_from(&args.category);
    let answer = allowed(&record, share::ask(&record, &named, args.person, now))?;
    if args.json {
        print_json(&as_json(&answer))?;
    } else {
        print(&in_words(&answer))?;
    }
    Ok(if answer.is_no() { Outcome::Findings } else { Outcome::Clean })
}

fn in_words(answer: &Answer) -> String {
    let mut text = if answer.is_no() { "No.\n".to_owned() } else { "Yes.\n".to_owned() };
    for field in &answer.fields {
        let summary = if field.summary { ", as a summary alone" } else { "" };
        let cites = field.paragraphs.join(", ");
        text += &format!("  {}: {}{summary} ({cites})\n", field.category, field.goes.as_str());
    }
    for reason in &answer.reasons {
        text += &format!("  because: {}\n", say(&reason.message));
        if let Some(unblock) = &reason.unblock {
            text += &format!("    {}\n", say(unblock));
        }
    }
    for first in &answer.first {
        text += &format!("  first: {}\n", say(&first.message()));
    }
    for (_, says) in &answer.obligations {
        text += &format!("  with it: {}\n", say(says));
    }
    text
}

fn as_json(answer: &Answer) -> serde_json::Value {
    let fields = answer.fields.iter().map(|field| {
        serde_json::json!({
            "category": field.category, "answer": field.goes.as_str(), "summary": field.summary,
            "paragraphs": field.paragraphs, "rules": field.rules,
        })
    });
    let reasons = answer.reasons.iter().map(|reason| {
        serde_json::json!({
            "rule": reason.rule, "message": say(&reason.message), "data": reason.data,
            "paragraphs": reason.paragraphs, "unblock": reason.unblock.as_ref().map(say),
        })
    });
    let first = answer
        .first
        .iter()
        .map(|first| serde_json::json!({"what": first.as_str(), "message": say(&first.message())}));
    serde_json::json!({
        "may": !answer.is_no(),
        "recipient": answer.recipient,
        "purpose": answer.purpose,
        "fields": fields.collect::<Vec<_>>(),
        "reasons": reasons.collect::<Vec<_>>(),
        "first": first.collect::<Vec<_>>(),
        "notice": answer.notice().map(|(no, _)| no),
        "obligations": answer.obligations.iter().map(|(owed, _)| owed.as_str()).collect::<Vec<_>>(),
    })
}

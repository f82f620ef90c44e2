use jiff::civil::Date;
use people::PersonId;
use sharing::share::{self, JobSheet, SheetAsk};

use crate::asker::{Asker, allowed};
use crate::commands::share_give::Telling;
use crate::office::Where;
use crate::output::{Outcome, print, print_json, say};
use crate::today;

/// Makes a job sheet for a contractor: contact and occupation, sentences for marks, a last day, a script
///
/// What is on it stands in the register. A mark's own words and diagnoses are never on it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// The contractor, by the charter's name
    #[arg(long)]
    recipient: String,
    /// The sub-contractor who does the work, as the charter names it
    #[arg(long, value_name = "NAME")]
    sub_contractor: Option<String>,
    /// The last day it may be used: 28 days from today at most
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// What the job is, such as its number. Nothing about the person
    #[arg(long, value_name = "TEXT")]
    job: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    telling: Telling,
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
    let asked = SheetAsk {
        until: args.until,
        sub_contractor: args.sub_contractor.clone(),
        told: args.telling.read(),
        job: args.job.clone(),
    };
    let made = share::job_sheet(&record, &named, args.person, &asked, now);
    let sheet = allowed(&record, made)?;
    if sheet.untold {
        eprintln!(
            "For the office alone: something is left out until the person was told that it goes to \
             the contractor (paragraph 11.6)."
        );
    }
    if args.json {
        print_json(&as_json(&sheet))?;
    } else {
        print(&in_words(&sheet))?;
    }
    Ok(Outcome::Clean)
}

fn in_words(sheet: &JobSheet) -> String {
    let job = sheet.job.as_deref().map(|job| format!(": {job}")).unwrap_or_default();
    let mut text = format!("Job sheet{job}\nTo be used until {}, then destroyed.\n\n", sheet.until);
    for (kind, value) in &sheet.fields {
        text += &format!("{kind}: {}\n", value.as_str());
    }
    if !sheet.mind.is_empty() {
        text += "\nTo keep in mind:\n";
        for says in &sheet.mind {
            text += &format!("  {}\n", say(says));
        }
    }
    text += "\nSay at the door:\n";
    for says in &sheet.script {
        text += &format!("  {}\n", say(says));
    }
    let numbers: Vec<String> = sheet.numbers.iter().map(ToString::to_string).collect();
    text + &format!("\nNumber in the register: {}\n", numbers.join(", "))
}

fn as_json(sheet: &JobSheet) -> serde_json::Value {
    let fields = sheet
        .fields
        .iter()
        .map(|(kind, value)| serde_json::json!({"category": kind, "value": value.as_str()}));
    serde_json::json!({
        "recipient": sheet.recipient,
        "sub-contractor": sheet.sub_contractor,
        "purpose": sheet.purpose,
        "job": sheet.job,
        "fields": fields.collect::<Vec<_>>(),
        "mind": sheet.mind.iter().map(say).collect::<Vec<_>>(),
        "until": sheet.until.to_string(),
        "script": sheet.script.iter().map(say).collect::<Vec<_>>(),
        "register": sheet.numbers,
    })
}

use clap::Subcommand;
use jiff::civil::Date;
use sharing::Holder;

use crate::office::Where;
use crate::output::{Outcome, named, print, print_json, say};
use crate::today;

/// Recipients: what each agreed to, where it handles the data, who works for it, what is looked at when
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes down that one said it understood what it may do
    Acknowledge {
        #[command(flatten)]
        place: Where,
        /// The recipient, by the charter's name
        recipient: String,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Ends its agreement: from that day on nothing goes to it
    End {
        #[command(flatten)]
        place: Where,
        /// The recipient, by the charter's name
        recipient: String,
        /// The day
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Lists them. Exit status 1 where something is refused or missing
    List {
        #[command(flatten)]
        place: Where,
        /// Only those to whom something is refused, or of whom something is missing
        #[arg(long)]
        wanting: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Writes down that its agreement stands, acknowledged on a day, looked at again on another
    Renew {
        #[command(flatten)]
        place: Where,
        /// The recipient, by the charter's name
        recipient: String,
        /// The day it acknowledged the terms
        #[arg(long, value_name = "DAY")]
        on: Date,
        /// The day it is looked at again
        #[arg(long, value_name = "DAY")]
        review: Date,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
    /// Shows one
    Show {
        #[command(flatten)]
        place: Where,
        /// The recipient, by the charter's name
        recipient: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Writes down a sub-contractor, or that its work ended; nothing goes to one the charter does not name
    SubContractor {
        #[command(flatten)]
        place: Where,
        /// The recipient, by the charter's name
        recipient: String,
        /// The sub-contractor, by its name
        name: String,
        /// The day it said that it understood what it may do
        #[arg(long, value_name = "DAY", conflicts_with = "ended")]
        acknowledged: Option<Date>,
        /// The day its work ended
        #[arg(long, value_name = "DAY")]
        ended: Option<Date>,
        /// Who writes it down
        #[arg(long)]
        by: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Acknowledge { place, recipient, on, by } => {
            let record = place.open()?.record;
            sharing::acknowledge(&record, recipient, *on, record.now(today::timestamp()), by)?;
            print(&format!("`{recipient}` acknowledged its terms on {on}.\n"))?;
        }
        Command::End { place, recipient, on, by } => {
            let record = place.open()?.record;
            sharing::end_agreement(&record, recipient, *on, record.now(today::timestamp()), by)?;
            print(&format!("Nothing goes to `{recipient}` from {on}.\n"))?;
        }
        Command::List { place, wanting, json } => {
            let record = place.open()?.record;
            let mut all = sharing::recipients(&record, record.now(today::timestamp()))?;
            if *wanting {
                all.retain(wants);
            }
            if *json {
                print_json(&all.iter().map(as_json).collect::<Vec<_>>())?;
            } else {
                for one in &all {
                    print(&line(one))?;
                }
                print(&format!("{} recipients.\n", all.len()))?;
            }
            let clean = !all.iter().any(wants);
            return Ok(if clean { Outcome::Clean } else { Outcome::Findings });
        }
        Command::Renew { place, recipient, on, review, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            sharing::renew_agreement(&record, recipient, *on, *review, now, by)?;
            print(&format!("`{recipient}` stands, and is looked at again on {review}.\n"))?;
        }
        Command::Show { place, recipient, json } => {
            let record = place.open()?.record;
            let all = sharing::recipients(&record, record.now(today::timestamp()))?;
            let one = named("recipient", recipient, &all, |one| &one.id)?;
            if *json {
                print_json(&as_json(one))?;
            } else {
                print(&in_words(one))?;
            }
        }
        Command::SubContractor { place, recipient, name, acknowledged, ended, by } => {
            let record = place.open()?.record;
            let now = record.now(today::timestamp());
            match ended {
                Some(on) => sharing::end_sub_contractor(&record, recipient, name, *on, now, by)?,
                None => {
                    sharing::name_sub_contractor(&record, recipient, name, *acknowledged, now, by)?;
                }
            }
            let all = sharing::recipients(&record, now)?;
            let one = all.iter().find(|one| one.id == *recipient);
            let sub = one.and_then(|one| one.sub_contractors.iter().find(|sub| sub.name == *name));
            let may = sub.is_some_and(|sub| sub.may_be_sent(now.today()));
            let says = if may { "may be sent" } else { "is given nothing" };
            print(&format!("`{name}` {says}.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

fn wants(one: &Holder) -> bool {
    !one.refused.is_empty() || !one.missing.is_empty()
}

fn day(of: Option<Date>) -> String {
    of.map_or_else(|| "no day".to_owned(), |day| day.to_string())
}

fn line(one: &Holder) -> String {
    let all = one.refused.iter().chain(&one.missing).map(say).collect::<Vec<_>>();
    let says = if all.is_empty() { "stands".to_owned() } else { all.join("; ") };
    format!("{}  {}, looked at again {}: {says}\n", one.id, one.kind, day(one.review))
}

fn in_words(one: &Holder) -> String {
    let mut text = format!("{}\n  {}\n", one.name, one.kind);
    if let Some(power) = &one.power {
        text += &format!("  power: {power}\n");
    }
    if let Some((name, kind)) = &one.agreement {
        text += &format!("  agreement: {name} ({kind}), until {}\n", day(one.until));
    }
    text += &format!(
        "  acknowledged: {}; looked at again: {}\n",
        day(one.acknowledged),
        day(one.review)
    );
    let country = one.country.map_or("not said".to_owned(), |country| country.as_str().to_owned());
    text += &format!("  country: {country}\n");
    if let Some(transfer) = &one.transfer {
        let holds = if transfer.holds { "holds" } else { "does not hold" };
        let test = match (transfer.needs_test, transfer.tested) {
            (true, tested) => format!("test approved: {}", day(tested)),
            (false, _) => "no test needed".to_owned(),
        };
        let title = transfer.title.unwrap_or(&transfer.mechanism);
        text += &format!("  transfer: {title}, until {}, {test}: {holds}\n", day(transfer.until));
    }
    for (purpose, kinds) in &one.receives {
        text += &format!("  for {purpose}: {}\n", kinds.join(", "));
    }
    for sub in &one.sub_contractors {
        let named = if sub.in_charter { "named in the charter" } else { "not in the charter" };
        let ended = sub.ended.map(|day| format!(", ended {day}")).unwrap_or_default();
        text += &format!(
            "  sub-contractor {}: {named}, acknowledged {}{ended}\n",
            sub.name,
            day(sub.acknowledged)
        );
    }
    for says in one.refused.iter().map(say) {
        text += &format!("  refused: {says}\n");
    }
    for says in one.missing.iter().map(say) {
        text += &format!("  missing: {says}\n");
    }
    text
}

fn as_json(one: &Holder) -> serde_json::Value {
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let transfer = one.transfer.as_ref().map(|it| {
        serde_json::json!({
            "mechanism": it.mechanism, "until": text(it.until), "needs-test": it.needs_test,
            "tested": text(it.tested), "holds": it.holds,
        })
    });
    let receives = one
        .receives
        .iter()
        .map(|(purpose, data)| serde_json::json!({"purpose": purpose, "data": data}));
    let subs = one.sub_contractors.iter().map(|sub| {
        serde_json::json!({
            "name": sub.name, "in-charter": sub.in_charter,
            "acknowledged": text(sub.acknowledged), "ended": text(sub.ended),
        })
    });
    serde_json::json!({
        "id": one.id, "name": one.name, "kind": one.kind, "power": one.power,
        "agreement": one.agreement.as_ref().map(|(name, _)| name), "until": text(one.until),
        "acknowledged": text(one.acknowledged), "review": text(one.review),
        "ended": text(one.ended), "country": one.country.map(|it| it.as_str().to_owned()),
        "transfer": transfer, "receives": receives.collect::<Vec<_>>(),
        "sub-contractors": subs.collect::<Vec<_>>(),
        "refused": one.refused.iter().map(say).collect::<Vec<_>>(),
        "missing": one.missing.iter().map(say).collect::<Vec<_>>(),
    })
}

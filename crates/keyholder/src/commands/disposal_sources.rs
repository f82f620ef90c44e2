use sources::{Past, PastTable, past};

use crate::office::Where;
use crate::output::{Outcome, print, print_json};
use crate::reach::Reach;
use crate::signals::stop_when_asked;
use crate::today;

/// Counts what of the landlord's systems is past its time, by the map's classes and the charter's periods
///
/// Days are read and counted; nothing else is, and nothing is shown or kept. A table about people without a
/// class is drift. Who looked, and when, is written in the log first. Exit status 1 when something is past
/// its time, or is not known.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reach: Reach,
    /// Who looks
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let record = &office.record;
    let map = args.reach.map()?;
    let stop = stop_when_asked()?;
    let readers = args.reach.readers(&map, &stop)?;
    let now = record.now(today::timestamp());
    let charter = record.gate().charter();
    let mut clean = true;
    let mut shown = Vec::new();
    for (id, reader) in readers {
        let Some(source) = map.source(&id) else { continue };
        let survey = record.survey(&args.by, &id, now)?;
        let counted = reader.and_then(|mut connector| {
            connector.stop_with(&stop);
            past(&survey, source, connector.as_mut(), charter, now.today())
        });
        stop.check()?;
        match counted {
            Ok(tables) => {
                clean &= tables.iter().all(|table| {
                    matches!(table.says, Past::Counted { past: 0, unreadable: 0, .. })
                });
                shown.push((id, source.name.clone(), Ok(tables)));
            }
            Err(error) => {
                clean = false;
                shown.push((id, source.name.clone(), Err(error.to_string())));
            }
        }
    }
    if args.json {
        print_json(&as_json(&shown))?;
    } else {
        print(&in_words(&shown))?;
    }
    Ok(if clean { Outcome::Clean } else { Outcome::Findings })
}

type Shown = (String, String, Result<Vec<PastTable>, String>);

fn in_words(shown: &[Shown]) -> String {
    let mut text = String::new();
    for (id, name, tables) in shown {
        text += &format!("{name} ({id})\n");
        let tables = match tables {
            Ok(tables) => tables,
            Err(why) => {
                text += &format!("  not looked over: {why}\n");
                continue;
            }
        };
        for table in tables {
            text += &format!("  {}: {}\n", table.table, line(&table.says));
        }
    }
    text
}

fn line(says: &Past) -> String {
    match says {
        Past::Counted { class, trigger, rows, past, waiting, unreadable } => {
            let unread = match unreadable {
                0 => String::new(),
                some => format!("; the day of {some} could not be read"),
            };
            format!(
                "{past} of {rows} are past their time by `{class}` from `{trigger}`; {waiting} have no day \
                 yet{unread}"
            )
        }
        Past::NoDay { class } => {
            format!("kept by `{class}`, and no field says from which day: not known")
        }
        Past::NoClass => "no retention class: nobody has said how long it is kept".to_owned(),
        Past::NotCounted(why) => format!("not counted: {why}"),
    }
}

fn as_json(shown: &[Shown]) -> serde_json::Value {
    let one = |table: &PastTable| {
        let says = match &table.says {
            Past::Counted { class, trigger, rows, past, waiting, unreadable } => {
                serde_json::json!({
                    "class": class, "from": trigger, "rows": rows, "past": past,
                    "no-day-yet": waiting, "unreadable": unreadable,
                })
            }
            Past::NoDay { class } => serde_json::json!({"class": class, "unknown": "no day"}),
            Past::NoClass => serde_json::json!({"unknown": "no class"}),
            Past::NotCounted(why) => serde_json::json!({"unknown": why}),
        };
        serde_json::json!({"table": table.table, "says": says})
    };
    let sources = shown.iter().map(|(id, _, tables)| match tables {
        Ok(tables) => {
            serde_json::json!({"source": id, "tables": tables.iter().map(one).collect::<Vec<_>>()})
        }
        Err(why) => serde_json::json!({"source": id, "not-looked-over": why}),
    });
    sources.collect()
}

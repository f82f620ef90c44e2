use anyhow::bail;
use jiff::civil::Date;
use law::{Provision, Table};
use serde_json::{Value, json};
use words::Message;

use super::clock::{checked, day};
use crate::output::{Outcome, print, print_json, say};

/// Lists the rules of law Keyholder knows, with their dates and sources
///
/// A rule that has not been checked against its source is marked NOT VERIFIED.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the rules in force on this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// Only this table
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let tables: Vec<&Table> = law::tables()
        .iter()
        .filter(|table| args.table.as_ref().is_none_or(|name| name == table.name()))
        .collect();
    if let (Some(name), []) = (&args.table, &tables[..]) {
        let known: Vec<&str> = law::tables().iter().map(Table::name).collect();
        bail!("there is no table `{name}`; there are {}", known.join(", "));
    }
    let listed: Vec<(&Table, Vec<&Provision>)> = tables
        .into_iter()
        .map(|table| {
            let rules = table.provisions().into_iter();
            (table, rules.filter(|rule| args.on.is_none_or(|day| rule.in_force(day))).collect())
        })
        .collect();
    if args.json {
        let rules = listed.iter().flat_map(|(table, rules)| rules.iter().map(|r| row(table, r)));
        print_json(&rules.collect::<Value>())?;
    } else {
        print(&text(&listed))?;
    }
    Ok(Outcome::Clean)
}

fn row(table: &Table, rule: &Provision) -> Value {
    json!({
        "table": table.name(),
        "id": rule.id(),
        "title": rule.title(),
        "citation": rule.citation(),
        "in_force_from": rule.in_force_from(),
        "in_force_to": rule.in_force_to(),
        "source": rule.source(),
        "verified": rule.verified(),
        "note": rule.note(),
    })
}

fn text(listed: &[(&Table, Vec<&Provision>)]) -> String {
    let mut out = Vec::new();
    for (table, rules) in listed.iter().filter(|(_, rules)| !rules.is_empty()) {
        out.push(table.name().to_owned());
        out.push("-".repeat(table.name().len()));
        for rule in rules {
            let until = rule.in_force_to().map(|day| format!(" to {day}")).unwrap_or_default();
            let from = rule.in_force_from();
            out.push(format!("{}: {}", rule.id(), rule.title()));
            out.push(format!("  {}, from {from}{until}", rule.citation()));
            out.push(format!("  {}", say(&checked(rule))));
            let note = rule.note().map(|note| Message::new("law-show-note").with("note", note));
            out.extend(note.map(|note| format!("  {}", say(&note))));
        }
        out.push(String::new());
    }
    let rules = || listed.iter().flat_map(|(_, rules)| rules);
    let count = Message::new("law-show-count")
        .with("rules", rules().count())
        .with("unverified", rules().filter(|rule| !rule.verified()).count());
    out.push(say(&count));
    out.push(say(&Message::new("law-show-advice")));
    out.join("\n") + "\n"
}

//! A plan as a person reads it.

use std::fmt::Write as _;

use serde_json::{Map as Values, Value};

use super::{Change, Does, FieldStep, Plan, Step};
use crate::walk::text;

/// The plan, row by row: what stands there, and what becomes of it.
#[must_use]
pub fn diff(plan: &Plan) -> String {
    let mut out = String::new();
    let what = match &plan.change {
        Change::Erase { categories, .. } if categories.is_empty() => "Erase".to_owned(),
        Change::Erase { categories, .. } => {
            let names: Vec<&str> = categories.iter().map(|one| one.as_str()).collect();
            format!("Erase {}", names.join(", "))
        }
        Change::Correct { category, .. } => format!("Correct {category}"),
        Change::Restrict { .. } => "Restrict".to_owned(),
    };
    let _ = writeln!(out, "{what} for {}, planned on {}", plan.person, plan.made);
    for source in &plan.sources {
        let how = if source.direct { "changed from here" } else { "changed by a work order" };
        let _ = writeln!(out, "\n{} ({}): {how}", source.name, source.source);
        for step in &source.steps {
            row(&mut out, step);
        }
        if !source.without_mark.is_empty() {
            let tables = source.without_mark.join(", ");
            let _ = writeln!(
                out,
                "  cannot say that a row is restricted, so that it is only refused at the gate: \
                 {tables}"
            );
        }
    }
    if !plan.open.is_empty() {
        let _ = writeln!(out, "\nNot searched to the end, so this is not the whole:");
        for open in &plan.open {
            let _ = writeln!(out, "  {}: {}", open.source, open.why);
        }
    }
    if !plan.at_the_gate.is_empty() {
        let names = plan.at_the_gate.join(", ");
        let _ = writeln!(out, "\nRefused at the gate from then on, wherever it stands: {names}");
    }
    if !plan.to_tell.is_empty() {
        let _ = writeln!(out, "\nTo be told afterwards, because they were given the data:");
        for one in &plan.to_tell {
            let _ = writeln!(out, "  {} on {}: {}", one.recipient, one.given, one.data.join(", "));
        }
    }
    let mut cannot = plan.cannot().peekable();
    if cannot.peek().is_some() {
        let _ = writeln!(out, "\nIn the way, so that nothing at all is done:");
        for (source, step, field, why) in cannot {
            let place = format!("{}:{}.{}", source.source, step.table, field.field);
            let _ = writeln!(out, "  {place}: {why}");
        }
    }
    out
}

fn row(out: &mut String, step: &Step) {
    let key = named(&step.key);
    let rows = if step.rows == 1 { String::new() } else { format!(" ({} rows alike)", step.rows) };
    let goes = if step.is_gone() { ": the row goes" } else { "" };
    let _ = writeln!(out, "  {} {key}{rows}{goes}", step.table);
    for field in &step.fields {
        let _ = writeln!(out, "    {}", one(field));
    }
}

/// What tells a row apart, in one line.
#[must_use]
pub fn named(key: &Values<String, Value>) -> String {
    let parts: Vec<String> =
        key.iter().map(|(name, value)| format!("{name}={}", in_line(&text(value)))).collect();
    parts.join(" ")
}

/// A value in one line: what is in a source must not look like a line of ours.
#[must_use]
pub fn in_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// What stands in a field, in one line.
#[must_use]
pub fn stood(field: &FieldStep) -> String {
    in_line(&text(&field.was))
}

fn one(field: &FieldStep) -> String {
    let (name, was) = (&field.field, stood(field));
    match &field.does {
        Does::Empty => format!("{name}: `{was}` -> empty"),
        Does::Replace(with) | Does::Correct(with) | Does::Restrict(with) => {
            format!("{name}: `{was}` -> `{}`", in_line(with))
        }
        Does::Gone => format!("{name}: `{was}`"),
        Does::Detach => format!("{name}: `{was}` -> empty, so that nothing leads there any more"),
        Does::Keep(why) => format!("{name}: stays, because {why}"),
        Does::Look(why) => format!("{name}: for a person to look at: {why}"),
        Does::Cannot(why) => format!("{name}: cannot be changed: {why}"),
    }
}

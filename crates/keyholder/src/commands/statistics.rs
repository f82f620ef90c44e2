use std::path::PathBuf;

use anyhow::Context;
use feeds::{Cell, Counted, FILE_MAX, Least, count_by, count_rows};
use serde_json::{Value, json};

use crate::charters;
use crate::files::read_bytes;
use crate::output::{Outcome, print, print_json};

/// Counts the rows of a file by one column or two, and leaves small numbers out
///
/// Numbers only: no row of the file is ever written. A column that tells people or homes apart is refused. What could
/// be worked out from the totals is left out as well.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file, as comma-separated text with headings
    file: PathBuf,
    /// The columns to count by, one or two, separated by a comma
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        required_unless_present = "count_only"
    )]
    by: Vec<String>,
    /// Only how many rows there are
    #[arg(long, conflicts_with = "by")]
    count_only: bool,
    /// From how many on a number is said; never fewer than the charter says
    #[arg(long, value_name = "N")]
    least: Option<u64>,
    /// The folder of the charter [default: the bundled one]
    #[arg(long, value_name = "DIR")]
    charter: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (charters_least, round_to) = charters::load(args.charter.as_deref())?.head().least();
    let least = args.least.unwrap_or(charters_least);
    anyhow::ensure!(
        least >= charters_least,
        "the charter lets no number under {charters_least} be said: give `--least` that or more"
    );
    let least = Least { least, round_to };
    let bytes = read_bytes(&args.file, FILE_MAX)?;
    let text = String::from_utf8(bytes).ok().context("the file is not UTF-8: save it as that")?;
    if args.count_only {
        let rows = count_rows(&text, least)?;
        if args.json {
            print_json(&json!({"rows": value(rows), "least": least.least, "round_to": round_to}))?;
        } else {
            print(&format!(
                "{} rows\n{}",
                shown(rows),
                note(usize::from(rows == Cell::Left), least)
            ))?;
        }
        return Ok(Outcome::Clean);
    }
    let by: Vec<&str> = args.by.iter().map(|name| name.trim()).collect();
    let counted = count_by(&text, &by, least)?;
    if args.json {
        print_json(&as_json(&by, &counted, least))?;
    } else {
        print(&as_text(&by, &counted, least))?;
    }
    Ok(Outcome::Clean)
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Left => Value::Null,
        Cell::Said(count) => count.into(),
    }
}

fn shown(cell: Cell) -> String {
    match cell {
        Cell::Left => "*".to_owned(),
        Cell::Said(count) => count.to_string(),
    }
}

/// What the numbers are, in words.
fn note(left: usize, least: Least) -> String {
    let mut note = String::new();
    if left > 0 {
        note += &format!(
            "* left out: fewer than {}, or something that few could be worked out from\n",
            least.least
        );
    }
    if least.round_to > 1 {
        note += &format!("Numbers are rounded to {}.\n", least.round_to);
    }
    note
}

fn as_json(by: &[&str], counted: &Counted, least: Least) -> Value {
    let line = |cells: &[Cell]| cells.iter().map(|cell| value(*cell)).collect::<Vec<_>>();
    let two = by.len() == 2;
    json!({
        "by": by,
        "rows": counted.rows,
        "columns": if two { json!(counted.columns) } else { Value::Null },
        "counts": counted.table.cells.iter().map(|cells| line(cells)).collect::<Vec<_>>(),
        "row_totals": line(&counted.table.rows),
        "column_totals": line(&counted.table.columns),
        "all": value(counted.table.all),
        "left_out": counted.left,
        "least": least.least,
        "round_to": least.round_to,
    })
}

fn as_text(by: &[&str], counted: &Counted, least: Least) -> String {
    let named = |text: &String| if text.is_empty() { "(empty)".to_owned() } else { text.clone() };
    let two = by.len() == 2;
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut heading = vec![by.join(" / ")];
    if two {
        heading.extend(counted.columns.iter().map(named));
    }
    heading.push("all".to_owned());
    lines.push(heading);
    for ((value, cells), total) in
        counted.rows.iter().zip(&counted.table.cells).zip(&counted.table.rows)
    {
        let mut line = vec![named(value)];
        if two {
            line.extend(cells.iter().map(|cell| shown(*cell)));
        }
        line.push(shown(*total));
        lines.push(line);
    }
    let mut last = vec!["all".to_owned()];
    if two {
        last.extend(counted.table.columns.iter().map(|cell| shown(*cell)));
    }
    last.push(shown(counted.table.all));
    lines.push(last);
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
            text += &if at == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
        }
        text.push('\n');
    }
    text + &note(counted.left, least)
}

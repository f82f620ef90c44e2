use std::path::PathBuf;

use anyhow::bail;
use charter::publish::{COLUMNS, record_of_processing};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::output::{Outcome, print, print_json};
use crate::{charters, files, today};

/// Prints the record of processing activities (UK GDPR Article 30)
///
/// A charter with errors has none.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The form to print it in
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The folder of the charter [default: the bundled one]
    #[arg(long, value_name = "DIR")]
    charter: Option<PathBuf>,
    /// The file to write [default: standard output; a workbook needs a file]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The day to judge the charter by [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print it although the charter has errors
    #[arg(long)]
    draft: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
    Xlsx,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let charter = charters::load_sound(
        args.charter.as_deref(),
        args.on.unwrap_or_else(today::today),
        args.draft,
    )?;
    let rows = record_of_processing(&charter);
    match (args.format, &args.out) {
        (Format::Csv, None) => print(&csv(&rows)?)?,
        (Format::Csv, Some(path)) => files::write_bytes(path, csv(&rows)?.as_bytes())?,
        (Format::Json, None) => print_json(&json(&rows))?,
        (Format::Json, Some(path)) => {
            files::write_bytes(
                path,
                (serde_json::to_string_pretty(&json(&rows))? + "\n").as_bytes(),
            )?;
        }
        (Format::Xlsx, Some(path)) => files::write_bytes(path, &xlsx(&rows)?)?,
        (Format::Xlsx, None) => {
            if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
                bail!("a workbook is not for the screen; name a file with `--out`");
            }
            std::io::Write::write_all(&mut std::io::stdout().lock(), &xlsx(&rows)?)?;
        }
    }
    Ok(Outcome::Clean)
}

fn csv(rows: &[Vec<String>]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A cell a spreadsheet will not take for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

fn json(rows: &[Vec<String>]) -> Vec<Value> {
    rows.iter()
        .map(|row| {
            let cells = COLUMNS.iter().zip(row);
            let cells =
                cells.map(|(&column, cell)| (column.to_owned(), Value::from(cell.as_str())));
            Value::Object(cells.collect::<Map<_, _>>())
        })
        .collect()
}

fn xlsx(rows: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Record of processing")?;
    let (heading, wrapped) =
        (Format::new().set_bold().set_text_wrap(), Format::new().set_text_wrap());
    for (column, name) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, *name, &heading)?;
        sheet.set_column_width(column, 32)?;
    }
    for (number, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write_string_with_format(number, column, cell, &wrapped)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(workbook.save_to_buffer()?)
}

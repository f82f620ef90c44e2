use std::path::PathBuf;

use charter::Charter;
use charter::items::{Keeping, Row};
use serde_json::json;

use crate::charters;
use crate::output::{Outcome, print, print_json};

/// Says which promises of the notice are kept by what
///
/// Exit status 1 when a promise is kept by nothing.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the charter [default: the bundled one]
    folder: Option<PathBuf>,
    /// Print a JSON object of lists of ids
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let charter = charters::load(args.folder.as_deref())?;
    let coverage = charter.coverage();
    if args.json {
        print_json(&json!({
            "rows": coverage.rows,
            "enforced": coverage.enforced,
            "detected": coverage.detected,
            "manual": coverage.manual,
            "planned": coverage.planned,
            "unmapped": coverage.unmapped,
        }))?;
    } else {
        let mut text = String::new();
        for (name, ids) in [
            ("enforced", &coverage.enforced),
            ("detected", &coverage.detected),
            ("manual", &coverage.manual),
            ("planned", &coverage.planned),
        ] {
            text += &format!("\n{name}: {} of {}\n", ids.len(), coverage.rows.len());
            for id in ids {
                text += &format!("  {id:<13} {}\n", kept(&charter, id));
            }
        }
        text += &format!("\nkept by nothing: {}\n", coverage.unmapped.len());
        for id in &coverage.unmapped {
            text += &format!("  {id}\n");
        }
        print(text.trim_start())?;
    }
    Ok(if coverage.unmapped.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// What keeps a row, on one line.
fn kept(charter: &Charter, id: &str) -> String {
    let row = charter.rows().iter().find(|row| row.id.get_ref().as_str() == id);
    row.map(|row| told(row)).unwrap_or_default()
}

fn told(row: &Row) -> String {
    let text = |field: &Option<toml::Spanned<String>>| {
        field.as_ref().map(|text| text.get_ref().clone()).unwrap_or_default()
    };
    match row.kept {
        Keeping::Enforced => format!("{} (test: {})", text(&row.r#where), text(&row.test)),
        Keeping::Detected => text(&row.how),
        Keeping::Manual => {
            let post = row.post.as_ref().map(|post| post.get_ref().to_string()).unwrap_or_default();
            format!("{post}, {}; kept: {}", text(&row.every), text(&row.evidence))
        }
        Keeping::Planned => text(&row.missing),
    }
}

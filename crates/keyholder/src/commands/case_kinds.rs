use casework::{Kind, Timed};

use crate::output::{Outcome, print, say};

/// Lists the kinds of case, and what sets the time of each
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> anyhow::Result<Outcome> {
    for &kind in Kind::ALL {
        let time = match kind.timed() {
            Timed::Law(_) => "by law".to_owned(),
            Timed::Hours => "by law, in hours".to_owned(),
            Timed::Office(days) => format!("{days} days of the office's own"),
            Timed::Named(days) => {
                format!("the day that is named, or {days} days of the office's own")
            }
        };
        print(&format!("{:<20} {}; {time}\n", kind.id(), say(&kind.message())))?;
    }
    Ok(Outcome::Clean)
}

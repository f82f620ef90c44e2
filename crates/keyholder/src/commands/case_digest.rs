use casework::Digest;
use jiff::civil::Date;

use super::case::{desk, done};
use crate::office::Where;
use crate::output::{Outcome, print, say};
use crate::today;

/// Says how the office stands, on one screen; of nobody
///
/// Exit status 1 when something is late or was lost.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let office = args.place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    let digest = done(&desk, desk.digest(now))?;
    print(&text(&digest, now.today()))?;
    let wrong = digest.late + digest.lost + digest.asked_late + digest.tasks_late > 0;
    Ok(if wrong { Outcome::Findings } else { Outcome::Clean })
}

/// How the office stands, in words; of nobody.
pub(crate) fn text(digest: &Digest, today: Date) -> String {
    let mut text = format!(
        "{}: {} open, {} late, {} due within {} days, {} waiting for the person\n",
        today,
        digest.open,
        digest.late,
        digest.soon,
        casework::SOON_DAYS,
        digest.paused
    );
    text.push_str(&format!(
        "{} emails to read, {} letters on their way, {} that did not arrive\n",
        digest.inbox, digest.mails, digest.lost
    ));
    text.push_str(&format!(
        "{} people asked who have not answered, {} of them late; {} recipients to tell; {} \
         approvals waiting; {} tasks past their day\n",
        digest.asked, digest.asked_late, digest.to_tell, digest.approvals, digest.tasks_late
    ));
    if !digest.urgent.is_empty() {
        text.push_str("The most urgent:\n");
    }
    for line in &digest.urgent {
        let due = line.due.map_or_else(|| "no day".to_owned(), |day| day.to_string());
        let kind = say(&line.kind.message());
        let state = line.state.id();
        text.push_str(&format!("  {due}  {}  {state:<10}  {kind}\n", line.reference));
    }
    text
}

use anyhow::bail;

use super::case::{desk, done};
use crate::mailing::{ByMail, Mailer};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::today;

/// Sends what waits to go out by email, and fetches what came, once
///
/// `keyholder serve` does it by itself when it is told the servers. Exit status 1 when something did
/// not go.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    by_mail: ByMail,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mailer = args.by_mail.open()?;
    if !mailer.knows_any() {
        bail!("name the server emails go out by with `--smtp`, or the mailbox with `--imap`")
    }
    let office = args.place.open()?;
    let now = office.record.now(today::timestamp());
    let (round, came) = both(&mailer, &office, now)?;
    let desk = desk(&office);
    let over = done(&desk, desk.end_links(now))?;
    print(&format!(
        "{} went out, {} wait, {} cannot be sent, {came} came, {over} links are over.\n",
        round.sent, round.later, round.never
    ))?;
    Ok(if round.later + round.never > 0 { Outcome::Findings } else { Outcome::Clean })
}

fn both(
    mailer: &Mailer,
    office: &Office,
    now: people::Now,
) -> anyhow::Result<(crate::mailing::Round, usize)> {
    // What is fetched is fetched even where nothing can be sent.
    let sent = mailer.send(&office.record, now);
    let came = mailer.fetch(&office.record, &office.holder(), now)?;
    Ok((sent?, came))
}

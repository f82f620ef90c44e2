use anyhow::bail;
use casework::{Kind, Who};
use people::PersonId;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Shows the emails that wait for somebody to say what they are
///
/// What each may ask for is proposed, never decided: open a case of one with `--open`, or lay it aside
/// with a reason. Exit status 1 while one waits.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The number of the email to open a case of, or several
    #[arg(long, value_name = "NO", requires = "kind")]
    open: Option<i64>,
    /// What it is about; may be given several times
    #[arg(long, value_name = "KIND", requires = "open")]
    kind: Vec<Kind>,
    /// Whom it is about, where that is known
    #[arg(long, value_name = "PERSON", requires = "open")]
    subject: Option<PersonId>,
    /// Sends an email at once that says it came, to where it came from
    #[arg(long, requires = "open")]
    acknowledge: bool,
    /// The number of an email that asks for nothing
    #[arg(long, value_name = "NO", conflicts_with = "open", requires = "why")]
    aside: Option<i64>,
    /// Why it asks for nothing
    #[arg(long, value_name = "TEXT", requires = "aside")]
    why: Option<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let who = Who::Officer(&question);
    if let Some(no) = args.open {
        let entity = office.record.name_of(people::CodeKind::Entity, question.entity_code());
        let opened = desk.open_mail(who, no, &args.kind, args.subject, entity, now);
        for opened in done(&desk, opened)? {
            let due = opened.due.map_or_else(String::new, |due| format!(", due {due}"));
            print(&format!("{}: {}{due}\n", opened.reference, say(&opened.kind.message())))?;
            if args.acknowledge {
                super::case_open::acknowledge(&desk, opened.no, now)?;
            }
        }
        return Ok(Outcome::Clean);
    }
    if let (Some(no), Some(why)) = (args.aside, &args.why) {
        done(&desk, desk.lay_aside(who, no, why, now))?;
        print("It is laid aside.\n")?;
        return Ok(Outcome::Clean);
    }
    let waits = match desk.inbox(who, now) {
        Err(casework::Error::None) => bail!("only those who work on cases read what comes"),
        waits => done(&desk, waits)?,
    };
    for one in &waits {
        let from = one.from.as_deref().unwrap_or("nobody named");
        let day = one.received.strftime("%Y-%m-%d %H:%M");
        print(&format!("{}  {day}  from {from}: {}\n", one.no, one.subject))?;
        for line in one.text.lines() {
            print(&format!("    {line}\n"))?;
        }
        if one.automatic {
            print("  It seems to be written by a machine.\n")?;
        }
        if one.attached > 0 {
            print(&format!("  {} files are attached; they lie in the mailbox.\n", one.attached))?;
        }
        for proposal in &one.proposals {
            let sure = if proposal.sure { "" } else { ", perhaps" };
            print(&format!("  --open {} --kind {}{sure}\n", one.no, proposal.kind))?;
        }
    }
    print(&format!("{} wait.\n", waits.len()))?;
    Ok(if waits.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

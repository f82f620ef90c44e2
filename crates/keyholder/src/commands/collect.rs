use std::io::Cursor;
use std::path::PathBuf;

use anyhow::Context;
use db::Sequenced;
use people::{Now, PersonId, Question, Record};
use sources::collect::{Identity, Whose, collect};
use sources::pack;

use crate::asker::{Asker, allowed};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::reach::Reach;
use crate::{files, today};

/// Collects what the landlord's systems hold on a person, and puts it in a pack
///
/// The gate decides first, and the log has it before anything is read. Every source says what came
/// of it: held, nothing held, cannot be searched by what is known, not searched, or failed. Exit
/// status 1 when not every source could be searched to its end.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person, by the id the record has for them
    person: PersonId,
    #[command(flatten)]
    reach: Reach,
    /// Something else they are known by: its kind in the map, `=`, and the value
    #[arg(long, value_name = "KIND=VALUE", value_parser = pair)]
    also: Vec<(String, String)>,
    /// The file of the pack
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// What a person is looked for by: what the record knows of them, and what is given.
pub(crate) fn identities(
    record: &Record,
    question: &Question,
    person: PersonId,
    also: &[(String, String)],
    now: Now,
) -> anyhow::Result<Vec<Identity>> {
    let known = allowed(record, record.identities(question, person, now))?;
    let mut identities: Vec<Identity> = known.iter().map(Identity::of).collect();
    identities.extend(also.iter().map(|(kind, value)| Identity::other(kind, value)));
    Ok(identities)
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write a name, `=`, and a value")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = args.reach.map()?;
    args.reach.check(&map)?;
    let office = args.place.open()?;
    let record = &office.record;
    let now = Now::new(today::timestamp());
    let question = args.asker.question(record, "look", now)?;
    let identities = identities(record, &question, args.person, &args.also, now)?;
    let sources: Vec<&str> = map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
    let leave = record.leave_to_collect(&question, args.person, &sources, now);
    let leave = allowed(record, leave)?;
    let mut connectors = args.reach.readers(&map)?;
    let collected = collect(&leave, &map, &identities, &mut connectors);
    let checkpoint = sequenced(&office, now)?;
    let about = pack::About {
        map: &map,
        charter: record.gate().charter(),
        made: now.today(),
        entry: leave.entry(),
        checkpoint: Some(&checkpoint),
    };
    let packed = pack::write(&collected, &about, &office.signer, Cursor::new(Vec::new()))?;
    // It is one person's whole file, in clear: for whoever made it, and nobody else.
    files::write_private(&args.out, &packed.into_inner())?;
    for (id, answer) in &collected.answers {
        print(&format!("{id}: {answer}\n"))?;
    }
    let others = collected.rows.iter().filter(|row| row.whose != Whose::Own).count();
    if others > 0 {
        print(&format!(
            "{others} rows are not, or not for certain, the person's own: they are not in the pack, \
             and somebody has to look at them\n"
        ))?;
    }
    let whole = collected.is_whole();
    let said = if whole { "the pack is" } else { "NOT EVERYTHING was searched; the pack is" };
    print(&format!("{said} in `{}`\n", args.out.display()))?;
    Ok(if whole { Outcome::Clean } else { Outcome::Findings })
}

/// Puts what was done into the numbered log, so that the pack can name a checkpoint over it.
fn sequenced(office: &Office, now: Now) -> anyhow::Result<String> {
    let (data, holder) = (office.record.data(), office.holder());
    while let Sequenced::Sequenced(_) = data.sequence(&office.signer, &holder, now.micros())? {}
    data.checkpoint().context("the log has no checkpoint")
}

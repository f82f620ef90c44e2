use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;

use anyhow::{Context, bail};
use charter::Id;
use db::Sequenced;
use gate::NamedAsk;
use people::{ByHand, Hand, Now, PersonId};
use sources::collect::{Answer, Identity, Whose, collect};
use sources::{Connector, Error, Map, Source, System, connect, pack};

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::{files, maps, today};

/// Collects what the landlord's systems hold on a person, and puts it in a pack
///
/// The gate decides first, and the log has it before anything is read. Every source says what came
/// of it: held, nothing held, cannot be searched by what is known, not searched, or failed. Exit
/// status 1 when not every source could be searched to its end.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person, by the id the record has for them
    person: PersonId,
    /// The files of the data map, or folders of them
    #[arg(long, value_name = "FILE", required = true)]
    map: Vec<PathBuf>,
    /// Where a source is: its name in the map, `=`, and its address
    #[arg(long = "connect", value_name = "ID=URL")]
    connections: Vec<String>,
    /// Something else they are known by: its kind in the map, `=`, and the value
    #[arg(long, value_name = "KIND=VALUE", value_parser = pair)]
    also: Vec<(String, String)>,
    /// The file of the pack
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who asks
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Their role, by its name in the charter
    #[arg(long, default_value = "data-protection-officer")]
    role: String,
    /// Their team
    #[arg(long, default_value = "data-protection")]
    team: String,
    /// The legal entity they ask for
    #[arg(long)]
    entity: String,
    /// The purpose
    #[arg(long, default_value = "rights-requests")]
    purpose: String,
    #[command(flatten)]
    place: Where,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write a name, `=`, and a value")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The sources and their addresses. An address may have a secret in it, and is never said again.
fn connections<'a>(given: &'a [String], map: &Map) -> anyhow::Result<Vec<(&'a str, &'a str)>> {
    let one = |text: &'a String| {
        let split = text.split_once('=').filter(|(id, _)| id.parse::<Id<System>>().is_ok());
        let (id, url) =
            split.context("write `--connect` as the source's name, `=`, its address")?;
        if map.source(id).is_none() {
            bail!("the map has no source `{id}`");
        }
        Ok((id, url))
    };
    given.iter().map(one).collect()
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = maps::load(&args.map)?;
    let given = connections(&args.connections, &map)?;
    let office = args.place.open()?;
    let record = &office.record;
    let now = Now::new(today::timestamp());
    let ask = NamedAsk {
        actor: Some(args.by.clone()),
        strength: Some("second-factor".to_owned()),
        role: args.role.clone(),
        team: args.team.clone(),
        entity: args.entity.clone(),
        purpose: args.purpose.clone(),
        action: "look".to_owned(),
        ..NamedAsk::default()
    };
    let question = record.question(&ask, now.today())?;
    let known = record.identities(&question, args.person, now)?;
    let mut identities: Vec<Identity> = known.iter().map(Identity::of).collect();
    identities.extend(args.also.iter().map(|(kind, value)| Identity::other(kind, value)));
    let sources: Vec<&str> = map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
    let leave = record.leave_to_collect(&question, args.person, &sources, now)?;
    let mut connectors: BTreeMap<String, Result<Box<dyn Connector>, Error>> = BTreeMap::new();
    for (id, url) in given {
        connectors.insert(id.to_owned(), connect::open(url));
    }
    let mut collected = collect(&leave, &map, &identities, &mut connectors);
    let by_hand = by_hand(&map, &connectors);
    let hands = record.ask_by_hand(&leave, &args.by, args.person, &by_hand, now)?;
    for (place, hand) in by_hand.iter().zip(hands) {
        collected.answer(
            &place.source,
            match hand {
                Hand::Waits(no) => Answer::NotSearched(format!(
                    "a task is waiting for `{}` (task {no})",
                    place.post
                )),
                Hand::Looked(how) => Answer::LookedByHand(how),
            },
        );
    }
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
        print(&format!("{id}: {}\n", told(answer)))?;
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

/// The sources of the map where somebody has to look by hand, and the map says who.
fn by_hand(
    map: &Map,
    connectors: &BTreeMap<String, Result<Box<dyn Connector>, Error>>,
) -> Vec<ByHand> {
    let manual = map.sources().iter().filter(|source| {
        source.is_by_hand() && !connectors.contains_key(source.id.get_ref().as_str())
    });
    let one = |source: &Source| {
        Some(ByHand {
            source: source.id.get_ref().to_string(),
            post: source.post.as_ref()?.get_ref().trim().to_owned(),
            ask: source.ask.as_ref()?.get_ref().trim().to_owned(),
        })
    };
    manual.filter_map(one).collect()
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Held(rows) => format!("held, {rows} rows"),
        Answer::NothingHeld => "nothing held".to_owned(),
        Answer::Partly(rows, missed) => {
            format!("held, {rows} rows; these could not be searched: {}", missed.join(", "))
        }
        Answer::CannotSearch(kinds) if kinds.is_empty() => {
            "cannot be searched: the map has nothing that identifies a person".to_owned()
        }
        Answer::CannotSearch(kinds) => {
            format!("cannot be searched by what is known; it takes {}", kinds.join(", "))
        }
        Answer::NotSearched(why) => format!("not searched: {why}"),
        Answer::LookedByHand(how) => format!("somebody looked: {how}"),
        Answer::Failed(error) => format!("failed: {error}"),
    }
}

/// Puts what was done into the numbered log, so that the pack can name a checkpoint over it.
fn sequenced(office: &Office, now: Now) -> anyhow::Result<String> {
    let (data, holder) = (office.record.data(), office.holder());
    while let Sequenced::Sequenced(_) = data.sequence(&office.signer, &holder, now.micros())? {}
    data.checkpoint().context("the log has no checkpoint")
}

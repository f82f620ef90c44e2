use std::path::PathBuf;

use anyhow::{Context, bail};
use casework::{Packed, Who};
use db::Sequenced;
use people::{Now, PersonId};
use sources::collect::Whose;
use sources::{pack, portable};

use super::case::{desk, done};
use crate::asker::Asker;
use crate::collecting::{Collecting, Weighed, identities, into_case};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::reach::Reach;
use crate::signals::stop_when_asked;
use crate::{files, today};

/// Collects what the landlord's systems hold on a person, and puts it in a pack
///
/// The gate decides first, and the log has it before anything is read. Every source says what came
/// of it: held, nothing held, cannot be searched by what is known, not searched, or failed. Exit
/// status 1 when not every source could be searched to its end. Ctrl-C stops it in good order: there is
/// no pack, and the same command goes on from what was read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person, by the id the record has for them
    person: PersonId,
    #[command(flatten)]
    reach: Reach,
    /// Something else they are known by: its kind in the map, `=`, and the value
    #[arg(long, value_name = "KIND=VALUE", value_parser = pair)]
    also: Vec<(String, String)>,
    /// Only this category of data; may be given several times
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// Begin anew, even where the last run was cut off
    #[arg(long)]
    anew: bool,
    /// The file of the pack
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also write what they gave themselves, by consent or for a contract, as JSON that another
    /// landlord's systems can read (`docs/portable.schema.json`)
    #[arg(long, value_name = "FILE")]
    portable: Option<PathBuf>,
    /// The case it is for, by its reference: what each source answered is written into it
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    /// A table whose rows somebody has to weigh first, such as `files:legal-advice`; may be given
    /// several times
    #[arg(long, value_name = "SOURCE:TABLE", requires = "case")]
    set_aside: Vec<String>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// What is said of a run that was stopped.
const GOES_ON: &str = "it was stopped: no pack was made, and nothing is complete; the same command, \
                       without `--anew`, goes on from what was read, within a day";

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write a name, `=`, and a value")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let map = args.reach.map()?;
    args.reach.check(&map)?;
    let office = args.place.open()?;
    let (record, desk) = (&office.record, desk(&office));
    let now = Now::new(today::timestamp());
    let question = args.asker.question(record, "look", now)?;
    let case = args.case.as_deref();
    let case = case.map(|one| done(&desk, desk.find(one)).map(|no| (no, one))).transpose()?;
    let identities = identities(record, &question, args.person, &args.also, now)?;
    let stop = stop_when_asked()?;
    let journal = args.place.data.join(format!("collecting-{}", args.person));
    if args.anew {
        let _ = std::fs::remove_file(&journal);
    }
    let collecting = Collecting {
        record,
        question: &question,
        person: args.person,
        map: &map,
        identities: &identities,
        only: &args.category,
        journal: &journal,
        stop: &stop,
        now,
    };
    let goes_on = |begun| {
        eprintln!("Goes on with what was read from {begun:.0} on; `--anew` begins anew.");
    };
    let ran = collecting.run(|| args.reach.readers(&map, &stop), goes_on)?;
    let Some((mut collected, entry)) = ran else { bail!(GOES_ON) };
    let mut weighed = Weighed::default();
    if let Some(case) = case {
        weighed = into_case(&desk, &collecting, case, &args.set_aside, &mut collected)?;
        if weighed.blacked_out > 0 {
            print(&format!("Words were blacked out in {} places.\n", weighed.blacked_out))?;
        }
    }
    let checkpoint = sequenced(&office, now)?;
    let about = pack::About {
        map: &map,
        charter: record.gate().charter(),
        made: now.today(),
        entry,
        checkpoint: Some(&checkpoint),
        held_back: &weighed.held_back,
        unweighed: weighed.open,
    };
    // It is one person's whole file, in clear: for whoever made it, and nobody else.
    files::fill_private(&args.out, |file| {
        pack::write(&collected, &about, &office.signer, file)?;
        anyhow::ensure!(!stop.is_stopped(), GOES_ON);
        Ok(())
    })?;
    if let Some((case, _)) = case {
        let bytes = files::read_bytes(&args.out, usize::try_from(vault::DOCUMENT_BYTES_MAX)?);
        match bytes {
            Ok(bytes) => {
                let (version, open) = (weighed.version, weighed.open);
                let packed = Packed { bytes: &bytes, about: Some(args.person), version, open };
                done(&desk, desk.packed(Who::Officer(&question), case, &packed, now))?;
            }
            // Larger than what goes by a link: it goes on a disk, by hand.
            Err(error) => print(&format!("It cannot go by email: {error:#}\n"))?,
        }
    }
    if let Some(path) = &args.portable {
        let json = portable::write(&collected, &map, record.gate().charter(), now.today())?;
        files::write_private(path, &json)?;
    }
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
    if weighed.open > 0 {
        print(&format!(
            "{} pieces are not weighed yet and not in the pack: `keyholder case items`\n",
            weighed.open
        ))?;
    }
    let whole = collected.is_whole();
    collecting.forget(&collected);
    let where_it_is =
        if whole { "the pack is" } else { "NOT EVERYTHING was searched; the pack is" };
    print(&format!("{where_it_is} in `{}`\n", args.out.display()))?;
    Ok(if whole { Outcome::Clean } else { Outcome::Findings })
}

/// Puts what was done into the numbered log, so that the pack can name a checkpoint over it.
fn sequenced(office: &Office, now: Now) -> anyhow::Result<String> {
    let (data, holder) = (office.record.data(), office.holder());
    while let Sequenced::Sequenced(_) = data.sequence(&office.signer, &holder, now.micros())? {}
    data.checkpoint().context("the log has no checkpoint")
}

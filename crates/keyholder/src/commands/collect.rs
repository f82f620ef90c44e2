use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::{Context, bail};
use casework::{Found, Item, Packed, Searched, SourceAnswer, Step, Taking, ToWeigh, Who};
use db::Sequenced;
use people::{ByHand, Hand, Now, PersonId, Question, Record};
use sources::collect::{Answer, Collected, Identity, Whose, collect_until};
use sources::resume::{Journal, Kept, Seal, name_of};
use sources::weigh::{Piece, Why};
use sources::{Connector, DataCategory, Error, Map, Source, pack, portable};

use super::case::{desk, done};
use crate::asker::{Asker, allowed};
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::reach::{Reach, Readers};
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
    let stop = stop_when_asked()?;
    let connectors = args.reach.readers(&map, &stop)?;
    let path = args.place.data.join(format!("collecting-{}", args.person));
    let what = name_of(args.person, &map, &identities);
    if args.anew {
        let _ = std::fs::remove_file(&path);
    }
    let seal = Sealed { record: record.clone(), person: args.person };
    let journal = Journal::open(&path, &what, Box::new(seal), today::timestamp())?;
    if let Some(begun) = journal.goes_on_from() {
        eprintln!("Goes on with what was read from {begun:.0} on; `--anew` begins anew.");
    }
    let journal = Rc::new(RefCell::new(journal));
    let keep = |(id, connector): (String, Result<Box<dyn Connector>, Error>)| {
        let kept = connector.map(|one| {
            let kept: Box<dyn Connector> = Box::new(Kept::new(&id, one, journal.clone()));
            kept
        });
        (id, kept)
    };
    let mut connectors: Readers = connectors.into_iter().map(keep).collect();
    let mut collected = collect_until(&stop, &leave, &map, &identities, &mut connectors);
    let by_hand = by_hand(&map, &connectors);
    drop(connectors);
    if stop.is_stopped() {
        // What was read was read, and the log says so.
        said(record, &question, args.person, &collected, leave.entry(), now)?;
        bail!(GOES_ON);
    }
    let hands = record.ask_by_hand(&leave, &args.asker.by, args.person, &by_hand, now)?;
    for (place, hand) in by_hand.iter().zip(hands) {
        let answer = match hand {
            Hand::Waits(no) => {
                Answer::NotSearched(format!("a task is waiting for `{}` (task {no})", place.post))
            }
            Hand::Looked(how) => Answer::LookedByHand(how),
        };
        collected.answer(&place.source, answer);
    }
    if !args.category.is_empty() {
        let only: Vec<DataCategory> =
            args.category.iter().map(|one| DataCategory::new(one)).collect();
        collected.narrow(&map, &only);
    }
    said(record, &question, args.person, &collected, leave.entry(), now)?;
    let mut weighed = Weighed::default();
    if let Some(reference) = &args.case {
        weighed = into_case(
            &office,
            &question,
            (reference, &args.set_aside),
            args.person,
            &mut collected,
            &map,
            now,
        )?;
    }
    let checkpoint = sequenced(&office, now)?;
    let about = pack::About {
        map: &map,
        charter: record.gate().charter(),
        made: now.today(),
        entry: leave.entry(),
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
    if let Some(reference) = &args.case {
        let desk = desk(&office);
        let bytes = files::read_bytes(&args.out, usize::try_from(vault::DOCUMENT_BYTES_MAX)?);
        match bytes {
            Ok(bytes) => {
                let case = done(&desk, desk.find(reference))?;
                let packed = Packed {
                    digest: casework::pack_digest(&bytes),
                    version: weighed.version,
                    open: weighed.open,
                };
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
    // What was kept has done its work; after a failure it is what the next run goes on with.
    if !collected.answers.iter().any(|(_, answer)| matches!(answer, Answer::Failed(_))) {
        let _ = std::fs::remove_file(&path);
    }
    let where_it_is =
        if whole { "the pack is" } else { "NOT EVERYTHING was searched; the pack is" };
    print(&format!("{where_it_is} in `{}`\n", args.out.display()))?;
    Ok(if whole { Outcome::Clean } else { Outcome::Findings })
}

/// What is kept is sealed under the person's own key, so that erasing them erases it.
struct Sealed {
    record: Record,
    person: PersonId,
}

impl Seal for Sealed {
    fn seal(&self, part: i64, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.record.seal_detail_of(self.person, "collecting", part, plain);
        sealed.map_err(|error| Error::Refused(error.to_string()))
    }

    fn open(&self, part: i64, sealed: &[u8]) -> Option<Vec<u8>> {
        Some(self.record.open_detail_of("collecting", part, sealed).ok()?.to_vec())
    }
}

/// The sources of the map where somebody has to look by hand, and the map says who.
fn by_hand(map: &Map, connectors: &Readers) -> Vec<ByHand> {
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

/// Writes down what came of a collection: what each source answered, and how many rows it gave.
fn said(
    record: &Record,
    question: &Question,
    person: PersonId,
    collected: &Collected,
    entry: i64,
    now: Now,
) -> anyhow::Result<()> {
    let answers: serde_json::Map<String, serde_json::Value> = (collected.answers.iter())
        .map(|(id, answer)| {
            let rows = collected.rows.iter().filter(|row| row.source == *id).count();
            (id.clone(), serde_json::json!([answer.as_str(), rows]))
        })
        .collect();
    let say = |account: people::Account| {
        account.with("of", entry).with("sources", serde_json::Value::Object(answers.clone()))
    };
    let written = record.write_about(question, person, now, "collected", say, |_, _| Ok(()));
    allowed(record, written)?;
    Ok(())
}

/// How it stands with what has to be weighed.
#[derive(Default)]
struct Weighed {
    held_back: Vec<(String, usize)>,
    open: usize,
    /// How many steps the case had when it was read.
    version: i64,
}

/// Writes into a case what each source answered, and what was found that has to be weighed; takes out
/// of the collection what may not go, and in what may.
fn into_case(
    office: &Office,
    question: &Question,
    (reference, aside): (&str, &[String]),
    person: PersonId,
    collected: &mut Collected,
    map: &Map,
    now: Now,
) -> anyhow::Result<Weighed> {
    let desk = desk(office);
    let case = done(&desk, desk.find(reference))?;
    let about = done(&desk, desk.show(Who::Officer(question), case, now))?.subject;
    anyhow::ensure!(
        about == Some(person),
        "the case `{reference}` is about somebody else, or it is not known yet about whom"
    );
    let answers = (collected.answers.iter())
        .filter_map(|(source, answer)| {
            Some(SourceAnswer {
                source: source.clone(),
                answer: Searched::of(answer.as_str())?,
                held: collected.rows.iter().filter(|row| row.source == *source).count(),
                accepted: false,
            })
        })
        .collect();
    let pieces = collected.to_weigh(map, office.record.gate().charter(), aside);
    let found = (pieces.iter())
        .map(|piece| Found {
            item: desk.item(case, &piece.says),
            place: piece.place.clone(),
            why: match piece.why {
                Why::Health => ToWeigh::Health,
                Why::SomebodyElse => ToWeigh::SomebodyElse,
                Why::SetAside => ToWeigh::ByHand,
            },
        })
        .collect();
    let taking = Taking { answers, found, ..Taking::default() };
    let who = Who::Officer(question);
    let version = done(&desk, desk.take(who, case, Step::Search, &taking, now))?.version;
    let items: Vec<Item> =
        done(&desk, desk.items(who, case, now))?.into_iter().map(|(item, _)| item).collect();
    let may_go = |piece: &Piece| {
        let item = desk.item(case, &piece.says);
        items.iter().any(|one| one.item == item && one.may_go(now.today()))
    };
    collected.weighed(&pieces, may_go);
    let spans = done(&desk, desk.blacked_out(who, case, now))?;
    let count = collected.black_out(&spans);
    if count > 0 {
        print(&format!("Words were blacked out in {count} places.\n"))?;
    }
    let held_back = casework::held_back(&items).into_iter().map(|(_, says, n)| (says, n)).collect();
    let open = items.iter().filter(|item| item.is_open(now.today())).count();
    Ok(Weighed { held_back, open, version })
}

/// Puts what was done into the numbered log, so that the pack can name a checkpoint over it.
fn sequenced(office: &Office, now: Now) -> anyhow::Result<String> {
    let (data, holder) = (office.record.data(), office.holder());
    while let Sequenced::Sequenced(_) = data.sequence(&office.signer, &holder, now.micros())? {}
    data.checkpoint().context("the log has no checkpoint")
}

use anyhow::bail;
use jiff::civil::Date;
use people::PersonId;
use sharing::share::{self, Given, Giving, Waiting};
use sharing::{Exception, HowGiven, Told};

use crate::asker::{Asker, allowed};
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Gives what the notice lets, and writes it into the register; or lets it wait until the person was told
///
/// What goes is printed, field by field; a sentence stands in the place of what goes only as a summary.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The person
    person: PersonId,
    /// To whom, by the charter's name
    #[arg(long, required_unless_present = "scheduled")]
    recipient: Option<String>,
    /// Which kinds of data: no more than is needed
    #[arg(
        long,
        value_name = "CATEGORY",
        value_delimiter = ',',
        required_unless_present = "scheduled"
    )]
    category: Vec<String>,
    /// The way it goes: `secure mail`, `by phone`
    #[arg(long, value_name = "TEXT", required_unless_present = "scheduled")]
    how: Option<String>,
    /// Under which power they ask, in their own words
    #[arg(long, value_name = "TEXT")]
    power: Option<String>,
    /// Who asks, and what for
    #[arg(long, value_name = "TEXT")]
    who_asks: Option<String>,
    #[command(flatten)]
    telling: Telling,
    /// Let it wait: the first day it may go, once the person was told
    #[arg(long, value_name = "DAY", conflicts_with_all = ["told", "by_notice", "not_told"])]
    wait_until: Option<Date>,
    /// The post that has it in hand while it waits; the charter's owner when left out
    #[arg(long, requires = "wait_until")]
    post: Option<String>,
    /// Give one that waited, by its number: the gate is asked again
    #[arg(long, value_name = "NO", conflicts_with_all = ["recipient", "category", "how", "power", "who_asks", "told", "by_notice", "not_told", "wait_until"])]
    scheduled: Option<i64>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// How the person knows, or why they do not.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Telling {
    /// The day the person was told
    #[arg(long, value_name = "DAY", conflicts_with_all = ["by_notice", "not_told"])]
    told: Option<Date>,
    /// A notice on record tells them
    #[arg(long, conflicts_with = "not_told")]
    by_notice: bool,
    /// Why they are not told
    #[arg(long, value_name = "WHY", requires = "exception")]
    not_told: Option<String>,
    /// What kind of exception that is: `crime`, `harm`, `law` or `no-time`
    #[arg(long, value_name = "KIND", requires = "not_told")]
    exception: Option<Exception>,
}

impl Telling {
    pub(crate) fn read(&self) -> Option<Told> {
        if let Some(day) = self.told {
            return Some(Told::On(day));
        }
        if self.by_notice {
            return Some(Told::ByNotice);
        }
        let (kind, why) = (self.exception?, self.not_told.clone()?);
        Some(Told::Excepted(kind, why))
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let record = args.place.open()?.record;
    let now = record.now(today::timestamp());
    let mut named = args.asker.ask("disclose");
    if let Some(no) = args.scheduled {
        shown(&allowed(&record, share::give_scheduled(&record, &named, args.person, no, now))?)?;
        return Ok(Outcome::Clean);
    }
    let Some(how) = &args.how else { bail!("say how it goes: `--how`") };
    named.recipient.clone_from(&args.recipient);
    named.data.clone_from(&args.category);
    let how = HowGiven { how: how.clone(), power: args.power.clone(), note: args.who_asks.clone() };
    if let Some(day) = args.wait_until {
        let waiting = Waiting { day, post: args.post.clone(), how };
        let no = allowed(&record, share::schedule(&record, &named, args.person, &waiting, now))?;
        print(&format!(
            "It waits as number {no} until {day}, and until the person was told. Nothing goes by \
             itself: the gate is asked again.\n"
        ))?;
        return Ok(Outcome::Clean);
    }
    let giving = Giving { told: args.telling.read(), how };
    shown(&allowed(&record, share::give(&record, &named, args.person, &giving, now))?)?;
    Ok(Outcome::Clean)
}

fn shown(given: &Given) -> anyhow::Result<()> {
    for (kind, value) in &given.values {
        print(&format!("{kind}: {}\n", value.as_str()))?;
    }
    if given.values.is_empty() {
        print("Nothing of this kind is held. There is nothing to give.\n")?;
    }
    print(&format!("It is number {} of the register.\n", given.disclosed.no))
}

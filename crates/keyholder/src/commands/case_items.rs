use casework::{Item, Weighing, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Lists what was found that has to be weighed, and how it stands; exit status 1 while some is open
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let items = done(&desk, desk.items(Who::Officer(&question), case, now))?;
    let today = now.today();
    for (item, said) in &items {
        let stands = match (&item.ground, item.given) {
            _ if item.is_open(today) => "open".to_owned(),
            (Some(ground), _) => format!("held back: {ground}"),
            (None, _) => "goes".to_owned(),
        };
        let review = item.review.map(|day| format!(", again on {day}")).unwrap_or_default();
        let (id, why) = (short(item), item.why.id());
        print(&format!("{id}  {:<40} {why:<14} {stands}{review}\n", item.place))?;
        if let Some(Weighing::HoldBack { answers, .. }) = said {
            for answer in answers {
                print(&format!("          {answer}\n"))?;
            }
        }
    }
    let open = items.iter().filter(|(item, _)| item.is_open(today)).count();
    print(&format!("{open} of {} are open.\n", items.len()))?;
    Ok(if open > 0 { Outcome::Findings } else { Outcome::Clean })
}

/// What an item is called on the terminal: the beginning of what tells it apart.
pub(crate) fn short(item: &Item) -> String {
    data_encoding::HEXLOWER.encode(&item.item[..4])
}

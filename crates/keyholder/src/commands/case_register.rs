use casework::Who;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Shows the register of breaches: every one, told or not
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let breaches = done(&desk, desk.breaches(Who::Officer(&question), now))?;
    for breach in &breaches {
        let answer = |id: &str| match breach.answers.get(id) {
            "" => "not said yet".to_owned(),
            answer => answer.replace('\n', " "),
        };
        print(&format!(
            "{}  {}  {}\n  what         {}\n  people       {}\n  risk         {}\n  \
             regulator    {}\n  done         {}\n",
            breach.reference,
            breach.received,
            breach.state,
            answer("what"),
            answer("people"),
            answer("risk"),
            answer("regulator-told"),
            answer("measures"),
        ))?;
    }
    print(&format!("{} breaches.\n", breaches.len()))?;
    Ok(Outcome::Clean)
}

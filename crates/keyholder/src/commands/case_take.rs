use casework::{Outcome as Ends, Step, Taking, Who};
use law::clock::{Gate, Moment};
use people::PersonId;

use super::case::{at_desk, done};
use super::case_open::moment;
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Takes a step with a case; what stands in the way is said, and who can unblock it
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Its reference
    reference: String,
    /// The step: `keyholder case show` says which you can take
    step: Step,
    /// Why, or what was said; for an answer that is put forward, what the person will read
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// When it happened, where that was not now
    #[arg(long, value_name = "DATE|DATETIME", value_parser = moment)]
    when: Option<Moment>,
    /// Of what proof: identity, authority or fee
    #[arg(long, value_name = "PROOF", value_parser = gate)]
    proof: Option<Gate>,
    /// How it ends: given, partly, refused, nothing-held, upheld, not-upheld or answered
    #[arg(long)]
    outcome: Option<Ends>,
    /// Where the answer goes, where that is not what whoever asks has given
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// The advice is that it is right
    #[arg(long)]
    agrees: bool,
    /// Whom it is about, where that has become known
    #[arg(long, value_name = "PERSON")]
    subject: Option<PersonId>,
    /// The post that has it from now on
    #[arg(long)]
    post: Option<String>,
    /// The reference of a case it belongs to
    #[arg(long, value_name = "REFERENCE")]
    other: Option<String>,
    /// The source that is accepted as it is
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// How many steps it had when you looked: where it has more now, somebody was faster
    #[arg(long, value_name = "N")]
    seen: Option<i64>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let other = args.other.as_deref().map(|other| done(&desk, desk.find(other))).transpose()?;
    let taking = Taking {
        why: args.why.clone(),
        when: args.when,
        gate: args.proof,
        outcome: args.outcome,
        to: args.to.clone(),
        agrees: args.agrees,
        subject: args.subject,
        post: args.post.clone(),
        other,
        source: args.source.clone(),
        seen: args.seen,
        ..Taking::default()
    };
    let taken = done(&desk, desk.take(Who::Officer(&question), case, args.step, &taking, now))?;
    print(&format!("{}\n", say(&taken.state.message())))?;
    if let Some(due) = taken.due.filter(|_| taken.state.is_open()) {
        print(&format!("It is due on {due}.\n"))?;
    }
    if let Some(approval) = taken.approval {
        print(&format!("It goes by approval {approval}.\n"))?;
    }
    Ok(Outcome::Clean)
}

fn gate(word: &str) -> Result<Gate, String> {
    match word {
        "identity" => Ok(Gate::Identity),
        "authority" => Ok(Gate::Authority),
        "fee" => Ok(Gate::Fee),
        _ => Err(format!("there is no proof `{word}`; there is identity, authority and fee")),
    }
}

use casework::{Shown, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Shows a case to somebody who works on it: that they looked is in the log first
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Its reference
    reference: String,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let shown = done(&desk, desk.show(Who::Officer(&question), case, now))?;
    print(&text(&shown))?;
    Ok(Outcome::Clean)
}

fn text(case: &Shown) -> String {
    let mut out = format!(
        "{}: {}\n{}\n",
        case.reference,
        say(&case.kind.message()),
        say(&case.state.message())
    );
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{name:<10} {value}\n"));
        }
    };
    line("about", &case.subject.map_or_else(|| "nobody known".to_owned(), |id| id.to_string()));
    line("asked by", &who(&case.words.requester));
    if case.words.recipient != case.words.requester {
        line("answer to", &who(&case.words.recipient));
    }
    line("entity", &case.entity);
    line("with", &case.post);
    if let Some(clock) = &case.clock {
        line("time", &say(&clock.status.message()));
        for sentence in &clock.trace {
            line("", &say(sentence));
        }
        for sentence in &clock.warnings {
            line("look", &say(sentence));
        }
        if !clock.verified {
            line("look", "The source of this time has not been checked.");
        }
    }
    if let Some(outcome) = &case.outcome {
        line("ends", outcome);
    }
    if let Some(approval) = case.approval {
        line("approval", &approval.to_string());
    }
    for one in &case.sources {
        let accepted = if one.accepted { ", accepted" } else { "" };
        line("source", &format!("{}: {}, {}{accepted}", one.source, one.answer.id(), one.held));
    }
    for (reference, why) in &case.linked {
        line("linked", &format!("{reference} ({why})"));
    }
    line("they said", &case.words.said);
    if let Some(answer) = &case.words.answer {
        line("answer", answer);
        line("goes to", case.words.to.as_deref().unwrap_or_default());
    }
    for (n, step) in case.steps.iter().enumerate() {
        let why = step.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        let number = format!("{}", n + 1);
        line(&number, &format!("{} {} {}{why}", step.day, step.by, say(&step.step.message())));
    }
    let can: Vec<&str> = case.can.iter().map(|step| step.id()).collect();
    line("you can", &can.join(", "));
    out
}

fn who(party: &casework::Party) -> String {
    let parts = [&party.name, &party.person, &party.reach];
    let known: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    if known.is_empty() { "nobody known".to_owned() } else { known.join(", ") }
}

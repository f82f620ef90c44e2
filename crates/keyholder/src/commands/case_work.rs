use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use casework::form::{Concluded, asks};
use casework::{Shown, Who, Work};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Shows what a kind of case asks whoever works on it, and answers it
///
/// Exit status 1 while something stands in the way of an answer.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// An answer, by the id of its question; empty takes one out. May be given several times
    #[arg(long, value_name = "ID=ANSWER", value_parser = pair)]
    set: Vec<(String, String)>,
    /// A TOML file with answers, `id = "answer"` each
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// How many steps it had when you looked: where it has more now, somebody was faster
    #[arg(long, value_name = "N")]
    seen: Option<i64>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// The most bytes of a file of answers: 1 MiB.
const ANSWERS_BYTES_MAX: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut fills: BTreeMap<String, String> = BTreeMap::new();
    if let Some(path) = &args.answers {
        let wrong = || format!("`{}` is no file of answers: `id = \"answer\"`", path.display());
        let bytes = files::read_bytes(path, ANSWERS_BYTES_MAX)?;
        let text = String::from_utf8(bytes).with_context(wrong)?;
        fills = toml::from_str(&text).with_context(wrong)?;
    }
    fills.extend(args.set.iter().cloned());
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    if !fills.is_empty() {
        let filled = done(&desk, desk.fill(who, case, &fills, args.seen, now))?;
        if let Some(opened) = filled.opened {
            print(&format!("{}: {} was opened.\n", opened.reference, say(&opened.kind.message())))?;
        }
    }
    let shown = done(&desk, desk.show(who, case, now))?;
    let concluded = done(&desk, desk.conclusion(case, now))?;
    tell(&shown, &concluded)
}

fn tell(shown: &Shown, concluded: &Concluded) -> anyhow::Result<Outcome> {
    for asked in asks(shown.kind, shown.words.requester.capacity) {
        let answer = shown.answers.get(asked.id);
        let open = concluded.missing.contains(&asked.id);
        if answer.is_empty() && !open {
            continue;
        }
        let mark = if open { "?" } else { " " };
        print(&format!("{mark} {:<20} {}\n", asked.id, say(&(asked.question)())))?;
        if open {
            print(&format!("{:24}{}\n", "", asked.wants.shown()))?;
        } else {
            print(&format!("{:24}{}\n", "", answer.replace('\n', "\n                        ")))?;
        }
    }
    for (work, whole, what) in &shown.works {
        let so = if *whole { "" } else { " NOT COMPLETE." };
        print(&format!("  done                 {}{so} ({what})\n", say(&work.message())))?;
    }
    for message in &concluded.says {
        print(&format!("{}\n", say(message)))?;
    }
    for message in &concluded.wrong {
        print(&format!("WRONG: {}\n", say(message)))?;
    }
    if !concluded.fields.is_empty() {
        print("For the regulator's form:\n")?;
        for (name, text) in &concluded.fields {
            print(&format!("  {}: {text}\n", say(name)))?;
        }
    }
    if let Some(work) = casework::needed(shown.kind)
        && !shown.works.iter().any(|(done, whole, _)| *done == work && *whole)
    {
        print(&format!("  to do                with {}\n", by_what(work)))?;
    }
    let left = concluded.left();
    print(&format!("{left} things stand in the way of an answer.\n"))?;
    Ok(if left == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// The command something is done with.
fn by_what(work: Work) -> &'static str {
    match work {
        Work::Changed => "`keyholder change carry-out --case`",
        Work::Disclosed => "`keyholder case disclose`, once somebody else has approved it",
        Work::Informed => "`keyholder case inform`",
        Work::Objected | Work::Overruled => "`keyholder case object`",
        Work::Withdrawn => "`keyholder case end-consent`",
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (id, answer) = text.split_once('=').ok_or("an answer is written as `id=answer`")?;
    Ok((id.trim().to_owned(), answer.to_owned()))
}

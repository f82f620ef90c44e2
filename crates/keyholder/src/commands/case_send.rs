use std::path::PathBuf;

use casework::{CodeBy, How, LINK_DAYS, LINK_DAYS_MAX, Letter, Way, Who};

use super::case::{at_desk, done};
use super::case_letter::own_template;
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Sends a letter of a case: the answer, unless another is named
///
/// By email goes a link that says nothing of anybody; the letter and its pack lie behind it until their
/// last day, and a code opens it. Any other way prints the letter, and gives somebody the task.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// How it goes: email, hand or post
    #[arg(long)]
    way: Way,
    /// The letter: acknowledgement, answer, ask-proof, ask-what, breach or more-time
    #[arg(long, default_value = "answer")]
    letter: Letter,
    /// Where to, where that is not what whoever asks has given
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// The pack of the case goes with it
    #[arg(long)]
    pack: bool,
    /// How many days the link and the pack last
    #[arg(long, default_value_t = LINK_DAYS, value_parser = clap::value_parser!(u16).range(1..=i64::from(LINK_DAYS_MAX)))]
    days: u16,
    /// You tell them the code: it is printed once
    #[arg(long)]
    code: bool,
    /// How what they need was met: large print, an interpreter
    #[arg(long, value_name = "TEXT")]
    adjusted: Option<String>,
    /// The folder of the organisation's own templates
    #[arg(long, value_name = "DIR")]
    letters: Option<PathBuf>,
    /// Where the letter is written to, to print it; on the terminal when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// In large print: as a page for a browser
    #[arg(long, requires = "out")]
    large: bool,
    /// The reference of another case of the same letter that this answers too; may be given several
    /// times
    #[arg(long, value_name = "REFERENCE")]
    also: Vec<String>,
    /// How many steps it had when you looked: where it has more now, somebody was faster
    #[arg(long, value_name = "N")]
    seen: Option<i64>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let template = own_template(args.letters.as_deref(), args.letter)?;
    // What cannot be written is found out before anything goes.
    if let Some(path) = &args.out {
        files::new_private(path)?;
    }
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let how = How {
        letter: args.letter,
        way: args.way,
        to: args.to.clone(),
        pack: args.pack,
        days: args.days,
        code_by: if args.code { CodeBy::Office } else { CodeBy::Email },
        adjusted: args.adjusted.clone(),
        template,
        also: args
            .also
            .iter()
            .map(|other| done(&desk, desk.find(other)))
            .collect::<Result<_, _>>()?,
        seen: args.seen,
    };
    let sent = done(&desk, desk.send(Who::Officer(&question), case, &how, now))?;
    if let Some(path) = &args.out {
        let page = args.large.then(|| large(&sent.text));
        files::write_private(path, page.as_ref().unwrap_or(&sent.text).as_bytes())?;
        print(&format!("The letter is in `{}`.\n", path.display()))?;
    } else if args.way != Way::Email {
        print(&format!("{}\n", sent.text))?;
    }
    match args.way {
        Way::Email => print(
            "It waits to go out by email, with the next round of `keyholder serve` or `keyholder case \
             mail`: a link that says nothing of them.\n",
        )?,
        Way::Hand | Way::Post => {
            print("A task was given: see to it that it arrives, then end the task.\n")?;
        }
    }
    if let Some(code) = &sent.code {
        print(&format!("The code that opens it, shown this once: {code}\n"))?;
    }
    print(&format!("{}\n", say(&sent.taken.state.message())))?;
    Ok(Outcome::Clean)
}

/// A letter in large print: 18 points, ragged, nothing in italics or capitals.
fn large(text: &str) -> String {
    let paragraphs: String = (text.trim().split("\n\n"))
        .map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph).replace('\n', "<br>\n")))
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Letter</title>\n<style>\nbody {{ font: 18pt/1.5 Arial, sans-serif; \
         max-width: 34em; margin: 2em; text-align: left; }}\n</style>\n</head>\n<body>\n\
         {paragraphs}</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

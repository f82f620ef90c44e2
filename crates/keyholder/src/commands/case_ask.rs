use casework::{Question, Who, Whom};
use jiff::ToSpan;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Asks somebody who alone can look, and shows what they answered
///
/// A post of the office gets a task; somebody outside gets a link and a code, and needs no account.
/// Until they answer the case does not go on; they are reminded, and who never answers is told to the
/// owner of the decision. Exit status 1 while an answer is open.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The source it is about: any name
    #[arg(long, value_name = "SOURCE", requires = "text")]
    source: Option<String>,
    /// The post that is asked
    #[arg(long, requires = "source")]
    post: Option<String>,
    /// The email address of somebody outside
    #[arg(long, value_name = "ADDRESS", requires = "source", conflicts_with = "post")]
    email: Option<String>,
    /// What is asked
    #[arg(long, value_name = "TEXT", requires = "source")]
    text: Option<String>,
    /// In how many days they answer
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=60))]
    days: u16,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    if let (Some(source), Some(text)) = (&args.source, &args.text) {
        let whom = match (&args.post, &args.email) {
            (Some(post), _) => Whom::Post(post.clone()),
            (None, Some(email)) => Whom::Email(email.clone()),
            (None, None) => anyhow::bail!("say who is asked: `--post` or `--email`"),
        };
        let asks = Question {
            source: source.clone(),
            whom,
            text: text.clone(),
            by: now.today().checked_add(i32::from(args.days).days())?,
        };
        done(&desk, desk.ask(who, case, &asks, now))?;
    }
    let mut open = 0;
    for asked in done(&desk, desk.asked(who, case, now))? {
        print(&format!("{}: {} is asked, by {}\n", asked.source, asked.whom, asked.due))?;
        match &asked.reply {
            Some(reply) => {
                let holds = if reply.holds { "holds something" } else { "holds nothing" };
                print(&format!("    {holds}. {}\n", reply.text.replace('\n', "\n    ")))?;
            }
            None if asked.taken_back => print("    taken back: nobody has to answer it\n")?,
            None => {
                open += 1;
                print(&format!("    no answer, reminded {} times\n", asked.reminded))?;
            }
        }
    }
    print(&format!("{open} have not answered.\n"))?;
    Ok(if open == 0 { Outcome::Clean } else { Outcome::Findings })
}

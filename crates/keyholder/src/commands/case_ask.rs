use casework::{Outside, Question, Who, Whom};
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use sharing::Told;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Asks somebody who alone can look, and shows what they answered
///
/// A post of the office gets a task; somebody outside gets a link and a code, and needs no account.
/// What is said to somebody outside is a disclosure: the gate decides whether this recipient may have
/// these kinds of data, and it stands in the register. Until they answer the case does not go on; they are reminded, and who never answers is told to the
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
    #[arg(long, value_name = "ADDRESS", requires_all = ["source", "to", "give"], conflicts_with = "post")]
    email: Option<String>,
    /// Who that is, by the charter's name for recipients
    #[arg(long, value_name = "RECIPIENT", requires = "email")]
    to: Option<String>,
    /// The kinds of data in what is asked: no more than they need to find it
    #[arg(long, value_name = "DATA", value_delimiter = ',', requires = "email")]
    give: Vec<String>,
    /// The day the person was told, where the notice promises to tell them first
    #[arg(long, value_name = "DAY", requires = "email")]
    told: Option<Date>,
    /// Why the person is not told first
    #[arg(long, value_name = "WHY", requires = "email", conflicts_with = "told")]
    not_told: Option<String>,
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
    let (office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    if let (Some(source), Some(text)) = (&args.source, &args.text) {
        let whom = match (&args.post, &args.email) {
            (Some(post), _) => Whom::Post(post.clone()),
            (None, Some(email)) => {
                let ask = NamedAsk {
                    recipient: args.to.clone(),
                    data: args.give.clone(),
                    ..args.asker.ask("disclose")
                };
                let gives = office.record.question(&ask, now.today())?;
                let not_told = args.not_told.clone().map(Told::Exception);
                let told = args.told.map(Told::On).or(not_told);
                Whom::Outside(Box::new(Outside { email: email.clone(), gives, told }))
            }
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

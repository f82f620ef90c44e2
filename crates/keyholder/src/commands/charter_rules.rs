use charter::rules::ALL;

use crate::output::{Outcome, named, print};

/// Explains what `keyholder charter check` looks for
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The code of one rule; without it, all are listed
    code: Option<String>,
    /// Print a small charter that breaks the rule, to try
    #[arg(long, requires = "code")]
    broken: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(code) = &args.code else {
        let list: String = ALL.iter().map(|rule| format!("{}\n", rule.code)).collect();
        print(&list)?;
        return Ok(Outcome::Clean);
    };
    let rule = named("rule", code, ALL, |rule| rule.code)?;
    if args.broken {
        print(rule.broken_charter().text())?;
    } else {
        print(&format!(
            "{} ({})\n\n{}\n\nkeeps: {}\n\nwrong:\n\n{}\n\nright:\n\n{}\n",
            rule.code,
            rule.severity.as_str(),
            rule.about,
            rule.keeps.join(", "),
            rule.broken.shown(),
            rule.mended.shown(),
        ))?;
    }
    Ok(Outcome::Clean)
}

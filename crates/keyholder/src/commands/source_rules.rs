use sources::rules::ALL;

use crate::output::{Outcome, named, print};

/// Explains what `keyholder source check` looks for
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The code of one rule; without it, all are listed
    code: Option<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(code) = &args.code else {
        let list: String = ALL.iter().map(|rule| format!("{}\n", rule.code)).collect();
        print(&list)?;
        return Ok(Outcome::Clean);
    };
    let rule = named("rule", code, ALL, |rule| rule.code)?;
    let (severity, keeps) = (rule.severity.as_str(), rule.keeps.join(", "));
    print(&format!("{} ({severity})\n\n{}\n\nkeeps: {keeps}\n", rule.code, rule.about))?;
    Ok(Outcome::Clean)
}

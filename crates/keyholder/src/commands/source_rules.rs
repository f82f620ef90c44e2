use anyhow::bail;
use sources::rules::ALL;

use crate::output::{Outcome, print};

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
    let Some(rule) = ALL.iter().find(|rule| rule.code == code) else {
        let nearest = charter::nearest(code, ALL.iter().map(|rule| rule.code));
        let hint = nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        bail!("there is no rule `{code}`{hint}");
    };
    let (severity, keeps) = (rule.severity.as_str(), rule.keeps.join(", "));
    print(&format!("{} ({severity})\n\n{}\n\nkeeps: {keeps}\n", rule.code, rule.about))?;
    Ok(Outcome::Clean)
}

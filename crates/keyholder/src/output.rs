//! How a command ends, and how it says what went wrong.

use std::io::Write;
use std::process::ExitCode;

use words::{Catalogue, Message};

/// How a command that ran to its end turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit status 0: nothing to report.
    Clean,
    /// Exit status 1: the command ran and found something that should stop a build.
    Findings,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
        }
    }
}

/// The sentence for a message, in the language of the reader.
pub(crate) fn say(message: &Message) -> String {
    Catalogue::english().render(message)
}

/// Writes text to standard output. A reader that went away early (`| head`) is not an error.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a value as indented JSON to standard output.
pub(crate) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}

/// The one of a name, among those that have one; a name that is near is offered where it is none.
pub(crate) fn named<'a, T>(
    what: &str,
    name: &str,
    all: &'a [T],
    name_of: impl Fn(&T) -> &str,
) -> anyhow::Result<&'a T> {
    if let Some(found) = all.iter().find(|one| name_of(one) == name) {
        return Ok(found);
    }
    let nearest = charter::nearest(name, all.iter().map(&name_of));
    let hint = nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    anyhow::bail!("there is no {what} `{name}`{hint}")
}

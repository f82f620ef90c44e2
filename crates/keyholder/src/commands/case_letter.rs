use std::path::{Path, PathBuf};

use anyhow::Context;
use casework::{Letter, TEMPLATE_BYTES_MAX, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Writes a letter of a case, as it stands now: nothing is sent
///
/// The templates are the organisation's own where `--letters` names a folder that has them, each
/// called like its letter: `answer.txt`. What the law wants said cannot be edited away.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The letter: acknowledgement, answer, ask-proof, ask-what, breach or more-time
    letter: Letter,
    /// The folder of the organisation's own templates
    #[arg(long, value_name = "DIR")]
    letters: Option<PathBuf>,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let own = own_template(args.letters.as_deref(), args.letter)?;
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "look")?;
    let case = done(&desk, desk.find(&args.reference))?;
    let who = Who::Officer(&question);
    print(&done(&desk, desk.letter(who, case, args.letter, own.as_deref(), now))?)?;
    Ok(Outcome::Clean)
}

/// The organisation's own template of a letter, where it has one.
pub(crate) fn own_template(
    folder: Option<&Path>,
    letter: Letter,
) -> anyhow::Result<Option<String>> {
    let path = folder.map(|folder| folder.join(format!("{}.txt", letter.id())));
    let Some(path) = path.filter(|path| path.exists()) else { return Ok(None) };
    let bytes = files::read_bytes(&path, TEMPLATE_BYTES_MAX)?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("`{}` is not UTF-8 text", path.display()))?;
    Ok(Some(text))
}

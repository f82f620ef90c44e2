use std::path::PathBuf;

use casework::{Packed, Who};

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Says which file goes with the answer of a case, before the answer is put forward
///
/// `keyholder collect --case` does it by itself. What was put forward is approved with exactly this
/// file; another does not go.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The file
    file: PathBuf,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let bytes = files::read_bytes(&args.file, usize::try_from(vault::DOCUMENT_BYTES_MAX)?)?;
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    let shown = done(&desk, desk.show(who, case, now))?;
    let (about, version) = (shown.subject, shown.version);
    let packed = Packed { bytes: &bytes, about, version, open: 0 };
    done(&desk, desk.packed(who, case, &packed, now))?;
    print("It goes with the answer, and nothing else does.\n")?;
    Ok(Outcome::Clean)
}

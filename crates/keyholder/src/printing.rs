//! Letters with a code that wait to be printed, put into the folder of whoever prints.

use std::path::Path;

use access::residents;
use people::{Now, Record};

use crate::files;

/// Puts what waits into the folder; how many. One that cannot be written is gone: another is asked for.
pub(crate) fn print(record: &Record, out: &Path, by: &str, now: Now) -> anyhow::Result<usize> {
    let letters = residents::letters_to_print(record, by, now)?;
    let mut written = Ok(());
    for letter in &letters {
        let file = (letter.name.clone(), letter.text.as_str().to_owned());
        let put = if written.is_ok() { files::write_all(out, &[file]) } else { Ok(()) };
        residents::printed(record, letter, written.is_ok() && put.is_ok(), now)?;
        written = written.and(put);
    }
    written?;
    Ok(letters.len())
}

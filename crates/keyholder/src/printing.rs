//! Letters with a code that wait to be printed, put into the folder of whoever prints.

use std::path::Path;

use access::residents;
use people::{Now, Record};

use crate::files;

/// Puts what waits into the folder; how many. One that cannot be written is tried again later, and holds up no
/// other.
///
/// # Errors
/// The first of what went wrong; the others are put out all the same.
pub(crate) fn print(record: &Record, out: &Path, by: &str, now: Now) -> anyhow::Result<usize> {
    let mut wrong = Ok(());
    let mut count = 0;
    for letter in residents::letters_to_print(record, by, now)? {
        let file = (letter.name.clone(), letter.text.as_str().to_owned());
        let put = files::write_all(out, &[file]);
        count += usize::from(put.is_ok());
        let settled = residents::printed(record, &letter, put.is_ok(), now);
        wrong = wrong.and(put).and(settled.map_err(Into::into));
    }
    wrong.map(|()| count)
}

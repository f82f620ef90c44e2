//! What stands in the way of rows of the landlord's systems, asked of the record.

use people::{AskedOf, Now, Record, Standing};
use sources::Error;

/// What stands in the way of rows, by what they say of whose they are and the class they are kept by.
pub(crate) fn standing(
    record: &Record,
    now: Now,
) -> impl FnMut(&[AskedOf]) -> Result<Vec<Standing>, Error> + '_ {
    move |asked| {
        let said = record.standing_of(asked, now.today(), casework::KEEPS);
        said.map_err(|error| Error::Refused(error.to_string()))
    }
}

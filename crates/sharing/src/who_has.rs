//! Who was given something of a person. What was called back counts: nobody has seen that it is gone.

use db::{Tx, params};
use people::{Code, Error, PersonNo};

/// The most recipients of one person.
const RECIPIENTS_MAX: u32 = 500;

/// The recipients who were given data of a category about one record of a person, each once, by number.
///
/// # Errors
/// What the store says.
pub fn recipients_of(tx: &Tx<'_>, person: PersonNo, category: &str) -> Result<Vec<Code>, Error> {
    let rows = tx.all(
        "SELECT recipient, data FROM disclosure WHERE person = ?1
         ORDER BY recipient LIMIT ?2",
        params![person.get(), RECIPIENTS_MAX],
        |row| {
            let code = Code::try_from(row.int(0)?).unwrap_or(0);
            let has = row.text(1)?.split(' ').any(|one| one == category);
            Ok::<_, Error>((code, has))
        },
    )?;
    let mut all: Vec<Code> = rows.into_iter().filter(|row| row.1).map(|row| row.0).collect();
    all.dedup();
    Ok(all)
}

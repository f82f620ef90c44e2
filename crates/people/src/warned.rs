//! The markers of a person that may be told of: their kind and their last day, and never what they say.

use db::params;
use jiff::civil::Date;

use crate::{Error, Opened, Record, one_person};

/// The most markers of one person that are looked through.
const MARKERS_MAX: u32 = 200;

impl Record {
    /// The markers of a person that stand on a day, of the kinds a look allows: the category's name and the
    /// last day. One without an end, or that the person was not told of, is not among them.
    ///
    /// # Errors
    /// What the store says.
    pub fn markers_that_stand(
        &self,
        opened: &Opened,
        on: Date,
    ) -> Result<Vec<(String, Date)>, Error> {
        let day = on.to_string();
        let found = self.data().read("markers that stand", |tx| {
            let mut found = Vec::new();
            for record in one_person::records(tx, opened.number())? {
                found.extend(tx.all(
                    "SELECT category, until FROM marker WHERE person = ?1 AND ended IS NULL
                     AND since <= ?2 AND until >= ?2 AND told <= ?2 ORDER BY until, no LIMIT ?3",
                    params![record.get(), &day, MARKERS_MAX],
                    |row| {
                        let code = u16::try_from(row.int(0)?).unwrap_or(0);
                        Ok::<_, Error>((code, row.date(1)?))
                    },
                )?);
            }
            Ok::<_, Error>(found)
        })?;
        let allowed = opened.decision().allowed();
        let may = |name: &str| self.gate().category(name).is_some_and(|ix| allowed.contains(ix));
        Ok(found
            .into_iter()
            .map(|(code, until)| (self.name_of(crate::CodeKind::Category, code).to_owned(), until))
            .filter(|(name, _)| may(name))
            .collect())
    }
}

//! Which promises of the notice are kept by what.

use crate::Charter;
use crate::items::Keeping;

/// Every promise, sorted by how it is kept. Each list is in the order of the promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Every promise there is.
    pub rows: Vec<String>,
    /// Cannot be broken without the product refusing.
    pub enforced: Vec<String>,
    /// Breaking it is found and reported.
    pub detected: Vec<String>,
    /// A named post does it.
    pub manual: Vec<String>,
    /// Not kept yet.
    pub planned: Vec<String>,
    /// Kept by nothing.
    pub unmapped: Vec<String>,
}

impl Charter {
    /// Which promises are kept by what: the list in the charter's head, or every paragraph when
    /// there is no such list.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let listed = self.head().promises.iter().map(|promise| promise.get_ref());
        let paragraphs = self.paragraphs().iter().map(|paragraph| paragraph.id.get_ref());
        let promises: Vec<_> =
            if self.head().promises.is_empty() { paragraphs.collect() } else { listed.collect() };
        let mut coverage = Coverage::default();
        for promise in promises {
            let row = self.rows().iter().find(|row| row.id.get_ref() == promise);
            let list = match row.map(|row| row.kept) {
                Some(Keeping::Enforced) => &mut coverage.enforced,
                Some(Keeping::Detected) => &mut coverage.detected,
                Some(Keeping::Manual) => &mut coverage.manual,
                Some(Keeping::Planned) => &mut coverage.planned,
                None => &mut coverage.unmapped,
            };
            list.push(promise.to_string());
            coverage.rows.push(promise.to_string());
        }
        coverage
    }
}

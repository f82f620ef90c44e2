//! What a person who is refused can do. A refusal names every remedy in force on its day.
//!
//! ```
//! use jiff::civil::date;
//!
//! assert_eq!(law::remedy::on(date(2026, 6, 18)).count(), 2);
//! assert_eq!(law::remedy::on(date(2026, 6, 19)).count(), 3);
//! ```

use jiff::civil::Date;
use serde::Deserialize;

table! {
    /// One remedy.
    Remedy: Detail, "remedy.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    says: String,
}

impl Remedy {
    /// The sentence the person reads.
    #[must_use]
    pub fn says(&self) -> &str {
        &self.detail.says
    }
}

/// The remedies to name in a refusal given on a day, in the order to name them.
pub fn on(day: Date) -> impl Iterator<Item = &'static Remedy> {
    all().iter().filter(move |remedy| remedy.provision().in_force(day))
}

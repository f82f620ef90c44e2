//! For which lettings the law asks a check of the right to rent, as dated data.
//!
//! ```
//! use jiff::civil::date;
//! use law::rent_check::Route;
//!
//! let rule = Route::CouncilNomination.asks(date(2026, 11, 30)).unwrap();
//! assert!(!rule.check());
//! assert!(!rule.provision().verified());
//! ```

use jiff::civil::Date;
use serde::Deserialize;

table! {
    /// What the law asks of lettings of one kind.
    RentCheck: Detail, "rent_check.toml"
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Detail {
    check: bool,
}

impl RentCheck {
    /// Whether a check is to be made.
    #[must_use]
    pub fn check(&self) -> bool {
        self.detail.check
    }
}

/// How a home is let.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The council put the person forward, or placed them.
    CouncilNomination,
    /// Social housing, by allocation.
    SocialHousing,
    /// On the open market.
    PrivateLetting,
}

impl Route {
    /// Every one.
    pub const ALL: [Route; 3] =
        [Route::CouncilNomination, Route::SocialHousing, Route::PrivateLetting];

    /// Its id: that of its row.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Route::CouncilNomination => "council-nomination",
            Route::SocialHousing => "social-housing",
            Route::PrivateLetting => "private-letting",
        }
    }

    /// What the law asks on a day; none where no rule of that day is known.
    #[must_use]
    pub fn asks(self, on: Date) -> Option<&'static RentCheck> {
        find(self.id()).filter(|rule| rule.provision().in_force(on))
    }
}

impl std::str::FromStr for Route {
    type Err = String;

    fn from_str(word: &str) -> Result<Route, String> {
        Route::ALL.into_iter().find(|one| one.id() == word).ok_or_else(|| {
            let all = Route::ALL.map(Route::id).join(", ");
            format!("a home is let by one of {all}, and not by `{word}`")
        })
    }
}

//! Conditions of a layout, as it writes them: `7 not in 1 and 16 not in 15-17`.

use crate::Provider;
use crate::core::Row;

/// A set of whole numbers: `1-2,4`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers(Vec<(i64, i64)>);

impl Numbers {
    pub(crate) fn parse(text: &str) -> Option<Numbers> {
        let range = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let range = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            (range.0 <= range.1).then_some(range)
        };
        text.split(',').map(range).collect::<Option<_>>().map(Numbers)
    }

    pub(crate) fn has(&self, number: i64) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&number))
    }

    /// The lowest and the highest.
    pub(crate) fn ends(&self) -> (i64, i64) {
        let low = self.0.iter().map(|range| range.0).min().unwrap_or(0);
        let high = self.0.iter().map(|range| range.1).max().unwrap_or(0);
        (low, high)
    }

    /// Every one of them, in order.
    #[cfg(feature = "samples")]
    pub(crate) fn each(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().flat_map(|(from, to)| *from..=*to)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Clause {
    In(u16, Numbers, bool),
    AnyGiven(u16, u16),
    NotUnder(u16, i64),
    Owner(Provider),
}

/// When an answer has to be there, or must not be: all clauses hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct When(Vec<Clause>);

impl When {
    pub(crate) fn parse(text: &str) -> Option<When> {
        if text == "always" {
            return Some(When(Vec::new()));
        }
        text.split(" and ").map(clause).collect::<Option<_>>().map(When)
    }

    pub(crate) fn holds(&self, row: &Row<'_>) -> bool {
        self.0.iter().all(|clause| match clause {
            Clause::In(field, set, inside) => {
                row.number(*field).is_some_and(|number| set.has(number)) == *inside
            }
            Clause::AnyGiven(from, to) => (*from..=*to).any(|field| row.given(field)),
            Clause::NotUnder(field, age) => row.number(*field).is_none_or(|number| number >= *age),
            Clause::Owner(provider) => row.provider() == *provider,
        })
    }
}

fn clause(text: &str) -> Option<Clause> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(match words[..] {
        ["any", range, "given"] => {
            let (from, to) = range.split_once('-')?;
            Clause::AnyGiven(from.parse().ok()?, to.parse().ok()?)
        }
        ["owner", "council"] => Clause::Owner(Provider::Council),
        ["owner", "private"] => Clause::Owner(Provider::Private),
        [field, "in", set] => Clause::In(field.parse().ok()?, Numbers::parse(set)?, true),
        [field, "not", "in", set] => Clause::In(field.parse().ok()?, Numbers::parse(set)?, false),
        [field, "not", "under", age] => Clause::NotUnder(field.parse().ok()?, age.parse().ok()?),
        _ => return None,
    })
}

//! What the lettings upload is checked for: one file a family, one line each below, in alphabetical order.
//!
//! Every rule carries a row it objects to; that row is its test. The messages say what is wrong and what to do.

use std::sync::LazyLock;

use crate::Rule;

/// What every family uses.
mod prelude {
    pub(super) use words::Message;

    pub(super) use crate::Provider;
    pub(super) use crate::core::{Row, among, person};
    pub(super) use crate::finding::Severity;
    pub(super) use crate::rule::{Base, Example, Look, Rule};
}

macro_rules! families {
    ($($family:ident,)*) => {
        $(mod $family;)*

        /// Every family's rules, in alphabetical order.
        const FAMILIES: &[&[Rule]] = &[$($family::RULES,)*];
    };
}

families! {
    address,
    dates,
    fields,
    history,
    money,
    needs,
    people,
    preference,
    property,
    referral,
    setup,
    tenancy,
    twice,
}

/// Every rule, in alphabetical order of its code.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let mut all: Vec<&'static Rule> = FAMILIES.iter().copied().flatten().collect();
        all.sort_by_key(|rule| rule.code);
        all
    });
    &ALL
}

/// The rule on the same letting twice, which looks at two rows.
pub(crate) fn twice() -> &'static Rule {
    &twice::RULES[0]
}

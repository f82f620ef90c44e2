//! The upload of new social lettings, 2026/27 (CORE): its fields, and a row of it.

mod field;
mod row;

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

#[cfg(feature = "samples")]
pub(crate) use field::Kind;
pub(crate) use field::{Field, Letting, Wrong};
pub(crate) use row::Row;

use crate::when::Numbers;

/// How many fields a row has.
pub(crate) const FIELDS: u16 = 147;

/// The specification, as its file has it.
pub(crate) struct Spec {
    /// The first and the last day a letting may begin.
    pub(crate) days: (Date, Date),
    /// Numbers of countries.
    pub(crate) countries: Vec<i64>,
    /// How many payments a year each way to pay means.
    pub(crate) payments: Vec<(i64, i64)>,
    /// The most a charge may be in a week: its field, for a council, for a private registered provider.
    pub(crate) charge_limits: Vec<(u16, i64, i64)>,
    /// What only the service can check, by id.
    pub(crate) service_only: Vec<String>,
    /// The fields, in order of their numbers.
    pub(crate) fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "year")]
    _year: i16,
    first_day: Date,
    last_day: Date,
    countries: Vec<i64>,
    payments_a_year: Vec<(i64, i64)>,
    charge_limits: Vec<(u16, i64, i64)>,
    service_only: Vec<String>,
    field: Vec<field::Written>,
}

impl Spec {
    /// One field.
    ///
    /// # Panics
    /// Where there is no such field.
    pub(crate) fn field(&self, number: u16) -> &Field {
        &self.fields[usize::from(number) - 1]
    }
}

/// The bundled specification.
///
/// # Panics
/// If the bundled text is malformed, which the tests of this crate rule out.
pub(crate) fn spec() -> &'static Spec {
    static SPEC: LazyLock<Spec> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../../data/core-lettings-2026.toml"))
            .unwrap_or_else(|error| panic!("bundled layout core-lettings-2026: {error}"));
        let fields: Vec<Field> = file.field.into_iter().map(field::Written::parse).collect();
        let numbered = fields.iter().zip(1..).all(|(field, number)| field.number == number);
        assert!(numbered && fields.len() == usize::from(FIELDS), "every field once, in order");
        Spec {
            days: (file.first_day, file.last_day),
            countries: file.countries,
            payments: file.payments_a_year,
            charge_limits: file.charge_limits,
            service_only: file.service_only,
            fields,
        }
    });
    &SPEC
}

impl Spec {
    /// How many payments a year an answer to field 141 means.
    pub(crate) fn payments_a_year(&self, period: i64) -> Option<i64> {
        self.payments.iter().find(|(code, _)| *code == period).map(|(_, payments)| *payments)
    }
}

/// The fields about person `n`, from 2 to 8: the first of six.
pub(crate) fn person(n: u16) -> u16 {
    48 + 6 * (n - 2)
}

/// Whether a set of codes has a number, for the rules' lists.
pub(crate) fn among(list: &[i64], number: Option<i64>) -> bool {
    number.is_some_and(|number| list.contains(&number))
}

pub(crate) type Codes = Numbers;

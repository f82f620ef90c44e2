use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Provision;

/// One table of the law, for those who list them all.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    name: &'static str,
    provisions: fn() -> Vec<&'static Provision>,
}

impl Table {
    /// The name of the table, which is that of its module.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its rules in the order of the table.
    #[must_use]
    pub fn provisions(&self) -> Vec<&'static Provision> {
        (self.provisions)()
    }
}

/// Every table, in alphabetical order.
#[must_use]
pub fn tables() -> &'static [Table] {
    macro_rules! list {
        ($($name:literal => $module:path,)*) => {
            &[$(Table {
                name: $name,
                provisions: || {
                    use $module as module;
                    module::all().iter().map(|row| row.provision()).collect()
                },
            }),*]
        };
    }
    list! {
        "adm" => crate::adm,
        "age" => crate::age,
        "bank-holiday" => crate::clock::holidays,
        "basis" => crate::basis,
        "clock" => crate::clock::rule,
        "condition" => crate::condition,
        "country" => crate::transfer::country,
        "division" => crate::clock::division,
        "duty" => crate::duty,
        "exemption" => crate::exemption,
        "ground" => crate::right::ground,
        "mechanism" => crate::transfer::mechanism,
        "notice-content" => crate::notice_content,
        "pecr" => crate::pecr,
        "recognised" => crate::recognised,
        "regulator" => crate::regulator,
        "remedy" => crate::remedy,
        "rent-check" => crate::rent_check,
        "right" => crate::right,
    }
}

/// Reads a bundled table: `[[row]]`s whose fields are those of a provision and those of `D`, and
/// no others.
///
/// # Panics
/// If the bundled text is malformed, which the tests of this crate rule out.
pub(crate) fn read<D: DeserializeOwned, T>(
    file: &str,
    text: &str,
    row: fn(Provision, D) -> T,
) -> Vec<T> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        row: Vec<toml::Table>,
    }
    let file_of_rows: File =
        toml::from_str(text).unwrap_or_else(|error| panic!("bundled table {file}: {error}"));
    let parse = |fields: toml::Table| -> Result<T, toml::de::Error> {
        let (provision, rest): (toml::Table, toml::Table) =
            fields.into_iter().partition(|(name, _)| Provision::FIELDS.contains(&name.as_str()));
        Ok(row(provision.try_into()?, rest.try_into()?))
    };
    file_of_rows
        .row
        .into_iter()
        .map(|fields| {
            let shown = fields.get("id").map(ToString::to_string).unwrap_or_default();
            parse(fields).unwrap_or_else(|error| panic!("bundled table {file}, {shown}: {error}"))
        })
        .collect()
}

/// Declares a bundled table: the type of its rows (a provision and its details), `all` and `find`.
///
/// A table that has no details of its own leaves them out.
macro_rules! table {
    ($(#[$doc:meta])* $row:ident: $detail:ty, $file:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $row {
            provision: $crate::Provision,
            detail: $detail,
        }

        table!(@access $row, $detail, $file, |provision, detail| $row { provision, detail });
    };
    ($(#[$doc:meta])* $row:ident, $file:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $row {
            provision: $crate::Provision,
        }

        table!(@access $row, $crate::table::Nothing, $file, |provision, _| $row { provision });
    };
    (@access $row:ident, $detail:ty, $file:literal, $build:expr) => {
        static ROWS: std::sync::LazyLock<Vec<$row>> = std::sync::LazyLock::new(|| {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $file));
            $crate::table::read::<$detail, $row>($file, text, $build)
        });

        /// Every row, in the order of the table.
        #[must_use]
        pub fn all() -> &'static [$row] {
            &ROWS
        }

        /// The row with this id.
        #[must_use]
        pub fn find(id: &str) -> Option<&'static $row> {
            all().iter().find(|row| row.id() == id)
        }

        impl $row {
            /// The rule itself: where it stands, when it applies, where it was read.
            #[must_use]
            pub fn provision(&self) -> &$crate::Provision {
                &self.provision
            }

            /// The id, which stands once in its table.
            #[must_use]
            pub fn id(&self) -> &str {
                self.provision.id()
            }
        }
    };
}

/// The details of a row that has none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

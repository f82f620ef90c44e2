//! What the columns of a kind of file are, and what each says of somebody. A layout is data alone.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::core::spec;

/// What a column says of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Close to special category data: handled as such (UK GDPR Art 9).
    Adjacent,
    /// A declaration, not data.
    Control,
    /// Personal data.
    Personal,
    /// Nothing of anybody by itself.
    #[default]
    Plain,
    /// Personal data, of which some codes say what is special or criminal: prison, refuge, sickness.
    Revealing,
    /// Special category data on its face (Art 9).
    Special,
}

impl Class {
    /// The word for it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Class::Adjacent => "adjacent",
            Class::Control => "control",
            Class::Personal => "personal",
            Class::Plain => "plain",
            Class::Revealing => "revealing",
            Class::Special => "special",
        }
    }

    /// Whether a receipt names the column.
    #[must_use]
    pub fn named(self) -> bool {
        matches!(self, Class::Adjacent | Class::Revealing | Class::Special)
    }
}

/// How a file says which column is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heading {
    /// Names, in the first row that has one.
    Names,
    /// Numbers, in the row that begins with `Field number`; data begins in the second column.
    Numbers,
}

/// What a column takes, in layouts that are not the lettings upload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// A day, `2026-11-30` or `30/11/2026`.
    Day,
    /// The first half of a postcode, and no more.
    District,
    /// One of a few words that many rows share: nothing that names a person or a home.
    Few,
    /// Pounds, and pence after a point; below nothing for a credit.
    Money,
    /// Anything.
    #[default]
    Text,
    /// A year, and no day of it.
    Year,
    /// `Y` or `N`.
    YesNo,
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// How findings name it: a number, or the heading.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Other headings it is known by.
    #[serde(default)]
    pub also: Vec<String>,
    /// The charter's categories that stand in it; none where it says nothing of anybody.
    #[serde(default)]
    pub data: Vec<String>,
    /// What it says of somebody.
    #[serde(default)]
    pub class: Class,
    /// Whether the file is no use without it.
    #[serde(default)]
    pub required: bool,
    /// Whether it is only for us, and is taken out before the file goes.
    #[serde(default)]
    pub ours: bool,
    /// What it takes.
    #[serde(default)]
    pub takes: Takes,
}

/// A rule of a layout that is not the lettings upload.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conduct {
    /// The column that says that the person was given notice; every row has a yes.
    pub noticed: Option<String>,
    /// The column with the day of birth; nobody younger than this may be in the file.
    pub born: Option<String>,
    /// The youngest age, in years.
    pub youngest: Option<u8>,
    /// The column that says that somebody is in a breathing space, and the column of its last day.
    pub breathing_space: Option<(String, String)>,
    /// The columns by which somebody is reached, which stay empty while a breathing space lasts.
    pub reached_by: Vec<String>,
    /// The column with the kind of credit search: a soft one or none.
    pub search: Option<String>,
}

/// A kind of file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it says which column is which.
    pub heading: Heading,
    /// The column with the person's reference, by key.
    pub reference: String,
    /// What the reference may be: kinds of identifier by their names, of which one has to fit.
    pub found_by: Vec<String>,
    /// Whether it is for marketing.
    #[serde(default)]
    pub marketing: bool,
    /// Whether each person must have been given notice before they are in it.
    #[serde(default)]
    pub noticed: bool,
    /// The heading of a key that stands in place of the reference, and means nothing outside the one file.
    pub row_key: Option<String>,
    /// The columns by which rows must be like enough others to go, by key: by them somebody could be recognised.
    #[serde(default)]
    pub alike: Vec<String>,
    /// Its rules.
    #[serde(default)]
    pub conduct: Conduct,
    /// What only whoever receives it can check, by id.
    #[serde(default)]
    pub service_only: Vec<String>,
    /// Its columns.
    #[serde(default, rename = "column")]
    pub columns: Vec<Column>,
}

impl Layout {
    /// The column of this heading or key.
    #[must_use]
    pub fn position(&self, heading: &str) -> Option<usize> {
        let same = |text: &String| text.to_ascii_lowercase().replace(['_', '-'], " ") == heading;
        self.columns.iter().position(|column| same(&column.key) || column.also.iter().any(same))
    }

    /// The column of this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// Whether it is the lettings upload, which has rules of its own.
    #[must_use]
    pub fn is_core(&self) -> bool {
        self.id == CORE
    }
}

const CORE: &str = "core-lettings-2026";

/// The bundled layouts, in alphabetical order.
const BUNDLED: &[(&str, &str)] = &[
    ("arrears-analysis", include_str!("../data/arrears-analysis.toml")),
    ("campaign-list", include_str!("../data/campaign-list.toml")),
    ("fraud-initiative", include_str!("../data/fraud-initiative.toml")),
    ("home-transfer", include_str!("../data/home-transfer.toml")),
    ("rental-exchange", include_str!("../data/rental-exchange.toml")),
    ("service-mail", include_str!("../data/service-mail.toml")),
];

/// Every bundled layout, in alphabetical order of their ids.
///
/// # Panics
/// If a bundled text is malformed, which the tests of this crate rule out.
#[must_use]
pub fn layouts() -> &'static [Layout] {
    static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
        let read = |(file, text): &(&str, &str)| -> Layout {
            toml::from_str(text).unwrap_or_else(|error| panic!("bundled layout {file}: {error}"))
        };
        let mut all: Vec<Layout> = BUNDLED.iter().map(read).collect();
        all.push(core());
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    });
    &LAYOUTS
}

/// A bundled layout.
#[must_use]
pub fn layout(id: &str) -> Option<&'static Layout> {
    layouts().iter().find(|layout| layout.id == id)
}

/// The lettings upload: all it says of somebody is the charter's one category of the return.
fn core() -> Layout {
    let columns = spec().fields.iter().map(|field| Column {
        key: field.number.to_string(),
        name: field.name.clone(),
        also: Vec::new(),
        data: match field.class {
            Class::Plain | Class::Control => Vec::new(),
            _ => vec!["core-return".to_owned()],
        },
        class: field.class,
        required: true,
        ours: false,
        takes: Takes::Text,
    });
    Layout {
        id: CORE.to_owned(),
        name: "the upload of new lettings, 2026/27".to_owned(),
        heading: Heading::Numbers,
        reference: "13".to_owned(),
        found_by: vec!["tenancy-reference".to_owned(), "other-system-id".to_owned()],
        marketing: false,
        noticed: true,
        row_key: None,
        alike: Vec::new(),
        conduct: Conduct::default(),
        service_only: spec().service_only.clone(),
        columns: columns.collect(),
    }
}

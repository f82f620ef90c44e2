//! The notice as people read it: pages, Markdown, plain text, and the record of processing.
//!
//! Everything is made from the charter alone, so the published words and the decisions cannot
//! disagree. Pages work offline, call nobody and need no script. Nothing here touches a file
//! system: a [`Publication`] is a list of names and texts.
//!
//! The words around the notice's own stand in `templates/en`: another language is another folder.

mod edition;
mod pages;
mod ropa;
mod tables;
mod text;

use jiff::civil::Date;

pub use edition::{Edition, EditionChange, Part, Passage, parts};
pub use ropa::{COLUMNS, record_of_processing};
pub use tables::{PurposeRow, RecipientRow, RetentionRow, purposes, recipients, retentions};

use crate::Charter;

/// The files of a published notice: a path below the folder it goes to, and a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The edition published.
    pub edition: Edition,
    /// The files, in the order of their names.
    pub files: Vec<(String, String)>,
}

/// Why a notice cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotPublish {
    /// It has no date (row 1.5a).
    #[error("the notice has no date; set `published` in `[charter]`")]
    Undated,
    /// The version was published with other words before (row 1.5b).
    #[error(
        "version `{version}` was published before with other words; give this one a new `version`"
    )]
    SameVersion {
        /// The version.
        version: String,
    },
    /// A later version is out already (row 1.5b).
    #[error(
        "version `{version}` is dated {published}, and version `{newest}` of {newest_date} is out \
         already; a new version carries a later date"
    )]
    NotNewest {
        /// The version.
        version: String,
        /// Its date.
        published: Date,
        /// The newest version that is out.
        newest: String,
        /// That one's date.
        newest_date: Date,
    },
}

/// The notice of a charter as it is published; none where it has no date.
#[must_use]
pub fn in_force(charter: &Charter) -> Option<Edition> {
    let published = charter.head().published.as_ref()?.get_ref().0;
    Some(Edition::of(charter, published))
}

/// Publishes the notice of a charter, beside the editions published before.
///
/// # Errors
/// When it has no date, when its version was published with other words, or when a newer one is
/// out. Publishing the same words again is no error.
pub fn publish(charter: &Charter, earlier: &[Edition]) -> Result<Publication, CannotPublish> {
    let edition = in_force(charter).ok_or(CannotPublish::Undated)?;
    let published = edition.published;
    let mut others: Vec<&Edition> = Vec::new();
    for before in earlier {
        if before.version != edition.version {
            others.push(before);
        } else if *before != edition {
            return Err(CannotPublish::SameVersion { version: edition.version });
        }
    }
    others.sort_by_key(|before| before.published);
    if let Some(newest) = others.last().filter(|newest| newest.published >= published) {
        return Err(CannotPublish::NotNewest {
            version: edition.version,
            published,
            newest: newest.version.clone(),
            newest_date: newest.published,
        });
    }
    let mut files = vec![
        ("changes.html".to_owned(), pages::changes(charter, &edition, others.last().copied())),
        ("index.html".to_owned(), pages::notice(charter, &edition)),
        ("notice.md".to_owned(), text::markdown(charter, &edition)),
        ("notice.txt".to_owned(), text::plain(charter, &edition)),
        ("style.css".to_owned(), include_str!("../../templates/en/style.css").to_owned()),
        ("versions/index.html".to_owned(), pages::versions(charter, &edition, &others)),
    ];
    for one in others.iter().copied().chain([&edition]) {
        let current = one.version == edition.version;
        let name = format!("versions/{}", one.file_name());
        files.push((format!("{name}.html"), pages::version(charter, one, current)));
    }
    files.sort();
    Ok(Publication { edition, files })
}

//! The notice on its way to people: drafts of the charter, who signed which, and what is published.
//!
//! A draft is begun from the charter in force, and is a charter at every moment: a change that would make
//! it none is refused. Two people sign exactly its bytes: one holds the post that advises, the other the
//! post that decides. Whatever is changed afterwards takes both signatures away. What is published decides
//! from its day on, and never changes again.

mod coming;
mod drafts;
mod error;
mod in_the_way;
mod published;
mod purposes;
mod signing;

pub use coming::{came, came_fingerprint, comes_into_force, due, lacking, lost};
pub use drafts::{Change, DRAFTS_MAX, Draft, Line, VERSION_LENGTH_MAX};
pub use error::Error;
pub use in_the_way::checked;
pub use published::{InForce, Published, editions, files_of, in_force};
pub use purposes::{Ground, NewPurpose, Proposed, decide, inform, propose, proposed};
pub use signing::{Signed, draft_in};

use people::Record;

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "publishing",
    steps: &[
        db::Step {
            number: 1,
            name: "publishing",
            sql: include_str!("../migrations/001-publishing.sql"),
        },
        db::Step { number: 2, name: "began", sql: include_str!("../migrations/002-began.sql") },
        db::Step {
            number: 3,
            name: "purposes",
            sql: include_str!("../migrations/003-purposes.sql"),
        },
    ],
};

/// Where the notice is drafted, signed and published. Cheap to clone.
#[derive(Clone)]
pub struct Publishing {
    pub(crate) record: Record,
    pub(crate) posts: Posts,
}

/// The posts that sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posts {
    /// Who advises: the data protection officer.
    pub adviser: String,
    /// Who decides. Where nobody holds it, a second holder of the other post does.
    pub owner: String,
}

impl Publishing {
    /// Over a record, with the posts that sign.
    #[must_use]
    pub fn new(record: Record, posts: Posts) -> Publishing {
        Publishing { record, posts }
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }
}

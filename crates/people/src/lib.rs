//! Persons, what they are to the landlord, what is held on them, what they chose; and the one door
//! to all of it.
//!
//! Nothing here gives personal data without a [`Permit`], and nothing but this room makes one, from
//! facts it loaded in the transaction the permit lives in. What a permit is spent on opens only when
//! its entry in the log is on the disk.

mod account;
mod authority;
mod break_glass;
mod by_hand;
mod care;
mod changing;
mod choices;
mod codes;
mod collecting;
mod contacting;
mod detail;
mod documents;
mod drawer;
mod due;
mod erase;
mod error;
mod export;
mod facts;
mod file;
mod find;
mod gone;
mod higher;
mod hold_item;
mod homes;
pub mod identify;
mod ids;
pub mod import;
mod joint;
mod letting_go;
mod listed;
mod marketing;
mod not_enforced;
mod one_person;
mod own;
mod own_choices;
mod pairing;
mod permit;
mod persons;
mod question;
mod reaching;
mod read_over;
mod recent;
mod record;
mod release;
mod reviews;
mod ripe;
mod rotate;
mod scan;
mod set;
mod sound;
mod suppressing;
mod survey;

pub use account::{ACCOUNT_BYTES_MAX, Account};
pub use authority::{Authority, PARENT};
pub use break_glass::{BREAK_GLASS_REASON_MIN, BreakGlass};
pub use by_hand::{ASK_LENGTH_MAX, ByHand, Hand};
pub use care::{Against, NewHold, NewMarker};
pub use changing::{CameOf, Changing, Intent, OpenChange, close_change};
pub use choices::{Choice, Grounds, NewChoice, Receipt};
pub use codes::{Code, Codes, Kind as CodeKind};
pub use collecting::{LEAVE_SOURCES_MAX, Leave};
pub use contacting::{Contacting, Routed};
pub use documents::{Document, MEDIA_TYPE_LENGTH_MAX};
pub use drawer::{DRAWER_BYTES_MAX, ITEM_BYTES_MAX, ItemView, LABELS_MAX, Label};
pub use due::{LEFT, Renewed, Shelved, no_longer_kept};
pub use erase::{Erased, Survives, erasure_digest};
pub use error::Error;
pub use export::{ExportTo, Exported, export_digest};
pub use facts::{FACTS_MAX, Fact};
pub use find::{Candidate, Event, Found, NEWEST_MAX};
pub use higher::{OfficeEntry, living, number, records_of};
pub use hold_item::{NewItem, Notes, Relabel};
pub use homes::{HOUSEHOLD_MAX, Home, Member, REFERENCE_LENGTH_MAX};
pub use ids::{HomeId, ItemNo, NotAnId, Now, PersonId, PersonNo};
pub use joint::JOINT_PEOPLE_MAX;
pub use letting_go::{LettingGo, Standing};
pub use listed::{Goes, LISTED_MAX, List, ListQuestion, Listed};
pub use not_enforced::{LOOKED_THROUGH_MAX, NotEnforced};
pub use one_person::records;
pub use own::{Alone, Had, Held, Own, Uses};
pub use own_choices::{OwnChoice, Wish};
pub use pairing::{Older, has_vault};
pub use permit::{Permit, Refusal};
pub use persons::{LEAVING_TASK, NewPerson, NewRelationship, row_number};
pub use question::{ACTOR_LENGTH_MAX, Later, Question, REASON_LENGTH_MAX, TOPIC_LENGTH_MAX};
pub use reaching::Ways;
pub use read_over::{Broken, Done};
pub use record::{MIGRATIONS, Record};
pub use release::{Awaiting, Opened, Release, Seen};
pub use reviews::{Waiting, Waits};
pub use ripe::{Keeps, LetGo, RIPE_CHUNK, Ripe, Stop};
pub use rotate::{RETIRED_FOR, Rotated};
pub use set::{Chosen, OpenSet, SET_BYTES_MAX, SET_PEOPLE_MAX, SetChange, SetEdited, SetRelease};
pub use sound::Unsound;
pub use survey::Survey;

/// How often a change that met another one is made again before it is given up.
const TRIES_MAX: usize = 8;

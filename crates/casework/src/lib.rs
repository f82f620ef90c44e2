//! Casework: requests, complaints, breaches and reviews. One model for everything with a clock.
//!
//! A case is opened by whatever channel something came, about one thing or several; its time runs
//! from then on, by the arithmetic of [`law::clock`] over the days of its steps. What may be done
//! with it, from where and by whom, is one table ([`machine`]); what stands in the way of a step
//! names who can take it away ([`Guard`]). A pause stops the clock and nothing else.
//!
//! Whom it is about, who asks and who is answered are three people ([`Party`]). What was said and
//! decided is sealed under a key of the case's own: it is the evidence of what was asked and
//! answered, so it outlives the file of the person it is about, and goes when its own time has come.

mod approving;
mod asking;
mod asking_outside;
mod assessments;
mod board;
mod changing;
mod changing_steps;
mod changing_turns;
pub mod clock;
mod collecting;
mod consents;
mod desk;
mod digest;
mod disclosing;
mod disposing;
mod drifting;
mod erasing;
mod error;
mod export;
pub mod form;
mod forms;
mod guard;
mod importing;
mod inbox;
mod informing;
mod interest;
mod kind;
mod leaving;
mod letters;
mod letting_go;
mod links;
pub mod machine;
mod mailing;
mod objecting;
mod opening;
mod outcome;
mod own;
mod packs;
mod party;
mod proof;
mod putting_forward;
pub mod recognise;
mod register;
mod reviews;
mod riding;
mod row;
mod searching;
mod sending;
mod showing;
mod spans;
mod standing;
mod state;
mod statistics;
mod step;
mod taking;
mod telling;
mod ticking;
mod trying;
mod way;
mod webhooks;
mod weighing;
mod whence;
mod withholding;
mod work;
mod working;

pub use asking::{
    ASK_DAYS_MAX, Asked, OpenQuestion, Question, REMIND_DAYS, REMINDERS, Reply, Whom,
};
pub use asking_outside::Outside;
pub use assessments::{
    ASSESSMENT_ANSWER_MAX, ASSESSMENT_TITLE_MAX, Assessment, AssessmentAsked, AssessmentDecision,
    AssessmentGroup, AssessmentKind, AssessmentQuestion, AssessmentState, AssessmentStep,
    AssessmentStepped, NewAssessment, REVIEW_SOON_DAYS, REVIEW_YEARS_MAX,
};
pub use board::{Board, BoardBreaches, BoardLine, quarter_before, quarter_of};
pub use changing::{CHANGING, Changed, Given as GivenApproval, Wish, WorkOrder};
pub use changing_steps::{CATEGORIES_MAX, CHANGE_VALUE_LENGTH_MAX};
pub use changing_turns::{CHANGING_TRIES, Came as CameOfChange, Turn, TurnBegun};
pub use collecting::{
    Asked as CollectionAsked, Begun as CollectionBegun, COLLECTING, COLLECTING_TRIES,
    COLLECTION_WORDS_MAX, Collection, Progress,
};
pub use consents::Which;
pub use desk::{Desk, Posts, Who};
pub use digest::{Digest, URGENT_MAX};
pub use disclosing::{AtOnce, Given, Giving};
pub use disposing::KEEPS;
pub use drifting::{
    Answered, DRIFT, DriftCount, DriftFinding, DriftLook, DriftSeen, FINDINGS_MAX, NOTE_LENGTH_MAX,
    TAKEN_DAYS_MAX,
};
pub use erasing::erase;
pub use error::Error;
pub use guard::{Advice, Guard, Standing};
pub use importing::{Begun, DAYS_MAX, Day, Imported};
pub use inbox::{Came, INBOX_MAX, Waiting};
pub use informing::{Audience, Campaign, Given as NoticeGiven};
pub use kind::{Kind, Timed, UnknownKind};
pub use letters::{Letter, TEMPLATE_BYTES_MAX};
pub use letting_go::{LET_GO_MAX, Ripe};
pub use links::{CODES_MAX, Link, OpenLetter, TRIES_MAX};
pub use mailing::{Outgoing, Went};
pub use objecting::{Objected, PURPOSES_MAX};
pub use opening::{
    KINDS_MAX, NewCase, Opened, REPRESENTATIVE_DAYS, WORDS_LENGTH_MAX, parse_reference,
};
pub use outcome::Outcome;
pub use own::{MESSAGE_LENGTH_MAX, OwnCase};
pub use packs::Packed;
pub use party::{Capacity, Channel, Party};
pub use register::{Breach, REGISTER_MAX};
pub use reviews::{Review, ReviewOf};
pub use searching::{SOURCES_MAX, Searched, SourceAnswer};
pub use sending::Sent;
pub use showing::{LINES_MAX, Line, Shown, ShownStep, Status, Words};
pub use spans::{SPAN_LENGTH_MAX, SPAN_LENGTH_MIN};
pub use state::State;
pub use statistics::{CASES_MAX, Figures};
pub use step::{Role, Step, UnknownStep};
pub use taking::{REASON_LENGTH_MAX, STEPS_MAX, Taken, Taking};
pub use telling::Telling;
pub use ticking::{SOON_DAYS, Ticked, WAITING_DAYS};
pub use way::{CodeBy, How, LINK_DAYS, LINK_DAYS_MAX, Way};
pub use webhooks::{Hook, WEBHOOKS_MAX, Webhook, sign};
pub use weighing::{Found, ITEM_TEXT_BYTES_MAX, ITEMS_MAX, Item, ItemText, Text, held_back};
pub use withholding::{Factors, HEALTH, ToWeigh, Verdict, Weighing, grounds, sentence};
pub use work::{Work, needed};
pub use working::{Filled, RECIPIENTS_MAX, Worked};

/// The tables of this room with a `no`, a `person` and a `detail` sealed under that person's key.
pub const DETAILS: &[&str] = &["case_change"];

/// The tables of this room.
pub const MIGRATIONS: db::Set = db::Set {
    room: "casework",
    steps: &[
        db::Step { number: 1, name: "cases", sql: include_str!("../migrations/001-cases.sql") },
        db::Step {
            number: 2,
            name: "deliveries",
            sql: include_str!("../migrations/002-deliveries.sql"),
        },
        db::Step { number: 3, name: "inbox", sql: include_str!("../migrations/003-inbox.sql") },
        db::Step { number: 4, name: "work", sql: include_str!("../migrations/004-work.sql") },
        db::Step { number: 5, name: "packs", sql: include_str!("../migrations/005-packs.sql") },
        db::Step { number: 6, name: "asked", sql: include_str!("../migrations/006-asked.sql") },
        db::Step {
            number: 7,
            name: "webhooks",
            sql: include_str!("../migrations/007-webhooks.sql"),
        },
        db::Step {
            number: 8,
            name: "imported",
            sql: include_str!("../migrations/008-imported.sql"),
        },
        db::Step { number: 9, name: "notices", sql: include_str!("../migrations/009-notices.sql") },
        db::Step { number: 10, name: "gone", sql: include_str!("../migrations/010-gone.sql") },
        db::Step {
            number: 11,
            name: "kept-packs",
            sql: include_str!("../migrations/011-kept-packs.sql"),
        },
        db::Step { number: 12, name: "texts", sql: include_str!("../migrations/012-texts.sql") },
        db::Step { number: 13, name: "drift", sql: include_str!("../migrations/013-drift.sql") },
        db::Step {
            number: 14,
            name: "assessments",
            sql: include_str!("../migrations/014-assessments.sql"),
        },
        db::Step {
            number: 15,
            name: "changes",
            sql: include_str!("../migrations/015-changes.sql"),
        },
    ],
};

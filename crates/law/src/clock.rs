//! When something is due, with its working: one pure function of what happened on which day.
//!
//! [`Request`] is counted in days and months: the rights, and the acknowledgement of a complaint.
//! [`Loss`] is counted in hours: a breach, and a loss of CORE data. Both give a date, a status and
//! a trace of plain sentences; both know one meaning of late.
//!
//! ```
//! use jiff::civil::date;
//! use law::clock::{Kind, Request, Status};
//!
//! let request = Request::new(Kind::Access, date(2026, 11, 25)).build()?;
//! let reading = request.read(date(2026, 11, 27));
//! assert_eq!(reading.due(), Some(date(2026, 12, 29)));
//! assert_eq!(reading.status(), Status::OnTime(32));
//! # Ok::<(), law::clock::Impossible>(())
//! ```

pub mod division;
pub mod holidays;
mod hours;
mod impossible;
mod kind;
mod moment;
mod reading;
mod request;
pub mod rule;
mod status;
mod timeline;
mod working;

pub use division::Division;
pub use hours::{HourReading, HourStatus, Loss, LossKind};
pub use impossible::{Event, Impossible};
pub use kind::{Kind, UnknownKind};
pub use moment::{BadMoment, Moment};
pub use reading::{Method, Reading};
pub use request::{Gate, Request, RequestBuilder};
pub use status::{Status, days_late};

use jiff::civil::{Date, date};

/// The first day that is judged: the Data Protection Act 2018 and the GDPR began on it.
pub const FIRST_DAY: Date = date(2018, 5, 25);

/// The last day that is judged; anything later is taken for a slip of the pen.
pub const LAST_DAY: Date = date(2199, 12, 31);

/// The most questions one request may hold.
pub const MAX_PAUSES: usize = 100;

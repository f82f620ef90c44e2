//! The decision, pure: may this be done, to this person's data, now?
//!
//! A [`Gate`] is a charter compiled to bit sets. It answers an [`Ask`] with the [`Facts`] on record
//! by a [`Decision`]: what is allowed category by category, what is masked, and what must be done
//! along with it. Unknown means no. Reasons are built only when asked for.
//!
//! A decision is advice. Nothing in this room can release personal data, and nothing in it knows a
//! database, a network, a file system or a clock.

mod ask;
mod case;
#[cfg(feature = "cedar")]
pub mod cedar;
mod compile;
mod decision;
mod explain;
mod facts;
mod gate;
mod rules;
mod set;
mod tables;
mod wire;

pub use ask::{Act, Ask};
pub use decision::{Decision, Obligation, Obligations, Outcome, Rules};
pub use explain::{Explanation, Reason};
pub use facts::Facts;
pub use gate::Gate;
pub use set::{Ix, Set};
pub use wire::{CannotRead, NAMES_MAX, NamedAsk, NamedFacts};

//! What `keyholder bench collect` does: an invented landlord is written down, people of it are
//! looked for, and what is found is held against what there is.

mod judge;
mod office;
mod report;
mod run;

pub(crate) use run::{Plan, Postgres, build, peak, run};

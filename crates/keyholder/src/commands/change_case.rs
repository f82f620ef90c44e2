//! The case a change is done for: what came of it is written there, and whoever was given the data is
//! told.

use casework::Desk;

use super::case::done;

/// A case a change is done for, if any.
#[derive(clap::Args)]
pub(crate) struct ForCase {
    /// The case it is done for, by its reference: what came of it is written there
    #[arg(long = "case", value_name = "REFERENCE")]
    reference: Option<String>,
}

impl ForCase {
    /// The case, by its number and its reference.
    pub(crate) fn find(&self, desk: &Desk) -> anyhow::Result<Option<(i64, &str)>> {
        let Some(reference) = self.reference.as_deref() else { return Ok(None) };
        Ok(Some((done(desk, desk.find(reference))?, reference)))
    }
}

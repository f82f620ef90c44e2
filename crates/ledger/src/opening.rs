//! The first entry of a log that goes on after a restore.

/// What a new log says of the one before it: how far that one was known to have come, and that
/// what lies between is lost. A log never goes on below a checkpoint somebody may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening<'a> {
    /// The newest checkpoint known of the log before, as it was signed.
    pub checkpoint: &'a str,
    /// How many of its entries the restored store still has.
    pub kept: u64,
}

impl Opening<'_> {
    /// The bytes of the entry: readable, because there is nothing in it to hide.
    #[must_use]
    pub fn entry(&self) -> Vec<u8> {
        format!(
            "keyholder/opening/v1\nkept {}\nThe log before this one is known up to this \
             checkpoint. Entries after the kept ones were lost with the store.\n\n{}",
            self.kept, self.checkpoint
        )
        .into_bytes()
    }
}

//! What can go wrong in the vault. None of it says what was sealed.

/// An error of the vault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The store under it.
    #[error(transparent)]
    Store(#[from] db::Error),
    /// The key was destroyed: what it sealed is gone for good.
    #[error("the key was destroyed; what it sealed is gone for good")]
    Gone,
    /// There is no such key: the vault is older than the data, or another one.
    #[error(
        "the vault has no such key: it is older than the data or belongs to another store; restore \
         the newest backup of the vault"
    )]
    Missing,
    /// What was sealed does not open: changed, or moved from another place.
    #[error("what was sealed here was changed or moved")]
    CannotOpen,
    /// The master key is not the one the vault was made with.
    #[error(
        "the master key `{0}` is not known here; give the file or passphrase the vault was made with"
    )]
    WrongMaster(String),
    /// A master key cannot be had.
    #[error("{0}")]
    Master(String),
    /// Larger than a limit.
    #[error("{what} is larger than the limit of {limit} bytes")]
    TooLarge {
        /// What.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A search has too many hits to be one.
    #[error("more than {0} people match; ask for more")]
    TooManyHits(usize),
    /// A document's folder.
    #[error("a document cannot be {0}")]
    Blob(String),
}

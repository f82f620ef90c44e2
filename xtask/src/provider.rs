//! The provider of sign-in the tests run against: a real one, on Node.js, installed where it is missing.

use std::fs;
use std::path::PathBuf;

use crate::browse;

/// Where the tests find it, and the Node.js that runs it.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) node: PathBuf,
}

/// Sees to it that there is one.
///
/// # Errors
/// When it cannot be installed from here.
pub(crate) fn install() -> anyhow::Result<Place> {
    let folder = crate::root().join("target/provider");
    fs::create_dir_all(&folder)?;
    let node = browse::node()?;
    browse::install(&node, "provider", &folder)?;
    Ok(Place { folder, node: node.path() })
}

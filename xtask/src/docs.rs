//! `cargo xtask docs`: writes the generated pages again.
//!
//! A page that is made from the code has a test called `..._page_is_up_to_date`, which compares
//! the two; with `KEYHOLDER_BLESS=1` it writes the page instead.

use crate::{servers, step};

/// Runs those tests so that they write.
pub(crate) fn run() -> anyhow::Result<bool> {
    servers::install(true)?;
    let args = ["test", "--workspace", "--all-features", "--tests", "page_is_up_to_date"];
    let mut command = step::cargo(&args);
    let written = step::run("the generated pages", command.env("KEYHOLDER_BLESS", "1"))?;
    if written {
        println!("\nThe pages are written. Read the change before you commit it: `git diff docs`");
    }
    Ok(written)
}

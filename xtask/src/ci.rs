//! `cargo xtask ci`: everything a change must pass. The tests come last, so that their count is
//! the last line.

use std::process::Command;

use crate::tree::Tree;
use crate::{fuzz, step, test};

/// Runs every step and stops at the first that fails.
pub(crate) fn run() -> anyhow::Result<bool> {
    if !format(&["--check"])? {
        eprintln!("error: some files are not formatted; type `cargo xtask fmt`");
        return Ok(false);
    }
    anyhow::ensure!(
        step::installed("clippy"),
        "`cargo clippy` is not installed; type `rustup component add clippy`"
    );
    let lints =
        ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    let pages = ["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"];
    let passed = step::run("lints", &mut step::cargo(&lints))?
        && step::run("documentation", step::cargo(&pages).env("RUSTDOCFLAGS", "-D warnings"))?
        && dependencies()?
        && fuzz()?;
    if !passed {
        eprintln!("error: this step failed; the reason stands above");
        return Ok(false);
    }
    test::run(&test::Options::default())
}

/// Formats every Rust file, also those that a macro names as modules, which `cargo fmt` misses.
pub(crate) fn format(args: &[&str]) -> anyhow::Result<bool> {
    anyhow::ensure!(
        step::installed("fmt"),
        "`rustfmt` is not installed; type `rustup component add rustfmt`"
    );
    let tree = Tree::load(&crate::root())?;
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024"]).args(args).current_dir(crate::root());
    step::run("formatting", command.args(tree.rust().map(|file| &file.path)))
}

/// How long a change is fuzzed, in seconds; `cargo xtask fuzz` takes longer.
const FUZZ: u32 = 30;

fn fuzz() -> anyhow::Result<bool> {
    if let Err(why) = fuzz::install(&crate::root().join("target/fuzz")) {
        eprintln!("\n==> fuzzing: skipped, its tool cannot be had here ({why:#})");
        return Ok(true);
    }
    fuzz::run(FUZZ)
}

fn dependencies() -> anyhow::Result<bool> {
    let what = "licences and sources of dependencies";
    if step::installed("deny") {
        return step::run(
            what,
            &mut step::cargo(&["deny", "check", "bans", "licenses", "sources"]),
        );
    }
    eprintln!(
        "\n==> {what}: skipped, cargo-deny is not installed; type `cargo install cargo-deny --locked`"
    );
    Ok(true)
}

//! `cargo xtask ci`: everything a change must pass. The tests come last, so that their count is
//! the last line.

use std::process::{Command, Stdio};

use anyhow::Context;

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
        && one_library()?
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

/// What `deny.toml` lets in for one feature alone, and looks at with all features on.
const NOT_BY_DEFAULT: &str = "aws-lc-sys";

/// Sees to it that the program as it is built without features has one library for TLS.
fn one_library() -> anyhow::Result<bool> {
    let args = ["tree", "--package=keyholder", "--edges=normal,build", "--prefix=none"];
    let told = step::cargo(&args).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let told = told.context("`cargo tree` does not start")?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    anyhow::ensure!(told.starts_with("keyholder "), "`cargo tree` does not name the program");
    let there = told.lines().any(|line| line.split(' ').next() == Some(NOT_BY_DEFAULT));
    if there {
        eprintln!(
            "error: `{NOT_BY_DEFAULT}` is in the program as it is built without features; find the way it came by `cargo tree --package keyholder --invert {NOT_BY_DEFAULT}`"
        );
    }
    Ok(!there)
}

//! `cargo xtask ci`: everything a change must pass. The tests come last, so that their count is
//! the last line.

use crate::{step, test};

/// Runs every step and stops at the first that fails.
pub(crate) fn run() -> anyhow::Result<bool> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        anyhow::ensure!(
            step::installed(subcommand),
            "`cargo {subcommand}` is not installed; type `rustup component add {component}`"
        );
    }
    let clippy =
        ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    let doc = ["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"];
    let steps = [
        ("formatting", step::cargo(&["fmt", "--all", "--check"])),
        ("lints", step::cargo(&clippy)),
        ("documentation", {
            let mut command = step::cargo(&doc);
            command.env("RUSTDOCFLAGS", "-D warnings");
            command
        }),
    ];
    for (what, mut command) in steps {
        if !step::run(what, &mut command)? {
            eprintln!("error: {what}: this step failed; the reason stands above");
            return Ok(false);
        }
    }
    if step::installed("deny") {
        let mut deny = step::cargo(&["deny", "check", "bans", "licenses", "sources"]);
        if !step::run("licences and sources of dependencies", &mut deny)? {
            eprintln!("error: a dependency breaks deny.toml; the reason stands above");
            return Ok(false);
        }
    } else {
        eprintln!(
            "\n==> licences and sources of dependencies: skipped, cargo-deny is not installed; \
             type `cargo install cargo-deny --locked`"
        );
    }
    test::run(&test::Options::default())
}

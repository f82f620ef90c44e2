//! `cargo xtask test`: every test of the project, and one line at the end that counts them.

use std::io::{self, IsTerminal};
use std::iter::Sum;
use std::path::Path;
use std::process::Command;

use crate::provider::Place;
use crate::{browse, provider, servers, step};

/// What was asked for on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    fast: bool,
    extra: Vec<String>,
}

impl Options {
    /// Reads `[--fast] [-- ARGS]`.
    pub(crate) fn parse(args: &[&str]) -> anyhow::Result<Options> {
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match *arg {
                "--fast" => options.fast = true,
                "--" => options.extra = args.by_ref().map(|arg| (*arg).to_owned()).collect(),
                unknown => anyhow::bail!(
                    "`{unknown}` is not an option of `cargo xtask test`; what is meant for cargo \
                     comes after `--`"
                ),
            }
        }
        Ok(options)
    }

    /// What cargo is told of the packages and features to test.
    fn scope(&self) -> Vec<&str> {
        let narrowed = self.extra.iter().any(|arg| arg.starts_with("-p") || arg == "--package");
        let mut scope = if narrowed { vec![] } else { vec!["--workspace"] };
        if !self.fast {
            scope.push("--all-features");
        }
        scope.extend(self.extra.iter().map(String::as_str));
        scope
    }
}

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |sum, count| Count {
            passed: sum.passed + count.passed,
            failed: sum.failed + count.failed,
        })
    }
}

/// Runs the tests; `false` when one failed. The last line says how many.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    check_compiler()?;
    servers::install(!options.fast)?;
    let provider = provider::install();
    if let Err(error) = &provider {
        eprintln!(
            "No provider of sign-in: {error:#}. Tests that need it say that they are skipped."
        );
    }
    let provider = provider.ok();
    let mut counts = Vec::new();
    let scope = options.scope();
    if step::installed("nextest") {
        let args = [&["nextest", "run", "--no-fail-fast"], scope.as_slice()].concat();
        counts.push(count("the tests", &args, options, provider.as_ref(), nextest_summary)?);
    } else {
        eprintln!("cargo-nextest is not installed, which is fine: cargo runs the tests itself.");
        let targets = ["test", "--no-fail-fast", "--tests"];
        let args = [&targets, scope.as_slice()].concat();
        counts.push(count("the tests", &args, options, provider.as_ref(), libtest_summary)?);
    }
    if options.fast {
        eprintln!(
            "\nA fast run leaves out the comparison with Cedar, the examples in the documentation \
             and the browser; `cargo xtask test` runs them."
        );
    } else if options.extra.is_empty() {
        let args = ["test", "--doc", "--no-fail-fast", "--workspace", "--all-features"];
        counts.push(count(
            "the examples in the documentation",
            &args,
            options,
            provider.as_ref(),
            libtest_summary,
        )?);
        counts.push(browse::run(browse::What::Pages)?);
    }
    let sum: Count = counts.into_iter().sum();
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    Ok(sum.failed == 0)
}

/// Runs one step and counts its tests. A step that fails without a failing test (it does not
/// compile, say) counts as one failure, so that the last line never says that all is well.
fn count(
    what: &str,
    args: &[&str],
    options: &Options,
    provider: Option<&Place>,
    summary: fn(&str) -> Option<Count>,
) -> anyhow::Result<Count> {
    let mut command = step::cargo(args);
    prepare(&mut command, options);
    if let Some(Place { folder, node }) = provider {
        command.env("KEYHOLDER_PROVIDER", folder).env("KEYHOLDER_NODE", node);
    }
    let (counts, succeeded) = step::run_reading(what, &mut command, summary)?;
    let mut sum: Count = counts.into_iter().sum();
    if !succeeded && sum.failed == 0 {
        eprintln!("error: this step failed without a failing test; the reason stands above");
        sum.failed = 1;
    }
    Ok(sum)
}

/// The environment the tests run in.
fn prepare(command: &mut Command, options: &Options) {
    // Only `cargo xtask docs` may rewrite pages; a test compares them.
    command.env_remove("KEYHOLDER_BLESS");
    if options.fast {
        command.env("PROPTEST_CASES", "16");
    }
    if io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    if std::env::var_os("KEYHOLDER_FIXTURES").is_none() {
        match crate::root().join("../shared/fixtures").canonicalize() {
            Ok(folder) => {
                command.env("KEYHOLDER_FIXTURES", folder);
            }
            Err(_) => eprintln!(
                "No fixtures: the folder ../shared/fixtures is not there and KEYHOLDER_FIXTURES \
                 is not set. Tests that need them say that they are skipped."
            ),
        }
    }
}

/// Cedar, which the gate is compared with, is built with a C compiler.
fn check_compiler() -> anyhow::Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join("cc").exists());
    anyhow::ensure!(
        found || std::env::var_os("CC").is_some_and(|cc| Path::new(&cc).exists()),
        "the tests need a C compiler, and there is no `cc` on the PATH; on Debian type:\n\n    \
         sudo apt-get update && sudo apt-get install --yes build-essential\n"
    );
    Ok(())
}

/// `Summary [   0.512s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped`
fn nextest_summary(line: &str) -> Option<Count> {
    let (_, counts) = line.strip_prefix("Summary [")?.split_once(" run: ")?;
    let mut count = Count::default();
    for part in counts.split(", ") {
        let (number, kind) = part.trim().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match kind.split(" (").next() {
            Some("passed") => count.passed += number,
            Some("skipped") => {}
            // failed, timed out, exec failed
            _ => count.failed += number,
        }
    }
    Some(count)
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; ...`
fn libtest_summary(line: &str) -> Option<Count> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let number = |kind: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(kind)?.trim().parse().ok())
    };
    Some(Count { passed: number("passed")?, failed: number("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(passed: u64, failed: u64) -> Option<Count> {
        Some(Count { passed, failed })
    }

    #[test]
    fn summaries_of_nextest_are_read() {
        for (line, expected) in [
            ("Summary [   0.005s] 3 tests run: 3 passed, 0 skipped", counted(3, 0)),
            (
                "Summary [  61.0s] 9 tests run: 5 passed (1 slow), 4 failed, 2 skipped",
                counted(5, 4),
            ),
            (
                "Summary [1s] 4 tests run: 1 passed (1 flaky), 1 failed, 2 timed out, 0 skipped",
                counted(1, 3),
            ),
            ("Summary [1s] 1 test run: 0 passed, 1 exec failed, 0 skipped", counted(0, 1)),
            ("Summary [1s] 2/5 tests run: 1 passed, 1 failed, 0 skipped", counted(1, 1)),
            ("test result: ok. 3 passed; 0 failed; 0 ignored", None),
            ("Starting 3 tests across 2 binaries", None),
        ] {
            assert_eq!(nextest_summary(line), expected, "{line}");
        }
    }

    #[test]
    fn summaries_of_cargo_test_are_read() {
        for (line, expected) in [
            (
                "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.00s",
                counted(3, 0),
            ),
            ("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured", counted(1, 2)),
            ("running 3 tests", None),
        ] {
            assert_eq!(libtest_summary(line), expected, "{line}");
        }
    }

    #[test]
    fn options_are_read() {
        let options = |args: &[&str]| Options::parse(args).unwrap();
        assert_eq!(options(&[]).scope(), ["--workspace", "--all-features"]);
        assert_eq!(options(&["--fast"]).scope(), ["--workspace"]);
        assert_eq!(
            options(&["--fast", "--", "-p", "law", "--", "--nocapture"]).scope(),
            ["-p", "law", "--", "--nocapture"]
        );
        assert!(Options::parse(&["--quick"]).unwrap_err().to_string().contains("`--quick`"));
    }
}

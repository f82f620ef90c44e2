//! What a developer runs. `cargo xtask help` lists it.

mod browse;
mod ci;
mod docs;
mod fuzz;
mod postgres;
mod program;
mod provider;
mod rust;
mod servers;
mod step;
mod test;
mod tidy;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
What a developer runs.

Usage: cargo xtask <COMMAND>

Commands:
  test [--fast] [-- ARGS]  Run every test; the last line is `N passed, N failed`
                           --fast: without the comparison with Cedar, the examples in the
                           documentation and the browser, and with fewer random cases
                           ARGS go to cargo: `cargo xtask test -- -p law clock`
  tidy                     Check the house rules (CONTRIBUTING.md); part of `test`
  fuzz [--seconds N]       Ask a running server what nobody would, from its own document;
                           installs schemathesis under target/ (needs Python and PyPI)
  browse                   Open the pages in a real browser: axe, an HTML validator and the
                           journeys people make, these on PostgreSQL too; part of `test`.
                           Installs Chromium, and Node.js and its packages under target/
                           --pictures: on SQLite alone, and write those of the documentation
                           --postgres: the journeys on PostgreSQL alone
                           --matrix [DAY]: instead, open every page as every role (long), and
                           write what came of it to docs/matrix.md
  docs                     Write the generated pages under docs/ again
  fmt                      Format every Rust file
  ci                       Formatting, lints, documentation, licences, `fuzz`, then `test`
  help                     Print this
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Carries out one command; `false` when it ran and found something wrong.
fn run(args: &[&str]) -> anyhow::Result<bool> {
    match args {
        ["test", rest @ ..] => test::run(&test::Options::parse(rest)?),
        ["tidy"] => Ok(tidy::run(&tree::Tree::load(&root())?)),
        ["browse"] => Ok(browse::run(browse::What::Both)?.failed == 0),
        ["browse", "--pictures"] => Ok(browse::run(browse::What::Pictures)?.failed == 0),
        ["browse", "--matrix"] => Ok(browse::run(browse::What::Matrix(None))?.failed == 0),
        ["browse", "--matrix", day] => {
            Ok(browse::run(browse::What::Matrix(Some(day)))?.failed == 0)
        }
        ["browse", "--postgres"] => Ok(browse::run(browse::What::Postgres)?.failed == 0),
        ["docs"] => docs::run(),
        ["fuzz", rest @ ..] => fuzz::run(fuzz::seconds(rest)?),
        ["fmt"] => ci::format(&[]),
        ["ci"] => ci::run(),
        [] | ["help" | "-h" | "--help", ..] => {
            print!("{HELP}");
            Ok(true)
        }
        unknown => anyhow::bail!(
            "`cargo xtask {}` is not a command; `cargo xtask help` lists them",
            unknown.join(" ")
        ),
    }
}

/// The root of the project.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_unknown_command_is_named() {
        for (args, expected) in [
            (&["tset"][..], "`cargo xtask tset` is not a command"),
            (&["tidy", "now"][..], "`cargo xtask tidy now` is not a command"),
        ] {
            let error = super::run(args).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}

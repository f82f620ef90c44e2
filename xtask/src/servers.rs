//! The servers the tests run against: real ones, installed where they are missing.

use std::path::Path;
use std::process::Command;

/// Debian's package and the program that shows it is there.
const POSTGRESQL: (&str, &str) = ("postgresql", "initdb");

/// Sees to it that the tests find a PostgreSQL server to start.
///
/// # Errors
/// When it is missing and cannot be installed from here; says what to type.
pub(crate) fn install() -> anyhow::Result<()> {
    let (package, program) = POSTGRESQL;
    if is_there(program) {
        return Ok(());
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    anyhow::ensure!(
        root && Path::new("/usr/bin/apt-get").exists(),
        "the tests need a PostgreSQL server, which they start themselves; on Debian type:\n\n    \
         sudo apt-get update && sudo apt-get install --yes {package}\n"
    );
    eprintln!("There is no PostgreSQL server. Installing Debian's `{package}`.");
    for args in [
        &["update", "--quiet"][..],
        &["install", "--yes", "--quiet", "--no-install-recommends", package],
    ] {
        let status =
            Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").status()?;
        anyhow::ensure!(status.success(), "`apt-get {}` failed", args.join(" "));
    }
    anyhow::ensure!(is_there(program), "`{package}` was installed and `{program}` is not there");
    Ok(())
}

/// On the path, or where Debian keeps a server's programs.
fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    std::env::split_paths(&path)
        .chain(debian.map(|version| version.path().join("bin")))
        .any(|folder| folder.join(program).exists())
}

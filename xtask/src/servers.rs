//! The servers the tests run against: real ones, installed where they are missing.

use std::path::Path;
use std::process::Command;

/// What it is called, Debian's package, and a program that shows it is there.
const SERVERS: [(&str, &str, &str); 2] =
    [("PostgreSQL", "postgresql", "initdb"), ("MariaDB", "mariadb-server", "mariadb-install-db")];

/// Sees to it that the tests find a PostgreSQL and a `MariaDB` server to start.
///
/// # Errors
/// When one is missing and cannot be installed from here; says what to type.
pub(crate) fn install() -> anyhow::Result<()> {
    let missing = || SERVERS.iter().filter(|(.., program)| !is_there(program));
    let packages: Vec<&str> = missing().map(|(_, package, _)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing().map(|(name, ..)| *name).collect();
    let names = names.join(" and no ");
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    anyhow::ensure!(
        root && Path::new("/usr/bin/apt-get").exists(),
        "there is no {names} server, which the tests start themselves; on Debian type:\n\n    \
         sudo apt-get update && sudo apt-get install --yes {}\n",
        packages.join(" ")
    );
    eprintln!("There is no {names} server. Installing Debian's `{}`.", packages.join("`, `"));
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    for args in [vec!["update", "--quiet"], [install.as_slice(), &packages].concat()] {
        let status = Command::new("apt-get")
            .args(&args)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()?;
        anyhow::ensure!(status.success(), "`apt-get {}` failed", args.join(" "));
    }
    if let Some((name, package, program)) = missing().next() {
        anyhow::bail!("`{package}` was installed and `{program}` of {name} is not there");
    }
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

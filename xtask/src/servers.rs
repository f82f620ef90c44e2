//! The servers the tests run against: real ones, installed where they are missing.

use std::path::Path;
use std::process::Command;

/// What it is called, Debian's package, and a program or a library that shows it is there.
type Needed = (&'static str, &'static str, &'static str);

const SERVERS: &[Needed] = &[
    ("PostgreSQL server", "postgresql", "initdb"),
    ("MariaDB server", "mariadb-server", "mariadb-install-db"),
    ("SMTP server", "exim4-daemon-light", "exim4"),
    ("IMAP server", "dovecot-imapd", "dovecot"),
];

/// What the sources that are reached by ODBC are tested with.
const DRIVERS: &[Needed] = &[
    ("unixODBC", "unixodbc-dev", "libodbc.so"),
    ("ODBC driver for SQLite", "libsqliteodbc", "odbc/libsqlite3odbc.so"),
    ("ODBC driver for PostgreSQL", "odbc-postgresql", "odbc/psqlodbcw.so"),
    ("ODBC driver for MariaDB", "odbc-mariadb", "odbc/libmaodbc.so"),
];

/// What opens the pages.
const BROWSER: &[Needed] = &[("Chromium", "chromium", "chromium")];

/// Sees to it that there is a browser.
///
/// # Errors
/// As for [`install`].
pub(crate) fn install_browser() -> anyhow::Result<()> {
    install_all(&[BROWSER])
}

/// Sees to it that the tests find the servers they start, and where `odbc` says so what is tested by
/// ODBC.
///
/// # Errors
/// When one is missing and cannot be installed from here; says what to type.
pub(crate) fn install(odbc: bool) -> anyhow::Result<()> {
    install_all(&[SERVERS, if odbc { DRIVERS } else { &[] }])
}

fn install_all(needed: &[&[Needed]]) -> anyhow::Result<()> {
    let missing = || needed.iter().copied().flatten().filter(|(.., file)| !is_there(file));
    let packages: Vec<&str> = missing().map(|(_, package, _)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing().map(|(name, ..)| *name).collect();
    let names = names.join(" and no ");
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    anyhow::ensure!(
        root && Path::new("/usr/bin/apt-get").exists(),
        "there is no {names}, which the tests need; on Debian type:\n\n    \
         sudo apt-get update && sudo apt-get install --yes {}\n",
        packages.join(" ")
    );
    eprintln!("There is no {names}. Installing Debian's `{}`.", packages.join("`, `"));
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    for args in [vec!["update", "--quiet"], [install.as_slice(), &packages].concat()] {
        let status = Command::new("apt-get")
            .args(&args)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()?;
        anyhow::ensure!(status.success(), "`apt-get {}` failed", args.join(" "));
    }
    if let Some((name, package, file)) = missing().next() {
        anyhow::bail!("`{package}` was installed and `{file}` of {name} is not there");
    }
    Ok(())
}

/// On the path, where Debian keeps a server's programs, or among the libraries.
fn is_there(file: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let within = |folder: &str| std::fs::read_dir(folder).into_iter().flatten().flatten();
    std::env::split_paths(&path)
        .chain(within("/usr/lib/postgresql").map(|version| version.path().join("bin")))
        .chain(["/usr/sbin".into(), "/usr/lib".into(), "/usr/lib64".into()])
        .chain(within("/usr/lib").map(|kind| kind.path()))
        .any(|folder| folder.join(file).exists())
}

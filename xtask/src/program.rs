//! The program itself, for steps that ask a running server.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::Context;

use crate::step;

/// A server that goes when this does.
pub(crate) struct Server(pub(crate) Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds it; its path.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    let built = step::cargo(&["build", "--quiet", "--package", "keyholder"]);
    anyhow::ensure!(step::run("the program", &mut { built })?, "it cannot be built");
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| crate::root().join("target"), PathBuf::from);
    Ok(target.join("debug/keyholder"))
}

/// What commands of the program are told by their environment: where the record lies.
pub(crate) type Store<'a> = &'a [(&'static str, String)];

/// Fills a record with an invented landlord, in a folder; where it lies, and somebody who is in it.
pub(crate) fn demo(
    program: &Path,
    folder: &Path,
    store: Store<'_>,
) -> anyhow::Result<(PathBuf, String)> {
    let demo = folder.join("demo");
    let _ = fs::remove_dir_all(&demo);
    let mut command = Command::new(program);
    command.args(["demo", "--once", "--out"]).arg(&demo).envs(store.iter().cloned());
    let said = said(&mut command)?;
    let collect = said.split("keyholder collect ").nth(1).and_then(|rest| rest.split(' ').next());
    let person = collect.context("the demonstration names nobody")?.to_owned();
    Ok((demo.join("record-of-people"), person))
}

/// What a command prints.
pub(crate) fn said(command: &mut Command) -> anyhow::Result<String> {
    let ran = command.stdin(Stdio::null()).output()?;
    anyhow::ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8(ran.stdout)?)
}

/// Starts a server on a free port; its address.
pub(crate) fn serve(
    program: &Path,
    data: &Path,
    folder: &Path,
    more: &[&str],
) -> anyhow::Result<(Server, String)> {
    serve_at("127.0.0.1:0", program, (data, &[]), folder, more)
}

/// The same where it is said to listen.
pub(crate) fn serve_at(
    listen: &str,
    program: &Path,
    (data, store): (&Path, Store<'_>),
    folder: &Path,
    more: &[&str],
) -> anyhow::Result<(Server, String)> {
    let log = fs::File::create(folder.join("server.log"))?;
    let mut child = Command::new(program)
        .args(["serve", "--listen", listen, "--data"])
        .arg(data)
        .args(more)
        .envs(store.iter().cloned())
        .env("RUST_LOG", "warn")
        .env("PROVIDER_SECRET", "a-secret-of-the-tests")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()?;
    let out = child.stdout.take().context("the server says nothing")?;
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let rest = line.split("http://").nth(1).context("the server did not start")?;
    let address = rest.split('/').next().unwrap_or_default();
    Ok((server, format!("http://{address}")))
}

//! A PostgreSQL server of one's own, for a step that asks a running server on it. It is gone afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context;

/// How long it may take to start or stop, in seconds.
const PATIENCE: &str = "60";
/// The databases on it: the record, and the keys beside it.
const RECORD: &str = "keyholder";
const KEYS: &str = "keys";

/// A server that stops when this goes.
pub(crate) struct Postgres {
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
    root: bool,
}

impl Postgres {
    /// Starts one with two empty databases.
    pub(crate) fn start() -> anyhow::Result<Postgres> {
        let bin = programs()?;
        // Whoever it runs as has to come to it: not below our own folder.
        let folder =
            std::env::temp_dir().join(format!("keyholder-postgres-{}", std::process::id()));
        fs::create_dir(&folder)?;
        let id = Command::new("id").arg("-u").output()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        // It refuses to run as root.
        let server = Postgres { folder, bin, port, root: id.stdout == b"0\n" };
        if server.root {
            said(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let made = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"];
        said(server.command("initdb").args(made).arg(server.data()))?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
        );
        let start = ["start", "-w", "-s", "-t", PATIENCE, "-o", &options, "-D"];
        said(server.command("pg_ctl").args(start).arg(server.data()).arg("-l").arg(server.log()))?;
        for database in [RECORD, KEYS] {
            let port = port.to_string();
            let at = ["-h", "127.0.0.1", "-p", &port, "-U", "postgres", database];
            said(server.command("createdb").args(at))?;
        }
        Ok(server)
    }

    /// What a command of the program is told by its environment to use it.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let address = |name| format!("postgres://postgres@127.0.0.1:{}/{name}", self.port);
        vec![("KEYHOLDER_POSTGRES", address(RECORD)), ("KEYHOLDER_VAULT_POSTGRES", address(KEYS))]
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if self.root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // A server that goes on must not keep our pipes open.
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stop = ["stop", "-w", "-s", "-t", PATIENCE, "-m", "immediate", "-D"];
        let _ = said(self.command("pg_ctl").args(stop).arg(self.data()));
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where its programs are: where Debian keeps them, the newest, or on the path.
fn programs() -> anyhow::Result<PathBuf> {
    let kept = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = kept.map(|entry| entry.path().join("bin")).collect();
    places.sort();
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let found = places.into_iter().rev().find(|place| {
        ["initdb", "pg_ctl", "createdb"].iter().all(|program| place.join(program).is_file())
    });
    found.context("there is no PostgreSQL server; on Debian type `apt-get install postgresql`")
}

fn said(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stderr(Stdio::null()).status()?;
    anyhow::ensure!(status.success(), "{command:?} did not succeed");
    Ok(())
}

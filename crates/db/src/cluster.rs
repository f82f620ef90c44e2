//! A PostgreSQL server of one's own, for tests and benchmarks: started in a folder, on loopback,
//! and gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::Error;

/// How long the server may take to start or stop.
const PATIENCE: &str = "60";

/// A server in a folder of its own. It stops when this goes.
pub struct Cluster {
    folder: tempfile::TempDir,
    bin: PathBuf,
    port: u16,
    as_user: Option<&'static str>,
}

fn cannot(what: &str, why: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("{what}: {why}"))
}

/// Where PostgreSQL's programs are: on the path, or where Debian keeps them; the newest.
fn programs() -> Result<PathBuf, Error> {
    let mut places: Vec<PathBuf> = (std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten())
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    places.sort();
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let found = places
        .into_iter()
        .rev()
        .find(|place| place.join("initdb").is_file() && place.join("pg_ctl").is_file());
    found.ok_or_else(|| {
        cannot("no PostgreSQL server was found", "on Debian, run `apt-get install postgresql`")
    })
}

impl Cluster {
    /// Starts one, with these lines added to its settings.
    ///
    /// # Errors
    /// [`Error::Unavailable`] says what is missing or went wrong.
    pub fn start(settings: &str) -> Result<Cluster, Error> {
        let bin = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("kh-pg")
            .tempdir()
            .map_err(|error| cannot("no folder for PostgreSQL", error))?;
        // The server refuses to run as root.
        let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
        let as_user = root.then_some("postgres");
        if let Some(user) = as_user {
            run(Command::new("chown").arg(user).arg(folder.path()))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|error| cannot("no free port", error))?
            .port();
        let cluster = Cluster { folder, bin, port, as_user };
        run(cluster.command("initdb").args(["-D"]).arg(cluster.data()).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-instructions",
        ]))?;
        let lines = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
             max_connections = 100\n{settings}\n",
            cluster.folder.path().display()
        );
        let extra = cluster.folder.path().join("extra.conf");
        std::fs::write(&extra, lines).map_err(|error| cannot("no settings", error))?;
        if let Some(user) = as_user {
            run(Command::new("chown").arg(user).arg(&extra))?;
        }
        let include = format!(
            "echo \"include '{}'\" >> '{}'",
            extra.display(),
            cluster.data().join("postgresql.conf").display()
        );
        run(&mut cluster.shell(&include))?;
        cluster.up()?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        self.as_them(path.as_path())
    }

    fn as_them(&self, program: &Path) -> Command {
        let mut command = match self.as_user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(self.folder.path());
        command
    }

    fn shell(&self, line: &str) -> Command {
        let mut command = self.as_them(Path::new("sh"));
        command.args(["-c", line]);
        command
    }

    fn up(&self) -> Result<(), Error> {
        run(self
            .command("pg_ctl")
            .args(["start", "-w", "-s", "-t", PATIENCE, "-D"])
            .arg(self.data())
            .arg("-l")
            .arg(self.folder.path().join("data").join("server.log")))
    }

    fn down(&self, mode: &str) -> Result<(), Error> {
        run(self
            .command("pg_ctl")
            .args(["stop", "-w", "-s", "-t", PATIENCE, "-m", mode, "-D"])
            .arg(self.data()))
    }

    /// The address of a database on it.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of its socket, for clients that want the shortest way.
    #[must_use]
    pub fn socket(&self) -> (&Path, u16) {
        (self.folder.path(), self.port)
    }

    /// The folder of its data.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.data()
    }

    /// Makes a database; its address.
    ///
    /// # Errors
    /// [`Error::Unavailable`], or [`Error::Refused`] for a name with anything but letters.
    pub fn database(&self, name: &str) -> Result<String, Error> {
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(Error::Refused("the name of a database".to_owned()));
        }
        let mut config: postgres::Config =
            self.address("postgres").parse().map_err(|_| Error::Address(name.to_owned()))?;
        let mut client = config
            .connect_timeout(Duration::from_secs(10))
            .connect(postgres::NoTls)
            .map_err(Error::from)?;
        client.batch_execute(&format!("CREATE DATABASE {name}")).map_err(Error::from)?;
        Ok(self.address(name))
    }

    /// Stops it as if the power had gone, and starts it again.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub fn crash(&self) -> Result<(), Error> {
        self.down("immediate")?;
        self.up()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.down("immediate");
    }
}

fn run(command: &mut Command) -> Result<(), Error> {
    // A server that goes on must not keep our pipes open.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| cannot("a program of PostgreSQL cannot be run", error))?;
    if status.success() {
        Ok(())
    } else {
        let program = command.get_args().find(|arg| arg.to_string_lossy().contains("bin/"));
        let name = program.unwrap_or(command.get_program()).to_string_lossy().into_owned();
        Err(cannot(&name, "it failed; see `server.log` in its folder"))
    }
}

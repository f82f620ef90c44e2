//! A `MariaDB` server of one's own: started in a folder, on loopback, once for all tests of a process,
//! and gone with it, whatever ends it.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The server, and the folder it lies in.
pub(crate) struct MariaDb {
    port: u16,
    folder: PathBuf,
    /// It waits for the end of this process, and then stops the server by its number.
    _keeper: Child,
}

/// Waits until nobody holds the other end any more, then stops the server and clears up.
const KEEPER: &str = r#"
    folder=$1; shift
    "$@" >"$folder/server.log" 2>&1 &
    server=$!
    read -r _
    kill "$server"
    wait "$server"
    rm -r -- "$folder"
"#;

/// The one all tests of this process share, without TLS and where everybody is let in.
pub(crate) fn shared() -> &'static MariaDb {
    static SHARED: OnceLock<MariaDb> = OnceLock::new();
    SHARED.get_or_init(|| MariaDb::start(&[]))
}

/// A program of Debian's `mariadb-server`, on the path or where Debian keeps a server's programs.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("no `{name}`; on Debian, run `apt-get install mariadb-server`"))
}

impl MariaDb {
    /// Starts one with more settings than it needs to run at all.
    pub(crate) fn start(settings: &[&str]) -> MariaDb {
        // Somebody else may take the port before the server does.
        (0..5)
            .find_map(|_| MariaDb::try_to_start(settings))
            .unwrap_or_else(|| panic!("a MariaDB server does not start"))
    }

    fn try_to_start(settings: &[&str]) -> Option<MariaDb> {
        let folder = tempfile::Builder::new().prefix("kh-maria").tempdir().unwrap();
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let as_user: &[&str] = if root { &["--user=root"] } else { &[] };
        let data = format!("--datadir={}", folder.path().join("data").display());
        let made = Command::new(program("mariadb-install-db"))
            .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
            .arg(&data)
            .args(as_user)
            // One that starts clears away what others keep in the folder all share.
            .env("TMPDIR", folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let folder = folder.keep();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .arg(program("mariadbd"))
            .args(["--no-defaults", &data, "--bind-address=127.0.0.1", "--skip-log-bin"])
            .args(["--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M"])
            .arg(format!("--port={port}"))
            .arg(format!("--socket={}", folder.join("s").display()))
            .arg(format!("--pid-file={}", folder.join("pid").display()))
            .args(as_user)
            .args(settings)
            .env("TMPDIR", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = MariaDb { port, folder, _keeper: keeper };
        server.is_up().then_some(server)
    }

    /// Waits until it is ready, or says that it never will be.
    fn is_up(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
            if log.contains("ready for connections") {
                return true;
            }
            if log.contains("Aborting") {
                return false;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// Makes a database with these tables in it; its name.
    pub(crate) fn database(&self, sql: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("kh_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4; USE {name}; {sql}"));
        name
    }

    /// Runs statements as the server's own user; what they answer, with tabs between.
    pub(crate) fn run(&self, sql: &str) -> String {
        let ran = Command::new(program("mariadb"))
            .args(["--no-defaults", "--default-character-set=utf8mb4", "--user=root"])
            .arg(format!("--socket={}", self.socket().display()))
            .args(["--execute", sql])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("s")
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database on it.
    pub(crate) fn address(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port)
    }
}

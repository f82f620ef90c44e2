//! The API over a real connection, on a record of its own.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod api;
mod cases;
mod casework_pages;
mod clock;
mod document;
mod doors;
mod edges;
mod engineer;
mod letters;
mod letting_go;
mod markers;
mod notices;
mod officers;
mod pages;
mod portal;
mod registers;
mod roles;
mod share;
mod staff;
mod work;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use charter::{Charter, File};
use db::Db;
use db::tokens::NewToken;
use gate::Gate;
use jiff::{SignedDuration, Timestamp};
use ledger::Signer;
use people::Record;
use serde_json::Value;
use sha2::{Digest, Sha256};
use vault::{Blobs, LocalMaster, Vault};

/// Tuesday 24 November 2026, noon.
fn clock() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

/// How many hours from that noon a clock that can be set shows.
static HOURS: AtomicI64 = AtomicI64::new(0);

fn clock_that_is_set() -> Timestamp {
    clock() + SignedDuration::from_hours(HOURS.load(Ordering::SeqCst))
}

/// A server on a free port, and the record behind it.
struct Office {
    address: SocketAddr,
    record: Record,
    signer: Signer,
    front: web::Front,
    _runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

fn charter() -> Charter {
    under(charter_text())
}

/// A charter of these files.
fn under(files: Vec<(String, String)>) -> Charter {
    Charter::parse(files.into_iter().map(|(name, text)| File::new(name, text)).collect()).unwrap()
}

/// The files of the bundled charter.
fn charter_text() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

impl Office {
    fn new() -> Office {
        Office::by(clock)
    }

    /// An office where a look that saves a life goes on while the log is down.
    fn with_glass() -> Office {
        Office::with(clock, |server, record, folder| {
            let spool = db::spool::Spool::open(&folder.join("spool")).unwrap();
            let glass = people::BreakGlass::new(record.clone(), spool).unwrap();
            server.with_break_glass(std::sync::Arc::new(glass))
        })
    }

    /// An office that goes by this clock.
    fn by(clock: fn() -> Timestamp) -> Office {
        Office::with(clock, |server, _, _| server.with_codes_by_email())
    }

    /// The same, with something more to its server: from its record, and a folder of its own.
    fn with(
        clock: fn() -> Timestamp,
        more: impl FnOnce(web::Server, &Record, &Path) -> web::Server,
    ) -> Office {
        Office::made(clock, charter(), more)
    }

    /// An office under another charter.
    fn under(clock: fn() -> Timestamp, charter: Charter) -> Office {
        Office::made(clock, charter, |server, _, _| server.with_codes_by_email())
    }

    fn made(
        clock: fn() -> Timestamp,
        charter: Charter,
        more: impl FnOnce(web::Server, &Record, &Path) -> web::Server,
    ) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = |name: &str, sets: &'static [db::Set]| {
            let db = Db::open(folder.path().join(name).to_str().unwrap()).unwrap();
            db.migrate(sets, 0).unwrap();
            db
        };
        let rooms = &[
            db::MIGRATIONS,
            people::MIGRATIONS,
            sharing::MIGRATIONS,
            ::registers::MIGRATIONS,
            casework::MIGRATIONS,
            access::MIGRATIONS,
            publishing::MIGRATIONS,
            disposal::MIGRATIONS,
        ];
        let data = store("data.db", rooms);
        let keys = store("vault.db", &[vault::MIGRATIONS]);
        let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
        let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
        let signer = Signer::new("keyholder/test", &vault.secret("log-signer").unwrap()).unwrap();
        let documents = Blobs::folder(&folder.path().join("documents")).unwrap();
        let gate = Gate::new(charter);
        let record = Record::open_with(data, vault, gate, Some(documents)).unwrap();
        for (name, role, team, scopes) in [
            ("housing", "housing-officer", "housing", &["read", "write"][..]),
            ("reader", "housing-officer", "housing", &["read"]),
            (
                "dpo",
                "data-protection-officer",
                "data-protection",
                &["read", "history", "office", "erase"],
            ),
        ] {
            let token = NewToken {
                name: name.to_owned(),
                sha256: Sha256::digest(name.as_bytes()).into(),
                role: role.to_owned(),
                team: team.to_owned(),
                entity: "heart-of-medway".to_owned(),
                purposes: Vec::new(),
                scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
                expires: None,
            };
            let _ =
                record.data().write("token", move |tx| db::tokens::make(tx, &token, 0)).unwrap();
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let server = web::Server::new(record.clone(), clock, None);
        let server = more(server, &record, folder.path());
        let front = web::Front::new(server);
        runtime.spawn(web::serve_front(front.clone(), listener, std::future::pending()));
        Office { address, record, signer, front, _runtime: runtime, _folder: folder }
    }

    fn ask(&self, method: &str, path: &str, token: &str, more: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "housing", "", "")
    }

    fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, token, "", &body.to_string())
    }

    /// A tenant; their id.
    fn tenant(&self, name: &str, phone: &str) -> String {
        let made = self.post(
            "housing",
            "/v1/people",
            &serde_json::json!({
                "why": {"purpose": "tenancy-management", "officer": "ann"},
                "relationship": {"relationship": "tenant"},
                "source": "the-person",
                "identifiers": [
                    {"kind": "name", "value": name},
                    {"kind": "phone", "value": phone},
                ],
            }),
        );
        assert_eq!(made.status, 201, "{}", made.body);
        made.json()["id"].as_str().unwrap().to_owned()
    }
}

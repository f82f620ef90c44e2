//! Ctrl-C while the landlord's systems are read: the run ends in good order, nothing is called
//! complete, and it goes on from what it had.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::collect::{HOUSING, LETTING, MAP, files};
use crate::server::on_record;
use crate::{Ran, run};

/// Against hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// A record with one person in it, whose landlord has two systems.
struct Two {
    folder: tempfile::TempDir,
    id: String,
    letting: String,
    _cluster: db::cluster::Cluster,
}

impl Two {
    fn new() -> Two {
        let folder = tempfile::tempdir().unwrap();
        let id = on_record(&folder.path().join("record"), "ada@example.org");
        let housing = rusqlite::Connection::open(folder.path().join("housing.db")).unwrap();
        housing.execute_batch(HOUSING).unwrap();
        let maps = folder.path().join("maps");
        std::fs::create_dir(&maps).unwrap();
        std::fs::write(maps.join("housing.toml"), MAP).unwrap();
        std::fs::write(maps.join("letting.toml"), LETTING).unwrap();
        let cluster = db::cluster::Cluster::start("").unwrap();
        let letting = cluster.database("letting").unwrap();
        let two = Two { folder, id, letting, _cluster: cluster };
        let applicants = "CREATE TABLE applicant (id integer PRIMARY KEY, email text);
            INSERT INTO applicant VALUES (1, 'ada@example.org')";
        two.client().batch_execute(applicants).unwrap();
        two
    }

    fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.letting, postgres::NoTls).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The words of a command about the person, with the second system at this address.
    fn words(&self, command: &[&str], more: &[&str], out: &str, letting: &str) -> Vec<String> {
        let at = |name: &str| self.path(name).display().to_string();
        let mut words: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        words.push(self.id.clone());
        words.extend(more.iter().map(|&word| word.to_owned()));
        words.extend(["--by", "ann", "--entity", "heart-of-medway"].map(str::to_owned));
        for (option, value) in [
            ("--map", at("maps")),
            ("--connect", format!("housing=sqlite:{}", at("housing.db"))),
            ("--connect", format!("letting={letting}")),
            ("--out", at(out)),
            ("--data", at("record")),
        ] {
            words.extend([option.to_owned(), value]);
        }
        words
    }

    /// Holds the second system's table until the connection goes.
    fn held(&self) -> postgres::Client {
        let mut holder = self.client();
        holder.batch_execute("BEGIN; LOCK TABLE applicant IN ACCESS EXCLUSIVE MODE").unwrap();
        holder
    }

    /// How many wait for what somebody holds.
    fn waiting(&self, client: &mut postgres::Client) -> i64 {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        client.query_one(waiting, &[]).unwrap().get(0)
    }
}

fn begun(words: &[String]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn asked(child: &Child, signal: &str) {
    let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

fn ended(child: Child) -> Ran {
    let out = child.wait_with_output().unwrap();
    Ran {
        status: out.status.code().unwrap_or(-1),
        out: String::from_utf8(out.stdout).unwrap(),
        err: String::from_utf8(out.stderr).unwrap(),
    }
}

fn until(what: &str, mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn again(words: &[String]) -> Ran {
    run(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_collection_that_is_stopped_makes_no_pack_and_goes_on_to_the_same_one() {
    let two = Two::new();
    let words = two.words(&["collect"], &[], "pack.zip", &two.letting);
    let pack = two.path("pack.zip");
    let kept = two.path("record").join(format!("collecting-{}", two.id));
    let tables = || {
        let everything: Value = serde_json::from_str(&files(&pack)["everything.json"]).unwrap();
        (everything["whole"].clone(), everything["tables"].clone(), everything["rows"].clone())
    };
    assert_eq!(again(&words).status, 0);
    let whole = tables();
    let mut client = two.client();
    for signal in ["INT", "TERM"] {
        std::fs::remove_file(&pack).unwrap();
        let holder = two.held();
        let child = begun(&words);
        until("it waits for the second system", || two.waiting(&mut client) > 0);
        asked(&child, signal);
        let ran = ended(child);
        assert_eq!(ran.status, 2, "{signal}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("it was stopped: no pack was made"), "{}", ran.err);
        assert!(ran.err.contains("goes on from what was read"), "{}", ran.err);
        assert!(!pack.exists() && ran.out.is_empty(), "{}", ran.out);
        until("the server ends it", || two.waiting(&mut client) == 0);
        let sealed = std::fs::read(&kept).unwrap();
        let clear = sealed.windows(7).any(|part| part.eq_ignore_ascii_case(b"example"));
        assert!(!clear, "what is kept is sealed");

        drop(holder);
        let ran = again(&words);
        assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("Goes on with what was read"), "{}", ran.err);
        assert!(!kept.exists());
        assert_eq!(tables(), whole, "{signal}");
    }
}

#[test]
fn what_is_stopped_while_it_is_planned_is_no_plan() {
    let two = Two::new();
    let erase = ["--erase", "--category", "email"];
    let words = two.words(&["change", "plan"], &erase, "plan.json", &two.letting);
    let holder = two.held();
    let child = begun(&words);
    let mut client = two.client();
    until("it waits for the second system", || two.waiting(&mut client) > 0);
    asked(&child, "INT");
    let ran = ended(child);
    assert_eq!(ran.status, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("it was stopped, and there is no plan"), "{}", ran.err);
    assert!(!two.path("plan.json").exists() && ran.out.is_empty(), "{}", ran.out);
    drop(holder);
    let ran = again(&words);
    assert!(ran.out.contains("The plan is in"), "{}{}", ran.out, ran.err);
}

/// What cannot be ended, a server that lets nobody in and does not say so, is not waited for twice.
#[test]
fn who_is_asked_once_more_ends_at_once() {
    let two = Two::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let address = format!("mysql://reader@127.0.0.1:{port}/letting");
    let mut child = begun(&two.words(&["collect"], &[], "pack.zip", &address));
    let _open = silent.accept().unwrap();
    asked(&child, "INT");
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert_eq!(line, "Stopping; once more ends it at once.\n");
    asked(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert!(rest.is_empty() && !two.path("pack.zip").exists(), "{rest}");
}

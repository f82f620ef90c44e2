//! A notice that is published while a server runs, by somebody at another one: it goes over to it by
//! itself, and every command goes by it from then on.

use std::path::Path;
use std::time::{Duration, Instant};

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::Gate;
use people::{Now, Record};
use publishing::{Change, Posts, Publishing};
use serde_json::json;
use vault::{LocalMaster, Vault};

use crate::server::Server;
use crate::{BUNDLED, Ran, run};

const WORDS: &str = "Anyone can read this. Ask us, and we read it to you.";
/// Against hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// The words of a command on the record, with more.
fn words<'a>(command: &[&'a str], place: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, place, more].concat()
}

fn get(server: &Server, path: &str) -> String {
    server.raw(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
}

pub(crate) fn bundled() -> Charter {
    let files = std::fs::read_dir(BUNDLED).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let files = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(&path).unwrap())
    });
    Charter::parse(files.collect()).unwrap()
}

/// Publishes other words, and more, as two people at another server do; the record there.
fn publish((data, keys): (&str, &str), master: &Path, own: Charter, more: Vec<Change>) -> Record {
    let master = LocalMaster::from_file(master).unwrap();
    let vault = Vault::open(Db::open(keys).unwrap(), vec![Box::new(master)]).unwrap();
    let record = Record::open(Db::open(data).unwrap(), vault, Gate::new(own)).unwrap();
    let now = Now::new(jiff::Timestamp::now());
    let (adviser, owner) = ("data-protection-officer".to_owned(), "decision-owner".to_owned());
    let publishing = Publishing::new(record.clone(), Posts { adviser, owner });
    let no = publishing.begin("dot", now).unwrap();
    let mut changes = more;
    changes.push(Change::Paragraph {
        id: "1.2".to_owned(),
        plain: WORDS.to_owned(),
        formal: "It is open to everybody.".to_owned(),
    });
    changes.push(Change::Version { version: "next".to_owned(), day: now.today() });
    for (seen, change) in (0..).zip(&changes) {
        publishing.edit("dot", (no, seen), change, now).unwrap();
    }
    let read = (no, publishing.draft(no, now).unwrap().line.fingerprint);
    publishing.sign("dot", read, &[], now).unwrap();
    publishing.sign("ed", read, &[], now).unwrap();
    publishing.publish("ed", read, &[], now).unwrap();
    record
}

/// The text of a file of the bundled charter.
fn text(name: &str) -> String {
    bundled().files().iter().find(|file| file.name() == name).unwrap().text().to_owned()
}

/// Repairs without telephone numbers.
fn narrower() -> Change {
    let text = text("purposes-1.toml");
    let (before, repairs) = text.split_once("id = \"repairs\"").unwrap();
    let narrower =
        repairs.replacen("\"repairs-record\", \"telephone\", ", "\"repairs-record\", ", 1);
    let text = format!("{before}id = \"repairs\"{narrower}");
    Change::File { name: "purposes-1.toml".to_owned(), text }
}

/// Whether whoever repairs sees a telephone number.
fn sees(server: &Server, token: &str) -> bool {
    let ask = json!({
        "strength": "second-factor", "role": "repairs-officer", "team": "repairs",
            "entity": "heart-of-medway",
        "relationship": "tenant", "purpose": "repairs", "action": "look",
        "data": ["name", "telephone"], "facts": {},
    });
    let (status, decided) = server.post(token, "/v1/decide", &ask);
    assert_eq!(status, 200, "{decided}");
    decided["allowed"].as_array().unwrap().contains(&json!("telephone"))
}

#[test]
fn a_running_server_goes_over_to_what_is_published() {
    let cluster = Cluster::start("").unwrap();
    let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    let place = ["--data", at.as_str(), "--postgres", &data, "--vault-postgres", &keys];
    for (post, who) in [("data-protection-officer", "dot"), ("decision-owner", "ed")] {
        let ran = run(&words(&["post", "appoint", post, who, "--by", "setup"], &place, &[]));
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    let make = ["token", "make", "housing", "--role", "housing-officer", "--team", "housing"];
    let more = ["--entity", "heart-of-medway", "--scopes", "read,write"];
    let made = run(&words(&make, &place, &more));
    assert_eq!(made.status, 0, "{}", made.err);
    let token = made.out.trim().lines().last().unwrap().to_owned();
    let server = Server::try_start(folder.path(), &place[2..]).unwrap();
    let person = server.tenant(&token, "Rosa Ash");
    assert!(sees(&server, &token));
    assert!(!get(&server, "/notice").contains(WORDS));

    publish((&data, &keys), &folder.path().join("master.key"), bundled(), vec![narrower()]);
    let begun = Instant::now();
    while !get(&server, "/notice").contains(WORDS) {
        assert!(begun.elapsed() < PATIENCE, "it stays with the one before: {}", server.said());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!sees(&server, &token), "what is read is what decides");
    let changes = get(&server, "/notice/changes");
    assert!(changes.contains(WORDS) && changes.contains("things changed"), "{changes}");
    assert!(changes.contains("2026-10"), "the version before is there: {changes}");
    // It works on: what was entered is read, and what is written is in the log.
    let (status, seen) = server.look(&token, &person);
    assert_eq!(status, 200, "{seen}");
    server.tenant(&token, "Ann Oak");
    server.stop();

    // From then on it is the same for everybody, whatever folder they name.
    let export = folder.path().join("charter");
    let out = export.display().to_string();
    let Ran { status, out: said, err } =
        run(&words(&["charter", "export", "--out", &out], &place, &[]));
    assert_eq!(status, 0, "{err}");
    assert!(said.starts_with("version next: "), "{said}");
    let exported = std::fs::read_to_string(export.join("notice-01.toml")).unwrap();
    assert!(exported.contains(WORDS), "{exported}");
    let doctor = run(&words(&["doctor"], &place, &["--charter", BUNDLED]));
    assert_eq!(
        (doctor.status, doctor.out.as_str()),
        (0, "GREEN: nothing is wrong.\n"),
        "{}",
        doctor.err
    );
    assert!(doctor.err.contains("signed and published in the office"), "{}", doctor.err);
    let doctor = run(&words(&["doctor"], &place, &["--charter", &out]));
    assert_eq!(
        (doctor.status, doctor.err.as_str()),
        (0, ""),
        "what was written out is what is used"
    );
    let server = Server::try_start(folder.path(), &place[2..]).unwrap();
    assert!(get(&server, "/notice").contains(WORDS));
    assert!(!sees(&server, &token));
    server.stop();
    // A text that was changed in the store is not what was signed.
    let mut client = postgres::Client::connect(&data, postgres::NoTls).unwrap();
    let change = "UPDATE charter_text SET text = text || '# mine' WHERE name = 'staff.toml'";
    client.batch_execute(change).unwrap();
    let doctor = run(&words(&["doctor"], &place, &[]));
    assert_eq!(doctor.status, 1);
    assert!(doctor.out.contains("is not what was signed"), "{}", doctor.out);
}

/// What was recorded since it was signed stands in its way: everything goes on under the one before, and that is
/// said, until it is put right.
#[test]
fn what_would_be_lost_holds_it_up() {
    let cluster = Cluster::start("").unwrap();
    let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let charter = folder.path().join("charter");
    std::fs::create_dir(&charter).unwrap();
    let helpers = "[[role]]\nid = \"helper\"\nname = \"Helper\"\npurposes = [\"repairs\"]\n\
                   actions = [\"look\"]\nstrength = \"password\"\nnotice = [\"27.4\"]\n";
    let staff = text("staff.toml");
    let files = bundled().files().to_vec().into_iter().map(|file| match file.name() {
        "staff.toml" => File::new("staff.toml", format!("{staff}\n{helpers}")),
        _ => file,
    });
    let own = Charter::parse(files.collect()).unwrap();
    for file in own.files() {
        std::fs::write(charter.join(file.name()), file.text()).unwrap();
    }
    let at = folder.path().join("record").display().to_string();
    let from = charter.display().to_string();
    let place =
        ["--data", at.as_str(), "--postgres", &data, "--vault-postgres", &keys, "--charter", &from];
    for (post, who) in [("data-protection-officer", "dot"), ("decision-owner", "ed")] {
        let ran = run(&words(&["post", "appoint", post, who, "--by", "setup"], &place, &[]));
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    let fewer = vec![Change::File { name: "staff.toml".to_owned(), text: staff }];
    let master = folder.path().join("record").join("master.key");
    let record = publish((&data, &keys), &master, own, fewer);
    let token = db::tokens::NewToken {
        name: "helping".to_owned(),
        sha256: [7; 32],
        role: "helper".to_owned(),
        team: "repairs".to_owned(),
        entity: "heart-of-medway".to_owned(),
        purposes: Vec::new(),
        scopes: vec!["read".to_owned()],
        expires: None,
    };
    let _ = record.data().write("token", move |tx| db::tokens::make(tx, &token, 0)).unwrap();

    let doctor = run(&words(&["doctor"], &place, &[]));
    assert_eq!(doctor.status, 1, "{}", doctor.out);
    for said in [&doctor.out, &doctor.err] {
        assert!(said.contains("is not in force") && said.contains("role `helper`"), "{said}");
    }
    let server = Server::try_start(&folder.path().join("record"), &place[2..]).unwrap();
    let begun = Instant::now();
    while !server.said().contains("\"ERROR\"") {
        assert!(begun.elapsed() < PATIENCE, "it says nothing: {}", server.said());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(server.said().contains("is not in force"), "{}", server.said());
    assert!(!get(&server, "/notice").contains(WORDS), "it stays with the one before");
    assert_eq!(run(&words(&["token", "revoke", "helping"], &place, &[])).status, 0);
    while !get(&server, "/notice").contains(WORDS) {
        assert!(begun.elapsed() < PATIENCE, "it does not go over: {}", server.said());
        std::thread::sleep(Duration::from_millis(50));
    }
    server.stop();
    assert_eq!(run(&words(&["doctor"], &place, &[])).out, "GREEN: nothing is wrong.\n");
}

/// A folder that has other files of a charter in it is not written into.
#[test]
fn a_charter_is_written_out_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("record").display().to_string();
    let appoint = ["post", "appoint", "data-protection-officer", "dot", "--by", "setup", "--data"];
    assert_eq!(run(&words(&appoint, &[&at], &[])).status, 0);
    let out = folder.path().join("out");
    let to = out.display().to_string();
    let export = ["charter", "export", "--data", &at, "--out", &to];
    let ran = run(&export);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let diff = run(&["charter", "diff", BUNDLED, &to]);
    assert_eq!(diff.out, "nothing changed that people would notice\n");
    // What was changed in the folder comes back as a draft, by somebody who may.
    let draft = ["charter", "draft", &to, "--data", &at, "--by"];
    let ran = run(&words(&draft, &["dot"], &[]));
    assert_eq!((ran.status, ran.out.as_str()), (0, "Draft 1 was begun: /staff/notices/1\n"));
    let ran = run(&words(&draft, &["olu"], &[]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("only who holds the post"), "{}", ran.err);
    std::fs::write(out.join("mine.toml"), "").unwrap();
    let ran = run(&export);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("mine.toml"), "{}", ran.err);
    let ran = run(&words(&export, &[], &["--of", "9"]));
    assert!(ran.err.contains("no version `9` was published here"), "{}", ran.err);
}

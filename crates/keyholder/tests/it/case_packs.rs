//! An access request by the API alone, from the call to the pack: a running server collects.

use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::case::Desk;
use crate::server::{Server, on_record, token};

/// How long a small collection may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(120);

struct Office<'a> {
    server: &'a Server,
    token: &'a str,
    reference: &'a str,
}

impl Office<'_> {
    fn path(&self, what: &str) -> String {
        format!("/v1/cases/{}/{what}", self.reference)
    }

    fn by(&self, officer: &str, what: &str, mut body: Value) -> (u16, Value) {
        body["why"] = json!({"purpose": "rights-requests", "officer": officer});
        self.server.post(self.token, &self.path(what), &body)
    }

    fn step(&self, officer: &str, mut body: Value, step: &str) -> Value {
        body["step"] = json!(step);
        let (status, taken) = self.by(officer, "steps", body);
        assert_eq!(status, 200, "{step}: {taken}");
        taken
    }

    fn begin(&self) {
        self.step("ada", json!({}), "begin");
        self.step("ada", json!({"proof": "identity", "said": "three questions"}), "proof");
    }

    /// How the newest collection ended.
    fn collected(&self) -> String {
        let begun = Instant::now();
        loop {
            let (status, all) = self.by("ada", "collections/show", json!({}));
            assert_eq!(status, 200, "{all}");
            let state = all[0]["state"].as_str().unwrap();
            if !["waits", "runs"].contains(&state) {
                return format!("{state} {}", all[0]["why"].as_str().unwrap_or_default());
            }
            assert!(begun.elapsed() < WITHIN, "{all}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The bytes of its pack.
    fn pack(&self) -> Vec<u8> {
        let body = json!({"why": {"purpose": "rights-requests", "officer": "ada"}}).to_string();
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        write!(
            stream,
            "POST {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            self.path("pack"),
            self.token,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        answer.split_off(end + 4)
    }
}

/// A request to see what is held; its reference.
fn opened(server: &Server, token: &str, person: &str) -> String {
    let new =
        json!({"officer": "cara", "kinds": ["access"], "subject": person, "words": "Please."});
    let (status, opened) = server.post(token, "/v1/cases", &new);
    assert_eq!(status, 201, "{opened}");
    opened[0]["reference"].as_str().unwrap().to_owned()
}

#[test]
fn a_server_collects_and_the_pack_goes_by_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "ada@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let dpo = token(&data, "office", "data-protection-officer", "data-protection", "write,office");
    let (maps, mails) = (folder.path().join("maps"), folder.path().join("mails"));
    for made in [&maps, &mails] {
        std::fs::create_dir(made).unwrap();
    }
    let mail = "From: ada@example.org\r\nTo: x@landlord.example\r\nSubject: s\r\n\r\nIt leaks.";
    std::fs::write(mails.join("1.eml"), mail).unwrap();
    std::fs::write(maps.join("mailbox.toml"), crate::by_hand::shown("mailbox")).unwrap();

    // One that reaches no system takes the wish, and it waits.
    let plain = Server::start(&data);
    let reference = opened(&plain, &dpo, &person);
    let office = Office { server: &plain, token: &dpo, reference: &reference };
    office.begin();
    assert_eq!(office.by("cara", "collections", json!({})).0, 404, "it is not theirs");
    assert_eq!(office.by("ada", "collections", json!({})).0, 202);
    let again = office.by("ada", "collections", json!({}));
    assert_eq!(again.0, 400, "{}", again.1);
    assert!(again.1["detail"].as_str().unwrap().contains("collected already"), "{}", again.1);
    assert_eq!(office.by("ada", "collections/show", json!({})).1[0]["state"], "waits");
    let none = office.by("ada", "pack", json!({}));
    assert!(none.1["detail"].as_str().unwrap().contains("no pack is kept"), "{}", none.1);
    plain.stop();

    // One that reaches them does it.
    let connect = format!("mailbox=mail:{}", mails.display());
    let reach = ["--map", maps.to_str().unwrap(), "--connect", &connect];
    let server = Server::try_start(&data, &reach).unwrap();
    let office = Office { server: &server, token: &dpo, reference: &reference };
    assert_eq!(office.collected(), "done ");
    let (_, shown) = office.by("ada", "show", json!({}));
    assert_eq!(shown["sources"][0]["source"], "mailbox", "{shown}");
    let mut zip = zip::ZipArchive::new(Cursor::new(office.pack())).unwrap();
    let mut page = String::new();
    zip.by_name("open-me-first.html").unwrap().read_to_string(&mut page).unwrap();
    assert!(page.contains("It leaks."), "{page}");
    let mut manifest = String::new();
    zip.by_name("manifest.txt").unwrap().read_to_string(&mut manifest).unwrap();
    assert!(manifest.contains("open-me-first.html"), "{manifest}");
    assert!(zip.by_name("checkpoint.txt").is_ok(), "its log is signed as far as it");

    // The pack that a second person has approved goes, where they approved that it goes.
    office.step("ada", json!({}), "weigh");
    let answer = json!({"outcome": "given", "said": "Here it is.", "to": "ada@example.org"});
    let taken = office.step("ada", answer, "propose");
    assert!(taken["approval"].is_number(), "{taken}");
    office.step("ben", json!({}), "approve");
    let letter = |to: Option<&str>| json!({"letter": "answer", "way": "email", "pack": true, "to": to, "office_tells_code": true});
    let elsewhere = office.by("ada", "letters", letter(Some("kit@example.org")));
    assert_eq!(elsewhere.0, 400, "{}", elsewhere.1);
    let (status, sent) = office.by("ada", "letters", letter(None));
    assert_eq!((status, &sent["taken"]["state"]), (200, &json!("sent")), "{sent}");
    assert!(sent["code"].is_string(), "{sent}");
    server.stop();
}

/// A system that does not answer is said to have failed, and the collection not to be whole; what cannot
/// be done at all says why.
#[test]
fn what_is_not_whole_says_so_by_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "ada@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let dpo = token(&data, "office", "data-protection-officer", "data-protection", "write,office");
    let maps = folder.path().join("maps");
    std::fs::create_dir(&maps).unwrap();
    std::fs::write(maps.join("mailbox.toml"), crate::by_hand::shown("mailbox")).unwrap();
    let gone = format!("mailbox=mail:{}", folder.path().join("gone").display());
    let reach = ["--map", maps.to_str().unwrap(), "--connect", &gone];
    let server = Server::try_start(&data, &reach).unwrap();
    let reference = opened(&server, &dpo, &person);
    let office = Office { server: &server, token: &dpo, reference: &reference };
    office.begin();
    assert_eq!(office.by("ada", "collections", json!({})).0, 202);
    assert_eq!(office.collected(), "not-whole ");
    let (_, shown) = office.by("ada", "show", json!({}));
    assert_eq!(shown["sources"][0]["answer"], "failed", "{shown}");
    server.stop();
    let none = Server::try_start(&data, &["--connect", &gone]).err().unwrap();
    assert!(none.contains("--map"), "{none}");
}

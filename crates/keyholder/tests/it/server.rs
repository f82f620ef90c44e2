//! A running server, and what one asks it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::Ran;

/// A server on a port of its own.
pub(crate) struct Server {
    child: Child,
    said: File,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(folder: &Path) -> Server {
        Server::try_start(folder, &[]).unwrap_or_else(|said| panic!("{said}"))
    }

    /// Starts one with more words; what it said where it did not start.
    pub(crate) fn try_start(folder: &Path, more: &[&str]) -> Result<Server, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder).args(more);
        Server::spawn(&mut command)
    }

    /// Starts one by a command that becomes the server.
    pub(crate) fn spawn(command: &mut Command) -> Result<Server, String> {
        // A file and not a pipe: nobody reads along, and a full pipe would stop the server.
        let mut said = tempfile::tempfile().unwrap();
        let mut child = command
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(said.try_clone().unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let Some(rest) = line.split("http://").nth(1) else {
            child.wait().unwrap();
            return Err(all(&mut said));
        };
        let address = rest.split('/').next().unwrap().to_owned();
        Ok(Server { child, said, address })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The answer to a request as it goes over the wire.
    pub(crate) fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// What it has said about errors.
    pub(crate) fn said(&self) -> String {
        all(&mut self.said.try_clone().unwrap())
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        post(&self.address, token, path, body).unwrap_or_else(|| panic!("no answer to {path}"))
    }

    /// Enters a tenant; their id.
    pub(crate) fn tenant(&self, token: &str, name: &str) -> String {
        let (status, person) = self.post(
            token,
            "/v1/people",
            &json!({
                "why": {"purpose": "tenancy-management"}, "relationship": {"relationship": "tenant"},
                "source": "the-person", "identifiers": [{"kind": "name", "value": name}],
            }),
        );
        assert_eq!(status, 201, "{person}");
        person["id"].as_str().unwrap().to_owned()
    }

    /// Writes something down about a person.
    pub(crate) fn hold(&self, token: &str, person: &str, value: &str) -> (u16, Value) {
        self.post(token, &format!("/v1/people/{person}/items"), &held(value))
    }

    pub(crate) fn look(&self, token: &str, person: &str) -> (u16, Value) {
        self.post(
            token,
            &format!("/v1/people/{person}/look"),
            &json!({"purpose": "tenancy-management"}),
        )
    }

    /// The correspondence of a person.
    pub(crate) fn values(&self, token: &str, person: &str) -> Vec<String> {
        let (status, seen) = self.look(token, person);
        assert_eq!(status, 200, "{seen}");
        let items = seen["items"].as_array().unwrap().iter();
        items
            .filter(|item| item["category"] == "correspondence")
            .map(|item| item["value"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn all(file: &mut File) -> String {
    use std::io::Seek;
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

/// What is sent to write something down.
pub(crate) fn held(value: &str) -> Value {
    json!({
        "why": {"purpose": "tenancy-management"}, "category": "correspondence", "value": value,
        "source": "the-person",
    })
}

/// Posts, and gives the answer when there was a whole one.
pub(crate) fn post(address: &str, token: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let body = body.to_string();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    if head.split(' ').nth(1) == Some("204") {
        // There is nothing in it, and no length either.
        return Some((204, Value::Null));
    }
    let length = head.to_ascii_lowercase();
    let length: usize =
        length.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok())?;
    if body.len() < length {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

/// What stands at a path anybody may read.
pub(crate) fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
}

/// Runs a command on the record in a folder.
pub(crate) fn at(folder: &Path, words: &[&str]) -> Ran {
    let mut all = words.to_vec();
    all.extend(["--data", folder.to_str().unwrap()]);
    crate::run(&all)
}

/// Makes a token.
pub(crate) fn token(folder: &Path, name: &str, role: &str, team: &str, scopes: &str) -> String {
    token_with(folder, name, role, team, scopes, &[])
}

/// Makes a token, with more words.
pub(crate) fn token_with(
    folder: &Path,
    name: &str,
    role: &str,
    team: &str,
    scopes: &str,
    more: &[&str],
) -> String {
    let words = ["token", "make", name, "--role", role, "--team", team, "--scopes", scopes];
    let words = [&words, &["--entity", "heart-of-medway"][..], more].concat();
    let made = at(folder, &words);
    assert_eq!(made.status, 0, "{}", made.err);
    made.out.trim().to_owned()
}

/// Somebody on the record in a folder, who is known by an email address; their id.
pub(crate) fn on_record(data: &Path, email: &str) -> String {
    let token = officer(data);
    let server = Server::start(data);
    let body = serde_json::json!({
        "why": {"purpose": "tenancy-management"}, "relationship": {"relationship": "tenant"},
        "source": "the-person", "identifiers": [{"kind": "email", "value": email}],
    });
    let (status, person) = server.post(&token, "/v1/people", &body);
    assert_eq!(status, 201, "{person}");
    server.stop();
    person["id"].as_str().unwrap().to_owned()
}

/// A token of a housing officer who reads and writes.
pub(crate) fn officer(folder: &Path) -> String {
    token(folder, "officer", "housing-officer", "housing", "read,write")
}

/// Everything in a folder, copied to another.
pub(crate) fn copy(from: &Path, to: &Path) -> PathBuf {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
            continue;
        }
        // `copy` keeps the modes: the master key's must stay as they are.
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    to.to_owned()
}

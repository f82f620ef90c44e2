//! `keyholder serve --sign-in FILE`: what is wrong with the file is said before anybody signs in.

use std::fs;
use std::path::Path;

use crate::run;
use crate::server::Server;

const FILE: &str = r#"
issuer = "https://login.example"
client_id = "keyholder"
client_secret_file = "sign-in.secret"
redirect = "https://privacy.example/staff/sign-in/work/back"
second_factor_amr = ["mfa"]

[[group]]
name = "privacy-team"
role = "data-protection-officer"
team = "data-protection"
entity = "heart-of-medway"
"#;

fn start(folder: &Path, file: &str) -> Result<Server, String> {
    let path = folder.join("sign-in.toml");
    fs::write(&path, file).unwrap();
    fs::write(folder.join("sign-in.secret"), "a secret\n").unwrap();
    fs::write(folder.join("empty.secret"), "\n").unwrap();
    Server::try_start(&folder.join("data"), &["--sign-in", path.to_str().unwrap()])
}

#[test]
fn a_description_of_a_provider_is_checked_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to, says) in [
        ("= \"data-protection-officer\"", "= \"king\"", "given the role `king`"),
        ("team = \"data-protection\"", "team = \"nobody\"", "given the team `nobody`"),
        ("heart-of-medway", "elsewhere", "given the entity `elsewhere`"),
        ("https://login", "http://login", "`issuer` is no address that is safe"),
        ("/work/back", "/work", "`redirect` has to end in `/staff/sign-in/work/back`"),
        ("\"sign-in.secret\"", "\"empty.secret\"", "its secret is empty"),
        ("\"sign-in.secret\"", "\"nowhere.secret\"", "nowhere.secret"),
        ("client_secret_file =", "client_secret_env =", "no `sign-in.secret`"),
        ("client_secret_file = \"sign-in.secret\"", "", "by `client_secret_file` or by"),
        ("client_id", "client", "no description of a provider"),
        ("[[group]]", "[[groups]]", "no description of a provider"),
    ] {
        assert!(FILE.contains(from), "{from}");
        let Err(said) = start(folder.path(), &FILE.replace(from, to)) else {
            panic!("it started with {to}")
        };
        assert!(said.contains(says), "{to}: {said}");
        assert!(!said.contains("a secret"), "{said}");
    }
    let (head, row) = FILE.split_once("[[group]]").unwrap();
    for (file, says) in [
        (head.to_owned(), "lets nobody in"),
        (format!("{FILE}[[group]]{row}"), "`privacy-team` stands in it twice"),
    ] {
        let Err(said) = start(folder.path(), &file) else { panic!("it started: {file}") };
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_server_starts_while_its_provider_is_away() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path(), FILE).unwrap_or_else(|said| panic!("{said}"));
    let page = server.raw("GET /staff/sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(page.contains("href=\"/staff/sign-in/work\""), "{page}");
}

/// Who was ended by hand and has no work account is not let in by that word.
#[test]
fn only_work_accounts_are_let_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let at = ["--by", "setup", "--data", data.to_str().unwrap()];
    let said = |words: &[&str]| run(&[words, at.as_slice()].concat());
    let ada = ["staff", "add", "ada", "--role", "housing-officer", "--team", "housing"];
    let of = ["--entity", "heart-of-medway"];
    assert_eq!(said(&[ada.as_slice(), of.as_slice()].concat()).status, 0);
    assert_eq!(said(&["staff", "end", "ada"]).status, 0);
    let again = said(&["staff", "let-in", "ada"]);
    assert_ne!(again.status, 0);
    assert!(again.err.contains("no work account of that name"), "{}", again.err);
}

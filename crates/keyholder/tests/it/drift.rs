//! A server that reaches the landlord's systems looks whether they are as their map says, by itself and when the
//! office asks; and the office reads what it found.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::run;
use crate::server::Server;

/// How long a look may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(90);

/// The map without the tables that are copies of others, and how many those are.
fn without_copies(map: &str) -> (String, Vec<String>) {
    let (mut kept, mut copies) = (Vec::new(), Vec::new());
    for block in map.split("[[table]]") {
        let of = |key: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(key));
            line.map(|value| value.trim_matches(['"', ' ', '=']).to_owned())
        };
        match of("copy_of = ") {
            Some(_) => copies.push(of("name = ").unwrap()),
            None => kept.push(block),
        }
    }
    (kept.join("[[table]]"), copies)
}

/// Somebody of the invented office in a browser.
struct Browser<'a> {
    server: &'a Server,
    session: String,
}

impl<'a> Browser<'a> {
    fn sign_in(server: &'a Server, out: &Path, name: &str) -> Browser<'a> {
        let said = run(&["demo", "--out", out.to_str().unwrap(), "--code", name]).out;
        let of = |key: &str| {
            said.lines().find_map(|line| line.strip_prefix(key)).unwrap().trim().to_owned()
        };
        let form = format!("name={name}&password={}&code={}", of("password: "), of("code: "));
        let answer = Browser { server, session: String::new() }.post("/staff/sign-in", &form);
        let cookie = answer.split("__Host-session=").nth(1).unwrap_or_else(|| panic!("{answer}"));
        let session = cookie.split(';').next().unwrap().to_owned();
        Browser { server, session }
    }

    fn post(&self, path: &str, form: &str) -> String {
        self.server.raw(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncookie: __Host-session={}\r\n\
             sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{form}",
            self.session,
            form.len()
        ))
    }

    fn get(&self, path: &str) -> String {
        self.server.raw(&format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\ncookie: __Host-session={}\r\n\
             connection: close\r\n\r\n",
            self.session
        ))
    }

    /// The page of the systems, once it says this.
    fn once_it_says(&self, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get("/staff/sources");
            if page.contains(words) {
                return page;
            }
            assert!(begun.elapsed() < WITHIN, "`{words}` did not come: {page}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

#[test]
fn a_server_looks_for_drift_by_itself_and_when_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = run(&["demo", "--once", "--people", "200", "--out", out.to_str().unwrap()]);
    assert_eq!(made.status, 0, "{}", made.err);
    let housing = out.join("housing");
    let whole = std::fs::read_to_string(housing.join("housing.toml")).unwrap();
    let (map, copies) = without_copies(&whole);
    assert_eq!(copies.len(), 6, "{copies:?}");
    let maps = folder.path().join("housing.toml");
    std::fs::write(&maps, map).unwrap();
    let data = out.join("record-of-people");
    let database = housing.join("housing.db");
    let reach = |path: &Path| {
        let connect = format!("housing=sqlite:{}", path.display());
        let map = maps.to_str().unwrap();
        Server::try_start(&data, &["--map", map, "--connect", &connect]).unwrap()
    };

    // By itself, once a day.
    let server = reach(&database);
    let ben = Browser::sign_in(&server, &out, "ben");
    let page = ben.once_it_says("Looked over on");
    assert!(page.contains("6 not classified"), "{page}");
    let page = ben.get("/staff/sources/housing");
    for copy in &copies {
        assert!(page.contains(&format!("The table `{copy}` is not in the map")), "{copy}: {page}");
    }
    assert!(page.contains("looks like a copy of"), "{page}");
    let first = page.split("href=\"/staff/drift/").nth(1).unwrap().split('"').next().unwrap();
    let lines = ben.get(&format!("/staff/drift/{first}"));
    for part in ["[[table]]", "copy_of = ", "owner = ", "[table.fields]", "category = "] {
        assert!(lines.contains(&part.replace('"', "&#34;")), "{part}: {lines}");
    }
    let Browser { session, .. } = ben;
    server.stop();

    // What cannot be reached is said, and what was known stays.
    let server = reach(&folder.path().join("nowhere/housing.db"));
    let ben = Browser { server: &server, session };
    assert!(ben.post("/staff/sources", "").starts_with("HTTP/1.1 303"));
    let page = ben.once_it_says("It could not be looked over on");
    assert!(page.contains("Last looked over on"), "{page}");
    assert!(page.contains("6 not classified"), "{page}");
    let Browser { session, .. } = ben;
    server.stop();

    // Once somebody has put them into the map, a look finds nothing.
    std::fs::write(&maps, whole).unwrap();
    let server = reach(&database);
    let ben = Browser { server: &server, session };
    assert!(ben.post("/staff/sources", "").starts_with("HTTP/1.1 303"));
    let page = ben.once_it_says("0 not dealt with, 0 taken or noted");
    assert!(!page.contains("could not be looked over"), "{page}");
    let olu = Browser::sign_in(&server, &out, "olu");
    assert!(olu.get("/staff/sources").starts_with("HTTP/1.1 404"), "it is not for everybody");
    server.stop();
}

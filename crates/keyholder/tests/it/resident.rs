//! A resident signs in, by a code that a real mail server brings, and by a letter.

use std::time::{Duration, Instant};

use mail::Incoming;
use mail::server::{DOMAIN, MailServer};

use crate::server::{Server, at, on_record};

const FORM: &str = "content-type: application/x-www-form-urlencoded";

fn sends(server: &Server, path: &str, form: &str) -> String {
    server.raw(&format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{FORM}\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    ))
}

#[test]
fn a_code_comes_by_email_and_lets_somebody_in() {
    let server = MailServer::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "rosa@example.org");
    let smtp = server.smtp();
    let from = format!("Privacy <privacy@{DOMAIN}>");
    let more = ["--smtp", smtp.as_str(), "--mail-from", &from, "--url", "https://privacy.example"];
    let pages = Server::try_start(&data, &more).unwrap();
    let page = sends(&pages, "/sign-in", "email=rosa%40example.org");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let asked = page.split("name=\"asked\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let begun = Instant::now();
    let mail = loop {
        match server.wait_for(1) {
            Ok(mails) => break mails,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(60), "{error}"),
        }
    };
    let mail = Incoming::read(&mail[0].raw);
    assert_eq!(mail.subject, "Your code for mhs homes");
    let code = &mail.text.split("The code is ").nth(1).unwrap()[..8];
    let entered = sends(&pages, "/sign-in/code", &format!("asked={asked}&code={code}"));
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    assert!(entered.contains("__Host-account="), "{entered}");
    pages.stop();

    let by = ["--by", "ada", "--entity", "heart-of-medway"];
    let letter = at(&data, &[&["resident", "letter-code", person.as_str()][..], &by].concat());
    assert_eq!(letter.status, 0, "{}", letter.err);
    let code = letter.out.split("shown this once: ").nth(1).unwrap()[..19].to_owned();
    // None waits to be printed: this one was shown.
    let out = folder.path().join("letters");
    let out = out.to_str().unwrap();
    let printed = at(&data, &["resident", "print", "--out", out, "--by", "print-room"]);
    assert_eq!((printed.status, printed.out.as_str()), (0, "Letters to print: 0.\n"));
    let pages = Server::start(&data);
    let entered = sends(&pages, "/sign-in/letter", &format!("code={code}"));
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    assert!(!sends(&pages, "/sign-in/letter", &format!("code={code}")).contains("303"), "once");
    pages.stop();
    let open = ["resident", "unlock", person.as_str(), "--checked", "She came with her passport."];
    let open = at(&data, &[&open[..], &by].concat());
    assert_eq!((open.status, open.out.as_str()), (0, "It was not shut.\n"), "{}", open.err);
}

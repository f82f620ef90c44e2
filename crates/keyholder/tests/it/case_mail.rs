//! Cases by email, with a real mail server: what comes, what goes out, and what comes back.

use mail::server::{DOMAIN, MailServer};
use mail::{Incoming, Mail, Smtp};

use crate::case::Desk;
use crate::server::{Server, on_record};

const BY_ADA: &[&str] = &["--by", "ada", "--entity", "heart-of-medway"];

/// What somebody types to let emails go out and come in.
struct Post<'a> {
    desk: Desk<'a>,
    server: &'a MailServer,
}

impl Post<'_> {
    fn settings(&self) -> Vec<String> {
        [
            "--smtp",
            &self.server.smtp(),
            "--mail-from",
            &format!("Privacy <privacy@{DOMAIN}>"),
            "--url",
            "https://privacy.example",
            "--imap",
            &self.server.imap(),
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// One round; its exit status and what it said.
    fn round(&self) -> (i32, String) {
        let settings = self.settings();
        let words: Vec<&str> =
            ["case", "mail"].into_iter().chain(settings.iter().map(String::as_str)).collect();
        let ran = self.desk.go(&words);
        (ran.status, ran.out + &ran.err)
    }
}

#[test]
fn a_request_comes_by_email_and_its_answer_goes_by_email() {
    let server = MailServer::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "rosa@example.org");
    let post = Post { desk: Desk { data: &data }, server: &server };
    let desk = &post.desk;
    desk.appoint();

    // A tenant writes; nothing is opened before somebody has read it.
    let tenant = Smtp::new(&server.smtp(), "rosa@example.org").unwrap();
    let text = "Who has my phone number? I want to know.";
    let mail = Mail { to: "privacy@landlord.example", subject: "my number", text, id: "tenant.1" };
    tenant.send(&mail).unwrap();
    server.wait_for(1).unwrap();
    assert_eq!(
        post.round(),
        (0, "0 went out, 0 wait, 0 cannot be sent, 1 came, 0 links are over.\n".to_owned())
    );
    assert!(post.round().1.contains(" 0 came"), "it is fetched once");
    let inbox = desk.go(&[&["case", "inbox"], BY_ADA].concat());
    assert_eq!(inbox.status, 1);
    assert!(inbox.out.contains("from rosa@example.org: my number"), "{}", inbox.out);
    let no = inbox.out.split("  ").next().unwrap();
    let cara = desk.go(&["case", "inbox", "--by", "cara", "--entity", "heart-of-medway"]);
    assert_eq!(cara.err, "error: only those who work on cases read what comes\n");
    let open = ["case", "inbox", "--open", no, "--kind", "enquiry", "--subject", &person];
    let opened = desk.ok(&[&open[..], BY_ADA].concat());
    let reference = &opened[..14];

    for step in
        [&["weigh"][..], &["propose", "--outcome", "answered", "--why", "The repairs team."]]
    {
        let ran = desk.take("ada", reference, step);
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    let send = ["case", "send", reference, "--way", "email"];
    let wrong = desk.ok(&[&send[..], &["--to", "gone@example.org"], BY_ADA].concat());
    assert!(wrong.starts_with("It waits to go out by email, with the next round of"), "{wrong}");
    assert!(!wrong.contains("The repairs team."), "{wrong}");
    assert!(post.round().1.starts_with("1 went out"));
    server.wait_for(2).unwrap();
    // It came back: the case is open again, and somebody is told.
    post.round();
    let status = desk.ok(&["case", "status", reference]);
    assert!(status.starts_with("enquiry: ready"), "{status}");
    assert!(desk.ok(&["task", "list", "--of", "ada"]).contains("case-mail-failed"));

    // To whom it came from.
    desk.ok(&[&send[..], BY_ADA].concat());
    post.round();
    let there = server.wait_for(3).unwrap();
    let letter = Incoming::read(&there[2].raw);
    assert_eq!(letter.subject, "A letter from mhs homes");
    assert!(letter.text.contains("https://privacy.example/letters/"), "{}", letter.text);
    assert!(!letter.text.contains("repairs"), "{}", letter.text);
    assert!(desk.ok(&["case", "status", reference]).starts_with("enquiry: sent"));
}

/// A server does it by itself, and the page behind the link opens with the code it mails.
#[test]
fn a_server_sends_what_waits() {
    let server = MailServer::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    on_record(&data, "rosa@example.org");
    let post = Post { desk: Desk { data: &data }, server: &server };
    let desk = &post.desk;
    desk.appoint();
    let open = [
        "case",
        "open",
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
        "--kind",
        "feedback",
        "--reach",
        "rosa@example.org",
    ];
    let opened = desk.ok(&open);
    let letter = ["case", "send", &opened[..14], "--way", "email", "--letter", "acknowledgement"];
    desk.ok(&[&letter[..], BY_ADA].concat());
    let settings = post.settings();
    let more: Vec<&str> = settings.iter().map(String::as_str).collect();
    let office = ["--digest-to", "office@landlord.example", "--nightly-at", "0"];
    let running = Server::try_start(&data, &[&more[..], &office].concat()).unwrap();
    // The letter, and how the office stands: of nobody.
    let there = server.wait_for(2).unwrap();
    let mut read: Vec<Incoming> = there.iter().map(|one| Incoming::read(&one.raw)).collect();
    read.sort_by_key(|one| one.subject == "How the office stands");
    assert!(read[1].text.contains(": 1 open, 0 late"), "{}", read[1].text);
    assert!(!read[1].text.contains("rosa"), "{}", read[1].text);
    let text = read[0].text.clone();
    let path =
        text.split("https://privacy.example").nth(1).unwrap().split_whitespace().next().unwrap();
    let page = running.raw(&format!(
        "POST {path}/code HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    ));
    assert!(page.contains("We sent a code."), "{page}");
    let there = server.wait_for(3).unwrap();
    let text = Incoming::read(&there[2].raw).text;
    let code = text.split_whitespace().find(|word| word.len() >= 9 && word.contains('-')).unwrap();
    let form = format!("code={}", code.trim_end_matches('.'));
    let page = running.raw(&format!(
        "POST {path}/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    ));
    assert!(page.contains("We have your comment on our notice."), "{page}");
    let halfway = Server::try_start(&data, &["--smtp", "smtp://127.0.0.1:1"]);
    assert!(
        halfway.is_err_and(|said| said.contains("`--smtp` goes with `--mail-from` and `--url`"))
    );
}

//! Sending and fetching, with a real mail server.

use mail::server::{DOMAIN, MailServer};
use mail::{Inbox, Incoming, Mail, NotSent, Position, Smtp};

fn mail<'a>(to: &'a str, id: &'a str) -> Mail<'a> {
    Mail {
        to,
        subject: "A letter from Heart of Medway \u{2013} Häuser",
        text: "Hello,\n\nread it.",
        id,
    }
}

fn from() -> String {
    format!("Privacy <privacy@{DOMAIN}>")
}

/// What is sent arrives as it was, and what comes back names what did not.
#[test]
fn a_message_arrives_or_comes_back() {
    let server = MailServer::start().unwrap();
    let smtp = Smtp::new(&server.smtp(), &from()).unwrap();
    smtp.send(&mail("rosa@example.org", "keyholder.1f.1")).unwrap();
    smtp.send(&mail("gone@example.org", "keyholder.2a.2")).unwrap();
    let arrived = server.wait_for(2).unwrap();
    let read: Vec<Incoming> = arrived.iter().map(|one| Incoming::read(&one.raw)).collect();
    let letter = read.iter().find(|one| one.came_back.is_none()).unwrap();
    assert_eq!(letter.subject, "A letter from Heart of Medway \u{2013} Häuser");
    assert_eq!(letter.text, "Hello,\n\nread it.");
    assert_eq!(letter.id.as_deref(), Some("keyholder.1f.1@landlord.example"));
    assert_eq!(letter.from.as_deref(), Some("privacy@landlord.example"));
    assert!(letter.automatic, "whoever is away need not tell a machine");
    let back = read.iter().find(|one| one.came_back.is_some()).unwrap();
    assert_eq!(back.came_back.as_deref(), Some("keyholder.2a.2@landlord.example"));
    assert!(back.automatic);
    assert!(arrived.iter().all(|one| one.received.is_some()));
}

#[test]
fn a_server_says_whether_trying_again_is_of_use() {
    let server = MailServer::start().unwrap();
    let smtp = Smtp::new(&server.smtp(), &from()).unwrap();
    let never = smtp.send(&mail("nobody@example.org", "a")).unwrap_err();
    assert_eq!(never, NotSent::Never("the server answered 550".to_owned()));
    let later = smtp.send(&mail("busy@example.org", "a")).unwrap_err();
    assert_eq!(later, NotSent::Later("the server answered 451".to_owned()));
    let none = smtp.send(&mail("no address", "a")).unwrap_err();
    assert_eq!(none, NotSent::Never("this is no email address".to_owned()));
    drop(server);
    let down = smtp.send(&mail("rosa@example.org", "a")).unwrap_err();
    assert_eq!(down, NotSent::Later("the server cannot be reached".to_owned()));
}

/// A mailbox is read from where it was left, and stays as it was.
#[test]
fn a_mailbox_is_read_on_and_left_as_it_was() {
    let server = MailServer::start().unwrap();
    let smtp = Smtp::new(&server.smtp(), &from()).unwrap();
    let inbox = Inbox::new(&server.imap()).unwrap();
    for n in 0..3 {
        smtp.send(&mail("rosa@example.org", &n.to_string())).unwrap();
        server.wait_for(n + 1).unwrap();
    }
    let first = inbox.after(Position::default(), 2).unwrap();
    assert_eq!(first.len(), 2);
    let rest = inbox.after(first[1].position, 10).unwrap();
    assert_eq!(rest.len(), 1);
    assert!(inbox.after(rest[0].position, 10).unwrap().is_empty());
    // A mailbox that numbers its messages anew is read from the beginning.
    let other = Position { validity: rest[0].position.validity + 1, last: 3 };
    assert_eq!(inbox.after(other, 10).unwrap().len(), 3);
}

#[test]
fn what_is_wrong_with_an_address_is_said_without_its_password() {
    let check = |address: &str, expected: &str| {
        let error = Inbox::new(address).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
        assert_eq!(error, expected);
    };
    check(
        "imap://privacy:hunter2@mail.example.org/INBOX",
        "`imap://mail.example.org` is not the address of a mail server: a mailbox on another \
         machine is read by `imaps://` alone",
    );
    check(
        "pop3://privacy:hunter2@mail.example.org",
        "`pop3://mail.example.org` is not the address of a mail server: it begins with `imaps://`",
    );
    let error = Smtp::new("mail.example.org:hunter2", &from()).unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    let wrong = Inbox::new("imap://privacy:hunter2@127.0.0.1:1/INBOX").unwrap();
    let error = wrong.after(Position::default(), 1).unwrap_err().to_string();
    assert_eq!(error, "the mail server `imap://127.0.0.1:1` cannot be reached: connection refused");
}

/// Whatever comes, something of it is read, and what a machine wrote is known for it.
#[test]
fn messages_are_read_for_what_they_are() {
    let check = |raw: &str, automatic: bool, text: &str| {
        let read = Incoming::read(raw.as_bytes());
        assert_eq!((read.automatic, read.text.as_str()), (automatic, text), "{raw}");
        assert_eq!(read.came_back, None);
    };
    check(
        "From: a@b.example\r\nSubject: x\r\n\r\nPlease delete me.\r\n",
        false,
        "Please delete me.",
    );
    check(
        "From: a@b.example\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.",
        true,
        "I am away.",
    );
    check("From: a@b.example\r\nAuto-Submitted: no\r\n\r\nI am here.", false, "I am here.");
    check("From: a@b.example\r\nPrecedence: bulk\r\n\r\nNews", true, "News");
    check("From: a@b.example\r\nList-Id: <x.example>\r\n\r\nNews", true, "News");
    check(
        "From: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>Please <b>delete</b> me.</p>",
        false,
        "Please delete me.",
    );
    // A report that it is late is not one that it did not arrive.
    let late = "From: d@b.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\
                Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\n\
                Action: delayed\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
                Message-ID: <keyholder.1.1@x>\r\n\r\nhello\r\n--b--\r\n";
    assert_eq!(Incoming::read(late.as_bytes()).came_back, None);
    // Another server sends back the headers alone.
    let headers =
        late.replace("delayed", "failed").replace("message/rfc822", "text/rfc822-headers");
    let read = Incoming::read(headers.as_bytes());
    assert_eq!(read.came_back.as_deref(), Some("keyholder.1.1@x"));
    let long = format!("From: a@b.example\r\n\r\n{}", "x".repeat(mail::TEXT_LENGTH_MAX + 1));
    let read = Incoming::read(long.as_bytes());
    assert!(read.cut && read.text.len() == mail::TEXT_LENGTH_MAX);
    assert!(Incoming::read(b"\xff\xfe").from.is_none());
}

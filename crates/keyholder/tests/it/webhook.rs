//! Other systems are told, over real connections, and check what they get with a program of others.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::case::Desk;
use crate::server::on_record;

/// Takes one request and answers it; its headers by name, and its body.
fn receive(listener: &TcpListener, status: &str) -> (Vec<(String, String)>, String) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim().split_once(": ") {
            Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse();
    let mut body = vec![0; length.unwrap()];
    reader.read_exact(&mut body).unwrap();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).unwrap();
    (headers, String::from_utf8(body).unwrap())
}

/// The HMAC of a text by OpenSSL, in Base64.
fn by_openssl(secret: &str, text: &str) -> String {
    let key = data_encoding::BASE64.decode(secret.trim_start_matches("whsec_").as_bytes()).unwrap();
    let key = format!("hexkey:{}", data_encoding::HEXLOWER.encode(&key));
    let words = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", &key, "-binary"];
    let mut openssl = Command::new("openssl")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    data_encoding::BASE64.encode(&openssl.wait_with_output().unwrap().stdout)
}

#[test]
fn an_address_is_told_and_can_check_who_tells_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    on_record(&data, "rosa@example.org");
    let desk = Desk { data: &data };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let added = desk.ok(&["webhook", "add", &url, "--by", "setup"]);
    let secret = added.trim().rsplit(' ').next().unwrap();
    let open = ["case", "open", "--by", "cara", "--entity", "heart-of-medway", "--kind", "enquiry"];
    let reference = desk.ok(&open)[..14].to_owned();

    // It is busy at first; then it takes it, and the id is the same.
    let mut ids = Vec::new();
    for status in ["503 Busy", "204 Taken"] {
        let sends = std::thread::scope(|scope| {
            let send = scope.spawn(|| desk.go(&["webhook", "send"]));
            if status.starts_with("503") || !ids.is_empty() {
                let (headers, body) = receive(&listener, status);
                let header = |wanted: &str| {
                    headers.iter().find(|(name, _)| name == wanted).unwrap().1.clone()
                };
                let signed =
                    format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
                assert_eq!(
                    header("webhook-signature"),
                    format!("v1,{}", by_openssl(secret, &signed))
                );
                assert!(body.contains(&reference) && !body.contains("rosa"), "{body}");
                ids.push(header("webhook-id"));
            }
            send.join().unwrap()
        });
        if status.starts_with("503") {
            assert_eq!(
                (sends.status, sends.out.as_str()),
                (1, "0 were told, 1 wait, 0 are gone.\n")
            );
            // It waits two minutes: the test does not.
            let store = rusqlite::Connection::open(data.join("data.db")).unwrap();
            store.execute("UPDATE outbox SET not_before = 0 WHERE kind = 'webhook'", []).unwrap();
        } else {
            assert_eq!(
                (sends.status, sends.out.as_str()),
                (0, "1 were told, 0 wait, 0 are gone.\n")
            );
        }
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(desk.ok(&["webhook", "send"]), "0 were told, 0 wait, 0 are gone.\n");
    let no = added.split(' ').nth(1).unwrap();
    desk.ok(&["webhook", "end", no, "--by", "setup"]);
    assert!(desk.ok(&["webhook", "list"]).contains(", ended "));
}

//! A witness over a real connection: it checks what it is sent with a program nobody here wrote
//! (`signed_note` the signature, `tlog_tiles` that the old log is the beginning of the new one), and
//! countersigns.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{Hash, check_tree};

use crate::record::at;

const NAME: &str = "witness.example";

/// What it has countersigned last.
#[derive(Clone, Copy, Default)]
struct Last {
    size: u64,
    root: [u8; 32],
}

struct Witness {
    address: SocketAddr,
    last: Arc<Mutex<Last>>,
    key: String,
}

fn secret() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn key_id() -> [u8; 4] {
    let mut named = format!("{NAME}\n\u{4}").into_bytes();
    named.extend(secret().verifying_key().as_bytes());
    *Sha256::digest(named).first_chunk().unwrap()
}

impl Witness {
    fn start(log_key: String) -> Witness {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let last = Arc::new(Mutex::new(Last::default()));
        let mut public = vec![4];
        public.extend(secret().verifying_key().as_bytes());
        let key = format!("{NAME}+{}+{}", HEXLOWER.encode(&key_id()), BASE64.encode(&public));
        let kept = last.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut line, mut length) = (String::new(), 0);
                loop {
                    line.clear();
                    reader.read_line(&mut line).unwrap();
                    let lower = line.trim().to_ascii_lowercase();
                    if let Some(size) = lower.strip_prefix("content-length: ") {
                        length = size.parse().unwrap();
                    }
                    if lower.is_empty() {
                        break;
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let body = String::from_utf8(body).unwrap();
                let (status, answer) = answer(&body, &log_key, &mut kept.lock().unwrap());
                write!(
                    stream,
                    "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
                    answer.len()
                )
                .unwrap();
            }
        });
        Witness { address, last, key }
    }
}

/// What the protocol asks of a witness.
fn answer(body: &str, log_key: &str, last: &mut Last) -> (u16, String) {
    let (head, note) = body.split_once("\n\n").unwrap();
    let mut head = head.lines();
    let old: u64 = head.next().unwrap().strip_prefix("old ").unwrap().parse().unwrap();
    let proof: Vec<Hash> = head
        .map(|line| Hash(BASE64.decode(line.as_bytes()).unwrap().try_into().unwrap()))
        .collect();
    let read = Note::from_bytes(note.as_bytes()).unwrap();
    let known = VerifierList::new(vec![Box::new(StandardVerifier::new(log_key).unwrap())]);
    if read.verify(&known).is_err() {
        return (403, String::new());
    }
    let text = String::from_utf8(read.text().to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let size: u64 = lines[1].parse().unwrap();
    let root: [u8; 32] = BASE64.decode(lines[2].as_bytes()).unwrap().try_into().unwrap();
    if old != last.size {
        return (409, format!("{}\n", last.size));
    }
    if old > 0 && check_tree(&proof, size, Hash(root), old, Hash(last.root)).is_err() {
        return (422, String::new());
    }
    *last = Last { size, root };
    let time = 1_800_000_000_u64;
    let signature = secret().sign(format!("cosignature/v1\ntime {time}\n{text}").as_bytes());
    let mut bytes = key_id().to_vec();
    bytes.extend(time.to_be_bytes());
    bytes.extend(signature.to_bytes());
    (200, format!("\u{2014} {NAME} {}\n", BASE64.encode(&bytes)))
}

#[test]
fn a_witness_countersigns_what_grew_out_of_what_it_signed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let act = |post: &str| {
        let done = at(folder.path(), &["post", "appoint", post, "dee", "--by", "ann"]);
        assert_eq!(done.status, 0, "{}", done.err);
    };
    act("one");
    let first = at(folder.path(), &["ledger", "checkpoint"]);
    let log_key = first.err.lines().find_map(|line| line.strip_prefix("key: ")).unwrap();
    let witness = Witness::start(log_key.to_owned());
    let url = format!("http://{}", witness.address);
    let ask = || {
        at(folder.path(), &["ledger", "witness", "--witness", &url, "--witness-key", &witness.key])
    };
    let signed = ask();
    assert_eq!(signed.status, 0, "{}", signed.err);
    assert!(signed.out.contains(&format!("\u{2014} {NAME} ")), "{}", signed.out);
    let key = ledger::Verifier::parse(&witness.key).unwrap();
    key.open(&signed.out).unwrap();
    assert_eq!(ask().out, signed.out, "nothing is asked twice");

    for post in ["two", "three"] {
        act(post);
        let grown = ask();
        assert_eq!(grown.status, 0, "{}", grown.err);
        key.open(&grown.out).unwrap();
    }
    // What is given out from now on carries the countersignature, and still verifies.
    let given = at(folder.path(), &["ledger", "checkpoint"]).out;
    key.open(&given).unwrap();
    assert_eq!(at(folder.path(), &["ledger", "verify"]).status, 0);

    // A witness that has lost its memory says so, and is told everything anew.
    *witness.last.lock().unwrap() = Last::default();
    act("four");
    assert_eq!(ask().status, 0);
    // One that remembers another log signs nothing.
    witness.last.lock().unwrap().root[0] ^= 1;
    act("five");
    let refused = ask();
    assert!(refused.status == 2 && refused.err.contains("422"), "{}{}", refused.out, refused.err);
    // And one that remembers more than there is is believed: the log was cut back.
    witness.last.lock().unwrap().size = 1_000_000;
    let refused = ask();
    assert!(refused.err.contains("has countersigned 1000000 entries"), "{}", refused.err);
}

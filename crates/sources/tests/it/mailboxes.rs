use std::io::{Cursor, Write};
use std::path::Path;

use people::identify::{Identifier, Kind};
use sources::collect::{Answer, Collected, Identity};
use sources::connect::{How, Match, Wanted};
use sources::discover::discover;
use sources::{Connector, Error, Map, connect};

use crate::collecting::email;
use crate::papers::{
    self, SCAN, docx, eml, missed, page_of_text, part, pdf, put, with_parts, zipped,
};
use crate::{charter, map, now, record, told as findings};

/// The map that `docs/sources.md` shows for a mailbox.
fn mailbox() -> Map {
    map(&[("mailbox.toml", &papers::shown_in_the_manual("mailbox"))]).unwrap()
}

fn number(text: &str) -> Identity {
    Identity::of(&Identifier::parse(Kind::TenancyReference, text).unwrap())
}

fn phone(text: &str) -> Identity {
    Identity::of(&Identifier::parse(Kind::Phone, text).unwrap())
}

fn of(folder: &Path, identities: &[Identity]) -> Collected {
    papers::collected("mail", folder, &mailbox(), identities)
}

fn told(folder: &Path, identities: &[Identity], field: &str) -> Vec<String> {
    papers::told(&of(folder, identities), field)
}

const ADA: &str = "Ada Example <Ada@Example.org>";
const STAFF: &str = "repairs@landlord.example";

#[test]
fn a_person_is_found_whatever_their_message_is_written_in() {
    let about = |subject: &'static str| [("From", ADA), ("To", STAFF), ("Subject", subject)];
    let with = |subject: &'static str, more: &[(&'static str, &'static str)]| {
        [&about(subject)[..], more].concat()
    };
    for (what, message, field, expected) in [
        ("plain", eml(&about("A leak"), "The tap drips."), "body", "own: The tap drips."),
        (
            "quoted-printable",
            eml(
                &with(
                    "q",
                    &[
                        ("Content-Type", "text/plain; charset=utf-8"),
                        ("Content-Transfer-Encoding", "quoted-printable"),
                    ],
                ),
                "The caf=C3=A9 =\r\nbelow is loud",
            ),
            "body",
            "own: The café below is loud",
        ),
        (
            "base64",
            eml(&with("b", &[("Content-Transfer-Encoding", "base64")]), "VGhlIHRhcCBkcmlwcy4="),
            "body",
            "own: The tap drips.",
        ),
        (
            "a subject in words of its own alphabet",
            eml(&about("=?ISO-8859-1?Q?Caf=E9?= =?UTF-8?B?IMO8YmVy?="), "x"),
            "subject",
            "own: Café über",
        ),
        (
            "only formatted",
            eml(
                &with("h", &[("Content-Type", "text/html")]),
                "<html><head><style>p {color: red}</style></head><body><p>The&nbsp;tap<br>drips \
                 &amp; drips</p><script>x()</script></body></html>",
            ),
            "body",
            "own: The\u{a0}tap\ndrips & drips",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[("one.eml", &message)]);
        assert_eq!(told(folder.path(), &[email("ada@example.org")], field), [expected], "{what}");
        assert!(told(folder.path(), &[email("bo@example.org")], field).is_empty(), "{what}");
    }
    // One byte a letter, in an mbox that quotes what begins like a message.
    let folder = tempfile::tempdir().unwrap();
    let mut file = b"From ada@example.org Mon Nov  2 10:00:00 2026\nFrom: Ada@Example.org\n\
        Subject: One\nContent-Type: text/plain; charset=iso-8859-1\n\nThe caf\xe9.\n\
        >From then on it was loud.\n\nFrom my window I see it.\n\n\
        From bo@example.org Mon Nov  2 11:00:00 2026\nFrom: bo@example.org\nSubject: Two\n\nNo.\n"
        .to_vec();
    file.extend(
        b"\nFrom ada@example.org Mon Nov  2 12:00:00 2026\nFrom: ada@example.org\n\nYes.\n",
    );
    put(folder.path(), &[("All mail", &file)]);
    let found = of(folder.path(), &[email("ada@example.org")]);
    let body = "The café.\nFrom then on it was loud.\n\nFrom my window I see it.";
    assert_eq!(papers::told(&found, "body"), [&format!("own: {body}"), "own: Yes."]);
    assert_eq!(papers::told(&found, "path"), ["own: All mail:1", "own: All mail:3"]);
    assert_eq!(missed(&found), [""; 0]);
}

#[test]
fn a_conversation_that_lies_in_two_folders_is_read_once() {
    let message = |no: u32, more: &[(&str, &str)], subject: &str| {
        let id = format!("<{no}@example.org>");
        let headers = [("From", ADA), ("To", STAFF), ("Message-ID", &id), ("Subject", subject)];
        eml(&[&headers[..], more].concat(), &format!("Message {no}."))
    };
    let five = [
        message(1, &[], "The roof"),
        message(2, &[("In-Reply-To", "<1@example.org>")], "Re: The roof"),
        message(3, &[("References", "<1@example.org> <2@example.org>")], "Re: The roof"),
        message(4, &[("References", "<3@example.org>")], "Something else"),
        message(5, &[], "AW: RE: the  roof"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (no, message) in five.iter().enumerate() {
        // Another way to the other folder, and other line ends.
        let other = String::from_utf8(message.clone()).unwrap().replace("\r\n", "\n");
        let other = format!("Received: from somewhere\nX-Folder: {no}\n{other}");
        put(
            folder.path(),
            &[
                (&format!("inbox/cur/{no}:2,S"), message.as_slice()),
                (&format!("archive/{no}.eml"), other.as_bytes()),
            ],
        );
    }
    let other = message(6, &[], "The roof next door");
    put(folder.path(), &[("inbox/new/6", &other)]);
    // One number, and another message: nobody's words are dropped for it.
    let twin = message(5, &[], "A twin");
    put(folder.path(), &[("inbox/new/7", &twin)]);
    let found = of(folder.path(), &[email("ada@example.org")]);
    assert_eq!(found.answers[0].1, Answer::Held(7));
    let roof: Vec<_> =
        (found.rows.iter()).filter(|row| row.values["subject"] != "The roof next door").collect();
    let threads: Vec<_> = roof.iter().map(|row| &row.values["thread"]).collect();
    assert!(threads.iter().all(|thread| *thread == threads[0]), "{threads:?}");
    let next = found.rows.iter().find(|row| row.values["subject"] == "The roof next door").unwrap();
    assert!(&next.values["thread"] != threads[0]);
    let first = found.rows.iter().find(|row| row.values["body"] == "Message 1.").unwrap();
    assert_eq!(first.values["path"], "archive/0.eml; inbox/cur/0:2,S");
}

#[test]
fn who_is_only_mentioned_is_for_a_person_to_look_at() {
    let folder = tempfile::tempdir().unwrap();
    let staff = [("From", "a@landlord.example"), ("To", STAFF)];
    let lines = [
        ("by-number.eml", "About 12/34-A: she rang."),
        ("by-phone.eml", "Ring her on 01634\u{a0}960 001."),
        ("by-email.eml", "Write to ada@example.org!"),
        ("another.eml", "About 912/34-A, 01634 960002, nada@example.org: no."),
    ];
    for (name, line) in lines {
        put(folder.path(), &[(name, &eml(&staff, line))]);
    }
    let to_her = [("From", STAFF), ("To", "x@landlord.example"), ("Cc", ADA)];
    put(folder.path(), &[("to-her.eml", &eml(&to_her, "Dear Ada"))]);
    let known = [email("ada@example.org"), number("1234a"), phone("01634 960001")];
    assert_eq!(
        told(folder.path(), &known, "path"),
        [
            "own: to-her.eml",
            "unsettled: by-email.eml",
            "unsettled: by-number.eml",
            "unsettled: by-phone.eml",
        ]
    );
    // By a number alone the source is searched all the same, to its end.
    let found = of(folder.path(), &[number("99/99")]);
    assert_eq!(found.answers[0].1, Answer::NothingHeld);
    assert!(matches!(of(folder.path(), &[]).answers[0].1, Answer::CannotSearch(_)));
}

#[test]
fn what_is_packed_in_a_message_is_searched_too() {
    let letter = docx(&["Re: ada", "@exam", "ple.org"]);
    let scan = pdf(&[&page_of_text("Dear ada@example.org"), SCAN]);
    let inner = eml(&[("From", ADA), ("Subject", "Inside")], "Hello");
    let packed = format!(
        "--edge\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n",
        String::from_utf8(inner.clone()).unwrap()
    );
    let kind = "application/octet-stream";
    for (what, parts, unread) in [
        ("a document", vec![part("letter.docx", kind, &letter)], vec![]),
        (
            "a PDF",
            vec![part("letter.pdf", "application/pdf", &scan)],
            vec!["`one.eml`: `letter.pdf` in it: page 2 has no text, or is a picture"],
        ),
        (
            "a page",
            vec![part("x.html", "text/html", b"<a href='mailto:ada@example.org'>Ada</a>")],
            vec![],
        ),
        ("a message", vec![packed], vec![]),
        ("a message as a file", vec![part("in.eml", kind, &inner)], vec![]),
        ("a ZIP", vec![part("all.zip", kind, &zipped(&[("deep/letter.docx", &letter)]))], vec![]),
        (
            "pictures and what nobody knows",
            vec![
                part("letter.docx", kind, &letter),
                part("door.png", "image/png", b"\x89PNG\r\n\x1a\n...."),
                part("old.doc", kind, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no more"),
                part("odd.bin", kind, &[0, 1, 2, 3, 4]),
            ],
            vec![
                "`one.eml`: `door.png` in it: it is a picture",
                "`one.eml`: `odd.bin` in it: its format cannot be read",
                "`one.eml`: `old.doc` in it: it is of an old format that cannot be read",
            ],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[("one.eml", &with_parts("Papers", "See what is with it", &parts))]);
        let found = of(folder.path(), &[email("ada@example.org")]);
        assert_eq!(papers::told(&found, "subject"), ["unsettled: Papers"], "{what}");
        assert_eq!(found.rows[0].by, ["attachment_text"], "{what}");
        assert_eq!(missed(&found), unread, "{what}");
        // And nobody is said to have nothing, where something could not be looked into.
        let nobody = of(folder.path(), &[email("nobody@example.org")]);
        assert_eq!(nobody.is_whole(), unread.is_empty(), "{what}");
    }
}

#[test]
fn a_message_nobody_can_read_is_said() {
    let whole = with_parts("Whole", "x", &[]);
    let cut = with_parts("Cut", "x", &[part("a.txt", "text/plain", &[b'a'; 400])]);
    let mut files: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "sealed.eml",
            eml(
                &[
                    ("From", STAFF),
                    (
                        "Content-Type",
                        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
                    ),
                ],
                "MIAGCSqG",
            ),
            "encrypted, or sealed",
        ),
        (
            "pgp.eml",
            eml(
                &[("From", STAFF), ("Content-Type", "multipart/encrypted; boundary=edge")],
                "--edge\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--edge\r\n\r\nx\r\n--edge--\r\n",
            ),
            "it is encrypted",
        ),
        (
            "inline.eml",
            eml(
                &[("From", STAFF)],
                "-----BEGIN PGP MESSAGE-----\r\n\r\nhQ\r\n-----END PGP MESSAGE-----",
            ),
            "it is encrypted",
        ),
        ("cut.eml", cut[..cut.len() - 300].to_vec(), "breaks off"),
        ("odd", b"\x00\x01\x02\x03 nothing".to_vec(), "no message"),
        ("notes.txt", b"http://example.org is no header".to_vec(), "no message"),
        ("outlook.pst", b"!BDN....".to_vec(), "it is damaged"),
        ("export.zip", zipped(&[("a/b.txt", b"none"), ("a/c.eml", &whole)]), "no message"),
    ];
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    files.push((
        "deep.eml",
        format!("From: x@example.org\r\n{deep}").into_bytes(),
        "too many messages",
    ));
    let edges = "--edge\r\n\r\nx\r\n".repeat(100_001);
    let headers = [("From", STAFF), ("Content-Type", "multipart/mixed; boundary=edge")];
    files.push(("parts.eml", eml(&headers, &format!("\r\n{edges}--edge--")), "too many parts"));
    let nested: String = (0..100)
        .map(|no| format!("Content-Type: multipart/mixed; boundary=\"b{no}\"\r\n\r\n--b{no}\r\n"))
        .collect();
    let nested = format!("From: x@example.org\r\n{nested}\r\nada@example.org\r\n");
    for (name, bytes, why) in &files {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[(name, bytes.as_slice()), ("whole.eml", whole.as_slice())]);
        let found = of(folder.path(), &[email("nobody@example.org")]);
        let missed = missed(&found);
        assert!(missed.iter().any(|told| told.contains(why)), "{name}: {missed:?}");
        let here = format!("`{name}");
        assert!(missed.iter().all(|told| told.starts_with(&here)), "{name}: {missed:?}");
    }
    // A hundred parts in each other are no obstacle, though the last has no end.
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("nested.eml", nested.as_bytes())]);
    let found = of(folder.path(), &[email("ada@example.org")]);
    assert!(found.rows.len() == 1 && !missed(&found).is_empty(), "{:?}", found.answers);
    // Alone it fails; it does not hold nothing.
    let alone = tempfile::tempdir().unwrap();
    put(alone.path(), &[("all.pst", b"!BDN....")]);
    let found = of(&alone.path().join("all.pst"), &[email("ada@example.org")]);
    assert!(matches!(found.answers[0].1, Answer::Failed(_)), "{:?}", found.answers);
    let found = of(&alone.path().join("nowhere"), &[email("ada@example.org")]);
    assert!(matches!(found.answers[0].1, Answer::Failed(_)), "{:?}", found.answers);
}

/// A message of Outlook: its properties, one person it went to, and one file packed in it.
fn msg(texts: &[(&str, &str)], binary: &[(&str, &[u8])], attached: (&str, &[u8])) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut put = |path: &str, bytes: &[u8]| {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut list = vec![0; 32];
    list.extend([0x40, 0, 0x39, 0, 6, 0, 0, 0]);
    // The second of November 2026, in steps since 1601.
    list.extend((116_444_736_000_000_000_u64 + 1_793_577_600 * 10_000_000).to_le_bytes());
    put("/__properties_version1.0", &list);
    for (property, text) in texts {
        put(&format!("/__substg1.0_{property}001F"), &wide(text));
    }
    for (property, bytes) in binary {
        put(&format!("/__substg1.0_{property}0102"), bytes);
    }
    for storage in ["/__recip_version1.0_#00000000", "/__attach_version1.0_#00000000"] {
        file.create_storage(storage).unwrap();
    }
    let mut put = |path: &str, bytes: &[u8]| {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    };
    put("/__recip_version1.0_#00000000/__substg1.0_3001001F", &wide("Ada Example"));
    put("/__recip_version1.0_#00000000/__substg1.0_39FE001F", &wide("ada@example.org"));
    put("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide(attached.0));
    put("/__attach_version1.0_#00000000/__substg1.0_37010102", attached.1);
    file.into_inner().into_inner()
}

/// `hello world` in Rich Text, as Outlook packs it.
const PACKED: [u8; 49] = [
    0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0, 0x0a, 0,
    0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09,
    0, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
];

#[test]
fn a_message_of_outlook_is_read_like_any_other() {
    let texts = [
        ("0037", "The lift"),
        ("1000", "It is stuck."),
        ("0C1A", "Officer"),
        ("5D01", "officer@landlord.example"),
        ("1035", "<9@landlord.example>"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let message = msg(&texts, &[], ("letter.docx", &docx(&["bo@example.org"])));
    put(folder.path(), &[("lift.msg", &message)]);
    let found = of(folder.path(), &[email("ada@example.org")]);
    assert_eq!(papers::told(&found, "subject"), ["own: The lift"]);
    let values = &found.rows[0].values;
    assert_eq!(values["from"], "Officer <officer@landlord.example>");
    assert_eq!(values["date"], "2026-11-02T00:00:00Z");
    assert_eq!(
        (&values["body"], &values["attachments"]),
        (&"It is stuck.".into(), &"letter.docx".into())
    );
    assert_eq!(told(folder.path(), &[email("bo@example.org")], "subject"), ["unsettled: The lift"]);
    // Without a plain text the formatted one speaks, packed as Outlook packs it, or as a page.
    let page = "<p>Dear bo@example.org</p>".as_bytes();
    for (property, bytes, body) in
        [("1009", PACKED.as_slice(), "hello world"), ("1013", page, "Dear bo@example.org")]
    {
        let message = msg(&texts[2..], &[(property, bytes)], ("a.txt", b"x"));
        put(folder.path(), &[("lift.msg", &message)]);
        let found = of(folder.path(), &[email("ada@example.org")]);
        assert_eq!(papers::told(&found, "body"), [format!("own: {body}")]);
    }
    let sealed = [&texts[..], &[("001A", "IPM.Note.SMIME")]].concat();
    put(folder.path(), &[("lift.msg", &msg(&sealed, &[], ("smime.p7m", b"x")))]);
    assert_eq!(missed(&of(folder.path(), &[email("bo@example.org")])).len(), 1);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_said() {
    let message = |from: &str| format!("From x 10:00\nFrom: {from}\nSubject: s\n\nx\n\n");
    let folder = tempfile::tempdir().unwrap();
    let both = message("ada@example.org") + &message("bo@example.org");
    put(
        folder.path(),
        &[
            ("a.mbox", message("ada@example.org").as_bytes()),
            ("b.mbox", both.as_bytes()),
            ("c.mbox", message("cy@example.org").as_bytes()),
        ],
    );
    let mut mail = connect::open(&format!("mail:{}", folder.path().display())).unwrap();
    let values = ["example.org".to_owned()];
    let any = [Match { field: "from", how: How::Same, values: &values }];
    let wanted = Wanted { schema: None, table: "message", fields: &["from"], any: &any };
    let found = |mail: &mut dyn Connector| {
        let mut rows = 0;
        let each = &mut |_| {
            rows += 1;
            Ok(())
        };
        mail.find(&wanted, each).unwrap();
        (rows, mail.missed())
    };
    mail.begin().unwrap();
    assert_eq!(found(mail.as_mut()), (3, vec![]));
    put(folder.path(), &[("b.mbox", b"From: other@example.org\n\nx")]);
    std::fs::remove_file(folder.path().join("c.mbox")).unwrap();
    let said = ["`b.mbox`: it changed while it was read", "`c.mbox`: it is gone"];
    assert_eq!(found(mail.as_mut()), (1, said.map(str::to_owned).to_vec()));
    mail.begin().unwrap();
    assert_eq!(found(mail.as_mut()), (2, vec![]));
    // What is not there is said, and not taken for empty.
    for (table, field) in [("messages", "from"), ("message", "bcc")] {
        let wanted = Wanted { table, fields: &[field], ..wanted.clone() };
        let found = mail.find(&wanted, &mut |_| Ok(()));
        assert!(matches!(found, Err(Error::Refused(_))), "{found:?}");
    }
}

#[test]
fn whatever_lies_in_a_mailbox_nothing_breaks() {
    arbtest::arbtest(|u| {
        let folder = tempfile::tempdir().unwrap();
        let seeds: [&[u8]; 6] = [
            b"",
            b"From x\nFrom: a@b\n\n",
            b"From: a@b\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n",
            b"Subject: =?utf-8?B?4pi6?=\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ];
        let seed = u.choose(&seeds)?;
        let rest: Vec<u8> = u.arbitrary()?;
        put(folder.path(), &[("one", &[seed, rest.as_slice()].concat())]);
        let mut message = msg(&[("0037", "x")], &[("1009", &PACKED)], ("a.pdf", &pdf(&[SCAN])));
        for _ in 0..u.int_in_range(1..=8)? {
            let at = u.choose_index(message.len())?;
            message[at] = u.arbitrary()?;
        }
        put(folder.path(), &[("two.msg", &message)]);
        let mut mail = connect::open(&format!("mail:{}", folder.path().display())).unwrap();
        let table = mail.schema().unwrap().tables.remove(0);
        let mut values = 0;
        mail.sample(&table, 10, &mut |_, _| values += 1).unwrap();
        assert_eq!(values % table.columns.len(), 0);
        Ok(())
    })
    .budget_ms(3_000);
}

#[test]
fn a_mailbox_is_mapped_without_anybody_looking_at_it() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("one.eml", &eml(&[("From", ADA)], "x"))]);
    let mut mail = connect::open(&format!("mail:{}", folder.path().display())).unwrap();
    let (record, _folder) = record();
    let survey = record.survey("ann", "mailbox", now()).unwrap();
    let found = discover(&survey, "mailbox", mail.as_mut(), &charter()).unwrap();
    let text = found.to_toml("mailbox", "mailbox", "mail");
    let proposed =
        map(&[("mailbox.toml", &text)]).unwrap_or_else(|wrong| panic!("{wrong:?} {text}"));
    assert_eq!(findings(&proposed, &proposed.check(&charter())), "", "{text}");
    let shown = mailbox();
    assert_eq!(papers::matters(&proposed), papers::matters(&shown), "the manual shows another map");
    assert_eq!(findings(&shown, &shown.check(&charter())), "");
    // And what is there is what the map says.
    assert_eq!(crate::differs(&proposed.sources()[0], &mail.schema().unwrap()), []);
    let elsewhere = text.replace("kind = \"mail\"", "kind = \"sqlite\"");
    assert!(map(&[("mailbox.toml", &elsewhere)]).is_err());
}

use std::path::Path;

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};
use people::identify::{Identifier, Kind};
use sources::collect::{Answer, Collected, Identity, Whose};
use sources::connect;
use sources::discover::discover;

use crate::collecting::email;
use crate::papers::{self, SCAN, docx, eml, missed, page_of_text, pdf, put, told, zipped};
use crate::{charter, map, now, record, told as findings};

fn drive() -> sources::Map {
    map(&[("drive.toml", &papers::shown_in_the_manual("shared-drive"))]).unwrap()
}

fn of(folder: &Path, identities: &[Identity]) -> Collected {
    papers::collected("documents", folder, &drive(), identities)
}

fn sheet() -> Vec<u8> {
    let shared =
        "<sst><si><t>Ada Example</t></si><si><r><t>12/</t></r><r><t>34-A</t></r></si></sst>";
    let rows = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>\
        <row><c><v>7700900123</v></c><c t=\"inlineStr\"><is><t>Bo &amp; Co</t></is></c></row>\
        </sheetData></worksheet>";
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", rows.as_bytes()),
    ])
}

#[test]
fn a_person_is_found_in_every_kind_of_document_and_it_waits_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let odt = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<o><text:p>Tenancy</text:p><text:p>12/34<text:s/>A</text:p></o>"),
    ]);
    let apart =
        "BT /F1 12 Tf 72 700 Td [(12/3) 20 (4-A)] TJ 200 0 Td (next) Tj 0 -14 Td (below) Tj ET";
    // The same in letters of two bytes, set down one after the other at places of their own.
    let places = "12/34-A"
        .bytes()
        .enumerate()
        .map(|(no, b)| format!("1 0 0 1 {} 700 Tm <01{b:02x}> Tj ", 72 + 6 * no));
    let wide = format!("BT /F2 12 Tf {}ET", places.collect::<String>());
    let rtf = br"{\rtf1{\fonttbl{\f0 Arial;}}\f0 Tenancy\par 12/34\_A caf\'e9 \u8364?{\*\x 99}}";
    let files: &[(&str, Vec<u8>)] = &[
        ("a.txt", b"about 12/34-A".to_vec()),
        ("b.md", "# 12/34-A\n".as_bytes().to_vec()),
        ("c.html", b"<p>12/34<b>-A</b><p>".to_vec()),
        ("d.docx", docx(&["12", "/34-", "A"])),
        ("e.odt", odt),
        ("f.xlsx", sheet()),
        ("g.csv", b"ref,name\n12/34-A,caf\xe9\n".to_vec()),
        ("h-wide.pdf", pdf(&[&wide])),
        ("h.pdf", pdf(&[apart])),
        ("i.rtf", rtf.to_vec()),
        ("j.eml", eml(&[("From", "a@b.example"), ("Subject", "12/34-A")], "x")),
        ("k.zip", zipped(&[("deep/l.docx", &docx(&["12/34-A"]))])),
        ("m 12-34-A.txt", b"nothing in it".to_vec()),
        ("wide.txt", "\u{feff}12/34-A".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("z-another.txt", b"about 12/34-AB and 912/34-A".to_vec()),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, b)| (*name, b.as_slice())).collect();
    put(folder.path(), &files);
    let tenancy = Identity::of(&Identifier::parse(Kind::TenancyReference, "12/34-a").unwrap());
    let found = of(folder.path(), &[tenancy]);
    assert_eq!(missed(&found), [""; 0]);
    let expected: Vec<String> = (files.iter().map(|(name, _)| *name))
        .filter(|name| *name != "z-another.txt")
        .map(|name| {
            format!("unsettled: {}", if name == "k.zip" { "k.zip/deep/l.docx" } else { name })
        })
        .collect();
    assert_eq!(told(&found, "path"), expected);
    let text = |name: &str| {
        let row = found.rows.iter().find(|row| row.values["path"] == name).unwrap();
        row.values["text"].as_str().unwrap().trim().to_owned()
    };
    assert_eq!(text("h.pdf"), "12/34-A next\nbelow");
    assert_eq!(text("h-wide.pdf"), "12/34-A");
    assert_eq!(text("f.xlsx"), "Ada Example\t12/34-A\t\n7700900123\tBo & Co");
    assert_eq!(text("i.rtf"), "Tenancy\n12/34-A café €");
    // By whatever is looked for in it a document is only come to, and is nobody's own for that.
    let text = papers::shown_in_the_manual("shared-drive");
    let one_way = text.replacen(
        "path = { category = \"correspondence\", identity = \"any\"",
        "path = { category = \"correspondence\"",
        1,
    );
    let one_way = map(&[("drive.toml", &one_way)]).unwrap();
    let tenancy = Identity::of(&Identifier::parse(Kind::TenancyReference, "12/34-a").unwrap());
    let found = papers::collected("documents", folder.path(), &one_way, &[tenancy]);
    assert!(found.rows.len() > 9 && found.rows.iter().all(|row| row.whose == Whose::Unsettled));
    let phone = Identity::of(&Identifier::parse(Kind::Phone, "07700 900123").unwrap());
    assert_eq!(told(&of(folder.path(), &[phone]), "name"), ["unsettled: f.xlsx"]);
}

#[test]
fn what_cannot_be_searched_is_named_by_page_and_never_holds_nothing() {
    let bomb = zipped(&[("bomb.txt", &vec![b'a'; 100 * 1024 * 1024])]);
    let mut nested = zipped(&[("in.txt", b"ada@example.org")]);
    for _ in 0..6 {
        nested = zipped(&[("in.zip", &nested)]);
    }
    let mut locked = zipped(&[("a.txt", b"secret")]);
    // The mark of what is encrypted, in both places a ZIP has it.
    let central = locked.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    (locked[6], locked[central + 8]) = (1, 1);
    let mixed =
        pdf(&[&page_of_text("A first page"), SCAN, "", "BT /F1 9 Tf (Scanned) Tj ET q /Scan Do Q"]);
    for (name, bytes, expected) in [
        ("letter.jpg", b"\xff\xd8\xff\xe0...".to_vec(), &["`letter.jpg`: it is a picture"][..]),
        (
            "mixed.pdf",
            mixed,
            &[
                "`mixed.pdf`: page 2 has no text, or is a picture",
                "`mixed.pdf`: page 4 has no text, or is a picture",
            ],
        ),
        (
            "odd.pdf",
            pdf(&["BT /F3 12 Tf <0131> Tj ET"]),
            &["`odd.pdf`: page 1 is in letters that cannot be read"],
        ),
        ("broken.pdf", b"%PDF-1.7 and no more".to_vec(), &["`broken.pdf`: it is damaged"]),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...".to_vec(),
            &["`old.doc`: it is of an old format that cannot be read"],
        ),
        (
            "call.wav",
            b"RIFF\0\0\0\0WAVE\0\0\0\0".to_vec(),
            &["`call.wav`: its format cannot be read"],
        ),
        ("bomb.zip", bomb, &["`bomb.zip/bomb.txt`: it becomes far larger than it is packed"]),
        (
            "nested.zip",
            nested,
            &["`nested.zip/in.zip/in.zip/in.zip/in.zip`: it is packed too many times"],
        ),
        ("locked.zip", locked, &["`locked.zip/a.txt`: it is protected by a password"]),
        ("cut.docx", docx(&["x"])[..200].to_vec(), &["`cut.docx`: it is damaged"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[(name, bytes.as_slice()), ("whole.txt", b"ada@example.org")]);
        let found = of(folder.path(), &[email("ada@example.org")]);
        assert_eq!(missed(&found), expected, "{name}");
        assert_eq!(told(&found, "path"), ["unsettled: whole.txt"], "{name}");
        let nobody = of(folder.path(), &[email("nobody@example.org")]);
        assert_eq!(nobody.answers[0].1, Answer::Partly(0, missed(&found)), "{name}");
    }
    let empty = tempfile::tempdir().unwrap();
    put(empty.path(), &[("none.txt", b""), ("Thumbs.db", b"\0\0")]);
    assert_eq!(of(empty.path(), &[email("ada@example.org")]).answers[0].1, Answer::NothingHeld);
}

/// A PDF that opens with this password alone.
fn locked(password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(&[&page_of_text("ada@example.org")])).unwrap();
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "the owner's",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_password_nobody_gave_is_said_and_none_is_asked_for_where_none_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("locked.pdf", &locked("S3cret")), ("printable.pdf", &locked(""))]);
    let found = of(folder.path(), &[email("ada@example.org")]);
    assert_eq!(told(&found, "path"), ["unsettled: printable.pdf"]);
    assert_eq!(missed(&found), ["`locked.pdf`: it is protected by a password"]);
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_read() {
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), &[("secret.txt", b"ada@example.org")]);
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("in/a.txt", b"ada@example.org")]);
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    };
    link(outside.path(), "folder");
    link(&outside.path().join("secret.txt"), "file.txt");
    link(&folder.path().join("in"), "again");
    let found = of(folder.path(), &[email("ada@example.org")]);
    assert_eq!(told(&found, "path"), ["unsettled: in/a.txt"]);
    let leads_out = "it is a link that leads out of the folder";
    assert_eq!(
        missed(&found),
        [format!("`file.txt`: {leads_out}"), format!("`folder`: {leads_out}")]
    );
}

#[test]
fn whatever_lies_in_a_folder_nothing_breaks() {
    let odd = "BT /F1 12 Tf [(a) -300 (b)] TJ T* (c) ' /F9 1 Tf (d) Tj ET BI /W 9 ID x EI /Scan Do";
    let seeds: Vec<(&str, Vec<u8>)> = vec![
        ("a.pdf", pdf(&[odd, SCAN])),
        ("a.docx", docx(&["a", "b"])),
        ("a.xlsx", sheet()),
        ("a.html", b"<a href=\"mailto:x@y\" title='<p>&amp;&#x20AC;&bogus;<!-- <td x=\">".to_vec()),
        (
            "a.rtf",
            br"{\rtf1\ansi{\*\bin3 abc}\u-10179?\u-8704?\'zz\uc0\bin99999999999 }}}{".to_vec(),
        ),
        ("a.zip", zipped(&[("b.zip", &zipped(&[("c.txt", b"c")]))])),
    ];
    arbtest::arbtest(|u| {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &seeds {
            let mut bytes = bytes.clone();
            for _ in 0..u.int_in_range(0..=6)? {
                let at = u.choose_index(bytes.len())?;
                bytes[at] = u.arbitrary()?;
            }
            let cut = u.int_in_range(0..=bytes.len())?;
            if u.arbitrary()? {
                bytes.truncate(cut);
            }
            put(folder.path(), &[(name, bytes.as_slice())]);
        }
        let rest: Vec<u8> = u.arbitrary()?;
        put(folder.path(), &[("rest", &rest)]);
        let found = of(folder.path(), &[email("ada@example.org")]);
        assert!(matches!(found.answers[0].1, Answer::Partly(0, _) | Answer::NothingHeld));
        Ok(())
    })
    .budget_ms(4_000);
}

#[test]
fn a_folder_is_mapped_without_anybody_looking_at_it() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &[("a.txt", b"a")]);
    let mut documents = connect::open(&format!("documents:{}", folder.path().display())).unwrap();
    let (record, _folder) = record();
    let survey = record.survey("ann", "drive", now()).unwrap();
    let found = discover(&survey, "drive", documents.as_mut(), &charter()).unwrap();
    let text = found.to_toml("drive", "drive", "documents");
    let proposed = map(&[("drive.toml", &text)]).unwrap_or_else(|wrong| panic!("{wrong:?} {text}"));
    assert_eq!(findings(&proposed, &proposed.check(&charter())), "", "{text}");
    let shown = drive();
    assert_eq!(findings(&shown, &shown.check(&charter())), "");
    let schema = documents.schema().unwrap();
    assert_eq!(
        (
            crate::differs(&proposed.sources()[0], &schema),
            crate::differs(&shown.sources()[0], &schema)
        ),
        (vec![], vec![])
    );
}

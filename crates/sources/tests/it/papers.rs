//! Real files, made by hand: messages, documents, and folders of them.

use std::io::{Cursor, Write};
use std::path::Path;

use data_encoding::BASE64_MIME;
use sources::collect::{Answer, Collected, Identity, Whose, collect};
use sources::{Map, connect};
use zip::write::SimpleFileOptions;

use crate::collecting::{Connectors, leave};

/// Writes files into a folder, with the folders they lie in.
pub(crate) fn put(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A message: its headers, and its body.
pub(crate) fn eml(headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let head: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{head}\r\n{body}").into_bytes()
}

/// A part of a message, as it is packed.
pub(crate) fn part(name: &str, kind: &str, bytes: &[u8]) -> String {
    format!(
        "--edge\r\nContent-Type: {kind}; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        BASE64_MIME.encode(bytes)
    )
}

/// A message with a text and with things packed in it.
pub(crate) fn with_parts(subject: &str, text: &str, parts: &[String]) -> Vec<u8> {
    let headers = [
        ("From", "Officer <officer@landlord.example>"),
        ("To", "team@landlord.example"),
        ("Subject", subject),
        ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/mixed; boundary=edge"),
    ];
    let text = format!("--edge\r\nContent-Type: text/plain\r\n\r\n{text}\r\n");
    eml(&headers, &format!("{text}{}--edge--\r\n", parts.concat()))
}

pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document of Word whose one paragraph is written in these runs.
pub(crate) fn docx(runs: &[&str]) -> Vec<u8> {
    let runs: String = runs.iter().map(|run| format!("<w:r><w:t>{run}</w:t></w:r>")).collect();
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p>{runs}</w:p></w:body></w:document>"
    );
    zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

/// What says of the numbers of a wide font which letters they are.
const LETTERS: &str = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
    /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
    /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
    1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n\
    1 beginbfrange\n<0101> <017e> <0001>\nendbfrange\n\
    endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";

/// A PDF with a page for each drawing, in the fonts `/F1`, a plain one, `/F2`, whose letters are
/// numbers from 256 on, and `/F3`, whose numbers nothing explains. A page may show the picture
/// `/Scan`.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        "<< /Type /XObject /Subtype /Image /Width 1700 /Height 2200 /ColorSpace /DeviceGray \
         /BitsPerComponent 8 /Filter /DCTDecode /Length 4 >>\nstream\nscan\nendstream"
            .to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Wide /Encoding /Identity-H /DescendantFonts \
         [7 0 R] /ToUnicode 8 0 R >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts \
         [7 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Wide /DW 500 /W [256 [500 500] 300 310 \
         500] >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{LETTERS}\nendstream", LETTERS.len()),
    ];
    let mut kids = Vec::new();
    for drawing in pages {
        let no = objects.len() + 1;
        kids.push(format!("{no} 0 R"));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << \
             /Font << /F1 3 0 R /F2 5 0 R /F3 6 0 R >> /XObject << /Scan 4 0 R >> >> >>",
            no + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (no, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", no + 1);
    }
    let begin = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        file += &format!("{place:010} 00000 n \n");
    }
    file += &format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}

/// A page's drawing that says this.
pub(crate) fn page_of_text(text: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET")
}

pub(crate) const SCAN: &str = "q 612 0 0 792 0 0 cm /Scan Do Q";

/// What a folder gives on somebody, by a map of one source.
pub(crate) fn collected(
    kind: &str,
    folder: &Path,
    map: &Map,
    identities: &[Identity],
) -> Collected {
    let id = map.sources()[0].id.get_ref().as_str();
    let mut connectors = Connectors::new();
    let address = format!("{kind}:{}", folder.display());
    connectors.insert(id.to_owned(), connect::open(&address));
    collect(&leave(&[id]), map, identities, &mut connectors)
}

/// The rows in short: whose each is, and what this field of it says.
pub(crate) fn told(collected: &Collected, field: &str) -> Vec<String> {
    let mut told: Vec<String> = (collected.rows.iter())
        .map(|row| {
            let whose = match &row.whose {
                Whose::Own => "own",
                Whose::Others(_) => "others",
                Whose::BehindWall => "behind a wall",
                Whose::Unsettled => "unsettled",
            };
            let value = row.values.get(field).and_then(|value| value.as_str());
            format!("{whose}: {}", value.unwrap_or("-"))
        })
        .collect();
    told.sort();
    told
}

/// What could not be searched.
pub(crate) fn missed(collected: &Collected) -> Vec<String> {
    match &collected.answers[0].1 {
        Answer::Partly(_, missed) => {
            assert!(!collected.is_whole());
            missed.clone()
        }
        Answer::Held(_) | Answer::NothingHeld => Vec::new(),
        other => panic!("{other:?}"),
    }
}

/// The map of a source that the manual shows.
pub(crate) fn shown_in_the_manual(id: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let line = format!("id = \"{id}\"");
    blocks.into_iter().find(|block| block.contains(&line)).unwrap().to_owned()
}

/// A map as it matters: whose a row is, and each field with its category and identity.
pub(crate) fn matters(map: &Map) -> Vec<String> {
    let table = &map.sources()[0].tables[0];
    let owners = table.owner.iter().map(|owner| owner.get_ref().clone());
    let fields = table.fields.iter().map(|(name, field)| {
        let identity = field.identity.as_ref().map(|identity| identity.get_ref().clone());
        format!("{name} {} {identity:?} {}", field.category.get_ref().as_str(), field.free_text)
    });
    owners.chain(fields).collect()
}

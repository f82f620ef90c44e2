//! The text of what office programs write: those of Microsoft, and those of the open format.

use std::io::Cursor;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::unpack::{Room, entry};
use super::{HARDLY, Paper, Sniffed, TEXT_MAX};

type Packed<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// What kind of file a ZIP is, by what is in it.
pub(super) fn kind(bytes: &[u8]) -> Sniffed {
    let Ok(zip) = Packed::new(Cursor::new(bytes)) else { return Sniffed::Zip };
    let has = |name: &str| zip.index_for_name(name).is_some();
    if has("[Content_Types].xml") && has("word/document.xml") {
        Sniffed::Word
    } else if has("[Content_Types].xml") && has("xl/workbook.xml") {
        Sniffed::Sheet
    } else if has("[Content_Types].xml") && has("ppt/presentation.xml") {
        Sniffed::Presentation
    } else if has("mimetype") && has("content.xml") {
        Sniffed::Odf
    } else {
        Sniffed::Zip
    }
}

/// The names in a ZIP that begin and end so, in the order a person counts.
fn parts(zip: &Packed<'_>, begins: &str, ends: &str) -> Vec<String> {
    let names = zip.file_names().filter_map(Result::ok);
    let fits = names.filter(|name| name.starts_with(begins) && name.ends_with(ends));
    let mut names: Vec<String> = fits.map(|name| name.into_owned()).collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

fn part(zip: &mut Packed<'_>, name: &str, room: &mut Room) -> Result<Vec<u8>, String> {
    let at = zip.index_for_name(name).ok_or_else(|| "it is damaged".to_owned())?;
    entry(zip, at, room)
}

/// How the elements of a format are read.
struct Marks {
    /// What stands in these is text; in all of them where there are none.
    text: &'static [&'static str],
    /// After these comes a new line.
    line: &'static [&'static str],
    /// These are a gap.
    gap: &'static [&'static str],
}

const WORD: Marks = Marks {
    text: &["t", "delText", "instrText"],
    line: &["p", "br", "cr"],
    gap: &["tab", "noBreakHyphen", "tc"],
};
const SLIDE: Marks = Marks { text: &["t"], line: &["p", "br"], gap: &["tab", "tc"] };
const ODF: Marks = Marks {
    text: &[],
    line: &["p", "h", "line-break", "table-row"],
    gap: &["tab", "s", "table-cell"],
};

/// Reads XML as text. What breaks off in the middle gives what came before, and says so.
fn xml_text(xml: &[u8], marks: &Marks, out: &mut String) -> Result<(), String> {
    let mut inside = 0_usize;
    each_event(xml, &mut |event| {
        match event {
            Part::Start(name) if marks.text.contains(&name) => inside += 1,
            Part::End(name) if marks.text.contains(&name) => inside = inside.saturating_sub(1),
            Part::Text(text) if marks.text.is_empty() || inside > 0 => out.push_str(text),
            _ => {}
        }
        match event {
            Part::End(name) if marks.line.contains(&name) => out.push('\n'),
            Part::End(name) if marks.gap.contains(&name) => out.push(' '),
            _ => {}
        }
        out.len() <= TEXT_MAX
    })
}

#[derive(Clone, Copy)]
enum Part<'e> {
    Start(&'e str),
    End(&'e str),
    Text(&'e str),
    /// An attribute: its name without a prefix, and its value.
    Has(&'e str, &'e str),
}

fn each_event(xml: &[u8], each: &mut dyn FnMut(Part<'_>) -> bool) -> Result<(), String> {
    let damaged = || "a part of it is damaged".to_owned();
    let xml = super::decoded(xml);
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().check_end_names = false;
    loop {
        let event = reader.read_event().map_err(|_| damaged())?;
        let goes_on = match &event {
            Event::Eof => return Ok(()),
            Event::Start(start) | Event::Empty(start) => {
                let name = start.local_name();
                let mut goes_on = each(Part::Start(name.as_ref()));
                for attribute in start.attributes().flatten() {
                    let key = attribute.key.local_name();
                    goes_on = goes_on && each(Part::Has(key.as_ref(), &attribute.value));
                }
                goes_on && (!matches!(event, Event::Empty(_)) || each(Part::End(name.as_ref())))
            }
            Event::End(end) => each(Part::End(end.local_name().as_ref())),
            Event::Text(text) => each(Part::Text(text)),
            Event::CData(text) => each(Part::Text(text)),
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref().ok().flatten().map(String::from);
                let text = number.or_else(|| resolve_xml_entity(reference).map(str::to_owned));
                each(Part::Text(&text.unwrap_or_default()))
            }
            _ => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
}

fn open<'b>(kind: &'static str, bytes: &'b [u8]) -> Result<Packed<'b>, Paper> {
    Packed::new(Cursor::new(bytes)).map_err(|_| Paper::unread(kind, "it is damaged"))
}

/// Reads these parts one after the other.
fn all(paper: &mut Paper, zip: &mut Packed<'_>, names: &[String], marks: &Marks, room: &mut Room) {
    for name in names {
        let read =
            part(zip, name, room).and_then(|xml| xml_text(&xml, marks, &mut paper.text)).err();
        paper.unread.extend(read.filter(|why| !paper.unread.contains(why)));
        paper.text.push('\n');
    }
}

/// A paper with a picture and hardly a word is a scan.
fn scans(paper: &mut Paper, pictures: usize) {
    if pictures > 0 && paper.text.trim().chars().count() < HARDLY {
        paper.unread.push(format!("it has {pictures} pictures in it and hardly a word"));
    }
}

pub(super) fn word(bytes: &[u8], room: &mut Room) -> Paper {
    let mut zip = match open("docx", bytes) {
        Ok(zip) => zip,
        Err(paper) => return paper,
    };
    let mut names = vec!["word/document.xml".to_owned()];
    for begins in ["word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments"]
    {
        names.extend(parts(&zip, begins, ".xml"));
    }
    let mut paper = Paper::of("docx", String::new());
    all(&mut paper, &mut zip, &names, &WORD, room);
    links(&mut paper, &mut zip, "word/_rels/", room);
    scans(&mut paper, parts(&zip, "word/media/", "").len());
    paper
}

/// The addresses that stand only behind a link.
fn links(paper: &mut Paper, zip: &mut Packed<'_>, folder: &str, room: &mut Room) {
    for name in parts(zip, folder, ".rels") {
        let Ok(xml) = part(zip, &name, room) else { continue };
        let mut found = String::new();
        let read = each_event(&xml, &mut |event| {
            if let Part::Has("Target", to) = event
                && let Some(address) = to.strip_prefix("mailto:").or(to.strip_prefix("tel:"))
            {
                found.push_str(address);
                found.push('\n');
            }
            found.len() < TEXT_MAX
        });
        paper.unread.extend(read.err().filter(|why| !paper.unread.contains(why)));
        paper.text.push_str(&found);
    }
}

pub(super) fn presentation(bytes: &[u8], room: &mut Room) -> Paper {
    let mut zip = match open("pptx", bytes) {
        Ok(zip) => zip,
        Err(paper) => return paper,
    };
    let slides = parts(&zip, "ppt/slides/slide", ".xml");
    let count = slides.len();
    let names =
        [slides, parts(&zip, "ppt/notesSlides/", ".xml"), parts(&zip, "ppt/comments", ".xml")];
    let mut paper = Paper { pages: Some(count), ..Paper::of("pptx", String::new()) };
    all(&mut paper, &mut zip, &names.concat(), &SLIDE, room);
    scans(&mut paper, parts(&zip, "ppt/media/", "").len());
    paper
}

pub(super) fn open_document(bytes: &[u8], room: &mut Room) -> Paper {
    let mut zip = match open("opendocument", bytes) {
        Ok(zip) => zip,
        Err(paper) => return paper,
    };
    // Each part of a locked one is there, and is no XML: the manifest says why.
    let manifest = part(&mut zip, "META-INF/manifest.xml", room).unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Paper::unread("opendocument", "it is protected by a password");
    }
    let mut names = vec!["content.xml".to_owned()];
    names.extend(parts(&zip, "styles.xml", ""));
    let mut paper = Paper::of("opendocument", String::new());
    all(&mut paper, &mut zip, &names, &ODF, room);
    scans(&mut paper, parts(&zip, "Pictures/", "").len());
    paper
}

/// A workbook: its rows, one a line. Dates are numbers in it, and stay so.
pub(super) fn sheet(bytes: &[u8], room: &mut Room) -> Paper {
    let mut zip = match open("xlsx", bytes) {
        Ok(zip) => zip,
        Err(paper) => return paper,
    };
    let mut paper = Paper::of("xlsx", String::new());
    let strings = match shared(&mut zip, room) {
        Ok(strings) => strings,
        Err(why) => {
            paper.unread.push(why);
            Vec::new()
        }
    };
    let sheets = parts(&zip, "xl/worksheets/", ".xml");
    paper.pages = Some(sheets.len());
    for name in &sheets {
        let read = part(&mut zip, name, room).and_then(|xml| rows(&xml, &strings, &mut paper.text));
        paper.unread.extend(read.err().filter(|why| !paper.unread.contains(why)));
    }
    let comments = parts(&zip, "xl/comments", ".xml");
    all(&mut paper, &mut zip, &comments, &SLIDE, room);
    scans(&mut paper, parts(&zip, "xl/media/", "").len());
    paper
}

/// The texts the cells of a workbook share.
fn shared(zip: &mut Packed<'_>, room: &mut Room) -> Result<Vec<String>, String> {
    if zip.index_for_name("xl/sharedStrings.xml").is_none() {
        return Ok(Vec::new());
    }
    let xml = part(zip, "xl/sharedStrings.xml", room)?;
    let (mut strings, mut one, mut inside) = (Vec::new(), String::new(), false);
    each_event(&xml, &mut |event| {
        match event {
            Part::Start("t") => inside = true,
            Part::End("t") => inside = false,
            Part::Text(text) if inside => one.push_str(text),
            Part::End("si") => strings.push(std::mem::take(&mut one)),
            _ => {}
        }
        true
    })?;
    Ok(strings)
}

fn rows(xml: &[u8], strings: &[String], out: &mut String) -> Result<(), String> {
    let (mut cell, mut is_shared, mut inside) = (String::new(), false, false);
    each_event(xml, &mut |event| {
        match event {
            Part::Start("c") => is_shared = false,
            Part::Has("t", "s") => is_shared = true,
            Part::Start("v" | "t") => inside = true,
            Part::End("v" | "t") => inside = false,
            Part::Text(text) if inside => cell.push_str(text),
            Part::End("c") => {
                let text = std::mem::take(&mut cell);
                let at = if is_shared { text.trim().parse::<usize>().ok() } else { None };
                let text = at.and_then(|at| strings.get(at)).unwrap_or(&text);
                if !text.is_empty() {
                    out.push_str(text);
                    out.push('\t');
                }
            }
            Part::End("row") => out.push('\n'),
            _ => {}
        }
        out.len() <= TEXT_MAX
    })
}

//! The text of a PDF, page by page, in the order it is written.
//!
//! A page is a drawing, and its letters are set down one after the other. What stands next to each
//! other is one word, what begins further on is another, and a new height is a new line. A page with
//! nothing but a picture says nothing that can be searched, and is named.

use std::collections::HashMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, Stream, decode_text_string};

use super::{HARDLY, Paper, TEXT_MAX};

/// The most bytes one stream may become: 64 MiB.
const STREAM_MAX: usize = 64 * 1024 * 1024;
/// The most bytes of drawing in one PDF: 256 MiB.
const DRAWING_MAX: usize = 256 * 1024 * 1024;
/// The most steps of drawing in one PDF: 5,000,000.
const STEPS_MAX: usize = 5_000_000;
/// The most pages that are read: 10,000.
const PAGES_MAX: usize = 10_000;
/// How deep one drawing stands in another: 8.
const FORMS_MAX: usize = 8;
/// From how many points on a picture may be a whole page: half a million.
const SCAN_POINTS: i64 = 500_000;
/// The most pages that are named one by one: 50.
const NAMED_MAX: usize = 50;

pub(super) fn read(bytes: &[u8]) -> Paper {
    let options = LoadOptions { max_decompressed_size: Some(STREAM_MAX), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            return Paper::unread("pdf", "it is protected by a password");
        }
        Err(_) => return Paper::unread("pdf", "it is damaged"),
    };
    if document.is_encrypted() {
        return Paper::unread("pdf", "it is protected by a password");
    }
    let pages: Vec<_> = document.page_iter().take(PAGES_MAX + 1).collect();
    if pages.is_empty() {
        return Paper::unread("pdf", "it is damaged: it has no pages");
    }
    let mut reader = Reader {
        document: &document,
        fonts: HashMap::new(),
        drawing: DRAWING_MAX,
        steps: STEPS_MAX,
        text: String::new(),
    };
    let (mut silent, mut garbled, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for (at, page) in pages.iter().take(PAGES_MAX).enumerate() {
        let before = reader.text.len();
        let found = reader.page(*page);
        let said = reader.text.get(before..).unwrap_or_default().trim().chars().count();
        if found.broken {
            broken.push(at + 1);
        } else if found.garbled {
            garbled.push(at + 1);
        } else if (said == 0 && found.painted) || (said < HARDLY && found.scan) {
            silent.push(at + 1);
        }
        reader.text.push('\n');
        if reader.text.len() > TEXT_MAX {
            break;
        }
    }
    let mut paper = Paper { pages: Some(pages.len()), ..Paper::of("pdf", reader.text) };
    for (which, why) in [
        (silent, "has no text, or is a picture"),
        (garbled, "is in letters that cannot be read"),
        (broken, "is damaged"),
    ] {
        let more = which.len().saturating_sub(NAMED_MAX);
        for page in which.iter().take(NAMED_MAX) {
            paper.unread.push(format!("page {page} {why}"));
        }
        if more > 0 {
            paper.unread.push(format!("{more} more pages: each {why}"));
        }
    }
    if pages.len() > PAGES_MAX {
        paper.unread.push(format!("it has more than {PAGES_MAX} pages"));
    }
    let names = document.catalog().and_then(|catalog| catalog.get_deref(b"Names", &document));
    if names.and_then(Object::as_dict).is_ok_and(|names| names.has(b"EmbeddedFiles")) {
        paper.unread.push("there are files packed in it".to_owned());
    }
    paper
}

/// What a page has beside its text.
#[derive(Default)]
struct Found {
    painted: bool,
    scan: bool,
    garbled: bool,
    broken: bool,
}

/// How the bytes of a font are letters.
enum Letters<'d> {
    /// One byte a letter.
    Table(Vec<String>),
    /// Two bytes a letter, or however many.
    Wide(Encoding<'d>),
    /// Nothing says.
    Unknown,
}

struct Font<'d> {
    letters: Letters<'d>,
    /// How wide each letter is, in thousandths.
    widths: HashMap<u32, f32>,
    otherwise: f32,
}

/// Where the pen is.
#[derive(Clone, Copy)]
struct Pen {
    /// How wide a unit is, and where the line begins.
    scale: f32,
    line: (f32, f32),
    /// Where the next letter comes.
    at: f32,
    size: f32,
    leading: f32,
    /// Where the last letter ended; none where the drawing moved since.
    last: Option<(f32, f32)>,
}

struct Reader<'d> {
    document: &'d Document,
    fonts: HashMap<*const Dictionary, Font<'d>>,
    drawing: usize,
    steps: usize,
    text: String,
}

impl<'d> Reader<'d> {
    fn page(&mut self, page: lopdf::ObjectId) -> Found {
        let mut found = Found::default();
        let document = self.document;
        let Ok(content) = document.get_page_content_with_limit(page, self.drawing.min(STREAM_MAX))
        else {
            return Found { broken: true, ..found };
        };
        let mut resources: Vec<&'d Dictionary> = Vec::new();
        if let Ok((own, ids)) = document.get_page_resources(page) {
            resources.extend(own);
            resources.extend(ids.iter().filter_map(|id| document.get_dictionary(*id).ok()));
        }
        self.draw(&content, &resources, 0, &mut found);
        for note in document.get_page_annotations(page).unwrap_or_default() {
            self.note(note);
        }
        found
    }

    /// What is written on top of a page: the answers of a form, notes, and where links lead.
    fn note(&mut self, note: &Dictionary) {
        let document = self.document;
        let above = note.get_deref(b"Parent", document).and_then(Object::as_dict).ok();
        let action = note.get_deref(b"A", document).and_then(Object::as_dict).ok();
        let texts = [
            note.get_deref(b"Contents", document).ok(),
            note.get_deref(b"V", document).ok(),
            above.and_then(|above| above.get_deref(b"V", document).ok()),
            action.and_then(|action| action.get_deref(b"URI", document).ok()),
        ];
        for text in texts.into_iter().flatten().filter_map(|text| decode_text_string(text).ok()) {
            self.text.push('\n');
            self.text.push_str(text.strip_prefix("mailto:").unwrap_or(&text));
        }
    }

    fn draw(
        &mut self,
        content: &[u8],
        resources: &[&'d Dictionary],
        depth: usize,
        found: &mut Found,
    ) {
        self.drawing = self.drawing.saturating_sub(content.len());
        let mut pen =
            Pen { scale: 1.0, line: (0.0, 0.0), at: 0.0, size: 1.0, leading: 0.0, last: None };
        let mut font: Option<&'d Dictionary> = None;
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                found.broken = true;
                return;
            };
            if self.steps == 0 || self.text.len() > TEXT_MAX {
                found.broken |= self.steps == 0;
                return;
            }
            self.steps -= 1;
            let number = |at: usize| {
                operation.operands.get(at).and_then(|one| one.as_float().ok()).unwrap_or(0.0)
            };
            match operation.operator.as_str() {
                "Tf" => {
                    font = self.named(resources, b"Font", &operation);
                    pen.size = number(1);
                }
                "BT" => pen = Pen { scale: 1.0, line: (0.0, 0.0), at: 0.0, ..pen },
                "cm" | "Q" => pen.last = None,
                "Tm" => {
                    let scale = number(0).hypot(number(1));
                    pen = Pen { scale, line: (number(4), number(5)), at: number(4), ..pen };
                }
                "TL" => pen.leading = number(0),
                "Td" | "TD" => {
                    if operation.operator == "TD" {
                        pen.leading = -number(1);
                    }
                    pen.moves(number(0), number(1));
                }
                "T*" => pen.moves(0.0, -pen.leading),
                "Tj" | "TJ" => self.show(operation.operands.first(), font, &mut pen, found),
                "'" | "\"" => {
                    pen.moves(0.0, -pen.leading);
                    self.show(operation.operands.last(), font, &mut pen, found);
                }
                "Do" => self.object(&operation, resources, depth, found),
                "BI" => {
                    if let Some(Object::Stream(image)) = operation.operands.first() {
                        found.scan |= points(image, b"W", b"H") >= SCAN_POINTS;
                    }
                    found.painted = true;
                }
                "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "sh" => {
                    found.painted = true;
                }
                _ => {}
            }
        }
    }

    /// What a drawing calls by a name: the font, or the drawing in it.
    fn named(
        &self,
        resources: &[&'d Dictionary],
        kind: &[u8],
        operation: &Operation,
    ) -> Option<&'d Dictionary> {
        match self.object_named(resources, kind, operation)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    fn object_named(
        &self,
        resources: &[&'d Dictionary],
        kind: &[u8],
        operation: &Operation,
    ) -> Option<&'d Object> {
        let name = operation.operands.first()?.as_name().ok()?;
        resources.iter().find_map(|resources| {
            let all = resources.get_deref(kind, self.document).ok()?.as_dict().ok()?;
            all.get_deref(name, self.document).ok()
        })
    }

    fn object(
        &mut self,
        operation: &Operation,
        resources: &[&'d Dictionary],
        depth: usize,
        found: &mut Found,
    ) {
        found.painted = true;
        let Some(Object::Stream(stream)) = self.object_named(resources, b"XObject", operation)
        else {
            return;
        };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => found.scan |= points(stream, b"Width", b"Height") >= SCAN_POINTS,
            Ok(b"Form") if depth < FORMS_MAX => {
                let most = self.drawing.min(STREAM_MAX);
                let content = match stream.get_plain_content_with_limit(most) {
                    Ok(content) => content,
                    Err(_) => {
                        found.broken = true;
                        return;
                    }
                };
                let own = stream.dict.get_deref(b"Resources", self.document);
                let own: Vec<&'d Dictionary> = own.and_then(Object::as_dict).into_iter().collect();
                let of = if own.is_empty() { resources } else { own.as_slice() };
                self.text.push('\n');
                self.draw(&content, of, depth + 1, found);
            }
            Ok(b"Form") => found.broken = true,
            _ => {}
        }
    }

    fn show(
        &mut self,
        what: Option<&Object>,
        font: Option<&'d Dictionary>,
        pen: &mut Pen,
        found: &mut Found,
    ) {
        found.painted = true;
        let one;
        let parts: &[Object] = match what {
            Some(Object::Array(parts)) => parts,
            Some(text @ Object::String(..)) => {
                one = [text.clone()];
                &one
            }
            _ => return,
        };
        let document = self.document;
        let Some(dictionary) = font else {
            found.garbled = true;
            return;
        };
        let font = (self.fonts.entry(std::ptr::from_ref(dictionary)))
            .or_insert_with(|| Font::new(document, dictionary));
        let unit = pen.size.abs() * pen.scale / 1_000.0;
        for part in parts {
            match part {
                Object::String(bytes, _) => {
                    let said = font.said(bytes);
                    found.garbled |= said.is_none();
                    let said = said.unwrap_or_default();
                    if !said.is_empty() {
                        pen.gap(&mut self.text);
                        self.text.push_str(&said);
                    }
                    pen.at += font.width(bytes) * unit;
                    pen.last = Some((pen.at, pen.line.1));
                }
                number => pen.at -= number.as_float().unwrap_or(0.0) * unit,
            }
        }
    }
}

impl Pen {
    fn moves(&mut self, x: f32, y: f32) {
        self.line = (self.line.0 + x * self.scale, self.line.1 + y * self.scale);
        self.at = self.line.0;
    }

    /// What stands between the last letter and the next.
    fn gap(&self, text: &mut String) {
        let Some((at, height)) = self.last else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            return;
        };
        let size = self.size.abs() * self.scale;
        if (self.line.1 - height).abs() > size * 0.5 || self.at < at - size {
            text.push('\n');
        } else if self.at - at > size * 0.15 && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

impl<'d> Font<'d> {
    fn new(document: &'d Document, font: &'d Dictionary) -> Font<'d> {
        let is_wide = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|s| s == b"Type0");
        let letters = if is_wide {
            match font.get_font_encoding_with_limit(document, STREAM_MAX) {
                // Where nothing says what the numbers mean, every one is taken for a letter.
                Err(_) | Ok(Encoding::OneByteEncoding(_)) => Letters::Unknown,
                Ok(encoding) => Letters::Wide(encoding),
            }
        } else {
            Letters::Table(table(document, font))
        };
        let (mut widths, mut otherwise) = (HashMap::new(), 500.0);
        let real = |object: &Object| {
            document.dereference(object).ok().and_then(|(_, object)| object.as_float().ok())
        };
        if is_wide {
            otherwise = 1_000.0;
            let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
            let below = below.ok().and_then(|all| document.dereference(all.first()?).ok());
            if let Some((_, Object::Dictionary(below))) = below {
                otherwise = below.get(b"DW").ok().and_then(&real).unwrap_or(otherwise);
                let list = below.get_deref(b"W", document).and_then(Object::as_array);
                wide_widths(list.map_or(&[], Vec::as_slice), document, &mut widths);
            }
        } else if let Ok(list) = font.get_deref(b"Widths", document).and_then(Object::as_array) {
            let first = font.get(b"FirstChar").ok().and_then(&real).unwrap_or(0.0);
            for (at, width) in (0_u16..256).zip(list) {
                let code = (first + f32::from(at)).max(0.0) as u32;
                widths.insert(code, real(width).unwrap_or(otherwise));
            }
        }
        Font { letters, widths, otherwise }
    }

    /// What these bytes say; none where nobody can tell.
    fn said(&self, bytes: &[u8]) -> Option<String> {
        match &self.letters {
            Letters::Table(table) => {
                Some(bytes.iter().map(|b| table[usize::from(*b)].as_str()).collect())
            }
            Letters::Wide(encoding) => {
                let text = Document::decode_text(encoding, bytes).ok()?;
                let unknown = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
                (unknown * 4 <= text.chars().count()).then_some(text)
            }
            Letters::Unknown => None,
        }
    }

    fn width(&self, bytes: &[u8]) -> f32 {
        let of = |code: u32| self.widths.get(&code).copied().unwrap_or(self.otherwise);
        match &self.letters {
            Letters::Table(_) => bytes.iter().map(|b| of(u32::from(*b))).sum(),
            _ => {
                let codes = bytes
                    .chunks(2)
                    .map(|two| two.iter().fold(0, |code, b| code * 256 + u32::from(*b)));
                codes.map(of).sum()
            }
        }
    }
}

/// What each byte of a font stands for: as the font says of its letters, or else as its alphabet
/// has it.
fn table(document: &Document, font: &Dictionary) -> Vec<String> {
    let mut said = font.clone();
    said.remove(b"Encoding");
    let said = said.has(b"ToUnicode").then_some(said);
    let said =
        said.as_ref().and_then(|font| font.get_font_encoding_with_limit(document, STREAM_MAX).ok());
    let plain = font.get_font_encoding_with_limit(document, STREAM_MAX).ok();
    let letter = |encoding: &Option<Encoding<'_>>, b: u8| {
        let text = Document::decode_text(encoding.as_ref()?, &[b]).ok()?;
        let known = !text.is_empty() && !text.contains(char::REPLACEMENT_CHARACTER);
        known.then_some(text)
    };
    (0..=u8::MAX)
        .map(|b| {
            letter(&said, b)
                .or_else(|| letter(&plain, b))
                .unwrap_or_else(|| if b < 32 { String::new() } else { char::from(b).to_string() })
        })
        .collect()
}

/// The widths of wide letters: `first [w w w]`, or `first last w`.
fn wide_widths(list: &[Object], document: &Document, widths: &mut HashMap<u32, f32>) {
    let plain =
        |object: &Object| document.dereference(object).ok().map(|(_, object)| object.clone());
    let mut list = list.iter().filter_map(plain);
    let code = |object: &Object| object.as_i64().ok().and_then(|code| u32::try_from(code).ok());
    while let Some(first) = list.next() {
        let (Some(first), Some(next)) = (code(&first), list.next()) else { return };
        if let Object::Array(each) = &next {
            for (at, width) in (first..).zip(each) {
                widths.insert(at, width.as_float().unwrap_or(1_000.0));
            }
        } else {
            let (Some(last), Some(width)) = (code(&next), list.next()) else { return };
            let width = width.as_float().unwrap_or(1_000.0);
            for at in first..=last.min(first.saturating_add(u32::from(u16::MAX))) {
                widths.insert(at, width);
            }
        }
    }
}

/// How many points a picture has.
fn points(image: &Stream, wide: &[u8], high: &[u8]) -> i64 {
    let side = |name: &[u8], long: &[u8]| {
        let side = image.dict.get(name).or_else(|_| image.dict.get(long));
        side.and_then(Object::as_i64).unwrap_or(0)
    };
    side(wide, b"Width").saturating_mul(side(high, b"Height"))
}

//! From the bytes of a file to blocks of text. Nothing here fails on a strange page: what cannot
//! be made sense of is read as plain words.

mod entities;
mod html;
mod lines;
mod markup;

use std::borrow::Cow;

use crate::document::Block;

/// The longest notice that is read: 4 MiB. The longest real ones are a hundredth of that; a page
/// saved with its pictures inside may come near.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What a notice is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML: a web page, or a part of one.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

impl Format {
    /// The format, by the name of the file and, where that does not tell, by a look at the text.
    ///
    /// ```
    /// use notice::Format;
    /// assert_eq!(Format::of("privacy.HTM", ""), Format::Html);
    /// assert_eq!(Format::of("notice.txt", "# Privacy notice\n\nWe ..."), Format::Markdown);
    /// assert_eq!(Format::of("-", "Privacy notice\n\n1. Introduction"), Format::Text);
    /// ```
    #[must_use]
    pub fn of(name: &str, text: &str) -> Format {
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "html" | "htm" | "xhtml" | "aspx" | "php" => return Format::Html,
            "md" | "markdown" | "mdown" => return Format::Markdown,
            _ => {}
        }
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let head: String = start.chars().take(2000).collect::<String>().to_ascii_lowercase();
        let page = ["<!doctype html", "<html", "</p>", "</h1>", "</h2>", "</div>", "</li>"];
        if page.iter().any(|mark| head.contains(mark)) {
            return Format::Html;
        }
        let is_heading = |line: &str| {
            let marks = line.bytes().take_while(|b| *b == b'#').count();
            (1..=6).contains(&marks) && line.as_bytes().get(marks) == Some(&b' ')
        };
        if text.lines().take(2000).any(is_heading) { Format::Markdown } else { Format::Text }
    }
}

/// Why a file cannot be read as a notice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is longer than [`MAX_BYTES`].
    #[error(
        "the file is larger than 4 MiB, so it is no notice: give the text alone, without its \
             pictures"
    )]
    TooLarge,
    /// The file is some other kind of file altogether.
    #[error("the file is {kind}, not text: save it as text, Markdown or HTML first")]
    Binary {
        /// What it looks like, with its article.
        kind: &'static str,
    },
    /// The bytes are in no encoding that is read here.
    #[error("byte {offset} (line {line}) is not UTF-8: save the file again as UTF-8")]
    NotUtf8 {
        /// The place of the first byte that does not fit, from 0.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
}

/// The text of a file, or why it is none. UTF-8 is read, UTF-16 with its mark, and Windows-1252,
/// in which older pages and programs write.
///
/// # Errors
/// See [`ReadError`].
///
/// ```
/// assert_eq!(notice::decode("we don’t".as_bytes()).unwrap(), "we don’t");
/// assert_eq!(notice::decode(b"we don\x92t").unwrap(), "we don’t");
/// let error = notice::decode(b"we\0don't").unwrap_err();
/// assert!(error.to_string().starts_with("the file is binary data"));
/// ```
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    for (mark, unit) in
        [(b"\xff\xfe", u16::from_le_bytes as fn([u8; 2]) -> u16), (b"\xfe\xff", u16::from_be_bytes)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let units = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
            let text: String = char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            return Ok(Cow::Owned(text));
        }
    }
    for (magic, kind) in
        [(&b"%PDF-"[..], "a PDF"), (b"PK\x03\x04", "a Word document or an archive")]
    {
        if bytes.starts_with(magic) {
            return Err(ReadError::Binary { kind });
        }
    }
    if bytes.contains(&0) {
        return Err(ReadError::Binary { kind: "binary data, or UTF-16 without its mark" });
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).or_else(|error| {
        let offset = error.valid_up_to();
        // After a letter of UTF-8, what follows is broken UTF-8 and no other encoding.
        let text = bytes[..offset].is_ascii().then(|| windows_1252(bytes)).flatten();
        let line = bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1;
        text.map(Cow::Owned).ok_or(ReadError::NotUtf8 { offset, line })
    })
}

/// Bytes as Windows-1252; none where one has no meaning there.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    /// What the bytes from 0x80 to 0x9F mean; a space stands for nothing.
    const HIGH: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    let high: Vec<char> = HIGH.chars().collect();
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9f => high.get(usize::from(byte - 0x80)).copied().filter(|c| *c != ' '),
            _ => Some(char::from(*byte)),
        })
        .collect()
}

/// The blocks of a notice, in reading order.
pub(crate) fn blocks(text: &str, format: Format) -> Vec<Block> {
    let blocks = match format {
        Format::Html => html::blocks(text),
        Format::Markdown => lines::blocks(text, true),
        Format::Text => lines::blocks(text, false),
    };
    blocks.into_iter().flat_map(Block::parts).collect()
}

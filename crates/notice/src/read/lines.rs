//! Plain text and Markdown: both are lines, and people mix them.

use std::ops::Range;

use super::markup;
use crate::document::{Block, Kind, Part};
use crate::normal::Mapped;

/// A line without its indentation: where it stands and what it begins with.
struct Line<'t> {
    start: usize,
    indent: usize,
    text: &'t str,
}

pub(super) fn blocks(text: &str, markdown: bool) -> Vec<Block> {
    let mut reader =
        Reader { markdown, blocks: Vec::new(), open: None, spaced: true, last: String::new() };
    let mut start = 0;
    let mut comment = false;
    let mut front = markdown && text.starts_with("---\n");
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        let line = raw.trim_end();
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let here = Line { start: start + indent, indent, text: trimmed };
        start += raw.len();
        if front {
            front = number == 0 || trimmed != "---";
            reader.front_matter(&here);
            continue;
        }
        if markdown && (comment || trimmed.starts_with("<!--")) {
            comment = !trimmed.contains("-->");
            continue;
        }
        reader.line(&here);
    }
    reader.close();
    if !reader.blocks.iter().any(Block::is_heading) {
        guess_headings(&mut reader.blocks);
    }
    reader.blocks
}

struct Reader {
    markdown: bool,
    blocks: Vec<Block>,
    open: Option<Open>,
    spaced: bool,
    last: String,
}

/// A block that may go on in the next line.
struct Open {
    kind: Kind,
    text: Mapped,
    number: Option<String>,
    indent: usize,
    link: bool,
    spaced: bool,
    lines: usize,
}

impl Reader {
    fn front_matter(&mut self, line: &Line<'_>) {
        let mut text = Mapped::default();
        text.push_str(line.text, line.start);
        let mut block = Block::new(Kind::Paragraph, text);
        block.part = Part::Chrome;
        self.blocks.push(block);
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.text.is_empty() {
            self.close();
            self.spaced = true;
            return;
        }
        if self.markdown && self.markdown_line(line) {
            self.spaced = false;
            return;
        }
        let (marker, number, item) = marker(line.text);
        let body = marker.len();
        if body > 0 || self.ends_before(line) {
            self.close();
            self.begin(if item { Kind::Item } else { Kind::Paragraph }, line);
            if let Some(open) = &mut self.open {
                open.number = number.map(str::to_owned);
            }
        }
        self.add(line, body..line.text.len());
        line.text.clone_into(&mut self.last);
        self.spaced = false;
    }

    /// Headings, rules, tables and quotes of Markdown.
    fn markdown_line(&mut self, line: &Line<'_>) -> bool {
        let text = line.text;
        let marks = text.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&marks) && text.as_bytes().get(marks) == Some(&b' ') {
            self.close();
            let level = u8::try_from(marks).unwrap_or(6);
            self.begin(Kind::Heading(level), line);
            let end = text.trim_end_matches('#').len().max(marks);
            self.add(line, marks..end);
            self.close();
            return true;
        }
        let rule = text.len() >= 3 && text.bytes().all(|b| matches!(b, b'-' | b'=' | b'*' | b'_'));
        if rule {
            if let Some(open) = &mut self.open
                && open.lines == 1
                && open.kind == Kind::Paragraph
                && text.starts_with(['=', '-'])
            {
                open.kind = Kind::Heading(if text.starts_with('=') { 1 } else { 2 });
            }
            // A long row of underscores is a gap to fill in, and stays to be criticised.
            let gap = text.starts_with('_') && text.len() > 3;
            if !gap {
                self.close();
            }
            return !gap;
        }
        if text.starts_with("```") || text.starts_with("~~~") {
            self.close();
            return true;
        }
        if let Some(row) = text.strip_prefix('|') {
            self.close();
            let separator = text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' '));
            let mut from = 1;
            for cell in row.split('|') {
                if !separator && !cell.trim().is_empty() {
                    self.begin(Kind::Cell, line);
                    self.add(line, from..from + cell.len());
                    self.close();
                }
                from += cell.len() + 1;
            }
            return true;
        }
        false
    }

    /// Whether a line without a marker begins a new block all the same.
    fn ends_before(&self, line: &Line<'_>) -> bool {
        let Some(open) = &self.open else { return true };
        let last = self.last.as_str();
        let long = |text: &str| text.len() > 100;
        let complete = last.ends_with(['.', '?', '!']);
        let upper = line.text.starts_with(char::is_uppercase);
        // Where a line is a whole paragraph, the next one is another.
        (long(last) && complete && !self.markdown)
            // A short line with no stop, and a long one after it: a heading with its text.
            || (open.lines == 1
                && open.kind == Kind::Paragraph
                && open.number.is_none()
                && !self.markdown
                && last.len() < 70
                && !last.ends_with(['.', ',', ';', ':'])
                && upper
                && long(line.text))
    }

    fn begin(&mut self, kind: Kind, line: &Line<'_>) {
        self.open = Some(Open {
            kind,
            text: Mapped::default(),
            number: None,
            indent: line.indent,
            link: false,
            spaced: self.spaced,
            lines: 0,
        });
    }

    fn add(&mut self, line: &Line<'_>, range: Range<usize>) {
        let Some(open) = &mut self.open else { return };
        let (text, start) = (&line.text[range.clone()], line.start + range.start);
        if open.lines > 0 {
            open.text.push('\n', start..start);
        }
        open.lines += 1;
        if self.markdown {
            let text = text.trim_start_matches("> ");
            let start = line.start + range.end - text.len();
            markup::inline(text, start, &mut open.text, &mut open.link);
        } else {
            open.text.push_str(text, start);
        }
        let marked = ["http://", "https://", "www.", "@"].iter().any(|mark| text.contains(mark));
        open.link = open.link || marked;
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = open.text.trimmed();
        if text.is_blank() && open.number.is_none() {
            return;
        }
        let mut block = Block::new(open.kind, text);
        block.number = open.number;
        block.indent = open.indent;
        block.link = open.link;
        block.spaced = open.spaced;
        self.blocks.push(block);
    }
}

/// What a line begins with: the marker as written, its number, and whether it makes a list item.
///
/// `4.1 `, `3. `, `a) `, `(iv) `, `• `, `- `.
fn marker(text: &str) -> (&str, Option<&str>, bool) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let word = &text[..end];
    if matches!(
        word,
        "•" | "-" | "–" | "*" | "+" | "·" | "▪" | "●" | "○" | "◦" | "‣" | "o" | "\u{f0b7}"
    ) {
        return (word, None, true);
    }
    let inner = word.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let closed = inner.len() < word.len();
    let digits = |part: &str| {
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())
    };
    let dotted = inner.contains('.') && inner.split('.').all(digits);
    if dotted || closed && digits(inner) {
        return (word, Some(inner), !dotted);
    }
    let roman = inner.len() <= 5 && inner.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase());
    if closed && !inner.is_empty() && !word.ends_with(':') && (roman || letter) {
        return (word, Some(inner), true);
    }
    ("", None, false)
}

/// In plain text, a short line that stands alone is a heading.
fn guess_headings(blocks: &mut [Block]) {
    for i in 0..blocks.len() {
        let block = &blocks[i];
        let text = block.text.as_str();
        let alone = block.spaced && blocks.get(i + 1).is_none_or(|next| next.spaced || i == 0);
        if alone
            && block.kind == Kind::Paragraph
            && block.part == Part::Body
            && block.number.is_none()
            && !text.contains(['\n', '@', '|'])
            && text.chars().count() <= 80
            && block.words() <= 12
            && !text.ends_with(['.', ',', ';', ':'])
            && !matches!(
                last_word(text),
                "at" | "to" | "on" | "by" | "via" | "with" | "from" | "and"
            )
            && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        {
            blocks[i].kind = Kind::Heading(if i == 0 { 1 } else { 3 });
        }
    }
}

/// A line that ends in such a word breaks off, and is no heading.
fn last_word(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or_default()
}

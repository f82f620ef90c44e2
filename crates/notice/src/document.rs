//! A notice taken apart: blocks of text in reading order, whatever they were written in.

use std::ops::Range;

use crate::normal::Mapped;

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading with its level, 1 the highest. Plain text has level 2 for all but the title.
    Heading(u8),
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
}

/// The part of a page a block stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Body,
    /// The list of contents: its entries are neither headings nor statements.
    Contents,
    /// What a website puts round every page. It may hold the date or the address of the
    /// organisation, and nothing in it is criticised.
    Chrome,
}

/// A block of text: a heading, a paragraph, an item, a cell.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    pub(crate) part: Part,
    /// The words as they stand, decoded.
    pub(crate) text: Mapped,
    /// The words as the rules read them, without the block's own number.
    pub(crate) low: Mapped,
    /// The number in front of it, as written: `4.1`, `15`.
    pub(crate) number: Option<String>,
    /// The notice's own number for this block, with those above it: `8.7.15`.
    pub(crate) paragraph: Option<String>,
    /// How far it is indented, in characters; list items of HTML by nesting.
    pub(crate) indent: usize,
    /// Whether it has a link or an address to follow.
    pub(crate) link: bool,
    /// Whether a blank line, or a block boundary in a marked-up page, stands before it.
    pub(crate) spaced: bool,
    /// Stretches of `low`, one a sentence.
    pub(crate) sentences: Vec<Range<usize>>,
}

/// The longest block, in bytes; a long paragraph of a real notice has half of it.
const MAX_BLOCK: usize = 4096;

impl Block {
    pub(crate) fn new(kind: Kind, text: Mapped) -> Block {
        Block {
            kind,
            part: Part::Body,
            low: text.normal(),
            text,
            number: None,
            paragraph: None,
            indent: 0,
            link: false,
            spaced: true,
            sentences: Vec::new(),
        }
    }

    /// The block in parts of at most [`MAX_BLOCK`] bytes, cut between words. Rules look around
    /// within a block, and a paragraph without end would make them slow.
    pub(crate) fn parts(self) -> Vec<Block> {
        let text = self.text.as_str();
        if text.len() <= MAX_BLOCK {
            return vec![self];
        }
        let mut parts = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let limit = text.floor_char_boundary((start + MAX_BLOCK).min(text.len()));
            // A space may be of several bytes.
            let space = text[start..limit].char_indices().rfind(|(_, c)| c.is_whitespace());
            let space = space.map(|(at, c)| start + at + c.len_utf8());
            let end = if limit == text.len() { limit } else { space.unwrap_or(limit) };
            let mut part = Block::new(self.kind, self.text.slice(start..end));
            part.part = self.part;
            part.number = self.number.clone().filter(|_| start == 0);
            part.indent = self.indent;
            part.link = self.link;
            parts.push(part);
            start = end;
        }
        parts
    }

    pub(crate) fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading(_))
    }

    pub(crate) fn is_body(&self) -> bool {
        self.part == Part::Body
    }

    pub(crate) fn low(&self) -> &str {
        self.low.as_str()
    }

    pub(crate) fn words(&self) -> usize {
        self.low().split(' ').filter(|w| w.bytes().any(|b| b.is_ascii_alphanumeric())).count()
    }
}

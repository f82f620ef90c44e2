//! A notice as the rules see it.

use std::ops::Range;

use jiff::civil::Date;
use words::{Arg, Message};

use crate::document::{Block, Kind, Part};
use crate::outline::{self, Outline};
use crate::pattern::{Pattern, pattern};
use crate::read::{self, Format};
use crate::{Extent, Options, sentence, voice};

/// A notice taken apart, and what the rules want to know of it again and again.
pub(crate) struct Notice<'t> {
    pub(crate) text: &'t str,
    pub(crate) blocks: Vec<Block>,
    pub(crate) outline: Outline,
    pub(crate) on: Date,
    /// Whether this is a whole notice, so that what it does not say is missing.
    pub(crate) whole: bool,
    /// Whether it is one layer of several and sends the reader to the main notice.
    pub(crate) layer: bool,
    /// Everything said anywhere, block by block: for "is it said at all?".
    said: String,
}

/// A sentence and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence<'n> {
    pub(crate) block: usize,
    pub(crate) range: Range<usize>,
    pub(crate) text: &'n str,
}

/// Fewer words than this, and a text is no whole notice.
const WHOLE: usize = 300;

impl<'t> Notice<'t> {
    pub(crate) fn of(text: &'t str, format: Format, options: &Options) -> Notice<'t> {
        let mut blocks = read::blocks(text, format);
        voice::to_first_person(&mut blocks);
        let outline = outline::outline(&mut blocks);
        for block in &mut blocks {
            block.sentences = sentence::split(block.low());
        }
        let said: Vec<&str> =
            blocks.iter().filter(|b| b.part != Part::Contents).map(Block::low).collect();
        let mut notice = Notice {
            said: said.join("\n"),
            text,
            blocks,
            outline,
            on: options.on,
            whole: false,
            layer: false,
        };
        notice.whole = match options.extent {
            Extent::Whole => true,
            Extent::Part => false,
            Extent::Guess => notice.looks_whole(),
        };
        notice.layer = notice.says(pattern!(
            r"(?:in conjunction with|alongside|together with|supplements?|read (?:this |it )?(?:\w+ )?with|in addition to|(?:see|read|refer to|part of|visit|view) our) (?:our |the )?(?:\w+ |[\w']+ ){0,3}?(?:main|full|general|corporate|overarching|primary|council's|detailed|complete) (?:\w+ ){0,2}?(?:privacy|fair processing)"
        ));
        notice
    }

    fn looks_whole(&self) -> bool {
        let words: usize = self.blocks.iter().filter(|b| b.is_body()).map(Block::words).sum();
        let about = pattern!(r"\b(?:privacy|fair processing|data protection)\b");
        words >= WHOLE
            && self.says(about)
            && (self.says(pattern!(r"\bpersonal (?:\w+ )?(?:data|information)\b"))
                || self.is_titled())
            && self.says(pattern!(r"\bwe\b|\bour\b"))
    }

    /// Whether one of the first headings calls it a privacy notice, and it then speaks of
    /// information all along, "personal" or not.
    fn is_titled(&self) -> bool {
        let title = pattern!(
            r"\b(?:privacy|data protection|fair processing|(?:use|using|about) your (?:information|data))\b"
        );
        let titled = self.body().take(8).any(|(_, b)| b.words() <= 14 && title.is_match(b.low()));
        titled && pattern!(r"\b(?:information|data)\b").find_iter(&self.said).take(5).count() == 5
    }

    /// Whether anything anywhere matches.
    pub(crate) fn says(&self, pattern: &Pattern) -> bool {
        pattern.is_match(&self.said)
    }

    /// Everything said anywhere, a line a block.
    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// The blocks of the body.
    pub(crate) fn body(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.blocks.iter().enumerate().filter(|(_, block)| block.is_body())
    }

    /// The sentences of the body; headings are not sentences.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.body().filter(|(_, block)| !block.is_heading()).flat_map(|(i, _)| self.sentences_of(i))
    }

    /// The sentences of one block.
    pub(crate) fn sentences_of(&self, block: usize) -> impl Iterator<Item = Sentence<'_>> {
        let low = self.blocks[block].low();
        self.blocks[block].sentences.iter().map(move |range| Sentence {
            block,
            range: range.clone(),
            text: &low[range.clone()],
        })
    }

    /// The first heading that matches.
    pub(crate) fn heading(&self, pattern: &Pattern) -> Option<usize> {
        self.outline.headings.iter().copied().find(|i| pattern.is_match(self.blocks[*i].low()))
    }

    /// The heading a block stands under.
    pub(crate) fn heading_of(&self, block: usize) -> Option<usize> {
        let after = self.outline.headings.partition_point(|i| *i <= block);
        after.checked_sub(1).map(|k| self.outline.headings[k])
    }

    /// The items of the list that a block announces; empty where it announces none.
    pub(crate) fn list_after(&self, block: usize) -> Range<usize> {
        let items = self.blocks[block + 1..]
            .iter()
            .take(MAX_ITEMS)
            .take_while(|b| b.is_body() && b.kind == Kind::Item)
            .count();
        block + 1..block + 1 + items
    }

    /// What stands next in the body, if anything.
    pub(crate) fn next(&self, block: usize) -> Option<&Block> {
        self.blocks.get(block + 1).filter(|b| b.is_body())
    }

    /// Where a finding about the whole notice is put: its title, or its first words.
    pub(crate) fn top(&self) -> Option<usize> {
        self.body().next().map(|(i, _)| i)
    }
}

/// The longest list that is looked through.
const MAX_ITEMS: usize = 60;

/// A stretch of a block that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) block: usize,
    pub(crate) range: Range<usize>,
}

impl Spot {
    /// A stretch of a sentence.
    pub(crate) fn within(sentence: &Sentence<'_>, range: Range<usize>) -> Spot {
        let start = sentence.range.start;
        Spot { block: sentence.block, range: start + range.start..start + range.end }
    }
}

impl From<&Sentence<'_>> for Spot {
    fn from(sentence: &Sentence<'_>) -> Spot {
        Spot { block: sentence.block, range: sentence.range.clone() }
    }
}

impl Notice<'_> {
    /// The first sentence of a block.
    pub(crate) fn spot(&self, block: usize) -> Spot {
        let low = self.blocks[block].low();
        let range = self.blocks[block].sentences.first().cloned().unwrap_or(0..low.len());
        Spot { block, range }
    }

    /// The words at a spot as they stand in the file.
    pub(crate) fn quote(&self, spot: &Spot) -> String {
        let span = self.blocks[spot.block].low.source(spot.range.clone());
        let words: Vec<&str> = self.text.get(span).unwrap_or_default().split_whitespace().collect();
        words.join(" ")
    }

    /// How a reader would name the place: its number, or its line.
    pub(crate) fn name(&self, block: usize) -> Arg {
        let block = &self.blocks[block];
        if let Some(paragraph) = &block.paragraph {
            return paragraph.as_str().into();
        }
        let at = block.low.source(0..1).start;
        let line = self.text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        Message::new("notice-place-line").with("line", line).into()
    }
}

//! The order of a notice: which blocks are headings, what number each paragraph has, and which
//! list is the list of contents.

use std::collections::{HashMap, HashSet};

use crate::document::{Block, Kind, Part};
use crate::pattern::pattern;

/// What the outline of a notice tells the rules.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Headings of the body, by their blocks.
    pub(crate) headings: Vec<usize>,
    /// Entries of the list of contents, by their blocks.
    pub(crate) contents: Vec<usize>,
    /// Every number that a cross-reference may name.
    pub(crate) numbers: HashSet<String>,
    /// The titles of the headings, by their blocks.
    pub(crate) titles: HashMap<usize, String>,
    /// Every line short enough to be a title.
    pub(crate) lines: HashSet<String>,
}

/// Finds the outline and writes it into the blocks.
pub(crate) fn outline(blocks: &mut [Block]) -> Outline {
    let mut section = 0;
    for block in blocks.iter_mut() {
        take_number(block, section + 1);
        let own = block.number.as_deref().and_then(|n| n.split('.').next()?.parse().ok());
        section = own.unwrap_or(section);
    }
    let contents = find_contents(blocks);
    for i in &contents {
        blocks[*i].part = Part::Contents;
    }
    let listed: HashSet<String> = contents.iter().map(|i| title(&blocks[*i])).collect();
    promote_headings(blocks, &listed);
    number_paragraphs(blocks, &listed);
    let mut outline = Outline { contents, ..Outline::default() };
    for (i, block) in blocks.iter().enumerate().filter(|(_, b)| b.is_body()) {
        if block.is_heading() {
            outline.headings.push(i);
            outline.titles.insert(i, title(block));
        }
        if block.words() <= 14 && !block.low().ends_with('.') {
            outline.lines.insert(title(block));
        }
        // "11.2.4a" is a part of 11.2.4, and "Paragraph 1.1" alone is a label of what follows.
        let label = pattern!(
            r"^(?:(\d{1,3}(?:\.\d{1,3})+)[a-z]\b|(?:section|paragraph|clause) (\d{1,3}(?:\.\d{1,3})*)[a-z]?$)"
        );
        if block.words() <= 2 || block.low().starts_with(|c: char| c.is_ascii_digit()) {
            let found = label.captures(block.low());
            let number = found.and_then(|f| f.iter().skip(1).flatten().next().map(|m| m.as_str()));
            for (at, _) in number.iter().flat_map(|n| n.match_indices('.')) {
                outline.numbers.extend(number.map(|n| n[..at].to_owned()));
            }
            outline.numbers.extend(number.map(str::to_owned));
        }
        if block.number.is_some()
            && let Some(number) = &block.paragraph
        {
            outline.numbers.insert(number.clone());
            // 4.1 makes a section 4, whether or not it has a heading.
            if let Some((section, _)) = number.split_once('.') {
                outline.numbers.insert(section.to_owned());
            }
        }
    }
    outline
}

/// A title as it is compared: its words alone.
pub(crate) fn title(block: &Block) -> String {
    words_of(block.low())
}

/// The words of a text alone, in lower case, with single spaces and without page numbers of a
/// printed list of contents.
pub(crate) fn words_of(low: &str) -> String {
    let low = match low.find("....") {
        Some(dots) => &low[..dots],
        None => low,
    };
    let words: Vec<&str> = low
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Moves a number in front of a block out of its text. A number without a point ("5 Your rights")
/// counts where the sections before it lead up to it; elsewhere it is a house number.
fn take_number(block: &mut Block, expected: u32) {
    if block.number.is_some() || block.kind == Kind::Cell {
        return;
    }
    let low = block.low();
    let short = block.words() <= 14 && !block.text.as_str().contains('\n');
    let found = pattern!(r"^(?:(\d{1,3}(?:\.\d{1,3})+)[.):]?|(\d{1,3})[.):]) +[^ ]")
        .captures(low)
        .or_else(|| {
            let bare = pattern!(r"^(?:section|part) (\d{1,2})\b[ :.-]+[a-z]|^(\d{1,2}) [a-z]");
            let upper = {
                let text = block.text.as_str().trim_start_matches(|c: char| c.is_ascii_digit());
                text.trim_start().starts_with(char::is_uppercase)
            };
            (short && block.is_heading() && upper).then(|| bare.captures(low)).flatten()
        });
    let Some(found) = found else { return };
    let number = found.iter().skip(1).flatten().next().map(|m| m.as_str().to_owned());
    let end = found.get(0).map_or(0, |m| m.end() - 1);
    let pointed = low[..end].contains(['.', ')', ':']) || low.starts_with(['s', 'p']);
    if !pointed && number.as_deref() != Some(expected.to_string().as_str()) {
        return;
    }
    block.low = block.low.slice(end..low.len());
    block.number = number;
}

/// The blocks of the list of contents: a run of short lines most of which come again as titles.
fn find_contents(blocks: &[Block]) -> Vec<usize> {
    let titles: Vec<String> = blocks
        .iter()
        .map(|b| {
            let fits = b.part == Part::Body && b.kind != Kind::Cell && b.words() <= 14;
            if fits && !b.low().ends_with('.') { title(b) } else { String::new() }
        })
        .collect();
    let mut last: HashMap<&str, usize> = HashMap::new();
    // What comes again has to look like a title: not an item, not "Kept: six years".
    let like_title = |block: &Block| {
        let numbered =
            block.number.as_deref().is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
        block.is_heading()
            || numbered
            || block.kind == Kind::Paragraph && block.indent == 0 && !block.low().contains(": ")
    };
    for (i, title) in titles.iter().enumerate().filter(|(i, _)| like_title(&blocks[*i])) {
        last.insert(title, i);
    }
    let mut i = 0;
    while i < blocks.len() {
        let mut seen = HashSet::new();
        let mut end = i;
        while end < blocks.len() && !titles[end].is_empty() && seen.insert(titles[end].as_str()) {
            end += 1;
        }
        let again = |k: usize| last.get(titles[k].as_str()).is_some_and(|at| *at >= end);
        let entry = |k: &usize| again(*k) || blocks[*k].number.is_some();
        // The title of the page and the words "Contents" stand before the first entry.
        let run: Vec<usize> = (i..end).collect();
        let first = run.iter().position(entry).unwrap_or(run.len());
        let past = run.iter().rposition(|k| again(*k)).map_or(first, |k| k + 1);
        // Further items of the same list are entries too, found again or not.
        let more = run[past..]
            .iter()
            .take_while(|k| blocks[**k].kind == Kind::Item || blocks[**k].number.is_some())
            .count();
        let past = past + more;
        let run = &run[first..past.max(first)];
        let matched = run.iter().filter(|k| again(**k)).count();
        if matched >= 3 && matched * 10 >= run.len() * 6 {
            return run.to_vec();
        }
        i = end.max(i + 1);
    }
    Vec::new()
}

/// In texts that number their sections without marking them as headings, `4. Your rights` on a
/// line of its own is a heading and `4. Prevention of fraud` in a list is not.
fn promote_headings(blocks: &mut [Block], listed: &HashSet<String>) {
    let simple = |block: &Block| -> Option<u32> {
        block.number.as_deref().filter(|_| block.is_body())?.parse().ok()
    };
    let numbered_heading = blocks.iter().any(|b| b.is_heading() && b.number.is_some());
    for i in 0..blocks.len() {
        let block = &blocks[i];
        let Some(number) = simple(block) else { continue };
        if block.is_heading() || block.kind == Kind::Cell {
            continue;
        }
        let text = block.text.as_str();
        let upper = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let upper = upper.trim_start_matches(|c: char| c.is_ascii_digit() || ".): ".contains(c));
        let like_title = block.words() <= 14
            && block.words() > 0
            && !text.contains('\n')
            && !text.ends_with(['.', ';', ':', ','])
            && upper.starts_with(char::is_uppercase);
        let before = i.checked_sub(1).and_then(|k| simple(&blocks[k]));
        let after = blocks.get(i + 1).and_then(simple);
        // The neighbours of an item are the items before and after it.
        let in_list =
            before.is_some_and(|n| n + 1 == number) || after.is_some_and(|n| n == number + 1);
        let dotted = blocks.get(i + 1).and_then(|b| b.number.as_deref());
        let opens = dotted.is_some_and(|n| n.starts_with(&format!("{number}.")));
        let in_contents = listed.contains(&title(block));
        let lone = block.spaced && block.indent == 0 && !in_list && !numbered_heading;
        if like_title && (opens || in_contents || lone) {
            blocks[i].kind = Kind::Heading(2);
        }
    }
}

/// Gives each block the number a reader would quote for it.
fn number_paragraphs(blocks: &mut [Block], listed: &HashSet<String>) {
    // The level of the numbered headings: a heading without a number at that level or above
    // begins something new, one below it stands inside the section.
    let level = blocks
        .iter()
        .filter(|b| b.number.is_some() && b.is_body())
        .find_map(|b| if let Kind::Heading(level) = b.kind { Some(level) } else { None });
    let mut current: Option<String> = None;
    let mut item: Option<String> = None;
    let mut open_item = false;
    for block in blocks.iter_mut().filter(|b| b.part == Part::Body) {
        let number = block.number.clone();
        block.paragraph = match (block.kind, number) {
            (Kind::Heading(_), Some(number)) => {
                current = Some(number);
                item = None;
                current.clone()
            }
            (Kind::Heading(own), None) => {
                if level.is_some_and(|level| own <= level) || listed.contains(&title(block)) {
                    current = None;
                    item = None;
                }
                current.clone()
            }
            (_, Some(number)) if number.contains('.') => {
                current = Some(number);
                item = None;
                current.clone()
            }
            (_, Some(number)) => {
                let inner = !number.bytes().all(|b| b.is_ascii_digit());
                match (&item, &current) {
                    (Some(item), _) if inner => Some(format!("{item}({number})")),
                    (_, Some(current)) => {
                        item = Some(format!("{current}.{number}"));
                        item.clone()
                    }
                    _ => {
                        item = Some(number);
                        item.clone()
                    }
                }
            }
            // Bullets belong to the item that announces them.
            (Kind::Item, None) if open_item => item.clone(),
            _ => current.clone(),
        };
        if block.number.is_some() || block.kind != Kind::Item {
            open_item = block.number.is_some() && block.low().ends_with(':');
        }
    }
}

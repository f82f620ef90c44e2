//! A small, tolerant reader of HTML: no tree, no errors, and the place of every character kept.

use std::collections::HashMap;

use super::entities;
use crate::document::{Block, Kind, Part};
use crate::normal::Mapped;

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lower = text.to_ascii_lowercase();
    let mut page = Page {
        text,
        lower: &lower,
        blocks: Vec::new(),
        open: Mapped::default(),
        kind: Kind::Paragraph,
        number: None,
        link: false,
        anchor: None,
        bold: 0,
        plain: false,
        stack: Vec::new(),
        counts: HashMap::new(),
        missing: Vec::new(),
        no_tags: false,
    };
    page.read();
    without_chrome(page.blocks)
}

/// Marks what a website puts round every page. The names of elements are trusted; classes and a
/// main part only as long as they leave a notice: a page whose body is of the class "sidebar", or
/// whose main part is its title, still has one.
fn without_chrome(read: Vec<(Block, Frame)>) -> Vec<Block> {
    // With a main part, everything outside it is the website's own.
    let has_main = read.iter().any(|(_, frame)| frame.main);
    let words = |keeps: &dyn Fn(&Frame) -> bool| -> usize {
        read.iter().filter(|(_, frame)| keeps(frame)).map(|(block, _)| block.words()).sum()
    };
    let strict = |frame: &Frame| frame.chrome == Chrome::None && (frame.main || !has_main);
    let lenient = |frame: &Frame| frame.chrome < Chrome::Element;
    let any = |frame: &Frame| frame.chrome < Chrome::Head;
    let (kept, most, all) = (words(&strict), words(&lenient), words(&any));
    let enough = kept * 10 >= most * 3 && (kept >= FEW || kept * 2 >= most);
    let keeps: &dyn Fn(&Frame) -> bool = match (enough, most >= FEW || most * 2 >= all || all < FEW)
    {
        (true, _) if kept > 0 => &strict,
        (_, true) => &lenient,
        (_, false) => &any,
    };
    let parts: Vec<bool> = read.iter().map(|(_, frame)| keeps(frame)).collect();
    read.into_iter()
        .zip(parts)
        .map(|((mut block, _), kept)| {
            if !kept {
                block.part = Part::Chrome;
            }
            block
        })
        .collect()
}

/// Fewer words than this are no notice where the page has many more.
const FEW: usize = 150;

/// How sure it is that an element is the website's own, the surer the higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Chrome {
    #[default]
    None,
    /// Its class, id or role says so.
    Class,
    /// Its name says so.
    Element,
    /// It is no part of the page.
    Head,
}

/// Where on the page a block stands.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    chrome: Chrome,
    main: bool,
}

/// An element that is open.
struct Element<'t> {
    name: &'t str,
    frame: Frame,
    /// The number the next item of this list gets; 0 for a list without numbers.
    next: usize,
}

struct Page<'t> {
    text: &'t str,
    lower: &'t str,
    blocks: Vec<(Block, Frame)>,
    open: Mapped,
    kind: Kind,
    number: Option<String>,
    link: bool,
    /// Where the text of an open link began.
    anchor: Option<usize>,
    bold: usize,
    /// Whether the open block has words that are not bold.
    plain: bool,
    stack: Vec<Element<'t>>,
    counts: HashMap<&'t str, usize>,
    /// Ends that were looked for and are not in the rest of the file.
    missing: Vec<&'static str>,
    /// Whether no tag can end any more.
    no_tags: bool,
}

impl<'t> Page<'t> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            match bytes[i] {
                b'<' => {
                    if let Some(next) = self.tag(i) {
                        i = next;
                        continue;
                    }
                }
                b'&' => {
                    if let Some((c, length)) = entities::decode(&self.text[i..]) {
                        self.add(c, i, length);
                        i += length;
                        continue;
                    }
                }
                _ => {}
            }
            let c = self.text[i..].chars().next().unwrap_or(' ');
            // A line break in the source is a space on the page.
            self.add(if c.is_whitespace() { ' ' } else { c }, i, c.len_utf8());
            i += c.len_utf8();
        }
        self.flush();
    }

    fn add(&mut self, c: char, at: usize, length: usize) {
        if c.is_whitespace() && (self.open.is_blank() && self.open.as_str().len() < 2) {
            return;
        }
        if self.bold == 0 && c.is_alphanumeric() {
            self.plain = true;
        }
        self.open.push(c, at..at + length);
    }

    /// Reads the tag at `i` and says where to go on; none where it is no tag.
    fn tag(&mut self, i: usize) -> Option<usize> {
        if self.text[i..].starts_with("<!--") {
            return Some(self.skip_past("-->", i).unwrap_or(i + "<!--".len()));
        }
        let first = *self.text.as_bytes().get(i + 1).filter(|_| !self.no_tags)?;
        if matches!(first, b'!' | b'?') {
            return Some(self.skip_past(">", i).unwrap_or(self.text.len()));
        }
        let closing = first == b'/';
        let from = i + 1 + usize::from(closing);
        let length =
            self.text.as_bytes()[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = &self.lower[from..from + length];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || self.is_placeholder(from) {
            return None;
        }
        let end = self.tag_end(from + length)?;
        let attributes = &self.lower[from + length..end.saturating_sub(1).max(from + length)];
        if closing {
            self.end(name, i);
            return Some(end);
        }
        // A heading that opens and closes its section has its words in a button.
        let is_heading = matches!(self.kind, Kind::Heading(_)) && name == "button";
        if let Some(shut) = raw_end(name).filter(|_| !is_heading) {
            // One that is never closed takes only its own tag with it.
            return Some(self.skip_past(shut, end).unwrap_or(end));
        }
        self.start(name, attributes, i, end);
        Some(end)
    }

    /// `<insert name here>` is a gap somebody forgot, not a tag.
    fn is_placeholder(&self, from: usize) -> bool {
        ["insert ", "name>", "date>", "your ", "organisation"]
            .iter()
            .any(|gap| self.lower[from..].starts_with(gap))
    }

    /// The byte after the `>` that ends a tag; quoted values may hold one. None where no `>` is
    /// left, and then none is looked for again.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[from..];
        let mut quote = None;
        for (k, b) in rest.iter().enumerate() {
            match (quote, *b) {
                (Some(q), b) if b == q => quote = None,
                (None, b'"' | b'\'') => quote = Some(*b),
                (None, b'>') => return Some(from + k + 1),
                _ => {}
            }
        }
        // A quotation mark too many: the tag ends at the next `>` of any kind.
        let end = rest.iter().position(|b| *b == b'>');
        self.no_tags = end.is_none();
        end.map(|k| from + k + 1)
    }

    /// The byte after an end that stands further on.
    fn skip_past(&mut self, shut: &'static str, from: usize) -> Option<usize> {
        if self.missing.contains(&shut) {
            return None;
        }
        let found = self.lower[from..].find(shut).map(|at| from + at + shut.len());
        if found.is_none() {
            self.missing.push(shut);
        }
        found
    }

    /// Closes what ought to have been closed before an element begins: a menu before an article.
    fn close_before(&mut self, name: &str) {
        let shut: &[&str] = match name {
            "body" => &["head"],
            "article" | "main" => &["nav", "header"],
            "section" | "h1" => &["nav"],
            _ => return,
        };
        let is_open =
            |page: &Page<'t>| shut.iter().any(|s| page.counts.get(s).is_some_and(|n| *n > 0));
        while is_open(self) {
            let Some(element) = self.stack.pop() else { return };
            if let Some(count) = self.counts.get_mut(element.name) {
                *count -= 1;
            }
        }
    }

    fn start(&mut self, name: &'t str, attributes: &str, at: usize, end: usize) {
        match name {
            "br" => self.open.push('\n', at..end),
            "b" | "strong" => self.bold += 1,
            "a" => {
                let leads = |to: &&str| !matches!(*to, "" | "#" | "mailto:" | "tel:");
                if attribute(attributes, "href").filter(leads).is_some() {
                    self.link = true;
                    self.anchor = Some(self.open.as_str().len());
                }
            }
            _ => {}
        }
        if !is_block(name) {
            return;
        }
        self.flush();
        self.close_before(name);
        let parent = self.stack.last().map(|e| e.frame).unwrap_or_default();
        let main = parent.main || name == "main" || attributes.contains("role=\"main\"");
        let article = self.counts.get("article").is_some_and(|n| *n > 0);
        let own = match name {
            "head" => Chrome::Head,
            "nav" | "aside" => Chrome::Element,
            "header" | "footer" if !main && !article => Chrome::Element,
            "html" | "body" | "main" | "article" => Chrome::None,
            _ if is_chrome(attributes) => Chrome::Class,
            _ => Chrome::None,
        };
        let inherited = if name == "main" { Chrome::None } else { parent.chrome };
        let frame = Frame { chrome: own.max(inherited), main };
        let next = match name {
            "ol" => attribute(attributes, "start").and_then(|s| s.parse().ok()).unwrap_or(1),
            _ => 0,
        };
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.kind = Kind::Heading(name.as_bytes()[1] - b'0')
            }
            "li" => {
                self.kind = Kind::Item;
                let list =
                    self.stack.iter_mut().rev().take(3).find(|e| matches!(e.name, "ol" | "ul"));
                if let Some(list) = list.filter(|e| e.next > 0) {
                    self.number = Some(list.next.to_string());
                    list.next += 1;
                }
            }
            "summary" => self.kind = Kind::Heading(4),
            "td" | "th" | "dt" | "dd" => self.kind = Kind::Cell,
            _ => {}
        }
        if !matches!(name, "hr" | "option") {
            *self.counts.entry(name).or_default() += 1;
            self.stack.push(Element { name, frame, next });
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "a" => {
                // A link without words (an icon) still leads somewhere.
                let from = self.anchor.take();
                if from.is_some_and(|from| {
                    self.open.as_str()[from.min(self.open.as_str().len())..].trim().is_empty()
                }) {
                    self.open.push('\u{fffc}', at..at + 1);
                }
            }
            _ => {}
        }
        if !is_block(name) {
            return;
        }
        self.flush();
        self.number = None;
        // Only a name that is open is looked for, so that what is looked through is also closed.
        if self.counts.get(name).is_none_or(|n| *n == 0) {
            return;
        }
        while let Some(element) = self.stack.pop() {
            if let Some(count) = self.counts.get_mut(element.name) {
                *count -= 1;
            }
            if element.name == name {
                break;
            }
        }
        self.kind = match self.stack.last().map(|e| e.name) {
            Some("td" | "th" | "dt" | "dd") => Kind::Cell,
            _ => Kind::Paragraph,
        };
    }

    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        let (link, plain) = (std::mem::take(&mut self.link), std::mem::take(&mut self.plain));
        self.anchor = None;
        if open.is_blank() {
            return;
        }
        let text = open.trimmed();
        let mut kind = self.kind;
        let mut block = Block::new(kind, text);
        let words = block.words();
        let stop = block.text.as_str().ends_with(['.', ',', ';', ':']);
        if kind == Kind::Paragraph && !plain && words > 0 && words <= 12 && !stop {
            kind = Kind::Heading(4);
        }
        block.kind = kind;
        block.number = self.number.take();
        block.link =
            link || block.text.as_str().contains("www.") || block.text.as_str().contains('@');
        block.indent = self.counts.get("ol").copied().unwrap_or(0)
            + self.counts.get("ul").copied().unwrap_or(0);
        let frame = self.stack.last().map(|e| e.frame).unwrap_or_default();
        if self.kind == Kind::Item {
            self.kind = Kind::Paragraph;
        }
        self.blocks.push((block, frame));
    }
}

/// Elements whose inside is no text, and what ends them.
fn raw_end(name: &str) -> Option<&'static str> {
    Some(match name {
        "script" => "</script",
        "style" => "</style",
        "template" => "</template",
        "noscript" => "</noscript",
        "svg" => "</svg",
        "iframe" => "</iframe",
        "select" => "</select",
        "button" => "</button",
        "textarea" => "</textarea",
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
    )
}

/// Whether an element is a menu, a banner or the like, by its role, class or id.
fn is_chrome(attributes: &str) -> bool {
    const WORDS: &[&str] = &[
        "nav",
        "navbar",
        "navigation",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "sidebar",
        "footer",
        "site-footer",
        "site-header",
        "cookie-banner",
        "cookie-notice",
        "cookie-consent",
        "cookie-bar",
        "skip-link",
        "social-share",
        "share-buttons",
        "related",
        "banner",
        "contentinfo",
        "search",
        "page-feedback",
    ];
    ["class", "id", "role"]
        .iter()
        .filter_map(|name| attribute(attributes, name))
        .any(|value| value.split_ascii_whitespace().any(|word| WORDS.contains(&word)))
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = attributes[from..].find(name).map(|k| from + k) {
        from = at + name.len();
        let edge = at == 0 || attributes.as_bytes()[at - 1].is_ascii_whitespace();
        let Some(value) = attributes[from..].trim_start().strip_prefix('=') else { continue };
        if !edge {
            continue;
        }
        let value = value.trim_start();
        return match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split_ascii_whitespace().next(),
        };
    }
    None
}

//! The text of a page, without its tags.

use quick_xml::escape::resolve_html5_entity;

/// The longest name of a character, as in `&CounterClockwiseContourIntegral;`.
const ENTITY_MAX: usize = 40;

/// Between these a page begins a new line.
const LINES: [&str; 21] = [
    "address",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
];

/// The text of a page. Addresses that stand only in a link are in it too, and so is what a picture
/// is said to show.
pub(in crate::connect) fn to_text(html: &str) -> String {
    let mut out = Out { text: String::with_capacity(html.len() / 2), gap: Gap::None };
    let mut rest = html;
    let mut ends = Ends { patience: html.len().saturating_mul(4), without: Vec::new() };
    while let Some(at) = rest.find('<') {
        out.add(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--").and_then(|comment| ends.past(comment, "-->"))
        {
            rest = after;
            continue;
        }
        let Some((tag, after)) = ends.tag(rest) else {
            out.add("<");
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let (name, inside) = name_of(tag);
        match name.as_str() {
            "script" => rest = ends.past(rest, "</script").map_or(rest, after_tag),
            "style" => rest = ends.past(rest, "</style").map_or(rest, after_tag),
            "td" | "th" => out.gap(Gap::Space),
            "a" => {
                let href = attribute(inside, "href").unwrap_or_default();
                let lower = href.to_ascii_lowercase();
                if let Some(at) = ["mailto:", "tel:"].iter().find(|way| lower.starts_with(**way)) {
                    out.gap(Gap::Space);
                    out.add(&href[at.len()..]);
                    out.gap(Gap::Space);
                }
            }
            "img" => {
                if let Some(shows) = attribute(inside, "alt") {
                    out.gap(Gap::Space);
                    out.add(shows);
                    out.gap(Gap::Space);
                }
            }
            name if LINES.contains(&name) => out.gap(Gap::Line),
            _ => {}
        }
    }
    out.add(rest);
    out.text
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Gap {
    None,
    Space,
    Line,
}

struct Out {
    text: String,
    gap: Gap,
}

impl Out {
    fn gap(&mut self, gap: Gap) {
        if gap > self.gap {
            self.gap = gap;
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() && c != '\u{a0}' {
            self.gap(Gap::Space);
            return;
        }
        match self.gap {
            _ if self.text.is_empty() => {}
            Gap::None => {}
            Gap::Space => self.text.push(' '),
            Gap::Line => self.text.push('\n'),
        }
        self.gap = Gap::None;
        self.text.push(c);
    }

    fn add(&mut self, mut raw: &str) {
        while let Some(at) = raw.find('&') {
            raw[..at].chars().for_each(|c| self.push(c));
            raw = &raw[at..];
            let end = raw.bytes().take(ENTITY_MAX).position(|b| b == b';');
            match end.and_then(|end| Some((character(&raw[1..end])?, end))) {
                Some((characters, end)) => {
                    characters.chars().for_each(|c| self.push(c));
                    raw = &raw[end + 1..];
                }
                None => {
                    self.push('&');
                    raw = &raw[1..];
                }
            }
        }
        raw.chars().for_each(|c| self.push(c));
    }
}

fn character(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16),
        None => number.parse(),
    };
    char::from_u32(number.ok()?).map(String::from)
}

/// What is looked for ahead. A hostile page has a million beginnings without an end, and each is
/// looked for but once.
struct Ends {
    patience: usize,
    without: Vec<&'static str>,
}

impl Ends {
    /// What comes after an end. What never ends is text.
    fn past<'t>(&mut self, text: &'t str, end: &'static str) -> Option<&'t str> {
        if self.without.contains(&end) {
            return None;
        }
        let found = text.match_indices(&end[..2]).find(|(at, _)| {
            text.get(*at..at + end.len()).is_some_and(|there| there.eq_ignore_ascii_case(end))
        });
        let Some((at, _)) = found else {
            self.without.push(end);
            return None;
        };
        Some(&text[at + end.len()..])
    }

    /// A tag from its `<` to its `>`, and what comes after it. What only looks like one is text.
    fn tag<'t>(&mut self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let second = text[1..].chars().next()?;
        if !(second.is_ascii_alphabetic() || "/!?".contains(second)) || self.without.contains(&">")
        {
            return None;
        }
        let (mut quote, mut after_equals) = (None, false);
        for (at, b) in text.bytes().enumerate().take(self.patience) {
            match (quote, b) {
                (Some(open), b) if b == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if after_equals => quote = Some(b),
                (None, b'>') => return Some((&text[1..at], &text[at + 1..])),
                (None, _) => {}
            }
            after_equals = b == b'=' || (after_equals && b.is_ascii_whitespace());
        }
        // A quote nobody closed: the tag ends at the first `>` there is.
        self.patience = self.patience.saturating_sub(text.len());
        let Some(end) = text.find('>') else {
            self.without.push(">");
            return None;
        };
        Some((&text[1..end], &text[end + 1..]))
    }
}

/// What comes after the rest of a tag.
fn after_tag(rest: &str) -> &str {
    rest.split_once('>').map_or(rest, |(_, after)| after)
}

fn name_of(tag: &str) -> (String, &str) {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    (tag[..end].to_ascii_lowercase(), &tag[end..])
}

fn attribute<'t>(inside: &'t str, name: &str) -> Option<&'t str> {
    let lower = inside.to_ascii_lowercase();
    let (at, _) = lower.match_indices(name).find(|(at, _)| {
        let before = lower[..*at].chars().next_back();
        let after = lower[at + name.len()..].trim_start();
        before.is_some_and(|c| c.is_whitespace() || "\"'/".contains(c)) && after.starts_with('=')
    })?;
    let value = inside[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(char::is_whitespace).next(),
    }
}

//! Marks inside a line of Markdown: emphasis, links, references, tags, escapes.

use super::entities;
use crate::normal::Mapped;

/// One line, or part of one, without its marks; whether it has a link is told through `link`.
pub(super) fn inline(text: &str, start: usize, out: &mut Mapped, link: &mut bool) {
    let bytes = text.as_bytes();
    // Where no closing mark follows, none follows further on either: each search is made once.
    let mut closes = Closes::default();
    let mut i = 0;
    while i < bytes.len() {
        let rest = &text[i..];
        match bytes[i] {
            b'\\' if bytes.get(i + 1).is_some_and(u8::is_ascii_punctuation) => {
                out.push(bytes[i + 1] as char, start + i..start + i + 2);
                i += 2;
                continue;
            }
            b'*' | b'`' if !(bytes[i] == b'*' && is_alone(bytes, i)) => {
                i += 1;
                continue;
            }
            b'_' if at_word_edge(bytes, i) => {
                i += 1;
                continue;
            }
            b'!' if bytes.get(i + 1) == Some(&b'[') => {
                i += 1;
                continue;
            }
            b'[' => {
                if let Some((words, end)) = closes.link(text, i) {
                    *link = true;
                    let before = out.as_str().len();
                    out.push_str(&text[words.clone()], start + words.start);
                    if out.as_str().len() == before {
                        out.push('\u{fffc}', start + i..start + end);
                    }
                    i = end;
                    continue;
                }
            }
            b'<' => {
                if let Some(end) = closes.tag(text, i) {
                    let inner = &text[i + 1..end];
                    if inner.contains("://") || inner.contains('@') && !inner.contains(' ') {
                        *link = true;
                        out.push_str(inner, start + i + 1);
                    } else if inner.starts_with("a ") {
                        *link = true;
                    } else if inner.starts_with("br") {
                        out.push('\n', start + i..start + end);
                    }
                    i = end + 1;
                    continue;
                }
            }
            b'&' => {
                if let Some((c, length)) = entities::decode(rest) {
                    out.push(c, start + i..start + i + length);
                    i += length;
                    continue;
                }
            }
            _ => {}
        }
        let c = rest.chars().next().unwrap_or(' ');
        out.push(c, start + i..start + i + c.len_utf8());
        i += c.len_utf8();
    }
}

#[derive(Default)]
struct Closes {
    no_bracket: bool,
    no_tag: bool,
}

impl Closes {
    /// `[words](address)` or `[words][name]` at `i`: the words and the end.
    fn link(&mut self, text: &str, i: usize) -> Option<(std::ops::Range<usize>, usize)> {
        if self.no_bracket {
            return None;
        }
        let Some(close) = text[i..].find(']').map(|at| i + at) else {
            self.no_bracket = true;
            return None;
        };
        let (open, shut) = match text.as_bytes().get(close + 1)? {
            b'(' => ('(', ')'),
            b'[' => ('[', ']'),
            _ => return None,
        };
        debug_assert_eq!(text[close + 1..].chars().next(), Some(open));
        let address = &text.as_bytes()[close + 2..];
        // An address longer than this is no address, and looking on for its end would cost.
        let end = address.iter().take(2000).position(|b| *b == shut as u8)?;
        let words = text[i + 1..close].rfind('[').map_or(i + 1, |inner| i + 2 + inner);
        Some((words..close, close + 2 + end + 1))
    }

    /// The end of a tag, comment or address in angle brackets that begins at `i`.
    fn tag(&mut self, text: &str, i: usize) -> Option<usize> {
        let next = *text.as_bytes().get(i + 1)?;
        if self.no_tag || !(next.is_ascii_alphabetic() || next == b'/' || next == b'!') {
            return None;
        }
        let end = text.as_bytes()[i..].iter().take(2000).position(|b| *b == b'>');
        if end.is_none() && !text[i..].contains('>') {
            self.no_tag = true;
        }
        let end = i + end?;
        let inner = &text[i + 1..end];
        let placeholder = ["insert", "name", "date", "organisation", "your ", "email address"];
        (!placeholder.iter().any(|p| inner.to_ascii_lowercase().starts_with(p))).then_some(end)
    }
}

/// An asterisk between spaces is not emphasis.
fn is_alone(bytes: &[u8], i: usize) -> bool {
    let space = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_whitespace());
    space(i.checked_sub(1).and_then(|j| bytes.get(j))) && space(bytes.get(i + 1))
}

/// An underscore inside a word or in a row of them (a gap to fill in) is no emphasis.
fn at_word_edge(bytes: &[u8], i: usize) -> bool {
    let word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let before = i.checked_sub(1).and_then(|j| bytes.get(j));
    let after = bytes.get(i + 1);
    let row = (0..4).filter(|k| bytes.get(i + k) == Some(&b'_')).count() == 4
        || i >= 3 && bytes[i - 3..=i].iter().all(|b| *b == b'_');
    !row && word(before) != word(after)
}

//! Just enough of Rust's grammar to tell code from comments, strings and tests.

use std::ops::Range;

/// The text of one Rust file, taken apart.
///
/// `code` and `shipped` have the same length and the same lines as the file, so that an offset in
/// one is an offset in the other.
pub(crate) struct Rust {
    /// The file with its comments and the insides of its strings blanked out.
    pub(crate) code: String,
    /// `code` with everything under `#[cfg(test)]` blanked out as well.
    pub(crate) shipped: String,
    /// Every string literal, tests included.
    pub(crate) strings: Vec<Literal>,
}

/// One string literal.
pub(crate) struct Literal {
    /// Where its opening quote stands.
    pub(crate) quote: usize,
    /// What stands between the quotes, escapes as written.
    pub(crate) text: String,
}

impl Rust {
    /// Takes a file apart. `test` says that the whole file is test code.
    pub(crate) fn of(text: &str, test: bool) -> Rust {
        let mut lexer = Lexer { text, code: text.as_bytes().to_vec(), strings: Vec::new() };
        lexer.run();
        let Lexer { code, strings, .. } = lexer;
        let mut shipped = code.clone();
        let code = into_text(code);
        if test {
            blank(&mut shipped, 0..code.len());
        }
        for range in test_items(&code) {
            blank(&mut shipped, range);
        }
        Rust { code, shipped: into_text(shipped), strings }
    }

    /// The literal that begins at or after this offset, if only white space comes before it.
    pub(crate) fn literal_at(&self, offset: usize) -> Option<&Literal> {
        let quote = offset + (self.code[offset..].len() - self.code[offset..].trim_start().len());
        self.strings.iter().find(|literal| literal.quote == quote)
    }

    /// The attributes (`#[...]` and `#![...]`), as written, with their offsets.
    pub(crate) fn attributes(&self) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        for (start, _) in self.code.match_indices('#') {
            let rest = self.code[start + 1..].trim_start_matches('!');
            if rest.starts_with('[') {
                let open = self.code.len() - rest.len();
                found.push((start, &self.code[start..close_of(&self.code, open)]));
            }
        }
        found
    }
}

/// The offsets at which a word stands on its own in code.
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        !code[..at].ends_with(is_word) && !code[at + word.len()..].starts_with(is_word)
    })
}

/// Whether a character can be part of a name.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct Lexer<'a> {
    text: &'a str,
    code: Vec<u8>,
    strings: Vec<Literal>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let rest = &self.text[at..];
            at = if rest.starts_with("//") {
                self.drop(at, at + rest.find('\n').unwrap_or(rest.len()))
            } else if rest.starts_with("/*") {
                self.drop(at, at + block_comment(rest))
            } else if let Some(opening) = raw_string(self.text, at) {
                let closing = format!("\"{}", "#".repeat(opening.hashes));
                let start = at + opening.length;
                let end = self.text[start..].find(&closing).map_or(bytes.len(), |n| start + n);
                self.string(start, end)
            } else if bytes[at] == b'"' {
                self.string(at + 1, at + 1 + quoted(&rest[1..]))
            } else if bytes[at] == b'\'' {
                self.drop(at, at + character(rest))
            } else {
                at + rest.chars().next().map_or(1, char::len_utf8)
            };
        }
    }

    fn drop(&mut self, start: usize, end: usize) -> usize {
        blank(&mut self.code, start..end);
        end
    }

    /// Notes and blanks a string whose inside is `start..end`; returns the offset past its quote.
    fn string(&mut self, start: usize, end: usize) -> usize {
        self.strings.push(Literal { quote: start - 1, text: self.text[start..end].to_owned() });
        blank(&mut self.code, start..end);
        (end + 1).min(self.text.len())
    }
}

struct RawString {
    hashes: usize,
    /// From the `r` (or `b`, `c`) to the character after the opening quote.
    length: usize,
}

fn raw_string(text: &str, at: usize) -> Option<RawString> {
    if text[..at].ends_with(is_word) {
        return None;
    }
    let rest = &text[at..];
    let after = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let quote = after.trim_start_matches('#');
    let hashes = after.len() - quote.len();
    let inside = quote.strip_prefix('"')?;
    Some(RawString { hashes, length: rest.len() - inside.len() })
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a string's inside, given what follows its opening quote.
fn quoted(inside: &str) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    inside.len()
}

/// The length of a character literal; 1 for the quote of a lifetime.
fn character(rest: &str) -> usize {
    let mut inside = rest.char_indices().skip(1);
    match inside.next() {
        Some((_, '\\')) => {
            inside.next();
            inside.find(|&(_, c)| c == '\'').map_or(rest.len(), |(at, _)| at + 1)
        }
        Some(_) => match inside.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Where the items under `#[cfg(test)]` stand.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in ["#[cfg(test)]", "#[cfg(all(test"].iter().flat_map(|attribute| {
        code.match_indices(attribute).map(|(start, _)| start).collect::<Vec<_>>()
    }) {
        let mut at = start;
        while code[at..].trim_start().starts_with('#') {
            let open = at + code[at..].find('[').unwrap_or(0);
            at = close_of(code, open);
        }
        let end = code[at..].find(['{', ';']).map_or(code.len(), |n| at + n);
        found.push(start..close_of(code, end));
    }
    found
}

/// The offset past the bracket that closes the one at `open`; past `open` if none stands there.
fn close_of(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in &mut bytes[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("only whole characters are blanked out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code() {
        for (text, code) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"a("b // \" c") d"#, r#"a("         ") d"#),
            (r##"a(r#"b " c"#) d"##, r##"a(r#"     "#) d"##),
            ("f::<'a>('b', '\\'', '{', \"é\")", "f::< a>(   ,     ,    , \"  \")"),
            ("r#type = 1", "r#type = 1"),
            ("\"never closed", "\"            "),
        ] {
            assert_eq!(Rust::of(text, false).code, code, "{text}");
        }
    }

    #[test]
    fn items_under_cfg_test_are_not_shipped() {
        for (text, shipped) in [
            ("a\n#[cfg(test)]\nmod t { b {} }\nc", "a\n\n\nc"),
            ("#[cfg(test)]\n#[expect(x)]\nuse b;\nc", "\n\n\nc"),
            ("#[cfg(all(test, unix))] fn b(c: D) { e }\nf", "\nf"),
        ] {
            let rust = Rust::of(text, false);
            let lines: Vec<_> = rust.shipped.lines().map(str::trim).collect();
            assert_eq!(lines.join("\n"), shipped, "{text}");
        }
    }

    #[test]
    fn literals_and_attributes_are_found_where_they_stand() {
        let rust = Rust::of("#[a(b = \"c\")]\nf(\n    \"d\", r\"e\")", false);
        assert_eq!(rust.attributes(), [(0, "#[a(b = \" \")]")]);
        let texts: Vec<_> = rust.strings.iter().map(|literal| literal.text.as_str()).collect();
        assert_eq!(texts, ["c", "d", "e"]);
        let open = rust.code.find("f(").unwrap() + 2;
        assert_eq!(rust.literal_at(open).unwrap().text, "d");
        assert!(rust.literal_at(0).is_none());
    }

    #[test]
    fn a_word_stands_on_its_own() {
        assert_eq!(words("async_x async my_async", "async").collect::<Vec<_>>(), [8]);
    }
}

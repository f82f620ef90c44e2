//! Character references of HTML: the named ones that notices use, and all numbered ones.

/// The character a reference at the start of `text` stands for, and how long the reference is.
pub(super) fn decode(text: &str) -> Option<(char, usize)> {
    // The longest name here has eight letters; a reference further off is a plain ampersand.
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(12).position(|b| !(b.is_ascii_alphanumeric() || b == b'#'))?;
    let name = &rest[..end];
    let closed = rest.as_bytes()[end] == b';';
    let c = match name.strip_prefix('#') {
        Some(digits) => {
            let hex = digits.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| digits.parse().ok(), |h| u32::from_str_radix(h, 16).ok());
            windows(code?)?
        }
        None if closed => NAMED.iter().find(|(known, _)| *known == name)?.1,
        None => return None,
    };
    Some((c, 1 + end + usize::from(closed)))
}

/// Numbers 128 to 159 mean Windows-1252, as browsers read them.
fn windows(code: u32) -> Option<char> {
    Some(match code {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0 => '\u{fffd}',
        other => char::from_u32(other)?,
    })
}

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bull", '•'),
    ("copy", '©'),
    ("eacute", 'é'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("gt", '>'),
    ("hellip", '…'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsquo", '’'),
    ("shy", '\u{ad}'),
    ("thinsp", ' '),
    ("trade", '™'),
    ("zwnj", '\u{200c}'),
];

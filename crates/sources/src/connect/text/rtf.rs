//! The text of Rich Text.

/// How many groups deep one stands in another: 1,000.
const DEPTH_MAX: usize = 1_000;
/// What stands in groups that begin with these is no text.
const NOT_TEXT: [&str; 16] = [
    "colortbl",
    "datastore",
    "fonttbl",
    "generator",
    "info",
    "latentstyles",
    "listoverridetable",
    "listtable",
    "mmathpr",
    "objdata",
    "pict",
    "rsidtbl",
    "stylesheet",
    "themedata",
    "xmlnstbl",
    "filetbl",
];

/// What is true inside a group.
#[derive(Clone, Copy)]
struct Group {
    silent: bool,
    /// How many characters stand for a wider one, for readers that do not know it.
    stand_ins: usize,
}

/// The text of Rich Text, as far as it goes.
pub(in crate::connect) fn to_text(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 2);
    let mut groups = vec![Group { silent: false, stand_ins: 1 }];
    let (mut at, mut skip, mut high) = (0, 0_usize, None);
    while at < bytes.len() {
        let group = groups.last().copied().unwrap_or(Group { silent: false, stand_ins: 1 });
        let b = bytes[at];
        at += 1;
        match b {
            b'{' => {
                if groups.len() < DEPTH_MAX {
                    groups.push(group);
                }
                skip = 0;
            }
            b'}' => {
                if groups.len() > 1 {
                    groups.pop();
                }
                skip = 0;
            }
            b'\\' => {
                let word = Word::read(bytes, &mut at);
                let mut say = |c: char| {
                    if !group.silent {
                        out.push(c);
                    }
                };
                match (word.name, word.number) {
                    ("'", Some(code)) if skip == 0 => {
                        say(char::from(u8::try_from(code).unwrap_or(b'?')));
                    }
                    ("'", _) => skip = skip.saturating_sub(1),
                    ("u", Some(code)) => {
                        // Above 32,767 it is written as a number below nought.
                        let unit = u16::try_from(code.rem_euclid(65_536)).unwrap_or(0);
                        let units = [high.take().unwrap_or(unit), unit];
                        if (0xd800..0xdc00).contains(&unit) {
                            high = Some(unit);
                        } else if let Ok(text) = String::from_utf16(&units) {
                            say(text.chars().next_back().unwrap_or(char::REPLACEMENT_CHARACTER));
                        } else {
                            say(char::REPLACEMENT_CHARACTER);
                        }
                        skip = group.stand_ins;
                    }
                    ("uc", Some(count)) => {
                        if let Some(group) = groups.last_mut() {
                            group.stand_ins = usize::try_from(count).unwrap_or(1).min(16);
                        }
                    }
                    ("par" | "line" | "row" | "sect" | "page", _) => say('\n'),
                    ("tab" | "cell" | "~", _) => say(' '),
                    ("_", _) => say('-'),
                    ("\\" | "{" | "}", _) => say(word.name.chars().next().unwrap_or('\\')),
                    ("*", _) => {
                        if let Some(group) = groups.last_mut() {
                            // What an older reader does not know is left out, but for links.
                            group.silent |= !bytes[at..].starts_with(b"\\fldinst");
                        }
                    }
                    (name, _) if NOT_TEXT.contains(&name) => {
                        if let Some(group) = groups.last_mut() {
                            group.silent = true;
                        }
                    }
                    _ => {}
                }
                at = (at + word.data).min(bytes.len());
            }
            b'\r' | b'\n' => {}
            _ if skip > 0 => skip -= 1,
            _ if group.silent => {}
            b => out.push(char::from(b)),
        }
    }
    out
}

/// A word of the format, the number after it, and how many bytes of data follow.
struct Word<'b> {
    name: &'b str,
    number: Option<i64>,
    data: usize,
}

impl<'b> Word<'b> {
    fn read(bytes: &'b [u8], at: &mut usize) -> Word<'b> {
        let none = Word { name: "", number: None, data: 0 };
        let Some(first) = bytes.get(*at) else { return none };
        let begin = *at;
        *at += 1;
        if *first == b'\'' {
            let digits = bytes.get(*at..*at + 2).and_then(|two| std::str::from_utf8(two).ok());
            let number = digits.and_then(|two| i64::from_str_radix(two, 16).ok());
            *at += if number.is_some() { 2 } else { 0 };
            return Word { name: "'", number: number.or(Some(i64::from(b'?'))), data: 0 };
        }
        if !first.is_ascii_alphabetic() {
            let name = std::str::from_utf8(&bytes[begin..*at]).unwrap_or_default();
            return Word { name, ..none };
        }
        let count = |from: usize, fits: fn(&u8) -> bool| {
            bytes[from..].iter().take(32).take_while(|b| fits(b)).count()
        };
        *at = begin + count(begin, u8::is_ascii_alphabetic);
        let name = std::str::from_utf8(&bytes[begin..*at]).unwrap_or_default();
        let from = *at;
        let sign = usize::from(bytes.get(*at) == Some(&b'-'));
        let digits = count((*at + sign).min(bytes.len()), u8::is_ascii_digit);
        if digits > 0 {
            *at += sign + digits;
        }
        let number = std::str::from_utf8(&bytes[from..*at]).ok().and_then(|text| text.parse().ok());
        if bytes.get(*at) == Some(&b' ') {
            *at += 1;
        }
        let data = match (name, number) {
            ("bin", Some(count)) => usize::try_from(count).unwrap_or(0),
            _ => 0,
        };
        Word { name, number, data }
    }
}

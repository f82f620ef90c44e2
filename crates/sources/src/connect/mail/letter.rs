//! One message, whatever it was written in.

use std::io::Cursor;

use sha2::{Digest, Sha256};

use super::parse;
use crate::connect::text::{Room, Sniffed, TEXT_MAX, html_to_text, read, sniff, unpack};

/// How many messages deep one is packed in another: 20.
pub(super) const DEPTH_MAX: usize = 20;

/// What is packed in a message.
#[derive(Debug)]
pub(super) enum Inside {
    Bytes(Vec<u8>),
    Html(String),
    Letter(Box<Letter>),
}

#[derive(Debug)]
pub(super) struct Attached {
    pub(super) name: String,
    pub(super) inside: Inside,
}

/// A message.
#[derive(Debug, Default)]
pub(in crate::connect) struct Letter {
    pub(super) message_id: Option<String>,
    /// The messages it answers, the first of them first.
    pub(super) references: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) cc: String,
    pub(super) subject: String,
    pub(super) body: String,
    /// The text of its formatted form, where that says something else.
    pub(super) formatted: Option<String>,
    pub(super) attached: Vec<Attached>,
    /// The names of what is packed in it, also deeper.
    pub(super) names: Vec<String>,
    pub(super) attachment_text: String,
    /// What of it could not be read, and why.
    pub(in crate::connect) unread: Vec<String>,
}

/// How many bytes of its hash tell one message from another.
pub(super) type Print = [u8; 16];

/// The print of some parts, with where each ends.
pub(super) fn print<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Print {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut print = Print::default();
    let whole = hash.finalize();
    let length = print.len();
    print.copy_from_slice(&whole[..length]);
    print
}

impl Letter {
    /// What every copy of a message has in common, whatever way it went: not who it was passed on
    /// by, nor how its letters were packed. Two messages of one number that say different things are
    /// two, and so are one that is whole and one that is damaged.
    pub(super) fn print(&self) -> Print {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = self.message_id.clone().unwrap_or_default();
        let to = if number.is_empty() { format!("{} {}", self.to, self.cc) } else { String::new() };
        let mut parts: Vec<Vec<u8>> = [
            number,
            to,
            self.from.clone(),
            self.date.clone().unwrap_or_default(),
            words(&self.subject),
            words(&self.body),
            words(self.formatted.as_deref().unwrap_or_default()),
        ]
        .into_iter()
        .map(String::into_bytes)
        .collect();
        parts.extend(self.unread.iter().map(|why| why.clone().into_bytes()));
        for one in &self.attached {
            parts.push(one.name.clone().into_bytes());
            parts.push(match &one.inside {
                Inside::Bytes(bytes) => print([bytes.as_slice()]).to_vec(),
                Inside::Html(text) => print([text.as_bytes()]).to_vec(),
                Inside::Letter(letter) => letter.print().to_vec(),
            });
        }
        print(parts.iter().map(Vec::as_slice))
    }

    /// The subject without what answering and passing on put before it, and whether they did.
    pub(super) fn about(&self) -> (String, bool) {
        let mut subject = self.subject.trim();
        let mut answers = false;
        'again: loop {
            for before in ["re:", "fw:", "fwd:", "aw:", "wg:"] {
                let there = subject.get(..before.len());
                if there.is_some_and(|there| there.eq_ignore_ascii_case(before)) {
                    subject = subject[before.len()..].trim_start();
                    answers = true;
                    continue 'again;
                }
            }
            break;
        }
        (subject.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "), answers)
    }

    /// All of it as one text.
    pub(in crate::connect) fn whole(&self) -> String {
        let head = [&self.from, &self.to, &self.cc, &self.subject, &self.body].map(String::as_str);
        let rest = [
            self.formatted.as_deref().unwrap_or_default(),
            &self.names.join("; "),
            &self.attachment_text,
        ]
        .map(str::to_owned);
        let parts = head.into_iter().chain(rest.iter().map(String::as_str));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Reads what is packed in it.
    pub(in crate::connect) fn read_attached(&mut self, room: &mut Room) {
        self.read_deep(room, 0);
    }

    fn read_deep(&mut self, room: &mut Room, depth: usize) {
        for Attached { name, inside } in std::mem::take(&mut self.attached) {
            match inside {
                Inside::Letter(letter) => self.take_in(&name, *letter, room, depth),
                Inside::Html(html) => {
                    self.says(&name, &html_to_text(&html));
                    self.names.push(name);
                }
                Inside::Bytes(bytes) => self.read_bytes(&name, &bytes, room, depth),
            }
        }
    }

    fn read_bytes(&mut self, name: &str, bytes: &[u8], room: &mut Room, depth: usize) {
        match sniff(name, bytes) {
            Sniffed::Zip => {
                self.names.push(name.to_owned());
                // Nothing is told by this but what is said of each.
                let _ = unpack(&mut Cursor::new(bytes), name, room, &mut |place, bytes, room| {
                    match bytes {
                        Ok(bytes) => self.read_bytes(place, &bytes, room, depth),
                        Err(why) => self.unread.push(format!("`{place}` in it: {why}")),
                    }
                    Ok(())
                });
            }
            kind @ (Sniffed::Message | Sniffed::Outlook) => match parse(kind, bytes) {
                Ok(letter) => self.take_in(name, letter, room, depth),
                Err(why) => {
                    self.names.push(name.to_owned());
                    self.unread.push(format!("`{name}` in it: {why}"));
                }
            },
            _ => {
                let paper = read(name, bytes, room);
                self.says(name, &paper.text);
                self.names.push(name.to_owned());
                self.unread.extend(paper.unread.iter().map(|why| format!("`{name}` in it: {why}")));
            }
        }
    }

    /// Takes in a message that is packed in this one.
    fn take_in(&mut self, name: &str, mut letter: Letter, room: &mut Room, depth: usize) {
        self.names.push(name.to_owned());
        if depth >= DEPTH_MAX {
            self.unread.push(format!("`{name}` in it: it is packed too many times"));
            return;
        }
        letter.read_deep(room, depth + 1);
        self.says(name, &letter.whole());
        self.names.append(&mut letter.names);
        self.unread.extend(letter.unread.iter().map(|why| format!("`{name}` in it: {why}")));
    }

    fn says(&mut self, name: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if self.attachment_text.len() + text.len() > TEXT_MAX {
            let most = TEXT_MAX / 1024 / 1024;
            self.unread.push(format!("`{name}` in it: with it there is more text than {most} MiB"));
            return;
        }
        if !self.attachment_text.is_empty() {
            self.attachment_text.push('\n');
        }
        self.attachment_text.push_str(text);
    }
}

//! Which messages are copies of which, and which belong to one conversation. Of each message a few
//! bytes are kept, and of copies where they lie.

use std::collections::HashMap;

use super::letter::{Letter, Print, print};
use crate::Error;

/// The most messages of one source: 1,000,000.
pub(super) const MESSAGES_MAX: usize = 1_000_000;
/// The most copies of one message that are named: 100.
const COPIES_MAX: usize = 100;

/// The messages of one subject: those that begin it, and those that answer and do not say what.
#[derive(Default)]
struct Subject {
    begin: Vec<u32>,
    answer: Vec<u32>,
}

#[derive(Default)]
pub(super) struct Index {
    /// How many messages there were before each file.
    files: Vec<usize>,
    /// The row of each message, in the order they lie there; none where it could not be read.
    messages: Vec<Option<u32>>,
    by_print: HashMap<Print, u32>,
    /// Where the copies of a row lie beside its first.
    copies: HashMap<u32, Vec<String>>,
    /// The member of a conversation each row is.
    members: Vec<u32>,
    by_id: HashMap<Print, u32>,
    /// The member each hangs on, up to one that hangs on itself.
    hangs: Vec<u32>,
    names: Vec<Print>,
    subjects: HashMap<Print, Subject>,
}

impl Index {
    /// Begins a file.
    pub(super) fn file(&mut self) {
        self.files.push(self.messages.len());
    }

    /// Takes in the next message of the file.
    pub(super) fn add(&mut self, place: &str, letter: Option<&Letter>) -> Result<(), Error> {
        if self.messages.len() >= MESSAGES_MAX {
            return Err(Error::TooMany { what: "messages", limit: MESSAGES_MAX });
        }
        let Some(letter) = letter else {
            self.messages.push(None);
            return Ok(());
        };
        let print = letter.print();
        if let Some(row) = self.by_print.get(&print) {
            let copies = self.copies.entry(*row).or_default();
            if copies.len() < COPIES_MAX {
                copies.push(place.to_owned());
            }
            self.messages.push(Some(*row));
            return Ok(());
        }
        let row = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.by_print.insert(print, row);
        self.messages.push(Some(row));
        let member = match &letter.message_id {
            Some(id) => self.member(of_text("id", id)),
            None => self.member(print),
        };
        self.members.push(member);
        for id in &letter.references {
            let other = self.member(of_text("id", id));
            self.join(member, other);
        }
        let (about, answers) = letter.about();
        if letter.references.is_empty() && !about.is_empty() {
            let subject = self.subjects.entry(of_text("about", &about)).or_default();
            if answers { subject.answer.push(member) } else { subject.begin.push(member) }
        }
        Ok(())
    }

    /// Puts answers that do not say what they answer to what has their subject.
    pub(super) fn settle(&mut self) {
        for (_, subject) in std::mem::take(&mut self.subjects) {
            let Some((first, rest)) = subject.answer.split_first() else { continue };
            for other in rest.iter().chain(&subject.begin) {
                self.join(*first, *other);
            }
        }
        self.by_print = HashMap::new();
        self.by_id = HashMap::new();
    }

    fn member(&mut self, name: Print) -> u32 {
        let next = u32::try_from(self.hangs.len()).unwrap_or(u32::MAX);
        let member = *self.by_id.entry(name).or_insert(next);
        if member == next {
            self.hangs.push(next);
            self.names.push(name);
        }
        member
    }

    fn root(&self, mut member: u32) -> u32 {
        while let Some(up) = self.hangs.get(place(member)).filter(|up| **up != member) {
            member = *up;
        }
        member
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            // The name of a conversation does not hang on the order of its messages.
            let (up, down) = if self.names[place(one)] < self.names[place(other)] {
                (one, other)
            } else {
                (other, one)
            };
            self.hangs[place(down)] = up;
        }
    }

    /// How many messages there are, each counted once.
    pub(super) fn rows(&self) -> usize {
        self.members.len()
    }

    /// The rows of the messages of a file, in order.
    pub(super) fn messages_of(&self, file: usize) -> impl Iterator<Item = Option<u32>> + '_ {
        let from = self.files.get(file).copied().unwrap_or(self.messages.len());
        let to = self.files.get(file + 1).copied().unwrap_or(self.messages.len());
        self.messages[from..to].iter().copied()
    }

    /// The name of the conversation a row belongs to.
    pub(super) fn thread(&self, row: u32) -> String {
        let root = self.members.get(place(row)).map(|member| self.root(*member));
        let name = root.and_then(|root| self.names.get(place(root)));
        name.map(|name| data_encoding::HEXLOWER.encode(&name[..8])).unwrap_or_default()
    }

    /// Every place a message lies.
    pub(super) fn places(&self, row: u32, first: &str) -> String {
        let copies = self.copies.get(&row).map_or(&[][..], Vec::as_slice);
        let others = copies.iter().map(String::as_str).filter(|place| *place != first);
        std::iter::once(first).chain(others).collect::<Vec<_>>().join("; ")
    }
}

fn of_text(kind: &str, text: &str) -> Print {
    print([kind.as_bytes(), text.trim().as_bytes()])
}

/// A number of the index as a place in a list.
fn place(no: u32) -> usize {
    usize::try_from(no).unwrap_or(usize::MAX)
}

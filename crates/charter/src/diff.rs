//! What changed between two charters, in plain words: whose data, for what, to whom, for how long.

use words::Message;

use crate::items::{Item, ParagraphId};
use crate::{Charter, Items};

mod facts;

pub(crate) use facts::Told;
use facts::{Facet, Facts};

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of item it is about: `purpose`, `recipient`, `paragraph`...
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// What changed, in a sentence.
    pub message: Message,
}

/// Everything that changed from one charter to the next.
///
/// The head comes first, then each kind of item in alphabetical order, then sections and paragraphs.
/// How promises are kept (`[[row]]`) is no part of the notice and is left out.
#[must_use]
pub fn diff(old: &Charter, new: &Charter) -> Vec<Change> {
    let mut changes = Changes { found: Vec::new() };
    let (before, after) = (old.head(), new.head());
    changes.facts("charter", after.id.get_ref(), &after.name, before.facts().0, after.facts().0);
    old.lists.compare(&new.lists, &mut changes);
    changes.sections(old, new);
    changes.paragraphs(old, new);
    changes.found
}

/// Collects changes, one list of items at a time.
pub(crate) struct Changes {
    found: Vec<Change>,
}

impl Changes {
    fn add(&mut self, kind: &'static str, id: &str, message: Message) {
        self.found.push(Change { kind, id: id.to_owned(), message });
    }

    /// Reports what came and what went, and compares what stayed.
    pub(crate) fn list<K: Item + Told>(&mut self, old: &Items<K>, new: &Items<K>) {
        for gone in old.iter().filter(|item| new.get(item.id().get_ref()).is_none()) {
            let message = Message::new("charter-diff-gone");
            self.add(K::KIND, gone.id().get_ref().as_str(), named(message, K::KIND, gone.name()));
        }
        for item in new.iter() {
            let id = item.id().get_ref().as_str();
            match old.get(item.id().get_ref()) {
                Some(before) => {
                    self.facts(K::KIND, id, item.name(), before.facts().0, item.facts().0);
                }
                None => {
                    let message = Message::new("charter-diff-new");
                    self.add(K::KIND, id, named(message, K::KIND, item.name()));
                }
            }
        }
    }

    /// Reports each field that says something else.
    fn facts(&mut self, kind: &'static str, id: &str, name: &str, old: Facts, new: Facts) {
        for ((what, before), (_, after)) in old.into_iter().zip(new) {
            match (before, after) {
                (Facet::One(old), Facet::One(new)) if old != new => {
                    let message = Message::new("charter-diff-value")
                        .with("name", name)
                        .with("what", what)
                        .with("old", if old.is_empty() { "-".to_owned() } else { old })
                        .with("new", if new.is_empty() { "-".to_owned() } else { new });
                    self.add(kind, id, message);
                }
                (Facet::Many(old), Facet::Many(new)) => {
                    let (came, went) = sentences(what);
                    for (names, sentence) in
                        [(new.difference(&old), came), (old.difference(&new), went)]
                    {
                        let listed: Vec<String> = names.cloned().collect();
                        if !listed.is_empty() {
                            let message = sentence.with("name", name).with("what", listed);
                            self.add(kind, id, message);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn sections(&mut self, old: &Charter, new: &Charter) {
        for section in new.sections().iter() {
            let id = section.id.get_ref();
            if let Some(before) = old.sections().iter().find(|s| s.id.get_ref() == id) {
                self.facts("section", id, id, before.facts().0, section.facts().0);
            }
        }
    }

    fn paragraphs(&mut self, old: &Charter, new: &Charter) {
        fn find<'a>(
            charter: &'a Charter,
            id: &ParagraphId,
        ) -> Option<&'a crate::Located<crate::items::Paragraph>> {
            charter.paragraphs().iter().find(|paragraph| paragraph.id.get_ref() == id)
        }
        for gone in old.paragraphs().iter() {
            if find(new, gone.id.get_ref()).is_none() {
                let id = gone.id.get_ref().to_string();
                let message = Message::new("charter-diff-paragraph-gone").with("id", id.clone());
                self.add("paragraph", &id, message);
            }
        }
        for paragraph in new.paragraphs().iter() {
            let id = paragraph.id.get_ref().to_string();
            let before = find(old, paragraph.id.get_ref());
            if let Some(before) = before {
                self.facts("paragraph", &id, &id, before.facts().0, paragraph.facts().0);
            }
            let message = match before {
                None => Message::new("charter-diff-paragraph-new"),
                Some(old)
                    if old.plain.get_ref() != paragraph.plain.get_ref()
                        || old.formal.get_ref() != paragraph.formal.get_ref() =>
                {
                    Message::new("charter-diff-paragraph-changed")
                }
                Some(_) => continue,
            };
            let message =
                message.with("id", id.clone()).with("plain", paragraph.plain.get_ref().trim());
            self.add("paragraph", &id, message);
        }
    }
}

/// What is said when something came into a list, and when it went.
fn sentences(list: &'static str) -> (Message, Message) {
    match list {
        "data" => (Message::new("charter-diff-data-came"), Message::new("charter-diff-data-went")),
        "people" => {
            (Message::new("charter-diff-people-came"), Message::new("charter-diff-people-went"))
        }
        "entities" => {
            (Message::new("charter-diff-entity-came"), Message::new("charter-diff-entity-went"))
        }
        "required data" => {
            (Message::new("charter-diff-required-came"), Message::new("charter-diff-required-went"))
        }
        "data never held" => {
            (Message::new("charter-diff-never-came"), Message::new("charter-diff-never-went"))
        }
        _ => (
            Message::new("charter-diff-list-came").with("list", list),
            Message::new("charter-diff-list-went").with("list", list),
        ),
    }
}

fn named(message: Message, kind: &str, name: &str) -> Message {
    message.with("kind", kind).with("name", name)
}

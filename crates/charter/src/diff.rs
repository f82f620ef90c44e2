//! What changed between two charters, in plain words: whose data, for what, to whom, for how long.

use std::collections::BTreeSet;

use words::Message;

use crate::items::{Cites, Item, ParagraphId, Ref, Telling};
use crate::{Charter, Items, Located};

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

/// Everything that changed from one charter to the next, in the order purposes, disclosures,
/// recipients, relationships, retention, promises of never, departures, paragraphs.
#[must_use]
pub fn diff(old: &Charter, new: &Charter) -> Vec<Change> {
    let mut changes = Changes { old, new, found: Vec::new() };
    changes.purposes();
    changes.disclosures();
    changes.recipients();
    changes.relationships();
    changes.retentions();
    changes.each(old.nevers(), new.nevers(), |_, _, _| ());
    changes.departures();
    changes.paragraphs();
    changes.found
}

struct Changes<'a> {
    old: &'a Charter,
    new: &'a Charter,
    found: Vec<Change>,
}

impl<'a> Changes<'a> {
    fn add(&mut self, kind: &'static str, id: &str, message: Message) {
        self.found.push(Change { kind, id: id.to_owned(), message });
    }

    /// Reports what came and what went, and compares what stayed.
    fn each<K: Item>(
        &mut self,
        old: &'a Items<K>,
        new: &'a Items<K>,
        compare: impl Fn(&mut Self, &'a Located<K>, &'a Located<K>),
    ) {
        for gone in old.iter().filter(|item| new.get(item.id().get_ref()).is_none()) {
            let message = Message::new("charter-diff-gone");
            self.add(K::KIND, gone.id().get_ref().as_str(), named(message, K::KIND, gone.name()));
        }
        for item in new.iter() {
            match old.get(item.id().get_ref()) {
                Some(before) => compare(self, before, item),
                None => {
                    let message = Message::new("charter-diff-new");
                    let id = item.id().get_ref().as_str();
                    self.add(K::KIND, id, named(message, K::KIND, item.name()));
                }
            }
        }
    }

    /// Reports which of the things an item names came and went.
    fn names<K: Item, T: Item>(
        &mut self,
        item: &Located<K>,
        (old, new): (&[Ref<T>], &[Ref<T>]),
        came: Message,
        went: Message,
    ) {
        let ids = |refs: &[Ref<T>]| -> BTreeSet<String> {
            refs.iter().map(|id| id.get_ref().to_string()).collect()
        };
        let (before, after) = (ids(old), ids(new));
        let id = item.id().get_ref().as_str();
        for (names, sentence) in
            [(after.difference(&before), came), (before.difference(&after), went)]
        {
            let listed: Vec<String> = names.map(|id| format!("`{id}`")).collect();
            if !listed.is_empty() {
                let message = sentence.with("name", item.name()).with("what", listed);
                self.add(K::KIND, id, message);
            }
        }
    }

    /// Reports a single value that changed.
    fn value<K: Item>(&mut self, item: &Located<K>, what: &'static str, old: String, new: String) {
        if old != new {
            let message = Message::new("charter-diff-value")
                .with("name", item.name())
                .with("what", what)
                .with("old", if old.is_empty() { "-".to_owned() } else { old })
                .with("new", if new.is_empty() { "-".to_owned() } else { new });
            self.add(K::KIND, item.id().get_ref().as_str(), message);
        }
    }

    fn purposes(&mut self) {
        self.each(self.old.purposes(), self.new.purposes(), |changes, old, new| {
            let basis = |p: &crate::Purpose| {
                p.basis.as_ref().map(|basis| basis.get_ref().clone()).unwrap_or_default()
            };
            changes.value(new, "basis", basis(old), basis(new));
            let data = |p: &crate::Purpose| p.data().cloned().collect::<Vec<_>>();
            changes.names(
                new,
                (&data(old), &data(new)),
                Message::new("charter-diff-data-came"),
                Message::new("charter-diff-data-went"),
            );
            changes.names(
                new,
                (&old.relationships, &new.relationships),
                Message::new("charter-diff-people-came"),
                Message::new("charter-diff-people-went"),
            );
            changes.names(
                new,
                (&old.entities, &new.entities),
                Message::new("charter-diff-entity-came"),
                Message::new("charter-diff-entity-went"),
            );
            changes.names(
                new,
                (&old.required, &new.required),
                Message::new("charter-diff-required-came"),
                Message::new("charter-diff-required-went"),
            );
        });
    }

    fn disclosures(&mut self) {
        self.each(self.old.disclosures(), self.new.disclosures(), |changes, old, new| {
            changes.names(
                new,
                (&old.data, &new.data),
                Message::new("charter-diff-data-came"),
                Message::new("charter-diff-data-went"),
            );
            let to = |d: &crate::Disclosure| d.recipient.get_ref().to_string();
            changes.value(new, "recipient", to(old), to(new));
            let purpose = |d: &crate::Disclosure| d.purpose.get_ref().to_string();
            changes.value(new, "purpose", purpose(old), purpose(new));
            let tell = |d: &crate::Disclosure| {
                let when = match d.tell {
                    Some(Telling::First) => "before each time",
                    Some(Telling::Standing) => "by a standing notice",
                    Some(Telling::Exempt) => "not at all",
                    None => "",
                };
                when.to_owned()
            };
            changes.value(new, "telling the person", tell(old), tell(new));
        });
    }

    fn recipients(&mut self) {
        self.each(self.old.recipients(), self.new.recipients(), |changes, old, new| {
            let country = |r: &crate::Recipient| {
                r.country.as_ref().map(|c| c.get_ref().as_str().to_owned()).unwrap_or_default()
            };
            changes.value(new, "country", country(old), country(new));
            let mechanism = |r: &crate::Recipient| {
                r.mechanism.as_ref().map(|m| m.get_ref().clone()).unwrap_or_default()
            };
            changes.value(new, "transfer mechanism", mechanism(old), mechanism(new));
        });
    }

    fn relationships(&mut self) {
        self.each(self.old.relationships(), self.new.relationships(), |changes, old, new| {
            changes.names(
                new,
                (&old.data, &new.data),
                Message::new("charter-diff-data-came"),
                Message::new("charter-diff-data-went"),
            );
            changes.names(
                new,
                (&old.never, &new.never),
                Message::new("charter-diff-never-came"),
                Message::new("charter-diff-never-went"),
            );
        });
    }

    fn retentions(&mut self) {
        self.each(self.old.retentions(), self.new.retentions(), |changes, old, new| {
            let period = |r: &crate::Retention| {
                r.period.as_ref().map(|p| p.get_ref().to_string()).unwrap_or_default()
            };
            changes.value(new, "period", period(old), period(new));
            let trigger = |r: &crate::Retention| {
                r.trigger.as_ref().map(|t| t.get_ref().clone()).unwrap_or_default()
            };
            changes.value(new, "start of the period", trigger(old), trigger(new));
        });
    }

    fn departures(&mut self) {
        self.each(self.old.departures(), self.new.departures(), |changes, old, new| {
            let day = |d: &crate::Departure| {
                d.in_force_from().map(|day| day.to_string()).unwrap_or_default()
            };
            changes.value(new, "day in force", day(old), day(new));
            changes.paragraph_list(new, &old.notice, &new.notice);
        });
    }

    fn paragraph_list(&mut self, item: &Located<crate::Departure>, old: &Cites, new: &Cites) {
        let list = |cites: &Cites| {
            cites.iter().map(|c| c.get_ref().to_string()).collect::<Vec<_>>().join(", ")
        };
        self.value(item, "paragraphs departed from", list(old), list(new));
    }

    fn paragraphs(&mut self) {
        let find = |charter: &'a Charter, id: &ParagraphId| {
            charter.paragraphs().iter().find(|paragraph| paragraph.id.get_ref() == id)
        };
        for gone in self.old.paragraphs().iter() {
            if find(self.new, gone.id.get_ref()).is_none() {
                let id = gone.id.get_ref().to_string();
                let message = Message::new("charter-diff-paragraph-gone").with("id", id.clone());
                self.add("paragraph", &id, message);
            }
        }
        for paragraph in self.new.paragraphs().iter() {
            let id = paragraph.id.get_ref().to_string();
            let message = match find(self.old, paragraph.id.get_ref()) {
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

fn named(message: Message, kind: &str, name: &str) -> Message {
    message.with("kind", kind).with("name", name)
}

//! What went, as salted digests: enough to notice later that it was changed, and nothing to read.

use std::collections::BTreeMap;

use people::{Error, Opened, Record};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most values of one kind that are remembered; of more none is, and a person looks.
const VALUES_MAX: usize = 200;

/// Digests of the values of each kind of data. They lie sealed, under the person's own key.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Went {
    salt: String,
    of: BTreeMap<String, Vec<String>>,
}

/// How something that went stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Now {
    /// As it was.
    Same,
    /// There is something else in its place.
    Changed,
    /// Nothing of this kind is held any more.
    Gone,
    /// Nobody wrote down what went.
    Unknown,
}

impl Went {
    /// What a look opened of these kinds.
    pub(crate) fn of(record: &Record, opened: &Opened, kinds: &[String]) -> Result<Went, Error> {
        let salt = hex(&vault::random::<16>());
        let mut of: BTreeMap<String, Vec<String>> = BTreeMap::new();
        opened.each(record, |seen| {
            if kinds.iter().any(|kind| kind == seen.category()) {
                let one = digest(&salt, seen.category(), seen.value());
                of.entry(seen.category().to_owned()).or_default().push(one);
            }
        })?;
        of.retain(|_, all| all.len() <= VALUES_MAX);
        Ok(Went { salt, of })
    }

    /// Whether nothing is remembered.
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Remembers that nothing of these kinds is held.
    pub(crate) fn nothing_of(&mut self, kinds: &[String]) {
        for kind in kinds {
            self.of.entry(kind.clone()).or_default();
        }
    }

    /// How what went of a kind stands, by the values that are held now. More than went is no change of it.
    pub(crate) fn stands(&self, kind: &str, values: &[&[u8]]) -> Now {
        let Some(went) = self.of.get(kind) else { return Now::Unknown };
        if values.is_empty() && !went.is_empty() {
            return Now::Gone;
        }
        let held: Vec<String> =
            values.iter().map(|value| digest(&self.salt, kind, value)).collect();
        match went.iter().all(|one| held.contains(one)) {
            true => Now::Same,
            false => Now::Changed,
        }
    }
}

fn digest(salt: &str, kind: &str, value: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [salt.as_bytes(), kind.as_bytes(), value] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..12])
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    text
}

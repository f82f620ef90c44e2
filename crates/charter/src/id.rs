use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, de};

/// The most characters an id may have.
pub const ID_LENGTH_MAX: usize = 64;

/// The name one item of a charter goes by: lower case letters, digits and single hyphens.
///
/// The type says what kind of item it names, so that a purpose cannot be looked up among the
/// recipients.
///
/// ```
/// use charter::{Id, Purpose};
///
/// assert!("repairs-and-safety".parse::<Id<Purpose>>().is_ok());
/// let error = "Repairs & safety".parse::<Id<Purpose>>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`Repairs & safety` is not an id: use lower case letters, digits and single hyphens, \
///      64 characters at most",
/// );
/// ```
pub struct Id<K> {
    text: Box<str>,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an [`Id`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an id: use lower case letters, digits and single hyphens, {ID_LENGTH_MAX} \
     characters at most"
)]
pub struct NotAnId(String);

impl<K> Id<K> {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> std::str::FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Id<K>, NotAnId> {
        let well_formed = text.len() <= ID_LENGTH_MAX
            && text.split('-').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if well_formed {
            Ok(Id { text: text.into(), kind: PhantomData })
        } else {
            Err(NotAnId(text.chars().take(ID_LENGTH_MAX).collect()))
        }
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<K>, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Id<K> {
        Id { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Id<K>) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Id<K>) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Id<K>) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

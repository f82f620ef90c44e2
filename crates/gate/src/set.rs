use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Sub};

/// The position of one item of a charter among its kind: its bit in a [`Set`].
pub struct Ix<K> {
    bit: u8,
    kind: PhantomData<fn() -> K>,
}

/// A set of items of one kind, as 128 bits.
///
/// The type says of which kind, so that a set of purposes cannot be taken for a set of categories.
/// Two words rather than one number of 128 bits: shifting those costs several times as much.
pub struct Set<K> {
    words: [u64; 2],
    kind: PhantomData<fn() -> K>,
}

impl<K> Ix<K> {
    /// The item at a position below 128; none beyond, which a charter cannot hold.
    pub(crate) fn new(position: usize) -> Option<Ix<K>> {
        let bit = u8::try_from(position).ok().filter(|bit| *bit < 128)?;
        Some(Ix { bit, kind: PhantomData })
    }

    /// The position among its kind, below 128.
    #[must_use]
    pub fn position(self) -> usize {
        usize::from(self.bit)
    }
}

impl<K> Set<K> {
    /// Nothing.
    pub const EMPTY: Set<K> = Set::of([0; 2]);
    /// Everything there could be.
    pub const ALL: Set<K> = Set::of([u64::MAX; 2]);

    const fn of(words: [u64; 2]) -> Set<K> {
        Set { words, kind: PhantomData }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.words[0] | self.words[1] == 0
    }

    /// Whether this item is in it.
    #[must_use]
    #[inline]
    pub fn contains(&self, ix: Ix<K>) -> bool {
        self.words[usize::from(ix.bit >> 6) & 1] >> (ix.bit & 63) & 1 == 1
    }

    /// How many items are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The same set with one more item.
    #[must_use]
    pub fn with(mut self, ix: Ix<K>) -> Set<K> {
        self.words[usize::from(ix.bit >> 6) & 1] |= 1 << (ix.bit & 63);
        self
    }

    /// The same set when the condition holds, else nothing. Without a branch: what is asked is as
    /// good as random to the processor, and a wrong guess costs more than a rule.
    #[must_use]
    #[inline]
    pub(crate) fn when(self, condition: bool) -> Set<K> {
        let mask = u64::from(condition).wrapping_neg();
        Set::of(self.words.map(|word| word & mask))
    }

    /// The items in it, in order.
    pub fn iter(self) -> impl Iterator<Item = Ix<K>> {
        let [mut low, mut high] = self.words;
        std::iter::from_fn(move || {
            let (word, start) = if low == 0 { (&mut high, 64) } else { (&mut low, 0) };
            if *word == 0 {
                return None;
            }
            let position = start + word.trailing_zeros() as usize;
            *word &= *word - 1;
            Ix::new(position)
        })
    }
}

impl<K> FromIterator<Ix<K>> for Set<K> {
    fn from_iter<I: IntoIterator<Item = Ix<K>>>(items: I) -> Set<K> {
        items.into_iter().fold(Set::EMPTY, Set::with)
    }
}

impl<K> BitAnd for Set<K> {
    type Output = Set<K>;

    #[inline]
    fn bitand(self, other: Set<K>) -> Set<K> {
        Set::of([self.words[0] & other.words[0], self.words[1] & other.words[1]])
    }
}

impl<K> BitOr for Set<K> {
    type Output = Set<K>;

    #[inline]
    fn bitor(self, other: Set<K>) -> Set<K> {
        Set::of([self.words[0] | other.words[0], self.words[1] | other.words[1]])
    }
}

impl<K> Sub for Set<K> {
    type Output = Set<K>;

    #[inline]
    fn sub(self, other: Set<K>) -> Set<K> {
        Set::of([self.words[0] & !other.words[0], self.words[1] & !other.words[1]])
    }
}

/// Writes the traits a derive would give, without asking them of the kind.
macro_rules! plain {
    ($type:ident, $field:ident) => {
        impl<K> Clone for $type<K> {
            fn clone(&self) -> $type<K> {
                *self
            }
        }
        impl<K> Copy for $type<K> {}
        impl<K> PartialEq for $type<K> {
            fn eq(&self, other: &$type<K>) -> bool {
                self.$field == other.$field
            }
        }
        impl<K> Eq for $type<K> {}
        impl<K> std::fmt::Debug for $type<K> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:x?}", self.$field)
            }
        }
    };
}

plain!(Ix, bit);
plain!(Set, words);

impl<K> Default for Set<K> {
    fn default() -> Set<K> {
        Set::EMPTY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let items: Vec<Ix<()>> = [0, 5, 127].into_iter().filter_map(Ix::new).collect();
        let set: Set<()> = items.iter().copied().collect();
        assert_eq!(set.len(), 3);
        assert!(set.iter().eq(items));
        assert!((set - set).is_empty());
        assert!(Ix::<()>::new(128).is_none());
    }
}

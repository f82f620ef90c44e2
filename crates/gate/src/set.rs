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
pub struct Set<K> {
    bits: u128,
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
    pub const EMPTY: Set<K> = Set { bits: 0, kind: PhantomData };
    /// Everything there could be.
    pub const ALL: Set<K> = Set { bits: u128::MAX, kind: PhantomData };

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Whether this item is in it.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "each half of the bits is taken in turn")]
    pub fn contains(self, ix: Ix<K>) -> bool {
        // Half by half: a shift of 128 bits costs several times one of 64.
        let [low, high] = [self.bits as u64, (self.bits >> 64) as u64];
        let half = if ix.bit < 64 { low } else { high };
        half >> (ix.bit % 64) & 1 == 1
    }

    /// How many items are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.bits.count_ones() as usize
    }

    /// The same set with one more item.
    #[must_use]
    pub fn with(self, ix: Ix<K>) -> Set<K> {
        Set { bits: self.bits | 1 << ix.bit, kind: PhantomData }
    }

    /// The same set when the condition holds, else nothing. Without a branch: what is asked is as
    /// good as random to the processor, and a wrong guess costs more than a rule.
    #[must_use]
    pub(crate) fn when(self, condition: bool) -> Set<K> {
        Set { bits: self.bits & u128::from(condition).wrapping_neg(), kind: PhantomData }
    }

    /// The items in it, in order.
    pub fn iter(self) -> impl Iterator<Item = Ix<K>> {
        let mut rest = self.bits;
        std::iter::from_fn(move || {
            let bit = u8::try_from(rest.trailing_zeros()).ok().filter(|bit| *bit < 128)?;
            rest &= rest - 1;
            Some(Ix { bit, kind: PhantomData })
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

    fn bitand(self, other: Set<K>) -> Set<K> {
        Set { bits: self.bits & other.bits, kind: PhantomData }
    }
}

impl<K> BitOr for Set<K> {
    type Output = Set<K>;

    fn bitor(self, other: Set<K>) -> Set<K> {
        Set { bits: self.bits | other.bits, kind: PhantomData }
    }
}

impl<K> Sub for Set<K> {
    type Output = Set<K>;

    fn sub(self, other: Set<K>) -> Set<K> {
        Set { bits: self.bits & !other.bits, kind: PhantomData }
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
                write!(f, "{:#x}", self.$field)
            }
        }
    };
}

plain!(Ix, bit);
plain!(Set, bits);

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

//! The accounts that were written lately, open, by their commitments: whoever reads what was done
//! lately opens nothing twice.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

/// How many are kept: somewhat more than anybody can ask for at once.
const KEPT: usize = 2048;

/// An account as JSON.
pub(crate) type Text = Arc<Zeroizing<String>>;

/// See above. Whose key is gone must not be shown: whoever asks looks at the key first.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Kept>);

/// A commitment is a hash already, and a part of it as good as any hash of it.
#[derive(Default)]
struct ByLeaf(u64);

impl Hasher for ByLeaf {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Default)]
struct Kept {
    texts: HashMap<[u8; 32], Text, BuildHasherDefault<ByLeaf>>,
    order: VecDeque<[u8; 32]>,
}

impl Recent {
    pub(crate) fn add(&self, leaf: [u8; 32], text: Text) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.texts.insert(leaf, text).is_none() {
            kept.order.push_back(leaf);
        }
        if kept.order.len() > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.texts.remove(&oldest);
        }
    }

    /// Each of these, where it is kept.
    pub(crate) fn get(&self, leaves: impl Iterator<Item = [u8; 32]>) -> Vec<Option<Text>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        leaves.map(|leaf| kept.texts.get(&leaf).cloned()).collect()
    }

    /// Forgets all of them: somebody was erased.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

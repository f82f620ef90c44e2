//! Words that make a message look like marketing. They decide nothing: a person does.

use super::data::DATA;
use super::words::Words;

/// Where such words stand, in bytes.
pub(super) fn all(words: &Words<'_>) -> impl Iterator<Item = usize> {
    (0..words.all.len())
        .filter(|at| words.any(*at, &DATA.promotional).is_some())
        .map(|at| words.all[at].from)
}

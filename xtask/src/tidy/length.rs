//! Files stay short: a newcomer walks through a room of a hundred to three hundred lines at a time.

use super::Problem;
use crate::tree::{File, Tree};

/// The most lines a Rust file may have, its unit tests included.
const MOST: usize = 600;

/// Files that may be longer, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    sources(tree)
        .filter(|file| !EXCEPTIONS.iter().any(|(path, _)| *path == file.path))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > MOST).then(|| {
                Problem::new(
                    file,
                    MOST + 1,
                    format!("{lines} lines; a file has {MOST} at most"),
                    "split it where it does two things; data belongs in a data file",
                )
            })
        })
        .collect()
}

/// The median and the longest length, as a sentence.
pub(super) fn summary(tree: &Tree) -> String {
    let mut lengths: Vec<usize> = sources(tree).map(|file| file.text.lines().count()).collect();
    lengths.sort_unstable();
    let (median, longest) = (lengths.get(lengths.len() / 2), lengths.last());
    format!(
        "{} Rust files outside tests: half have {} lines or fewer, the longest {}",
        lengths.len(),
        median.unwrap_or(&0),
        longest.unwrap_or(&0),
    )
}

fn sources(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.rust().filter(|file| !file.is_test())
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn a_long_file_is_named() {
        let (fits, long) = ("\n".repeat(MOST), "\n".repeat(MOST + 1));
        assert!(found(check, &[("a.rs", &fits), ("tests/a.rs", &long)]).is_empty());
        let expected = format!("a.rs:{0}: {0} lines; a file has {MOST} at most", MOST + 1);
        assert_eq!(found(check, &[("a.rs", &long)]), [expected]);
    }

    #[test]
    fn the_summary_gives_the_median() {
        let tree = Tree::of(&[("a.rs", "1\n"), ("b.rs", "1\n2\n"), ("c.rs", "1\n2\n3\n4\n")]);
        assert_eq!(
            summary(&tree),
            "3 Rust files outside tests: half have 2 lines or fewer, the longest 4"
        );
    }
}

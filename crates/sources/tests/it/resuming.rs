//! Going on with what was read: the same rows, and the same gaps.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use sources::collect::{Answer, Collected, collect};
use sources::resume::{Journal, Kept, Seal};
use sources::{Connector, Error, Map, connect};

use crate::collecting::{Connectors, email, leave};
use crate::map;
use crate::papers::{put, shown_in_the_manual};

/// What is kept is turned about, so that what was written elsewhere does not open.
pub(crate) struct Turned(pub(crate) u8);

impl Seal for Turned {
    fn seal(&self, part: i64, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.0 ^ part.to_le_bytes()[0];
        Ok(plain.iter().map(|byte| byte ^ key).collect())
    }

    fn open(&self, part: i64, sealed: &[u8]) -> Option<Vec<u8>> {
        self.seal(part, sealed).ok()
    }
}

fn at(hours: i64) -> Timestamp {
    let begun: Timestamp = "2026-11-25T10:00:00Z".parse().unwrap();
    begun + SignedDuration::from_hours(hours)
}

/// A collection from a folder of documents, and whether it went on with what was kept.
fn collected(map: &Map, folder: &Path, kept: &Path, what: &str, hours: i64) -> (Collected, bool) {
    let journal = Journal::open(kept, what, Box::new(Turned(7)), at(hours)).unwrap();
    let goes_on = journal.goes_on_from().is_some();
    let journal = Rc::new(RefCell::new(journal));
    let opened = connect::open(&format!("documents:{}", folder.display())).unwrap();
    let opened: Box<dyn Connector> = Box::new(Kept::new("shared-drive", opened, journal));
    let mut connectors = Connectors::from([("shared-drive".to_owned(), Ok(opened))]);
    let leave = leave(&["shared-drive"]);
    (collect(&leave, map, &[email("ada@example.org")], &mut connectors), goes_on)
}

#[test]
fn what_could_not_be_read_the_first_time_is_not_forgotten_the_second() {
    let map = map(&[("drive.toml", &shown_in_the_manual("shared-drive"))]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("papers");
    put(&papers, &[("a.txt", b"of ada@example.org"), ("scan.png", b"\x89PNG\r\n\x1a\n....")]);
    let kept = folder.path().join("kept");
    let (first, goes_on) = collected(&map, &papers, &kept, "ada", 0);
    assert!(!goes_on);
    assert!(matches!(&first.answers[0].1, Answer::Partly(1, missed) if missed.len() == 1));
    // The files are others by now: what was read is not read again, the gap among it.
    std::fs::remove_file(papers.join("scan.png")).unwrap();
    std::fs::write(papers.join("a.txt"), "of nobody").unwrap();
    let (second, goes_on) = collected(&map, &papers, &kept, "ada", 23);
    assert!(goes_on);
    assert_eq!((&second.answers, &second.rows), (&first.answers, &first.rows));
    // Half of a part that was being written when the light went out is no part.
    let whole = std::fs::read(&kept).unwrap();
    std::fs::write(&kept, &whole[..whole.len() - 3]).unwrap();
    let (cut, _) = collected(&map, &papers, &kept, "ada", 23);
    assert_eq!(cut.answers[0].1, Answer::NothingHeld);
    // Another collection, another key, or another day begins anew.
    for (what, hours) in [("bo", 1), ("ada", 25), ("ada", -1)] {
        std::fs::write(&kept, &whole).unwrap();
        let (_, goes_on) = collected(&map, &papers, &kept, what, hours);
        assert!(!goes_on, "{what} {hours}");
    }
    std::fs::write(&kept, &whole).unwrap();
    let other = Journal::open(&kept, "ada", Box::new(Turned(9)), at(1)).unwrap();
    assert!(other.goes_on_from().is_none());
}

//! The spool, on a real disk.

use std::path::Path;

use db::Error;
use db::spool::{FRAME_BYTES_MAX, SPOOL_BYTES_MAX, Spool};

fn names(spool: &Spool) -> Vec<u8> {
    spool.frames().unwrap().iter().map(|frame| frame.name[0]).collect()
}

fn filled(path: &Path) -> Spool {
    let spool = Spool::open(path).unwrap();
    for n in 1..=3 {
        let proof = spool.append([n; 32], &vec![n; 300]).unwrap();
        assert_eq!(proof.name(), &[n; 32]);
    }
    spool
}

#[test]
fn frames_are_there_after_a_start_in_order_until_they_are_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spool");
    let spool = filled(&path);
    assert!(matches!(Spool::open(&path), Err(Error::Held(_))));
    drop(spool);
    let spool = Spool::open(&path).unwrap();
    assert_eq!((names(&spool), spool.waiting(), spool.set_aside()), (vec![1, 2, 3], 3, None));
    assert_eq!(spool.frames().unwrap()[1].bytes, [2; 300]);
    let _ = spool.append([4; 32], b"late").unwrap();
    assert!(!spool.clear(3).unwrap(), "one has come since");
    assert!(spool.clear(4).unwrap());
    drop(spool);
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.iter().all(|byte| *byte == 0), "something is left");
    let spool = Spool::open(&path).unwrap();
    assert_eq!(spool.waiting(), 0);
    let _ = spool.append([5; 32], b"again").unwrap();
    assert_eq!(names(&spool), [5]);
}

/// What is changed, how, and which frames stand.
type Case<'a> = (&'a str, &'a dyn Fn(&mut Vec<u8>), &'a [u8]);

#[test]
fn a_changed_frame_shows_and_what_stood_before_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    const FRAME: usize = 68 + 300;
    let cut = |bytes: &mut Vec<u8>| drop(bytes.drain(FRAME..2 * FRAME));
    let cases: [Case<'_>; 5] = [
        ("a byte", &|bytes| bytes[FRAME + 100] ^= 1, &[1]),
        ("a name", &|bytes| bytes[FRAME + 40] ^= 1, &[1]),
        ("a length", &|bytes| bytes[FRAME] ^= 1, &[1]),
        ("one taken out", &cut, &[1]),
        ("the first", &|bytes| bytes[5] ^= 1, &[]),
    ];
    for (n, (what, change, left)) in cases.into_iter().enumerate() {
        let path = folder.path().join(format!("spool-{n}"));
        drop(filled(&path));
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(Spool::look_at(&path).unwrap(), (left.len(), false), "{what}");
        let spool = Spool::open(&path).unwrap();
        assert_eq!(names(&spool), left, "{what}");
        let aside = spool.set_aside().unwrap();
        assert_eq!(std::fs::read(aside).unwrap(), bytes, "{what}: kept as it was found");
        let _ = spool.append([9; 32], b"goes on").unwrap();
        assert_eq!(names(&spool).last(), Some(&9), "{what}");
    }
}

#[test]
fn a_spool_that_is_changed_while_it_is_open_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spool");
    let spool = filled(&path);
    let mut bytes = std::fs::read(&path).unwrap();
    // The last frame is taken off the end.
    bytes[2 * 368..].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(spool.frames(), Err(Error::Damaged(_))));
}

#[test]
fn a_spool_has_a_greatest_size() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let large = vec![1; FRAME_BYTES_MAX + 1];
    assert!(matches!(spool.append([1; 32], &large), Err(Error::TooLarge { .. })));
    let most = vec![1; FRAME_BYTES_MAX];
    let fitted = (0..200).take_while(|_| spool.append([1; 32], &most).is_ok()).count();
    assert_eq!(fitted, SPOOL_BYTES_MAX / (FRAME_BYTES_MAX + 68));
    assert_eq!(spool.frames().unwrap().len(), fitted);
}

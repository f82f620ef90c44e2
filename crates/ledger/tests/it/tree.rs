//! Laws of the tree, at every size to 600 and a few larger ones.

use ledger::{Edge, Hash, Missing, Touched, proof, root_of};

use crate::Log;

/// The root by the definition of RFC 6962, written again.
fn definition(entries: &[Vec<u8>]) -> Hash {
    match entries.len() {
        0 => Hash::empty(),
        1 => Hash::leaf(&entries[0]),
        n => {
            let mut k = 1;
            while k * 2 < n {
                k *= 2;
            }
            Hash::node(&definition(&entries[..k]), &definition(&entries[k..]))
        }
    }
}

#[test]
fn the_edge_knows_the_root_at_every_size_and_can_be_read_back_from_the_tiles() {
    let mut log = Log::of(0);
    for size in 0..600 {
        if size % 7 == 0 || size > 250 && size < 260 {
            assert_eq!(log.edge.root(), definition(&log.entries), "{size}");
        }
        let again = Edge::read::<Missing>(size, &log.tiles()).unwrap();
        assert_eq!(again.root(), log.edge.root());
        log.push(format!("entry {size}").into_bytes());
    }
    let large = Log::of(70_000);
    let leaves: Vec<Hash> = large.entries.iter().map(|entry| Hash::leaf(entry)).collect();
    assert_eq!(large.edge.root(), root_of(&leaves));
}

#[test]
fn every_entry_is_provable_at_every_size_and_nothing_else_is() {
    let log = Log::of(600);
    for size in (1..=600).step_by(13).chain([255, 256, 257, 511, 512, 513]) {
        let (tiles, root) = (log.tiles(), definition(&log.entries[..size]));
        for index in (0..size).step_by(11) {
            let mut path = proof::inclusion::<Missing>(&tiles, index as u64, size as u64).unwrap();
            let holds = |data: &[u8], path: &[Hash], index, size| {
                proof::includes(&root, size, index, data, path)
            };
            let (index, size) = (index as u64, size as u64);
            let data = &log.entries[index as usize];
            assert!(holds(data, &path, index, size), "{index} of {size}");
            assert!(!holds(b"another", &path, index, size));
            assert!(!holds(data, &path, index + 1, size));
            if let Some(last) = path.pop() {
                assert!(!holds(data, &path, index, size));
                path.push(last);
                let at = index as usize % path.len();
                path[at] = Hash::leaf(b"forged");
                assert!(!holds(data, &path, index, size));
            }
        }
    }
}

#[test]
fn a_log_that_only_grew_is_shown_to_have_and_one_that_was_rewritten_is_not() {
    let log = Log::of(600);
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 300, 512, 513, 599, 600_usize] {
        let new = definition(&log.entries[..size]);
        for old in (0..=size).step_by(5).chain([size]) {
            let old_root = definition(&log.entries[..old]);
            let mut path =
                proof::consistency::<Missing>(&log.tiles(), old as u64, size as u64).unwrap();
            let (old, size) = (old as u64, size as u64);
            assert!(proof::extends((old, &old_root), (size, &new), &path), "{old} {size}");
            if old > 0 {
                let forged = Hash::leaf(b"rewritten");
                assert!(!proof::extends((old, &forged), (size, &new), &path));
            }
            if !path.is_empty() {
                path[0] = Hash::leaf(b"forged");
                assert!(!proof::extends((old, &old_root), (size, &new), &path));
            }
        }
    }
}

#[test]
fn one_person_can_be_shown_to_have_been_in_a_bulk_and_nobody_else() {
    let salt = [3; 32];
    let ids: Vec<[u8; 16]> = (0..1000_u128).map(u128::to_be_bytes).collect();
    let touched = Touched::new(&salt, ids.iter().map(<[u8; 16]>::as_slice));
    for at in [0, 1, 499, 999] {
        let proof = touched.proof(&salt, &ids[at]).unwrap();
        assert!(Touched::holds(&touched.root(), 1000, &salt, &ids[at], &proof));
        assert!(!Touched::holds(&touched.root(), 1000, &salt, &ids[at ^ 2], &proof));
        assert!(!Touched::holds(&touched.root(), 1000, &[4; 32], &ids[at], &proof));
    }
    assert!(touched.proof(&salt, &[255; 16]).is_none());
}

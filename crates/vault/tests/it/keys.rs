//! Keys: handed out, found again, destroyed.

use vault::{Error, KeyId, POOL, Place, Vault};

use crate::{master, open, store};

const HERE: Place<'static> = Place::at("drawer", "sealed", 1);

#[test]
fn a_key_is_on_the_disk_before_it_is_given_out() {
    let (_folder, db) = store();
    let sealed: Vec<(KeyId, Vec<u8>)> = {
        let vault = open(&db);
        (0..POOL + 10)
            .map(|n| {
                let (id, key) = vault.take().unwrap();
                (id, key.seal(HERE, &n.to_be_bytes()).unwrap())
            })
            .collect()
    };
    let again = open(&db);
    for (n, (id, sealed)) in sealed.iter().enumerate() {
        assert_eq!(&**again.key(*id).unwrap().open(HERE, sealed).unwrap(), &n.to_be_bytes());
    }
}

#[test]
fn a_destroyed_key_is_gone_here_and_after_a_restart_and_destroying_again_does_nothing() {
    let (_folder, db) = store();
    let vault = open(&db);
    let (id, _) = vault.take().unwrap();
    let (other, _) = vault.take().unwrap();
    vault.destroy(&[id], 1).unwrap();
    vault.destroy(&[id], 2).unwrap();
    for vault in [vault, open(&db)] {
        assert_eq!(vault.key(id).unwrap_err(), Error::Gone);
        assert!(vault.key(other).is_ok());
        assert_eq!(vault.key(KeyId::from_bytes([9; 16])).unwrap_err(), Error::Missing);
    }
}

#[test]
fn two_vaults_on_one_store_agree_on_what_is_gone() {
    let (_folder, db) = store();
    let (one, two) = (open(&db), open(&db));
    let (id, _) = one.take().unwrap();
    one.destroy(&[id], 1).unwrap();
    assert_eq!(two.key(id).unwrap_err(), Error::Gone);
}

#[test]
fn the_index_finds_by_field_and_term_and_forgets() {
    let (_folder, db) = store();
    let vault = open(&db);
    let index = vault.index();
    index
        .put(7, &[("email", b"a@b.example".to_vec()), ("phone", b"+441632960001".to_vec())])
        .unwrap();
    index.put(8, &[("email", b"a@b.example".to_vec())]).unwrap();
    assert_eq!(index.find("email", b"a@b.example").unwrap(), [7, 8]);
    assert_eq!(index.find("phone", b"a@b.example").unwrap(), [0; 0]);
    index.remove_terms(8, &[("email", b"a@b.example".to_vec())]).unwrap();
    assert_eq!(index.find("email", b"a@b.example").unwrap(), [7]);
    index.remove(7).unwrap();
    assert_eq!(index.find("phone", b"+441632960001").unwrap(), [0; 0]);
    for person in 100..160 {
        index.put(person, &[("name", b"smith".to_vec())]).unwrap();
    }
    assert!(matches!(index.find("name", b"smith"), Err(Error::TooManyHits(_))));
}

#[test]
fn the_master_key_turns_over_while_everything_can_be_read() {
    let (_folder, db) = store();
    let (id, sealed) = {
        let (id, key) = open(&db).take().unwrap();
        (id, key.seal(HERE, b"x").unwrap())
    };
    let both = Vault::open(db.clone(), vec![master('b'), master('a')]).unwrap();
    let mut left = i64::MAX;
    let mut steps = 0;
    while left > 0 {
        assert_eq!(&**both.key(id).unwrap().open(HERE, &sealed).unwrap(), b"x");
        left = both.rotate_master(100).unwrap();
        steps += 1;
        assert!(steps < 100);
    }
    assert!(steps > 1, "it goes in steps");
    let new = Vault::open(db.clone(), vec![master('b')]).unwrap();
    assert_eq!(&**new.key(id).unwrap().open(HERE, &sealed).unwrap(), b"x");
    let old = Vault::open(db, vec![master('a')]);
    assert!(matches!(old.err(), Some(Error::WrongMaster(_))));
}

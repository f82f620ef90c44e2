//! Laws of sealing.

use std::collections::HashSet;

use proptest::prelude::*;
use vault::{Error, Key, Place, random};

const HERE: Place<'static> = Place::at("drawer", "sealed", 7);

proptest! {
    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else(
        plain in prop::collection::vec(any::<u8>(), 0..3000),
        other_row in any::<i64>(),
        flipped in any::<prop::sample::Index>(),
        bit in 0..8u8,
    ) {
        let (key, stranger) = (Key::generate(), Key::generate());
        let sealed = key.seal(HERE, &plain).unwrap();
        prop_assert_eq!(&*key.open(HERE, &sealed).unwrap(), &plain);
        prop_assert_eq!(stranger.open(HERE, &sealed).unwrap_err(), Error::CannotOpen);
        for elsewhere in [
            Place::new("drawer", "sealed", other_row.wrapping_add(i64::from(other_row == 7))),
            Place::new("drawer", "seale", 7),
            Place::new("joint", "sealed", 7),
            Place::new("drawer", "sealed", &7_i64.to_be_bytes()),
        ] {
            prop_assert_eq!(key.open(elsewhere, &sealed).unwrap_err(), Error::CannotOpen);
        }
        let mut changed = sealed.clone();
        let at = flipped.index(changed.len());
        changed[at] ^= 1 << bit;
        prop_assert_eq!(key.open(HERE, &changed).unwrap_err(), Error::CannotOpen);
        prop_assert_eq!(key.open(HERE, &sealed[..at]).unwrap_err(), Error::CannotOpen);
    }

    #[test]
    fn a_wrapped_key_opens_what_the_other_sealed(plain in prop::collection::vec(any::<u8>(), 0..99)) {
        let (mine, ours) = (Key::generate(), Key::generate());
        let sealed = ours.seal(HERE, &plain).unwrap();
        let wrapped = mine.wrap(Place::new("joint_share", "wrapped", 1), &ours).unwrap();
        let again = mine.unwrap(Place::new("joint_share", "wrapped", 1), &wrapped).unwrap();
        prop_assert_eq!(&*again.open(HERE, &sealed).unwrap(), &plain);
        prop_assert!(mine.unwrap(Place::new("joint_share", "wrapped", 2), &wrapped).is_err());
    }
}

#[test]
fn nothing_random_is_given_out_twice() {
    let seen: HashSet<[u8; 24]> = (0..100_000).map(|_| random::<24>()).collect();
    assert_eq!(seen.len(), 100_000);
}

#[test]
fn keys_do_not_show_themselves() {
    assert_eq!(format!("{:?}", Key::generate()), "Key(..)");
}

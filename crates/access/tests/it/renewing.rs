//! Somebody changes their own password and second factor.

use access::{
    Error, PASSWORD_LENGTH_MIN, Shown, change_password, change_second, code_at, find, offer,
    offered, sign_in,
};

use crate::{Door, after};

const NEW: &str = "a longer new password";

/// The old password and a code are needed; others who were signed in are out.
#[test]
fn a_password_is_changed_by_who_has_the_old_one() {
    let door = Door::new();
    let before = door.right(1).unwrap();
    let change = |password: &str, new: &str, minutes| {
        let code = code_at(&door.enrolled.second, after(minutes).micros());
        let shown = Shown { from: "", name: "ada", password, code: &code };
        change_password(&door.record, shown, new, after(minutes))
    };
    let old = door.enrolled.password.as_str();
    assert!(matches!(change("wrong-password-here", NEW, 2), Err(Error::Wrong)));
    let short = "x".repeat(PASSWORD_LENGTH_MIN - 1);
    assert!(matches!(change(old, &short, 2), Err(Error::Malformed(_))));
    assert!(matches!(change(old, old, 2), Err(Error::Malformed(_))));
    assert!(find(&door.record, before.as_str(), after(2)).unwrap().is_some());
    let session = change(old, NEW, 3).unwrap();
    assert!(matches!(change(NEW, old, 3), Err(Error::Wrong)), "a code is used once");
    assert!(find(&door.record, before.as_str(), after(3)).unwrap().is_none());
    assert!(find(&door.record, session.as_str(), after(3)).unwrap().is_some());
    assert!(matches!(door.sign_in(old, 4), Err(Error::Wrong)));
    assert!(door.sign_in(NEW, 5).is_ok());
}

/// A new second factor is one that was offered to them, and counts once a code of it was shown.
#[test]
fn a_second_factor_is_changed_once_it_works() {
    let door = Door::new();
    let new = offer(&door.record, "ada").unwrap();
    let letters = new.second.in_letters();
    assert!(offered(&door.record, "ada", &letters, &new.seal).unwrap().is_some());
    for (name, letters, seal) in [
        ("ben", letters.as_str(), new.seal.as_str()),
        ("ada", &"A".repeat(32), &new.seal),
        ("ada", &letters, ""),
        ("ada", "not letters", &new.seal),
    ] {
        assert!(offered(&door.record, name, letters, seal).unwrap().is_none(), "{name} {letters}");
    }
    let password = door.enrolled.password.as_str();
    let old = |minutes| code_at(&door.enrolled.second, after(minutes).micros());
    let of_new = |minutes| code_at(&new.second, after(minutes).micros());
    let change = |code: &str, new_code: &str, minutes| {
        let shown = Shown { from: "", name: "ada", password, code };
        change_second(&door.record, shown, &new, new_code, after(minutes))
    };
    assert!(matches!(change(&old(1), &old(1), 1), Err(Error::NewCode)));
    assert!(matches!(change(&of_new(1), &of_new(1), 1), Err(Error::Wrong)));
    let session = change(&old(2), &of_new(2), 2).unwrap();
    assert!(find(&door.record, session.as_str(), after(3)).unwrap().is_some());
    let with = |code: &str, minutes| sign_in(&door.record, "ada", password, code, after(minutes));
    assert!(matches!(with(&of_new(2), 2), Err(Error::Wrong)), "a code is used once");
    assert!(matches!(with(&old(4), 4), Err(Error::Wrong)));
    assert!(with(&of_new(5), 5).is_ok());
}

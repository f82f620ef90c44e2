//! Work accounts: who joins, moves and leaves is the provider's groups to say.

use access::{Error, Group, NewAccount, Vouched, WORK_ABSOLUTE, add, end, find, sign_in_by_work};
use charter::Strength;

use crate::{Door, ada, after, entries};

fn group(group: &str, role: &str, team: &str) -> Group {
    Group {
        group: group.to_owned(),
        role: role.to_owned(),
        team: team.to_owned(),
        entity: "heart-of-medway".to_owned(),
    }
}

fn groups() -> Vec<Group> {
    vec![
        group("dpo", "data-protection-officer", "data-protection"),
        group("phones", "contact-centre-adviser", "contact-centre"),
        group("homes", "housing-officer", "housing"),
    ]
}

fn rosa(groups: &[&str]) -> Vouched {
    Vouched {
        issuer: "https://login.example".to_owned(),
        subject: "7c1".to_owned(),
        name: Some("Rosa.Ash@example.org".to_owned()),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        second_factor: true,
    }
}

fn role(door: &Door, name: &str) -> Option<String> {
    let all = access::list(&door.record).unwrap();
    all.into_iter().find(|one| one.name == name && !one.ended).map(|one| one.role)
}

/// Somebody joins, moves, leaves and comes back; each of it is in the log, and no session outlives it.
#[test]
fn an_account_follows_the_groups() {
    comes_and_goes(&Door::new());
}

pub(crate) fn comes_and_goes(door: &Door) {
    let name = "rosa.ash@example.org";
    let enter = |groups_of: &[&str], minutes| {
        let before = entries(door);
        let tried = sign_in_by_work(&door.record, &groups(), &rosa(groups_of), after(minutes));
        (tried, entries(door) - before)
    };
    let there = |session: &access::Session, minutes| {
        find(&door.record, session.as_str(), after(minutes)).unwrap()
    };
    let (first, logged) = enter(&["homes", "else"], 1);
    let first = first.unwrap();
    assert_eq!(logged, 2, "that it was made, and that she signed in");
    let present = there(&first, 2).unwrap();
    assert_eq!((present.account.name.as_str(), present.strength), (name, Strength::SecondFactor));
    assert_eq!(present.account.role, "housing-officer");
    assert!(present.account.by_work);
    assert_eq!(enter(&["homes"], 3).1, 1, "nothing changed");
    // The first of the table decides, and not the first of hers.
    let (moved, logged) = enter(&["homes", "phones"], 4);
    assert_eq!(logged, 2);
    assert!(there(&first, 4).is_none(), "what she opened in another role is closed");
    assert_eq!(there(&moved.unwrap(), 4).unwrap().account.team, "contact-centre");
    let (still, _) = enter(&["phones"], 5);
    let still = still.unwrap();
    let (left, logged) = enter(&["else"], 6);
    assert!(matches!(left, Err(Error::NoGroup)), "{left:?}");
    assert_eq!(logged, 2, "that it ended, and that she was refused");
    assert!(there(&still, 6).is_none() && role(door, name).is_none());
    let (out, logged) = enter(&[], 7);
    assert!(matches!(out, Err(Error::NoGroup)));
    assert_eq!(logged, 1);
    assert!(enter(&["dpo"], 8).0.is_ok());
    assert_eq!(role(door, name).as_deref(), Some("data-protection-officer"));
    assert_eq!(access::list(&door.record).unwrap().len(), 2, "one account, and the local one");
}

/// A session by the provider lasts an hour, whatever happens.
#[test]
fn it_is_over_in_an_hour() {
    let door = Door::new();
    let session = sign_in_by_work(&door.record, &groups(), &rosa(&["homes"]), after(0)).unwrap();
    assert!(access::is_by_work(session.as_str()));
    let minutes = WORK_ABSOLUTE / 60_000_000;
    for minute in (10..minutes).step_by(10).chain([minutes - 1]) {
        assert!(find(&door.record, session.as_str(), after(minute)).unwrap().is_some());
    }
    assert!(find(&door.record, session.as_str(), after(minutes)).unwrap().is_none());
    assert!(!access::is_by_work(door.right(1).unwrap().as_str()));
}

/// A name is nobody's way into another account: not a local one's, even if it ended, nor another subject's,
/// nor the holder's of a post, nor a service's, nor ours.
#[test]
fn a_name_takes_nothing_over() {
    let door = Door::new();
    let appoint = |tx: &db::Tx<'_>| {
        Ok(db::posts::appoint(tx, "data-protection", "Olu", false, "2026-01-01", None)?)
    };
    door.record.write_office("setup", "appointed", "data-protection", after(0), appoint).unwrap();
    let named = |name: &str, subject: &str| {
        let name = Some(name.to_owned());
        let vouched = Vouched { name, subject: subject.to_owned(), ..rosa(&["dpo"]) };
        sign_in_by_work(&door.record, &groups(), &vouched, after(1))
    };
    for name in ["ada", "ADA", "olu", "keyholder"] {
        assert!(matches!(named(name, "1"), Err(Error::NameTaken)), "{name}");
    }
    assert!(end(&door.record, "setup", "ada", after(1)).unwrap());
    assert!(matches!(named("ada", "1"), Err(Error::NameTaken)), "she may come back");
    assert!(named("ben", "1").is_ok());
    assert!(matches!(named("Ben", "2"), Err(Error::NameTaken)), "another subject");
    // One subject is one account, whatever it is called later.
    assert!(named("ada", "1").is_ok());
    assert!(role(&door, "ben").is_some() && role(&door, "ada").is_none());
    for name in ["", "a b", "x\u{0}", &"a".repeat(61), "ада"] {
        assert!(matches!(named(name, "3"), Err(Error::NoName)), "{name}");
    }
    let nameless = Vouched { name: None, subject: "4".to_owned(), ..rosa(&["dpo"]) };
    let nameless = sign_in_by_work(&door.record, &groups(), &nameless, after(1));
    assert!(matches!(nameless, Err(Error::NoName)));
    // The same subject of another provider is somebody else.
    let other = Vouched {
        issuer: "https://other.example".to_owned(),
        name: Some("ben".to_owned()),
        subject: "1".to_owned(),
        ..rosa(&["dpo"])
    };
    let other = sign_in_by_work(&door.record, &groups(), &other, after(1));
    assert!(matches!(other, Err(Error::NameTaken)));
    // Nor does a local account take over one of theirs, and no password opens it.
    let taking =
        add(&door.record, "setup", &NewAccount { name: "ben".to_owned(), ..ada() }, after(2));
    assert!(matches!(taking, Err(Error::Malformed(_))));
    let typed = access::sign_in(&door.record, "ben", "", "000000", after(3));
    assert!(matches!(typed, Err(Error::Wrong)));
}

/// Who was ended by hand stays out, whatever the groups say, until somebody here lets them in again.
#[test]
fn ended_by_hand_stays_ended() {
    let door = Door::new();
    let enter =
        |minutes| sign_in_by_work(&door.record, &groups(), &rosa(&["homes"]), after(minutes));
    let session = enter(1).unwrap();
    let name = "rosa.ash@example.org";
    assert!(!access::let_in_again(&door.record, "setup", name, after(2)).unwrap(), "she is in");
    assert!(end(&door.record, "setup", name, after(2)).unwrap());
    assert!(find(&door.record, session.as_str(), after(3)).unwrap().is_none());
    assert!(matches!(enter(3), Err(Error::Barred)));
    assert!(!access::let_in_again(&door.record, "setup", "ada", after(4)).unwrap(), "a local one");
    assert!(access::let_in_again(&door.record, "setup", name, after(4)).unwrap());
    assert!(enter(5).is_ok());
}

/// How strongly somebody signed in is what the provider saw; a role that needs more stays shut.
#[test]
fn a_role_asks_for_its_strength() {
    let door = Door::new();
    let enter = |group: &str, second_factor| {
        let vouched = Vouched { second_factor, ..rosa(&[group]) };
        sign_in_by_work(&door.record, &groups(), &vouched, after(1))
    };
    assert!(matches!(enter("homes", false), Err(Error::Weak)));
    assert!(enter("homes", true).is_ok());
    let session = enter("phones", false).unwrap();
    let present = find(&door.record, session.as_str(), after(2)).unwrap().unwrap();
    assert_eq!(present.strength, Strength::Password);
}

//! Residents at the door: whom a code goes to, how long it is good, and what ends it.

use access::Error;
use access::residents::{
    self, ABSOLUTE, ASKS_OF_A_CONTACT, Asked, CODE_LASTS, CODE_TRIES, COOLING_OFF_DAYS, IDLE,
    LETTER_LASTS,
};
use db::cluster::Cluster;
use gate::NamedAsk;
use jiff::{SignedDuration, Timestamp};
use people::identify::{Identifier, Kind};
use people::{
    Fact, NewChoice, NewItem, NewPerson, NewRelationship, Now, PersonId, Question, Record,
};

use crate::{record, record_at};

struct Door {
    record: Record,
    _folder: Option<tempfile::TempDir>,
}

fn begun() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

fn after(micros: i64) -> Now {
    Now::new(begun() + SignedDuration::from_micros(micros))
}

fn days(days: i64) -> i64 {
    days * 86_400_000_000
}

impl Door {
    fn new() -> Door {
        let folder = tempfile::tempdir().unwrap();
        Door { record: record(folder.path()), _folder: Some(folder) }
    }

    fn question(&self, dpo: bool, action: &str, now: Now) -> Question {
        let (role, team, purpose) = match dpo {
            true => ("data-protection-officer", "data-protection", "rights-requests"),
            false => ("housing-officer", "housing", "tenancy-management"),
        };
        let ask = NamedAsk {
            actor: Some("ann".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: role.to_owned(),
            team: team.to_owned(),
            entity: "heart-of-medway".to_owned(),
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        self.record.question(&ask, now.today()).unwrap()
    }

    fn tenant(&self, name: &str, email: &str) -> PersonId {
        let since = after(0).today();
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", since));
        let parse = |kind, text: &str| Identifier::parse(kind, text).unwrap();
        new.identifiers = vec![
            parse(Kind::Name, name),
            parse(Kind::Email, email),
            parse(Kind::Address, "7 Invented Row, Chatham, ZZ4 4ZZ"),
        ];
        self.record.enter(&self.question(false, "collect", after(0)), &new, after(0)).unwrap()
    }

    /// Another address of somebody's, from that moment on.
    fn changes(&self, person: PersonId, kind: Kind, category: &str, text: &str, now: Now) {
        let identifier = Identifier::parse(kind, text).unwrap();
        let item = NewItem::identifier(category, &identifier, "the-person", now.today());
        let question = self.question(false, "collect", now);
        self.record.hold(&question, person, &item, now).unwrap();
    }

    fn asks(&self, email: &str, now: Now) -> (Asked, bool) {
        let asked = residents::ask(&self.record, email, now).unwrap();
        let sent = residents::send_code(&self.record, &asked, email, now).unwrap();
        (asked, sent)
    }

    fn code(&self, now: Now) -> String {
        let mail = residents::outgoing(&self.record, now).unwrap().pop().unwrap();
        residents::settled(&self.record, &mail, true, now).unwrap();
        mail.text.split("The code is ").nth(1).unwrap()[..8].to_owned()
    }

    fn tries(&self, asked: &Asked, code: &str, now: Now) -> Result<access::Session, Error> {
        residents::sign_in(&self.record, asked.as_str(), code, now)
    }

    fn in_by(&self, session: &access::Session, now: Now) -> bool {
        residents::find(&self.record, session.as_str(), now).unwrap().is_some()
    }
}

/// A code is short-lived, for few tries, and the newest alone is good.
#[test]
fn a_code_is_good_once_and_not_for_long() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let (asked, sent) = door.asks("rosa@example.org", after(0));
    assert!(sent);
    let code = door.code(after(1));
    let late = door.tries(&asked, &code, after(CODE_LASTS + 1));
    assert!(matches!(late, Err(Error::Wrong)), "too old");
    for _ in 1..CODE_TRIES {
        assert!(matches!(door.tries(&asked, "00000000", after(2)), Err(Error::Wrong)));
    }
    assert!(matches!(door.tries(&asked, &code, after(3)), Err(Error::Wrong)), "too many tries");
    let (first, _) = door.asks("ROSA@example.org ", after(4));
    let old = door.code(after(4));
    let (second, _) = door.asks("rosa@example.org", after(5));
    let new = door.code(after(5));
    assert!(matches!(door.tries(&first, &old, after(6)), Err(Error::Wrong)), "the newest is good");
    assert!(matches!(door.tries(&first, &new, after(6)), Err(Error::Wrong)), "for one browser");
    let typed = format!("{} {}", &new[..4], &new[4..]);
    let session = door.tries(&second, &typed, after(7)).unwrap();
    assert!(matches!(door.tries(&second, &new, after(8)), Err(Error::Wrong)), "once");
    let entered = residents::find(&door.record, session.as_str(), after(9)).unwrap().unwrap();
    assert_eq!((entered.own.person, entered.other), (rosa, None));
    assert_eq!(format!("{asked:?} {session:?}"), "Asked(..) Session(..)");
}

/// All of it on PostgreSQL.
#[test]
fn the_door_stands_on_postgresql() {
    let cluster = Cluster::start("fsync = off").unwrap();
    let database = |name| cluster.database(name).unwrap();
    let record = record_at(&database("data"), &database("keys"));
    let door = Door { record, _folder: None };
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let (asked, sent) = door.asks("rosa@example.org", after(0));
    assert!(sent && !door.asks("nobody@example.org", after(0)).1);
    let code = door.code(after(1));
    assert!(matches!(door.tries(&asked, "00000000", after(1)), Err(Error::Wrong)));
    let session = door.tries(&asked, &code, after(2)).unwrap();
    assert!(door.in_by(&session, after(IDLE)) && door.in_by(&session, after(2 * IDLE - 1)));
    let record = &door.record;
    let token = session.as_str();
    let nobody = PersonId::from_bytes([0; 16]);
    assert!(!residents::act_for(record, token, Some(nobody), after(2 * IDLE)).unwrap());
    assert!(residents::act_for(record, token, None, after(2 * IDLE)).unwrap());
    let own = record.own(rosa, after(2 * IDLE)).unwrap().unwrap();
    assert!(!record.held(&own, after(2 * IDLE)).unwrap().unwrap().is_empty());
    assert!(record.had(&own, after(2 * IDLE)).unwrap().is_some());
    assert!(!record.own_choices(&own, after(2 * IDLE)).unwrap().is_empty());
    let question = door.question(true, "look", after(3));
    let letter = residents::letter_code(record, &question, rosa, None, after(3)).unwrap();
    residents::lock(record, &own, after(4)).unwrap();
    assert!(!door.in_by(&session, after(5)));
    assert!(residents::sign_in_by_letter(record, &letter, after(5)).is_err());
    let letter = residents::letter_code(record, &question, rosa, None, after(6)).unwrap();
    let again = residents::sign_in_by_letter(record, &letter, after(7)).unwrap();
    assert!(door.in_by(&again, after(8)));
    residents::sign_out(record, again.as_str(), after(9)).unwrap();
    assert!(!door.in_by(&again, after(10)));
    // A day later all of it is forgotten.
    assert!(door.asks("rosa@example.org", after(days(2))).1);
}

/// A session ends without a word, and after two hours in any case.
#[test]
fn a_session_ends_by_itself() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let question = door.question(true, "look", after(0));
    let enter = |at| {
        let code = residents::letter_code(&door.record, &question, rosa, None, after(at)).unwrap();
        residents::sign_in_by_letter(&door.record, &code, after(at)).unwrap()
    };
    let quiet = enter(0);
    assert!(door.in_by(&quiet, after(IDLE)) && !door.in_by(&quiet, after(2 * IDLE + 1)));
    let busy = enter(0);
    let mut at = 0;
    while at <= ABSOLUTE {
        assert!(door.in_by(&busy, after(at)), "{at}");
        at += IDLE - 1;
    }
    assert!(!door.in_by(&busy, after(ABSOLUTE + 1)));
    let out = enter(ABSOLUTE);
    residents::sign_out(&door.record, out.as_str(), after(ABSOLUTE + 1)).unwrap();
    assert!(!door.in_by(&out, after(ABSOLUTE + 2)));
}

/// Nobody's mailbox is filled: three codes an hour to one address, whoever asks.
#[test]
fn an_address_gets_few_codes() {
    let door = Door::new();
    door.tenant("Rosa Ash", "rosa@example.org");
    for n in 0..ASKS_OF_A_CONTACT {
        assert!(door.asks("rosa@example.org", after(n)).1);
    }
    assert!(!door.asks("rosa@example.org", after(10)).1);
    assert!(door.asks("rosa@example.org", after(3_600_000_001 + 10)).1, "an hour later");
}

/// After an address was changed codes go to the one before for two weeks, and to no new one.
#[test]
fn a_change_cools_off() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let changed = days(30);
    door.changes(rosa, Kind::Email, "email", "new@example.org", after(changed));
    assert!(!door.asks("new@example.org", after(changed + days(1))).1);
    assert!(door.asks("rosa@example.org", after(changed + days(1))).1, "the one before");
    assert!(!door.asks("new@example.org", after(changed + days(COOLING_OFF_DAYS - 1))).1);
    assert!(door.asks("new@example.org", after(changed + days(COOLING_OFF_DAYS))).1);
    // A letter to an address that is new needs somebody who found out who asks.
    let moved = days(60);
    door.changes(rosa, Kind::Address, "address", "9 Invented Row, Chatham, ZZ4 4ZZ", after(moved));
    let letter = |checked, at| {
        let question = door.question(true, "look", after(at));
        residents::letter_code(&door.record, &question, rosa, checked, after(at))
    };
    assert!(matches!(letter(None, moved + days(1)), Err(Error::Malformed(_))));
    assert!(letter(Some("She came with her passport."), moved + days(1)).is_ok());
    assert!(letter(None, moved + days(COOLING_OFF_DAYS)).is_ok());
}

/// What counts is when the record was told, whatever day a system gives, and by which way.
#[test]
fn a_change_that_is_said_to_be_old_cools_off_all_the_same() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let changed = days(30);
    let (told, soon) = (after(changed), after(changed + days(1)));
    let write = door.question(false, "collect", told);
    let new = Identifier::parse(Kind::Email, "new@example.org").unwrap();
    let old_day = "2019-01-01".parse().unwrap();
    let item = NewItem::identifier("email", &new, "the-person", old_day);
    let no = door.record.hold(&write, rosa, &item, told).unwrap();
    assert!(!door.asks("new@example.org", soon).1, "back-dated");
    let late = after(changed + days(COOLING_OFF_DAYS));
    assert!(door.asks("new@example.org", late).1);
    door.record.correct(&write, rosa, no.n, b"newer@example.org", late).unwrap();
    assert!(!door.asks("newer@example.org", late).1, "corrected");
    let later = after(changed + days(2 * COOLING_OFF_DAYS));
    assert!(door.asks("newer@example.org", later).1);
}

/// An address two people have is nobody's alone, whoever asks.
#[test]
fn a_shared_address_gets_no_code() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    assert!(door.asks("rosa@example.org", after(0)).1);
    let ben = door.tenant("Ben Birch", "rosa@example.org");
    assert_ne!(rosa, ben);
    assert!(!door.asks("rosa@example.org", after(1)).1);
    for wrong in ["", "nobody@example.org", "no address", &"x".repeat(5_000)] {
        assert!(!door.asks(wrong, after(2)).1, "{wrong}");
    }
}

/// A letter's code is good once, not for ever, and the newest alone.
#[test]
fn a_letter_lets_somebody_in_once() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let question = door.question(true, "look", after(0));
    let letter =
        |at| residents::letter_code(&door.record, &question, rosa, None, after(at)).unwrap();
    let enters = |code: &str, at| residents::sign_in_by_letter(&door.record, code, after(at));
    let old = letter(0);
    assert!(matches!(enters(&old, LETTER_LASTS + 1), Err(Error::Wrong)));
    let new = letter(1);
    assert!(matches!(enters(&old, 2), Err(Error::Wrong)), "the newest is good");
    for wrong in ["", "AAAA-AAAA-AAAA-AAAA", &new[..15], &"A".repeat(9_000)] {
        assert!(matches!(enters(wrong, 2), Err(Error::Wrong)));
    }
    assert!(enters(&new.to_lowercase().replace('-', " "), 3).is_ok());
    assert!(matches!(enters(&new, 4), Err(Error::Wrong)), "once");
}

/// Where neither email nor a letter is safe, nothing goes out by itself.
#[test]
fn what_is_not_safe_is_not_used() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let collect = door.question(false, "collect", after(0));
    let safe = NewChoice::new(Fact::Safe, "phone", after(0).today());
    let _ = door.record.choose(&collect, rosa, &safe, after(0)).unwrap();
    assert!(!door.asks("rosa@example.org", after(1)).1);
    let question = door.question(true, "look", after(1));
    let letter = |how| residents::letter_code(&door.record, &question, rosa, how, after(1));
    assert!(matches!(letter(None), Err(Error::Malformed(_))));
    assert!(letter(Some("She came by herself.")).is_ok());
}

/// Who shut their account is out, gets no code, and is let in by an officer who found out who asks, or by a
/// letter.
#[test]
fn an_account_is_shut_and_opened() {
    let door = Door::new();
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    let (asked, _) = door.asks("rosa@example.org", after(0));
    let code = door.code(after(0));
    let question = door.question(true, "look", after(0));
    let letter = residents::letter_code(&door.record, &question, rosa, None, after(0)).unwrap();
    let own = door.record.own(rosa, after(1)).unwrap().unwrap();
    residents::lock(&door.record, &own, after(1)).unwrap();
    assert!(
        matches!(door.tries(&asked, &code, after(2)), Err(Error::Wrong)),
        "what was sent before"
    );
    let before = residents::sign_in_by_letter(&door.record, &letter, after(2));
    assert!(matches!(before, Err(Error::Wrong)), "a letter from before");
    assert!(!door.asks("rosa@example.org", after(3)).1);
    let opens = |checked, at| residents::unlock(&door.record, &question, rosa, checked, after(at));
    assert!(matches!(opens(" ", 4), Err(Error::Malformed(_))));
    assert!(opens("She knew her last payment.", 5).unwrap());
    assert!(!opens("Again.", 6).unwrap(), "it was open");
    assert!(door.asks("rosa@example.org", after(7)).1);
}

/// A letter that is printed goes to one address alone, that is not new, by post only where that is safe,
/// however whoever asks was found out; and that is decided again when it is printed.
#[test]
fn a_printed_letter_goes_to_no_new_or_unsafe_address() {
    let door = Door::new();
    let how = "She knew her last payment and her tenancy.";
    let asks = |person, at| {
        let question = door.question(false, "look", after(at));
        residents::have_letter_printed(&door.record, &question, person, how, after(at))
    };
    let waiting = |at| residents::letters_to_print(&door.record, "print", after(at)).unwrap();
    let says = |asked: Result<(), Error>, part: &str| match asked {
        Err(Error::Malformed(why)) => assert!(why.contains(part), "{why}"),
        other => panic!("{other:?}"),
    };
    let rosa = door.tenant("Rosa Ash", "rosa@example.org");
    assert!(asks(rosa, 1).is_ok());
    assert_eq!(waiting(2).len(), 1);
    // Asked for, and then another address is held as well: it is known of neither whether it is theirs.
    assert!(asks(rosa, 3).is_ok());
    let new = "9 Invented Row, Chatham, ZZ4 4ZZ";
    door.changes(rosa, Kind::Address, "address", new, after(4));
    assert!(waiting(5).is_empty());
    says(asks(rosa, 6), "more than one address");
    says(asks(rosa, days(COOLING_OFF_DAYS + 1)), "more than one address");
    // Put right: the new address cools off, whoever says how they found out who asks.
    let eve = door.tenant("Eve Fen", "eve@example.org");
    assert!(asks(eve, 7).is_ok());
    let address = |at| {
        let opened = door.record.look(&door.question(false, "look", after(at)), eve, after(at));
        let opened = opened.unwrap();
        let items = opened.items(&door.record).unwrap();
        let mut all =
            items.iter().filter(|one| one.notes().identifies.as_deref() == Some("address"));
        all.next().unwrap().no.n
    };
    let (moved, write) = (days(1), door.question(false, "collect", after(days(1))));
    door.record.correct(&write, eve, address(8), new.as_bytes(), after(moved)).unwrap();
    assert!(waiting(moved + 1).is_empty(), "the address changed");
    says(asks(eve, moved + 2), "no code goes to a new address");
    let cool = moved + days(COOLING_OFF_DAYS);
    assert!(asks(eve, cool).is_ok());
    // Not safe any more when it is printed.
    let safe = NewChoice::new(Fact::Safe, "phone", after(cool).today());
    let collect = door.question(false, "collect", after(cool));
    let _ = door.record.choose(&collect, eve, &safe, after(cool + 1)).unwrap();
    assert!(waiting(cool + 2).is_empty());
    says(asks(eve, cool + 3), "a letter is not safe");
}

/// A letter that cannot be written is tried again, and not for ever; what nobody prints is forgotten.
#[test]
fn a_letter_waits_and_not_for_ever() {
    let door = Door::new();
    let asks = |name: &str, email: &str| {
        let person = door.tenant(name, email);
        let question = door.question(false, "look", after(0));
        let how = "She knew her last payment and her tenancy.";
        residents::have_letter_printed(&door.record, &question, person, how, after(0)).unwrap();
    };
    let waits = || {
        let sql = "SELECT COUNT(*) FROM outbox WHERE kind = 'resident-letter' AND state < 2";
        door.record.data().read("letters", |tx| tx.one(sql, db::params![], |row| row.int(0)))
    };
    asks("Rosa Ash", "rosa@example.org");
    let mut tried = 0;
    for hour in 0..100 {
        let now = after(1 + hour * 3_600_000_000);
        for letter in residents::letters_to_print(&door.record, "print", now).unwrap() {
            tried += 1;
            residents::printed(&door.record, &letter, false, now).unwrap();
        }
    }
    assert_eq!((tried, waits().unwrap()), (db::outbox::TRIES_MAX, Some(0)));
    asks("Eve Fen", "eve@example.org");
    residents::clear(&door.record, after(LETTER_LASTS - 1)).unwrap();
    assert_eq!(waits().unwrap(), Some(1));
    residents::clear(&door.record, after(LETTER_LASTS + 1)).unwrap();
    assert_eq!(waits().unwrap(), Some(0));
}

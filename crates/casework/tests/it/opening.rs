use casework::{Capacity, Channel, Error, Kind, NewCase, Party};
use jiff::civil::date;

use crate::{Office, TODAY, days_after, moment, noon};

/// The day by which is the law's own, from the day it came, on whatever channel.
#[test]
fn the_time_runs_from_the_day_it_came() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    for (kind, due) in [
        (Kind::Access, date(2027, 1, 4)),
        (Kind::Erasure, date(2027, 1, 4)),
        (Kind::Complaint, date(2026, 12, 31)),
        (Kind::Breach, date(2026, 12, 4)),
        (Kind::Enquiry, date(2026, 12, 11)),
        (Kind::ConsentWithdrawal, date(2026, 12, 2)),
    ] {
        assert_eq!(office.open(kind, Some(tenant), TODAY).due, Some(due), "{kind}");
    }
}

#[test]
fn one_letter_opens_several_cases_that_belong_together() {
    let office = Office::new();
    let new = NewCase {
        kinds: vec![Kind::Erasure, Kind::Access, Kind::Access],
        entity: "heart-of-medway".to_owned(),
        received: moment(TODAY),
        subject: None,
        requester: Party::named("Rosa Ash", Capacity::Own, Channel::Post),
        recipient: None,
        words: "Send me my file and then delete it.".to_owned(),
        by: None,
    };
    let opened = office.desk.open("cara", &new, noon(TODAY)).unwrap();
    assert_eq!(
        opened.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [Kind::Access, Kind::Erasure]
    );
    let question = office.question("ada", TODAY);
    let shown =
        office.desk.show(casework::Who::Officer(&question), opened[0].no, noon(TODAY)).unwrap();
    assert_eq!(shown.linked, [(opened[1].reference.clone(), "one letter".to_owned())]);
    assert_eq!(shown.words.said, new.words);
    assert_eq!(shown.words.recipient, new.requester);
}

/// The same request again is put together with the first, and said to those who work on it alone.
#[test]
fn the_same_request_twice_is_put_together() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let linked = |case| {
        let question = office.question("ada", days_after(TODAY, 3));
        let who = casework::Who::Officer(&question);
        office.desk.show(who, case, noon(days_after(TODAY, 3))).unwrap().linked
    };
    let first = office.open(Kind::Access, Some(tenant), TODAY);
    assert_eq!(linked(first.no), []);
    let second = office.open(Kind::Access, Some(tenant), days_after(TODAY, 2));
    assert_eq!(linked(second.no), [(first.reference, "like it".to_owned())]);
    let other = office.open(Kind::Erasure, Some(tenant), days_after(TODAY, 2));
    assert_eq!(linked(other.no), []);
}

/// The reference shows where it stands, and nothing of whom; it is read however it was typed.
#[test]
fn a_reference_tells_where_it_stands() {
    let office = Office::new();
    let opened = office.open(Kind::Access, None, TODAY);
    let typed = format!(" {} ", opened.reference.to_lowercase().replace('-', " "));
    let status = office.desk.status(&typed, noon(TODAY)).unwrap();
    assert_eq!((status.kind, status.state), ("access", "received"));
    assert!(matches!(office.desk.status("AAAA-BBBB-CCCC", noon(TODAY)), Err(Error::None)));
    assert!(matches!(office.desk.status("AAAA", noon(TODAY)), Err(Error::Malformed(_))));
}

#[test]
fn what_makes_no_sense_is_not_opened() {
    let office = Office::new();
    let good = NewCase {
        kinds: vec![Kind::Access],
        entity: "heart-of-medway".to_owned(),
        received: moment(TODAY),
        subject: None,
        requester: Party::default(),
        recipient: None,
        words: String::new(),
        by: None,
    };
    let check = |change: &dyn Fn(&mut NewCase), expected: &str| {
        let mut new = good.clone();
        change(&mut new);
        let error = office.desk.open("cara", &new, noon(TODAY)).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(&|new| new.kinds.clear(), "a case is about 1 to 8 things");
    check(
        &|new| new.received = moment(days_after(TODAY, 1)),
        "nothing comes on 2026-12-02 before that day",
    );
    check(
        &|new| new.words = "x".repeat(100_001),
        "what was said has more than 100000 characters; attach it as a document",
    );
    check(&|new| new.entity = "elsewhere".to_owned(), "the charter has no entity `elsewhere`");
    assert_eq!(office.desk.queue(10).unwrap(), []);
}

//! Orders of events that cannot be: a typed error that names both dates.

use jiff::civil::Date;
use law::clock::{Event, Gate, Impossible, Kind, MAX_PAUSES, Request, RequestBuilder};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[track_caller]
fn check(request: RequestBuilder, event: Event, says: &[&str]) {
    let error = request.build().expect_err("cannot be");
    assert_eq!(error.event(), event, "{error}");
    let text = error.to_string();
    for part in says {
        assert!(text.contains(part), "`{text}` does not say `{part}`");
    }
}

fn access() -> RequestBuilder {
    Request::new(Kind::Access, day("2026-11-10"))
}

#[test]
fn out_of_order() {
    let both = ["2026-11-12", "2026-11-11"];
    check(access().pause(day("2026-11-12"), Some(day("2026-11-11"))), Event::Answered, &both);
    for (gate, event) in [
        (Gate::Identity, Event::IdentityReceived),
        (Gate::Fee, Event::FeePaid),
        (Gate::Authority, Event::AuthorityReceived),
    ] {
        let asked_after = access().gate(gate, Some(day("2026-11-12")), Some(day("2026-11-11")));
        check(asked_after, event, &both);
        let early = access().gate(gate, None, Some(day("2026-11-09")));
        check(early, event, &["2026-11-09", "2026-11-10"]);
    }
    let early = ["2026-11-09", "2026-11-10"];
    check(
        access().gate(Gate::Identity, Some(day("2026-11-09")), None),
        Event::IdentityAsked,
        &early,
    );
    check(access().pause(day("2026-11-09"), None), Event::Asked, &early);
    check(access().extended_on(day("2026-11-09")), Event::ExtendedOn, &early);
    check(access().replied_on(day("2026-11-09")), Event::RepliedOn, &early);
    let replied = || access().replied_on(day("2026-11-20"));
    check(
        replied().pause(day("2026-11-21"), None),
        Event::RepliedOn,
        &["2026-11-20", "2026-11-21"],
    );
    check(replied().extended_on(day("2026-11-21")), Event::RepliedOn, &["2026-11-21"]);
    // What the person does may follow the reply.
    assert!(replied().pause(day("2026-11-15"), Some(day("2026-11-25"))).build().is_ok());
}

#[test]
fn extensions() {
    check(
        access().extended_on(day("2026-12-11")),
        Event::ExtendedOn,
        &["2026-12-11", "2026-12-10"],
    );
    assert!(access().extended_on(day("2026-12-10")).build().is_ok());
    let twice = access().extended_on(day("2026-11-20")).extended_on(day("2026-11-21"));
    check(twice, Event::ExtendedOn, &["2026-11-20", "2026-11-21", "once"]);
}

#[test]
fn no_place() {
    let complaint = || Request::new(Kind::Complaint, day("2026-11-10"));
    check(
        complaint().extended_on(day("2026-11-20")),
        Event::ExtendedOn,
        &["complaint", "2026-11-20"],
    );
    let identity = complaint().gate(Gate::Identity, Some(day("2026-11-20")), None);
    check(identity, Event::IdentityAsked, &["complaint", "2026-11-20"]);
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Access) {
        let asked = Request::new(kind, day("2026-11-10")).pause(day("2026-11-20"), None);
        check(asked, Event::Asked, &[kind.id(), "2026-11-20", "access"]);
    }
}

#[test]
fn out_of_range() {
    let check_received = |received: &str| {
        check(Request::new(Kind::Access, day(received)), Event::Received, &[received]);
    };
    check_received("2018-05-24");
    check_received("0001-01-01");
    check_received("2200-01-01");
    check_received("9999-12-31");
    check(access().pause(day("2026-11-20"), Some(day("9999-12-31"))), Event::Answered, &["9999"]);
    assert!(Request::new(Kind::Access, day("2018-05-25")).build().is_ok());
    let last = Request::new(Kind::Access, day("2199-12-31")).build().unwrap();
    assert!(last.read(Date::MIN).due().is_some() && last.read(Date::MAX).due().is_some());
}

#[test]
fn too_many() {
    let many =
        |count| (0..count).fold(access(), |request, _| request.pause(day("2026-11-20"), None));
    assert!(many(MAX_PAUSES).build().is_ok());
    assert_eq!(
        many(MAX_PAUSES + 1).build().unwrap_err(),
        Impossible::TooManyPauses(MAX_PAUSES + 1)
    );
}

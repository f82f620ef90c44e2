//! Due dates and statuses, case by case.

use jiff::civil::Date;
use law::clock::{Gate, Kind, Request, RequestBuilder, Status};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn access(received: &str) -> RequestBuilder {
    Request::new(Kind::Access, day(received))
}

fn due(request: RequestBuilder) -> Option<Date> {
    request.build().unwrap().read(day("2026-11-23")).due()
}

#[test]
fn one_month() {
    let check = |received: &str, expected: &str| {
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Complaint) {
            let got = due(Request::new(kind, day(received)));
            assert_eq!(got, Some(day(expected)), "{kind} received {received}");
        }
    };
    check("2024-11-25", "2024-12-27");
    check("2026-11-23", "2026-12-23");
    check("2026-11-25", "2026-12-29");
    check("2026-11-28", "2026-12-29");
    check("2026-12-01", "2027-01-04");
    check("2027-01-29", "2027-03-01");
    check("2027-01-31", "2027-03-01");
    check("2027-02-26", "2027-03-30");
    check("2027-08-31", "2027-09-30");
    check("2027-11-27", "2027-12-29");
    check("2028-01-31", "2028-02-29");
    // 1 January: a start on a day that is no working day.
    check("2026-01-01", "2026-02-02");
}

#[test]
fn three_months_when_extended() {
    let check = |received: &str, told: &str, expected: &str| {
        assert_eq!(due(access(received).extended_on(day(told))), Some(day(expected)));
    };
    check("2026-11-28", "2026-12-29", "2027-03-01");
    check("2026-11-28", "2026-11-28", "2027-03-01");
    check("2028-01-31", "2028-02-10", "2028-05-02");
}

#[test]
fn a_question_pauses_both_days_included() {
    let check = |pauses: &[(&str, &str)], expected: &str| {
        let request = pauses.iter().fold(access("2026-11-02"), |request, (asked, answered)| {
            request.pause(day(asked), Some(day(answered)))
        });
        assert_eq!(due(request), Some(day(expected)), "{pauses:?}");
    };
    check(&[], "2026-12-02");
    check(&[("2026-11-09", "2026-11-20")], "2026-12-14");
    check(&[("2026-11-09", "2026-11-09")], "2026-12-03");
    check(&[("2026-11-09", "2026-11-10"), ("2026-11-12", "2026-11-13")], "2026-12-07");
    // Overlapping and touching runs are counted once, in whatever order they are told.
    check(&[("2026-11-09", "2026-11-15"), ("2026-11-12", "2026-11-20")], "2026-12-14");
    check(&[("2026-11-16", "2026-11-20"), ("2026-11-09", "2026-11-15")], "2026-12-14");
    check(&[("2026-11-09", "2026-11-20"), ("2026-11-10", "2026-11-11")], "2026-12-14");
    // Touching runs are one also where the first alone would not have carried to the second: the
    // month ends on Saturday 5 December, the last day to ask is Monday.
    let touching = Request::new(Kind::Access, day("2026-11-05"))
        .pause(day("2026-12-07"), Some(day("2026-12-08")))
        .pause(day("2026-12-09"), Some(day("2026-12-11")));
    assert_eq!(due(touching), Some(day("2026-12-14")));
    // Asked on the last day is in time; on the day after it changes nothing.
    check(&[("2026-12-02", "2026-12-04")], "2026-12-07");
    check(&[("2026-12-03", "2026-12-20")], "2026-12-02");
    // A second question is judged by the date the first has moved.
    check(&[("2026-11-09", "2026-11-20"), ("2026-12-14", "2026-12-15")], "2026-12-16");
}

#[test]
fn a_question_in_the_days_the_end_moved_over_loses_no_working_day() {
    let check = |received: &str, pauses: &[(&str, &str)], expected: &str| {
        let request = pauses.iter().fold(access(received), |request, (asked, answered)| {
            request.pause(day(asked), Some(day(answered)))
        });
        assert_eq!(due(request), Some(day(expected)), "{received} {pauses:?}");
    };
    // Good Friday 26 March moves to Tuesday 30 March; the next working day after the answer on a
    // Friday is Monday.
    check("2027-02-26", &[("2027-03-30", "2027-04-02")], "2027-04-05");
    check("2027-02-26", &[("2027-03-30", "2027-03-30")], "2027-03-31");
    check("2027-02-26", &[("2027-03-27", "2027-03-28")], "2027-03-30");
    check("2027-02-26", &[("2027-03-27", "2027-03-30")], "2027-03-31");
    check("2027-02-26", &[("2027-03-31", "2027-04-02")], "2027-03-30");
    // Saturday 28 February moves to Monday 2 March.
    check("2026-01-28", &[("2026-03-02", "2026-03-02")], "2026-03-03");
    check("2026-01-28", &[("2026-03-01", "2026-03-01")], "2026-03-02");
    check("2026-01-28", &[("2026-02-27", "2026-02-27")], "2026-03-02");
    // A second question in the days that the first one's end moved over: 7 March is a Saturday.
    check(
        "2026-01-28",
        &[("2026-03-02", "2026-03-06"), ("2026-03-09", "2026-03-10")],
        "2026-03-11",
    );
    // With more time taken in between, the question was asked well before the end.
    let extended = access("2026-01-28").pause(day("2026-03-02"), Some(day("2026-03-06")));
    assert_eq!(due(extended.extended_on(day("2026-03-05"))), Some(day("2026-05-05")));
}

#[test]
fn the_time_starts_with_the_last_thing_it_waited_for() {
    let check = |gate: Gate, asked: Option<&str>, came: &str, expected: &str| {
        let request = access("2026-11-02").gate(gate, asked.map(day), Some(day(came)));
        assert_eq!(due(request), Some(day(expected)), "{gate:?} {asked:?} {came}");
    };
    for gate in [Gate::Identity, Gate::Fee, Gate::Authority] {
        check(gate, Some("2026-11-03"), "2026-11-10", "2026-12-10");
        check(gate, None, "2026-11-10", "2026-12-10");
        check(gate, Some("2026-11-02"), "2026-11-02", "2026-12-02");
        // Asked when the time had run out: it stays run out.
        check(gate, Some("2026-12-03"), "2026-12-10", "2026-12-02");
    }
    let several = access("2026-11-02")
        .gate(Gate::Fee, Some(day("2026-11-03")), Some(day("2026-11-20")))
        .gate(Gate::Identity, Some(day("2026-11-03")), Some(day("2026-11-12")));
    assert_eq!(due(several), Some(day("2026-12-21")));
    // Only the days from the start on are excluded: 10 and 11 November of six.
    let early = access("2026-11-02")
        .gate(Gate::Identity, Some(day("2026-11-03")), Some(day("2026-11-10")))
        .pause(day("2026-11-06"), Some(day("2026-11-11")));
    assert_eq!(due(early), Some(day("2026-12-14")));
}

#[test]
fn a_pause_moves_the_last_day_to_tell_of_an_extension() {
    let paused = || access("2026-11-02").pause(day("2026-11-09"), Some(day("2026-11-20")));
    // 2 February, with twelve days: 14 February 2027 is a Sunday.
    assert_eq!(due(paused().extended_on(day("2026-12-14"))), Some(day("2027-02-15")));
    assert!(paused().extended_on(day("2026-12-15")).build().is_err());
    let waiting = access("2026-11-02").gate(Gate::Identity, Some(day("2026-11-03")), None);
    assert!(waiting.extended_on(day("2026-12-20")).build().is_ok(), "no time is running");
}

#[test]
fn the_status_on_a_day() {
    let check = |request: RequestBuilder, today: &str, expected: Status| {
        let reading = request.clone().build().unwrap().read(day(today));
        assert_eq!(reading.status(), expected, "{request:?} on {today}");
    };
    let plain = || access("2026-11-25");
    check(plain(), "2026-11-24", Status::OnTime(35));
    check(plain(), "2026-12-28", Status::OnTime(1));
    check(plain(), "2026-12-29", Status::DueToday);
    check(plain(), "2026-12-30", Status::Overdue(1));
    check(plain(), "2027-12-29", Status::Overdue(365));
    check(plain().replied_on(day("2026-12-29")), "2027-06-01", Status::Answered { late: 0 });
    check(plain().replied_on(day("2026-12-31")), "2027-06-01", Status::Answered { late: 2 });

    let asked = day("2026-12-01");
    let open = || plain().pause(asked, None);
    check(open(), "2027-06-01", Status::Paused(asked));
    check(open().replied_on(day("2027-06-01")), "2027-06-02", Status::Answered { late: 0 });
    check(
        open().pause(day("2026-12-05"), Some(day("2026-12-06"))),
        "2027-06-01",
        Status::Paused(asked),
    );
    // The first open question is the one the clock has waited for since.
    check(
        plain().pause(day("2026-12-09"), None).pause(asked, None),
        "2027-06-01",
        Status::Paused(asked),
    );
    for gate in [Gate::Identity, Gate::Fee, Gate::Authority] {
        check(plain().gate(gate, Some(asked), None), "2027-06-01", Status::Paused(asked));
    }
    let both = plain().pause(day("2026-12-05"), None).gate(Gate::Fee, Some(asked), None);
    check(both, "2027-06-01", Status::Paused(asked));
    // Asked when the time had run out.
    check(plain().pause(day("2026-12-30"), None), "2026-12-31", Status::Overdue(2));
    check(
        plain().gate(Gate::Identity, Some(day("2026-12-30")), None),
        "2026-12-31",
        Status::Overdue(2),
    );
    // Asked in time, because more time had been taken.
    let extended = plain().extended_on(day("2026-12-20"));
    check(extended.pause(day("2026-12-30"), None), "2027-06-01", Status::Paused(day("2026-12-30")));
}

#[test]
fn lateness_has_one_meaning() {
    for today in 20..31 {
        let today = jiff::civil::date(2026, 12, today);
        let open = access("2026-11-25").build().unwrap().read(today);
        let done = access("2026-11-25").replied_on(today).build().unwrap().read(today);
        assert_eq!(open.status().is_late(), done.status().is_late(), "{today}");
    }
}

#[test]
fn an_internal_target_is_never_after_the_due_date() {
    let check = |request: RequestBuilder, expected: Option<&str>| {
        let reading = request.clone().build().unwrap().read(day("2026-11-23"));
        assert_eq!(reading.target(), expected.map(day), "{request:?}");
    };
    check(access("2026-11-02"), None);
    check(access("2026-11-02").target_days(20), Some("2026-11-22"));
    check(access("2026-11-02").target_days(0), Some("2026-11-02"));
    check(access("2026-11-02").target_days(u16::MAX), Some("2026-12-02"));
    let identity = access("2026-11-02").gate(Gate::Identity, None, Some(day("2026-11-10")));
    check(identity.target_days(20), Some("2026-11-30"));
    check(access("2026-11-02").target_days(20).pause(day("2026-11-05"), None), None);
}

#[test]
fn a_complaint_is_acknowledged_in_thirty_days() {
    let check = |received: &str, due: &str, strict: &str| {
        let complaint = Request::new(Kind::Complaint, day(received)).build().unwrap();
        let reading = complaint.read(day("2026-11-23"));
        assert_eq!(reading.due(), Some(day(due)), "{received}");
        assert_eq!(reading.target(), Some(day(strict)), "{received}");
        let readings: Vec<_> = reading.readings().iter().map(|(m, d)| (m.id(), *d)).collect();
        assert_eq!(readings, [("regulator", day(due)), ("strict", day(strict))]);
    };
    check("2026-11-23", "2026-12-23", "2026-12-22");
    check("2026-11-26", "2026-12-29", "2026-12-29");
    check("2026-06-19", "2026-07-20", "2026-07-20");

    let before = Request::new(Kind::Complaint, day("2026-06-18")).build().unwrap();
    let reading = before.read(day("2026-11-23"));
    assert_eq!((reading.due(), reading.target()), (None, None));
    assert_eq!(reading.status(), Status::NoDuty);
    let acknowledged = Request::new(Kind::Complaint, day("2026-11-23"));
    let acknowledged = acknowledged.replied_on(day("2026-12-24")).build().unwrap();
    assert_eq!(acknowledged.read(day("2027-01-01")).status(), Status::Answered { late: 1 });
}

#[test]
fn each_request_is_judged_by_the_law_of_its_day() {
    let check = |kind: Kind, received: &str, rule: &str, verified: bool| {
        let reading = Request::new(kind, day(received)).build().unwrap().read(day("2026-11-23"));
        let provision = reading.rule().provision();
        assert_eq!((provision.id(), provision.verified()), (rule, verified), "{kind} {received}");
    };
    check(Kind::Access, "2026-02-04", "request-before-2026", false);
    check(Kind::Access, "2026-02-05", "request", true);
    check(Kind::Objection, "2018-05-25", "request-before-2026", false);
    check(Kind::Complaint, "2026-11-23", "complaint", true);
    check(Kind::Informed, "2026-11-23", "told", false);
}

#[test]
fn a_date_past_what_is_known_is_provisional() {
    let check = |received: &str, expected: bool| {
        let reading = access(received).build().unwrap().read(day("2026-11-23"));
        assert_eq!(reading.provisional(), expected, "{received}");
        let said = reading.trace().iter().any(|m| m.id() == "law-clock-provisional");
        assert_eq!(said, expected, "{received}");
    };
    check("2028-11-29", false);
    check("2028-12-01", true);
    check("2126-11-25", true);
}

#[test]
fn proof_of_identity_asked_late_is_flagged() {
    let check = |received: &str, asked: &str, late: bool| {
        for came in [None, Some(day("2027-03-01"))] {
            let request = access(received).gate(Gate::Identity, Some(day(asked)), came);
            let reading = request.build().unwrap().read(day("2026-11-23"));
            let ids: Vec<_> = reading.warnings().iter().map(words::Message::id).collect();
            let expected: &[&str] = if late { &["law-clock-identity-late"] } else { &[] };
            assert_eq!(ids, expected, "{received} {asked}");
            let said = reading.trace().iter().any(|m| m.id() == "law-clock-identity-late");
            assert_eq!(said, late, "{received} {asked}");
        }
    };
    check("2026-11-02", "2026-11-02", false);
    check("2026-11-02", "2026-11-09", false);
    check("2026-11-02", "2026-11-10", true);
    // Saturday; and Christmas, over which only working days count.
    check("2026-11-07", "2026-11-13", false);
    check("2026-11-07", "2026-11-14", true);
    check("2026-12-24", "2027-01-05", false);
    check("2026-12-24", "2027-01-06", true);
    // When the time had run out as well.
    check("2026-11-02", "2026-12-20", true);

    let other = access("2026-11-02").gate(Gate::Fee, Some(day("2026-11-20")), None);
    assert!(other.build().unwrap().read(day("2026-11-23")).warnings().is_empty());
}

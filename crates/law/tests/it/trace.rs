//! The working as a resident reads it.

use jiff::civil::Date;
use law::clock::{Gate, Kind, Loss, LossKind, Request, RequestBuilder};
use words::{Catalogue, Message};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn say(trace: &[Message]) -> Vec<String> {
    trace.iter().map(|message| Catalogue::english().render(message)).collect()
}

#[track_caller]
fn check(request: RequestBuilder, expected: &[&str]) {
    let reading = request.build().unwrap().read(day("2026-11-23"));
    assert_eq!(say(reading.trace()), expected);
}

#[test]
fn a_month_that_ends_on_a_sunday() {
    check(
        Request::new(Kind::Access, day("2027-01-31")),
        &[
            "The access request came on Sunday 31 January 2027.",
            "One month from Sunday 31 January 2027 would be Sunday 28 February 2027.",
            "That is a Sunday, so it moves to Monday 1 March 2027.",
        ],
    );
}

#[test]
fn a_month_that_needs_no_moving() {
    check(
        Request::new(Kind::Erasure, day("2026-11-23")),
        &[
            "The erasure request came on Monday 23 November 2026.",
            "One month from Monday 23 November 2026 is Wednesday 23 December 2026.",
        ],
    );
}

#[test]
fn identity_pause_extension_and_a_bank_holiday() {
    check(
        Request::new(Kind::Access, day("2028-01-20"))
            .gate(Gate::Identity, Some(day("2028-01-21")), Some(day("2028-01-28")))
            .pause(day("2028-02-01"), Some(day("2028-02-02")))
            .extended_on(day("2028-02-20"))
            .replied_on(day("2028-05-02")),
        &[
            "The access request came on Thursday 20 January 2028.",
            "Proof of who the person is came on Friday 28 January 2028. The time starts on that day.",
            "The person was told on Sunday 20 February 2028 that two more months are needed.",
            "Three months from Friday 28 January 2028 would be Friday 28 April 2028.",
            "The person was asked on Tuesday 1 February 2028 what they want, and answered on \
             Wednesday 2 February 2028. Those 2 days do not count.",
            "That takes the date to Sunday 30 April 2028.",
            "That is a Sunday, so it moves to Tuesday 2 May 2028.",
            "The reply went out on Tuesday 2 May 2028.",
        ],
    );
}

#[test]
fn waiting_and_asking_too_late() {
    check(
        Request::new(Kind::Access, day("2026-11-02")).pause(day("2026-11-09"), None),
        &[
            "The access request came on Monday 2 November 2026.",
            "The person was asked on Monday 9 November 2026 what they want, and has not answered.",
            "The clock stands still until then, so there is no due date yet.",
        ],
    );
    check(
        Request::new(Kind::Access, day("2026-11-25")).pause(day("2026-12-30"), None),
        &[
            "The access request came on Wednesday 25 November 2026.",
            "One month from Wednesday 25 November 2026 would be Friday 25 December 2026.",
            "That is a bank holiday (Christmas Day), so it moves to Tuesday 29 December 2026.",
            "Something was asked on Wednesday 30 December 2026, but the time had run out on Tuesday \
             29 December 2026. Asking then does not stop the clock.",
        ],
    );
}

#[test]
fn a_question_after_the_end_that_moved() {
    check(
        Request::new(Kind::Access, day("2026-01-28"))
            .pause(day("2026-03-02"), Some(day("2026-03-06"))),
        &[
            "The access request came on Wednesday 28 January 2026.",
            "One month from Wednesday 28 January 2026 would be Saturday 28 February 2026.",
            "The person was asked on Monday 2 March 2026 what they want, and answered on Friday 6 \
             March 2026. Those 5 days do not count.",
            "The time would have ended on Saturday 28 February 2026, which is no working day, so it \
             was still running on Monday 2 March 2026. The days are added to Monday 2 March 2026, \
             so that no working day is lost.",
            "That takes the date to Saturday 7 March 2026.",
            "That is a Saturday, so it moves to Monday 9 March 2026.",
        ],
    );
}

#[test]
fn an_extension_told_while_a_question_is_open() {
    check(
        Request::new(Kind::Access, day("2026-11-02"))
            .pause(day("2026-11-09"), None)
            .extended_on(day("2026-11-20")),
        &[
            "The access request came on Monday 2 November 2026.",
            "The person was told on Friday 20 November 2026 that two more months are needed.",
            "The person was asked on Monday 9 November 2026 what they want, and has not answered.",
            "The clock stands still until then, so there is no due date yet.",
        ],
    );
}

#[test]
fn complaints() {
    check(
        Request::new(Kind::Complaint, day("2026-11-26")),
        &[
            "The complaint came on Thursday 26 November 2026.",
            "30 days, counted from the day after, would end on Saturday 26 December 2026.",
            "That is a Saturday, so it moves to Tuesday 29 December 2026.",
            "Counted with the day it came as the first, the last day is Tuesday 29 December 2026. \
             Aim for that day.",
        ],
    );
    check(
        Request::new(Kind::Complaint, day("2026-06-18")),
        &[
            "The complaint came on Thursday 18 June 2026.",
            "Complaints must be acknowledged in 30 days only if they came on or after Friday 19 June \
             2026.",
        ],
    );
}

#[test]
fn hours() {
    let aware = "2026-10-23T12:00".parse().unwrap();
    let replied = "2026-10-26T11:01".parse().unwrap();
    let loss = Loss::new(LossKind::Breach, aware, Some(replied)).unwrap();
    let reading = loss.read(replied.instant());
    assert_eq!(
        say(reading.trace()),
        [
            "Somebody here became aware of it on Friday 23 October 2026 at 12:00.",
            "72 hours later is Monday 26 October 2026 at 11:00. Nights, weekends and bank holidays \
             count.",
            "The clocks change in between, so the time of day is an hour off.",
            "It was reported on Monday 26 October 2026 at 11:01.",
        ]
    );
}

#[test]
fn every_sentence_of_a_trace_is_in_the_catalogue() {
    for gate in [Gate::Identity, Gate::Fee, Gate::Authority] {
        for came in [None, Some(day("2026-11-12"))] {
            let request = Request::new(Kind::Access, day("2026-11-02"));
            let request = request.gate(gate, Some(day("2026-11-03")), came).build().unwrap();
            for sentence in say(request.read(day("2026-11-23")).trace()) {
                assert!(!sentence.contains('<') && sentence.ends_with('.'), "{sentence}");
            }
        }
    }
}

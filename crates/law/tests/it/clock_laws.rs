//! What must hold for every date of a hundred years.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::clock::{Gate, Kind, Request, RequestBuilder, Status, division, holidays};
use proptest::prelude::*;

/// A day between 2019 and 2119.
fn days() -> impl Strategy<Value = Date> {
    (0..36_525_i64).prop_map(|after| date(2019, 1, 1) + after.days())
}

/// Closed pauses, as days after receipt and days long.
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0..40_i64, 0..30_i64), 0..5)
}

fn with(received: Date, pauses: &[(i64, i64)]) -> RequestBuilder {
    pauses.iter().fold(Request::new(Kind::Access, received), |request, (after, long)| {
        let asked = received + after.days();
        request.pause(asked, Some(asked + long.days()))
    })
}

fn due(request: RequestBuilder) -> Date {
    request.build().unwrap().read(date(2026, 11, 23)).due().unwrap()
}

/// The days that the pauses cover, as runs that neither overlap nor touch.
fn union(pauses: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let covered =
        |day: i64| pauses.iter().any(|(after, long)| (*after..=after + long).contains(&day));
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for day in (0..80).filter(|day| covered(*day)) {
        match runs.last_mut() {
            Some((after, long)) if *after + *long + 1 == day => *long += 1,
            _ => runs.push((day, 0)),
        }
    }
    runs
}

#[test]
fn each_day_of_a_century() {
    let kent = division::england_and_wales();
    let mut last = Date::MIN;
    for received in date(2019, 1, 1).series(1.day()).take(36_525) {
        let due = due(Request::new(Kind::Access, received));
        assert!(holidays::is_working_day(due, kent), "{received}: {due} is no working day");
        let corresponding = received + 1.month();
        assert!(due >= corresponding, "{received}: {due} is before {corresponding}");
        assert!(due <= corresponding + 6.days(), "{received}: {due} is far from {corresponding}");
        assert!(due >= last, "{received}: {due} is before {last} of the day before");
        last = due;
    }
}

proptest! {
    #[test]
    fn a_pause_never_shortens(received in days(), before in pauses(), more in (0..40_i64, 0..30_i64)) {
        let mut after = before.clone();
        after.push(more);
        prop_assert!(due(with(received, &after)) >= due(with(received, &before)));
    }

    #[test]
    fn it_is_never_due_before_the_day_after_the_last_answer(
        received in days(),
        asked in 0..50_i64,
        long in 0..30_i64,
        earlier in pauses(),
        told in prop::option::of(0..28_i64),
    ) {
        let build = |pauses: &[(i64, i64)]| match told {
            Some(told) => with(received, pauses).extended_on(received + told.days()),
            None => with(received, pauses),
        };
        let before = due(build(&earlier));
        let mut pauses = earlier;
        pauses.push((asked, long));
        let (asked, answered) = (received + asked.days(), received + (asked + long).days());
        prop_assume!(asked <= before);
        prop_assert!(due(build(&pauses)) > answered);
    }

    #[test]
    fn a_question_on_the_due_date_leaves_the_next_working_day_after_the_answer(
        received in days(),
        long in 0..30_i64,
    ) {
        let plain = Request::new(Kind::Access, received);
        let asked = due(plain.clone());
        let answered = asked + long.days();
        let next = holidays::roll(answered + 1.day(), division::england_and_wales());
        let moved = due(plain.pause(asked, Some(answered)));
        prop_assert_eq!(moved, next);
    }

    #[test]
    fn a_longer_answer_never_shortens(received in days(), asked in 0..40_i64, long in 0..30_i64) {
        prop_assert!(due(with(received, &[(asked, long + 1)])) >= due(with(received, &[(asked, long)])));
    }

    #[test]
    fn relabelling_pauses_as_their_union_changes_nothing(received in days(), pauses in pauses()) {
        prop_assert_eq!(due(with(received, &union(&pauses))), due(with(received, &pauses)));
    }

    #[test]
    fn the_order_in_which_pauses_are_told_changes_nothing(received in days(), pauses in pauses()) {
        let backwards: Vec<_> = pauses.iter().rev().copied().collect();
        prop_assert_eq!(due(with(received, &backwards)), due(with(received, &pauses)));
    }

    #[test]
    fn an_extension_never_shortens(received in days(), pauses in pauses(), told in 0..28_i64) {
        let extended = with(received, &pauses).extended_on(received + told.days());
        prop_assert!(due(extended) > due(with(received, &pauses)));
    }

    #[test]
    fn an_extension_is_told_by_the_due_date_or_refused(received in days(), pauses in pauses(), told in 0..120_i64) {
        let told = received + told.days();
        let plain = with(received, &pauses);
        let in_time = told <= due(plain.clone());
        prop_assert_eq!(plain.extended_on(told).build().is_ok(), in_time);
    }

    #[test]
    fn waiting_for_identity_never_shortens(received in days(), asked in 0..28_i64, came in 0..90_i64) {
        let gated = Request::new(Kind::Erasure, received).gate(
            Gate::Identity,
            Some(received + asked.days()),
            Some(received + (asked + came).days()),
        );
        prop_assert!(due(gated) >= due(Request::new(Kind::Erasure, received)));
    }

    #[test]
    fn the_status_goes_forward_and_turns_late_once(received in days(), pauses in pauses()) {
        let request = with(received, &pauses).build().unwrap();
        let due = request.read(received).due().unwrap();
        for today in received.series(1.day()).take(240) {
            let expected = match (due - today).get_days() {
                0 => Status::DueToday,
                left if left > 0 => Status::OnTime(left.unsigned_abs()),
                late => Status::Overdue(late.unsigned_abs()),
            };
            prop_assert_eq!(request.read(today).status(), expected);
        }
    }

    #[test]
    fn a_target_is_between_start_and_due(received in days(), pauses in pauses(), target in 0..60_u16) {
        let reading = with(received, &pauses).target_days(target).build().unwrap().read(received);
        prop_assert!(reading.target() >= Some(received) && reading.target() <= reading.due());
    }

    #[test]
    fn a_complaint_is_never_due_before_its_strict_reading(received in days()) {
        prop_assume!(received >= date(2026, 6, 19));
        let reading = Request::new(Kind::Complaint, received).build().unwrap().read(received);
        let due = reading.due().unwrap();
        prop_assert!(reading.target() <= Some(due));
        prop_assert!(due >= received + 30.days());
        prop_assert!(holidays::is_working_day(due, division::england_and_wales()));
    }

    #[test]
    fn no_input_panics(
        received in days(),
        kind in prop::sample::select(Kind::ALL.to_vec()),
        offsets in prop::collection::vec(-40..400_i64, 6),
        open in any::<bool>(),
    ) {
        let at = |i: usize| received + offsets[i].days();
        let request = Request::new(kind, received)
            .gate(Gate::Identity, Some(at(0)), (!open).then(|| at(1)))
            .pause(at(2), (!open).then(|| at(3)))
            .extended_on(at(4))
            .replied_on(at(5));
        if let Ok(request) = request.build() {
            let reading = request.read(received);
            prop_assert!(reading.due().is_some() || !reading.status().is_late());
        }
    }
}

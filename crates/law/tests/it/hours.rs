use jiff::Timestamp;
use law::clock::{BadMoment, Event, HourReading, HourStatus, Loss, LossKind, Moment};

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

fn read(kind: LossKind, aware: &str, now: &str) -> HourReading {
    Loss::new(kind, moment(aware), None).unwrap().read(moment(now).instant())
}

fn due(reading: &HourReading) -> String {
    reading.due().strftime("%Y-%m-%d %H:%M %:z").to_string()
}

#[test]
fn hours_run_through_weekends_and_clock_changes() {
    let check = |kind, aware: &str, expected: &str| {
        assert_eq!(due(&read(kind, aware, aware)), expected, "{aware}");
    };
    check(LossKind::Breach, "2026-11-20T17:30", "2026-11-23 17:30 +00:00");
    check(LossKind::Breach, "2026-12-24 09:00", "2026-12-27 09:00 +00:00");
    check(LossKind::Core, "2026-11-20T17:30:00", "2026-11-21 17:30 +00:00");
    check(LossKind::Breach, "2026-07-20T17:30", "2026-07-23 17:30 +01:00");
    check(LossKind::Breach, "2026-07-20T17:30Z", "2026-07-23 18:30 +01:00");
    check(LossKind::Breach, "2026-07-20T17:30:00+02:00", "2026-07-23 16:30 +01:00");
    // The clocks go forward on 29 March and back on 25 October 2026.
    check(LossKind::Breach, "2026-03-27T12:00", "2026-03-30 13:00 +01:00");
    check(LossKind::Breach, "2026-10-23T12:00", "2026-10-26 11:00 +00:00");
    check(LossKind::Core, "2026-10-25T01:30", "2026-10-26 00:30 +00:00");
}

#[test]
fn the_status_at_an_instant() {
    let check = |now: &str, expected: HourStatus| {
        let reading = read(LossKind::Breach, "2026-11-20T17:30", now);
        assert_eq!(reading.status(), expected, "{now}");
    };
    check("2026-11-20T17:30", HourStatus::OnTime(72));
    check("2026-11-22T18:00", HourStatus::OnTime(23));
    check("2026-11-23T00:00", HourStatus::DueToday(17));
    check("2026-11-23T17:30", HourStatus::DueToday(0));
    check("2026-11-23T17:30:01", HourStatus::Overdue(1));
    check("2026-11-23T18:30", HourStatus::Overdue(1));
    check("2026-11-23T18:31", HourStatus::Overdue(2));
}

#[test]
fn reported() {
    let check = |replied: &str, late: u32| {
        let loss =
            Loss::new(LossKind::Breach, moment("2026-11-20T17:30"), Some(moment(replied))).unwrap();
        let status = loss.read(Timestamp::MAX).status();
        assert_eq!(status, HourStatus::Answered { late }, "{replied}");
        assert_eq!(status.is_late(), late > 0);
    };
    check("2026-11-20T17:30", 0);
    check("2026-11-23T17:30", 0);
    check("2026-11-23T19:00", 2);
}

#[test]
fn times_that_cannot_be() {
    let check = |text: &str, expected: fn(String) -> BadMoment| {
        assert_eq!(text.parse::<Moment>(), Err(expected(text.to_owned())), "{text}");
    };
    check("2026-03-29T01:30", BadMoment::Skipped);
    check("2026-11-20", BadMoment::Shape);
    check("yesterday at 5:30", BadMoment::Shape);
    check("2026-02-30T10:00", BadMoment::NoSuchTime);
    check("2026-11-20T25:00", BadMoment::NoSuchTime);
    check("", BadMoment::Shape);
    let (aware, replied) = (moment("2026-11-20T17:30"), moment("2026-11-20T17:29"));
    let error = Loss::new(LossKind::Core, aware, Some(replied)).unwrap_err();
    assert_eq!(error.event(), Event::RepliedOn);
    assert!(error.to_string().contains("2026-11-20 17:29"), "{error}");
    assert!(Loss::new(LossKind::Core, moment("2018-05-24T23:59"), None).is_err());
    assert!(Loss::new(LossKind::Core, moment("9999-01-01T00:00"), None).is_err());
}

#[test]
fn an_hour_that_came_twice_is_said_and_the_earlier_taken() {
    assert!(moment("2026-10-25T01:30").was_ambiguous());
    assert_eq!(moment("2026-10-25T01:30").instant().to_string(), "2026-10-25T00:30:00Z");
    let ids: Vec<_> = read(LossKind::Breach, "2026-10-25T01:30", "2026-10-26T00:00")
        .trace()
        .iter()
        .map(words::Message::id)
        .collect();
    assert!(ids.contains(&"law-clock-twice"), "{ids:?}");
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[0-9T:. Z+-]{0,24}|.{0,40}") {
        if let Ok(aware) = text.parse::<Moment>() {
            let _ = Loss::new(LossKind::Breach, aware, Some(aware)).map(|loss| loss.read(Timestamp::MIN));
        }
    }
}

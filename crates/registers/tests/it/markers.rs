//! Markers: proposed, approved, told, nearing their end, over, and recalled.

use jiff::ToSpan;
use jiff::civil::date;
use people::Now;
use registers::markers::{self, Proposal};
use registers::{Error, tick};
use serde_json::json;
use sharing::{HowGiven, Told};

use crate::{Office, TODAY, fixtures, named, now, on_both};

fn proposal() -> Proposal {
    Proposal {
        kind: "violence".to_owned(),
        code: String::new(),
        reason: "Threw a chair at an operative on the first of November.".to_owned(),
        evidence: "Incident report 411".to_owned(),
        decided_by: "Head of Safety".to_owned(),
        since: TODAY,
        until: None,
        told: Some(TODAY),
        how_told: "letter of today".to_owned(),
        deferred_until: None,
        deferred_because: String::new(),
    }
}

fn set(office: &Office, person: people::PersonId, proposal: &Proposal) -> i64 {
    let ask = named(json!({}));
    let proposed = markers::propose(&office.record, &ask, person, proposal, now()).unwrap();
    office.approve(proposed.approval, "safety-head", "head-of-safety");
    markers::set(&office.record, &ask, person, proposed.no, now()).unwrap()
}

#[test]
fn nobody_sets_a_marker_alone_and_without_an_end_a_reason_and_the_person_told() {
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    let try_one = |change: &dyn Fn(&mut Proposal)| {
        let mut proposal = proposal();
        change(&mut proposal);
        match markers::propose(&office.record, &named(json!({})), ada, &proposal, now()) {
            Ok(_) => "proposed".to_owned(),
            Err(error) => error.to_string(),
        }
    };
    let check = |change: &dyn Fn(&mut Proposal), expected: &str| {
        let came = try_one(change);
        assert!(came.contains(expected), "{came}, and not: {expected}");
    };
    check(&|_| {}, "proposed");
    check(&|one| one.reason = "rude".to_owned(), "say why");
    check(&|one| one.evidence = String::new(), "name the evidence");
    check(&|one| one.until = Some(date(2036, 1, 1)), "8.7.10");
    check(&|one| one.told = None, "8.7.10");
    check(&|one| one.told = Some(TODAY.tomorrow().unwrap()), "tomorrow");
    check(
        &|one| {
            one.told = None;
            one.deferred_until = Some(TODAY.saturating_add(31.days()));
            one.deferred_because = "He has said he would come to the office.".to_owned();
        },
        "30 days",
    );
    check(
        &|one| {
            one.told = None;
            one.deferred_until = Some(TODAY.saturating_add(30.days()));
            one.deferred_because = "He has said he would come to the office.".to_owned();
        },
        "proposed",
    );
    check(&|one| one.kind = "rude".to_owned(), "no kind of marker `rude`");
}

#[test]
fn a_second_person_says_yes_to_exactly_what_was_proposed() {
    on_both(|office| {
        let ada = office.person("Ada Example", "tenant");
        let ask = named(json!({}));
        let proposed = markers::propose(&office.record, &ask, ada, &proposal(), now()).unwrap();
        let alone = markers::set(&office.record, &ask, ada, proposed.no, now());
        assert!(alone.is_err(), "nobody has approved it");
        assert!(markers::list(&office.record, &ask, ada, now()).unwrap().is_empty());
        office.approve(proposed.approval, "safety-head", "head-of-safety");
        let marker = markers::set(&office.record, &ask, ada, proposed.no, now()).unwrap();
        let stands = markers::list(&office.record, &ask, ada, now()).unwrap();
        assert_eq!(stands.len(), 1);
        assert_eq!((stands[0].no, stands[0].until), (marker, Some(date(2029, 11, 24))));
        assert!(String::from_utf8_lossy(&stands[0].detail).contains("Incident report 411"));
        assert!(markers::proposals(&office.record, &ask, ada, now()).unwrap().is_empty());
        let again = markers::set(&office.record, &ask, ada, proposed.no, now());
        assert!(matches!(again, Err(Error::None { .. })), "it was set once");
        let acts = office.history(ada);
        for act in ["marker-proposed", "mark"] {
            assert!(acts.iter().any(|one| one == act), "{act} is in {acts:?}");
        }
    });
}

#[test]
fn what_is_proposed_about_somebody_is_read_by_those_alone_who_may() {
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    markers::propose(&office.record, &named(json!({})), ada, &proposal(), now()).unwrap();
    let other = named(json!({
        "role": "communications-officer", "team": "communications", "purpose": "event-portraits",
        "strength": "password",
    }));
    assert!(markers::proposals(&office.record, &other, ada, now()).is_err());
}

#[test]
fn who_answers_for_it_hears_60_30_and_7_days_before_and_safety_in_the_last_week() {
    on_both(|office| {
        let ada = office.person("Ada Example", "tenant");
        let mut short = proposal();
        short.until = Some(TODAY.saturating_add(90.days()));
        set(office, ada, &short);
        let heard = |days: i64| {
            let day = Now::noon(TODAY.saturating_add(days.days()));
            tick(&office.record, "night", day).unwrap();
            tick(&office.record, "night", day).unwrap();
            let tasks = office.tasks().into_iter().map(|(kind, _)| kind);
            tasks.filter(|kind| kind.starts_with("marker-ends")).collect::<Vec<_>>()
        };
        assert_eq!(heard(29), Vec::<String>::new());
        assert_eq!(heard(30), ["marker-ends-in-60"]);
        assert_eq!(heard(60), ["marker-ends-in-60", "marker-ends-in-30"]);
        assert_eq!(heard(83), ["marker-ends-in-60", "marker-ends-in-30", "marker-ends-in-7"]);
    });
}

#[test]
fn telling_that_was_put_off_is_asked_for_when_that_time_is_over() {
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    let mut later = proposal();
    later.told = None;
    later.deferred_until = Some(TODAY.saturating_add(10.days()));
    later.deferred_because = "He has said he would come to the office.".to_owned();
    let marker = set(&office, ada, &later);
    let on = |days: i64| Now::noon(TODAY.saturating_add(days.days()));
    tick(&office.record, "night", on(10)).unwrap();
    let asked = |office: &Office| office.tasks().iter().any(|(kind, _)| kind == "tell-of-marker");
    assert!(!asked(&office));
    tick(&office.record, "night", on(11)).unwrap();
    assert!(asked(&office));
    let ask = named(json!({}));
    let told = (on(11).today(), "a visit with two officers");
    markers::tell(&office.record, &ask, ada, marker, told, on(11)).unwrap();
    let stands = markers::list(&office.record, &ask, ada, on(11)).unwrap();
    assert_eq!(stands[0].told, Some(on(11).today()));
}

#[test]
fn a_marker_goes_on_once_and_for_four_weeks_at_most() {
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    let mut short = proposal();
    let last = TODAY.saturating_add(10.days());
    short.until = Some(last);
    let marker = set(&office, ada, &short);
    let ask = named(json!({}));
    let extend = |days: i64| {
        let until = last.saturating_add(days.days());
        let because = "The panel that decides about it sits next week.";
        markers::extend(&office.record, &ask, ada, marker, (until, because), now())
    };
    assert!(extend(29).unwrap_err().to_string().contains("28 days"));
    extend(28).unwrap();
    assert!(extend(28).is_err());
    let stands = markers::list(&office.record, &ask, ada, now()).unwrap();
    assert_eq!(stands[0].until, Some(last.saturating_add(28.days())));
}

#[test]
fn who_had_a_marker_that_is_over_is_asked_until_they_say_it_is_out() {
    on_both(|office| {
        let ada = office.person("Ada Example", "tenant");
        let mut short = proposal();
        short.until = Some(TODAY.saturating_add(10.days()));
        let marker = set(office, ada, &short);
        let share = named(json!({
            "action": "disclose", "recipient": "repairs-contractors", "data": ["safety-marker"],
        }));
        let share = office.record.question(&share, TODAY).unwrap();
        let told = Told::On(TODAY);
        let how = HowGiven { how: "job sheet".to_owned(), power: None, note: None };
        let ready =
            sharing::prepare(&office.record, &share, ada, Some(&told), &how, now()).unwrap();
        let record = office.record.clone();
        let _ = office
            .record
            .write_about(
                &share,
                ada,
                now(),
                "gave",
                |said| said,
                move |tx, person| ready.write(tx, &record, person),
            )
            .unwrap();
        let after = |days: i64| Now::noon(TODAY.saturating_add(days.days()));
        tick(&office.record, "night", after(10)).unwrap();
        assert!(markers::recalls(&office.record).unwrap().is_empty());
        tick(&office.record, "night", after(11)).unwrap();
        tick(&office.record, "night", after(12)).unwrap();
        let recalls = markers::recalls(&office.record).unwrap();
        assert_eq!(recalls.len(), 1);
        assert_eq!(recalls[0].recipient, "repairs-contractors");
        assert_eq!((recalls[0].asked, recalls[0].acknowledged), (after(11).today(), None));
        let of = (marker, "repairs-contractors");
        markers::acknowledge(&office.record, "officer-1", of, "their office", after(12)).unwrap();
        let recalls = markers::recalls(&office.record).unwrap();
        assert_eq!(recalls[0].acknowledged, Some(after(12).today()));
        let again = markers::acknowledge(&office.record, "x", of, "their office", after(12));
        assert!(again.is_err(), "they said so once");
    });
}

#[test]
fn what_a_person_says_against_it_is_decided_by_somebody_else() {
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    let marker = set(&office, ada, &proposal());
    let ask = named(json!({}));
    let appeal =
        markers::appeal(&office.record, &ask, ada, marker, "It was my brother.", now()).unwrap();
    let because = "The report names her brother, and he has left the home.";
    let same = named(json!({"actor": "head of safety"}));
    let decide = |ask: &gate::NamedAsk| {
        markers::decide_appeal(&office.record, ask, ada, appeal, (false, because), now())
    };
    assert!(decide(&same).unwrap_err().to_string().contains("does not decide"));
    let until = markers::list(&office.record, &ask, ada, now()).unwrap()[0].until.unwrap();
    let later = (until.saturating_add(7.days()), "The panel that decides sits next week.");
    let waits = markers::extend(&office.record, &ask, ada, marker, later, now());
    assert!(waits.unwrap_err().to_string().contains("decide about that first"));
    tick(&office.record, "night", now()).unwrap();
    assert!(office.tasks().iter().any(|(kind, _)| kind == "decide-marker-appeal"));
    for who in ["officer-1", "Safety-Head "] {
        let set_it = decide(&named(json!({"actor": who})));
        assert!(set_it.unwrap_err().to_string().contains("does not decide"), "{who}");
    }
    decide(&named(json!({"actor": "officer-2"}))).unwrap();
    assert!(markers::list(&office.record, &ask, ada, now()).unwrap().is_empty(), "it is over");
    assert!(decide(&named(json!({"actor": "officer-2"}))).is_err(), "it was decided");
}

#[test]
fn a_list_of_codes_is_taken_over_and_then_one_of_it_is_named() {
    let own = "alert_code,alert_subcode,category,alert_name,alert_subname,is_critical\n\
               SAF1,SAF1.01,Safety,Violence,To staff,TRUE\n";
    let read = markers::read_codes(own).unwrap();
    assert_eq!((read.len(), read[0].critical), (1, true));
    assert!(markers::read_codes("a,b\n1,2\n").unwrap_err().to_string().contains("alert_subcode"));
    let twice = format!("{own}SAF1,SAF1.01,Safety,Violence,To staff,TRUE\n");
    assert!(markers::read_codes(&twice).unwrap_err().to_string().contains("twice"));
    let office = Office::new();
    let ada = office.person("Ada Example", "tenant");
    markers::load_codes(&office.record, "officer-1", &read, now()).unwrap();
    let unnamed = markers::propose(&office.record, &named(json!({})), ada, &proposal(), now());
    assert!(unnamed.unwrap_err().to_string().contains("no code of a marker"));
    let mut coded = proposal();
    coded.code = "SAF1.01".to_owned();
    markers::propose(&office.record, &named(json!({})), ada, &coded, now()).unwrap();
    let Some(fixtures) = fixtures() else { return };
    let text = std::fs::read_to_string(fixtures.join("hact/person_alert_codes.csv")).unwrap();
    let all = markers::read_codes(&text).unwrap();
    assert_eq!(all.len(), 126);
    markers::load_codes(&office.record, "officer-1", &all, now()).unwrap();
    assert_eq!(markers::codes(&office.record).unwrap().len(), 126);
}

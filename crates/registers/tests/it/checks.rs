//! Checks of the right to rent, searches at credit agencies, signs of fraud.

use jiff::ToSpan;
use jiff::civil::date;
use law::rent_check::Route;
use people::Now;
use registers::credit::{self, Came, Search};
use registers::fraud::{self, Decided};
use registers::rent_check::{self, Check};
use registers::tick;
use serde_json::json;

use crate::{Office, TODAY, lettings, named, now, on_both};

#[test]
fn the_right_to_rent_is_checked_where_the_law_asks_and_its_day_is_kept() {
    on_both(|office| {
        let ada = office.person("Ada Example", "applicant");
        let check = |route: Route, until| Check {
            route,
            on: TODAY,
            documents: vec!["passport".to_owned()],
            until,
        };
        let ask = lettings("right-to-rent-check");
        let made =
            |check: &Check| rent_check::record_check(&office.record, &ask, ada, check, now());
        for route in [Route::CouncilNomination, Route::SocialHousing] {
            let why = made(&check(route, None)).unwrap_err().to_string();
            assert!(why.contains("8.3b") && why.contains("nothing is copied"), "{why}");
        }
        let until = TODAY.saturating_add(1.year());
        let no = made(&check(Route::PrivateLetting, Some(until))).unwrap();
        let all = rent_check::checks(&office.record, &ask, ada, now()).unwrap();
        assert_eq!((all.len(), all[0].no, all[0].day), (1, no, TODAY));
        assert!(all[0].text.contains("2026-11-24") && all[0].text.contains("passport"));
        // It is made again in time.
        tick(&office.record, "night", now()).unwrap();
        assert!(office.tasks().is_empty());
        tick(&office.record, "night", Now::noon(until.saturating_sub(28.days()))).unwrap();
        assert_eq!(office.tasks()[0].0, "check-right-to-rent-again");
        let unseen = Check { documents: Vec::new(), ..check(Route::PrivateLetting, None) };
        assert!(made(&unseen).is_err());
    });
}

#[test]
fn what_was_seen_goes_a_year_after_the_tenancy() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let ask = lettings("right-to-rent-check");
    let check = Check {
        route: Route::PrivateLetting,
        on: TODAY,
        documents: vec!["passport".to_owned()],
        until: None,
    };
    rent_check::record_check(&office.record, &ask, ada, &check, now()).unwrap();
    let mut event = lettings("lettings-and-applications");
    "collect".clone_into(&mut event.action);
    let event = office.record.question(&event, TODAY).unwrap();
    let _ = office.record.happened(&event, ada, "tenancy-end", date(2026, 11, 20), now()).unwrap();
    let mut look = ask;
    look.data = vec![rent_check::CATEGORY.to_owned()];
    let look = office.record.question(&look, TODAY).unwrap();
    let opened = office.record.look(&look, ada, now()).unwrap();
    let due: Vec<_> = opened.items(&office.record).unwrap().iter().map(|seen| seen.due).collect();
    assert_eq!(due, [Some(date(2027, 11, 20))]);
}

#[test]
fn a_hard_search_is_refused_and_an_answer_that_left_a_mark_is_not_kept() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let ask = lettings("credit-history-check");
    let search = |how| credit::search(&office.record, &ask, ada, (how, "the agency"), now());
    let hard = search(Search::Hard).unwrap_err().to_string();
    assert!(hard.contains("8.7.15"), "{hard}");
    assert!(office.history(ada).iter().any(|act| act == "hard-search"), "it is in the log");
    let check = |answer: &str, came: Came, kept: bool| {
        let no = search(Search::Soft).unwrap();
        let got = credit::answered(&office.record, &ask, ada, (no, answer), now()).unwrap();
        assert_eq!(got, came, "{answer}");
        let all = credit::searches(&office.record, &ask, ada, now()).unwrap();
        let one = all.iter().find(|one| one.no == no).unwrap();
        assert_eq!(one.text.contains("score-481"), kept, "{answer}");
        assert!(one.settled.is_some());
    };
    check(r#"{"footprint": false, "band": "score-481"}"#, Came::Kept, true);
    check(r#"{"searchType": "Quotation", "band": "score-481"}"#, Came::Kept, true);
    check(r#"{"footprint": true, "band": "score-481"}"#, Came::Reported, false);
    check(
        r#"{"search_type": "hard", "footprint": false, "band": "score-481"}"#,
        Came::Reported,
        false,
    );
    check(
        r#"{"searchType": "soft", "footprintLeft": true, "band": "score-481"}"#,
        Came::Reported,
        false,
    );
    check(
        r#"{"searchType": "soft", "footprint": "yes", "band": "score-481"}"#,
        Came::Reported,
        false,
    );
    // Unknown means no.
    check(r#"{"band": "score-481"}"#, Came::Reported, false);
    let tasks = office.tasks();
    assert_eq!(tasks.iter().filter(|(kind, _)| kind == "credit-mark-left").count(), 10);
    assert!(tasks.iter().any(|(_, post)| post == "data-protection-officer"));
    let answered = credit::answered(&office.record, &ask, ada, (1, "{}"), now());
    assert!(answered.is_err());
}

#[test]
fn whoever_objects_is_not_searched_for() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let ask = lettings("credit-history-check");
    let mut collect = lettings("lettings-and-applications");
    "collect".clone_into(&mut collect.action);
    let collect = office.record.question(&collect, TODAY).unwrap();
    let no = people::NewChoice::new(people::Fact::Objection, "credit-history-check", TODAY);
    let _ = office.record.choose(&collect, ada, &no, now()).unwrap();
    let search = credit::search(&office.record, &ask, ada, (Search::Soft, "the agency"), now());
    assert!(search.is_err());
}

#[test]
fn a_person_decides_about_a_sign_each_time_and_not_whoever_wrote_it_down() {
    on_both(|office| {
        let ada = office.person("Ada Example", "tenant");
        let by = |actor: &str| {
            named(json!({
                "actor": actor, "role": "fraud-investigator", "team": "income",
                "purpose": "financial-crime",
            }))
        };
        let what = ("Two tenancies under one name and day of birth.", "community");
        let no = fraud::sign(&office.record, &by("officer-1"), ada, what, now()).unwrap();
        let act = || fraud::may_act(&office.record, &by("officer-2"), ada, no, now());
        assert!(act().unwrap_err().to_string().contains("proves nothing"));
        let because = "Letters show that both are hers and one has ended.";
        let decide = |actor: &str, decided| {
            fraud::decide(&office.record, &by(actor), ada, (no, decided), because, now())
        };
        assert!(decide("Officer-1", Decided::GoneOn).unwrap_err().to_string().contains("8.7.6"));
        tick(&office.record, "night", Now::noon(TODAY.saturating_add(21.days()))).unwrap();
        assert_eq!(office.tasks()[0].0, "look-into-sign");
        decide("officer-2", Decided::Nothing).unwrap();
        assert!(office.tasks().is_empty(), "nobody is chased for what is settled");
        assert!(act().is_err(), "there was nothing in it");
        assert!(decide("officer-3", Decided::GoneOn).is_err(), "it was decided");
        let second = fraud::sign(&office.record, &by("officer-1"), ada, what, now()).unwrap();
        let go_on = (second, Decided::GoneOn);
        fraud::decide(&office.record, &by("officer-2"), ada, go_on, because, now()).unwrap();
        fraud::may_act(&office.record, &by("officer-2"), ada, second, now()).unwrap();
    });
}

/// A row says how an item stands: it goes with the item, and so does what was to be done about it (row 22.1).
#[test]
fn a_row_goes_with_its_item_and_not_with_its_person() {
    on_both(|office| {
        let ada = office.person("Ada Example", "tenant");
        let ask = named(json!({
            "actor": "officer-1", "role": "fraud-investigator", "team": "income",
            "purpose": "financial-crime",
        }));
        let what = ("Two tenancies under one name and day of birth.", "community");
        let first = fraud::sign(&office.record, &ask, ada, what, now()).unwrap();
        let second = fraud::sign(&office.record, &ask, ada, what, now()).unwrap();
        let rows = || {
            let rows = office.record.data().read("rows", |tx| {
                let sql = "SELECT no FROM kept ORDER BY recorded, no";
                tx.all(sql, db::params![], |row| row.int(0))
            });
            rows.unwrap()
        };
        let night = |days: i64| {
            let at = Now::noon(TODAY.saturating_add(days.days()));
            tick(&office.record, "night", at).unwrap();
        };
        night(21);
        assert_eq!((rows().len(), office.tasks().len()), (2, 2));
        let seen = |data: &str, action: &str| {
            let mut ask = ask.clone();
            ask.data = vec![data.to_owned()];
            action.clone_into(&mut ask.action);
            office.record.question(&ask, TODAY).unwrap()
        };
        let look = seen(fraud::CATEGORY, "look");
        let opened = office.record.look(&look, ada, now()).unwrap();
        let items = opened.items(&office.record).unwrap();
        let of = |kept_in: Option<String>| kept_in == Some(format!("register {first}"));
        let item = items.iter().find(|item| of(item.notes().kept_in)).unwrap().no.n;
        office.record.remove(&seen(fraud::CATEGORY, "collect"), ada, item, now()).unwrap();
        night(22);
        assert_eq!((rows(), office.tasks().len()), (vec![second], 1));
        assert_eq!(fraud::signs(&office.record, &ask, ada, now()).unwrap().len(), 1);
    });
}

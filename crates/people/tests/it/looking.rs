//! Looks: decided, written down, and only then opened.

use people::identify::{Identifier, Kind};
use people::{Error, NewPerson, NewRelationship, PersonId};
use serde_json::json;

use crate::{TODAY, now, on_both};

#[test]
fn a_look_shows_what_the_charter_lets_and_stands_in_the_log() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let before = office.entries();
        let seen = office.sees(&office.ask(json!({})), person).unwrap();
        assert_eq!(
            seen,
            [
                "name: Ada Example",
                "telephone: 07700 900123",
                "address: 7 Invented Row, Chatham, ZZ4 4ZZ"
            ]
        );
        assert_eq!(office.entries(), before + 1);
    });
}

#[test]
fn nobody_and_somebody_who_is_nothing_to_the_entity_are_refused_in_the_same_words() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let stranger = PersonId::from_bytes([1; 16]);
        let elsewhere = office.ask(json!({"entity": "mhs-homes-ltd"}));
        let before = office.entries();
        let mut said = Vec::new();
        for (question, who) in [(office.ask(json!({})), stranger), (elsewhere, person)] {
            let Err(Error::Refused(refusal)) = office.record.look(&question, who, now()) else {
                panic!("it was let through");
            };
            let explained = refusal.explain(office.record.gate());
            assert_eq!(explained.reasons.len(), 1);
            said.push((explained.reasons[0].rule, explained.reasons[0].unblock.is_some()));
        }
        assert_eq!(said[0], said[1]);
        assert_eq!(office.entries(), before + 2, "refusals stand in the log");
    });
}

#[test]
fn an_occupants_phone_is_refused_until_one_step_makes_them_deal_with_us_directly() {
    on_both(|office| {
        let mut new = NewPerson::new(
            "relatives-and-household",
            NewRelationship::new("occupant", "heart-of-medway", TODAY),
        );
        new.identifiers = vec![Identifier::parse(Kind::Name, "Bo Example").unwrap()];
        let household = office.ask(json!({"action": "collect", "purpose": "household-records"}));
        let person = office.record.enter(&household, &new, now()).unwrap();
        let phone = Identifier::parse(Kind::Phone, "01632 960001").unwrap();
        let item = people::NewItem::identifier("telephone", &phone, "the-person", TODAY);
        let hold = || office.record.hold(&office.collect(), person, &item, now());
        let hold_as_occupant = || office.record.hold(&household, person, &item, now());
        let Err(Error::Refused(refusal)) = hold_as_occupant() else { panic!("it was held") };
        let explained = refusal.explain(office.record.gate());
        let cited: Vec<_> = explained.reasons.iter().flat_map(|r| r.paragraphs.clone()).collect();
        assert!(cited.contains(&"4.1b".to_owned()), "{cited:?}");
        let tenant = NewRelationship::new("tenant", "heart-of-medway", TODAY);
        let _ = office.record.relate(&household, person, &tenant, now()).unwrap();
        hold().unwrap();
    });
}

#[test]
fn the_dead_are_not_contacted() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let call = office.ask(json!({
            "action": "contact", "channel": "phone", "purpose": "service-messages",
            "data": ["name", "telephone"],
        }));
        office.sees(&call, person).unwrap();
        let tomorrow = TODAY.tomorrow().unwrap();
        let early = office.record.died(&office.collect(), person, tomorrow, now());
        assert!(matches!(early, Err(Error::Malformed(_))), "{early:?}");
        let _ = office.record.died(&office.collect(), person, TODAY, now()).unwrap();
        assert!(matches!(office.sees(&call, person), Err(Error::Refused(_))));
    });
}

#[test]
fn the_newest_entries_are_opened_newest_first_and_that_is_written_down() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        office.sees(&office.ask(json!({})), person).unwrap();
        let before = office.entries();
        let mut acts = Vec::new();
        let auditor = office.ask(json!({"actor": "auditor-1"}));
        let read = office.record.newest_entries(&auditor, 3, now(), |no, _, text| {
            let account: serde_json::Value = serde_json::from_str(text.unwrap()).unwrap();
            acts.push((no, account["act"].as_str().unwrap().to_owned()));
        });
        read.unwrap();
        assert!(acts.is_sorted_by(|a, b| a.0 > b.0), "{acts:?}");
        let names: Vec<&str> = acts.iter().map(|(_, act)| act.as_str()).collect();
        assert_eq!(names, ["read-log", "look", "enter"]);
        assert_eq!(office.entries(), before + 1);
        let many = office.record.newest_entries(&auditor, 1001, now(), |_, _, _| ());
        assert!(matches!(many, Err(Error::TooMany(_))));
    });
}

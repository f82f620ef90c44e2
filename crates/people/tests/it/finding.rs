//! Finding people, walls, markers, holds, merges and the history of looks.

use people::identify::{Identifier, Kind};
use people::{Against, Error, Found, NewHold, NewItem, NewMarker};
use serde_json::json;

use crate::{TODAY, now, on_both};

fn by(kind: Kind, text: &str) -> Vec<Identifier> {
    vec![Identifier::parse(kind, text).unwrap()]
}

#[test]
fn one_several_and_nobody_are_answers_of_their_own() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "07700 900123");
        let twin = office.tenant("EXAMPLE, Ada", "07700 900124");
        let look = office.ask(json!({}));
        let find = |given: &[Identifier]| office.record.find(&look, given, now()).unwrap();
        match find(&by(Kind::Phone, "+44 7700 900 123")) {
            Found::One(one) => {
                assert_eq!(one.id, ada);
                assert_eq!(one.name.unwrap().as_str(), "Ada Example");
            }
            other => panic!("{other:?}"),
        }
        assert!(
            matches!(find(&by(Kind::Name, "ada example")), Found::Several(two) if two.len() == 2)
        );
        assert!(matches!(find(&by(Kind::Name, "Nobody Here")), Found::Nobody));
        assert!(matches!(find(&by(Kind::DateOfBirth, "1980-01-02")), Found::CannotSearch(_)));
        let mut both = by(Kind::Name, "ada example");
        both.extend(by(Kind::Phone, "07700900124"));
        assert!(matches!(find(&both), Found::One(one) if one.id == twin));

        // Put together, they are found as one; taken apart, as two again.
        let _ = office.record.merge(&office.collect(), ada, twin, now()).unwrap();
        assert!(matches!(find(&by(Kind::Name, "ada example")), Found::One(one) if one.id == ada));
        let _ = office.record.split(&office.collect(), ada, twin, now()).unwrap();
        assert!(matches!(find(&by(Kind::Name, "ada example")), Found::Several(_)));
    });
}

#[test]
fn behind_a_wall_there_is_nobody_for_whoever_it_stands_against() {
    on_both(|office| {
        let (ada, bo) = (
            office.tenant("Ada Example", "07700 900123"),
            office.tenant("Bo Other", "07700 900125"),
        );
        let wall = |against: &Against| {
            office
                .record
                .wall(&office.collect(), ada, against, TODAY, "She fled him.", now())
                .unwrap()
        };
        let _ = wall(&Against::Actor("officer-2".to_owned()));
        let _ = wall(&Against::Person(bo));
        let nosy = office.ask(json!({"actor": "officer-2"}));
        let for_bo = office.ask(json!({})).on_behalf_of(bo);
        for question in [&nosy, &for_bo] {
            let found =
                office.record.find(question, &by(Kind::Phone, "07700900123"), now()).unwrap();
            assert!(matches!(found, Found::Nobody), "{found:?}");
            assert!(matches!(office.sees(question, ada), Err(Error::Refused(_))));
        }
        assert_eq!(office.sees(&office.ask(json!({})), ada).unwrap().len(), 3);
    });
}

#[test]
fn who_looked_and_for_what_can_be_seen_by_those_who_may() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "07700 900123");
        office.sees(&office.ask(json!({"actor": "officer-7"})), ada).unwrap();
        let dpo = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "actor": "dpo",
    }));
        let events = office.record.history(&dpo, ada, i64::MAX, 50, now()).unwrap();
        let acts: Vec<_> =
            events.iter().map(|e| (e.account.act.as_str(), e.account.actor.as_str())).collect();
        assert_eq!(acts, [("look", "officer-7"), ("enter", "officer-1")]);
        assert_eq!(events[0].account.purpose_name(office.record.codes()), "tenancy-management");
    });
}

#[test]
fn a_hold_stops_an_erasure_and_an_event_starts_a_period() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "07700 900123");
        let hold = NewHold {
            kind: "claim".to_owned(),
            post: "legal".to_owned(),
            since: TODAY,
            review: None,
            detail: "A claim about damp.".to_owned(),
        };
        let _ = office.record.hold_back(&office.collect(), ada, &hold, now()).unwrap();
        let erase = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "action": "erase",
    }));
        let held = office.record.erase(&erase, ada, 1, now());
        assert!(matches!(held, Err(Error::Held(_) | Error::Refused(_))), "{held:?}");
        let _ = office.record.let_go(&office.collect(), ada, "claim", TODAY, now()).unwrap();
        assert!(office.record.let_go(&office.collect(), ada, "claim", TODAY, now()).is_err());
        let item = NewItem::new("tenancy-details", "Weekly, from 2020.", "the-person", TODAY);
        office.record.hold(&office.collect(), ada, &item, now()).unwrap();
        let _ =
            office.record.happened(&office.collect(), ada, "tenancy-end", TODAY, now()).unwrap();
        let opened = office.record.look(&office.ask(json!({})), ada, now()).unwrap();
        let due: Vec<_> = opened
            .items(&office.record)
            .unwrap()
            .iter()
            .filter(|item| item.category() == "tenancy-details")
            .map(|item| item.due.unwrap().to_string())
            .collect();
        assert_eq!(due, ["2032-11-24"]);
    });
}

#[test]
fn a_marker_goes_to_a_contractor_only_dated_and_told() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "07700 900123");
        let share = office.ask(json!({
            "role": "repairs-officer", "team": "repairs", "purpose": "staff-safety",
            "action": "disclose", "recipient": "repairs-contractors", "data": ["safety-marker"],
        }));
        let item = NewItem::new("safety-marker", "Go in pairs.", "our-own-work", TODAY);
        let safety = office
            .ask(json!({"action": "collect", "purpose": "staff-safety", "role": "safety-officer"}));
        let held = office.record.hold(&safety, ada, &item, now());
        let mut marker = NewMarker {
            category: "safety-marker".to_owned(),
            post: "health-and-safety".to_owned(),
            since: TODAY,
            until: None,
            told: None,
            deferred_until: None,
            put_right_by: None,
            detail: "Shouted at a gas engineer.".to_owned(),
        };
        let _ = office.record.mark(&office.collect(), ada, &marker, now()).unwrap();
        assert!(matches!(office.sees(&share, ada), Err(Error::Refused(_))), "no end, not told");
        marker.until = TODAY.checked_add(jiff::Span::new().try_years(1).unwrap()).ok();
        marker.told = Some(TODAY);
        let _ = office.record.mark(&office.collect(), ada, &marker, now()).unwrap();
        held.unwrap();
        let shared = office.sees(&share, ada).unwrap();
        assert_eq!(shared, ["safety-marker: Go in pairs."]);
    });
}

#[test]
fn a_corrected_number_is_found_and_the_old_one_is_not() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "01632 960001");
        let edit = office.ask(json!({"action": "use"}));
        let look = office.ask(json!({}));
        let opened = office.record.look(&look, person, now()).unwrap();
        let phone = (opened.items(&office.record).unwrap().iter())
            .find(|item| item.category() == "telephone")
            .map(|item| item.no.n)
            .unwrap();
        let find = |number: &str| {
            let given = [Identifier::parse(Kind::Phone, number).unwrap()];
            office.record.find(&look, &given, now()).unwrap()
        };
        office.record.correct(&edit, person, phone, b"01632 960009", now()).unwrap();
        assert!(matches!(find("01632 960009"), Found::One(one) if one.id == person));
        assert!(matches!(find("01632 960001"), Found::Nobody));
        let index = office.record.vault().index();
        assert!(index.find("phone", b"+441632960001").unwrap().is_empty(), "the term is gone");
        let wrong = office.record.correct(&edit, person, phone, b"no number", now());
        assert!(matches!(wrong, Err(Error::Malformed(_))), "{wrong:?}");

        let email = Identifier::parse(Kind::Email, "ada@example.org").unwrap();
        let item = NewItem::identifier("email", &email, "the-person", TODAY);
        let no = office.record.hold(&office.collect(), person, &item, now()).unwrap();
        let found = |given: &Identifier| {
            office.record.find(&look, std::slice::from_ref(given), now()).unwrap()
        };
        assert!(matches!(found(&email), Found::One(one) if one.id == person));
        office.record.remove(&edit, person, no.n, now()).unwrap();
        assert!(matches!(found(&email), Found::Nobody));
    });
}

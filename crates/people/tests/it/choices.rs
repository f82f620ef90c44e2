//! Choices decide from the moment they are made, and are taken back as easily.

use people::{Error, Fact, NewChoice};
use serde_json::json;

use crate::{TODAY, now, on_both};

fn consent() -> NewChoice {
    let mut choice = NewChoice::new(Fact::Consent, "marketing-email", TODAY);
    choice.grounds.wording = Some("May we email you about events?".to_owned());
    choice.grounds.withdrawal_told = Some("Reply STOP, or call us.".to_owned());
    choice
}

#[test]
fn a_consent_without_its_words_or_its_way_back_is_refused() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        for spoil in [
            |choice: &mut NewChoice| choice.grounds.wording = None,
            |choice: &mut NewChoice| choice.grounds.withdrawal_told = Some("  ".to_owned()),
        ] {
            let mut choice = consent();
            spoil(&mut choice);
            let result = office.record.choose(&office.collect(), person, &choice, now());
            assert!(matches!(result, Err(Error::Malformed(why)) if why.contains("10.1")));
        }
    });
}

#[test]
fn an_objection_stops_the_use_and_its_withdrawal_lets_it_go_on() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let survey = office.ask(json!({
            "role": "performance-analyst", "team": "data-protection", "entity": "heart-of-medway",
            "purpose": "research-and-surveys", "action": "use", "data": ["name"],
        }));
        let allowed = office.sees(&survey, person).is_ok();
        let objection = NewChoice::new(Fact::Objection, "research-and-surveys", TODAY);
        let (receipt, _) =
            office.record.choose(&office.collect(), person, &objection, now()).unwrap();
        assert!(matches!(office.sees(&survey, person), Err(Error::Refused(_))));
        let typed =
            people::Receipt::parse(&receipt.as_str().to_lowercase().replace('-', " ")).unwrap();
        let _ = office.record.withdraw(&office.collect(), person, &typed, TODAY, now()).unwrap();
        assert_eq!(office.sees(&survey, person).is_ok(), allowed);
        let again = office.record.withdraw(&office.collect(), person, &typed, TODAY, now());
        assert!(again.is_err());
        let history = office.record.choices(&office.ask(json!({})), person, now()).unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].receipt, receipt.as_str());
        assert!(history[0].until.is_some());
    });
}

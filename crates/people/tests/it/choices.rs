//! Choices decide from the moment they are made, and are taken back as easily.

use law::pecr::{Channel, Contact, Content, Listing, Verdict};
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

/// UK GDPR Art 18(3).
#[test]
fn a_limit_is_lifted_after_the_person_was_told() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let mut limit = NewChoice::new(Fact::Restriction, "telephone", TODAY);
        limit.grounds.ground = Some("They say that it is wrong.".to_owned());
        let collect = office.collect();
        let (receipt, _) = office.record.choose(&collect, person, &limit, now()).unwrap();
        let silent = office.record.withdraw(&collect, person, &receipt, TODAY, now());
        assert!(matches!(silent, Err(Error::Malformed(why)) if why.contains("18(3)")));
        let lift = |on, told| office.record.lift(&collect, person, &receipt, (on, told), now());
        let tomorrow = TODAY.tomorrow().unwrap();
        assert!(lift(TODAY, tomorrow).is_err(), "they are to be told after it");
        assert!(lift(tomorrow, tomorrow).is_err(), "nobody was told tomorrow");
        let stands = || {
            let all = office.record.choices(&office.ask(json!({})), person, now()).unwrap();
            all[0].until.is_none()
        };
        assert!(stands());
        assert!(lift(TODAY, TODAY.yesterday().unwrap()).is_err(), "before there was a limit");
        let _ = lift(TODAY, TODAY).unwrap();
        assert!(!stands());
        limit.until = Some(tomorrow);
        assert!(
            office.record.choose(&collect, person, &limit, now()).is_err(),
            "it ends by itself"
        );
    });
}

#[test]
fn marketing_is_said_yes_and_no_to_by_entity_channel_and_topic() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let ask = office.ask(json!({}));
        let may = |channel: &str, topic: &str| {
            let mut known = Contact::new(Channel::Email, Content::Marketing, TODAY);
            known.listing = Listing::NotListed;
            let verdict = office.record.marketing(&ask, person, (channel, topic), &known, now());
            matches!(verdict.unwrap(), Verdict::Allowed(_))
        };
        let choose = |fact, about: &str, topic: &str, entity: Option<&str>| {
            let mut new = NewChoice::new(fact, about, TODAY);
            new.topic = topic.to_owned();
            new.entity = entity.map(str::to_owned);
            new.grounds.wording = Some("May we?".to_owned());
            new.grounds.withdrawal_told = Some("Reply STOP.".to_owned());
            let _ = office.record.choose(&office.collect(), person, &new, now()).unwrap();
        };
        assert!(!may("email", "events") && may("post", "events") && may("phone", "events"));
        choose(Fact::Marketing, "email", "events", Some("heart-of-medway"));
        assert!(may("email", "events") && may("email", "Events"));
        assert!(!may("email", "") && !may("email", "offers") && !may("text-message", "events"));
        choose(Fact::Marketing, "email", "", Some("mhs-homes-ltd"));
        assert!(!may("email", "offers"), "that was to another entity");
        choose(Fact::NoMarketing, "phone", "", None);
        assert!(!may("phone", "events") && may("post", "events"));
        choose(Fact::NoMarketing, "", "offers", None);
        assert!(may("email", "events") && !may("post", "offers"));
        assert!(!may("post", ""), "a no about a topic counts where none is named");
        choose(Fact::NoMarketing, "", "", None);
        assert!(!may("email", "events") && !may("post", "events"));
    });
}

#[test]
fn the_gate_hears_a_yes_to_a_topic_only_for_that_topic() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "07700 900123");
        let ask = office.ask(json!({
            "role": "communications-officer", "team": "communications", "purpose": "marketing-email",
            "action": "contact", "channel": "email", "data": ["email", "name"],
        }));
        let blocked = |question: &people::Question| {
            let looked = office.record.look(question, person, now());
            match looked {
                Ok(_) => Vec::new(),
                Err(Error::Refused(refusal)) => {
                    let reasons = refusal.explain(office.record.gate()).reasons;
                    reasons.iter().map(|reason| reason.rule.to_owned()).collect()
                }
                Err(error) => panic!("{error}"),
            }
        };
        let mut yes = NewChoice::new(Fact::Marketing, "email", TODAY);
        yes.topic = "events".to_owned();
        let _ = office.record.choose(&office.collect(), person, &yes, now()).unwrap();
        let marketing = "marketing".to_owned();
        assert!(blocked(&ask).contains(&marketing));
        assert!(blocked(&ask.clone().about_topic("offers").unwrap()).contains(&marketing));
        assert!(!blocked(&ask.clone().about_topic("events").unwrap()).contains(&marketing));
        assert!(ask.about_topic(&"x".repeat(81)).is_err());
    });
}

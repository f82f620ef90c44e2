//! What holds whatever is asked.

use gate::{NamedAsk, NamedFacts};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::{TODAY, ask, gate};

const CATEGORIES: &[&str] =
    &["name", "phone", "health", "offence", "faith", "union", "warning", "wage"];
const PURPOSES: &[&str] =
    &["repairs", "claims", "survey", "photos", "letters", "crime", "wellbeing"];

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(of, 0..=of.len()).prop_map(|names| names.into_iter().map(str::to_owned).collect())
}

prop_compose! {
    fn facts()(
        consent in some(PURPOSES),
        explicit_consent in some(PURPOSES),
        objected in some(PURPOSES),
        restricted in some(CATEGORIES),
        expired in some(CATEGORIES),
        held: bool,
        supported: bool,
        marker_told: bool,
    ) -> NamedFacts {
        NamedFacts {
            consent, explicit_consent, objected, restricted, expired, held, supported, marker_told,
            ..NamedFacts::default()
        }
    }
}

prop_compose! {
    fn asks()(
        purpose in select(PURPOSES),
        relationship in select(&["tenant", "occupant", "stranger"][..]),
        (action, recipient, channel) in select(&[
            ("look", None, None),
            ("use", None, None),
            ("collect", None, None),
            ("publish", None, None),
            ("disclose", Some("builder"), None),
            ("disclose", Some("mp"), None),
            ("contact", None, Some("post")),
        ][..]),
        data in subsequence(CATEGORIES, 1..=CATEGORIES.len()),
        facts in facts(),
    ) -> NamedAsk {
        NamedAsk {
            purpose: purpose.to_owned(),
            relationship: relationship.to_owned(),
            action: action.to_owned(),
            recipient: recipient.map(str::to_owned),
            channel: channel.map(str::to_owned),
            data: data.into_iter().map(str::to_owned).collect(),
            facts: Some(facts),
            ..ask(serde_json::json!({}))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_splits_what_was_asked_for(named in asks()) {
        let gate = gate();
        let (ask, facts) = gate.read(&named, TODAY).unwrap();
        let decision = gate.decide(&ask, &facts);
        prop_assert_eq!(decision.allowed() | decision.masked(), ask.data);
        prop_assert!((decision.allowed() & decision.masked()).is_empty());
        prop_assert_eq!(decision.masked().is_empty(), decision.refused_by().is_empty());
    }

    #[test]
    fn asking_for_more_never_loses_and_asking_apart_never_gains(named in asks()) {
        // But for a marker: what is sent beside one that may not go would tell that there is one.
        if named.action == "disclose" && named.data.iter().any(|data| data == "warning") {
            return Ok(());
        }
        let gate = gate();
        let (whole, facts) = gate.read(&named, TODAY).unwrap();
        let together = gate.decide(&whole, &facts).allowed();
        for category in &named.data {
            let one = NamedAsk { data: vec![category.clone()], ..named.clone() };
            let (one, facts) = gate.read(&one, TODAY).unwrap();
            prop_assert_eq!(gate.decide(&one, &facts).allowed(), together & one.data);
        }
    }

    #[test]
    fn an_objection_a_restriction_a_wall_or_a_lapse_never_allows_more(
        named in asks(),
        objected in some(PURPOSES),
        restricted in some(CATEGORIES),
    ) {
        let gate = gate();
        let (ask, before) = gate.read(&named, TODAY).unwrap();
        let allowed = gate.decide(&ask, &before).allowed();
        let mut later = named;
        let facts = later.facts.get_or_insert_default();
        facts.objected.extend(objected);
        facts.restricted.extend(restricted);
        facts.lapsed.push("builder".to_owned());
        facts.objected_marketing = true;
        let (ask, after) = gate.read(&later, TODAY).unwrap();
        prop_assert!((gate.decide(&ask, &after).allowed() - allowed).is_empty());
        later.facts.get_or_insert_default().walled = true;
        let (ask, walled) = gate.read(&later, TODAY).unwrap();
        prop_assert!(gate.decide(&ask, &walled).allowed().is_empty());
    }

    #[test]
    fn what_is_never_collected_is_never_allowed(named in asks()) {
        let gate = gate();
        let (ask, facts) = gate.read(&named, TODAY).unwrap();
        let explanation = gate.explain(&ask, &facts);
        prop_assert!(!explanation.allowed.iter().any(|category| category == "union"));
    }
}

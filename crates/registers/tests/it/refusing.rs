//! No service is refused over something that is optional.

use registers::refusing;
use serde_json::json;

use crate::{Office, named, now};

#[test]
fn a_service_is_refused_over_what_is_required_alone() {
    let office = Office::new();
    let ada = office.person("Ada Example", "applicant");
    let ask = named(json!({
        "role": "lettings-officer", "team": "lettings", "purpose": "affordability-assessment",
    }));
    let refuse = |missing: &[&str]| {
        let missing: Vec<String> = missing.iter().map(|one| (*one).to_owned()).collect();
        refusing::refuse_service(&office.record, &ask, ada, &missing, now())
            .map_err(|error| error.to_string())
    };
    let over = refuse(&["income-and-spending", "household"]).unwrap();
    assert_eq!((over.required.len(), over.optional.len()), (1, 1));
    assert!(over.consequence.unwrap().contains("we may not offer"));
    let why = refuse(&["household"]).unwrap_err();
    assert!(why.contains("optional") && why.contains("4.2"), "{why}");
    assert!(refuse(&[]).is_err());
    let acts = office.history(ada);
    for act in ["service-refused", "service-not-refused"] {
        assert!(acts.iter().any(|one| one == act), "{act} is in {acts:?}");
    }
}

#[test]
fn answers_about_faith_and_race_are_no_reason_for_anything() {
    let office = Office::new();
    for missing in ["religion", "race", "ethnic-origin", "sexual-orientation"] {
        let of = [missing.to_owned()];
        let found = refusing::reasons(&office.record, "equality-monitoring", &of).unwrap();
        assert!(!found.may_refuse(), "{missing}");
    }
}

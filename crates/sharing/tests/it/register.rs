//! The register: decided, told first, written down.

use gate::NamedAsk;
use people::Error;
use serde_json::json;
use sharing::{HowGiven, Told};

use crate::{Office, TODAY, now};

fn job_sheet() -> HowGiven {
    HowGiven { how: "job sheet".to_owned(), power: None, note: Some("a leak".to_owned()) }
}

#[test]
fn a_contractor_gets_what_the_job_needs_and_it_stands_in_the_register() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({"data": ["name", "telephone", "health"]}));
    let told = Told::On(TODAY);
    let done =
        sharing::disclose(&office.record, &share, ada, Some(&told), &job_sheet(), now()).unwrap();
    let mut went = Vec::new();
    done.opened.each(&office.record, |seen| went.push(seen.category().to_owned())).unwrap();
    assert_eq!(went, ["name", "telephone"], "and not the letter");
    let look = office.ask(json!({"action": "look", "recipient": null}));
    let rows = sharing::register(&office.record, &look, ada, now()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].recipient.as_str(), rows[0].told), ("repairs-contractors", Some(TODAY)));
    assert_eq!(rows[0].data, ["name", "telephone"]);
    assert_eq!(rows[0].how.note.as_deref(), Some("a leak"));
}

#[test]
fn a_disclosure_names_what_goes() {
    let office = Office::new();
    let named: NamedAsk = serde_json::from_value(json!({
        "actor": "officer-1", "strength": "second-factor", "role": "repairs-officer",
        "team": "repairs", "entity": "heart-of-medway", "relationship": "", "purpose": "repairs",
        "action": "disclose", "recipient": "repairs-contractors", "data": [],
    }))
    .unwrap();
    let refused = office.record.question(&named, TODAY);
    assert!(matches!(refused, Err(Error::Malformed(why)) if why.contains("11.4")));
}

#[test]
fn untold_nothing_goes_unless_the_reason_is_kept() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({
        "role": "income-officer", "team": "income", "purpose": "rent-and-benefits",
        "recipient": "welfare-advisers", "data": ["name", "telephone"],
    }));
    let give = |told: Option<&Told>| {
        sharing::disclose(&office.record, &share, ada, told, &job_sheet(), now())
    };
    assert!(matches!(give(None), Err(Error::Malformed(why)) if why.contains("11.6")));
    let exception = Told::Exception("Telling them would put a witness at risk.".to_owned());
    assert!(give(Some(&exception)).is_ok());
    let look = office.ask(json!({"action": "look", "recipient": null}));
    let rows = sharing::register(&office.record, &look, ada, now()).unwrap();
    assert!(rows.iter().all(|row| row.excepted && row.told.is_none()));
    assert_eq!(rows.len(), 1);
}

#[test]
fn a_lapsed_agreement_refuses_until_it_is_renewed() {
    let office = Office::new();
    let ada = office.tenant();
    let share = office.ask(json!({"data": ["name", "telephone", "health"]}));
    let told = Told::On(TODAY);
    let give = || sharing::disclose(&office.record, &share, ada, Some(&told), &job_sheet(), now());
    assert!(give().is_ok());
    sharing::end_agreement(&office.record, "repairs-contractors", TODAY, now(), "dpo").unwrap();
    assert!(matches!(give(), Err(Error::Refused(_))));
    sharing::renew_agreement(&office.record, "repairs-contractors", TODAY, TODAY, now(), "dpo")
        .unwrap();
    assert!(give().is_ok());
    let known = sharing::agreements(&office.record).unwrap();
    assert_eq!((known.len(), known[0].ended), (1, None));
    assert!(sharing::end_agreement(&office.record, "nobody", TODAY, now(), "dpo").is_err());
}

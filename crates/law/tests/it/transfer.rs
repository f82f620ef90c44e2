use jiff::civil::date;
use law::transfer::{Refusal, Requirement, Verdict, check, country, mechanism};

#[test]
fn verdicts() {
    let today = date(2026, 11, 23);
    let allowed = |country: &str, mechanism: &str, needs: &[Requirement]| {
        assert_eq!(
            check(country, mechanism, today),
            Verdict::Allowed(needs.to_vec()),
            "{country} {mechanism}"
        );
    };
    allowed("FR", "approved-country", &[]);
    allowed("CH", "approved-country", &[]);
    allowed("JP", "approved-country", &[Requirement::Limited("private sector only")]);
    allowed("US", "uk-us-data-bridge", &[Requirement::ActiveListing]);
    for tool in ["idta", "addendum", "bcr", "pre-2026-clauses"] {
        allowed("IN", tool, &[Requirement::Test]);
        allowed("US", tool, &[Requirement::Test]);
    }
    allowed("IN", "derogation", &[Requirement::SingleCase]);
    assert_eq!(check("GB", "approved-country", today), Verdict::Domestic);

    let refused = |country: &str, mechanism: &str, reason: fn(&Refusal) -> bool| match check(
        country, mechanism, today,
    ) {
        Verdict::Refused(refusal) if reason(&refusal) => {}
        other => panic!("{country} {mechanism}: {other:?}"),
    };
    refused("IN", "approved-country", |r| matches!(r, Refusal::NotApproved(_)));
    refused("US", "approved-country", |r| matches!(r, Refusal::NeedsDataBridge));
    refused("FR", "uk-us-data-bridge", |r| matches!(r, Refusal::OtherCountry(..)));
    refused("US", "privacy-shield", |r| matches!(r, Refusal::NotInForce(_)));
    refused("FR", "eu-sccs-alone", |r| matches!(r, Refusal::NeverValid(_)));
    refused("FR", "handshake", |r| matches!(r, Refusal::UnknownMechanism(_)));
    refused("UK", "idta", |r| matches!(r, Refusal::BadCountry(_)));
    refused("France", "idta", |r| matches!(r, Refusal::BadCountry(_)));
}

#[test]
fn approvals_are_dated() {
    let korea = |day| check("KR", "approved-country", day);
    assert!(matches!(korea(date(2022, 12, 18)), Verdict::Refused(Refusal::NotApproved(_))));
    assert_eq!(korea(date(2022, 12, 19)), Verdict::Allowed(vec![]));
    assert_eq!(country::all().iter().filter(|country| country.eea()).count(), 30);
    let approved = mechanism::find("approved-country").unwrap().countries().unwrap();
    assert!(approved.contains(&"DE") && !approved.contains(&"US"));
}

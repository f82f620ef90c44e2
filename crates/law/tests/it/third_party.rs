use law::third_party::{Consent, Outcome, Reason, Record};

fn worked() -> Record {
    Record {
        identifiable: Some(true),
        consent: Some(Consent::NotAsked),
        type_noted: true,
        confidential: Some(false),
        capable: Some(true),
        professional: false,
        reasonable: Some(false),
        can_redact: true,
    }
}

#[test]
fn outcomes() {
    let check = |record: Record, expected: Outcome| {
        assert_eq!(record.outcome(), expected, "{record:?}");
    };
    check(Record::default(), Outcome::Unfinished(vec![Reason::IdentifiableUnknown]));
    let nobody = Record { identifiable: Some(false), ..Record::default() };
    check(nobody, Outcome::Disclose(vec![Reason::NotIdentifiable]));
    let consented = Record { consent: Some(Consent::Given), ..worked() };
    check(consented.clone(), Outcome::Disclose(vec![Reason::Consented]));
    // What somebody says who is not able to consent is no consent.
    let unable = Record { capable: Some(false), ..consented };
    check(unable, Outcome::Redact(vec![Reason::NotReasonable, Reason::CannotConsent]));
    let nurse = Record { identifiable: Some(true), professional: true, ..Record::default() };
    check(nurse, Outcome::Disclose(vec![Reason::Professional]));
    check(worked(), Outcome::Redact(vec![Reason::NotReasonable]));
    let whole = Record { can_redact: false, ..worked() };
    check(whole, Outcome::Withhold(vec![Reason::NotReasonable]));
    let against = Record {
        reasonable: Some(true),
        consent: Some(Consent::Refused),
        confidential: Some(true),
        ..worked()
    };
    let reasons = vec![Reason::Reasonable, Reason::Refused, Reason::Confidential];
    check(against, Outcome::Disclose(reasons));
    let started = Record { identifiable: Some(true), type_noted: true, ..Record::default() };
    let missing = vec![
        Reason::ConfidenceUnknown,
        Reason::ConsentUnknown,
        Reason::CapacityUnknown,
        Reason::Undecided,
    ];
    check(started, Outcome::Unfinished(missing));
}

use jiff::civil::date;
use law::adm::{Decision, Missing, Safeguards, check};

const PLAIN: Decision<'_> = Decision {
    solely_automated: true,
    significant: true,
    special_category: false,
    bases: &["contract"],
    condition: None,
    safeguards: Safeguards::ALL,
};

#[test]
fn what_a_decision_lacks() {
    let today = date(2026, 11, 23);
    let expect = |decision: Decision<'_>, expected: &[Missing]| {
        assert_eq!(check(&decision, today), expected, "{decision:?}");
    };
    expect(PLAIN, &[]);
    let none = Safeguards::default();
    let all_four = [
        Missing::Information,
        Missing::Representations,
        Missing::HumanIntervention,
        Missing::Contest,
    ];
    expect(Decision { safeguards: none, ..PLAIN }, &all_four);
    expect(Decision { safeguards: none, solely_automated: false, ..PLAIN }, &[]);
    expect(Decision { safeguards: none, significant: false, ..PLAIN }, &[]);
    let recognised = ["contract", "recognised-legitimate-interests"];
    expect(Decision { bases: &recognised, ..PLAIN }, &[Missing::RecognisedInterests]);

    let special = Decision { special_category: true, ..PLAIN };
    expect(special, &[Missing::SpecialCategoryGate]);
    expect(Decision { condition: Some("explicit-consent"), ..special }, &[]);
    expect(Decision { condition: Some("safeguarding"), ..special }, &[]);
    expect(
        Decision { condition: Some("legal-claims"), ..special },
        &[Missing::SpecialCategoryGate],
    );
    let interests = ["legitimate-interests"];
    let without_law = Decision { bases: &interests, condition: Some("safeguarding"), ..special };
    expect(without_law, &[Missing::SpecialCategoryGate]);
}

#[test]
fn the_law_before() {
    let before = date(2026, 2, 4);
    let interests = ["legitimate-interests"];
    assert_eq!(check(&Decision { bases: &interests, ..PLAIN }, before), [Missing::OldGate]);
    assert!(check(&Decision { bases: &interests, ..PLAIN }, date(2026, 2, 5)).is_empty());
    assert_eq!(Missing::OldGate.provision().citation(), "UK GDPR Art 22");
    assert!(!Missing::OldGate.provision().verified());
}

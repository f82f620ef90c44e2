//! The names and the facts that other rooms build on.

use jiff::civil::date;
use law::condition::DataKind;
use law::duty::Binds;
use law::notice_content::Article;
use law::{Need, Provision};

#[track_caller]
fn in_order<'a>(provisions: impl Iterator<Item = &'a Provision>, expected: &[&str]) {
    assert_eq!(provisions.map(Provision::id).collect::<Vec<_>>(), expected);
}

#[test]
fn bases() {
    use law::basis::{Basis, all, find};
    in_order(
        all().iter().map(Basis::provision),
        &[
            "consent",
            "contract",
            "legal-obligation",
            "vital-interests",
            "public-task",
            "recognised-legitimate-interests",
            "legitimate-interests",
        ],
    );
    let which = |test: fn(&Basis) -> bool| {
        all().iter().filter(|basis| test(basis)).map(Basis::id).collect::<Vec<_>>()
    };
    let objectable = ["public-task", "recognised-legitimate-interests", "legitimate-interests"];
    assert_eq!(which(Basis::objectable), objectable);
    assert_eq!(which(Basis::portable), ["consent", "contract"]);
    assert_eq!(find("legitimate-interests").unwrap().needs(), [Need::Assessment]);
    assert!(find("nothing").is_none());
    in_order(
        law::recognised::all().iter().map(law::recognised::Recognised::provision),
        &["public-task-request", "security", "emergencies", "crime", "safeguarding"],
    );
}

#[test]
fn conditions() {
    let check = |id: &str, covers: &[DataKind], needs: &[Need]| {
        let condition = law::condition::find(id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(condition.covers(), covers, "{id}");
        for need in needs {
            assert!(condition.needs().contains(need), "{id} needs {need}");
        }
    };
    let both: &[DataKind] = &[DataKind::Special, DataKind::Criminal];
    let policy = Need::PolicyDocument;
    check("explicit-consent", &[DataKind::Special], &[Need::ExplicitConsent]);
    check("employment-social-protection", both, &[policy]);
    check("fraud", both, &[policy, Need::AntiFraudMembership]);
    check("equality", both, &[policy, Need::NoIndividualDecisions]);
    check("criminal-insurance", &[DataKind::Criminal], &[policy]);
    for id in [
        "statutory",
        "unlawful-acts",
        "protective-functions",
        "regulatory-requirements",
        "money-laundering",
        "not-for-profit-support",
        "counselling",
        "safeguarding",
        "economic-wellbeing",
        "insurance",
        "elected-representatives",
        "elected-disclosure",
    ] {
        check(id, both, &[policy]);
        assert!(law::condition::find(id).unwrap().substantial_public_interest(), "{id}");
    }
    for id in ["vital-interests", "legal-claims", "made-public", "not-for-profit-body"] {
        check(id, &[DataKind::Special], &[]);
    }
    for id in ["health-or-social-care", "research"] {
        check(id, both, &[]);
        assert!(!law::condition::find(id).unwrap().needs().contains(&policy), "{id}");
    }
    for id in ["criminal-consent", "criminal-vital-interests", "criminal-legal-claims"] {
        check(id, &[DataKind::Criminal], &[]);
    }
}

#[test]
fn needs_are_read_by_their_ids() {
    for need in Need::ALL {
        assert_eq!(need.id().parse(), Ok(need));
    }
    assert_eq!(Need::ALL.map(Need::id), {
        let mut sorted = Need::ALL.map(Need::id);
        sorted.sort_unstable();
        sorted
    });
    assert!("a wish".parse::<Need>().unwrap_err().to_string().contains("`a wish`"));
}

#[test]
fn rights_and_grounds() {
    use law::right::{Right, all, find, ground};
    in_order(
        all().iter().map(Right::provision),
        &[
            "informed",
            "access",
            "rectification",
            "erasure",
            "restriction",
            "portability",
            "objection",
            "automated-decision",
        ],
    );
    for right in all() {
        for basis in right.bases() {
            assert!(law::basis::find(basis).is_some(), "{} reaches `{basis}`", right.id());
        }
    }
    for row in ground::all() {
        assert!(find(row.right()).is_some(), "{}", row.id());
    }
    assert_eq!(find("erasure").unwrap().grounds().count(), 7);
    assert_eq!(find("restriction").unwrap().grounds().count(), 4);
    let malicious = ground::find("erasure-malicious-allegation").unwrap();
    assert!(malicious.switched() && !malicious.provision().verified());
    assert_eq!(ground::all().iter().filter(|row| row.switched()).count(), 1);
}

#[test]
fn exemptions() {
    use law::exemption::{all, find};
    for exemption in all() {
        let id = exemption.id();
        assert!(!exemption.gate().is_empty() && exemption.says().ends_with('.'), "{id}");
        assert_eq!(exemption.claimable(), exemption.why_not().is_none(), "{id}");
        for right in exemption.rights() {
            assert!(law::right::find(right).is_some(), "{id} reaches `{right}`");
        }
    }
    for id in ["risk-assessment", "social-work"] {
        assert!(!find(id).unwrap().claimable(), "{id}");
    }
    let privilege = find("legal-privilege").unwrap();
    assert!(privilege.reaches("access") && !privilege.reaches("erasure"));
    assert!(find("crime-and-taxation").unwrap().review_needed());
    assert!(!find("immigration").unwrap().provision().verified());
}

#[test]
fn duties_bind_entities() {
    let check = |id: &str, binds: Binds, from: Option<jiff::civil::Date>| {
        let duty = law::duty::find(id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(duty.binds(), binds, "{id}");
        if let Some(from) = from {
            assert_eq!(duty.provision().in_force_from(), from, "{id}");
        }
    };
    check("core", Binds::RegisteredProvider, None);
    let private = Binds::PrivateRegisteredProvider;
    check("stairs-publication", private, Some(date(2026, 10, 1)));
    check("stairs-requests", private, Some(date(2027, 4, 1)));
    check("awaabs-law", Binds::RegisteredProvider, Some(date(2025, 10, 27)));
    check("housing-ombudsman", Binds::RegisteredProvider, None);
    check("consumer-standards", Binds::RegisteredProvider, None);
    check("rpeep", Binds::Everyone, Some(date(2026, 4, 6)));
    check("complaints-s164a", Binds::Everyone, Some(date(2026, 6, 19)));
    check("ropa", Binds::Everyone, None);
}

#[test]
fn notices_must_say_more_since_june() {
    let required = |article, on| law::notice_content::required(article, on).count();
    let (before, after) = (date(2026, 6, 18), date(2026, 6, 19));
    assert_eq!(required(Article::Direct, after), required(Article::Direct, before) + 1);
    assert_eq!(required(Article::Indirect, after), required(Article::Indirect, before) + 1);
    let ids: Vec<_> =
        law::notice_content::required(Article::Direct, after).map(|row| row.id()).collect();
    assert!(ids.contains(&"complaint-to-controller") && !ids.contains(&"source"), "{ids:?}");
    assert_eq!(law::notice_content::all().len(), 16);
}

#[test]
fn remedies_and_the_regulator() {
    let ids = |on| law::remedy::on(on).map(|remedy| remedy.id().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(date(2026, 6, 18)), ["complain-to-regulator", "court"]);
    assert_eq!(ids(date(2026, 6, 19)), ["complain-to-us", "complain-to-regulator", "court"]);
    let regulator = law::regulator::on(date(2026, 11, 23)).unwrap();
    assert!(!regulator.provision().verified());
    assert_eq!(regulator.successor(), Some("Information Commission"));
}

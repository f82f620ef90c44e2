use std::collections::BTreeMap;

use casework::{
    Error, Factors, Found, Guard, Item, Kind, Outcome, Step, Taking, Text, ToWeigh, Verdict,
    Weighing, Who, held_back,
};
use jiff::civil::{Date, date};
use law::clock::Gate;

use crate::{Office, TODAY, answer, days_after, noon, plain, proof, searched};

fn hold(exemption: &str, answers: &[&str], review: Option<Date>) -> Weighing {
    Weighing::HoldBack {
        exemption: exemption.to_owned(),
        answers: answers.iter().map(|one| (*one).to_owned()).collect(),
        review,
    }
}

fn health(known: Option<&str>, given: Option<Date>, harm: bool) -> Weighing {
    Weighing::Health { known: known.map(str::to_owned), given, harm }
}

fn check(weighing: &Weighing, why: ToWeigh, expected: &str) {
    let said = match weighing.verdict(why, Kind::Access, TODAY) {
        Ok(Verdict::Give) => "give".to_owned(),
        Ok(Verdict::Pending) => "pending".to_owned(),
        Ok(Verdict::HoldBack { ground, review, .. }) => match review {
            Some(day) => format!("hold back: {ground}, again on {day}"),
            None => format!("hold back: {ground}"),
        },
        Err(error) => format!("no: {error}"),
    };
    assert_eq!(said, expected, "{weighing:?}");
}

/// A landlord is no health professional: health data waits for one who answers.
#[test]
fn health_data_waits_for_an_opinion_unless_the_person_knows_it() {
    let recent = Some(date(2026, 9, 1));
    check(&health(None, None, false), ToWeigh::Health, "pending");
    check(&health(Some("they told us"), None, false), ToWeigh::Health, "give");
    check(
        &health(Some(" "), None, false),
        ToWeigh::Health,
        "no: say how it is known that the person knows it",
    );
    check(&health(None, recent, false), ToWeigh::Health, "give");
    check(&health(None, recent, true), ToWeigh::Health, "hold back: serious-harm");
    // An opinion of last year has run out.
    check(&health(None, Some(date(2025, 11, 1)), false), ToWeigh::Health, "pending");
    let give = Weighing::Give { why: "they want it".to_owned() };
    check(
        &give,
        ToWeigh::Health,
        "no: it is about health: say that the person knows it, or give the opinion of a health \
         professional",
    );
}

#[test]
fn the_factors_are_worked_through_before_anything_of_somebody_else_goes() {
    let factors = |change: &dyn Fn(&mut Factors)| {
        let mut factors = Factors { identifiable: Some(true), ..Factors::default() };
        change(&mut factors);
        Weighing::SomebodyElse(factors)
    };
    let worked = |reasonable: bool| {
        factors(&|one| {
            one.consent = Some("refused".to_owned());
            one.type_of_information = Some("a complaint about noise".to_owned());
            (one.confidential, one.capable) = (Some(true), Some(true));
            one.reasonable = Some(reasonable);
            one.why = Some("they would know who complained".to_owned());
        })
    };
    let why = ToWeigh::SomebodyElse;
    check(&Weighing::SomebodyElse(Factors::default()), why, "pending");
    check(&factors(&|one| one.identifiable = Some(false)), why, "give");
    check(&factors(&|one| one.consent = Some("given".to_owned())), why, "give");
    check(&factors(&|_| ()), why, "pending");
    check(&worked(false), why, "hold back: third-party");
    check(&worked(true), why, "give");
    check(
        &factors(&|one| one.reasonable = Some(true)),
        why,
        "no: say why it is reasonable, or not",
    );
    check(
        &factors(&|one| one.consent = Some("perhaps".to_owned())),
        why,
        "no: consent is given, refused, asked or not-asked, and not `perhaps`",
    );
}

/// Only grounds of the law, only those that reach what is asked and that a landlord can claim, and
/// only with every question answered.
#[test]
fn something_is_held_back_on_a_structured_ground_only() {
    let why = ToWeigh::ByHand;
    let all: Vec<&str> =
        law::exemption::find("legal-privilege").unwrap().gate().iter().map(|_| "yes").collect();
    check(&hold("legal-privilege", &all, None), why, "hold back: legal-privilege");
    let check_begins = |weighing: &Weighing, begins: &str| {
        let error = weighing.verdict(why, Kind::Access, TODAY).unwrap_err().to_string();
        assert!(error.starts_with(begins), "{error}");
    };
    check_begins(&hold("legal-privilege", &[], None), "answer each of its");
    check_begins(&hold("embarrassing", &all, None), "there is no exemption `embarrassing`");
    check_begins(
        &hold("risk-assessment", &["yes"; 3], None),
        law::exemption::find("risk-assessment").unwrap().why_not().unwrap(),
    );
    let crime: Vec<&str> =
        law::exemption::find("crime-and-taxation").unwrap().gate().iter().map(|_| "yes").collect();
    check_begins(
        &hold("crime-and-taxation", &crime, None),
        "what `crime-and-taxation` guards against passes",
    );
    check_begins(
        &hold("crime-and-taxation", &crime, Some(TODAY)),
        "the day to look again is after today",
    );
    check(
        &hold("crime-and-taxation", &crime, Some(date(2027, 2, 1))),
        why,
        "hold back: crime-and-taxation, again on 2027-02-01",
    );
    let error = hold("legal-privilege", &all, None).verdict(why, Kind::Erasure, TODAY).unwrap_err();
    assert!(error.to_string().starts_with("`legal-privilege` does not reach this kind"), "{error}");
}

/// In a case: nothing goes to the second person while an item is open, a copy is decided with its
/// original, and what was held back for a time is looked at again.
#[test]
fn an_answer_waits_until_everything_found_was_weighed() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let found = |says: &str, place: &str, why| Found {
        item: office.desk.item(case, says.as_bytes()),
        place: place.to_owned(),
        why,
        text: Text::new(says.as_bytes()),
    };
    let letter = found("the neighbour says", "housing:notes", ToWeigh::SomebodyElse);
    let copy = found("the neighbour says", "housing:notes_bkup", ToWeigh::SomebodyElse);
    let illness = found("asthma", "housing:health", ToWeigh::Health);
    let search = Taking { found: vec![letter.clone(), copy, illness.clone()], ..searched() };
    office.goes(
        "ada",
        case,
        &[
            (Step::Begin, plain()),
            (Step::Proof, proof(Gate::Identity)),
            (Step::Search, search),
            (Step::Weigh, plain()),
        ],
        TODAY,
    );
    let given = answer(Outcome::Partly);
    let open = |day| match office.take("ada", case, Step::Propose, &given, day) {
        Err(Error::Blocked(casework::machine::Blocked::Guarded(guard))) => guard,
        other => panic!("{other:?}"),
    };
    assert_eq!(open(TODAY), Guard::EverythingWeighed);
    // What an item says is for whoever weighs it, until that is done.
    let text = |who: &str, item: &Found| {
        let question = office.question(who, TODAY);
        office.desk.item_text(Who::Officer(&question), case, item.item, noon(TODAY))
    };
    assert_eq!(text("ada", &illness).unwrap().unwrap().says, "asthma");
    assert!(!text("ada", &letter).unwrap().unwrap().cut);
    assert!(text("cara", &illness).is_err(), "whoever does not work on it reads nothing");
    let crime: Vec<&str> =
        law::exemption::find("crime-and-taxation").unwrap().gate().iter().map(|_| "yes").collect();
    let weighed = BTreeMap::from([
        (letter.item, hold("crime-and-taxation", &crime, Some(days_after(TODAY, 10)))),
        (illness.item, health(Some("they told us"), None, false)),
    ]);
    office.goes("ada", case, &[(Step::Items, Taking { weighed, ..plain() })], TODAY);
    assert!(text("ada", &illness).unwrap().is_none(), "it is decided about");
    let question = office.question("ada", TODAY);
    let items = office.desk.items(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!(items.len(), 2, "a copy is no item of its own");
    let plain_items: Vec<Item> = items.iter().map(|(item, _)| item.clone()).collect();
    assert_eq!(plain_items.iter().filter(|item| item.may_go(TODAY)).count(), 1);
    let said = held_back(&plain_items);
    assert_eq!((said[0].0.as_str(), said[0].2), ("crime-and-taxation", 1));
    assert!(said[0].1.starts_with("We have not given you some information"), "{}", said[0].1);
    // The day to look again has come before the answer went.
    assert_eq!(open(days_after(TODAY, 10)), Guard::EverythingWeighed);
    office.goes("ada", case, &[(Step::Propose, given)], days_after(TODAY, 9));
    let nothing = BTreeMap::from([([0; 16], Weighing::Give { why: "x".to_owned() })]);
    office.goes("ada", case, &[(Step::Back, crate::why("one more"))], days_after(TODAY, 9));
    let unknown = Taking { weighed: nothing, ..plain() };
    assert_eq!(
        office
            .take("ada", case, Step::Items, &unknown, days_after(TODAY, 9))
            .unwrap_err()
            .to_string(),
        "there is no such item in this case"
    );
}

/// What is too long to be kept whole says so: nobody decides about a beginning as if it were all.
#[test]
fn a_text_that_was_cut_says_so() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let long = "x".repeat(casework::ITEM_TEXT_BYTES_MAX + 1);
    let item = office.desk.item(case, long.as_bytes());
    let found = Found {
        item,
        place: "housing:notes".to_owned(),
        why: ToWeigh::ByHand,
        text: Text::new(long.as_bytes()),
    };
    let search = Taking { found: vec![found], ..searched() };
    office.goes("ada", case, &[(Step::Begin, plain()), (Step::Search, search)], TODAY);
    let question = office.question("ada", TODAY);
    let who = Who::Officer(&question);
    let text = office.desk.item_text(who, case, item, noon(TODAY)).unwrap().unwrap();
    assert!(text.cut && text.says.len() == casework::ITEM_TEXT_BYTES_MAX);
    office.goes("ada", case, &[(Step::Withdraw, crate::why("they said so"))], TODAY);
    let after = office.desk.item_text(who, case, item, noon(TODAY)).unwrap();
    assert!(after.is_none(), "the case is closed");
}

//! The real work of each kind: questions, changes, objections, consents, disclosures.

use std::collections::BTreeMap;

use casework::machine::Blocked;
use casework::{
    AtOnce, Audience, Capacity, Channel, Error, Given, Giving, Guard, How, Kind, Letter, NewCase,
    Objected, Opened, Outcome, Party, State, Step, Taking, Way, Which, Who, Work, Worked,
};
use jiff::civil::Date;
use law::clock::Gate;
use people::{Fact, Grounds, NewChoice, PersonId, Question};

use crate::{Office, TODAY, answer, days_after, moment, noon, plain, proof, searched};

fn filled(answers: &[(&str, &str)]) -> BTreeMap<String, String> {
    answers.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())).collect()
}

/// Answers to every question of a kind, in a case where nothing is bad.
pub(crate) fn fills(kind: Kind) -> BTreeMap<String, String> {
    filled(match kind {
        Kind::Assessment => &[
            ("what", "a camera at a door"),
            ("which", "legitimate-interests"),
            ("why", "theft"),
            ("data", "pictures of whoever passes"),
            ("necessary", "lights did not help"),
            ("risks", "neighbours are seen"),
            ("measures", "it sees the door alone"),
            ("balance", "ours, while it sees the door alone"),
            ("decision", "go-with-measures"),
            ("review", "2027-06-01"),
        ],
        Kind::AutomatedDecision => &[
            ("decision", "credit-score"),
            ("inputs", "three addresses"),
            ("rule", "below 40 is the third group"),
            ("came-out", "the third group"),
            ("side-asked", "yes"),
            ("side", "one address is not mine"),
            ("reviewer", "olu"),
            ("authority", "yes"),
            ("took-part", "no"),
            ("looked-at", "the tenancy of the address"),
            ("result", "changed"),
            ("why", "the address is somebody else's"),
        ],
        Kind::Breach => &[
            ("what", "a letter in the wrong envelope"),
            ("kind", "seen"),
            ("happened", "2026-11-30T10:00"),
            ("found", "who got it rang"),
            ("people", "1"),
            ("records", "1"),
            ("who", "a tenant"),
            ("data", "name and rent account"),
            ("special", "no"),
            ("at-risk", "no"),
            ("danger", "no"),
            ("money", "no"),
            ("unreadable", "no"),
            ("likely", "unlikely"),
            ("consequences", "somebody knows what they owe"),
            ("measures", "the letter came back"),
            ("before", "two people look at each envelope"),
            ("risk", "unlikely"),
            ("lettings-data", "no"),
            ("prevented", "windows in envelopes"),
        ],
        Kind::Complaint => &[
            ("about", "my file was left on a desk"),
            ("housing", "none"),
            ("looked-at", "the desk, and who sits there"),
            ("found", "it lay there an hour"),
            ("put-right", "desks are cleared"),
        ],
        Kind::Disclosure => &[
            ("who", "PC Reed of Kent Police"),
            ("checked", "called back by the number of the force"),
            ("recipient", "police"),
            ("purpose", "safeguarding"),
            ("data", "name telephone"),
            ("asked-for", "a telephone number"),
            ("must", "may"),
            ("power", "DPA 2018 Sch 2 para 2"),
            ("necessary", "yes"),
            ("why", "they look for a missing child"),
            ("least", "the number alone"),
            ("person-not-told", "it would warn them"),
        ],
        Kind::Phishing => &[
            ("what", "a text with a link"),
            ("ours", "not-ours"),
            ("known-by", "we send no links by text"),
            ("given", "no"),
            ("others-warned", "a note on the website"),
        ],
        _ => &[],
    })
}

fn blocked<T: std::fmt::Debug>(answer: Result<T, Error>) -> Guard {
    match answer {
        Err(Error::Blocked(Blocked::Guarded(guard))) => guard,
        other => panic!("not blocked: {other:?}"),
    }
}

fn fill(office: &Office, who: &str, case: i64, answers: &[(&str, &str)]) -> casework::Filled {
    let question = office.question(who, TODAY);
    office.desk.fill(Who::Officer(&question), case, &filled(answers), None, noon(TODAY)).unwrap()
}

fn said(messages: &[words::Message]) -> Vec<String> {
    messages.iter().map(|message| words::Catalogue::english().render(message)).collect()
}

/// A kind that asks questions ends when they are answered, and not before.
#[test]
fn questions_are_answered_before_an_answer_goes() {
    for &kind in Kind::ALL {
        let answers = fills(kind);
        if answers.is_empty() {
            continue;
        }
        let office = Office::new();
        let tenant = office.tenant("Rosa Ash");
        let case = office.open(kind, Some(tenant), TODAY).no;
        let ends = answer(match kind {
            Kind::Complaint | Kind::AutomatedDecision => Outcome::Upheld,
            Kind::Disclosure => Outcome::Refused,
            _ => Outcome::Answered,
        });
        let mut steps = vec![(Step::Weigh, plain())];
        if kind.needs_proof() {
            steps.insert(0, (Step::Proof, proof(Gate::Identity)));
        }
        office.goes("ada", case, &steps, TODAY);
        assert_eq!(blocked(office.take("ada", case, Step::Propose, &ends, TODAY)), Guard::WorkDone);
        // One by one; the last one opens the way.
        let question = office.question("ada", TODAY);
        let mut left = usize::MAX;
        for (id, answer) in &answers {
            let one = BTreeMap::from([(id.clone(), answer.clone())]);
            let filled = office.desk.fill(Who::Officer(&question), case, &one, None, noon(TODAY));
            left = filled.unwrap().concluded.left();
        }
        assert_eq!(left, 0, "{kind}");
        office.goes("ada", case, &[(Step::Propose, ends)], TODAY);
        let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
        assert!(answers.iter().all(|(id, answer)| shown.answers.get(id) == answer));
    }
}

#[test]
fn an_answer_is_of_the_kind_that_is_asked() {
    let office = Office::new();
    let case = office.open(Kind::Breach, None, TODAY).no;
    let question = office.question("ada", TODAY);
    let check = |id: &str, answer: &str, expected: &str| {
        let one = filled(&[(id, answer)]);
        let error = office.desk.fill(Who::Officer(&question), case, &one, None, noon(TODAY));
        assert_eq!(error.unwrap_err().to_string(), expected);
    };
    check("people", "many", "`people` is answered with a number");
    check("special", "perhaps", "`special` is answered with yes or no");
    check("risk", "some", "`risk` is answered with unlikely, risk, high");
    check(
        "happened",
        "last week",
        "`happened` is answered with a day with a time, as 2026-11-27T17:30",
    );
    check(
        "weather",
        "bad",
        "breach does not ask `weather`; `keyholder case work` shows what it asks",
    );
    let enquiry = office.open(Kind::Enquiry, None, TODAY).no;
    let error = office.desk.fill(
        Who::Officer(&question),
        enquiry,
        &filled(&[("a", "b")]),
        None,
        noon(TODAY),
    );
    assert_eq!(error.unwrap_err().to_string(), "enquiry asks no questions");
}

/// What the answers point to is said; the office decides, and says why where it decides otherwise.
#[test]
fn a_breach_is_assessed_by_questions() {
    let office = Office::new();
    let check = |answers: &[(&str, &str)], points: &str, missing: &[&str]| {
        let case = office.open(Kind::Breach, None, TODAY).no;
        let mut all: Vec<(String, String)> = fills(Kind::Breach).into_iter().collect();
        all.extend(answers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
        let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let concluded = fill(&office, "ada", case, &all).concluded;
        assert_eq!(concluded.missing, missing, "{answers:?}");
        let says = said(&concluded.says).join(" ");
        assert!(says.contains(points), "{answers:?}: {says}");
        concluded
    };
    check(&[], "no likely risk", &[]);
    check(&[("special", "yes")], "point to a risk", &["risk-why"]);
    check(&[("likely", "possible"), ("risk", "risk")], "point to a risk", &["regulator-told"]);
    let all = check(
        &[("danger", "yes"), ("risk", "high"), ("unreadable", "yes")],
        "point to a high risk",
        &["regulator-told", "people-told"],
    );
    // 72 hours from nine o'clock, through the weekend, and no rounding.
    assert!(
        said(&all.says).join(" ").contains("by 4 December 2026, 09:00"),
        "{:?}",
        said(&all.says)
    );
    let fields: Vec<&str> = all.fields.iter().map(|(_, text)| text.as_str()).collect();
    assert!(fields.contains(&"a letter in the wrong envelope"), "{fields:?}");
    check(&[("lettings-data", "yes")], "by 2 December 2026, 09:00: 24 hours", &["ministry-told"]);
    let early = check(
        &[("risk", "risk"), ("likely", "possible"), ("regulator-told", "2026-12-05T09:00")],
        "risk",
        &[],
    );
    // The regulator cannot have been told tomorrow, and late needs a reason.
    let wrong = said(&early.wrong).join(" ");
    for part in ["after 72 hours", "`regulator-told` is later than now"] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
    let readable = check(
        &[
            ("risk", "high"),
            ("risk-why", "x"),
            ("people-not-told", "unreadable"),
            ("regulator-told", "2026-12-01T11:00"),
            ("charity-not-told", "small"),
        ],
        "no likely risk",
        &[],
    );
    assert_eq!(
        said(&readable.wrong),
        ["It was not unreadable: that is no reason not to tell them."]
    );
}

/// The letter to people says what the law wants said (Art 34(2)), and cannot be written before.
#[test]
fn people_are_told_of_a_breach_in_plain_words() {
    let office = Office::new();
    let case = office.open(Kind::Breach, None, TODAY).no;
    let question = office.question("ada", TODAY);
    let letter =
        || office.desk.letter(Who::Officer(&question), case, Letter::Breach, None, noon(TODAY));
    assert!(letter().unwrap_err().to_string().starts_with("answer `what` first"));
    let fills = fills(Kind::Breach);
    let fills: Vec<(&str, &str)> = fills.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    fill(&office, "ada", case, &fills);
    let ours: Vec<String> = (letter().unwrap().lines())
        .filter(|line| !line.contains("http") && !line.contains('@'))
        .map(str::to_owned)
        .collect();
    assert!(words::reading::grade(&ours.join("\n")) <= 6.0);
    insta::assert_snapshot!(letter().unwrap().replace(
        &office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap().reference,
        "REFERENCE"
    ));
    // Told one after the other, none of them loses what they were sent.
    for to in ["rosa@home.example", "bo@home.example"] {
        let how = How { to: Some(to.to_owned()), ..How::new(Letter::Breach, Way::Email) };
        let _ = office.desk.send(Who::Officer(&question), case, &how, noon(TODAY)).unwrap();
    }
    let mails = office.desk.outgoing("https://privacy.example", noon(TODAY)).unwrap();
    assert_eq!(mails.len(), 2);
    for mail in mails {
        let token = mail.text.split("/letters/").nth(1).unwrap().split_whitespace().next().unwrap();
        office.desk.link(token, noon(TODAY)).unwrap();
    }
}

/// Somebody who asks for another is asked whether they may: a child who is able to speak, a parent a
/// child has to fear, a power that does not reach so far.
#[test]
fn whoever_asks_for_another_is_asked_whether_they_may() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let parent: &[(&str, &str)] = &[
        ("child-born", "2015-03-01"),
        ("child-able", "no"),
        ("responsibility", "birth certificate"),
        ("dispute", "no"),
        ("fears", "no"),
        ("best-for-child", "they need it for school"),
    ];
    let attorney = [("power-seen", "registered, looked up today"), ("power-reaches", "yes")];
    let executor = [("died", "2026-05-01"), ("grant-seen", "probate"), ("about-others", "nothing")];
    let agent = [("leave-seen", "a signed letter"), ("leave-reaches", "yes")];
    let check = |capacity, answers: &[(&str, &str)], more: &[(&str, &str)], wrong: &[&str]| {
        let new = NewCase {
            kinds: vec![Kind::Access],
            entity: "heart-of-medway".to_owned(),
            received: moment(TODAY),
            subject: Some(tenant),
            requester: Party::named("Jo Ash", capacity, Channel::Post),
            recipient: None,
            words: String::new(),
            by: None,
        };
        let case = office.desk.open("cara", &new, noon(TODAY)).unwrap()[0].no;
        let steps = [
            (Step::Proof, proof(Gate::Authority)),
            (Step::Search, searched()),
            (Step::Weigh, plain()),
        ];
        office.goes("ada", case, &steps, TODAY);
        let propose = || office.take("ada", case, Step::Propose, &answer(Outcome::Given), TODAY);
        assert_eq!(blocked(propose()), Guard::WorkDone, "{capacity:?}");
        let concluded = fill(&office, "ada", case, &[answers, more].concat()).concluded;
        let said = said(&concluded.wrong);
        assert_eq!((concluded.missing.len(), said.len()), (0, wrong.len()), "{said:?}");
        for (said, wrong) in said.iter().zip(wrong) {
            assert!(said.contains(wrong), "{said}");
        }
        assert_eq!(propose().is_ok(), wrong.is_empty(), "{capacity:?}");
    };
    check(Capacity::Parent, parent, &[], &[]);
    let able = [("child-able", "yes"), ("child-agrees", "no")];
    check(Capacity::Parent, parent, &able, &["who can ask for themselves does not want it"]);
    check(Capacity::Parent, parent, &[("child-born", "2008-12-01")], &["Whoever is eighteen"]);
    check(Capacity::Parent, parent, &[("child-born", "2008-12-02")], &[]);
    check(Capacity::Parent, parent, &[("fears", "yes")], &["does not go to this parent"]);
    check(Capacity::Attorney, &attorney, &[], &[]);
    check(Capacity::Attorney, &attorney, &[("power-reaches", "no")], &["does not reach this"]);
    check(Capacity::Agent, &agent, &[], &[]);
    check(Capacity::Agent, &agent, &[("leave-reaches", "no")], &["not let ask for all"]);
    check(Capacity::Executor, &executor, &[], &[]);
}

/// The law on information binds some entities, from its day on.
#[test]
fn who_has_to_give_information_is_dated() {
    let office = Office::new();
    let check = |entity: &str, day: Date, bound: bool| {
        let new = NewCase {
            kinds: vec![Kind::Information],
            entity: entity.to_owned(),
            received: moment(day),
            subject: None,
            requester: Party::named("Rosa Ash", Capacity::Own, Channel::Post),
            recipient: None,
            words: "How often are lifts looked at?".to_owned(),
            by: None,
        };
        let case = office.desk.open("cara", &new, noon(day)).unwrap()[0].no;
        let says = said(&office.desk.conclusion(case, noon(day)).unwrap().says).join(" ");
        assert_eq!(says.contains("has to answer"), bound, "{entity} on {day}: {says}");
    };
    check("heart-of-medway", TODAY, false);
    check("heart-of-medway", "2027-04-01".parse().unwrap(), true);
    check("mhs-homes-ltd", "2027-04-01".parse().unwrap(), false);
}

/// A charity thinks of its own regulator, where there is a risk at all.
#[test]
fn a_charity_thinks_of_its_own_regulator() {
    let office = Office::new();
    let new = NewCase {
        kinds: vec![Kind::Breach],
        entity: "mhs-community-charity".to_owned(),
        received: moment(TODAY),
        subject: None,
        requester: Party::named("ada", Capacity::Office, Channel::Phone),
        recipient: None,
        words: String::new(),
        by: None,
    };
    let case = office.desk.open("ada", &new, noon(TODAY)).unwrap()[0].no;
    let mut all = fills(Kind::Breach);
    let risk = [("likely", "possible"), ("risk", "risk"), ("regulator-told", "2026-12-01T11:00")];
    all.extend(filled(&risk));
    let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let wrong = said(&fill(&office, "ada", case, &all).concluded.wrong);
    assert!(wrong.len() == 1 && wrong[0].contains("This entity is a charity"), "{wrong:?}");
    let told = fill(&office, "ada", case, &[("charity-not-told", "one letter, and it came back")]);
    assert_eq!(told.concluded.left(), 0);
}

/// A rule that is run again is no review, and whoever looks holds the post that may change it.
#[test]
fn an_automated_decision_is_looked_at_by_a_person_with_authority() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let check = |answers: &[(&str, &str)], expected: &[&str]| {
        let case = office.open(Kind::AutomatedDecision, Some(tenant), TODAY).no;
        let mut all = fills(Kind::AutomatedDecision);
        all.extend(filled(answers));
        let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let wrong = said(&fill(&office, "ada", case, &all).concluded.wrong);
        assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
        for (wrong, expected) in wrong.iter().zip(expected) {
            assert!(wrong.contains(expected), "{wrong}");
        }
    };
    check(&[], &[]);
    check(&[("reviewer", "the score")], &["holds no post"]);
    check(&[("authority", "no")], &["must be able to change it"]);
    check(&[("took-part", "yes")], &["took no part before"]);
    check(&[("side-asked", "no")], &["asked for their side"]);
    check(&[("why", "Below 40 is the  third group")], &["run again is no review"]);
}

/// What was given away is a breach, and its hours run; once, however often it is said.
#[test]
fn a_phishing_report_opens_a_breach_where_something_was_given_away() {
    let office = Office::new();
    let case = office.open(Kind::Phishing, None, TODAY).no;
    let quiet = fill(&office, "ada", case, &[("ours", "not-ours"), ("given", "no")]);
    assert!(quiet.opened.is_none());
    let given = [("given", "yes"), ("what-given", "a card number")];
    let opened = fill(&office, "ada", case, &given).opened.unwrap();
    assert_eq!(opened.kind, Kind::Breach);
    assert!(fill(&office, "ada", case, &given).opened.is_none());
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!(shown.linked[0].0, opened.reference);
}

fn worked(office: &Office, case: i64, work: Work, whole: bool, tell: &[&str]) {
    let question = office.question("ada", TODAY);
    let tell = tell.iter().map(|one| (*one).to_owned()).collect();
    let worked = Worked { work, whole, what: "as planned".to_owned(), tell, write_up: false };
    office.desk.worked(Who::Officer(&question), case, worked, noon(TODAY)).unwrap();
}

/// An answer does not say that something is done before it is; whoever was given the data is told, and
/// until then the case does not close.
#[test]
fn erased_is_said_when_it_is_and_recipients_are_told() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Erasure, Some(tenant), TODAY).no;
    let steps =
        [(Step::Proof, proof(Gate::Identity)), (Step::Search, searched()), (Step::Weigh, plain())];
    office.goes("ada", case, &steps, TODAY);
    let propose = |outcome| office.take("ada", case, Step::Propose, &answer(outcome), TODAY);
    assert_eq!(blocked(propose(Outcome::Given)), Guard::WorkDone);
    worked(&office, case, Work::Changed, false, &["repairs-contractor", "council"]);
    assert_eq!(blocked(propose(Outcome::Given)), Guard::WorkDone, "not complete is not done");
    worked(&office, case, Work::Changed, true, &["council"]);
    propose(Outcome::Given).unwrap();
    office.goes("olu", case, &[(Step::Approve, plain())], TODAY);
    office.goes("ada", case, &[(Step::Send, plain())], TODAY);
    assert_eq!(blocked(office.take("ada", case, Step::Close, &plain(), TODAY)), Guard::NothingLeft);
    let tell = |recipient: &str, told, why: Option<&str>| Taking {
        recipient: Some(recipient.to_owned()),
        agrees: told,
        why: why.map(str::to_owned),
        ..plain()
    };
    assert!(office.take("ada", case, Step::Tell, &tell("police", true, None), TODAY).is_err());
    assert!(office.take("ada", case, Step::Tell, &tell("council", false, None), TODAY).is_err());
    office.goes("ada", case, &[(Step::Tell, tell("council", true, None))], TODAY);
    assert_eq!(blocked(office.take("ada", case, Step::Close, &plain(), TODAY)), Guard::NothingLeft);
    let gone = tell("repairs-contractor", false, Some("the company is wound up"));
    office.goes("ada", case, &[(Step::Tell, gone), (Step::Close, plain())], TODAY);
    let question = office.question("ada", TODAY);
    let told = office.desk.recipients(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!(
        told,
        [("council".to_owned(), Some(true)), ("repairs-contractor".to_owned(), Some(false))]
    );
}

fn may_contact(office: &Office, tenant: PersonId, purpose: &str, day: Date) -> bool {
    let question = office.ask("ada", "look", purpose, day);
    office.desk.record().look(&question, tenant, noon(day)).is_ok()
}

/// Marketing ends at once and for good; what can be objected to stops while it is weighed; what rests
/// on a contract does not.
#[test]
fn an_objection_is_tested_purpose_by_purpose() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Objection, Some(tenant), TODAY).no;
    let question = office.ask("ada", "use", "rights-requests", TODAY);
    let charter = office.desk.record().gate().charter();
    let of = |wanted: &dyn Fn(&charter::items::Purpose) -> bool| {
        charter.purposes().iter().find(|one| wanted(one)).unwrap().id.get_ref().as_str().to_owned()
    };
    let basis = |one: &charter::items::Purpose, id: &str| {
        one.basis.as_ref().is_some_and(|basis| basis.get_ref() == id)
    };
    let marketing = of(&|one| one.marketing);
    let interests = of(&|one| !one.marketing && basis(one, "legitimate-interests"));
    let contract = of(&|one| basis(one, "contract"));
    let purposes = [marketing.clone(), interests.clone(), contract];
    let came = office.desk.object(&question, case, &purposes, noon(TODAY)).unwrap();
    assert!(matches!(came[0].1, Objected::Ended(_)), "{came:?}");
    assert!(matches!(came[1].1, Objected::Stopped(_)), "{came:?}");
    assert_eq!(came[2].1, Objected::NotReached("contract".to_owned()));
    let choices = office.desk.record().choices(&question, tenant, noon(TODAY)).unwrap();
    let stands = |fact| choices.iter().any(|choice| choice.fact == fact && choice.until.is_none());
    assert!(stands(Fact::NoMarketing) && stands(Fact::Objection));
    assert!(!may_contact(&office, tenant, &interests, TODAY), "it goes on while it is weighed");

    // Our grounds are stronger: only an answer that was approved says so.
    let overrule = |purpose: &str| {
        office.desk.overrule(&question, case, purpose, "theft from the yard", noon(TODAY))
    };
    assert!(overrule(&interests).is_err());
    let steps = [
        (Step::Proof, proof(Gate::Identity)),
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Refused)),
    ];
    office.goes("ada", case, &steps, TODAY);
    assert!(overrule(&interests).is_err());
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    assert!(overrule(&marketing).is_err(), "there is nothing to weigh");
    overrule(&interests).unwrap();
    let wrong = office.desk.object(&question, case, &["no-such".to_owned()], noon(TODAY));
    assert_eq!(wrong.unwrap_err().to_string(), "the charter has no purpose `no-such`");
}

#[test]
fn consent_is_taken_back_for_good() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let question = office.ask("ada", "use", "rights-requests", TODAY);
    let charter = office.desk.record().gate().charter();
    let purpose = charter
        .purposes()
        .iter()
        .find(|one| one.basis.as_ref().is_some_and(|basis| basis.get_ref() == "consent"))
        .unwrap();
    let purpose = purpose.id.get_ref().as_str();
    let mut consent = NewChoice::new(Fact::Consent, purpose, days_after(TODAY, -30));
    consent.grounds = Grounds {
        wording: Some("May we?".to_owned()),
        withdrawal_told: Some("Tell us.".to_owned()),
        ..Grounds::default()
    };
    let _ = office.desk.record().choose(&question, tenant, &consent, noon(TODAY)).unwrap();
    let case = office.open(Kind::ConsentWithdrawal, Some(tenant), TODAY).no;
    office.goes("ada", case, &[(Step::Weigh, plain())], TODAY);
    let propose = || office.take("ada", case, Step::Propose, &answer(Outcome::Given), TODAY);
    assert_eq!(blocked(propose()), Guard::WorkDone);
    let end = |which: &Which| office.desk.end_consent(&question, case, which, noon(TODAY));
    assert!(end(&Which::About("another".to_owned())).is_err());
    assert_eq!(end(&Which::About(purpose.to_owned())).unwrap(), 1);
    assert!(end(&Which::All).is_err(), "nothing stands any more");
    assert_eq!(propose().unwrap().state, State::Ready);
}

fn asked_by(office: &Office, tenant: PersonId, capacity: Capacity) -> Opened {
    let new = NewCase {
        kinds: vec![Kind::Disclosure],
        entity: "heart-of-medway".to_owned(),
        received: moment(TODAY),
        subject: Some(tenant),
        requester: Party::named("PC Reed", capacity, Channel::Email),
        recipient: None,
        words: "We need a number.".to_owned(),
        by: None,
    };
    office.desk.open("cara", &new, noon(TODAY)).unwrap().remove(0)
}

/// Whoever gives: their own role decides what they may.
fn giver(office: &Office) -> (Question, gate::NamedAsk) {
    let ask = serde_json::from_value(serde_json::json!({
        "actor": "ada", "strength": "second-factor", "role": "safeguarding-officer",
        "team": "safeguarding", "entity": "heart-of-medway", "relationship": "",
        "purpose": "", "action": "", "data": [],
    }));
    (office.question("ada", TODAY), ask.unwrap())
}

/// One campaign for everybody, and each is given a version once; whoever is erased is forgotten here too.
#[test]
fn people_are_given_the_notice_by_one_campaign() {
    let office = Office::new();
    let tenants: Vec<PersonId> =
        (0..1_200).map(|n| office.tenant(&format!("Tenant Number{n}"))).collect();
    let case = office.open(Kind::Informed, None, TODAY).no;
    let question = office.question("ada", TODAY);
    let who = Who::Officer(&question);
    let desk = &office.desk;
    assert_eq!(desk.informed(noon(TODAY)).unwrap(), (0, 1_200));
    let inform =
        |how: &str, audience: &Audience| desk.inform(who, case, how, audience, noon(TODAY));
    office.goes("ada", case, &[(Step::Weigh, plain())], TODAY);
    let propose = || office.take("ada", case, Step::Propose, &answer(Outcome::Given), TODAY);
    assert_eq!(blocked(propose()), Guard::WorkDone);
    let one = inform("at sign-up", &Audience::One(tenants[0])).unwrap();
    assert_eq!((one.given, one.before), (1, 0));
    let none = inform("by post", &Audience::Relationship("applicant".to_owned())).unwrap();
    assert_eq!((none.given, none.before), (0, 0));
    let all = inform("with the rent statement", &Audience::Relationship("tenant".to_owned()));
    let all = all.unwrap();
    assert_eq!((all.given, all.before), (1_199, 1));
    let again = inform("with the rent statement", &Audience::Everybody).unwrap();
    assert_eq!((again.given, again.before), (0, 1_200));
    assert_eq!(desk.informed(noon(TODAY)).unwrap(), (1_200, 0));
    assert!(propose().is_ok());
    let looks = office.ask("ada", "look", "rights-requests", TODAY);
    let given = desk.notices(&looks, tenants[0], noon(TODAY)).unwrap();
    assert_eq!((given.len(), given[0].how.as_str()), (1, "at sign-up"));
    assert!(inform(" ", &Audience::Everybody).is_err());
    let other = office.open(Kind::Feedback, None, TODAY).no;
    assert!(desk.inform(who, other, "x", &Audience::Everybody, noon(TODAY)).is_err());
}

/// What others ask for is given after a second person has approved, to whom and for what was approved,
/// and stands in the register with its power.
#[test]
fn a_disclosure_goes_through_the_gate_after_somebody_approved_it() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = asked_by(&office, tenant, Capacity::Authority).no;
    let (question, asker) = giver(&office);
    let giving = Giving { how: "secure mail".to_owned(), at_once: None };
    let give = || office.desk.disclose(&question, &asker, case, &giving, noon(TODAY)).map(|_| ());
    assert!(give().is_err());
    let fills = fills(Kind::Disclosure);
    let fills: Vec<(&str, &str)> = fills.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    fill(&office, "ada", case, &fills);
    let steps = [(Step::Weigh, plain()), (Step::Propose, answer(Outcome::Given))];
    office.goes("ada", case, &steps, TODAY);
    assert!(give().is_err(), "nobody has approved it");
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    assert_eq!(blocked(office.take("ada", case, Step::Send, &plain(), TODAY)), Guard::WorkDone);
    // The gate is asked as whoever gives: the office that answers requests gives nothing to the police.
    let asker = gate::NamedAsk { role: "data-protection-officer".to_owned(), ..asker.clone() };
    let refused = office.desk.disclose(&question, &asker, case, &giving, noon(TODAY));
    assert!(matches!(refused, Err(Error::Record(people::Error::Refused(_)))));
    give().unwrap();
    office.goes("ada", case, &[(Step::Send, plain())], TODAY);
    let looks = office.ask("ada", "look", "rights-requests", TODAY);
    let register = sharing::register(office.desk.record(), &looks, tenant, noon(TODAY)).unwrap();
    assert_eq!((register[0].recipient.as_str(), register[0].excepted), ("police", true));
    assert_eq!(register[0].how.power.as_deref(), Some("DPA 2018 Sch 2 para 2"));
}

/// Where a life may depend on it, it goes at once, and is written up by tomorrow.
#[test]
fn what_cannot_wait_is_written_up_within_a_day() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let opened = asked_by(&office, tenant, Capacity::Authority);
    let (question, asker) = giver(&office);
    let giving = |why: &str| Giving {
        how: "by phone".to_owned(),
        at_once: Some(AtOnce {
            why: why.to_owned(),
            given: Given {
                recipient: "police".to_owned(),
                purpose: "safeguarding".to_owned(),
                data: vec!["name".to_owned()],
            },
        }),
    };
    let give = |why| {
        office.desk.disclose(&question, &asker, opened.no, &giving(why), noon(TODAY)).map(|_| ())
    };
    assert!(give(" ").is_err());
    give("a child is missing since noon").unwrap();
    let data = office.desk.record().data();
    let day = TODAY.to_string();
    let tasks = data.read("tasks", |tx| db::tasks::of(tx, "ada", &day, 10)).unwrap();
    let task = tasks.iter().find(|task| task.kind == "case-write-up").unwrap();
    assert_eq!((&task.reference, task.due.as_str()), (&opened.reference, "2026-12-02"));
    // Given, and still to be answered for: the questions stand in the way of an answer.
    office.goes("ada", opened.no, &[(Step::Weigh, plain())], TODAY);
    let propose = office.take("ada", opened.no, Step::Propose, &answer(Outcome::Given), TODAY);
    assert_eq!(blocked(propose), Guard::WorkDone);
}

/// A member of parliament who asks for somebody goes fast, and needs no paper from them.
#[test]
fn a_member_of_parliament_goes_fast() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    assert_eq!(asked_by(&office, tenant, Capacity::Representative).due, Some(days_after(TODAY, 2)));
    let police = asked_by(&office, tenant, Capacity::Authority);
    assert_eq!(police.due, Some(days_after(TODAY, 6)), "five days, rolled over the weekend");
}

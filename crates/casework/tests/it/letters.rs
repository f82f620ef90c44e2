//! Letters: what a person reads, in plain words, and whole whatever the template.

use casework::{Error, Kind, Letter, Outcome, Step, Taking, Who};
use law::clock::Gate;

use crate::{Office, TODAY, answer, days_after, noon, plain, proof, searched, why};

impl Office {
    fn letter(&self, case: i64, letter: Letter, template: Option<&str>) -> Result<String, Error> {
        let day = days_after(TODAY, 120);
        let question = self.question("ada", day);
        self.desk.letter(Who::Officer(&question), case, letter, template, noon(day))
    }

    /// A late access request with everything a letter can say.
    fn late_case(&self) -> i64 {
        let tenant = self.tenant("Rosa Ash");
        let case = self.open(Kind::Access, Some(tenant), TODAY).no;
        let ask = Taking { gate: Some(Gate::Identity), ..why("When did you move in?") };
        let steps = [(Step::Begin, plain()), (Step::AskProof, ask)];
        self.goes("ada", case, &steps, days_after(TODAY, 1));
        let steps = [
            (Step::Proof, proof(Gate::Identity)),
            (Step::Ask, why("Which years do you want?")),
            (Step::Answered, why("All.")),
            (Step::Extend, why("There is a lot of it.")),
            (Step::Search, searched()),
            (Step::Weigh, plain()),
            (Step::Propose, answer(Outcome::Given)),
        ];
        self.goes("ada", case, &steps, days_after(TODAY, 3));
        let late = [(Step::Lateness, why("The files were in another building."))];
        self.goes("ada", case, &late, days_after(TODAY, 120));
        case
    }
}

#[test]
fn each_letter_says_what_it_must() {
    let office = Office::new();
    let case = office.late_case();
    let mut all = String::new();
    // The letter about a breach is written of a breach: `working.rs`.
    for &letter in Letter::ALL.iter().filter(|letter| **letter != Letter::Breach) {
        let text = office.letter(case, letter, None).unwrap();
        all.push_str(&format!("==== {}\n{text}", letter.id()));
    }
    // The reference is another in every run.
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
    insta::assert_snapshot!(all.replace(&shown.reference, "REFE-RENC-EOFI"));
}

/// The law's day of a complaint is for telling them that it came: the letter that does so names the day
/// we aim to answer by, and not that one.
#[test]
fn a_complaint_is_acknowledged_with_the_day_of_its_answer() {
    let office = Office::new();
    let case = office.open(Kind::Complaint, Some(office.tenant("Rosa Ash")), TODAY).no;
    let question = office.question("ada", TODAY);
    let text = office
        .desk
        .letter(Who::Officer(&question), case, Letter::Acknowledgement, None, noon(TODAY))
        .unwrap();
    let aim = casework::clock::COMPLAINT_DAYS;
    let earliest = days_after(TODAY, i32::from(aim));
    let said: Vec<String> = (0..6)
        .map(|days| days_after(earliest, days).strftime("%-d %B %Y").to_string())
        .filter(|day| text.contains(&format!("aim to answer by {day}")))
        .collect();
    assert_eq!(said.len(), 1, "{text}");
    assert_eq!(text.matches(" by ").count(), 1, "{text}");
}

/// Short sentences and common words: what somebody of eleven can read.
#[test]
fn letters_are_in_plain_words() {
    let office = Office::new();
    let case = office.late_case();
    // The letter about a breach is written of a breach: `working.rs`.
    for &letter in Letter::ALL.iter().filter(|letter| **letter != Letter::Breach) {
        let text = office.letter(case, letter, None).unwrap();
        // Names, addresses and references are no words of ours.
        let ours: Vec<&str> = (text.lines())
            .filter(|line| !line.contains("http") && !line.contains("telephone"))
            .collect();
        let grade = words::reading::grade(&ours.join("\n"));
        assert!(grade <= 6.0, "{}: grade {grade:.1}\n{text}", letter.id());
    }
}

#[test]
fn every_kind_of_case_can_be_written_about() {
    let office = Office::new();
    for &kind in Kind::ALL {
        let case = office.open(kind, None, TODAY).no;
        let text = office.letter(case, Letter::Acknowledgement, None).unwrap();
        assert!(text.contains("We have your ") && !text.contains("casework-"), "{text}");
        assert!(text.starts_with("Dear somebody,"), "{text}");
    }
}

/// An organisation's own words, but nothing left out that the law wants said; and a template that
/// does not end is ended.
#[test]
fn a_template_can_be_edited_and_says_what_the_law_wants_still() {
    let office = Office::new();
    let case = office.late_case();
    let own = "Good day! {{ reference }}: by {{ due }}.";
    let text = office.letter(case, Letter::Acknowledgement, Some(own)).unwrap();
    assert!(text.starts_with("Good day! ") && text.ends_with("by 5 March 2027.\n"), "{text}");
    let refused = |letter, template: &str| {
        office.letter(case, letter, Some(template)).unwrap_err().to_string()
    };
    assert!(refused(Letter::Answer, own).starts_with("the template `answer.txt` leaves out"));
    assert!(refused(Letter::Acknowledgement, "Hello.").contains("leaves out what has to be said"));
    assert_eq!(
        refused(Letter::Acknowledgement, "a\n{{ tenant }}"),
        "the template cannot be filled in in line 2: undefined value"
    );
    let endless =
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}";
    assert!(refused(Letter::Acknowledgement, endless).contains("cannot be filled in"));
    assert!(refused(Letter::Acknowledgement, &"x".repeat(70_000)).contains("65536 bytes at most"));
}

/// What is held back is in the letter, in the sentence of its ground.
#[test]
fn the_answer_says_what_was_held_back() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let item = office.desk.item(case, b"says the lawyer");
    let found = casework::Found {
        item,
        place: "files:advice".to_owned(),
        why: casework::ToWeigh::ByHand,
        text: casework::Text::default(),
    };
    let search = Taking { found: vec![found], ..searched() };
    let begin = [(Step::Begin, plain()), (Step::Search, search)];
    office.goes("ada", case, &begin, TODAY);
    let privilege = law::exemption::find("legal-privilege").unwrap();
    let hold = casework::Weighing::HoldBack {
        exemption: "legal-privilege".to_owned(),
        answers: privilege.gate().iter().map(|_| "yes, see the note".to_owned()).collect(),
        review: None,
    };
    let weighed = Taking { weighed: [(item, hold)].into(), ..plain() };
    office.goes("ada", case, &[(Step::Items, weighed)], TODAY);
    let text = office.letter(case, Letter::Answer, None).unwrap();
    assert!(text.contains(&format!("- {}", privilege.says())), "{text}");
}

/// No letter asks for a password or account details, whoever wrote it; one may speak of them.
#[test]
fn no_letter_asks_for_what_we_never_ask_for() {
    let office = Office::new();
    let check = |said: &str, asks: bool| {
        let case = office.open(Kind::Access, None, TODAY).no;
        office.goes("ada", case, &[(Step::Ask, why(said))], TODAY);
        let letter = office.letter(case, Letter::AskWhat, None);
        assert_eq!(letter.is_err(), asks, "{said}: {letter:?}");
        if let Err(error) = letter {
            assert!(error.to_string().contains("(paragraph 28.1)"), "{error}");
        }
    };
    check("Which years do you want?", false);
    check("Please send us your card  number.", true);
    check("We are sorry. Confirm your password here: https://a.example", true);
    check("What is your PIN number?", true);
    check("We need your bank details to go on.", true);
    check("Reply with your username", true);
    check("We never ask you to send us your password.", false);
    check("Please do not send us your card number.", false);
    check("Do you want the letters about your account number?", false);
}

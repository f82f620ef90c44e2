//! What no letter and no email of ours says, whoever wrote it and however it goes.

use casework::{
    Capacity, Channel, Error, How, Kind, Letter, NewCase, Outside, Party, Question, Step, Way, Who,
    Whom,
};
use gate::NamedAsk;
use people::identify::{Identifier, Kind as Identifies};
use words::{Catalogue, Message};

use crate::{Office, TODAY, days_after, noon, why};

/// Templates of an organisation's own, with whether such a letter goes.
const TEMPLATES: &[(&str, bool)] = &[
    ("{{ greeting }} Please reply with your password. {{ reference }}", false),
    ("{{ greeting }} Confirm your sort\ncode to go on. {{ reference }}", false),
    ("{{ greeting }} Sort code: ______ {{ reference }}", false),
    ("{{ greeting }} We will never ask for your password. {{ reference }}", true),
];

fn waiting(office: &Office) -> i64 {
    let sql = "SELECT COUNT(*) FROM case_delivery";
    let count = office
        .desk
        .record()
        .data()
        .read("letters", |tx| tx.one(sql, db::params![], |row| row.int(0)));
    count.unwrap().unwrap()
}

#[test]
fn a_template_that_asks_for_a_password_is_refused() {
    let office = Office::new();
    let question = office.question("ada", TODAY);
    let who = Who::Officer(&question);
    for (template, goes) in TEMPLATES {
        let tenant = office.tenant("Rosa Ash");
        let case = office.open(Kind::Access, Some(tenant), TODAY).no;
        let before = waiting(&office);
        let letter = Letter::Acknowledgement;
        let shown = office.desk.letter(who, case, letter, Some(template), noon(TODAY));
        let template = Some((*template).to_owned());
        for way in [Way::Email, Way::Hand] {
            let to = Some("rosa@example.org".to_owned());
            let how = How { template: template.clone(), to, ..How::new(letter, way) };
            let sent = office.desk.send(who, case, &how, noon(TODAY));
            assert_eq!((shown.is_ok(), sent.is_ok()), (*goes, *goes), "{template:?}");
            if let Err(error) = sent {
                assert!(error.to_string().contains("(paragraph 28.1)"), "{error}");
            }
        }
        let wrote = if *goes { 2 } else { 0 };
        assert_eq!(waiting(&office) - before, wrote, "what is refused is not written down");
    }
}

#[test]
fn nobody_outside_is_asked_for_a_secret() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let gives = NamedAsk {
        recipient: Some("safety-contractors".to_owned()),
        data: vec!["name".to_owned()],
        ..Office::named("ada", "disclose", "rights-requests")
    };
    let gives = office.desk.record().question(&gives, TODAY).unwrap();
    let ask = |text: &str| {
        let outside =
            Outside { email: "office@gas.example".to_owned(), gives: gives.clone(), told: None };
        let asks = Question {
            source: "gas".to_owned(),
            whom: Whom::Outside(Box::new(outside)),
            text: text.to_owned(),
            by: days_after(TODAY, 7),
        };
        let question = office.question("ada", TODAY);
        office.desk.ask(Who::Officer(&question), case, &asks, noon(TODAY)).map(|_| ())
    };
    let refused = ask("Please send us your user name and password.").unwrap_err().to_string();
    assert!(refused.contains("(paragraph 28.1)"), "{refused}");
    assert_eq!(waiting(&office), 0);
}

/// A letter about one person to another has no address in it which that other one does not have.
#[test]
fn a_letter_to_another_tells_no_new_address() {
    let office = Office::new();
    let question = office.question("ada", TODAY);
    let collect = office.ask("ada", "collect", "rights-requests", TODAY);
    let record = office.desk.record();
    let with_home = |name: &str, home: &str| {
        let since = people::NewRelationship::new("tenant", "heart-of-medway", TODAY);
        let mut new = people::NewPerson::new("the-person", since);
        let of = |kind, text| Identifier::parse(kind, text).unwrap();
        new.identifiers = vec![of(Identifies::Name, name), of(Identifies::Address, home)];
        record.enter(&collect, &new, noon(TODAY)).unwrap()
    };
    let rosa = with_home("Rosa Ash", "12 Mill Street, Chatham, ZZ4 4ZZ");
    let kit = with_home("Kit Fenwick", "7 Invented Row, Chatham, ZZ4 4ZY");
    let written = |reader, says: &str| {
        let requester = Party { capacity: Capacity::Agent, ..Party::known(reader, Channel::Post) };
        let new = NewCase {
            kinds: vec![Kind::Access],
            entity: "heart-of-medway".to_owned(),
            received: crate::moment(TODAY),
            subject: Some(rosa),
            requester,
            recipient: None,
            words: "Please send what you hold.".to_owned(),
            by: None,
        };
        let case = office.desk.open("cara", &new, noon(TODAY)).unwrap().remove(0).no;
        office.goes("ada", case, &[(Step::Ask, why(says))], TODAY);
        let how = How::new(Letter::AskWhat, Way::Hand);
        office.desk.send(Who::Officer(&question), case, &how, noon(TODAY)).map(|_| ())
    };
    let new = "Is it about her home at 12 Mill St, Chatham?";
    let refused = written(kit, new).unwrap_err();
    assert!(matches!(&refused, Error::Malformed(why) if why.contains("14.1")), "{refused}");
    assert!(!refused.to_string().contains("Mill"), "{refused}");
    assert!(written(kit, "Is it about your home at 7 Invented Row, ZZ4 4ZY?").is_ok());
    assert!(written(kit, "Which years do you want?").is_ok());
    assert!(written(rosa, new).is_ok(), "it is her own");
}

/// What we send by ourselves asks for nothing either.
#[test]
fn no_email_of_our_own_asks_for_a_secret() {
    let texts = [
        Message::new("access-code-subject"),
        Message::new("access-code-text"),
        Message::new("casework-mail-code"),
        Message::new("casework-mail-code-subject"),
        Message::new("casework-mail-subject"),
        Message::new("casework-mail-text"),
    ];
    for text in texts {
        let text = text
            .with("organisation", "mhs homes")
            .with("reference", "R-1")
            .with("code", "ABCD-EFGH")
            .with("link", "https://a.example/letters/x")
            .with("minutes", 15)
            .with("until", "1 December 2026");
        let text = Catalogue::english().render(&text);
        assert_eq!(sharing::outgoing::asks(&text), None, "{text}");
    }
}

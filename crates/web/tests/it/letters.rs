//! Letters behind a link: pages for people without an account.

use casework::{Capacity, Channel, Desk, Outgoing};
use casework::{How, Kind, Letter, NewCase, Outcome, Party, Posts, Step, Taking, Way, Who};
use people::{Now, Question};

use crate::{Answer, Office, clock};

struct Link<'a> {
    office: &'a Office,
    desk: Desk,
    path: String,
}

fn question(office: &Office) -> Question {
    asks(office, "look", None, &[])
}

fn asks(office: &Office, action: &str, recipient: Option<&str>, data: &[&str]) -> Question {
    let ask: gate::NamedAsk = serde_json::from_value(serde_json::json!({
        "actor": "ada", "strength": "second-factor", "role": "data-protection-officer",
        "team": "data-protection", "entity": "heart-of-medway", "relationship": "",
        "purpose": "rights-requests", "action": action, "data": data, "recipient": recipient,
    }))
    .unwrap();
    office.record.question(&ask, "2026-11-24".parse().unwrap()).unwrap()
}

impl Link<'_> {
    fn now() -> Now {
        Now::new(clock())
    }

    fn mailed(desk: &Desk) -> Outgoing {
        desk.outgoing("https://privacy.example", Link::now()).unwrap().remove(0)
    }

    /// An answer that went by email, with two files.
    fn sent(office: &Office) -> Link<'_> {
        office.appoint();
        let desk = Desk::new(office.record.clone(), Posts::default());
        let mut requester = Party::named("Rosa Ash", Capacity::Own, Channel::Email);
        requester.reach = Some("rosa@example.org".to_owned());
        let new = NewCase {
            kinds: vec![Kind::Enquiry],
            entity: "heart-of-medway".to_owned(),
            received: law::clock::Moment::from(clock()),
            subject: None,
            requester,
            recipient: None,
            words: "Who has my number?".to_owned(),
            by: None,
        };
        let case = desk.open("cara", &new, Link::now()).unwrap()[0].no;
        let question = question(office);
        let who = Who::Officer(&question);
        let answer = Taking {
            outcome: Some(Outcome::Answered),
            why: Some("Our repairs team <and nobody else> has it.".to_owned()),
            ..Taking::default()
        };
        desk.take(who, case, Step::Weigh, &Taking::default(), Link::now()).unwrap();
        let packed = casework::Packed { bytes: b"PK and so on", about: None, version: 2, open: 0 };
        desk.packed(who, case, &packed, Link::now()).unwrap();
        desk.take(who, case, Step::Propose, &answer, Link::now()).unwrap();
        let how = How { pack: true, ..How::new(Letter::Answer, Way::Email) };
        let _ = desk.send(who, case, &how, Link::now()).unwrap();
        let out = Link::mailed(&desk);
        let link = out.text.split_whitespace().find(|word| word.contains("/letters/")).unwrap();
        let path = link.trim_start_matches("https://privacy.example").to_owned();
        Link { office, desk, path }
    }

    fn get(&self) -> Answer {
        self.office.ask("GET", &self.path, "", "", "")
    }

    fn post(&self, end: &str, body: &str) -> Answer {
        let form = "content-type: application/x-www-form-urlencoded\r\n";
        self.office.ask("POST", &format!("{}/{end}", self.path), "", form, body)
    }
}

#[test]
fn a_letter_is_read_with_a_link_and_a_code() {
    let office = Office::new();
    let link = Link::sent(&office);
    let asked = link.get();
    assert_eq!(asked.status, 200);
    for part in ["There is a letter for you", "24 December 2026", "Send me a code"] {
        assert!(asked.body.contains(part), "{part}: {}", asked.body);
    }
    for part in ["Rosa", "repairs", "script", "http://", "https://"] {
        assert!(!asked.body.contains(part), "{part}: {}", asked.body);
    }
    assert!(asked.head.to_lowercase().contains("cache-control: no-store"), "{}", asked.head);

    let sent = link.post("code", "");
    assert!(sent.body.contains("We sent a code."), "{}", sent.body);
    let text = Link::mailed(&link.desk).text;
    let code = text.split_whitespace().find(|word| word.len() >= 9 && word.contains('-')).unwrap();
    let wrong = link.post("open", "code=AAAA-AAAA");
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("You can try 4 more times."), "{}", wrong.body);
    let opened = link.post("open", &format!("code={}", code.trim_end_matches('.')));
    assert_eq!(opened.status, 200);
    assert!(
        opened.body.contains("Our repairs team &#60;and nobody else&#62; has it."),
        "{}",
        opened.body
    );
    let pass = opened.body.split("name=\"pass\" value=\"").nth(1).unwrap();
    let pass = pass.split('"').next().unwrap();
    let pack = link.post("pack", &format!("pass={pass}"));
    assert_eq!((pack.status, pack.body.as_str()), (200, "PK and so on"));
    assert!(pack.head.to_lowercase().contains("filename=\"letter.zip\""), "{}", pack.head);
    assert_eq!(link.post("pack", "pass=another").status, 404);
}

/// Somebody outside answers a question on the page behind their link.
#[test]
fn a_question_is_answered_on_its_page() {
    let office = Office::new();
    let link = Link::sent(&office);
    let question = question(&office);
    let case = link.desk.queue(1).unwrap();
    assert!(case.is_empty(), "that one is answered");
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let reference = office.case(Some(&tenant));
    let case = link.desk.find(&reference).unwrap();
    let outside = casework::Outside {
        email: "office@gas.example".to_owned(),
        gives: asks(&office, "disclose", Some("safety-contractors"), &["name"]),
        told: None,
    };
    let asks = casework::Question {
        source: "gas contractor".to_owned(),
        whom: casework::Whom::Outside(Box::new(outside)),
        text: "Do you hold anything?".to_owned(),
        by: "2026-12-01".parse().unwrap(),
    };
    link.desk.ask(Who::Officer(&question), case, &asks, Link::now()).unwrap();
    let text = Link::mailed(&link.desk).text;
    let path = text.split("https://privacy.example").nth(1).unwrap().split_whitespace().next();
    let path = path.unwrap().to_owned();
    let link = Link { office: &office, desk: link.desk, path };
    link.post("code", "");
    let text = Link::mailed(&link.desk).text;
    let code = text.split_whitespace().find(|word| word.len() >= 9 && word.contains('-')).unwrap();
    let opened = link.post("open", &format!("code={}", code.trim_end_matches('.')));
    assert!(opened.body.contains("A question for you"), "{}", opened.body);
    let pass = opened.body.split("name=\"pass\" value=\"").nth(1).unwrap();
    let pass = pass.split('"').next().unwrap();
    let answer = format!("pass={pass}&holds=yes&text=Three+job+sheets.");
    let thanks = link.post("answer", &answer);
    assert!(thanks.body.contains("We have your answer."), "{}", thanks.body);
    assert_eq!(link.post("answer", &answer).status, 404, "once");
}

/// A link of nobody, one that is over and one too long look alike; too many codes shut it.
#[test]
fn whoever_guesses_learns_nothing() {
    let office = Office::new();
    let link = Link::sent(&office);
    let none = |path: &str| {
        let answer = office.ask("GET", path, "", "", "");
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("There is no letter here"), "{}", answer.body);
    };
    none("/letters/guessed");
    none(&format!("/letters/{}", "a".repeat(5_000)));
    for left in [4, 3, 2, 1] {
        let wrong = link.post("open", "code=AAAA-AAAA");
        assert!(wrong.body.contains(&format!("You can try {left} more times.")), "{}", wrong.body);
    }
    for _ in 0..2 {
        let shut = link.post("open", "code=AAAA-AAAA");
        assert_eq!(shut.status, 403);
        assert!(shut.body.contains("this link is shut"), "{}", shut.body);
    }
    assert!(link.get().body.contains("this link is shut"));
    assert_eq!(link.post("code", "").status, 403);
}

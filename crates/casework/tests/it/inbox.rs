//! What comes by email.

use casework::{Came, Error, Kind, State, Step, Who};
use law::clock::Moment;
use mail::{Fetched, Position};

use crate::{Office, TODAY, days_after, noon, plain, why};

const PLACE: &str = "imaps://mail.example/INBOX";

fn message(uid: u32, headers: &str, text: &str) -> Fetched {
    let day: Moment = format!("{}T18:00", days_after(TODAY, -2)).parse().unwrap();
    Fetched {
        position: Position { validity: 7, last: uid },
        received: Some(day.instant().as_second()),
        raw: format!("From: Rosa Ash <rosa@example.org>\r\n{headers}\r\n\r\n{text}").into_bytes(),
    }
}

fn came(office: &Office, message: &Fetched) -> Came {
    office.desk.mail_came(PLACE, message, noon(TODAY)).unwrap()
}

#[test]
fn a_message_waits_until_somebody_says_what_it_is() {
    let office = Office::new();
    let asks = message(
        4,
        "Message-ID: <a@example.org>\r\nSubject: my data",
        "Please send me a copy of all my data, and then delete my data.",
    );
    assert_eq!(came(&office, &asks), Came::Waits);
    assert_eq!(came(&office, &asks), Came::Before, "taken once");
    assert_eq!(office.desk.mailbox(PLACE).unwrap(), Position { validity: 7, last: 4 });
    assert_eq!(office.desk.mailbox("another").unwrap(), Position::default());
    assert!(office.desk.queue(10).unwrap().is_empty(), "nothing is decided by itself");
    let data = office.desk.record().data();
    let told =
        || data.read("task", |tx| db::tasks::is_open(tx, "case-inbox", "case-inbox")).unwrap();
    assert!(told());

    let (ada, cara) = (office.question("ada", TODAY), office.question("cara", TODAY));
    let now = noon(TODAY);
    assert!(matches!(office.desk.inbox(Who::Officer(&cara), now), Err(Error::None)));
    let waits = office.desk.inbox(Who::Officer(&ada), now).unwrap();
    let one = &waits[0];
    let kinds: Vec<Kind> = one.proposals.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Access, Kind::Erasure]);
    assert_eq!(one.from.as_deref(), Some("rosa@example.org"));
    let tenant = office.tenant("Rosa Ash");
    let opened = office
        .desk
        .open_mail(Who::Officer(&ada), one.no, &kinds, Some(tenant), "heart-of-medway", now)
        .unwrap();
    // Its time runs from when it came, not from when somebody read it.
    let case = office.desk.show(Who::Officer(&ada), opened[0].no, now).unwrap();
    assert_eq!(case.received, days_after(TODAY, -2));
    assert!(case.words.said.starts_with("my data\n\nPlease send me a copy"), "{}", case.words.said);
    assert_eq!(case.words.recipient.reach.as_deref(), Some("rosa@example.org"));
    assert!(office.desk.inbox(Who::Officer(&ada), now).unwrap().is_empty());
    assert!(!told());
    let again =
        office.desk.open_mail(Who::Officer(&ada), one.no, &kinds, None, "heart-of-medway", now);
    assert!(matches!(again, Err(Error::None)), "it is opened once");
}

#[test]
fn what_asks_for_nothing_is_laid_aside_with_a_reason() {
    let office = Office::new();
    assert_eq!(
        came(&office, &message(1, "Auto-Submitted: auto-replied", "I am away.")),
        Came::Waits
    );
    let ada = office.question("ada", TODAY);
    let now = noon(TODAY);
    let waits = office.desk.inbox(Who::Officer(&ada), now).unwrap();
    assert!(waits[0].automatic);
    assert!(office.desk.lay_aside(Who::Officer(&ada), waits[0].no, " ", now).is_err());
    office.desk.lay_aside(Who::Officer(&ada), waits[0].no, "somebody is away", now).unwrap();
    assert!(office.desk.inbox(Who::Officer(&ada), now).unwrap().is_empty());
}

/// An answer finds its case by the reference, and whoever has it is told.
#[test]
fn an_answer_finds_its_case() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY);
    office.goes("ada", case.no, &[(Step::Begin, plain()), (Step::Ask, why("Which years?"))], TODAY);
    let text = format!("All of 2024, please. (Your reference {}.)", case.reference.to_lowercase());
    assert_eq!(came(&office, &message(1, "Subject: Re: a letter", &text)), Came::Noted);
    let ada = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&ada), case.no, noon(TODAY)).unwrap();
    let note = shown.steps.last().unwrap();
    assert_eq!((note.step, shown.state), (Step::Note, State::Working));
    assert!(note.why.as_deref().unwrap().contains("All of 2024"));
    let told = office
        .desk
        .record()
        .data()
        .read("task", |tx| db::tasks::is_open(tx, "case-mail", &case.reference))
        .unwrap();
    assert!(told);
    // Whoever is away has answered nothing, and a reference of nobody finds nothing.
    let away = message(2, "Auto-Submitted: auto-replied", &text);
    assert_eq!(came(&office, &away), Came::Waits);
    assert_eq!(came(&office, &message(3, "Subject: x", "AAAA-BBBB-CCCC")), Came::Waits);
}

/// Of two who open the same message at once, one does; however long it is, it can be opened.
#[test]
fn a_message_is_opened_once_however_long_it_is() {
    let office = Office::new();
    let long = "Please send me my data. ".repeat(10_000);
    assert_eq!(came(&office, &message(1, "Subject: all of it", &long)), Came::Waits);
    let ada = office.question("ada", TODAY);
    let no = office.desk.inbox(Who::Officer(&ada), noon(TODAY)).unwrap()[0].no;
    let opened = std::thread::scope(|scope| {
        let threads: Vec<_> = ["ada", "ben", "ada", "ben"]
            .map(|who| {
                let office = &office;
                scope.spawn(move || {
                    let question = office.question(who, TODAY);
                    let who = Who::Officer(&question);
                    let kinds = [Kind::Access];
                    office.desk.open_mail(who, no, &kinds, None, "heart-of-medway", noon(TODAY))
                })
            })
            .into_iter()
            .collect();
        threads.into_iter().filter_map(|one| one.join().unwrap().ok()).count()
    });
    assert_eq!((opened, office.desk.queue(10).unwrap().len()), (1, 1));
}

/// Two messages of the same id are two: the id is the sender's to choose.
#[test]
fn two_messages_of_one_id_are_two() {
    let office = Office::new();
    let id = "Message-ID: <form@landlord.example>";
    assert_eq!(came(&office, &message(1, id, "Delete my data.")), Came::Waits);
    assert_eq!(came(&office, &message(2, id, "Send me my data.")), Came::Waits);
}

//! Sending: by a link with a code, by hand where nothing else is safe, and what comes back.

use casework::machine::Blocked;
use casework::{
    CodeBy, Error, Guard, How, Kind, Letter, Outcome, Outgoing, State, Step, Taking, Way, Went, Who,
};
use jiff::ToSpan;
use jiff::civil::Date;
use law::clock::Gate;
use people::{Fact, NewChoice, Now, PersonId};

use crate::{Office, TODAY, answer, days_after, noon, plain, proof, searched};

const BASE: &str = "https://privacy.example/";

/// A request of a tenant's whose answer can go.
fn ready(office: &Office, tenant: PersonId) -> i64 {
    ready_for(office, tenant, ROSA)
}

fn ready_for(office: &Office, tenant: PersonId, to: &str) -> i64 {
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let steps = [
        (Step::Proof, proof(Gate::Identity)),
        (Step::Search, searched()),
        (Step::Weigh, plain()),
        (Step::Propose, Taking { to: Some(to.to_owned()), ..answer(Outcome::Given) }),
    ];
    office.goes("ada", case, &steps, TODAY);
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    case
}

const ROSA: &str = "rosa@example.org";

/// An answer that is put forward, and goes to her address.
fn to_rosa(taking: Taking) -> Taking {
    Taking { to: Some(ROSA.to_owned()), ..taking }
}

fn by_email() -> How {
    How { to: Some(ROSA.to_owned()), ..How::new(Letter::Answer, Way::Email) }
}

fn send(office: &Office, case: i64, how: &How, day: Date) -> Result<casework::Sent, Error> {
    let question = office.question("ada", day);
    office.desk.send(Who::Officer(&question), case, how, noon(day))
}

fn later(day: Date, minutes: i64) -> Now {
    let at = jiff::Timestamp::from_microsecond(noon(day).micros()).unwrap();
    Now::new(at + minutes.minutes())
}

/// The one message that waits, and the end of the link in it.
fn mailed(office: &Office, now: Now) -> (Outgoing, String) {
    let mut out = office.desk.outgoing(BASE, now).unwrap();
    assert_eq!(out.len(), 1);
    let out = out.remove(0);
    let link = out.text.split_whitespace().find(|word| word.starts_with(BASE)).unwrap_or_default();
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    (out, token)
}

fn tasks(office: &Office, who: &str, kind: &str) -> usize {
    let day = days_after(TODAY, 400).to_string();
    let data = office.desk.record().data();
    let tasks = data.read("tasks", |tx| db::tasks::of(tx, who, &day, 100)).unwrap();
    tasks.iter().filter(|task| task.kind == kind).count()
}

#[test]
fn an_answer_lies_behind_a_link_and_a_code() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let how = How { pack: true, ..by_email() };
    // A pack goes with the answer, and where somebody approved that it goes.
    let other = How { to: Some("kit@example.org".to_owned()), ..how.clone() };
    let refused = send(&office, case, &other, TODAY).unwrap_err().to_string();
    assert!(refused.starts_with("a second person approved where it goes"), "{refused}");
    let early = How { letter: Letter::AskWhat, ..how.clone() };
    let refused = send(&office, case, &early, TODAY).unwrap_err().to_string();
    assert_eq!(refused, "a pack goes with the answer alone");
    assert_eq!(walk(office.folder.path()), 1, "what did not go is not kept twice");
    let looks = office.question("ada", TODAY);
    let mut seen = Vec::new();
    office.desk.pack(Who::Officer(&looks), case, &mut seen, noon(TODAY)).unwrap();
    assert_eq!(seen, b"all that is held");
    let sent = send(&office, case, &how, TODAY).unwrap();
    assert_eq!((sent.taken.state, sent.code), (State::Sent, None));

    let now = noon(TODAY);
    let (out, token) = mailed(&office, now);
    assert_eq!(out.to, "rosa@example.org");
    for word in ["Rosa", "Ash", "what we hold", "request"] {
        assert!(!out.text.contains(word) && !out.subject.contains(word), "{word}: {}", out.text);
    }
    office.desk.went(&out, Went::Sent, now).unwrap();
    assert!(office.desk.outgoing(BASE, now).unwrap().is_empty(), "sent once");

    let desk = &office.desk;
    let link = desk.link(&token, now).unwrap();
    assert_eq!((link.code_by, link.shut), (CodeBy::Email, false));
    assert!(matches!(
        desk.open_letter(&token, "AAAA-AAAA", now),
        Err(Error::WrongCode { left: 4 })
    ));
    desk.ask_code(&token, now).unwrap();
    let (code_mail, _) = mailed(&office, now);
    let code = code_mail.text.split_whitespace().find(|word| word.len() >= 9 && word.contains('-'));
    let code = code.unwrap().trim_end_matches('.').to_owned();
    assert!(!out.text.contains(&code));

    let opened = desk.open_letter(&token, &code.to_lowercase(), now).unwrap();
    assert!(opened.text.contains("Here is what we hold about you."), "{}", opened.text);
    let pass = opened.pass.unwrap();
    let mut pack = Vec::new();
    desk.fetch_pack(&token, &pass, &mut pack, now).unwrap();
    assert_eq!(pack, b"all that is held");
    assert!(matches!(desk.fetch_pack(&token, "another", &mut pack, now), Err(Error::None)));
    assert!(matches!(
        desk.fetch_pack(&token, &pass, &mut pack, later(TODAY, 31)),
        Err(Error::None)
    ));
    // A code that was mailed opens once.
    assert!(matches!(desk.open_letter(&token, &code, now), Err(Error::WrongCode { .. })));
    // And no longer than a quarter of an hour.
    desk.ask_code(&token, now).unwrap();
    let (second, _) = mailed(&office, now);
    let code = second.text.split_whitespace().find(|word| word.len() >= 9 && word.contains('-'));
    let code = code.unwrap().trim_end_matches('.').to_owned();
    assert!(matches!(
        desk.open_letter(&token, &code, later(TODAY, 16)),
        Err(Error::WrongCode { .. })
    ));

    // After its last day there is nothing to fetch, and the pack is gone from the disk.
    let documents = || walk(office.folder.path());
    assert_eq!((documents(), desk.end_packs(now).unwrap()), (2, 0), "it can be sent again");
    let over = days_after(TODAY, 31);
    assert!(matches!(desk.link(&token, noon(over)), Err(Error::None)));
    assert_eq!(desk.end_links(noon(over)).unwrap(), 1);
    assert_eq!((documents(), desk.end_packs(noon(over)).unwrap()), (1, 1));
    let none = desk.pack(Who::Officer(&looks), case, &mut seen, noon(over)).unwrap_err();
    assert_eq!(none.to_string(), "no pack is kept for this case; make it again");
    assert_eq!((documents(), desk.end_links(noon(over)).unwrap()), (0, 0));
    assert!(matches!(desk.link(&token, now), Err(Error::None)));
}

/// Sealed documents in a folder.
fn walk(folder: &std::path::Path) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found += walk(&path);
        } else if path.extension().is_none() {
            found += 1;
        }
    }
    found
}

/// Five wrong codes shut a link, and somebody of the office finds out why.
#[test]
fn nobody_guesses_a_code() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let sent = send(&office, case, &How { code_by: CodeBy::Office, ..by_email() }, TODAY).unwrap();
    let code = sent.code.unwrap();
    let now = noon(TODAY);
    let (_, token) = mailed(&office, now);
    assert_eq!(office.desk.link(&token, now).unwrap().code_by, CodeBy::Office);
    assert!(office.desk.ask_code(&token, now).is_err(), "the office tells this one");
    // It opens as often as it is typed, while the link lasts.
    for _ in 0..2 {
        assert_eq!(office.desk.open_letter(&token, &code, now).unwrap().pass, None);
    }
    for left in [4, 3, 2, 1, 0] {
        let error = office.desk.open_letter(&token, "WRONG-ONE", now).unwrap_err();
        assert!(matches!(error, Error::WrongCode { left: l } if l == left), "{error}");
    }
    assert!(office.desk.link(&token, now).unwrap().shut);
    assert!(office.desk.open_letter(&token, &code, now).is_err());
    assert_eq!(tasks(&office, "ada", "case-link-shut"), 1);
    // Who has no link learns nothing.
    assert!(matches!(office.desk.link("no-such-link", now), Err(Error::None)));
}

fn chooses(office: &Office, tenant: PersonId, fact: Fact, about: &str) {
    let question = office.ask("ada", "collect", "rights-requests", TODAY);
    let choice = NewChoice::new(fact, about, TODAY);
    let _ = office.desk.record().choose(&question, tenant, &choice, noon(TODAY)).unwrap();
}

fn guarded(answer: Result<casework::Sent, Error>) -> Guard {
    match answer {
        Err(Error::Blocked(Blocked::Guarded(guard))) => guard,
        other => panic!("not guarded: {other:?}"),
    }
}

/// What must be said is said safely: a way that is not safe is refused, and somebody sees to it.
#[test]
fn nothing_goes_by_a_way_that_is_not_safe() {
    let checks: &[(Fact, &str, &[Way])] = &[
        (Fact::Safe, "email", &[Way::Email]),
        (Fact::Safe, "post", &[Way::Post]),
        (Fact::Safe, "phone", &[]),
        (Fact::Safe, "", &[]),
        (Fact::Declined, "email", &[Way::Post]),
        (Fact::Declined, "post", &[Way::Email]),
    ];
    for (fact, about, safe) in checks {
        let office = Office::new();
        let tenant = office.tenant("Rosa Ash");
        chooses(&office, tenant, *fact, about);
        for (way, to) in [(Way::Email, ROSA), (Way::Post, "12 High Street, Chatham")] {
            let case = ready_for(&office, tenant, to);
            let how = How { way, to: None, ..by_email() };
            let sent = send(&office, case, &how, TODAY);
            if safe.contains(&way) {
                assert_eq!(sent.unwrap().taken.state, State::Sent);
                continue;
            }
            assert_eq!(guarded(sent), Guard::SafeWay, "{fact:?} {about} {way:?}");
            let waits = office.desk.outgoing(BASE, noon(TODAY)).unwrap().len();
            assert_eq!(waits, usize::from(safe.contains(&Way::Email)), "{fact:?} {about} {way:?}");
            let before = tasks(&office, "ada", "case-by-hand");
            assert!(send(&office, case, &How { way: Way::Hand, ..how }, TODAY).is_ok());
            assert_eq!(tasks(&office, "ada", "case-by-hand"), before + 1);
        }
    }
}

/// Somebody else's address is not the person's: what they chose for themselves does not bind it.
#[test]
fn what_a_person_chose_binds_letters_to_them() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    chooses(&office, tenant, Fact::Adjustment, "");
    let case = ready(&office, tenant);
    assert_eq!(guarded(send(&office, case, &by_email(), TODAY)), Guard::AdjustmentMet);
    let met = How { adjusted: Some("in large print, by post too".to_owned()), ..by_email() };
    assert!(send(&office, case, &met, TODAY).is_ok());
}

/// A letter that names somebody behind a wall does not go, whoever wrote it.
#[test]
fn a_letter_names_nobody_behind_a_wall() {
    let office = Office::new();
    let (rosa, kit) = (office.tenant("Rosa Ash"), office.tenant("Kit Fenwick"));
    let question = office.ask("ada", "collect", "rights-requests", TODAY);
    let against = people::Against::Person(rosa);
    let _ = office
        .desk
        .record()
        .wall(&question, kit, &against, TODAY, "fled from them", noon(TODAY))
        .unwrap();
    let case = office.open(Kind::Access, Some(rosa), TODAY).no;
    let named = Taking {
        outcome: Some(Outcome::Given),
        to: Some(ROSA.to_owned()),
        ..crate::why("You asked where Kit  Fenwick lives. We cannot say.")
    };
    let steps = [
        (Step::Proof, proof(Gate::Identity)),
        (Step::Search, searched()),
        (Step::Weigh, plain()),
        (Step::Propose, named),
    ];
    office.goes("ada", case, &steps, TODAY);
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    for way in Way::ALL {
        let sent = send(&office, case, &How { way: *way, ..by_email() }, TODAY);
        assert!(matches!(sent, Err(Error::BehindWall)), "{sent:?}");
    }
    let put = to_rosa(answer(Outcome::Given));
    let clean = [(Step::Back, crate::why("It names somebody.")), (Step::Propose, put)];
    office.goes("ada", case, &clean, TODAY);
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    assert!(send(&office, case, &by_email(), TODAY).is_ok());
}

/// What does not arrive is said to somebody, once; an answer comes back to whoever has the case.
#[test]
fn what_does_not_arrive_comes_back() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let now = noon(TODAY);
    let _ = send(&office, case, &by_email(), TODAY).unwrap();
    let (out, token) = mailed(&office, now);
    office.desk.went(&out, Went::Sent, now).unwrap();
    assert!(!office.desk.came_back("<1234@elsewhere.example>", "no such user", now).unwrap());
    let id = format!("<{}@privacy.example>", out.id);
    for _ in 0..2 {
        assert!(office.desk.came_back(&id, "no such user", now).unwrap());
    }
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, now).unwrap();
    assert_eq!(shown.state, State::Ready);
    assert_eq!(shown.steps.iter().filter(|step| step.step == Step::Bounce).count(), 1);
    assert_eq!(tasks(&office, "ada", "case-mail-failed"), 1);
    assert!(matches!(office.desk.link(&token, now), Err(Error::None)), "it leads nowhere now");
    // Sent again, to the right address: once somebody else has seen that it goes there.
    let right = How { to: Some("rosa.ash@example.org".to_owned()), ..by_email() };
    let refused = send(&office, case, &right, TODAY).unwrap_err().to_string();
    assert!(refused.starts_with("a second person approved where it goes"), "{refused}");
    let anew = Taking { to: right.to, ..answer(Outcome::Given) };
    let steps = [(Step::Back, crate::why("It came back.")), (Step::Propose, anew)];
    office.goes("ada", case, &steps, TODAY);
    office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
    let how = How { to: None, ..by_email() };
    assert!(send(&office, case, &how, TODAY).is_ok(), "it goes where it was put forward to go");
    let (out, _) = mailed(&office, now);
    assert_eq!(out.to, "rosa.ash@example.org");
    office.desk.went(&out, Went::Never, now).unwrap();
    let shown = office.desk.show(Who::Officer(&question), case, now).unwrap();
    assert_eq!(shown.state, State::Ready);
}

/// A server that is down is asked again; a message of which nobody knows whether it went is looked
/// after by somebody, and not sent twice.
#[test]
fn a_message_is_tried_again_and_never_sent_twice() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let letter = How { letter: Letter::Acknowledgement, ..by_email() };
    assert_eq!(send(&office, case, &letter, TODAY).unwrap().taken.state, State::Received);
    let (out, _) = mailed(&office, noon(TODAY));
    office.desk.went(&out, Went::Later, noon(TODAY)).unwrap();
    assert!(office.desk.outgoing(BASE, later(TODAY, 1)).unwrap().is_empty());
    let (out, _) = mailed(&office, later(TODAY, 3));
    // It was taken, and whoever took it is not heard of again.
    drop(out);
    assert!(office.desk.outgoing(BASE, later(TODAY, 30)).unwrap().is_empty());
    assert_eq!(tasks(&office, "ada", "case-mail-failed"), 0);
    for _ in 0..2 {
        assert!(office.desk.outgoing(BASE, later(TODAY, 70)).unwrap().is_empty());
        assert_eq!(tasks(&office, "ada", "case-mail-failed"), 1);
    }
}

/// It is given up after a day of trying, and said.
#[test]
fn a_message_is_given_up_and_that_is_said() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    let letter = How { letter: Letter::Acknowledgement, ..by_email() };
    let _ = send(&office, case, &letter, TODAY).unwrap();
    let mut minutes = 0;
    let mut tries = 0;
    while minutes < 3 * 24 * 60 {
        for out in office.desk.outgoing(BASE, later(TODAY, minutes)).unwrap() {
            tries += 1;
            office.desk.went(&out, Went::Later, later(TODAY, minutes)).unwrap();
        }
        minutes += 5;
    }
    assert_eq!((tries, tasks(&office, "ada", "case-mail-failed")), (10, 1));
}

/// That it came is said by itself; nothing else is.
#[test]
fn the_clock_sends_an_acknowledgement_and_no_other_letter() {
    let office = Office::new();
    let case = office.open(Kind::Enquiry, None, TODAY).no;
    let now = noon(TODAY);
    let letter = How { letter: Letter::Acknowledgement, ..by_email() };
    let _ = office.desk.send(Who::Clock, case, &letter, now).unwrap();
    assert!(matches!(office.desk.send(Who::Clock, case, &by_email(), now), Err(Error::None)));
    let again = office.desk.send(Who::Clock, case, &letter, now);
    assert!(matches!(again, Err(Error::Blocked(_))), "{again:?}");
}

/// One letter that opened several cases gets one reply.
#[test]
fn one_letter_gets_one_reply() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let new = |kinds: Vec<Kind>| casework::NewCase {
        kinds,
        entity: "heart-of-medway".to_owned(),
        received: crate::moment(TODAY),
        subject: Some(tenant),
        requester: casework::Party::known(tenant, casework::Channel::Email),
        recipient: None,
        words: "Who has my number? And what is your policy on cameras?".to_owned(),
        by: None,
    };
    let opened =
        office.desk.open("cara", &new(vec![Kind::Enquiry, Kind::Policy]), noon(TODAY)).unwrap();
    let other = office.desk.open("cara", &new(vec![Kind::Feedback]), noon(TODAY)).unwrap()[0].no;
    let says = |text: &str| Taking {
        outcome: Some(Outcome::Answered),
        why: Some(text.to_owned()),
        ..plain()
    };
    let (first, second) = (opened[0].no, opened[1].no);
    for (case, text) in
        [(first, "Our repairs team."), (second, "It is enclosed."), (other, "Thank you.")]
    {
        office.goes("ada", case, &[(Step::Weigh, plain()), (Step::Propose, says(text))], TODAY);
    }
    let both = |also: Vec<i64>| send(&office, first, &How { also, ..by_email() }, TODAY);
    let wrong = both(vec![second, other]).unwrap_err().to_string();
    assert!(wrong.ends_with("did not come with this one, or is answered to somebody else"));
    let sent = both(vec![second]).unwrap();
    for part in ["Our repairs team.", "It is enclosed.", &opened[1].reference] {
        assert!(sent.text.contains(part), "{part}: {}", sent.text);
    }
    assert_eq!(office.desk.outgoing(BASE, noon(TODAY)).unwrap().len(), 1);
    let question = office.question("ada", TODAY);
    let state = |case| office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap().state;
    assert_eq!(
        (state(first), state(second), state(other)),
        (State::Sent, State::Sent, State::Ready)
    );
}

/// An answer that a second person has approved goes where they approved, whichever letter it goes with;
/// where it may not, no letter goes.
#[test]
fn an_answer_goes_with_another_where_it_was_approved() {
    let office = Office::new();
    let new = casework::NewCase {
        kinds: vec![Kind::Enquiry, Kind::Information],
        entity: "heart-of-medway".to_owned(),
        received: crate::moment(TODAY),
        subject: None,
        requester: casework::Party::named("Rosa", casework::Capacity::Own, casework::Channel::Post),
        recipient: None,
        words: "Who has my number? And how many homes have you?".to_owned(),
        by: None,
    };
    let opened = office.desk.open("cara", &new, noon(TODAY)).unwrap();
    let (first, second) = (opened[0].no, opened[1].no);
    let says = |outcome| to_rosa(Taking { outcome: Some(outcome), ..crate::why("As enclosed.") });
    for (case, outcome) in [(first, Outcome::Answered), (second, Outcome::Given)] {
        office.goes("ada", case, &[(Step::Weigh, plain()), (Step::Propose, says(outcome))], TODAY);
    }
    let question = office.question("ada", TODAY);
    let state = |case| office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap().state;
    let both = |to: &str| {
        let how = How { also: vec![second], to: Some(to.to_owned()), ..by_email() };
        send(&office, first, &how, TODAY)
    };
    assert!(both(ROSA).is_err(), "nobody has approved the second");
    office.goes("ben", second, &[(Step::Approve, plain())], TODAY);
    let refused = both("kit@example.org").unwrap_err().to_string();
    assert!(refused.starts_with("a second person approved where it goes"), "{refused}");
    assert_eq!((state(first), state(second)), (State::Ready, State::Ready));
    assert!(office.desk.outgoing(BASE, noon(TODAY)).unwrap().is_empty());
    assert!(both(ROSA).is_ok());
    assert_eq!((state(first), state(second)), (State::Sent, State::Sent));
    // What is not the answer goes to what they gave, and nowhere else.
    let asks = office.desk.open(
        "cara",
        &casework::NewCase {
            requester: casework::Party { reach: Some(ROSA.to_owned()), ..new.requester.clone() },
            ..new
        },
        noon(TODAY),
    );
    let letter = How {
        letter: Letter::Acknowledgement,
        to: Some("kit@example.org".to_owned()),
        ..by_email()
    };
    let refused = send(&office, asks.unwrap()[0].no, &letter, TODAY).unwrap_err().to_string();
    assert!(
        refused.starts_with("this letter goes to what whoever is answered has given"),
        "{refused}"
    );
}

/// Only the newest pack goes, made of what was decided last, and before whoever may not learn of it
/// changed; and access is not given without one.
#[test]
fn a_pack_is_as_it_was_decided() {
    let office = Office::new();
    let (rosa, kit) = (office.tenant("Rosa Ash"), office.tenant("Kit Fenwick"));
    let question = office.question("ada", TODAY);
    let who = Who::Officer(&question);
    let now = noon(TODAY);
    let weighing = |_: ()| {
        let case = office.open(Kind::Access, Some(rosa), TODAY).no;
        let steps = [
            (Step::Proof, proof(Gate::Identity)),
            (Step::Search, searched()),
            (Step::Weigh, plain()),
        ];
        office.goes("ada", case, &steps, TODAY);
        case
    };
    let put_forward = |case| {
        // Not by the helper, which makes a pack.
        let answer = to_rosa(answer(Outcome::Given));
        office.desk.take(who, case, Step::Propose, &answer, now).unwrap();
        office.goes("ben", case, &[(Step::Approve, plain())], TODAY);
        send(&office, case, &How { way: Way::Hand, ..by_email() }, TODAY)
    };
    let none = weighing(());
    assert_eq!(guarded(put_forward(none)), Guard::WorkDone, "access without a pack");
    let version = |case| office.desk.show(who, case, now).unwrap().version;
    let packed = |case, version, open| {
        let packed =
            casework::Packed { bytes: b"all that is held", about: Some(rosa), version, open };
        office.desk.packed(who, case, &packed, now)
    };
    // Read before something was searched anew: somebody held something back meanwhile.
    let stale = weighing(());
    packed(stale, version(stale) - 2, 0).unwrap();
    assert_eq!(guarded(put_forward(stale)), Guard::WorkDone, "made of what was decided before");
    let open = weighing(());
    packed(open, version(open), 1).unwrap();
    assert_eq!(guarded(put_forward(open)), Guard::WorkDone, "not all of it was weighed");
    let sound = weighing(());
    packed(sound, version(sound), 0).unwrap();
    let put = to_rosa(answer(Outcome::Given));
    office.desk.take(who, sound, Step::Propose, &put, now).unwrap();
    assert!(packed(sound, version(sound), 0).is_err(), "what was put forward is not changed");
    office.goes("ben", sound, &[(Step::Approve, plain())], TODAY);
    // A wall that was put up since.
    let collects = office.ask("ada", "collect", "rights-requests", TODAY);
    let against = people::Against::Person(rosa);
    let record = office.desk.record();
    let _ = record.wall(&collects, kit, &against, TODAY, "fled from them", now).unwrap();
    let sent = send(&office, sound, &How { way: Way::Hand, ..by_email() }, TODAY);
    assert_eq!(guarded(sent), Guard::WorkDone);
}

/// Said to be about somebody else, a case knows nothing any more of what was found, and no pack of theirs
/// goes with it; nor does what was approved about them.
#[test]
fn a_case_about_somebody_else_begins_anew() {
    let office = Office::new();
    let (rosa, other) = (office.tenant("Rosa Ash"), office.tenant("Rosa Ashe"));
    let case = ready(&office, rosa);
    let about = |person| Taking { subject: Some(person), ..crate::why("it is the other one") };
    office.goes("ada", case, &[(Step::Identify, about(other))], TODAY);
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!((shown.subject, shown.sources.len()), (Some(other), 0));
    let sent = send(&office, case, &How { pack: true, ..by_email() }, TODAY);
    let refused = sent.unwrap_err().to_string();
    assert_eq!(refused, "this pack is about somebody else than the case; make the pack again");
    assert!(send(&office, case, &by_email(), TODAY).is_err(), "nor does the answer");
    let pack = casework::Packed { bytes: b"Rosa's", about: Some(rosa), version: 1, open: 0 };
    office.goes("ada", case, &[(Step::Back, crate::why("it is about somebody else"))], TODAY);
    let put = office.desk.packed(Who::Officer(&question), case, &pack, noon(TODAY));
    assert!(put.unwrap_err().to_string().starts_with("the case is about somebody else"));
}

/// A code that comes back is not the letter: that may have been read, and its case stays answered.
#[test]
fn a_code_that_comes_back_is_no_letter_that_comes_back() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let now = noon(TODAY);
    let _ = send(&office, case, &by_email(), TODAY).unwrap();
    let (letter, token) = mailed(&office, now);
    office.desk.went(&letter, Went::Sent, now).unwrap();
    office.desk.ask_code(&token, now).unwrap();
    let (code, _) = mailed(&office, now);
    assert_ne!(letter.id, code.id, "a mailbox shows one message of an id");
    assert!(office.desk.came_back(&code.id, "mailbox full", now).unwrap());
    let question = office.question("ada", TODAY);
    let shown = office.desk.show(Who::Officer(&question), case, now).unwrap();
    assert_eq!(shown.state, State::Sent);
    assert!(office.desk.link(&token, now).is_ok());
    assert_eq!(tasks(&office, "ada", "case-mail-failed"), 1);
    // One that is good no longer is not sent at all.
    office.desk.ask_code(&token, now).unwrap();
    assert!(office.desk.outgoing(BASE, later(TODAY, 16)).unwrap().is_empty());
}

/// A message of which nobody knows whether it went is not sent again, and somebody looks.
#[test]
fn what_may_have_gone_is_not_sent_again() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let _ = send(&office, case, &by_email(), TODAY).unwrap();
    let (out, token) = mailed(&office, noon(TODAY));
    office.desk.went(&out, Went::Uncertain, noon(TODAY)).unwrap();
    assert!(office.desk.outgoing(BASE, later(TODAY, 600)).unwrap().is_empty());
    assert_eq!(tasks(&office, "ada", "case-mail-failed"), 1);
    assert!(office.desk.link(&token, noon(TODAY)).is_ok(), "it may have arrived");
}

/// A letter that was taken back leads nowhere, and neither does one to somebody who was erased.
#[test]
fn a_link_ends_when_its_answer_does() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let case = ready(&office, tenant);
    let now = noon(TODAY);
    let _ = send(&office, case, &by_email(), TODAY).unwrap();
    let (_, token) = mailed(&office, now);
    assert!(office.desk.link(&token, now).is_ok());
    office.goes("ada", case, &[(Step::Reopen, crate::why("It went to another."))], TODAY);
    assert!(matches!(office.desk.link(&token, now), Err(Error::None)));
}

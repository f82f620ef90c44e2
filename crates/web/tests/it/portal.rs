//! People in their own account: who gets in, what they see, and what nobody sees there.

use access::residents;
use db::params;
use people::{Against, NewItem, NewRelationship, Now, PersonId, Question};
use serde_json::json;

use crate::{Answer, Office, charter_text, clock, under};

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
const HERE: &str = "sec-fetch-site: same-origin\r\n";
const PAGES: &[&str] = &["held", "had", "choices", "cases", "ask", "lock"];

fn now() -> Now {
    Now::new(clock())
}

fn asks(office: &Office, changes: &serde_json::Value) -> Question {
    let mut ask = json!({
        "actor": "ann", "strength": "second-factor", "role": "housing-officer", "team": "housing",
        "entity": "heart-of-medway", "relationship": "", "purpose": "tenancy-management",
        "action": "look", "data": [],
    });
    for (key, value) in changes.as_object().unwrap() {
        ask[key] = value.clone();
    }
    let ask: gate::NamedAsk = serde_json::from_value(ask).unwrap();
    office.record.question(&ask, now().today()).unwrap()
}

fn tenant(office: &Office, name: &str, email: &str) -> PersonId {
    enter(
        office,
        name,
        &[("email", email)],
        &json!({"relationship": "tenant"}),
        "tenancy-management",
    )
}

fn enter(
    office: &Office,
    name: &str,
    more: &[(&str, &str)],
    relationship: &serde_json::Value,
    purpose: &str,
) -> PersonId {
    let mut identifiers = vec![json!({"kind": "name", "value": name})];
    identifiers.extend(more.iter().map(|(kind, value)| json!({"kind": kind, "value": value})));
    let body = json!({
        "why": {"purpose": purpose, "officer": "ann"}, "relationship": relationship,
        "source": "the-person", "identifiers": identifiers,
    });
    let made = office.post("housing", "/v1/people", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().parse().unwrap()
}

/// Signs somebody in by the code of a letter; their session.
pub(crate) fn signed_in(office: &Office, person: PersonId) -> String {
    let dpo = json!({"actor": "ada", "role": "data-protection-officer", "team": "data-protection",
                     "purpose": "rights-requests"});
    let question = asks(office, &dpo);
    let code = residents::letter_code(&office.record, &question, person, None, now()).unwrap();
    let form = format!("code={}", code.to_lowercase().replace('-', "+"));
    loop {
        let answer = office.ask("POST", "/sign-in/letter", "", FORM, &form);
        // Only so many forms are taken in a second.
        if answer.status != 503 {
            return session(&answer);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

/// Somebody who acts for another by a right that is on record; their session, looking at the other's.
pub(crate) fn acting_for(office: &Office, name: &str, other: PersonId) -> String {
    let theo = tenant(office, name, "theo@example.org");
    let mut new =
        NewRelationship::new("representative", "heart-of-medway", "2026-01-01".parse().unwrap());
    (new.other, new.authority) = (Some(other), Some("attorney".to_owned()));
    let question = asks(office, &json!({"action": "collect", "purpose": "household-records"}));
    office.record.relate(&question, theo, &new, now()).unwrap();
    let session = signed_in(office, theo);
    let acts = post(office, &session, "/account/act", &format!("person={other}"));
    assert_eq!(acts.status, 303, "{}", acts.body);
    session
}

fn session(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.head.lines().find(|line| line.contains("__host-account=")).unwrap();
    for part in ["; path=/", "; secure", "; httponly", "; samesite=strict"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    cookie.split("__host-account=").nth(1).unwrap().split(';').next().unwrap().to_owned()
}

pub(crate) fn get(office: &Office, session: &str, path: &str) -> Answer {
    let cookie = format!("cookie: __Host-account={session}\r\naccept: text/html\r\n");
    office.ask("GET", path, "", &cookie, "")
}

pub(crate) fn post(office: &Office, session: &str, path: &str, form: &str) -> Answer {
    let head = format!("{FORM}{HERE}cookie: __Host-account={session}\r\n");
    loop {
        let answer = office.ask("POST", path, "", &head, form);
        // Only so many forms are taken in a second.
        if answer.status != 429 {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

fn acts(office: &Office) -> Vec<String> {
    let dpo = json!({"actor": "dot", "role": "data-protection-officer", "team": "data-protection",
                     "purpose": "rights-requests"});
    let question = asks(office, &dpo);
    let mut acts = Vec::new();
    let each = |_, _, text: Option<&str>| {
        let account: serde_json::Value = serde_json::from_str(text.unwrap()).unwrap();
        acts.push(account["act"].as_str().unwrap().to_owned());
    };
    office.record.newest_entries(&question, 500, now(), each).unwrap();
    acts
}

/// How many asks for a code were seen to: what is done when nobody waits.
fn seen_to(office: &Office, wanted: usize) {
    for _ in 0..600 {
        let done = acts(office);
        let done =
            done.iter().filter(|act| ["resident-code", "resident-no-code"].contains(&act.as_str()));
        if done.count() >= wanted {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("a code that was asked for was not seen to");
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).unwrap_or_else(|| panic!("no {from}: {text}")).split(to).next().unwrap()
}

/// Where nothing sends emails no page promises one, and nobody is asked for an address.
#[test]
fn no_code_is_promised_where_none_is_sent() {
    let office = Office::with(clock, |server, _, _| server);
    let page = office.ask("GET", "/sign-in", "", "", "");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("name=\"email\""), "{}", page.body);
    assert!(page.body.contains("We do not send codes by email."), "{}", page.body);
    crate::pages::is_plain("/sign-in, no email", &page);
    let asked = office.ask("POST", "/sign-in", "", FORM, "email=rosa%40example.org");
    assert_eq!(asked.status, 404);
    assert!(!acts(&office).iter().any(|act| act.starts_with("resident")));
}

/// Whoever asks for a code is told the same, known or not; one goes to an address of one person's alone,
/// and opens once.
#[test]
fn a_code_goes_to_an_address_that_is_theirs_alone() {
    let office = Office::new();
    tenant(&office, "Rosa Ash", "rosa@example.org");
    for name in ["Ben Birch", "Cy Cedar"] {
        tenant(&office, name, "both@example.org");
    }
    let unsafe_one = tenant(&office, "Di Dogwood", "read-by-another@example.org");
    let safe = json!({"why": {"purpose": "tenancy-management", "officer": "ann"},
                      "kind": "safe-channel", "about": "post"});
    let path = format!("/v1/people/{unsafe_one}/choices");
    assert_eq!(office.post("housing", &path, &safe).status, 201);
    let mut pages = Vec::new();
    for email in [
        "nobody@example.org",
        "both@example.org",
        "read-by-another@example.org",
        "Rosa@Example.org",
    ] {
        let form = format!("email={}", email.replace('@', "%40"));
        let page = office.ask("POST", "/sign-in", "", FORM, &form);
        let asked = between(&page.body, "name=\"asked\" value=\"", "\"").to_owned();
        pages.push((page.status, page.body.replace(&asked, "-"), asked));
    }
    let (first, last) = (&pages[0], &pages[3]);
    for page in &pages {
        assert_eq!((page.0, &page.1), (200, &first.1), "the same for everybody");
    }
    assert!(!first.1.contains("example.org"), "what was typed is not said again: {}", first.1);
    seen_to(&office, 4);
    let mut out = residents::outgoing(&office.record, now()).unwrap();
    let (Some(mail), None) = (out.pop(), out.pop()) else { panic!("one code, and no more") };
    assert!(mail.to.eq_ignore_ascii_case("rosa@example.org"));
    for part in ["Rosa", "Ash", "tenant", "http"] {
        assert!(!mail.text.contains(part), "an email says nothing of anybody: {}", mail.text);
    }
    let code = between(&mail.text, "The code is ", ".").to_owned();
    assert_eq!(code.len(), 8, "{}", mail.text);
    let tries = |asked: &str, code: &str| {
        office.ask("POST", "/sign-in/code", "", FORM, &format!("asked={asked}&code={code}"))
    };
    let wrong = [
        tries(&last.2, "00000000"),
        tries(&first.2, &code),
        tries("no-such-ask", &code),
        tries(&last.2, ""),
    ];
    for answer in &wrong {
        assert_eq!(answer.status, 403, "{}", answer.body);
        assert!(answer.body.contains("The code is wrong, or too old, or was used."));
    }
    let session = session(&tries(&last.2, &code));
    assert_eq!(get(&office, &session, "/account").status, 200);
    assert_eq!(tries(&last.2, &code).status, 403, "a code opens once");
    let acts = acts(&office);
    for act in [
        "resident-asked",
        "resident-code",
        "resident-no-code",
        "resident-refused",
        "resident-signed-in",
    ] {
        assert!(acts.iter().any(|one| one == act), "{act} is in the log: {acts:?}");
    }
}

/// A session ends when somebody signs out, or has to leave; nobody is in without one.
#[test]
fn a_session_ends() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    for path in PAGES {
        let answer = get(&office, "guessed", &format!("/account/{path}"));
        assert_eq!(
            (answer.status, answer.head.contains("location: /sign-in")),
            (303, true),
            "{path}"
        );
    }
    let one = signed_in(&office, rosa);
    let blind = format!("{FORM}cookie: __Host-account={one}\r\n");
    assert_eq!(office.ask("POST", "/account/lock", "", &blind, "").status, 403);
    assert_eq!(post(&office, &one, "/account/sign-out", "").status, 303);
    assert_eq!(get(&office, &one, "/account").status, 303);
    let two = signed_in(&office, rosa);
    let left = get(&office, &two, "/exit");
    assert_eq!((left.status, left.head.matches("set-cookie").count()), (303, 2), "{}", left.head);
    assert_eq!(get(&office, &two, "/account").status, 303);
    assert!(acts(&office).iter().any(|act| act == "resident-signed-out"));
}

/// What is shown of what is held: why, from whom, until when; and nothing that a person looks over first.
#[test]
fn what_is_held_is_a_closed_list() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let ben = tenant(&office, "Ben Birch", "ben@example.org");
    let day = now().today();
    let hold = |ask: serde_json::Value, category: &str, value: &str| {
        let mut ask = ask;
        ask["action"] = json!("collect");
        let item = NewItem::new(category, value, "the-person", day);
        office.record.hold(&asks(&office, &ask), rosa, &item, now()).unwrap();
    };
    let income =
        json!({"role": "income-officer", "team": "income", "purpose": "rent-and-benefits"});
    let repairs = json!({"role": "repairs-officer", "team": "repairs", "purpose": "repairs"});
    let crime = json!({"purpose": "crime-prevention"});
    hold(income.clone(), "rent-account", "Account in order.");
    hold(income, "rent-account", &"What an officer wrote at length. ".repeat(20));
    hold(repairs, "repairs-record", "SECRET-REPAIR the neighbour shouts");
    hold(json!({}), "correspondence", "SECRET-LETTER");
    hold(crime, "asb-record", "SECRET-ASB");
    let joint = NewItem::new("tenancy-details", "SECRET-JOINT", "the-person", day);
    let collect = asks(&office, &json!({"action": "collect"}));
    office.record.hold_jointly(&collect, &[rosa, ben], &joint, now()).unwrap();
    let session = signed_in(&office, rosa);
    let page = get(&office, &session, "/account/held");
    assert_eq!(page.status, 200);
    for part in [
        "Rosa Ash",
        "rosa@example.org",
        "Account in order.",
        "running your tenancy or lease",
        "you: face to face, by phone, email, letter or form",
        "Tuesday 24 November 2026",
        "repairs, inspections and damp cases",
        "There is some.",
        "That time has not begun.",
        "This is only part of it.",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    for part in ["SECRET", "at length", "anti-social", "Ben Birch", "letters, emails and notes"] {
        assert!(!page.body.contains(part), "{part}: {}", page.body);
    }
}

/// Before its assessment is signed nothing is shown, and the page says how to ask.
#[test]
fn nothing_is_shown_before_its_assessment_is_signed() {
    let signed = "approved = 2026-10-06\napproved_by = \"director-of-housing\"\nreview = 2027-10-06\n\
                  document = \"assessments/dpia-own-account.pdf\"";
    let texts = charter_text();
    assert!(texts.iter().any(|(_, text)| text.contains(signed)));
    let unsigned = texts.into_iter().map(|(name, text)| (name, text.replace(signed, ""))).collect();
    let office = Office::under(clock, under(unsigned));
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let session = signed_in(&office, rosa);
    for path in ["/account/held", "/account/had"] {
        let page = get(&office, &session, path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("This is not switched on yet."), "{}", page.body);
        assert!(page.body.contains("href=\"/account/ask\""), "{}", page.body);
        assert!(!page.body.contains("rosa@example.org"), "{}", page.body);
    }
}

/// Which team looked and what for: never a name, never what could warn somebody off, and the same sentence
/// for everybody.
#[test]
fn who_had_it_is_a_team_and_never_a_warning() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let ben = tenant(&office, "Ben Birch", "ben@example.org");
    for ask in [
        json!({"actor": "ann-the-officer"}),
        json!({"actor": "sly", "purpose": "crime-prevention"}),
        json!({"actor": "sam", "role": "safeguarding-officer", "team": "safeguarding",
               "purpose": "safeguarding"}),
        json!({"actor": "fay", "role": "fraud-investigator", "team": "income",
               "purpose": "financial-crime"}),
    ] {
        let _ = office.record.look(&asks(&office, &ask), rosa, now()).unwrap();
    }
    let given = |ask: serde_json::Value, told: &sharing::Told| {
        let how =
            sharing::HowGiven { how: "SECRET-HOW".to_owned(), ..sharing::HowGiven::default() };
        let _ =
            sharing::disclose(&office.record, &asks(&office, &ask), rosa, Some(told), &how, now())
                .unwrap();
    };
    let contractor = json!({"role": "repairs-officer", "team": "repairs", "purpose": "repairs",
        "action": "disclose", "recipient": "repairs-contractors", "data": ["name"]});
    given(contractor, &sharing::Told::On(now().today()));
    let police = json!({"purpose": "crime-prevention", "action": "disclose", "recipient": "police",
        "data": ["name"]});
    given(police, &sharing::Told::Exception("it would warn them".to_owned()));
    let pages: Vec<String> = [rosa, ben]
        .iter()
        .map(|one| get(&office, &signed_in(&office, *one), "/account/had").body)
        .collect();
    let said = "It does not mean that there is any about you.";
    assert!(pages.iter().all(|page| page.contains(said)));
    assert!(pages[0].contains("Housing. For: running your tenancy or lease."), "{}", pages[0]);
    assert!(
        pages[0].contains("contractors") && pages[0].contains("They got: name."),
        "{}",
        pages[0]
    );
    for part in [
        "ann-the-officer",
        "sly",
        "crime",
        "afeguard",
        "fraud",
        "Data protection",
        "break",
        "marker",
        "police",
        "SECRET",
    ] {
        let main = between(&pages[0], "<main", "</main>");
        assert!(!main.contains(part), "{part}: {main}");
    }
}

/// However often somebody looks at their own data, whoever else looked is still shown.
#[test]
fn ones_own_looks_hide_nobody_elses() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let _ = office.record.look(&asks(&office, &json!({})), rosa, now()).unwrap();
    let own = office.record.own(rosa, now()).unwrap().unwrap();
    for _ in 0..510 {
        assert!(office.record.held(&own, now()).unwrap().is_some());
    }
    let page = get(&office, &signed_in(&office, rosa), "/account/had").body;
    assert!(page.contains("Housing. For: running your tenancy or lease."), "{page}");
}

/// A choice has a receipt, is made once however often it is sent, and is taken back by one button.
#[test]
fn taking_back_is_as_easy_as_giving() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let session = signed_in(&office, rosa);
    for (wish, about) in [
        ("no-images", ""),
        ("no-marketing", ""),
        ("consent", "marketing-email"),
        ("objection", "research-and-surveys"),
        ("preference", "post"),
    ] {
        let page = get(&office, &session, "/account/choices").body;
        let value = format!("value=\"{about}\">");
        assert!(page.contains(&value), "{wish} {about} is there: {page}");
        let form = format!("once=0123456789abcdef0123456789ab{wish}&wish={wish}&about={about}");
        let yes = format!("{form}&yes=yes");
        let (first, again) = (
            post(&office, &session, "/account/choices", &yes),
            post(&office, &session, "/account/choices", &yes),
        );
        assert_eq!((first.status, &first.body), (200, &again.body), "{}", first.body);
        let receipt = between(&first.body, "kh-code\">", "<").to_owned();
        assert_eq!(receipt.len(), 19, "{receipt}");
        assert_eq!(first.body.contains("A person looks at your no"), wish == "objection");
        // The same form of somebody else's session is another form.
        let other =
            signed_in(&office, tenant(&office, "Ben Birch", &format!("{wish}@example.org")));
        assert_eq!(post(&office, &other, "/account/choices", &yes).status, 409);
        let ended =
            format!("once=fedcba9876543210fedcba987654{wish}&wish={wish}&about={about}&yes=no");
        let back = post(&office, &session, "/account/choices", &ended);
        assert!(
            back.body.contains(&receipt) && back.body.contains("It ends today."),
            "{}",
            back.body
        );
    }
    let question = asks(&office, &json!({}));
    let made = office.record.choices(&question, rosa, now()).unwrap();
    assert_eq!(made.len(), 5);
    assert!(made.iter().all(|one| one.until.is_some_and(|until| until < now().today())));
    let cases = get(&office, &session, "/account/cases").body;
    assert!(cases.contains("I say no to this: surveys, and planning our services."), "{cases}");
    // What nobody can choose here is not there.
    let form = "wish=consent&about=safeguarding&yes=yes&once=00000000000000000000000000000000";
    assert_ne!(post(&office, &session, "/account/choices", form).status, 200);
}

/// What somebody asked for is theirs alone: with its day, and messages that reach the office.
#[test]
fn their_cases_are_theirs() {
    let office = Office::new();
    office.appoint();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let ben = tenant(&office, "Ben Birch", "ben@example.org");
    let desk = casework::Desk::new(office.record.clone(), casework::Posts::default());
    let (capacity, channel) = (casework::Capacity::Authority, casework::Channel::Email);
    let another = casework::NewCase {
        kinds: vec![casework::Kind::Disclosure],
        entity: "heart-of-medway".to_owned(),
        received: law::clock::Moment::from(clock()),
        subject: Some(rosa),
        requester: casework::Party::named("An inquiry", capacity, channel),
        recipient: None,
        words: "SECRET-INQUIRY".to_owned(),
        by: None,
    };
    let about_rosa = desk.open("cara", &another, now()).unwrap()[0].reference.clone();
    let by_phone = office.case(Some(&rosa.to_string()));
    let (one, two) = (signed_in(&office, rosa), signed_in(&office, ben));
    let form = "once=0123456789abcdef0123456789abcdef&kind=automated-decision\
                &words=Let+a+person+look+at+my+bid.";
    let asked = post(&office, &one, "/account/ask", form);
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = between(&asked.body, "kh-code\">", "<").to_owned();
    let more = format!(
        "once=1123456789abcdef0123456789abcdef&reference={code}&text=It+was+in+%3Cb%3EMay%3C%2Fb%3E."
    );
    let said = post(&office, &one, "/account/cases", &more);
    assert!(said.status == 303 && said.head.contains("location: /account/cases?sent=yes"));
    let sent = get(&office, &one, "/account/cases?sent=yes");
    assert!(sent.body.contains("We have your message."), "{}", sent.body);
    let page = get(&office, &one, "/account/cases").body;
    for part in
        [code.as_str(), "Let a person look at my bid.", "It was in &#60;b&#62;May", "We answer by"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains(&by_phone), "what she asked by phone is hers too");
    for part in [about_rosa.as_str(), "SECRET-INQUIRY"] {
        assert!(!page.contains(part), "what another asked about her is not hers to see: {page}");
    }
    assert!(!get(&office, &two, "/account/cases").body.contains(&code));
    // Somebody else's, and none at all, look alike.
    let (theirs, none) = (
        post(&office, &two, "/account/cases", &more.replace("112345", "212345")),
        post(
            &office,
            &two,
            "/account/cases",
            &more.replace("112345", "312345").replace(&code, "AAAA-BBBB-CCCC"),
        ),
    );
    assert_eq!((theirs.status, &theirs.body), (404, &none.body));
    let status = desk.status(&code, now()).unwrap();
    assert_eq!(status.kind, "automated-decision");
    let waits = office.record.data().read("tasks", |tx| {
        tx.one("SELECT COUNT(*) FROM task WHERE kind = 'case-message'", params![], |row| row.int(0))
    });
    assert_eq!(waits.unwrap(), Some(1), "somebody is given the message");
}

/// Whoever shuts their account is out everywhere, gets no code, and gets in again by a letter.
#[test]
fn an_account_is_shut_by_its_owner() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let (one, two) = (signed_in(&office, rosa), signed_in(&office, rosa));
    assert!(get(&office, &one, "/account/lock").body.contains("Lock it now"));
    let done = post(&office, &one, "/account/lock", "");
    assert!(done.body.contains("Your account is locked"), "{}", done.body);
    for session in [&one, &two] {
        assert_eq!(get(&office, session, "/account").status, 303);
    }
    office.ask("POST", "/sign-in", "", FORM, "email=rosa%40example.org");
    seen_to(&office, 1);
    assert!(residents::outgoing(&office.record, now()).unwrap().is_empty(), "no code goes out");
    let again = signed_in(&office, rosa);
    assert_eq!(get(&office, &again, "/account").status, 200);
    assert!(acts(&office).iter().any(|act| act == "own-account-locked"));
}

/// Who acts for somebody by a right on record sees what is allowed; without one they are refused in the
/// same words, whoever it is, and so is whoever a wall keeps out.
#[test]
fn somebody_acts_for_another_by_a_right_alone() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let ben = tenant(&office, "Ben Birch", "ben@example.org");
    let child = |name: &str, born: &str| {
        enter(
            &office,
            name,
            &[("date-of-birth", born), ("address", "7 Invented Row, Chatham, ZZ4 4ZZ")],
            &json!({"relationship": "occupant"}),
            "household-records",
        )
    };
    let (small, nearly) = (child("Lily Ash", "2019-05-01"), child("Max Ash", "2011-05-01"));
    let speaks = |of: PersonId, by: &str| {
        let mut new = NewRelationship::new(
            "representative",
            "heart-of-medway",
            "2026-01-01".parse().unwrap(),
        );
        (new.other, new.authority) = (Some(of), Some(by.to_owned()));
        let question = asks(&office, &json!({"action": "collect", "purpose": "household-records"}));
        office.record.relate(&question, rosa, &new, now()).unwrap();
    };
    for one in [small, nearly] {
        speaks(one, "parent");
    }
    let session = signed_in(&office, rosa);
    let act = |person: &str| post(&office, &session, "/account/act", &format!("person={person}"));
    let refused = act("p-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("We have no right of yours on record"), "{}", refused.body);
    for other in [ben, nearly] {
        assert_eq!(act(&other.to_string()).body, refused.body, "in the same words");
    }
    assert_eq!(act("nonsense").body, refused.body);
    let home = get(&office, &session, "/account").body;
    assert!(home.contains("Act for Lily Ash") && !home.contains("Max"), "{home}");
    assert_eq!(act(&small.to_string()).status, 303);
    let held = get(&office, &session, "/account/held").body;
    assert!(held.contains("Lily Ash") && !held.contains("rosa@example.org"), "{held}");
    for path in ["/account/had", "/account/choices"] {
        assert_eq!(get(&office, &session, path).status, 404, "{path} is for themselves");
    }
    assert_eq!(act("").status, 303);
    assert!(get(&office, &session, "/account/held").body.contains("rosa@example.org"));
    // An attorney, until a wall stands between.
    speaks(ben, "attorney");
    assert_eq!(act(&ben.to_string()).status, 303);
    assert!(get(&office, &session, "/account/held").body.contains("ben@example.org"));
    let collect = asks(&office, &json!({"action": "collect"}));
    let since = now().today();
    let _ = office
        .record
        .wall(&collect, ben, &Against::Person(rosa), since, "they parted", now())
        .unwrap();
    let held = get(&office, &session, "/account/held").body;
    assert!(!held.contains("ben@example.org"), "the wall stands at once: {held}");
    assert_eq!(act(&ben.to_string()).body, refused.body);
    assert!(!get(&office, &session, "/account").body.contains("Ben Birch"));
    for path in PAGES {
        let page = get(&office, &session, &format!("/account/{path}")).body;
        for part in ["ben@example.org", "Ben Birch"] {
            assert!(!page.contains(part), "{path}: {page}");
        }
    }
}

/// Somebody who left a shared home, and somebody at risk in one: whoever lives or lived with them learns
/// nothing of them by any door, with a wall and without.
#[test]
fn nobody_learns_of_those_they_lived_with() {
    for wall in [true, false] {
        let office = Office::new();
        office.appoint();
        let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
        let gone = enter(
            &office,
            "Cleo Goneaway",
            &[
                ("email", "cleo@example.org"),
                ("phone", "07700 900987"),
                ("address", "99 Faraway Road, Chatham, ZZ4 9ZZ"),
            ],
            &json!({"relationship": "tenant"}),
            "tenancy-management",
        );
        let collect = asks(&office, &json!({"action": "collect"}));
        let day = now().today();
        for (category, value) in
            [("tenancy-details", "JOINT with Cleo Goneaway"), ("rent-account", "JOINT account")]
        {
            let purpose =
                if category == "rent-account" { "rent-and-benefits" } else { "tenancy-management" };
            let role =
                if category == "rent-account" { "income-officer" } else { "housing-officer" };
            let ask =
                json!({"action": "collect", "purpose": purpose, "role": role, "team": "housing"});
            let item = NewItem::new(category, value, "the-person", day);
            office.record.hold_jointly(&asks(&office, &ask), &[rosa, gone], &item, now()).unwrap();
        }
        if wall {
            let against = Against::Person(rosa);
            let _ = office.record.wall(&collect, gone, &against, day, "at risk", now()).unwrap();
        }
        let theirs = signed_in(&office, gone);
        let ask = "once=0123456789abcdef0123456789abcdef&kind=access&words=CLEO-ASKED";
        let asked = post(&office, &theirs, "/account/ask", ask);
        let code = between(&asked.body, "kh-code\">", "<").to_owned();
        let chosen =
            "once=1123456789abcdef0123456789abcdef&wish=preference&about=text-message&yes=yes";
        let chosen = post(&office, &theirs, "/account/choices", chosen);
        let receipt = between(&chosen.body, "kh-code\">", "<").to_owned();
        assert!(get(&office, &theirs, "/account/held").body.contains("Faraway"), "it is theirs");

        let session = signed_in(&office, rosa);
        let mut pages: Vec<String> = PAGES
            .iter()
            .map(|path| get(&office, &session, &format!("/account/{path}")).body)
            .collect();
        pages.push(get(&office, &session, "/account").body);
        let none = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
        let acts =
            |person: &str| post(&office, &session, "/account/act", &format!("person={person}"));
        let (them, nobody) = (acts(&gone.to_string()), acts(none));
        assert_eq!((them.status, &them.body), (nobody.status, &nobody.body));
        let says = |once: &str, of: &str| {
            let form = format!("once={once}456789abcdef0123456789abcdef&reference={of}&text=Who");
            post(&office, &session, "/account/cases", &form)
        };
        let (theirs, none) = (says("2123", &code), says("3123", "AAAA-BBBB-CCCC"));
        assert_eq!((theirs.status, &theirs.body), (404, &none.body));
        pages.extend([them.body, theirs.body]);
        for page in &pages {
            for part in ["Cleo", "CLEO", "cleo", "900987", "Faraway", "JOINT", &code, &receipt] {
                assert!(!page.contains(part), "{part}, with a wall: {wall}: {page}");
            }
        }
    }
}

/// Every page of an account is plain, has one heading, and a way out.
#[test]
fn the_pages_of_an_account_are_plain() {
    let office = Office::new();
    let rosa = tenant(&office, "Rosa Ash", "rosa@example.org");
    let session = signed_in(&office, rosa);
    let ask = "once=0123456789abcdef0123456789abcdef&kind=access&words=Send+me+all.";
    assert_eq!(post(&office, &session, "/account/ask", ask).status, 200);
    let mut paths: Vec<String> = PAGES.iter().map(|path| format!("/account/{path}")).collect();
    paths.extend(["/account", "/sign-in", "/sign-in/letter"].map(str::to_owned));
    for path in paths {
        crate::pages::is_plain(&path, &get(&office, &session, &path));
    }
    let code = office.ask("POST", "/sign-in", "", FORM, "email=nobody%40example.org");
    crate::pages::is_plain("/sign-in, asked", &code);
}

//! A case worked by its pages, from the first step to the letter; and that nobody else gets at it.

use crate::staff::{FORM, get, signed_in};
use crate::{Answer, Office};

/// What a form sends, as a browser does.
fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        let one = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        };
        text.bytes().map(one).collect::<String>()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<String>>().join("&")
}

pub(crate) fn post(office: &Office, session: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let with = format!("{FORM}cookie: __Host-session={session}\r\nsec-fetch-site: same-origin\r\n");
    office.ask("POST", path, "", &with, &form(fields))
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    page.split(&from).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Takes a step as a person does: opens the form, and sends it with what it carries.
fn step(office: &Office, session: &str, case: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/staff/cases/{case}/steps/{step}");
    let shown = get(office, session, &path);
    assert_eq!(shown.status, 200, "{}", shown.body);
    let (once, seen) = (hidden(&shown.body, "once"), hidden(&shown.body, "seen"));
    let mut all = vec![("once", once.as_str()), ("seen", seen.as_str())];
    all.extend(fields);
    post(office, session, &path, &all)
}

#[test]
fn a_case_is_worked_by_its_pages_to_the_letter() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let case = office.case(Some(&tenant));
    let (ada, ben) = (signed_in(&office, "ada"), signed_in(&office, "ben"));
    let (ada, ben) = (ada.as_str(), ben.as_str());
    let at = |part: &str| format!("/staff/cases/{case}{part}");
    let parts = ["", "/items", "/questions", "/work", "/answer", "/collect", "/black-out"];
    for part in parts.into_iter().chain(["/changes", "/objection", "/told"]) {
        let shown = get(&office, ada, &at(part));
        assert_eq!(shown.status, 200, "{part}: {}", shown.body);
    }
    assert_eq!(step(&office, ada, &case, "begin", &[]).status, 303);
    let proof = [("proof", "identity"), ("why", "knew the code of the tenancy")];
    assert_eq!(step(&office, ada, &case, "proof", &proof).status, 303);
    // What is in the way is said, in words, and what was typed stays.
    let early =
        step(&office, ada, &case, "note", &[("why", "called; she is well"), ("when", "yesterday")]);
    assert_eq!(early.status, 409);
    assert!(early.body.contains("Write the day as 2026-11-24"), "{}", early.body);
    assert!(early.body.contains("called; she is well"), "{}", early.body);
    let shown = get(&office, ada, &at(""));
    assert!(shown.body.contains("knew the code of the tenancy"), "{}", shown.body);
    // A colleague is asked, and answers from the list of what waits for them.
    let questions = get(&office, ada, &at("/questions"));
    let once = hidden(&questions.body, "once");
    let asked = [
        ("once", once.as_str()),
        ("source", "post room"),
        ("text", "Is there a letter of hers?"),
        ("post", "data-protection"),
        ("by", "2026-11-30"),
    ];
    assert_eq!(post(&office, ada, &at("/questions"), &asked).status, 303);
    let waits = get(&office, ben, "/staff/questions");
    assert!(waits.body.contains("Is there a letter of hers?"), "{}", waits.body);
    let replied = [
        ("once", "0123456789abcdef0123456789abcdef"),
        ("source", "post room"),
        ("holds", "no"),
        ("text", "Looked through the shelf."),
    ];
    let answer = post(&office, ben, &at("/replies"), &replied);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(!get(&office, ben, "/staff/questions").body.contains("Is there a letter"));
    let shown = get(&office, ada, &at("/questions"));
    assert!(shown.body.contains("Looked through the shelf."), "{}", shown.body);
    // Everything about it, to keep.
    let evidence = get(&office, ada, &at("/evidence"));
    assert_eq!(evidence.status, 200);
    let evidence = evidence.json();
    assert_eq!(evidence["case"], case.as_str());
    assert!(evidence["steps"].as_array().unwrap().len() >= 3, "{evidence}");
    assert!(evidence["log"].as_array().unwrap().len() >= 2, "{evidence}");
}

/// A form that is sent twice is done once, and by whoever it was given to.
#[test]
fn a_step_sent_twice_is_taken_once() {
    let office = Office::new();
    office.appoint();
    let case = office.case(None);
    let (ada, ben) = (signed_in(&office, "ada"), signed_in(&office, "ben"));
    let path = format!("/staff/cases/{case}/steps/note");
    let shown = get(&office, ada.as_str(), &path);
    let (once, seen) = (hidden(&shown.body, "once"), hidden(&shown.body, "seen"));
    let note = [("once", once.as_str()), ("seen", seen.as_str()), ("why", "she called")];
    for _ in 0..2 {
        let taken = post(&office, ada.as_str(), &path, &note);
        assert_eq!(taken.status, 303, "{}", taken.body);
        assert!(taken.head.contains(&format!("location: /staff/cases/{case}").to_lowercase()));
    }
    let shown = get(&office, ada.as_str(), &format!("/staff/cases/{case}"));
    assert_eq!(shown.body.matches("she called").count(), 1, "{}", shown.body);
    let other = post(&office, ben.as_str(), &path, &note);
    assert_eq!(other.status, 409, "the form is somebody else's");
    // Somebody was faster: they are told who.
    let (fresh, late) = ("f".repeat(32), [("seen", seen.as_str()), ("why", "me too")]);
    let late: Vec<(&str, &str)> = [("once", fresh.as_str())].into_iter().chain(late).collect();
    let slower = post(&office, ben.as_str(), &path, &late);
    assert_eq!(slower.status, 409);
    assert!(slower.body.contains("was faster"), "{}", slower.body);
}

/// A case one has no part in and none at all look alike, by every page and every form.
#[test]
fn nobody_else_gets_at_a_case() {
    let office = Office::new();
    office.appoint();
    let case = office.case(None);
    let cara = signed_in(&office, "cara");
    let gets = [
        "",
        "/items",
        "/questions",
        "/work",
        "/answer",
        "/collect",
        "/black-out",
        "/changes",
        "/changes/1",
        "/changes/1/orders/housing",
        "/objection",
        "/pack",
        "/told",
        "/evidence",
        "/steps/note",
        "/items/00000000000000000000000000000000",
    ];
    for part in gets {
        let hidden = get(&office, cara.as_str(), &format!("/staff/cases/{case}{part}"));
        assert_eq!(hidden.status, 404, "{part}");
        let none = get(&office, cara.as_str(), &format!("/staff/cases/AAAA-BBBB-CCCC{part}"));
        assert_eq!(hidden.body.replace(&case, "AAAA-BBBB-CCCC"), none.body, "{part}");
    }
    let posts: &[(&str, &[(&str, &str)])] = &[
        ("/steps/note", &[("why", "x")]),
        ("/steps/begin", &[]),
        ("/questions", &[("by", "2026-11-30"), ("source", "x"), ("text", "x"), ("post", "x")]),
        ("/work", &[]),
        ("/answer", &[("letter", "answer"), ("way", "email"), ("days", "3")]),
        ("/collect", &[]),
        ("/changes", &[("category", "name"), ("wrong", "a"), ("right", "b")]),
        ("/changes/1", &[("what", "close"), ("closes", "x")]),
        ("/objection", &[("purpose-marketing-email", "yes")]),
        ("/told", &[("recipient", "media"), ("text", "x"), ("email", "a@b.example")]),
        ("/black-out", &[("what", "somebody-else"), ("words", "a name")]),
        ("/items/00000000000000000000000000000000", &[("what", "give"), ("why", "x")]),
        ("/replies", &[("source", "x"), ("text", "x")]),
    ];
    for (part, fields) in posts {
        let path = |case: &str| format!("/staff/cases/{case}{part}");
        let hidden = post(&office, cara.as_str(), &path(&case), fields);
        let none = post(&office, cara.as_str(), &path("AAAA-BBBB-CCCC"), fields);
        let both = (hidden.status, none.status, hidden.body.replace(&case, "AAAA-BBBB-CCCC"));
        assert_eq!(both, (404, 404, none.body), "{part}");
    }
    let ada = signed_in(&office, "ada");
    let shown = get(&office, ada.as_str(), &format!("/staff/cases/{case}"));
    assert_eq!(shown.body.matches("cara").count(), 1, "nothing was done but what she opened");
    for page in ["/staff/inbox", "/staff/figures", "/staff/rules"] {
        assert_eq!(get(&office, cara.as_str(), page).status, 404, "{page}");
        assert_eq!(get(&office, ada.as_str(), page).status, 200, "{page}");
    }
}

/// Anybody of the office reports a breach; the register is for those who work on cases.
#[test]
fn a_breach_is_reported_at_once() {
    let office = Office::new();
    office.appoint();
    let (ada, cara) = (signed_in(&office, "ada"), signed_in(&office, "cara"));
    let fields = [("once", "b".repeat(32)), ("words", "A list went to the wrong firm.".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(post(&office, cara.as_str(), "/staff/breaches", &fields).status, 303);
    assert_eq!(post(&office, cara.as_str(), "/staff/breaches", &fields).status, 303);
    let theirs = get(&office, cara.as_str(), "/staff/breaches");
    assert!(!theirs.body.contains("The register</h2>"), "{}", theirs.body);
    let register = get(&office, ada.as_str(), "/staff/breaches");
    assert_eq!(register.body.matches("href=\"/staff/cases/").count(), 1, "{}", register.body);
    let empty = post(&office, cara.as_str(), "/staff/breaches", &[("words", " ")]);
    assert_eq!(empty.status, 409);
    let late = [("words", "x"), ("when", "soon")];
    assert!(post(&office, cara.as_str(), "/staff/breaches", &late).body.contains("2026-11-24"));
}

/// Tasks are for the posts one holds; a second person decides, and the holder of the post where it would
/// do much harm.
#[test]
fn what_waits_is_ended_by_those_it_waits_for() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let [ada, ben, dot, cara] = ["ada", "ben", "dot", "cara"].map(|name| signed_in(&office, name));
    let task = db::tasks::NewTask {
        post: "data-protection".to_owned(),
        kind: "look-again".to_owned(),
        subject: None,
        reference: "the shelf".to_owned(),
        due: "2026-11-20".to_owned(),
    };
    let given = office.record.data().write("a task", move |tx| db::tasks::give(tx, &task, 0));
    let no = given.unwrap().into_inner();
    let seen = |session: &str| get(&office, session, "/staff/tasks").body;
    assert!(seen(ada.as_str()).contains("the shelf") && seen(ada.as_str()).contains("Late"));
    assert!(!seen(cara.as_str()).contains("the shelf"), "it is not hers");
    let path = format!("/staff/tasks/{no}");
    let done = [("outcome", "looked through")];
    assert_eq!(post(&office, cara.as_str(), &path, &done).status, 409);
    assert_eq!(post(&office, ada.as_str(), &path, &[("outcome", " ")]).status, 409);
    assert_eq!(post(&office, ada.as_str(), &path, &done).status, 303);
    assert!(!seen(ada.as_str()).contains("the shelf"));
    let ask = serde_json::json!({"officer": "ada", "reason": "they asked for it"});
    let asked = office.post("dpo", &format!("/v1/people/{tenant}/erasure/ask"), &ask);
    let path = format!("/staff/approvals/{}", asked.json()["no"]);
    assert!(seen(ada.as_str()).contains("You asked for it: somebody else decides."));
    let yes = [("yes", "yes")];
    assert_eq!(post(&office, cara.as_str(), &path, &yes).status, 404, "she holds no post");
    for name in [&ada, &ben] {
        assert_eq!(post(&office, name.as_str(), &path, &yes).status, 409, "it would do much harm");
    }
    assert_eq!(post(&office, dot.as_str(), &path, &yes).status, 303);
    assert!(seen(dot.as_str()).contains("Nothing waits for a second person."));
}

/// Who may sign in is looked through by the data protection officer, and not one's own account.
#[test]
fn accounts_are_looked_through_by_somebody_else() {
    let office = Office::new();
    office.appoint();
    let [ada, dot, cara] = ["ada", "dot", "cara"].map(|name| signed_in(&office, name));
    assert_eq!(get(&office, ada.as_str(), "/staff/access").status, 404);
    let shown = get(&office, dot.as_str(), "/staff/access");
    for part in ["ada", "None is due.", "This is your own", "data-protection"] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    let decides = |session: &str, name: &str, what: &str| {
        post(&office, session, "/staff/access", &[("name", name), ("what", what)]).status
    };
    assert_eq!(decides(ada.as_str(), "cara", "end"), 404);
    assert_eq!(decides(dot.as_str(), "dot", "right"), 409);
    assert_eq!(decides(dot.as_str(), "dot", "end"), 409);
    assert_eq!(decides(dot.as_str(), "nobody", "right"), 409);
    assert_eq!(decides(dot.as_str(), "ada", "right"), 303);
    assert!(get(&office, dot.as_str(), "/staff/access").body.contains("by dot"));
    assert_eq!(decides(dot.as_str(), "cara", "end"), 303);
    assert_eq!(get(&office, cara.as_str(), "/staff").status, 303, "what was open is shut");
}

/// Marketing ends at once by a page; what the right does not reach is said; and another kind of case has no
/// such form.
#[test]
fn what_somebody_objects_to_ends_by_a_page() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let case = office.case_of("objection", Some(&tenant));
    let (ada, cara) = (signed_in(&office, "ada"), signed_in(&office, "cara"));
    let path = format!("/staff/cases/{case}/objection");
    let shown = get(&office, ada.as_str(), &path);
    assert!(shown.body.contains("What do they want us to stop?"), "{}", shown.body);
    let nothing = post(&office, ada.as_str(), &path, &[("what", "")]);
    assert_eq!(nothing.status, 409);
    assert!(nothing.body.contains("Choose what they object to."), "{}", nothing.body);
    let stops = [("purpose-marketing-email", "yes"), ("purpose-tenancy-management", "yes")];
    assert_eq!(post(&office, cara.as_str(), &path, &stops).status, 404);
    let came = post(&office, ada.as_str(), &path, &stops);
    assert_eq!(came.status, 200, "{}", came.body);
    for part in ["It has ended, for good.", "it rests on contract."] {
        assert!(came.body.contains(part), "{part}: {}", came.body);
    }
    let shown = get(&office, ada.as_str(), &path);
    assert!(shown.body.contains("objection on record: marketing-email"), "{}", shown.body);
    let unknown = post(&office, ada.as_str(), &path, &[("purpose-nothing", "yes")]);
    assert_eq!(unknown.status, 409);
    // Stronger grounds are said once a second person has approved an answer that refuses.
    let early = [("what", "overrule"), ("purpose", "tenancy-management"), ("grounds", "a claim")];
    let early = post(&office, ada.as_str(), &path, &early);
    assert_eq!(early.status, 409);
    assert!(early.body.contains("an answer that says so"), "{}", early.body);
    // What stands is seen with the day it began.
    assert!(shown.body.contains("no news and no offers"), "{}", shown.body);
    let other = office.case(Some(&tenant));
    let shown = get(&office, ada.as_str(), &format!("/staff/cases/{other}/objection"));
    assert!(!shown.body.contains("What do they want us to stop?"), "{}", shown.body);
}

/// A change is planned for the kinds of case that ask for one, and what is missing is said beside its field.
#[test]
fn a_change_is_asked_for_by_its_page() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let (ada, ben) = (signed_in(&office, "ada"), signed_in(&office, "ben"));
    let access = office.case(Some(&tenant));
    let shown = get(&office, ada.as_str(), &format!("/staff/cases/{access}/changes"));
    assert!(shown.body.contains("This one asks for something else."), "{}", shown.body);
    let case = office.case_of("rectification", Some(&tenant));
    let path = format!("/staff/cases/{case}/changes");
    let missing = post(&office, ada.as_str(), &path, &[("right", "Rosa Ashe")]);
    assert_eq!(missing.status, 409);
    for part in ["href=\"#category\"", "href=\"#wrong\"", "value=\"Rosa Ashe\""] {
        assert!(missing.body.contains(part), "{part}: {}", missing.body);
    }
    let wish = [("category", "name"), ("wrong", "Rosa Ash"), ("right", "Rosa Ashe")];
    let unknown = [("category", "nothing"), ("wrong", "a"), ("right", "b")];
    assert_eq!(post(&office, ada.as_str(), &path, &unknown).status, 409);
    assert_eq!(step(&office, ada.as_str(), &case, "begin", &[]).status, 303);
    let once = "c".repeat(32);
    let all: Vec<(&str, &str)> = [("once", once.as_str())].into_iter().chain(wish).collect();
    let planned = post(&office, ada.as_str(), &path, &all);
    assert_eq!(planned.status, 303, "{}", planned.body);
    // Sent twice it is one plan; another one waits its turn.
    let at = |answer: &Answer| {
        let at = answer.head.split("location: ").nth(1).unwrap().lines().next().unwrap().trim();
        at.replace(&case.to_lowercase(), &case)
    };
    assert_eq!(at(&post(&office, ada.as_str(), &path, &all)), at(&planned));
    let twice = post(&office, ben.as_str(), &path, &wish);
    assert!(twice.body.contains("A change of this case is being worked at"), "{}", twice.body);
    let at = at(&planned);
    let shown = get(&office, ada.as_str(), &at);
    assert_eq!(shown.status, 200, "{}", shown.body);
    for part in ["The plan waits for its turn.", "Rosa Ashe", "See how far it is"] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    // Nothing can be done with what is no plan yet, by whoever tries; and a change of another case is none.
    for what in ["carry-out", "look-again", "close"] {
        let early = post(&office, ada.as_str(), &at, &[("what", what), ("closes", "x")]);
        assert_eq!(early.status, 409, "{what}: {}", early.body);
    }
    let guessed = [("what", "approve"), ("plan", &"0".repeat(64))];
    assert_eq!(post(&office, ben.as_str(), &at, &guessed).status, 409);
    assert_eq!(post(&office, ben.as_str(), &at, &[("what", "approve")]).status, 404);
    let other = at.replace(&case, &access);
    assert_eq!(get(&office, ada.as_str(), &other).status, 404);
    let ran = office.record.data().read("what is kept", |tx| {
        let kept = tx.one("SELECT detail FROM case_change", db::params![], |row| {
            Ok::<_, db::Error>(row.blob(0)?.to_vec())
        })?;
        Ok::<_, db::Error>(kept.unwrap())
    });
    let kept = String::from_utf8_lossy(&ran.unwrap()).into_owned();
    assert!(!kept.contains("Rosa") && !kept.contains("ada"), "what is asked lies sealed");
}

/// Whoever was given the data is told by a letter behind a link, where the notice lets them have what stands
/// in it; nobody is told twice, and nobody who need not be.
#[test]
fn who_was_given_the_data_is_told_by_a_page() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let case = office.case_of("rectification", Some(&tenant));
    let (ada, cara) = (signed_in(&office, "ada"), signed_in(&office, "cara"));
    let ada = ada.as_str();
    let path = format!("/staff/cases/{case}/told");
    let none = get(&office, ada, &path);
    assert!(none.body.contains("Nobody has to be told now."), "{}", none.body);
    assert_eq!(step(&office, ada, &case, "begin", &[]).status, 303);
    let desk = casework::Desk::new(office.record.clone(), casework::Posts::default());
    let now = people::Now::new(crate::clock());
    let ask = gate::NamedAsk {
        actor: Some("ada".to_owned()),
        strength: Some("second-factor".to_owned()),
        role: "data-protection-officer".to_owned(),
        team: "data-protection".to_owned(),
        entity: "heart-of-medway".to_owned(),
        purpose: "rights-requests".to_owned(),
        action: "use".to_owned(),
        ..gate::NamedAsk::default()
    };
    let question = office.record.question(&ask, now.today()).unwrap();
    let worked = casework::Worked {
        work: casework::Work::Changed,
        whole: true,
        what: "1 corrected".to_owned(),
        tell: vec!["repairs-contractors".to_owned()],
        write_up: false,
    };
    let no = desk.find(&case).unwrap();
    desk.worked(casework::Who::Officer(&question), no, worked, now).unwrap();
    assert!(get(&office, ada, &path).body.contains("Not told yet."));
    let letter = |with: &[(&'static str, &'static str)]| {
        let page = get(&office, ada, &path).body;
        let seen = hidden(&page, "seen");
        let mut all = vec![("seen".to_owned(), seen)];
        all.extend(with.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        post(&office, ada, &path, &all)
    };
    let text = ("text", "The telephone of the tenant of job 12 is 07700 900124.");
    let to = ("recipient", "repairs-contractors");
    let email = ("email", "desk@repairs.example");
    for (with, says) in [
        (vec![text, email], "Choose who is told."),
        (vec![("recipient", "media"), text, email, ("data", "telephone")], "They need not be told"),
        (vec![to, text, ("email", "nobody"), ("data", "telephone")], "This is no email address."),
        (vec![to, email, ("data", "telephone")], "Say what they are told"),
        (vec![to, text, email, ("data", "rent-account")], "does not let this go"),
        (vec![to, text, email, ("data", "telephone"), ("told", "soon")], "2026-11-24"),
        (
            vec![to, ("text", "Send us your password."), email, ("data", "telephone")],
            "paragraph 28.1",
        ),
    ] {
        let refused = letter(&with);
        assert_eq!(refused.status, 409, "{says}: {}", refused.body);
        assert!(refused.body.contains(says), "{says}: {}", refused.body);
        assert!(refused.body.contains("Not told yet."), "{}", refused.body);
    }
    assert_eq!(post(&office, cara.as_str(), &path, &[to, text, email]).status, 404);
    let told = letter(&[to, text, email, ("data", "telephone")]);
    assert_eq!(told.status, 303, "{}", told.body);
    let shown = get(&office, ada, &path);
    assert!(shown.body.contains("Told.") && !shown.body.contains("Write to one of them"));
    let again = post(&office, ada, &path, &[to, text, email, ("data", "telephone")]);
    assert!(again.body.contains("There is a problem"), "{}", again.body);
    // What goes out by email says nothing of anybody.
    let out = desk.outgoing("https://privacy.example", now).unwrap();
    let ours: Vec<_> = out.iter().filter(|one| one.to == "desk@repairs.example").collect();
    assert_eq!(ours.len(), 1);
    assert!(ours[0].text.contains("https://privacy.example/letters/"), "{}", ours[0].text);
    assert!(!ours[0].text.contains("07700") && !ours[0].text.contains("Rosa"));
}

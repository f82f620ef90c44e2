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
    for part in ["", "/items", "/questions", "/work", "/answer", "/collect", "/black-out"] {
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
        "/pack",
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

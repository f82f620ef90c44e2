//! The pages of the office: nobody without a session, and nobody sees a case that is not theirs.

use access::{NewAccount, Session, add, code_at, sign_in};
use people::Now;

use crate::{Answer, Office, clock};

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

fn enrolled(office: &Office, name: &str) -> access::Enrolled {
    let new = NewAccount {
        name: name.to_owned(),
        role: "data-protection-officer".to_owned(),
        team: "data-protection".to_owned(),
        entity: "heart-of-medway".to_owned(),
    };
    add(&office.record, "setup", &new, Now::new(clock())).unwrap()
}

fn signed_in(office: &Office, name: &str) -> Session {
    let enrolled = enrolled(office, name);
    let now = Now::new(clock());
    let code = code_at(&enrolled.second, now.micros());
    sign_in(&office.record, name, &enrolled.password, &code, now).unwrap()
}

fn get(office: &Office, session: &str, path: &str) -> Answer {
    let cookie = format!("cookie: display=dark.usual; __Host-session={session}\r\n");
    office.ask("GET", path, "", &cookie, "")
}

#[test]
fn nobody_is_in_without_a_session() {
    let office = Office::new();
    for path in ["/staff", "/staff/cases/AAAA-BBBB-CCCC"] {
        for session in ["", "guessed", &"a".repeat(52)] {
            let answer = get(&office, session, path);
            assert_eq!(answer.status, 303, "{path} by {session}");
            assert!(answer.head.contains("location: /staff/sign-in"), "{}", answer.head);
        }
    }
    assert_eq!(office.ask("GET", "/staff/sign-in", "", "", "").status, 200);
}

/// The cookie of a session is for this host alone, and not for scripts; out is out.
#[test]
fn somebody_signs_in_and_out() {
    let office = Office::new();
    let enrolled = enrolled(&office, "ada");
    let code = code_at(&enrolled.second, Now::new(clock()).micros());
    let form = format!("name=ada&password={}&code={code}", enrolled.password.as_str());
    let wrong = office.ask("POST", "/staff/sign-in", "", FORM, &form.replace(&code, "000000"));
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("The name, the password or the code is wrong."), "{}", wrong.body);
    assert!(!wrong.body.contains(enrolled.password.as_str()), "what was typed is not shown again");
    let right = office.ask("POST", "/staff/sign-in", "", FORM, &form);
    assert_eq!(right.status, 303, "{}", right.body);
    let cookie = right.head.lines().find(|line| line.starts_with("set-cookie:")).unwrap();
    for part in ["__host-session=", "; path=/", "; secure", "; httponly", "; samesite=lax"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    let session = cookie.split("__host-session=").nth(1).unwrap().split(';').next().unwrap();
    assert_eq!(get(&office, session, "/staff").status, 200);
    let with = format!("{FORM}cookie: __Host-session={session}\r\n");
    let blind = office.ask("POST", "/staff/sign-out", "", &with, "");
    assert_eq!(blind.status, 403, "a form has to say where it comes from");
    let with = format!("{with}sec-fetch-site: same-origin\r\n");
    assert_eq!(office.ask("POST", "/staff/sign-out", "", &with, "").status, 303);
    assert_eq!(get(&office, session, "/staff").status, 303);
}

/// Whoever guesses shuts the door for themselves. What a header says of where they come from counts where
/// the office has a proxy that says so, and else not.
#[test]
fn whoever_guesses_is_shut_out_alone() {
    let with_proxy = Office::with(clock, |server| server.with_address_header("X-Forwarded-For"));
    for (office, others_get_in) in [(with_proxy, true), (Office::new(), false)] {
        let enrolled = enrolled(&office, "ada");
        let code = code_at(&enrolled.second, Now::new(clock()).micros());
        let form = format!("name=ada&password={}&code={code}", enrolled.password.as_str());
        let from = |address: &str, form: &str| {
            let with = format!("{FORM}x-forwarded-for: 10.0.0.1, {address}\r\n");
            office.ask("POST", "/staff/sign-in", "", &with, form).status
        };
        for _ in 0..access::TRIES_MAX {
            assert_eq!(from("192.0.2.1", &form.replace(&code, "000000")), 403);
        }
        assert_eq!(from("192.0.2.1", &form), 403, "by the right one either");
        assert_eq!(from("192.0.2.2", &form) == 303, others_get_in);
    }
}

/// Who works on a case reads it, and that they did is in the log; for others there is none.
#[test]
fn a_case_is_shown_to_those_who_work_on_it() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let reference = office.case(Some(&tenant));
    let path = format!("/staff/cases/{reference}");
    let (ada, cara) = (signed_in(&office, "ada"), signed_in(&office, "cara"));
    let list = get(&office, ada.as_str(), "/staff");
    assert!(list.body.contains(&path), "{}", list.body);
    assert!(!list.body.contains("Rosa"), "the list is of nobody");
    let shown = get(&office, ada.as_str(), &path);
    assert_eq!(shown.status, 200, "{}", shown.body);
    for part in ["What they said", "How the day was worked out", "What you can do now", &tenant] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    let theirs = get(&office, cara.as_str(), "/staff");
    assert!(theirs.body.contains("You hold no post that works on cases."), "{}", theirs.body);
    assert!(!theirs.body.contains(&reference), "{}", theirs.body);
    let hidden = get(&office, cara.as_str(), &path);
    assert_eq!(hidden.status, 404);
    let none = get(&office, cara.as_str(), "/staff/cases/AAAA-BBBB-CCCC");
    assert_eq!(hidden.body.replace(&reference, "AAAA-BBBB-CCCC"), none.body, "the two look alike");
}

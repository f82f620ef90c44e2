//! The pages of the office: nobody without a session, and nobody sees a case that is not theirs.

use std::sync::atomic::{AtomicI64, Ordering};

use access::{NewAccount, Session, add, code_at, sign_in};
use jiff::{SignedDuration, Timestamp};
use people::Now;

use crate::{Answer, Office, clock};

pub(crate) const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

fn enrolled(office: &Office, name: &str) -> access::Enrolled {
    enrolled_as(office, name, "data-protection-officer", "data-protection")
}

fn enrolled_as(office: &Office, name: &str, role: &str, team: &str) -> access::Enrolled {
    let new = NewAccount {
        name: name.to_owned(),
        role: role.to_owned(),
        team: team.to_owned(),
        entity: "heart-of-medway".to_owned(),
    };
    add(&office.record, "setup", &new, Now::new(clock())).unwrap()
}

pub(crate) fn signed_in(office: &Office, name: &str) -> Session {
    signed_in_as(office, name, "data-protection-officer", "data-protection")
}

pub(crate) fn signed_in_as(office: &Office, name: &str, role: &str, team: &str) -> Session {
    let enrolled = enrolled_as(office, name, role, team);
    let now = Now::new(clock());
    let code = code_at(&enrolled.second, now.micros());
    sign_in(&office.record, name, &enrolled.password, &code, now).unwrap()
}

pub(crate) fn get(office: &Office, session: &str, path: &str) -> Answer {
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
    let with_proxy =
        Office::with(clock, |server, _, _| server.with_address_header("X-Forwarded-For"));
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

/// Somebody changes their own password and app, with what they have now; and who signs in by a work account
/// does that elsewhere.
#[test]
fn somebody_changes_what_they_sign_in_with() {
    MINUTES.store(0, Ordering::SeqCst);
    let office = Office::by(minutes);
    let enrolled = enrolled(&office, "ada");
    let now = || Now::new(minutes());
    let next = || MINUTES.fetch_add(2, Ordering::SeqCst);
    let code_of = |second: &access::Second| code_at(second, now().micros());
    let old = enrolled.password.as_str();
    let code = code_of(&enrolled.second);
    let session = sign_in(&office.record, "ada", old, &code, now()).unwrap();
    for path in ["/staff/account", "/staff/account/app"] {
        assert_eq!(get(&office, "", path).status, 303, "{path}");
        let shown = get(&office, session.as_str(), path);
        assert_eq!(shown.status, 200, "{path}");
        assert!(!shown.body.contains(old));
    }
    let send = |session: &str, path: &str, form: &str| {
        let with =
            format!("{FORM}cookie: __Host-session={session}\r\nsec-fetch-site: same-origin\r\n");
        office.ask("POST", path, "", &with, form)
    };
    let change = |new: &str, again: &str, password: &str| {
        let code = code_of(&enrolled.second);
        let once = "0123456789abcdef0123456789abcdef";
        let form = format!("once={once}&password={password}&code={code}&new={new}&again={again}");
        send(session.as_str(), "/staff/account", &form)
    };
    next();
    for (new, again, password, status, field) in [
        ("short", "short", old, 422, "new-error"),
        (old, old, old, 422, "new-error"),
        ("a-longer-new-one", "a-longer-other", old, 422, "again-error"),
        ("a-longer-new-one", "a-longer-new-one", "wrong-password-here", 403, "password-error"),
    ] {
        let answer = change(new, again, password);
        assert_eq!(answer.status, status, "{new}: {}", answer.body);
        assert!(answer.body.contains(&format!("id=\"{field}\"")), "{field}: {}", answer.body);
        assert!(!answer.body.contains(&format!("\"{password}\"")), "nothing is shown again");
    }
    let done = change("a-longer-new-one", "a-longer-new-one", old);
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("Your new password counts"), "{}", done.body);
    let again = change("a-longer-new-one", "a-longer-new-one", old);
    assert!(again.body.contains("Your new password counts"), "sent twice: {}", again.body);
    assert_eq!(get(&office, session.as_str(), "/staff").status, 303, "the old session is over");
    let session = cookie_of(&done);
    assert_eq!(get(&office, &session, "/staff").status, 200);
    // Another app.
    next();
    let page = get(&office, &session, "/staff/account/app").body;
    let hidden = |name: &str| {
        let from = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        from.split('"').next().unwrap().to_owned()
    };
    let (letters, seal) = (hidden("letters"), hidden("seal"));
    let new = access::offered(&office.record, "ada", &letters, &seal).unwrap().unwrap().second;
    let form = |letters: &str, new_code: &str| {
        format!(
            "password=a-longer-new-one&code={}&letters={letters}&seal={seal}&new_code={new_code}",
            code_of(&enrolled.second)
        )
    };
    let path = "/staff/account/app";
    let other = "A".repeat(32);
    for wrong in [form(&letters, "000000"), form(&other, &code_of(&new))] {
        let answer = send(&session, path, &wrong);
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains("new_code-error") && !answer.body.contains(&other));
    }
    let done = send(&session, path, &form(&letters, &code_of(&new)));
    assert_eq!(done.status, 200, "{}", done.body);
    next();
    let by = |second| {
        sign_in(&office.record, "ada", "a-longer-new-one", &code_of(second), now()).is_ok()
    };
    assert!(!by(&enrolled.second) && by(&new));
}

/// The session a browser is given.
fn cookie_of(answer: &Answer) -> String {
    let cookie = answer.head.split("set-cookie: __host-session=").nth(1).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn minutes() -> Timestamp {
    clock() + SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst))
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

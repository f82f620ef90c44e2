//! Officers' pages: who may see what, on the telephone and beside a name in another system; and that whoever
//! must not be learnt of is nowhere.

use access::{Enrolled, NewAccount, Session, add, code_at, sign_in};
use casework::{Desk, Kind, Posts};
use db::tasks;
use people::Now;
use serde_json::json;

use crate::{Answer, Office, clock};

const FORM: &str =
    "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
const ONCE: &str = "0123456789abcdef0123456789abcdef";

fn enrolled(office: &Office, name: &str, role: &str, team: &str) -> Enrolled {
    let new = NewAccount {
        name: name.to_owned(),
        role: role.to_owned(),
        team: team.to_owned(),
        entity: "heart-of-medway".to_owned(),
    };
    add(&office.record, "setup", &new, Now::new(clock())).unwrap()
}

pub(crate) fn signed_in(office: &Office, name: &str, role: &str, team: &str) -> Session {
    let (enrolled, now) = (enrolled(office, name, role, team), Now::new(clock()));
    let code = code_at(&enrolled.second, now.micros());
    sign_in(&office.record, name, &enrolled.password, &code, now).unwrap()
}

fn housing(office: &Office) -> Session {
    signed_in(office, "olu", "housing-officer", "housing")
}

fn get(office: &Office, session: &Session, path: &str) -> Answer {
    let cookie = format!("cookie: __Host-session={}\r\n", session.as_str());
    office.ask("GET", path, "", &cookie, "")
}

fn post(office: &Office, session: &Session, path: &str, form: &str) -> Answer {
    let head = format!("{FORM}cookie: __Host-session={}\r\n", session.as_str());
    office.ask("POST", path, "", &head, form)
}

/// Somebody with more than a name.
fn rosa(office: &Office) -> String {
    let made = office.post(
        "housing",
        "/v1/people",
        &json!({
            "why": {"purpose": "tenancy-management", "officer": "ann"},
            "relationship": {"relationship": "tenant"},
            "source": "the-person",
            "identifiers": [
                {"kind": "name", "value": "Rosa Ash"},
                {"kind": "alias", "value": "Rosie Birch"},
                {"kind": "phone", "value": "07700 900123"},
                {"kind": "email", "value": "rosa@example.org"},
                {"kind": "date-of-birth", "value": "1984-03-27"},
                {"kind": "address", "value": "12 Elm Row, Chatham, ZZ1 1AA"},
                {"kind": "tenancy-reference", "value": "TEN-77"},
                {"kind": "other-system-id", "value": "housing:P-12"},
            ],
        }),
    );
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

fn wall(office: &Office, id: &str, against: &str) {
    let why = json!({"purpose": "tenancy-management", "officer": "ann"});
    let wall = json!({"why": why, "actor": against, "reason": "a relative"});
    let made = office.post("housing", &format!("/v1/people/{id}/walls"), &wall);
    assert_eq!(made.status, 204, "{}", made.body);
}

/// The same page for another id.
fn alike(body: &str, id: &str) -> String {
    body.replace(id, "p-")
}

const NOBODY: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";

#[test]
fn nobody_reads_a_page_of_an_officers_without_a_session() {
    let office = Office::new();
    for path in [
        "/staff/at/housing/P-12",
        "/staff/facts",
        "/staff/people",
        "/staff/training",
        &format!("/staff/people/{NOBODY}"),
        &format!("/staff/people/{NOBODY}/choice"),
        &format!("/staff/people/{NOBODY}/contact"),
        &format!("/staff/people/{NOBODY}/correction"),
        &format!("/staff/people/{NOBODY}/emergency"),
        &format!("/staff/people/{NOBODY}/history"),
        &format!("/staff/people/{NOBODY}/markers"),
        &format!("/staff/people/{NOBODY}/request"),
        &format!("/staff/people/{NOBODY}/share"),
    ] {
        let answer = office.ask("GET", path, "", "", "");
        assert_eq!(answer.status, 303, "{path}");
        let place = format!("location: /staff/sign-in?next={}\r\n", path.to_ascii_lowercase());
        assert!(answer.head.contains(&place), "{}", answer.head);
        let sent = office.ask("POST", path, "", FORM, &format!("once={ONCE}"));
        assert!(matches!(sent.status, 401 | 405), "{path}: {}", sent.status);
    }
}

/// Signing in leads back to what was wanted, and to no other address.
#[test]
fn signing_in_comes_back() {
    let office = Office::new();
    let shown = office.ask("GET", "/staff/sign-in?next=/staff/at/housing/P-12", "", "", "");
    assert!(shown.body.contains(r#"name="next" value="/staff/at/housing/P-12""#), "{}", shown.body);
    let other = office.ask("GET", "/staff/sign-in?next=//elsewhere.example", "", "", "");
    assert!(!other.body.contains("elsewhere"), "{}", other.body);
    for (name, next, place) in [
        ("olu", "//elsewhere.example", "/staff"),
        ("ola", "/staff/at/housing/P-12", "/staff/at/housing/p-12"),
    ] {
        let now = Now::new(clock());
        let enrolled = enrolled(&office, name, "housing-officer", "housing");
        let (password, code) =
            (enrolled.password.as_str(), code_at(&enrolled.second, now.micros()));
        let form = format!("name={name}&password={password}&code={code}&next={next}");
        let answer = office.ask("POST", "/staff/sign-in", "", FORM, &form);
        assert!(answer.head.contains(&format!("location: {place}\r\n")), "{}", answer.head);
    }
}

#[test]
fn somebody_is_found_by_what_they_say_of_themselves() {
    let office = Office::new();
    let id = rosa(&office);
    let olu = housing(&office);
    let form = get(&office, &olu, "/staff/people");
    assert!(form.body.contains("Running your tenancy or lease"), "{}", form.body);
    for typed in [
        "name=Rosa+Ash",
        "name=rosie+birch",
        "name=Rosa+Ash&born=27%2F03%2F1984",
        "phone=%2B44+7700+900+123",
        "email=ROSA%40example.org",
        "address=12+Elm+Row+ZZ1+1AA",
        "number=TEN-77&kind=tenancy-reference",
        "number=housing%3AP-12&kind=other-system-id",
    ] {
        let found = post(&office, &olu, "/staff/people", typed);
        assert_eq!(found.status, 200, "{typed}: {}", found.body);
        assert!(found.body.contains("One person fits"), "{typed}: {}", found.body);
        assert!(found.body.contains(&format!("/staff/people/{id}?purpose=tenancy-management")));
        assert!(found.body.contains("Rosa Ash"), "{typed}: {}", found.body);
    }
    for (typed, says) in [
        ("name=Rosa+Oak", "Nobody fits"),
        ("born=27%2F03%2F1984", "This is not enough to look by"),
        ("", "Fill in something that you know."),
        ("born=27%2F03%2F84", "Write the year with four digits."),
        ("phone=UNKNOWN", "This stands for nothing."),
        ("name=%3Cscript%3E", "Nobody fits"),
    ] {
        let found = post(&office, &olu, "/staff/people", typed);
        assert!(found.body.contains(says), "{typed}: {}", found.body);
        assert!(!found.body.contains("<script>"), "{}", found.body);
    }
    office.tenant("Rosa Ash", "07700 900124");
    let several = post(&office, &olu, "/staff/people", "name=Rosa+Ash");
    assert!(several.body.contains("2 people fit"), "{}", several.body);
    // A machine, and whoever only counts, look nobody up.
    let analyst = signed_in(&office, "pat", "performance-analyst", "housing");
    assert!(!get(&office, &analyst, "/staff/facts").body.contains("Look somebody up"));
    assert!(get(&office, &olu, "/staff/facts").body.contains("Look somebody up"));
    let none = post(&office, &analyst, "/staff/people", "name=Rosa+Ash");
    assert!(!none.body.contains(&id), "{}", none.body);
}

/// The look is in the log, and a repairs officer sees less than a housing officer.
#[test]
fn each_team_sees_what_its_purpose_needs() {
    let office = Office::new();
    let id = rosa(&office);
    let olu = housing(&office);
    let ray = signed_in(&office, "ray", "repairs-officer", "repairs");
    let page = get(&office, &olu, &format!("/staff/people/{id}"));
    assert_eq!(page.status, 200, "{}", page.body);
    for part in ["Rosa Ash", "1984-03-27", "12 Elm Row", "07700 900123", "/notice#p"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let page = get(&office, &ray, &format!("/staff/people/{id}"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("12 Elm Row"), "{}", page.body);
    assert!(!page.body.contains("1984-03-27"), "a date of birth is not needed for a repair");
    assert!(page.body.contains("you may not see for this"), "{}", page.body);
    assert!(page.body.contains("can unblock this"), "{}", page.body);
    assert!(page.body.contains("our repairs contractors"), "{}", page.body);
    // What a role does not do is refused with the paragraph, and is no page of somebody else's.
    let no = get(&office, &ray, &format!("/staff/people/{id}?purpose=tenancy-management"));
    assert_eq!(no.status, 403, "{}", no.body);
    assert!(no.body.contains("/notice#p") && !no.body.contains("Rosa"), "{}", no.body);
    let dee = signed_in(&office, "dee", "data-protection-officer", "data-protection");
    let history = get(&office, &dee, &format!("/staff/people/{id}/history"));
    assert_eq!(history.status, 200, "{}", history.body);
    for part in ["olu", "ray", "looked, refused", "Repairs"] {
        assert!(history.body.contains(part), "{part}: {}", history.body);
    }
    let none = get(&office, &olu, &format!("/staff/people/{id}/history"));
    assert_eq!(none.status, 403, "who looked is for those who answer requests: {}", none.body);
}

impl Office {
    /// A warning about somebody that was proposed, approved and set.
    fn marked(&self, id: &str) {
        self.puts("head-of-safety", "sal", false);
        let why = json!({"purpose": "staff-safety", "officer": "ann"});
        let marker = json!({
            "why": why, "kind": "violence", "reason": "A dog was set on an operative.",
            "evidence": "report 4", "decided_by": "the head of safety", "until": "2027-03-01",
            "told": "2026-11-01", "how_told": "letter",
        });
        let asked = self.post("housing", &format!("/v1/people/{id}/markers"), &marker);
        assert_eq!(asked.status, 201, "{}", asked.body);
        let waits = asked.json();
        let set = || {
            let path = format!("/v1/people/{id}/markers/{}/set", waits["proposal"]);
            self.post("housing", &path, &why)
        };
        assert_eq!(set().status, 403, "nobody sets one alone");
        let path = format!("/v1/office/approvals/{}", waits["approval"]);
        let yes =
            |officer: &str| self.post("dpo", &path, &json!({"officer": officer, "yes": true}));
        assert_eq!(yes("dee").status, 403, "the post that owns safety decides");
        assert_eq!(yes("sal").status, 204);
        let set = set();
        assert_eq!(set.status, 201, "{}", set.body);
    }
}

/// How somebody is reached is theirs to say.
#[test]
fn a_safe_way_and_a_warning_are_shown() {
    let office = Office::new();
    let id = rosa(&office);
    let olu = housing(&office);
    let why = json!({"purpose": "tenancy-management", "officer": "ann"});
    let safe = json!({"why": why, "kind": "safe-channel", "about": "post"});
    assert_eq!(office.post("housing", &format!("/v1/people/{id}/choices"), &safe).status, 201);
    office.marked(&id);
    let page = get(&office, &olu, &format!("/staff/people/{id}"));
    assert!(page.body.contains("is not a safe way to reach this person"), "{}", page.body);
    assert!(page.body.contains("A warning stands"), "{}", page.body);
    assert!(!page.body.contains("a dog"), "what it says is read for its own purpose");
    // Whoever goes on no visits reads of no warning.
    let cam = signed_in(&office, "cam", "complaints-officer", "housing");
    let page = get(&office, &cam, &format!("/staff/people/{id}"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(!page.body.contains("A warning stands"), "{}", page.body);
}

/// Somebody behind a wall, somebody who was never there and an id that is none: one page, on every door.
#[test]
fn whoever_must_not_be_learnt_of_is_nowhere() {
    let office = Office::new();
    let id = rosa(&office);
    let olu = housing(&office);
    assert_eq!(get(&office, &olu, "/staff/at/housing/P-12").status, 303);
    assert_eq!(get(&office, &olu, "/staff/at/tenancy/TEN-77").status, 303);
    wall(&office, &id, "olu");
    let found = post(&office, &olu, "/staff/people", "name=Rosa+Ash");
    assert!(found.body.contains("Nobody fits") && !found.body.contains(&id), "{}", found.body);
    for (there, none) in [
        ("/staff/at/housing/P-12", "/staff/at/housing/P-13"),
        ("/staff/at/tenancy/TEN-77", "/staff/at/nowhere/TEN-77"),
    ] {
        let (there, none) = (get(&office, &olu, there), get(&office, &olu, none));
        assert_eq!((there.status, none.status), (404, 404));
        assert_eq!(there.body, none.body);
    }
    for rest in [
        "",
        "?purpose=emergencies",
        "?purpose=repairs",
        "/history",
        "/share?purpose=tenancy-management&recipient=managing-agents",
        "/share?purpose=tenancy-management&recipient=police",
    ] {
        let path = |id: &str| format!("/staff/people/{id}{rest}");
        let (there, none) = (get(&office, &olu, &path(&id)), get(&office, &olu, &path(NOBODY)));
        assert_eq!((there.status, none.status), (404, 404), "{rest}");
        assert_eq!(alike(&there.body, &id), alike(&none.body, NOBODY), "{rest}");
        assert_eq!(get(&office, &olu, &path("p-short")).body, none.body, "{rest}");
    }
    // Forms show nothing of anybody, and nothing is done for nobody.
    for (rest, form) in [
        ("/choice", "kind=no-marketing"),
        ("/contact", "channel=email&text=Come+to+our+fun+day"),
        ("/correction", "field=name&wrong=It+is+Rosie"),
        ("/emergency", "reason=She+fell+and+does+not+answer"),
        ("/request", "words=A+copy+of+all+you+hold&caller=own"),
        ("/share", "recipient=managing-agents&data-name=yes&how=mail"),
    ] {
        let path = |id: &str| format!("/staff/people/{id}{rest}");
        let shown = |id: &str| {
            let page = get(&office, &olu, &path(id));
            let body = page.body.split("name=\"once\" value=\"").map(|part| {
                part.split_once('"')
                    .map_or(part, |(once, rest)| if once.len() == 32 { rest } else { part })
            });
            alike(&body.collect::<String>(), id)
        };
        assert_eq!(shown(&id), shown(NOBODY), "{rest}");
        let form = format!("purpose=tenancy-management&{form}");
        let (there, none) =
            (post(&office, &olu, &path(&id), &form), post(&office, &olu, &path(NOBODY), &form));
        assert_eq!((there.status, none.status), (404, 404), "{rest}: {}", there.body);
        assert_eq!(alike(&there.body, &id), alike(&none.body, NOBODY), "{rest}");
    }
    let desk = Desk::new(office.record, Posts::default());
    assert_eq!(desk.queue(10).unwrap().len(), 0, "no case was opened");
}

/// May I contact them? In a sentence, with the reasons; and a no on another page counts at once.
#[test]
fn whether_somebody_may_be_contacted_is_answered_in_a_sentence() {
    let office = Office::new();
    let id = rosa(&office);
    let olu = housing(&office);
    let contact = format!("/staff/people/{id}/contact");
    let asked = get(&office, &olu, &format!("{contact}?purpose=service-messages"));
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(!asked.body.contains("<strong>Yes.</strong>"), "{}", asked.body);
    let ask = |form: &str| {
        let form = format!("purpose=service-messages&{form}");
        let answer = post(&office, &olu, &contact, &form);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    };
    let yes = ask("channel=email&text=Your+repair+is+on+Monday.");
    assert!(yes.contains("<strong>Yes.</strong>") && yes.contains("about a service"), "{yes}");
    let asks = ask("channel=email&text=Please+confirm+your+sort+code.");
    assert!(asks.contains("<strong>No.</strong>") && asks.contains("/notice#p28.1a"), "{asks}");
    let reads = ask("channel=email&text=Come+to+our+fun+day!");
    assert!(reads.contains("<strong>Read it first.</strong>"), "{reads}");
    let read = ask("channel=email&text=Come+to+our+fun+day!&read=It+was+moved");
    assert!(read.contains("<strong>Yes.</strong>"), "{read}");
    let theirs = ask("channel=phone&to=07700+900+123");
    assert!(theirs.contains("<strong>Yes.</strong>"), "{theirs}");
    let other = ask("channel=phone&to=07700+900+124");
    assert!(other.contains("<strong>No.</strong>"), "{other}");
    for wrong in ["channel=phone&to=UNKNOWN", "channel=email&sale_on=yesterday"] {
        let answer = post(&office, &olu, &contact, &format!("purpose=service-messages&{wrong}"));
        assert_eq!(answer.status, 400, "{}", answer.body);
    }
    let choice = format!("once={ONCE}&purpose=service-messages&kind=declined-channel&about=phone");
    let taken = post(&office, &olu, &format!("/staff/people/{id}/choice"), &choice);
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert!(ask("channel=phone").contains("<strong>No.</strong>"));
    let dee = signed_in(&office, "dee", "data-protection-officer", "data-protection");
    let history = get(&office, &dee, &format!("/staff/people/{id}/history"));
    assert!(history.body.contains("whether they may be contacted"), "{}", history.body);
}

/// A no to marketing counts from the moment it is taken, by whatever means it comes.
#[test]
fn a_no_to_marketing_is_heard_at_once_however_it_comes() {
    let office = Office::new();
    let id = rosa(&office);
    let why = |purpose: &str| json!({"purpose": purpose, "officer": "ann"});
    let may = || {
        let body = json!({
            "person": id, "why": why("service-messages"), "channel": "email",
        });
        let service = office.post("housing", "/v1/contact", &body);
        assert_eq!((service.status, service.json()["may"].as_str()), (200, Some("yes")));
        let planned = json!({"why": why("tenancy-management"), "channel": "post"});
        let marketing = office.post("housing", &format!("/v1/people/{id}/marketing"), &planned);
        marketing.json()["may"].as_bool().unwrap()
    };
    assert!(may());
    // On the telephone, by an officer's page.
    let olu = housing(&office);
    let form = format!("once={ONCE}&purpose=tenancy-management&kind=no-marketing&about=");
    let taken = post(&office, &olu, &format!("/staff/people/{id}/choice"), &form);
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert!(!may());
    let code = taken.body.split("kh-code\">").nth(1).unwrap().split('<').next().unwrap();
    let back = json!({"why": why("tenancy-management"), "receipt": code});
    let withdrawn = office.post("housing", &format!("/v1/people/{id}/choices/withdraw"), &back);
    assert_eq!(withdrawn.status, 204, "{}", withdrawn.body);
    assert!(may());
    // From another system, by the API.
    let no = json!({"why": why("tenancy-management"), "kind": "no-marketing"});
    let taken = office.post("housing", &format!("/v1/people/{id}/choices"), &no);
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert!(!may());
}

/// May I share this? In a sentence; and the disclosure is in the register in the same step, once.
#[test]
fn what_goes_out_is_answered_and_written_down_in_one_step() {
    let office = Office::new();
    let id = rosa(&office);
    let ray = signed_in(&office, "ray", "repairs-officer", "repairs");
    let share = format!("/staff/people/{id}/share");
    let asked =
        get(&office, &ray, &format!("{share}?purpose=repairs&recipient=repairs-contractors"));
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(asked.body.contains("<strong>Yes.</strong>"), "{}", asked.body);
    assert!(asked.body.contains("They tell the person that they act for us."), "{}", asked.body);
    let no = get(&office, &ray, &format!("{share}?purpose=repairs&recipient=police"));
    assert!(no.body.contains("<strong>No.</strong>"), "{}", no.body);
    assert!(no.body.contains("/notice#p"), "{}", no.body);
    assert!(no.body.contains("Saving a life"), "the police get something to save a life");
    let form = format!(
        "once={ONCE}&purpose=repairs&recipient=repairs-contractors&data-name=yes&data-telephone=yes\
         &how=by+phone&told=notice"
    );
    for (part, without) in [
        ("Tick what goes.", "&data-name=yes&data-telephone=yes"),
        ("Say how it goes", "&how=by+phone"),
    ] {
        let wrong = post(&office, &ray, &share, &form.replace(without, ""));
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains(part), "{}", wrong.body);
    }
    let given = post(&office, &ray, &share, &form);
    assert_eq!(given.status, 200, "{}", given.body);
    assert!(
        given.body.contains("Rosa Ash") && given.body.contains("07700 900123"),
        "{}",
        given.body
    );
    assert!(!given.body.contains("12 Elm Row"), "what was not ticked does not go");
    let number =
        |body: &str| body.split("kh-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let again = post(&office, &ray, &share, &form);
    assert_eq!((again.status, number(&again.body)), (200, number(&given.body)));
    assert!(!again.body.contains("Rosa"), "what was shown once is not kept to be shown again");
    // Nobody else gets the answer by the same word, nor does somebody who has signed out.
    let olu = housing(&office);
    let other = post(&office, &olu, &share, &form);
    assert!(!other.body.contains(&number(&given.body)), "{}", other.body);
    let out = office.ask("POST", &share, "", FORM, &form);
    assert_eq!(out.status, 401, "{}", out.body);
    let dee = signed_in(&office, "dee", "data-protection-officer", "data-protection");
    let history = get(&office, &dee, &format!("/staff/people/{id}/history"));
    assert_eq!(history.body.matches("How: by phone.").count(), 1, "{}", history.body);
}

/// Where the notice says so, the person is told before it goes.
#[test]
fn the_person_is_told_first_where_the_notice_says_so() {
    let office = Office::new();
    let id = rosa(&office);
    let ina = signed_in(&office, "ina", "income-officer", "income");
    let share = format!("/staff/people/{id}/share");
    let to = "purpose=rent-and-benefits&recipient=welfare-advisers";
    let asked = get(&office, &ina, &format!("{share}?{to}"));
    assert!(asked.body.contains("once the person has been told"), "{}", asked.body);
    assert!(!asked.body.contains("Our notice tells everybody"), "{}", asked.body);
    let form = format!("{to}&data-name=yes&how=by+phone");
    let untold = post(&office, &ina, &share, &form);
    assert_eq!(untold.status, 400);
    assert!(untold.body.contains("paragraph 11.6"), "{}", untold.body);
    for (told, says) in
        [("told=on&on=soon", "Say on which day"), ("told=exception", "Say why they are not told")]
    {
        let wrong = post(&office, &ina, &share, &format!("{form}&{told}"));
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains(says), "{}", wrong.body);
    }
    let given = post(&office, &ina, &share, &format!("{form}&told=on&on=2026-11-23"));
    assert_eq!(given.status, 200, "{}", given.body);
    assert!(given.body.contains("Rosa Ash"), "{}", given.body);
}

fn code(html: &str) -> String {
    html.split("kh-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// A request, a correction and a choice, each with a code to read out, and each once.
#[test]
fn what_is_said_on_the_telephone_is_taken_down() {
    let office = Office::new();
    office.appoint();
    let id = rosa(&office);
    let olu = housing(&office);
    let form = format!(
        "once={ONCE}&purpose=tenancy-management&words=A+copy+of+all+you+hold+about+me&caller=own"
    );
    let path = format!("/staff/people/{id}/request");
    let (first, second) = (post(&office, &olu, &path, &form), post(&office, &olu, &path, &form));
    assert_eq!((first.status, code(&first.body)), (200, code(&second.body)), "{}", first.body);
    let desk = Desk::new(office.record.clone(), Posts::default());
    assert_eq!(desk.queue(10).unwrap().len(), 1);
    assert_eq!(desk.queue(10).unwrap()[0].kind, Kind::Access, "it is read out of the words");
    for (form, says) in [
        ("words=&caller=own", "Write down what they ask for."),
        ("words=A+copy&caller=agent", "Write down the name of whoever calls."),
    ] {
        let wrong = post(&office, &olu, &path, form);
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains(says), "{}", wrong.body);
    }
    let path = format!("/staff/people/{id}/correction");
    let form = "purpose=tenancy-management&field=telephone&wrong=It+ends+in+4&right=07700+900124";
    let opened = post(&office, &olu, &path, form);
    assert_eq!(opened.status, 200, "{}", opened.body);
    let ada = signed_in(&office, "ada", "data-protection-officer", "data-protection");
    let case = get(&office, &ada, &format!("/staff/cases/{}", code(&opened.body)));
    assert!(case.body.contains("It ends in 4") && case.body.contains(&id), "{}", case.body);
    assert!(case.body.contains("olu"), "who took it stands in the case: {}", case.body);
    let wrong = post(&office, &olu, &path, "field=no-such&wrong=x");
    assert!(wrong.body.contains("Choose what is wrong."), "{}", wrong.body);

    let path = format!("/staff/people/{id}/choice");
    for (form, says) in [
        ("kind=no-marketing&about=", "No news and no offers"),
        ("kind=declined-channel&about=phone", "Do not reach them this way"),
        ("kind=objection&about=research-and-surveys&ground=too+many", "No to something we do"),
        ("kind=adjustment&ground=large+print", "They need something done another way"),
        (
            "kind=consent&about=event-portraits&wording=May+we&told=Tell+any+of+us",
            "Yes to something we do",
        ),
    ] {
        let taken = post(&office, &olu, &path, &format!("purpose=tenancy-management&{form}"));
        assert_eq!(taken.status, 200, "{form}: {}", taken.body);
        assert!(taken.body.contains(says) && !code(&taken.body).is_empty(), "{}", taken.body);
    }
    let bare =
        post(&office, &olu, &path, "purpose=tenancy-management&kind=consent&about=event-portraits");
    assert_eq!(bare.status, 400);
    assert!(
        bare.body.contains("a consent needs the words")
            || bare.body.contains("A consent needs the words"),
        "{}",
        bare.body
    );
    let page = get(&office, &olu, &format!("/staff/people/{id}"));
    assert!(page.body.contains("asked not to be reached by"), "{}", page.body);
}

/// A look for a life has a reason, and is reviewed; walls hold.
#[test]
fn a_life_at_risk_needs_a_reason_and_is_reviewed() {
    let office = Office::with_glass();
    let id = rosa(&office);
    let olu = housing(&office);
    let path = format!("/staff/people/{id}/emergency");
    let form = get(&office, &olu, &path);
    assert!(form.body.contains("What happens afterwards"), "{}", form.body);
    assert!(form.body.contains("gets a task to look at it again"), "{}", form.body);
    let short = post(&office, &olu, &path, "reason=fell");
    assert_eq!(short.status, 400);
    assert!(short.body.contains("Say why, in 10 letters or more."), "{}", short.body);
    let seen = post(&office, &olu, &path, "reason=She+fell+and+does+not+answer");
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert!(seen.body.contains("12 Elm Row"), "{}", seen.body);
    let given = office
        .record
        .data()
        .write("tasks", |tx| {
            let day = "2026-11-24";
            db::posts::appoint(tx, "data-protection-officer", "dee", false, day, None)?;
            tasks::of(tx, "dee", day, 10)
        })
        .unwrap()
        .into_inner();
    assert_eq!(given.len(), 1);
    assert_eq!(given[0].kind, "review-break-glass");
    // A role that does not look for it is told whom to call.
    let cam = signed_in(&office, "cam", "complaints-officer", "housing");
    let none = get(&office, &cam, &path);
    assert!(none.body.contains("Your role does not look for this."), "{}", none.body);
    let tried = post(&office, &cam, &path, "reason=She+fell+and+does+not+answer");
    assert!(!tried.body.contains("12 Elm Row"), "{}", tried.body);
}

/// What is right is what the gate says; whoever has it all right is on record, and nobody else.
#[test]
fn training_goes_by_the_notice_and_is_on_record() {
    let office = Office::new();
    office.appoint();
    let olu = housing(&office);
    let page = get(&office, &olu, "/staff/training");
    assert!(page.body.contains("You have not done it yet."), "{}", page.body);
    assert!(!page.body.contains("Who has done it"), "{}", page.body);
    let ids: Vec<&str> = (page.body.split("name=\"answer-").skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let ids: std::collections::BTreeSet<&str> = ids.into_iter().collect();
    assert!(ids.len() >= 12, "this landlord's notice answers them all: {ids:?}");
    let sheet = |answer: &dyn Fn(&str) -> String| {
        let answers = ids.iter().map(|id| format!("answer-{id}={}", answer(id)));
        answers.collect::<Vec<_>>().join("&")
    };
    let missing = post(&office, &olu, "/staff/training", "answer-plumber=yes");
    assert_eq!(missing.status, 400);
    assert!(missing.body.contains("Answer every question."), "{}", missing.body);
    // What the page says is right is right, when it is answered so.
    let tried = post(&office, &olu, "/staff/training", &sheet(&|_| "yes".to_owned()));
    assert!(tried.body.contains("try again"), "{}", tried.body);
    let mut right = std::collections::BTreeMap::new();
    for (title, id) in titles(&page.body) {
        let part = tried.body.split(&format!(">{title}</h2>")).nth(1).unwrap();
        let part = part.split("<h2").next().unwrap();
        let says = part.split("</strong>").nth(1).unwrap().trim_start();
        let answer = if says.starts_with("Yes") {
            "yes"
        } else if says.starts_with("No") {
            "no"
        } else {
            "part"
        };
        if answer != "no" {
            assert!(part.contains(": "), "it says what may go: {part}");
        }
        right.insert(id, answer);
    }
    for answer in ["yes", "part", "no"] {
        assert!(right.values().any(|given| *given == answer), "{answer}: {right:?}");
    }
    for no in ["needs-without-a-yes", "police-chat", "newspaper", "news-after-a-no", "safe-contact"]
    {
        assert_eq!(right[no], "no", "{no}");
    }
    for yes in ["plumber", "a-child-at-risk", "life", "water-off"] {
        assert_eq!(right[yes], "yes", "{yes}");
    }
    assert!(access::trained(&office.record, None).unwrap().is_empty());
    let sent = sheet(&|id| right[id].to_owned());
    let done = post(&office, &olu, "/staff/training", &sent);
    assert!(done.body.contains("Well done."), "{}", done.body);
    let kept = access::trained(&office.record, None).unwrap();
    assert_eq!((kept.len(), kept[0].name.as_str()), (1, "olu"));
    assert_eq!(kept[0].questions, i64::try_from(ids.len()).unwrap());
    assert!(get(&office, &olu, "/staff/training").body.contains("You did it"));
    let ada = signed_in(&office, "ada", "data-protection-officer", "data-protection");
    let list = get(&office, &ada, "/staff/training");
    assert!(list.body.contains("Who has done it") && list.body.contains("olu"), "{}", list.body);
}

/// The title of each question, and its id.
fn titles(html: &str) -> Vec<(String, String)> {
    let each = html.split("govuk-fieldset__heading\">").skip(1);
    each.map(|rest| {
        let title = rest.split('<').next().unwrap().to_owned();
        let id = rest.split("name=\"answer-").nth(1).unwrap().split('"').next().unwrap();
        (title, id.to_owned())
    })
    .collect()
}

/// Each fact has its law or its paragraph where there is one, and what was not checked says so.
#[test]
fn what_was_not_checked_says_so() {
    let office = Office::new();
    let olu = housing(&office);
    let page = get(&office, &olu, "/staff/facts");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/notice#p8.7.12"), "{}", page.body);
    let notice = office.ask("GET", "/notice", "", "", "").body;
    for paragraph in page.body.split("/notice#").skip(1).map(|rest| rest.split('"').next().unwrap())
    {
        assert!(notice.contains(&format!("id=\"{paragraph}\"")), "{paragraph}");
    }
    for title in ["STAIRs", "Crime and Disorder Act 1998"] {
        let part = page.body.split(title).nth(1).unwrap();
        assert!(part.split("</p>").next().unwrap().contains("Not yet checked"), "{title}");
    }
}

//! Every page, opened as everybody: those it is for get in, and others learn nothing.

use std::fmt::Write as _;
use std::path::Path;

use web::{Page, Whom};

use crate::casework_pages::post;
use crate::portal;
use crate::staff::{get, signed_in_as};
use crate::{Answer, Office};

/// Somebody who opens pages.
struct Visitor {
    name: &'static str,
    /// What their browser holds: of staff, or of a resident.
    session: String,
    /// Whom the pages are for that they may open.
    may: &'static [Whom],
    /// Whether their role sees a tenant at all.
    sees: bool,
}

/// Pages where those they are for are told that there is nothing, because here there is none: no such
/// item, email, or pack.
const EMPTY: &[&str] = &["{item}", "{no}", "{system}", "/pack", "/replies", "/emergency"];

fn visitors(office: &Office, tenant: &str) -> Vec<Visitor> {
    let staff = |name: &'static str, role: &str, team: &str, may: &'static [Whom]| Visitor {
        name,
        session: signed_in_as(office, name, role, team).as_str().to_owned(),
        may,
        sees: name != "pat",
    };
    let dpo = ("data-protection-officer", "data-protection");
    let resident = portal::signed_in(office, tenant.parse().unwrap());
    vec![
        Visitor { name: "nobody", session: String::new(), may: &[], sees: false },
        Visitor { name: "somebody who guesses", session: "a".repeat(52), may: &[], sees: false },
        Visitor { name: "resident", session: resident, may: &[Whom::Resident], sees: true },
        staff("olu", "housing-officer", "housing", &[Whom::Staff]),
        staff("ray", "repairs-officer", "repairs", &[Whom::Staff]),
        staff("pat", "performance-analyst", "communications", &[Whom::Staff]),
        // The same role as those who work on cases, and no post.
        staff("cara", dpo.0, dpo.1, &[Whom::Staff]),
        staff("ada", dpo.0, dpo.1, &[Whom::Staff, Whom::CaseWorker]),
        staff("dot", dpo.0, dpo.1, &[Whom::Staff, Whom::CaseWorker, Whom::Officer]),
    ]
}

fn filled(page: &Page, case: &str, person: &str) -> String {
    let reference = if page.path.starts_with("/staff/at/") { "P-1" } else { case };
    page.path
        .replace("{reference}", reference)
        .replace("{source}", "housing")
        .replace("{system}", "housing")
        .replace("{item}", &"0".repeat(32))
        .replace("{step}", "note")
        .replace("{no}", "1")
        .replace("{id}", person)
        .replace("{token}", "nothing")
        .replace("{name}", "nothing.css")
}

fn opens(office: &Office, visitor: &Visitor, page: &Page, path: &str) -> Answer {
    loop {
        let answer = opens_once(office, visitor, page, path);
        // Only so many forms are taken in a second, from all of them.
        if !matches!(answer.status, 429 | 503) {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

fn opens_once(office: &Office, visitor: &Visitor, page: &Page, path: &str) -> Answer {
    let letter: &[(&str, &str)] = &[("letter", "answer")];
    let fields = if path.ends_with("/answer") { letter } else { &[] };
    let resident = visitor.may.contains(&Whom::Resident);
    match (page.method, resident) {
        ("GET", false) => get(office, &visitor.session, path),
        (_, false) => post(office, &visitor.session, path, fields),
        ("GET", true) => portal::get(office, &visitor.session, path),
        (_, true) => portal::post(office, &visitor.session, path, ""),
    }
}

fn leads_to(answer: &Answer, path: &str) -> bool {
    answer.status == 303 && answer.head.contains(&format!("location: {path}"))
}

#[test]
fn every_page_is_for_those_it_is_for_and_nobody_else() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let case = office.case(Some(&tenant));
    let mut wrong = String::new();
    for visitor in visitors(&office, &tenant) {
        for page in web::doors() {
            // What ends a session, or is about to: each has a test of its own.
            if page.path.ends_with("sign-out") || ["/exit", "/account/lock"].contains(&page.path) {
                continue;
            }
            let path = filled(&page, &case, &tenant);
            let answer = opens(&office, &visitor, &page, &path);
            let may = visitor.may.contains(&page.whom);
            let right = match page.whom {
                Whom::Anybody | Whom::Letter => answer.status < 500,
                Whom::Resident if may => answer.status < 500 && !leads_to(&answer, "/sign-in"),
                Whom::Resident => leads_to(&answer, "/sign-in"),
                // A form that would be lost is not sent on.
                _ if !visitor.may.contains(&Whom::Staff) && page.method == "POST" => {
                    answer.status == 401
                }
                _ if !visitor.may.contains(&Whom::Staff) => leads_to(&answer, "/staff/sign-in"),
                _ if may => {
                    let empty = EMPTY.iter().any(|part| page.path.contains(part));
                    answer.status < 500
                        && !leads_to(&answer, "/staff/sign-in")
                        && (answer.status != 404 || empty)
                }
                _ => answer.status == 404,
            };
            let told = !(may && visitor.sees)
                && (answer.body.contains("Rosa") || answer.body.contains("900123"));
            if !right || told {
                let _ = writeln!(
                    wrong,
                    "{}: {} {path}: {} {}",
                    visitor.name,
                    page.method,
                    answer.status,
                    page.whom.words()
                );
            }
            // Another case, another person: what is guessed is not there, for anybody.
            let guessed =
                filled(&page, "AAAA-BBBB-CCCC", &people::PersonId::from_bytes([7; 16]).to_string());
            if guessed != path && page.whom >= Whom::Staff && visitor.may.contains(&Whom::Staff) {
                let guess = opens(&office, &visitor, &page, &guessed);
                // A blank form of an officer says nothing of anybody.
                let blank =
                    page.path.starts_with("/staff/people/") && matches!(guess.status, 200 | 400);
                if guess.status != 404 && !blank || guess.body.contains("Rosa") {
                    let _ =
                        writeln!(wrong, "{}: guessed {guessed}: {}", visitor.name, guess.status);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The page of the documentation is made from the list.
#[test]
fn the_doors_page_is_up_to_date() {
    let mut text = String::from(
        "# For whom each page is\n\nMade from the code (`cargo xtask docs`), and tested \
         whole: every page is opened as nobody, as somebody who guesses, as a resident, as officers of \
         several roles, and as those who work on cases. Whoever it is not for is sent to sign in, or told that \
         there is no such page. What is shown of somebody is the gate's to say, every time; the API is \
         described by [its own document](api.md).\n\n",
    );
    for whom in Whom::ALL {
        let _ = writeln!(text, "## For {}\n", whom.words());
        text.push_str("| | |\n|---|---|\n");
        for page in web::doors().iter().filter(|page| page.whom == *whom) {
            let _ = writeln!(text, "| {} | `{}` |", page.method, page.path);
        }
        text.push('\n');
    }
    let text = format!("{}\n", text.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/doors.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        text,
        "write it again by `cargo xtask docs`"
    );
}

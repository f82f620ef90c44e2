//! Every page, opened as everybody: those it is for get in, and others learn nothing.

use std::fmt::Write as _;
use std::path::Path;

use web::{Meets, Page, Role, Whom};

use crate::casework_pages::post;
use crate::portal;
use crate::staff::{get, signed_in_as};
use crate::{Answer, Office};

/// Somebody who opens pages.
struct Visitor {
    name: String,
    /// What their browser holds: of staff, or of a resident.
    session: String,
    /// Which role they are in; none for nobody, and for staff who hold no post and look nobody up.
    role: Option<Role>,
    /// Whether they are signed in to the office.
    staff: bool,
    /// Whether they see a tenant at all.
    sees: bool,
}

impl Visitor {
    /// What they are to meet.
    fn meets(&self, page: &Page) -> Meets {
        match self.role {
            Some(role) => role.meets(page),
            None if matches!(page.whom, Whom::Anybody | Whom::Letter) => Meets::Opens,
            None if self.staff && page.whom <= Whom::Worker && page.whom >= Whom::Staff => {
                Meets::Opens
            }
            None if self.staff && page.whom > Whom::Staff => Meets::Nothing,
            None => Meets::SignIn,
        }
    }
}

/// Pages where those they are for are told that there is nothing, because here there is none: no such
/// item, email, or pack.
const EMPTY: &[&str] =
    &["{item}", "{no}", "{system}", "/pack", "/replies", "/staff/at/", "/emergency"];
/// The charter's role and team of whoever is in one of ours.
const ROLES: &[(Role, &str, &str)] = &[
    (Role::Officer, "housing-officer", "housing"),
    (Role::TeamManager, "housing-officer", "housing"),
    (Role::DataProtectionTeam, "data-protection-officer", "data-protection"),
    (Role::DataProtectionOfficer, "data-protection-officer", "data-protection"),
    // Whether somebody with this post reads a case is the gate's to say: by a role that works on requests.
    (Role::DecisionOwner, "data-protection-officer", "data-protection"),
    (Role::Auditor, "auditor", "data-protection"),
    (Role::Administrator, "administrator", "data-protection"),
];

/// Somebody signed in to the office who holds the post of a role.
pub(crate) fn in_post(office: &Office, name: &str, role: Role, charter: (&str, &str)) -> String {
    let session = signed_in_as(office, name, charter.0, charter.1).as_str().to_owned();
    if let Some(post) = role.post(charter.1) {
        let until = (role == Role::Auditor).then_some("2027-03-31");
        let who = name.to_owned();
        let appoint = move |tx: &db::Tx<'_>| {
            Ok::<_, people::Error>(db::posts::appoint(tx, &post, &who, true, "2026-11-01", until)?)
        };
        office.record.data().write("a post", appoint).map(|_| ()).unwrap();
    }
    session
}

fn visitors(office: &Office, tenant: &str) -> Vec<Visitor> {
    let visitor = |name: &str, session: String, role: Option<Role>, (staff, sees): (bool, bool)| {
        Visitor { name: name.to_owned(), session, role, staff, sees }
    };
    let plain = |name: &str, role: &str, team: &str| {
        signed_in_as(office, name, role, team).as_str().to_owned()
    };
    let dpo = ("data-protection-officer", "data-protection");
    let person: people::PersonId = tenant.parse().unwrap();
    let other = portal::acting_for(office, "Theo Speaks", person);
    let mut all = vec![
        visitor("nobody", String::new(), None, (false, false)),
        visitor("somebody who guesses", "a".repeat(52), None, (false, false)),
        visitor("resident", portal::signed_in(office, person), Some(Role::Resident), (false, true)),
        visitor("representative", other, Some(Role::Representative), (false, true)),
        visitor(
            "ray",
            plain("ray", "repairs-officer", "repairs"),
            Some(Role::Officer),
            (true, true),
        ),
        // Whose role looks nobody up, and who holds no post.
        visitor("pat", plain("pat", "performance-analyst", "communications"), None, (true, false)),
        // The same role as those who work on cases, and no post.
        visitor("cara", plain("cara", dpo.0, dpo.1), Some(Role::Officer), (true, true)),
    ];
    for (role, charter, team) in ROLES {
        let name = role.words().replace(' ', "-");
        let session = in_post(office, &name, *role, (charter, team));
        let sees = !matches!(role, Role::Auditor | Role::Administrator);
        all.push(visitor(&name, session, Some(*role), (true, sees)));
    }
    all
}

pub(crate) fn filled(page: &Page, case: &str, person: &str) -> String {
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
    let resident = visitor.role.is_some_and(|role| !role.is_staff());
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
            let meets = visitor.meets(&page);
            let office_page = page.whom >= Whom::Staff;
            let right = match meets {
                Meets::Opens if office_page => {
                    let empty = EMPTY.iter().any(|part| page.path.contains(part));
                    answer.status < 500
                        && !leads_to(&answer, "/staff/sign-in")
                        && (answer.status != 404 || empty)
                }
                Meets::Opens if page.whom == Whom::Resident => {
                    answer.status < 500 && !leads_to(&answer, "/sign-in")
                }
                Meets::Opens => answer.status < 500,
                Meets::SignIn if !office_page => leads_to(&answer, "/sign-in"),
                // A form that would be lost is not sent on.
                Meets::SignIn if page.method == "POST" => answer.status == 401,
                Meets::SignIn => leads_to(&answer, "/staff/sign-in"),
                Meets::Nothing => answer.status == 404,
            };
            let may = meets == Meets::Opens && page.whom >= Whom::Resident;
            let told = !(may && visitor.sees)
                && (answer.body.contains("Rosa") || answer.body.contains("900123"));
            if !right || told {
                let _ = writeln!(
                    wrong,
                    "{}: {} {path}: {}, not {} (for {})",
                    visitor.name,
                    page.method,
                    answer.status,
                    meets.words(),
                    page.whom.words()
                );
            }
            // Another case, another person: what is guessed is not there, for anybody.
            let guessed =
                filled(&page, "AAAA-BBBB-CCCC", &people::PersonId::from_bytes([7; 16]).to_string());
            if guessed != path && page.whom >= Whom::Staff && visitor.staff {
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
        "# For whom each page is\n\nMade from the code (`cargo xtask docs`). The rule that makes it decides when \
         somebody opens a page, and it is tested whole: every page is opened, and every form sent, as \
         nobody, as somebody who guesses, and as somebody of each role, also with a case and a person that are \
         not there. *Sign in* means that they are asked to, and that a form is not taken. *No such page* is the \
         same page as for an address that does not exist. What is shown of somebody is the gate's to say, every \
         time; the API is described by [its own document](api.md).\n\n## What makes somebody of a role\n\n",
    );
    for role in Role::ALL {
        let by = match role {
            Role::Resident => "signs in to their own account".to_owned(),
            Role::Representative => {
                "signs in to their own account, and acts for another by a right that is on record"
                    .to_owned()
            }
            Role::Officer => "has an account of the office whose role looks people up".to_owned(),
            _ => format!("holds the post `{}`", role.post("TEAM").unwrap_or_default()),
        };
        let _ = writeln!(text, "- **{}**: {by}", role.words());
    }
    text.push_str("\n## For whom the pages are\n\n");
    for whom in Whom::ALL {
        let _ = writeln!(text, "### For {}\n", whom.words());
        text.push_str("| | |\n|---|---|\n");
        for page in web::doors().iter().filter(|page| page.whom == *whom) {
            let _ = writeln!(text, "| {} | `{}` |", page.method, page.path);
        }
        text.push('\n');
    }
    text.push_str("## Each role at each page\n\n| |");
    for role in Role::ALL {
        let _ = write!(text, " {} |", role.words());
    }
    text.push_str(&format!("\n|---|{}\n", "---|".repeat(Role::ALL.len())));
    for page in web::doors() {
        let _ = write!(text, "| {} `{}` |", page.method, page.path);
        for role in Role::ALL {
            let _ = write!(text, " {} |", role.meets(&page).words());
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

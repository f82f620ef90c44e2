//! Those who lead a team, audit and administer: what they do, and what nobody may do alone.

use access::{code_at, sign_in};
use people::Now;
use web::Role;

use crate::casework_pages::post;
use crate::doors::{filled, in_post};
use crate::staff::{get, signed_in_as};
use crate::{Answer, Office, clock};

const NOBODY: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Somebody who administers, and somebody who answers for who may sign in.
fn begun(office: &Office) -> (String, String) {
    let adm = in_post(office, "adm", Role::Administrator, ("administrator", "data-protection"));
    let dpo = ("data-protection-officer", "data-protection");
    (adm, in_post(office, "dot", Role::DataProtectionOfficer, dpo))
}

fn secret(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let shown = answer.body.split("kh-code kh-words\">").nth(1);
    shown.unwrap_or_else(|| panic!("{}", answer.body)).split('<').next().unwrap().to_owned()
}

fn adds<'a>(name: &'a str, role: &'a str, team: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("what", "add"),
        ("name", name),
        ("role", role),
        ("team", team),
        ("entity", "heart-of-medway"),
    ]
}

fn gives<'a>(post: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("what", "give"), ("post", post), ("name", name), ("deputy", "yes")]
}

fn acts(office: &Office) -> Vec<String> {
    let done = office.record.counted(0).unwrap();
    done.acts.into_keys().collect()
}

/// An account takes two people: whoever administers has the password, and whoever leads the team the app.
#[test]
fn an_account_takes_two_people_and_neither_gets_in_alone() {
    let office = Office::new();
    let (adm, dot) = begun(&office);
    let lead = in_post(&office, "mia", Role::TeamManager, ("housing-officer", "housing"));
    let other = in_post(&office, "max", Role::TeamManager, ("repairs-officer", "repairs"));
    let once = "0123456789abcdef0123456789abcdef";
    let mut new = adds("Nia", "housing-officer", "housing");
    new.push(("once", once));
    // As it stands in the form, the word of the form comes first or last: it is found either way.
    let made = post(&office, &adm, "/staff/admin", &new);
    let password = secret(&made);
    let again = post(&office, &adm, "/staff/admin", &new);
    assert!(again.body.contains("is not shown again") && !again.body.contains(&password));
    let (now, guess) = (Now::new(clock()), "000000");
    assert!(sign_in(&office.record, "nia", &password, guess, now).is_err());
    // Whoever administers sets up no app, on no page.
    for page in ["/staff/team", "/staff/access"] {
        let tried = post(&office, &adm, page, &[("what", "app"), ("name", "nia")]);
        assert_eq!(tried.status, 404, "{page}");
    }
    let tried = post(&office, &other, "/staff/team", &[("what", "app"), ("name", "nia")]);
    assert_eq!(tried.status, 409, "they lead another team");
    let key = secret(&post(&office, &lead, "/staff/team", &[("what", "app"), ("name", "nia")]));
    let second = access::Second::parse(&key.replace(' ', "")).unwrap();
    let session =
        sign_in(&office.record, "nia", &password, &code_at(&second, now.micros()), now).unwrap();
    assert_eq!(get(&office, session.as_str(), "/staff/people").status, 200);
    assert_eq!(get(&office, session.as_str(), "/staff/admin").status, 404);
    // Locked out: a new password ends what is open; the data protection officer sets up the app as well.
    let anew =
        secret(&post(&office, &adm, "/staff/admin", &[("what", "password"), ("name", "nia")]));
    assert_eq!(get(&office, session.as_str(), "/staff").status, 303);
    assert_ne!(anew, password);
    let _ = secret(&post(&office, &dot, "/staff/access", &[("what", "app"), ("name", "nia")]));
    let own = post(&office, &dot, "/staff/access", &[("what", "app"), ("name", "dot")]);
    assert_eq!(own.status, 409, "not one's own");
    for act in ["staff-added", "password-given", "second-factor-given"] {
        assert!(acts(&office).iter().any(|one| one == act), "{act}");
    }
    // A name is given once, also after its account has ended.
    assert_eq!(post(&office, &adm, "/staff/admin", &adds("nia", "auditor", "housing")).status, 409);
    let end = [("what", "end"), ("name", "nia")];
    assert_eq!(post(&office, &adm, "/staff/admin", &end).status, 303);
    assert_eq!(post(&office, &adm, "/staff/admin", &adds("nia", "auditor", "housing")).status, 409);
    let odd = adds("own", "resident", "residents");
    assert_eq!(
        post(&office, &adm, "/staff/admin", &odd).status,
        409,
        "that is no role of the office"
    );
}

/// Nobody changes what they may do themselves; what belongs to the data protection office needs a second
/// person; whoever administers or audits sees nobody and holds nothing else.
#[test]
fn posts_are_given_by_others() {
    let office = Office::new();
    let (adm, dot) = begun(&office);
    let cara = signed_in_as(&office, "cara", "data-protection-officer", "data-protection");
    let cara = cara.as_str();
    let _ = signed_in_as(&office, "aud", "auditor", "data-protection");
    let give =
        |who: &str, fields: &[(&str, &str)]| post(&office, who, "/staff/posts", fields).status;
    for (post, name, why) in [
        ("data-protection", "adm", "not to themselves"),
        ("manager-of-housing", "adm", "not to themselves either"),
        ("administrator", "cara", "her role looks at people"),
        ("auditor", "aud", "the data protection officer gives that"),
        ("king", "cara", "there is no such post"),
        ("manager-of-residents", "cara", "that is no team of the office"),
        ("data-protection", "nobody", "there is no such account"),
    ] {
        assert_eq!(give(&adm, &gives(post, name)), 409, "{post} to {name}: {why}");
    }
    assert_eq!(give(cara, &gives("data-protection", "cara")), 404, "she gives none");
    // Asked for, it is not given yet.
    assert_eq!(give(&adm, &gives("data-protection", "cara")), 303);
    assert_eq!(get(&office, cara, "/staff/inbox").status, 404);
    let shown = get(&office, &dot, "/staff/posts").body;
    let no = shown.split("id=\"wait-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decide = |who: &str, what: &str| {
        post(&office, who, "/staff/posts", &[("what", what), ("no", no.as_str())]).status
    };
    assert_eq!(decide(&adm, "post-yes"), 409, "whoever asked cannot");
    assert_eq!(decide(&dot, "post-yes"), 303);
    assert_eq!(get(&office, cara, "/staff/inbox").status, 200);
    assert_eq!(decide(&dot, "post-yes"), 409, "once");
    // What somebody asked for themselves waits, whoever they are.
    assert_eq!(give(&dot, &gives("decision-owner", "cara")), 303);
    let waits = get(&office, &dot, "/staff/posts").body;
    assert!(waits.contains("Somebody else decides."), "{waits}");
    // An audit is for a time, and then its account is over.
    for (until, status) in
        [("", 409), ("2026-11-24", 409), ("2029-01-01", 409), ("2026-12-31", 303)]
    {
        let mut fields = gives("auditor", "aud");
        fields.push(("until", until));
        assert_eq!(give(&dot, &fields), status, "{until}");
    }
    let take = |who: &str, post_of: &str, name: &str| {
        post(&office, who, "/staff/posts", &[("what", "take"), ("post", post_of), ("name", name)])
            .status
    };
    assert_eq!(take(&adm, "data-protection", "cara"), 409, "that is for the officer to take");
    assert_eq!(take(&adm, "auditor", "aud"), 409, "so is that");
    assert_eq!(take(&dot, "administrator", "adm"), 409, "the last who administers stays");
    assert_eq!(take(&dot, "data-protection-officer", "dot"), 409, "nor her own");
    assert_eq!(take(&dot, "data-protection", "cara"), 303);
    assert_eq!(get(&office, cara, "/staff/inbox").status, 404);
    let end = |who: &str, page: &str, name: &str| {
        post(&office, who, page, &[("what", "end"), ("name", name)]).status
    };
    assert_eq!(end(&adm, "/staff/admin", "adm"), 409, "not one's own");
    assert_eq!(end(&adm, "/staff/admin", "dot"), 409, "nor of the office's");
    assert_eq!(end(&adm, "/staff/admin", "aud"), 409, "nor of whoever audits");
    assert_eq!(end(&dot, "/staff/access", "adm"), 409, "nor the last");
    // Whoever leaves leaves every post, however their name was written when they were put into it.
    office.puts("data-protection", "Cara", true);
    assert_eq!(get(&office, cara, "/staff/inbox").status, 200);
    assert_eq!(end(&dot, "/staff/access", "cara"), 303);
    let held = access::giving::held(&office.record, Now::new(clock())).unwrap();
    assert!(held.iter().all(|one| !one.name.eq_ignore_ascii_case("cara")), "{held:?}");
}

/// Those who administer or audit see nobody: whose role comes to look at people opens no page of theirs.
#[test]
fn whoever_looks_at_people_administers_nothing() {
    let office = Office::new();
    let looks = ("housing-officer", "housing");
    for (name, post, page) in
        [("adm", "administrator", "/staff/admin"), ("aud", "auditor", "/staff/audit")]
    {
        let session = signed_in_as(&office, name, looks.0, looks.1);
        office.puts(post, name, true);
        assert_eq!(get(&office, session.as_str(), page).status, 404, "{page}");
        assert_eq!(get(&office, session.as_str(), "/staff/posts").status, 404, "{page}");
    }
}

#[test]
fn an_audit_is_over_when_its_time_is() {
    use std::sync::atomic::Ordering;
    crate::HOURS.store(0, Ordering::SeqCst);
    let office = Office::by(crate::clock_that_is_set);
    let enrolled = signed_in_as(&office, "aud", "auditor", "data-protection");
    let appoint = |tx: &db::Tx<'_>| {
        Ok::<_, people::Error>(db::posts::appoint(
            tx,
            "auditor",
            "aud",
            false,
            "2026-11-01",
            Some("2026-11-25"),
        )?)
    };
    let _ = office.record.data().write("a post", appoint).unwrap();
    assert_eq!(get(&office, enrolled.as_str(), "/staff/audit").status, 200);
    for page in ["/staff/figures", "/staff/rules"] {
        assert_eq!(get(&office, enrolled.as_str(), page).status, 200, "{page}");
    }
    let now = Now::new("2026-11-25T00:30:00Z".parse().unwrap());
    assert!(access::find(&office.record, enrolled.as_str(), now).unwrap().is_none(), "out at once");
}

/// A token reads what its role reads: somebody else says yes to exactly it.
#[test]
fn a_token_is_made_with_a_second_persons_yes() {
    let office = Office::new();
    let (adm, dot) = begun(&office);
    let wanted = |scope: &'static str| {
        vec![
            ("what", "make"),
            ("name", "repairs-app"),
            ("role", "repairs-officer"),
            ("team", "repairs"),
            ("entity", "heart-of-medway"),
            ("days", "30"),
            (scope, "yes"),
        ]
    };
    let make = |fields: &[(&str, &str)]| post(&office, &adm, "/staff/services", fields);
    assert_eq!(make(&wanted("scope-nothing")).status, 409);
    let mut own = wanted("scope-read");
    (own[2].1, own[3].1) = ("resident", "residents");
    assert_eq!(make(&own).status, 409, "that is for people in their own account");
    let page = make(&own).body;
    assert!(!page.contains("value=\"resident\""), "{page}");
    assert_eq!(make(&wanted("scope-read")).status, 303, "it waits");
    assert_eq!(make(&wanted("scope-read")).status, 303, "and waits");
    let shown = get(&office, &dot, "/staff/posts").body;
    let no = shown.split("id=\"wait-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(shown.contains("Read what its role may see of people"), "{shown}");
    let yes = [("what", "token-yes"), ("no", no.as_str())];
    assert_eq!(post(&office, &adm, "/staff/posts", &yes).status, 409);
    assert_eq!(post(&office, &dot, "/staff/posts", &yes).status, 303);
    assert_eq!(make(&wanted("scope-write")).status, 303, "another one waits anew");
    let token = secret(&make(&wanted("scope-read")));
    let asked = office.ask("GET", "/v1/charter", &token, "", "").status;
    assert_ne!(asked, 401, "it counts");
    assert_eq!(make(&[("what", "end"), ("name", "repairs-app")]).status, 303);
    assert_eq!(office.ask("GET", "/v1/office/approvals", &token, "", "").status, 401);
}

/// Whoever leads a team reviews its looks for a life: why, and whom, where they may see that person.
#[test]
fn a_team_is_led_without_learning_whom_a_wall_hides() {
    let office = Office::with_glass();
    let [seen, hidden] = [("Rosa Ash", "07700 900123"), ("Nell Frost", "07700 900124")]
        .map(|(name, phone)| office.tenant(name, phone));
    let lead = in_post(&office, "mia", Role::TeamManager, ("housing-officer", "housing"));
    let olu = signed_in_as(&office, "olu", "housing-officer", "housing");
    for (person, why) in [(&seen, "Rosa fell on the stairs"), (&hidden, "Nell is in danger here")] {
        let path = format!("/staff/people/{person}/emergency");
        assert_eq!(post(&office, olu.as_str(), &path, &[("reason", why)]).status, 200);
    }
    let wall = serde_json::json!({"why": {"purpose": "tenancy-management", "officer": "ann"},
                                  "actor": "mia", "reason": "she left her"});
    assert!(office.post("housing", &format!("/v1/people/{hidden}/walls"), &wall).status < 300);
    let page = get(&office, &lead, "/staff/team").body;
    for part in ["Rosa fell on the stairs", &seen, "by olu"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for part in ["Nell", &hidden] {
        assert!(!page.contains(part), "{part}: {page}");
    }
    let entries: Vec<&str> = page.split("name=\"entry\" value=\"").skip(1).collect();
    let entries: Vec<&str> = entries.iter().map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(entries.len(), 1, "that there was one at somebody hidden would tell: {page}");
    let all = office.record.data().read("looks", |tx| {
        tx.all("SELECT entry FROM broken_glass", db::params![], |row| row.int(0))
    });
    let all: Vec<String> = all.unwrap().iter().map(i64::to_string).collect();
    let behind = all.iter().find(|one| **one != entries[0]).unwrap();
    assert_eq!(all.len(), 2);
    let say = |who: &str, entry: &str, words: &str| {
        let fields = [("what", "no-life"), ("entry", entry), ("words", words)];
        post(&office, who, "/staff/team", &fields).status
    };
    assert_eq!(say(&lead, entries[0], " "), 409);
    let of = |entry: &str| {
        let fields = [("what", "no-life"), ("entry", entry), ("words", "it was none of ours")];
        let said = post(&office, &lead, "/staff/team", &fields);
        let body =
            said.body.split("value=\"").map(|part| part.split_once('"').map_or(part, |at| at.1));
        (said.status, body.collect::<String>())
    };
    assert_eq!(of("999999").0, 409);
    assert_eq!(of("999999"), of(behind), "as if there were none");
    assert_eq!(say(olu.as_str(), entries[0], "mine"), 404, "she leads no team");
    assert_eq!(say(&lead, entries[0], "nobody had called"), 303);
    assert_eq!(say(&lead, entries[0], "again"), 409, "once");
    let page = get(&office, &lead, "/staff/team").body;
    assert!(page.contains("not about a life: nobody had called"), "{page}");
    let told = office.record.data().read("told", |tx| {
        db::tasks::is_open(tx, "break-glass-not-about-a-life", &format!("entry {}", entries[0]))
    });
    assert!(told.unwrap(), "the data protection officer is told");
    // Who is in it: right as it is, or somebody is to look; not another team's, and not one's own.
    let _ = signed_in_as(&office, "ray", "repairs-officer", "repairs");
    let account = |name: &str, what: &str| {
        post(&office, &lead, "/staff/team", &[("what", what), ("name", name)]).status
    };
    assert_eq!(account("olu", "right"), 303);
    assert_eq!(account("olu", "not-right"), 303);
    assert_eq!(account("ray", "right"), 409);
    assert_eq!(account("mia", "right"), 409);
    assert_eq!(get(&office, &lead, "/staff/team?team=repairs").status, 404);
}

/// How many rows each table of the store has, and what of a post, a task or an account may change in one.
fn rows(office: &Office) -> std::collections::BTreeMap<String, i64> {
    let count = |tx: &db::Tx<'_>| {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let tables =
            tx.all(sql, db::params![], |row| Ok::<_, db::Error>(row.text(0)?.to_owned()))?;
        let mut rows = std::collections::BTreeMap::new();
        let more = [
            "task WHERE state = 0",
            "approval WHERE state = 0",
            "staff WHERE ended IS NULL",
            "post_holder WHERE until IS NULL",
        ];
        for of in tables.into_iter().chain(more.map(str::to_owned)) {
            let sql = format!("SELECT COUNT(*) FROM {of}");
            let count = tx.one(&sql, db::params![], |row| row.int(0))?;
            rows.insert(of, count.unwrap_or_default());
        }
        Ok::<_, db::Error>(rows)
    };
    office.record.data().read("rows", count).unwrap()
}

/// What an auditor reads has nobody in it, and a form of theirs is taken nowhere.
#[test]
fn an_auditor_reads_and_changes_nothing() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let case = office.case(Some(&tenant));
    let aud = in_post(&office, "aud", Role::Auditor, ("auditor", "data-protection"));
    let page = get(&office, &aud, "/staff/audit");
    assert_eq!(page.status, 200, "{}", page.body);
    for part in ["By what was done", "open-case", "/log/checkpoint"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    for part in ["Rosa", "900123", &case, "olu", "ada"] {
        assert!(!page.body.contains(part), "{part}: {}", page.body);
    }
    let before = (office.record.counted(0).unwrap().acts, rows(&office));
    for path in ["/staff/audit", "/staff/figures", "/staff/rules"] {
        let _ = get(&office, &aud, path);
    }
    let after = (office.record.counted(0).unwrap().acts, rows(&office));
    assert_eq!(before, after, "reading writes nothing");
    let words = "Eight words that somebody might have typed here";
    let fields = [
        ("what", "end"),
        ("name", "olu"),
        ("post", "data-protection"),
        ("no", "1"),
        ("yes", "yes"),
        ("words", words),
        ("reason", words),
        ("outcome", words),
        ("says", words),
        ("entry", "1"),
    ];
    let forms = web::doors().into_iter().filter(|page| page.method == "POST");
    let forms =
        forms.filter(|page| page.whom >= web::Whom::Staff && !page.path.ends_with("sign-out"));
    let mut sent = 0;
    for page in forms {
        let path = filled(&page, &case, &tenant);
        let answer = post(&office, &aud, &path, &fields);
        assert!(answer.status >= 400, "{path}: {} {}", answer.status, answer.body);
        sent += 1;
    }
    assert!(sent > 30, "{sent}");
    let after = (office.record.counted(0).unwrap().acts, rows(&office));
    assert_eq!(before, after, "no form of theirs is taken");
}

/// A letter with a code is printed elsewhere: whoever asks for it sees no code, and for whoever is not to
/// be learnt of there is no such page.
#[test]
fn a_code_for_a_letter_is_seen_by_nobody_on_a_page() {
    let office = Office::new();
    let enter = |name: &str, phone: &str| {
        let why = serde_json::json!({"purpose": "tenancy-management", "officer": "ann"});
        let body = serde_json::json!({
            "why": why, "relationship": {"relationship": "tenant"}, "source": "the-person",
            "identifiers": [{"kind": "name", "value": name}, {"kind": "phone", "value": phone},
                            {"kind": "address", "value": "12 Elm Row, Chatham, ZZ9 1AA"}],
        });
        let made = office.post("housing", "/v1/people", &body);
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let (rosa, nell) = (enter("Rosa Ash", "07700 900123"), enter("Nell Frost", "07700 900124"));
    let olu = signed_in_as(&office, "olu", "housing-officer", "housing");
    let wall = |actor: &str, person: &str| {
        let body = serde_json::json!({"why": {"purpose": "tenancy-management", "officer": "ann"},
                                      "actor": actor, "reason": "she left her"});
        assert!(office.post("housing", &format!("/v1/people/{person}/walls"), &body).status < 300);
    };
    wall("olu", &nell);
    let how = "She knew her last payment and her tenancy";
    let send = |id: &str, what: &str, how: &str| {
        let fields = [("what", what), ("checked", how)];
        post(&office, olu.as_str(), &format!("/staff/people/{id}/letter"), &fields)
    };
    for what in ["letter", "open"] {
        for how in [how, ""] {
            let (hidden, none) = (send(&nell, what, how), send(NOBODY, what, how));
            assert_eq!((hidden.status, hidden.body.replace(&nell, NOBODY)), (404, none.body));
        }
        assert_eq!(send(&rosa, what, "yes").status, 400, "say how");
    }
    assert_eq!(send(&rosa, "open", how).status, 200);
    let asked = send(&rosa, "letter", how);
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(asked.body.contains("This server does not print letters"), "{}", asked.body);
    let now = Now::new(clock());
    let letters = access::residents::letters_to_print(&office.record, "print", now).unwrap();
    assert_eq!(letters.len(), 1);
    let text = letters[0].text.to_string();
    assert!(text.contains("Rosa Ash") && text.contains("12 Elm Row"), "{text}");
    let code = text.split("Your code: ").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    assert!(!asked.body.contains(&code), "{}", asked.body);
    access::residents::printed(&office.record, &letters[0], true, now).unwrap();
    assert!(access::residents::sign_in_by_letter(&office.record, &code, now).is_ok());
    let print = |now| access::residents::letters_to_print(&office.record, "print", now).unwrap();
    assert!(print(now).is_empty(), "once");
    // One that could not be written, or that a dead process took, is put out again.
    let in_minutes = |minutes: i64| Now::new(clock() + jiff::SignedDuration::from_mins(minutes));
    assert_eq!(send(&rosa, "letter", how).status, 200);
    let failed = print(now).pop().unwrap();
    access::residents::printed(&office.record, &failed, false, now).unwrap();
    assert!(print(now).is_empty(), "not at once");
    assert_eq!(print(in_minutes(5)).len(), 1);
    assert!(print(in_minutes(6)).is_empty(), "it is under way");
    let again = print(in_minutes(70)).pop().unwrap();
    assert_eq!(*again.text, *failed.text);
    access::residents::printed(&office.record, &again, true, in_minutes(70)).unwrap();
    // A wall that came in between: what was asked for is not printed.
    let eve = enter("Eve Fen", "07700 900125");
    assert_eq!(send(&eve, "letter", how).status, 200);
    wall("olu", &eve);
    assert!(print(now).is_empty(), "behind a wall by now");
    // Where a letter is not safe none is printed.
    let why = serde_json::json!({"purpose": "tenancy-management", "officer": "ann"});
    let choice = serde_json::json!({"why": why, "kind": "safe-channel", "about": "email"});
    assert!(office.post("housing", &format!("/v1/people/{rosa}/choices"), &choice).status < 300);
    let unsafe_now = send(&rosa, "letter", how);
    assert_eq!(unsafe_now.status, 400, "{}", unsafe_now.body);
    assert!(unsafe_now.body.contains("not safe"), "{}", unsafe_now.body);
}

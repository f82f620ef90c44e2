//! The notice by its pages: drafted, edited, checked, compared, signed by two people and published; and
//! what residents read then, and what is decided.

use charter::publish::Edition;
use gate::Gate;
use jiff::civil::{Date, date};
use serde_json::json;

use crate::casework_pages::{hidden, post};
use crate::staff::{get, signed_in};
use crate::{Answer, Office, clock};

const TODAY: Date = date(2026, 11, 24);
const WORDS: &str = "Anyone can read this notice. You can ask us to read it to you.";

/// An office where dot is the data protection officer, and ed owns decisions.
struct Here {
    office: Office,
    dot: String,
    ed: String,
}

impl Here {
    fn new() -> Here {
        let office = Office::new();
        office.appoint();
        office.puts("decision-owner", "ed", false);
        let session = |name| signed_in(&office, name).as_str().to_owned();
        let (dot, ed) = (session("dot"), session("ed"));
        Here { office, dot, ed }
    }

    fn get(&self, path: &str) -> Answer {
        get(&self.office, &self.dot, path)
    }

    /// Begins a draft by its form; where it is.
    fn begin(&self) -> String {
        let page = self.get("/staff/notices");
        assert_eq!(page.status, 200, "{}", page.body);
        let once = hidden(&page.body, "once");
        let begun = post(&self.office, &self.dot, "/staff/notices", &[("once", &once)]);
        assert_eq!(begun.status, 303, "{}", begun.body);
        let to = begun.head.split("location: ").nth(1).unwrap();
        to.lines().next().unwrap().to_owned()
    }

    /// Sends a form of the draft with what it carries.
    fn fill(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(path);
        assert_eq!(shown.status, 200, "{}", shown.body);
        let seen = hidden(&shown.body, "seen");
        let mut all = vec![("seen", seen.as_str())];
        all.extend(fields);
        post(&self.office, &self.dot, path, &all)
    }

    fn paragraph(&self, draft: &str, plain: &str) -> Answer {
        let formal = "It is published without a login.";
        self.fill(&format!("{draft}/paragraphs/1.2"), &[("plain", plain), ("formal", formal)])
    }

    fn name(&self, draft: &str, version: &str, day: &str) -> Answer {
        self.fill(draft, &[("version", version), ("day", day)])
    }

    /// Signs, or publishes, what somebody reads.
    fn press(&self, session: &str, draft: &str, what: &str) -> Answer {
        let digest = hidden(&get(&self.office, session, draft).body, "digest");
        post(&self.office, session, &format!("{draft}/{what}"), &[("digest", &digest)])
    }

    /// A draft that can be signed.
    fn ready(&self) -> String {
        let draft = self.begin();
        assert_eq!(self.paragraph(&draft, WORDS).status, 303);
        let named = self.name(&draft, "2026-11", "2026-11-24");
        assert_eq!(named.status, 303, "{}", named.body);
        draft
    }

    fn publish(&self, draft: &str) {
        for (session, what) in [(&self.dot, "sign"), (&self.ed, "sign"), (&self.ed, "publish")] {
            let done = self.press(session, draft, what);
            assert_eq!(done.status, 303, "{what}: {}", done.body);
        }
    }

    /// Goes over to what is in force on a day, as a running server does.
    fn go_over(&mut self, day: Date) -> bool {
        let data = self.office.record.data();
        let Some(found) = publishing::in_force(data, day).unwrap() else { return false };
        let earlier: Vec<Edition> = publishing::editions(data, day).unwrap();
        let charter = charter::Charter::parse(found.files).unwrap();
        let record = self.office.record.under(Gate::new(charter)).unwrap();
        let server = web::Server::new(record.clone(), clock, None);
        self.office.front.go_over(server.with_face(web::Brand::default(), earlier));
        self.office.record = record;
        true
    }

    /// Whether whoever repairs sees a telephone number of a tenant.
    fn repairs_sees_telephone(&self) -> bool {
        let ask = json!({
            "strength": "second-factor", "role": "repairs-officer", "team": "repairs",
            "entity": "heart-of-medway",
            "relationship": "tenant", "purpose": "repairs", "action": "look",
            "data": ["name", "telephone"], "facts": {},
        });
        let decided = self.office.post("reader", "/v1/decide", &ask).json();
        let allowed = decided["allowed"].as_array().unwrap();
        assert!(allowed.contains(&json!("name")), "{decided}");
        allowed.contains(&json!("telephone"))
    }
}

#[test]
fn a_notice_is_drafted_signed_and_published_and_then_decides() {
    let mut here = Here::new();
    assert!(here.repairs_sees_telephone());
    let draft = here.begin();
    let shown = here.get(&draft);
    assert!(shown.body.contains("was published before"), "{}", shown.body);
    assert!(!shown.body.contains("name=\"digest\""), "nobody signs what cannot be published");
    assert_eq!(here.paragraph(&draft, WORDS).status, 303);
    // Comments and everything else of the file stay.
    let file = format!("{draft}/files/purposes-1.toml");
    let text = here.office.record.gate().charter().files().iter();
    let text =
        text.clone().find(|file| file.name() == "purposes-1.toml").unwrap().text().to_owned();
    let repairs = text.find("id = \"repairs\"").unwrap();
    let narrower = format!(
        "{}{}",
        &text[..repairs],
        text[repairs..].replacen("\"repairs-record\", \"telephone\", ", "\"repairs-record\", ", 1)
    );
    let taken = here.fill(&file, &[("text", &narrower.replace('\n', "\r\n"))]);
    assert_eq!(taken.status, 303, "{}", taken.body);
    assert_eq!(here.name(&draft, "2026-11", "2026-11-24").status, 303);
    let check = here.get(&format!("{draft}/check"));
    assert_eq!(check.status, 200);
    assert!(check.body.contains("How it reads"), "{}", check.body);
    let compared = here.get(&format!("{draft}/compare"));
    assert!(compared.body.contains(WORDS), "{}", compared.body);
    assert!(compared.body.contains("repairs and upkeep of our homes"), "{}", compared.body);
    here.publish(&draft);
    // It counts from today, and the server goes over to it.
    let list = here.get("/staff/notices");
    assert!(list.body.contains("There is no draft."), "{}", list.body);
    assert!(here.go_over(TODAY));
    assert!(!here.repairs_sees_telephone(), "the decision goes with the notice");
    let notice = here.office.ask("GET", "/notice", "", "", "");
    assert!(notice.body.contains(WORDS), "{}", notice.body);
    assert!(notice.body.contains("version 2026-11") || notice.body.contains("2026-11"));
    let changes = here.office.ask("GET", "/notice/changes", "", "", "");
    assert!(changes.body.contains(WORDS), "{}", changes.body);
    assert!(changes.body.contains("You do not need to sign in or be our tenant."), "what it said");
    assert!(changes.body.contains("value=\"2026-10\""), "the version before can be chosen");
    let list = here.get("/staff/notices");
    assert!(list.body.contains("dot and ed"), "{}", list.body);
    assert!(list.body.contains("Version 2026-10"), "{}", list.body);
    // The draft is closed for good.
    assert_eq!(here.get(&draft).status, 404);
    let late = post(&here.office, &here.dot, &draft, &[("version", "x"), ("day", "2027-01-01")]);
    assert_eq!(late.status, 404);
    // And the next begins from it.
    let next = here.begin();
    let paragraph = here.get(&format!("{next}/paragraphs/1.2"));
    assert!(paragraph.body.contains(WORDS), "{}", paragraph.body);
    let acts = ["charter-begun", "charter-edited", "charter-signed", "charter-published"];
    let log = here.office.record.data().newest(100).unwrap();
    assert!(log.len() > acts.len());
}

#[test]
fn what_does_not_fit_is_said_beside_its_field_and_changes_nothing() {
    let here = Here::new();
    let draft = here.begin();
    let before = hidden(&here.get(&format!("{draft}/paragraphs/1.2")).body, "seen");
    let paragraph = format!("{draft}/paragraphs/1.2");
    let staff = format!("{draft}/files/staff.toml");
    type Fields<'a> = &'a [(&'a str, &'a str)];
    let cases: &[(&str, Fields<'_>, &str, &str)] = &[
        (&paragraph, &[("plain", " "), ("formal", "x")], "plain-error", "Write the words"),
        (&paragraph, &[("plain", "x"), ("formal", "\r\n")], "formal-error", "Write the words"),
        (&staff, &[("text", "[[role]]\nid = 1\n")], "text-error", "Line 2:"),
        (&staff, &[("text", "[[role]\n")], "text-error", "Line 1:"),
        (&draft, &[("version", "2026 11"), ("day", "2027-01-01")], "version-error", "hyphens"),
        (&draft, &[("version", ""), ("day", "2027-01-01")], "version-error", "1 to 40"),
        (&draft, &[("version", "a"), ("day", "soon")], "day-error", "2026-11-24"),
    ];
    for (path, fields, field, says) in cases {
        let wrong = here.fill(path, fields);
        assert_eq!(wrong.status, 409, "{path} {fields:?}");
        assert!(wrong.body.contains(&format!("id=\"{field}\"")), "{field}: {}", wrong.body);
        assert!(wrong.body.contains(says), "{says}: {}", wrong.body);
        assert!(wrong.body.contains("There is a problem"), "{}", wrong.body);
    }
    assert_eq!(hidden(&here.get(&paragraph).body, "seen"), before);
    for path in ["/paragraphs/99.9", "/files/nothing.toml", "/files/..%2Fstaff.toml"] {
        assert_eq!(here.get(&format!("{draft}{path}")).status, 404, "{path}");
    }
    assert_eq!(here.get("/staff/notices/99").status, 404);
    // What somebody else changed in between is not written over; the same words again are no change.
    let seen = [("seen", before.as_str()), ("plain", WORDS), ("formal", "It is open.")];
    for _ in 0..2 {
        assert_eq!(post(&here.office, &here.dot, &paragraph, &seen).status, 303);
    }
    let late = [("seen", before.as_str()), ("plain", "Mine."), ("formal", "Mine.")];
    let late = post(&here.office, &here.ed, &paragraph, &late);
    assert_eq!(late.status, 409);
    assert!(late.body.contains("changed this draft in between"), "{}", late.body);
    assert!(late.body.contains(">Mine.<"), "what was typed stays: {}", late.body);
}

#[test]
fn errors_of_the_check_stop_signing() {
    let here = Here::new();
    let draft = here.ready();
    let digest = hidden(&here.get(&draft).body, "digest");
    let hard = "Proportionality considerations necessitate determination of organisational \
                requirements.";
    assert_eq!(here.paragraph(&draft, hard).status, 303);
    let check = here.get(&format!("{draft}/check"));
    for part in ["hard-to-read", "notice-01.toml", "Too hard", "Nobody can sign it"] {
        assert!(check.body.contains(part), "{part}: {}", check.body);
    }
    let shown = here.get(&draft);
    assert!(shown.body.contains("The check found an error."), "{}", shown.body);
    // Neither what was read before, nor what is there now.
    let now = here.office.record.data();
    let sql = "SELECT fingerprint FROM charter_draft";
    let fingerprint = now
        .read("test", |tx| tx.one(sql, db::params![], |row| row.bytes::<32>(0)))
        .unwrap()
        .unwrap();
    let there = data_encoding::HEXLOWER.encode(&fingerprint);
    for (digest, says) in [(digest, "in between"), (there, "The check found an error.")] {
        let path = format!("{draft}/sign");
        let signed = post(&here.office, &here.dot, &path, &[("digest", &digest)]);
        assert_eq!(signed.status, 409, "{says}");
        assert!(signed.body.contains(says), "{says}: {}", signed.body);
    }
}

#[test]
fn two_people_sign_exactly_what_is_there() {
    let here = Here::new();
    let draft = here.ready();
    let read = hidden(&here.get(&draft).body, "digest");
    let sign = format!("{draft}/sign");
    let early = format!("{draft}/publish");
    let early = post(&here.office, &here.dot, &early, &[("digest", &read)]);
    assert_eq!(early.status, 409, "{}", early.body);
    assert_eq!(post(&here.office, &here.dot, &sign, &[("digest", &read)]).status, 303);
    // The list of what waits for a second person leads to the draft: a yes without reading is not taken.
    here.office.puts("data-protection", "ed", true);
    let tasks = get(&here.office, &here.ed, "/staff/tasks");
    assert!(tasks.body.contains(&format!("href=\"{draft}\"")), "{}", tasks.body);
    let blind = post(&here.office, &here.ed, "/staff/approvals/1", &[("yes", "yes")]);
    assert_eq!(blind.status, 409, "{}", blind.body);
    // The same person once more, and one who is in the office and holds neither post.
    let again = post(&here.office, &here.dot, &sign, &[("digest", &read)]);
    assert_eq!(again.status, 409);
    assert!(again.body.contains("a second person must"), "{}", again.body);
    let cara = signed_in(&here.office, "cara");
    assert_eq!(post(&here.office, cara.as_str(), &sign, &[("digest", &read)]).status, 404);
    let alone = format!("{draft}/publish");
    assert_eq!(post(&here.office, &here.dot, &alone, &[("digest", &read)]).status, 409);
    // An edit takes the signature away, and the second cannot sign what is not there any more.
    let shown = here.get(&draft);
    assert!(shown.body.contains("Signed by dot."), "{}", shown.body);
    assert_eq!(here.paragraph(&draft, "Anyone can read this.").status, 303);
    let shown = here.get(&draft);
    assert!(shown.body.contains("Nobody has signed it as it stands."), "{}", shown.body);
    let stale = post(&here.office, &here.ed, &sign, &[("digest", &read)]);
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("in between"), "{}", stale.body);
    // After both have signed it is the same.
    assert_eq!(here.press(&here.ed, &draft, "sign").status, 303);
    assert_eq!(here.press(&here.dot, &draft, "sign").status, 303);
    let both = hidden(&here.get(&draft).body, "digest");
    assert_eq!(here.name(&draft, "2026-12", "2026-12-01").status, 303);
    let publish = format!("{draft}/publish");
    assert_eq!(post(&here.office, &here.ed, &publish, &[("digest", &both)]).status, 409);
    assert!(here.get("/staff/notices").body.contains("Draft "), "it is a draft still");
}

/// What would leave something on record without a promise, or somebody without a door, is refused; and so
/// is what would undo another notice.
#[test]
fn what_stands_on_record_keeps_its_name() {
    let mut here = Here::new();
    here.office.tenant("Rosa Ash", "07700 900123");
    let draft = here.ready();
    let first = here.begin();
    let texts = here.office.record.gate().charter().files().to_vec();
    let with = |file: &str, from: &str, to: &str| {
        let text = texts.iter().find(|one| one.name() == file).unwrap().text();
        assert!(text.contains(from), "{file} has no {from}");
        here.fill(&format!("{draft}/files/{file}"), &[("text", &text.replace(from, to))])
    };
    for (file, from, to, says) in [
        // Somebody is a tenant of one of us, and told us their number, for their tenancy.
        ("people.toml", "id = \"tenant\"", "id = \"renter\"", "The relationship `tenant` is gone"),
        ("data.toml", "id = \"telephone\"", "id = \"phone\"", "The category `telephone` is gone"),
        (
            "charter.toml",
            "id = \"heart-of-medway\"",
            "id = \"medway\"",
            "The entity `heart-of-medway` is gone, and something on record",
        ),
        // Officers sign in as one.
        (
            "staff.toml",
            "id = \"data-protection-officer\"",
            "id = \"dpo\"",
            "The role `data-protection-officer` is gone",
        ),
    ] {
        assert_eq!(with(file, from, to).status, 303, "{file}");
        let shown = here.get(&draft);
        assert!(shown.body.contains(says), "{says}: {}", shown.body);
        assert!(!shown.body.contains("Nothing stands in the way"), "{}", shown.body);
        assert_eq!(with(file, from, from).status, 303, "{file}");
    }
    // What nobody has is free to go.
    let unused = "id = \"performance-analyst\"";
    assert_eq!(with("staff.toml", unused, "id = \"analyst\"").status, 303);
    assert!(!here.get(&draft).body.contains("`performance-analyst` is gone"));
    assert_eq!(with("staff.toml", unused, unused).status, 303);
    let id = "id = \"mhs-homes\"";
    let head = texts.iter().find(|one| one.name() == "charter.toml").unwrap().text();
    let other = head.replacen(id, "id = \"other\"", 1).replace("2026-10", "2026-11");
    let path = format!("{draft}/files/charter.toml");
    assert_eq!(here.fill(&path, &[("text", &other)]).status, 303);
    assert!(here.get(&draft).body.contains("so it stays `mhs-homes`"));
    let back = other.replacen("id = \"other\"", id, 1).replace("2026-11-12", "2026-11-24");
    assert_eq!(here.fill(&path, &[("text", &back)]).status, 303);
    here.publish(&draft);
    // The other draft was begun before: it would undo this one.
    let shown = here.get(&first);
    assert!(shown.body.contains("Another notice was published since"), "{}", shown.body);
    assert!(here.go_over(TODAY));
    assert!(here.get(&first).body.contains("Another notice was published since"));
    let once = hidden(&here.get(&first).body, "once");
    let away = post(&here.office, &here.dot, &format!("{first}/away"), &[("once", &once)]);
    assert_eq!(away.status, 303);
    assert_eq!(here.get(&first).status, 404);
}

/// What is published for a later day waits for it, and one day has one notice.
#[test]
fn a_later_day_is_waited_for() {
    let mut here = Here::new();
    let draft = here.ready();
    for (version, day, says) in [
        ("2026-10", "2026-12-01", "was published before"),
        ("2026-11", "2026-10-12", "Choose a later day."),
        ("2026-11", "2026-11-23", "has passed"),
    ] {
        assert_eq!(here.name(&draft, version, day).status, 303, "{version} {day}");
        let shown = here.get(&draft);
        assert!(shown.body.contains(says), "{says}: {}", shown.body);
    }
    assert_eq!(here.name(&draft, "2026-12", "2026-12-01").status, 303);
    here.publish(&draft);
    assert!(!here.go_over(TODAY), "it is not its day yet");
    let list = here.get("/staff/notices");
    assert!(list.body.contains("still to come"), "{}", list.body);
    assert!(list.body.contains("Version 2026-12"), "{}", list.body);
    let notice = here.office.ask("GET", "/notice", "", "", "");
    assert!(!notice.body.contains(WORDS), "{}", notice.body);
    // The next draft begins from it, and has to come after it.
    let next = here.begin();
    assert!(here.get(&format!("{next}/paragraphs/1.2")).body.contains(WORDS));
    assert_eq!(here.name(&next, "2026-11", "2026-11-30").status, 303);
    assert!(here.get(&next).body.contains("Choose a later day."));
    assert!(here.go_over(date(2026, 12, 1)));
    assert!(here.office.ask("GET", "/notice", "", "", "").body.contains(WORDS));
}

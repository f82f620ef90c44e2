//! Drafts, signatures and what is published, through the public door, on both engines.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::path::Path;

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::Gate;
use jiff::civil::date;
use people::{Now, Record};
use publishing::{
    Change, Error, Ground, NewPurpose, Posts, Publishing, Signed, decide, propose, proposed,
};
use vault::{LocalMaster, Vault};

const ADVISER: &str = "data-protection-officer";
const OWNER: &str = "decision-owner";
const SECRETARY: &str = "company-secretary";

fn now() -> Now {
    Now::new("2026-11-24T12:00:00Z".parse().unwrap())
}

fn bundled() -> Charter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let files = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        File::new(name, std::fs::read_to_string(&path).unwrap())
    });
    Charter::parse(files.collect()).unwrap()
}

struct Here {
    publishing: Publishing,
    _folder: tempfile::TempDir,
}

impl Here {
    fn new(holders: &[(&str, &str)]) -> Here {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        Here::at(&file("data.db"), &file("vault.db"), holders)
    }

    fn at(data: &str, keys: &str, holders: &[(&str, &str)]) -> Here {
        Here::under(bundled(), data, keys, holders)
    }

    fn under(charter: Charter, data: &str, keys: &str, holders: &[(&str, &str)]) -> Here {
        let open = |address: &str, sets: &'static [db::Set]| {
            let db = Db::open(address).unwrap();
            db.migrate(sets, 0).unwrap();
            db
        };
        let rooms =
            &[db::MIGRATIONS, people::MIGRATIONS, access::MIGRATIONS, publishing::MIGRATIONS];
        let data = open(data, rooms);
        let keys = open(keys, &[vault::MIGRATIONS]);
        let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
        let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
        let record = Record::open(data, vault, Gate::new(charter)).unwrap();
        for (post, who) in holders {
            let (post, who) = ((*post).to_owned(), (*who).to_owned());
            let appoint = move |tx: &db::Tx<'_>| {
                db::posts::appoint(tx, &post, &who, true, "2026-01-01", None)
            };
            let _ = record.data().write("appoint", appoint).unwrap();
        }
        let posts = Posts { adviser: ADVISER.to_owned(), owner: OWNER.to_owned() };
        let publishing = Publishing::new(record, posts);
        Here { publishing, _folder: tempfile::tempdir().unwrap() }
    }

    /// A draft that may be signed, and its fingerprint.
    fn ready(&self, by: &str) -> (i64, [u8; 32]) {
        let no = self.publishing.begin(by, now()).unwrap();
        let version = Change::Version { version: "2026-11".to_owned(), day: date(2026, 11, 24) };
        self.publishing.edit(by, (no, 0), &version, now()).unwrap();
        (no, self.publishing.draft(no, now()).unwrap().line.fingerprint)
    }
}

/// From the first draft to what is in force, with nothing lost on the way.
fn goes_all_the_way(here: &Here) {
    let publishing = &here.publishing;
    let no = publishing.begin("dot", now()).unwrap();
    let draft = publishing.draft(no, now()).unwrap();
    assert_eq!(
        draft.charter.fingerprint(),
        bundled().fingerprint(),
        "it begins as what is in force"
    );
    let words = Change::Paragraph {
        id: "1.2".to_owned(),
        plain: "Anyone can read this \"notice\".".to_owned(),
        formal: "It is open.".to_owned(),
    };
    let version = Change::Version { version: "2026-11".to_owned(), day: date(2026, 11, 24) };
    publishing.edit("dot", (no, 0), &words, now()).unwrap();
    let late = publishing.edit("ed", (no, 0), &version, now());
    assert!(matches!(late, Err(Error::Changed)), "{late:?}");
    publishing.edit("ed", (no, 1), &version, now()).unwrap();
    let draft = publishing.draft(no, now()).unwrap();
    let read = (no, draft.line.fingerprint);
    assert_eq!(publishing.in_the_way(&draft, &[], now()).unwrap(), []);
    publishing.sign("dot", read, &[], now()).unwrap();
    assert_eq!(publishing.drafts(now()).unwrap()[0].signed, Signed::One("dot".to_owned()));
    publishing.sign("ed", read, &[], now()).unwrap();
    publishing.publish("ed", read, &[], now()).unwrap();
    let again = publishing.publish("ed", read, &[], now());
    assert!(matches!(again, Err(Error::None)), "{again:?}");
    let data = publishing.record().data();
    assert!(publishing::in_force(data, date(2026, 11, 23)).unwrap().is_none());
    let found = publishing::in_force(data, date(2026, 11, 24)).unwrap().unwrap();
    let charter = Charter::parse(found.files).unwrap();
    assert_eq!(charter.fingerprint(), draft.charter.fingerprint());
    assert_eq!(found.published.signed, ["dot", "ed"]);
    let due = publishing::due(data, date(2026, 11, 24)).unwrap();
    assert_eq!((due.len(), due[0].published.fingerprint), (1, read.1));
    assert!(publishing::due(data, date(2026, 11, 23)).unwrap().is_empty());
    let record = publishing.record();
    let way = publishing::comes_into_force(record, &due[0].published, &charter, now()).unwrap();
    assert_eq!(way, []);
    assert_eq!(publishing::came_fingerprint(data).unwrap(), Some(read.1));
    assert_eq!(publishing::came(data).unwrap().unwrap().published.version, "2026-11");
    assert!(publishing::due(data, date(2026, 11, 24)).unwrap().is_empty());
    // The words before are kept, though they came from a folder.
    let editions = publishing::editions(data, date(2026, 11, 24)).unwrap();
    let versions: Vec<&str> = editions.iter().map(|one| one.version.as_str()).collect();
    assert_eq!(versions, ["2026-10", "2026-11"]);
    assert!(publishing::files_of(data, "2026-11").unwrap().is_some());
    assert!(publishing::files_of(data, "2026-10").unwrap().is_none());
    assert_eq!(publishing.drafts(now()).unwrap().len(), 0);
}

#[test]
fn a_draft_goes_all_the_way_on_both_engines() {
    let holders = [(ADVISER, "dot"), (OWNER, "ed")];
    goes_all_the_way(&Here::new(&holders));
    let cluster = Cluster::start("").unwrap();
    let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
    goes_all_the_way(&Here::at(&data, &keys, &holders));
}

/// One advises and the other decides; where nobody owns decisions, two advise; nobody signs twice.
#[test]
fn who_may_sign_with_whom() {
    let both: &[(&str, &str)] =
        &[(ADVISER, "dot"), (ADVISER, "dan"), (OWNER, "ed"), (OWNER, "eve")];
    let vacant: &[(&str, &str)] = &[(ADVISER, "dot"), (ADVISER, "dan")];
    let one: &[(&str, &str)] = &[(ADVISER, "dot"), (OWNER, "dot"), (OWNER, "ed")];
    for (holders, first, second, signed) in [
        (both, "dot", "ed", true),
        (both, "ed", "dot", true),
        (both, "dot", "dan", false),
        (both, "ed", "eve", false),
        (both, "dot", "dot", false),
        (both, "dot", "DOT", false),
        (both, "dot", "nobody", false),
        (vacant, "dot", "dan", true),
        (vacant, "dot", "dot", false),
        (one, "dot", "ed", true),
        (one, "ed", "dot", true),
        (one, "dot", "dot", false),
    ] {
        let here = Here::new(holders);
        let read = here.ready(first);
        here.publishing.sign(first, read, &[], now()).unwrap();
        let done = here.publishing.sign(second, read, &[], now());
        assert_eq!(done.is_ok(), signed, "{holders:?}: {first} and {second}: {done:?}");
        let published = here.publishing.publish(first, read, &[], now());
        assert_eq!(published.is_ok(), signed, "{holders:?}: {first} and {second}: {published:?}");
    }
}

/// The door for approvals of every kind gives no more than this one.
#[test]
fn an_approval_from_elsewhere_is_looked_at_again() {
    let here = Here::new(&[(ADVISER, "dot"), (OWNER, "ed"), (OWNER, "eve")]);
    let read = here.ready("ed");
    here.publishing.sign("ed", read, &[], now()).unwrap();
    let data = here.publishing.record().data();
    let approved = data.write("approve", |tx| {
        let waiting = db::approvals::waiting(tx, now().micros(), 10)?;
        let no = waiting[0].no;
        db::approvals::decide(tx, no, "eve", true, OWNER, "2026-11-24", now().micros())
    });
    assert!(approved.is_ok());
    let published = here.publishing.publish("ed", read, &[], now());
    assert!(published.is_err(), "nobody has advised");
}

#[test]
fn who_holds_no_post_does_nothing() {
    let here = Here::new(&[(ADVISER, "dot"), (OWNER, "ed")]);
    assert!(here.publishing.begin("olu", now()).is_err());
    let (no, read) = here.ready("dot");
    let words = Change::File { name: "staff.toml".to_owned(), text: String::new() };
    assert!(here.publishing.edit("olu", (no, 1), &words, now()).is_err());
    assert!(here.publishing.sign("olu", (no, read), &[], now()).is_err());
    assert!(here.publishing.publish("olu", (no, read), &[], now()).is_err());
    assert!(here.publishing.put_away("olu", no, now()).is_err());
    here.publishing.put_away("dot", no, now()).unwrap();
    assert!(matches!(here.publishing.draft(no, now()), Err(Error::None)));
    for _ in 0..publishing::DRAFTS_MAX {
        here.publishing.begin("dot", now()).unwrap();
    }
    assert!(here.publishing.begin("dot", now()).is_err(), "there is an end to it");
}

/// A role and a team beside those of the bundled charter.
const MORE: &str = r#"
[[role]]
id = "helper"
name = "Helper"
purposes = ["repairs"]
actions = ["look"]
strength = "password"
notice = ["27.4"]

[[team]]
id = "helpers"
name = "Helpers"
notice = ["27.4"]
"#;

fn with_more() -> Charter {
    let files = bundled().files().to_vec().into_iter().map(|file| match file.name() {
        "staff.toml" => File::new("staff.toml", format!("{}{MORE}", file.text())),
        _ => file,
    });
    Charter::parse(files.collect()).unwrap()
}

/// Signed on one day to count from a later one: what is recorded between stands in its way on that day.
fn is_looked_at_again(here: &Here) {
    let publishing = &here.publishing;
    let record = publishing.record();
    let data = record.data();
    let no = publishing.begin("dot", now()).unwrap();
    let files = bundled();
    let staff = files.files().iter().find(|file| file.name() == "staff.toml").unwrap();
    let day = date(2027, 1, 1);
    let changes = [
        Change::File { name: "staff.toml".to_owned(), text: staff.text().to_owned() },
        Change::Version { version: "2027-01".to_owned(), day },
    ];
    for (seen, change) in (0..).zip(&changes) {
        publishing.edit("dot", (no, seen), change, now()).unwrap();
    }
    let draft = publishing.draft(no, now()).unwrap();
    assert_eq!(publishing.in_the_way(&draft, &[], now()).unwrap(), []);
    let read = (no, draft.line.fingerprint);
    publishing.sign("dot", read, &[], now()).unwrap();
    publishing.sign("ed", read, &[], now()).unwrap();
    publishing.publish("ed", read, &[], now()).unwrap();
    // Somebody is given a token, and something is kept for that team alone.
    let token = db::tokens::NewToken {
        name: "helping".to_owned(),
        sha256: [7; 32],
        role: "helper".to_owned(),
        team: "helpers".to_owned(),
        entity: "heart-of-medway".to_owned(),
        purposes: Vec::new(),
        scopes: vec!["read".to_owned()],
        expires: None,
    };
    let _ = data.write("token", move |tx| db::tokens::make(tx, &token, 0)).unwrap();
    let fence = |tx: &db::Tx<'_>| {
        let sql = "SELECT no FROM code WHERE kind = ?1 AND name = ?2";
        let team = people::CodeKind::Team as i64;
        let found = tx.one(sql, db::params![team, "helpers"], |row| row.int(0))?;
        let sql = "INSERT INTO label (kind, code, drawer) VALUES (?1, ?2, ?3)";
        tx.execute(sql, db::params![people::Label::Team as i64, found.unwrap(), 1_i64])?;
        Ok::<_, db::Error>(())
    };
    let _ = data.write("fence", fence).unwrap();
    let then = Now::new("2027-01-01T00:05:00Z".parse().unwrap());
    let due = publishing::due(data, then.today()).unwrap().pop().unwrap();
    let next = Charter::parse(due.files.clone()).unwrap();
    let comes = || publishing::comes_into_force(record, &due.published, &next, then).unwrap();
    let said = |way: &[words::Message]| {
        let english = words::Catalogue::english();
        way.iter().map(|one| english.render(one)).collect::<Vec<_>>().join(" ")
    };
    let way = said(&comes());
    assert!(way.contains("The team `helpers` is gone, and something on record"), "{way}");
    assert!(way.contains("The role `helper` is gone, and somebody signs in with it"), "{way}");
    assert!(publishing::came(data).unwrap().is_none());
    let held = publishing.held_up(then).unwrap();
    assert_eq!((held.len(), said(&held[0].1)), (1, way));
    assert!(publishing.held_up(now()).unwrap().is_empty(), "its day has not come");
    // What a server itself asks by is looked at as well.
    let asks = [("role", "helper".to_owned()), ("purpose", "repairs".to_owned())];
    let own = record.gate().charter();
    assert_eq!(publishing::lacking(own, &next, &asks).len(), 1);
    // Once neither is there any more, it comes into force; and stays so, whatever day it is.
    let clear = |tx: &db::Tx<'_>| {
        db::tokens::revoke(tx, "helping", 1)?;
        let sql = "DELETE FROM label WHERE kind = ?1";
        tx.execute(sql, db::params![people::Label::Team as i64])?;
        Ok::<_, db::Error>(())
    };
    let _ = data.write("clear", clear).unwrap();
    assert_eq!(comes(), []);
    assert_eq!(publishing::came(data).unwrap().unwrap().published.version, "2027-01");
    assert!(publishing::due(data, then.today()).unwrap().is_empty());
}

#[test]
fn what_was_signed_is_looked_at_again_on_its_day() {
    let holders = [(ADVISER, "dot"), (OWNER, "ed")];
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    is_looked_at_again(&Here::under(with_more(), &file("data.db"), &file("vault.db"), &holders));
    let cluster = Cluster::start("").unwrap();
    let [data, keys] = ["data", "keys"].map(|name| cluster.database(name).unwrap());
    is_looked_at_again(&Here::under(with_more(), &data, &keys, &holders));
}

/// A new purpose stands in no published charter before its owner has decided and people were informed (row 18.1).
fn a_new_purpose_waits(here: &Here) {
    let publishing = &here.publishing;
    let record = publishing.record();
    let mut files = bundled().files().to_vec();
    files.push(File::new(
        "purposes-3.toml",
        "[[purpose]]\nid = \"warm-homes\"\nname = \"grants for warm homes\"\n\
         plain = \"We use this to find grants for you.\"\nentities = [\"heart-of-medway\"]\n\
         relationships = [\"tenant\"]\nbasis = \"public-task\"\nrequired = [\"name\"]\n\
         consequence = \"We cannot look for a grant.\"\nnotice = [\"18.1\"]\n",
    ));
    let with = Charter::parse(files).unwrap();
    let no = publishing.begin_as("dot", &with, now()).unwrap();
    let version = Change::Version { version: "2026-12".to_owned(), day: date(2026, 12, 1) };
    publishing.edit("dot", (no, 0), &version, now()).unwrap();
    let way = |at: Now| {
        let draft = publishing.draft(no, at).unwrap();
        let way = publishing.in_the_way(&draft, &[], at).unwrap();
        way.iter().map(words::Message::id).filter(|id| id.contains("purpose")).collect::<Vec<_>>()
    };
    assert_eq!(way(now()), ["publishing-purpose-undecided"]);
    let new = |from: &str| NewPurpose {
        purpose: "warm-homes".to_owned(),
        from: Some(from.to_owned()),
        why: "grants for insulation".to_owned(),
        owner: SECRETARY.to_owned(),
    };
    assert!(propose(record, &new("ghosts"), "dot", now()).is_err());
    let adviser = NewPurpose { owner: ADVISER.to_owned(), ..new("repairs") };
    assert!(propose(record, &adviser, "dot", now()).is_err(), "who advises does not decide");
    let known = NewPurpose { purpose: "repairs".to_owned(), ..new("repairs") };
    assert!(propose(record, &known, "dot", now()).is_err());

    // What was collected on consent is not carried over by weighing alone.
    let first = propose(record, &new("marketing-email"), "dot", now()).unwrap();
    assert!(propose(record, &new("repairs"), "dot", now()).is_err(), "proposed already");
    let yes = |ground| (true, Some(ground));
    assert!(decide(record, first, yes(Ground::Listed), "why", "dot", now()).is_err(), "no owner");
    let weighed = decide(record, first, yes(Ground::Factors), "close to it", "ed", now());
    assert!(weighed.unwrap_err().to_string().contains("8A(4)"));
    assert!(decide(record, first, (true, None), "why", "ed", now()).is_err());
    decide(record, first, (false, None), "it is not what they said yes to", "ed", now()).unwrap();
    assert!(decide(record, first, yes(Ground::Listed), "why", "ed", now()).is_err(), "decided");
    assert_eq!(way(now()), ["publishing-purpose-undecided"], "it was refused");
    assert!(
        publishing::inform(record, first, date(2026, 11, 24), "a letter", "dot", now()).is_err()
    );

    let second = propose(record, &new("repairs"), "ed", now()).unwrap();
    let own = decide(record, second, yes(Ground::Factors), "the same homes", "ED", now());
    assert!(own.is_err(), "nobody decides what they proposed");
    let third = (second, yes(Ground::Factors));
    decide(record, third.0, third.1, "the same homes", "olga", now()).unwrap();
    assert_eq!(way(now()), ["publishing-purpose-uninformed"]);
    let tomorrow = date(2026, 11, 25);
    assert!(publishing::inform(record, second, tomorrow, "a letter", "dot", now()).is_err());
    publishing::inform(record, second, date(2026, 11, 24), "a letter", "dot", now()).unwrap();
    assert_eq!(way(now()), Vec::<&str>::new());
    let stands: Vec<&str> = proposed(record).unwrap().iter().map(|one| one.stands()).collect();
    assert!(stands.contains(&"may go into the charter") && stands.contains(&"refused"));
    // Informed on its first day is not before it.
    let later = Now::new("2026-12-01T12:00:00Z".parse().unwrap());
    publishing::inform(record, second, date(2026, 12, 1), "a letter", "dot", later).unwrap();
    assert_eq!(way(later), ["publishing-purpose-uninformed"]);
}

#[test]
fn a_new_purpose_waits_for_its_owner_and_for_people_to_be_informed() {
    let holders = &[(ADVISER, "dot"), (SECRETARY, "ed"), (SECRETARY, "olga")];
    a_new_purpose_waits(&Here::new(holders));
    let cluster = Cluster::start("fsync = off").unwrap();
    let database = |name| cluster.database(name).unwrap();
    a_new_purpose_waits(&Here::at(&database("data"), &database("keys"), holders));
}

//! Drafts, signatures and what is published, through the public door, on both engines.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::path::Path;

use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::Gate;
use jiff::civil::date;
use people::{Now, Record};
use publishing::{Change, Error, Posts, Publishing, Signed};
use vault::{LocalMaster, Vault};

const ADVISER: &str = "data-protection-officer";
const OWNER: &str = "decision-owner";

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
        let record = Record::open(data, vault, Gate::new(bundled())).unwrap();
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
    let fingerprint = publishing::in_force_fingerprint(data, date(2026, 11, 24)).unwrap();
    assert_eq!(fingerprint, Some(read.1));
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

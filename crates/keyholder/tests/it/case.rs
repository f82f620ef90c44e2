//! Cases, from the terminal: a call, a search of a mailbox, and an answer a second person approves.

use std::io::Read;
use std::path::Path;

use crate::server::on_record;
use crate::{Ran, run};

/// The page a pack opens with.
fn page(pack: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(pack).unwrap()).unwrap();
    let mut page = String::new();
    zip.by_name("open-me-first.html").unwrap().read_to_string(&mut page).unwrap();
    page
}

pub(crate) struct Desk<'a> {
    pub(crate) data: &'a Path,
}

impl Desk<'_> {
    pub(crate) fn go(&self, words: &[&str]) -> Ran {
        run(&[words, &["--data", self.data.to_str().unwrap()]].concat())
    }

    pub(crate) fn ok(&self, words: &[&str]) -> String {
        let ran = self.go(words);
        assert_eq!(ran.status, 0, "{words:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    pub(crate) fn take(&self, by: &str, reference: &str, step: &[&str]) -> Ran {
        let words = ["case", "take", reference];
        self.go(&[&words, step, &["--by", by, "--entity", "heart-of-medway"]].concat())
    }

    pub(crate) fn appoint(&self) {
        for (post, who) in [
            ("data-protection", "ada"),
            ("data-protection-officer", "dot"),
            ("decision-owner", "olu"),
        ] {
            self.ok(&["post", "appoint", post, who, "--by", "setup"]);
        }
        self.ok(&["post", "appoint", "data-protection", "ben", "--deputy", "--by", "setup"]);
    }
}

#[test]
fn a_request_goes_from_the_call_to_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "ada@example.org");
    let desk = Desk { data: &data };
    desk.appoint();

    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "Please send me a copy of all my data.").unwrap();
    let letter = letter.to_str().unwrap();
    let open = ["case", "open", "--by", "cara", "--entity", "heart-of-medway", "--text", letter];
    let proposed = desk.go(&open);
    assert_eq!(proposed.status, 1);
    assert!(
        proposed.out.contains("--kind access: it says `copy of all my data`"),
        "{}",
        proposed.out
    );
    assert_eq!(desk.ok(&["case", "list"]), "0 are open.\n");
    let opened = desk.ok(&[&open[..], &["--kind", "access", "--subject", &person]].concat());
    let reference = &opened[..14];
    assert!(opened[14..].starts_with(": a request to see what we hold, due "), "{opened}");

    let maps = folder.path().join("maps");
    let mails = folder.path().join("mails");
    std::fs::create_dir(&maps).unwrap();
    std::fs::create_dir(&mails).unwrap();
    let mail = "From: ada@example.org\r\nTo: x@landlord.example\r\nSubject: s\r\n\r\nIt leaks.";
    std::fs::write(mails.join("1.eml"), mail).unwrap();
    std::fs::write(maps.join("mailbox.toml"), crate::by_hand::shown("mailbox")).unwrap();
    for step in [&["begin"][..], &["proof", "--proof", "identity", "--why", "three questions"]] {
        assert_eq!(desk.take("ada", reference, step).status, 0);
    }
    let early = desk.take("ada", reference, &["weigh"]);
    assert_eq!(early.status, 2);
    assert!(early.err.contains("Not every source and colleague has answered."), "{}", early.err);
    let connect = format!("mailbox=mail:{}", mails.display());
    let pack = folder.path().join("pack.zip");
    desk.ok(&[
        "collect",
        &person,
        "--map",
        maps.to_str().unwrap(),
        "--connect",
        &connect,
        "--by",
        "ada",
        "--entity",
        "heart-of-medway",
        "--out",
        pack.to_str().unwrap(),
        "--case",
        reference,
    ]);
    assert_eq!(desk.take("ada", reference, &["weigh"]).status, 0);
    let answer = ["propose", "--outcome", "given", "--why", "Here is all we hold."];
    let proposed = desk.take("ada", reference, &answer);
    assert!(proposed.out.contains("It goes by approval 1."), "{}{}", proposed.out, proposed.err);
    let own = desk.take("ada", reference, &["approve"]);
    assert!(own.err.contains("You put this answer forward yourself."), "{}", own.err);
    assert_eq!(desk.take("ben", reference, &["approve"]).status, 0);
    let as_ada = ["--by", "ada", "--entity", "heart-of-medway"];
    let by_hand = ["case", "send", reference, "--way", "hand"];
    let letter = desk.ok(&[&by_hand[..], &as_ada].concat());
    assert!(letter.contains("Here is all we hold."), "{letter}");
    assert!(letter.ends_with("The answer was sent.\n"), "{letter}");
    assert!(desk.ok(&["task", "list", "--of", "ada"]).contains("case-by-hand"));
    assert_eq!(desk.take("ada", reference, &["close"]).status, 0);
    let shown = desk.ok(&["case", "show", reference, "--by", "ada", "--entity", "heart-of-medway"]);
    for line in ["source     mailbox: held, 1", "they said  Please send me a copy", "It is closed."]
    {
        assert!(shown.contains(line), "{shown}");
    }
    let caller =
        desk.go(&["case", "show", reference, "--by", "cara", "--entity", "heart-of-medway"]);
    assert!(caller.err.contains("there is no such case"), "{}", caller.err);
    assert!(desk.ok(&["case", "status", reference]).starts_with("access: closed, came "));
}

/// Health data and a row of somebody else's are in no pack until they are weighed, and then as the law
/// says; the person reads on the first page what was held back.
#[test]
fn what_was_found_is_weighed_before_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "ada@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let database = folder.path().join("housing.db");
    let housing = rusqlite::Connection::open(&database).unwrap();
    housing.execute_batch(crate::collect::HOUSING).unwrap();
    housing
        .execute_batch(
            "ALTER TABLE person ADD COLUMN accident TEXT;
             UPDATE person SET accident = 'fell down the stairs' WHERE id = 1;",
        )
        .unwrap();
    drop(housing);
    let map = folder.path().join("housing.toml");
    let email = "email = { category = \"email\", identity = \"email\" }";
    let accident = format!("{email}\naccident = {{ category = \"accident-record\" }}");
    std::fs::write(&map, crate::collect::MAP.replace(email, &accident)).unwrap();
    let opened = desk.ok(&[
        "case",
        "open",
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
        "--kind",
        "access",
        "--subject",
        &person,
    ]);
    let reference = &opened[..14];
    assert_eq!(desk.take("ada", reference, &["begin"]).status, 0);
    let pack = folder.path().join("pack.zip");
    let connect = format!("housing=sqlite:{}", database.display());
    let collect = || {
        let ran = desk.go(&[
            "collect",
            &person,
            "--map",
            map.to_str().unwrap(),
            "--connect",
            &connect,
            "--by",
            "ada",
            "--entity",
            "heart-of-medway",
            "--out",
            pack.to_str().unwrap(),
            "--case",
            reference,
        ]);
        (ran.out + &ran.err, page(&pack))
    };
    let items =
        || desk.go(&["case", "items", reference, "--by", "ada", "--entity", "heart-of-medway"]);
    let (said, shown) = collect();
    assert!(said.contains("2 pieces are not weighed yet"), "{said}");
    assert!(shown.contains("This is not ready to be sent."), "{shown}");
    for hidden in ["fell down the stairs", "shouts"] {
        assert!(!shown.contains(hidden), "{hidden}");
    }
    let listed = items();
    assert_eq!(listed.status, 1);
    let item = |place: &str| {
        let line = listed.out.lines().find(|line| line.contains(place)).unwrap();
        line[..8].to_owned()
    };
    let (health, other) = (item("housing:person.accident"), item("housing:complaint"));
    let weigh = |item: &str, how: &[&str]| {
        let words =
            ["case", "weigh", reference, item, "--by", "ada", "--entity", "heart-of-medway"];
        desk.go(&[&words[..], how].concat())
    };
    let give = weigh(&health, &["--give", "they want it"]);
    assert!(give.err.contains("the opinion of a health professional"), "{}", give.err);
    assert_eq!(weigh(&health, &["--known", "they reported it themselves"]).status, 0);
    let refused = [
        "--identifiable",
        "yes",
        "--consent",
        "refused",
        "--capable",
        "yes",
        "--confidential",
        "yes",
        "--type-of-information",
        "a complaint",
        "--reasonable",
        "no",
        "--why",
        "they would know who",
    ];
    assert_eq!(weigh(&other, &refused).status, 0);
    assert_eq!(items().status, 0);
    let (said, shown) = collect();
    assert!(!said.contains("not weighed yet"), "{said}");
    assert!(shown.contains("fell down the stairs") && !shown.contains("shouts"), "{shown}");
    assert!(!shown.contains("not ready to be sent"));
    let why = "We have taken out some information because it is about somebody else. (1 time)";
    assert!(shown.contains(why), "{shown}");

    // Words are blacked out by hand on a ground, and in no other way.
    let black_out = |how: &[&str]| {
        let words = [
            "case",
            "black-out",
            reference,
            "DOWN  the stairs",
            "--by",
            "ada",
            "--entity",
            "heart-of-medway",
        ];
        desk.go(&[&words[..], how].concat())
    };
    let give = black_out(&["--give", "why not"]);
    assert!(give.err.contains("blacked out under an exemption"), "{}", give.err);
    let done = black_out(&refused);
    assert!(done.out.starts_with("1 are blacked out."), "{}{}", done.out, done.err);
    let (said, shown) = collect();
    assert!(said.contains("Words were blacked out in 1 places."), "{said}");
    assert!(shown.contains("fell █████") && !shown.contains("stairs"), "{shown}");
    assert!(shown.contains("it is about somebody else. (2 times)"), "{shown}");
}

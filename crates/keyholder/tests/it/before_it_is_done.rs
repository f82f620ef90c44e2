//! The registers from the terminal: markers, cameras, pictures, recordings, checks.

use std::path::Path;

use crate::server::on_record;
use crate::{Ran, run};

struct Office {
    folder: tempfile::TempDir,
    person: String,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let person = on_record(&folder.path().join("record"), "ada@example.org");
        Office { folder, person }
    }

    fn path(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn go(&self, words: &[&str]) -> Ran {
        let data = self.folder.path().join("record");
        run(&[words, &["--data", Path::to_str(&data).unwrap()]].concat())
    }

    /// The same, which must go well.
    fn well(&self, words: &[&str]) -> String {
        let ran = self.go(words);
        assert_eq!(ran.status, 0, "{words:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// About the person, as an officer for safety.
    fn safety(&self, words: &[&str]) -> Ran {
        let (first, rest) = words.split_at(2);
        let by = [
            "--by",
            "ann",
            "--entity",
            "heart-of-medway",
            "--role",
            "safety-officer",
            "--team",
            "repairs",
            "--purpose",
            "staff-safety",
        ];
        self.go(&[first, &[self.person.as_str()], rest, &by].concat())
    }
}

fn number(text: &str, before: &str) -> String {
    let at = text.find(before).unwrap_or_else(|| panic!("{before}: {text}")) + before.len();
    text[at..].chars().take_while(char::is_ascii_digit).collect()
}

#[test]
fn a_marker_is_set_by_two_people_and_over_by_one() {
    let office = Office::new();
    assert!(office.well(&["marker", "kinds"]).contains("violence: violence or a weapon"));
    let propose = |told: &str| {
        office.safety(&[
            "marker",
            "propose",
            "--kind",
            "violence",
            "--because",
            "Threw a chair at an operative.",
            "--evidence",
            "report 411",
            "--decided-by",
            "the head of safety",
            "--told",
            told,
            "--how-told",
            "letter",
        ])
    };
    let early = propose("2999-01-01");
    assert!(early.status == 2 && early.err.contains("nobody was told tomorrow"), "{}", early.err);
    let ran = propose("2026-01-01");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let (proposal, approval) =
        (number(&ran.out, "Proposal "), number(&ran.out, "waits for approval "));
    let set = || office.safety(&["marker", "set", "--proposal", &proposal]);
    let alone = set();
    assert!(alone.err.contains("nobody has approved it yet"), "{}", alone.err);
    let dee = office.go(&["approval", "approve", &approval, "--by", "dee"]);
    assert!(dee.err.contains("head-of-safety"), "{}", dee.err);
    office.well(&["post", "appoint", "head-of-safety", "sal", "--by", "ann"]);
    office.well(&["approval", "approve", &approval, "--by", "sal"]);
    let ran = set();
    assert_eq!(ran.status, 0, "{}", ran.err);
    let marker = number(&ran.out, "Marker ");
    let list = office.safety(&["marker", "list"]);
    assert!(list.out.contains("report 411"), "{}{}", list.out, list.err);
    let end = office.safety(&["marker", "end", "--marker", &marker, "--because", "he has left"]);
    assert_eq!(end.status, 0, "{}", end.err);
    assert!(!office.safety(&["marker", "list"]).out.contains("report 411"));
    assert_eq!(office.well(&["marker", "recalls"]), "", "nobody had it");
}

#[test]
fn a_camera_a_picture_and_a_recording_say_no_where_the_notice_does() {
    let office = Office::new();
    let list = office.go(&["camera", "list"]);
    assert!(list.status == 1 && list.out.contains("nobody has written down"), "{}", list.out);
    let on = |day: &str| office.go(&["camera", "on", "tower-entrance", "--by", "ann", "--on", day]);
    let early = on("2026-01-02");
    assert!(early.status == 2 && early.err.contains("paragraph 7.1"), "{}", early.err);
    assert_eq!(on("2026-10-01").status, 0);
    assert!(office.well(&["camera", "show", "tower-entrance"]).contains("2026-10-01  on, by ann"));

    office.well(&[
        "picture",
        "add",
        "fair-1",
        "--event",
        "Summer fair",
        "--taken",
        "2026-08-01",
        "--shows",
        "person",
        "--channel",
        "website,brochure",
        "--told",
        "by signs",
        "--by",
        "ann",
    ]);
    let appear = office.go(&[
        "picture",
        "may-appear",
        "fair-1",
        "--channel",
        "website",
        "--by",
        "ann",
        "--entity",
        "heart-of-medway",
        "--role",
        "communications-officer",
        "--team",
        "communications",
        "--purpose",
        "event-images",
    ]);
    assert_eq!(appear.status, 1, "{}{}", appear.out, appear.err);
    assert!(appear.out.contains("nobody has written down who that is"), "{}", appear.out);

    let card = office.path("call.txt", "Yes: 4111 1111 1111 1111.");
    let take = office.go(&[
        "recording",
        "take",
        "call-1",
        "--day",
        "2026-11-01",
        "--told",
        "--transcript",
        &card,
        "--by",
        "phones",
    ]);
    assert!(take.status == 1 && take.out.contains("call-1 is locked"), "{}{}", take.out, take.err);
    let use_it = office.go(&["recording", "may-use", "call-1"]);
    assert!(use_it.status == 1 && use_it.out.contains("6.1.5"), "{}", use_it.out);
    let cut = office.path("cut.txt", "Yes.");
    office.well(&[
        "recording",
        "deal",
        "call-1",
        "--by",
        "ann",
        "--how",
        "cut out",
        "--transcript",
        &cut,
    ]);
    assert_eq!(office.go(&["recording", "may-use", "call-1"]).status, 0);
}

#[test]
fn no_check_is_made_that_the_law_does_not_ask_for_and_it_says_what_nobody_has_verified() {
    let needed = |route: &str| run(&["renting", "needed", "--route", route]);
    let nomination = needed("council-nomination");
    assert_eq!(nomination.status, 1);
    assert!(nomination.out.contains("nothing is copied"), "{}", nomination.out);
    assert!(nomination.out.contains("Nobody has checked this rule"), "{}", nomination.out);
    assert_eq!(needed("private-letting").status, 0);
    assert_eq!(needed("a-tent").status, 2);
    let office = Office::new();
    let machines = office.well(&["machine", "list"]);
    assert!(machines.contains("credit-score") && machines.contains("head-of-lettings looks again"));
}

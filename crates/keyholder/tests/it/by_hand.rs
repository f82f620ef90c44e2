//! Sources that are not databases, from the terminal: a mailbox, and where only a person can look.

use std::io::Read;
use std::path::Path;

use crate::run;
use crate::server::on_record;

/// The maps that `docs/sources.md` shows.
pub(crate) fn shown(id: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut blocks = page.split("```toml\n").map(|rest| rest.split("```").next().unwrap());
    let line = format!("id = \"{id}\"");
    blocks.find(|block| block.contains(&line)).unwrap().to_owned()
}

fn page(pack: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(pack).unwrap()).unwrap();
    let mut page = String::new();
    zip.by_name("open-me-first.html").unwrap().read_to_string(&mut page).unwrap();
    page
}

#[test]
fn a_mailbox_is_collected_from_and_a_post_is_asked_to_look_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let id = on_record(&data, "ada@example.org");
    let maps = folder.path().join("maps");
    let mails = folder.path().join("mails");
    for made in [&maps, &mails] {
        std::fs::create_dir(made).unwrap();
    }
    for source in ["mailbox", "filing-room"] {
        std::fs::write(maps.join(format!("{source}.toml")), shown(source)).unwrap();
    }
    for (name, from) in [("1.eml", "Ada <ada@example.org>"), ("2.eml", "bo@example.org")] {
        let message =
            format!("From: {from}\r\nTo: x@landlord.example\r\nSubject: s\r\n\r\nIt leaks.");
        std::fs::write(mails.join(name), message).unwrap();
    }
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let pack = folder.path().join("pack.zip");
    let go = |words: &[&str]| run(&[words, &["--data", &text(&data)]].concat());
    let connect = format!("mailbox=mail:{}", text(&mails));
    let collect = || {
        let (maps, pack) = (text(&maps), text(&pack));
        let mut words = vec!["collect", &id, "--map", &maps, "--connect", &connect, "--by", "ann"];
        words.extend(["--entity", "heart-of-medway", "--out", &pack]);
        go(&words)
    };
    let waits = "filing-room: not searched: a task is waiting for `records-officer` (task 1)\n";
    for _ in 0..2 {
        let ran = collect();
        assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
        assert!(
            ran.out.contains("mailbox: held, 1 rows\n") && ran.out.contains(waits),
            "{}",
            ran.out
        );
    }
    let shown = page(&pack);
    assert!(shown.contains("This is not everything.") && shown.contains("They have been asked to"));
    assert!(shown.contains("It leaks.") && !shown.contains("bo@example.org"), "{shown}");

    let appoint = ["post", "appoint", "records-officer", "joe", "--by", "ann"];
    assert_eq!(go(&appoint).status, 0);
    let listed = go(&["task", "list", "--of", "joe"]).out;
    assert!(
        listed.contains(&format!("about {id}")) && listed.contains("Look for a paper file"),
        "{listed}"
    );
    let end = ["task", "end", "1", "--by", "joe", "--outcome", "two letters"];
    assert_eq!(go(&end).status, 0);
    let ran = collect();
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("filing-room: somebody looked: two letters\n"), "{}", ran.out);
    assert!(page(&pack).contains("Somebody looked by hand."));

    // What cannot be read in the mailbox is said, and nothing is called whole.
    std::fs::write(mails.join("3.eml"), b"\x00\x01 no message").unwrap();
    let ran = collect();
    assert!(ran.status == 1 && ran.out.contains("`3.eml`: it is no message"), "{}", ran.out);

    let url = format!("mail:{}", text(&mails));
    let ran = go(&["source", "discover", &url, "--id", "mailbox", "--by", "ann"]);
    assert!(ran.status == 0 && ran.out.contains("kind = \"mail\""), "{}{}", ran.out, ran.err);
    let ran = run(&["source", "check", &text(&maps)]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let ran = run(&["source", "drift", &text(&maps), "--id", "mailbox", "--url", &url]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

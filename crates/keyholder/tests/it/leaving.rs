//! Leaving: everything in open formats, asked for, approved by another, carried out once.

use std::path::Path;

use serde_json::Value;

use crate::record::at;
use crate::run;

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_landlord_leaves_with_everything_and_only_with_an_approval() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    assert_eq!(
        run(&["demo", "--once", "--people", "1000", "--out", demo.to_str().unwrap()]).status,
        0
    );
    std::fs::rename(demo.join("record-of-people"), folder.path().join("data")).unwrap();
    let told = ["--told", "on the invitation", "--by", "ann"];
    let picture = ["picture", "add", "fair-1", "--event", "Summer fair", "--taken", "2026-06-20"];
    let shows = ["--shows", "scene", "--channel", "website"];
    let added = at(folder.path(), &[&picture[..], &shows, &told].concat());
    assert_eq!(added.status, 0, "{}", added.err);
    let group = ["--purpose", "group-work-of-mhs-homes-ltd", "--recipient", "group-mhs-homes-ltd"];
    let whom = ["--entity", "heart-of-medway", "--relationship", "tenant", "--from", "2026-11-24"];
    let how = ["--how", "with the rent letter", "--by", "ann"];
    let given = [&["share", "notice", "give"][..], &group, &whom, &how].concat();
    let given = at(folder.path(), &given);
    assert_eq!(given.status, 0, "{}", given.err);
    let to = folder.path().join("out");
    let go = |approval: &str| {
        let to = to.to_str().unwrap();
        let words = ["export", "carry-out", "--to", to, "--approval", approval, "--by", "ann"];
        at(folder.path(), &words)
    };
    let asked = at(folder.path(), &["export", "ask", "--by", "ann", "--reason", "we move house"]);
    let no = asked.out.trim().to_owned();
    let early = go(&no);
    assert!(early.status == 2 && early.err.contains("nobody has approved it yet"), "{}", early.err);
    assert!(!to.exists(), "nothing is left of a refused one");
    assert!(at(folder.path(), &["approval", "list"]).out.contains("export everything"));
    let post = "data-protection-officer";
    assert_eq!(at(folder.path(), &["post", "appoint", post, "dee", "--by", "ann"]).status, 0);
    assert!(at(folder.path(), &["post", "list"]).out.contains("data-protection-officer: dee"));
    assert_eq!(at(folder.path(), &["approval", "approve", &no, "--by", "dee"]).status, 0);
    let done = go(&no);
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);

    let people = lines(&to.join("people.jsonl"));
    assert!(done.out.starts_with(&format!("{} people, ", people.len())), "{}", done.out);
    let items: usize = people.iter().map(|one| one["items"].as_array().unwrap().len()).sum();
    assert!(people.len() > 200 && items > people.len() * 2, "{items}");
    let named = people.iter().flat_map(|one| one["items"].as_array().unwrap());
    assert!(named.clone().any(|item| item["category"] == "name" && item["value"].is_string()));
    let all = |list: &str| people.iter().map(|p| p[list].as_array().unwrap().len()).sum::<usize>();
    assert!(all("choices") > 10 && all("relationships") >= people.len() && all("history") > 200);
    assert_eq!(lines(&to.join("pictures.jsonl"))[0]["reference"], "fair-1");
    let notices = lines(&to.join("notices-given.jsonl"));
    assert_eq!((notices.len(), &notices[0]["relationship"]), (1, &Value::from("tenant")));
    let sums = std::fs::read_to_string(to.join("SHA256SUMS")).unwrap();
    assert!(sums.contains("  people.jsonl"));
    assert_eq!(go(&no).status, 2, "it is there already");
    std::fs::remove_dir_all(&to).unwrap();
    assert!(go(&no).err.contains("used"), "once");
}

#[test]
fn tasks_belong_to_a_post_and_end_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("safe.csv"), "ID,How\n1,post\n").unwrap();
    std::fs::write(
        path("safe.toml"),
        "register = 'safe-contacts'\nentity = 'heart-of-medway'\nsystem = 'housing'\n\
         number = 'ID'\npost = 'safeguarding-lead'\n[fields]\nabout = 'How'\n",
    )
    .unwrap();
    let set_aside = at(folder.path(), &["import", &path("safe.csv"), "--map", &path("safe.toml")]);
    assert!(
        set_aside.out.contains("1 about safety, waiting"),
        "{}{}",
        set_aside.out,
        set_aside.err
    );
    let tasks = |of: &str| at(folder.path(), &["task", "list", "--of", of]).out;
    assert_eq!(tasks("sam"), "`sam` has nothing to do.\n");
    let words = ["post", "appoint", "safeguarding-lead", "sam", "--deputy", "--by", "ann"];
    assert_eq!(at(folder.path(), &words).status, 0);
    assert!(tasks("sam").contains("place-imported-row"), "{}", tasks("sam"));
    let end = || at(folder.path(), &["task", "end", "1", "--outcome", "by hand", "--by", "sam"]);
    assert_eq!(end().status, 0);
    assert_eq!(end().status, 2);
    assert_eq!(tasks("sam"), "`sam` has nothing to do.\n");
    assert_eq!(at(folder.path(), &["post", "leave", "sam", "--by", "ann"]).status, 0);
    assert_eq!(at(folder.path(), &["post", "list"]).out, "0 held.\n");
}

use crate::run;

#[test]
fn the_demonstration_walks_through_everything_and_leaves_a_notice() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let ran = run(&["demo", "--once", "--people", "1000", "--out", out.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for expected in [
        "$ keyholder notice check",
        "$ keyholder charter check --on 2026-11-23\nclean",
        "may be used: name, telephone",
        "there is nothing we can show you here",
        "29 December 2026",
        "published version",
    ] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
    // The person it names stands in both, and the command it prints finds them there.
    let collect = ran.out.lines().find_map(|line| line.trim().strip_prefix("keyholder collect "));
    let words: Vec<&str> = collect.unwrap().split(' ').collect();
    let collected = run(&[&["collect"][..], &words].concat());
    assert_eq!(collected.status, 0, "{}{}", collected.out, collected.err);
    assert!(collected.out.contains("housing: held, "), "{}", collected.out);
    for file in ["index.html", "notice.md", "notice.txt", "style.css", "record-of-processing.xlsx"]
    {
        assert!(out.join(file).metadata().unwrap().len() > 500, "{file}");
    }
    // A second time it finds its own version there, and is content.
    assert_eq!(
        run(&["demo", "--once", "--people", "1000", "--out", out.to_str().unwrap()]).status,
        0
    );
}

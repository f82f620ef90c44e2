use std::path::Path;

use crate::{BUNDLED, run};

fn build(out: &Path, charter: &Path) -> (i32, String) {
    let (out, charter) = (out.to_str().unwrap(), charter.to_str().unwrap());
    let ran = run(&["notice", "build", "--out", out, "--charter", charter, "--on", "2026-11-23"]);
    (ran.status, ran.out + &ran.err)
}

/// The bundled charter in a folder of its own, with some of its texts replaced.
fn copy(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(BUNDLED).unwrap() {
        let from = entry.unwrap().path();
        let mut text = std::fs::read_to_string(&from).unwrap();
        for (old, new) in changes {
            text = text.replacen(old, new, 1);
        }
        std::fs::write(copy.path().join(from.file_name().unwrap()), text).unwrap();
    }
    copy
}

#[test]
fn a_second_version_keeps_the_first_and_says_what_changed() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(build(out.path(), Path::new(BUNDLED)).0, 0);
    let newer = [
        ("version = \"2026-10\"", "version = \"2026-12\""),
        ("published = 2026-10-12\nlanguage", "published = 2026-12-01\nlanguage"),
        ("fix your home", "mend your home"),
    ];
    let newer = copy(&newer);
    let (status, said) = build(out.path(), newer.path());
    assert_eq!(status, 0, "{said}");
    let read = |name: &str| std::fs::read_to_string(out.path().join(name)).unwrap();
    assert!(read("versions/2026-10.html").contains("has been replaced"));
    assert!(read("versions/index.html").contains("1 December 2026"));
    assert!(read("changes.html").contains("Compared with version 2026-10"));
    // The old one cannot come back over the new one.
    let (status, said) = build(out.path(), Path::new(BUNDLED));
    assert_eq!((status, said.contains("is out already")), (2, true), "{said}");
    assert!(read("index.html").contains("Version 2026-12"));
}

#[test]
fn other_words_under_a_published_version_are_refused_and_nothing_is_touched() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), Path::new(BUNDLED));
    let before = std::fs::read(out.path().join("index.html")).unwrap();
    let reworded = copy(&[("plain = \"", "plain = \"Hello. ")]);
    let (status, said) = build(out.path(), reworded.path());
    assert_eq!(
        (status, said.contains("was published before with other words")),
        (2, true),
        "{said}"
    );
    assert_eq!(std::fs::read(out.path().join("index.html")).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_written_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (status, said) = build(&file.join("below"), Path::new(BUNDLED));
    assert_eq!(status, 2);
    assert!(said.starts_with("error: cannot") && said.lines().count() == 1, "{said}");
}

#[test]
fn the_published_notice_passes_its_own_check() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), Path::new(BUNDLED));
    let text = out.path().join("notice.txt");
    let ran =
        run(&["notice", "check", "--deny", "error", "--on", "2026-11-23", text.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_charter_with_errors_is_not_published_but_as_a_draft() {
    let wrong = copy(&[("basis = \"contract\"\n", "")]);
    let out = tempfile::tempdir().unwrap();
    let (folder, into) = (wrong.path().to_str().unwrap(), out.path().join("site"));
    let (status, said) = build(&into, wrong.path());
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("errors on 2026-11-23: run `keyholder charter check`"), "{said}");
    assert!(!into.exists());

    let words = ["notice", "build", "--out", into.to_str().unwrap(), "--charter", folder];
    let ran = run(&[&words[..], &["--on", "2026-11-23", "--draft"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.starts_with("warning: a draft only: the charter has"), "{}", ran.err);
    assert!(into.join("index.html").exists());
}

#[test]
fn the_day_decides_whether_a_charter_may_be_published() {
    let out = tempfile::tempdir().unwrap();
    let build = |on: &str| {
        let out = out.path().to_str().unwrap();
        run(&["notice", "build", "--out", out, "--on", on]).status
    };
    assert_eq!((build("2026-11-23"), build("2040-01-01")), (0, 2));
}

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const BAD: &str = "1. Who we are\n\n1.1 We rely on Privacy Shield. See section 7.\n\n2. Your \
                   rights\n\n2.1 You may ask.\n";

/// A folder with one notice in it.
fn folder(name: &str, text: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("the folder is ours");
    (folder, path)
}

fn check(args: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(["notice", "check"])
        .args(args)
        .args(files)
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn a_person_sees_diagnostics_and_a_summary() {
    let (folder, path) = folder("notice.txt", BAD.as_bytes());
    let output = check(&[], &[&path]);
    let place = format!("{}/", folder.path().display());
    insta::assert_snapshot!(stdout(&output).replace(&place, ""), @r"
    error[term-out-of-date]: “Privacy Shield” is out of date since 2020: Privacy Shield was struck down by the Court of Justice (Schrems II)
     --> notice.txt:3:16
      |
    3 | 1.1 We rely on Privacy Shield. See section 7.
      |                ^^^^^^^^^^^^^^
      |
      = note: in paragraph 1.1 of the notice, confidence 0.95
      = help: use instead: the UK Extension to the EU-US Data Privacy Framework (since 12 October 2023, SI 2023/1028), for firms with an active listing

    error[cross-reference-unresolved]: there is no section 7 in this notice
     --> notice.txt:3:36
      |
    3 | 1.1 We rely on Privacy Shield. See section 7.
      |                                    ^^^^^^^^^
      |
      = note: in paragraph 1.1 of the notice, confidence 0.90
      = help: point to the section that is meant, by its number and title of today

    1 notice checked: 2 errors, 0 warnings, 0 notes
    ");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_build_reads_an_array() {
    let (_folder, path) = folder("notice.txt", BAD.as_bytes());
    let output = check(&["--json"], &[&path, &path]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let findings = findings.as_array().unwrap();
    assert_eq!(findings.len(), 4);
    let first = &findings[0];
    assert_eq!(first["file"], path.to_str().unwrap());
    assert_eq!(first["code"], "term-out-of-date");
    assert_eq!(first["severity"], "error");
    assert_eq!(first["confidence"], 0.95);
    assert_eq!((&first["line"], &first["column"]), (&3.into(), &16.into()));
    assert_eq!((&first["end_line"], &first["end_column"]), (&3.into(), &30.into()));
    assert_eq!(first["paragraph"], "1.1");
    let byte = |name: &str| usize::try_from(first["span"][name].as_u64().unwrap()).unwrap();
    assert_eq!(&BAD[byte("start")..byte("end")], "Privacy Shield");
    assert!(first["message"].as_str().unwrap().contains("out of date"));
    assert!(first["help"].as_str().unwrap().contains("Data Privacy Framework"));
}

#[test]
fn the_exit_status_follows_the_thresholds() {
    let warning = "We will answer your request within 40 days.\n";
    let soft = "We use sensitive personal data.\n";
    for (text, args, expected) in [
        (BAD, &[][..], 1),
        (BAD, &["--min-confidence", "0.99"], 0),
        (BAD, &["--on", "2014-01-01", "--min-confidence", "0.95"], 0),
        (warning, &["--deny", "error"], 0),
        (warning, &[], 1),
        (soft, &[], 0),
        (soft, &["--min-confidence", "0"], 0),
        (soft, &["--min-confidence", "0", "--deny", "note"], 1),
        ("Nothing here.\n", &["--deny", "note", "--min-confidence", "0"], 0),
        ("", &[], 0),
    ] {
        let (_folder, path) = folder("notice.txt", text.as_bytes());
        let output = check(args, &[&path]);
        assert_eq!(output.status.code(), Some(expected), "{text:?} {args:?} {}", stdout(&output));
    }
}

#[test]
fn what_cannot_be_read_is_one_clear_error() {
    let large = vec![b'a'; notice::MAX_BYTES + 1];
    for (bytes, expected) in [
        (&b"caf\xc3\xa9\nwe don\x92t"[..], "byte 12 (line 2) is not UTF-8: save"),
        (b"a\nb\x81(", "byte 3 (line 2) is not UTF-8: save"),
        (b"%PDF-1.7", "the file is a PDF, not text"),
        (b"w\0e\0", "the file is binary data, or UTF-16 without its mark"),
        (&large, "the file is larger than 4 MiB"),
    ] {
        let (_folder, path) = folder("notice.txt", bytes);
        let output = check(&[], &[&path]);
        assert_eq!(output.status.code(), Some(2));
        let error = stderr(&output);
        assert!(
            error.starts_with(&format!("error: cannot read `{}`: ", path.display())),
            "{error}"
        );
        assert!(error.contains(expected), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_file_that_is_not_there_does_not_hide_the_others() {
    let (folder, path) = folder("notice.txt", BAD.as_bytes());
    let output = check(&["--json"], &[&folder.path().join("none.txt"), &path]);
    assert_eq!(output.status.code(), Some(2));
    let findings: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(findings.as_array().unwrap().len(), 2);
    assert!(stderr(&output).contains("none.txt"));
}

#[test]
fn flags_that_make_no_sense_are_refused() {
    let (_folder, path) = folder("notice.txt", BAD.as_bytes());
    for (args, expected) in [
        (&["--on", "2026-02-30"][..], "no such day"),
        (&["--min-confidence", "60"], "give a number from 0 to 1"),
        (&["--deny", "everything"], "possible values: error, warning, note"),
    ] {
        let output = check(args, &[&path]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

#[test]
fn standard_input_is_a_file_too_and_cannot_steer_the_terminal() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(["notice", "check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text =
        "# \x1b[31mNotice\n\nSee section 4 'Red \x1b[31m rights' below.\n\n## One\n\n## Two\n";
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = stdout(&output);
    assert!(printed.contains("cross-reference-unresolved"), "{printed}");
    assert!(!printed.contains('\x1b'), "{printed:?}");
}

#[test]
fn older_encodings_are_read() {
    let marked = |text: &str| -> Vec<u8> {
        [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    for bytes in [
        marked("We don’t rely on Privacy Shield law. We follow Privacy Shield."),
        b"We don\x92t wait. We follow Privacy Shield \x96 a framework.".to_vec(),
    ] {
        let (_folder, path) = folder("notice.txt", &bytes);
        let output = check(&[], &[&path]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stdout(&output).contains("Privacy Shield"));
    }
}

#[test]
fn a_file_that_is_no_notice_is_said_to_be_none() {
    for (text, expected) in [
        ("", true),
        ("Hello\n", true),
        ("Please turn on scripts.", true),
        ("We keep your data for six years.", false),
    ] {
        let (_folder, path) = folder("notice.txt", text.as_bytes());
        let output = check(&[], &[&path]);
        assert_eq!(output.status.code(), Some(0));
        let told = stderr(&output).contains("does not read as a privacy notice");
        assert_eq!(told, expected, "{text:?}: {}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn names_are_bytes_and_cannot_steer_the_terminal() {
    use std::os::unix::ffi::OsStrExt;

    for name in [&b"bad\xff.txt"[..], b"red\x1b[31m.txt"] {
        let (folder, good) = folder("notice.txt", BAD.as_bytes());
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(&path, BAD).expect("the folder is ours");
        let output = check(&[], &[&path, &good]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let printed = stdout(&output);
        assert!(printed.contains('\u{fffd}') && !printed.contains('\x1b'), "{printed:?}");
        assert!(printed.contains("2 notices checked"), "{printed}");
    }
}

#[test]
fn only_ordinary_files_are_opened() {
    let (folder, good) = folder("notice.txt", BAD.as_bytes());
    let mut paths = vec![folder.path().to_owned()];
    if cfg!(unix) {
        paths.push(PathBuf::from("/dev/zero"));
    }
    for path in paths {
        let output = check(&["--json"], &[&path, &good]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("it is no ordinary file"), "{}", stderr(&output));
        assert!(stdout(&output).contains("Privacy Shield"));
    }
}

//! The binary, as somebody at a terminal meets it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod before_it_is_done;
mod bench;
mod by_hand;
mod case;
mod case_changes;
mod case_mail;
mod case_packs;
mod case_work;
mod change;
mod charter;
mod clock;
mod collect;
mod decide;
mod demo;
mod disposal;
mod drift;
mod faults;
mod keeping;
mod kill;
mod leaving;
mod notice_build;
mod notice_check;
mod publishing;
mod record;
mod registers;
mod resident;
mod ropa;
mod screen;
mod server;
mod share;
mod sign_in;
mod source;
mod statistics;
mod stopping;
mod webhook;
mod witness;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What a run of the program left behind.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// Runs the program with these words, and this on its standard input.
fn run_with(words: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that stops at the first wrong line does not read the rest.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let ran = Ran {
        status: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    };
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

/// Runs the program with these words.
fn run(words: &[&str]) -> Ran {
    run_with(words, "")
}

/// Runs the program, which must succeed and print JSON.
fn json(words: &[&str]) -> serde_json::Value {
    let ran = run(words);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// The bundled charter as a folder.
const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters/mhs-homes");

/// Every command there is explains itself: clap checks its words while it does.
#[test]
fn every_command_explains_itself() {
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(command) = open.pop() {
        let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
        words.push("--help");
        let ran = run(&words);
        assert_eq!(ran.status, 0, "{words:?}: {}", ran.err);
        seen += 1;
        let Some((_, below)) = ran.out.split_once("Commands:\n") else { continue };
        for line in below.lines().take_while(|line| line.starts_with(' ')) {
            // A word of a command stands two in; what is further in goes on about it.
            let Some(word) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else {
                continue;
            };
            let word = word.split_whitespace().next().unwrap_or_default();
            if word != "help" {
                let mut deeper = command.clone();
                deeper.push(word.to_owned());
                open.push(deeper);
            }
        }
    }
    assert!(seen > 100, "{seen} commands were found");
}

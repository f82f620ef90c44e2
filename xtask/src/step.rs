//! One step of a longer run: said before it is done.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::Context;

/// A cargo command at the root of the project.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(crate::root());
    command
}

/// Whether a cargo subcommand is installed.
pub(crate) fn installed(subcommand: &str) -> bool {
    cargo(&[subcommand, "--version"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Says what is about to run, in a line or two.
fn say(what: &str, command: &Command) {
    let mut line = Path::new(command.get_program()).file_stem().unwrap_or_default().to_owned();
    for arg in command.get_args() {
        line.push(" ");
        line.push(arg);
    }
    let line = line.to_string_lossy();
    let short: String = line.chars().take(160).collect();
    let more = if short.len() < line.len() { " ..." } else { "" };
    eprintln!("\n==> {what}: {short}{more}");
}

/// Says and runs a step; `false` when it fails.
pub(crate) fn run(what: &str, command: &mut Command) -> anyhow::Result<bool> {
    say(what, command);
    let status = command.stdin(Stdio::null()).status();
    Ok(status.with_context(|| cannot_start(command))?.success())
}

/// Says and runs a step, shows what it prints as it prints it, and hands each line to `read`.
///
/// `read` returns what it learnt from a line; the answer is everything it learnt, and whether the
/// step succeeded.
pub(crate) fn run_reading<T: Send>(
    what: &str,
    command: &mut Command,
    read: fn(&str) -> Option<T>,
) -> anyhow::Result<(Vec<T>, bool)> {
    say(what, command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let learnt = thread::scope(|scope| {
        let errors = scope.spawn(|| err.map(|stream| copy(stream, io::stderr(), read)));
        let mut learnt = out.map(|stream| copy(stream, io::stdout(), read)).unwrap_or_default();
        learnt.extend(errors.join().ok().flatten().unwrap_or_default());
        learnt
    });
    let status = child.wait().context("cannot wait for its end")?;
    Ok((learnt, status.success()))
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}

/// Copies a stream line by line. A reader that has gone away does not stop the tests.
fn copy<T>(from: impl Read, mut to: impl Write, read: fn(&str) -> Option<T>) -> Vec<T> {
    let mut learnt = Vec::new();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let _ = to.write_all(&line).and_then(|()| to.flush());
        learnt.extend(read(&plain(&String::from_utf8_lossy(&line))));
        line.clear();
    }
    learnt
}

/// A line without the escape sequences that colour it.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.extend(part.split_once('m').map(|(_, rest)| rest));
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_copied_as_they_are_and_read_without_colour() {
        let coloured = "one\n\u{1b}[32;1m  two\u{1b}[0m three\nend";
        let mut shown = Vec::new();
        let read = copy(coloured.as_bytes(), &mut shown, |line| Some(line.to_owned()));
        assert_eq!(read, ["one", "two three", "end"]);
        assert_eq!(shown, coloured.as_bytes());
    }
}

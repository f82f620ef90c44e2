//! A disk that is full, and one that may not be written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::{Server, at, officer};

/// A small disk of its own, in memory. It goes with the test.
pub(crate) struct Disk {
    folder: tempfile::TempDir,
}

fn can(program: &str, words: &[&str]) -> Result<(), String> {
    let ran = Command::new(program).args(words).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&ran.stderr).trim().to_owned();
    if ran.status.success() { Ok(()) } else { Err(said) }
}

impl Disk {
    /// None where this machine lets nobody mount one; the reason is said.
    pub(crate) fn mount() -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        match can("mount", &["-t", "tmpfs", "-o", "size=24m", "keyholder-test", &path]) {
            Ok(()) => Some(Disk { folder }),
            Err(why) => {
                eprintln!("SKIPPED: no small disk can be mounted here ({why})");
                None
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills what is left; the file that does.
    pub(crate) fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 16, 4096, 1] {
            while file.write_all(&vec![7; size]).is_ok() {}
        }
        path
    }

    fn again(&self, how: &str) -> Result<(), String> {
        can("mount", &["-o", &format!("remount,{how}"), self.path().to_str().unwrap()])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = can("umount", &["-l", self.path().to_str().unwrap()]);
    }
}

/// Writes until it is told that it cannot; what was acknowledged and what was not.
fn write_until_told(server: &Server, token: &str, person: &str, name: &str) -> [Vec<String>; 2] {
    let [mut done, mut told] = [Vec::new(), Vec::new()];
    for n in 0..2_000 {
        let value = format!("{name} {n}, {}", "x".repeat(2_000));
        let (status, said) = server.hold(token, person, &value);
        if status == 201 {
            done.push(value);
            continue;
        }
        assert_eq!((status, &said["type"]), (503, &"cannot-write".into()), "{said}");
        assert!(said["detail"].as_str().unwrap().contains("nothing was done"), "{said}");
        told.push(value);
        if told.len() == 3 {
            return [done, told];
        }
    }
    panic!("it never became full");
}

#[test]
fn a_full_disk_is_said_loses_nothing_and_shows_nothing() {
    let Some(disk) = Disk::mount() else { return };
    let data = disk.path().join("data");
    let token = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    let filler = disk.fill();
    let [done, told] = write_until_told(&server, &token, &person, "first");
    // A look cannot be written down, so nothing is shown.
    let (status, said) = server.look(&token, &person);
    assert_eq!((status, &said["type"]), (503, &"cannot-write".into()), "{said}");
    assert!(!said.to_string().contains("Ada"), "{said}");

    // Space is freed: it goes on by itself.
    std::fs::remove_file(&filler).unwrap();
    let (status, said) = server.hold(&token, &person, "after");
    assert_eq!(status, 201, "{said}");
    let there = server.values(&token, &person);
    assert!(done.iter().all(|value| there.contains(value)), "acknowledged and gone");
    assert!(told.iter().all(|value| !there.contains(value)), "said not to be done, and done");

    // Full again, and then the power goes.
    let filler = disk.fill();
    let [more, _] = write_until_told(&server, &token, &person, "second");
    server.kill();
    if let Err(said) = Server::try_start(&data, &[]) {
        assert!(
            said.contains("the store cannot write") && said.contains("free some space"),
            "{said}"
        );
    }
    let backup = disk.path().join("copy.db");
    let copy = ["backup", "--to", backup.to_str().unwrap()];
    let refused = at(&data, &copy);
    assert_eq!(refused.status, 2, "{}", refused.out);
    assert!(refused.err.contains("cannot write"), "{}", refused.err);
    std::fs::remove_file(&filler).unwrap();
    let copied = at(&data, &copy);
    assert_eq!(copied.status, 0, "the try before stands in the way: {}", copied.err);
    let server = Server::start(&data);
    let there = server.values(&token, &person);
    assert!(done.iter().chain(&more).all(|value| there.contains(value)));
    server.stop();
    for words in [&["ledger", "verify"][..], &["doctor"]] {
        let said = at(&data, words);
        assert!(said.out.starts_with("GREEN"), "{}{}", said.out, said.err);
    }
}

#[test]
fn a_file_that_may_grow_no_further_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let token = officer(&data);
    // No file beyond 3 MiB: as a quota is, and nobody needs to be root for it.
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -S -f 6144; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_keyholder"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data);
    let server = Server::spawn(&mut limited).unwrap();
    let person = server.tenant(&token, "Ada Example");
    let [done, told] = write_until_told(&server, &token, &person, "first");
    // A look is shorter than what was refused, and finds room yet in pages that are begun; then there is
    // none.
    let refused =
        (0..2_000).map(|_| server.look(&token, &person)).find(|(status, _)| *status != 200);
    let (status, said) = refused.unwrap();
    assert_eq!((status, &said["type"]), (503, &"cannot-write".into()), "{said}");
    let id = server.id().to_string();
    if let Err(why) = can("prlimit", &["--fsize=unlimited", "--pid", &id]) {
        eprintln!("SKIPPED: the limit cannot be lifted while it runs ({why})");
    } else {
        assert_eq!(server.hold(&token, &person, "after").0, 201);
    }
    server.kill();
    let server = Server::start(&data);
    let there = server.values(&token, &person);
    assert!(done.iter().all(|value| there.contains(value)), "acknowledged and gone");
    assert!(told.iter().all(|value| !there.contains(value)), "said not to be done, and done");
}

#[test]
fn a_disk_that_may_not_be_written_serves_nobody_and_is_left_as_it_is() {
    let Some(disk) = Disk::mount() else { return };
    let data = disk.path().join("data");
    let token = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    server.stop();
    let before = std::fs::read(data.join("data.db")).unwrap();
    disk.again("ro").unwrap();
    let said = Server::try_start(&data, &[]).err().unwrap();
    assert!(said.contains("cannot write") || said.contains("cannot close"), "{said}");
    for words in [&["doctor"][..], &["token", "list"]] {
        let said = at(&data, words);
        assert_ne!(said.status, 0, "{}", said.out);
        assert!(said.err.contains("ead-only") || said.out.contains("ead-only"), "{}", said.err);
    }
    assert_eq!(std::fs::read(data.join("data.db")).unwrap(), before);
    disk.again("rw").unwrap();
    let server = Server::start(&data);
    assert_eq!(server.look(&token, &person).0, 200);
}

#[test]
fn a_file_that_becomes_fixed_while_it_is_served_releases_nothing() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = folder.path().join("data");
    let token = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    let files = ["data.db", "data.db-wal"].map(|name| data.join(name).to_str().unwrap().to_owned());
    let fix = |how: &str| can("chattr", &[how, &files[0], &files[1]]);
    if let Err(why) = fix("+i") {
        eprintln!("SKIPPED: a file cannot be fixed here ({why})");
        return;
    }
    // A look before anybody noticed may be written down where looks are; after that none is.
    let held = server.hold(&token, &person, "late");
    let looked = server.look(&token, &person);
    fix("-i").unwrap();
    for (status, said) in [looked, held] {
        assert_eq!((status, &said["type"]), (503, &"cannot-write".into()), "{said}");
        assert!(!said.to_string().contains("Ada"), "{said}");
    }
    assert_eq!(server.look(&token, &person).0, 200, "it goes on by itself");
    assert!(server.values(&token, &person).is_empty());
}

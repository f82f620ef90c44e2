//! A vault that is lost, another one, or an older copy; a master key that is lost.

use serde_json::json;

use crate::server::{Server, at, copy, officer};

#[test]
fn a_lost_vault_is_said_and_nothing_is_made_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let token = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    server.stop();
    let kept = copy(&data, &folder.path().join("kept"));
    for (gone, says) in [("vault.db", "the vault"), ("master.key", "the master key")] {
        std::fs::remove_file(data.join(gone)).unwrap();
        let said = Server::try_start(&data, &[]).err().unwrap();
        assert!(said.contains(says) && said.contains("is gone"), "{said}");
        assert!(!data.join(gone).exists(), "a new `{gone}` was made");
        let doctor = at(&data, &["doctor"]);
        assert!(doctor.status == 1 && doctor.out.contains("is gone"), "{}", doctor.out);
        std::fs::copy(kept.join(gone), data.join(gone)).unwrap();
    }
    // An empty file is no vault either.
    std::fs::write(data.join("vault.db"), "").unwrap();
    assert!(Server::try_start(&data, &[]).err().unwrap().contains("is gone"));
    std::fs::copy(kept.join("vault.db"), data.join("vault.db")).unwrap();
    let server = Server::start(&data);
    assert_eq!(server.look(&token, &person).0, 200);
}

#[test]
fn another_vault_or_other_data_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    for data in [&one, &two] {
        let token = officer(data);
        let server = Server::start(data);
        server.tenant(&token, "Ada Example");
        server.stop();
    }
    let kept = copy(&one, &folder.path().join("kept"));
    for name in ["vault.db", "master.key"] {
        std::fs::copy(two.join(name), one.join(name)).unwrap();
    }
    let said = Server::try_start(&one, &[]).err().unwrap();
    assert!(said.contains("is not the one of this data"), "{said}");
    // The data is lost and its vault is not: numbers would be given twice, and the erased erased.
    let data = copy(&kept, &folder.path().join("without"));
    std::fs::remove_file(data.join("data.db")).unwrap();
    let said = Server::try_start(&data, &[]).err().unwrap();
    assert!(said.contains("belongs to other data"), "{said}");
}

#[test]
fn an_older_vault_is_refused_and_taken_only_when_somebody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let officer = officer(&data);
    let server = Server::start(&data);
    let gone = server.tenant(&officer, "Bo Example");
    let stays = server.tenant(&officer, "Ada Example");
    server.stop();
    let copied = folder.path().join("keys.db");
    let words = ["backup", "--keys", "--to", copied.to_str().unwrap()];
    assert_eq!(at(&data, &words).status, 0);

    // Somebody is erased, and more are entered than keys were made ahead for.
    let ask = ["erase", "ask", &gone, "--by", "ann", "--reason", "They asked on 3 November."];
    let no = at(&data, &ask).out.trim().to_owned();
    for words in [
        &["post", "appoint", "data-protection-officer", "dee", "--by", "ann"][..],
        &["approval", "approve", &no, "--by", "dee"],
        &[
            "erase",
            "carry-out",
            &gone,
            "--approval",
            &no,
            "--by",
            "ann",
            "--entity",
            "heart-of-medway",
        ],
    ] {
        let said = at(&data, words);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let server = Server::start(&data);
    let late = server.tenant(&officer, "Cy Example");
    server.stop();

    let newest = data.join("vault.db");
    std::fs::remove_file(&newest).unwrap();
    std::fs::copy(&copied, &newest).unwrap();
    for _ in 0..2 {
        let said = Server::try_start(&data, &[]).err().unwrap();
        assert!(said.contains("is an older copy") && said.contains("restore --keys"), "{said}");
    }
    assert!(at(&data, &["doctor"]).out.contains("is an older copy"));

    let taken = at(&data, &["restore", "--keys", copied.to_str().unwrap()]);
    assert_eq!(taken.status, 0, "{}", taken.err);
    assert!(taken.out.contains("cannot be read any more"), "{}", taken.out);
    let server = Server::start(&data);
    assert_eq!(server.look(&officer, &stays).0, 200);
    let (status, said) = server.look(&officer, &late);
    assert_eq!((status, &said["type"]), (500, &"damaged".into()), "{said}");
    assert_eq!(server.look(&officer, &gone).0, 403, "nobody comes back");
    let find = json!({
        "why": {"purpose": "tenancy-management"}, "identifiers": [{"kind": "name", "value": "Bo Example"}],
    });
    assert_eq!(server.post(&officer, "/v1/people/find", &find).1["outcome"], "nobody");
    server.stop();
    let doctor = at(&data, &["doctor"]);
    assert!(doctor.status == 1 && doctor.out.contains("have no key"), "{}", doctor.out);
    assert!(at(&data, &["ledger", "verify"]).out.starts_with("GREEN"));
}

#[test]
fn a_number_is_not_given_again_after_an_older_copy_of_the_data_came_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let officer = officer(&data);
    let server = Server::start(&data);
    server.tenant(&officer, "Ada Example");
    server.stop();
    let copied = folder.path().join("data-copy.db");
    assert_eq!(at(&data, &["backup", "--to", copied.to_str().unwrap()]).status, 0);
    // Enough people that the copy knows nothing of their numbers; the last is erased.
    let server = Server::start(&data);
    let gone = server.tenant(&officer, "Bo Example");
    server.stop();
    let ask = ["erase", "ask", &gone, "--by", "ann", "--reason", "They asked on 3 November."];
    let no = at(&data, &ask).out.trim().to_owned();
    for words in [
        &["post", "appoint", "data-protection-officer", "dee", "--by", "ann"][..],
        &["approval", "approve", &no, "--by", "dee"],
        &[
            "erase",
            "carry-out",
            &gone,
            "--approval",
            &no,
            "--by",
            "ann",
            "--entity",
            "heart-of-medway",
        ],
    ] {
        assert_eq!(at(&data, words).status, 0);
    }
    let note = folder.path().join("note.txt");
    std::fs::write(&note, at(&data, &["ledger", "checkpoint"]).out).unwrap();
    let words = ["restore", copied.to_str().unwrap(), "--checkpoint", note.to_str().unwrap()];
    assert_eq!(at(&data, &words).status, 0);
    let server = Server::start(&data);
    let fresh = server.tenant(&officer, "Cy Example");
    server.stop();
    // At the next start whoever the vault says was erased is taken out again: not somebody else.
    let server = Server::start(&data);
    let (status, seen) = server.look(&officer, &fresh);
    assert_eq!(status, 200, "{seen}");
}

#[test]
fn the_drill_everything_is_brought_to_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let data = folder.path().join("data");
    let officer = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&officer, "Ada Example");
    server.stop();
    std::fs::write(path("note.txt"), at(&data, &["ledger", "checkpoint"]).out).unwrap();
    let (keys_copy, data_copy) = (path("keys.db"), path("data.db"));
    let backups = [&["backup", "--to", &keys_copy, "--keys"][..], &["backup", "--to", &data_copy]];
    for (name, order) in [("keys-first", [0, 1]), ("data-first", [1, 0])] {
        for which in order {
            let said = at(&data, backups[which]);
            assert_eq!(said.status, 0, "{}", said.err);
        }
        let there = folder.path().join(name);
        std::fs::create_dir(&there).unwrap();
        std::fs::copy(data.join("master.key"), there.join("master.key")).unwrap();
        for words in [
            &["restore", &keys_copy, "--keys"][..],
            &["restore", &data_copy, "--checkpoint", &path("note.txt")],
        ] {
            let said = at(&there, words);
            assert_eq!(said.status, 0, "{name}: {}", said.err);
        }
        let server = Server::start(&there);
        assert_eq!(server.look(&officer, &person).0, 200, "{name}");
        server.stop();
        let doctor = at(&there, &["doctor"]);
        assert!(doctor.out.starts_with("GREEN"), "{name}: {}", doctor.out);
        for copy in ["keys.db", "data.db"] {
            std::fs::remove_file(path(copy)).unwrap();
        }
    }
}

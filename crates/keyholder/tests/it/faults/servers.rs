//! Two servers at once, and a PostgreSQL server that goes away under load.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use db::cluster::Cluster;

use crate::server::{Server, at, held, officer, post, token_with};

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let token = officer(&data);
    let server = Server::start(&data);
    let person = server.tenant(&token, "Ada Example");
    let said = Server::try_start(&data, &[]).err().unwrap();
    assert!(said.contains("is in use by another process"), "{said}");
    assert_eq!(at(&data, &["doctor"]).status, 2);
    assert_eq!(server.look(&token, &person).0, 200, "the first goes on");
}

#[test]
fn two_servers_share_a_postgresql_server_from_the_very_first_start() {
    let cluster = Cluster::start("fsync = off").unwrap();
    let (data, keys) = (cluster.database("data").unwrap(), cluster.database("keys").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("data");
    let master = folder.path().join("master.key");
    let hex = "5a".repeat(32);
    std::fs::write(&master, hex).unwrap();
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&master, closed).unwrap();
    let more =
        ["--postgres", &data, "--vault-postgres", &keys, "--master-key", master.to_str().unwrap()];
    let one = folder.path().join("one").to_str().unwrap().to_owned();
    // Both make the tables, number the names and find their keys at the same time.
    let servers = std::thread::scope(|scope| {
        let starts: Vec<_> = ["one", "two"]
            .map(|name| {
                let spool = folder.path().join(name).to_str().unwrap().to_owned();
                let (place, more) = (&place, &more);
                scope.spawn(move || {
                    let more = [more, &["--spool", spool.as_str()][..]].concat();
                    Server::try_start(place, &more).unwrap()
                })
            })
            .into();
        starts.into_iter().map(|start| start.join().unwrap()).collect::<Vec<_>>()
    });
    let token = token_with(&place, "officer", "housing-officer", "housing", "read,write", &more);
    let people: BTreeSet<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..6)
            .map(|writer| {
                let (server, token) = (&servers[writer % 2], &token);
                scope.spawn(move || {
                    (0..60)
                        .map(|n| server.tenant(token, &format!("Ada {writer} {n}")))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(people.len(), 360);
    for (n, person) in people.iter().enumerate().step_by(7) {
        let (status, seen) = servers[n % 2].look(&token, person);
        assert_eq!(status, 200, "{seen}");
    }
    let said = Server::try_start(&place, &[&more, &["--spool", one.as_str()][..]].concat());
    assert!(said.err().unwrap().contains("a spool of its own"));
    for server in servers {
        server.stop();
    }
    let verified = at(&place, &[&["ledger", "verify"][..], &more].concat());
    assert!(verified.out.starts_with("GREEN"), "{}{}", verified.out, verified.err);
    let doctor = at(&place, &[&["doctor"][..], &more].concat());
    assert!(doctor.out.starts_with("GREEN"), "{}{}", doctor.out, doctor.err);
}

#[test]
fn postgresql_restarts_in_the_middle_and_the_server_goes_on_by_itself() {
    let cluster = Cluster::start("").unwrap();
    let data = cluster.database("data").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("data");
    let more = ["--postgres", data.as_str()];
    let token = token_with(&place, "officer", "housing-officer", "housing", "read,write", &more);
    let server = Server::try_start(&place, &more).unwrap();
    let over = AtomicBool::new(false);
    let (address, over) = (&server.address, &over);
    // A person for each writer, or they would only meet each other.
    let people: Vec<String> =
        (0..4).map(|n| server.tenant(&token, &format!("Ada Example {n}"))).collect();
    let (acknowledged, doubtful, refused) = std::thread::scope(|scope| {
        let writers: Vec<_> = (people.iter().enumerate())
            .map(|(writer, person)| {
                let token = &token;
                scope.spawn(move || {
                    let (mut done, mut doubtful, mut refused) = (vec![], vec![], vec![]);
                    let path = format!("/v1/people/{person}/items");
                    for n in 0.. {
                        if over.load(Ordering::SeqCst) {
                            break;
                        }
                        let value = format!("{writer}.{n}");
                        let (status, said) = post(address, token, &path, &held(&value)).unwrap();
                        match (status, said["type"].as_str().unwrap_or_default()) {
                            (201, _) => done.push(value),
                            (503, "uncertain") => doubtful.push(value),
                            (503, "unavailable") => refused.push(value),
                            _ => panic!("{status} {said}"),
                        }
                    }
                    (done, doubtful, refused)
                })
            })
            .collect();
        for _ in 0..4 {
            std::thread::sleep(Duration::from_millis(700));
            cluster.crash().unwrap();
        }
        std::thread::sleep(Duration::from_millis(700));
        over.store(true, Ordering::SeqCst);
        let mut sums = (vec![], vec![], vec![]);
        for writer in writers {
            let (done, doubtful, refused) = writer.join().unwrap();
            sums.0.extend(done);
            sums.1.extend(doubtful);
            sums.2.extend(refused);
        }
        sums
    });
    assert!(acknowledged.len() > 20 && !refused.is_empty(), "nothing happened");
    eprintln!(
        "{} acknowledged, {} in doubt, {} refused",
        acknowledged.len(),
        doubtful.len(),
        refused.len()
    );
    let begun = Instant::now();
    while server.look(&token, &people[0]).0 != 200 {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not come back");
    }
    let there: Vec<String> =
        people.iter().flat_map(|person| server.values(&token, person)).collect();
    let unique: BTreeSet<&String> = there.iter().collect();
    assert_eq!(unique.len(), there.len(), "something was done twice");
    assert!(acknowledged.iter().all(|value| unique.contains(value)), "acknowledged and gone");
    let wrong: Vec<_> = refused.iter().filter(|value| unique.contains(value)).collect();
    assert!(wrong.is_empty(), "said not to be done, and done: {wrong:?}\n{}", server.said());
    server.stop();
    let verified = at(&place, &[&["ledger", "verify"][..], &more].concat());
    assert!(verified.out.starts_with("GREEN"), "{}{}", verified.out, verified.err);
}

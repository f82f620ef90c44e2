//! A clock that had run ahead and was set right.

use db::Db;

use crate::server::{Server, at, get, officer, token_with};

#[test]
fn a_clock_that_is_behind_is_said_and_believed_again_when_somebody_says_that_it_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let officer = officer(&data);
    let ends = token_with(&data, "ends", "housing-officer", "housing", "read", &["--days", "10"]);
    let server = Server::start(&data);
    let person = server.tenant(&officer, "Ada Example");
    assert_eq!(server.look(&ends, &person).0, 200);
    server.stop();
    // As if all this had been written by a clock twenty days ahead.
    let store = Db::open(data.join("data.db").to_str().unwrap()).unwrap();
    let ahead = "UPDATE entry SET at = at + 1728000000000";
    let _ = store.write("ahead", move |tx| tx.execute(ahead, &[])).unwrap();
    drop(store);

    let server = Server::start(&data);
    assert_eq!(server.look(&ends, &person).0, 401, "by the record's time it has ended");
    assert_eq!(server.look(&officer, &person).0, 200);
    assert!(get(&server.address, "/ready").starts_with("ready"));
    server.stop();
    let doctor = at(&data, &["doctor"]);
    assert!(doctor.status == 1 && doctor.out.contains("the clock is behind"), "{}", doctor.out);
    assert_eq!(at(&data, &["doctor", "--clock-is-right"]).status, 0);
    let doctor = at(&data, &["doctor"]);
    assert!(doctor.out.starts_with("GREEN"), "{}{}", doctor.out, doctor.err);
    let server = Server::start(&data);
    assert_eq!(server.look(&ends, &person).0, 200);
}

//! Stopping from another thread: what is running ends, here and on the server, and nothing that was
//! not searched to its end says that it was.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use db::cluster::Cluster;
use sources::collect::{Answer, Collected, collect, collect_until};
use sources::connect::{FoundRow, How, Match, Wanted};
use sources::resume::{Journal, Kept};
use sources::{Connector, Error, Map, Stop, connect};

use crate::collecting::{Connectors, email, leave};
use crate::map;
use crate::mariadb::shared;
use crate::papers::put;
use crate::resuming::Turned;

/// Against hanging: whatever is asked here takes far longer by itself.
const PATIENCE: Duration = Duration::from_secs(25);

/// Waits until something is so.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Values nothing fits, so many that to compare them takes long.
fn many(count: usize) -> Vec<String> {
    (0..count).map(|no| format!("nobody{no}@example.net")).collect()
}

/// Asks a source, and stops it from another thread once it runs: what came of it, in time.
fn stopped(
    address: &str,
    (table, field, how): (&str, &str, How),
    values: &[String],
    is_running: impl Fn() -> bool + Sync,
) {
    let mut connector = connect::open(address).unwrap();
    let stop = Stop::default();
    connector.stop_with(&stop);
    connector.begin().unwrap();
    let any = [Match { field, how, values }];
    let wanted = Wanted { schema: None, table, fields: &[field], any: &any };
    let (found, took) = std::thread::scope(|scope| {
        let stopper = scope.spawn(|| {
            until("it runs", &is_running);
            let begun = Instant::now();
            stop.stop();
            (begun, begun.elapsed())
        });
        let found = connector.find(&wanted, &mut |_| Ok(()));
        let (begun, waited) = stopper.join().unwrap();
        assert!(waited < Duration::from_secs(2), "who stops it does not wait: {waited:?}");
        (found, begun.elapsed())
    });
    assert_eq!(found, Err(Error::Stopped), "{address}");
    assert!(took < PATIENCE, "{address}: {took:?}");
    // And nothing is asked of it afterwards.
    assert_eq!(connector.begin().err(), Some(Error::Stopped));
    assert_eq!(connector.schema().err(), Some(Error::Stopped));
    assert_eq!(connector.find(&wanted, &mut |_| Ok(())), Err(Error::Stopped));
}

#[test]
fn a_statement_of_postgresql_ends_on_the_server_too() {
    let cluster = Cluster::start("").unwrap();
    let address = cluster.database("slow").unwrap();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    // Whoever reads a row of it waits for a minute first.
    client
        .batch_execute(
            "CREATE TABLE note (no integer PRIMARY KEY, who text);
             INSERT INTO note VALUES (1, 'ada');
             CREATE ROLE reader LOGIN; GRANT SELECT ON note TO reader;
             ALTER TABLE note ENABLE ROW LEVEL SECURITY;
             CREATE POLICY slowly ON note USING (pg_sleep(60) IS NOT NULL)",
        )
        .unwrap();
    let client = std::sync::Mutex::new(client);
    let is_running = || {
        let running = "SELECT count(*) FROM pg_stat_activity
                       WHERE usename = 'reader' AND state = 'active' AND wait_event = 'PgSleep'";
        client.lock().unwrap().query_one(running, &[]).unwrap().get::<_, i64>(0) > 0
    };
    let address = address.replace("postgres@", "reader@");
    stopped(&address, ("note", "who", How::Same), &["ada".to_owned()], is_running);
    until("the server ends it", || !is_running());
}

#[test]
fn a_statement_of_mariadb_ends_on_the_server_too() {
    let server = shared();
    // A server that reckons does not see that nobody listens any more.
    let database = server.database(
        "CREATE TABLE note (no INT PRIMARY KEY, who VARCHAR(20));
         INSERT INTO note VALUES (1, 'ada');
         CREATE VIEW slow AS
             SELECT no, IF(BENCHMARK(2000000000, MD5('x')), 'cut short', who) AS who FROM note",
    );
    let is_running = || {
        let running = format!(
            "SELECT 'yes' FROM information_schema.PROCESSLIST
             WHERE DB = '{database}' AND COMMAND = 'Query' AND INFO LIKE '%slow%'"
        );
        server.run(&running).contains("yes")
    };
    let address = server.address(&database);
    stopped(&address, ("slow", "who", How::Same), &["ada".to_owned()], is_running);
    until("the server ends it", || !is_running());
}

/// Where a server lets nobody in any more there is no asking it: the line is cut.
#[test]
fn where_a_server_cannot_be_asked_to_end_it_nobody_waits_either() {
    let server = shared();
    let database = server.database(
        "CREATE TABLE note (no INT PRIMARY KEY, who VARCHAR(20));
         INSERT INTO note VALUES (1, 'ada');
         CREATE VIEW slow AS SELECT no, IF(SLEEP(30), 'cut short', who) AS who FROM note;
         CREATE USER alone@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1;
         GRANT SELECT ON *.* TO alone@'127.0.0.1'",
    );
    let address = format!("mysql://alone@127.0.0.1:{}/{database}", server.port());
    let is_running = || {
        let running = "SELECT 'yes' FROM information_schema.PROCESSLIST
                       WHERE USER = 'alone' AND STATE = 'User sleep'";
        server.run(running).contains("yes")
    };
    stopped(&address, ("slow", "who", How::Same), &["ada".to_owned()], is_running);
}

#[test]
fn a_statement_of_sqlite_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let rows = "CREATE TABLE note (no INTEGER PRIMARY KEY, who TEXT);
        WITH RECURSIVE up(no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM up WHERE no < 20000)
        INSERT INTO note SELECT no, replace(hex(zeroblob(1000)), '0', '@') FROM up";
    database.execute_batch(rows).unwrap();
    let address = format!("sqlite:{}", path.display());
    stopped(&address, ("note", "who", How::Email), &many(900), after_a_moment());
}

/// True a moment after it was first asked.
fn after_a_moment() -> impl Fn() -> bool + Sync {
    let begun = Instant::now();
    move || begun.elapsed() > Duration::from_millis(700)
}

#[test]
fn reading_a_folder_ends_in_the_middle_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let long = |bytes: usize| "a line with nobody in it @ all\n".repeat(bytes / 31);
    let rows: String = (0..20_000).map(|no| format!("{no},{}\n", "@".repeat(1_000))).collect();
    put(&folder.path().join("tables"), &[("t.csv", format!("no,who\n{rows}").as_bytes())]);
    put(&folder.path().join("papers"), &[("a.txt", long(12 << 20).as_bytes())]);
    let letter = "From ada@example.org Mon Jan  1 10:00:00 2024\nFrom: ada@example.org\n\n";
    put(
        &folder.path().join("mail"),
        &[("in.mbox", (letter.to_owned() + &long(12 << 20)).as_bytes())],
    );
    for (kind, part, table, field) in [
        ("tables", "tables", "t", "who"),
        ("documents", "papers", "document", "text"),
        ("mail", "mail", "message", "body"),
    ] {
        let address = format!("{kind}:{}", folder.path().join(part).display());
        stopped(&address, (table, field, How::Email), &many(10_000), after_a_moment());
    }
}

#[test]
fn after_the_row_at_which_it_is_stopped_none_comes() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "CREATE TABLE note (no INTEGER PRIMARY KEY, who TEXT);
        INSERT INTO note VALUES (1, 'ada@example.org'), (2, 'ada@example.org'), (3, 'ada@example.org')";
    let path = folder.path().join("note.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(rows).unwrap();
    let cluster = Cluster::start("").unwrap();
    let postgres = cluster.database("note").unwrap();
    let mut client = postgres::Client::connect(&postgres, postgres::NoTls).unwrap();
    client.batch_execute(rows).unwrap();
    let mariadb = shared().address(&shared().database(rows));
    let csv = b"no,who\n1,ada@example.org\n2,ada@example.org\n3,ada@example.org\n";
    put(&folder.path().join("tables"), &[("note.csv", csv)]);
    let said: &[u8] = b"of ada@example.org";
    put(&folder.path().join("papers"), &[("1.txt", said), ("2.txt", said), ("3.txt", said)]);
    let letter: &[u8] = b"From: ada@example.org\n\nHello 1\n";
    let other: &[u8] = b"From: ada@example.org\n\nHello 2\n";
    put(&folder.path().join("mail"), &[("1.eml", letter), ("2.eml", other)]);
    let below = |kind: &str, part: &str| format!("{kind}:{}", folder.path().join(part).display());
    for (address, table, field) in [
        (below("sqlite", "note.db"), "note", "who"),
        (postgres, "note", "who"),
        (mariadb, "note", "who"),
        (below("tables", "tables"), "note", "who"),
        (below("documents", "papers"), "document", "text"),
        (below("mail", "mail"), "message", "from"),
    ] {
        for at in [1, 2, usize::MAX] {
            let mut connector = connect::open(&address).unwrap();
            let stop = Stop::default();
            connector.stop_with(&stop);
            connector.begin().unwrap();
            let any = [Match { field, how: How::Email, values: &["ada@example.org".to_owned()] }];
            let wanted = Wanted { schema: None, table, fields: &[field], any: &any };
            let mut rows: Vec<FoundRow> = Vec::new();
            let found = connector.find(&wanted, &mut |row| {
                rows.push(row);
                if rows.len() == at {
                    stop.stop();
                }
                Ok(())
            });
            if at == usize::MAX {
                assert!(found == Ok(()) && rows.len() >= 2, "{address}: {found:?}");
            } else {
                assert_eq!((found, rows.len()), (Err(Error::Stopped), at), "{address}");
            }
        }
    }
}

const HOUSE: &str = r#"
[source]
id = "house"
name = "Housing management system"
kind = "sqlite"

[[table]]
name = "person"
key = ["id"]
owner = ["email"]

[table.fields]
id = { category = "not-personal" }
email = { category = "email", identity = "email" }
"#;

/// The same of people who look for a home; a field of theirs may lead to the other source.
fn letting(refers: &str) -> String {
    format!(
        r#"
[source]
id = "letting"
name = "Letting system"
kind = "postgresql"

[[table]]
name = "applicant"
key = ["id"]
owner = ["email"]

[table.fields]
id = {{ category = "not-personal" }}
email = {{ category = "email", identity = "email" }}
person = {{ category = "not-personal"{refers} }}
"#
    )
}

const OLD: &str = r#"
[source]
id = "old"
name = "What was there before"
kind = "tables"

[[table]]
name = "people"
key = ["no"]
owner = ["email"]

[table.fields]
no = { category = "not-personal" }
email = { category = "email", identity = "email" }
"#;

struct Three {
    _cluster: Cluster,
    folder: tempfile::TempDir,
    letting: String,
}

impl Three {
    fn new() -> Three {
        let folder = tempfile::tempdir().unwrap();
        let house = "CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT);
            INSERT INTO person VALUES (1, 'ada@example.org'), (2, 'ada@example.net')";
        let path = folder.path().join("house.db");
        rusqlite::Connection::open(path).unwrap().execute_batch(house).unwrap();
        put(&folder.path().join("old"), &[("people.csv", b"no,email\n1,ada@example.org\n")]);
        let cluster = Cluster::start("").unwrap();
        let letting = cluster.database("letting").unwrap();
        let applicant =
            "CREATE TABLE applicant (id integer PRIMARY KEY, email text, person integer);
            INSERT INTO applicant VALUES (7, 'ada@example.org', 2)";
        let mut client = postgres::Client::connect(&letting, postgres::NoTls).unwrap();
        client.batch_execute(applicant).unwrap();
        Three { _cluster: cluster, folder, letting }
    }

    fn connectors(&self) -> Connectors {
        let below = |kind: &str, part: &str| -> Result<Box<dyn Connector>, Error> {
            connect::open(&format!("{kind}:{}", self.folder.path().join(part).display()))
        };
        Connectors::from([
            ("house".to_owned(), below("sqlite", "house.db")),
            ("letting".to_owned(), connect::open(&self.letting)),
            ("old".to_owned(), below("tables", "old")),
        ])
    }

    /// Collects, going on with what is kept, until it is stopped; and whether it went on.
    fn collect(&self, map: &Map, kept: &Path, stop: &Stop) -> (Collected, bool) {
        let at = "2026-11-25T10:00:00Z".parse().unwrap();
        let journal = Journal::open(kept, "ada", Box::new(Turned(7)), at).unwrap();
        let goes_on = journal.goes_on_from().is_some();
        let journal = Rc::new(RefCell::new(journal));
        let keep = |(id, connector): (String, Result<Box<dyn Connector>, Error>)| {
            let kept: Box<dyn Connector> =
                Box::new(Kept::new(&id, connector.unwrap(), journal.clone()));
            (id, Ok(kept))
        };
        let mut connectors: Connectors = self.connectors().into_iter().map(keep).collect();
        let leave = leave(&["house", "letting", "old"]);
        let who = [email("ada@example.org")];
        (collect_until(stop, &leave, map, &who, &mut connectors), goes_on)
    }
}

#[test]
fn a_collection_that_is_stopped_is_not_whole_and_goes_on_to_the_same() {
    let three = Three::new();
    let leads = ", refers = [{ to = \"house:person.id\", follow = \"to\" }]";
    for (refers, house) in [("", Answer::Held(1)), (leads, Answer::Failed(Error::Stopped))] {
        let letting = letting(refers);
        let map = map(&[("1.toml", HOUSE), ("2.toml", &letting), ("3.toml", OLD)]).unwrap();
        let who = [email("ada@example.org")];
        let leave = leave(&["house", "letting", "old"]);
        let whole = collect(&leave, &map, &who, &mut three.connectors());
        assert!(whole.is_whole() && whole.rows.len() >= 3, "{:?}", whole.answers);

        // Somebody else holds the second system, so that it stands in the middle when it is stopped.
        let mut other = postgres::Client::connect(&three.letting, postgres::NoTls).unwrap();
        let mut holder = postgres::Client::connect(&three.letting, postgres::NoTls).unwrap();
        holder.batch_execute("BEGIN; LOCK TABLE applicant IN ACCESS EXCLUSIVE MODE").unwrap();
        let kept = three.folder.path().join(format!("kept{}", refers.len()));
        let stop = Stop::default();
        let (cut, _) = std::thread::scope(|scope| {
            let stopping = scope.spawn(|| {
                until("it waits", || {
                    let waits =
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
                    other.query_one(waits, &[]).unwrap().get::<_, i64>(0) > 0
                });
                stop.stop();
            });
            let cut = three.collect(&map, &kept, &stop);
            stopping.join().unwrap();
            cut
        });
        let answer = |of: &Collected, id: &str| {
            of.answers.iter().find(|(known, _)| known == id).unwrap().1.clone()
        };
        assert!(!cut.is_whole());
        assert_eq!(answer(&cut, "house"), house, "{refers}");
        for id in ["letting", "old"] {
            assert_eq!(answer(&cut, id), Answer::Failed(Error::Stopped), "{id} {refers}");
        }
        // What was found is right as far as it goes.
        assert!(!cut.rows.is_empty() && cut.rows.iter().all(|row| whole.rows.contains(row)));
        holder.batch_execute("ROLLBACK").unwrap();
        let (again, goes_on) = three.collect(&map, &kept, &Stop::default());
        assert!(goes_on && again.is_whole());
        assert_eq!((&again.answers, &again.rows), (&whole.answers, &whole.rows), "{refers}");
    }
}

#[test]
fn what_was_stopped_before_it_began_holds_nothing_to_be_told() {
    let three = Three::new();
    let letting = letting("");
    let map = map(&[("1.toml", HOUSE), ("2.toml", &letting), ("3.toml", OLD)]).unwrap();
    let stop = Stop::default();
    stop.stop();
    let (cut, _) = three.collect(&map, &three.folder.path().join("kept"), &stop);
    assert!(cut.rows.is_empty());
    for (id, answer) in &cut.answers {
        assert_eq!(*answer, Answer::Failed(Error::Stopped), "{id}");
    }
    assert!(cut.answers[0].1.to_string().ends_with("ask again to go on"));
}

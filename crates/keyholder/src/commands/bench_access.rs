use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use charter::File;
use db::cluster::Cluster;
use gate::NamedAsk;
use people::identify::{Identifier, Kind};
use people::{NewPerson, NewRelationship, Now, PersonId, Question};
use postgres::{Client, NoTls};
use sources::collect::{Answer, Identity, collect};
use sources::{Map, connect, pack};

use crate::collectbench::peak;
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::today;

/// Times access requests on the sample database of Fides, which it is given
///
/// Each is whole: a connection of its own, leave by the gate in the log and on the disk, the walk
/// through eleven tables, and the signed pack.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder with `postgres_example.sql` and its dataset
    #[arg(long, value_name = "DIR")]
    case: PathBuf,
    /// How many, one after the other
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    times: u32,
    /// Then once more, for a person with so many rows in one table
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=400_000))]
    rows: u32,
}

const SOURCE: &str = "postgres-example-test-dataset";
const WHO: &str = "customer-1@example.com";

struct Case {
    office: Office,
    map: Map,
    address: String,
    person: PersonId,
    question: Question,
}

/// What one access took, and gave.
struct Access {
    took: Duration,
    statements: u64,
    rows: usize,
    bytes: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let cluster = Cluster::start("").context("a PostgreSQL server is needed")?;
    let address = cluster.database("fides")?;
    let folder = tempfile::Builder::new().prefix("kh-bench").tempdir()?;
    let case = begin(&args.case, address.clone(), folder.path())?;
    let mut took = Vec::new();
    let begun = Instant::now();
    let mut last = access(&case)?;
    for _ in 1..args.times {
        took.push(last.took);
        last = access(&case)?;
    }
    took.push(last.took);
    let all = begun.elapsed();
    took.sort();
    let (first, median, longest) = (took[0], took[took.len() / 2], took[took.len() - 1]);
    print(&format!(
        "one access: {:.1} ms (median of {}; shortest {:.1}, longest {:.1}), {} statements, {} rows, \
         a pack of {} bytes\n{} in sequence: {:.2} s\n",
        millis(median),
        took.len(),
        millis(first),
        millis(longest),
        last.statements,
        last.rows,
        last.bytes,
        args.times,
        all.as_secs_f64()
    ))?;
    let mut client = Client::connect(&address, NoTls)?;
    client.batch_execute(&format!(
        "INSERT INTO login SELECT 1000 + n, 1, now() FROM generate_series(1, {}) n",
        args.rows
    ))?;
    let before = peak() >> 20;
    let large = access(&case)?;
    print(&format!(
        "a person with {} rows more: {:.2} s, {} statements, {} rows, a pack of {} bytes; memory at its \
         highest {before} MiB before and {} MiB after\n",
        args.rows,
        large.took.as_secs_f64(),
        large.statements,
        large.rows,
        large.bytes,
        peak() >> 20
    ))?;
    Ok(Outcome::Clean)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn begin(case: &Path, address: String, folder: &Path) -> anyhow::Result<Case> {
    let read = |name: &str| {
        let path = case.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    Client::connect(&address, NoTls)?.batch_execute(&read("postgres_example.sql")?)?;
    let name = "postgres_example_test_dataset.yml";
    let map = Map::parse(vec![File::new(name, read(name)?)])
        .map_err(|_| anyhow::anyhow!("`{name}` is no map"))?;
    let place = Where::alone(folder.join("data"));
    let office = place.open_or_begin()?;
    let now = office.record.now(today::timestamp());
    let ask = |role: &str, team: &str, purpose: &str, action: &str| {
        let named = NamedAsk {
            actor: Some("ann".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: role.to_owned(),
            team: team.to_owned(),
            entity: "heart-of-medway".to_owned(),
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        office.record.question(&named, now.today())
    };
    let relationship = NewRelationship::new("tenant", "heart-of-medway", now.today());
    let person = NewPerson::new("the-person", relationship);
    let enter = ask("housing-officer", "housing", "tenancy-management", "collect")?;
    let _entered = office.record.enter(&enter, &person, now)?;
    let question = ask("data-protection-officer", "data-protection", "rights-requests", "look")?;
    Ok(Case { person: person.id, question, office, map, address })
}

fn access(case: &Case) -> anyhow::Result<Access> {
    let begun = Instant::now();
    let record = &case.office.record;
    let now: Now = record.now(today::timestamp());
    let leave = record.leave_to_collect(&case.question, case.person, &[SOURCE], now)?;
    let mut connectors = BTreeMap::from([(SOURCE.to_owned(), connect::open(&case.address))]);
    let who = [Identity::of(&Identifier::parse(Kind::Email, WHO)?)];
    let collected = collect(&leave, &case.map, &who, &mut connectors);
    anyhow::ensure!(
        matches!(collected.answers[0].1, Answer::Held(rows) if rows == collected.rows.len()),
        "the source was not searched to its end: {}",
        collected.answers[0].1
    );
    let about = pack::About {
        map: &case.map,
        charter: record.gate().charter(),
        made: now.today(),
        entry: leave.entry(),
        checkpoint: None,
        held_back: &[],
        unweighed: 0,
    };
    let packed = pack::write(&collected, &about, &case.office.signer, Cursor::new(Vec::new()))?;
    Ok(Access {
        took: begun.elapsed(),
        statements: collected.statements,
        rows: collected.rows.len(),
        bytes: packed.into_inner().len(),
    })
}

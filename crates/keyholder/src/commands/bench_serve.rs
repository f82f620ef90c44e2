use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use db::tokens::{self, NewToken};
use people::Now;
use serde_json::{Value, json};

use super::token;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::{fill, today};

/// Measures the server as a landlord would run it: start, memory, size, requests a second
///
/// A record is filled with an invented landlord, and `keyholder serve` answers on it on loopback,
/// with everything on. Clients of this process ask it in turn: for nothing (`/health`), for a
/// decision, and to look at a tenant. The empty request is the yardstick: it costs what HTTP and
/// the client cost.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Numbers of clients, 1 to 64 each
    #[arg(long, value_delimiter = ',', default_value = "1,8,32", value_parser = clap::value_parser!(u8).range(1..=64))]
    clients: Vec<u8>,
    /// How often each request has its turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    rounds: u8,
    /// How long one turn takes, in milliseconds
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u16).range(50..=10_000))]
    turn: u16,
    /// How often it is started, for the time that takes
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u8).range(1..=100))]
    starts: u8,
}

/// How many homes the invented landlord has.
const HOMES: usize = 120;
/// The entity of the bundled charter that asks.
const ENTITY: &str = "heart-of-medway";
const PURPOSE: &str = "tenancy-management";
/// How long the server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);
/// What is waited for one answer at most.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let place = Where::alone(folder.path().join("record"));
    let most = args.clients.iter().copied().max().unwrap_or(1);
    let (people, tokens) = fill_record(&place, most)?;
    let mut starts = Vec::new();
    for _ in 0..args.starts {
        let (served, took) = Served::start(&place, &[])?;
        starts.push(took);
        drop(served);
    }
    starts.sort();
    let (served, _) = Served::start(&place, &[])?;
    std::thread::sleep(IDLE);
    print(&format!(
        "start, from the command to the first answer: {:.0} ms (median of {}); memory when idle: \
         {:.1} MiB; the program: {:.1} MiB\n\n",
        starts[starts.len() / 2].as_secs_f64() * 1000.0,
        starts.len(),
        mebibytes(served.memory()?),
        mebibytes(std::fs::metadata(std::env::current_exe()?)?.len()),
    ))?;
    print("requests a second (medians), and how many empty ones each costs\nclients")?;
    for asked in Asked::ALL {
        print(&format!("{:>22}", asked.name()))?;
    }
    print("\n")?;
    for clients in &args.clients {
        let mut rates: Vec<Vec<f64>> = vec![Vec::new(); Asked::ALL.len()];
        for _ in 0..args.rounds {
            for (asked, rates) in Asked::ALL.into_iter().zip(&mut rates) {
                let tokens = &tokens[..usize::from(*clients)];
                let turn = Duration::from_millis(args.turn.into());
                rates.push(served.turn(asked, tokens, &people, turn)?);
            }
        }
        let medians: Vec<f64> = rates.iter_mut().map(|rates| median(rates)).collect();
        print(&format!("{clients:>7}"))?;
        for rate in &medians {
            print(&format!("{:>22}", format!("{rate:.0} ({:.2})", medians[0] / rate)))?;
        }
        print("\n")?;
    }
    Ok(Outcome::Clean)
}

#[expect(clippy::cast_precision_loss, reason = "sizes here are far below 2^52")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Fills a record; the tenants in it, and a token for each client: one token may ask so often a
/// second and no more.
fn fill_record(place: &Where, clients: u8) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let record = place.open_or_begin()?.record;
    let now = Now::new(today::timestamp());
    let landlord = demo::Landlord::new(2026, HOMES, today::today());
    let filled = fill::fill(&record, &landlord, now)?;
    // Those an officer may look at: some have died, or stand behind a wall.
    let officer = ("housing-officer", "housing");
    let look = fill::question(&record, officer, PURPOSE, "look", today::today())?;
    let mut tenants = Vec::new();
    for id in filled.people.iter().flatten() {
        match record.look(&look, *id, now) {
            Ok(opened) if !opened.items(&record)?.is_empty() => tenants.push(id.to_string()),
            Ok(_) | Err(people::Error::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    ensure!(!tenants.is_empty(), "the invented landlord has nobody to look at");
    let mut secrets = Vec::new();
    for n in 0..clients {
        let (secret, sha256) = token::secret();
        let token = NewToken {
            name: format!("client {n}"),
            sha256,
            role: "housing-officer".to_owned(),
            team: "housing".to_owned(),
            entity: ENTITY.to_owned(),
            purposes: Vec::new(),
            scopes: vec!["read".to_owned()],
            expires: None,
        };
        let at = now.micros();
        let _committed =
            record.data().write("make a token", move |tx| tokens::make(tx, &token, at))?;
        secrets.push(secret);
    }
    Ok((tenants, secrets))
}

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Decision,
    Look,
}

impl Asked {
    const ALL: [Asked; 3] = [Asked::Nothing, Asked::Decision, Asked::Look];

    fn name(self) -> &'static str {
        match self {
            Asked::Nothing => "nothing",
            Asked::Decision => "a decision",
            Asked::Look => "a look at a tenant",
        }
    }
}

/// A server that was started here, and ends with this.
pub(super) struct Served {
    child: Child,
    address: String,
}

impl Served {
    /// Starts it; how long it took until it answered.
    pub(super) fn start(place: &Where, more: &[String]) -> anyhow::Result<(Served, Duration)> {
        let begun = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&place.data)
            .args(more)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let mut line = String::new();
        let out = child.stdout.as_mut().context("the server has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.map(|address| format!("http://{address}"));
        let mut served = Served { child, address: String::new() };
        served.address = address.context("the server did not start")?;
        let answer = agent().get(format!("{}/ready", served.address)).call()?;
        ensure!(answer.status() == 200, "the server is not ready");
        Ok((served, begun.elapsed()))
    }

    /// Where it answers.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The bytes of memory it holds.
    fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("the memory of a process is only read on Linux")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kibibytes.context("the system does not say how much memory it holds")? * 1024)
    }

    /// One turn of one request by as many clients as there are tokens; requests a second.
    fn turn(
        &self,
        asked: Asked,
        tokens: &[String],
        people: &[String],
        turn: Duration,
    ) -> anyhow::Result<f64> {
        let stop = AtomicBool::new(false);
        let begun = Instant::now();
        let answers = std::thread::scope(|scope| {
            let clients: Vec<_> = (tokens.iter().enumerate())
                .map(|(n, token)| {
                    let stop = &stop;
                    scope.spawn(move || self.client(asked, token, people, n, stop))
                })
                .collect();
            std::thread::sleep(turn);
            stop.store(true, Ordering::SeqCst);
            let mut answers = 0;
            for client in clients {
                answers += client.join().map_err(|_| anyhow::anyhow!("a client stopped"))??;
            }
            anyhow::Ok(answers)
        })?;
        Ok(f64::from(answers) / begun.elapsed().as_secs_f64())
    }

    /// One client: one connection, one request after the other; how many were answered. Every
    /// answer is checked.
    fn client(
        &self,
        asked: Asked,
        token: &str,
        people: &[String],
        first: usize,
        stop: &AtomicBool,
    ) -> anyhow::Result<u32> {
        let agent = agent();
        let bearer = format!("Bearer {token}");
        let (mut answers, mut next) = (0, first);
        while !stop.load(Ordering::SeqCst) {
            let person = &people[next % people.len()];
            next += 7;
            let (path, body) = match asked {
                Asked::Nothing => {
                    let text = agent.get(format!("{}/health", self.address)).call()?;
                    ensure!(text.into_body().read_to_string()? == "ok\n", "a wrong answer");
                    answers += 1;
                    continue;
                }
                Asked::Decision => ("/v1/decide".to_owned(), decision()),
                Asked::Look => (format!("/v1/people/{person}/look"), json!({"purpose": PURPOSE})),
            };
            let answer = agent
                .post(format!("{}{path}", self.address))
                .header("authorization", &bearer)
                .header("content-type", "application/json")
                .send(body.to_string())
                .with_context(|| format!("{path} was not answered"))?;
            let said: Value = serde_json::from_str(&answer.into_body().read_to_string()?)?;
            let right = match asked {
                Asked::Look => said["items"].as_array().is_some_and(|items| !items.is_empty()),
                _ => said["outcome"].is_string(),
            };
            ensure!(right, "a wrong answer to {path}: it says {said}");
            answers += 1;
        }
        Ok(answers)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It was made to be killed at any moment, and this is its child.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn agent() -> ureq::Agent {
    ureq::Agent::new_with_config(
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build(),
    )
}

/// What an officer may see of a tenant, as a housing system would ask it.
fn decision() -> Value {
    json!({
        "role": "housing-officer", "team": "housing", "entity": ENTITY,
        "strength": "second-factor", "relationship": "tenant", "purpose": PURPOSE,
        "action": "look", "data": ["name", "telephone"], "facts": {"supported": true},
    })
}

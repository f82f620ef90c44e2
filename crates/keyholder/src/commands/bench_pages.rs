use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};
use db::tokens::{self, NewToken};
use flate2::Compression;
use flate2::write::GzEncoder;
use people::Now;
use serde_json::{Value, json};

use super::bench_serve::{PATIENCE, Served, agent};
use super::token;
use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Measures the pages residents open: how heavy they are, and how long the server takes
///
/// The invented landlord of `keyholder demo`, with its housing system of 9,600 homes beside it. Each page
/// is asked for in turn, while nothing else is done and while everything on somebody is collected from
/// that system, again and again. The empty request (`/health`) in the same rounds is the yardstick.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How often each page is asked for, with and without a collection
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(5..=5_000))]
    rounds: u16,
    /// How many people the housing system has, former ones too
    #[arg(long, default_value_t = demo::housing::PEOPLE, value_parser = clap::value_parser!(u32).range(i64::from(demo::housing::PEOPLE_MIN)..=i64::from(demo::housing::PEOPLE_MAX)))]
    people: u32,
}

/// What anybody asks for: the yardstick, then pages of residents.
const OPEN: &[&str] = &[
    "/health",
    "/",
    "/ask",
    "/complain",
    "/cookies",
    "/follow",
    "/notice",
    "/notice/changes",
    "/report",
];

/// What somebody asks for in their own account.
const OWN: &[&str] = &[
    "/account",
    "/account/ask",
    "/account/cases",
    "/account/choices",
    "/account/had",
    "/account/held",
    "/account/lock",
];

/// One page, and the cookie it is asked for with.
struct Page<'a> {
    path: &'static str,
    cookie: Option<&'a str>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("demo");
    let person = filled(&out, args.people)?;
    let place = Where::alone(out.join("record-of-people"));
    let token = a_token(&place)?;
    let letter = a_letter(&place.data, &person)?;
    let housing = out.join("housing");
    let more = [
        format!("--map={}", housing.join("housing.toml").display()),
        format!("--connect=housing=sqlite:{}", housing.join("housing.db").display()),
    ];
    let (served, _) = Served::start(&place, &more)?;
    let case = Case::open(&served, &token, &person)?;
    // Once each for nothing: what is made at the first asking is made.
    let session = signed_in(&served, &letter)?;
    let open = OPEN.iter().map(|path| Page { path, cookie: None });
    let own = OWN.iter().map(|path| Page { path, cookie: Some(&session) });
    let pages: Vec<Page<'_>> = open.chain(own).collect();
    let weights = pages.iter().map(|page| weight(&served, page));
    let weights = weights.collect::<anyhow::Result<Vec<_>>>()?;
    let sheet = weights.iter().find_map(|one| one.sheet.clone()).context("no page has a sheet")?;
    let sheet = gzipped(&fetched(&served, &sheet, None)?)?;
    let mut times = vec![[Vec::new(), Vec::new()]; pages.len()];
    let (mut begun, mut counted) = (0, 0);
    while counted < args.rounds {
        case.rests(&served, &token)?;
        let alone = round(&served, &pages)?;
        ensure!(begun < 20 * usize::from(args.rounds), "a collection ends before it is measured");
        begun += 1;
        case.collects(&served, &token)?;
        let busy = round(&served, &pages)?;
        // A round counts where the collection still ran at its end.
        if !case.stands(&served, &token, &["runs"])? {
            continue;
        }
        counted += 1;
        for (at, round) in [(0, alone), (1, busy)] {
            for (time, times) in round.into_iter().zip(&mut times) {
                times[at].push(time);
            }
        }
    }
    print(&format!(
        "{} people in the housing system, {} rounds of each page alone and while collecting in turn; {begun} \
         collections were begun; the stylesheet is {:.1} kB packed\n\
         page                 packed, with the sheet   alone      collecting (median; the slowest of 20)\n",
        args.people,
        args.rounds,
        kilo(sheet)
    ))?;
    for ((page, weight), times) in pages.iter().zip(&weights).zip(&mut times) {
        let with = if weight.sheet.is_some() { weight.packed + sheet } else { weight.packed };
        let [alone, busy] = times;
        print(&format!(
            "{:<20} {:>7.1} kB {:>9.1} kB {:>8.2} ms {:>8.2} ms; {:.2} ms\n",
            page.path,
            kilo(weight.packed),
            kilo(with),
            at(alone, 0.5),
            at(busy, 0.5),
            at(busy, 0.95)
        ))?;
    }
    Ok(Outcome::Clean)
}

/// Fills a folder as `keyholder demo` does; somebody who is in both.
fn filled(out: &Path, people: u32) -> anyhow::Result<String> {
    let ran = Command::new(std::env::current_exe()?)
        .args(["demo", "--once", "--people", &people.to_string(), "--out"])
        .arg(out)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(ran.status.success(), "the invented landlord could not be made");
    let said = String::from_utf8(ran.stdout)?;
    let collect = said.split("keyholder collect ").nth(1).and_then(|rest| rest.split(' ').next());
    Ok(collect.context("the demonstration names nobody")?.to_owned())
}

/// A service that speaks for the office.
fn a_token(place: &Where) -> anyhow::Result<String> {
    let record = place.open()?.record;
    let (secret, sha256) = token::secret();
    let new = NewToken {
        name: "bench".to_owned(),
        sha256,
        role: "data-protection-officer".to_owned(),
        team: "data-protection".to_owned(),
        entity: "heart-of-medway".to_owned(),
        purposes: Vec::new(),
        scopes: ["read", "write", "office"].map(str::to_owned).to_vec(),
        expires: None,
    };
    let at = Now::new(today::timestamp()).micros();
    let _committed = record.data().write("make a token", move |tx| tokens::make(tx, &new, at))?;
    Ok(secret)
}

/// A code of a letter, by which somebody signs in to their own account.
fn a_letter(data: &Path, person: &str) -> anyhow::Result<String> {
    let ran = Command::new(std::env::current_exe()?)
        .args(["resident", "letter-code", person, "--by", "ada"])
        .args(["--entity", "heart-of-medway", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .output()?;
    let said = String::from_utf8(ran.stdout)?;
    let code = said.split("shown this once: ").nth(1).and_then(|rest| rest.lines().next());
    Ok(code.context("no code was made for a letter")?.to_owned())
}

/// The cookie of somebody who signed in by it.
fn signed_in(served: &Served, letter: &str) -> anyhow::Result<String> {
    // Where it leads to is not gone to: the cookie comes with the first answer.
    let config = ureq::Agent::config_builder().max_redirects(0).timeout_global(Some(PATIENCE));
    let answer = ureq::Agent::new_with_config(config.build())
        .post(format!("{}/sign-in/letter", served.address()))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .send(format!("code={letter}"))
        .context("nobody could sign in")?;
    let set = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
    let cookie = set.and_then(|cookie| cookie.split(';').next());
    Ok(cookie.context("the code of the letter let nobody in")?.to_owned())
}

/// A case everything is collected for.
struct Case(String);

impl Case {
    fn open(served: &Served, token: &str, person: &str) -> anyhow::Result<Case> {
        let body = json!({"officer": "ada", "kinds": ["access"], "subject": person,
                          "words": "Please send me what you hold."});
        let opened = post(served, token, "/v1/cases", &body)?;
        let reference = opened[0]["reference"].as_str().context("no case was opened")?.to_owned();
        let case = Case(reference);
        for step in ["begin", "proof"] {
            let body = json!({"step": step, "said": "measured", "proof": "identity"});
            case.does(served, token, "steps", body)?;
        }
        Ok(case)
    }

    fn does(
        &self,
        served: &Served,
        token: &str,
        what: &str,
        mut body: Value,
    ) -> anyhow::Result<Value> {
        body["why"] = json!({"purpose": "rights-requests", "officer": "ada"});
        post(served, token, &format!("/v1/cases/{}/{what}", self.0), &body)
    }

    /// Whether one is in any of these states.
    fn stands(&self, served: &Served, token: &str, states: &[&str]) -> anyhow::Result<bool> {
        let all = self.does(served, token, "collections/show", json!({}))?;
        let all = all.as_array().context("no collections were listed")?;
        ensure!(!all.iter().any(|one| one["state"] == "failed"), "a collection failed: {all:?}");
        Ok(all.iter().any(|one| states.iter().any(|state| one["state"] == *state)))
    }

    /// Asks for a collection, and waits until it runs; it may be over by then.
    fn collects(&self, served: &Served, token: &str) -> anyhow::Result<()> {
        self.does(served, token, "collections", json!({}))?;
        let begun = Instant::now();
        while self.stands(served, token, &["waits"])? {
            ensure!(begun.elapsed().as_secs() < 60, "a collection does not begin");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        Ok(())
    }

    /// Waits until none runs.
    fn rests(&self, served: &Served, token: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.stands(served, token, &["runs", "waits"])? {
            ensure!(begun.elapsed().as_secs() < 600, "a collection does not end");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Ok(())
    }
}

/// Asks for each page once; how long each took, in milliseconds.
fn round(served: &Served, pages: &[Page<'_>]) -> anyhow::Result<Vec<f64>> {
    let time = |page: &Page<'_>| {
        let begun = Instant::now();
        body(served, page)?;
        Ok(begun.elapsed().as_secs_f64() * 1000.0)
    };
    pages.iter().map(time).collect()
}

fn post(served: &Served, token: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
    let answer = agent()
        .post(format!("{}{path}", served.address()))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .send(body.to_string())
        .with_context(|| format!("{path} was not answered"))?;
    let text = answer.into_body().read_to_string()?;
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}

/// How heavy a page is.
struct Weight {
    /// Its bytes, packed as a proxy packs them.
    packed: usize,
    /// The address of its stylesheet.
    sheet: Option<String>,
}

fn weight(served: &Served, page: &Page<'_>) -> anyhow::Result<Weight> {
    let text = body(served, page)?;
    let sheet =
        text.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(Weight { packed: gzipped(&text)?, sheet: sheet.map(str::to_owned) })
}

fn body(served: &Served, page: &Page<'_>) -> anyhow::Result<String> {
    fetched(served, page.path, page.cookie)
}

fn fetched(served: &Served, path: &str, cookie: Option<&str>) -> anyhow::Result<String> {
    let mut asked = agent().get(format!("{}{path}", served.address()));
    if let Some(cookie) = cookie {
        asked = asked.header("cookie", cookie);
    }
    let answer = asked.call().with_context(|| format!("`{path}` was not answered"))?;
    // A page one has to sign in for first leads elsewhere.
    ensure!(answer.status() == 200, "`{path}` was answered with {}", answer.status());
    Ok(answer.into_body().read_to_string()?)
}

fn gzipped(text: &str) -> anyhow::Result<usize> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes())?;
    Ok(packed.finish()?.len())
}

#[expect(clippy::cast_precision_loss, reason = "sizes here are far below 2^52")]
fn kilo(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// The time that a part of all were faster than.
fn at(times: &mut [f64], part: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few thousand times, and a part of them between 0 and 1"
    )]
    let place = (times.len() as f64 * part) as usize;
    times[place.min(times.len() - 1)]
}

use std::io::BufRead;
use std::path::PathBuf;

use anyhow::{Context, bail};
use charter::Severity;
use gate::{CannotRead, Explanation, Gate, NamedAsk, NamedFacts, Outcome as Answer};
use jiff::civil::Date;
use serde_json::{Value, json};
use words::Message;

use crate::output::{Outcome, print, say};
use crate::{charters, today};

/// The most bytes one line of asks may have.
const LINE_BYTES_MAX: u64 = 1 << 16;

/// Asks the gate what may be done, and explains each answer
///
/// Reads asks as JSON, one a line, from standard input, or one ask from flags. An ask on standard
/// input gets its answer as a line of JSON. Advice only: nothing is released.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the charter [default: the bundled one]
    #[arg(long, value_name = "DIR")]
    charter: Option<PathBuf>,
    /// The role of whoever asks; with this flag the ask is taken from flags
    #[arg(long, requires_all = ["team", "entity", "relationship", "purpose", "action", "data"])]
    role: Option<String>,
    /// Their team
    #[arg(long, requires = "role")]
    team: Option<String>,
    /// The legal entity they act for
    #[arg(long, requires = "role")]
    entity: Option<String>,
    /// What the person is to the landlord
    #[arg(long, requires = "role")]
    relationship: Option<String>,
    /// Why
    #[arg(long, requires = "role")]
    purpose: Option<String>,
    /// What is to be done: collect, contact, decide, disclose, erase, look, publish or use
    #[arg(long, requires = "role")]
    action: Option<String>,
    /// With which categories of data, separated by commas
    #[arg(long, requires = "role", value_delimiter = ',')]
    data: Vec<String>,
    /// How strongly they signed in: none, questions, password or second-factor
    #[arg(long, requires = "role")]
    strength: Option<String>,
    /// To whom, when disclosing
    #[arg(long, requires = "role")]
    recipient: Option<String>,
    /// By which channel, when contacting
    #[arg(long, requires = "role")]
    channel: Option<String>,
    /// To which country, when it is not the recipient's own
    #[arg(long, requires = "role")]
    country: Option<String>,
    /// The recorded reason for going against advice
    #[arg(long, requires = "role")]
    reason: Option<String>,
    /// What is on record about the person, as JSON; without it nobody has looked
    #[arg(long, requires = "role", value_name = "JSON")]
    facts: Option<String>,
    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print JSON for an ask from flags too
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let today = args.on.unwrap_or_else(today::today);
    let charter = charters::load(args.charter.as_deref())?;
    let errors =
        charter.check(today).iter().filter(|found| found.severity == Severity::Error).count();
    if errors > 0 {
        eprintln!("warning: the charter has {errors} errors; see `keyholder charter check`");
    }
    let gate = Gate::new(charter);
    match from_flags(args)? {
        Some(ask) => {
            let answer = answer(&gate, &ask, today)?;
            let text = if args.json { format!("{}\n", answer.json()) } else { answer.text() };
            print(&text)?;
        }
        None => lines(&gate, today)?,
    }
    Ok(Outcome::Clean)
}

fn from_flags(args: &Args) -> anyhow::Result<Option<NamedAsk>> {
    let (Some(role), Some(team), Some(entity), Some(relationship), Some(purpose), Some(action)) = (
        args.role.clone(),
        args.team.clone(),
        args.entity.clone(),
        args.relationship.clone(),
        args.purpose.clone(),
        args.action.clone(),
    ) else {
        return Ok(None);
    };
    let facts = args.facts.as_deref().map(serde_json::from_str::<NamedFacts>).transpose();
    Ok(Some(NamedAsk {
        actor: None,
        strength: args.strength.clone(),
        role,
        team,
        entity,
        relationship,
        purpose,
        action,
        data: args.data.clone(),
        recipient: args.recipient.clone(),
        channel: args.channel.clone(),
        country: args.country.clone(),
        on: None,
        reason: args.reason.clone(),
        facts: facts.context("cannot read `--facts`")?,
    }))
}

/// Answers every line of standard input. A line that is no ask is answered with what is wrong, and
/// the others all the same.
fn lines(gate: &Gate, today: Date) -> anyhow::Result<()> {
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    let mut wrong = 0_usize;
    for number in 1_usize.. {
        line.clear();
        let mut limited = std::io::Read::take(&mut input, LINE_BYTES_MAX + 1);
        if limited.read_until(b'\n', &mut line).context("cannot read standard input")? == 0 {
            break;
        }
        if line.len() as u64 > LINE_BYTES_MAX {
            bail!("line {number} has more than {LINE_BYTES_MAX} bytes");
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let reply = match ask(&line).and_then(|ask| answer(gate, &ask, today)) {
            Ok(answer) => answer.json(),
            Err(error) => {
                wrong += 1;
                json!({"error": format!("{error:#}"), "line": number})
            }
        };
        print(&format!("{reply}\n"))?;
    }
    if wrong > 0 {
        bail!("{wrong} of the lines were no asks; their answers say what is wrong");
    }
    Ok(())
}

/// One line as an ask.
fn ask(line: &[u8]) -> anyhow::Result<NamedAsk> {
    // A list would be read as an ask with its fields in order; nobody means that.
    if line.trim_ascii_start().first() != Some(&b'{') {
        bail!("an ask is a JSON object");
    }
    serde_json::from_slice(line).map_err(|error| {
        let said = error.to_string();
        let why = said.split(" at line ").next().unwrap_or(&said);
        anyhow::anyhow!("{why}, at column {}", error.column())
    })
}

/// An explanation, or a refusal under the closed lists of the charter.
enum Reply {
    Explained(Box<Explanation>, String),
    Unknown(Value),
}

fn answer(gate: &Gate, ask: &NamedAsk, today: Date) -> anyhow::Result<Reply> {
    let charter = gate.charter().fingerprint().to_string();
    match gate.read(ask, today) {
        Ok((ask, facts)) => Ok(Reply::Explained(Box::new(gate.explain(&ask, &facts)), charter)),
        Err(unknown @ CannotRead::Unknown { .. }) => {
            Ok(Reply::Unknown(refused(gate, ask, &unknown.to_string())))
        }
        Err(malformed) => bail!(malformed),
    }
}

/// The refusal of an ask that names something the charter does not have.
fn refused(gate: &Gate, ask: &NamedAsk, why: &str) -> Value {
    let charter = gate.charter();
    let rule = charter.gate_rules().iter().find(|rule| rule.id.get_ref().as_str() == "unknown");
    let paragraphs: Vec<String> = rule
        .map(|rule| rule.notice.iter().map(|cite| cite.get_ref().to_string()).collect())
        .unwrap_or_default();
    let post = rule.and_then(|rule| charter.posts().get(rule.unblock.get_ref()));
    json!({
        "outcome": Answer::Refused.as_str(),
        "allowed": [],
        "masked": ask.data,
        "reasons": [{
            "rule": "unknown",
            "mode": "enforce",
            "data": ask.data,
            "message": why,
            "paragraphs": paragraphs,
            "unblock": post.map(|post| {
                say(&Message::new("gate-ask-post").with("post", post.name.as_str()))
            }),
        }],
        "obligations": [],
        "observed": [],
        "overridden": [],
        "charter": charter.fingerprint().to_string(),
    })
}

impl Reply {
    fn json(&self) -> Value {
        match self {
            Reply::Unknown(refused) => refused.clone(),
            Reply::Explained(explanation, charter) => {
                let reasons: Vec<Value> = explanation
                    .reasons
                    .iter()
                    .map(|reason| {
                        json!({
                            "rule": reason.rule,
                            "mode": reason.mode.as_str(),
                            "data": reason.data,
                            "message": say(&reason.message),
                            "paragraphs": reason.paragraphs,
                            "unblock": reason.unblock.as_ref().map(say),
                        })
                    })
                    .collect();
                let obligations: Vec<Value> = explanation
                    .obligations
                    .iter()
                    .map(|(owed, message)| json!({"id": owed.as_str(), "message": say(message)}))
                    .collect();
                let decision = &explanation.decision;
                let rules = |rules: gate::Rules| -> Vec<&str> {
                    rules.iter().map(charter::RuleName::as_str).collect()
                };
                json!({
                    "outcome": decision.outcome().as_str(),
                    "allowed": explanation.allowed,
                    "masked": explanation.masked,
                    "reasons": reasons,
                    "obligations": obligations,
                    "observed": rules(decision.observed()),
                    "overridden": rules(decision.overridden()),
                    "charter": charter,
                })
            }
        }
    }

    fn text(&self) -> String {
        let value = self.json();
        let list = |key: &str| -> String {
            let names = value[key].as_array().into_iter().flatten().filter_map(Value::as_str);
            let names: Vec<&str> = names.collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
        };
        let mut text = format!(
            "{}\n  may be used: {}\n  may not: {}\n",
            value["outcome"].as_str().unwrap_or_default(),
            list("allowed"),
            list("masked"),
        );
        for reason in value["reasons"].as_array().into_iter().flatten() {
            let said = |key: &str| reason[key].as_str().unwrap_or_default().to_owned();
            let paragraphs = reason["paragraphs"].as_array().into_iter().flatten();
            let paragraphs: Vec<&str> = paragraphs.filter_map(Value::as_str).collect();
            text +=
                &format!("  because ({}, {}): {}\n", said("rule"), said("mode"), said("message"));
            if !paragraphs.is_empty() {
                text += &format!("    paragraphs {}\n", paragraphs.join(", "));
            }
            if reason["unblock"].is_string() {
                text += &format!("    {}\n", said("unblock"));
            }
        }
        for owed in value["obligations"].as_array().into_iter().flatten() {
            text += &format!("  and: {}\n", owed["message"].as_str().unwrap_or_default());
        }
        text
    }
}

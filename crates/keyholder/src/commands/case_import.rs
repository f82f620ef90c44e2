use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, bail};
use casework::{Begun, Capacity, Channel, Day, NewCase, Party, Step, Who};
use jiff::civil::Date;
use law::clock::{Gate, Moment};
use serde::Deserialize;

use super::case::{at_desk, done};
use crate::asker::Asker;
use crate::files;
use crate::office::Where;
use crate::output::{Outcome, print, say};

/// Takes over open cases that were begun elsewhere, with the days they have had
///
/// A CSV file, a line a case: `reference`, `kind` and `received` are needed; `subject`, `requester`,
/// `reach`, `capacity`, `words`, `named`, `acknowledged`, `begun`, `asked` and `answered` (a pause),
/// `identity-asked`, `identity-came`, `authority-asked`, `authority-came`, `extended`, `extended-why` and
/// `due` are taken where they are there. Days are written 2026-11-27. Nobody is told anything. Without
/// `--apply` it only says what it would do. Exit status 1 when a line was left out, or is due on
/// another day than the file says.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file
    file: PathBuf,
    /// Takes them over
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// The most bytes of a file: 16 MiB.
const FILE_BYTES_MAX: usize = 16 << 20;
/// The most cases of one file.
const CASES_MAX: usize = 10_000;

/// The columns a file can have; the first three it must have.
const COLUMNS: [&str; 20] = [
    "reference",
    "kind",
    "received",
    "subject",
    "requester",
    "reach",
    "capacity",
    "words",
    "named",
    "acknowledged",
    "begun",
    "asked",
    "answered",
    "identity-asked",
    "identity-came",
    "authority-asked",
    "authority-came",
    "extended",
    "extended-why",
    "due",
];
const NEEDED: usize = 3;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Line {
    reference: String,
    kind: String,
    received: String,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    requester: Option<String>,
    #[serde(default)]
    reach: Option<String>,
    #[serde(default)]
    capacity: Option<String>,
    #[serde(default)]
    words: Option<String>,
    #[serde(default)]
    named: Option<Date>,
    #[serde(default)]
    acknowledged: Option<Date>,
    #[serde(default)]
    begun: Option<Date>,
    #[serde(default)]
    asked: Option<Date>,
    #[serde(default)]
    answered: Option<Date>,
    #[serde(default)]
    identity_asked: Option<Date>,
    #[serde(default)]
    identity_came: Option<Date>,
    #[serde(default)]
    authority_asked: Option<Date>,
    #[serde(default)]
    authority_came: Option<Date>,
    #[serde(default)]
    extended: Option<Date>,
    #[serde(default)]
    extended_why: Option<String>,
    #[serde(default)]
    due: Option<Date>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let bytes = files::read_bytes(&args.file, FILE_BYTES_MAX)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    check(reader.headers().context("its first line cannot be read")?)?;
    let mut seen = BTreeSet::new();
    let (office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let entity = office.record.name_of(people::CodeKind::Entity, question.entity_code()).to_owned();
    let (mut taken, mut before, mut left_out, mut differ) = (0, 0, 0, 0);
    for (at, line) in reader.deserialize::<Line>().enumerate() {
        if at >= CASES_MAX {
            bail!("a file has {CASES_MAX} cases at most: take over the others from a second one");
        }
        // What the line says is not said again: it may be somebody's.
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                left_out += 1;
                print(&format!("line {}: {}\n", at + 2, reason(&error)))?;
                continue;
            }
        };
        if !seen.insert(line.reference.clone()) {
            left_out += 1;
            print(&format!("line {}: an earlier line has the same reference\n", at + 2))?;
            continue;
        }
        let due = line.due;
        let imported = read(line, &entity)
            .and_then(|begun| done(&desk, desk.import(who, &begun, args.apply, now)));
        match imported {
            Err(error) => {
                left_out += 1;
                print(&format!("line {}: {error:#}\n", at + 2))?;
            }
            Ok(one) if one.before => before += 1,
            Ok(one) => {
                taken += 1;
                let opened = one.opened;
                let by = opened.due.map_or_else(|| "no day".to_owned(), |day| day.to_string());
                let reference = if args.apply { opened.reference.as_str() } else { "new" };
                let kind = say(&opened.kind.message());
                print(&format!("line {}: {reference}: {kind}, due {by}\n", at + 2))?;
                if due.is_some() && due != opened.due {
                    differ += 1;
                    let said = due.map(|day| day.to_string()).unwrap_or_default();
                    print(&format!("    the file says {said}: see who is right\n"))?;
                }
            }
        }
    }
    let would = if args.apply { "taken over" } else { "would be taken over" };
    print(&format!(
        "{taken} {would}, {before} were before, {left_out} left out, {differ} are due on another day.\n"
    ))?;
    Ok(if left_out + differ == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// A file without its line of names is not answered with what stands there: it may be somebody's.
fn check(headers: &csv::StringRecord) -> anyhow::Result<()> {
    for needed in &COLUMNS[..NEEDED] {
        if !headers.iter().any(|name| name == *needed) {
            bail!("the column `{needed}` is missing");
        }
    }
    if let Some(odd) = headers.iter().find(|name| !COLUMNS.contains(name)) {
        bail!("there is no column `{odd}`; there is {}", COLUMNS.join(", "));
    }
    Ok(())
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => match err.field() {
            Some(field) => format!("column {} is not what it should be", field + 1),
            None => "it cannot be read".to_owned(),
        },
        csv::ErrorKind::UnequalLengths { .. } => "it has another number of columns".to_owned(),
        _ => "it cannot be read".to_owned(),
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn read(line: Line, entity: &str) -> anyhow::Result<Begun> {
    let subject = filled(line.subject)
        .map(|id| id.parse().ok().context("`subject` is no id of the record"))
        .transpose()?;
    let received: Moment = super::case_open::moment(&line.received)
        .ok()
        .context("`received` is written as 2026-11-27 or 2026-11-27T17:30")?;
    let capacity = match filled(line.capacity) {
        None => Capacity::Own,
        Some(word) => serde_json::from_value(serde_json::Value::String(word))
            .ok()
            .context("there is no such capacity")?,
    };
    let one = |step, day: Option<Date>, gate, why: Option<String>| {
        day.map(|day| Day { step, day, gate, why })
    };
    let days = [
        one(Step::Acknowledge, line.acknowledged, None, None),
        one(Step::Begin, line.begun, None, None),
        one(Step::Ask, line.asked, None, None),
        one(Step::Answered, line.answered, None, None),
        one(Step::AskProof, line.identity_asked, Some(Gate::Identity), None),
        one(Step::Proof, line.identity_came, Some(Gate::Identity), None),
        one(Step::AskProof, line.authority_asked, Some(Gate::Authority), None),
        one(Step::Proof, line.authority_came, Some(Gate::Authority), None),
        one(Step::Extend, line.extended, None, filled(line.extended_why)),
    ];
    let requester = filled(line.requester);
    Ok(Begun {
        reference: line.reference,
        new: NewCase {
            kinds: vec![line.kind.parse()?],
            entity: entity.to_owned(),
            received,
            subject,
            requester: Party {
                person: match requester {
                    Some(_) => None,
                    None => subject.map(|person: people::PersonId| person.to_string()),
                },
                name: requester,
                reach: filled(line.reach),
                capacity,
                channel: Channel::default(),
            },
            recipient: None,
            words: line.words.unwrap_or_default(),
            by: line.named,
        },
        days: days.into_iter().flatten().collect(),
    })
}

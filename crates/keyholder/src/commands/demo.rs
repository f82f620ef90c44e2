use std::path::{Path, PathBuf};

use db::Sequenced;
use demo::housing::{self, Housing, MAP, Notes};
use jiff::civil::Date;
use people::identify::{Identifier, Kind};
use people::{Found, Now, PersonId};

use super::demo_office;
use crate::office::{Office, Where};
use crate::output::{Outcome, print, say};
use crate::{files, fill, today};

/// Shows a newcomer what Keyholder does, on the charter that comes with it, and opens its pages
///
/// Runs commands one after the other, each as one would type it, publishes the notice to a folder, and
/// then answers as the server of an invented landlord until Ctrl-C. Nothing leaves this machine.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "keyholder-demo")]
    out: PathBuf,
    /// How many people the invented landlord's housing system has, former ones too
    #[arg(long, default_value_t = housing::PEOPLE, value_parser = clap::value_parser!(u32).range(i64::from(housing::PEOPLE_MIN)..=i64::from(housing::PEOPLE_MAX)))]
    people: u32,
    /// Where its pages are
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8400")]
    listen: std::net::SocketAddr,
    /// A PostgreSQL database for the record, instead of a file
    #[arg(long, value_name = "URL", env = "KEYHOLDER_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// A PostgreSQL database for the keys; another one than the record's
    #[arg(long, value_name = "URL", env = "KEYHOLDER_VAULT_POSTGRES", hide_env_values = true)]
    vault_postgres: Option<String>,
    /// Stops when everything was shown, and serves nothing
    #[arg(long)]
    once: bool,
    /// Prints what an invented officer signs in with now, and does nothing else
    #[arg(long, value_name = "NAME")]
    code: Option<String>,
}

/// A notice with many of the faults real ones have.
const OLD_NOTICE: &str = include_str!("../../samples/old-notice.md");

/// The day everything is judged on: the agreements of the example are not for ever.
const DAY: &str = "2026-11-23";

/// What is on record about the person of the example who is looked up.
const FACTS: &str = r#"{"supported":true}"#;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let out = args.out.as_path();
    if let Some(name) = &args.code {
        return demo_office::code(out, name);
    }
    files::write_all(out, &[("old-notice.md".to_owned(), OLD_NOTICE.to_owned())])?;
    let old_notice = out.join("old-notice.md").display().to_string();
    let folder = out.display().to_string();
    let record = out.join("record-of-processing.xlsx").display().to_string();
    let decide = |words: &[&'static str]| {
        let start =
            ["decide", "--on", DAY, "--strength", "second-factor", "--entity", "mhs-homes-ltd"];
        [start.as_slice(), words].concat()
    };
    print(
        "Keyholder: a privacy notice that keeps its word. Not legal advice.\n\
         Everything here runs on the bundled example, the notice of a landlord with 9,000 homes.\n",
    )?;

    step("1. Somebody else's notice is read and criticised.")?;
    show(&["notice", "check", &old_notice])?;

    step("2. The notice as code checks itself.")?;
    show(&["charter", "check", "--on", DAY])?;

    step(
        "3. It decides. A repairs contractor asks for a tenant's name, phone and health: it gets \
         what the job needs.",
    )?;
    show(&decide(&[
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--relationship",
        "tenant",
        "--purpose",
        "repairs",
        "--action",
        "disclose",
        "--recipient",
        "repairs-contractors",
        "--data",
        "name,telephone,health",
        "--facts",
        FACTS,
    ]))?;
    step("   The same ask when nobody has looked the person up: unknown means no.")?;
    show(&decide(&[
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--relationship",
        "tenant",
        "--purpose",
        "repairs",
        "--action",
        "look",
        "--data",
        "name",
    ]))?;

    step("4. A request for a copy of one's data, and when the answer is due, with the working.")?;
    show(&[
        "clock",
        "--right",
        "access",
        "--received",
        "2026-11-25",
        "--asked",
        "2026-12-01",
        "--answered",
        "2026-12-03",
        "--today",
        "2026-12-10",
    ])?;

    step(
        "5. The notice is published, in plain words beside the formal ones, and so is the record of processing.",
    )?;
    show(&["notice", "build", "--out", &folder, "--on", DAY])?;
    show(&["ropa", "--format", "xlsx", "--out", &record, "--on", DAY])?;

    step("6. A record is filled with an invented landlord, and everything asks the notice first.")?;
    let day: Date = DAY.parse()?;
    let mut landlord = demo::Landlord::new(2026, HOMES, day);
    let housing = Housing::new(2026, args.people, day).with(&landlord);
    housing.number(&mut landlord);
    let data = out.join("record-of-people");
    let place = Where {
        postgres: args.postgres.clone(),
        vault_postgres: args.vault_postgres.clone(),
        ..Where::alone(data.clone())
    };
    let person = record_of(&place, &landlord, day)?;

    step(
        "7. The same landlord's housing system, with everybody who lives and lived there, and what \
         lies beside it.",
    )?;
    let beside = out.join("housing");
    housing_of(&beside, &housing)?;
    try_it(&beside, &data, &out.join("pack.zip"), person)?;

    print(&format!(
        "\nOpen {} in a browser. The record of processing is {record}.\n\
         Next: `keyholder charter coverage` says which promises are kept by what, and which are \
         not kept yet;\n`keyholder --help` lists every command.\n",
        shown(&out.join("index.html"))
    ))?;
    demo_office::staff(&place, out)?;
    if args.once {
        return Ok(Outcome::Clean);
    }
    step("8. Its pages: residents' privacy centre, and the office.")?;
    demo_office::serve(&place, out, args.listen)
}

/// How many homes the invented landlord has.
const HOMES: usize = 120;

/// Fills a record, and shows a search, a look, a refusal and the log. Tells whom it found.
fn record_of(
    place: &Where,
    landlord: &demo::Landlord,
    day: Date,
) -> anyhow::Result<Option<PersonId>> {
    let now = Now::noon(day);
    let office = place.open_on(day)?;
    let holder = office.holder();
    let Office { record, signer } = office;
    if record.people()? == 0 {
        let filled = fill::fill(&record, landlord, now)?;
        let entered = filled.people.iter().flatten().count();
        print(&format!(
            "\n{entered} people of {HOMES} homes, {} things held on them, {} choices. Left out:\n",
            filled.items, filled.choices
        ))?;
        for (why, count) in &filled.left_out {
            print(&format!("  {count:4}  {why}\n"))?;
        }
    } else {
        print("\nIt is there from before.\n")?;
    }
    let look =
        fill::question(&record, ("housing-officer", "housing"), "tenancy-management", "look", day)?;
    let known = landlord.people.iter().find(|p| p.relationship == "tenant" && p.again.is_some());
    let name = known.map(|person| Identifier::parse(Kind::Name, &person.name)).transpose()?;
    if let Some(name) = name {
        print("\nA housing officer looks for somebody who was entered twice, by another hand:\n")?;
        match record.find(&look, &[name], now)? {
            Found::Several(several) => print(&format!(
                "  {} people fit. Which one is for the officer to find out, not to guess.\n",
                several.len()
            ))?,
            other => print(&format!("  {other:?}\n"))?,
        }
    }
    let reference = alone(landlord).and_then(|person| person.tenancy.clone());
    let reference =
        reference.map(|text| Identifier::parse(Kind::TenancyReference, &text)).transpose()?;
    let found = match reference {
        Some(reference) => record.find(&look, &[reference], now)?,
        None => Found::Nobody,
    };
    let person = match found {
        Found::One(one) => Some(one.id),
        Found::Several(several) => several.first().map(|one| one.id),
        _ => None,
    };
    if let Some(id) = person {
        let opened = record.look(&look, id, now)?;
        print(
            "\nA tenancy reference leads to a tenant. For managing the tenancy an officer sees:\n",
        )?;
        opened.each(&record, |seen| {
            let _ = print(&format!("  {}: {}\n", seen.category(), seen.text()));
        })?;
        print(&format!(
            "  and {} more things are held that this purpose may not see.\n",
            opened.masked(&record)?
        ))?;
        let nosy = fill::question(
            &record,
            ("communications-officer", "communications"),
            "tenancy-management",
            "look",
            day,
        )?;
        if let Err(people::Error::Refused(refusal)) = record.look(&nosy, id, now) {
            print("\nA colleague in communications names the same purpose:\n")?;
            let explained = refusal.explain(record.gate());
            for reason in explained.reasons.iter().filter(|reason| reason.rule == "role") {
                print(&format!("  refused: {}\n", say(&reason.message)))?;
            }
        }
    }
    let at = today::timestamp().as_microsecond();
    while let Sequenced::Sequenced(_) = record.data().sequence(&signer, &holder, at)? {}
    let checkpoint = record.data().verify_log(&signer.verifier())?;
    print(&format!(
        "\nEvery one of these looks, and the refusal, is in the log: {} entries, as they were signed.\n\
         `keyholder serve --data {}` answers on it.\n",
        checkpoint.size,
        place.data.display()
    ))?;
    Ok(person)
}

/// Of how many homes there are papers.
const PAPERS: u32 = 600;

/// Writes the housing system, its map, and what lies beside it.
fn housing_of(folder: &Path, housing: &Housing) -> anyhow::Result<()> {
    let database = folder.join("housing.db");
    if database.exists() {
        return print("\nIt is there from before.\n");
    }
    let papers = housing.papers(PAPERS);
    let (mut markers, mut mailbox) = (Vec::new(), Vec::new());
    papers.markers(&mut markers)?;
    papers.mailbox(&mut mailbox)?;
    let mut beside = vec![
        ("housing.toml".to_owned(), MAP.to_owned()),
        ("mailbox.mbox".to_owned(), String::from_utf8(mailbox)?),
        ("warning-markers.csv".to_owned(), String::from_utf8(markers)?),
    ];
    beside.extend(papers.documents().map(|(name, text)| (format!("documents/{name}"), text)));
    files::write_all(folder, &beside)?;
    // Under another name until it is whole.
    let half = folder.join("housing.db.half");
    if half.exists() {
        std::fs::remove_file(&half)?;
    }
    let homes = housing.homes();
    let people = housing::write_sqlite(housing, &half, &mut Notes::default(), &mut |done| {
        if done.is_multiple_of(1_000) {
            eprintln!("  {done} of {homes} homes");
        }
    })?;
    std::fs::rename(&half, &database)?;
    print(&format!(
        "\n{people} people of {homes} homes, in 23 tables and six copies nobody wrote down; a \
         mailbox, a sheet of warning markers and {} documents.\n",
        beside.len() - 3
    ))
}

/// Says how to look for somebody in it.
fn try_it(
    housing: &Path,
    data: &Path,
    pack: &Path,
    person: Option<PersonId>,
) -> anyhow::Result<()> {
    let (folder, data) = (housing.display(), data.display());
    print(&format!(
        "Try on it:\n  keyholder source check {folder}/housing.toml\n  \
         keyholder source discover sqlite:{folder}/housing.db --id housing --by me --data {data}\n"
    ))?;
    let Some(person) = person else { return Ok(()) };
    print(&format!(
        "  keyholder collect {person} --map {folder}/housing.toml \
         --connect housing=sqlite:{folder}/housing.db --by me --entity heart-of-medway --out {} \
         --data {data}\n",
        pack.display()
    ))
}

/// A tenant who has a home alone, and is in the record once.
fn alone(landlord: &demo::Landlord) -> Option<&demo::Person> {
    let tenants =
        |home| landlord.people.iter().filter(move |one| one.home == home && one.tenancy.is_some());
    landlord
        .people
        .iter()
        .find(|one| one.tenancy.is_some() && one.email.is_some() && tenants(one.home).count() == 1)
}

fn step(title: &str) -> anyhow::Result<()> {
    print(&format!("\n{title}\n"))
}

/// Runs a command and shows how it is typed. What it finds is part of the show.
fn show(words: &[&str]) -> anyhow::Result<Outcome> {
    let typed: Vec<String> = words
        .iter()
        .map(|word| if word.contains('{') { format!("'{word}'") } else { (*word).to_owned() })
        .collect();
    print(&format!("\n$ keyholder {}\n", typed.join(" ")))?;
    super::run_words(std::iter::once("keyholder").chain(words.iter().copied()))
}

/// A path as one can click on it.
fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

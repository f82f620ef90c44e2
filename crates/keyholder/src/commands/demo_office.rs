//! The office of the invented landlord: who signs in to it, and the server that answers.

use std::fs;
use std::path::Path;

use access::{NewAccount, Second, code_at};
use anyhow::{Context, bail};
use jiff::ToSpan;
use people::Now;
use serde::{Deserialize, Serialize};

use crate::output::{Outcome, print};
use crate::{files, office, today};

/// The file that has what the invented officers sign in with. Nobody is behind it.
const SIGN_IN: &str = "sign-in.toml";
/// The most bytes of it.
const SIGN_IN_BYTES_MAX: usize = 64 << 10;
/// How many days the invented auditor has.
const AUDIT_DAYS: i32 = 90;
/// Where emails of the invented landlord land.
const EMAILS: &str = "emails";

/// Somebody who works there.
struct Works {
    name: &'static str,
    role: &'static str,
    team: &'static str,
    /// The posts they hold, and whether as a deputy.
    posts: &'static [(&'static str, bool)],
}

const OFFICERS: &[Works] = &[
    Works {
        name: "ada",
        role: "data-protection-officer",
        team: "data-protection",
        posts: &[("data-protection", false), ("data-protection-officer", true)],
    },
    Works {
        name: "ben",
        role: "data-protection-officer",
        team: "data-protection",
        posts: &[("data-protection", true), ("data-protection-officer", false)],
    },
    // Who may change what a machine proposed about a letting.
    Works {
        name: "ivy",
        role: "lettings-officer",
        team: "lettings",
        posts: &[("head-of-lettings", false)],
    },
    Works {
        name: "tess",
        role: "data-protection-officer",
        team: "data-protection",
        posts: &[("data-protection", true)],
    },
    Works { name: "olu", role: "housing-officer", team: "housing", posts: &[] },
    Works { name: "ray", role: "repairs-officer", team: "repairs", posts: &[] },
    Works {
        name: "mia",
        role: "housing-officer",
        team: "housing",
        posts: &[("manager-of-housing", false)],
    },
    Works {
        name: "owen",
        role: "data-protection-officer",
        team: "data-protection",
        posts: &[("decision-owner", false)],
    },
    Works {
        name: "aud",
        role: "auditor",
        team: "data-protection",
        posts: &[(db::posts::AUDITOR, false)],
    },
    Works {
        name: "adm",
        role: "administrator",
        team: "data-protection",
        posts: &[(db::posts::ADMINISTRATOR, false)],
    },
];

#[derive(Default, Deserialize, Serialize)]
struct SignIn {
    officer: Vec<Officer>,
}

#[derive(Clone, Deserialize, Serialize)]
struct Officer {
    name: String,
    role: String,
    password: String,
    /// What an app that makes codes takes.
    key: String,
}

fn read(out: &Path) -> anyhow::Result<SignIn> {
    let text = crate::charters::read_text(&out.join(SIGN_IN), SIGN_IN_BYTES_MAX)?;
    let read = toml::from_str(&text);
    read.map_err(|error| anyhow::anyhow!("`{SIGN_IN}` cannot be read: {}", error.message()))
}

/// Makes the accounts of those who work there, unless they are there from before.
pub(super) fn staff(place: &office::Where, out: &Path) -> anyhow::Result<()> {
    if out.join(SIGN_IN).exists() {
        return Ok(());
    }
    let office = place.open()?;
    let now = Now::new(today::timestamp());
    let mut sign_in = SignIn::default();
    for Works { name, role, team, posts } in OFFICERS {
        let new = NewAccount {
            name: (*name).to_owned(),
            role: (*role).to_owned(),
            team: (*team).to_owned(),
            entity: "heart-of-medway".to_owned(),
        };
        let enrolled = access::add(&office.record, "demo", &new, now)?;
        for (post, deputy) in *posts {
            let day = now.today().to_string();
            // An audit is for a time.
            let until = (*post == db::posts::AUDITOR)
                .then(|| now.today().saturating_add(AUDIT_DAYS.days()).to_string());
            let appoint = move |tx: &db::Tx<'_>| {
                Ok(db::posts::appoint(tx, post, name, *deputy, &day, until.as_deref())?)
            };
            office.record.write_office("demo", "appointed", post, now, appoint)?;
        }
        sign_in.officer.push(Officer {
            name: new.name,
            role: new.role,
            password: enrolled.password.as_str().to_owned(),
            key: enrolled.second.in_letters().as_str().to_owned(),
        });
    }
    let text = toml::to_string(&sign_in).context("what they sign in with cannot be written")?;
    files::write_all(out, &[(SIGN_IN.to_owned(), text)])
}

/// Prints what one of them signs in with: the password, and the code of the moment.
pub(super) fn code(out: &Path, name: &str) -> anyhow::Result<Outcome> {
    let sign_in = read(out).context("start `keyholder demo` first")?;
    let Some(officer) = sign_in.officer.iter().find(|one| one.name == name) else {
        let names: Vec<&str> = sign_in.officer.iter().map(|one| one.name.as_str()).collect();
        bail!("nobody there is called `{name}`; there is {}", names.join(", "));
    };
    let key = Second::parse(&officer.key).context("their key cannot be read")?;
    let code = code_at(&key, today::timestamp().as_microsecond());
    print(&format!("name: {name}\npassword: {}\ncode: {code}\n", officer.password))?;
    Ok(Outcome::Clean)
}

/// Says how to get in, and answers until it is told to stop.
pub(super) fn serve(
    place: &office::Where,
    out: &Path,
    listen: std::net::SocketAddr,
) -> anyhow::Result<Outcome> {
    let (folder, sign_in) = (out.display(), read(out)?);
    fs::create_dir_all(out.join(EMAILS))?;
    print("\nWho works there, all of it made up:\n")?;
    for officer in &sign_in.officer {
        let (name, role) = (&officer.name, &officer.role);
        print(&format!("  {name:4} {role:24} password {}\n", officer.password))?;
    }
    print(&format!(
        "The code of the moment, in another window: keyholder demo --out {folder} --code ada\n\
         Emails are put into {folder}/{EMAILS}; nothing leaves this machine. Stop with Ctrl-C.\n\n\
         Residents: http://{listen}/    The office: http://{listen}/staff\n"
    ))?;
    let path = |part: &str| out.join(part).display().to_string();
    let mut words: Vec<String> = vec![
        "keyholder".to_owned(),
        "serve".to_owned(),
        "--log=warn".to_owned(),
        format!("--listen={listen}"),
        format!("--data={}", place.data.display()),
        format!("--notices={folder}"),
        format!("--map={}", path("housing/housing.toml")),
        format!("--connect=housing=sqlite:{}", path("housing/housing.db")),
        format!("--write=housing=sqlite:{}", path("housing/housing.db")),
        "--direct=housing".to_owned(),
        format!("--smtp=folder:{}", path(EMAILS)),
        "--mail-from=Privacy <privacy@landlord.example>".to_owned(),
        format!("--url=http://{listen}"),
    ];
    let postgres = [("postgres", &place.postgres), ("vault-postgres", &place.vault_postgres)];
    words.extend(postgres.iter().filter_map(|(name, address)| {
        address.as_ref().map(|address| format!("--{name}={address}"))
    }));
    super::run_words(words.iter().map(String::as_str))
}

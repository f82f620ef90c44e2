use anyhow::bail;
use clap::Subcommand;
use data_encoding::BASE64URL_NOPAD;
use db::tokens::{self, NewToken};
use sha2::{Digest, Sha256};

use crate::office::Where;
use crate::output::{Outcome, print};
use crate::today;

/// Makes, lists and revokes the tokens by which services ask
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a token and shows it, this once
    Make {
        #[command(flatten)]
        place: Where,
        /// What it is called; the actor in the log
        name: String,
        /// The role it acts in, by its name in the charter
        #[arg(long)]
        role: String,
        /// The team it acts for
        #[arg(long)]
        team: String,
        /// The legal entity it acts for
        #[arg(long)]
        entity: String,
        /// The purposes it may name; those of its role when left out
        #[arg(long, value_delimiter = ',')]
        purposes: Vec<String>,
        /// What it may do: read, write, history, office, erase, break-glass
        #[arg(long, value_delimiter = ',', default_value = "read")]
        scopes: Vec<String>,
        /// How many days it stands
        #[arg(long, default_value_t = 365)]
        days: u32,
    },
    /// Lists the tokens there are and were
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Revokes a token from now on
    Revoke {
        #[command(flatten)]
        place: Where,
        /// What it is called
        name: String,
    },
}

const SCOPES: &[&str] = &["read", "write", "history", "office", "erase", "break-glass"];

/// A new secret, and what is kept of it.
pub(crate) fn secret() -> (String, [u8; 32]) {
    let secret = format!("kh_{}", BASE64URL_NOPAD.encode(&vault::random::<32>()));
    let sha256 = Sha256::digest(secret.as_bytes()).into();
    (secret, sha256)
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Make { place, name, role, team, entity, purposes, scopes, days } => {
            if let Some(wrong) = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
                bail!("there is no scope `{wrong}`; there are {}", SCOPES.join(", "));
            }
            let record = place.open_or_begin()?.record;
            let gate = record.gate();
            let known = [
                ("role", role, gate.role(role).is_some()),
                ("team", team, gate.team(team).is_some()),
                ("entity", entity, gate.entity(entity).is_some()),
            ];
            if let Some((kind, name, _)) = known.iter().find(|(_, _, known)| !known) {
                bail!("the charter has no {kind} `{name}`");
            }
            if let Some(wrong) = purposes.iter().find(|name| gate.purpose(name).is_none()) {
                bail!("the charter has no purpose `{wrong}`");
            }
            let at = record.now(today::timestamp()).micros();
            let (secret, sha256) = secret();
            let token = NewToken {
                name: name.clone(),
                sha256,
                role: role.clone(),
                team: team.clone(),
                entity: entity.clone(),
                purposes: purposes.clone(),
                scopes: scopes.clone(),
                expires: Some(at + i64::from(*days) * 86_400_000_000),
            };
            if name.trim().is_empty() || *days == 0 {
                bail!("a token has a name, and stands for a day at least");
            }
            match record.data().write("make a token", move |tx| tokens::make(tx, &token, at)) {
                Err(db::Error::Refused(_)) => {
                    bail!("there is or was a token `{name}`; choose a name that was never used")
                }
                made => {
                    let _committed = made?;
                }
            }
            print(&format!("{secret}\n"))?;
            eprintln!("This is shown once. It stands for {days} days.");
        }
        Command::List { place } => {
            let record = place.open()?.record;
            let at = record.now(today::timestamp()).micros();
            for token in record.data().read("tokens", tokens::all)? {
                let state = if token.revoked.is_some() {
                    "revoked"
                } else if token.expires.is_some_and(|end| end <= at) {
                    "ended"
                } else {
                    "stands"
                };
                print(&format!(
                    "{}  {state}  {} of {} for {}  {}\n",
                    token.name,
                    token.role,
                    token.team,
                    token.entity,
                    token.scopes.join(",")
                ))?;
            }
        }
        Command::Revoke { place, name } => {
            let record = place.open()?.record;
            let at = record.now(today::timestamp()).micros();
            let of = name.clone();
            let revoked = record.data().write("revoke", move |tx| tokens::revoke(tx, &of, at))?;
            if !*revoked {
                bail!("no token `{name}` stands");
            }
            print(&format!("`{name}` is revoked.\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

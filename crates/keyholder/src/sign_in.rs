//! The organisation's own provider of sign-in, as a file describes it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use access::Group;
use anyhow::{Context, ensure};
use gate::Gate;
use serde::Deserialize;
use web::{Provider, SignInBy};

use crate::charters::read_text;

/// The most bytes of the file: 256 KiB.
const FILE_BYTES_MAX: usize = 256 << 10;
/// The most bytes of the file of the secret: 4 KiB.
const SECRET_BYTES_MAX: usize = 4 << 10;
/// The most groups of the table.
const GROUPS_MAX: usize = 1_000;

/// How staff sign in beside local accounts.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct SignsIn {
    /// Staff sign in with their work accounts, too: a TOML file that describes your provider (OpenID
    /// Connect) and which of its groups has which role; see docs/sign-in.md
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_SIGN_IN")]
    sign_in: Option<PathBuf>,
    /// The header in which your own proxy says where a request comes from, such as `X-Forwarded-For`: wrong
    /// tries to sign in are counted by it. Only where nobody reaches the server past the proxy
    #[arg(long, value_name = "NAME", env = "KEYHOLDER_ADDRESS_HEADER")]
    address_header: Option<String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    redirect: String,
    #[serde(default = "profile")]
    scopes: Vec<String>,
    #[serde(default = "groups")]
    groups_claim: String,
    #[serde(default = "preferred_username")]
    name_claim: String,
    #[serde(default)]
    second_factor_acr: Vec<String>,
    #[serde(default)]
    second_factor_amr: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    group: Vec<Row>,
}

/// A row of its table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    role: String,
    team: String,
    entity: String,
}

fn profile() -> Vec<String> {
    vec!["profile".to_owned()]
}

fn groups() -> String {
    "groups".to_owned()
}

fn preferred_username() -> String {
    "preferred_username".to_owned()
}

impl SignsIn {
    /// The header of the proxy.
    pub(crate) fn header(&self) -> anyhow::Result<Option<String>> {
        let Some(name) = &self.address_header else { return Ok(None) };
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        ensure!(
            !name.is_empty() && name.len() <= 100 && name.chars().all(fits),
            "`{name}` is no name of a header: letters, digits and hyphens, such as `X-Forwarded-For`"
        );
        Ok(Some(name.clone()))
    }

    /// Reads the file, and says at once what is wrong with it, by the charter too.
    pub(crate) fn open(&self, gate: &Gate) -> anyhow::Result<Option<Provider>> {
        let Some(path) = &self.sign_in else { return Ok(None) };
        read(path, gate)
            .with_context(|| format!("staff cannot sign in by `{}`", path.display()))
            .map(Some)
    }
}

fn read(path: &Path, gate: &Gate) -> anyhow::Result<Provider> {
    let text = read_text(path, FILE_BYTES_MAX)?;
    // What TOML says may quote a line of the file.
    let described: Described = toml::from_str(&text).map_err(|error| {
        anyhow::anyhow!("it is no description of a provider: {}", error.message())
    })?;
    let beside = path.parent().unwrap_or(Path::new("."));
    let client_secret = match (&described.client_secret_file, &described.client_secret_env) {
        (Some(file), None) => read_text(&beside.join(file), SECRET_BYTES_MAX)?,
        (None, Some(name)) => std::env::var(name).map_err(|_| {
            anyhow::anyhow!("the environment has no `{name}`, which it names for the secret")
        })?,
        _ => anyhow::bail!(
            "it says where the client's secret is once: by `client_secret_file` or by `client_secret_env`"
        ),
    };
    ensure!(
        described.group.len() <= GROUPS_MAX,
        "it has more than {GROUPS_MAX} groups: name those that work here"
    );
    let mut seen = BTreeSet::new();
    for row in &described.group {
        let Row { name, role, team, entity } = row;
        ensure!(seen.insert(name), "the group `{name}` stands in it twice: leave one out");
        for (kind, word, known) in [
            ("role", role, gate.role(role).is_some()),
            ("team", team, gate.team(team).is_some()),
            ("entity", entity, gate.entity(entity).is_some()),
        ] {
            ensure!(
                known,
                "the group `{name}` is given the {kind} `{word}`, which the charter does not have; \
                 use the id of one it has"
            );
        }
    }
    let into =
        |row: Row| Group { group: row.name, role: row.role, team: row.team, entity: row.entity };
    Ok(Provider::new(SignInBy {
        issuer: described.issuer,
        client_id: described.client_id,
        client_secret: client_secret.into(),
        redirect: described.redirect,
        scopes: described.scopes,
        groups_claim: described.groups_claim,
        name_claim: described.name_claim,
        second_factor_acr: described.second_factor_acr,
        second_factor_amr: described.second_factor_amr,
        hosts: described.hosts,
        groups: described.group.into_iter().map(into).collect(),
    })?)
}

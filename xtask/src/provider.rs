//! The provider of sign-in the tests run against: a real one, on Node.js, installed where it is missing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::browse;
use crate::program::Server;

/// Where the tests find it, and the Node.js that runs it.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) node: PathBuf,
}

/// Sees to it that there is one.
///
/// # Errors
/// When it cannot be installed from here.
pub(crate) fn install() -> anyhow::Result<Place> {
    let folder = crate::root().join("target/provider");
    fs::create_dir_all(&folder)?;
    let node = browse::node()?;
    browse::install(&node, "provider", &folder)?;
    Ok(Place { folder, node: node.path() })
}

/// Starts one that sends people back to an address; who it is.
pub(crate) fn start(place: &Place, back: &str) -> anyhow::Result<(Server, String)> {
    let mut child = Command::new(&place.node)
        .arg("provider.mjs")
        .arg(back)
        .current_dir(&place.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let out = child.stdout.take().context("the provider says nothing")?;
    let provider = Server(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let rest = line.split("\"issuer\":\"").nth(1).context("the provider did not start")?;
    Ok((provider, rest.split('"').next().unwrap_or_default().to_owned()))
}

/// What the server is told of it.
pub(crate) fn described(issuer: &str, back: &str) -> String {
    format!(
        "issuer = \"{issuer}\"\nclient_id = \"keyholder\"\nclient_secret_env = \"PROVIDER_SECRET\"\n\
         redirect = \"{back}\"\nscopes = [\"profile\", \"groups\"]\n\n[[group]]\nname = \"phones\"\n\
         role = \"contact-centre-adviser\"\nteam = \"contact-centre\"\nentity = \"heart-of-medway\"\n"
    )
}

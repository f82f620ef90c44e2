//! Reaching the landlord's systems: the data map, and where each system is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use charter::Id;
use sources::{Connector, Error, Map, Stop, System, connect};

use crate::maps;

/// Connections for reading, by source.
pub(crate) type Readers = BTreeMap<String, Result<Box<dyn Connector>, Error>>;

#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Reach {
    /// The files of the data map, or folders of them
    #[arg(long, value_name = "FILE", required = true)]
    map: Vec<PathBuf>,
    /// Where a source is: its name in the map, `=`, and its address
    #[arg(long = "connect", value_name = "ID=URL")]
    connections: Vec<String>,
}

impl Reach {
    /// Systems that are named elsewhere than on a command line.
    pub(crate) fn new(map: Vec<PathBuf>, connections: Vec<String>) -> Reach {
        Reach { map, connections }
    }

    /// The map.
    pub(crate) fn map(&self) -> anyhow::Result<Map> {
        maps::load(&self.map)
    }

    /// Whether every address is written as one, for sources the map has.
    pub(crate) fn check(&self, map: &Map) -> anyhow::Result<()> {
        addresses(&self.connections, "--connect", map).map(|_| ())
    }

    /// A connection to every source that is named, until it is stopped. One that does not answer
    /// says so later, beside the others.
    pub(crate) fn readers(&self, map: &Map, stop: &Stop) -> anyhow::Result<Readers> {
        let addresses = addresses(&self.connections, "--connect", map)?;
        let open = |url| stop.check().and_then(|()| connect::open(url));
        Ok(addresses.into_iter().map(|(id, url)| (id.to_owned(), open(url))).collect())
    }
}

impl Reach {
    /// Where each source is, in a form that says nothing else.
    pub(crate) fn places(&self, map: &Map) -> anyhow::Result<BTreeMap<String, String>> {
        let addresses = addresses(&self.connections, "--connect", map)?;
        Ok(addresses.into_iter().map(|(id, url)| (id.to_owned(), connect::place_of(url))).collect())
    }
}

/// Sources and their addresses. An address may have a secret in it, and is never said again.
pub(crate) fn addresses<'a>(
    given: &'a [String],
    option: &str,
    map: &Map,
) -> anyhow::Result<Vec<(&'a str, &'a str)>> {
    let one = |text: &'a String| {
        let split = text.split_once('=').filter(|(id, _)| id.parse::<Id<System>>().is_ok());
        let (id, url) = split
            .with_context(|| format!("write `{option}` as the source's name, `=`, its address"))?;
        if map.source(id).is_none() {
            bail!("the map has no source `{id}`");
        }
        Ok((id, url))
    };
    given.iter().map(one).collect()
}

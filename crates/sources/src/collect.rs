//! Collecting: from what identifies a person, along the references, through every source.

use std::collections::{BTreeMap, BTreeSet};

use people::Leave;
use people::identify::{Identifier, Kind};
use serde_json::{Map as Values, Value};

use crate::connect::How;
use crate::walk::Walk;
use crate::{Connector, Error, Graph, Map};

/// The most rows one collection may find: 500,000.
pub const COLLECTED_ROWS_MAX: usize = 500_000;
/// The most rounds: references that go round and round end here.
const ROUNDS_MAX: usize = 64;

/// What a person is looked for by.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) kind: String,
    pub(crate) how: How,
    pub(crate) value: String,
    /// The one source it is for; none for all.
    pub(crate) only: Option<String>,
}

impl Identity {
    /// An identifier Keyholder knows.
    #[must_use]
    pub fn of(identifier: &Identifier) -> Identity {
        let how = of_kind(identifier.kind());
        let normal = identifier.normal();
        // `northgate:12345` is the number 12345 in the source `northgate`.
        let (only, normal) = match (identifier.kind(), normal.split_once(':')) {
            (Kind::OtherSystemId, Some((system, number))) => {
                (Some(system.replace(' ', "-")), number)
            }
            _ => (None, normal),
        };
        let value = how.wanted(normal);
        Identity { kind: identifier.kind().as_str().to_owned(), how, value, only }
    }

    /// One as somebody typed it: of a kind Keyholder knows where it can be read as one, or of a kind
    /// only a map knows, such as the number of a loyalty card.
    #[must_use]
    pub fn other(kind: &str, value: &str) -> Identity {
        let known = kind.parse::<Kind>().and_then(|kind| Identifier::parse(kind, value));
        if let Ok(identifier) = known {
            return Identity::of(&identifier);
        }
        Identity {
            only: None,
            kind: kind.to_owned(),
            how: How::Same,
            value: How::Same.wanted(value),
        }
    }

    /// Whether it points at one person. By a name, a birthday or a home alone one finds others too.
    pub(crate) fn points(&self) -> bool {
        points(&self.kind)
    }
}

fn points(kind: &str) -> bool {
    !["name", "alias", "date-of-birth", "address", "uprn"].contains(&kind)
}

/// How a kind of identifier that points at one person is compared; none for one that does not.
pub(crate) fn how(kind: &str) -> Option<How> {
    points(kind).then(|| kind.parse().map_or(How::Same, of_kind))
}

fn of_kind(kind: Kind) -> How {
    match kind {
        Kind::Email => How::Email,
        Kind::Phone => How::Phone,
        Kind::NiNumber | Kind::OtherSystemId | Kind::PaymentReference | Kind::TenancyReference => {
            How::Number
        }
        _ => How::Same,
    }
}

/// What one source answered. Never "nothing held" where nobody could look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds rows: so many.
    Held(usize),
    /// Every way into it was tried, and it holds nothing.
    NothingHeld,
    /// It holds so many rows, and these of its tables could not be searched.
    Partly(usize, Vec<String>),
    /// It is searched by other identifiers than those that are known: these.
    CannotSearch(Vec<String>),
    /// It was not searched, and why.
    NotSearched(String),
    /// It failed, and how. What it gave before is kept, and is not the whole.
    Failed(Error),
}

/// Whose row it is, as far as the map tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The person's own.
    Own,
    /// Somebody else's, who is named in this field; the person is only mentioned.
    Others(String),
    /// Nothing says: the map names no owner, and there are several ways to the row.
    Unsettled,
}

/// A row that was collected.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// Its fields, but for those nobody may read.
    pub values: Values<String, Value>,
    /// The fields by which it was come to.
    pub by: Vec<String>,
    /// Whose it is.
    pub whose: Whose,
    /// Those of its fields that are about somebody else, whosever row it is.
    pub about_others: Vec<String>,
}

/// Everything that was collected, and what every source answered.
#[derive(Debug)]
pub struct Collected {
    /// What each source answered, in the order of the map.
    pub answers: Vec<(String, Answer)>,
    /// The rows, table by table.
    pub rows: Vec<Row>,
    /// How many statements it took.
    pub statements: u64,
}

impl Collected {
    /// Whether every source was searched to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.answers
            .iter()
            .all(|(_, answer)| matches!(answer, Answer::Held(_) | Answer::NothingHeld))
    }
}

/// Collects what the sources hold on a person, with leave to. A source without a connector here was
/// not searched, and says so; one that fails does not end the others.
pub fn collect(
    leave: &Leave,
    map: &Map,
    identities: &[Identity],
    connectors: &mut BTreeMap<String, Result<Box<dyn Connector>, Error>>,
) -> Collected {
    let graph = Graph::new(map);
    let known = |kind: &str| identities.iter().any(|one| one.kind == kind && one.points());
    let (ways, _) = graph.ways(known);
    let mut walk = Walk::new(&graph, ways, identities);
    for (id, connector) in connectors.iter_mut() {
        let begun = match connector {
            Ok(connector) if leave.is_for(id) => connector.begin(),
            Ok(_) => continue,
            Err(error) => Err(error.clone()),
        };
        if let Err(error) = begun {
            walk.failed.insert(id.clone(), error);
        }
    }
    walk.begin();
    for _ in 0..ROUNDS_MAX {
        if walk.is_done() {
            break;
        }
        walk.round(leave, connectors);
    }
    let working = |source: &str| {
        leave.is_for(source) && !walk.failed.contains_key(source) && connectors.contains_key(source)
    };
    let reached = graph.reached(&walk.ways, known, working);
    let mut answers = Vec::new();
    for source in map.sources() {
        let id = source.id.get_ref().as_str();
        let held = walk.held(id);
        let tables = || graph.tables().filter(|(_, of, _)| of.id.get_ref().as_str() == id);
        let answer = if !leave.is_for(id) {
            Answer::NotSearched("there is no leave to read it".to_owned())
        } else if let Some(error) = walk.failed.get(id) {
            Answer::Failed(error.clone())
        } else if !connectors.contains_key(id) {
            Answer::NotSearched("nothing is connected that reads it".to_owned())
        } else if walk.waits_for(id) {
            Answer::Failed(Error::TooMany { what: "rounds", limit: ROUNDS_MAX })
        } else {
            let personal = tables().filter(|(_, _, table)| table.is_personal());
            let (searched, missed): (Vec<_>, Vec<_>) =
                personal.partition(|(no, ..)| reached.contains(no));
            let missed: Vec<String> =
                missed.into_iter().map(|(_, _, table)| table.name.get_ref().clone()).collect();
            match (missed.is_empty(), searched.is_empty() && held == 0) {
                (true, _) if held > 0 => Answer::Held(held),
                (true, false) => Answer::NothingHeld,
                (false, false) => Answer::Partly(held, missed),
                (_, true) => {
                    let kinds: BTreeSet<&str> =
                        tables().flat_map(|(_, _, table)| table.identities()).collect();
                    Answer::CannotSearch(kinds.into_iter().map(str::to_owned).collect())
                }
            }
        };
        answers.push((id.to_owned(), answer));
    }
    let opened = connectors.values().filter_map(|connector| connector.as_ref().ok());
    let statements = opened.map(|connector| connector.statements()).sum();
    let rows = walk.finish(leave);
    Collected { answers, rows, statements }
}

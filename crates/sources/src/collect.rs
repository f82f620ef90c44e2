//! Collecting: from what identifies a person, along the references, through every source.

use std::collections::BTreeSet;
use std::fmt;

use people::Leave;
use people::identify::{Identifier, Kind};
use serde_json::{Map as Values, Value};

use crate::connect::{Connectors, How};
use crate::walk::{ROUNDS_MAX, Walk};
use crate::walls::{Theirs, hold_back};
use crate::{ANY, Error, Graph, Map, Stop};

/// The most rows one collection may find: 500,000.
pub const COLLECTED_ROWS_MAX: usize = 500_000;

/// What a person is looked for by.
#[derive(Clone)]
pub struct Identity {
    pub(crate) kind: String,
    pub(crate) how: How,
    pub(crate) value: String,
    /// The one source it is for; none for all.
    pub(crate) only: Option<String>,
}

impl fmt::Debug for Identity {
    /// Of what kind, never what it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.kind)
    }
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

/// Whether an identifier of a kind points at one person.
pub(crate) fn points(kind: &str) -> bool {
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
    /// It holds so many rows, and these of its tables, messages or pages could not be searched.
    Partly(usize, Vec<String>),
    /// It is searched by other identifiers than those that are known: these.
    CannotSearch(Vec<String>),
    /// It was not searched, and why.
    NotSearched(String),
    /// Somebody looked by hand, and says how it ended. What they found is not in the rows.
    LookedByHand(String),
    /// It failed, and how. What it gave before is kept, and is not the whole.
    Failed(Error),
}

impl Answer {
    /// Whether it was searched to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self, Answer::Held(_) | Answer::NothingHeld | Answer::LookedByHand(_))
    }

    /// The name of it, in files and in the log.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Answer::Held(_) => "held",
            Answer::NothingHeld => "nothing-held",
            Answer::Partly(..) => "partly",
            Answer::CannotSearch(_) => "cannot-search",
            Answer::NotSearched(_) => "not-searched",
            Answer::LookedByHand(_) => "looked-by-hand",
            Answer::Failed(_) => "failed",
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Held(rows) => write!(f, "held, {rows} rows"),
            Answer::NothingHeld => f.write_str("nothing held"),
            Answer::Partly(rows, missed) => {
                write!(f, "held, {rows} rows; these could not be searched: {}", missed.join(", "))
            }
            Answer::CannotSearch(kinds) if kinds.is_empty() => {
                f.write_str("cannot be searched: the map has nothing that identifies a person")
            }
            Answer::CannotSearch(kinds) => {
                let kinds = kinds.join(", ");
                write!(f, "cannot be searched by what is known; it takes {kinds}")
            }
            Answer::NotSearched(why) => write!(f, "not searched: {why}"),
            Answer::LookedByHand(how) => write!(f, "somebody looked: {how}"),
            Answer::Failed(error) => write!(f, "failed: {error}"),
        }
    }
}

/// Whose row it is, as far as the map tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The person's own.
    Own,
    /// Somebody else's, who is named in this field; the person is only mentioned.
    Others(String),
    /// Also somebody's of whom the person must not learn.
    BehindWall,
    /// Nothing says: the map names no owner, and there are several ways to the row.
    Unsettled,
}

/// A row that was collected.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// What tells it from every other row of the table, while it is being read.
    pub id: String,
    /// Its fields, but for those nobody may read.
    pub values: Values<String, Value>,
    /// The fields that hold something and were left out, because nobody may read it.
    pub withheld: Vec<String>,
    /// The fields by which it was come to.
    pub by: Vec<String>,
    /// Whose it is.
    pub whose: Whose,
    /// Those of its fields that are about somebody else, whosever row it is.
    pub about_others: Vec<String>,
}

impl Row {
    /// What it says that is not about somebody else.
    pub(crate) fn theirs(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.values.iter().filter(|(name, _)| !self.about_others.contains(name))
    }
}

impl fmt::Debug for Row {
    /// Where it is and whose, never what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = format_args!("{}:{}", self.source, self.table);
        write!(f, "Row({place} by {:?}, {:?})", self.by, self.whose)
    }
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
    /// Says what came of a source that nothing is connected to: somebody looks there by hand.
    pub fn answer(&mut self, source: &str, answer: Answer) {
        for (_, old) in self.answers.iter_mut().filter(|(id, _)| id == source) {
            *old = answer.clone();
        }
    }

    /// Whether every source was searched to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.answers.iter().all(|(_, answer)| answer.is_whole())
    }
}

/// Which kinds of identity a table can be begun at by.
fn known_by(identities: &[Identity]) -> impl Fn(&str) -> bool + '_ {
    |kind| identities.iter().any(|one| (kind == ANY || one.kind == kind) && one.points())
}

/// Collects what the sources hold on a person, with leave to. A source without a connector here was
/// not searched, and says so; one that fails does not end the others.
pub fn collect(
    leave: &Leave,
    map: &Map,
    identities: &[Identity],
    connectors: &mut Connectors,
) -> Collected {
    collect_until(&Stop::default(), leave, map, identities, connectors)
}

/// The same, until it is stopped. A source that was not searched to its end by then failed with
/// [`Error::Stopped`]; what others gave stays. Their connectors stay tied to what stopped it.
pub fn collect_until(
    stop: &Stop,
    leave: &Leave,
    map: &Map,
    identities: &[Identity],
    connectors: &mut Connectors,
) -> Collected {
    for connector in connectors.values_mut().flatten() {
        connector.stop_with(stop);
    }
    let graph = Graph::new(map);
    let known = known_by(identities);
    let (ways, _) = graph.ways(&known);
    let mut walk = Walk::new(&graph, ways, identities, stop);
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
    walk.go(leave, connectors);
    let mut theirs = Theirs::new();
    for other in leave.behind_walls() {
        let other: Vec<Identity> = other.iter().map(Identity::of).collect();
        let (ways, _) = graph.ways(known_by(&other));
        let mut about = Walk::new(&graph, ways, &other, stop);
        about.failed.clone_from(&walk.failed);
        about.go(leave, connectors);
        // Where nobody can tell what is about the other, nothing is given.
        for source in map.sources().iter().map(|source| source.id.get_ref().as_str()) {
            if about.waits_for(source) {
                let error = Error::TooMany { what: "rounds", limit: ROUNDS_MAX };
                about.failed.entry(source.to_owned()).or_insert(error);
            }
        }
        walk.failed.clone_from(&about.failed);
        about.rows_of(&mut theirs);
    }
    let working = |source: &str| {
        leave.is_for(source) && !walk.failed.contains_key(source) && connectors.contains_key(source)
    };
    let reached = graph.reached(&walk.ways, &known, working);
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
            let mut missed: Vec<String> =
                missed.into_iter().map(|(_, _, table)| table.name.get_ref().clone()).collect();
            if let Some(Ok(connector)) = connectors.get(id) {
                missed.extend(connector.missed());
            }
            match (missed.is_empty(), searched.is_empty() && held == 0) {
                (true, _) if held > 0 => Answer::Held(held),
                (true, false) => Answer::NothingHeld,
                (false, false) => Answer::Partly(held, missed),
                (_, true) => {
                    let kinds = tables().flat_map(|(_, _, table)| table.identities());
                    let told = |kind| if kind == ANY { "what points at one person" } else { kind };
                    let kinds: BTreeSet<&str> = kinds.map(told).collect();
                    Answer::CannotSearch(kinds.into_iter().map(str::to_owned).collect())
                }
            }
        };
        answers.push((id.to_owned(), answer));
    }
    let failed: BTreeSet<String> = walk.failed.keys().cloned().collect();
    let opened = connectors.values().filter_map(|connector| connector.as_ref().ok());
    let statements = opened.map(|connector| connector.statements()).sum();
    let mut rows = walk.finish(leave);
    rows.retain(|row| leave.behind_walls().is_empty() || !failed.contains(&row.source));
    hold_back(&mut rows, &theirs, leave.behind_walls(), identities);
    Collected { answers, rows, statements }
}

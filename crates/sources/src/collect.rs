//! Collecting: from what identifies a person, along the references, through every source.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use people::Leave;
use people::identify::{Identifier, Kind};
use serde_json::{Map as Values, Value};

use crate::connect::{FoundRow, How, Match, Wanted};
use crate::{Connector, Edge, Error, Graph, Map, Table, TableNo};

/// The most rows one collection may find: 500,000.
pub const COLLECTED_ROWS_MAX: usize = 500_000;
/// The most values of one field in one statement: 1,000.
const VALUES_MAX: usize = 1_000;
/// The most rounds: references that go round and round end here.
const ROUNDS_MAX: usize = 64;

/// What a person is looked for by.
#[derive(Clone, Debug)]
pub struct Identity {
    kind: String,
    how: How,
    value: String,
}

impl Identity {
    /// An identifier Keyholder knows.
    #[must_use]
    pub fn of(identifier: &Identifier) -> Identity {
        let how = match identifier.kind() {
            Kind::Email => How::Email,
            Kind::Phone => How::Phone,
            Kind::NiNumber | Kind::TenancyReference | Kind::PaymentReference => How::Number,
            _ => How::Same,
        };
        let value = how.wanted(identifier.normal());
        Identity { kind: identifier.kind().as_str().to_owned(), how, value }
    }

    /// One of a kind only a map knows, such as the number of a loyalty card.
    #[must_use]
    pub fn other(kind: &str, value: &str) -> Identity {
        Identity { kind: kind.to_owned(), how: How::Same, value: How::Same.wanted(value) }
    }

    /// Whether it points at one person. By a name, a birthday or a home alone one finds others too.
    fn points(&self) -> bool {
        !["name", "alias", "date-of-birth", "address", "uprn"].contains(&self.kind.as_str())
    }
}

/// What one source answered. Never "nothing held" where nobody could look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds rows: so many.
    Held(usize),
    /// Every way into it was tried, and it holds nothing.
    NothingHeld,
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
    /// The field by which it was come to first.
    pub by: String,
    /// Whose it is.
    pub whose: Whose,
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

struct Kept {
    by: String,
    by_identity: bool,
    values: Values<String, Value>,
}

/// What is to be looked for in a table next: by field and way of comparing, the values.
type Pending = BTreeMap<(String, How), BTreeSet<String>>;

struct Walk<'m> {
    graph: &'m Graph<'m>,
    ways: Vec<Edge<'m>>,
    pending: BTreeMap<TableNo, Pending>,
    asked: HashSet<(TableNo, String, String)>,
    rows: BTreeMap<TableNo, (HashMap<String, usize>, Vec<Kept>)>,
    failed: BTreeMap<String, Error>,
    count: usize,
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
    let (ways, reached) = graph.ways(known);
    let mut walk = Walk {
        graph: &graph,
        ways,
        pending: BTreeMap::new(),
        asked: HashSet::new(),
        rows: BTreeMap::new(),
        failed: BTreeMap::new(),
        count: 0,
    };
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
    walk.begin(identities);
    for _ in 0..ROUNDS_MAX {
        if walk.pending.is_empty() {
            break;
        }
        walk.round(leave, connectors);
    }
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
        } else if walk.pending.keys().any(|no| graph.table(*no).0.id == source.id) {
            Answer::Failed(Error::TooMany { what: "rounds", limit: ROUNDS_MAX })
        } else if held > 0 {
            Answer::Held(held)
        } else if tables().any(|(no, ..)| reached.contains(&no)) {
            Answer::NothingHeld
        } else {
            let kinds = tables().flat_map(|(_, _, table)| table.fields.values());
            let kinds = kinds.filter_map(|field| field.identity.as_ref());
            let kinds: BTreeSet<String> = kinds.map(|kind| kind.get_ref().clone()).collect();
            Answer::CannotSearch(kinds.into_iter().collect())
        };
        answers.push((id.to_owned(), answer));
    }
    let opened = connectors.values().filter_map(|connector| connector.as_ref().ok());
    let statements = opened.map(|connector| connector.statements()).sum();
    let rows = walk.finish(leave, identities);
    Collected { answers, rows, statements }
}

impl<'m> Walk<'m> {
    fn begin(&mut self, identities: &[Identity]) {
        for (no, _, table) in self.graph.tables() {
            for (name, field) in &table.fields {
                let Some(kind) = &field.identity else { continue };
                for one in identities.iter().filter(|one| one.points()) {
                    if one.kind == *kind.get_ref() {
                        self.want(no, name, one.how, one.value.clone());
                    }
                }
            }
        }
    }

    fn want(&mut self, no: TableNo, field: &str, how: How, value: String) {
        if self.asked.insert((no, field.to_owned(), format!("{how:?} {value}"))) {
            let pending = self.pending.entry(no).or_default();
            pending.entry((field.to_owned(), how)).or_default().insert(value);
        }
    }

    fn held(&self, source: &str) -> usize {
        let rows = self.rows.iter();
        rows.filter(|(no, _)| self.graph.table(**no).0.id.get_ref().as_str() == source)
            .map(|(_, (_, rows))| rows.len())
            .sum()
    }

    /// Asks every table for what is wanted of it, once.
    fn round(
        &mut self,
        leave: &Leave,
        connectors: &mut BTreeMap<String, Result<Box<dyn Connector>, Error>>,
    ) {
        for (no, pending) in std::mem::take(&mut self.pending) {
            let (source, table) = self.graph.table(no);
            let id = source.id.get_ref().as_str();
            if !leave.is_for(id) || self.failed.contains_key(id) {
                continue;
            }
            let Some(Ok(connector)) = connectors.get_mut(id) else { continue };
            if let Err(error) = self.ask(no, table, source.schema.as_deref(), pending, connector) {
                self.failed.insert(id.to_owned(), error);
            }
        }
    }

    fn ask(
        &mut self,
        no: TableNo,
        table: &Table,
        schema: Option<&str>,
        pending: Pending,
        connector: &mut Box<dyn Connector>,
    ) -> Result<(), Error> {
        let fields: Vec<&str> = table.fields.keys().map(String::as_str).collect();
        let lists: Vec<((String, How), Vec<String>)> = pending
            .into_iter()
            .map(|(field, values)| (field, values.into_iter().collect()))
            .collect();
        let longest = lists.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
        let (mut schema, mut name) = (schema, table.name.get_ref().as_str());
        if let Some((other, table)) = name.split_once('.') {
            (schema, name) = (Some(other), table);
        }
        let mut fresh: Vec<FoundRow> = Vec::new();
        for from in (0..longest).step_by(VALUES_MAX) {
            let any: Vec<Match<'_>> = (lists.iter())
                .filter_map(|((field, how), values)| {
                    let to = values.len().min(from + VALUES_MAX);
                    let values = values.get(from..to).filter(|values| !values.is_empty())?;
                    Some(Match { field, how: *how, values })
                })
                .collect();
            let wanted = Wanted { schema, table: name, fields: &fields, any: &any };
            let room = COLLECTED_ROWS_MAX.saturating_sub(self.count);
            connector.find(&wanted, &mut |row| {
                if fresh.len() >= room {
                    return Err(Error::TooMany { what: "rows", limit: COLLECTED_ROWS_MAX });
                }
                fresh.push(row);
                Ok(())
            })?;
        }
        let (by_id, kept) = self.rows.entry(no).or_default();
        let mut new = Vec::new();
        for row in fresh {
            if by_id.contains_key(&row.id) {
                continue;
            }
            let hit = |((field, how), values): &&((String, How), Vec<String>)| {
                let value = row.values.get(field).map(text).unwrap_or_default();
                values.iter().any(|wanted| how.fits(&value, wanted))
            };
            let by =
                lists.iter().find(hit).map_or_else(String::new, |((field, _), _)| field.clone());
            let by_identity = table.fields.get(&by).is_some_and(|field| field.identity.is_some());
            by_id.insert(row.id, kept.len());
            new.push(kept.len());
            kept.push(Kept { by, by_identity, values: row.values });
        }
        self.count += new.len();
        let mut next = Vec::new();
        for edge in self.ways.iter().filter(|edge| edge.from == no) {
            for at in &new {
                let value = kept[*at].values.get(edge.from_field).map(text).unwrap_or_default();
                if !value.is_empty() {
                    next.push((edge.to, edge.to_field, value));
                }
            }
        }
        for (to, field, value) in next {
            self.want(to, field, How::Same, value);
        }
        Ok(())
    }

    /// Takes out what may not be read, and says whose each row is.
    fn finish(self, leave: &Leave, identities: &[Identity]) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.count);
        for (no, (_, kept)) in self.rows {
            let (source, table) = self.graph.table(no);
            let ways: BTreeSet<&str> = (self.ways.iter())
                .filter(|edge| edge.to == no)
                .map(|edge| edge.to_field)
                .chain(
                    (table.fields.iter())
                        .filter(|(_, field)| field.identity.is_some())
                        .map(|(name, _)| name.as_str()),
                )
                .collect();
            for row in kept {
                let whose = whose(table, &row, ways.len(), identities);
                let values = row.values.into_iter().filter(|(name, _)| {
                    let field = table.fields.get(name);
                    field.is_some_and(|field| field.category.get_ref().may_be_read(leave))
                });
                rows.push(Row {
                    source: source.id.get_ref().to_string(),
                    table: table.name.get_ref().clone(),
                    values: values.collect(),
                    by: row.by,
                    whose,
                });
            }
        }
        rows
    }
}

fn whose(table: &Table, row: &Kept, ways: usize, identities: &[Identity]) -> Whose {
    let owners: Vec<&str> = table.owner.iter().map(|owner| owner.get_ref().as_str()).collect();
    if owners.contains(&row.by.as_str()) || (owners.is_empty() && row.by_identity) {
        return Whose::Own;
    }
    // Come to by a field that only mentions: whoever the row names is whose it is.
    let named = table.fields.iter().find(|(name, field)| {
        let owns = owners.is_empty() || owners.contains(&name.as_str());
        let Some(kind) = field.identity.as_ref().filter(|_| owns) else { return false };
        let value = row.values.get(*name).map(text).unwrap_or_default();
        !value.is_empty()
            && !identities
                .iter()
                .any(|one| one.kind == *kind.get_ref() && one.how.fits(&value, &one.value))
    });
    match (named, owners.first()) {
        (Some((name, _)), _) => Whose::Others(name.clone()),
        (None, Some(owner)) => Whose::Others((*owner).to_owned()),
        (None, None) if ways > 1 => Whose::Unsettled,
        (None, None) => Whose::Own,
    }
}

/// A value as it is looked for elsewhere.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim_end().to_owned(),
        other => other.to_string(),
    }
}

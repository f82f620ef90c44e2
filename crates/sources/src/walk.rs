//! The walk from row to row, and whose each row is.
//!
//! A step is trusted when it begins at the person: at what identifies them, or at a row that is
//! their own. A row that is somebody else's is kept and not walked on from, or a neighbour's
//! complaint would lead to the neighbour.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use people::Leave;
use serde_json::{Map as Values, Value};

use crate::collect::{COLLECTED_ROWS_MAX, Identity, Row, Whose, points};
use crate::connect::{Connectors, FoundRow, How, Match, Wanted};
use crate::walls::Theirs;
use crate::{ANY, About, Connector, Edge, Error, Field, Graph, Stop, Table, TableNo};

/// The most values of one field in one statement: 400. SQLite compares no more than twice as many.
const VALUES_MAX: usize = 400;
/// The most rounds: references that go round and round end here.
pub(crate) const ROUNDS_MAX: usize = 64;

pub(crate) struct Kept {
    pub(crate) id: String,
    /// The fields by which it was come to, and whether by a trusted step.
    pub(crate) hits: BTreeMap<String, bool>,
    pub(crate) values: Values<String, Value>,
    /// Whether it was walked on from, and trusted.
    walked: Option<bool>,
}

/// By what something is looked for: the field, how it is compared, and whether the step is trusted.
type By = (String, How, bool);

/// What is to be looked for in a table next.
type Pending = BTreeMap<By, BTreeSet<String>>;

#[derive(Default)]
pub(crate) struct Found {
    by_id: HashMap<String, usize>,
    pub(crate) rows: Vec<Kept>,
}

pub(crate) struct Walk<'m> {
    pub(crate) graph: &'m Graph<'m>,
    pub(crate) ways: Vec<Edge<'m>>,
    pub(crate) identities: &'m [Identity],
    pending: BTreeMap<TableNo, Pending>,
    /// What was asked for, and whether trusted.
    asked: HashMap<(TableNo, String, How, String), bool>,
    pub(crate) found: BTreeMap<TableNo, Found>,
    pub(crate) failed: BTreeMap<String, Error>,
    stop: Stop,
    count: usize,
}

impl<'m> Walk<'m> {
    pub(crate) fn new(
        graph: &'m Graph<'m>,
        ways: Vec<Edge<'m>>,
        identities: &'m [Identity],
        stop: &Stop,
    ) -> Walk<'m> {
        Walk {
            graph,
            ways,
            identities,
            pending: BTreeMap::new(),
            asked: HashMap::new(),
            found: BTreeMap::new(),
            failed: BTreeMap::new(),
            stop: stop.clone(),
            count: 0,
        }
    }

    /// Walks from what identifies the person until there is nothing more to ask, or it went round
    /// [`ROUNDS_MAX`] times: then something still [waits](Walk::waits_for).
    pub(crate) fn go(&mut self, leave: &Leave, connectors: &mut Connectors) {
        self.begin();
        for _ in 0..ROUNDS_MAX {
            if self.pending.is_empty() {
                break;
            }
            self.round(leave, connectors);
        }
        self.stopped_beside(connectors);
    }

    /// Who was stopped might have led on to others: these were not searched to their end either.
    fn stopped_beside(&mut self, connectors: &Connectors) {
        let of = |no: TableNo| self.graph.table(no).0.id.get_ref().as_str();
        let is_stopped = |failed: &BTreeMap<String, Error>, id: &str| {
            matches!(failed.get(id), Some(Error::Stopped))
        };
        loop {
            let next = self.ways.iter().find(|edge| {
                let to = of(edge.to);
                is_stopped(&self.failed, of(edge.from))
                    && !self.failed.contains_key(to)
                    && connectors.contains_key(to)
            });
            let Some(to) = next.map(|edge| of(edge.to).to_owned()) else { return };
            self.failed.insert(to, Error::Stopped);
        }
    }

    fn begin(&mut self) {
        for (no, source, table) in self.graph.tables() {
            let id = source.id.get_ref().as_str();
            for (name, field) in &table.fields {
                let Some(kind) = &field.identity else { continue };
                for one in self.identities.iter().filter(|one| one.points()) {
                    let here = one.only.as_ref().is_none_or(|only| only == id);
                    if (one.kind == *kind.get_ref() || kind.get_ref() == ANY) && here {
                        self.want(no, name, one.how, one.value.clone(), true);
                    }
                }
            }
        }
    }

    /// Whether something is still to be asked of a source.
    pub(crate) fn waits_for(&self, source: &str) -> bool {
        self.pending.keys().any(|no| self.graph.table(*no).0.id.get_ref().as_str() == source)
    }

    pub(crate) fn held(&self, source: &str) -> usize {
        let of = |no: &TableNo| self.graph.table(*no).0.id.get_ref().as_str() == source;
        self.found.iter().filter(|(no, _)| of(no)).map(|(_, found)| found.rows.len()).sum()
    }

    fn want(&mut self, no: TableNo, field: &str, how: How, value: String, trusted: bool) {
        if value.is_empty() {
            return;
        }
        let wish = (no, field.to_owned(), how, value.clone());
        // Asked for before, and not with less trust than now.
        if self.asked.get(&wish).is_some_and(|before| *before || !trusted) {
            return;
        }
        self.asked.insert(wish, trusted);
        let pending = self.pending.entry(no).or_default();
        pending.entry((field.to_owned(), how, trusted)).or_default().insert(value);
    }

    /// Asks every table for what is wanted of it, once.
    fn round(&mut self, leave: &Leave, connectors: &mut Connectors) {
        let pending = std::mem::take(&mut self.pending);
        for (id, connector) in connectors.iter_mut() {
            let tables: Vec<(Option<&str>, &str)> = (pending.keys())
                .map(|no| self.graph.table(*no))
                .filter(|(source, _)| source.id.get_ref().as_str() == id)
                .map(|(source, table)| place(source.schema.as_deref(), table.name.get_ref()))
                .collect();
            let may = leave.is_for(id) && !self.failed.contains_key(id) && !tables.is_empty();
            let (true, Ok(connector)) = (may, connector) else { continue };
            if let Err(error) = self.stop.check().and_then(|()| connector.expect(&tables)) {
                self.failed.insert(id.clone(), error);
            }
        }
        for (no, pending) in pending {
            let (source, table) = self.graph.table(no);
            let id = source.id.get_ref().as_str();
            if !leave.is_for(id) || self.failed.contains_key(id) {
                continue;
            }
            let Some(Ok(connector)) = connectors.get_mut(id) else { continue };
            let asked = self.ask(no, table, source.schema.as_deref(), pending, connector.as_mut());
            if let Err(error) = asked {
                self.failed.insert(id.to_owned(), error);
            }
        }
    }

    fn ask(
        &mut self,
        no: TableNo,
        table: &'m Table,
        schema: Option<&str>,
        pending: Pending,
        connector: &mut dyn Connector,
    ) -> Result<(), Error> {
        let fields: Vec<&str> = table.fields.keys().map(String::as_str).collect();
        let lists: Vec<(By, Vec<String>)> =
            pending.into_iter().map(|(by, values)| (by, values.into_iter().collect())).collect();
        let longest = lists.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
        let (schema, name) = place(schema, table.name.get_ref());
        let mut fresh: Vec<(FoundRow, Vec<(String, bool)>)> = Vec::new();
        for from in (0..longest).step_by(VALUES_MAX) {
            let part = |values: &'_ Vec<String>| {
                from.min(values.len())..values.len().min(from + VALUES_MAX)
            };
            let asked: Vec<&(By, Vec<String>)> =
                lists.iter().filter(|(_, values)| !part(values).is_empty()).collect();
            let any: Vec<Match<'_>> = (asked.iter())
                .map(|((field, how, _), values)| Match {
                    field,
                    how: *how,
                    values: &values[part(values)],
                })
                .collect();
            let wanted = Wanted { schema, table: name, fields: &fields, any: &any };
            let room = COLLECTED_ROWS_MAX.saturating_sub(self.count);
            self.stop.check()?;
            connector.find(&wanted, &mut |row| {
                self.stop.check()?;
                if fresh.len() >= room {
                    return Err(Error::TooMany { what: "rows", limit: COLLECTED_ROWS_MAX });
                }
                let hits = row.hits.iter().filter_map(|at| asked.get(*at));
                let hits = hits.map(|((field, _, trusted), _)| (field.clone(), *trusted)).collect();
                fresh.push((row, hits));
                Ok(())
            })?;
        }
        let found = self.found.entry(no).or_default();
        let mut touched = BTreeSet::new();
        for (row, hits) in fresh {
            let at = *found.by_id.entry(row.id.clone()).or_insert(found.rows.len());
            if at == found.rows.len() {
                let (id, values) = (row.id, row.values);
                found.rows.push(Kept { id, hits: BTreeMap::new(), values, walked: None });
                self.count += 1;
            }
            for (field, trusted) in hits {
                *found.rows[at].hits.entry(field).or_default() |= trusted;
            }
            touched.insert(at);
        }
        self.walk_on(no, table, touched);
        Ok(())
    }

    /// Takes the next steps from rows that were come to, unless they are somebody else's.
    fn walk_on(&mut self, no: TableNo, table: &Table, touched: BTreeSet<usize>) {
        let ways = self.ways_to(no);
        let mut next = Vec::new();
        let Some(found) = self.found.get_mut(&no) else { return };
        for at in touched {
            let row = &mut found.rows[at];
            let trusted = match whose(table, row, ways, self.identities) {
                Whose::Own => true,
                Whose::Unsettled => false,
                Whose::Others(_) | Whose::BehindWall => continue,
            };
            if row.walked.is_some_and(|before| before || !trusted) {
                continue;
            }
            row.walked = Some(trusted);
            for edge in self.ways.iter().filter(|edge| edge.from == no) {
                let value = value_of(&row.values, edge.from_field);
                let trusted = trusted && !only_mentions(self.graph, table, edge);
                next.push((edge.to, edge.to_field, value, trusted));
            }
        }
        for (to, field, value, trusted) in next {
            self.want(to, field, How::Same, value, trusted);
        }
    }

    /// By how many of its fields one can come to a table.
    pub(crate) fn ways_to(&self, no: TableNo) -> usize {
        let (_, table) = self.graph.table(no);
        let identities = table.fields.iter().filter(|(_, field)| field.identity.is_some());
        let mut fields: BTreeSet<&str> = identities.map(|(name, _)| name.as_str()).collect();
        fields.extend(self.ways.iter().filter(|edge| edge.to == no).map(|edge| edge.to_field));
        fields.len()
    }

    /// The rows that are, or may be, those of whom it walked for.
    pub(crate) fn rows_of(mut self, into: &mut Theirs) {
        self.settle();
        for (no, found) in &self.found {
            let (source, table) = self.graph.table(*no);
            let ways = self.ways_to(*no);
            for row in &found.rows {
                if !matches!(whose(table, row, ways, self.identities), Whose::Others(_)) {
                    let source = source.id.get_ref().to_string();
                    into.insert((source, table.name.get_ref().clone(), row.id.clone()));
                }
            }
        }
    }

    /// Takes out what may not be read, and says whose each row is.
    pub(crate) fn finish(mut self, leave: &Leave) -> Vec<Row> {
        self.settle();
        let mut rows = Vec::with_capacity(self.count);
        for (no, found) in std::mem::take(&mut self.found) {
            let (source, table) = self.graph.table(no);
            let ways = self.ways_to(no);
            for row in found.rows {
                let whose = whose(table, &row, ways, self.identities);
                let others = table.fields.iter().filter(|(_, field)| match &field.about {
                    About::Owner => false,
                    About::Other => true,
                    About::Field(of) => !row.hits.contains_key(of),
                });
                let about_others = others.map(|(name, _)| name.clone()).collect();
                let (values, withheld): (Values<_, _>, Values<_, _>) =
                    row.values.into_iter().partition(|(name, value)| {
                        table.fields.get(name).is_some_and(|field| may_be_read(field, value, leave))
                    });
                let withheld = withheld.into_iter().filter(|(_, value)| !value.is_null());
                rows.push(Row {
                    source: source.id.get_ref().to_string(),
                    table: table.name.get_ref().clone(),
                    id: row.id,
                    values,
                    withheld: withheld.map(|(name, _)| name).collect(),
                    by: row.hits.into_keys().collect(),
                    whose,
                    about_others,
                });
            }
        }
        rows
    }
}

/// Whether a step leads from a row of the person's to a person the row only names: who dealt with
/// it, whom they live with. Whoever owns the row is the person themselves.
fn only_mentions(graph: &Graph<'_>, table: &Table, edge: &Edge<'_>) -> bool {
    let (source, to) = graph.table(edge.to);
    let leads = |field: &Field| {
        field.refers.iter().any(|one| {
            let place = one.to.get_ref();
            place.table == *to.name.get_ref()
                && place.source.as_deref().is_none_or(|id| id == source.id.get_ref().as_str())
        })
    };
    // A home has a number too, and is nobody.
    let is_person = |field: &Field| {
        field.identity.as_ref().is_some_and(|kind| points(kind.get_ref()))
            && field.about == About::Owner
    };
    let names =
        table.fields.get(edge.from_field).is_some_and(leads) && to.fields.values().any(is_person);
    let owns = table.owner.iter().any(|owner| owner.get_ref() == edge.from_field);
    // Where the map names no owner, the one field that leads to people is it.
    let alone = table.owner.is_empty()
        && edge.from != edge.to
        && table.fields.values().filter(|field| leads(field)).count() == 1;
    names && !owns && !alone
}

/// The schema and the name of a table: that of its own name goes before its source's.
pub(crate) fn place<'a>(schema: Option<&'a str>, name: &'a str) -> (Option<&'a str>, &'a str) {
    match name.split_once('.') {
        Some((schema, name)) => (Some(schema), name),
        None => (schema, name),
    }
}

/// Whether a value may be read: its field's category, and that of its code.
pub(crate) fn may_be_read(field: &Field, value: &Value, leave: &Leave) -> bool {
    let code = field.codes.get(text(value).as_str());
    std::iter::once(field.category.get_ref())
        .chain(code)
        .all(|category| category.may_be_read(leave))
}

/// Whose a row is, by how it was come to.
pub(crate) fn whose(table: &Table, row: &Kept, ways: usize, identities: &[Identity]) -> Whose {
    let owners: Vec<&str> = table.owner.iter().map(|owner| owner.get_ref().as_str()).collect();
    let value = |name: &str| value_of(&row.values, name);
    // A field that says who somebody is, by a kind that is known of the person, and says another.
    // A name or a birthday is written in too many ways to say that.
    let names_another = |name: &str, field: &Field| {
        let Some(kind) = &field.identity else { return false };
        let known = identities.iter().filter(|one| one.kind == *kind.get_ref() && one.points());
        let mut known = known.peekable();
        let value = value(name);
        known.peek().is_some()
            && !value.is_empty()
            && !known.any(|one| one.how.fits(&value, &one.value))
    };
    // By a field about the owner that identifies them the row is found as theirs.
    let identified = row.hits.iter().any(|(name, trusted)| {
        let field = table.fields.get(name);
        *trusted
            && !table.mentions(name)
            && field.is_some_and(|field| field.identity.is_some() && field.about == About::Owner)
    });
    let contradicted = table.fields.iter().find(|(name, field)| {
        let same_kind = row.hits.keys().any(|hit| {
            let kind = table.fields.get(hit).and_then(|hit| hit.identity.as_ref());
            kind.map(|kind| kind.get_ref()) == field.identity.as_ref().map(|kind| kind.get_ref())
        });
        let owns = owners.is_empty() || owners.contains(&name.as_str());
        // Where the owner is known to be the person, another email address is one more of theirs.
        let owned = owners.iter().any(|owner| row.hits.get(*owner) == Some(&true));
        field.about == About::Owner
            && (owns || identified && !owned)
            && !same_kind
            && names_another(name, field)
    });
    // A row that is told apart by its owner is that person, whoever else mentions them.
    let key: Vec<&str> = table.key.iter().map(|key| key.get_ref().as_str()).collect();
    let is_person = owners.len() == 1 && owners == key;
    let hit = owners.iter().find_map(|owner| row.hits.get(*owner));
    let mentioned = row.hits.keys().any(|name| table.mentions(name));
    let single = owners.is_empty() && ways < 2 && !mentioned;
    let trusted = match (hit, single) {
        (Some(trusted), _) => Some(*trusted || identified && is_person),
        (None, _) if identified => Some(true),
        (None, true) => row.hits.values().max().copied(),
        (None, false) => None,
    };
    let several = owners.iter().any(|owner| {
        let refers = table.fields.get(*owner).is_some_and(|field| !field.refers.is_empty());
        owners.len() > 1
            && refers
            && row.hits.get(*owner) != Some(&true)
            && !value(owner).is_empty()
    });
    match (trusted, contradicted, owners.first()) {
        (Some(true), None, _) if !several => Whose::Own,
        (Some(_), ..) => Whose::Unsettled,
        // Who is only spoken of may be whom it is about: a person has to look.
        (None, ..) if mentioned => Whose::Unsettled,
        (None, Some((name, _)), _) => Whose::Others(name.clone()),
        (None, None, Some(owner)) => Whose::Others((*owner).to_owned()),
        (None, None, None) => Whose::Unsettled,
    }
}

/// What stands in a field, as it is looked for elsewhere; nothing where the field is not there.
pub(crate) fn value_of(values: &Values<String, Value>, field: &str) -> String {
    values.get(field).map(text).unwrap_or_default()
}

/// A value as it is looked for elsewhere.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim_end().to_owned(),
        other => other.to_string(),
    }
}

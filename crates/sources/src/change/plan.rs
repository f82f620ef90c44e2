//! Making the plan: pure but for looking at the catalogues and at who else uses a row.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use people::{Leave, PersonId};
use serde_json::{Map as Values, Value};

use super::alone::{shared, table_of};
use super::fields::{Catalogue, does};
use super::{Change, Does, FieldStep, Open, Plan, SourcePlan, Step, ToTell};
use crate::collect::{Answer, Collected, Row, Whose};
use crate::connect::{How, Match, Wanted};
use crate::walk::text;
use crate::{Connector, DataCategory, Error, Field, Map, Schema, Source, Table, Writes};

/// What a plan is made for.
#[derive(Clone, Debug)]
pub struct PlanAsk {
    /// The person.
    pub person: PersonId,
    /// What is asked for.
    pub change: Change,
    /// The day.
    pub made: Date,
    /// Whom the data was given to.
    pub to_tell: Vec<ToTell>,
    /// Sources that may be changed from here though their map does not say so: a dataset of Fides
    /// has no place to say it.
    pub direct: Vec<String>,
    /// Random, and kept with the plan: it keeps the digest from being guessed at.
    pub nonce: [u8; 32],
}

type Connectors = BTreeMap<String, Result<Box<dyn Connector>, Error>>;

/// Makes the plan of a change from what was collected, while the sources are still open at the same
/// moment. `may` is leave for the change itself: what it does not allow stays, and says so.
pub fn plan(
    ask: PlanAsk,
    collected: &Collected,
    may: &Leave,
    map: &Map,
    connectors: &mut Connectors,
) -> Plan {
    let shared = shared(collected, map, connectors);
    let mut open: Vec<Open> = (collected.answers.iter())
        .filter(|(_, answer)| !matches!(answer, Answer::Held(_) | Answer::NothingHeld))
        .map(|(source, answer)| Open { source: source.clone(), why: answer.to_string() })
        .collect();
    let mut sources = Vec::new();
    for source in map.sources() {
        let id = source.id.get_ref().as_str();
        let rows: Vec<(&Row, Option<&str>)> = (collected.rows.iter().zip(&shared))
            .filter(|(row, _)| row.source == id)
            .map(|(row, why)| (row, why.as_deref()))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let schema = match connectors.get_mut(id) {
            Some(Ok(connector)) => connector.schema(),
            _ => Ok(Schema::default()),
        };
        let schema = schema.unwrap_or_else(|error| {
            open.push(Open { source: id.to_owned(), why: error.to_string() });
            Schema::default()
        });
        let mut planning = Planning {
            ask: &ask,
            may,
            source,
            schema: &schema,
            plan: SourcePlan {
                source: id.to_owned(),
                name: source.name.clone(),
                direct: source.writes == Writes::Direct || ask.direct.iter().any(|one| one == id),
                steps: Vec::new(),
                without_mark: Vec::new(),
            },
        };
        for (row, why) in &rows {
            if let Some(table) = table_of(map, row) {
                planning.row(row, table, *why);
            }
        }
        planning.detach(&rows, map);
        planning.deletions(connectors.get_mut(id));
        planning.order();
        let plan = planning.plan;
        if !plan.steps.is_empty() || !plan.without_mark.is_empty() {
            sources.push(plan);
        }
    }
    Plan {
        v: 1,
        person: ask.person.to_string(),
        change: ask.change.clone(),
        made: ask.made,
        nonce: HEXLOWER.encode(&ask.nonce),
        sources,
        open,
        at_the_gate: at_the_gate(&ask.change, collected, map),
        to_tell: ask.to_tell,
    }
}

/// The categories of the charter in the person's own rows that are to be restricted.
fn at_the_gate(change: &Change, collected: &Collected, map: &Map) -> Vec<String> {
    let mut names = Vec::new();
    if !matches!(change, Change::Restrict { .. }) {
        return names;
    }
    for row in collected.rows.iter().filter(|row| row.whose == Whose::Own) {
        let fields = table_of(map, row).into_iter().flat_map(|table| &table.fields);
        for (name, field) in fields {
            let category = field.category.get_ref();
            let there = row.values.get(name).is_some_and(|value| !is_empty(value));
            if there && change.is_about(category) && !row.about_others.contains(name) {
                names.push(category.in_charter().to_owned());
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

struct Planning<'a> {
    ask: &'a PlanAsk,
    may: &'a Leave,
    source: &'a Source,
    schema: &'a Schema,
    plan: SourcePlan,
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

impl<'a> Planning<'a> {
    fn catalogue(&self, table: &str) -> Option<Catalogue<'a>> {
        Catalogue::find(self.schema, self.source.schema.as_deref(), table)
    }

    /// What tells a row apart: the map's key, the catalogue's, or all that is known of it.
    fn key(&self, row: &Row, table: &Table) -> Values<String, Value> {
        let mapped: Vec<&str> = table.key.iter().map(|name| name.get_ref().as_str()).collect();
        let live = self.catalogue(&row.table);
        let live: Vec<&str> =
            live.iter().flat_map(|one| one.table.key.iter().map(String::as_str)).collect();
        for names in [live, mapped] {
            let key: Values<String, Value> = (names.iter())
                .filter_map(|name| Some(((*name).to_owned(), row.values.get(*name)?.clone())))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if !names.is_empty() && key.len() == names.len() {
                return key;
            }
        }
        row.values.clone()
    }

    fn push(&mut self, row: &Row, table: &Table, fields: Vec<FieldStep>) {
        if fields.is_empty() {
            return;
        }
        let key = self.key(row, table);
        let alike = self.plan.steps.iter_mut().find(|step| {
            step.table == row.table && step.key == key && step.fields.len() == fields.len()
        });
        if let Some(step) = alike {
            step.rows += 1;
            return;
        }
        let schema = self.source.schema.clone();
        self.plan.steps.push(Step { schema, table: row.table.clone(), key, rows: 1, fields });
    }

    fn row(&mut self, row: &Row, table: &Table, why: Option<&str>) {
        let unsettled = match &row.whose {
            Whose::Own => None,
            Whose::Others(_) => return,
            Whose::BehindWall => Some("it is also about somebody else"),
            Whose::Unsettled => Some("nothing says whose row it is"),
        };
        let look = unsettled.or(why);
        if matches!(self.ask.change, Change::Restrict { .. }) {
            self.restrict(row, table, look);
            return;
        }
        let catalogue = self.catalogue(&row.table);
        let others = |name: &String| row.about_others.contains(name);
        let mut fields = Vec::new();
        for (name, field) in &table.fields {
            let category = field.category.get_ref();
            if others(name) || !self.ask.change.is_about(category) {
                continue;
            }
            let was = row.values.get(name).cloned().unwrap_or(Value::Null);
            let withheld = row.withheld.contains(name);
            if is_empty(&was) && !withheld {
                continue;
            }
            let does = if withheld {
                Does::Look("nobody may read it, so nobody can say what it is".to_owned())
            } else if let Some(why) = look {
                Does::Look(why.to_owned())
            } else if !category.may_be_read(self.may) {
                Does::Keep("the notice does not let it be changed now".to_owned())
            } else {
                let seed =
                    format!("{}/{}/{}/{name}", HEXLOWER.encode(&self.ask.nonce), row.table, row.id);
                match does(&self.ask.change, name, field, catalogue, &was, &seed) {
                    Some(does) => does,
                    None => continue,
                }
            };
            fields.push(FieldStep { field: name.clone(), category: category.clone(), was, does });
        }
        if fields.iter().any(|field| field.does == Does::Gone) {
            self.whole_row(row, table, &mut fields);
        }
        self.push(row, table, fields);
    }

    /// A row that is to go goes whole, or not at all.
    fn whole_row(&self, row: &Row, table: &Table, fields: &mut Vec<FieldStep>) {
        let other = row.about_others.iter().find(|name| {
            row.withheld.contains(name) || row.values.get(*name).is_some_and(|one| !is_empty(one))
        });
        if let Some(other) = other {
            let why = format!("its row holds something about somebody else in `{other}`");
            for field in fields.iter_mut().filter(|field| field.does == Does::Gone) {
                field.does = Does::Look(why.clone());
            }
            return;
        }
        if let Some(kept) = fields.iter().find(|field| matches!(field.does, Does::Keep(_))) {
            let why = format!("its row cannot go while `{}` is kept", kept.field);
            for field in fields.iter_mut().filter(|field| field.does == Does::Gone) {
                field.does = Does::Cannot(why.clone());
            }
            return;
        }
        fields.clear();
        for (name, field) in &table.fields {
            let was = row.values.get(name).cloned().unwrap_or(Value::Null);
            let category = field.category.get_ref().clone();
            if category.is_personal() && !is_empty(&was) {
                fields.push(FieldStep { field: name.clone(), category, was, does: Does::Gone });
            }
        }
    }

    fn restrict(&mut self, row: &Row, table: &Table, look: Option<&str>) {
        let about = |(name, field): (&String, &Field)| {
            let there = row.withheld.contains(name)
                || row.values.get(name).is_some_and(|value| !is_empty(value));
            there && self.ask.change.is_about(field.category.get_ref())
        };
        if !table.fields.iter().any(about) {
            return;
        }
        let Some(restrict) = &table.restrict else {
            if !self.plan.without_mark.contains(&row.table) {
                self.plan.without_mark.push(row.table.clone());
            }
            return;
        };
        let name = restrict.field.get_ref();
        let was = row.values.get(name).cloned().unwrap_or(Value::Null);
        if text(&was) == restrict.set {
            return;
        }
        let does = match look {
            Some(why) => Does::Look(why.to_owned()),
            None => Does::Restrict(restrict.set.clone()),
        };
        let category = DataCategory::new(DataCategory::NOT_PERSONAL);
        let field = FieldStep { field: name.clone(), category, was, does };
        self.push(row, table, vec![field]);
    }

    /// A row that stays for others is let go of: the person's own rows refer to it no more.
    fn detach(&mut self, rows: &[(&Row, Option<&str>)], map: &Map) {
        if !matches!(self.ask.change, Change::Erase { .. }) {
            return;
        }
        let mut fields = Vec::new();
        for (row, why) in rows {
            let Some(table) = table_of(map, row) else { continue };
            let asked = |step: &&mut Step| {
                step.table == row.table && matches!(step.fields[0].does, Does::Look(_))
            };
            let key = self.key(row, table);
            if why.is_none() || !self.plan.steps.iter_mut().filter(asked).any(|s| s.key == key) {
                continue;
            }
            let mut tied = false;
            let mut ties = Vec::new();
            for (from, alone) in rows {
                let Some(of) = table_of(map, from) else { continue };
                for (name, field) in &of.fields {
                    let leads = field.refers.iter().any(|one| {
                        let to = one.to.get_ref();
                        let here = to.source.as_deref().is_none_or(|id| id == row.source);
                        let value = row.values.get(&to.field).map(text);
                        let same = from.values.get(name).map(text);
                        here && to.table == row.table && value.is_some() && same == value
                    });
                    if !leads || from.whose != Whose::Own {
                        continue;
                    }
                    let live = self.catalogue(&from.table);
                    let nullable = live.is_some_and(|live| {
                        let column = live.table.columns.iter().find(|one| one.name == *name);
                        !live.table.key.contains(name) && column.is_some_and(|one| one.nullable)
                    });
                    if alone.is_some() || !nullable {
                        tied = true;
                    } else {
                        ties.push((*from, of, name.clone()));
                    }
                }
            }
            if !tied && !ties.is_empty() {
                fields.extend(ties);
                for step in self.plan.steps.iter_mut().filter(asked).filter(|s| s.key == key) {
                    for field in &mut step.fields {
                        if let Does::Look(why) = &field.does {
                            field.does = Does::Keep(format!("{why}; it is tied to them no more"));
                        }
                    }
                }
            }
        }
        for (row, table, name) in fields {
            let was = row.values.get(&name).cloned().unwrap_or(Value::Null);
            let key = self.key(row, table);
            let category = DataCategory::new(DataCategory::NOT_PERSONAL);
            let field = FieldStep { field: name, category, was, does: Does::Detach };
            let same = |step: &&mut Step| step.table == row.table && step.key == key;
            match self.plan.steps.iter_mut().find(same) {
                Some(step) if step.is_gone() => {}
                Some(step) => {
                    if !step.fields.iter().any(|one| one.field == field.field) {
                        step.fields.push(field);
                    }
                }
                None => self.push(row, table, vec![field]),
            }
        }
    }

    /// A row that others rest on by a foreign key cannot go, unless they go too.
    fn deletions(&mut self, connector: Option<&mut Result<Box<dyn Connector>, Error>>) {
        let Some(Ok(connector)) = connector else { return };
        for at in 0..self.plan.steps.len() {
            let step = &self.plan.steps[at];
            let Some(catalogue) = self.catalogue(&step.table).filter(|_| step.is_gone()) else {
                continue;
            };
            let mut why = None;
            for (other, column, to) in catalogue.referrers(None) {
                let value = step.key.get(to).map(text);
                let Some(value) = value.filter(|value| !value.is_empty()) else {
                    why = Some(format!("`{}` refers to `{to}`, which is not its key", other.name));
                    continue;
                };
                let values = [How::Same.wanted(&value)];
                let any = [Match { field: column, how: How::Same, values: &values }];
                let key: Vec<&str> = other.key.iter().map(String::as_str).collect();
                let fields = if key.is_empty() { vec![column] } else { key };
                let schema = other.schema.as_deref();
                let wanted = Wanted { schema, table: &other.name, fields: &fields, any: &any };
                let gone = |values: &Values<String, Value>| {
                    self.plan.steps.iter().any(|step| {
                        let same =
                            |(name, value): (&String, &Value)| values.get(name) == Some(value);
                        step.table.rsplit('.').next() == Some(&other.name)
                            && step.is_gone()
                            && step.key.iter().all(same)
                    })
                };
                let mut rests = false;
                let found = connector.find(&wanted, &mut |row| {
                    rests |= !gone(&row.values);
                    Ok(())
                });
                if rests || found.is_err() {
                    why = Some(format!("rows of `{}` rest on it", other.name));
                }
            }
            if let Some(why) = why {
                for field in &mut self.plan.steps[at].fields {
                    field.does = Does::Cannot(why.clone());
                }
            }
        }
    }

    /// Rows that change come before rows that go, and of these the ones that rest on others first.
    fn order(&mut self) {
        let (mut going, staying): (Vec<Step>, Vec<Step>) =
            std::mem::take(&mut self.plan.steps).into_iter().partition(Step::is_gone);
        let mut steps = staying;
        while !going.is_empty() {
            let rested_on = |step: &Step| {
                self.catalogue(&step.table).is_some_and(|catalogue| {
                    catalogue.referrers(None).any(|(other, ..)| {
                        let other_is =
                            |one: &Step| one.table.rsplit('.').next() == Some(&other.name);
                        other.name != catalogue.table.name && going.iter().any(other_is)
                    })
                })
            };
            let free: Vec<bool> = going.iter().map(|step| !rested_on(step)).collect();
            let none = !free.contains(&true);
            let mut free = free.into_iter();
            // Tables that rest on each other go as they come, and the source has the last word.
            let (first, rest): (Vec<Step>, Vec<Step>) =
                going.into_iter().partition(|_| free.next().unwrap_or(true) || none);
            steps.extend(first);
            going = rest;
        }
        self.plan.steps = steps;
    }
}

//! Making the plan: pure but for looking at the catalogues and at who else uses a row.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use people::{Leave, PersonId};
use serde_json::{Map as Values, Value};

use super::alone::shared;
use super::detach::detach;
use super::fields::{Catalogue, does};
use super::order::in_order;
use super::rests::{Touched, rests};
use super::rows::Rows;
use super::stand::{Stand, looks_like, stands};
use super::{Change, Does, FieldStep, Open, Plan, SourcePlan, Step, ToTell};
use crate::collect::{Answer, Collected, Row, Whose};
use crate::connect::Connectors;
use crate::walk::{may_be_read, text};
use crate::{About, DataCategory, Erase, Field, Map, Schema, Source, Table, Writes};

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
    /// What the person was looked for by besides what the record knows: kind and value.
    pub also: Vec<(String, String)>,
    /// Where each source is, in a form that says nothing else: a plan is for these databases.
    pub places: BTreeMap<String, String>,
    /// Random, and kept with the plan: it keeps the digest from being guessed at.
    pub nonce: [u8; 32],
}

impl PlanAsk {
    /// What a plan was made for: made again of the same data it is the same plan.
    ///
    /// # Errors
    /// When the plan is not one that was made here.
    pub fn again(
        plan: &Plan,
        to_tell: Vec<ToTell>,
        places: BTreeMap<String, String>,
    ) -> Option<PlanAsk> {
        Some(PlanAsk {
            person: plan.person.parse().ok()?,
            change: plan.change.clone(),
            made: plan.made,
            to_tell,
            direct: plan.direct.clone(),
            also: plan.also.clone(),
            places,
            nonce: HEXLOWER.decode(plan.nonce.as_bytes()).ok()?.try_into().ok()?,
        })
    }
}

/// Makes the plan of a change from what was collected, while the sources are still open at the same
/// moment. `may` is leave for the change itself: what it does not allow stays, and says so.
pub fn plan(
    ask: PlanAsk,
    collected: &Collected,
    may: &Leave,
    map: &Map,
    connectors: &mut Connectors,
) -> Plan {
    let mut open: Vec<Open> = (collected.answers.iter())
        .filter(|(_, answer)| !matches!(answer, Answer::Held(_) | Answer::NothingHeld))
        .map(|(source, answer)| Open { source: source.clone(), why: answer.to_string() })
        .collect();
    let rows = Rows::new(collected, map);
    let mut schemas = BTreeMap::new();
    for source in map.sources() {
        let id = source.id.get_ref().as_str();
        if !collected.rows.iter().any(|row| row.source == id) {
            continue;
        }
        let Some(Ok(connector)) = connectors.get_mut(id) else { continue };
        match connector.schema() {
            Ok(schema) => drop(schemas.insert(id.to_owned(), schema)),
            Err(error) => open.push(Open { source: id.to_owned(), why: error.to_string() }),
        }
    }
    let shared = shared(&rows, &schemas, connectors);
    let none = Schema::default();
    let mut planned: Vec<Planning<'_>> = Vec::new();
    for source in map.sources() {
        let id = source.id.get_ref().as_str();
        let direct = source.writes == Writes::Direct || ask.direct.iter().any(|one| one == id);
        let schema = schemas.get(id).unwrap_or(&none);
        let mut planning = Planning {
            ask: &ask,
            may,
            source,
            schema,
            direct,
            steps: Vec::new(),
            without_mark: Vec::new(),
            at: HashMap::new(),
        };
        for (row, why) in rows.rows.iter().zip(&shared).filter(|(row, _)| row.source == id) {
            if let Some(table) = rows.table(row) {
                planning.row(row, table, why.as_deref());
            }
        }
        planned.push(planning);
    }
    if matches!(ask.change, Change::Erase { .. }) {
        detach(&mut planned, &rows, &shared);
    }
    let mut touched = Touched::default();
    for planning in &planned {
        for known in &planning.steps {
            touched.note(planning.source.id.get_ref().as_str(), &known.step, &known.ids);
        }
    }
    let mut sources = Vec::new();
    for mut planning in planned {
        for known in &mut planning.steps {
            let why = rests(
                &known.step,
                &known.values,
                planning.source,
                planning.schema,
                &rows,
                &touched,
                connectors,
            );
            known.cannot(why);
        }
        planning.can_be_found(connectors);
        sources.extend(planning.finish());
    }
    Plan {
        v: 1,
        person: ask.person.to_string(),
        made: ask.made,
        nonce: HEXLOWER.encode(&ask.nonce),
        sources,
        open,
        at_the_gate: at_the_gate(&ask.change, &rows),
        change: ask.change,
        to_tell: ask.to_tell,
        direct: ask.direct,
        also: ask.also,
        places: ask.places,
    }
}

/// The categories of the charter that are to be restricted: those that were asked for, and else
/// those that are in rows that are, or may be, the person's.
fn at_the_gate(change: &Change, rows: &Rows<'_>) -> Vec<String> {
    let Change::Restrict { categories } = change else { return Vec::new() };
    let mut names: Vec<String> =
        categories.iter().map(|category| category.in_charter().to_owned()).collect();
    let theirs = rows.rows.iter().filter(|row| !matches!(row.whose, Whose::Others(_)));
    for row in theirs {
        for (name, field) in rows.table(row).into_iter().flat_map(|table| &table.fields) {
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

/// A step, and what is known of its rows while the sources are open.
pub(super) struct Known {
    pub(super) step: Step,
    pub(super) ids: Vec<String>,
    pub(super) values: Values<String, Value>,
}

impl Known {
    fn cannot(&mut self, why: Option<String>) {
        let Some(why) = why else { return };
        for field in self.step.fields.iter_mut().filter(|field| field.does.writes()) {
            field.does = Does::Cannot(why.clone());
        }
    }
}

pub(super) struct Planning<'a> {
    pub(super) ask: &'a PlanAsk,
    may: &'a Leave,
    pub(super) source: &'a Source,
    schema: &'a Schema,
    direct: bool,
    pub(super) steps: Vec<Known>,
    without_mark: Vec<String>,
    /// Where the step of a row is, by its table and key.
    at: HashMap<(String, String), usize>,
}

pub(super) fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

impl<'a> Planning<'a> {
    pub(super) fn catalogue(&self, table: &str) -> Option<Catalogue<'a>> {
        Catalogue::find(self.schema, self.source.schema.as_deref(), table)
    }

    /// What tells a row apart: the catalogue's key, the map's, or all that is known of it.
    fn key(&self, row: &Row, table: &Table) -> (Values<String, Value>, bool) {
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
                return (key, false);
            }
        }
        (row.values.clone(), true)
    }

    /// Whether the notice lets what a field holds be changed.
    pub(super) fn allows(&self, field: &FieldStep) -> bool {
        field.code.iter().chain([&field.category]).all(|one| one.may_be_read(self.may))
    }

    /// The step of a row, where it has one.
    pub(super) fn step_of(&self, row: &Row, table: &Table) -> Option<usize> {
        let (key, _) = self.key(row, table);
        self.at.get(&(row.table.clone(), Value::Object(key).to_string())).copied()
    }

    pub(super) fn push(&mut self, row: &Row, table: &Table, fields: Vec<FieldStep>) {
        if fields.is_empty() {
            return;
        }
        let (key, whole) = self.key(row, table);
        let place = (row.table.clone(), Value::Object(key.clone()).to_string());
        if let Some(at) = self.at.get(&place) {
            let known = &mut self.steps[*at];
            known.step.rows += 1;
            known.ids.push(row.id.clone());
            if !whole {
                known.cannot(Some("its key is not its own: another row has the same".to_owned()));
            }
            return;
        }
        let gone = fields.iter().any(|field| field.does == Does::Gone);
        let owners = table.owner.iter().map(|owner| owner.get_ref());
        let ties: Values<String, Value> = if gone {
            row.values.clone()
        } else {
            let names = row.by.iter().chain(owners);
            names.filter_map(|name| Some((name.clone(), row.values.get(name)?.clone()))).collect()
        };
        self.at.insert(place, self.steps.len());
        let step = Step {
            schema: self.source.schema.clone(),
            table: row.table.clone(),
            key,
            whole,
            ties,
            alike: 0,
            rows: 1,
            fields,
        };
        let values = row.values.clone();
        self.steps.push(Known { step, ids: vec![row.id.clone()], values });
    }

    fn row(&mut self, row: &Row, table: &Table, why: Option<&str>) {
        let look = match &row.whose {
            Whose::Own => why,
            Whose::Others(_) => {
                self.in_anothers(row, table);
                return;
            }
            Whose::BehindWall => Some("it is also about somebody else"),
            Whose::Unsettled => Some("nothing says whose row it is"),
        };
        if matches!(self.ask.change, Change::Restrict { .. }) {
            self.restrict(row, table, look);
            return;
        }
        let mut fields = Vec::new();
        for (name, field) in &table.fields {
            if !row.about_others.contains(name) {
                fields.extend(self.field(row, name, field, look));
            }
        }
        if fields.iter().any(|field| field.does == Does::Gone) {
            self.whole_row(row, table, &mut fields);
        }
        self.push(row, table, fields);
    }

    /// What becomes of one field of a row that is the person's, or may be.
    fn field(&self, row: &Row, name: &str, field: &Field, look: Option<&str>) -> Option<FieldStep> {
        let was = row.values.get(name).cloned().unwrap_or(Value::Null);
        let code = field.codes.get(text(&was).as_str()).cloned();
        let category = field.category.get_ref();
        let about = |one: &DataCategory| self.ask.change.is_about(one);
        let withheld = row.withheld.iter().any(|one| one == name);
        if !(about(category) || code.as_ref().is_some_and(about)) || is_empty(&was) && !withheld {
            return None;
        }
        let does = if withheld {
            Does::Look("nobody may read it, so nobody can say what it is".to_owned())
        } else if let Some(why) = look {
            Does::Look(why.to_owned())
        } else if !may_be_read(field, &was, self.may) {
            Does::Keep("the notice does not let it be changed now".to_owned())
        } else {
            let nonce = HEXLOWER.encode(&self.ask.nonce);
            let seed = format!("{nonce}/{}/{}/{name}", row.table, text(&was));
            let catalogue = self.catalogue(&row.table);
            let does = does(&self.ask.change, name, field, catalogue, &was, &seed)?;
            if let Does::Replace(with) | Does::Correct(with) = &does
                && text(&was) == *with
            {
                return None;
            }
            if self.direct && does.writes() && catalogue.is_none() {
                Does::Cannot("the catalogue does not show its table".to_owned())
            } else {
                does
            }
        };
        Some(FieldStep { field: name.to_owned(), category: category.clone(), code, was, does })
    }

    /// What is about the person in a row of somebody else.
    fn in_anothers(&mut self, row: &Row, table: &Table) {
        let about = |field: &Field| match &field.about {
            About::Field(of) => row.by.contains(of),
            About::Owner | About::Other => false,
        };
        let fields = table.fields.iter().filter(|(_, field)| about(field));
        let look = Some("it is about them, in somebody else's row");
        let fields =
            fields.filter_map(|(name, field)| self.field(row, name, field, look)).collect();
        self.push(row, table, fields);
    }

    /// A row that is to go goes whole, or not at all.
    fn whole_row(&self, row: &Row, table: &Table, fields: &mut Vec<FieldStep>) {
        let stays = self.stays(row, table);
        if let Some(stays) = stays {
            for field in fields.iter_mut().filter(|field| field.does == Does::Gone) {
                field.does = stays.clone();
            }
            return;
        }
        fields.clear();
        for (name, field) in &table.fields {
            let was = row.values.get(name).cloned().unwrap_or(Value::Null);
            let category = field.category.get_ref().clone();
            if category.is_personal() && !is_empty(&was) {
                let code = field.codes.get(text(&was).as_str()).cloned();
                let does = Does::Gone;
                fields.push(FieldStep { field: name.clone(), category, code, was, does });
            }
        }
    }

    /// What keeps a row from going whole.
    fn stays(&self, row: &Row, table: &Table) -> Option<Does> {
        if let Some(name) = row.withheld.first() {
            let why = format!("its row holds `{name}`, which nobody may read");
            return Some(Does::Look(why));
        }
        for (name, field) in &table.fields {
            let was = row.values.get(name).unwrap_or(&Value::Null);
            if is_empty(was) {
                continue;
            }
            if row.about_others.contains(name) {
                let why = format!("its row holds something about somebody else in `{name}`");
                return Some(Does::Look(why));
            }
            let keeps = field.erase == Erase::Keep && field.category.get_ref().is_personal();
            if keeps || !may_be_read(field, was, self.may) {
                return Some(Does::Cannot(format!("its row cannot go while `{name}` is kept")));
            }
        }
        let live = self.catalogue(&row.table)?;
        let unknown =
            live.table.columns.iter().find(|one| !table.fields.contains_key(&one.name))?;
        let name = &unknown.name;
        Some(Does::Cannot(format!("its row has a field `{name}`, which the map does not have")))
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
            if !self.without_mark.contains(&row.table) {
                self.without_mark.push(row.table.clone());
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
        let field = FieldStep { field: name.clone(), category, code: None, was, does };
        self.push(row, table, vec![field]);
    }

    /// Looks whether every row that is to be changed can be found by what tells it apart: what
    /// cannot be found cannot be looked at again afterwards either.
    fn can_be_found(&mut self, connectors: &mut Connectors) {
        let id = self.source.id.get_ref().as_str();
        let Some(Ok(connector)) = connectors.get_mut(id) else { return };
        for known in self.steps.iter_mut().filter(|known| known.step.writes()) {
            if !matches!(stands(&known.step, connector.as_mut()), Ok(Stand::Was)) {
                known.cannot(Some("its row cannot be told from others".to_owned()));
            } else if known.step.whole {
                known.step.alike = looks_like(&known.step, connector.as_mut()).unwrap_or(0);
            }
        }
    }

    fn finish(self) -> Option<SourcePlan> {
        if self.steps.is_empty() && self.without_mark.is_empty() {
            return None;
        }
        let catalogue = |table: &str| self.catalogue(table);
        let steps =
            in_order(self.steps.iter().map(|known| known.step.clone()).collect(), catalogue);
        Some(SourcePlan {
            source: self.source.id.get_ref().to_string(),
            name: self.source.name.clone(),
            direct: self.direct,
            steps,
            without_mark: self.without_mark.clone(),
        })
    }
}

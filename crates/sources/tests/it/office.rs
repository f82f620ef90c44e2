//! An office with one person in it, who may plan a change and have it approved.

use std::collections::BTreeMap;

use db::approvals::{self, Asked, Risk};
use gate::NamedAsk;
use people::identify::{Identifier, Kind};
use people::{Changing, Intent, NewPerson, NewRelationship, PersonId, Question, Record};
use sources::change::{Change, Plan, PlanAsk, plan};
use sources::collect::{Identity, collect};
use sources::write::Writer;
use sources::{Connector, Error, Map, write};
use tempfile::TempDir;

use crate::{now, record};

pub(crate) type Readers = BTreeMap<String, Result<Box<dyn Connector>, Error>>;
pub(crate) type Writers = BTreeMap<String, Result<Box<dyn Writer>, Error>>;

pub(crate) struct Office {
    pub(crate) record: Record,
    pub(crate) person: PersonId,
    sources: Vec<String>,
    _folder: TempDir,
}

pub(crate) fn write_to(address: &str) -> Result<Box<dyn Writer>, Error> {
    write::open(address)
}

pub(crate) fn email(text: &str) -> Identity {
    Identity::of(&Identifier::parse(Kind::Email, text).unwrap())
}

impl Office {
    pub(crate) fn new(sources: &[&str]) -> Office {
        let (record, folder) = record();
        let relationship = NewRelationship::new("tenant", "heart-of-medway", now().today());
        let person = NewPerson::new("the-person", relationship);
        let office = Office {
            record,
            person: person.id,
            sources: sources.iter().map(|one| (*one).to_owned()).collect(),
            _folder: folder,
        };
        office.enter(&person);
        office
    }

    pub(crate) fn enter(&self, person: &NewPerson) {
        let by = ("housing-officer", "housing", "tenancy-management");
        self.record.enter(&self.question(by, "collect"), person, now()).unwrap();
    }

    fn question(&self, (role, team, purpose): (&str, &str, &str), action: &str) -> Question {
        let named = NamedAsk {
            actor: Some("ann".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: role.to_owned(),
            team: team.to_owned(),
            entity: "heart-of-medway".to_owned(),
            purpose: purpose.to_owned(),
            action: action.to_owned(),
            ..NamedAsk::default()
        };
        self.record.question(&named, now().today()).unwrap()
    }

    pub(crate) fn asks(&self, action: &str) -> Question {
        self.question(("data-protection-officer", "data-protection", "rights-requests"), action)
    }

    /// A plan, where every source may be changed from here.
    pub(crate) fn plan(
        &self,
        map: &Map,
        change: Change,
        identities: &[Identity],
        readers: &mut Readers,
    ) -> Plan {
        let sources: Vec<&str> = self.sources.iter().map(String::as_str).collect();
        let look = self.asks("look");
        let leave = self.record.leave_to_collect(&look, self.person, &sources, now()).unwrap();
        let action = if matches!(change, Change::Erase { .. }) { "erase" } else { "collect" };
        let asks = self.asks(action);
        let may = self.record.leave_to_plan(&asks, self.person, &sources, now()).unwrap();
        let collected = collect(&leave, map, identities, readers);
        let ask = PlanAsk {
            person: self.person,
            change,
            made: now().today(),
            to_tell: Vec::new(),
            direct: self.sources.clone(),
            also: Vec::new(),
            places: BTreeMap::new(),
            nonce: [9; 32],
        };
        plan(ask, &collected, &may, map, readers)
    }

    /// Begins what a second person approved.
    pub(crate) fn begin(&self, plan: &Plan) -> Changing {
        let asked = Asked {
            what: "change sources".to_owned(),
            digest: plan.digest(),
            risk: Risk::Medium,
            by: "ann".to_owned(),
            reason: "the person asked for it".to_owned(),
        };
        let no = self
            .record
            .data()
            .write("ask", move |tx| approvals::ask(tx, &asked, now().micros()))
            .unwrap();
        let no = no.into_inner();
        let yes = self.record.data().write("approve", move |tx| {
            approvals::decide(tx, no, "bo", true, "none", "2026-11-25", now().micros())
        });
        let _ = yes.unwrap();
        let sources: Vec<&str> = self.sources.iter().map(String::as_str).collect();
        let action = if matches!(plan.change, Change::Erase { .. }) { "erase" } else { "collect" };
        let asks = self.asks(action);
        let intent = Intent {
            digest: plan.digest(),
            approval: no,
            sources: &sources,
            categories: &plan.categories(),
        };
        self.record.begin_to_change(&asks, self.person, &intent, now()).unwrap()
    }
}

//! A landlord's day on our side.

use std::sync::Arc;

use anyhow::{bail, ensure};
use people::identify::{Identifier, Kind};
use people::{
    Fact, Found, NewChoice, NewItem, NewPerson, NewRelationship, PersonId, Question, Record,
};

use super::day::{
    Act, BEFORE, Files, IDENTIFIERS, LETTERS, SearchBy, TODAY, address, email, letter, name, phone,
    tenancy,
};
use super::ours::{House, again, now, question, spread};
use super::turns::{Client, Done, Side};

const ENTITY: &str = "heart-of-medway";
const HOUSING: (&str, &str, &str) = ("housing-officer", "housing", ENTITY);
const REPAIRS: (&str, &str, &str) = ("repairs-officer", "repairs", ENTITY);

/// Our side on the day.
pub(super) struct OurDay {
    pub(super) house: House,
    people: Arc<Vec<PersonId>>,
    pub(super) files: Files,
    collect: Question,
    tenancy: Question,
    change: Question,
    repairs: Question,
    contractor: Question,
}

fn identifiers(person: u32) -> anyhow::Result<Vec<Identifier>> {
    [
        (Kind::Name, name(person)),
        (Kind::Phone, phone(person)),
        (Kind::Email, email(person)),
        (Kind::Address, address(person)),
        (Kind::TenancyReference, tenancy(person)),
    ]
    .into_iter()
    .map(|(kind, text)| {
        Identifier::parse(kind, &text).map_err(|why| anyhow::anyhow!("an invented {kind}: {why}"))
    })
    .collect()
}

/// Enters everybody, with their letters.
pub(super) fn load(house: &House, people: u32) -> anyhow::Result<Arc<Vec<PersonId>>> {
    let record = &house.record;
    let collect = question(record, HOUSING, "tenancy-management", "collect", BEFORE)?;
    let tenant = NewRelationship::new("tenant", ENTITY, BEFORE);
    let ids: Vec<PersonId> = (0..people).map(|_| PersonId::from_bytes(vault::random())).collect();
    spread(people, |person| {
        let mut new = NewPerson::new("the-person", tenant.clone());
        new.id = ids[person as usize];
        new.identifiers = identifiers(person)?;
        new.items = (0..LETTERS)
            .map(|n| {
                let text = letter(person * LETTERS + n, 0);
                NewItem::new("correspondence", text, "the-person", BEFORE)
            })
            .collect();
        record.enter(&collect, &new, now())?;
        Ok(())
    })?;
    Ok(Arc::new(ids))
}

impl OurDay {
    pub(super) fn over(house: House, people: Arc<Vec<PersonId>>) -> anyhow::Result<OurDay> {
        let record = &house.record;
        let ask = |by, purpose, action| question(record, by, purpose, action, TODAY);
        let mut named = gate::NamedAsk {
            actor: Some("repairs-officer-1".to_owned()),
            strength: Some("second-factor".to_owned()),
            role: REPAIRS.0.to_owned(),
            team: REPAIRS.1.to_owned(),
            entity: ENTITY.to_owned(),
            purpose: "repairs".to_owned(),
            action: "disclose".to_owned(),
            ..gate::NamedAsk::default()
        };
        named.data = vec!["name".to_owned(), "telephone".to_owned()];
        named.recipient = Some("repairs-contractors".to_owned());
        Ok(OurDay {
            collect: ask(HOUSING, "tenancy-management", "collect")?,
            tenancy: ask(HOUSING, "tenancy-management", "look")?,
            change: ask(HOUSING, "tenancy-management", "use")?,
            repairs: ask(REPAIRS, "repairs", "look")?,
            contractor: record.question(&named, TODAY)?,
            files: Files::new(u32::try_from(people.len())?),
            people,
            house,
        })
    }

    fn record(&self) -> &Record {
        &self.house.record
    }

    fn id(&self, person: u32) -> PersonId {
        self.people[person as usize]
    }

    /// Looks, and judges what was seen: so many details, and the letters or none.
    fn look(
        &self,
        person: u32,
        ask: &Question,
        identifiers: u32,
        letters: bool,
    ) -> anyhow::Result<Done> {
        let mut expected = self.files.expect(person);
        let opened = self.record().look(ask, self.id(person), now())?;
        let mut wrong = Ok(());
        opened.each(self.record(), |seen| {
            if wrong.is_ok() {
                wrong = expected.see(seen.category(), seen.value());
            }
        })?;
        wrong?;
        let rows = self.files.judge(&expected, identifiers, letters)?;
        Ok(Done { rows, checked: rows, again: 0 })
    }

    fn search(&self, person: u32, by: SearchBy) -> anyhow::Result<Done> {
        let (kind, text) = match by {
            SearchBy::Phone => (Kind::Phone, phone(person)),
            SearchBy::Tenancy => (Kind::TenancyReference, tenancy(person)),
        };
        let given = Identifier::parse(kind, &text).map_err(|why| anyhow::anyhow!("{why}"))?;
        match self.record().find(&self.tenancy, &[given], now())? {
            Found::One(found) => {
                ensure!(found.id == self.id(person), "wrong answer: another person was found");
            }
            _ => bail!("wrong answer: a search did not find one person"),
        }
        self.look(person, &self.tenancy, IDENTIFIERS, true)
    }
}

impl Side<Act> for OurDay {
    fn client(&self) -> anyhow::Result<Box<dyn Client<Act> + '_>> {
        Ok(Box::new(OurOfficer(self)))
    }

    fn tick(&self) -> anyhow::Result<()> {
        // Nothing falls due on this day; the sequencer has a thread of its own.
        Ok(())
    }
}

struct OurOfficer<'a>(&'a OurDay);

impl Client<Act> for OurOfficer<'_> {
    fn run(&mut self, act: &Act) -> anyhow::Result<Done> {
        let day = self.0;
        let record = day.record();
        let mut done = Done { rows: 1, ..Done::default() };
        match *act {
            Act::Look { person, repairs: false } => {
                return day.look(person, &day.tenancy, IDENTIFIERS, true);
            }
            // A repair needs no tenancy reference.
            Act::Look { person, .. } => {
                return day.look(person, &day.repairs, IDENTIFIERS - 1, true);
            }
            Act::Search { person, by } => return day.search(person, by),
            Act::Disclose { person } => return day.look(person, &day.contractor, 2, false),
            Act::Write { person, letter: number } => {
                let text = letter(number, 0);
                let item = NewItem::new("correspondence", text, "the-person", TODAY);
                day.files.writing(person);
                again(&mut done.again, || record.hold(&day.collect, day.id(person), &item, now()))?;
                day.files.wrote(person);
            }
            Act::Correct { person, letter: number, version } => {
                // The letters follow the details on the file.
                let n = IDENTIFIERS + 1 + number % LETTERS;
                let text = letter(number, version);
                again(&mut done.again, || {
                    record.correct(&day.change, day.id(person), n, text.as_bytes(), now())
                })?;
            }
            Act::Choose { person, photographs } => {
                let choice = if photographs {
                    NewChoice::new(Fact::NoImages, "", TODAY)
                } else {
                    NewChoice::new(Fact::Objection, "research-and-surveys", TODAY)
                };
                again(&mut done.again, || {
                    record.choose(&day.change, day.id(person), &choice, now())
                })?;
            }
        }
        Ok(done)
    }
}

//! Filling a record with an invented landlord, through the same door as everything else.

use std::collections::BTreeMap;

use demo::{Choice, Landlord};
use gate::NamedAsk;
use jiff::civil::Date;
use people::identify::{Identifier, Kind};
use people::{
    Error, Fact, NewChoice, NewItem, NewPerson, NewRelationship, Now, PersonId, Question, Record,
};

/// What came of it.
#[derive(Default)]
pub(crate) struct Filled {
    /// The people, in the landlord's order; none for those who were refused.
    pub(crate) people: Vec<Option<PersonId>>,
    /// Items that are held now.
    pub(crate) items: usize,
    /// Choices that were written down.
    pub(crate) choices: usize,
    /// What was not taken over, and how often: the reason, never the value.
    pub(crate) left_out: BTreeMap<String, usize>,
}

/// A question of an invented officer.
pub(crate) fn question(
    record: &Record,
    by: (&str, &str),
    purpose: &str,
    action: &str,
    on: Date,
) -> Result<Question, Error> {
    let (role, team) = by;
    let ask = NamedAsk {
        actor: Some(format!("{role}-1")),
        strength: Some("second-factor".to_owned()),
        role: role.to_owned(),
        team: team.to_owned(),
        entity: "heart-of-medway".to_owned(),
        purpose: purpose.to_owned(),
        action: action.to_owned(),
        ..NamedAsk::default()
    };
    record.question(&ask, on)
}

const HOUSING: (&str, &str) = ("housing-officer", "housing");

/// Enters everybody. What cannot be read is counted and left out; nobody is left out for it.
pub(crate) fn fill(record: &Record, landlord: &Landlord, now: Now) -> Result<Filled, Error> {
    let on = now.today();
    let mut filled = Filled::default();
    let tenants = question(record, HOUSING, "tenancy-management", "collect", on)?;
    let households = question(record, HOUSING, "household-records", "collect", on)?;
    for person in &landlord.people {
        let occupant = person.relationship == "occupant";
        let (ask, source) = if occupant {
            (&households, "relatives-and-household")
        } else {
            (&tenants, "the-person")
        };
        let relationship = NewRelationship::new(person.relationship, landlord.entity, person.since);
        let mut new = NewPerson::new(source, relationship);
        let address = landlord.homes.get(person.home).map(|home| home.address.as_str());
        // The notice lets nobody keep that of those who only live with a tenant.
        let system = person.system.as_deref().filter(|_| !occupant);
        let system = system.map(|id| format!("{}:{id}", demo::housing::SOURCE));
        for (kind, text) in [
            (Kind::Name, Some(person.name.as_str())),
            (Kind::Address, address),
            (Kind::DateOfBirth, person.born.as_deref()),
            (Kind::Phone, person.phone.as_deref()),
            (Kind::Email, person.email.as_deref()),
            (Kind::TenancyReference, person.tenancy.as_deref()),
            (Kind::OtherSystemId, system.as_deref()),
        ] {
            let Some(text) = text else { continue };
            match Identifier::parse(kind, text) {
                Ok(identifier) => new.identifiers.push(identifier),
                Err(why) => *filled.left_out.entry(format!("{kind}: {why}")).or_default() += 1,
            }
        }
        let id = match record.enter(ask, &new, now) {
            Ok(id) => id,
            Err(Error::Refused(_)) => {
                *filled
                    .left_out
                    .entry("a person: the notice does not allow it".to_owned())
                    .or_default() += 1;
                filled.people.push(None);
                continue;
            }
            Err(error) => return Err(error),
        };
        filled.people.push(Some(id));
        for item in &person.items {
            let ask = question(record, item.by, item.purpose, "collect", on)?;
            let new = NewItem::new(item.category, item.value.as_str(), item.source, item.collected);
            match record.hold(&ask, id, &new, now) {
                Ok(_) => filled.items += 1,
                Err(Error::Refused(_)) => {
                    *filled
                        .left_out
                        .entry(format!("{}: the notice does not allow it", item.category))
                        .or_default() += 1;
                }
                Err(error) => return Err(error),
            }
        }
        for choice in &person.choices {
            record.choose(ask, id, &written(*choice, on), now)?;
            filled.choices += 1;
        }
        if let Some(died) = person.died {
            let _ = record.died(ask, id, died, now)?;
        }
    }
    Ok(filled)
}

fn written(choice: Choice, on: Date) -> NewChoice {
    match choice {
        Choice::NoSurveys => NewChoice::new(Fact::Objection, "research-and-surveys", on),
        Choice::NoMarketing => NewChoice::new(Fact::NoMarketing, "", on),
        Choice::NoImages => NewChoice::new(Fact::NoImages, "", on),
        Choice::OnlyLettersAreSafe => NewChoice::new(Fact::Safe, "post", on),
        Choice::LargePrint => {
            let mut large = NewChoice::new(Fact::Adjustment, "", on);
            large.grounds.ground = Some("large print".to_owned());
            large
        }
    }
}

//! Some people of every kind, and what the record would know of them.

use super::person::{Household, Resident, State, outsider, person_id};
use super::{Housing, PersonNo, SOURCE};

/// What somebody is to the landlord, as far as finding them goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Rents a home, alone.
    Tenant,
    /// Rents it with somebody.
    Joint,
    /// Rented with somebody, and has left them.
    Separated,
    /// Rented once.
    Former,
    /// Lives there.
    Occupant,
    /// Asked for a home.
    Applicant,
    /// Is only named as whom to call.
    NextOfKin,
    /// Was taken out of the system, and stands in copies.
    InCopiesOnly,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] = [
        Kind::Tenant,
        Kind::Joint,
        Kind::Separated,
        Kind::Former,
        Kind::Occupant,
        Kind::Applicant,
        Kind::NextOfKin,
        Kind::InCopiesOnly,
    ];

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Tenant => "tenant",
            Kind::Joint => "joint tenant",
            Kind::Separated => "separated",
            Kind::Former => "former tenant",
            Kind::Occupant => "occupant",
            Kind::Applicant => "applicant",
            Kind::NextOfKin => "next of kin",
            Kind::InCopiesOnly => "in copies only",
        }
    }
}

/// Somebody to be looked for.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// Their number.
    pub no: PersonNo,
    /// What they are.
    pub kind: Kind,
    /// What the record knows of them: the kind of identifier, and the value.
    pub identifiers: Vec<(&'static str, String)>,
}

fn of(household: &Household, person: &Resident, kind: Kind) -> Sampled {
    let mut identifiers = vec![("other-system-id", format!("{SOURCE}:{}", person_id(person.no)))];
    identifiers.extend(person.phone.clone().map(|phone| ("phone", phone)));
    identifiers.extend(person.email.clone().map(|email| ("email", email)));
    identifiers.extend(person.ni.clone().map(|ni| ("ni-number", ni)));
    if person.is_party() && household.state != State::Applicant {
        identifiers.push(("tenancy-reference", household.tag.clone()));
        identifiers.push(("payment-reference", household.payment.clone()));
    }
    // Names, birthdays and homes are known too, and lead to nobody by themselves.
    identifiers.push(("name", person.name()));
    identifiers.extend(person.born.map(|born| ("date-of-birth", born.to_string())));
    Sampled { no: person.no, kind, identifiers }
}

impl Housing {
    /// About so many people, evenly of every kind and spread over the homes.
    #[must_use]
    pub fn sample(&self, many: u32) -> Vec<Sampled> {
        let each = many.div_ceil(8).max(1);
        let mut sampled: Vec<Sampled> = Vec::new();
        for kind in Kind::ALL {
            let mut found = 0;
            for step in 0..self.homes {
                // A step that has no divisor with the number of homes comes to every one.
                let home =
                    (u64::from(step) * 7_919 + u64::from(kind as u8)) % u64::from(self.homes);
                let home = u32::try_from(home).unwrap_or(0);
                if self.of_the_record(home).is_some() || found == each {
                    continue;
                }
                if let Some(one) = self.one_of(kind, home) {
                    found += 1;
                    sampled.push(one);
                }
            }
        }
        sampled.sort_by_key(|one| one.no);
        sampled.dedup_by_key(|one| one.no);
        sampled
    }

    fn one_of(&self, kind: Kind, home: u32) -> Option<Sampled> {
        let turn = match kind {
            Kind::Former => 1,
            Kind::Applicant | Kind::InCopiesOnly => 2,
            _ => 0,
        };
        let household = self.household(home, turn);
        let tenant = &household.people[0];
        let joint = household.joint();
        let person = match kind {
            Kind::Tenant => Some(tenant).filter(|_| joint.is_none()),
            Kind::Joint => joint.filter(|_| !household.separated),
            // The one who must not learn where the other went.
            Kind::Separated => Some(tenant).filter(|_| household.separated),
            Kind::Former => Some(tenant),
            Kind::Occupant => household.people.iter().find(|person| !person.is_party()),
            Kind::Applicant => Some(tenant).filter(|_| household.state == State::Applicant),
            Kind::InCopiesOnly => Some(tenant).filter(|_| household.state == State::Purged),
            Kind::NextOfKin => {
                let (_, digits, no) = super::contacts::kin(self, &household);
                let outside = no == outsider(home, turn);
                let identifiers = vec![("phone", digits)];
                return outside.then_some(Sampled { no, kind, identifiers });
            }
        };
        Some(of(&household, person?, kind))
    }
}

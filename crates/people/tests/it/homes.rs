//! Homes, households, and who speaks for whom until when.

use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{Against, Error, Home, HomeId, NewPerson, NewRelationship, PersonId};
use serde_json::json;

use crate::{Office, TODAY, now, on_both};

fn lives(office: &Office, kind: &str, home: HomeId, name: &str) -> PersonId {
    let mut relationship = NewRelationship::new(kind, "heart-of-medway", date(2020, 1, 1));
    relationship.home = Some(home);
    let mut new = NewPerson::new("the-person", relationship);
    new.identifiers = vec![Identifier::parse(Kind::Name, name).unwrap()];
    let ask = office.ask(json!({"action": "collect", "purpose": "household-records"}));
    office.record.enter(&ask, &new, now()).unwrap()
}

#[test]
fn a_household_is_who_lives_there_that_day_and_may_be_learnt_of() {
    on_both(|office| {
        let home = Home {
            reference: "P-0007".to_owned(),
            uprn: Some("000100023336956".to_owned()),
            entity: "heart-of-medway".to_owned(),
        };
        let id = office.record.put_home(&home, "officer-1", now()).unwrap();
        assert_eq!(office.record.put_home(&home, "officer-1", now()).unwrap(), id, "once");
        let ada = lives(office, "tenant", id, "Ada Example");
        let bo = lives(office, "occupant", id, "Bo Example");
        let cy = lives(office, "occupant", id, "Cy Example");
        let edit = office.ask(json!({"action": "use", "purpose": "household-records"}));
        let _ = office.record.unrelate(&edit, cy, "occupant", date(2024, 1, 1), now()).unwrap();
        let ask = office.ask(json!({"purpose": "household-records"}));
        let before = office.entries();
        let there = office.record.household(&ask, id, now()).unwrap();
        assert_eq!(office.entries(), before + 1);
        let kinds: Vec<_> = there.iter().map(|m| (m.person, m.relationship.as_str())).collect();
        assert_eq!(kinds.len(), 2);
        assert!(kinds.contains(&(ada, "tenant")) && kinds.contains(&(bo, "occupant")));

        let against = Against::Person(ada);
        let collect = office.ask(json!({"action": "collect", "purpose": "household-records"}));
        let _ = office.record.wall(&collect, bo, &against, TODAY, "they parted", now()).unwrap();
        let hers = ask.on_behalf_of(ada);
        let there = office.record.household(&hers, id, now()).unwrap();
        assert_eq!(there.iter().map(|m| m.person).collect::<Vec<_>>(), [ada]);
    });
}

#[test]
fn a_home_without_a_reference_or_with_a_wrong_number_is_refused() {
    let office = Office::new();
    for (reference, uprn) in [("", None), ("P-1", Some("many"))] {
        let home = Home {
            reference: reference.to_owned(),
            uprn: uprn.map(str::to_owned),
            entity: "heart-of-medway".to_owned(),
        };
        let put = office.record.put_home(&home, "officer-1", now());
        assert!(matches!(put, Err(Error::Malformed(_))), "{put:?}");
    }
}

fn speaks(
    office: &Office,
    who: PersonId,
    child: PersonId,
    by: &str,
    until: Option<Date>,
) -> Result<(), Error> {
    let mut new = NewRelationship::new("representative", "heart-of-medway", date(2020, 1, 1));
    (new.other, new.authority, new.until) = (Some(child), Some(by.to_owned()), until);
    office.record.relate(&office.collect(), who, &new, now()).map(|_| ())
}

#[test]
fn a_parent_speaks_for_a_child_until_it_is_eighteen_and_an_attorney_until_the_day_given() {
    on_both(|office| {
        let mother = office.tenant("Ada Example", "01632 960001");
        let child = {
            let tenant = NewRelationship::new("tenant", "heart-of-medway", TODAY);
            let mut new = NewPerson::new("the-person", tenant);
            new.identifiers = vec![
                Identifier::parse(Kind::Name, "Bo Example").unwrap(),
                Identifier::parse(Kind::DateOfBirth, "26/11/2008").unwrap(),
            ];
            office.record.enter(&office.collect(), &new, now()).unwrap()
        };
        let ask = |on: Date| office.ask(json!({"on": on.to_string()}));
        let by = |on: Date| office.record.authority(&ask(on), mother, child, now()).unwrap();
        assert_eq!(by(TODAY), None, "nothing says so");
        speaks(office, mother, child, "parent", None).unwrap();
        let last = date(2026, 11, 25);
        assert_eq!(by(last).unwrap().until, Some(last));
        assert_eq!(by(date(2026, 11, 26)), None, "eighteen");

        let old = office.tenant("Cy Example", "01632 960002");
        speaks(office, mother, old, "attorney", Some(date(2026, 12, 31))).unwrap();
        let of = |on: Date| {
            let found = office.record.authority(&ask(on), mother, old, now());
            found.unwrap().map(|authority| authority.by)
        };
        assert_eq!(of(date(2026, 12, 31)).as_deref(), Some("attorney"));
        assert_eq!(of(date(2027, 1, 1)), None);
        // Without a birthday and without a day it would never end.
        let endless = speaks(office, mother, old, "parent", None);
        assert!(matches!(endless, Err(Error::Malformed(_))), "{endless:?}");
    });
}

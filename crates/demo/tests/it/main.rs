//! The invented landlord: the same for the same seed, dirty, and nobody real.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod discovering;
mod housing;

use std::path::Path;

use demo::{HOMES_MAX, Landlord};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 24);

#[test]
fn names_of_the_charter_are_names_the_charter_has() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let charter: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let landlord = Landlord::new(1, 200, TODAY);
    let mut names = vec![landlord.entity];
    for person in &landlord.people {
        names.push(person.relationship);
        for item in &person.items {
            names.extend([item.category, item.purpose, item.source, item.by.0, item.by.1]);
        }
    }
    names.sort_unstable();
    names.dedup();
    for name in names {
        assert!(charter.contains(&format!("id = \"{name}\"")), "the charter has no `{name}`");
    }
}

#[test]
fn it_is_dirty_as_real_ones_are() {
    let landlord = Landlord::new(1, 400, TODAY);
    let phones: Vec<&str> = landlord.people.iter().filter_map(|p| p.phone.as_deref()).collect();
    for dirt in ["UNKNOWN", "00000000000", "(daughter)", "+44"] {
        assert!(phones.iter().any(|phone| phone.contains(dirt)), "{dirt}");
    }
    let people = &landlord.people;
    assert!(people.iter().any(|p| p.name.starts_with(' ')));
    assert!(people.iter().any(|p| p.name.contains(',')));
    assert!(people.iter().any(|p| !p.name.is_ascii()));
    assert!(people.iter().any(|p| p.again.is_some()));
    assert!(people.iter().any(|p| p.died.is_some()));
}

#[test]
fn nobody_in_it_can_be_called_or_written_to() {
    for person in Landlord::new(3, 400, TODAY).people {
        if let Some(phone) = &person.phone {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            let kept = ["07700900", "447700900", "01632960", "441632960", "00000000000", ""];
            assert!(kept.iter().any(|start| digits.starts_with(start)), "{phone}");
        }
        assert!(person.email.is_none_or(|email| email.ends_with("@example.org")));
        assert!(person.ni_number.is_none_or(|number| number.starts_with("QQ")));
    }
}

#[test]
fn another_seed_is_another_landlord_and_sizes_are_bounded() {
    assert_ne!(Landlord::new(1, 20, TODAY), Landlord::new(2, 20, TODAY));
    assert_eq!(Landlord::new(1, 20, TODAY).homes.len(), 20);
    assert!(Landlord::new(1, 0, TODAY).people.is_empty());
    const { assert!(HOMES_MAX <= 20_000) };
}
